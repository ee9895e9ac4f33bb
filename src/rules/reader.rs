//! Typed reading of a table of rule text. A value that is not what it should be becomes a problem
//! and then is absent, so that reading goes on.

mod value;

use std::fmt::Display;
use std::str::FromStr;

use jiff::civil::Date;

use crate::money::Rate;

use super::near;
use super::problem::{Fault, Problems};
use super::tree::{Node, Place, Table, Value};

use value::{choice_of, no_day};
pub(super) use value::{number_of, parsed_of, shown, text_of, wrong_kind};

/// A value with its place.
#[derive(Clone, Debug)]
pub(super) struct Placed<T> {
    pub(super) value: T,
    pub(super) place: Place,
}

impl<T> Placed<T> {
    pub(super) fn at(place: &Place, value: T) -> Placed<T> {
        Placed {
            value,
            place: place.clone(),
        }
    }
}

/// The keys of one table, read one by one.
#[derive(Debug)]
pub(super) struct Fields<'t> {
    /// What the table is, as messages name it: `[[group]]`.
    what: &'t str,
    table: &'t Table,
    pub(super) problems: &'t Problems,
}

/// How each key that must be there is written, for the message that it is missing.
const EXAMPLES: &[(&str, &str)] = &[
    ("above_hours", "\"clamp\""),
    ("above_total_hours", "\"clamp\""),
    ("above_top_score", "\"unreachable\""),
    ("address", "\"https://…\""),
    ("adds", "false"),
    ("applied", "\"end\""),
    ("ask", "\"Is a place in a special school awaited?\""),
    ("at_least", "\"2\""),
    ("band_blind", "true"),
    ("band_order", "[\"A\", \"B\", \"C\"]"),
    ("basis", "\"year\""),
    ("classes", "{ A = { pupils = \"10\", teacher = \"1\" } }"),
    ("columns", "[\"institution\"]"),
    ("count", "\"2\""),
    ("descriptor", "\"what needs are in this band\""),
    ("domains", "[\"hearing\", \"vision\"]"),
    ("first_day", "2026-04-01"),
    ("from", "\"0\""),
    ("full_hours", "\"32.5\""),
    ("hours_unit", "\"0.5\""),
    ("how", "\"closest\""),
    ("invented", "false"),
    (
        "kind",
        "\"weighted_levels\" (a model) or \"net_top_up\" (a value table)",
    ),
    ("last_day", "2027-03-31"),
    ("levels", "[\"0\", \"1\", \"2\", \"3\", \"4\"]"),
    ("missing_level", "\"refuse\""),
    ("multiples", "{ A = \"1\", B = \"2\" }"),
    ("mode", "\"half_up\""),
    ("order", "[\"floor\", \"fte\"]"),
    ("otherwise", "\"what is said where it does not hold\""),
    ("over", "\"domains\""),
    ("percent", "\"2.5\""),
    ("points", "\"2\""),
    ("points_unit", "\"1\""),
    ("pounds", "\"6000\""),
    ("primary_needs", "[\"PMLD\", \"MSI\"]"),
    ("rate", "\"13.98\""),
    ("rows", "[[\"Orchard School\", \"1500\"], [\"*\", \"900\"]]"),
    ("scales_with_fte", "true"),
    ("scored", "\"elsewhere\""),
    ("settings", "[\"MMS\"]"),
    ("shares", "[\"1\", \"0.5\"]"),
    ("table", "{ Old = \"New\" }"),
    ("to", "\"15\""),
    ("version", "\"1\""),
    ("weeks", "\"38\""),
    ("weight", "\"4\""),
];

