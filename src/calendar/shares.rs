//! What part of a year's amount a stay carries, counted on the basis that a rule set states.
//!
//! A stay is unbroken time at one establishment, whatever changes within it. A year falls into stretches (all of it, its
//! months, its terms), each of which carries a part of the amount; a part of the stay takes its days' share of every
//! stretch. So whatever a stay is cut into, the parts make up the stay.

use std::num::NonZeroU16;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{
    Basis, Beyond, Fraction, FractionError, MonthRule, PartTerm, Period, SchoolCalendar, TimeRules,
    WeekDays,
};

/// Why a share of a year cannot be counted.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ShareError {
    /// The school calendar does not hold all of the year.
    #[error("the rule set's school calendar does not hold all of {0}")]
    NotCovered(String),
    /// The parts are too fine to be summed.
    #[error(transparent)]
    Fraction(#[from] FractionError),
}

/// The days that a stretch counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountedDays {
    /// Every day.
    Calendar,
    /// School days only.
    School,
}

/// Days of a stretch of the year that carry a part of the year's amount: one line of a working.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// From the first day counted up to, not including, the last.
    pub days: Period,
    /// Which days count.
    pub by: CountedDays,
    /// How many there are.
    pub counted: u32,
    /// How many carry all that the stretch carries.
    pub of: Fraction,
    /// What the stretch carries of the year's amount.
    pub carries: Fraction,
    /// What these days carry of it: `counted / of x carries`.
    pub share: Fraction,
}

/// A stretch of the year: `of` of its days carry `carries` of the year's amount.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    days: Period,
    by: CountedDays,
    of: Fraction,
    carries: Fraction,
}

/// What a stay carries of one year's amount, day by day.
#[derive(Clone, Debug)]
pub struct StayShares<'set> {
    calendar: Option<&'set SchoolCalendar>,
    stretches: Vec<Stretch>,
    /// The days of the stay that are paid; none of one so short that nothing is left.
    paid: Option<Period>,
}

impl TimeRules {
    /// What a stay carries of the amount of the year that a day falls in.
    ///
    /// # Errors
    /// [`ShareError`]: the school calendar does not hold the year; parts too fine to be summed.
    pub fn shares_of_stay(
        &self,
        stay: &Period,
        year: &Period,
    ) -> Result<StayShares<'_>, ShareError> {
        let calendar = self.calendar();
        let paid = self.outer_days().paid_of(stay);
        let Some(stay) = &paid else {
            return Ok(StayShares {
                calendar,
                stretches: Vec::new(),
                paid,
            });
        };
        let stretches = match self.apportionment().basis {
            Basis::CalendarDays => vec![whole(year, CountedDays::Calendar, days_in(year), year)],
            Basis::SchoolDays => {
                let in_year = u64_of(self.calendar_of(year)?.school_days_in(year));
                vec![whole(year, CountedDays::School, fraction(in_year), year)]
            }
            Basis::SchoolDaysOver { days, beyond } => {
                let of = fraction(NonZeroU16::get(days).into());
                stated_days(year, of, beyond, Some(self.calendar_of(year)?))?
            }
            Basis::Weeks { weeks, of, beyond } => {
                let (long, calendar) = match of {
                    WeekDays::School => (5, Some(self.calendar_of(year)?)),
                    WeekDays::Calendar => (7, None),
                };
                stated_days(year, weeks.times(fraction(long))?, beyond, calendar)?
            }
            Basis::Twelfths { starting, leaving } => months(stay, year, starting, leaving)?,
            Basis::Terms { part } => terms(stay, year, part, self.calendar_with_terms(year)?),
            Basis::FourWeekly => four_weeks(year),
        };
        Ok(StayShares {
            calendar,
            stretches,
            paid,
        })
    }

    fn not_covered(&self, year: &Period) -> ShareError {
        ShareError::NotCovered(self.year().text(year.start()))
    }

    fn calendar_of(&self, year: &Period) -> Result<&SchoolCalendar, ShareError> {
        self.calendar()
            .filter(|calendar| calendar.covers(year))
            .ok_or_else(|| self.not_covered(year))
    }

    /// Terms that amounts are shared by make up each year that has any (`TimeRules::new`).
    fn calendar_with_terms(&self, year: &Period) -> Result<&SchoolCalendar, ShareError> {
        let has_terms = |calendar: &&SchoolCalendar| {
            let mut terms = calendar.terms().iter();
            terms.any(|term| year.contains(term.days().start()))
        };
        self.calendar()
            .filter(has_terms)
            .ok_or_else(|| self.not_covered(year))
    }
}

