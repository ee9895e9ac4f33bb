//! A child's absences from a place that is kept: the list with a form for a new one, and ending one. For finance officers and
//! commissioners.

mod end;
mod list;

pub use end::{ask as ask_end, save as save_end};
pub use list::{add, list};

use crate::ids::ChildId;
use crate::service::absences::{Absence, AbsenceProblem};
use crate::service::child_record::ChildRecord;
use crate::visit::WebError;

fn child_id(text: &str) -> Result<ChildId, WebError> {
    ChildId::parse(text).map_err(|_| WebError::NotFound)
}

/// The address of a child's absences.
fn address(child: &ChildId) -> String {
    format!("/children/{child}/absences")
}

/// The name of the place that a child is away from.
fn place_of(record: &ChildRecord, absence: &Absence) -> String {
    let known = record.establishments.get(&absence.establishment);
    known.cloned().unwrap_or_default()
}

/// The field that is wrong, and why.
fn in_words(problem: AbsenceProblem) -> (&'static str, &'static str) {
    match problem {
        AbsenceProblem::NotPlaced => (
            "establishment",
            "The child must have a placement there on all of the days",
        ),
        AbsenceProblem::Overlaps => (
            "from",
            "Another absence from the same place is on record for some of these days",
        ),
        AbsenceProblem::BeforeItBegins => {
            ("last", "Last day away must be the first day away or later")
        }
    }
}
