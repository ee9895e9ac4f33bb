//! Runs the cases beside a rule set through the engine.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::rules::{Case, Expected, Outcome, RuleSet};

use super::{Context, Determination, Facts, Status, determine, named_trace};

/// Runs a case. Says in sentences what came out otherwise than the case expects; nothing if all is well.
#[must_use]
pub fn differences(case: &Case, rules: &RuleSet) -> Vec<String> {
    let context = Context {
        on: case.on,
        setting: case.setting,
        primary_need: case.primary_need,
        fte: case.fte,
        basis: case.basis,
        hours: case.hours,
        facts: Facts::default(),
    };
    let determination = determine(&case.profile, rules, &context);
    let mut differences = Vec::new();
    outcome(&case.expect.outcome, &determination, &mut differences);
    trace(&case.expect.trace, &determination, rules, &mut differences);
    differences
}

/// The bands of a set in which no case ends: boundaries that nobody stated.
#[must_use]
pub fn bands_without_case<'set>(cases: &[Case], rules: &'set RuleSet) -> Vec<&'set str> {
    let ends_in = |name: &str| {
        cases.iter().any(|case| match &case.expect.outcome {
            Outcome::Determined { band, .. } => band.as_str() == name,
            Outcome::Blocked | Outcome::Refused(_) => false,
        })
    };
    let names = rules.bands().map(|band| band.id.as_str());
    names.filter(|name| !ends_in(name)).collect()
}

fn outcome(expected: &Outcome, determination: &Determination, differences: &mut Vec<String>) {
    let status = &determination.status;
    match (expected, status) {
        (
            Outcome::Determined {
                band,
                score,
                amount,
            },
            Status::Determined {
                band: found_band,
                score: found_score,
                ..
            },
        ) => {
            if Some(band) != found_band.as_ref() {
                let found = shown(found_band.as_ref(), "no band");
                differences.push(format!("band {band} is expected, but it is {found}"));
            }
            if let Some(score) = score.filter(|score| Some(*score) != *found_score) {
                let found = shown(found_score.as_ref(), "none");
                differences.push(format!("score {score} is expected, but it is {found}"));
            }
            if let Some(amount) = amount {
                differences.extend(amount_differs(*amount, determination));
            }
        }
        (Outcome::Blocked, Status::Blocked { .. }) => {}
        (Outcome::Refused(kind), Status::Refused { reasons }) => {
            let kinds: Vec<String> = reasons.iter().map(kind_of).collect();
            if !kinds.contains(kind) {
                let found = kinds.join(", ");
                differences.push(format!("the refusal {kind} is expected, but it is {found}"));
            }
        }
        _ => {
            let found = serde_json::to_string(status).unwrap_or_default();
            differences.push(format!("another result is expected; it is {found}"));
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

fn kind_of(refusal: &super::Refusal) -> String {
    let json = serde_json::to_value(refusal).unwrap_or_default();
    let kind = json.get("refusal").and_then(Json::as_str);
    kind.unwrap_or_default().to_owned()
}

/// Each expected step must be found after the one before it.
fn trace(
    expected: &[BTreeMap<String, Json>],
    determination: &Determination,
    rules: &RuleSet,
    differences: &mut Vec<String>,
) {
    let mut rest = named_trace(&determination.trace, rules).into_iter();
    for wanted in expected {
        let holds = |step: Json| {
            let mut keys = wanted.iter();
            keys.all(|(key, value)| step.get(key) == Some(value))
        };
        if !rest.any(holds) {
            let wanted = serde_json::to_string(wanted).unwrap_or_default();
            differences.push(format!("the trace has no step {wanted} in its place"));
            return;
        }
    }
}
