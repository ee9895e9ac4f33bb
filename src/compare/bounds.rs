//! The alarm: what a comparison is measured by before anybody adopts it, with the bound beside each measure.
//!
//! Every measure is exact. The one that is a test in the statistician's sense is McNemar's, on the same children twice: of
//! those who change band, as many should go up as down if the change has no direction. With u up and d down the statistic
//! is (|u - d| - 1)² / (u + d), which beyond 6.635 has less than one chance in a hundred (chi-squared, one degree of
//! freedom).

use rust_decimal::Decimal;
use serde::Serialize;

use super::matrix::Matrix;
use super::tally::{Group, Tally};
use crate::money::{Money, MoneyError, Rate};

/// What a comparison may come to before the alarm is raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Bounds {
    /// Hundredths by which the total may change.
    pub cost_percent: Rate,
    /// Hundredths of the children with a band who may change band.
    pub band_percent: Rate,
    /// What McNemar's statistic may come to.
    pub statistic: Rate,
    /// Hundredths by which a group's cost may change beside the whole cohort's.
    pub group_percent: Rate,
    /// How many children a group must have before it is measured by itself.
    pub group_children: u32,
}

impl Default for Bounds {
    /// Cost within 1 %, as a head of SEND would ask of a shadow run; 5 % of children in another band; one chance in a
    /// hundred; no school, need or setting of ten children or more 5 % away from the rest. The last three are the
    /// product's own and are meant to be changed.
    fn default() -> Bounds {
        Bounds {
            cost_percent: Rate::ONE,
            band_percent: Rate::whole(5),
            statistic: Rate::new(Decimal::from_parts(6635, 0, 0, false, 3)),
            group_percent: Rate::whole(5),
            group_children: 10,
        }
    }
}

/// What was measured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "measure", rename_all = "snake_case")]
pub enum Measure {
    /// The change of the total, in hundredths of it.
    Cost,
    /// Children with a band under both sets who are in another band, in hundredths of them.
    OtherBand,
    /// McNemar's statistic over those who go up and those who go down.
    Direction {
        /// Up.
        up: u32,
        /// Down.
        down: u32,
    },
    /// Children with a result under the first set and none under the second.
    ResultLost,
    /// How far a group's change is from the whole cohort's, in hundredths of its cost.
    Group {
        /// Its name.
        title: String,
    },
}

/// A measure beside its bound.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Alarm {
    /// What was measured.
    #[serde(flatten)]
    pub measure: Measure,
    /// What it came to, to two decimals.
    pub found: Rate,
    /// What it may come to.
    pub bound: Rate,
    /// Whether it is beyond the bound.
    pub is_raised: bool,
}

impl Alarm {
    fn of(measure: Measure, found: Decimal, bound: Rate) -> Alarm {
        Alarm {
            measure,
            found: Rate::new(found.round_dp(2).normalize()),
            bound,
            is_raised: found.abs() > bound.value(),
        }
    }

    /// What was measured, in a sentence that says what came of it.
    #[must_use]
    pub fn sentence(&self) -> String {
        let (found, bound) = (self.found, self.bound);
        match &self.measure {
            Measure::Cost => format!("The total changes by {found}%; up to {bound}% is expected"),
            Measure::OtherBand => format!(
                "{found}% of the children who have a band under both sets are in another band; up to {bound}% is expected"
            ),
            Measure::Direction { up, down } => format!(
                "{up} go up and {down} go down: McNemar’s statistic is {found}; beyond {bound} the change has a direction, \
                 with less than one chance in a hundred of being wrong"
            ),
            Measure::ResultLost => format!(
                "{found} with a result under the first set are blocked or refused under the second; none is expected"
            ),
            Measure::Group { title } => format!(
                "{title}: the change is {found} percentage points from the whole cohort's; up to {bound} is expected"
            ),
        }
    }
}

