//! From the tree of a rule set's text to a checked [`RuleSet`], or every problem with its place.
//!
//! Each file here checks one section. A section that has problems becomes absent and the others are
//! still checked, so that a rules owner mends a text in one round and not in ten.

mod bands;
pub(super) mod codes;
mod groups;
mod model;
mod needs;
mod points;
mod questions;
mod scheme;
mod scores;
mod values;

use crate::ids::RuleSetRef;

use super::problem::{Fault, Problem, Problems};
use super::reader::Fields;
use super::set::{Parts, RuleSet};
use super::tree::{self, Place, RuleFile, Table};

const SECTIONS: &[&str] = &[
    "scheme",
    "source",
    "model",
    "area",
    "group",
    "points",
    "band",
    "floor",
    "value_table",
    "not_funded",
    "modifiers",
    "rounding",
    "question",
];

/// Reads and checks the text of one rule set. The files are one document, in any order.
///
/// # Errors
/// Every [`Problem`] of the text, by file and line. A text with any problem is no rule set.
pub fn read(files: &[RuleFile]) -> Result<RuleSet, Vec<Problem>> {
    read_as(files, None)
}

/// Reads and checks the text of one rule set that lies in a directory whose name says what it is.
///
/// # Errors
/// Every [`Problem`], also if authority or first day is not what the directory's name says.
pub fn read_as(
    files: &[RuleFile],
    directory: Option<&RuleSetRef>,
) -> Result<RuleSet, Vec<Problem>> {
    let problems = Problems::default();
    let parts = parts_of(files, directory, &problems);
    match parts {
        Some(parts) if problems.is_empty() => Ok(RuleSet::seal(parts)),
        // A part is absent only where a problem says why.
        _ => Err(problems.into_sorted()),
    }
}

fn parts_of(
    files: &[RuleFile],
    directory: Option<&RuleSetRef>,
    problems: &Problems,
) -> Option<Parts> {
    if files.is_empty() {
        let sentence = "there is no .toml file here: a rule set needs at least one";
        problems.add(
            &Place::nowhere("scheme.toml"),
            Fault::UnreadableFile,
            sentence,
        );
        return None;
    }
    let tree = tree::read(files, problems)?;
    check(&tree, directory, problems)
}

fn check(tree: &Table, directory: Option<&RuleSetRef>, problems: &Problems) -> Option<Parts> {
    let root = Fields::of(tree, "a rule set", SECTIONS, problems);
    let scheme = scheme::scheme(&root, directory);
    let source = scheme::source(&root);
    let head = model::head(&root);
    let areas = needs::areas(&root, &head);
    let model = model::model(&root, &head, &areas);
    let bands = bands::bands(&root, &head);
    if let Some(bands) = &bands {
        bands::against_scores(&root, bands, model.as_ref().and_then(|m| m.scores.as_ref()));
    }
    let known = bands::Known::of(&root, bands.as_deref(), &head);
    let floors = bands::floors(&root, &known);
    let value_tables = values::value_tables(&root, &known);
    let not_funded = values::not_funded(&root);
    values::every_setting_once(&root, &value_tables, &not_funded);
    let modifiers = scheme::modifiers(&root, &floors, &value_tables);
    let rounding = scheme::rounding(&root);
    let questions = questions::questions(&root, &areas, &head);
    Some(Parts {
        scheme: scheme?,
        source: source?,
        areas: areas.into_areas(),
        model: model?.model,
        bands: bands?.into_iter().map(|band| band.value).collect(),
        floors: floors.into_iter().map(|floor| floor.value).collect(),
        value_tables: value_tables.into_iter().map(|table| table.value).collect(),
        not_funded: not_funded.into_iter().map(|note| note.value).collect(),
        modifiers: modifiers?,
        rounding: rounding?,
        questions,
    })
}
