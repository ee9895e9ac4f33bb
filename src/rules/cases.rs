//! The cases beside a rule set: what a rules owner says must come of some needs.
//!
//! Here they are read; `engine::cases` runs them. They are no part of a set's identity.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::Value as Json;

use crate::money::{Fte, Money, Rate};
use crate::needs::{BandId, DomainId, Level, Need, NeedsProfile, Setting};

use super::check::codes;
use super::problem::{Fault, Problem, Problems};
use super::reader::{Fields, Placed, shown, text_of, wrong_kind};
use super::set::AmountBasis;
use super::tree::{self, Node, RuleFile, Table, Value};

/// One case: needs, circumstances, and what must come of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// The file it stands in.
    pub file: String,
    /// The line it begins on.
    pub line: u32,
    /// A sentence about a boundary.
    pub name: String,
    /// The needs.
    pub profile: NeedsProfile,
    /// The day.
    pub on: Date,
    /// The setting.
    pub setting: Setting,
    /// The primary need, if it is known.
    pub primary_need: Option<Need>,
    /// The share of full time.
    pub fte: Fte,
    /// A year or a term.
    pub basis: AmountBasis,
    /// The weekly hours, if they are stated.
    pub hours: Option<Rate>,
    /// What must come of it.
    pub expect: Expect,
}

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
    /// A band.
    Determined {
        /// The band.
        band: BandId,
        /// The score, where the case states it.
        score: Option<Rate>,
        /// The amount, where the case states it.
        amount: Option<Expected>,
    },
    /// A cap that blocks.
    Blocked,
    /// A refusal of this kind, such as `level_missing`.
    Refused(String),
}

/// What a case says of the amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// This amount.
    TopUp(Money),
    /// No amount, since the setting is not funded by band.
    NotFunded,
}

/// What the cases of a file have in common, or what one of them says itself.
#[derive(Clone, Default)]
struct Circumstances {
    levels: BTreeMap<DomainId, Level>,
    points: Option<Rate>,
    on: Option<Date>,
    setting: Option<Setting>,
    primary_need: Option<Need>,
    fte: Option<Fte>,
    basis: Option<AmountBasis>,
    hours: Option<Rate>,
}

const COMMON: [&str; 8] = [
    "levels",
    "points",
    "on",
    "setting",
    "primary_need",
    "fte",
    "basis",
    "hours",
];

/// Reads the files of cases beside one rule set. Each file stands for itself, with its own defaults.
///
/// # Errors
/// Every [`Problem`] of every file.
pub fn read_cases(files: &[RuleFile]) -> Result<Vec<Case>, Vec<Problem>> {
    let problems = Problems::default();
    let mut cases = Vec::new();
    for file in files {
        let alone = std::slice::from_ref(file);
        if let Some(tree) = tree::read(alone, &problems) {
            read_file(&tree, &problems, &mut cases);
        }
    }
    if problems.is_empty() {
        Ok(cases)
    } else {
        Err(problems.into_sorted())
    }
}

fn read_file(tree: &Table, problems: &Problems, cases: &mut Vec<Case>) {
    let root = Fields::of(tree, "a file of cases", &["defaults", "case"], problems);
    let mut defaults = Circumstances::default();
    if root.maybe("defaults").is_some()
        && let Some(table) = root.section("defaults")
    {
        let fields = Fields::of(table, "[defaults]", &COMMON, problems);
        circumstances(&fields, &mut defaults);
    }
    for table in root.sections("case") {
        cases.extend(case(table, &defaults, problems));
    }
}

fn case(table: &Table, defaults: &Circumstances, problems: &Problems) -> Option<Case> {
    let mut keys = vec!["name", "without", "expect"];
    keys.extend(COMMON);
    let fields = Fields::of(table, "[[case]]", &keys, problems);
    let name = fields.text("name");
    let mut given = defaults.clone();
    circumstances(&fields, &mut given);
    for left_out in fields.maybe_texts("without").unwrap_or_default() {
        leave_out(&fields, &mut given, &left_out);
    }
    let expect = fields
        .section("expect")
        .map(|table| expect(table, problems));
    if given.on.is_none() && fields.maybe("on").is_none() {
        fields.required("on");
    }
    if given.setting.is_none() && fields.maybe("setting").is_none() {
        fields.required("setting");
    }
    let place = fields.place().problem(Fault::BadValue, String::new());
    Some(Case {
        file: place.file,
        line: place.line,
        name: name?.value,
        profile: profile(&given),
        on: given.on?,
        setting: given.setting?,
        primary_need: given.primary_need,
        fte: given.fte.unwrap_or(Fte::FULL),
        basis: given.basis.unwrap_or(AmountBasis::Year),
        hours: given.hours,
        expect: expect??,
    })
}

