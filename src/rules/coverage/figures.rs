//! The figures, codes and choices of a rule set on which a result can turn, each with the slips of the pen that are
//! likeliest of it.
//!
//! A slip is the set itself with another value in one place. If every case holds of that too, no case says that the
//! value is the right one. Amounts of bands and rows are not among them: a case that hits one asserts it.

mod place;
mod slips;

use serde_json::Value as Json;

use crate::rules::set::{Modifier, Parts, Phase, RuleSet, What};

pub use place::figures_placed;

/// A step on the way to a value of the canonical text.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Key {
    Name(String),
    At(usize),
}

/// Another value at some places of a set.
#[derive(Clone, Debug)]
struct Slip {
    changes: Vec<(Vec<Key>, Json)>,
    /// What stands there instead, in words; nothing where something was left out.
    instead: Option<String>,
}

/// A value on which a result can turn.
#[derive(Clone, Debug)]
pub struct Figure {
    path: Vec<Key>,
    /// What stands there, in words.
    written: String,
    slips: Vec<Slip>,
}

/// The parts of the canonical text in which figures are looked for.
const SECTIONS: [&str; 10] = [
    "gates",
    "phases",
    "part",
    "model",
    "bands",
    "floors",
    "value_tables",
    "modifiers",
    "further_streams",
    "time",
];

/// What a case that hits it asserts, what the checker holds against something else, and words.
const LEFT_OUT: [&str; 18] = [
    "id",
    "title",
    "note",
    "reason",
    "descriptor",
    "on_top_of",
    "kind",
    "year",
    "domains",
    "columns",
    "rows",
    "amounts",
    "by_band",
    "table",
    "published",
    "not_funded",
    // Which stream gives the band shows where there is a second one.
    "adds",
    // A case says what days are due at full attendance alone.
    "attendance",
];

/// Lists whose items have each a meaning of its own.
const TUPLES: [&str; 5] = [
    "ages",
    "at_least",
    "at_most",
    "circumstance",
    "count_at_least",
];

/// Every figure of a set, in the order of its canonical text.
#[must_use]
pub fn figures(rules: &RuleSet) -> Vec<Figure> {
    let mut found = Vec::new();
    let whole = json_of(rules);
    for section in SECTIONS {
        if let Some(json) = whole.get(section) {
            walk(json, &mut vec![Key::Name(section.to_owned())], &mut found);
        }
    }
    primary_needs(rules, &whole, &mut found);
    for (at, stream) in rules.streams.iter().enumerate() {
        found.extend(slips::of_ranges(at, stream, rules));
    }
    found.retain(|figure| !is_of_no_year(figure, rules));
    found.retain(|figure| !is_of_unread_phase(figure, &whole, rules));
    for figure in &mut found {
        figure
            .slips
            .retain(|slip| !is_of_another_phase(slip, rules));
    }
    found.retain(|figure| !figure.slips.is_empty());
    found
}

/// The primary needs for which a domain counts first.
fn primary_needs(rules: &RuleSet, whole: &Json, found: &mut Vec<Figure>) {
    for (area, known) in rules.areas.iter().enumerate() {
        for domain in 0..known.domains.len() {
            let names = ["areas", "domains", "primary_needs"];
            let [areas, domains, needs] = names.map(|name| Key::Name(name.to_owned()));
            let mut path = vec![areas, Key::At(area), domains, Key::At(domain), needs];
            let json = whole
                .get("areas")
                .and_then(|areas| areas.get(area)?.get("domains")?.get(domain))
                .and_then(|domain| domain.get("primary_needs"));
            if let Some(json) = json {
                walk(json, &mut path, found);
            }
        }
    }
}

/// Whether a slip would give a phase a year of its neighbour, which the checker refuses.
fn is_of_another_phase(slip: &Slip, rules: &RuleSet) -> bool {
    let [(path, year)] = slip.changes.as_slice() else {
        return false;
    };
    let (Some(Key::Name(list)), Some(Key::At(own))) = (path.first(), path.get(1)) else {
        return false;
    };
    let has = |phase: &Phase| {
        let years = i64::from(phase.from)..=i64::from(phase.to);
        year.as_i64().is_some_and(|year| years.contains(&year))
    };
    let mut phases = rules.phases.iter().enumerate();
    list == "phases" && phases.any(|(at, phase)| at != *own && has(phase))
}

/// Whether a figure is of a phase that no condition and no column reads: it is there so that every year group is in one.
fn is_of_unread_phase(figure: &Figure, whole: &Json, rules: &RuleSet) -> bool {
    let (Some(Key::Name(list)), Some(Key::At(at))) = (figure.path.first(), figure.path.get(1))
    else {
        return false;
    };
    let phase = rules.phases.get(*at).filter(|_| list == "phases");
    phase.is_some_and(|phase| !reads_phase(whole, phase.id.as_str()))
}

/// Whether some condition within names a phase, or some column tells phases apart.
fn reads_phase(json: &Json, phase: &str) -> bool {
    let names = |list: &Json, name: &str| {
        let items = list.as_array().map_or(&[][..], Vec::as_slice);
        items.iter().any(|item| item.as_str() == Some(name))
    };
    match json {
        Json::Object(map) => map.iter().any(|(key, value)| match key.as_str() {
            "phases" if names(value, phase) => true,
            "columns" if names(value, "phase") => true,
            _ => reads_phase(value, phase),
        }),
        Json::Array(items) => items.iter().any(|item| reads_phase(item, phase)),
        _ => false,
    }
}

