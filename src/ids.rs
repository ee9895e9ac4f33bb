//! Identifiers, each its own type: parsed at the door, no default, no arithmetic.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a text is not an identifier of its kind.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("“{seen}” is not {wanted}")]
pub struct IdError {
    seen: String,
    wanted: &'static str,
}

impl IdError {
    pub(crate) fn new(seen: &str, wanted: &'static str) -> IdError {
        // A long or odd text is cut, so that a message stays readable.
        IdError {
            seen: seen.chars().take(40).collect(),
            wanted,
        }
    }
}

/// A text identifier: a doc line, what it is in words, and the test its text must pass.
///
/// The text is shared, since identifiers are copied far more often than they are made.
macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $wanted:literal, $holds:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(std::sync::Arc<str>);

        impl $name {
            /// Reads the identifier; spaces round it are not part of it.
            ///
            /// # Errors
            /// [`IdError`], with what was seen and what was wanted.
            pub fn parse(text: &str) -> Result<$name, IdError> {
                let trimmed = text.trim();
                if !$name::is_well_formed(trimmed) {
                    return Err(IdError::new(trimmed, $wanted));
                }
                Ok($name(trimmed.into()))
            }

            /// Whether a text is such an identifier as it stands.
            #[must_use]
            pub fn is_well_formed(text: &str) -> bool {
                let holds: fn(&str) -> bool = $holds;
                holds(text)
            }

            /// Whether both share one text in memory, and so are the same; two that do not may be the same too.
            #[must_use]
            pub fn is_one_with(&self, other: &$name) -> bool {
                std::sync::Arc::ptr_eq(&self.0, &other.0)
            }

            /// The identifier as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<$name, IdError> {
                $name::parse(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<$name, IdError> {
                $name::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0.as_ref().to_owned()
            }
        }
    };
}
pub(crate) use text_id;

fn all_digits(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(place, b)| match place {
            8 | 13 | 18 | 23 => b == b'-',
            _ => b.is_ascii_digit() || (b'a'..=b'f').contains(&b),
        })
}

/// Lower-case words joined by single dashes, as rule sets name their parts.
pub(crate) fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 80
        && !text.starts_with('-')
        && !text.ends_with('-')
        && !text.as_bytes().windows(2).any(|two| two == b"--")
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

text_id!(
    /// A unique learner number: ten digits.
    Uln, "a unique learner number of ten digits", |t| all_digits(t, 10)
);
text_id!(
    /// An establishment's unique reference number in GIAS: six digits.
    Urn, "a URN of six digits", |t| all_digits(t, 6) && !t.starts_with('0')
);
text_id!(
    /// A provider's UK provider reference number: eight digits that begin with 1.
    Ukprn, "a UKPRN of eight digits that begin with 1", |t| all_digits(t, 8) && t.starts_with('1')
);
text_id!(
    /// A local authority's number: three digits.
    AuthorityCode, "a local authority number of three digits", |t| all_digits(t, 3)
);
text_id!(
    /// The reference under which the authority's own systems know a child (SEN2 calls it NativeId).
    LocalId, "a local reference of 1 to 60 printable characters",
    |t| !t.is_empty() && t.chars().count() <= 60 && !t.chars().any(char::is_control)
);

