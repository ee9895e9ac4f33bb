//! Where the figures of a rule set stand in its texts, and in which section.

use crate::rules::problem::{Fault, Problem, Problems};
use crate::rules::set::{Model, Modifier, RuleSet, Stream};
use crate::rules::tree::{self, Place, RuleFile, Table};

use super::super::place::{item, key, named, section, sections, texts_of};
use super::{Figure, Key};

/// Figures on which no case turns, each as a sentence at its place in the texts that the set was read from.
#[must_use]
pub fn figures_placed(figures: &[Figure], rules: &RuleSet, files: &[RuleFile]) -> Vec<Problem> {
    let Some(tree) = tree::read(files, &Problems::default()) else {
        return Vec::new();
    };
    let problem = |figure: &Figure| {
        let place = place_of(&figure.path, rules, &tree).unwrap_or(&tree.place);
        place.problem(Fault::NotHit, figure.in_words(rules))
    };
    let mut found: Vec<Problem> = figures.iter().map(problem).collect();
    found.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
    found
}

/// A section: the stream it belongs to, its name in the text and its own name, and the path within it.
struct Section<'p> {
    stream: Option<usize>,
    kind: &'static str,
    id: String,
    rest: &'p [Key],
}

/// The section that a figure stands in.
fn section_of<'p>(path: &'p [Key], rules: &RuleSet) -> Option<Section<'p>> {
    let (at, path) = match path {
        [Key::Name(name), Key::At(further), rest @ ..] if name == "further_streams" => {
            (further + 1, rest)
        }
        _ => (0, path),
    };
    let stream = rules.streams.get(at)?;
    let of = |kind, id: &str, rest| {
        Some(Section {
            stream: Some(at),
            kind,
            id: id.to_owned(),
            rest,
        })
    };
    let of_set = |kind, id: &str, rest| {
        Some(Section {
            stream: None,
            ..of(kind, id, rest)?
        })
    };
    match path {
        [
            Key::Name(areas),
            Key::At(area),
            Key::Name(_),
            Key::At(domain),
            rest @ ..,
        ] if areas == "areas" => {
            let domain = rules.areas.get(*area)?.domains.get(*domain)?;
            of_set("domain", domain.id.as_str(), rest)
        }
        [Key::Name(list), Key::At(nth), rest @ ..] => match list.as_str() {
            "gates" => of_set("eligibility", &rules.gates.get(*nth)?.id, rest),
            "phases" => of_set("phase", rules.phases.get(*nth)?.id.as_str(), rest),
            "bands" => of("band", stream.bands.get(*nth)?.id.as_str(), rest),
            "floors" => of("floor", &stream.floors.get(*nth)?.id, rest),
            "value_tables" => of("value_table", &stream.value_tables.get(*nth)?.id, rest),
            "modifiers" => match stream.modifiers.get(*nth)? {
                Modifier::Change(change) => of("modifier", change.id.as_str(), rest),
                Modifier::Floor | Modifier::Fte => None,
            },
            _ => None,
        },
        [Key::Name(name), rest @ ..] => match name.as_str() {
            "part" => of("stream", stream.name().as_str(), rest),
            "rounding" => of_set("rounding", "", rest),
            "time" => of_set("time", "", rest),
            "model" => in_model(stream, rest).map_or_else(
                || of("model", "", rest),
                |(kind, id, rest)| of(kind, &id, rest),
            ),
            _ => None,
        },
        _ => None,
    }
}

/// The section of its own that a part of a model has.
fn in_model<'p>(stream: &Stream, rest: &'p [Key]) -> Option<(&'static str, String, &'p [Key])> {
    let [Key::Name(list), Key::At(nth), rest @ ..] = rest else {
        return None;
    };
    match &stream.model {
        // Its shares are the model's own.
        Model::WeightedLevels { groups, .. } if list == "groups" => {
            Some(("group", groups.get(*nth)?.id.to_string(), rest))
        }
        Model::CostedProvision { provisions, .. } => {
            Some(("provision", provisions.get(*nth)?.id.to_string(), rest))
        }
        _ => None,
    }
}

