//! Every kind of step, refusal and block, word for word to each reader.
//!
//! `fixtures/explain/rules.json` is an invented set that uses every rule there is, and `steps.json`
//! holds steps under it with what is said of each: to a colleague, to a family (null where nothing is),
//! in a line, and as a row of a caseworker's table.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read its fixture has failed"
)]

#[path = "common/said.rs"]
mod said;

use std::collections::BTreeSet;
use std::sync::OnceLock;

use said::{assert_well_said, names_within, never_to_a_family};
use send_banding::engine::{Block, Determination, Refusal, Step, WrongLine, named_trace};
use send_banding::explain;
use send_banding::ids::Digest;
use send_banding::needs::NeedsProfile;
use send_banding::rules::{BLOCKS, Parts, REFUSALS, RuleSet};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

const RULES: &str = include_str!("../fixtures/explain/rules.json");
const STEPS: &str = include_str!("../fixtures/explain/steps.json");

/// A step and what is said of it.
#[derive(Deserialize)]
struct Said {
    stream: u16,
    before: Vec<Value>,
    step: Value,
    colleague: Option<String>,
    family: Option<String>,
    line: Option<String>,
    row: Vec<String>,
}

/// The invented set; no checker has to pass it, since only its words are read.
fn rules() -> &'static RuleSet {
    static READ: OnceLock<RuleSet> = OnceLock::new();
    READ.get_or_init(|| {
        let parts: Parts = serde_json::from_str(RULES).unwrap();
        let canonical = serde_json::to_value(&parts).unwrap().to_string();
        RuleSet::from_canonical(&canonical, &Digest::of(canonical.as_bytes())).unwrap()
    })
}

fn determination(status: Value, trace: &[Value]) -> Determination {
    let digest = rules().digest().clone();
    serde_json::from_value(json!({
        "rule_set": "valleyshire/2026-04-01",
        "digest": digest,
        "engine_version": 1,
        "trace_version": 1,
        "status": status,
        "trace": trace,
    }))
    .unwrap()
}

fn determined(said: &Said, has_step: bool) -> Determination {
    let mut trace = vec![json!({"step": "stream_began", "stream": said.stream})];
    trace.extend(said.before.iter().cloned());
    if has_step {
        trace.push(said.step.clone());
    }
    let status = json!({"status": "determined", "score": null, "band": null, "top_up": null});
    determination(status, &trace)
}

/// What a reader is told more with the step than without it.
fn more(before: &[String], after: &[String]) -> Option<String> {
    assert!(after.len() <= before.len() + 1, "{after:?}");
    let told = after.iter().find(|sentence| !before.contains(sentence));
    told.cloned()
}

fn family(determination: &Determination, rules: &RuleSet) -> Vec<String> {
    let told = explain::for_family(determination, rules).into_iter();
    told.map(|sentence| sentence.text).collect()
}

#[test]
fn every_step_is_said_to_each_reader_in_these_words() {
    let rules = rules();
    let steps: Vec<Said> = serde_json::from_str(STEPS).unwrap();
    for said in &steps {
        let (without, with) = (determined(said, false), determined(said, true));
        let step = &said.step;
        let colleague = more(
            &explain::sentences(&without, rules),
            &explain::sentences(&with, rules),
        );
        assert_eq!(colleague, said.colleague, "{step}");
        let told = more(&family(&without, rules), &family(&with, rules));
        assert_eq!(told, said.family, "{step}");
        let line = explain::in_one_line(&with, rules);
        let line = line
            .strip_prefix(&explain::in_one_line(&without, rules))
            .unwrap();
        let line = line.trim_start_matches([';', ',', ' ']).to_owned();
        assert_eq!(Some(line).filter(|it| !it.is_empty()), said.line, "{step}");
        let table = explain::for_caseworker(&with, &NeedsProfile::default(), rules);
        assert_eq!(table.rows.last().unwrap().cells(), *said.row, "{step}");
    }
}

