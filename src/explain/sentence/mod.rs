//! One step as a sentence for colleagues and schools.
//!
//! Each kind of step has its sentence in the file of its subject. [`Part`] names every kind, so that a new one
//! does not compile until somebody has thought of where its words belong.

mod amounts;
mod bands;
mod changes;
mod levels;
mod provision;

use crate::calendar::in_words;
use crate::engine::Step;

use super::conditions;
use super::here::Here;
use super::part::Part;
use super::words;

/// A step as a sentence; none where another step says it, or it changed nothing that a reader would ask about.
pub(super) fn of(here: &Here<'_>) -> Option<String> {
    match Part::of(here.step) {
        Part::Rules => frame(here),
        Part::Levels => levels::of(here),
        Part::Provision => provision::of(here),
        Part::Band | Part::Floor => bands::of(here),
        Part::Price | Part::Working | Part::Sum => amounts::of(here),
        Part::ScoreChange | Part::BandChange | Part::AmountChange => changes::of(here),
    }
}

pub(super) use amounts::year_arithmetic;
pub(super) use bands::received_from;
pub(super) use changes::{arithmetic, because, earlier, effect, shared};
pub(super) use provision::arithmetic as line_arithmetic;

fn frame(here: &Here<'_>) -> Option<String> {
    match here.step {
        Step::InForce {
            on,
            first_day,
            last_day,
        } => Some(format!(
            "The rules are {} ({}), in force from {}; the day asked about is {}.",
            here.rules.scheme.title,
            here.rules.scheme.authority_title,
            words::days(*first_day, *last_day),
            in_words(*on)
        )),
        Step::GatePassed { gate } => {
            let gate = here.rules.gates.get(gate.position())?;
            let holds = conditions::all_in_words(&gate.requires, here.rules);
            Some(format!("The scheme asks that {holds}, and it is so."))
        }
        Step::StreamBegan { stream } => Some(format!(
            "What follows is the funding “{}”.",
            here.stream_title(*stream)
        )),
        _ => None,
    }
}
