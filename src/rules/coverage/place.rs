//! Where the parts of a rule set stand in its texts.

use crate::rules::problem::{Fault, Problem, Problems};
use crate::rules::set::{Converting, Model, Modifier, RuleSet, Stream, Values, What};
use crate::rules::tree::{self, Entry, Node, Place, RuleFile, Table, Value};

use super::Part;
use super::words::{change_of, provision};

/// Parts that no case hits, each as a sentence at its place in the texts that the set was read from, by file and line.
/// A part of which the texts show no place of its own stands where its section begins.
#[must_use]
pub fn placed(parts: &[Part], rules: &RuleSet, files: &[RuleFile]) -> Vec<Problem> {
    let Some(tree) = tree::read(files, &Problems::default()) else {
        return Vec::new();
    };
    let mut found: Vec<Problem> = parts
        .iter()
        .map(|part| {
            let place = place_of(*part, rules, &tree).unwrap_or(&tree.place);
            let sentence = format!("not hit by a case: {}", part.in_words(rules));
            place.problem(Fault::NotHit, sentence)
        })
        .collect();
    found.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
    found
}

fn place_of<'t>(part: Part, rules: &RuleSet, root: &'t Table) -> Option<&'t Place> {
    match part {
        Part::LastDay => key(section(root, "scheme")?, "last_day"),
        Part::Gate(gate) => {
            let gate = named(root, "eligibility", &rules.gates.get(gate)?.id)?;
            Some(&gate.place)
        }
        Part::Conversion => key(section(root, "conversion")?, "how"),
        Part::ConversionRow(row) => {
            let Converting::Table(table) = &rules.conversion.as_ref()?.how else {
                return None;
            };
            let old = table.keys().nth(row)?.as_str();
            key(table_in(section(root, "conversion")?, "table")?, old)
        }
        Part::Points(at, domain, level) => {
            let texts = texts_of(rules.streams.get(at)?, root)?;
            let domain = rules.domains().nth(domain)?.id.as_str();
            let of_it = |table: &&Table| table.get("domain").and_then(Node::text) == Some(domain);
            let table = sections(texts, "points").find(of_it)?;
            inside(table, "table", &level.to_string())
        }
        _ => {
            let stream = rules.streams.get(part.stream()?)?;
            of_stream(part, stream, texts_of(stream, root)?)
        }
    }
}

/// The table of a stream in the text: the whole of a set that has no others.
pub(super) fn texts_of<'t>(stream: &Stream, root: &'t Table) -> Option<&'t Table> {
    match &stream.part {
        Some(part) => named(root, "stream", part.id.as_str()),
        None => Some(root),
    }
}

fn of_stream<'t>(part: Part, stream: &Stream, texts: &'t Table) -> Option<&'t Place> {
    let model = || section(texts, "model");
    let kind = |kind| {
        let id = provision(stream, kind)?.id.as_str();
        named(texts, "provision", id)
    };
    match part {
        Part::Band(_, band) => Some(&band_in(texts, stream, band)?.place),
        Part::Way(_, band, way) => {
            let band = band_in(texts, stream, band)?;
            item(band, "reached_by", way).or(Some(&band.place))
        }
        Part::GroupCap(_, group) => {
            let Model::WeightedLevels { groups, .. } = &stream.model else {
                return None;
            };
            let group = groups.get(group)?.id.as_str();
            key(named(texts, "group", group)?, "cap")
        }
        Part::LookupRow(_, row) => item(sections(texts, "lookup").next()?, "rows", row),
        Part::PicksMost(_) => key(model()?, "picks_most"),
        Part::PickShare(_, nth) => item(model()?, "shares", nth).or(Some(&model()?.place)),
        Part::Provision(_, at) => Some(&kind(at)?.place),
        Part::ProvisionCap(_, at, _) => key(kind(at)?, "hours"),
        Part::TotalHours(_, Some(at), _) => key(kind(at)?, "total_hours"),
        Part::TotalHours(_, None, _) => key(model()?, "total_hours"),
        Part::Floor(_, floor) => {
            let floor = &stream.floors.get(floor)?.id;
            Some(&named(texts, "floor", floor)?.place)
        }
        Part::Modifier(_, at) => match stream.modifiers.get(at)? {
            Modifier::Change(change) => Some(&named(texts, "modifier", change.id.as_str())?.place),
            Modifier::Floor | Modifier::Fte => key(section(texts, "modifiers")?, "order"),
        },
        Part::Share(_, at, nth) => {
            let change = change_of(stream, at)?;
            let texts = named(texts, "modifier", change.id.as_str())?;
            let place = match &change.what {
                What::DaysAWeek { shares } | What::HoursAWeek { shares } => {
                    let days = shares.keys().nth(nth)?.to_string();
                    inside(texts, "shares", &days)
                }
                _ => item(texts, "shares", nth),
            };
            place.or_else(|| key(texts, "shares"))
        }
        Part::Turn(_, at, ..) => {
            let change = change_of(stream, at)?;
            let texts = named(texts, "modifier", change.id.as_str())?;
            key(texts, "when").or(Some(&texts.place))
        }
        Part::NotFunded(_, note) => Some(&sections(texts, "not_funded").nth(note)?.place),
        _ => of_table(part, stream, texts),
    }
}

