//! Forecasts that need no model: what the back-test holds the model against, and what is used where they are as good.

use serde::{Deserialize, Serialize};

use super::trend::{DAMPING, Trend};

/// A forecast of all plans from nothing but the plans of earlier Januaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Baseline {
    /// As many as last January.
    LastValue,
    /// The growth of the last year again, and each year after that [`DAMPING`] of the growth before.
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
            Baseline::LastGrowth => "last year's growth again, fading from year to year",
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
                // The growth of a year, as often as 1 + 0.8 + 0.64 and so on.
                last * (last / before).powf(Trend::steps(years) / DAMPING)
            }
            (Baseline::Linear, Some(_)) => line(history, history.len() - 1 + years).max(0.0),
            _ => last,
        }
    }

    /// Its forecasts of so many years. Beyond the years ahead for which it was tested each year changes by no more than
    /// [`DAMPING`] of the change before: nothing is known of how it does there.
    #[must_use]
    pub fn path(self, history: &[f64], years: usize, tested: usize) -> Vec<f64> {
        let mut path = Vec::with_capacity(years);
        let mut before = (self.ahead(history, 0), 0.0);
        for ahead in 1..=years {
            let own = self.ahead(history, ahead);
            let change = if ahead <= tested.max(1) {
                own - before.0
            } else {
                let faded: f64 = before.1 * DAMPING;
                let own = self.ahead(history, ahead) - self.ahead(history, ahead - 1);
                if own.abs() < faded.abs() { own } else { faded }
            };
            before = ((before.0 + change).max(0.0), change);
            path.push(before.0);
        }
        path
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
        // A tenth more, then eight tenths of that growth.
        assert!((two_ahead[1] - 121.0 * 1.1_f64.powf(1.8)).abs() < 1e-9);
        // The line through them rises by 10.5 a year from 110.33 in the middle.
        assert!((two_ahead[2] - (331.0 / 3.0 + 3.0 * 10.5)).abs() < 1e-9);
        for baseline in Baseline::ALL {
            assert_eq!(baseline.ahead(&[7.0], 3), 7.0);
        }
    }

    #[test]
    fn what_was_tested_a_year_ahead_goes_on_for_ever_by_no_baseline() {
        let history = [100.0, 110.0, 121.0];
        // A tenth a year for thirty years would be seventeen times as many; fading, it is never two thirds more.
        let far = Baseline::LastGrowth.ahead(&history, 30);
        assert!(far < 121.0 * 1.1_f64.powi(5), "{far}");
        let line = Baseline::Linear.path(&history, 4, 2);
        let step = |at: usize| line[at] - line[at - 1];
        assert!((step(1) - 10.5).abs() < 1e-9);
        assert!((step(2) - 10.5 * 0.8).abs() < 1e-9);
        assert!((step(3) - 10.5 * 0.64).abs() < 1e-9);
        assert_eq!(Baseline::LastValue.path(&history, 3, 1), [121.0; 3]);
        assert_eq!(
            Baseline::LastGrowth.path(&history, 2, 1)[0],
            Baseline::LastGrowth.ahead(&history, 1)
        );
    }
}
