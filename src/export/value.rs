//! What stands in a cell that is written, and the sheet it stands in.

use jiff::civil::DateTime;

use crate::money::{Decimal, Money};

/// How a number that is worked out is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Without places: 4,200.
    Whole,
    /// With one place.
    Tenths,
    /// As a percentage with one place: 0.125 shows as 12.5%.
    Share,
    /// As whole pounds: a measure of error, never a sum that is paid.
    Pounds,
}

/// A value to write.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing.
    Blank,
    /// Text, and only ever text: never a formula, a number or a link.
    Text(String),
    /// A number as it came from a spreadsheet.
    Number(f64),
    /// A number that was measured, and how it is shown.
    Measured(f64, Shown),
    /// A count.
    Count(u32),
    /// An amount in pounds.
    Money(Money),
    /// The sum in pounds of everything above it in its column; a workbook adds it up again by itself.
    Sum(Money),
    /// An amount that a formula of the workbook works out, and what it comes to: other programs show that until they
    /// work it out again.
    Worked {
        /// The formula, such as `=ROUND(SUM(B2:B6),2)`.
        formula: String,
        /// What it comes to.
        is: Money,
    },
    /// The heading of the rows under it.
    Heading(String),
    /// Tenths of something that is counted in parts, such as children over a year: 125 shows as 12.5.
    Tenths(i64),
    /// A number that a formula of the workbook works out, as [`Value::Worked`].
    Reckoned {
        /// The formula.
        formula: String,
        /// What it comes to.
        is: Decimal,
        /// How it is shown.
        shown: Shown,
    },
    /// A date, perhaps with a time of day.
    Moment(DateTime),
    /// TRUE or FALSE.
    Truth(bool),
}

impl Value {
    /// Text, or nothing.
    #[must_use]
    pub fn of_text(text: Option<impl Into<String>>) -> Value {
        text.map_or(Value::Blank, |text| Value::Text(text.into()))
    }
}

/// A column: its heading and its width in characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The heading.
    pub heading: String,
    /// The width in characters.
    pub width: u16,
}

impl Column {
    /// A column.
    #[must_use]
    pub fn new(heading: impl Into<String>, width: u16) -> Column {
        Column {
            heading: heading.into(),
            width,
        }
    }
}

/// A sheet: a heading row that stays in sight, and rows under it.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// The name on its tab.
    pub name: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows; blanks at the end of one may be left off.
    pub rows: Vec<Vec<Value>>,
    /// Whether the heading row offers filters.
    pub is_filtered: bool,
}
