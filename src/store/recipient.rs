//! Who may receive the statement to a family: what officers noted, added to and never changed.

use jiff::Timestamp;

use super::error::StoreError;
use super::row::Row;
use super::tx::Tx;
use super::value::{instant, integer, text};
use crate::codes::stored_codes;
use crate::ids::{ChildId, UserId};

stored_codes!(
    /// What an officer noted.
    RecipientNoted {
        /// The recipients were checked: it may go out.
        Checked = "checked",
        /// The parents live apart.
        SeparatedParents = "separated_parents",
        /// A social worker has to be asked.
        SocialWorker = "social_worker",
        /// The child died.
        Died = "died",
        /// Another reason to check first.
        Other = "other",
    }
);

/// One note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecipientNote {
    /// About whom.
    pub child: ChildId,
    /// 1 for the first; the highest counts.
    pub number: u32,
    /// What was noted.
    pub noted: RecipientNoted,
    /// By whom.
    pub by: UserId,
    /// When.
    pub at: Timestamp,
}

/// The note that counts.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn latest(tx: &mut Tx, child: &ChildId) -> Result<Option<RecipientNote>, StoreError> {
    tx.first(
        "SELECT * FROM statement_recipient WHERE child_id = $1 ORDER BY number DESC LIMIT 1",
        vec![text(child)],
        read,
    )
    .await
}

/// Adds a note.
///
/// # Errors
/// [`StoreError::Conflict`] if its number is taken: somebody else noted something meanwhile; [`StoreError::NotFound`]
/// without the child or the user.
pub async fn add(tx: &mut Tx, note: &RecipientNote) -> Result<(), StoreError> {
    let row = vec![
        text(&note.child),
        integer(note.number.into()),
        text(note.noted.code()),
        text(&note.by),
        instant(note.at),
    ];
    tx.insert_all(
        "statement_recipient (child_id, number, noted, by_user, at)",
        vec![row],
    )
    .await
}

fn read(row: &Row) -> Result<RecipientNote, StoreError> {
    Ok(RecipientNote {
        child: row.parsed("child_id")?,
        number: row.small("number")?,
        noted: row.read("noted", RecipientNoted::parse)?,
        by: row.parsed("by_user")?,
        at: row.instant("at")?,
    })
}
