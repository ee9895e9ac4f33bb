//! A council's own records become the rows of a forecast: who held a plan at each January, where and with which need,
//! and what a child with a need in a setting costs.
//!
//! It is given days and codes; which return said what, and where a record is kept, is not its to know. Every child who
//! is left out is counted in a problem.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Weekday, date};

use crate::calendar::{Date, YearGroup};
use crate::money::{Money, MoneyError};

use super::grid::age_of;
use super::problem::{Problem, Source};
use super::rows::{CostRow, Side, TransitionRow};

/// The need of a plan that names none.
pub const NEED_NOT_KNOWN: &str = "NK";
/// The setting of a child without a known placement.
pub const PLACE_NOT_KNOWN: &str = "UNK";

/// A January census and the day that it is a picture of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Census {
    /// The year of the January.
    pub january: i16,
    /// The day.
    pub day: Date,
}

impl Census {
    /// The census of a January on its usual day, the third Thursday (SEN2 guide 2025: 16 January 2025).
    #[must_use]
    pub fn of(january: i16) -> Census {
        let first = date(january.clamp(1, 9998), 1, 1);
        // The first Thursday is at most six days on; the calendar goes on that far after any 1 January.
        let ahead = i64::from(first.weekday().until(Weekday::Thursday)) + 14;
        Census {
            january,
            day: first.saturating_add(jiff::Span::new().days(ahead)),
        }
    }
}

/// A plan's primary need from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NeedSince {
    /// The first day; `None` since the plan began.
    pub since: Option<Date>,
    /// The need's code; `None` where the plan names none.
    pub need: Option<String>,
}

/// A plan, from when to when it was known to be this council's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanHistory {
    /// The first day; `None` where it is not known, and the plan was there before all Januaries.
    pub from: Option<Date>,
    /// The first day after; `None` while it lasts.
    pub to: Option<Date>,
    /// Its primary needs, the oldest first.
    pub needs: Vec<NeedSince>,
}

/// Where a child was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceHistory {
    /// The first day; `None` where no source says it.
    pub from: Option<Date>,
    /// The first day after; `None` while it lasts.
    pub to: Option<Date>,
    /// 1 for the main one of several at once.
    pub rank: u8,
    /// The setting's code.
    pub setting: String,
}

/// A child's plans and places, as far as a forecast reads them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChildHistory {
    /// The birth date; `None` where it is not known.
    pub birth: Option<Date>,
    /// The plans.
    pub plans: Vec<PlanHistory>,
    /// The places.
    pub places: Vec<PlaceHistory>,
}

fn holds(from: Option<Date>, to: Option<Date>, day: Date) -> bool {
    from.is_none_or(|from| from <= day) && to.is_none_or(|to| day < to)
}

impl ChildHistory {
    /// The primary need and the setting on a day; `None` without an open plan.
    #[must_use]
    pub fn on(&self, day: Date) -> Option<(String, String)> {
        let plan = self
            .plans
            .iter()
            .find(|plan| holds(plan.from, plan.to, day))?;
        let known = |need: &&NeedSince| need.since.is_none_or(|since| since <= day);
        let need = plan.needs.iter().rev().find(known).or(plan.needs.first());
        let place = self
            .places
            .iter()
            .filter(|place| holds(place.from, place.to, day))
            // Of two main ones the later; one without a first day is the oldest.
            .min_by_key(|place| (place.rank, std::cmp::Reverse(place.from)));
        Some((
            need.and_then(|need| need.need.clone())
                .unwrap_or_else(|| NEED_NOT_KNOWN.to_owned()),
            place
                .map_or(PLACE_NOT_KNOWN, |place| &place.setting)
                .to_owned(),
        ))
    }

    fn side(&self, census: Census) -> Option<Side> {
        let year_group = YearGroup::of(self.birth?, census.day)?.number();
        Some(Side {
            place: self.on(census.day),
            year_group,
        })
    }
}

