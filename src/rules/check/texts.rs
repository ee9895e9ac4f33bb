//! Words that say another number than the figures beside them.
//!
//! Only numbers with a unit are compared, and those that a phrase such as “no more than” makes a limit:
//! “Key Stage 2”, “2026-27” and “Year 7” say nothing of the figures. A section that holds no figure of
//! a unit says nothing that its words could contradict.

use std::collections::{BTreeMap, BTreeSet};

use crate::money::{Decimal, shortest};
use crate::rules::problem::Fault;
use crate::rules::reader::Fields;
use crate::rules::tree::{Entry, Node, Table, Value};

use super::spelled;

/// The sections with figures and words.
const SECTIONS: [&str; 7] = [
    "group",
    "band",
    "provision",
    "value_table",
    "modifier",
    "phase",
    "eligibility",
];

/// The words of a section.
const WORDS: [&str; 6] = [
    "title",
    "note",
    "otherwise",
    "reason",
    "descriptor",
    "on_top_of",
];

/// Pounds that a word may name anywhere: what every mainstream school meets, an early-years share of
/// it, and the funding of a place.
const NATIONAL_POUNDS: [i64; 3] = [4_000, 6_000, 10_000];

/// The modifiers whose words name their own figure, and no other beside it.
const OF_ONE_FIGURE: [&str; 3] = ["threshold", "minimum", "cap"];

/// What makes the number after it a limit.
const LIMITS: [&str; 9] = [
    "no more than",
    "not more than",
    "at most",
    "up to",
    "maximum of",
    "capped at",
    "limited to",
    "at least",
    "no fewer than",
];

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Unit {
    Pounds,
    Hours,
    Minutes,
    Weeks,
    Percent,
    Points,
    Pupils,
    Age,
    Year,
    /// A limit of something that is not named.
    Limit,
}

/// Says where the words of the sections of a set or a stream contradict their figures.
pub(super) fn against_figures(fields: &Fields<'_>) {
    for section in SECTIONS {
        let tables = fields.maybe(section).into_iter().flat_map(Node::tables);
        for table in tables {
            let figures = figures(section, table);
            let kind = table.get("kind").and_then(Node::text);
            let one = kind.filter(|kind| section == "modifier" && OF_ONE_FIGURE.contains(kind));
            for word in WORDS {
                if let Some(node) = table.get(word) {
                    contradicted(fields, node, &figures, one);
                }
            }
        }
    }
}

fn contradicted(
    fields: &Fields<'_>,
    node: &Node,
    figures: &BTreeMap<Unit, BTreeSet<Decimal>>,
    kind: Option<&str>,
) {
    let Some(text) = node.text() else {
        return;
    };
    let mut said = numbers(text);
    said.extend(spelled::pounds(text).into_iter().map(|n| (Unit::Pounds, n)));
    let names_its_own = said.iter().any(|(unit, number)| {
        figures
            .get(unit)
            .is_some_and(|known| known.contains(number))
    });
    for (unit, number) in said {
        let Some(known) = figures.get(&unit) else {
            continue;
        };
        let may_be_named = unit == Unit::Pounds
            && is_national(number)
            && (names_its_own
                || !kind.is_some_and(|kind| known.iter().any(|own| is_meant(kind, number, *own))));
        if known.contains(&number) || may_be_named {
            continue;
        }
        let list: Vec<String> = known.iter().take(12).map(|one| shortest(*one)).collect();
        let sentence = format!(
            "the words say {}, but the figures of this section are {}: mend the one that is wrong",
            shortest(number),
            list.join(", ")
        );
        fields.wrong(&node.place, Fault::TextContradicts, sentence);
    }
}

fn is_national(number: Decimal) -> bool {
    let mut all = NATIONAL_POUNDS.iter();
    all.any(|pounds| Decimal::from(*pounds) == number)
}

