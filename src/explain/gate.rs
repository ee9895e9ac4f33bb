//! Which of the things that a scheme asks of a case are not so, where it is not for this case.
//!
//! A refusal names the gate alone, and a gate may ask several things: these words say which of them it was.

use crate::engine::{Context, Determination, Refusal, Status, shut_gate};
use crate::needs::NeedsProfile;
use crate::rules::RuleSet;

use super::conditions::all_in_words;
use super::family::may_be_told;
use super::table::Row;

/// What is not so of a case that a gate is shut to, a clause each; empty where no gate is the reason.
fn clauses(
    (determination, profile, context): (&Determination, &NeedsProfile, &Context),
    rules: &RuleSet,
) -> Vec<String> {
    let is_shut = match &determination.status {
        Status::Refused { reasons } => reasons
            .iter()
            .any(|reason| matches!(reason, Refusal::NotEligible { .. })),
        Status::Determined { .. } | Status::Blocked { .. } => false,
    };
    let found = shut_gate(profile, rules, context).filter(|_| is_shut);
    let failed = found.map(|(_, failed)| failed).unwrap_or_default();
    let each = failed.into_iter();
    each.map(|condition| all_in_words(std::slice::from_ref(condition), rules))
        .collect()
}

/// What a gate asks and is not so, as sentences for a colleague.
#[must_use]
pub fn not_so(made: (&Determination, &NeedsProfile, &Context), rules: &RuleSet) -> Vec<String> {
    let each = clauses(made, rules).into_iter();
    each.map(|clause| format!("The scheme asks that {clause}, and here it is not so."))
        .collect()
}

/// The same for a family, as far as the rule set's own words may be told.
#[must_use]
pub fn not_so_for_family(
    made: (&Determination, &NeedsProfile, &Context),
    rules: &RuleSet,
) -> Vec<String> {
    let mut all = not_so(made, rules);
    all.retain(|sentence| may_be_told(sentence));
    all
}

/// The same as rows for a caseworker.
#[must_use]
pub fn not_so_for_caseworker(
    made: (&Determination, &NeedsProfile, &Context),
    rules: &RuleSet,
) -> Vec<Row> {
    let each = clauses(made, rules).into_iter();
    each.map(|clause| Row {
        step: "What the scheme asks of a case".to_owned(),
        rule: clause,
        result: "It is not so".to_owned(),
        ..Row::default()
    })
    .collect()
}
