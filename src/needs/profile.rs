//! Levels and evidence.

use std::collections::BTreeMap;
use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::ids::{IdError, is_slug, text_id};

use std::str::FromStr;

text_id!(
    /// An area of need in a rule set, such as `sensory-and-physical`.
    AreaId, "an area's name in lower case with dashes", is_slug
);
text_id!(
    /// A domain within an area, such as `hearing`.
    DomainId, "a domain's name in lower case with dashes", is_slug
);
text_id!(
    /// A group of domains that are weighted and capped together.
    GroupId, "a group's name in lower case with dashes", is_slug
);
text_id!(
    /// A band as the rule set writes it, such as `F` or `Local Offer`.
    BandId, "a band's name of 1 to 40 printable characters",
    |t| !t.is_empty() && t.chars().count() <= 40 && !t.chars().any(char::is_control)
);

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

/// Where a piece of evidence stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EvidenceSource {
    /// Section B of the plan: special educational needs.
    #[serde(rename = "B")]
    SectionB,
    /// Section F: special educational provision.
    #[serde(rename = "F")]
    SectionF,
    /// Section K: the advice and information gathered.
    #[serde(rename = "K")]
    SectionK,
    /// A report outside the plan.
    #[serde(rename = "report")]
    Report,
}

impl EvidenceSource {
    /// Every source, in the order in which forms offer them.
    pub const ALL: &[EvidenceSource] = &[
        EvidenceSource::SectionB,
        EvidenceSource::SectionF,
        EvidenceSource::SectionK,
        EvidenceSource::Report,
    ];

    /// The code in forms and files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            EvidenceSource::SectionB => "B",
            EvidenceSource::SectionF => "F",
            EvidenceSource::SectionK => "K",
            EvidenceSource::Report => "report",
        }
    }

    /// The source in words.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            EvidenceSource::SectionB => "Section B (needs)",
            EvidenceSource::SectionF => "Section F (provision)",
            EvidenceSource::SectionK => "Section K (advice)",
            EvidenceSource::Report => "A report",
        }
    }
}

/// What a level rests on: a place in the plan or a report, and the words found there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The section or report.
    pub source: EvidenceSource,
    /// The page or paragraph, if it was noted.
    pub page: Option<String>,
    /// The words relied on.
    pub quotation: String,
}

/// What was judged about a child's needs: a level for each domain with its evidence, or a total of
/// points where a scheme is scored on paper elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeedsProfile {
    levels: BTreeMap<DomainId, Level>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    evidence: BTreeMap<DomainId, Evidence>,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "rust_decimal::serde::str_option"
    )]
    points: Option<Decimal>,
}

impl NeedsProfile {
    /// A profile of levels, without evidence yet.
    #[must_use]
    pub fn of_levels(levels: BTreeMap<DomainId, Level>) -> NeedsProfile {
        NeedsProfile {
            levels,
            ..NeedsProfile::default()
        }
    }

    /// A profile of which only the total of points is known.
    #[must_use]
    pub fn of_points(points: Decimal) -> NeedsProfile {
        NeedsProfile {
            points: Some(points.normalize()),
            ..NeedsProfile::default()
        }
    }

    /// The same profile, with evidence beside its levels.
    #[must_use]
    pub fn with_evidence(self, evidence: BTreeMap<DomainId, Evidence>) -> NeedsProfile {
        NeedsProfile { evidence, ..self }
    }

    /// The levels, by domain.
    #[must_use]
    pub fn levels(&self) -> &BTreeMap<DomainId, Level> {
        &self.levels
    }

    /// The level of one domain, if it was judged.
    #[must_use]
    pub fn level(&self, domain: &DomainId) -> Option<Level> {
        self.levels.get(domain).copied()
    }

    /// The evidence, by domain.
    #[must_use]
    pub fn evidence(&self) -> &BTreeMap<DomainId, Evidence> {
        &self.evidence
    }

    /// The total of points scored elsewhere, if that is what is known.
    #[must_use]
    pub fn points(&self) -> Option<Decimal> {
        self.points
    }
}
