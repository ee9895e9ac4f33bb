//! The answer as a document: sections of entries of facts, the same for a reader and as JSON.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::calendar::{Date, iso};
use crate::ids::Digest;

/// What stands in place of a passage about somebody else.
const WITHHELD: &str = "Withheld: it tells of somebody else.";

/// Everything that is held of one child, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Held {
    /// What kind of document this is.
    format: &'static str,
    /// The version of its shape.
    version: u32,
    /// The child's reference.
    pub reference: String,
    /// The day on which it was written.
    #[serde(with = "iso")]
    pub written_on: Date,
    /// What is held, by kind.
    pub sections: Vec<Section>,
}

/// What is held of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Section {
    /// The kind.
    pub title: &'static str,
    /// The entries, the oldest first; none where nothing is held.
    pub entries: Vec<Entry>,
}

/// One thing that is held.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// What is known of it.
    pub facts: Vec<Fact>,
}

/// One fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// What it is.
    pub what: String,
    /// Its value, in words.
    pub value: String,
    /// The number of a passage that somebody wrote freely, by which it can be withheld.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passage: Option<u32>,
}

impl Entry {
    /// Adds a fact; a blank value is no fact.
    pub(super) fn fact(&mut self, what: impl Into<String>, value: impl Into<String>) -> &mut Entry {
        self.push(what.into(), value.into(), false)
    }

    /// Adds words that somebody wrote freely.
    pub(super) fn passage(&mut self, what: impl Into<String>, words: &str) -> &mut Entry {
        self.push(what.into(), words.to_owned(), true)
    }

    fn push(&mut self, what: String, value: String, free: bool) -> &mut Entry {
        if !value.trim().is_empty() {
            self.facts.push(Fact {
                what,
                value,
                // Numbered when the document is whole.
                passage: free.then_some(0),
            });
        }
        self
    }
}

impl Held {
    pub(super) fn of(reference: String, written_on: Date, mut sections: Vec<Section>) -> Held {
        // The same words, saved again with a later version, are one passage: withheld in one place they are withheld in all.
        let mut numbers: BTreeMap<String, u32> = BTreeMap::new();
        let entries = sections.iter_mut().flat_map(|section| &mut section.entries);
        for fact in entries.flat_map(|entry| &mut entry.facts) {
            if let Some(passage) = &mut fact.passage {
                let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                let number = numbers.entry(fact.value.clone());
                *passage = *number.or_insert(next.saturating_add(1));
            }
        }
        Held {
            format: "send-banding subject access",
            version: 1,
            reference,
            written_on,
            sections,
        }
    }

    /// The passages that people wrote freely, each once, with the section in which it stands first.
    pub fn passages(&self) -> impl Iterator<Item = (&'static str, &Fact, u32)> {
        let all = self.sections.iter().flat_map(|section| {
            let facts = section.entries.iter().flat_map(|entry| &entry.facts);
            facts.filter_map(|fact| fact.passage.map(|number| (section.title, fact, number)))
        });
        // Numbers are given in order, so one that is no higher was met before.
        let mut last = 0;
        all.filter(move |(_, _, number)| {
            let is_new = *number > last;
            last = last.max(*number);
            is_new
        })
    }

    /// The digest of all passages. Only theirs: that the answer was prepared is an entry of the trail, which is held too.
    pub(super) fn digest_of_passages(&self) -> Digest {
        let mut text = String::new();
        for (_, fact, _) in self.passages() {
            text.push_str(&fact.value);
            text.push('\0');
        }
        Digest::of(text.as_bytes())
    }

    /// Puts the words for it in place of each passage of those numbers.
    pub(super) fn withhold(&mut self, numbers: &BTreeSet<u32>) {
        let entries = self
            .sections
            .iter_mut()
            .flat_map(|section| &mut section.entries);
        for fact in entries.flat_map(|entry| &mut entry.facts) {
            if fact.passage.is_some_and(|number| numbers.contains(&number)) {
                WITHHELD.clone_into(&mut fact.value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_withheld_passage_leaves_no_word_and_the_others_stay() {
        let mut entry = Entry::default();
        entry.fact("Band", "D").fact("Reason", " ");
        entry
            .passage("Quotation", "His brother Tom too")
            .passage("Note", "Meets weekly")
            .passage("The same, saved again", "His brother Tom too");
        let section = Section {
            title: "Needs",
            entries: vec![entry],
        };
        let mut held = Held::of("EX-1".to_owned(), date(2026, 9, 1), vec![section]);
        let passages: Vec<u32> = held.passages().map(|(_, _, number)| number).collect();
        assert_eq!(passages, [1, 2]);
        held.withhold(&[1].into());
        let text = serde_json::to_string(&held).unwrap();
        assert!(
            !text.contains("Tom") && text.contains("Meets weekly"),
            "{text}"
        );
        assert!(
            !text.contains("Reason") && text.contains(WITHHELD),
            "{text}"
        );
    }
}
