//! From what was typed to what is meant: raw fields in, a domain value or every problem out.
//!
//! The shape of a field (its length) is checked by `validator`'s derive; what a value means is checked by the form's own
//! [`Form::value`]. Nothing else in the program accepts raw fields.

pub mod absence;
pub mod agreed_money;
pub mod award_end;
pub mod baseline;
pub mod case_authority;
pub mod child_request;
pub mod child_search;
pub mod claim;
pub mod conclusion;
pub mod contacts;
pub mod correction;
pub mod cost_line;
pub mod day;
pub mod ending;
pub mod evidence;
pub mod first_judgement;
pub mod hand_over;
pub mod high_needs;
pub mod ledger_codes;
pub mod monitoring;
pub mod one_time;
pub mod payment_calendar;
pub mod places;
mod pounds;
mod problems;
pub mod recipients;
pub mod reconciliation;
pub mod record_officer;
pub mod rule_answer;
pub mod rule_file;
pub mod rule_record;
pub mod rule_upload;
pub mod rule_values;
pub mod scenario;
pub mod section_251;
pub mod sign_in;
pub mod support_request;
pub mod transfer;
pub mod user;
pub mod virement;

pub use problems::{Problem, Problems};

use validator::Validate;

/// A raw form, as a browser sends it.
pub trait Form: Validate {
    /// What the form means.
    type Value;

    /// The fields in the order in which the page shows them, which is the order of their problems.
    const FIELDS: &'static [&'static str];

    /// Reads what the fields mean, adding each problem; `None` if any field has no meaning.
    fn value(&self, problems: &mut Problems) -> Option<Self::Value>;
}

/// Reads a raw form: its value, or every problem in the order of its fields.
///
/// # Errors
/// [`Problems`], at least one.
pub fn parse<F: Form>(raw: &F) -> Result<F::Value, Problems> {
    let mut problems = Problems::default();
    if let Err(errors) = raw.validate() {
        problems.add_shape(&errors);
    }
    let value = raw.value(&mut problems);
    match value {
        Some(value) if problems.is_empty() => Ok(value),
        _ => Err(problems.in_order(F::FIELDS)),
    }
}
