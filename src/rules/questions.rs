//! Consistency questions: what a careful colleague would ask of a profile. They never block.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::calendar::Date;
use crate::needs::{BandId, CircumstanceId, DomainId, Level, Need, PhaseId, Residency, Setting};

/// A question that a profile raises when all of its conditions hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Its name within the set.
    pub id: String,
    /// The question, as it is put to the scorer.
    pub ask: String,
    /// When it is put.
    pub when: Vec<Condition>,
}

/// Something that holds of a child's case, or does not.
///
/// Questions, gates, streams, floors, value tables and modifiers all say by these when they apply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// The primary need is one of these.
    PrimaryNeeds(BTreeSet<Need>),
    /// The setting is one of these.
    Settings(BTreeSet<Setting>),
    /// A domain is at this level or lower.
    AtMost(DomainId, Level),
    /// A domain is at this level or higher.
    AtLeast(DomainId, Level),
    /// So many domains are at this level or higher.
    CountAtLeast(Level, u16),
    /// The year group is in one of these phases.
    Phases(BTreeSet<PhaseId>),
    /// The age on 31 August before is from the one to the other, both inside.
    Ages(u8, u8),
    /// The institution is one of these, by URN, UKPRN or name.
    Institutions(BTreeSet<String>),
    /// The institution is in the area of one of these authorities.
    HostAuthorities(BTreeSet<String>),
    /// The child lives in the authority's own area, or in another's.
    Residency(Residency),
    /// There is an Education, Health and Care Plan, or there is none.
    Plan(bool),
    /// The answer to a question of the set ([`super::Circumstance`]) is yes, or no.
    Circumstance(CircumstanceId, bool),
    /// The day is this one or later.
    OnOrAfter(#[serde(with = "crate::calendar::iso")] Date),
    /// The day is earlier than this.
    Before(#[serde(with = "crate::calendar::iso")] Date),
    /// The stream's band is one of these, after every change of it; of modifiers of amounts alone.
    Bands(BTreeSet<BandId>),
}

impl Condition {
    /// Whether it can be told without levels of need or a band: of a setting, a phase, a day.
    #[must_use]
    pub fn is_of_circumstances(&self) -> bool {
        !matches!(
            self,
            Condition::AtMost(..)
                | Condition::AtLeast(..)
                | Condition::CountAtLeast(..)
                | Condition::Bands(_)
        )
    }
}
