//! Profiles and circumstances for a generated set: mostly what it asks for, now and then something amiss.

use serde_json::{Map, Value, json};

use crate::choices::Choices;
use crate::tree::{list, text};
use crate::written::SETTINGS;

/// A profile and a context, as their JSON.
pub fn case(choices: &mut Choices, set: &Value) -> (Value, Value) {
    let alone = [set.clone()];
    let streams = set["stream"]
        .as_array()
        .map_or(alone.as_slice(), Vec::as_slice);
    let whole = set.to_string();
    let mut profile = json!({ "levels": levels(choices, set) });
    let mut picked = Map::new();
    for stream in streams {
        let model = &stream["model"];
        let bands = list(&model["band_order"]);
        match text(&model["kind"]) {
            "score_sum" if model["scored"] == "elsewhere" => {
                let decimals = usize::from(choices.one_in(20));
                profile["points"] = json!(choices.decimal(110, decimals));
            }
            "best_fit" | "external_band" => {
                let band = &bands[choices.below(bands.len())];
                picked.insert(name(stream).to_owned(), json!([band]));
            }
            "additive_streams" => {
                let some: Vec<&Value> = bands.iter().filter(|_| !choices.one_in(2)).collect();
                picked.insert(name(stream).to_owned(), json!(some));
            }
            "costed_provision" => profile["provision"] = provision(choices),
            _ => {}
        }
    }
    picked.retain(|_, bands| !list(bands).is_empty());
    profile["picked"] = Value::Object(picked);
    if whole.contains("hours_threshold") || whole.contains("rate_per_hour") {
        let half = if choices.one_in(2) { ".5" } else { "" };
        let most = if choices.one_in(30) { 200 } else { 60 };
        profile["support_hours"] = json!(format!("{}{half}", choices.below(most)));
    }
    let reads_agreed = whole.contains("agreed_above") || whole.contains("upper_limit");
    if reads_agreed && !choices.one_in(3) {
        profile["agreed"] = json!(format!("{}.55", choices.between(100, 30_000)));
    }
    (profile, context(choices, &whole))
}

fn name(stream: &Value) -> &str {
    stream["id"].as_str().unwrap_or("main")
}

fn levels(choices: &mut Choices, set: &Value) -> Value {
    let mut levels = Map::new();
    let near = choices.below(4);
    for domain in list(&set["area"])
        .iter()
        .flat_map(|area| list(&area["domain"]))
    {
        if !choices.one_in(60) {
            let level = if choices.one_in(100) {
                9
            } else {
                (near + choices.below(3)).saturating_sub(1).min(3)
            };
            levels.insert(text(&domain["id"]).to_owned(), json!(level.to_string()));
        }
    }
    Value::Object(levels)
}

fn provision(choices: &mut Choices) -> Value {
    let mut lines = Vec::new();
    for _ in 0..choices.between(1, 5) {
        let mut line = json!({ "provision": choices.of_list(&["assistant", "assistant", "therapy", "equipment"]) });
        if line["provision"] == "equipment" {
            line["cost"] = json!(choices.decimal(2000, 2));
            if !line["cost"]
                .as_str()
                .is_some_and(|cost| cost.len() > 2 && cost.contains('.'))
            {
                line["cost"] = json!("1250.50");
            }
        } else {
            line["minutes"] = json!(choices.decimal(900, 1));
            if choices.one_in(2) {
                line["pupils"] = json!(choices.of_list(&["1", "3", "7", "2.5", "12"]));
            }
            if choices.one_in(4) {
                line["weeks"] = json!(choices.of_list(&["10", "39", "0", "54"]));
            }
        }
        lines.push(line);
    }
    json!(lines)
}

fn context(choices: &mut Choices, whole: &str) -> Value {
    let mut facts = json!({
        "year_group": choices.below(17) as i64 - 1,
        "age": choices.below(26),
        "institution": choices.of_list(&["Orchard Manor", "123456", "The Meadows"]),
        "host_authority": choices.of_list(&["Essex", "Kent"]),
        "residency": choices.of_list(&["own", "other"]),
        "plan": !choices.one_in(3),
        "days_a_week": choices.of_list(&["5", "3", "4", "2"]),
        "circumstances": { "awaiting": choices.one_in(2) },
        "earlier": {
            "top_up_annual": choices.of_list(&["9000.10", "0", "31000", "2500"]),
            "band": choices.of_list(&["A", "B", "C"]),
            "convert": choices.one_in(if whole.contains("\"conversion\"") { 3 } else { 50 }),
        },
    });
    for fact in [
        "year_group",
        "age",
        "institution",
        "host_authority",
        "residency",
        "plan",
        "days_a_week",
        "earlier",
    ] {
        if choices.one_in(25) {
            facts[fact] = Value::Null;
        }
    }
    if choices.one_in(25) {
        facts["circumstances"] = json!({});
    }
    let days = [
        "2026-04-01",
        "2026-08-31",
        "2026-09-01",
        "2027-03-31",
        "2027-04-01",
    ];
    let days = if choices.one_in(10) {
        &days[..]
    } else {
        &days[..4]
    };
    let needs = ["ASD", "MSI", "PMLD", "SLCN"];
    let mut context = json!({
        "on": choices.of_list(days),
        "setting": choices.of_list(&SETTINGS),
        "primary_need": choices.of_list(&needs),
        "fte": choices.of_list(&["1", "0.6", "0.333", "0.5"]),
        "basis": "year",
        "hours": null,
        "facts": facts,
    });
    if choices.one_in(20) {
        context["primary_need"] = Value::Null;
    }
    if whole.contains("\"hour\"")
        || whole.contains("hours_fraction")
        || whole.contains("hours_a_week")
    {
        context["hours"] = json!(choices.of_list(&["25", "32.5", "7.5", "15", "0", "40", "169"]));
    }
    if choices.one_in(5) {
        context["basis"] = json!(choices.of_list(&["term", "week", "hour", "one_off"]));
    }
    context
}
