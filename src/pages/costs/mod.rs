//! What a child's placements cost: every line, adding one, ending one, and agreeing one above an officer's limit. For finance
//! officers and commissioners.

mod add;
mod end;
mod lines;
mod proposal;

pub use add::{ask, save};
pub use end::{ask_end, save_end};
pub use lines::list;
pub use proposal::{answer as answer_proposal, show as proposal};

use crate::ids::ChildId;
use crate::service::child_record::{ChildRecord, CostLine, Placement};
use crate::visit::WebError;

fn child_id(text: &str) -> Result<ChildId, WebError> {
    ChildId::parse(text).map_err(|_| WebError::NotFound)
}

/// The address of a child's costs.
fn address(child: &ChildId) -> String {
    format!("/children/{child}/costs")
}

/// A placement in words: its establishment, or its setting where it has none.
fn place_in_words(record: &ChildRecord, placement: &Placement) -> String {
    let known = placement
        .establishment
        .as_ref()
        .and_then(|id| record.establishments.get(id));
    known
        .cloned()
        .unwrap_or_else(|| placement.setting.title().to_owned())
}

/// A line of the record, with its placement.
fn line_of<'record>(
    record: &'record ChildRecord,
    id: &str,
) -> Option<(&'record Placement, &'record CostLine)> {
    record.placements.iter().find_map(|(placement, lines)| {
        let line = lines.iter().find(|line| line.id.as_str() == id)?;
        Some((placement, line))
    })
}
