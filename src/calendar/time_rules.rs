//! What a rule set says about time, checked as a whole.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::attendance::AttendanceProblem;
use super::{
    Attendance, Backdating, Basis, Fraction, PartTerm, Period, SchoolCalendar, Suspension, YearKind,
};

/// The basis over time and the share by attendance: what part of a year's amount a placement is due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Apportionment {
    /// Over time.
    pub basis: Basis,
    /// By how much of a full placement is attended.
    #[serde(default, skip_serializing_if = "is_by_share")]
    pub attendance: Attendance,
}

fn is_by_share(attendance: &Attendance) -> bool {
    *attendance == Attendance::Share
}

/// What a rule set's account of time gets wrong.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum TimeProblem {
    /// The basis counts school days or terms and the set has no calendar.
    #[error("amounts are shared by school days or terms, and the set has no school calendar")]
    NoCalendar,
    /// No year is wholly in the calendar.
    #[error(
        "the school calendar leaves out a term of every year it touches, so no year's school days can be counted"
    )]
    NoYearCovered,
    /// A term that amounts are shared by crosses the year's end.
    #[error("the term “{title}” runs past the end of the year; end it on {} and begin the next on the day after", super::iso_text(*year_ends))]
    TermCrossesYear {
        /// The place of the term in the list, from 0.
        term: u32,
        /// Its title.
        title: String,
        /// The last day of the year that it begins in.
        year_ends: Date,
    },
    /// The weights of a year's terms are not the whole of it.
    #[error("the terms of {year} carry {sum} of a year's amount together, not 1")]
    WeightsOfYear {
        /// The year, as people write it.
        year: String,
        /// What they sum to.
        sum: Fraction,
    },
    /// Weights too fine to be summed.
    #[error(
        "the weights of the terms of {year} have no common part; write them in twelfths or hundredths"
    )]
    WeightsTooFine {
        /// The year, as people write it.
        year: String,
    },
    /// A term without the day on which those on roll are counted.
    #[error("the term “{title}” has no day on which those on roll are counted; add count_day")]
    NoCountDay {
        /// Its title.
        title: String,
    },
    /// A year of no weeks, or of more than there are.
    #[error("{0} is not a number of weeks in a year")]
    NotWeeksOfAYear(Fraction),
    /// Days or hours a week.
    #[error(transparent)]
    Attendance(#[from] AttendanceProblem),
}

/// Which of the outermost days of a stay at an establishment are paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OuterDays {
    /// Whether the first is.
    pub first: bool,
    /// Whether the last is.
    pub last: bool,
}

impl OuterDays {
    /// Both, as where a set says nothing.
    pub const PAID: OuterDays = OuterDays {
        first: true,
        last: true,
    };

