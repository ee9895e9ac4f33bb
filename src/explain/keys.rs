//! The keys of a row of a table, in words.

use crate::engine::{self, RowAt, TableAt};
use crate::needs::{Need, Setting};
use crate::rules::{Column, Model, RuleSet, Values};

use super::conditions::lower;
use super::here::Here;
use super::words::domain_title;

/// What a row of the look-up of bands holds for.
pub(super) fn of_lookup(here: &Here<'_>, row: RowAt) -> Vec<String> {
    match &here.stream.model {
        Model::Lookup { columns, .. } => in_words(columns, here.row_of_lookup(row), here.rules),
        _ => Vec::new(),
    }
}

/// What a row of a value table holds for.
pub(super) fn of_table(here: &Here<'_>, table: TableAt, row: RowAt) -> Vec<String> {
    match here.table(table).map(|table| &table.values) {
        Some(Values::Rows(rows)) => {
            in_words(&rows.columns, here.row_of_table(table, row), here.rules)
        }
        _ => Vec::new(),
    }
}

/// What the row of this step does not name, since it is the row for any other: `this institution or this host
/// authority`. A slip in a name would have led to the same row.
pub(super) fn not_named(here: &Here<'_>) -> Option<String> {
    let columns = engine::not_named(here.step, here.stream).into_iter();
    let names = columns.map(|column| format!("this {}", heading(column, here.rules)));
    let names: Vec<String> = names.collect();
    (!names.is_empty()).then(|| names.join(" or "))
}

/// After the sentence about a row: ` The table does not name this institution: the row for any other was used.`
pub(super) fn said_not_named(here: &Here<'_>) -> String {
    let said = |names| format!(" The table does not name {names}: the row for any other was used.");
    not_named(here).map(said).unwrap_or_default()
}

/// After a row or what it gives: ` (mainstream state school, Hearing at level 2)`; nothing where it holds for all.
pub(super) fn in_brackets(keys: &[String]) -> String {
    if keys.is_empty() {
        String::new()
    } else {
        format!(" ({})", keys.join(", "))
    }
}

/// What a table was asked for and has no row for; what is not known is said to be so.
pub(super) fn asked(columns: &[Column], keys: &[String], rules: &RuleSet) -> String {
    let said = columns.iter().zip(keys).map(|(column, key)| {
        if key.is_empty() {
            format!("{} not known", heading(column, rules))
        } else {
            one(column, key, rules)
        }
    });
    said.collect::<Vec<_>>().join(", ")
}

fn heading(column: &Column, rules: &RuleSet) -> String {
    let heading = match column {
        Column::Band => "band",
        Column::Setting => "setting",
        Column::PrimaryNeed => "primary need",
        Column::Phase => "phase",
        Column::Institution => "institution",
        Column::HostAuthority => "host authority",
        Column::Residency => "where the child lives",
        Column::Plan => "plan",
        Column::Level(domain) => return format!("level of {}", domain_title(domain, rules)),
    };
    heading.to_owned()
}

fn in_words(columns: &[Column], keys: &[String], rules: &RuleSet) -> Vec<String> {
    let pairs = columns.iter().zip(keys);
    // A key for “any other” says nothing of the case.
    let said = pairs.filter(|(_, key)| *key != "*");
    said.map(|(column, key)| one(column, key, rules)).collect()
}

fn one(column: &Column, key: &str, rules: &RuleSet) -> String {
    match column {
        Column::Band => format!("band {key}"),
        Column::Setting => {
            Setting::parse(key).map_or_else(|_| key.to_owned(), |setting| lower(setting.title()))
        }
        Column::PrimaryNeed => {
            Need::parse(key).map_or_else(|_| key.to_owned(), |need| lower(need.title()))
        }
        Column::Phase => {
            let known = rules.phases.iter().find(|phase| phase.id.as_str() == key);
            known.map_or_else(|| key.to_owned(), |phase| phase.title.clone())
        }
        Column::Institution => key.to_owned(),
        Column::HostAuthority => format!("a place in {key}"),
        Column::Residency if key == "own" => {
            format!("a child who lives in {}", rules.scheme.authority_title)
        }
        Column::Residency => {
            format!("a child who lives outside {}", rules.scheme.authority_title)
        }
        Column::Plan if key == "plan" => "a child with a plan".to_owned(),
        Column::Plan => "a child without a plan".to_owned(),
        Column::Level(domain) => format!("{} at level {key}", domain_title(domain, rules)),
    }
}