impl<'t> Fields<'t> {
    /// Begins to read a table; keys that it does not have are problems.
    pub(super) fn of(
        table: &'t Table,
        what: &'t str,
        keys: &[&str],
        problems: &'t Problems,
    ) -> Fields<'t> {
        for entry in &table.entries {
            if !keys.contains(&entry.key.as_str()) && !problems.are_full() {
                let sentence = format!(
                    "“{}” is not a key of {what}: mend its spelling or take it out. Its keys are {}",
                    shown(&entry.key),
                    near::listed(&entry.key, keys.iter().copied())
                );
                problems.add(&entry.place, Fault::UnknownKey, sentence);
            }
        }
        Fields {
            what,
            table,
            problems,
        }
    }

    /// The same table once more: a plain set is its own only stream.
    pub(super) fn same(&self) -> Fields<'t> {
        Fields {
            what: self.what,
            table: self.table,
            problems: self.problems,
        }
    }

    /// Where the table begins.
    pub(super) fn place(&self) -> &Place {
        &self.table.place
    }

    /// The node of a key that may be absent.
    pub(super) fn maybe(&self, key: &str) -> Option<&'t Node> {
        self.table.get(key)
    }

    /// The node of a key that must be there.
    pub(super) fn required(&self, key: &str) -> Option<&'t Node> {
        let node = self.maybe(key);
        if node.is_none() {
            let example = EXAMPLES.iter().find(|(known, _)| *known == key);
            let example = example.map_or("\"…\"", |(_, example)| example);
            let sentence = format!(
                "{} has no “{key}”: add a line such as {key} = {example}",
                self.what
            );
            self.problems.add(self.place(), Fault::MissingKey, sentence);
        }
        node
    }

    /// Text that says something.
    pub(super) fn text(&self, key: &str) -> Option<Placed<String>> {
        text_of(self.required(key)?, key, self.problems)
    }

    /// Text that may be absent, but says something if it is there.
    pub(super) fn maybe_text(&self, key: &str) -> Option<Placed<String>> {
        text_of(self.maybe(key)?, key, self.problems)
    }

    /// Text that is an id, a number or a code of some kind.
    pub(super) fn parsed<T: FromStr<Err: Display>>(&self, key: &str) -> Option<Placed<T>> {
        parsed_of(self.required(key)?, key, self.problems)
    }

    /// A quoted number that may be absent.
    pub(super) fn maybe_number(&self, key: &str) -> Option<Placed<Rate>> {
        number_of(self.maybe(key)?, key, self.problems)
    }

    /// A quoted number.
    pub(super) fn number(&self, key: &str) -> Option<Placed<Rate>> {
        number_of(self.required(key)?, key, self.problems)
    }

    /// `true` or `false`.
    pub(super) fn flag(&self, key: &str) -> Option<bool> {
        let node = self.required(key)?;
        match node.value {
            Value::Flag(flag) => Some(flag),
            _ => {
                wrong_kind(
                    node,
                    key,
                    "true or false, without quotation marks",
                    self.problems,
                );
                None
            }
        }
    }

    /// `true` or `false`, which may be absent.
    pub(super) fn maybe_flag(&self, key: &str) -> Option<bool> {
        self.maybe(key)?;
        self.flag(key)
    }

    /// A day, without quotation marks.
    pub(super) fn day(&self, key: &str) -> Option<Placed<Date>> {
        let node = self.required(key)?;
        match node.value {
            Value::Day(day) => Some(Placed::at(&node.place, day)),
            _ => {
                no_day(node, key, self.problems);
                None
            }
        }
    }

    /// One of a few words.
    pub(super) fn choice<T: Copy>(&self, key: &str, choices: &[(&str, T)]) -> Option<Placed<T>> {
        choice_of(self.text(key)?, key, choices, self.problems)
    }

    /// One of a few words, or nothing.
    pub(super) fn maybe_choice<T: Copy>(
        &self,
        key: &str,
        choices: &[(&str, T)],
    ) -> Option<Placed<T>> {
        choice_of(self.maybe_text(key)?, key, choices, self.problems)
    }

    /// A list of texts, which may be empty.
    pub(super) fn texts(&self, key: &str) -> Option<Vec<Placed<String>>> {
        self.texts_of(self.required(key)?, key)
    }

    /// A list of texts, which may be absent.
    pub(super) fn maybe_texts(&self, key: &str) -> Option<Vec<Placed<String>>> {
        self.texts_of(self.maybe(key)?, key)
    }

    fn texts_of(&self, node: &Node, key: &str) -> Option<Vec<Placed<String>>> {
        let Value::List(items) = &node.value else {
            wrong_kind(node, key, "a list in square brackets", self.problems);
            return None;
        };
        let texts = items
            .iter()
            .filter_map(|item| text_of(item, key, self.problems));
        Some(texts.collect())
    }

    /// A section within the table that must be there.
    pub(super) fn section(&self, key: &str) -> Option<&'t Table> {
        match self.maybe(key) {
            Some(Node {
                value: Value::Table(table),
                ..
            }) => Some(table),
            Some(node) => {
                wrong_kind(node, key, "a section", self.problems);
                None
            }
            None => {
                let sentence = format!("{} has no section “{key}”: add it", self.what);
                self.problems.add(self.place(), Fault::MissingKey, sentence);
                None
            }
        }
    }

    /// A section within the table that may be absent.
    pub(super) fn maybe_section(&self, key: &str) -> Option<&'t Table> {
        self.maybe(key)?;
        self.section(key)
    }

    /// A quoted whole number that may be absent, such as a count.
    pub(super) fn maybe_whole<T: FromStr>(&self, key: &str, wanted: &str) -> Option<Placed<T>> {
        let text = text_of(self.maybe(key)?, key, self.problems)?;
        self.whole_of(&text, key, wanted)
    }

    /// A whole number in a text.
    pub(super) fn whole_of<T: FromStr>(
        &self,
        text: &Placed<String>,
        key: &str,
        wanted: &str,
    ) -> Option<Placed<T>> {
        let plain = text.value.strip_prefix('-').unwrap_or(&text.value);
        let digits = !plain.is_empty() && plain.bytes().all(|byte| byte.is_ascii_digit());
        match text.value.parse() {
            Ok(value) if digits => Some(Placed::at(&text.place, value)),
            _ => {
                let sentence = format!("{key} is “{}”: write {wanted}", shown(&text.value));
                self.problems.add(&text.place, Fault::BadValue, sentence);
                None
            }
        }
    }

    /// A list of quoted numbers.
    pub(super) fn numbers(&self, key: &str) -> Option<Vec<Placed<Rate>>> {
        let node = self.required(key)?;
        let Value::List(items) = &node.value else {
            wrong_kind(node, key, "a list in square brackets", self.problems);
            return None;
        };
        let numbers = items.iter().map(|item| number_of(item, key, self.problems));
        numbers.collect()
    }

    /// Notes a problem with what is written at a place.
    pub(super) fn wrong(&self, place: &Place, fault: Fault, sentence: impl Into<String>) {
        self.problems.add(place, fault, sentence);
    }

    /// Notes a doubt about what is written at a place.
    pub(super) fn doubt(&self, place: &Place, fault: Fault, sentence: impl Into<String>) {
        self.problems.doubt(place, fault, sentence);
    }

    /// The sections of a kind, such as every `[[group]]`; none if there is none.
    pub(super) fn sections(&self, key: &str) -> Vec<&'t Table> {
        let Some(node) = self.maybe(key) else {
            return Vec::new();
        };
        let Value::List(items) = &node.value else {
            let wanted = format!("written with two brackets each, [[{key}]]");
            wrong_kind(node, key, &wanted, self.problems);
            return Vec::new();
        };
        let mut tables = Vec::with_capacity(items.len());
        for item in items {
            match &item.value {
                Value::Table(table) => tables.push(table),
                _ => wrong_kind(item, key, "a section", self.problems),
            }
        }
        tables
    }
}
