//! One file a use case: asks `access`, loads, lets the core work, saves, writes the audit entry; owns the transaction.
//!
//! Nothing here knows HTTP or markup, and nothing reads a clock: the time is given as a [`Moment`].

pub mod absences;
pub mod audit_trail;
pub mod awards_to_look_at;
pub mod backup;
pub mod beside;
pub mod case_authorities;
pub mod caseload;
pub mod child_costs;
pub mod child_needs;
pub mod child_profile;
pub mod child_record;
pub mod child_request;
pub mod children;
pub mod comparing;
pub mod contacts;
pub mod corrections;
pub mod cost_proposals;
pub mod council_sign_in;
pub mod decided;
pub mod deciding;
pub mod ended_awards;
mod error;
pub mod establishments;
pub mod extracts;
pub mod files;
pub mod gias;
pub mod high_needs;
pub mod imports;
pub mod kept_back;
mod known_children;
mod known_places;
pub mod limits;
mod moment;
pub mod monitoring;
pub mod one_time;
pub mod oversight;
pub mod overview;
pub mod password;
pub mod payments;
mod pending_records;
pub mod places;
pub mod reach;
pub mod recompute;
pub mod reconciliation;
pub mod record_officers;
pub mod recoupment;
pub mod registers;
pub mod restriction;
pub mod retention;
pub mod rule_life;
pub mod rule_sets;
pub mod said;
pub mod sampling;
pub mod school_awards;
pub mod school_values;
pub mod scores;
pub mod scoring;
pub mod second_scoring;
pub mod section_251;
pub mod sen2;
pub mod session;
pub mod sign_in;
pub mod statement;
pub mod subject_access;
pub mod support_request;
pub mod task_list;
mod trail;
pub mod transfer;
mod undecided;
pub mod users;
pub mod work;
mod year_record;

pub use crate::store::{Paged, Store};
pub use error::ServiceError;
pub use moment::Moment;
pub use rule_sets::rule_book;

use crate::ids::IdError;

/// A new id, in the order of time.
fn new_id<I>(parse: impl Fn(&str) -> Result<I, IdError>) -> Result<I, ServiceError> {
    parse(&uuid::Uuid::now_v7().to_string()).map_err(|error| ServiceError::Broken(Box::new(error)))
}

/// A key that a form carries and that becomes the id of what it makes: the same form sent twice makes one thing.
#[must_use]
pub fn form_key() -> String {
    uuid::Uuid::now_v7().to_string()
}

/// The id of what a form makes: its key, or a new one where it carries none.
fn id_of_form<I>(
    key: Option<I>,
    parse: impl Fn(&str) -> Result<I, IdError>,
) -> Result<I, ServiceError> {
    match key {
        Some(key) => Ok(key),
        None => new_id(parse),
    }
}

/// Whether the database answers.
///
/// # Errors
/// [`ServiceError::Broken`] if it does not.
pub async fn ready(store: &Store) -> Result<(), ServiceError> {
    Ok(store.ping().await?)
}
