//! A day typed as three numbers.

use std::borrow::Cow;

use super::Problems;
use crate::calendar::Date;

/// The years of which a form takes days.
const FIRST_YEAR: i16 = 2000;
const LAST_YEAR: i16 = 2100;

/// A day, nothing where all three are blank, or what is wrong with it: `what` names it, as in “Funded from”.
///
/// # Errors
/// The message for whoever typed it.
pub fn parse(what: &str, day: &str, month: &str, year: &str) -> Result<Option<Date>, String> {
    let parts = [
        ("day", day.trim()),
        ("month", month.trim()),
        ("year", year.trim()),
    ];
    if parts.iter().all(|(_, typed)| typed.is_empty()) {
        return Ok(None);
    }
    let missing: Vec<&str> = parts
        .iter()
        .filter(|(_, typed)| typed.is_empty())
        .map(|(part, _)| *part)
        .collect();
    if !missing.is_empty() {
        return Err(format!("{what} must include a {}", missing.join(" and a ")));
    }
    let [(_, day), (_, month), (_, year)] = parts;
    if year.len() != 4 {
        return Err(format!("{what} must have a year of four digits"));
    }
    let found = match (year.parse(), month.parse(), day.parse()) {
        (Ok(year), Ok(month), Ok(day)) => Date::new(year, month, day).ok(),
        _ => None,
    };
    let found = found.ok_or_else(|| format!("{what} must be a real date, such as 1 9 2026"))?;
    if !(FIRST_YEAR..=LAST_YEAR).contains(&found.year()) {
        return Err(format!(
            "{what} must be between 1 January {FIRST_YEAR} and 31 December {LAST_YEAR}"
        ));
    }
    Ok(Some(found))
}

/// A day that must be there. What is wrong is noted at `field`, with `otherwise` where all three are blank.
pub(super) fn wanted(
    field: impl Into<Cow<'static, str>>,
    (what, otherwise): (&str, &str),
    [day, month, year]: [&str; 3],
    problems: &mut Problems,
) -> Option<Date> {
    match parse(what, day, month, year) {
        Ok(Some(day)) => return Some(day),
        Ok(None) => problems.add(field, otherwise),
        Err(message) => problems.add(field, message),
    }
    None
}

#[cfg(test)]
mod tests {
    use super::parse;
    use jiff::civil::date;

    #[test]
    fn a_day_is_whole_real_and_of_this_century() {
        assert_eq!(parse("From", "", " ", ""), Ok(None));
        assert_eq!(parse("From", "1", "09", "2026"), Ok(Some(date(2026, 9, 1))));
        let message = |d, m, y| parse("From", d, m, y).unwrap_err();
        assert_eq!(message("1", "", "2026"), "From must include a month");
        assert_eq!(
            message("", "", "2026"),
            "From must include a day and a month"
        );
        assert_eq!(
            message("1", "9", "26"),
            "From must have a year of four digits"
        );
        for (d, m, y) in [("31", "2", "2026"), ("x", "9", "2026"), ("-1", "9", "2026")] {
            assert!(message(d, m, y).contains("real date"), "{d} {m} {y}");
        }
        for (d, m, y) in [
            ("1", "12", "1990"),
            ("31", "12", "1999"),
            ("1", "1", "2101"),
        ] {
            assert_eq!(
                message(d, m, y),
                "From must be between 1 January 2000 and 31 December 2100"
            );
        }
    }
}
