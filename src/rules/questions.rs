//! Consistency questions: what a careful colleague would ask of a profile. They never block.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::needs::{DomainId, Level, Need, NeedsProfile, Setting};

use super::RuleSet;

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

/// One condition of a question.
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
}

impl Condition {
    fn holds(&self, profile: &NeedsProfile, primary_need: Option<Need>, setting: Setting) -> bool {
        match self {
            Condition::PrimaryNeeds(needs) => {
                primary_need.is_some_and(|need| needs.contains(&need))
            }
            Condition::Settings(settings) => settings.contains(&setting),
            Condition::AtMost(domain, most) => {
                profile.level(domain).is_some_and(|level| level <= *most)
            }
            Condition::AtLeast(domain, least) => {
                profile.level(domain).is_some_and(|level| level >= *least)
            }
        }
    }
}

/// The questions of a set that a profile raises, in the set's order.
#[must_use]
pub fn raised<'set>(
    set: &'set RuleSet,
    profile: &NeedsProfile,
    primary_need: Option<Need>,
    setting: Setting,
) -> Vec<&'set Question> {
    let holds = |question: &&Question| {
        question
            .when
            .iter()
            .all(|c| c.holds(profile, primary_need, setting))
    };
    set.questions.iter().filter(holds).collect()
}
