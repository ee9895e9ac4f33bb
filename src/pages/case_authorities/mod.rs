//! The authorities on a child's case: who maintains, pays, looks after and provides, with a form for what changes. For
//! caseworkers and commissioners; finance officers, heads of SEND and auditors read it.

mod end;
mod list;

pub use end::{ask as ask_end, save as save_end};
pub use list::{add, list};

use crate::ids::ChildId;
use crate::service::case_authorities::{CaseAuthority, PartProblem};
use crate::visit::WebError;

fn child_id(text: &str) -> Result<ChildId, WebError> {
    ChildId::parse(text).map_err(|_| WebError::NotFound)
}

/// The address of the authorities on a child's case.
fn address(child: &ChildId) -> String {
    format!("/children/{child}/authorities")
}

/// The authority of a part, by its number.
fn authority_of(part: &CaseAuthority) -> String {
    let authority = part.authority.as_ref();
    authority.map_or_else(|| "Us".to_owned(), ToString::to_string)
}

/// The field that is wrong, and why.
fn in_words(problem: PartProblem) -> (&'static str, &'static str) {
    match problem {
        PartProblem::IsThisOne => (
            "authority",
            "This is our own number. Enter the other authority’s",
        ),
        PartProblem::Overlaps => (
            "from",
            "Something else is on record for some of these days. End that first",
        ),
        PartProblem::BeforeItBegins => ("last", "Last day must be the first day or later"),
    }
}