    /// The days of a stay that are paid; none of one so short that nothing is left.
    #[must_use]
    pub fn paid_of(self, stay: &Period) -> Option<Period> {
        let start = if self.first {
            stay.start()
        } else {
            stay.start().tomorrow().ok()?
        };
        match stay.end() {
            None => Some(Period::open(start)),
            Some(end) if self.last => Period::new(start, end).ok(),
            Some(end) => Period::new(start, end.yesterday().ok()?).ok(),
        }
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
    fn are_paid(&self) -> bool {
        *self == OuterDays::PAID
    }
}

/// What a rule set says about time: its year, its school calendar, how amounts are shared, backdating and suspension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "WireTimeRules", into = "WireTimeRules")]
pub struct TimeRules {
    year: YearKind,
    apportionment: Apportionment,
    calendar: Option<SchoolCalendar>,
    backdating: Option<Backdating>,
    suspension: Option<Suspension>,
    outer_days: OuterDays,
}

const fn both_paid() -> OuterDays {
    OuterDays::PAID
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireTimeRules {
    year: YearKind,
    apportionment: Apportionment,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    calendar: Option<SchoolCalendar>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    backdating: Option<Backdating>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    suspension: Option<Suspension>,
    #[serde(default = "both_paid", skip_serializing_if = "OuterDays::are_paid")]
    outer_days: OuterDays,
}

impl TimeRules {
    /// The year that amounts are stated for, how they are shared over it, and the calendar where the basis needs one.
    ///
    /// # Errors
    /// Every [`TimeProblem`].
    pub fn new(
        year: YearKind,
        apportionment: Apportionment,
        calendar: Option<SchoolCalendar>,
    ) -> Result<TimeRules, Vec<TimeProblem>> {
        let mut problems: Vec<TimeProblem> = apportionment
            .attendance
            .problems()
            .into_iter()
            .map(TimeProblem::from)
            .collect();
        if let Basis::Weeks { weeks, .. } = apportionment.basis {
            let year_of_weeks = Fraction::of(53, 1).is_some_and(|most| weeks <= most);
            if weeks.is_zero() || !year_of_weeks {
                problems.push(TimeProblem::NotWeeksOfAYear(weeks));
            }
        }
        if apportionment.basis.needs_calendar() {
            match &calendar {
                None => problems.push(TimeProblem::NoCalendar),
                Some(calendar) => {
                    problems.extend(calendar_problems(year, apportionment.basis, calendar));
                }
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(TimeRules {
            year,
            apportionment,
            calendar,
            backdating: None,
            suspension: None,
            outer_days: OuterDays::PAID,
        })
    }

    /// With a rule for decisions that come late.
    #[must_use]
    pub fn with_backdating(self, backdating: Backdating) -> TimeRules {
        TimeRules {
            backdating: Some(backdating),
            ..self
        }
    }

    /// With a rule for children educated elsewhere.
    #[must_use]
    pub fn with_suspension(self, suspension: Suspension) -> TimeRules {
        TimeRules {
            suspension: Some(suspension),
            ..self
        }
    }

    /// With a rule for the first and the last day of a stay.
    #[must_use]
    pub fn with_outer_days(self, outer_days: OuterDays) -> TimeRules {
        TimeRules { outer_days, ..self }
    }

    /// Which of the outermost days of a stay are paid.
    #[must_use]
    pub fn outer_days(&self) -> OuterDays {
        self.outer_days
    }

    /// The kind of year that amounts are stated for.
    #[must_use]
    pub fn year(&self) -> YearKind {
        self.year
    }

    /// How a year's amount is shared.
    #[must_use]
    pub fn apportionment(&self) -> &Apportionment {
        &self.apportionment
    }

    /// The school calendar, if the set has one.
    #[must_use]
    pub fn calendar(&self) -> Option<&SchoolCalendar> {
        self.calendar.as_ref()
    }

    /// From which day a late decision pays, if the set says.
    #[must_use]
    pub fn backdating(&self) -> Option<Backdating> {
        self.backdating
    }

    /// When an absence stops payment, if the set says.
    #[must_use]
    pub fn suspension(&self) -> Option<Suspension> {
        self.suspension
    }
}

fn calendar_problems(kind: YearKind, basis: Basis, calendar: &SchoolCalendar) -> Vec<TimeProblem> {
    if let Basis::Terms { part } = basis {
        let mut problems = terms_across_years(kind, calendar);
        problems.extend(weights_of_years(kind, calendar));
        if part == PartTerm::WholeIfOnRollOnCountDay {
            let without = |term: &&super::Term| term.count_day().is_none();
            let terms = calendar.terms().iter().filter(without);
            problems.extend(terms.map(|term| TimeProblem::NoCountDay {
                title: term.title().to_owned(),
            }));
        }
        return problems;
    }
    let years = calendar
        .terms()
        .iter()
        .map(|term| kind.year_of(term.days().start()));
    if years.into_iter().any(|year| calendar.covers(&year)) {
        return Vec::new();
    }
    vec![TimeProblem::NoYearCovered]
}

fn terms_across_years(kind: YearKind, calendar: &SchoolCalendar) -> Vec<TimeProblem> {
    let crossing = |(at, term): (usize, &super::Term)| {
        let year = kind.year_of(term.days().start());
        let year_ends = year.last_day()?;
        (term.days().end() > year.end()).then(|| TimeProblem::TermCrossesYear {
            term: u32::try_from(at).unwrap_or(u32::MAX),
            title: term.title().to_owned(),
            year_ends,
        })
    };
    let terms = calendar.terms().iter().enumerate();
    terms.filter_map(crossing).collect()
}

fn weights_of_years(kind: YearKind, calendar: &SchoolCalendar) -> Vec<TimeProblem> {
    let mut years: BTreeMap<Date, Option<Fraction>> = BTreeMap::new();
    for term in calendar.terms() {
        let sum = years
            .entry(kind.year_of(term.days().start()).start())
            .or_insert(Some(Fraction::ZERO));
        *sum = sum.and_then(|sum| sum.plus(term.weight()).ok());
    }
    let problem = |(first, sum): (Date, Option<Fraction>)| {
        let year = kind.text(first);
        match sum {
            Some(Fraction::ONE) => None,
            Some(sum) => Some(TimeProblem::WeightsOfYear { year, sum }),
            None => Some(TimeProblem::WeightsTooFine { year }),
        }
    };
    years.into_iter().filter_map(problem).collect()
}

impl TryFrom<WireTimeRules> for TimeRules {
    type Error = String;

    fn try_from(wire: WireTimeRules) -> Result<TimeRules, String> {
        let rules =
            TimeRules::new(wire.year, wire.apportionment, wire.calendar).map_err(|problems| {
                let sentences: Vec<String> = problems.iter().map(ToString::to_string).collect();
                sentences.join("; ")
            })?;
        Ok(TimeRules {
            backdating: wire.backdating,
            suspension: wire.suspension,
            outer_days: wire.outer_days,
            ..rules
        })
    }
}

impl From<TimeRules> for WireTimeRules {
    fn from(rules: TimeRules) -> WireTimeRules {
        WireTimeRules {
            year: rules.year,
            apportionment: rules.apportionment,
            calendar: rules.calendar,
            backdating: rules.backdating,
            suspension: rules.suspension,
            outer_days: rules.outer_days,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{PartTerm, Term};
    use jiff::civil::date;

    const BY_TERMS: Basis = Basis::Terms {
        part: PartTerm::ByDays,
    };

    fn calendar(weights: [&str; 3], spring_ends: Date) -> SchoolCalendar {
        let term = |title, first, last, weight: &str| {
            Term::new(title, first, last, weight.parse().unwrap()).unwrap()
        };
        let terms = vec![
            term("Summer", date(2026, 4, 13), date(2026, 7, 22), weights[0]),
            term("Autumn", date(2026, 9, 1), date(2026, 12, 18), weights[1]),
            term("Spring", date(2027, 1, 4), spring_ends, weights[2]),
        ];
        SchoolCalendar::new(terms, vec![]).unwrap()
    }

    fn rules(
        basis: Basis,
        calendar: Option<SchoolCalendar>,
    ) -> Result<TimeRules, Vec<TimeProblem>> {
        let apportionment = Apportionment {
            basis,
            attendance: Attendance::Share,
        };
        TimeRules::new(YearKind::Financial, apportionment, calendar)
    }

    #[test]
    fn the_weights_of_a_year_are_the_whole_of_it() {
        let ends = date(2027, 3, 25);
        assert!(rules(BY_TERMS, Some(calendar(["5/12", "4/12", "3/12"], ends))).is_ok());
        assert!(rules(BY_TERMS, Some(calendar(["1/3", "1/3", "1/3"], ends))).is_ok());
        let problems = rules(BY_TERMS, Some(calendar(["0.4", "0.4", "0.3"], ends))).unwrap_err();
        assert_eq!(
            problems[0].to_string(),
            "the terms of 2026-27 carry 1.1 of a year's amount together, not 1"
        );
    }

    #[test]
    fn a_term_that_carries_a_weight_ends_within_its_year() {
        let crossing = calendar(["1/3", "1/3", "1/3"], date(2027, 4, 2));
        let problems = rules(BY_TERMS, Some(crossing.clone())).unwrap_err();
        assert_eq!(
            problems[0].to_string(),
            "the term “Spring” runs past the end of the year; end it on 2027-03-31 and begin the next on the day after"
        );
        // School days are counted in whichever year they fall.
        assert!(rules(Basis::SchoolDays, Some(crossing)).is_ok());
    }

    #[test]
    fn school_days_need_a_calendar_of_a_whole_year() {
        assert_eq!(
            rules(Basis::SchoolDays, None),
            Err(vec![TimeProblem::NoCalendar])
        );
        let whole = calendar(["0", "0", "0"], date(2027, 3, 25));
        let autumn_on = SchoolCalendar::new(whole.terms()[1..].to_vec(), vec![]).unwrap();
        assert_eq!(
            rules(Basis::SchoolDays, Some(autumn_on)),
            Err(vec![TimeProblem::NoYearCovered])
        );
        assert!(rules(Basis::CalendarDays, None).is_ok());
    }

    #[test]
    fn what_is_absent_is_not_written() {
        let plain = rules(Basis::CalendarDays, None).unwrap();
        assert_eq!(
            serde_json::to_string(&plain).unwrap(),
            r#"{"year":"financial","apportionment":{"basis":{"kind":"calendar_days"}}}"#
        );
        let full = rules(
            BY_TERMS,
            Some(calendar(["1/3", "1/3", "1/3"], date(2027, 3, 25))),
        )
        .unwrap()
        .with_backdating(Backdating::Week20)
        .with_suspension(Suspension { after_days: 20 });
        let text = serde_json::to_string(&full).unwrap();
        assert!(text.ends_with(r#""backdating":"week20","suspension":{"after_days":20}}"#));
        assert_eq!(serde_json::from_str::<TimeRules>(&text).unwrap(), full);
    }
}
