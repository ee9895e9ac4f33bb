//! A determination in words: one trace, told to each reader.
//!
//! For colleagues and schools as sentences and as one line; for a family in plain words; for a
//! caseworker as a table with the evidence; for an auditor as the machine's own form; and, where
//! there is no result, as a problem to mend. All of them read the trace and the rule set, and none
//! works anything out anew: what a sentence says is what the engine did. What was judged besides levels and what was known
//! of the case are told as they were entered, before there is any trace.
//!
//! What a text must and must not say is casework's (“The statement to a family”). Markup is not made here.

mod auditor;
mod brief;
mod case;
mod change;
mod circumstances;
mod conditions;
mod family;
mod gate;
mod here;
mod judged;
mod keys;
mod part;
mod problem;
mod sentence;
mod statement;
mod table;
mod wanting;
mod words;

use crate::engine::{Determination, Status, Step};
use crate::rules::RuleSet;

pub use auditor::for_auditor;
pub use case::case_differs;
pub use change::{Direction, LevelChange, WouldChange, what_would_change};
pub use circumstances::circumstances;
pub use family::{About, ToFamily, for_family, without_result};
pub use gate::{not_so, not_so_for_caseworker, not_so_for_family};
pub use judged::{judged_besides_levels, needs_besides_levels, provision_lines};
pub use statement::{
    Complaints, Contacts, Decider, EarlierDays, Facts as StatementFacts, Hold, How, Noted,
    Recipient, Revalued, Section, SendTeam, Sendiass, Standing, WHAT_YOU_CAN_DO, statement,
};
pub use table::{HEADINGS, Row, Table, for_caseworker};

/// The whole determination, a sentence for each thing that mattered, in order.
#[must_use]
pub fn sentences(determination: &Determination, rules: &RuleSet) -> Vec<String> {
    let mut all: Vec<String> = here::steps(&determination.trace, rules)
        .filter_map(|here| sentence::of(&here))
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
    here::steps(&determination.trace, rules).find_map(|here| match here.step {
        Step::NotFundedByBand { setting } => here
            .stream
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
    for here in here::steps(&determination.trace, rules) {
        let Some(part) = brief::of(&here) else {
            continue;
        };
        match (here.step, parts.last_mut()) {
            // A cap belongs to the group it caps, which is the part before.
            (Step::GroupCapped { .. }, Some(group)) => {
                group.push_str(", ");
                group.push_str(&part);
            }
            _ => parts.push(part),
        }
    }
    let problems = problems(determination, rules);
    parts.extend(
        problems
            .iter()
            .map(|it| it.trim_end_matches('.').to_owned()),
    );
    parts.join("; ")
}