/// The rows of children from each January to the next, and how many were left out and why. A child who held no plan at
/// either January of a pair has no row in it.
#[must_use]
pub fn transitions(
    children: &[ChildHistory],
    censuses: &[Census],
) -> (Vec<TransitionRow>, Vec<Problem>) {
    let mut rows = Vec::new();
    let mut left_out: BTreeMap<(i16, &str), u32> = BTreeMap::new();
    for two in censuses.windows(2) {
        let (before, after) = (two[0], two[1]);
        for child in children {
            let is_of_plan = child.on(before.day).is_some() || child.on(after.day).is_some();
            if !is_of_plan {
                continue;
            }
            let why = match sides(child, before, after) {
                Ok((from, to)) => {
                    rows.push(TransitionRow {
                        row: u32::try_from(rows.len()).unwrap_or(u32::MAX),
                        january: before.january,
                        from,
                        to,
                    });
                    continue;
                }
                Err(why) => why,
            };
            *left_out.entry((after.january, why)).or_default() += 1;
        }
    }
    let problems = left_out.into_iter().map(|((january, why), count)| {
        let who = if count == 1 {
            "1 child of January"
        } else {
            &format!("{count} children of January")
        };
        let sentence = format!("{who} {january} or the year before left out: {why}");
        Problem::warning(Source::Transitions, None, sentence)
    });
    let problems = problems.collect();
    (rows, problems)
}

/// Both sides of a child's year, or why it cannot be counted.
fn sides(
    child: &ChildHistory,
    before: Census,
    after: Census,
) -> Result<(Side, Side), &'static str> {
    let Some(to) = child.side(after) else {
        return Err("no birth date is recorded, or one after the census");
    };
    let from = Side {
        place: child.on(before.day),
        year_group: to.year_group - 1,
    };
    let is_in_range = |side: &Side| side.place.is_none() || age_of(side.year_group).is_some();
    if is_in_range(&from) && is_in_range(&to) {
        Ok((from, to))
    } else {
        Err("the birth date gives an age at which no plan is held")
    }
}

/// A child who holds a plan, with what the records say that a year costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostedChild {
    /// The need's code.
    pub need: String,
    /// The setting's code.
    pub setting: String,
    /// What a year costs, within the grant; nought where no cost is recorded.
    pub annual: Money,
}

/// The mean cost of each pair of need and setting, over every child in it, rounded half up to a penny.
///
/// A pair that only the past knows takes the mean of its setting, and one whose setting holds nobody now that of all
/// children; both are said in a problem.
///
/// # Errors
/// [`MoneyError::TooLarge`] beyond what is money.
pub fn costs(
    children: &[CostedChild],
    wanted: &BTreeSet<(String, String)>,
) -> Result<(Vec<CostRow>, Vec<Problem>), MoneyError> {
    let mut by_pair: BTreeMap<(&str, &str), Vec<Money>> = BTreeMap::new();
    let mut by_setting: BTreeMap<&str, Vec<Money>> = BTreeMap::new();
    for child in children {
        let pair = (child.need.as_str(), child.setting.as_str());
        by_pair.entry(pair).or_default().push(child.annual);
        by_setting.entry(pair.1).or_default().push(child.annual);
    }
    let all: Vec<Money> = children.iter().map(|child| child.annual).collect();
    let (mut of_setting, mut of_all) = (0_u32, BTreeSet::new());
    let mut pairs: BTreeSet<(&str, &str)> = by_pair.keys().copied().collect();
    pairs.extend(
        wanted
            .iter()
            .map(|(need, setting)| (need.as_str(), setting.as_str())),
    );
    let mut rows = Vec::new();
    for (need, setting) in pairs {
        let known = by_pair.get(&(need, setting)).or_else(|| {
            of_setting += 1;
            by_setting.get(setting)
        });
        let known = known.unwrap_or_else(|| {
            of_all.insert(setting);
            &all
        });
        rows.push(CostRow {
            row: u32::try_from(rows.len() + 1).unwrap_or(u32::MAX),
            need: need.to_owned(),
            setting: setting.to_owned(),
            cost: mean(known)?,
        });
    }
    let mut problems = Vec::new();
    let mut warn = |sentence: String| {
        problems.push(Problem::warning(Source::Costs, None, sentence));
    };
    if of_setting > 0 {
        warn(format!(
            "{of_setting} pairs of need and setting hold nobody today; each takes the mean cost of its setting"
        ));
    }
    for setting in of_all {
        warn(format!(
            "nobody is in {setting} today; it takes the mean cost of all children"
        ));
    }
    for (setting, annual) in by_setting {
        let without = annual.iter().filter(|cost| **cost == Money::ZERO).count();
        if without == annual.len() {
            warn(format!(
                "none of the {without} children in {setting} has a cost in force; the forecast counts them at nought"
            ));
        }
    }
    Ok((rows, problems))
}