fn profile(given: &Circumstances) -> NeedsProfile {
    match given.points {
        Some(points) if given.levels.is_empty() => NeedsProfile::of_points(points.value()),
        _ => NeedsProfile::of_levels(given.levels.clone()),
    }
}

/// Takes away what the defaults gave.
fn leave_out(fields: &Fields<'_>, given: &mut Circumstances, name: &Placed<String>) {
    if name.value == "primary_need" {
        given.primary_need = None;
        return;
    }
    let known = DomainId::parse(&name.value).ok();
    if known.and_then(|id| given.levels.remove(&id)).is_none() {
        let sentence = format!(
            "“{}” has no level here that could be left out: name a domain of the defaults, or primary_need",
            shown(&name.value)
        );
        fields
            .problems
            .add(&name.place, Fault::UnknownDomain, sentence);
    }
}

/// Reads what a table says over what is known already.
fn circumstances(fields: &Fields<'_>, given: &mut Circumstances) {
    if fields.maybe("levels").is_some()
        && let Some(table) = fields.section("levels")
    {
        for entry in &table.entries {
            if let Some((domain, level)) = level(fields, &entry.key, &entry.node) {
                given.levels.insert(domain, level);
            }
        }
    }
    if let Some(points) = fields.maybe_number("points") {
        given.points = Some(points.value);
    }
    if fields.maybe("on").is_some() {
        given.on = fields.day("on").map(|day| day.value);
    }
    if let Some(code) = fields.maybe_text("setting") {
        given.setting = codes::setting(fields, &code);
    }
    if let Some(code) = fields.maybe_text("primary_need") {
        given.primary_need = codes::need(fields, &code);
    }
    if fields.maybe("fte").is_some() {
        given.fte = fields.parsed("fte").map(|fte| fte.value);
    }
    let bases = [("year", AmountBasis::Year), ("term", AmountBasis::Term)];
    if let Some(basis) = fields.maybe_choice("basis", &bases) {
        given.basis = Some(basis.value);
    }
    if let Some(hours) = fields.maybe_number("hours") {
        given.hours = Some(hours.value);
    }
}

fn level(fields: &Fields<'_>, key: &str, node: &Node) -> Option<(DomainId, Level)> {
    let text = text_of(node, key, fields.problems)?;
    let read = (DomainId::parse(key).ok(), Level::parse(&text.value).ok());
    let (Some(domain), Some(level)) = read else {
        let sentence = format!(
            "{} = “{}” is not a domain with a whole level",
            shown(key),
            shown(&text.value)
        );
        fields.problems.add(&text.place, Fault::BadValue, sentence);
        return None;
    };
    Some((domain, level))
}

fn expect(table: &Table, problems: &Problems) -> Option<Expect> {
    let keys = [
        "status",
        "score",
        "band",
        "top_up",
        "not_funded",
        "refusal",
        "trace",
    ];
    let fields = Fields::of(table, "[case.expect]", &keys, problems);
    let statuses = [("determined", 0), ("blocked", 1), ("refused", 2)];
    let outcome = match fields.choice("status", &statuses)?.value {
        0 => determined(&fields),
        1 => Some(Outcome::Blocked),
        _ => fields
            .text("refusal")
            .map(|refusal| Outcome::Refused(refusal.value)),
    };
    let trace = fields.sections("trace").into_iter();
    let trace = trace.map(|step| step_keys(&fields, step)).collect();
    Some(Expect {
        outcome: outcome?,
        trace,
    })
}

fn determined(fields: &Fields<'_>) -> Option<Outcome> {
    let band = fields.parsed("band");
    let score = fields.maybe_number("score").map(|score| score.value);
    let mut amount = None;
    if fields.maybe("top_up").is_some() {
        amount = fields
            .parsed("top_up")
            .map(|top_up| Expected::TopUp(top_up.value));
    } else if fields.maybe("not_funded").is_some() && fields.flag("not_funded") == Some(true) {
        amount = Some(Expected::NotFunded);
    }
    Some(Outcome::Determined {
        band: band?.value,
        score,
        amount,
    })
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
