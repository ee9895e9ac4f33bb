//! Numbers in a sentence that say something of figures: those with a unit, and those that a phrase makes a limit.

use crate::money::Decimal;

/// What makes the number after it a limit.
const LIMITS: [&str; 9] = [
    "no more than",
    "not more than",
    "at most",
    "up to",
    "maximum of",
    "capped at",
    "limited to",
    "at least",
    "no fewer than",
];

/// What makes of a number of times how often something comes.
const OFTEN: [&str; 4] = ["times a ", "times each ", "times every ", "times per "];

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unit {
    Pounds,
    /// Pounds that something is rounded to.
    Nearest,
    Hours,
    Minutes,
    Weeks,
    Percent,
    /// How many times another amount.
    Times,
    Points,
    Pupils,
    Age,
    Year,
    /// A limit of something that is not named.
    Limit,
}

/// The numbers of a text that say something of figures, with what they count.
pub(super) fn numbers(text: &str) -> Vec<(Unit, Decimal)> {
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some(start) = text
        .get(rest..)
        .and_then(|part| part.find(|c: char| c.is_ascii_digit()))
    {
        let start = rest + start;
        let tail = text.get(start..).unwrap_or_default();
        let length = number_length(tail);
        let (before, after) = (
            text.get(..start).unwrap_or_default(),
            tail.get(length..).unwrap_or_default(),
        );
        rest = start + length;
        let digits: String = tail.get(..length).unwrap_or_default().replace(',', "");
        let Ok(number) = digits.parse::<Decimal>() else {
            continue;
        };
        if let Some(unit) = unit(before, after) {
            let thousands = unit == Unit::Pounds && after.starts_with(['k', 'K']);
            let times = if thousands {
                Decimal::ONE_THOUSAND
            } else {
                Decimal::ONE
            };
            found.push((unit, number.saturating_mul(times).normalize()));
        }
    }
    found
}

/// How many bytes of a text are one number: digits, commas before three digits, and a decimal part.
fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut at = 0;
    loop {
        if digit(at)
            || (bytes.get(at) == Some(&b',') && (1..=3).all(|n| digit(at + n)) && !digit(at + 4))
        {
            at += 1;
        } else if bytes.get(at) == Some(&b'.') && digit(at + 1) {
            at += 1;
            while digit(at) {
                at += 1;
            }
            return at;
        } else {
            return at;
        }
    }
}

fn unit(before: &str, after: &str) -> Option<Unit> {
    if let Some(before) = before.strip_suffix('£') {
        let rounds = before.ends_with("nearest ");
        return Some(if rounds { Unit::Nearest } else { Unit::Pounds });
    }
    // Part of a name or a year: P16, 2026-27, 1st.
    if before.ends_with(|c: char| c.is_alphanumeric() || c == '-' || c == '/' || c == '–') {
        return None;
    }
    let after = after.trim_start_matches([' ', '-', '\u{a0}']);
    if after.starts_with('%') {
        return Some(Unit::Percent);
    }
    let word: String = after
        .chars()
        .take_while(char::is_ascii_alphabetic)
        .collect();
    let unit = match word.to_ascii_lowercase().as_str() {
        "hour" | "hours" | "hrs" => Unit::Hours,
        "minute" | "minutes" => Unit::Minutes,
        "week" | "weeks" => Unit::Weeks,
        "percent" => Unit::Percent,
        "per" if after.to_ascii_lowercase().starts_with("per cent") => Unit::Percent,
        // How often something comes is no multiple.
        "times" if !OFTEN.iter().any(|often| after.starts_with(often)) => Unit::Times,
        "point" | "points" => Unit::Points,
        "pupil" | "pupils" => Unit::Pupils,
        _ => return unit_before(before),
    };
    Some(unit)
}

fn unit_before(before: &str) -> Option<Unit> {
    let before = before.trim_end().to_lowercase();
    if LIMITS.iter().any(|limit| before.ends_with(limit)) {
        return Some(Unit::Limit);
    }
    let word = before.rsplit(|c: char| !c.is_alphabetic()).next()?;
    match word {
        "age" | "aged" | "ages" => Some(Unit::Age),
        "year" | "years" => Some(Unit::Year),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(Unit, String)> {
        let numbers = numbers(text).into_iter();
        numbers
            .map(|(unit, number)| (unit, number.to_string()))
            .collect()
    }

    #[test]
    fn numbers_with_units_are_found() {
        let one = |unit, number: &str| vec![(unit, number.to_owned())];
        assert_eq!(
            found("no more than 10 hours a week"),
            one(Unit::Hours, "10")
        );
        assert_eq!(found("£1,560.50 a year"), one(Unit::Pounds, "1560.5"));
        assert_eq!(found("above £6k"), one(Unit::Pounds, "6000"));
        assert_eq!(found("to the nearest £10"), one(Unit::Nearest, "10"));
        assert_eq!(found("counts at most 16"), one(Unit::Limit, "16"));
        assert_eq!(found("less 0.5 per cent"), one(Unit::Percent, "0.5"));
        assert_eq!(found("a 90-minute session"), one(Unit::Minutes, "90"));
        assert_eq!(found("1.5 times the base"), one(Unit::Times, "1.5"));
        assert_eq!(found("Years 7 to 11"), one(Unit::Year, "7"));
    }

    #[test]
    fn names_years_and_lists_are_left_alone() {
        for text in [
            "paid 3 times a year",
            "Top-up 2026-27",
            "Key Stage 2 and 3",
            "post-16 provision",
            "Band 3",
            "1. Speech; 2. Language",
            "Tier 2a, from 1 April 2026",
            "",
            "no digits",
            "P16",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
