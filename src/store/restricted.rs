//! Which restricted records a reader sees beside those that are open to everybody of the reader's role.

use super::clause::Clause;
use super::value::{Value, flag, text};
use crate::ids::UserId;

/// The restricted records that a reader sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RestrictedRecords {
    /// None.
    Hidden,
    /// Those for which this user is a named officer.
    NamedTo(UserId),
    /// All.
    Shown,
}

impl RestrictedRecords {
    /// `AND` the child `c` is not restricted, or is one of these.
    pub(super) fn limit(&self, found: &mut Clause) {
        match self {
            RestrictedRecords::Shown => {}
            // Not a comparison with FALSE: SQLite would take that for the best index and sort everybody by name.
            RestrictedRecords::Hidden => {
                found.push(" AND NOT c.restricted");
            }
            RestrictedRecords::NamedTo(officer) => {
                found
                    .push(
                        " AND (NOT c.restricted OR EXISTS (SELECT 1 FROM record_officer o \
                         WHERE o.child_id = c.id AND o.ended_at IS NULL AND o.officer = ",
                    )
                    .bind(text(officer))
                    .push("))");
            }
        }
    }

    /// What [`seen`] is asked with: whether all are seen, and by whom those named are.
    pub(super) fn values(&self) -> [Value; 2] {
        let (all, officer) = match self {
            RestrictedRecords::Hidden => (false, ""),
            RestrictedRecords::NamedTo(officer) => (false, officer.as_str()),
            RestrictedRecords::Shown => (true, ""),
        };
        [flag(all), text(officer)]
    }
}

/// Whether a row's child is seen: `restricted` and `child` are the columns of the row, `all` and `officer` the numbers of
/// [`RestrictedRecords::values`].
pub(super) fn seen((restricted, child): (&str, &str), (all, officer): (u8, u8)) -> String {
    format!(
        "({restricted} = FALSE OR ${all} OR {})",
        named(child, officer)
    )
}

/// Whether the user of a number is a named officer of a row's child.
pub(super) fn named(child: &str, officer: u8) -> String {
    format!(
        "EXISTS (SELECT 1 FROM record_officer o WHERE o.child_id = {child} AND o.officer = ${officer} AND o.ended_at IS NULL)"
    )
}
