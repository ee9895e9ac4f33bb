//! One line of the result: the contract that other systems read.

use serde::Serialize;

use crate::engine::{Determination, Status, named_trace};
use crate::explain;
use crate::export::{self, Column, Value};
use crate::ids::{Digest, RuleSetRef};
use crate::import::scores::Record;
use crate::money::Money;
use crate::needs::BandId;
use crate::rules::RuleSet;

/// What became of one record.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Line {
    /// The local reference as it stands in the input.
    pub(super) id: Option<String>,
    /// The input's row, from 1.
    pub(super) row: u32,
    /// `determined`, `blocked` or `refused`.
    pub(super) status: &'static str,
    /// The indicative band.
    pub(super) band: Option<BandId>,
    /// The indicative top-up of a year in pounds, `1234.50`.
    pub(super) top_up_annual: Option<Money>,
    /// The rule set by name.
    pub(super) rule_set: RuleSetRef,
    /// The rule set by identity.
    pub(super) digest: Digest,
    /// Why a band has no amount.
    pub(super) note: Option<String>,
    /// What is odd and did not stand in the way.
    pub(super) warnings: Vec<String>,
    /// Why there is no band: columns, values seen and reasons.
    pub(super) problem: Option<String>,
    /// The determination in one line, for people: in JSON lines only beside the trace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) explanation: Option<String>,
    /// Every step, with names in the stead of places.
    #[serde(skip_serializing_if = "Option::is_none")]
    trace: Option<Vec<serde_json::Value>>,
}

impl Line {
    /// A record that could not be read.
    pub(super) fn refused(record: &Record, rules: &RuleSet, problem: Option<String>) -> Line {
        Line {
            id: record.id.clone(),
            row: record.row,
            status: "refused",
            band: None,
            top_up_annual: None,
            rule_set: rules.reference(),
            digest: rules.digest().clone(),
            note: None,
            warnings: record.warnings.clone(),
            problem,
            explanation: None,
            trace: None,
        }
    }

    /// What the engine made of a record, with every step if they are asked for.
    pub(super) fn determined(
        record: &Record,
        rules: &RuleSet,
        made: Determination,
        has_trace: bool,
    ) -> Line {
        let problems = explain::problems(&made, rules);
        Line {
            status: match made.status {
                Status::Determined { .. } => "determined",
                Status::Blocked { .. } => "blocked",
                Status::Refused { .. } => "refused",
            },
            band: made.band().cloned(),
            top_up_annual: made.top_up_annual(),
            note: explain::note(&made, rules),
            explanation: Some(explain::in_one_line(&made, rules)),
            trace: has_trace.then(|| named_trace(&made.trace, rules)),
            ..Line::refused(
                record,
                rules,
                (!problems.is_empty()).then(|| problems.join(" ")),
            )
        }
    }

    /// Whether there is a band.
    pub(super) fn is_determined(&self) -> bool {
        self.status == "determined"
    }

    /// The note or the problem: a line has at most one of them.
    pub(super) fn note_or_problem(&self) -> Option<String> {
        self.problem.clone().or_else(|| self.note.clone())
    }
}

/// A line as a JSON object and a line break; the explanation stands there only beside the trace.
pub(super) fn json_line(line: &Line) -> Vec<u8> {
    let bare;
    let line = if line.trace.is_some() {
        line
    } else {
        bare = Line {
            explanation: None,
            ..line.clone()
        };
        &bare
    };
    // Every field is text, a number or a list, which always become JSON.
    let mut out = serde_json::to_vec(line).unwrap_or_default();
    out.push(b'\n');
    out
}

/// The lines as JSON, one object a line.
pub(super) fn json_lines(lines: &[Line]) -> Vec<u8> {
    lines.iter().flat_map(json_line).collect()
}

/// The lines as comma-separated values.
pub(super) fn csv(lines: &[Line]) -> Vec<u8> {
    let columns = [
        "id",
        "row",
        "status",
        "band",
        "top_up_annual",
        "rule_set",
        "digest",
        "note",
        "warnings",
        "problem",
        "explanation",
    ]
    .map(|heading| Column::new(heading, 12));
    let rows: Vec<Vec<Value>> = lines.iter().map(csv_row).collect();
    export::csv(&columns, &rows)
}

fn csv_row(line: &Line) -> Vec<Value> {
    vec![
        Value::of_text(line.id.clone()),
        Value::Count(line.row),
        Value::Text(line.status.to_owned()),
        Value::of_text(line.band.as_ref().map(BandId::to_string)),
        line.top_up_annual.map_or(Value::Blank, Value::Money),
        Value::Text(line.rule_set.to_string()),
        Value::Text(line.digest.to_string()),
        Value::of_text(line.note.clone()),
        Value::Text(line.warnings.join(" ")),
        Value::of_text(line.problem.clone()),
        Value::of_text(line.explanation.clone()),
    ]
}
