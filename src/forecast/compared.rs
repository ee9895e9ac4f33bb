//! Whether the model is better, line by line: what it and the best baseline were off by, and what is followed.

use std::borrow::Cow;

use super::backtest::BackTest;
use super::baseline::Baseline;
use super::score::Score;
use super::verdict::TESTS_MIN;

/// What is forecast.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// All plans.
    Plans,
    /// What they cost a year, in pounds.
    Pounds,
    /// The plans of a setting, by its code.
    Setting(String),
}

/// One thing so many years ahead: the model held against the baseline that did best.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// What is forecast.
    pub what: What,
    /// How many years ahead.
    pub years: u32,
    /// How often it was tested.
    pub tests: u32,
    /// The model's mean error, either way.
    pub ours: f64,
    /// The baseline that was off least, in words, and its mean error; none where none was tested.
    pub best: Option<(Cow<'static, str>, f64)>,
    /// Whether the model was off by less than it; none where too little was tested to judge by.
    pub is_better: Option<bool>,
    /// The baseline that is followed that year; none where the model is. A setting follows none of its own.
    pub follows: Option<Baseline>,
}

impl BackTest {
    /// All plans and their cost by years ahead, then each setting's plans one year ahead.
    #[must_use]
    pub fn comparisons(&self) -> Vec<Comparison> {
        let mut all = Vec::new();
        let followed = |baseline: Option<Baseline>, up_to: Option<u32>, years: u32| {
            baseline.filter(|_| up_to.is_none_or(|last| years <= last))
        };
        for ahead in &self.plans {
            let years = ahead.years;
            let of_plans = ahead.baselines.iter().map(|of| (&of.title, &of.plans));
            let of_pounds = ahead.baselines.iter().map(|of| (&of.title, &of.pounds));
            all.push(Comparison {
                follows: followed(self.follows, self.follows_for, years),
                ..held_against(What::Plans, years, &ahead.score, of_plans)
            });
            all.push(Comparison {
                follows: followed(self.money_follows, self.money_follows_for, years),
                ..held_against(What::Pounds, years, &ahead.pounds, of_pounds)
            });
        }
        for of in &self.by_setting {
            if let Some(first) = of.ahead.iter().find(|ahead| ahead.years == 1) {
                let baselines = first.baselines.iter().map(|of| (&of.title, &of.score));
                let what = What::Setting(of.setting.clone());
                all.push(held_against(what, 1, &first.score, baselines));
            }
        }
        all
    }
}

fn held_against<'a>(
    what: What,
    years: u32,
    score: &Score,
    baselines: impl Iterator<Item = (&'a Cow<'static, str>, &'a Score)>,
) -> Comparison {
    let error = |one: &(&Cow<'static, str>, &Score)| one.1.mean_error;
    let best = baselines.min_by(|one, other| error(one).total_cmp(&error(other)));
    let best = best.map(|(title, of)| (title.clone(), of.mean_error));
    let judged = best.as_ref().filter(|_| score.tests >= TESTS_MIN);
    Comparison {
        is_better: judged.map(|(_, theirs)| score.mean_error < *theirs),
        what,
        years,
        tests: score.tests,
        ours: score.mean_error,
        best,
        follows: None,
    }
}
