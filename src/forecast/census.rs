//! January censuses, and the rows of children from each to the next. Every child who is left out is counted in a problem.

use std::collections::BTreeMap;

use jiff::civil::{Weekday, date};

use super::history::ChildHistory;
use super::problem::{Problem, Source};
use super::rows::{Side, TransitionRow};
use super::year_group::age_of;
use crate::calendar::Date;

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
                        is_transfer: child.is_transfer((before.day, after.day)),
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
    let from = child.side_of(before, to.year_group - 1);
    let is_in_range = |side: &Side| side.place.is_none() || age_of(side.year_group).is_some();
    if is_in_range(&from) && is_in_range(&to) {
        Ok((from, to))
    } else {
        Err("the birth date gives an age at which no plan is held")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forecast::history::{BandHistory, NeedSince, PlaceHistory, PlanHistory};

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
                came_over: false,
                went_over: true,
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
            bands: vec![
                BandHistory {
                    from: date(2024, 9, 1),
                    to: None,
                    setting: "SPEC".to_owned(),
                    band: "B3".to_owned(),
                },
                BandHistory {
                    from: date(2025, 4, 1),
                    to: None,
                    setting: "SPEC".to_owned(),
                    band: "B4".to_owned(),
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
                    row.to.band.as_deref(),
                    row.is_transfer,
                )
            })
            .collect();
        let wanted = [
            (2024, false, true, 5, Some("B3"), false),
            (2025, true, false, 6, None, true),
        ];
        assert_eq!(told, wanted);
        let (rows, problems) =
            transitions(&[child(None), child(Some(date(1990, 1, 1)))], &censuses);
        assert_eq!(rows, []);
        assert_eq!(
            problems.len(),
            4,
            "each is counted in each year: {problems:?}"
        );
    }
}
