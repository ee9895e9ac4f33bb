//! The payment calendar of a year: how it is cut, when a period is paid, and the three school terms.
//!
//! Its six days are read by name and not by a derived form.

use super::{Problems, day};
use crate::calendar::Date;

/// The terms, by the stems of their fields, with their names.
pub const TERMS: [(&str, &str); 3] = [
    ("summer", "Summer term"),
    ("autumn", "Autumn term"),
    ("spring", "Spring term"),
];

/// The latest that a period may be paid after its first day.
const DAYS_MAX: u8 = 60;

/// What the form means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarAnswer {
    /// How the year is cut, by its code.
    pub kind: String,
    /// How many days after its first day a period is paid.
    pub pay_after_days: u8,
    /// The first and last day of each term.
    pub terms: [(Date, Date); 3],
    /// The first days of bespoke periods.
    pub first_days: Vec<Date>,
}

/// Reads the form.
///
/// # Errors
/// [`Problems`], at least one.
pub fn parse(value_of: &dyn Fn(&str) -> Option<String>) -> Result<CalendarAnswer, Problems> {
    let mut problems = Problems::default();
    let value = |field: &str| value_of(field).unwrap_or_default().trim().to_owned();
    let kind = value("kind");
    if kind.is_empty() {
        problems.add("kind", "Select how the year is paid");
    }
    let after = value("pay-after").parse().ok();
    let after = after.filter(|days| *days <= DAYS_MAX);
    if after.is_none() {
        let message = format!("Pay day must be a number of days from 0 to {DAYS_MAX}");
        problems.add("pay-after", message);
    }
    let terms = TERMS.map(|(stem, name)| {
        let mut day = |end: &str, what: &str| {
            let field = format!("{stem}-{end}");
            let what = format!("{what} day of the {}", name.to_lowercase());
            wanted_day(&what, field, &value, &mut problems)
        };
        (day("first", "First"), day("last", "Last"))
    });
    let mut first_days = Vec::new();
    if kind == "bespoke" {
        for text in value("first-days").split_whitespace() {
            match written_day(text) {
                Some(day) => first_days.push(day),
                None => problems.add(
                    "first-days",
                    format!("“{text}” is not a day such as 1/9/2026"),
                ),
            }
        }
        if first_days.is_empty() {
            problems.add("first-days", "Enter the first day of each period");
        }
    }
    match (terms, after) {
        ([(Some(a), Some(b)), (Some(c), Some(d)), (Some(e), Some(f))], Some(pay_after_days))
            if problems.is_empty() =>
        {
            Ok(CalendarAnswer {
                kind,
                pay_after_days,
                terms: [(a, b), (c, d), (e, f)],
                first_days,
            })
        }
        _ => Err(problems),
    }
}

fn wanted_day(
    what: &str,
    field: String,
    value: &dyn Fn(&str) -> String,
    problems: &mut Problems,
) -> Option<Date> {
    let [day, month, year] = ["day", "month", "year"].map(|part| value(&format!("{field}-{part}")));
    let otherwise = format!("Enter the {}", what.to_lowercase());
    day::wanted(field, (what, &otherwise), [&day, &month, &year], problems)
}

/// A day as it is typed in a list: `1/9/2026`.
fn written_day(text: &str) -> Option<Date> {
    let mut parts = text.split('/');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    day::parse("Day", day, month, year).ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn read(changes: &[(&str, &str)]) -> Result<CalendarAnswer, Vec<String>> {
        let mut fields = vec![("kind".to_owned(), "monthly".to_owned())];
        fields.push(("pay-after".to_owned(), "14".to_owned()));
        let days = [
            ("summer-first", "13", "4", "2026"),
            ("summer-last", "22", "7", "2026"),
            ("autumn-first", "2", "9", "2026"),
            ("autumn-last", "18", "12", "2026"),
            ("spring-first", "5", "1", "2027"),
            ("spring-last", "25", "3", "2027"),
        ];
        for (field, day, month, year) in days {
            for (part, typed) in [("day", day), ("month", month), ("year", year)] {
                fields.push((format!("{field}-{part}"), typed.to_owned()));
            }
        }
        let value_of = |name: &str| {
            let changed = changes.iter().find(|(field, _)| *field == name);
            let filled = fields.iter().find(|(field, _)| field == name);
            changed
                .map(|(_, value)| (*value).to_owned())
                .or_else(|| filled.map(|(_, value)| value.clone()))
        };
        parse(&value_of)
            .map_err(|problems| problems.iter().map(|one| one.field.to_string()).collect())
    }

    #[test]
    fn a_calendar_is_read_whole() {
        let answer = read(&[]).unwrap();
        assert_eq!(answer.pay_after_days, 14);
        assert_eq!(answer.terms[1], (date(2026, 9, 2), date(2026, 12, 18)));
        let bespoke = read(&[("kind", "bespoke"), ("first-days", "1/4/2026\n1/10/2026")]);
        let days = [date(2026, 4, 1), date(2026, 10, 1)];
        assert_eq!(bespoke.unwrap().first_days, days);
    }

    #[test]
    fn every_field_says_what_is_wrong_with_it() {
        let cases = [
            (("kind", ""), "kind"),
            (("pay-after", "61"), "pay-after"),
            (("autumn-last-day", "31"), ""),
            (("autumn-last-month", "13"), "autumn-last"),
            (("kind", "bespoke"), "first-days"),
        ];
        for (change, field) in cases {
            match read(&[change]) {
                Ok(_) => assert_eq!(field, "", "{change:?}"),
                Err(fields) => assert_eq!(fields, [field]),
            }
        }
        let slip = [("kind", "bespoke"), ("first-days", "2026-09-01")];
        assert_eq!(read(&slip), Err(vec!["first-days".to_owned()]));
    }
}
