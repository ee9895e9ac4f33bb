//! What an import changed.

use serde::Serialize;

/// How many records an import added or changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// Children who were not known.
    pub children_added: u32,
    /// Children whose identity or references changed.
    pub children_changed: u32,
    /// Plans that were not known.
    pub plans_added: u32,
    /// Plans whose dates changed: reviewed, ceased.
    pub plans_changed: u32,
    /// Versions added to plans that were known.
    pub plan_versions_added: u32,
    /// Placements that were not known.
    pub placements_added: u32,
    /// Placements whose end, rank or setting changed.
    pub placements_changed: u32,
    /// Placements that the return no longer has, and that were ended.
    pub placements_ended: u32,
}

impl Changes {
    /// Whether anything changed.
    #[must_use]
    pub fn is_any(&self) -> bool {
        *self != Changes::default()
    }
}
