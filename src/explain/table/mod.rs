//! A determination for a caseworker: a row a step, with what was read, the rule, the arithmetic, the
//! result, and the evidence of each level.

mod amounts;
mod bands;
mod needs;

use serde::{Deserialize, Serialize};

use crate::calendar::in_words;
use crate::engine::{Determination, Step};
use crate::needs::NeedsProfile;
use crate::rules::RuleSet;

use super::conditions::all_in_words;
use super::here::{self, Here};
use super::part::Part;
use super::words;

/// The headings of the columns, in the order of [`Row::cells`].
pub const HEADINGS: [&str; 6] = ["Step", "Read", "Rule", "Arithmetic", "Result", "Evidence"];

/// A determination as rows; every step of the trace has one, in its order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// The rows, and after them one for each reason why there is no result.
    pub rows: Vec<Row>,
}

/// One step. A cell with nothing to say is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// What kind of step.
    pub step: String,
    /// What was read of the profile or the case.
    pub read: String,
    /// The rule of the set that was used.
    pub rule: String,
    /// The arithmetic.
    pub arithmetic: String,
    /// What came of it.
    pub result: String,
    /// What a level rests on.
    pub evidence: String,
}

impl Row {
    /// The cells in the order of [`HEADINGS`].
    #[must_use]
    pub fn cells(&self) -> [&str; 6] {
        [
            &self.step,
            &self.read,
            &self.rule,
            &self.arithmetic,
            &self.result,
            &self.evidence,
        ]
    }

    fn of(step: &str) -> Row {
        Row {
            step: step.to_owned(),
            ..Row::default()
        }
    }

    fn read(self, read: impl Into<String>) -> Row {
        Row {
            read: read.into(),
            ..self
        }
    }

    fn rule(self, rule: impl Into<String>) -> Row {
        Row {
            rule: rule.into(),
            ..self
        }
    }

    fn arithmetic(self, arithmetic: impl Into<String>) -> Row {
        Row {
            arithmetic: arithmetic.into(),
            ..self
        }
    }

    fn result(self, result: impl Into<String>) -> Row {
        Row {
            result: result.into(),
            ..self
        }
    }
}

/// A determination as a table, with the evidence that the profile keeps beside each level.
#[must_use]
pub fn for_caseworker(
    determination: &Determination,
    profile: &NeedsProfile,
    rules: &RuleSet,
) -> Table {
    let mut rows: Vec<Row> = here::steps(&determination.trace, rules)
        .map(|here| row(&here, profile))
        .collect();
    let problems = super::problems(determination, rules).into_iter();
    rows.extend(problems.map(|problem| Row::of("No result").result(problem)));
    Table { rows }
}

fn row(here: &Here<'_>, profile: &NeedsProfile) -> Row {
    match Part::of(here.step) {
        Part::Rules => frame(here),
        Part::Levels | Part::ScoreChange => needs::scored(here, profile),
        Part::Provision => needs::provided(here),
        Part::Band => bands::found(here),
        Part::Floor | Part::BandChange => bands::changed(here),
        Part::Price => amounts::read(here),
        Part::Working => amounts::worked_out(here),
        Part::Sum | Part::AmountChange => amounts::changed(here),
    }
}

fn frame(here: &Here<'_>) -> Row {
    match here.step {
        Step::InForce {
            on,
            first_day,
            last_day,
        } => Row::of("Rules in force")
            .read(in_words(*on))
            .rule(words::days(*first_day, *last_day))
            .result(here.rules.scheme.title.as_str()),
        Step::GatePassed { gate } => {
            let gate = here.rules.gates.get(gate.position());
            let asks = gate.map(|gate| all_in_words(&gate.requires, here.rules));
            Row::of("What the scheme asks of a case")
                .rule(asks.unwrap_or_default())
                .result("It is so")
        }
        Step::StreamBegan { stream } => {
            Row::of("Part of the funding").result(here.stream_title(*stream))
        }
        _ => Row::default(),
    }
}
