//! Runs the cases beside a rule set through the engine.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::money::{Money, Rate};
use crate::needs::{NeedsProfile, StreamId};
use crate::rules::{Case, Determined, Expected, ExpectedBand, Outcome, RuleSet, nearest_first};

use super::{Block, Context, Determination, Status, case_period, determine, named_trace};

/// Runs a case. Says in sentences what came out otherwise than the case expects; nothing if all is well.
#[must_use]
pub fn differences(case: &Case, rules: &RuleSet) -> Vec<String> {
    let determination = came_of(case, rules);
    let mut differences = Vec::new();
    outcome(
        &case.expect.outcome,
        &determination,
        rules,
        &mut differences,
    );
    differences.extend(beside_outcome(case, &determination, rules));
    differences
}

/// What a determination shows otherwise than a case expects, besides its result: the days on roll and the trace, which
/// goes on with what blocked and with the working of the days; and answers of the case to no question of the set.
#[must_use]
pub fn beside_outcome(case: &Case, determination: &Determination, rules: &RuleSet) -> Vec<String> {
    let mut differences = unknown_answers(case, rules);
    let mut steps = named_trace(&determination.trace, rules);
    if let Status::Blocked { reasons } = &determination.status {
        steps.extend(reasons.iter().map(json_of));
    }
    if let Outcome::Determined(Determined {
        for_period: Some(expected),
        ..
    }) = &case.expect.outcome
    {
        match case_period::due(case, determination, rules) {
            Ok((due, working)) => {
                steps.extend(working);
                if due != *expected {
                    differences.push(format!(
                        "{expected} for the period is expected, but it is {due}"
                    ));
                }
            }
            Err(reason) => differences.push(format!(
                "{expected} for the period is expected, but {reason}"
            )),
        }
    }
    trace(&case.expect.trace, &steps, &mut differences);
    differences
}

/// Says which answers of a case are to no question of the set: a slip of the pen, which no result would show.
#[must_use]
pub fn unknown_answers(case: &Case, rules: &RuleSet) -> Vec<String> {
    let known = || rules.circumstances.iter().map(|one| one.id.as_str());
    let given = case.facts.circumstances.keys();
    let unknown = given.filter(|id| known().all(|known| known != id.as_str()));
    let said = unknown.map(|id| {
        let nearest = nearest_first(id.as_str(), known());
        let mend = if nearest.is_empty() {
            "the set asks none, so take it out".to_owned()
        } else {
            format!("write one of {}", nearest.join(", "))
        };
        format!("circumstances has “{id}”, which is no question of this set: {mend}")
    });
    said.collect()
}

/// What comes of a case.
#[must_use]
pub fn came_of(case: &Case, rules: &RuleSet) -> Determination {
    determine(&needs_of(case, rules), rules, &context_of(case, rules))
}

/// The needs of a case, as they are determined.
#[must_use]
pub fn needs_of<'case>(case: &'case Case, rules: &RuleSet) -> Cow<'case, NeedsProfile> {
    with_streams(&case.profile, rules)
}

/// Needs whose bands stand under their streams. Bands that are named without a stream are those of the one stream whose bands are
/// picked; where there is none, or several, they stay with no stream of the set, and are refused.
#[must_use]
pub fn with_streams<'needs>(
    profile: &'needs NeedsProfile,
    rules: &RuleSet,
) -> Cow<'needs, NeedsProfile> {
    let nameless = StreamId::main();
    let mut of_person = rules.picked_streams();
    let only = match (of_person.next(), of_person.next()) {
        (Some(only), None) => only.name(),
        _ => return Cow::Borrowed(profile),
    };
    let mut picked = profile.all_picked().clone();
    if picked.contains_key(&only) {
        return Cow::Borrowed(profile);
    }
    match picked.remove(&nameless) {
        Some(bands) => {
            picked.insert(only, bands);
            Cow::Owned(profile.clone().with_picked(picked))
        }
        None => Cow::Borrowed(profile),
    }
}

/// What a case asks of its profile. Places are spelt as the rules spell them.
#[must_use]
pub fn context_of(case: &Case, rules: &RuleSet) -> Context {
    let mut facts = case.facts.clone();
    rules.inputs().spell(&mut facts);
    Context {
        on: case.on,
        setting: case.setting,
        primary_need: case.primary_need,
        fte: case.fte,
        basis: case.basis,
        hours: case.hours,
        facts,
    }
}

