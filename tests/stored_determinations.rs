//! Determinations as they were stored: each must be computed again to the same bytes, whatever is changed in the engine.
//!
//! A failure here means that the arithmetic or the steps were changed. If that was meant, raise `ENGINE_VERSION` (another
//! result) or `TRACE_VERSION` (other bytes), say there what changed, and write the file anew:
//! `STORE_ANEW=1 cargo test --no-default-features --test stored_determinations`. Lines are only ever added otherwise.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read its files has failed"
)]

#[path = "common/every_set.rs"]
mod every_set;
#[path = "common/shipped.rs"]
mod shipped;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::LazyLock;

use every_set::SHIPPED;
use send_banding::engine::{Context, Determination, cases, determine};
use send_banding::needs::NeedsProfile;
use send_banding::rules::{Case, RuleSet, read_cases};
use serde_json::Value as Json;
use shipped::{directory, files, shipped};

/// A determination with what it was made of.
struct Kept {
    set: String,
    profile: NeedsProfile,
    context: Context,
    document: String,
}

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/determinations.jsonl")
}

fn kept() -> Vec<Kept> {
    LazyLock::force(&ANEW);
    let text = std::fs::read_to_string(path()).unwrap();
    let line = |line: &str| {
        let line: Json = serde_json::from_str(line).unwrap();
        Kept {
            set: line["set"].as_str().unwrap().to_owned(),
            profile: serde_json::from_value(line["profile"].clone()).unwrap(),
            context: serde_json::from_value(line["context"].clone()).unwrap(),
            document: line["document"].as_str().unwrap().to_owned(),
        }
    };
    text.lines().map(line).collect()
}

/// What a determination shows of the engine: the kinds of its steps, or its result and reasons where it has no amount.
fn shows(made: &Determination) -> BTreeSet<String> {
    let json = serde_json::to_value(made).unwrap();
    let steps = json["trace"].as_array().unwrap().iter();
    let reasons = json["status"]["reasons"].as_array().into_iter().flatten();
    let named = steps.map(|step| &step["step"]);
    let named = named.chain(reasons.map(|reason| match &reason["refusal"] {
        Json::Null => &reason["block"],
        refusal => refusal,
    }));
    let mut shown: BTreeSet<String> = named.map(ToString::to_string).collect();
    shown.insert(json["status"]["status"].to_string());
    shown
}

/// Whether the file is to be written anew before it is read.
static ANEW: LazyLock<()> = LazyLock::new(|| {
    if std::env::var_os("STORE_ANEW").is_some() {
        store_anew();
    }
});

fn every_case() -> impl Iterator<Item = (&'static str, RuleSet, Case)> {
    SHIPPED.into_iter().flat_map(|set| {
        let rules = shipped(set);
        let cases = read_cases(&files(&directory(set).join("cases"))).unwrap();
        cases
            .into_iter()
            .map(move |case| (set, rules.clone(), case))
    })
}

#[test]
fn every_stored_determination_is_computed_again_to_the_same_bytes() {
    let kept = kept();
    assert!(kept.len() > 20);
    for (nth, kept) in kept.iter().enumerate() {
        let made = determine(&kept.profile, &shipped(&kept.set), &kept.context);
        let again = serde_json::to_string(&made).unwrap();
        assert_eq!(again, kept.document, "line {} of {}", nth + 1, kept.set);
    }
}

#[test]
fn every_kind_of_step_and_every_set_is_among_them() {
    let (mut kinds, mut sets) = (BTreeSet::new(), BTreeSet::new());
    for kept in kept() {
        kinds.extend(shows(&serde_json::from_str(&kept.document).unwrap()));
        sets.insert(kept.set);
    }
    for (set, rules, case) in every_case() {
        let shown = shows(&cases::came_of(&case, &rules));
        assert!(shown.is_subset(&kinds), "{set}: {}: {shown:?}", case.name);
        assert!(sets.contains(set), "{set}");
    }
}

/// Writes the file anew, for a new version of the arithmetic or of the trace: a case for every kind of step and every set.
fn store_anew() {
    let (mut kinds, mut sets) = (BTreeSet::new(), BTreeSet::new());
    let mut text = String::new();
    for (set, rules, case) in every_case() {
        let (profile, context) = (
            cases::needs_of(&case, &rules),
            cases::context_of(&case, &rules),
        );
        let made = determine(&profile, &rules, &context);
        let shown = shows(&made);
        if shown.is_subset(&kinds) && sets.contains(set) {
            continue;
        }
        kinds.extend(shown);
        sets.insert(set);
        let line = serde_json::json!({
            "set": set, "profile": profile, "context": context,
            "document": serde_json::to_string(&made).unwrap(),
        });
        text.push_str(&format!("{line}\n"));
    }
    std::fs::write(path(), text).unwrap();
}
