//! What must come of a case.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::money::{Money, Rate};
use crate::needs::{BandId, StreamId};
use crate::rules::near;
use crate::rules::problem::{Fault, Problems};
use crate::rules::reader::{Fields, Placed, parsed_of, shown, wrong_kind};
use crate::rules::tree::{Node, Table, Value};

use super::kinds::{BLOCKS, REFUSALS};

/// What must come of a case.
#[derive(Clone, Debug, PartialEq)]
pub struct Expect {
    /// The result that is expected.
    pub outcome: Outcome,
    /// Steps that the trace must hold in this order, each by the keys that matter.
    pub trace: Vec<BTreeMap<String, Json>>,
}

/// The result that a case expects.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// A band, an amount, or both.
    Determined(Determined),
    /// A cap that blocks, of this kind if the case says which, such as `group_above_cap`.
    Blocked(Option<String>),
    /// A refusal of this kind, such as `level_missing`.
    Refused(String),
}

/// What a case says of a result; what it does not say may be anything.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Determined {
    /// The band.
    pub band: Option<ExpectedBand>,
    /// The score.
    pub score: Option<Rate>,
    /// The amount.
    pub amount: Option<Expected>,
    /// What is paid once.
    pub one_off: Option<Money>,
    /// What the days on roll are due of the year's amount.
    pub for_period: Option<Money>,
    /// The amounts of streams.
    pub streams: BTreeMap<StreamId, Money>,
}

/// What a case says of the band.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpectedBand {
    /// This band.
    Band(BandId),
    /// No band, since the scheme gives an amount alone or several bands at once.
    NoBand,
}

/// What a case says of the amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// This amount.
    TopUp(Money),
    /// No amount, since the setting is not funded by band.
    NotFunded,
}

/// Reads `[case.expect]`.
pub(super) fn expect(table: &Table, problems: &Problems) -> Option<Expect> {
    let keys = [
        "status",
        "score",
        "band",
        "no_band",
        "top_up",
        "not_funded",
        "one_off",
        "for_period",
        "streams",
        "blocked",
        "refusal",
        "trace",
    ];
    let fields = Fields::of(table, "[case.expect]", &keys, problems);
    let statuses = [("determined", 0), ("blocked", 1), ("refused", 2)];
    let outcome = match fields.choice("status", &statuses)?.value {
        0 => determined(&fields).map(Outcome::Determined),
        1 => match fields.maybe_text("blocked") {
            None => Some(Outcome::Blocked(None)),
            Some(kind) => {
                known(&fields, "blocked", kind, &BLOCKS).map(|kind| Outcome::Blocked(Some(kind)))
            }
        },
        _ => fields
            .text("refusal")
            .and_then(|kind| known(&fields, "refusal", kind, &REFUSALS))
            .map(Outcome::Refused),
    };
    let trace = fields.sections("trace").into_iter();
    let trace = trace.map(|step| step_keys(&fields, step)).collect();
    Some(Expect {
        outcome: outcome?,
        trace,
    })
}

/// One of the kinds; anything else is a problem.
fn known(fields: &Fields<'_>, key: &str, kind: Placed<String>, kinds: &[&str]) -> Option<String> {
    if kinds.contains(&kind.value.as_str()) {
        return Some(kind.value);
    }
    let sentence = format!(
        "{key} is “{}”: write one of {}",
        shown(&kind.value),
        near::listed(&kind.value, kinds.iter().copied())
    );
    fields.wrong(&kind.place, Fault::BadValue, sentence);
    None
}

fn determined(fields: &Fields<'_>) -> Option<Determined> {
    let before = fields.problems.len();
    let mut determined = Determined {
        score: fields.maybe_number("score").map(|score| score.value),
        ..Determined::default()
    };
    if fields.maybe("band").is_some() {
        determined.band = fields
            .parsed("band")
            .map(|band| ExpectedBand::Band(band.value));
    } else if fields.maybe_flag("no_band") == Some(true) {
        determined.band = Some(ExpectedBand::NoBand);
    }
    if fields.maybe("top_up").is_some() {
        determined.amount = fields
            .parsed("top_up")
            .map(|top_up| Expected::TopUp(top_up.value));
    } else if fields.maybe_flag("not_funded") == Some(true) {
        determined.amount = Some(Expected::NotFunded);
    }
    if fields.maybe("one_off").is_some() {
        determined.one_off = fields.parsed("one_off").map(|paid| paid.value);
    }
    if fields.maybe("for_period").is_some() {
        determined.for_period = fields.parsed("for_period").map(|due| due.value);
    }
    let streams = fields.maybe_section("streams").into_iter();
    for entry in streams.flat_map(|table| &table.entries) {
        let amount = parsed_of(&entry.node, &entry.key, fields.problems);
        match (StreamId::parse(&entry.key), amount) {
            (Ok(stream), Some(amount)) => {
                determined.streams.insert(stream, amount.value);
            }
            (Err(error), _) => fields.wrong(&entry.place, Fault::BadValue, error.to_string()),
            (Ok(_), None) => {}
        }
    }
    if determined == Determined::default() && fields.problems.len() == before {
        let sentence = "this case expects nothing: say the band, the score or the top_up";
        fields.wrong(fields.place(), Fault::MissingKey, sentence);
    }
    (fields.problems.len() == before).then_some(determined)
}

fn step_keys(fields: &Fields<'_>, step: &Table) -> BTreeMap<String, Json> {
    let mut keys = BTreeMap::new();
    for entry in &step.entries {
        match json_of(&entry.node) {
            Some(value) => {
                keys.insert(entry.key.clone(), value);
            }
            None => wrong_kind(
                &entry.node,
                &entry.key,
                "text in quotation marks, true or false, or a list of them",
                fields.problems,
            ),
        }
    }
    keys
}

fn json_of(node: &Node) -> Option<Json> {
    match &node.value {
        Value::Text(text) => Some(Json::from(text.as_str())),
        Value::Flag(flag) => Some(Json::from(*flag)),
        Value::Day(day) => Some(Json::from(day.to_string())),
        Value::List(items) => items.iter().map(json_of).collect(),
        Value::OtherTime | Value::BareNumber(_) | Value::Table(_) => None,
    }
}
