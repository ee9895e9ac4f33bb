//! Identifiers, each its own type: parsed at the door, no default, no arithmetic.

mod digest;
mod public_key;
mod rule_set_ref;
mod upn;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use digest::Digest;
pub use public_key::PublicKey;
pub use rule_set_ref::RuleSetRef;
pub use upn::Upn;

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
    |t| !t.is_empty() && t.chars().count() <= 60 && !t.chars().any(crate::letters::is_unseen)
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
    /// Days away from a place that is kept.
    AbsenceId,
    /// The part that an authority has in a child's case on some days.
    CaseAuthorityId,
    /// What one authority recovers from another for a child and a period.
    ClaimId,
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
    /// An extract of a plan: a file that an officer attached.
    ExtractId,
    /// A school's request for extra support.
    SupportRequestId,
    /// A school's request for a child who is not on record.
    ChildRequestId,
    /// A package in which a plan goes from one authority to another.
    TransferId,
    /// A what-if scenario of the forecast.
    ScenarioId,
    /// A random sample of profiles that was drawn.
    SampleDrawId,
    /// A school's return, compared with what the authority holds.
    ReconciliationId,
    /// Budget moved from one line to another.
    VirementId,
);

#[cfg(test)]
mod tests {
    use super::*;

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
}