/// Whether a national figure in the words of a modifier is its own: a threshold is nothing else, unless it is
/// another such figure; of a minimum or a cap it may be, if a slip of one digit makes the one of the other.
fn is_meant(kind: &str, named: Decimal, own: Decimal) -> bool {
    let (named, other) = (named.to_string(), own.to_string());
    let (longer, shorter) = if named.len() < other.len() {
        (other.as_bytes(), named.as_bytes())
    } else {
        (named.as_bytes(), other.as_bytes())
    };
    let same = longer
        .iter()
        .zip(shorter)
        .take_while(|(a, b)| a == b)
        .count();
    let rest = longer.get(same + 1..).unwrap_or_default();
    let slip = match longer.len() - shorter.len() {
        0 => rest == shorter.get(same + 1..).unwrap_or_default(),
        1 => rest == shorter.get(same..).unwrap_or_default(),
        _ => false,
    };
    if kind == "threshold" {
        !is_national(own)
    } else {
        slip
    }
}

/// The figures of a section, by what they count.
fn figures(section: &str, table: &Table) -> BTreeMap<Unit, BTreeSet<Decimal>> {
    let mut found: BTreeMap<Unit, BTreeSet<Decimal>> = BTreeMap::new();
    let mut add = |unit, number: Decimal| {
        found.entry(unit).or_default().insert(number.normalize());
        found
            .entry(Unit::Limit)
            .or_default()
            .insert(number.normalize());
    };
    for entry in &table.entries {
        let values = || all_numbers(&entry.node).into_iter();
        match (section, entry.key.as_str()) {
            ("phase", "from" | "to") => values().for_each(|n| add(Unit::Year, n)),
            ("eligibility", "requires") => ages(entry).for_each(|n| add(Unit::Age, n)),
            (_, "hours" | "total_hours" | "above_hours" | "full_hours") => {
                for hours in values() {
                    add(Unit::Hours, hours);
                    add(Unit::Minutes, hours.saturating_mul(Decimal::from(60)));
                }
            }
            (_, "weeks") => values().for_each(|n| add(Unit::Weeks, n)),
            (_, "percent") => values().for_each(|n| add(Unit::Percent, n.abs())),
            (_, "shares" | "cost_share") => {
                values().for_each(|n| add(Unit::Percent, n.saturating_mul(Decimal::ONE_HUNDRED)));
            }
            (_, "score" | "points" | "cap" | "weight") | ("band", "from" | "to") => {
                values().for_each(|n| add(Unit::Points, n));
            }
            (_, "classes") => values().for_each(|n| add(Unit::Pupils, n)),
            (
                _,
                "amounts" | "base" | "published" | "pounds" | "rate" | "rate_per_hour"
                | "per_pupil" | "class_posts" | "agreed_above",
            ) => values().for_each(|n| add(Unit::Pounds, n.abs())),
            (_, "rows") => last_cells(entry).for_each(|n| add(Unit::Pounds, n)),
            _ => {}
        }
    }
    found
}

fn number(node: &Node) -> Option<Decimal> {
    node.text()?.parse().ok()
}

/// Every number below a node.
fn all_numbers(node: &Node) -> Vec<Decimal> {
    match &node.value {
        Value::List(items) => items.iter().flat_map(all_numbers).collect(),
        Value::Table(table) => table
            .entries
            .iter()
            .flat_map(|e| all_numbers(&e.node))
            .collect(),
        _ => number(node).into_iter().collect(),
    }
}

fn last_cells(entry: &Entry) -> impl Iterator<Item = Decimal> {
    let rows = match &entry.node.value {
        Value::List(rows) => rows.as_slice(),
        _ => &[],
    };
    rows.iter().filter_map(|row| match &row.value {
        Value::List(cells) => number(cells.last()?),
        _ => None,
    })
}

fn ages(entry: &Entry) -> impl Iterator<Item = Decimal> {
    let ages = entry
        .node
        .tables()
        .filter_map(|condition| condition.get("ages"));
    ages.flat_map(all_numbers)
}