/// The bands of a set in which no case ends: boundaries that nobody stated. Where several bands are
/// picked at once, a case ends in each of them.
#[must_use]
pub fn bands_without_case<'set>(cases: &[Case], rules: &'set RuleSet) -> Vec<&'set str> {
    let ends_in = |name: &str| {
        cases.iter().any(|case| match &case.expect.outcome {
            Outcome::Determined(Determined {
                band: Some(ExpectedBand::Band(band)),
                ..
            }) => band.as_str() == name,
            Outcome::Determined(_) => {
                let mut picked = case.profile.all_picked().values().flatten();
                picked.any(|band| band.as_str() == name)
            }
            Outcome::Blocked(_) | Outcome::Refused(_) => false,
        })
    };
    let names = rules.bands().map(|band| band.id.as_str());
    names.filter(|name| !ends_in(name)).collect()
}

fn outcome(
    expected: &Outcome,
    determination: &Determination,
    rules: &RuleSet,
    differences: &mut Vec<String>,
) {
    let status = &determination.status;
    match (expected, status) {
        (Outcome::Determined(expected), Status::Determined { .. }) => {
            determined(expected, determination, rules, differences);
        }
        (Outcome::Blocked(None), Status::Blocked { .. }) => {}
        (Outcome::Blocked(Some(kind)), Status::Blocked { reasons }) => {
            let kinds: Vec<String> = reasons.iter().map(block_kind).collect();
            if !kinds.contains(kind) {
                let found = kinds.join(", ");
                differences.push(format!("the block {kind} is expected, but it is {found}"));
            }
        }
        (Outcome::Refused(kind), Status::Refused { reasons }) => {
            let kinds: Vec<String> = reasons.iter().map(kind_of).collect();
            if !kinds.contains(kind) {
                let found = kinds.join(", ");
                differences.push(format!("the refusal {kind} is expected, but it is {found}"));
            }
        }
        _ => {
            let found = status_in_words(status);
            differences.push(format!("another result is expected; it is {found}"));
        }
    }
}

/// The result by its kind: `refused (level_missing)`.
#[must_use]
pub fn status_in_words(status: &Status) -> String {
    match status {
        Status::Determined { .. } => "determined".to_owned(),
        Status::Blocked { reasons } => {
            format!("blocked ({})", each_once(reasons.iter().map(block_kind)))
        }
        Status::Refused { reasons } => {
            format!("refused ({})", each_once(reasons.iter().map(kind_of)))
        }
    }
}

/// The kinds in order, each once, though eleven levels may be missing.
fn each_once(kinds: impl Iterator<Item = String>) -> String {
    let mut known: Vec<String> = Vec::new();
    for kind in kinds {
        if !known.contains(&kind) {
            known.push(kind);
        }
    }
    known.join(", ")
}

fn determined(
    expected: &Determined,
    determination: &Determination,
    rules: &RuleSet,
    differences: &mut Vec<String>,
) {
    let Status::Determined {
        band: found_band,
        score: found_score,
        streams,
        one_off,
        ..
    } = &determination.status
    else {
        return;
    };
    let band = match &expected.band {
        Some(ExpectedBand::Band(band)) => Some(Some(band)),
        Some(ExpectedBand::NoBand) => Some(None),
        None => None,
    };
    if let Some(band) = band.filter(|band| *band != found_band.as_ref()) {
        let (band, found) = (
            shown(band, "no band"),
            shown(found_band.as_ref(), "no band"),
        );
        differences.push(format!("band {band} is expected, but it is {found}"));
    }
    if let Some(score) = expected.score.filter(|score| Some(*score) != *found_score) {
        let found = shown(found_score.as_ref(), "none");
        differences.push(format!("score {score} is expected, but it is {found}"));
    }
    if let Some(amount) = expected.amount {
        differences.extend(amount_differs(amount, determination));
    }
    if let Some(paid) = expected.one_off.filter(|paid| Some(*paid) != *one_off) {
        let found = shown(one_off.as_ref(), "nothing");
        differences.push(format!("{paid} paid once is expected, but it is {found}"));
    }
    for (name, amount) in &expected.streams {
        let of_stream = streams.iter().find(|came| {
            let stream = rules.streams.get(came.stream.position());
            stream.is_some_and(|stream| stream.name() == *name)
        });
        let found: Option<Money> = of_stream.and_then(|came| Some(came.top_up?.amount));
        if found != Some(*amount) {
            let found = shown(found.as_ref(), "no amount");
            differences.push(format!(
                "{amount} of stream {name} is expected, but it is {found}"
            ));
        }
    }
}

