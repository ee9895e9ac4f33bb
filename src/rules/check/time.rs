//! `[time]`: how a year's amount is shared over a part of the year, by which school calendar, and from when.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU16;

use crate::calendar::{
    Apportionment, Attendance, Backdating, Basis, BeginMonth, Beyond, Date, Fraction, MonthRule,
    OuterDays, PartTerm, SchoolCalendar, Suspension, Term, TimeRules, WeekDays, YearKind,
};
use crate::money::Rate;
use crate::rules::problem::Fault;
use crate::rules::reader::{Fields, parsed_of, wrong_kind};
use crate::rules::tree::{Table, Value};

use super::changes::{Spell, shares_of};
use super::model::not_here;

/// The words for the bases, each with the keys that belong to it.
const BASES: [(&str, &[&str]); 7] = [
    ("calendar_days", &[]),
    ("school_days", &[]),
    ("school_days_over", &["days", "beyond"]),
    ("twelfths", &["starting", "leaving"]),
    ("terms", &["part"]),
    ("weeks", &["weeks", "week_of", "beyond"]),
    ("four_weekly", &[]),
];

/// The keys that belong to some bases only.
const OWNED: [&str; 7] = [
    "days", "beyond", "starting", "leaving", "part", "weeks", "week_of",
];

const MONTHS_OF_A_YEAR: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// By how many school days a year differs at most from a number that stands for any year.
const FAR_SCHOOL_DAYS: u64 = 10;

const MONTHS: [(&str, MonthRule); 4] = [
    ("whole", MonthRule::Whole),
    ("nothing", MonthRule::Nothing),
    ("half", MonthRule::Half),
    ("by_days", MonthRule::ByDays),
];

/// Reads `[time]`, if the set has one.
pub(super) fn time(root: &Fields<'_>) -> Option<TimeRules> {
    time_of(root, "[time]")
}

/// Reads `[stream.time]`, if the stream has one.
pub(super) fn of_stream(stream: &Fields<'_>) -> Option<TimeRules> {
    time_of(stream, "[stream.time]")
}

fn time_of(root: &Fields<'_>, name: &str) -> Option<TimeRules> {
    let mut keys = vec![
        "year",
        "basis",
        "term",
        "closed",
        "share_by_days",
        "share_by_hours",
        "full_time_hours",
        "backdating",
        "suspended_after_days",
        "first_day_counts",
        "last_day_counts",
        "school_days",
    ];
    keys.extend(OWNED);
    let section = root.maybe_section("time")?;
    let fields = Fields::of(section, name, &keys, root.problems);
    let year = fields.choice("year", &years());
    let basis = basis(&fields);
    let attendance = attendance(&fields);
    let calendar = calendar(&fields);
    let backdating = fields.maybe_choice(
        "backdating",
        &[
            ("decision", Backdating::Decision),
            ("start", Backdating::Start),
            ("request", Backdating::Request),
            ("week20", Backdating::Week20),
        ],
    );
    let counts = |key| fields.maybe_flag(key).unwrap_or(true);
    let outer_days = OuterDays {
        first: counts("first_day_counts"),
        last: counts("last_day_counts"),
    };
    let wanted = "how many calendar days of an absence are still paid, such as \"20\"";
    let after_days = fields.maybe_whole::<u16>("suspended_after_days", wanted);
    let apportionment = Apportionment {
        basis: basis?,
        attendance: attendance?,
    };
    let rules = TimeRules::new(year?.value, apportionment, calendar?).map_err(|problems| {
        for problem in problems {
            let sentence = format!("{problem}: mend it");
            fields.wrong(fields.place(), Fault::BadValue, sentence);
        }
    });
    let mut rules = rules.ok()?.with_outer_days(outer_days);
    as_declared(&fields, &rules);
    if let Some(backdating) = backdating {
        rules = rules.with_backdating(backdating.value);
    }
    if let Some(after_days) = after_days {
        rules = rules.with_suspension(Suspension {
            after_days: after_days.value,
        });
    }
    Some(rules)
}

