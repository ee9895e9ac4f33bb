//! What is wrong with the inputs: refused rows, warnings, and why nothing can be forecast.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Which of the inputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// One row a child a year-pair.
    Transitions,
    /// People by January and year group.
    Population,
    /// Annual cost by need and setting.
    Costs,
    /// What-if levers.
    Scenario,
    /// Known placements by day, and open cases.
    Known,
}

impl Source {
    /// Its name in a sentence.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Source::Transitions => "transitions",
            Source::Population => "population",
            Source::Costs => "costs",
            Source::Scenario => "scenario",
            Source::Known => "known placements and open cases",
        }
    }
}

/// One thing that is wrong, with its place. It names codes, years and counts; the inputs hold no names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The input.
    pub source: Source,
    /// The row, as a spreadsheet numbers it; `None` for what no single row is to blame for.
    pub row: Option<u32>,
    /// Whether the row was left out; if not, it is a warning.
    pub is_refused: bool,
    /// Why, as a sentence.
    pub sentence: String,
}

impl Problem {
    /// A row that is left out.
    #[must_use]
    pub fn refused(source: Source, row: u32, sentence: impl Into<String>) -> Problem {
        Problem {
            source,
            row: Some(row),
            is_refused: true,
            sentence: sentence.into(),
        }
    }

    /// Something to know; nothing is left out.
    #[must_use]
    pub fn warning(source: Source, row: Option<u32>, sentence: impl Into<String>) -> Problem {
        Problem {
            source,
            row,
            is_refused: false,
            sentence: sentence.into(),
        }
    }

    /// Something because of which nothing can be forecast, and no row is to blame.
    #[must_use]
    pub fn fatal(source: Source, sentence: impl Into<String>) -> Problem {
        Problem {
            source,
            row: None,
            is_refused: true,
            sentence: sentence.into(),
        }
    }
}

impl fmt::Display for Problem {
    /// `transitions, row 12: refused: …`, as commands print it.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.source.title())?;
        if let Some(row) = self.row {
            write!(out, ", row {row}")?;
        }
        let kind = if self.is_refused {
            "refused"
        } else {
            "warning"
        };
        write!(out, ": {kind}: {}", self.sentence)
    }
}

/// Nothing can be forecast from the inputs; every problem that was found.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("nothing can be forecast: {}", fatal_sentences(.problems))]
pub struct Refused {
    /// Every problem, those of rows included.
    pub problems: Vec<Problem>,
}

fn fatal_sentences(problems: &[Problem]) -> String {
    let sentences: Vec<&str> = problems
        .iter()
        .filter(|problem| problem.is_refused && problem.row.is_none())
        .map(|problem| problem.sentence.as_str())
        .collect();
    sentences.join("; ")
}
