//! Steps with names in the stead of places: what a rules owner writes in a case, and an auditor reads.
//!
//! The keys are those of a step's own JSON. A place becomes the name of what it points at; a row and a
//! line become their number from 1. Every number is text, as in the rule files.

use serde_json::Value as Json;

use crate::needs::StreamId;
use crate::rules::{ANY_KEY, Column, Model, Modifier, RuleSet, Stream, Values};

use super::{Step, Trace};

/// A step's JSON with names. `stream` is the stream that began last, or the set's first.
#[must_use]
pub fn named(step: &Step, stream: &Stream, rules: &RuleSet) -> Json {
    // A step is a map of text, numbers and lists, which always becomes JSON.
    let mut json = serde_json::to_value(step).unwrap_or_default();
    if let Json::Object(keys) = &mut json {
        for (key, value) in keys.iter_mut() {
            // Amounts, rates and levels are text already: a bare number is a place or a count.
            if let Some(number) = value.as_u64() {
                *value = Json::from(name_at(key, number, stream, rules));
            }
        }
        let unnamed = not_named(step, stream);
        if !unnamed.is_empty() {
            let columns = unnamed.into_iter().map(serde_json::to_value);
            let columns: Vec<Json> = columns.filter_map(Result::ok).collect();
            keys.insert("not_named".to_owned(), Json::from(columns));
        }
    }
    json
}

/// The columns of institutions and authorities of which the row of a step does not have the child's own name: the row is
/// the one for any other, and a slip in a name would have led there too.
#[must_use]
pub fn not_named<'a>(step: &Step, stream: &'a Stream) -> Vec<&'a Column> {
    let row = match (step, &stream.model) {
        (Step::RowRead { table, row, .. }, _) => {
            let table = stream.value_tables.get(table.position());
            match table.map(|table| &table.values) {
                Some(Values::Rows(rows)) => {
                    let row = rows.rows.get(row.position());
                    row.map(|row| (&rows.columns, &row.keys))
                }
                _ => None,
            }
        }
        (Step::BandLookedUp { row, .. }, Model::Lookup { columns, rows }) => {
            let row = rows.get(row.position());
            row.map(|row| (columns, &row.keys))
        }
        _ => None,
    };
    let Some((columns, keys)) = row else {
        return Vec::new();
    };
    let is_of_names =
        |column: &Column| matches!(column, Column::Institution | Column::HostAuthority);
    let any = columns.iter().zip(keys);
    any.filter(|(column, key)| *key == ANY_KEY && is_of_names(column))
        .map(|(column, _)| column)
        .collect()
}

/// Every step of a trace with names, first to last.
#[must_use]
pub fn named_trace(trace: &Trace, rules: &RuleSet) -> Vec<Json> {
    let mut all = Vec::with_capacity(trace.steps().len());
    for (step, stream) in with_streams(trace, rules) {
        all.push(named(step, stream, rules));
    }
    all
}

/// Every step with the stream in which its places stand; nothing for a set without a stream, which no checker passes.
pub fn with_streams<'a>(
    trace: &'a Trace,
    rules: &'a RuleSet,
) -> impl Iterator<Item = (&'a Step, &'a Stream)> {
    let mut current = rules.streams.first();
    trace.steps().iter().filter_map(move |step| {
        if let Step::StreamBegan { stream } = step {
            current = rules.streams.get(stream.position()).or(current);
        }
        current.map(|stream| (step, stream))
    })
}

/// What a number under a key points at; the number itself if it is a count, or points at nothing.
fn name_at(key: &str, number: u64, stream: &Stream, rules: &RuleSet) -> String {
    let at = usize::try_from(number).unwrap_or(usize::MAX);
    let name = match key {
        "domain" => rules.domains().nth(at).map(|it| it.id.to_string()),
        "group" => group_name(at, stream),
        // Floors and modifiers of the band have the bands before and after.
        "band" | "before" | "after" => stream.bands.get(at).map(|it| it.id.to_string()),
        "floor" => stream.floors.get(at).map(|it| it.id.clone()),
        "table" => stream.value_tables.get(at).map(|it| it.id.clone()),
        "modifier" => stream.modifiers.get(at).map(modifier_name),
        "provision" => provision_name(at, stream),
        "gate" => rules.gates.get(at).map(|it| it.id.clone()),
        "stream" => rules.streams.get(at).map(stream_name),
        "row" | "line" => Some(number.saturating_add(1).to_string()),
        _ => None,
    };
    name.unwrap_or_else(|| number.to_string())
}

fn group_name(at: usize, stream: &Stream) -> Option<String> {
    match &stream.model {
        Model::WeightedLevels { groups, .. } => groups.get(at).map(|it| it.id.to_string()),
        _ => None,
    }
}

fn provision_name(at: usize, stream: &Stream) -> Option<String> {
    match &stream.model {
        Model::CostedProvision { provisions, .. } => provisions.get(at).map(|it| it.id.to_string()),
        _ => None,
    }
}

fn modifier_name(modifier: &Modifier) -> String {
    match modifier {
        Modifier::Floor => "floor".to_owned(),
        Modifier::Fte => "fte".to_owned(),
        Modifier::Change(change) => change.id.to_string(),
    }
}

fn stream_name(stream: &Stream) -> String {
    match &stream.part {
        Some(part) => part.id.to_string(),
        None => StreamId::main().to_string(),
    }
}
