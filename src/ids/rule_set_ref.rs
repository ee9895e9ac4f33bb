//! The name of a rule set.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{IdError, is_slug};

/// How people name a rule set: the authority and the first day it is in force.
///
/// # Examples
/// ```
/// use send_banding::ids::RuleSetRef;
/// let set: RuleSetRef = "exampleshire/2026-04-01".parse().unwrap();
/// assert_eq!(set.authority(), "exampleshire");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RuleSetRef {
    authority: Arc<str>,
    first_day: Date,
}

impl RuleSetRef {
    /// Names the set of an authority that begins on a day.
    ///
    /// # Errors
    /// [`IdError`] if the authority is not lower-case words joined by dashes.
    pub fn of(authority: &str, first_day: Date) -> Result<RuleSetRef, IdError> {
        if !is_slug(authority) {
            return Err(IdError::new(
                authority,
                "an authority's name in lower case with dashes",
            ));
        }
        Ok(RuleSetRef {
            authority: authority.into(),
            first_day,
        })
    }

    /// The authority's name in lower case with dashes.
    #[must_use]
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// The first day in force.
    #[must_use]
    pub fn first_day(&self) -> Date {
        self.first_day
    }
}

impl fmt::Display for RuleSetRef {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first_day = crate::calendar::iso_text(self.first_day);
        write!(out, "{}/{first_day}", self.authority)
    }
}

impl FromStr for RuleSetRef {
    type Err = IdError;

    fn from_str(text: &str) -> Result<RuleSetRef, IdError> {
        let refused = || IdError::new(text, "a rule set such as exampleshire/2026-04-01");
        let (authority, day) = text.trim().split_once('/').ok_or_else(refused)?;
        let first_day = crate::calendar::parse_iso_date(day).ok_or_else(refused)?;
        RuleSetRef::of(authority, first_day).map_err(|_| refused())
    }
}

impl TryFrom<String> for RuleSetRef {
    type Error = IdError;

    fn try_from(text: String) -> Result<RuleSetRef, IdError> {
        text.parse()
    }
}

impl From<RuleSetRef> for String {
    fn from(set: RuleSetRef) -> String {
        set.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_set_is_named_by_authority_and_first_day() {
        for text in [
            "exampleshire",
            "exampleshire/",
            "/2026-04-01",
            "Exampleshire/2026-04-01",
            "a/2026-4-1",
            "a/2026-02-30",
            "../2026-04-01",
        ] {
            assert!(text.parse::<RuleSetRef>().is_err(), "{text}");
        }
        assert_eq!(
            "a-b/2026-04-01".parse::<RuleSetRef>().unwrap().to_string(),
            "a-b/2026-04-01"
        );
    }
}
