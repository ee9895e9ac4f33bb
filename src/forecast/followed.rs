//! What of a forecast follows a baseline instead of the model: factors that are worked out once, without any lever, and are the
//! same in every scenario of the same records.
//!
//! Plans follow by the rates of joining. Money follows by a factor on what everybody costs, the same for each setting, need and
//! band of a month: so parts add up to totals as they did, and a lever changes the followed cost by the share by which it changes
//! what the children cost.

use serde::{Deserialize, Serialize};

use super::backtest::BackTest;
use super::calibrate;
use super::cohort::Cohort;
use super::conserve::Broken;
use super::course::Course;
use super::expect::expect;
use super::known::ONE;
use super::months::MONTHS;

/// The most that what the children cost is scaled by: a baseline that leads further leads nowhere.
const FACTOR_MAX: f64 = 100.0;

/// The factors by which a forecast follows baselines; none where it follows the model.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Followed {
    /// By year ahead: the factor on joining.
    pub joining: Vec<f64>,
    /// By year ahead: the factor on what everybody costs at the January that ends it, in millionths. The months between two
    /// Januaries have factors evenly between theirs; after the last it goes on.
    pub cost: Vec<i64>,
}

impl Followed {
    /// Works out the factors at which a plain course of a cohort follows what a back-test found as good as the model.
    ///
    /// # Errors
    /// [`Broken`] if people are lost or made.
    pub fn of(plain: &Course, test: &BackTest) -> Result<Followed, Broken> {
        let mut course = plain.clone();
        let joining = match test.follows {
            Some(baseline) => {
                let followed = years_of(plain, test.follows_for);
                let history = history(&plain.cohort, |cells| plans(&cells));
                let path = baseline.path(&history, followed, test.tested_ahead as usize);
                calibrate::follow(&mut course, &path)?
            }
            None => Vec::new(),
        };
        let cost = cost_factors(plain, &course, test)?;
        Ok(Followed { joining, cost })
    }

    /// The same for so many years ahead at the most.
    #[must_use]
    pub fn first_years(mut self, years: usize) -> Followed {
        self.joining.truncate(years);
        self.cost.truncate(years);
        self
    }

    /// The factor on what everybody costs in a month, counted from the first January, in millionths.
    #[must_use]
    pub fn cost_in(&self, month: usize) -> i64 {
        let at = |january: usize| match january.checked_sub(1) {
            None => ONE,
            Some(ahead) => self
                .cost
                .get(ahead)
                .or(self.cost.last())
                .copied()
                .unwrap_or(ONE),
        };
        let (first, next) = (at(month / MONTHS), at(month / MONTHS + 1));
        // Twelve, and a month below it.
        let (step, all) = (month % MONTHS, MONTHS as i64);
        first + ((next - first) * step as i64).div_euclid(all)
    }
}

/// What everybody costs a year at each January of a course, the start being the first: at the prices given, in pounds, as the
/// back-test measures it.
pub(super) fn annual_costs(course: &Course) -> Result<Vec<f64>, Broken> {
    let expected = expect(course)?;
    let januaries = expected.januaries.iter();
    Ok(januaries
        .map(|cells| annual_cost(&course.cohort, cells.iter().copied()))
        .collect())
}

/// What the children of some cells cost a year at the prices given, in pounds. A measure of error, not money: it is scored, never
/// paid.
pub(super) fn annual_cost(cohort: &Cohort, cells: impl Iterator<Item = f64>) -> f64 {
    let priced = |index: usize| cohort.price(index).unwrap_or(0) as f64 / 100.0;
    cells
        .enumerate()
        .map(|(index, count)| count * priced(index))
        .sum()
}

/// Something of each January up to the last, without a gap, the first first.
pub(super) fn history<T>(cohort: &Cohort, of: impl Fn(Vec<u32>) -> T) -> Vec<T> {
    let earlier = (0..).map_while(|back| cohort.at(cohort.last_january() - back));
    let mut history: Vec<T> = earlier.map(of).collect();
    history.reverse();
    history
}

fn plans(cells: &[u32]) -> f64 {
    cells.iter().copied().map(f64::from).sum()
}

fn years_of(course: &Course, follows_for: Option<u32>) -> usize {
    let years = course.years.len();
    follows_for.map_or(years, |followed| years.min(followed as usize))
}

/// By year ahead: what the followed annual cost is over what the children of a course cost. Where money follows the model and
/// plans do not, it is what the model's own children would cost. A year that has begun goes on as the record, the open cases and
/// the rates say, and the growth is followed from the January that ends it.
fn cost_factors(plain: &Course, course: &Course, test: &BackTest) -> Result<Vec<i64>, Broken> {
    if test.money_follows.is_none() && test.follows.is_none() {
        return Ok(Vec::new());
    }
    let of_children = annual_costs(course)?;
    let wanted: Vec<f64> = match test.money_follows {
        Some(baseline) => {
            let cohort = &plain.cohort;
            let costs = history(cohort, |cells| {
                annual_cost(cohort, cells.into_iter().map(f64::from))
            });
            let followed = years_of(plain, test.money_follows_for);
            let path = baseline.path(&costs, followed, test.tested_ahead as usize);
            let begun = plain.cohort.since.as_ref().and(path.first());
            let off_path = begun.map_or(0.0, |first| of_children[1] - first);
            path.into_iter()
                .map(|cost| (cost + off_path).max(0.0))
                .collect()
        }
        None => annual_costs(plain)?.into_iter().skip(1).collect(),
    };
    let both = wanted.iter().zip(of_children.iter().skip(1));
    Ok(both
        .map(|(wanted, of_children)| match *of_children > 0.0 {
            true => ((wanted / of_children).clamp(0.0, FACTOR_MAX) * ONE as f64).round() as i64,
            false => ONE,
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_months_between_two_januaries_lie_evenly_between_their_factors() {
        let followed = Followed {
            joining: Vec::new(),
            cost: vec![1_120_000, 1_000_000],
        };
        let at = [0, 1, 11, 12, 18, 24, 99].map(|month| followed.cost_in(month));
        assert_eq!(
            at,
            [
                ONE, 1_010_000, 1_110_000, 1_120_000, 1_060_000, 1_000_000, 1_000_000
            ]
        );
        assert_eq!(Followed::default().cost_in(40), ONE);
    }
}