fn of_table<'t>(part: Part, stream: &Stream, texts: &'t Table) -> Option<&'t Place> {
    let (Part::Table(_, at)
    | Part::TableBand(_, at, _)
    | Part::TableRow(_, at, _)
    | Part::Post(_, at, _)
    | Part::MostHours(_, at, _)) = part
    else {
        return None;
    };
    let known = stream.value_tables.get(at)?;
    let table = named(texts, "value_table", &known.id)?;
    let place = match part {
        Part::TableBand(_, _, band) => {
            let band = stream.bands.get(band)?.id.as_str();
            let mut forms = ["amounts", "multiples", "classes", "agreed_above"].iter();
            forms.find_map(|form| inside(table, form, band))
        }
        Part::TableRow(_, _, row) => item(table, "rows", row),
        Part::Post(_, _, post) => match &known.values {
            Values::Staffing(staffing) => {
                let post = staffing.posts.keys().nth(post)?.as_str();
                inside(table, "class_posts", post)
            }
            _ => None,
        },
        Part::MostHours(..) => key(table, "most_hours"),
        _ => None,
    };
    place.or(Some(&table.place))
}

fn band_in<'t>(texts: &'t Table, stream: &Stream, band: usize) -> Option<&'t Table> {
    named(texts, "band", stream.bands.get(band)?.id.as_str())
}

pub(super) fn sections<'t>(table: &'t Table, name: &str) -> impl Iterator<Item = &'t Table> {
    table.get(name).into_iter().flat_map(Node::tables)
}

pub(super) fn section<'t>(table: &'t Table, name: &str) -> Option<&'t Table> {
    sections(table, name).next()
}

/// The section of a list that has an `id`.
pub(super) fn named<'t>(table: &'t Table, name: &str, id: &str) -> Option<&'t Table> {
    let mut all = sections(table, name);
    all.find(|one| one.get("id").and_then(Node::text) == Some(id))
}

fn table_in<'t>(table: &'t Table, name: &str) -> Option<&'t Table> {
    match &table.get(name)?.value {
        Value::Table(inner) => Some(inner),
        _ => None,
    }
}

/// Where a key stands in a table.
pub(super) fn key<'t>(table: &'t Table, name: &str) -> Option<&'t Place> {
    let is_it = |entry: &&Entry| entry.key == name;
    Some(&table.entries.iter().find(is_it)?.place)
}

/// Where a key stands in a table that is a key's value.
fn inside<'t>(table: &'t Table, name: &str, inner: &str) -> Option<&'t Place> {
    key(table_in(table, name)?, inner)
}

/// Where an item of a list stands.
pub(super) fn item<'t>(table: &'t Table, name: &str, nth: usize) -> Option<&'t Place> {
    match &table.get(name)?.value {
        Value::List(items) => items.get(nth).map(|item| &item.place),
        _ => None,
    }
}
