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

use super::fractions::{self, Spelled};
use super::said::{Unit, numbers};
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
pub(super) const NATIONAL_POUNDS: [i64; 3] = [4_000, 6_000, 10_000];

/// The modifiers whose words name their own figure, and no other beside it.
const OF_ONE_FIGURE: [&str; 3] = ["threshold", "minimum", "cap"];

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
    let parts = parts_of_parts(text, &said, figures.get(&Unit::Percent));
    spelled_otherwise(fields, node, text, (figures, &parts));
    said.retain(|(unit, number)| *unit != Unit::Percent || !parts.contains(number));
    said.extend(spelled::pounds(text).into_iter().map(|n| (Unit::Pounds, n)));
    let is_own = |(unit, number): &&(Unit, Decimal)| {
        let known = figures.get(unit);
        known.is_some_and(|known| known.contains(number))
    };
    let own: BTreeSet<(Unit, Decimal)> = said.iter().filter(is_own).copied().collect();
    for (unit, number) in said {
        let Some(known) = figures.get(&unit) else {
            continue;
        };
        let may_be_named = unit == Unit::Pounds
            && is_national(number)
            && (!own.is_empty()
                || !kind.is_some_and(|kind| known.iter().any(|own| is_meant(kind, number, *own))));
        if known.contains(&number) || may_be_named {
            continue;
        }
        let list: Vec<String> = known.iter().take(12).map(|one| shortest(*one)).collect();
        let (said, figures) = (shortest(number), list.join(", "));
        // Words that name the section's figure may name one that follows from it too, a year's amount beside a month's; but not
        // in the place of another figure.
        let of_unit = |(of, _): &(Unit, Decimal)| *of == unit;
        let is_unsaid = |figure: &&Decimal| !own.contains(&(unit, **figure));
        let mut unsaid = known.iter().filter(is_unsaid);
        if own.iter().any(of_unit) && !unsaid.any(|figure| is_slip(number, *figure)) {
            let sentence = format!(
                "the words say {said} besides, and the figures of this section are {figures}: mend the one that is wrong, if one is"
            );
            fields.doubt(&node.place, Fault::TextContradicts, sentence);
        } else {
            let sentence = format!(
                "the words say {said}, but the figures of this section are {figures}: mend the one that is wrong"
            );
            fields.wrong(&node.place, Fault::TextContradicts, sentence);
        }
    }
}

fn is_national(number: Decimal) -> bool {
    let mut all = NATIONAL_POUNDS.iter();
    all.any(|pounds| Decimal::from(*pounds) == number)
}

/// Percentages of a text of which one is taken of the other, and which make up a figure so: three quarters of 3 per cent
/// beside 2.25.
fn parts_of_parts(
    text: &str,
    said: &[(Unit, Decimal)],
    known: Option<&BTreeSet<Decimal>>,
) -> BTreeSet<Decimal> {
    let percents = said.iter().filter(|(unit, _)| *unit == Unit::Percent);
    let mut all: Vec<Decimal> = percents.map(|(_, number)| *number).collect();
    all.extend(
        fractions::spelled(text)
            .into_iter()
            .filter_map(|(_, spelled)| match spelled {
                Spelled::Percent(_) => Some(spelled.number()),
                Spelled::Times(_) => None,
            }),
    );
    let mut parts = BTreeSet::new();
    for (at, first) in all.iter().enumerate() {
        for second in all.iter().skip(at + 1) {
            let product = first.saturating_mul(*second);
            let product = product
                .checked_div(Decimal::ONE_HUNDRED)
                .map(|one| one.normalize());
            if product.is_some_and(|product| known.is_some_and(|known| known.contains(&product))) {
                parts.extend([*first, *second]);
            }
        }
    }
    parts
}

