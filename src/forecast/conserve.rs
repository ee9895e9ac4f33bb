//! People in are people out: where they are not, nothing is forecast.

use thiserror::Error;

/// A sum that does not hold. It is never rounded away or reported as a warning.
#[derive(Clone, Debug, Error, PartialEq)]
#[error("people are lost or made at {place}: {what} is {left}, and must be {right}")]
pub struct Broken {
    /// Which run and year or month.
    pub place: String,
    /// Which sum.
    pub what: &'static str,
    /// What was found.
    pub left: String,
    /// What it must be.
    pub right: String,
}

/// Counts that can be compared.
pub trait Count: Copy {
    /// Whether two counts are the same: whole children exactly, expected ones to a millionth in a million.
    fn is_same(self, other: Self) -> bool;
    /// As text.
    fn text(self) -> String;
}

impl Count for i64 {
    fn is_same(self, other: i64) -> bool {
        self == other
    }

    fn text(self) -> String {
        self.to_string()
    }
}

impl Count for i128 {
    fn is_same(self, other: i128) -> bool {
        self == other
    }

    fn text(self) -> String {
        self.to_string()
    }
}

impl Count for f64 {
    fn is_same(self, other: f64) -> bool {
        (self - other).abs() <= 1e-9 * (1.0 + self.abs().max(other.abs()))
    }

    fn text(self) -> String {
        self.to_string()
    }
}

/// Refuses two sums that differ.
///
/// # Errors
/// [`Broken`] with the place.
pub fn same<C: Count>(
    what: &'static str,
    left: C,
    right: C,
    place: impl FnOnce() -> String,
) -> Result<(), Broken> {
    if left.is_same(right) {
        return Ok(());
    }
    Err(Broken {
        place: place(),
        what,
        left: left.text(),
        right: right.text(),
    })
}
