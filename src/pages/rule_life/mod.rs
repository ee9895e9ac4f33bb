//! The life of rules: drafts and their files, their effect on the live cohort and values to a target, proposals and their answers, withdrawals, and the history of a set.

mod conflict;
mod draft;
mod drafts;
mod effect;
mod effect_tables;
mod file;
mod history;
mod proposal;
mod propose;
mod report;
mod upload;
mod values;
mod withdrawal;

pub use draft::show as draft;
pub use drafts::{begin, draft_cells, list as drafts};
pub use effect::{file as effect_file, show as effect};
pub use file::{edit, new, save, save_new};
pub use history::life;
pub use proposal::{answer, show as proposal};
pub use propose::{form as propose, send as send_proposal};
pub use upload::{
    begin as begin_from_files, begin_form, over as send_files, over_form as files_form,
};
pub use values::{form as values, send as set_values};
pub use withdrawal::{form as withdrawal, send as withdraw};

use leptos::prelude::*;

use crate::components::{Crumb, Tag, TagColour};
use crate::ids::{Digest, RuleDraftId};
use crate::service::rule_life::{OpenDraft, Stage, State};
use crate::visit::WebError;

/// Where the drafts are.
pub(super) const DRAFTS: &str = "/rules/drafts";

/// The path to the pages below the drafts.
fn below_drafts() -> Vec<Crumb> {
    vec![
        Crumb::new("Banding rules", "/rules"),
        Crumb::new("Drafts", DRAFTS),
    ]
}

/// Where a draft is.
pub(super) fn draft_address(id: &RuleDraftId) -> String {
    format!("{DRAFTS}/{id}")
}

fn draft_id(text: &str) -> Result<RuleDraftId, WebError> {
    RuleDraftId::parse(text).map_err(|_| WebError::NotFound)
}

fn digest_of(text: &str) -> Result<Digest, WebError> {
    Digest::parse(text).map_err(|_| WebError::NotFound)
}

/// What a draft’s pages call it: the reference of its text, or words where the text has none yet.
fn draft_title(draft: &OpenDraft) -> String {
    match &draft.line.reference {
        Some(reference) => format!("Draft of {reference}"),
        None => "Draft of rules".to_owned(),
    }
}

/// Where a set stands, in words.
fn state_words(state: State) -> &'static str {
    match state {
        State::Kept => "Came with an import",
        State::Shipped => "Not approved here",
        State::Proposed => "Proposed",
        State::SentBack => "Sent back",
        State::Approved => "Approved, begins later",
        State::InForce => "In force",
        State::Ended => "Ended",
        State::Withdrawn => "Withdrawn",
    }
}

/// Where a set stands, as a tag.
#[must_use]
pub fn state_tag(state: State) -> AnyView {
    let colour = match state {
        State::Kept | State::Shipped | State::Ended => TagColour::Grey,
        State::Proposed | State::SentBack => TagColour::Yellow,
        State::Approved => TagColour::Blue,
        State::InForce => TagColour::Green,
        State::Withdrawn => TagColour::Red,
    };
    view! { <Tag text=state_words(state) colour=colour /> }.into_any()
}

/// How far a draft is, as a tag.
pub(super) fn stage_tag(stage: &Stage) -> AnyView {
    let (text, colour) = match stage {
        Stage::Writing => ("Being written", TagColour::Blue),
        Stage::SentBack(_) => ("Sent back", TagColour::Yellow),
        Stage::Proposed(_) => ("Proposed", TagColour::Yellow),
        Stage::Approved(_) => ("Approved", TagColour::Green),
    };
    view! { <Tag text=text colour=colour /> }.into_any()
}