#[test]
fn every_sentence_is_well_said_and_none_to_a_family_says_what_none_may() {
    let rules = rules();
    let names = names_within(rules);
    let steps: Vec<Said> = serde_json::from_str(STEPS).unwrap();
    for said in &steps {
        let made = determined(said, true);
        for sentence in explain::sentences(&made, rules) {
            assert_well_said(&sentence, &names);
        }
        for sentence in family(&made, rules) {
            assert_well_said(&sentence, &names);
            assert_eq!(never_to_a_family(&sentence), None, "{sentence}");
        }
    }
}

/// The kinds that a tagged value can be, as its reader lists them.
fn kinds<T: DeserializeOwned>(tag: &str) -> BTreeSet<String> {
    let refused = serde_json::from_value::<T>(json!({ tag: "?" }))
        .err()
        .unwrap();
    let words = refused.to_string();
    let listed = words.split('`').skip(3).step_by(2);
    listed.map(str::to_owned).collect()
}

#[test]
fn no_kind_of_step_is_without_words() {
    let steps: Vec<Said> = serde_json::from_str(STEPS).unwrap();
    let said: BTreeSet<String> = steps
        .iter()
        .filter(|said| said.colleague.is_some())
        .map(|said| said.step["step"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(said, kinds::<Step>("step"));
}

#[test]
fn a_step_is_named_by_what_its_places_point_at() {
    let rules = rules();
    let steps: Vec<Said> = serde_json::from_str(STEPS).unwrap();
    let named: Vec<Value> = steps
        .iter()
        .flat_map(|said| named_trace(&determined(said, true).trace, rules).pop())
        .collect();
    let has = |wanted: Value| {
        let keys = wanted.as_object().unwrap();
        named
            .iter()
            .any(|step| keys.iter().all(|(key, value)| step[key] == *value))
    };
    for wanted in [
        json!({"step": "gate_passed", "gate": "of-school-age"}),
        json!({"step": "stream_began", "stream": "by-provision"}),
        json!({"step": "group_capped", "group": "learning-group", "before": "16"}),
        json!({"step": "line_costed", "line": "2", "provision": "ta-shared"}),
        json!({"step": "band_reached", "band": "2", "needed": "1", "found": "2"}),
        json!({"step": "row_read", "table": "rows-by-place", "row": "1"}),
        json!({"step": "floor_applied", "floor": "floor-pmld", "before": "A", "after": "B"}),
        json!({"step": "band_modified", "modifier": "two-bands-up", "after": "Local Offer Plus"}),
        json!({"step": "level_read", "domain": "hearing-loss", "level": "2"}),
    ] {
        assert!(has(wanted.clone()), "{wanted}");
    }
    let numbers = named.iter().flat_map(|step| step.as_object().unwrap());
    let mut bare = numbers.filter(|(_, value)| value.is_number());
    assert_eq!(bare.next(), None);
}

fn refusals() -> Vec<Value> {
    vec![
        json!({"refusal": "not_in_force", "on": "2026-03-31"}),
        json!({"refusal": "not_eligible", "gate": "of-school-age"}),
        json!({"refusal": "no_stream"}),
        json!({"refusal": "level_missing", "domain": "hearing-loss"}),
        json!({"refusal": "level_unknown", "domain": "hearing-loss", "level": "9"}),
        json!({"refusal": "domain_unknown", "domain": "sight"}),
        json!({"refusal": "points_missing"}),
        json!({"refusal": "points_not_in_units", "points": "4.5", "unit": "1"}),
        json!({"refusal": "points_not_in_units", "points": "4.3", "unit": "0.5"}),
        json!({"refusal": "points_not_expected"}),
        json!({"refusal": "score_in_no_band", "score": "110", "lowest": "0", "highest": "109"}),
        json!({"refusal": "band_missing", "stream": "by-description"}),
        json!({"refusal": "band_missing", "stream": "main"}),
        json!({"refusal": "band_unknown", "stream": "by-description", "band": "Z"}),
        json!({"refusal": "too_many_bands", "stream": "several-awards"}),
        json!({"refusal": "band_not_expected", "stream": "by-levels"}),
        json!({"refusal": "band_not_allowed", "band": "A", "modifier": "only-some-bands"}),
        json!({"refusal": "no_row_for", "table": "rows-by-place", "keys": ["RPU", ""]}),
        json!({"refusal": "no_row_for", "table": null, "keys": ["HI"]}),
        json!({"refusal": "provision_unknown", "provision": "horses"}),
        json!({"refusal": "provision_line", "line": 2, "wrong": "cost_missing"}),
        json!({"refusal": "provision_not_expected"}),
        json!({"refusal": "provision_missing"}),
        json!({"refusal": "support_hours_missing"}),
        json!({"refusal": "support_hours_wrong", "hours": "200"}),
        json!({"refusal": "support_hours_not_expected"}),
        json!({"refusal": "agreed_missing", "band": "Local Offer Plus"}),
        json!({"refusal": "agreed_too_low", "band": "Local Offer Plus", "agreed": "4000.00", "above": "4500.00"}),
        json!({"refusal": "agreed_not_expected"}),
        json!({"refusal": "primary_need_missing"}),
        json!({"refusal": "fact_missing", "fact": {"circumstance": "awaiting-special-place"}}),
        json!({"refusal": "no_amount_for", "setting": "MMS", "basis": "term", "hours": "15"}),
        json!({"refusal": "no_amount_for", "setting": "RPU", "basis": "one_off", "hours": null}),
        json!({"refusal": "days_a_week_unknown", "days": "2.5"}),
        json!({"refusal": "hours_wrong", "hours": "-1"}),
        json!({"refusal": "amount_out_of_range", "amount": "1000001", "limit": "1000000.00"}),
        json!({"refusal": "amount_out_of_range", "amount": "-1", "limit": "1000000.00"}),
        json!({"refusal": "conversion_missing"}),
        json!({"refusal": "too_large"}),
        json!({"refusal": "not_enough_evidence", "domain": "hearing-loss"}),
        json!({"refusal": "provision_not_allowed", "line": 2, "provision": "ta-shared"}),
    ]
}

fn said_of(status: &str, reason: &Value) -> (String, Vec<String>) {
    let rules = rules();
    let made = determination(json!({"status": status, "reasons": [reason]}), &[]);
    let mut problems = explain::problems(&made, rules);
    assert_eq!(explain::sentences(&made, rules), problems);
    assert_eq!(problems.len(), 1);
    (problems.remove(0), family(&made, rules))
}

#[test]
fn every_refusal_is_a_sentence_with_what_to_mend() {
    let rules = rules();
    let names = names_within(rules);
    let told: BTreeSet<String> = refusals()
        .iter()
        .map(|reason| {
            let (sentence, family) = said_of("refused", reason);
            assert_well_said(&sentence, &names);
            for sentence in family {
                assert_well_said(&sentence, &names);
                assert_eq!(never_to_a_family(&sentence), None, "{sentence}");
            }
            reason["refusal"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(told, kinds::<Refusal>("refusal"));
}

/// A case beside a rule set names them, and is refused for a name that is none.
#[test]
fn every_refusal_and_block_is_one_that_a_case_can_expect() {
    let all = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(kinds::<Refusal>("refusal"), all(&REFUSALS));
    assert_eq!(kinds::<Block>("block"), all(&BLOCKS));
}

#[test]
fn a_refusal_names_the_thing_by_its_title() {
    for (place, words) in [
        (
            0,
            "No rule set in force on 31 March 2026: valleyshire/2026-04-01 runs from 1 April 2026 to 31 March 2027.",
        ),
        (
            1,
            "This funding is for children of school age who have a plan.",
        ),
        (3, "Level missing: Hearing."),
        (
            11,
            "Band missing for Support by description: it has to be picked, or come from elsewhere.",
        ),
        (16, "Bands of this place: band A is not possible here."),
        (
            17,
            "Rates by institution has no row for resourced provision or SEN unit, primary need not known.",
        ),
        (
            20,
            "Line 2 of the provision has no cost, and its kind is costed one by one.",
        ),
        (
            30,
            "The answer to “Is a place in a special school awaited?” is not known: these rules depend on it.",
        ),
        (
            40,
            "Line 2 of the provision is TA in a small group, which these rules do not allow here: it is where thinking is at level 1 or higher.",
        ),
        (
            31,
            "There is no amount a term at 15 hours a week for mainstream state school.",
        ),
    ] {
        assert_eq!(said_of("refused", &refusals()[place]).0, words);
    }
    // A family is told the scheme's own reason only where it may be told.
    let (_, family) = said_of("refused", &refusals()[1]);
    assert_eq!(
        family[0],
        "This funding is for children of school age who have a plan."
    );
}

#[test]
fn every_wrong_line_has_its_own_words() {
    let words = serde_json::from_value::<WrongLine>(json!("?"))
        .err()
        .unwrap();
    let words = words.to_string();
    let kinds: Vec<&str> = words.split('`').skip(3).step_by(2).collect();
    let said: BTreeSet<String> = kinds
        .iter()
        .map(|wrong| {
            let reason = json!({"refusal": "provision_line", "line": 1, "wrong": wrong});
            said_of("refused", &reason).0
        })
        .collect();
    assert_eq!(said.len(), kinds.len());
    assert!(kinds.len() > 5);
}

#[test]
fn every_fact_that_is_missing_has_its_own_words() {
    let facts = [
        json!("year_group"),
        json!("age"),
        json!("institution"),
        json!("host_authority"),
        json!("residency"),
        json!("plan"),
        json!("hours"),
        json!("days_a_week"),
        json!("earlier"),
        json!({"circumstance": "awaiting-special-place"}),
    ];
    let said: BTreeSet<String> = facts
        .iter()
        .map(|fact| said_of("refused", &json!({"refusal": "fact_missing", "fact": fact})).0)
        .collect();
    assert_eq!(said.len(), facts.len());
}

#[test]
fn every_block_says_what_to_look_at_again() {
    let rules = rules();
    let names = names_within(rules);
    let blocks = [
        (
            json!({"block": "group_above_cap", "group": "sensory-group", "points": "2", "cap": "1"}),
            "Sensory needs scores 2 points, above its limit of 1: look at its levels again before a result can be worked out.",
        ),
        (
            json!({"block": "provision_above_cap", "provision": "specialist-teacher", "hours": "16", "cap": "15"}),
            "Specialist teacher comes to 16 hours a week, above its limit of 15: look at its lines again before a result can be worked out.",
        ),
        (
            json!({"block": "hours_above_cap", "hours": "33", "cap": "32"}),
            "All provision together comes to 33 hours a week, above the limit of 32: look at the lines of provision again before a result can be worked out.",
        ),
        (
            json!({"block": "funded_hours_above_cap", "table": "hours-table", "hours": "16", "cap": "15"}),
            "Hours above thirteen: 16 hours a week is above the limit of 15: look at the hours again before a result can be worked out.",
        ),
        (
            json!({"block": "amount_above_cap", "modifier": "blocking-amount", "amount": "41000", "cap": "40000"}),
            "Limit for a panel: the amount of £41,000.00 is above the limit of £40,000.00: look at the case again before a result can be worked out.",
        ),
    ];
    let mut told = BTreeSet::new();
    for (block, words) in blocks {
        let (sentence, family) = said_of("blocked", &block);
        assert_eq!(sentence, words);
        assert_well_said(&sentence, &names);
        assert!(family[0].starts_with("There is no result yet"));
        told.insert(block["block"].as_str().unwrap().to_owned());
    }
    assert_eq!(told, kinds::<Block>("block"));
}