/// The numbers of a text that say something of figures, with what they count.
fn numbers(text: &str) -> Vec<(Unit, Decimal)> {
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some(start) = text
        .get(rest..)
        .and_then(|part| part.find(|c: char| c.is_ascii_digit()))
    {
        let start = rest + start;
        let tail = text.get(start..).unwrap_or_default();
        let length = number_length(tail);
        let (before, after) = (
            text.get(..start).unwrap_or_default(),
            tail.get(length..).unwrap_or_default(),
        );
        rest = start + length;
        let digits: String = tail.get(..length).unwrap_or_default().replace(',', "");
        let Ok(number) = digits.parse::<Decimal>() else {
            continue;
        };
        if let Some(unit) = unit(before, after) {
            let thousands = unit == Unit::Pounds && after.starts_with(['k', 'K']);
            let times = if thousands {
                Decimal::ONE_THOUSAND
            } else {
                Decimal::ONE
            };
            found.push((unit, number.saturating_mul(times).normalize()));
        }
    }
    found
}

/// How many bytes of a text are one number: digits, commas before three digits, and a decimal part.
fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut at = 0;
    loop {
        if digit(at)
            || (bytes.get(at) == Some(&b',') && (1..=3).all(|n| digit(at + n)) && !digit(at + 4))
        {
            at += 1;
        } else if bytes.get(at) == Some(&b'.') && digit(at + 1) {
            at += 1;
            while digit(at) {
                at += 1;
            }
            return at;
        } else {
            return at;
        }
    }
}

fn unit(before: &str, after: &str) -> Option<Unit> {
    if before.ends_with('£') {
        return Some(Unit::Pounds);
    }
    // Part of a name or a year: P16, 2026-27, 1st.
    if before.ends_with(|c: char| c.is_alphanumeric() || c == '-' || c == '/' || c == '–') {
        return None;
    }
    let after = after.trim_start_matches([' ', '-', '\u{a0}']);
    if after.starts_with('%') {
        return Some(Unit::Percent);
    }
    let word: String = after
        .chars()
        .take_while(char::is_ascii_alphabetic)
        .collect();
    let unit = match word.to_ascii_lowercase().as_str() {
        "hour" | "hours" | "hrs" => Unit::Hours,
        "minute" | "minutes" => Unit::Minutes,
        "week" | "weeks" => Unit::Weeks,
        "percent" => Unit::Percent,
        "per" if after.to_ascii_lowercase().starts_with("per cent") => Unit::Percent,
        "point" | "points" => Unit::Points,
        "pupil" | "pupils" => Unit::Pupils,
        _ => return unit_before(before),
    };
    Some(unit)
}

fn unit_before(before: &str) -> Option<Unit> {
    let before = before.trim_end().to_lowercase();
    if LIMITS.iter().any(|limit| before.ends_with(limit)) {
        return Some(Unit::Limit);
    }
    let word = before.rsplit(|c: char| !c.is_alphabetic()).next()?;
    match word {
        "age" | "aged" | "ages" => Some(Unit::Age),
        "year" | "years" => Some(Unit::Year),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(Unit, String)> {
        let numbers = numbers(text).into_iter();
        numbers
            .map(|(unit, number)| (unit, number.to_string()))
            .collect()
    }

    #[test]
    fn numbers_with_units_are_found() {
        let one = |unit, number: &str| vec![(unit, number.to_owned())];
        assert_eq!(
            found("no more than 10 hours a week"),
            one(Unit::Hours, "10")
        );
        assert_eq!(found("£1,560.50 a year"), one(Unit::Pounds, "1560.5"));
        assert_eq!(found("above £6k"), one(Unit::Pounds, "6000"));
        assert_eq!(found("counts at most 16"), one(Unit::Limit, "16"));
        assert_eq!(found("less 0.5 per cent"), one(Unit::Percent, "0.5"));
        assert_eq!(found("a 90-minute session"), one(Unit::Minutes, "90"));
        assert_eq!(found("Years 7 to 11"), one(Unit::Year, "7"));
    }

    #[test]
    fn names_years_and_lists_are_left_alone() {
        for text in [
            "Top-up 2026-27",
            "Key Stage 2 and 3",
            "post-16 provision",
            "Band 3",
            "1. Speech; 2. Language",
            "Tier 2a, from 1 April 2026",
            "",
            "no digits",
            "P16",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
