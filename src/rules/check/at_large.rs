//! Words that name what stands elsewhere in the set: a band, a sum, or what amounts are rounded to.
//!
//! A council may speak of something that its rules do not have, so these are doubts and no problems.

use std::collections::BTreeSet;

use crate::money::{Decimal, shortest};
use crate::rules::problem::Fault;
use crate::rules::reader::Fields;
use crate::rules::tree::{Node, Table, Value};

use super::said::{Unit, numbers};
use super::texts::NATIONAL_POUNDS;

/// Keys whose words may name a band.
const OF_BANDS: [&str; 7] = [
    "title",
    "note",
    "reason",
    "ask",
    "otherwise",
    "descriptor",
    "on_top_of",
];

/// Keys whose words may name a sum that stands in another section. Titles and notes are held against their own.
const OF_SUMS: [&str; 4] = ["reason", "ask", "otherwise", "descriptor"];

/// Sections whose words speak of something else: the scheme before, how a source came to its figures, and the names of things.
const LEFT_OUT: [&str; 3] = ["conversion", "source", "scheme"];

/// What a sum that is rounded to is called where it is not a number.
const UNITS: [(&str, &str); 3] = [("penny", "0.01"), ("pound", "1"), ("ten pounds", "10")];

/// What the words of a set can name.
#[derive(Default)]
struct Named {
    /// The bands of every stream and of the scheme before, without the word for them.
    bands: BTreeSet<String>,
    numbers: BTreeSet<Decimal>,
    /// What amounts are rounded to.
    units: BTreeSet<Decimal>,
}

/// Doubts the words of a set that name a band, a sum or a rounding that it does not have.
pub(super) fn doubted(root: &Fields<'_>, tree: &Table) {
    let mut named = Named::default();
    named.read(tree);
    each_text(tree, &mut |key, node, text| {
        if OF_BANDS.contains(&key) {
            for band in bands_in(text) {
                if !named.bands.is_empty() && !named.bands.contains(&band) {
                    let sentence = format!(
                        "the words name band {band}, which these rules do not have: mend the one or the other, if that is not meant"
                    );
                    root.doubt(&node.place, Fault::TextContradicts, sentence);
                }
            }
        }
        if OF_SUMS.contains(&key) {
            let pounds = numbers(text).into_iter();
            for (_, pounds) in pounds.filter(|(unit, _)| *unit == Unit::Pounds) {
                let mut national = NATIONAL_POUNDS.iter().map(|pounds| Decimal::from(*pounds));
                if !named.numbers.contains(&pounds) && !national.any(|known| known == pounds) {
                    let sentence = format!(
                        "the words name £{}, which is no figure of these rules: mend the one or the other, if that is not meant",
                        shortest(pounds)
                    );
                    root.doubt(&node.place, Fault::TextContradicts, sentence);
                }
            }
        }
        for unit in nearest_in(text) {
            if !named.units.contains(&unit) {
                let known: Vec<String> = named
                    .units
                    .iter()
                    .map(|unit| format!("£{}", shortest(*unit)))
                    .collect();
                let sentence = format!(
                    "the words round to the nearest £{}, but these rules round to {}: mend the one or the other, if that is not meant",
                    shortest(unit),
                    known.join(" and ")
                );
                root.doubt(&node.place, Fault::TextContradicts, sentence);
            }
        }
    });
}

impl Named {
    fn read(&mut self, table: &Table) {
        for entry in &table.entries {
            match (entry.key.as_str(), &entry.node.value) {
                ("band_order", Value::List(bands)) => {
                    let names = bands.iter().filter_map(Node::text);
                    self.bands.extend(names.map(|name| plain(name).to_owned()));
                }
                ("conversion", Value::Table(conversion)) => {
                    let earlier = conversion.get("table").and_then(|node| match &node.value {
                        Value::Table(table) => Some(table),
                        _ => None,
                    });
                    let earlier = earlier.into_iter().flat_map(|table| &table.entries);
                    self.bands
                        .extend(earlier.map(|entry| plain(&entry.key).to_owned()));
                }
                ("to", _) if table.get("mode").is_some() => {
                    self.units.extend(decimal(&entry.node));
                }
                _ => {}
            }
            self.of_node(&entry.node);
        }
    }