/// An identifier that the application makes: a UUID in lower case.
macro_rules! made_ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        $(text_id!($(#[$doc])* $name, "an identifier made by this system", is_uuid);)+
    };
}

made_ids!(
    /// A child or young person, the root of every record.
    ChildId,
    /// An Education, Health and Care Plan.
    PlanId,
    /// One version of a plan.
    PlanVersionId,
    /// A needs profile.
    ProfileId,
    /// A stored determination: what the engine made of a profile.
    DeterminationId,
    /// A named officer's decision.
    DecisionId,
    /// Money from a date.
    AwardId,
    /// A child's place at an establishment, or none.
    PlacementId,
    /// A dated cost of a placement.
    CostLineId,
    /// What one payment period pays.
    PaymentRunId,
    /// A school, college or other provider.
    EstablishmentId,
    /// Somebody who signs in.
    UserId,
    /// One run of an import.
    ImportRunId,
    /// Work that goes on in the background.
    JobId,
    /// A stored file.
    BlobId,
    /// A form that is not sent yet.
    DraftId,
    /// A search kept apart from its address.
    SavedSearchId,
    /// The text of a rule set that is being written.
    RuleDraftId,
    /// A distribution frozen on a day.
    BaselineId,
    /// What a school says is wrong with an award.
    CorrectionId,
    /// A school's request for extra support.
    SupportRequestId,
    /// A what-if scenario of the forecast.
    ScenarioId,
);

/// A unique pupil number: thirteen characters, well formed; its check letter may still be wrong.
///
/// A permanent number ends in a digit, a temporary one in a letter (DfE, Unique pupil numbers).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Upn(String);

/// The letters that a UPN counts with: no I, O or S.
const UPN_LETTERS: &[u8; 23] = b"ABCDEFGHJKLMNPQRTUVWXYZ";

impl Upn {
    /// Reads a number of the right shape, in either case.
    ///
    /// # Errors
    /// [`IdError`] if it is not a letter, eleven digits, and a digit or letter.
    pub fn parse(text: &str) -> Result<Upn, IdError> {
        let upper = text.trim().to_ascii_uppercase();
        let bytes = upper.as_bytes();
        let shaped = bytes.len() == 13
            && UPN_LETTERS.contains(&bytes[0])
            && bytes[1..12].iter().all(u8::is_ascii_digit)
            && (bytes[12].is_ascii_digit() || UPN_LETTERS.contains(&bytes[12]));
        if !shaped {
            return Err(IdError::new(
                text.trim(),
                "a UPN of a letter, eleven digits and a digit or letter",
            ));
        }
        Ok(Upn(upper))
    }

    /// The number as text, in capitals.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the first letter is the one that the other twelve characters give.
    #[must_use]
    pub fn check_letter_holds(&self) -> bool {
        let sum: usize = self
            .0
            .bytes()
            .skip(1)
            .zip(2..)
            .map(|(character, weight)| value_of(character) * weight)
            .sum();
        UPN_LETTERS[sum % UPN_LETTERS.len()] == self.0.as_bytes()[0]
    }

    /// Whether the number is temporary, until the child's permanent one is known.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        self.0.ends_with(|last: char| last.is_ascii_alphabetic())
    }
}

/// What a character of a UPN counts for: a digit itself, a letter its place.
fn value_of(character: u8) -> usize {
    match UPN_LETTERS.iter().position(|letter| *letter == character) {
        Some(place) => place,
        None => usize::from(character - b'0'),
    }
}

impl fmt::Display for Upn {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl TryFrom<String> for Upn {
    type Error = IdError;

    fn try_from(text: String) -> Result<Upn, IdError> {
        Upn::parse(&text)
    }
}

impl From<Upn> for String {
    fn from(upn: Upn) -> String {
        upn.0
    }
}

text_id!(
    /// A SHA-256 digest in hexadecimal: the identity of a checked rule set, a file or an audit entry.
    Digest, "a SHA-256 digest of 64 hexadecimal digits",
    |t| t.len() == 64 && t.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
);

impl Digest {
    /// The digest of some bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Digest {
        use sha2::Digest as _;
        Digest(hex::encode(sha2::Sha256::digest(bytes)).into())
    }

    /// The first characters, enough to tell two sets apart on a page.
    #[must_use]
    pub fn short(&self) -> &str {
        &self.0[..12]
    }
}

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

    /// Worked by hand: 9x2 + 9x3 + 9x4 + 4x5 + 8x6 + 8x7 + 7x8 + 2x9 + 2x10 + 7x11 + 0x12 + 5x13 = 441,
    /// and 441 = 19 x 23 + 4; the letters counted from nought make 4 an E.
    #[test]
    fn a_upn_knows_its_check_letter() {
        assert!(Upn::parse("E999488722705").unwrap().check_letter_holds());
        for other in UPN_LETTERS
            .iter()
            .map(|b| char::from(*b))
            .filter(|other| *other != 'E')
        {
            assert!(
                !Upn::parse(&format!("{other}999488722705"))
                    .unwrap()
                    .check_letter_holds()
            );
        }
    }

    #[test]
    fn a_temporary_upn_ends_in_a_letter() {
        assert!(Upn::parse("A80120000104A").unwrap().is_temporary());
        assert!(!Upn::parse("A801200001041").unwrap().is_temporary());
    }

    #[test]
    fn misshapen_identifiers_are_refused() {
        for text in [
            "",
            "I999488722705",
            "E99948872270",
            "E9994887227055",
            "EA99488722705",
            "E99948872270S",
        ] {
            assert!(Upn::parse(text).is_err(), "{text}");
        }
        assert!(Urn::parse("10990089").is_err());
        assert!(Urn::parse("099001").is_err());
        assert!(Ukprn::parse("990001").is_err());
        assert!(Ukprn::parse(" 10990089 ").is_ok());
        assert!(LocalId::parse("  ").is_err());
        assert!(LocalId::parse("a\u{0}b").is_err());
        assert!(ChildId::parse("0197F3E0-0000-7000-8000-000000000000").is_err());
        assert!(ChildId::parse("0197f3e0-0000-7000-8000-000000000000").is_ok());
    }

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

    #[test]
    fn a_digest_is_of_bytes() {
        assert_eq!(
            Digest::of(b"").as_str(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
    }
}
