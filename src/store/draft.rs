//! Forms that are not sent yet: one for each person, form and subject, saved over the version it was read at.

use jiff::Timestamp;

use super::error::StoreError;
use super::row::Row;
use super::tx::Tx;
use super::value::{instant, integer, text};
use crate::ids::UserId;

/// What a draft is known by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftKey {
    /// Whose.
    pub owner: UserId,
    /// Of which form.
    pub form: String,
    /// About which record: its id.
    pub subject: String,
}

/// A saved form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// What it is known by.
    pub key: DraftKey,
    /// The form's values, as JSON.
    pub document: String,
    /// Counts the saves: what the next one must be based on.
    pub version: i64,
    /// When it was saved.
    pub saved_at: Timestamp,
}

/// Saves a draft over the version it was read at, 0 for a new one; returns the new version.
///
/// # Errors
/// [`StoreError::Conflict`] if it was saved, begun or discarded elsewhere since.
pub async fn save(
    tx: &mut Tx,
    key: &DraftKey,
    document: &str,
    based_on: i64,
    now: Timestamp,
) -> Result<i64, StoreError> {
    let mut values = vec![
        text(&key.owner),
        text(&key.form),
        text(&key.subject),
        text(document),
        instant(now),
    ];
    let saved = if based_on == 0 {
        tx.first(
            "INSERT INTO draft (owner, form, subject, document, version, saved_at) VALUES ($1, $2, $3, $4, 1, $5) \
             ON CONFLICT (owner, form, subject) DO NOTHING RETURNING version",
            values,
            |row| row.integer("version"),
        )
        .await?
    } else {
        values.push(integer(based_on));
        tx.first(
            "UPDATE draft SET document = $4, saved_at = $5, version = version + 1 \
             WHERE owner = $1 AND form = $2 AND subject = $3 AND version = $6 RETURNING version",
            values,
            |row| row.integer("version"),
        )
        .await?
    };
    saved.ok_or(StoreError::Conflict)
}

/// The draft of a key.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find(tx: &mut Tx, key: &DraftKey) -> Result<Option<Draft>, StoreError> {
    tx.first(
        "SELECT * FROM draft WHERE owner = $1 AND form = $2 AND subject = $3",
        vec![text(&key.owner), text(&key.form), text(&key.subject)],
        read,
    )
    .await
}

/// A person's drafts, the last saved first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn all_of(tx: &mut Tx, owner: &UserId) -> Result<Vec<Draft>, StoreError> {
    tx.all(
        "SELECT * FROM draft WHERE owner = $1 ORDER BY saved_at DESC, form, subject",
        vec![text(owner)],
        read,
    )
    .await
}

/// Gives a draft to another owner, who has none of that form and subject; its count goes on. Does nothing if there is none.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be written.
pub async fn hand_over(
    tx: &mut Tx,
    key: &DraftKey,
    to: &UserId,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE draft SET owner = $4, version = version + 1, saved_at = $5 WHERE owner = $1 AND form = $2 AND subject = $3",
        vec![
            text(&key.owner),
            text(&key.form),
            text(&key.subject),
            text(to),
            instant(now),
        ],
    )
    .await?;
    Ok(())
}

/// Removes a draft: it was sent, or is not wanted. Does nothing if there is none.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be written.
pub async fn discard(tx: &mut Tx, key: &DraftKey) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM draft WHERE owner = $1 AND form = $2 AND subject = $3",
        vec![text(&key.owner), text(&key.form), text(&key.subject)],
    )
    .await?;
    Ok(())
}

fn read(row: &Row) -> Result<Draft, StoreError> {
    let key = DraftKey {
        owner: row.parsed("owner")?,
        form: row.text("form")?,
        subject: row.text("subject")?,
    };
    Ok(Draft {
        key,
        document: row.text("document")?,
        version: row.integer("version")?,
        saved_at: row.instant("saved_at")?,
    })
}