/// The mean of some amounts, half a penny up, not below nought: contributions may be more than what they are towards.
fn mean(amounts: &[Money]) -> Result<Money, MoneyError> {
    let sum: i64 = amounts.iter().map(|amount| amount.pence()).sum();
    let count = i64::try_from(amounts.len()).unwrap_or(i64::MAX).max(1);
    Money::from_pence(((2 * sum + count).div_euclid(2 * count)).max(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn child(birth: Option<Date>) -> ChildHistory {
        ChildHistory {
            birth,
            plans: vec![PlanHistory {
                from: Some(date(2024, 3, 1)),
                to: Some(date(2026, 1, 15)),
                needs: vec![
                    NeedSince {
                        since: None,
                        need: Some("SLCN".to_owned()),
                    },
                    NeedSince {
                        since: Some(date(2025, 1, 16)),
                        need: Some("ASD".to_owned()),
                    },
                ],
            }],
            places: vec![
                PlaceHistory {
                    from: None,
                    to: Some(date(2024, 9, 1)),
                    rank: 1,
                    setting: "MMS".to_owned(),
                },
                PlaceHistory {
                    from: Some(date(2024, 9, 1)),
                    to: None,
                    rank: 1,
                    setting: "SPEC".to_owned(),
                },
                PlaceHistory {
                    from: Some(date(2024, 9, 1)),
                    to: None,
                    rank: 2,
                    setting: "AP".to_owned(),
                },
            ],
        }
    }

    #[test]
    fn a_census_is_on_the_third_thursday_of_january() {
        assert_eq!(Census::of(2025).day, date(2025, 1, 16));
        assert_eq!(Census::of(2026).day, date(2026, 1, 15));
        assert_eq!(Census::of(2032).day, date(2032, 1, 15));
    }

    #[test]
    fn a_child_is_counted_where_it_was_with_the_need_it_had() {
        let child = child(Some(date(2014, 9, 1)));
        let pair = |need: &str, setting: &str| Some((need.to_owned(), setting.to_owned()));
        assert_eq!(child.on(date(2024, 2, 29)), None);
        assert_eq!(child.on(date(2024, 8, 31)), pair("SLCN", "MMS"));
        assert_eq!(child.on(date(2025, 1, 16)), pair("ASD", "SPEC"));
        assert_eq!(child.on(date(2026, 1, 15)), None, "it ceased that day");
    }

    #[test]
    fn a_row_is_made_of_each_pair_of_januaries_in_which_the_child_held_a_plan() {
        let censuses: Vec<Census> = (2023..=2027).map(Census::of).collect();
        let (rows, problems) = transitions(&[child(Some(date(2014, 9, 1)))], &censuses);
        assert_eq!(problems, []);
        let told: Vec<_> = rows
            .iter()
            .map(|row| {
                (
                    row.january,
                    row.from.place.is_some(),
                    row.to.place.is_some(),
                    row.to.year_group,
                )
            })
            .collect();
        assert_eq!(told, [(2024, false, true, 5), (2025, true, false, 6)]);
        let (rows, problems) =
            transitions(&[child(None), child(Some(date(1990, 1, 1)))], &censuses);
        assert_eq!(rows, []);
        assert_eq!(
            problems.len(),
            4,
            "each is counted in each year: {problems:?}"
        );
    }

    #[test]
    fn a_price_is_the_mean_of_its_pair_or_of_its_setting_or_of_all() {
        let costed = |need: &str, setting: &str, pence: i64| CostedChild {
            need: need.to_owned(),
            setting: setting.to_owned(),
            annual: Money::from_pence(pence).unwrap(),
        };
        let children = [
            costed("ASD", "SPEC", 1_000),
            costed("ASD", "SPEC", 1_001),
            costed("SLD", "SPEC", 4_000),
            costed("ASD", "EHE", 0),
        ];
        let wanted = [("PD", "SPEC"), ("PD", "AP")].map(|(a, b)| (a.to_owned(), b.to_owned()));
        let (rows, problems) = costs(&children, &wanted.into()).unwrap();
        let price = |need: &str, setting: &str| {
            let row = rows
                .iter()
                .find(|row| row.need == need && row.setting == setting);
            row.unwrap().cost.pence()
        };
        assert_eq!(price("ASD", "SPEC"), 1_001, "half a penny goes up");
        assert_eq!(price("PD", "SPEC"), 2_000);
        assert_eq!(price("PD", "AP"), 1_500);
        let said: String = problems
            .iter()
            .map(|problem| problem.sentence.as_str())
            .collect();
        for part in ["2 pairs", "nobody is in AP", "1 children in EHE"] {
            assert!(said.contains(part), "{said}");
        }
    }
}
