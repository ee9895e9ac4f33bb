//! Sections whose name is misspelt, read as what they were meant to be: else one letter would make every other
//! section look wrong.

use crate::rules::near::steps_between;
use crate::rules::problem::{Fault, Problems};
use crate::rules::reader::shown;
use crate::rules::tree::{Entry, Table, Value};

use super::{SECTIONS, streams};

/// The sections of an area, and those of a domain.
const OF_AREA: [&str; 3] = ["id", "title", "domain"];
const OF_DOMAIN: [&str; 6] = [
    "id",
    "title",
    "aliases",
    "primary_needs",
    "own_levels",
    "levels",
];

/// Gives each misspelt section the name that was meant, and says so.
pub(super) fn mend(tree: &mut Table, problems: &Problems) {
    let mut sections = SECTIONS.to_vec();
    sections.extend(streams::SECTIONS);
    names(tree, "a rule set", &sections, problems);
    for area in below(tree, "area") {
        names(area, "[[area]]", &OF_AREA, problems);
        for domain in below(area, "domain") {
            names(domain, "[[area.domain]]", &OF_DOMAIN, problems);
        }
    }
    let mut of_stream = vec!["id", "title", "when", "adds"];
    of_stream.extend(streams::SECTIONS);
    for stream in below(tree, "stream") {
        names(stream, "[[stream]]", &of_stream, problems);
    }
}

/// The tables of a section that stands several times.
fn below<'t>(table: &'t mut Table, key: &str) -> Vec<&'t mut Table> {
    let mut entries = table.entries.iter_mut();
    let found = entries.find(|entry| entry.key == key);
    let Some(Value::List(items)) = found.map(|entry| &mut entry.node.value) else {
        return Vec::new();
    };
    let tables = items.iter_mut().filter_map(|item| match &mut item.value {
        Value::Table(table) => Some(table),
        _ => None,
    });
    tables.collect()
}

fn names(table: &mut Table, what: &str, known: &[&str], problems: &Problems) {
    let entries = std::mem::take(&mut table.entries);
    let is_known = |entry: &Entry| known.contains(&entry.key.as_str()) || !is_section(entry);
    let (mut kept, odd): (Vec<Entry>, Vec<Entry>) = entries.into_iter().partition(is_known);
    for mut entry in odd {
        if let Some(name) = meant(&entry, &kept, known) {
            let sentence = format!(
                "“{}” is not a key of {what}: mend its spelling, {name}. It is read as that",
                shown(&entry.key)
            );
            problems.add(&entry.place, Fault::UnknownKey, sentence);
            name.clone_into(&mut entry.key);
        }
        let before = kept.iter_mut().find(|other| other.key == entry.key);
        match (before.map(|other| &mut other.node.value), entry.node.value) {
            (Some(Value::List(items)), Value::List(more)) => items.extend(more),
            (_, value) => {
                entry.node.value = value;
                kept.push(entry);
            }
        }
    }
    table.entries = kept;
}

/// The section that was meant: one that is like it and is not there, or of which there may be several.
fn meant<'n>(entry: &Entry, kept: &[Entry], known: &[&'n str]) -> Option<&'n str> {
    let is_list = |entry: &Entry| matches!(entry.node.value, Value::List(_));
    let open = |name: &&&str| {
        let there = kept.iter().find(|other| other.key == **name);
        there.is_none_or(|other| is_list(other) && is_list(entry))
    };
    known
        .iter()
        .filter(open)
        .map(|name| (steps_between(&entry.key, name), *name))
        .filter(|(steps, name)| steps * 2 <= name.len())
        .min_by_key(|(steps, _)| *steps)
        .map(|(_, name)| name)
}

/// Whether a value is a section, or a list of them.
fn is_section(entry: &Entry) -> bool {
    match &entry.node.value {
        Value::Table(_) => true,
        Value::List(items) => items
            .first()
            .is_some_and(|item| matches!(item.value, Value::Table(_))),
        _ => false,
    }
}
