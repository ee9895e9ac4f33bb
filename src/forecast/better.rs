//! Where a baseline was better than the model further ahead and by setting, in sentences.

use super::backtest::{Ahead, OfBaseline, OfSetting};
use super::verdict::{TESTS_MIN, in_years};

/// By which years ahead a baseline was as good or better, in plans and in pounds, and in which settings one year ahead.
pub(super) fn told(plans: &[Ahead], settings: &[OfSetting], judged: u32) -> String {
    let further = |of: fn(&Ahead, &OfBaseline) -> (f64, f64), unit: fn(f64) -> String| {
        let judged = plans
            .iter()
            .filter(|ahead| (2..=judged).contains(&ahead.years));
        let found = judged.filter_map(|ahead| {
            let best = best(&ahead.baselines, |baseline| of(ahead, baseline).1)?;
            let (ours, theirs) = of(ahead, best);
            (ours >= theirs).then(|| {
                format!(
                    "{} ahead ({} by {}, the model by {})",
                    in_years(ahead.years),
                    best.title,
                    unit(theirs),
                    unit(ours)
                )
            })
        });
        found.collect::<Vec<_>>()
    };
    let of_plans = further(
        |ahead, of| (ahead.score.mean_error, of.plans.mean_error),
        |plans| format!("{plans:.1}"),
    );
    let of_pounds = further(
        |ahead, of| (ahead.pounds.mean_error, of.pounds.mean_error),
        pounds,
    );
    let mut sentences = Vec::new();
    for (whose, found) in [("plans", &of_plans), ("annual cost", &of_pounds)] {
        if !found.is_empty() {
            sentences.push(format!(
                "For {whose} a baseline was off by no more than the model {}.",
                found.join(", ")
            ));
        }
    }
    if judged > 1 && sentences.is_empty() {
        sentences.push(format!(
            "Up to {} ahead the model was better than each baseline, for plans and for annual cost.",
            in_years(judged)
        ));
    }
    sentences.extend(in_settings(settings));
    sentences.join(" ")
}

/// The settings in which a baseline was off by no more than the model one year ahead.
fn in_settings(settings: &[OfSetting]) -> Option<String> {
    let tested = settings.iter().filter(|of| of.score.tests >= TESTS_MIN);
    // A setting in which nobody ever was is forecast rightly by everything.
    let tested: Vec<&OfSetting> = tested
        .filter(|of| {
            of.score.mean_error > 0.0
                || of.ahead.first().is_some_and(|first| {
                    first.baselines.iter().any(|one| one.score.mean_error > 0.0)
                })
        })
        .collect();
    let found = tested.iter().filter_map(|of| {
        let first = of.ahead.first().filter(|first| first.years == 1)?;
        let all = first.baselines.iter();
        let best =
            all.min_by(|one, other| one.score.mean_error.total_cmp(&other.score.mean_error))?;
        let (ours, theirs) = (of.score.mean_error, best.score.mean_error);
        (ours >= theirs).then(|| {
            format!(
                "{} ({} by {theirs:.1}, the model by {ours:.1})",
                super::levers::words(&of.setting),
                best.title
            )
        })
    });
    let found: Vec<String> = found.collect();
    match (found.is_empty(), tested.is_empty()) {
        (_, true) => None,
        (true, _) => Some(
            "In each setting the model was better than each baseline one year ahead.".to_owned(),
        ),
        (false, _) => Some(format!(
            "In {} of {} settings a baseline was off by no more than the model one year ahead: {}. No setting follows a baseline of its own: baselines of settings do not add up to one of all, so each keeps the share that the model gives it of what is followed for all.",
            found.len(),
            tested.len(),
            found.join("; ")
        )),
    }
}

fn best(baselines: &[OfBaseline], error: impl Fn(&OfBaseline) -> f64) -> Option<&OfBaseline> {
    let all = baselines.iter();
    all.min_by(|one, other| error(one).total_cmp(&error(other)))
}

