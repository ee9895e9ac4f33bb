//! Forecasts that need no model: what the back-test holds the model against, and what is used where they are as good.

use serde::{Deserialize, Serialize};

/// A forecast of all plans from nothing but the plans of earlier Januaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Baseline {
    /// As many as last January.
    LastValue,
    /// The growth of the last year again, each year.
    LastGrowth,
    /// The straight line through all Januaries.
    Linear,
}

impl Baseline {
    /// Every baseline.
    pub const ALL: [Baseline; 3] = [Baseline::LastValue, Baseline::LastGrowth, Baseline::Linear];

    /// The baseline in words.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Baseline::LastValue => "no growth",
            Baseline::LastGrowth => "last year's growth again",
            Baseline::Linear => "a straight line through all years",
        }
    }

    /// Its forecast so many years ahead of the last of some Januaries without a gap; the last value of one January.
    #[must_use]
    pub fn ahead(self, history: &[f64], years: usize) -> f64 {
        let Some(last) = history.last().copied() else {
            return 0.0;
        };
        let before = history.iter().rev().nth(1).copied();
        match (self, before) {
            (Baseline::LastGrowth, Some(before)) if before > 0.0 => {
                last * (last / before).powi(i32::try_from(years).unwrap_or(i32::MAX))
            }
            (Baseline::Linear, Some(_)) => line(history, history.len() - 1 + years).max(0.0),
            _ => last,
        }
    }
}

/// The least-squares line through some values, at a place counted from the first.
fn line(values: &[f64], at: usize) -> f64 {
    let count = values.len() as f64;
    let place_mean = (count - 1.0) / 2.0;
    let mean = values.iter().sum::<f64>() / count;
    let (mut joint, mut spread) = (0.0, 0.0);
    for (place, value) in values.iter().enumerate() {
        let off = place as f64 - place_mean;
        joint += off * (value - mean);
        spread += off * off;
    }
    mean + joint / spread * (at as f64 - place_mean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn baselines_go_on_as_their_titles_say() {
        let history = [100.0, 110.0, 121.0];
        let two_ahead = Baseline::ALL.map(|baseline| baseline.ahead(&history, 2));
        assert_eq!(two_ahead[0], 121.0);
        assert!((two_ahead[1] - 146.41).abs() < 1e-9);
        // The line through them rises by 10.5 a year from 110.33 in the middle.
        assert!((two_ahead[2] - (331.0 / 3.0 + 3.0 * 10.5)).abs() < 1e-9);
        for baseline in Baseline::ALL {
            assert_eq!(baseline.ahead(&[7.0], 3), 7.0);
        }
    }
}