/// The section in words: ` of group sensory (stream schools)`.
pub(super) fn section_in_words(path: &[Key], rules: &RuleSet) -> String {
    let Some(section) = section_of(path, rules) else {
        return String::new();
    };
    let kind = section.kind.replace('_', " ");
    let name = match section.id.as_str() {
        "" => format!(" of [{kind}]"),
        id => format!(" of {kind} {id}"),
    };
    let stream = section.stream.and_then(|at| rules.streams.get(at));
    match stream.and_then(|stream| stream.part.as_ref()) {
        Some(part) if section.kind != "stream" => format!("{name} (stream {})", part.id),
        _ => name,
    }
}

fn place_of<'t>(path: &[Key], rules: &RuleSet, root: &'t Table) -> Option<&'t Place> {
    let found = section_of(path, rules)?;
    let texts = match found.stream {
        Some(at) => texts_of(rules.streams.get(at)?, root)?,
        None => root,
    };
    let table = match found.kind {
        "stream" => texts,
        "domain" => {
            let mut areas = sections(texts, "area");
            areas.find_map(|area| named(area, "domain", &found.id))?
        }
        kind if found.id.is_empty() => section(texts, kind)?,
        kind => named(texts, kind, &found.id)?,
    };
    let within = in_section(path, found.rest, table);
    Some(within.unwrap_or(&table.place))
}

/// Where a figure stands in its section.
fn in_section<'t>(path: &[Key], rest: &[Key], table: &'t Table) -> Option<&'t Place> {
    if let [.., Key::Name(list), Key::At(nth), Key::Name(_)] = rest
        && list == "terms"
    {
        let term = sections(table, "term").nth(*nth)?;
        return key(term, toml_key(path)).or(Some(&term.place));
    }
    for list in ["when", "requires", "reached_by"] {
        let at = rest
            .iter()
            .position(|key| matches!(key, Key::Name(name) if name == list));
        if let Some(Key::At(nth)) = at.and_then(|at| rest.get(at + 1)) {
            return item(table, list, *nth).or_else(|| key(table, list));
        }
    }
    if let [.., Key::Name(list), Key::At(nth)] = rest
        && let Some(place) = item(table, list, *nth)
    {
        return Some(place);
    }
    let names = rest.iter().rev().filter_map(|step| match step {
        Key::Name(name) => Some(name.as_str()),
        Key::At(_) => None,
    });
    key(table, toml_key(path)).or_else(|| names.into_iter().find_map(|name| key(table, name)))
}

/// What the rules owner calls the value at the end of a path.
pub(super) fn toml_key(path: &[Key]) -> &str {
    let mut names = path.iter().rev().filter_map(|key| match key {
        Key::Name(name) => Some(name.as_str()),
        Key::At(_) => None,
    });
    let (last, parent) = (names.next().unwrap_or_default(), names.next());
    match (parent.unwrap_or_default(), last) {
        (parent @ ("hours" | "total_hours" | "most_hours"), "most") => parent,
        ("hours", "above") => "above_hours",
        ("total_hours", "above") => "above_total_hours",
        ("most_hours", "above") => "above_most_hours",
        ("support_hours", "rate") => "rate_per_hour",
        ("support_hours", "above") | (_, "per_hour_above") => "above_hours",
        ("points", "rate") => "rate_per_point",
        ("points", "above") => "above_points",
        ("cap", "points") => "cap",
        ("cap", "above") => "above_cap",
        ("cost", "share") => "cost_share",
        ("hours_fraction", "full") => "full_hours",
        ("model" | "points", "unit") => "points_unit",
        (_, "unit") => "to",
        (_, "after_days") => "suspended_after_days",
        (_, "full_time") => "full_time_hours",
        (_, "of") => "week_of",
        (_, last) => last,
    }
}
