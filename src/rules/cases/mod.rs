//! The cases beside a rule set: what a rules owner says must come of some needs.
//!
//! Here they are read; `engine::cases` runs them. They are no part of a set's identity.

mod expected;
mod given;
mod kinds;

use jiff::civil::Date;

use crate::calendar::Period;
use crate::money::{Fte, Rate};
use crate::needs::{Facts, Need, NeedsProfile, Setting};

use super::problem::{Fault, Problem, Problems};
use super::reader::Fields;
use super::set::AmountBasis;
use super::tree::{self, RuleFile, Table};

pub use expected::{Determined, Expect, Expected, ExpectedBand, Outcome};
use given::Given;
pub use kinds::{BLOCKS, REFUSALS};

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
    /// What the amount is asked for.
    pub basis: AmountBasis,
    /// The weekly hours, if they are stated.
    pub hours: Option<Rate>,
    /// What else is known of the case.
    pub facts: Facts,
    /// The days on roll, where the case asks what they are due of the year's amount.
    pub stay: Option<Period>,
    /// The days that rules of time turn on, besides those on roll.
    pub days: CaseDays,
    /// What must come of it.
    pub expect: Expect,
}

/// The days of a case that rules of time turn on, besides those on roll.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseDays {
    /// The day of the decision, where it may have come late.
    pub decided: Option<Date>,
    /// The day of the request.
    pub requested: Option<Date>,
    /// The day on which the plan was due.
    pub plan_due: Option<Date>,
    /// Times educated elsewhere.
    pub away: Vec<Period>,
}

/// The cases that could be read, and what is wrong with the others.
#[derive(Debug, Default)]
pub struct CasesRead {
    /// The cases, file by file.
    pub cases: Vec<Case>,
    /// Every problem of every file, by file and line.
    pub problems: Vec<Problem>,
}

/// Reads the files of cases beside one rule set. Each file stands for itself, with its own defaults.
///
/// # Errors
/// Every [`Problem`] of every file.
pub fn read_cases(files: &[RuleFile]) -> Result<Vec<Case>, Vec<Problem>> {
    let CasesRead { cases, problems } = cases_of(files);
    if problems.is_empty() {
        Ok(cases)
    } else {
        Err(problems)
    }
}

/// As [`read_cases`]; a case that cannot be read hides no other.
#[must_use]
pub fn cases_of(files: &[RuleFile]) -> CasesRead {
    let problems = Problems::default();
    let mut cases = Vec::new();
    for file in files {
        let alone = std::slice::from_ref(file);
        if let Some(tree) = tree::read(alone, &problems) {
            read_file(&tree, &problems, &mut cases);
        }
    }
    CasesRead {
        cases,
        problems: problems.into_sorted(),
    }
}

fn read_file(tree: &Table, problems: &Problems, cases: &mut Vec<Case>) {
    let root = Fields::of(tree, "a file of cases", &["defaults", "case"], problems);
    let mut defaults = Given::default();
    if let Some(table) = root.maybe_section("defaults") {
        let fields = Fields::of(table, "[defaults]", &given::KEYS, problems);
        defaults.read(&fields);
    }
    for table in root.sections("case") {
        cases.extend(case(table, &defaults, problems));
    }
}

fn case(table: &Table, defaults: &Given, problems: &Problems) -> Option<Case> {
    let mut keys = vec!["name", "without", "expect"];
    keys.extend(given::KEYS);
    let before = problems.len();
    let fields = Fields::of(table, "[[case]]", &keys, problems);
    let name = fields.text("name");
    let mut given = defaults.clone();
    given.read(&fields);
    for left_out in fields.maybe_texts("without").unwrap_or_default() {
        given.leave_out(&fields, &left_out);
    }
    let expect = fields
        .section("expect")
        .map(|table| expected::expect(table, problems));
    if given.on.is_none() && fields.maybe("on").is_none() {
        fields.required("on");
    }
    if given.setting.is_none() && fields.maybe("setting").is_none() {
        fields.required("setting");
    }
    let stay = given.stay(&fields);
    given.asks_for_days(&fields, expect.as_ref().and_then(Option::as_ref));
    if problems.len() > before {
        // What is left of it would say something else.
        return None;
    }
    let place = fields.place().problem(Fault::BadValue, String::new());
    Some(Case {
        file: place.file,
        line: place.line,
        name: name?.value,
        profile: given.profile(),
        on: given.on?,
        setting: given.setting?,
        primary_need: given.primary_need,
        fte: given.fte.unwrap_or(Fte::FULL),
        basis: given.basis.unwrap_or(AmountBasis::Year),
        hours: given.hours,
        stay,
        days: given.days,
        facts: given.facts,
        expect: expect??,
    })
}
