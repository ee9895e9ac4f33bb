//! A determination in words: the same trace as sentences, as one line, and as a problem to mend.
//!
//! The sentences are for colleagues and schools. They say what was read, the rule used and the
//! arithmetic; never that an amount is the child's, that a computer decided, or what can be appealed
//! (casework: what a statement says and never says).

mod problem;
mod sentence;

use crate::engine::{Determination, Status, Step};
use crate::money::shortest;
use crate::rules::RuleSet;

/// The whole determination, a sentence for each thing that mattered, in order.
#[must_use]
pub fn sentences(determination: &Determination, rules: &RuleSet) -> Vec<String> {
    let mut all: Vec<String> = determination
        .trace
        .steps()
        .iter()
        .filter_map(|step| sentence::of(step, &determination.trace, rules))
        .collect();
    all.extend(problems(determination, rules));
    all
}

/// Why there is no result, a sentence for each reason; empty where there is one.
#[must_use]
pub fn problems(determination: &Determination, rules: &RuleSet) -> Vec<String> {
    match &determination.status {
        Status::Determined { .. } => Vec::new(),
        Status::Blocked { reasons } => reasons
            .iter()
            .map(|block| problem::of_block(block, rules))
            .collect(),
        Status::Refused { reasons } => reasons
            .iter()
            .map(|refusal| problem::of_refusal(refusal, rules))
            .collect(),
    }
}

/// Why a determined profile has no amount: the rule set's own note on its setting.
#[must_use]
pub fn note(determination: &Determination, rules: &RuleSet) -> Option<String> {
    determination
        .trace
        .steps()
        .iter()
        .find_map(|step| match step {
            Step::NotFundedByBand { setting } => rules
                .not_funded_note(*setting)
                .map(|entry| entry.note.clone()),
            _ => None,
        })
}

/// The determination in one line, for a cell of a workbook:
/// `Cognition and learning 7 × 4 = 28, counts 16; … = 47 points; band E (44 to 51); £6,864.00 × 0.6 = £4,118.40 a year`.
#[must_use]
pub fn in_one_line(determination: &Determination, rules: &RuleSet) -> String {
    let mut parts: Vec<String> = Vec::new();
    for step in determination.trace.steps() {
        if let Step::GroupCapped { after, .. } = step {
            // A cap belongs to the group it caps, which is the part before.
            if let Some(group) = parts.last_mut() {
                group.push_str(&format!(", counts {after}"));
            }
            continue;
        }
        parts.extend(sentence::in_brief(step, rules));
    }
    parts.extend(problems(determination, rules));
    parts.join("; ")
}

/// A number of pounds that may hold parts of a penny: `£4,118.40`, `£3,134.555`.
fn pounds(exact: crate::money::Rate) -> String {
    match crate::money::Money::from_pounds(exact.value()) {
        Ok(money) => money.to_string(),
        Err(_) => format!("£{}", shortest(exact.value())),
    }
}

/// `1 point`, `2 points`.
fn points(number: crate::money::Rate) -> String {
    if number == crate::money::Rate::ONE {
        "1 point".to_owned()
    } else {
        format!("{number} points")
    }
}

/// A rule set's own words as a sentence: they may be written with or without the full stop.
fn as_sentence(words: &str) -> String {
    let words = words.trim().trim_end_matches('.');
    if words.is_empty() {
        String::new()
    } else {
        format!("{words}.")
    }
}
