//! One cell of a table, as its file holds it.

use jiff::civil::DateTime;

use crate::money::{Decimal, shortest};

use super::limits::SHOWN_CHARACTERS_MAX;
use super::words::tidy;

/// What a cell holds. A blank cell is no cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Text as it stands, spaces and all.
    Text(String),
    /// A number; spreadsheets keep no other kind.
    Number(f64),
    /// A date, perhaps with a time of day.
    Moment(DateTime),
    /// TRUE or FALSE.
    Truth(bool),
    /// A formula that failed, by what the sheet shows: `#N/A`.
    Failed(String),
}

impl Cell {
    /// Whether there is nothing to see: text of spaces.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        matches!(self, Cell::Text(text) if tidy(text).is_empty())
    }

    /// The value as text without spaces round it: a number in its shortest form, a date as ISO.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Cell::Text(text) => tidy(text).to_owned(),
            Cell::Number(number) => number_text(*number),
            Cell::Moment(moment) if moment.time() == jiff::civil::Time::midnight() => {
                moment.date().to_string()
            }
            Cell::Moment(moment) => moment.to_string(),
            Cell::Truth(truth) => if *truth { "TRUE" } else { "FALSE" }.to_owned(),
            Cell::Failed(shown) => shown.clone(),
        }
    }

    /// The value as a message repeats it: in quotation marks, cut if it is long.
    #[must_use]
    pub fn quoted(&self) -> String {
        quoted(&self.text())
    }
}

/// A text as a message repeats it: in quotation marks, cut if it is long, control characters shown as spaces.
pub(super) fn quoted(text: &str) -> String {
    let mut shown: String = text
        .chars()
        .take(SHOWN_CHARACTERS_MAX)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if text.chars().nth(SHOWN_CHARACTERS_MAX).is_some() {
        shown.push('…');
    }
    format!("“{shown}”")
}

/// A number as a spreadsheet shows it: fifteen significant digits, which is all that it promises, and no
/// more of them than are needed. So 0.6000000000000001 is `0.6`, and 1001 is never `1001.0`.
fn number_text(number: f64) -> String {
    Decimal::from_scientific(&format!("{number:.14e}"))
        .map_or_else(|_| number.to_string(), shortest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_a_spreadsheet_shows_them() {
        for (number, text) in [
            (2.0, "2"),
            (0.6, "0.6"),
            (0.600_000_000_000_000_1, "0.6"),
            (100_123.0, "100123"),
            (-1.0, "-1"),
            (123_456_789_012.0, "123456789012"),
            (1e300, &f64::to_string(&1e300)),
            (f64::NAN, "NaN"),
        ] {
            assert_eq!(Cell::Number(number).text(), text);
        }
    }

    #[test]
    fn a_long_value_is_cut_in_a_message() {
        let shown = quoted(&"x".repeat(500));
        assert_eq!(shown.chars().count(), SHOWN_CHARACTERS_MAX + 3);
        assert_eq!(quoted("a\u{0}b"), "“a b”");
    }
}
