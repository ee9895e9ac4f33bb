//! How far guesses were from what came.

use serde::{Deserialize, Serialize};

/// The intervals that are tested, in thousandths.
const INTERVALS: [usize; 3] = [500, 800, 950];
/// The quantiles of the pinball loss: low, likely, high.
const QUANTILES: [f64; 3] = [0.1, 0.5, 0.9];

/// A forecast of one number, and what came.
#[derive(Clone, Debug, PartialEq)]
pub struct Guess {
    came: f64,
    mean: f64,
    simulated: Vec<f64>,
}

impl Guess {
    /// Holds a forecast's mean and simulated values against what came.
    #[must_use]
    pub fn of(came: f64, mean: f64, mut simulated: Vec<f64>) -> Guess {
        simulated.sort_by(f64::total_cmp);
        Guess {
            came,
            mean,
            simulated,
        }
    }

    /// Holds a forecast of one value, without an interval, against what came.
    #[must_use]
    pub fn point(came: f64, guess: f64) -> Guess {
        Guess::of(came, guess, Vec::new())
    }

    fn quantile(&self, share: f64) -> f64 {
        let rank = (self.simulated.len() as f64 * share).ceil().max(1.0);
        // A rank within the values.
        self.simulated
            .get(rank as usize - 1)
            .copied()
            .unwrap_or(self.mean)
    }

    fn is_within(&self, per_mille: usize) -> bool {
        let tail = (1000 - per_mille) as f64 / 2000.0;
        (self.quantile(tail)..=self.quantile(1.0 - tail)).contains(&self.came)
    }

    /// The pinball loss, over the three quantiles.
    fn pinball(&self) -> f64 {
        let loss = |share: f64| {
            let off = self.came - self.quantile(share);
            (share * off).max((share - 1.0) * off)
        };
        QUANTILES.into_iter().map(loss).sum::<f64>() / QUANTILES.len() as f64
    }
}

/// How some guesses did. All are in the unit of what was guessed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// How many guesses.
    pub tests: u32,
    /// The mean of guess less what came.
    pub bias: f64,
    /// The mean of how far off, in either direction.
    pub mean_error: f64,
    /// The mean pinball loss of low (10 %), likely (50 %) and high (90 %).
    pub pinball: f64,
    /// The share of what came that lay within the 50 % interval; none of forecasts that have no interval.
    pub within_50: Option<f64>,
    /// Within the 80 % interval.
    pub within_80: Option<f64>,
    /// Within the 95 % interval.
    pub within_95: Option<f64>,
}

/// Scores some guesses; all nought if there is none.
#[must_use]
pub fn score(guesses: &[Guess]) -> Score {
    if guesses.is_empty() {
        return Score::default();
    }
    let mean = |of: &dyn Fn(&Guess) -> f64| -> f64 {
        let mean = guesses.iter().map(of).sum::<f64>() / guesses.len() as f64;
        (mean * 1e4).round() / 1e4
    };
    let has_intervals = guesses.iter().all(|guess| !guess.simulated.is_empty());
    let within = |per_mille: usize| {
        has_intervals.then(|| mean(&|guess| f64::from(u8::from(guess.is_within(per_mille)))))
    };
    let [half, eighty, ninety_five] = INTERVALS.map(within);
    Score {
        tests: u32::try_from(guesses.len()).unwrap_or(u32::MAX),
        bias: mean(&|guess| guess.mean - guess.came),
        mean_error: mean(&|guess| (guess.mean - guess.came).abs()),
        pinball: mean(&Guess::pinball),
        within_50: half,
        within_80: eighty,
        within_95: ninety_five,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_as_worked_by_hand() {
        let simulated: Vec<f64> = (1..=100).map(f64::from).collect();
        let guesses = [
            Guess::of(60.0, 50.0, simulated.clone()),
            Guess::of(95.0, 50.0, simulated),
        ];
        let score = score(&guesses);
        assert_eq!(
            (score.tests, score.bias, score.mean_error),
            (2, -27.5, 27.5)
        );
        // 25 to 75 holds 60; 10 to 90 too; 3 to 98 holds both.
        assert_eq!(
            (score.within_50, score.within_80, score.within_95),
            (Some(0.5), Some(0.5), Some(1.0))
        );
        // 60: (0.1·50 + 0.5·10 + 0.1·30)/3; 95: (0.1·85 + 0.5·45 + 0.9·5)/3.
        assert!((score.pinball - (13.0 / 3.0 + 35.5 / 3.0) / 2.0).abs() < 1e-4);
    }

    #[test]
    fn a_forecast_of_one_value_has_no_interval_that_could_hold_anything() {
        let score = score(&[Guess::point(60.0, 50.0), Guess::point(50.0, 50.0)]);
        assert_eq!(
            (score.bias, score.mean_error, score.within_95),
            (-5.0, 5.0, None)
        );
        // Half of what it is off by, whatever the quantile, on average.
        assert_eq!(score.pinball, 2.5);
    }
}
