//! The levels of need: one list for the whole set, since a domain has one level whatever reads it.

use crate::needs::Level;
use crate::rules::problem::Fault;
use crate::rules::reader::{Fields, Placed, shown};

use super::model::Head;

/// The levels of a set, lowest first; none where no model reads levels or the list has a problem.
#[derive(Clone, Debug, Default)]
pub(super) struct Levels {
    list: Vec<Level>,
    /// Whether they are those of one domain, and not of the set.
    is_own: bool,
}

impl Levels {
    /// The one list of all streams that have levels.
    pub(super) fn of(heads: &[Head], root: &Fields<'_>) -> Levels {
        let mut stated = heads.iter().filter_map(|head| head.levels.as_ref());
        let Some(first) = stated.next() else {
            return Levels::default();
        };
        for other in stated.filter(|other| other.value != first.value) {
            let sentence = format!(
                "these levels are not those of the stream on line {} of {}: a domain has one level whatever reads it, so list the same levels",
                first.place.line(),
                first.place.file()
            );
            root.wrong(&other.place, Fault::BadValue, sentence);
        }
        Levels {
            list: first.value.clone(),
            is_own: false,
        }
    }

    /// Those of one domain.
    pub(super) fn own(list: Vec<Level>) -> Levels {
        Levels { list, is_own: true }
    }

    /// Whether they are those of one domain.
    pub(super) fn is_own(&self) -> bool {
        self.is_own
    }

    /// Every level, lowest first.
    pub(super) fn list(&self) -> &[Level] {
        &self.list
    }

    /// A level of the set by its text. Where the levels themselves have problems, any level is.
    pub(super) fn level(&self, text: &str) -> Option<Level> {
        let level = Level::parse(text).ok()?;
        (self.list.is_empty() || self.list.contains(&level)).then_some(level)
    }

    /// A level of the set by its text; anything else is a problem.
    pub(super) fn known(&self, fields: &Fields<'_>, text: &Placed<String>) -> Option<Level> {
        let level = self.level(&text.value);
        if level.is_none() && !self.list.is_empty() {
            let sentence = format!(
                "“{}” is not a level of this set ({})",
                shown(&text.value),
                self.in_words()
            );
            fields.wrong(&text.place, Fault::UnknownLevel, sentence);
        }
        level
    }

    /// The levels as messages name them.
    pub(super) fn in_words(&self) -> String {
        let words: Vec<String> = self.list.iter().map(Level::to_string).collect();
        words.join(", ")
    }
}

/// Reads the list of levels of a model. None if it has a problem.
pub(super) fn levels(fields: &Fields<'_>) -> Option<Placed<Vec<Level>>> {
    let before = fields.problems.len();
    let mut levels: Vec<Level> = Vec::new();
    for text in fields.texts("levels").unwrap_or_default() {
        match Level::parse(&text.value) {
            Ok(level) if levels.last().is_none_or(|last| *last < level) => levels.push(level),
            Ok(level) => {
                let sentence = format!(
                    "level {level} is not above the one before it: list the levels once each, lowest first"
                );
                fields.wrong(&text.place, Fault::BadValue, sentence);
            }
            Err(_) => {
                let sentence = format!(
                    "“{}” is not a level: levels are whole numbers from \"0\" to \"99\"",
                    shown(&text.value)
                );
                fields.wrong(&text.place, Fault::BadValue, sentence);
            }
        }
    }
    let node = fields.maybe("levels")?;
    if levels.len() < 2 && fields.problems.len() == before {
        let sentence = "one level cannot tell one need from another: list two or more";
        fields.wrong(&node.place, Fault::BadValue, sentence);
    }
    (fields.problems.len() == before).then(|| Placed::at(&node.place, levels))
}
