//! The answers that say a child's needs and circumstances, by the names of a form's fields: read the same way from a
//! form by the server and by the browser, and from the columns of a file.
//!
//! A form may be half filled in, so reading never fails: it tells what was understood, what is still
//! unanswered and what is wrong. Only whole answers become a profile and a context.

mod amount;
mod circumstance;
mod field;
mod need;
mod reading;
mod written;

use crate::engine::{Context, Facts, Status, determine};
use crate::money::Rate;
use crate::needs::NeedsProfile;
use crate::rules::RuleSet;

use reading::Reading;

pub use amount::AmountChoice;
pub use field::*;
pub use need::AreaLevels;
pub use reading::Gap;
pub use written::{context_as_fields, facts_as_fields, needs_as_fields};

/// The hours attended and the facts of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The hours attended a week.
    pub hours: Option<Rate>,
    /// What else the rules ask of the case.
    pub facts: Facts,
}

/// What a form says so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers {
    /// What was read about needs.
    pub profile: NeedsProfile,
    /// The questions about needs that have an answer.
    pub answered: u32,
    /// The questions about needs that there are.
    pub asked: u32,
    /// What has no answer yet and needs one, in the form's order.
    pub unanswered: Vec<Gap>,
    /// What has an answer that cannot be read, in the form's order.
    pub wrong: Vec<Gap>,
    context: Option<Context>,
}

impl Answers {
    /// Reads a form, given the value of a field by its name.
    ///
    /// A set asks for what some child's band depends on; where this child's does not, because the
    /// setting has an amount of its own, what is unanswered is not missed.
    #[must_use]
    pub fn read(rules: &RuleSet, value_of: &dyn Fn(&str) -> Option<String>) -> Answers {
        let inputs = rules.inputs();
        let mut reading = Reading::of(value_of);
        // In the order in which the pages ask.
        let context = reading.context(rules, &inputs);
        let (profile, answered, asked) = reading.needs(rules, &inputs);
        let (mut unanswered, wrong) = reading.into_gaps();
        if let Some(context) = &context
            && !unanswered.is_empty()
        {
            let made = determine(&profile, rules, context);
            if !matches!(made.status, Status::Refused { .. }) {
                unanswered.clear();
            }
        }
        Answers {
            profile,
            answered,
            asked,
            unanswered,
            wrong,
            context,
        }
    }

    /// The hours attended and the facts of the case alone, whatever is said of the rest.
    #[must_use]
    pub fn known(rules: &RuleSet, value_of: &dyn Fn(&str) -> Option<String>) -> Known {
        let inputs = rules.inputs();
        let mut reading = Reading::of(value_of);
        Known {
            hours: reading.hours(&inputs),
            facts: reading.facts(rules, &inputs),
        }
    }

    /// Everything that keeps the answers from being whole: what is wrong, then what is unanswered.
    pub fn gaps(&self) -> impl Iterator<Item = &Gap> {
        self.wrong.iter().chain(&self.unanswered)
    }

    /// What to ask of the engine, if every question has an answer that can be read.
    #[must_use]
    pub fn context(&self) -> Option<&Context> {
        let whole = self.unanswered.is_empty() && self.wrong.is_empty();
        self.context.as_ref().filter(|_| whole)
    }

    /// What to ask of the engine as far as it is known, whatever else is missing.
    #[must_use]
    pub fn context_so_far(&self) -> Option<&Context> {
        self.context.as_ref()
    }
}
