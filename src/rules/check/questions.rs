//! Consistency questions.

use std::collections::BTreeSet;

use crate::needs::Level;
use crate::rules::problem::Fault;
use crate::rules::questions::{Condition, Question};
use crate::rules::reader::{Fields, Placed};

use super::conditions::{Kinds, Names};
use super::needs::same_id;

/// Reads every `[[question]]`.
pub(super) fn questions(root: &Fields<'_>, names: &Names<'_>) -> Vec<Question> {
    let mut ids = BTreeSet::new();
    let mut questions = Vec::new();
    for table in root.sections("question") {
        let fields = Fields::of(table, "[[question]]", &["id", "ask", "when"], root.problems);
        let id = fields.text("id");
        let ask = fields.text("ask");
        if let Some(id) = &id
            && !ids.insert(id.value.clone())
        {
            same_id(&fields, "question", &id.value, &id.place);
        }
        if fields.sections("when").is_empty() {
            let sentence = "this question has no condition, so it would be asked of everybody: add when = [{ … }]";
            fields.wrong(fields.place(), Fault::MissingKey, sentence);
        }
        let when = names.conditions(&fields, "when", Kinds::All);
        if let (Some(id), Some(ask)) = (id, ask) {
            levels_said(&fields, &ask, &when);
            questions.push(Question {
                id: id.value,
                ask: ask.value,
                when,
            });
        }
    }
    questions
}

/// Doubts a question that names levels of which none of its conditions is.
fn levels_said(fields: &Fields<'_>, ask: &Placed<String>, when: &[Condition]) {
    let meant: BTreeSet<Level> = when.iter().filter_map(level_of).collect();
    let other = |levels: &Vec<Level>| !levels.iter().any(|level| meant.contains(level));
    if meant.is_empty() {
        return;
    }
    if let Some(levels) = named_levels(&ask.value).into_iter().find(other) {
        let sentence = format!(
            "the question speaks of level {}, but its conditions are of level {}: mend the one that is wrong, if one is",
            listed(&levels),
            listed(&meant)
        );
        fields.doubt(&ask.place, Fault::TextContradicts, sentence);
    }
}

fn listed<'l>(levels: impl IntoIterator<Item = &'l Level>) -> String {
    let levels: Vec<String> = levels.into_iter().map(Level::to_string).collect();
    levels.join(" or ")
}

fn level_of(condition: &Condition) -> Option<Level> {
    match condition {
        Condition::AtMost(_, level)
        | Condition::AtLeast(_, level)
        | Condition::CountAtLeast(level, _) => Some(*level),
        _ => None,
    }
}

/// The levels that a sentence names by number, those together that stand side by side; but for those that it says
/// something is above or below.
fn named_levels(text: &str) -> Vec<Vec<Level>> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let mut words = words.filter(|word| !word.is_empty()).peekable();
    let (mut found, mut before) = (Vec::new(), "");
    while let Some(word) = words.next() {
        let beyond = ["above", "below", "over", "under", "than"];
        if word.eq_ignore_ascii_case("level") && !beyond.contains(&before) {
            let mut levels = Vec::new();
            while let Some(next) = words.peek() {
                match Level::parse(next) {
                    Ok(level) => levels.push(level),
                    Err(_) if !levels.is_empty() && ["or", "and"].contains(next) => {}
                    Err(_) => break,
                }
                words.next();
            }
            found.extend((!levels.is_empty()).then_some(levels));
        }
        before = word;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_that_a_question_names_are_found() {
        let found = |text: &str| -> Vec<String> { named_levels(text).iter().map(listed).collect() };
        assert_eq!(
            found("Hearing is at level 0 or 1. Is level 3, then, right?"),
            ["0 or 1", "3"]
        );
        assert!(found("Is every level left at its first choice?").is_empty());
        assert!(found("Three needs are above level 2, in Year 7").is_empty());
    }
}
