//! Places in rule text, for every problem that is found there.

use std::rc::Rc;

use crate::rules::problem::{Fault, Problem};

/// A file's text with the beginnings of its lines.
#[derive(Debug)]
pub(super) struct Source {
    name: String,
    text: String,
    line_starts: Vec<usize>,
}

/// A place in a file.
#[derive(Clone, Debug)]
pub(in crate::rules) struct Place {
    pub(super) source: Rc<Source>,
    pub(super) offset: usize,
}

impl Place {
    /// The first place of a file of which nothing else is known.
    pub(in crate::rules) fn nowhere(file: &str) -> Place {
        Place::start_of(&Rc::new(Source::of(file, "")))
    }

    /// The first place of a file.
    pub(super) fn start_of(source: &Rc<Source>) -> Place {
        Place {
            source: Rc::clone(source),
            offset: 0,
        }
    }

    /// Another place of the same file.
    pub(super) fn at(&self, offset: usize) -> Place {
        Place {
            source: Rc::clone(&self.source),
            offset,
        }
    }

    /// The text of its line.
    pub(super) fn whole_line(&self) -> &str {
        let start = self.source.line_starts.get(self.line() - 1).copied();
        let rest = start.and_then(|start| self.source.text.get(start..));
        rest.and_then(|rest| rest.lines().next())
            .unwrap_or_default()
    }

    /// The file's name.
    pub(in crate::rules) fn file(&self) -> &str {
        &self.source.name
    }

    /// The line, from 1.
    pub(in crate::rules) fn line(&self) -> usize {
        self.source
            .line_starts
            .partition_point(|start| *start <= self.offset)
    }

    /// A problem at this place.
    pub(in crate::rules) fn problem(&self, fault: Fault, sentence: String) -> Problem {
        let line = self.line();
        let start = self.source.line_starts.get(line - 1).copied();
        let before = start.and_then(|start| self.source.text.get(start..self.offset));
        let column = before.map_or(0, |before| before.chars().count());
        Problem {
            fault,
            file: self.source.name.clone(),
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: u32::try_from(column).map_or(u32::MAX, |column| column.saturating_add(1)),
            sentence,
        }
    }
}

impl Source {
    pub(super) fn of(name: &str, text: &str) -> Source {
        let after_breaks = text.match_indices('\n').map(|(offset, _)| offset + 1);
        Source {
            name: name.to_owned(),
            text: text.to_owned(),
            line_starts: std::iter::once(0).chain(after_breaks).collect(),
        }
    }
}
