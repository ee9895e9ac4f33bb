//! Dates as people and systems write them. Day before month, four digits of year, nothing guessed.

use crate::calendar::Date;

use super::words::tidy;

const MONTHS: [&str; 12] = [
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

/// Reads `31/01/2015`, `31-1-2015`, `31.01.2015`, `2015-01-31`, `31 Jan 2015` or `2015-Jan-31`, each perhaps
/// with a time of day behind it, which does not count. A year of two digits is no date, nor is month before day.
#[must_use]
pub fn parse(text: &str) -> Option<Date> {
    let text = tidy(text);
    let parts: Vec<&str> = date_part(text)
        .split(['/', '-', '.', ' '])
        .filter(|part| !part.is_empty())
        .collect();
    let [first, second, third] = parts.as_slice() else {
        return None;
    };
    let month = month_of(second)?;
    match (first.len(), third.len()) {
        (4, 1..=2) => date(first, month, third),
        (1..=2, 4) => date(third, month, first),
        _ => None,
    }
}

/// The text without a time of day at its end.
fn date_part(text: &str) -> &str {
    let is_time = |part: &str| {
        part.contains(':')
            && part
                .chars()
                .all(|c| c.is_ascii_digit() || matches!(c, ':' | '.' | 'Z'))
    };
    match text.rsplit_once([' ', 'T']) {
        Some((date, time)) if is_time(time) => date.trim_end(),
        _ => text,
    }
}

fn date(year: &str, month: i8, day: &str) -> Option<Date> {
    let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if !is_digits(year) || !is_digits(day) {
        return None;
    }
    Date::new(year.parse().ok()?, month, day.parse().ok()?).ok()
}

fn month_of(text: &str) -> Option<i8> {
    if text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok();
    }
    let lower = text.to_lowercase();
    let short = if lower == "sept" { "sep" } else { &lower };
    (1..)
        .zip(MONTHS)
        .find(|(_, month)| *month == short || month[..3] == *short)
        .map(|(number, _)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_dates_are_read_day_before_month() {
        let day = Date::new(2014, 9, 1).unwrap();
        for text in [
            "01/09/2014",
            "1/9/2014",
            " 1-09-2014 ",
            "01.09.2014",
            "2014-09-01",
            "2014-09-01T00:00:00",
            "01/09/2014 00:00",
            "2014-Sep-01 00:00:00",
            "1 September 2014",
            "01-Sep-2014",
            "1 Sept 2014",
        ] {
            assert_eq!(parse(text), Some(day), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_not_guessed() {
        for text in [
            "",
            "soon",
            "31/02/2014",
            "09/31/2014",
            "14.3",
            "1/9/14",
            "2014",
            "20140901",
            "41883",
            "1/2/3/2014",
            "2014/1/2/3",
            "--2014",
            "a/b/2014",
            "٠١/٠٩/2014",
            "12:00",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