impl StayShares<'_> {
    /// The days of a part of the stay, stretch by stretch, with what they carry; stretches without any are left out.
    ///
    /// # Errors
    /// [`ShareError::Fraction`].
    pub fn counts(&self, part: &Period) -> Result<Vec<Count>, ShareError> {
        let mut counts = Vec::new();
        let Some(part) = self.paid.and_then(|paid| paid.overlap(part)) else {
            return Ok(counts);
        };
        for stretch in &self.stretches {
            let Some(days) = stretch.days.overlap(&part) else {
                continue;
            };
            let counted = self.count(stretch.by, &days);
            if counted == 0 {
                continue;
            }
            let share = fraction(counted.into()).over(stretch.of)?;
            counts.push(Count {
                days,
                by: stretch.by,
                counted,
                of: stretch.of,
                carries: stretch.carries,
                share: share.times(stretch.carries)?,
            });
        }
        Ok(counts)
    }

    /// What a part of the stay carries.
    ///
    /// # Errors
    /// [`ShareError::Fraction`].
    pub fn share_of(&self, part: &Period) -> Result<Fraction, ShareError> {
        sum_of(&self.counts(part)?)
    }

    fn count(&self, by: CountedDays, days: &Period) -> u32 {
        let counted = match (by, self.calendar) {
            (CountedDays::School, Some(calendar)) => calendar.school_days_in(days),
            (CountedDays::School, None) => 0,
            (CountedDays::Calendar, _) => days.days().unwrap_or(0),
        };
        // A stretch is within one year.
        u32::try_from(counted).unwrap_or(0)
    }
}

/// What counted days carry together.
///
/// # Errors
/// [`ShareError::Fraction`].
pub fn sum_of(counts: &[Count]) -> Result<Fraction, ShareError> {
    let mut sum = Fraction::ZERO;
    for count in counts {
        sum = sum.plus(count.share)?;
    }
    Ok(sum)
}

fn u64_of(days: i64) -> u64 {
    u64::try_from(days).unwrap_or(0)
}

fn fraction(number: u64) -> Fraction {
    // One is not zero, so the fraction exists.
    Fraction::of(number, 1).unwrap_or(Fraction::ZERO)
}

fn days_in(period: &Period) -> Fraction {
    fraction(u64_of(period.days().unwrap_or(0)))
}

/// A stretch whose days carry the whole year's amount.
fn whole(days: &Period, by: CountedDays, of: Fraction, within: &Period) -> Stretch {
    Stretch {
        days: days.overlap(within).unwrap_or(*days),
        by,
        of,
        carries: Fraction::ONE,
    }
}

/// Days over a stated number of them, which need not be whole: 45.5 weeks of school days are 227.5.
fn stated_days(
    year: &Period,
    of: Fraction,
    beyond: Beyond,
    calendar: Option<&SchoolCalendar>,
) -> Result<Vec<Stretch>, ShareError> {
    let by = match calendar {
        Some(_) => CountedDays::School,
        None => CountedDays::Calendar,
    };
    let all = whole(year, by, of, year);
    if beyond == Beyond::Paid {
        return Ok(vec![all]);
    }
    let full_days = of.whole_part();
    let Some(next) = day_after(year, full_days, calendar) else {
        return Ok(vec![all]);
    };
    let mut stretches = Vec::new();
    if let Ok(days) = Period::new(year.start(), next) {
        stretches.push(Stretch { days, ..all });
    }
    // The day that the number ends within counts for the rest of it.
    let rest = of.fractional_part();
    if let (false, Ok(days)) = (rest.is_zero(), Period::from_first_to_last(next, next)) {
        let carries = rest;
        stretches.push(Stretch {
            days,
            carries,
            ..all
        });
    }
    Ok(stretches)
}

/// The day that counts next after the year's first `full_days` days that count.
fn day_after(year: &Period, full_days: u64, calendar: Option<&SchoolCalendar>) -> Option<Date> {
    let ahead = i64::try_from(full_days).ok()?;
    let day = match calendar {
        None => year
            .start()
            .checked_add(jiff::Span::new().try_days(ahead).ok()?)
            .ok()?,
        Some(calendar) => {
            let open = calendar.school_days();
            let first = open.partition_point(|day| *day < year.start());
            *open.get(first.checked_add(usize::try_from(full_days).ok()?)?)?
        }
    };
    year.contains(day).then_some(day)
}