/// Doubts words for a part or a multiple that is none of the section's: `half` beside a factor of 0.6.
fn spelled_otherwise(
    fields: &Fields<'_>,
    node: &Node,
    text: &str,
    (figures, parts): (&BTreeMap<Unit, BTreeSet<Decimal>>, &BTreeSet<Decimal>),
) {
    for (word, spelled) in fractions::spelled(text) {
        let unit = match spelled {
            Spelled::Percent(_) => Unit::Percent,
            Spelled::Times(_) => Unit::Times,
        };
        let known = figures.get(&unit).into_iter().flatten();
        let known: Vec<String> = known.map(|one| shortest(*one)).collect();
        let is_part = unit == Unit::Percent && parts.contains(&spelled.number());
        if is_part || known.is_empty() || known.contains(&shortest(spelled.number())) {
            continue;
        }
        let sort = if unit == Unit::Percent {
            " per cent"
        } else {
            " times"
        };
        let sentence = format!(
            "the words say “{word}”, but the figures of this section are {}{sort}: mend the one or the other, if that is not meant",
            known.join(", ")
        );
        fields.doubt(&node.place, Fault::TextContradicts, sentence);
    }
}

/// Whether a national figure in the words of a modifier is its own: a threshold is nothing else, unless it is
/// another such figure; of a minimum or a cap it may be, if a slip of one digit makes the one of the other.
fn is_meant(kind: &str, named: Decimal, own: Decimal) -> bool {
    if kind == "threshold" {
        !is_national(own)
    } else {
        is_slip(named, own)
    }
}

/// Whether one digit changed, put in or left out, or two beside each other turned, makes the one number of the other.
fn is_slip(named: Decimal, own: Decimal) -> bool {
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
    let of = |text: &[u8], from: usize| text.get(same + from..).unwrap_or_default().to_vec();
    match longer.len() - shorter.len() {
        0 => {
            let turned: Vec<u8> = shorter.iter().skip(same).take(2).rev().copied().collect();
            of(longer, 1) == of(shorter, 1)
                || (of(longer, 0).starts_with(&turned) && of(longer, 2) == of(shorter, 2))
        }
        1 => of(longer, 1) == of(shorter, 0),
        _ => false,
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
            (_, "hours" | "total_hours" | "above_hours" | "full_hours" | "most_hours") => {
                for hours in values() {
                    add(Unit::Hours, hours);
                    add(Unit::Minutes, hours.saturating_mul(Decimal::from(60)));
                }
            }
            (_, "weeks") => values().for_each(|n| add(Unit::Weeks, n)),
            // How often an hour or a week comes in a year is its weeks; a term's or a month's number has no unit here.
            (_, "times_a_year") if is_weekly(table) => {
                values().for_each(|n| add(Unit::Weeks, n));
            }
            (_, "multiples") => values().for_each(|n| add(Unit::Times, n)),
            // What is paid, and how much more or less that is.
            ("modifier", "by") if table.get("kind").and_then(Node::text) == Some("factor") => {
                values().for_each(|n| {
                    add(Unit::Times, n);
                    for share in [n, (n - Decimal::ONE).abs()] {
                        add(Unit::Percent, share.saturating_mul(Decimal::ONE_HUNDRED));
                    }
                });
            }
            ("modifier", "to") => values().for_each(|n| add(Unit::Nearest, n)),
            ("value_table", "rounding") => values().for_each(|n| add(Unit::Nearest, n)),
            (_, "percent") => values().for_each(|n| add(Unit::Percent, n.abs())),
            (_, "shares" | "cost_share") => {
                values().for_each(|n| add(Unit::Percent, n.saturating_mul(Decimal::ONE_HUNDRED)));
            }
            // What is protected, and what may be lost of it.
            ("modifier", "at_least") => values().for_each(|share| {
                for share in [share, Decimal::ONE.saturating_sub(share)] {
                    add(Unit::Percent, share.saturating_mul(Decimal::ONE_HUNDRED));
                }
            }),
            (_, "score" | "points" | "cap" | "weight" | "above_points")
            | ("band", "from" | "to") => {
                values().for_each(|n| add(Unit::Points, n));
            }
            (_, "classes") => values().for_each(|n| add(Unit::Pupils, n)),
            (
                _,
                "amounts" | "base" | "published" | "pounds" | "rate" | "rate_per_hour"
                | "rate_per_point" | "per_pupil" | "class_posts" | "agreed_above",
            ) => values().for_each(|n| add(Unit::Pounds, n.abs())),
            (_, "rows") => last_cells(entry).for_each(|n| add(Unit::Pounds, n)),
            _ => {}
        }
    }
    found
}

/// Whether a table's amounts are for an hour or a week.
fn is_weekly(table: &Table) -> bool {
    let basis = table.get("basis").and_then(Node::text);
    basis.is_some_and(|basis| ["hour", "week"].contains(&basis))
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
