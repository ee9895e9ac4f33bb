//! One value of rule text, typed: what it should be, or a problem at its place.

use std::fmt::Display;
use std::str::FromStr;

use crate::money::Rate;
use crate::rules::misread;
use crate::rules::problem::{Fault, Problems};
use crate::rules::tree::{Node, Value};

use super::Placed;

/// One of a few words.
pub(super) fn choice_of<T: Copy>(
    text: Placed<String>,
    key: &str,
    choices: &[(&str, T)],
    problems: &Problems,
) -> Option<Placed<T>> {
    let found = choices.iter().find(|(word, _)| *word == text.value);
    if found.is_none() {
        let words: Vec<String> = choices
            .iter()
            .map(|(word, _)| format!("\"{word}\""))
            .collect();
        let sentence = format!(
            "{key} is “{}”: write {}",
            shown(&text.value),
            words.join(" or ")
        );
        problems.add(&text.place, Fault::BadValue, sentence);
    }
    found.map(|(_, value)| Placed::at(&text.place, *value))
}

/// Text that says something.
pub(in crate::rules) fn text_of(
    node: &Node,
    key: &str,
    problems: &Problems,
) -> Option<Placed<String>> {
    match &node.value {
        Value::Text(text) if text.trim().is_empty() => {
            let sentence = format!("{key} is empty: write the text, or take the line out");
            problems.add(&node.place, Fault::Empty, sentence);
            None
        }
        Value::Text(text) => Some(Placed::at(&node.place, text.trim().to_owned())),
        _ => {
            wrong_kind(node, key, "text in quotation marks", problems);
            None
        }
    }
}

/// Text of a kind that has its own reader.
pub(in crate::rules) fn parsed_of<T: FromStr<Err: Display>>(
    node: &Node,
    key: &str,
    problems: &Problems,
) -> Option<Placed<T>> {
    let text = text_of(node, key, problems)?;
    match text.value.parse() {
        Ok(value) => Some(Placed::at(&text.place, value)),
        Err(error) => {
            let sentence = format!("{key}: {error}");
            problems.add(&text.place, Fault::BadValue, sentence);
            None
        }
    }
}

/// A quoted number.
pub(in crate::rules) fn number_of(
    node: &Node,
    key: &str,
    problems: &Problems,
) -> Option<Placed<Rate>> {
    let text = text_of(node, key, problems)?;
    match text.value.parse() {
        Ok(value) => Some(Placed::at(&text.place, value)),
        Err(_) => {
            let sentence = misread::number(key, &text.value);
            problems.add(&text.place, Fault::BadValue, sentence);
            None
        }
    }
}

/// Says that a value is no day.
pub(super) fn no_day(node: &Node, key: &str, problems: &Problems) {
    match node.text().and_then(misread::day) {
        Some(why) => problems.add(&node.place, Fault::WrongKind, format!("{key}: {why}")),
        None => {
            let wanted = "a day of the calendar such as 2026-04-01, without quotation marks";
            wrong_kind(node, key, wanted, problems);
        }
    }
}

/// Says that a value is of the wrong kind; a number without quotation marks has a message of its own.
pub(in crate::rules) fn wrong_kind(node: &Node, key: &str, wanted: &str, problems: &Problems) {
    let (fault, sentence) = match &node.value {
        Value::BareNumber(number) => (
            Fault::UnquotedNumber,
            format!(
                "the number {} stands without quotation marks: write {} = \"{}\", so that it is read exactly",
                shown(number),
                shown(key),
                shown(number)
            ),
        ),
        _ => (Fault::WrongKind, format!("{} must be {wanted}", shown(key))),
    };
    problems.add(&node.place, fault, sentence);
}

/// Text from a file as a message quotes it: one line, not too long.
pub(in crate::rules) fn shown(text: &str) -> String {
    let clean = |c: char| if c.is_control() { ' ' } else { c };
    let mut cut: String = text.chars().take(60).map(clean).collect();
    if text.chars().nth(60).is_some() {
        cut.push('…');
    }
    cut
}