fn shown(value: Option<&impl ToString>, none: &str) -> String {
    value.map_or_else(|| none.to_owned(), ToString::to_string)
}

fn amount_differs(expected: Expected, determination: &Determination) -> Option<String> {
    let found = determination.top_up().map(|top_up| top_up.amount);
    let shown = shown(found.as_ref(), "no amount");
    match expected {
        Expected::TopUp(amount) if found != Some(amount) => {
            Some(format!("{amount} is expected, but it is {shown}"))
        }
        Expected::NotFunded if found.is_some() => {
            Some(format!("no amount is expected, but it is {shown}"))
        }
        Expected::TopUp(_) | Expected::NotFunded => None,
    }
}

fn block_kind(block: &Block) -> String {
    kind_under("block", &json_of(block))
}

fn kind_of(refusal: &super::Refusal) -> String {
    kind_under("refusal", &json_of(refusal))
}

fn kind_under(tag: &str, json: &Json) -> String {
    let kind = json.get(tag).and_then(Json::as_str);
    kind.unwrap_or_default().to_owned()
}

fn json_of(reason: &impl serde::Serialize) -> Json {
    // A reason is a map of text and numbers, which always becomes JSON.
    serde_json::to_value(reason).unwrap_or_default()
}

/// What says the kind of a step, and of what blocked.
const TAGS: [&str; 2] = ["step", "block"];

/// Each expected step must be found after the one before it.
fn trace(expected: &[BTreeMap<String, Json>], all: &[Json], differences: &mut Vec<String>) {
    let mut rest = all.iter();
    for wanted in expected {
        let holds = |step: &Json| {
            let mut keys = wanted.iter();
            keys.all(|(key, value)| step.get(key).is_some_and(|found| is_alike(found, value)))
        };
        if !rest.any(holds) {
            let kind = TAGS.map(|tag| wanted.get(tag));
            let alike = all
                .iter()
                .filter(|step| TAGS.map(|tag| step.get(tag)) == kind);
            let alike: Vec<String> = alike.map(|step| step_in_words(step, wanted)).collect();
            let found = if alike.is_empty() {
                "there is none of that kind".to_owned()
            } else {
                format!("there is {}", alike.join("; "))
            };
            let wanted = step_in_words(&wanted.clone().into_iter().collect(), wanted);
            differences.push(format!(
                "the trace has no step {wanted} in its place; {found}"
            ));
            return;
        }
    }
}

/// Whether two values are the same, be numbers written with decimals that are 0 or without.
fn is_alike(one: &Json, other: &Json) -> bool {
    match (one, other) {
        (Json::String(one), Json::String(other)) if one.contains('.') || other.contains('.') => {
            let number = |text: &str| text.parse::<Rate>().ok();
            one == other || (number(one).is_some() && number(one) == number(other))
        }
        (Json::Array(one), Json::Array(other)) => {
            let mut pairs = one.iter().zip(other);
            one.len() == other.len() && pairs.all(|(one, other)| is_alike(one, other))
        }
        _ => one == other,
    }
}

/// A step by its kind and the keys that a case names: `group_capped (after 3, group sensory)`.
fn step_in_words(step: &Json, keys: &BTreeMap<String, Json>) -> String {
    let plain = |value: &Json| {
        let text = value.as_str().map(str::to_owned);
        text.unwrap_or_else(|| value.to_string())
    };
    let kind = TAGS.iter().find_map(|tag| step.get(tag));
    let kind = kind.map(plain).unwrap_or_default();
    let named = keys.keys().filter(|key| !TAGS.contains(&key.as_str()));
    let values: Vec<String> = named
        .map(|key| {
            format!(
                "{key} {}",
                step.get(key).map_or_else(|| "absent".to_owned(), plain)
            )
        })
        .collect();
    if values.is_empty() {
        kind
    } else {
        format!("{kind} ({})", values.join(", "))
    }
}