/// Holds the number of school days that the set declares against each year that its calendar holds, and doubts a number by
/// which amounts are divided that no such year is near to.
fn as_declared(fields: &Fields<'_>, rules: &TimeRules) {
    let Some(calendar) = rules.calendar() else {
        not_here(fields, "school_days", "a set with [[time.term]]");
        return;
    };
    let starts = calendar.terms().iter().map(|term| term.days().start());
    let starts: BTreeSet<Date> = starts
        .map(|day| rules.year().year_of(day).start())
        .collect();
    let years = starts.into_iter().map(|start| rules.year().year_of(start));
    let covered = years.filter(|year| calendar.covers(year));
    let counted = covered.map(|year| {
        let title = rules.year().text(year.start());
        (title, calendar.school_days_in(&year))
    });
    let counted: Vec<(String, i64)> = counted.collect();
    let wanted = "how many school days the year has, such as \"194\"";
    let declared = fields.maybe_whole::<u16>("school_days", wanted);
    if let Some(declared) = &declared {
        let differs = |(_, days): &&(String, i64)| *days != i64::from(declared.value);
        let wrong = match counted.iter().find(differs) {
            Some((year, days)) => Some(format!(
                "school_days says {}, but the terms of {year} with what is closed have {days}: mend a day of a term, what is closed, or the number",
                declared.value
            )),
            None if counted.is_empty() => Some("school_days is of a whole year, and no year has all of its terms here: add the terms, or take it out".to_owned()),
            None => None,
        };
        if let Some(sentence) = wrong {
            fields.wrong(&declared.place, Fault::TextContradicts, sentence);
        }
    }
    if let (Basis::SchoolDaysOver { days, .. }, Some(node)) =
        (rules.apportionment().basis, fields.maybe("days"))
    {
        let far = |(_, counted): &&(String, i64)| {
            counted.abs_diff(i64::from(days.get())) > FAR_SCHOOL_DAYS
        };
        if let Some((year, counted)) = counted.iter().find(far) {
            let sentence = format!(
                "a year is {days} school days here, but the terms of {year} have {counted}: mend the days of the terms or the number, if that is not meant"
            );
            fields.doubt(&node.place, Fault::TextContradicts, sentence);
        }
    }
}

/// The words for the years: the two that have names, and every month on whose first another begins.
fn years() -> Vec<(&'static str, YearKind)> {
    let named = [
        ("financial", YearKind::Financial),
        ("academic", YearKind::Academic),
    ];
    let months = MONTHS_OF_A_YEAR.iter().zip(1_i8..).map(|(word, month)| {
        let year = BeginMonth::try_from(month).map(YearKind::From);
        // Of April and September the years have names.
        let named = if month == 4 {
            YearKind::Financial
        } else {
            YearKind::Academic
        };
        (*word, year.unwrap_or(named))
    });
    named.into_iter().chain(months).collect()
}

fn basis(fields: &Fields<'_>) -> Option<Basis> {
    let choices: Vec<(&str, usize)> = BASES.iter().map(|(word, _)| *word).zip(0..).collect();
    let (word, keys) = *BASES.get(fields.choice("basis", &choices)?.value)?;
    for key in OWNED.into_iter().filter(|key| !keys.contains(key)) {
        not_here(fields, key, "another basis");
    }
    match word {
        "calendar_days" => Some(Basis::CalendarDays),
        "school_days" => Some(Basis::SchoolDays),
        "school_days_over" => {
            fields.required("days")?;
            let wanted = "how many school days make a year, such as \"190\"";
            let days = fields.maybe_whole::<NonZeroU16>("days", wanted);
            let beyond = beyond(fields);
            Some(Basis::SchoolDaysOver {
                days: days?.value,
                beyond: beyond?,
            })
        }
        "twelfths" => {
            let starting = fields.choice("starting", &MONTHS);
            let leaving = fields.choice("leaving", &MONTHS);
            Some(Basis::Twelfths {
                starting: starting?.value,
                leaving: leaving?.value,
            })
        }
        "terms" => {
            let parts = [
                ("by_days", PartTerm::ByDays),
                (
                    "whole_if_on_roll_on_first_day",
                    PartTerm::WholeIfOnRollOnFirstDay,
                ),
                (
                    "whole_if_on_roll_on_count_day",
                    PartTerm::WholeIfOnRollOnCountDay,
                ),
            ];
            let part = fields.choice("part", &parts)?.value;
            Some(Basis::Terms { part })
        }
        "weeks" => {
            let weeks = fields.parsed::<Fraction>("weeks");
            let of = [
                ("school", WeekDays::School),
                ("calendar", WeekDays::Calendar),
            ];
            let of = fields.choice("week_of", &of);
            let beyond = beyond(fields);
            Some(Basis::Weeks {
                weeks: weeks?.value,
                of: of?.value,
                beyond: beyond?,
            })
        }
        _ => Some(Basis::FourWeekly),
    }
}

