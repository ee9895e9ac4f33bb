//! A determination for a family: plain sentences, every number that mattered, and no more.
//!
//! Casework (“The statement to a family”) lists what such a text says and never says. What depends on
//! the determination stands here: the rules and their dates, the levels, the arithmetic, what the
//! band funds and what it does not limit. Who decided, how to correct an error and how to ask for a
//! review stand in the statement around it.
//!
//! Two things follow from the list. A rule set's own words are used only where they say nothing that a
//! family must not be told ([`fit`]). And where a scheme works from hours of support or from a rate an
//! hour, a family reads which kinds of provision were counted and what they cost in a year, never the
//! hours: those are how money is worked out, and would read as an entitlement, while the entitlement
//! is Section F.

mod amounts;
mod bands;
mod fit;
mod needs;
mod purpose;

use serde::{Deserialize, Serialize};

use crate::calendar::in_words;
use crate::engine::{Determination, Status, Step};
use crate::rules::RuleSet;

use super::here::{self, Here};
use super::part::Part;
use super::words;
use fit::fitting;

/// What a sentence to a family is about: the statement's headings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// Which rules were used, and on which days they hold.
    Rules,
    /// The levels of need, and what they add up to.
    Needs,
    /// How the band follows.
    Band,
    /// How the amount follows.
    Amount,
    /// What the funding is for, and what it does not limit.
    Purpose,
}

/// A sentence or two to a family, on one subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToFamily {
    /// The subject.
    pub about: About,
    /// The words: whole sentences, without markup.
    pub text: String,
}

/// What a determination means for a family, in the order in which it is read.
#[must_use]
pub fn for_family(determination: &Determination, rules: &RuleSet) -> Vec<ToFamily> {
    let mut all = Vec::new();
    if matches!(determination.status, Status::Determined { .. }) {
        for here in here::steps(&determination.trace, rules) {
            all.extend(of(&here));
        }
    }
    all.extend(purpose::of(determination, rules));
    all
}

/// Whether words may stand in a text to a family.
pub(super) fn may_be_told(words: &str) -> bool {
    fit::fit(words)
}

/// What a family reads where what is known of the case could not be read, so that nothing was determined: whole sentences.
#[must_use]
pub fn without_result() -> [&'static str; 2] {
    purpose::without_result()
}

fn of(here: &Here<'_>) -> Option<ToFamily> {
    let (about, text) = match Part::of(here.step) {
        Part::Rules => (About::Rules, frame(here)?),
        Part::Levels | Part::ScoreChange | Part::Provision => (About::Needs, needs::of(here)?),
        Part::Band | Part::Floor | Part::BandChange => (About::Band, bands::of(here)?),
        Part::Price | Part::Working | Part::Sum | Part::AmountChange => {
            (About::Amount, amounts::of(here)?)
        }
    };
    Some(ToFamily { about, text })
}

fn frame(here: &Here<'_>) -> Option<String> {
    match here.step {
        Step::InForce {
            on,
            first_day,
            last_day,
        } => Some(format!(
            "The council’s rules for this funding are {} ({}). They hold from {}, and were read as they stand on {}.",
            fitting(&here.rules.scheme.title, "its banding scheme"),
            here.rules.scheme.authority_title,
            words::days(*first_day, *last_day),
            in_words(*on)
        )),
        Step::StreamBegan { stream } => Some(format!(
            "This part of the funding is for: {}.",
            fitting(here.stream_title(*stream), "support at this place").trim_end_matches('.')
        )),
        _ => None,
    }
}