/// Every measure of a comparison, those of single groups only where they are beyond their bound.
pub(super) fn alarms(
    total: &Tally,
    matrix: &Matrix,
    groups: &[&[Group]],
    lost: u32,
    bounds: &Bounds,
) -> Result<Vec<Alarm>, MoneyError> {
    let mut all = vec![Alarm::of(
        Measure::Cost,
        percent(total)?,
        bounds.cost_percent,
    )];
    let none = Rate::ZERO;
    all.push(Alarm::of(Measure::ResultLost, Decimal::from(lost), none));
    if matrix.has_same_bands {
        let (up, down) = matrix.up_and_down();
        let moved = share(up + down, matrix.banded());
        all.push(Alarm::of(Measure::OtherBand, moved, bounds.band_percent));
        let statistic = mcnemar(up, down);
        let measure = Measure::Direction { up, down };
        all.push(Alarm::of(measure, statistic, bounds.statistic));
    }
    let whole = of_both(total)?;
    for group in groups.iter().copied().flatten() {
        if group.tally.children < bounds.group_children {
            continue;
        }
        let away = of_both(&group.tally)? - whole;
        let measure = Measure::Group {
            title: group.title.clone(),
        };
        let alarm = Alarm::of(measure, away, bounds.group_percent);
        if alarm.is_raised {
            all.push(alarm);
        }
    }
    Ok(all)
}

/// McNemar's statistic with its correction for continuity; nothing where nobody moves.
fn mcnemar(up: u32, down: u32) -> Decimal {
    if up + down == 0 {
        return Decimal::ZERO;
    }
    let apart = Decimal::from(up.abs_diff(down).saturating_sub(1));
    apart * apart / Decimal::from(up + down)
}

/// The change in hundredths of what it was; nothing of nothing.
fn percent(tally: &Tally) -> Result<Decimal, MoneyError> {
    Ok(hundredths(tally.change()?, tally.before.amount))
}

/// As [`percent`], over the children with an amount under both sets: a group is not blamed for who has none.
fn of_both(tally: &Tally) -> Result<Decimal, MoneyError> {
    let before = tally.before.amount.minus(tally.only_before.amount)?;
    let change = tally.gain.amount.minus(tally.lose.amount)?;
    Ok(hundredths(change, before))
}

fn hundredths(part: Money, whole: Money) -> Decimal {
    if whole == Money::ZERO {
        return if part == Money::ZERO {
            Decimal::ZERO
        } else {
            Decimal::ONE_HUNDRED
        };
    }
    part.pounds() * Decimal::ONE_HUNDRED / whole.pounds()
}

fn share(part: u32, whole: u32) -> Decimal {
    if whole == 0 {
        return Decimal::ZERO;
    }
    (Decimal::from(part) * Decimal::ONE_HUNDRED / Decimal::from(whole)).normalize()
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::{hundredths, mcnemar, share};
    use crate::money::Money;

    #[test]
    fn mcnemar_is_as_worked_by_hand() {
        // (|25 - 9| - 1)² / 34 = 225 / 34 = 6.6176…, just below one chance in a hundred; 26 and 9 are beyond.
        assert_eq!(mcnemar(25, 9).round_dp(4).to_string(), "6.6176");
        assert_eq!(mcnemar(9, 26).round_dp(4).to_string(), "7.3143");
        assert_eq!(mcnemar(0, 0), Decimal::ZERO);
        assert_eq!(mcnemar(1, 0), Decimal::ZERO);
    }

    #[test]
    fn a_share_of_nothing_is_nothing_and_anything_of_no_cost_is_all() {
        assert_eq!(share(3, 0), Decimal::ZERO);
        assert_eq!(share(1, 8).to_string(), "12.5");
        let pound = "1".parse().unwrap();
        assert_eq!(hundredths(Money::ZERO, Money::ZERO), Decimal::ZERO);
        assert_eq!(hundredths(pound, Money::ZERO), Decimal::ONE_HUNDRED);
    }
}
