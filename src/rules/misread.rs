//! What was meant where something cannot be read: a number with words around it, a day that no calendar
//! has, a line without its quotation mark.

use jiff::civil::Date;

use crate::money::{Decimal, Rate};

use super::reader::shown;
use super::words::in_pounds;

/// Why a text is no number, and what to write.
pub(super) fn number(key: &str, text: &str) -> String {
    let quoted = shown(text);
    if is_plain(text) {
        return format!(
            "{key} is “{quoted}”, which has more digits than any figure of a scheme: mend it"
        );
    }
    match meant(text) {
        Some(number) => format!(
            "{key} is “{quoted}”, which is no plain number: write \"{number}\", without commas, spaces, words or signs of money"
        ),
        None => format!(
            "{key} is “{quoted}”, which is no plain number: write digits such as \"16\" or \"0.5\", without commas, spaces or signs of money"
        ),
    }
}

/// Whether a text is written as a number, be it too large to be read as one.
fn is_plain(text: &str) -> bool {
    let plain = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = plain.split_once('.').unwrap_or((plain, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole) && digits(part)
}

/// The one number in a text, if there is one and no more.
fn meant(text: &str) -> Option<Rate> {
    let bare = text.replace(',', "");
    let mut numbers = bare
        .split(|c: char| !(c.is_ascii_digit() || c == '.'))
        .filter(|part| part.contains(|c: char| c.is_ascii_digit()));
    let number = numbers.next()?.trim_matches('.').parse().ok()?;
    (numbers.next().is_none() && !bare.contains('-')).then_some(number)
}

/// What is wrong with a text that has the form of a day and is none: `2026-02-31`.
pub(super) fn day(text: &str) -> Option<String> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if (year.len(), month.len(), day.len()) != (4, 2, 2) || parts.next().is_some() {
        return None;
    }
    let (year, month, day): (i16, i8, i8) =
        (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    if Date::new(year, month, day).is_ok() {
        return None;
    }
    let Ok(first) = Date::new(year, month, 1) else {
        return Some(format!(
            "{text} is no day of the calendar, since a year has 12 months: mend it"
        ));
    };
    let last = first.last_of_month();
    Some(format!(
        "{text} is no day of the calendar, since {} has {} days: write {last}, or mend it",
        last.strftime("%B %Y"),
        last.day()
    ))
}

/// The first text on a line that has the form of a day and is none.
pub(super) fn day_on(line: &str) -> Option<String> {
    let words = line.split(|c: char| !(c.is_ascii_digit() || c == '-'));
    words.into_iter().find_map(day)
}

/// What is missing on a line that cannot be read.
pub(super) fn line(line: &str, message: &str) -> String {
    let bare = line.split('#').next().unwrap_or_default();
    if line.contains(['“', '”', '‘', '’']) && !bare.contains('"') {
        return "this cannot be read as rules, since its quotation marks are curly: write straight ones, \"…\""
            .to_owned();
    }
    if lacks_quote(line) {
        return "this cannot be read as rules: look for a missing quotation mark on this line"
            .to_owned();
    }
    format!(
        "this cannot be read as rules ({message}): look for a missing quotation mark, bracket or equals sign here or on the line before"
    )
}

/// Whether a line by itself has a quotation mark without its other.
pub(super) fn lacks_quote(line: &str) -> bool {
    !line.contains("\"\"\"") && line.matches('"').count() % 2 == 1
}

/// Why pounds are no amount.
pub(super) fn amount(pounds: Decimal, of: &dyn std::fmt::Display) -> String {
    let wrong = if pounds < Decimal::ZERO {
        "is below nothing: write \"0\" or more"
    } else if pounds.normalize().scale() > 2 {
        "has a part of a penny: write pounds with at most two decimals"
    } else {
        "is too large: mend it"
    };
    format!("{} for {of} {wrong}", in_pounds(Rate::new(pounds)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_that_was_meant_is_named() {
        for (text, write) in [
            ("15 hrs", "\"15\""),
            ("£6,000", "\"6000\""),
            ("1 560.50", "digits such as"),
            ("12.5%", "\"12.5\""),
            ("three", "digits such as"),
            ("4-8", "digits such as"),
            ("99999999999999999999999999999999999", "more digits than"),
        ] {
            let said = number("hours", text);
            assert!(said.starts_with("hours is “"), "{said}");
            assert!(said.contains(write), "{text}: {said}");
        }
    }

    #[test]
    fn a_day_that_is_none_says_why() {
        let said = day("2026-02-31").unwrap_or_default();
        assert!(said.contains("February 2026 has 28 days"), "{said}");
        assert!(said.contains("write 2026-02-28"), "{said}");
        let said = day("2026-13-01").unwrap_or_default();
        assert!(said.contains("12 months"), "{said}");
        for text in ["2026-02-28", "2026", "20-02-2026", "2026-02-31-1", "x"] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn a_line_says_what_it_lacks() {
        assert!(line("title = \"x", "m").contains("a missing quotation mark on this line"));
        assert!(line("title = “x”", "m").contains("curly"));
        assert!(line("title \"x\"", "m").contains("look for a missing quotation mark"));
    }
}
