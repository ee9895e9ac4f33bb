//! Every shipped case of a year, sent again as a record of JSON lines: a case and a record are treated alike.

use std::collections::BTreeMap;

use send_banding::calendar::Date;
use send_banding::commands::Exit;
use send_banding::commands::determine::{self, Determine};
use send_banding::engine::cases::came_of;
use send_banding::engine::{Determination, Status};
use send_banding::money::Decimal;
use send_banding::rules::{AmountBasis, Case, RuleSet, read_cases};
use serde_json::{Map, Value as Json, json};

use crate::every_set::SHIPPED;
use crate::shipped::{directory, files, shipped};
use crate::tables::{Folder, ran};

/// What a case says and a record does not: its own name and result, what `determine` is asked for all lines at once, and what
/// only a part of a year asks.
const NOT_OF_A_RECORD: [&str; 11] = [
    "name",
    "expect",
    "without",
    "on",
    "basis",
    "from",
    "to",
    "decided",
    "plan_due",
    "requested",
    "away",
];

/// The cases of a set that ask for a year's amount, each with the record that says the same.
fn cases_of(reference: &str) -> Vec<(Case, Map<String, Json>)> {
    let mut found = Vec::new();
    for file in files(&directory(reference).join("cases")) {
        let text: toml::Table = toml::from_str(&file.text).unwrap();
        let nothing = toml::Table::new();
        let defaults = text.get("defaults").map(|node| node.as_table().unwrap());
        let tables = text["case"].as_array().unwrap().iter();
        let cases = read_cases(&[file]).unwrap();
        assert_eq!(cases.len(), tables.len());
        for (case, table) in cases.into_iter().zip(tables) {
            if case.basis == AmountBasis::Year {
                let said = record(defaults.unwrap_or(&nothing), table.as_table().unwrap());
                found.push((case, said));
            }
        }
    }
    found
}

/// What a case says over its file's defaults, as a record has it.
fn record(defaults: &toml::Table, case: &toml::Table) -> Map<String, Json> {
    let mut said = Map::new();
    let all = defaults.iter().chain(case);
    for (key, value) in all.filter(|(key, _)| !NOT_OF_A_RECORD.contains(&key.as_str())) {
        let value = json_of(value);
        match said.get_mut(key) {
            // An answer or a level goes beside those of the defaults; anything else takes their place.
            Some(Json::Object(known)) if ["levels", "circumstances"].contains(&key.as_str()) => {
                known.extend(value.as_object().unwrap().clone());
            }
            _ => {
                said.insert(key.clone(), value);
            }
        }
    }
    for left_out in case
        .get("without")
        .and_then(toml::Value::as_array)
        .into_iter()
        .flatten()
    {
        let name = left_out.as_str().unwrap();
        said.remove(name);
        for part in ["levels", "circumstances"] {
            said.get_mut(part)
                .and_then(|part| part.as_object_mut()?.remove(name));
        }
    }
    said
}

fn json_of(value: &toml::Value) -> Json {
    match value {
        toml::Value::Array(items) => items.iter().map(json_of).collect(),
        toml::Value::Table(table) => table
            .iter()
            .map(|(key, value)| (key.clone(), json_of(value)))
            .collect(),
        toml::Value::Boolean(truth) => Json::from(*truth),
        other => Json::from(other.as_str().unwrap()),
    }
}