    fn of_node(&mut self, node: &Node) {
        match &node.value {
            Value::Table(table) => self.read(table),
            Value::List(items) => items.iter().for_each(|item| self.of_node(item)),
            _ => self
                .numbers
                .extend(decimal(node).map(|number| number.abs())),
        }
    }
}

fn decimal(node: &Node) -> Option<Decimal> {
    Some(node.text()?.parse::<Decimal>().ok()?.normalize())
}

/// A band's name without the word that many bands have before it.
fn plain(name: &str) -> &str {
    name.strip_prefix("Band ").unwrap_or(name)
}

fn each_text(table: &Table, found: &mut impl FnMut(&str, &Node, &str)) {
    for entry in &table.entries {
        match &entry.node.value {
            Value::Table(inner) if !LEFT_OUT.contains(&entry.key.as_str()) => {
                each_text(inner, found);
            }
            Value::List(items) => {
                for item in items {
                    if let Value::Table(inner) = &item.value {
                        each_text(inner, found);
                    }
                }
            }
            Value::Text(text) => found(&entry.key, &entry.node, text),
            _ => {}
        }
    }
}

/// The bands that a text names: a letter, a number or both behind the word for them. “Band of brothers” names none.
fn bands_in(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("Band ") {
        let before = text.get(..at).unwrap_or_default();
        if before.ends_with(char::is_alphanumeric) {
            continue;
        }
        let after = text.get(at + "Band ".len()..).unwrap_or_default();
        let name: String = after
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric())
            .collect();
        let letters = name.chars().filter(char::is_ascii_alphabetic).count();
        let digits = name.len() - letters;
        let is_name = letters <= 1 && digits <= 2 && !name.is_empty();
        // “Band A child” could be an article; a capital A before a word in small letters is no band.
        let is_article = name == "A"
            && after.get(1..).is_some_and(|rest| {
                let mut rest = rest.chars();
                rest.next() == Some(' ') && rest.next().is_some_and(char::is_lowercase)
            });
        let is_lower = name.chars().all(|c| c.is_ascii_lowercase());
        if is_name && !is_article && !is_lower {
            found.push(name);
        }
    }
    found
}

/// What a text says that amounts are rounded to: `to the nearest £10`, `to the nearest penny`.
fn nearest_in(text: &str) -> Vec<Decimal> {
    let lower = text.to_lowercase();
    let mut found = Vec::new();
    for (at, words) in lower.match_indices("nearest ") {
        let after = lower.get(at + words.len()..).unwrap_or_default();
        let said = numbers(after);
        if after.starts_with('£') {
            found.extend(said.first().map(|(_, number)| *number));
        } else {
            let unit = UNITS.iter().find(|(word, _)| after.starts_with(word));
            found.extend(unit.and_then(|(_, pounds)| pounds.parse::<Decimal>().ok()));
        }
    }
    found.into_iter().map(|unit| unit.normalize()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_are_found_and_other_words_are_not() {
        assert_eq!(
            bands_in("Band C, or Band 10 and Band 2a"),
            ["C", "10", "2a"]
        );
        for text in [
            "a band of high need",
            "Band A child has",
            "Bandage 3",
            "HusBand 3",
            "Band four",
            "Band ",
        ] {
            assert_eq!(bands_in(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn roundings_are_found() {
        let found = |text: &str| {
            nearest_in(text)
                .iter()
                .map(Decimal::to_string)
                .collect::<Vec<_>>()
        };
        assert_eq!(found("to the nearest £10, as published"), ["10"]);
        assert_eq!(found("to the nearest penny"), ["0.01"]);
        assert_eq!(found("the nearest pound"), ["1"]);
        assert_eq!(found("the nearest £0.50"), ["0.5"]);
        assert_eq!(found("the nearest school, £10 away"), [] as [&str; 0]);
    }
}
