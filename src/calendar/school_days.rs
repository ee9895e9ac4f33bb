//! The days on which an authority's schools are open: its own calendar, term by term.

use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Period, Term, iso, iso_text};

/// The most terms that one calendar holds: six a year for ten years.
const TERMS_MAX: usize = 60;
/// The longest stretch without a term in a year whose calendar is complete; a longer one is a term left out.
const GAP_DAYS_MAX: i64 = 70;

/// What is wrong with a school calendar, by the place in the list that it was given in.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum CalendarProblem {
    /// No term at all.
    #[error("the school calendar has no term")]
    NoTerm,
    /// More terms than any set of years has.
    #[error("the school calendar has more than 60 terms")]
    TooManyTerms,
    /// A term begins before the one listed above it has ended.
    #[error("the term “{title}” begins before the term listed above it has ended")]
    TermsOverlap {
        /// The place of the later one in the list, from 0.
        term: u32,
        /// Its title.
        title: String,
    },
    /// Every day of a term is a weekend or closed.
    #[error("the term “{title}” has no school day")]
    TermWithoutSchoolDay {
        /// The place of the term in the list, from 0.
        term: u32,
        /// Its title.
        title: String,
    },
    /// A closed day outside every term or on a weekend: a slip of the pen, for it closes nothing.
    #[error("{} is listed as closed but is no Monday to Friday inside a term", iso_text(*day))]
    ClosedWithoutEffect {
        /// The place of the day in the list, from 0.
        closed: u32,
        /// The day.
        day: Date,
    },
    /// A closed day listed twice.
    #[error("{} is listed as closed twice", iso_text(*day))]
    ClosedTwice {
        /// The place of the second in the list, from 0.
        closed: u32,
        /// The day.
        day: Date,
    },
}

/// Terms in order and the days closed inside them. School days are the Mondays to Fridays of the terms less the closed days;
/// a training day on which staff only attend is listed as closed or not, as the authority counts it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "WireCalendar", into = "WireCalendar")]
pub struct SchoolCalendar {
    terms: Vec<Term>,
    closed: Vec<Date>,
    /// The school days, ascending: worked out once.
    open: Vec<Date>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireCalendar {
    terms: Vec<Term>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    closed: Vec<IsoDay>,
}

#[derive(Serialize, Deserialize)]
struct IsoDay(#[serde(with = "iso")] Date);

impl SchoolCalendar {
    /// Terms in order of time, and the days closed inside them in any order.
    ///
    /// # Errors
    /// Every [`CalendarProblem`].
    pub fn new(
        terms: Vec<Term>,
        closed: Vec<Date>,
    ) -> Result<SchoolCalendar, Vec<CalendarProblem>> {
        if terms.is_empty() {
            return Err(vec![CalendarProblem::NoTerm]);
        }
        if terms.len() > TERMS_MAX {
            return Err(vec![CalendarProblem::TooManyTerms]);
        }
        let mut problems = closed_problems(&terms, &closed);
        let mut closed = closed;
        closed.sort_unstable();
        let open: Vec<Date> = terms
            .iter()
            .flat_map(weekdays)
            .filter(|day| closed.binary_search(day).is_err())
            .collect();
        problems.extend(term_problems(&terms, &open));
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(SchoolCalendar {
            terms,
            closed,
            open,
        })
    }

    /// The terms, earliest first.
    #[must_use]
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// The closed days, earliest first.
    #[must_use]
    pub fn closed(&self) -> &[Date] {
        &self.closed
    }

    /// The school days, earliest first.
    #[must_use]
    pub fn school_days(&self) -> &[Date] {
        &self.open
    }

    /// How many school days a period holds.
    #[must_use]
    pub fn school_days_in(&self, period: &Period) -> i64 {
        let before = |day: Date| self.open.partition_point(|open| *open < day);
        let end = period.end().map_or(self.open.len(), before);
        // At most 60 terms of half a year: far within i64.
        i64::try_from(end - before(period.start())).unwrap_or(i64::MAX)
    }

    /// Whether the calendar holds all of a year: no stretch of it longer than ten weeks is without a term.
    ///
    /// A year that is only partly listed would have too few school days, and each day too high a share.
    #[must_use]
    pub fn covers(&self, year: &Period) -> bool {
        let Some(end) = year.end() else {
            return false;
        };
        let mut reached = year.start();
        for term in &self.terms {
            let days = term.days();
            if days.start() > reached && gap(reached, days.start().min(end)) > GAP_DAYS_MAX {
                return false;
            }
            reached = reached.max(days.end().unwrap_or(end));
        }
        gap(reached, end) <= GAP_DAYS_MAX
    }
}

fn gap(from: Date, to: Date) -> i64 {
    from.duration_until(to).as_hours() / 24
}

fn weekdays(term: &Term) -> impl Iterator<Item = Date> {
    let days = term.days();
    days.start()
        .series(jiff::Span::new().days(1))
        .take_while(move |day| days.contains(*day))
        .filter(|day| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday))
}

/// A place in a list, as a problem names it.
fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn term_problems(terms: &[Term], open: &[Date]) -> Vec<CalendarProblem> {
    let overlapping = |at: usize| {
        let before = at
            .checked_sub(1)
            .and_then(|above| terms[above].days().end());
        before.is_some_and(|end| terms[at].days().start() < end)
    };
    let without = |term: &Term| !open.iter().any(|day| term.days().contains(*day));
    let mut problems = Vec::new();
    for (at, term) in terms.iter().enumerate() {
        let title = || term.title().to_owned();
        if overlapping(at) {
            problems.push(CalendarProblem::TermsOverlap {
                term: place(at),
                title: title(),
            });
        }
        if without(term) {
            problems.push(CalendarProblem::TermWithoutSchoolDay {
                term: place(at),
                title: title(),
            });
        }
    }
    problems
}

fn closed_problems(terms: &[Term], closed: &[Date]) -> Vec<CalendarProblem> {
    let would_be_open = |day: Date| {
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        !weekend && terms.iter().any(|term| term.days().contains(day))
    };
    let mut seen = std::collections::BTreeSet::new();
    let mut problems = Vec::new();
    for (at, day) in closed.iter().enumerate() {
        let (closed, day) = (place(at), *day);
        if !seen.insert(day) {
            problems.push(CalendarProblem::ClosedTwice { closed, day });
        } else if !would_be_open(day) {
            problems.push(CalendarProblem::ClosedWithoutEffect { closed, day });
        }
    }
    problems
}

impl TryFrom<WireCalendar> for SchoolCalendar {
    type Error = String;