/// What `determine` makes of records on a day, in their order.
fn determined(reference: &str, on: Date, records: &[Map<String, Json>]) -> Vec<Json> {
    let folder = Folder::new();
    let lines: Vec<String> = records
        .iter()
        .map(|record| json!(record).to_string())
        .collect();
    let asked = Determine {
        rules: reference.to_owned(),
        on,
        profiles: folder.write("records.jsonl", lines.join("\n")),
        out: folder.path("out.jsonl"),
        sheet: None,
        trace: false,
        json: false,
    };
    let done = ran(|console| determine::run(&asked, console));
    assert_eq!(done.exit, Exit::Done, "{reference}: {}", done.err);
    let out = std::fs::read_to_string(&asked.out).unwrap();
    out.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// The result as a line of `determine` has it.
fn result_of(made: &Determination) -> Json {
    let status = match made.status {
        Status::Determined { .. } => "determined",
        Status::Blocked { .. } => "blocked",
        Status::Refused { .. } => "refused",
    };
    json!({
        "status": status,
        "band": made.band(),
        "top_up_annual": made.top_up_annual(),
    })
}

/// A record to be sent, and what must come of it.
struct Sent {
    name: String,
    wanted: Json,
    record: Map<String, Json>,
}

/// A case as a record, and as the records that say the same in other words.
fn sent(case: Case, record: Map<String, Json>, rules: &RuleSet) -> Vec<Sent> {
    let wanted = result_of(&came_of(&case, rules));
    let mut said = vec![record];
    if let Some(lines) = said[0].get("provision").and_then(in_hours_and_minutes) {
        let mut record = said[0].clone();
        record.insert("provision".to_owned(), lines);
        said.push(record);
    }
    if case.facts.institution.is_some() || case.facts.host_authority.is_some() {
        let record = &said[0];
        said.push(in_capitals(record));
        // A case in capitals is read as the record is.
        let mut case = case.clone();
        for place in [&mut case.facts.institution, &mut case.facts.host_authority] {
            *place = place.as_deref().map(capitals);
        }
        assert_eq!(result_of(&came_of(&case, rules)), wanted, "{}", case.name);
    }
    let name = &case.name;
    let sent = |record| Sent {
        name: name.clone(),
        wanted: wanted.clone(),
        record,
    };
    said.into_iter().map(sent).collect()
}

/// Lines of provision with an hour of them said as sixty minutes, or the other way round; none if no line is long enough.
fn in_hours_and_minutes(lines: &Json) -> Option<Json> {
    let mut lines = lines.clone();
    let mut is_other = false;
    for line in lines.as_array_mut().unwrap() {
        let number = |key: &str| {
            line.get(key)
                .map(|text| text.as_str().unwrap().parse::<Decimal>().unwrap())
        };
        let (hours, minutes) = match (number("hours"), number("minutes")) {
            (Some(hours), None) if hours >= Decimal::ONE => {
                (hours - Decimal::ONE, Decimal::from(60))
            }
            (None, Some(minutes)) if minutes >= Decimal::from(60) => {
                (Decimal::ONE, minutes - Decimal::from(60))
            }
            _ => continue,
        };
        line["hours"] = json!(hours.to_string());
        line["minutes"] = json!(minutes.to_string());
        is_other = true;
    }
    is_other.then_some(lines)
}

fn capitals(name: &str) -> String {
    format!(" {} ", name.to_uppercase().replace(' ', "  "))
}

fn in_capitals(record: &Map<String, Json>) -> Map<String, Json> {
    let mut record = record.clone();
    for key in ["institution", "host_authority"] {
        if let Some(name) = record.get_mut(key) {
            *name = json!(capitals(name.as_str().unwrap()));
        }
    }
    record
}

#[test]
fn every_shipped_case_of_a_year_comes_to_the_same_as_a_record() {
    let mut wrong = Vec::new();
    let mut compared = 0;
    for reference in SHIPPED {
        let rules = shipped(reference);
        let mut days: BTreeMap<Date, Vec<Sent>> = BTreeMap::new();
        for (case, record) in cases_of(reference) {
            // On another day no record is read at all.
            if rules.in_force().contains(case.on) {
                let on = case.on;
                days.entry(on)
                    .or_default()
                    .extend(sent(case, record, &rules));
            }
        }
        for (on, sent) in days {
            compared += sent.len();
            wrong.extend(differing(reference, on, &sent));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared > 850, "{compared}");
}

/// The records of a day that come to something else than is wanted.
fn differing(reference: &str, on: Date, sent: &[Sent]) -> Vec<String> {
    let records: Vec<Map<String, Json>> = (1..)
        .zip(sent)
        .map(|(number, sent)| {
            let mut record = sent.record.clone();
            record.insert("id".to_owned(), json!(format!("N{number}")));
            record
        })
        .collect();
    let lines = determined(reference, on, &records);
    assert_eq!(lines.len(), sent.len());
    let mut wrong = Vec::new();
    for (sent, line) in sent.iter().zip(&lines) {
        let keys = sent.wanted.as_object().unwrap();
        if keys.iter().any(|(key, value)| line[key] != *value) {
            let (name, wanted, record) = (&sent.name, &sent.wanted, json!(sent.record));
            wrong.push(format!(
                "{reference}, {on}, {name}: {wanted}, but the record {record} came to {line}"
            ));
        }
    }
    wrong
}
