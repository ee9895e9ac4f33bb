//! Every rule set ever used, by its digest: what a determination of years ago is shown and recomputed with.
//!
//! Whether a set may be used is not said here: that is its history, in [`super::rule_step`].

use jiff::Timestamp;

use super::error::StoreError;
use super::row::Row;
use super::tx::Tx;
use super::value::{instant, text};
use crate::calendar::Date;
use crate::ids::{Digest, RuleSetRef};
use crate::rules::RuleSet;

/// A rule set as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRuleSet {
    /// Its identity: the digest of its canonical JSON.
    pub digest: Digest,
    /// How people name it.
    pub reference: RuleSetRef,
    /// Its title.
    pub title: String,
    /// The first day it is in force.
    pub first_day: Date,
    /// The last day it is in force.
    pub last_day: Date,
    /// Its canonical JSON.
    pub document: String,
    /// When it was first seen.
    pub recorded_at: Timestamp,
}

impl StoredRuleSet {
    /// A checked set as it is kept, first seen at an instant.
    #[must_use]
    pub fn of(set: &RuleSet, recorded_at: Timestamp) -> StoredRuleSet {
        StoredRuleSet {
            digest: set.digest().clone(),
            reference: set.reference(),
            title: set.scheme.title.clone(),
            first_day: set.scheme.first_day,
            last_day: set.scheme.last_day,
            document: set.canonical_json(),
            recorded_at,
        }
    }
}

/// Keeps a rule set; a digest that is known already is left as it is. Says whether it was new.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be written.
pub async fn save(tx: &mut Tx, set: &StoredRuleSet) -> Result<bool, StoreError> {
    let added = tx
        .execute(
            "INSERT INTO rule_set (digest, reference, authority, title, first_day, last_day, document, \
             recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (digest) DO NOTHING",
            vec![
                text(&set.digest),
                text(&set.reference),
                text(set.reference.authority()),
                text(&set.title),
                text(set.first_day),
                text(set.last_day),
                text(&set.document),
                instant(set.recorded_at),
            ],
        )
        .await?;
    Ok(added == 1)
}

/// The rule set of a digest.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn by_digest(tx: &mut Tx, digest: &Digest) -> Result<Option<StoredRuleSet>, StoreError> {
    tx.first(
        "SELECT * FROM rule_set WHERE digest = $1",
        vec![text(digest)],
        read,
    )
    .await
}

/// Every rule set of a reference, the newest first: a set may have been corrected before it came into force.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn by_reference(
    tx: &mut Tx,
    reference: &RuleSetRef,
) -> Result<Vec<StoredRuleSet>, StoreError> {
    tx.all(
        "SELECT * FROM rule_set WHERE reference = $1 ORDER BY recorded_at DESC, digest",
        vec![text(reference)],
        read,
    )
    .await
}

/// Every rule set, by authority and first day.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn all(tx: &mut Tx) -> Result<Vec<StoredRuleSet>, StoreError> {
    tx.all(
        "SELECT * FROM rule_set ORDER BY authority, first_day, recorded_at, digest",
        Vec::new(),
        read,
    )
    .await
}

fn read(row: &Row) -> Result<StoredRuleSet, StoreError> {
    Ok(StoredRuleSet {
        digest: row.parsed("digest")?,
        reference: row.parsed("reference")?,
        title: row.text("title")?,
        first_day: row.day("first_day")?,
        last_day: row.day("last_day")?,
        document: row.text("document")?,
        recorded_at: row.instant("recorded_at")?,
    })
}
