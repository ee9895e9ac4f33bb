//! Every step of a determination, as it is recorded.

mod step;

use serde::{Deserialize, Serialize};

pub use step::Step;

/// Every step of a determination, in the order taken.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Trace(Vec<Step>);

impl Trace {
    /// Room for the steps of most profiles, so that recording seldom moves them.
    pub(super) fn with_room(steps: usize) -> Trace {
        Trace(Vec::with_capacity(steps))
    }

    /// Not inlined in a browser: hundreds of places record, and each copy would be downloaded. Elsewhere a call,
    /// and the copy of a step that goes with it, costs more than the steps do.
    #[cfg_attr(target_family = "wasm", inline(never))]
    pub(super) fn record(&mut self, step: Step) {
        self.0.push(step);
    }

    /// Records a step that is made where it stays: what every determination records is not copied there.
    pub(super) fn record_with(&mut self, step: impl FnOnce() -> Step) {
        if cfg!(target_family = "wasm") {
            self.record(step());
        } else {
            self.0.extend(std::iter::once_with(step));
        }
    }

    /// Records steps that are made one like the other.
    pub(super) fn record_all(&mut self, steps: impl Iterator<Item = Step>) {
        self.0.extend(steps);
    }

    /// The steps, first to last.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.0
    }
}