    fn try_from(wire: WireCalendar) -> Result<SchoolCalendar, String> {
        let closed = wire.closed.into_iter().map(|day| day.0).collect();
        SchoolCalendar::new(wire.terms, closed).map_err(|problems| {
            let sentences: Vec<String> = problems.iter().map(ToString::to_string).collect();
            sentences.join("; ")
        })
    }
}

impl From<SchoolCalendar> for WireCalendar {
    fn from(calendar: SchoolCalendar) -> WireCalendar {
        WireCalendar {
            terms: calendar.terms,
            closed: calendar.closed.into_iter().map(IsoDay).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{Fraction, YearKind};
    use jiff::civil::date;

    fn term(title: &str, first: Date, last: Date) -> Term {
        Term::new(title, first, last, Fraction::of(1, 3).unwrap()).unwrap()
    }

    fn three_terms() -> Vec<Term> {
        vec![
            term("Summer", date(2026, 4, 13), date(2026, 7, 22)),
            term("Autumn", date(2026, 9, 1), date(2026, 12, 18)),
            term("Spring", date(2027, 1, 4), date(2027, 3, 25)),
        ]
    }

    #[test]
    fn school_days_are_weekdays_of_terms_less_closed_days() {
        let week = Period::new(date(2026, 9, 1), date(2026, 9, 8)).unwrap();
        let open = SchoolCalendar::new(three_terms(), vec![]).unwrap();
        assert_eq!(open.school_days_in(&week), 5); // Tuesday to Friday, and the Monday after
        let closed = SchoolCalendar::new(three_terms(), vec![date(2026, 9, 1)]).unwrap();
        assert_eq!(closed.school_days_in(&week), 4);
        let text = serde_json::to_string(&closed).unwrap();
        assert!(text.ends_with(r#""closed":["2026-09-01"]}"#), "{text}");
        assert_eq!(
            serde_json::from_str::<SchoolCalendar>(&text).unwrap(),
            closed
        );
        assert!(!serde_json::to_string(&open).unwrap().contains("closed"));
    }

    #[test]
    fn every_slip_is_named_with_its_place() {
        let mut terms = three_terms();
        terms[1] = term("Autumn", date(2026, 7, 22), date(2026, 12, 18));
        terms.push(term("Stray", date(2027, 4, 3), date(2027, 4, 4)));
        let closed = vec![
            date(2026, 5, 4),
            date(2026, 5, 4),
            date(2026, 5, 9),
            date(2026, 12, 25),
        ];
        let problems = SchoolCalendar::new(terms, closed).unwrap_err();
        let day = date(2026, 5, 4);
        assert_eq!(
            problems,
            [
                CalendarProblem::ClosedTwice { closed: 1, day },
                CalendarProblem::ClosedWithoutEffect {
                    closed: 2,
                    day: date(2026, 5, 9)
                },
                CalendarProblem::ClosedWithoutEffect {
                    closed: 3,
                    day: date(2026, 12, 25)
                },
                CalendarProblem::TermsOverlap {
                    term: 1,
                    title: "Autumn".to_owned()
                },
                CalendarProblem::TermWithoutSchoolDay {
                    term: 3,
                    title: "Stray".to_owned()
                },
            ]
        );
    }

    #[test]
    fn a_year_with_a_term_left_out_is_not_covered() {
        let financial = YearKind::Financial.year_of(date(2026, 4, 1));
        let covers = |terms| {
            SchoolCalendar::new(terms, vec![])
                .unwrap()
                .covers(&financial)
        };
        assert!(covers(three_terms()));
        for left_out in 0..3 {
            let mut terms = three_terms();
            terms.remove(left_out);
            assert!(!covers(terms), "without term {left_out}");
        }
        let calendar = SchoolCalendar::new(three_terms(), vec![]).unwrap();
        assert!(!calendar.covers(&YearKind::Academic.year_of(date(2026, 9, 1))));
        assert!(!calendar.covers(&Period::open(date(2026, 4, 1))));
    }
}
