//! Levels of need.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ids::IdError;

/// A whole level of need; which levels exist is the rule set's to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Level(u8);

impl Level {
    /// A level by its number.
    #[must_use]
    pub fn new(number: u8) -> Level {
        Level(number)
    }

    /// Its number.
    #[must_use]
    pub fn number(self) -> u8 {
        self.0
    }

    /// Reads one or two digits.
    ///
    /// # Errors
    /// [`IdError`] for anything but a whole number from 0 to 99.
    pub fn parse(text: &str) -> Result<Level, IdError> {
        let digits = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        match text.parse() {
            Ok(number) if digits => Ok(Level(number)),
            _ => Err(IdError::new(text, "a whole level")),
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl TryFrom<String> for Level {
    type Error = IdError;

    fn try_from(text: String) -> Result<Level, IdError> {
        Level::parse(&text)
    }
}

impl From<Level> for String {
    fn from(level: Level) -> String {
        level.to_string()
    }
}