/// Whether a share of a protection is of a year that the set has no day of.
fn is_of_no_year(figure: &Figure, rules: &RuleSet) -> bool {
    let [at @ .., Key::Name(what), Key::Name(shares), Key::At(year)] = figure.path.as_slice()
    else {
        return false;
    };
    let modifier = match at {
        [Key::Name(list), Key::At(stream), _, Key::At(nth), ..] if list == "further_streams" => {
            (stream + 1, *nth)
        }
        [_, Key::At(nth), ..] => (0, *nth),
        _ => return false,
    };
    let stream = rules.streams.get(modifier.0);
    let Some(Modifier::Change(change)) = stream.and_then(|one| one.modifiers.get(modifier.1))
    else {
        return false;
    };
    match &change.what {
        What::Protection { from, .. } if what == "protection" && shares == "shares" => {
            !super::years_of(*from, rules).contains(year)
        }
        _ => false,
    }
}

fn json_of(rules: &RuleSet) -> Json {
    // Every part is text, a list or a map with text keys, which always become JSON.
    let parts: &Parts = rules;
    serde_json::to_value(parts).unwrap_or_default()
}

fn walk(json: &Json, path: &mut Vec<Key>, found: &mut Vec<Figure>) {
    match json {
        Json::Object(map) => {
            if has_bounds(path) {
                found.extend(map.keys().map(|bound| slips::of_bound(bound, map, path)));
            }
            for (name, value) in map {
                if !is_left_out(name, path) {
                    path.push(Key::Name(name.clone()));
                    walk(value, path, found);
                    path.pop();
                }
            }
        }
        Json::Array(items) => {
            let list = last_name(path);
            let is_tuple = TUPLES.contains(&list) || list == "shares";
            // The order of modifiers names each, and a case that hits one shows it.
            let is_of_names = !is_tuple && list != "modifiers";
            // Everybody is in the lowest band.
            let is_lowest = list == "reached_by" && matches!(path.as_slice(), [.., Key::At(0), _]);
            for (at, item) in items.iter().enumerate().filter(|_| !is_lowest) {
                path.push(Key::At(at));
                match item {
                    Json::String(_) if is_of_names => found.push(slips::left_out(items, at, path)),
                    Json::String(_) if !is_tuple => {}
                    _ => walk(item, path, found),
                }
                path.pop();
            }
        }
        plain => found.extend(slips::of_plain(plain, path)),
    }
}

/// Whether the keys of a table are bounds from which its values hold: hours a week, or days.
fn has_bounds(path: &[Key]) -> bool {
    match path {
        [.., Key::Name(what), Key::Name(shares)] => {
            shares == "rate_from" || (what == "hours_a_week" && shares == "shares")
        }
        [.., Key::Name(last)] => last == "rate_from",
        _ => false,
    }
}

/// Whether no figure is looked for under a name. Settings are shared out among tables and streams, which the checker
/// holds; ranges are looked at together.
fn is_left_out(name: &str, path: &[Key]) -> bool {
    let is_within = |list: &str| {
        path.iter()
            .any(|key| matches!(key, Key::Name(name) if name == list))
    };
    let of_list = |list: &str| matches!(path, [.., Key::Name(name), Key::At(_)] if name == list);
    LEFT_OUT.contains(&name)
        || (name == "settings" && (is_within("value_tables") || is_within("part")))
        || (["from", "to"].contains(&name) && of_list("bands"))
}

fn last_name(path: &[Key]) -> &str {
    let mut names = path.iter().rev().filter_map(|key| match key {
        Key::Name(name) => Some(name.as_str()),
        Key::At(_) => None,
    });
    names.next().unwrap_or_default()
}

impl RuleSet {
    /// The set with each slip of a figure in turn; slips that make no set of it are left out.
    pub(crate) fn with_slips<'f>(
        &'f self,
        figures: &'f [Figure],
    ) -> impl Iterator<Item = (usize, usize, RuleSet)> + 'f {
        let whole = json_of(self);
        let all = figures.iter().enumerate().flat_map(|(at, figure)| {
            let slips = figure.slips.iter().enumerate();
            slips.map(move |(nth, slip)| (at, nth, slip))
        });
        all.filter_map(move |(at, nth, slip)| {
            let mut changed = whole.clone();
            for (path, value) in &slip.changes {
                *value_at(&mut changed, path)? = value.clone();
            }
            let parts: Parts = serde_json::from_value(changed).ok()?;
            Some((at, nth, self.with_parts(parts)))
        })
    }
}

fn value_at<'j>(json: &'j mut Json, path: &[Key]) -> Option<&'j mut Json> {
    path.iter().try_fold(json, |json, key| match key {
        Key::Name(name) => json.get_mut(name.as_str()),
        Key::At(at) => json.get_mut(*at),
    })
}

impl Figure {
    /// The figure with those of its slips alone that a case did not notice, by their place among all.
    #[must_use]
    pub fn with_slips_left(&self, left: &[usize]) -> Figure {
        let slips = left.iter().filter_map(|nth| self.slips.get(*nth));
        Figure {
            slips: slips.cloned().collect(),
            ..self.clone()
        }
    }

    /// What no case says of it.
    #[must_use]
    pub fn in_words(&self, rules: &RuleSet) -> String {
        let what = place::section_in_words(&self.path, rules);
        let instead = self.slips.iter().map(|slip| match &slip.instead {
            Some(instead) => format!("with {instead}"),
            None => "without it".to_owned(),
        });
        let instead: Vec<String> = instead.collect();
        format!(
            "no case turns on {}{what}: every case holds as well {}",
            self.written,
            instead.join(" and ")
        )
    }
}
