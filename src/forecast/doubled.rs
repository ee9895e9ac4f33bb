//! Rows that may stand twice, in whatever order.
//!
//! Children who are alike have equal rows, so equal rows say nothing. But of children who each go their own way the number
//! with one row is as often odd as even, and more often where it is small: however many children there are, a row that stands
//! at all stands an odd number of times with a chance of at least one half. (Their number is binomial, near enough a Poisson
//! number, which is odd with the chance (1 + e^-m)/2 if it is not nought.) So twenty different rows of a year all stand an even
//! number of times in fewer than one of 2^20 sound years. What is copied twice has every row an even number of times; what is
//! copied three times has it a multiple of three, which by chance is rarer still.
//!
//! A row that was put right after the paste, or added, is odd again; hence of many different rows some may be, as many as keep
//! the chance of a false alarm below one in a million for each year. Fewer than twenty different rows cannot be told by this
//! from children who are alike; and numbers that were rounded to tens before they were made into rows look the same.

use std::collections::BTreeMap;

use super::problem::{Problem, Source};
use super::rows::TransitionRow;

/// The fewest different rows of a year by which it is judged.
const DIFFERENT_MIN: usize = 20;

/// How many of so many different rows may stand a number of times that no copying gives. The tail of the binomial
/// distribution of a half up to there is below one in a million, for every number of rows.
fn odd_at_most(different: usize) -> Option<usize> {
    let beyond = different.checked_sub(DIFFERENT_MIN)?;
    Some((beyond / 5).min(different / 10))
}

/// Years of which (nearly) every different row stands a multiple of two or three times.
pub(super) fn doubled(rows: &[&TransitionRow], problems: &mut Vec<Problem>) {
    let mut years: BTreeMap<i16, BTreeMap<_, usize>> = BTreeMap::new();
    for row in rows {
        let kinds = years.entry(row.january).or_default();
        *kinds
            .entry((&row.from, &row.to, row.is_transfer))
            .or_default() += 1;
    }
    let last = years.keys().next_back().copied();
    for (year, kinds) in &years {
        let Some(most) = odd_at_most(kinds.len()) else {
            continue;
        };
        let unlike = |copies: usize| {
            kinds
                .values()
                .filter(move |count| !count.is_multiple_of(copies))
        };
        let copied = [
            (2, "an even number of times"),
            (3, "a multiple of three times"),
        ];
        let copied = copied
            .into_iter()
            .find(|(copies, _)| unlike(*copies).count() <= most);
        let Some((copies, how_often)) = copied else {
            continue;
        };
        let (different, count) = (kinds.len(), kinds.values().sum::<usize>());
        let which = match unlike(copies).count() {
            0 => format!("each of the {different} different rows"),
            but => format!("of the {different} different rows all but {but}"),
        };
        let twice = if copies == 2 { "twice" } else { "three times" };
        let from_there = match Some(*year) == last {
            true => {
                " The forecast then begins with that many times the children, and the cost, that there are."
            }
            false => "",
        };
        let sentence = format!(
            "{which} of {year} ({count} rows) stand{} {how_often}, as chance has it in fewer than one year of a million: if the year was pasted {twice}, every child of it is counted {twice}; take one copy out.{from_there}",
            if which.starts_with("each") { "s" } else { "" },
        );
        problems.push(Problem::warning(Source::Transitions, None, sentence));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forecast::draws::Draws;
    use crate::forecast::rows::Side;

    /// A child of one of many kinds.
    fn child(kind: usize) -> TransitionRow {
        let side = |year_group| Side {
            place: Some((format!("N{}", kind % 7), format!("S{}", kind / 7 % 5))),
            year_group,
            band: None,
        };
        // Of at most ten year groups.
        let year_group = i16::try_from(kind / 35).unwrap();
        TransitionRow {
            row: 2,
            january: 2025,
            from: side(year_group),
            to: side(year_group + 1),
            is_transfer: false,
        }
    }

    /// A year of so many children of so many kinds; the higher the power, the more are of a few.
    fn year(seed: u64, children: usize, kinds: usize, power: f64) -> Vec<TransitionRow> {
        let mut draws = Draws::of(seed, 0);
        let mut one = || child((draws.unit().powf(power) * kinds as f64) as usize);
        (0..children).map(|_| one()).collect()
    }

    fn told(rows: &[TransitionRow]) -> Vec<String> {
        let mut problems = Vec::new();
        doubled(&rows.iter().collect::<Vec<_>>(), &mut problems);
        problems
            .into_iter()
            .map(|problem| problem.sentence)
            .collect()
    }

    #[test]
    fn a_year_that_stands_twice_is_told_in_any_order_with_a_row_more_or_put_right() {
        for (children, kinds) in [(60, 40), (150, 30), (2_000, 300)] {
            let once = year(5, children, kinds, 1.5);
            assert_eq!(told(&once), Vec::<String>::new());
            let mut twice = [once.clone(), once.clone()].concat();
            twice.sort_by(|one, other| (&one.from, &one.to).cmp(&(&other.from, &other.to)));
            let said = told(&twice);
            assert_eq!(said.len(), 1, "{children}");
            assert!(
                said[0].starts_with("each of the") && said[0].contains("pasted twice"),
                "{said:?}"
            );
            assert!(
                said[0].contains("The forecast then begins with"),
                "{said:?}"
            );
            let thrice = [twice.clone(), once.clone()].concat();
            assert!(told(&thrice)[0].contains("pasted three times"));
            twice.push(once[0].clone());
            assert_eq!(told(&twice).len(), 1, "with a row more");
        }
    }

    #[test]
    fn true_years_raise_no_alarm_though_most_of_their_rows_are_equal() {
        let mut years = 0;
        for (children, kinds) in [(40, 25), (100, 25), (400, 40), (1_000, 100), (3_000, 350)] {
            for power in [1.0, 2.0, 4.0] {
                for seed in 0..60 {
                    let rows = year(seed, children, kinds, power);
                    assert_eq!(
                        told(&rows),
                        Vec::<String>::new(),
                        "{children}, {kinds}, {power}, {seed}"
                    );
                    years += 1;
                }
            }
        }
        assert_eq!(years, 900);
    }

    #[test]
    fn the_chance_of_a_false_alarm_is_below_one_in_a_million_for_each_number_of_rows() {
        for different in DIFFERENT_MIN..=1_000 {
            let most = odd_at_most(different).unwrap();
            let mut term = 0.5_f64.powi(i32::try_from(different).unwrap());
            let mut tail = term;
            for odd in 0..most {
                term *= (different - odd) as f64 / (odd + 1) as f64;
                tail += term;
            }
            assert!(tail < 1e-6, "{different}: {tail}");
        }
    }
}
