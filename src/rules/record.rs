//! The record of how a rule set came about, without which nobody may propose one.
//!
//! What it holds is what a council is asked for when its scheme is challenged: that it consulted, took the scheme to its
//! Schools Forum, had due regard to equality, decided, and made sure that provision stays secured.

use serde::{Deserialize, Serialize};

use crate::calendar::{Date, iso};

/// The record that a proposal carries. Everything in it is as its author wrote it; nothing here is checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposalRecord {
    /// Whether it is invented, as a demonstration's is.
    #[serde(default)]
    pub invented: bool,
    /// The consultation.
    pub consultation: Consultation,
    /// The day on which the Schools Forum considered it.
    #[serde(with = "iso")]
    pub schools_forum_on: Date,
    /// Where the equality impact assessment is found.
    pub equality_assessment: String,
    /// Under which reference the council decided.
    pub decision: String,
    /// How it was checked that no special school's budget falls below the minimum funding guarantee.
    pub minimum_funding_guarantee: String,
    /// The sample by which it was checked that Section F stays secured.
    pub sufficiency: Sufficiency,
}

/// A consultation on a scheme or its values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consultation {
    /// What it was called.
    pub title: String,
    /// Its first day.
    #[serde(with = "iso")]
    pub from: Date,
    /// Its last day.
    #[serde(with = "iso")]
    pub to: Date,
    /// Where its papers are found.
    pub address: String,
}

/// A sample of plans, each read against what the rules would pay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sufficiency {
    /// How many plans.
    pub plans: u32,
    /// Whether every line of Section F stays secured in all of them; rules that leave one unsecured cannot be proposed.
    pub all_secured: bool,
    /// How the sample was drawn and read.
    pub note: String,
}