fn beyond(fields: &Fields<'_>) -> Option<Beyond> {
    let choices = [("paid", Beyond::Paid), ("unpaid", Beyond::Unpaid)];
    Some(fields.choice("beyond", &choices)?.value)
}

/// By days a week, by hours a week, or by the share of full time. None if it cannot be read.
fn attendance(fields: &Fields<'_>) -> Option<Attendance> {
    if let Some(hours) = fields.maybe("full_time_hours") {
        not_here(fields, "share_by_days", "a set without full_time_hours");
        not_here(fields, "share_by_hours", "a set without full_time_hours");
        let full_time = parsed_of(hours, "full_time_hours", fields.problems)?.value;
        return Some(Attendance::Hours { full_time });
    }
    if fields.maybe("share_by_hours").is_some() {
        not_here(fields, "share_by_days", "a set without share_by_hours");
        let of_week = shares_of(fields, "share_by_hours", Spell::Hours)?;
        let fraction = |rate: Rate| rate.to_string().parse::<Fraction>().ok();
        let shares = of_week
            .into_iter()
            .map(|(hours, share)| Some((fraction(hours)?, fraction(share)?)));
        return Some(Attendance::HoursInRanges {
            shares: shares.collect::<Option<_>>()?,
        });
    }
    let Some(table) = fields.maybe_section("share_by_days") else {
        return Some(Attendance::Share);
    };
    let mut shares = BTreeMap::new();
    for entry in &table.entries {
        let share = parsed_of(&entry.node, &entry.key, fields.problems);
        match entry.key.parse::<Fraction>() {
            Ok(days) => {
                shares.insert(days, share?.value);
            }
            Err(error) => {
                fields.wrong(&entry.place, Fault::BadValue, format!("{error}: mend it"));
            }
        }
    }
    Some(Attendance::DaysAWeek { shares })
}

/// The school calendar, if the set has terms. None outside if it cannot be read.
fn calendar(fields: &Fields<'_>) -> Option<Option<SchoolCalendar>> {
    let tables = fields.sections("term");
    if tables.is_empty() {
        not_here(fields, "closed", "a set with [[time.term]]");
        return Some(None);
    }
    let before = fields.problems.len();
    let terms: Vec<Term> = tables
        .iter()
        .filter_map(|table| term(fields, table))
        .collect();
    let closed = days(fields, "closed");
    if fields.problems.len() > before {
        return None;
    }
    match SchoolCalendar::new(terms, closed) {
        Ok(calendar) => Some(Some(calendar)),
        Err(problems) => {
            for problem in problems {
                let sentence = format!("{problem}: mend it");
                fields.wrong(fields.place(), Fault::BadValue, sentence);
            }
            None
        }
    }
}

fn term(time: &Fields<'_>, table: &Table) -> Option<Term> {
    let keys = ["title", "first_day", "last_day", "weight", "count_day"];
    let fields = Fields::of(table, "[[time.term]]", &keys, time.problems);
    let title = fields.text("title");
    let (first, last) = (fields.day("first_day"), fields.day("last_day"));
    let weight = match fields.maybe("weight") {
        Some(node) => parsed_of(node, "weight", fields.problems)?.value,
        None => Fraction::ZERO,
    };
    let count_day = match fields.maybe("count_day") {
        Some(_) => Some(fields.day("count_day")?.value),
        None => None,
    };
    Term::new(&title?.value, first?.value, last?.value, weight)
        .and_then(|term| match count_day {
            Some(day) => term.counted_on(day),
            None => Ok(term),
        })
        .map_err(|problem| {
            fields.wrong(
                fields.place(),
                Fault::BadValue,
                format!("{problem}: mend it"),
            );
        })
        .ok()
}

/// A list of days, which may be absent.
fn days(fields: &Fields<'_>, key: &str) -> Vec<Date> {
    let Some(node) = fields.maybe(key) else {
        return Vec::new();
    };
    let wanted = "a list of days such as [2026-10-26, 2026-10-27], without quotation marks";
    let Value::List(items) = &node.value else {
        wrong_kind(node, key, wanted, fields.problems);
        return Vec::new();
    };
    let mut days = Vec::with_capacity(items.len());
    for item in items {
        match item.value {
            Value::Day(day) => days.push(day),
            _ => wrong_kind(item, key, wanted, fields.problems),
        }
    }
    days
}