/// Whole pounds, with commas. A measure of error, not money.
pub(super) fn pounds(sum: f64) -> String {
    let digits = format!("{:.0}", sum.abs());
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    format!("£{text}")
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::forecast::backtest::{OfSettingBaseline, SettingAhead};
    use crate::forecast::baseline::Baseline;
    use crate::forecast::score::Score;

    fn score(mean_error: f64) -> Score {
        Score {
            tests: 3,
            mean_error,
            ..Score::default()
        }
    }

    /// Years ahead with what model, last growth and the straight line were off by: in plans, then in pounds.
    fn ahead(years: u32, plans: [f64; 3], pounds: [f64; 3]) -> Ahead {
        let baseline = |baseline: Baseline, place: usize| OfBaseline {
            baseline,
            title: Cow::Borrowed(baseline.title()),
            plans: score(plans[place]),
            pounds: score(pounds[place]),
        };
        Ahead {
            years,
            score: score(plans[0]),
            pounds: score(pounds[0]),
            money_followed: None,
            baselines: vec![
                baseline(Baseline::LastGrowth, 1),
                baseline(Baseline::Linear, 2),
            ],
        }
    }

    #[test]
    fn pounds_are_held_against_the_baseline_that_is_best_in_pounds() {
        let tests = [
            ahead(1, [19.3, 22.4, 30.0], [873_475.0, 1_551_322.0, 762_373.0]),
            ahead(2, [40.0, 50.0, 60.0], [1_734_842.0, 2e6, 1_241_920.0]),
            ahead(3, [124.9, 104.7, 119.5], [2e6, 3e6, 4e6]),
        ];
        let said = crate::forecast::verdict::of(&tests, &[40e6, 42e6, 44e6]).sentence;
        assert!(
            said.starts_with("One year ahead the model was off by 19.3 plans"),
            "{said}"
        );
        let line = "In annual cost the model is no better than a baseline: it was off by £873,475, and a straight line through all years by £762,373.";
        assert!(said.contains(line), "{said}");
        assert!(
            said.contains("Money follows that baseline’s annual cost for 2 years; further ahead the model was better"),
            "{said}"
        );
        assert!(said.contains("next January at £46,000,000"), "{said}");
        assert!(!said.contains("1,551,322"), "{said}");
        let said = told(&tests, &[], 3);
        assert!(
            said.contains("For plans a baseline was off by no more than the model 3 years ahead (last year's growth again, fading from year to year by 104.7, the model by 124.9)."),
            "{said}"
        );
        assert!(
            said.contains("For annual cost a baseline was off by no more than the model 2 years ahead (a straight line through all years by £1,241,920, the model by £1,734,842)."),
            "{said}"
        );
        // What is tested once judges nothing.
        assert!(!told(&tests, &[], 2).contains("3 years"));
        let good = [
            ahead(1, [1.0, 2.0, 2.0], [1.0, 3.0, 2.0]),
            ahead(2, [1.0, 2.0, 2.0], [1.0, 3.0, 2.0]),
        ];
        assert!(
            crate::forecast::verdict::of(&good, &[1.0])
                .sentence
                .contains(
                    "better than the best baseline there (a straight line through all years: £2)"
                )
        );
        assert!(told(&good, &[], 2).starts_with("Up to 2 years ahead the model was better"));
    }

    #[test]
    fn settings_in_which_a_baseline_was_better_are_named() {
        let setting = |code: &str, ours: f64, theirs: f64| OfSetting {
            setting: code.to_owned(),
            score: score(ours),
            ahead: vec![SettingAhead {
                years: 1,
                score: score(ours),
                baselines: vec![OfSettingBaseline {
                    baseline: Baseline::LastValue,
                    title: Cow::Borrowed(Baseline::LastValue.title()),
                    score: score(theirs),
                }],
            }],
        };
        let said = told(
            &[],
            &[
                setting("A", 4.0, 3.0),
                setting("B", 2.0, 3.0),
                setting("C", 0.0, 0.0),
            ],
            1,
        );
        assert!(
            said.starts_with("In 1 of 2 settings a baseline was off by no more than the model one year ahead: A (no growth by 3.0, the model by 4.0)."),
            "{said}"
        );
        assert!(told(&[], &[setting("B", 2.0, 3.0)], 1).starts_with("In each setting"));
    }
}
