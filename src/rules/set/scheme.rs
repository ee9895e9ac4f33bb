//! Whose scheme it is, when, from what source, for whom, and its policies.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::money::Money;
use crate::needs::{AreaId, BandId, CircumstanceId, DomainId, Level, Need, PhaseId};
use crate::rules::Condition;

/// The yearly amount above which a result is refused where a set names no other: no known scheme comes near.
pub const YEARLY_LIMIT_PENCE: i64 = 100_000_000;

/// Whose scheme it is, the days it is in force, and its policies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scheme {
    /// The authority in lower case with dashes, the first half of the reference.
    pub authority: String,
    /// The authority's name as people write it.
    pub authority_title: String,
    /// The scheme's name.
    pub title: String,
    /// The authority's own version of the text.
    pub version: String,
    /// Whether authority and figures are invented.
    pub invented: bool,
    /// First day in force.
    #[serde(with = "crate::calendar::iso")]
    pub first_day: Date,
    /// Last day in force.
    #[serde(with = "crate::calendar::iso")]
    pub last_day: Date,
    /// Who set the dates, where the source names none.
    pub dates_note: Option<String>,
    /// Whether a scorer sees no band until the decision.
    pub band_blind: bool,
    /// Whether a scorer sees no level's number, only its descriptor.
    #[serde(default, skip_serializing_if = "is_false")]
    pub levels_hidden: bool,
    /// What a missing level means.
    #[serde(default, skip_serializing_if = "MissingLevel::is_refused")]
    pub missing_level: MissingLevel,
    /// What the answer "not enough evidence" means, where it is not what a missing level means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_enough_evidence: Option<MissingLevel>,
    /// What a score above the last band means.
    pub above_top: AboveTop,
    /// The yearly amount above which a result is refused, where it is not [`YEARLY_LIMIT_PENCE`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub yearly_limit: Option<Money>,
    /// Where rounding is applied besides the end.
    #[serde(default, skip_serializing_if = "RoundingApplied::is_end")]
    pub rounding_applied: RoundingApplied,
}

impl Scheme {
    /// What the answer "not enough evidence" means: what the scheme says of it, or what a missing level means.
    #[must_use]
    pub fn without_evidence(&self) -> MissingLevel {
        self.not_enough_evidence.unwrap_or(self.missing_level)
    }
}

fn is_false(flag: &bool) -> bool {
    !flag
}

/// What a missing level means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MissingLevel {
    /// No result.
    #[default]
    Refuse,
    /// The lowest level of the domain, which the explanation says.
    Lowest,
}

impl MissingLevel {
    fn is_refused(&self) -> bool {
        *self == MissingLevel::Refuse
    }
}

/// Where an amount is rounded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoundingApplied {
    /// Once, on the finished amount.
    #[default]
    End,
    /// Each line of provision, and the finished amount.
    EachLine,
    /// After every modifier, and at the end.
    EachStep,
}

impl RoundingApplied {
    fn is_end(&self) -> bool {
        *self == RoundingApplied::End
    }
}

/// What a score above the last band means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AboveTop {
    /// The checker proved that no profile can score so high.
    Unreachable,
    /// The published table ends: no result.
    Refuse,
    /// The highest band.
    TopBand,
}

/// Where a scheme's figures come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The document or page.
    pub title: String,
    /// Its address, or `invented`.
    pub address: String,
    /// How far the figures are what the source says.
    pub note: Option<String>,
    /// What in the set the source does not state and is ours, to show how the scheme works.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub illustrative: Vec<String>,
}

/// An area of need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    /// Its name within the set.
    pub id: AreaId,
    /// Its name for people.
    pub title: String,
    /// Its domains, in the order in which they are scored.
    pub domains: Vec<Domain>,
}

/// A domain of need, for which one level is chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Domain {
    /// Its name within the set.
    pub id: DomainId,
    /// Its name for people.
    pub title: String,
    /// Other headings under which officers keep it.
    pub aliases: Vec<String>,
    /// The primary needs of which it is the domain: for a child who has one of them it counts first, where points count by
    /// their rank.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub primary_needs: BTreeSet<Need>,
    /// What each level looks like; the levels that exist are the keys.
    pub levels: BTreeMap<Level, String>,
}

/// Who can have an award under the scheme at all: what must hold, and what is said where it does not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gate {
    /// Its name within the set.
    pub id: String,
    /// What must hold, all of it.
    pub requires: Vec<Condition>,
    /// What is said where it does not, in a sentence.
    pub otherwise: String,
}

/// A phase of education that the scheme tells apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phase {
    /// Its name within the set.
    pub id: PhaseId,
    /// Its name for people.
    pub title: String,
    /// Its first national curriculum year; 0 is Reception, below 0 the early years.
    pub from: i16,
    /// Its last.
    pub to: i16,
}

/// A fact of a child's case that the scheme asks for and that is true or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Circumstance {
    /// Its name within the set.
    pub id: CircumstanceId,
    /// The question to which the answer is yes.
    pub ask: String,
}

/// How bands of an earlier scheme become bands of this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversion {
    /// The earlier scheme in words.
    pub from: String,
    /// How.
    pub how: Converting,
}

/// How an earlier band is converted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Converting {
    /// To the band that brings the child the nearest yearly amount, the lower of two that are as near.
    Closest,
    /// To the lowest band that brings at least as much, or the highest if none does.
    ClosestUp,
    /// By a table of old and new bands.
    Table(BTreeMap<BandId, BandId>),
}