/// The year cut at the first day of every month.
#[must_use]
pub fn months_of(year: &Period) -> Vec<Period> {
    let next = |from: &Date| {
        from.first_of_month()
            .checked_add(jiff::Span::new().months(1))
            .ok()
    };
    let starts = std::iter::successors(Some(year.start()), next);
    starts
        .map_while(|start| Period::new(start, next(&start)?).ok()?.overlap(year))
        .collect()
}

fn months(
    stay: &Period,
    year: &Period,
    starting: MonthRule,
    leaving: MonthRule,
) -> Result<Vec<Stretch>, ShareError> {
    let mut stretches = Vec::new();
    for month in months_of(year) {
        let Some(days) = month.overlap(stay) else {
            continue;
        };
        let part = part_of_month(&month, &days, starting, leaving)?;
        stretches.push(Stretch {
            days,
            by: CountedDays::Calendar,
            of: days_in(&days),
            carries: part.over(fraction(12))?,
        });
    }
    Ok(stretches)
}

/// What a month counts for: its part from the starting rule's point up to the leaving rule's.
///
/// In a month that a child both starts and leaves in, half a month is the most that a rule of halves pays and not a point
/// of the month: a longer stay would otherwise be paid less than a shorter one.
fn part_of_month(
    month: &Period,
    days: &Period,
    starting: MonthRule,
    leaving: MonthRule,
) -> Result<Fraction, FractionError> {
    let starts = days.start() != month.start();
    let leaves = days.end() != month.end();
    let both = starts && leaves;
    let halved = both && (starting == MonthRule::Half || leaving == MonthRule::Half);
    let point = |day: Option<Date>| {
        let passed = day.map_or(0, |day| month.start().duration_until(day).as_hours() / 24);
        fraction(u64_of(passed)).over(days_in(month))
    };
    let by_days = |rule, other| {
        rule == MonthRule::ByDays || (both && rule == MonthRule::Half && other == MonthRule::ByDays)
    };
    let from = match starting {
        _ if !starts => Fraction::ZERO,
        MonthRule::Nothing => Fraction::ONE,
        rule if by_days(rule, leaving) => point(Some(days.start()))?,
        MonthRule::Half if !both => Fraction::HALF,
        _ => Fraction::ZERO,
    };
    let to = match leaving {
        _ if !leaves => Fraction::ONE,
        MonthRule::Nothing => Fraction::ZERO,
        rule if by_days(rule, starting) => point(days.end())?,
        MonthRule::Half if !both => Fraction::HALF,
        _ => Fraction::ONE,
    };
    let part = if from < to {
        to.less(from)?
    } else {
        Fraction::ZERO
    };
    Ok(if halved {
        part.min(Fraction::HALF)
    } else {
        part
    })
}

fn terms(stay: &Period, year: &Period, part: PartTerm, calendar: &SchoolCalendar) -> Vec<Stretch> {
    let terms = calendar.terms().iter();
    let in_year = terms.filter(|term| year.contains(term.days().start()));
    let stretch = |term: &super::Term| {
        let days = term.days();
        match part {
            PartTerm::ByDays => Some(Stretch {
                days,
                by: CountedDays::School,
                of: fraction(u64_of(calendar.school_days_in(&days))),
                carries: term.weight(),
            }),
            PartTerm::WholeIfOnRollOnFirstDay | PartTerm::WholeIfOnRollOnCountDay => {
                let counted = match part {
                    PartTerm::WholeIfOnRollOnCountDay => term.count_day()?,
                    _ => days.start(),
                };
                let days = days.overlap(stay).filter(|_| stay.contains(counted))?;
                Some(Stretch {
                    days,
                    by: CountedDays::Calendar,
                    of: days_in(&days),
                    carries: term.weight(),
                })
            }
        }
    };
    in_year.filter_map(stretch).collect()
}

/// The year in thirteen periods of four weeks; the last has the year's one or two days left over.
#[must_use]
pub fn four_weeks_of(year: &Period) -> Vec<Period> {
    let start = |place: i64| {
        let weeks = jiff::Span::new().try_days(28 * place).ok()?;
        year.start().checked_add(weeks).ok()
    };
    let period = |place: i64| {
        let end = if place == 12 {
            year.end()
        } else {
            start(place + 1)
        };
        Period::new(start(place)?, end?).ok()
    };
    (0..13).filter_map(period).collect()
}

fn four_weeks(year: &Period) -> Vec<Stretch> {
    let thirteenth = Fraction::of(1, 13).unwrap_or(Fraction::ZERO);
    let stretch = |days: Period| Stretch {
        days,
        by: CountedDays::Calendar,
        of: days_in(&days),
        carries: thirteenth,
    };
    four_weeks_of(year).into_iter().map(stretch).collect()
}
