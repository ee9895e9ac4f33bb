//! The life of a rule set, step by step: shipped, proposed, sent back, approved, withdrawn.
//!
//! Steps are added and never changed. What they mean for a day is for the service to say.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::error::StoreError;
use super::row::Row;
use super::spend;
use super::tx::Tx;
use super::value::{Value, instant, integer, integer_or_null, text, text_or_null};
use crate::calendar::Date;
use crate::codes::stored_codes;
use crate::ids::{Digest, RuleDraftId, RuleSetRef, UserId};

stored_codes!(
    /// What happened to a rule set.
    RuleStepKind {
        /// It came with the product, as its source published it; nobody here has agreed to it yet.
        Shipped = "shipped",
        /// Its owner proposed it, with the record of how it came about.
        Proposed = "proposed",
        /// A second person sent it back to its owner.
        SentBack = "sent_back",
        /// A second person approved it: it is in force on its days.
        Approved = "approved",
        /// It is not in force from a day on; what was decided under it stays.
        Withdrawn = "withdrawn",
    }
);

/// One step in the life of a rule set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleStep {
    /// Of which set.
    pub digest: Digest,
    /// 1 for the first.
    pub number: u32,
    /// What happened.
    pub kind: RuleStepKind,
    /// Who did it; `None` where the program did.
    pub by: Option<UserId>,
    /// When.
    pub at: Timestamp,
    /// The draft and its version that a proposal came from.
    pub draft: Option<(RuleDraftId, u32)>,
    /// The record of a proposal, as JSON.
    pub record: Option<String>,
    /// Why; sending back and withdrawing must say.
    pub note: String,
    /// Of a withdrawal: the first day on which the set is not in force.
    pub from: Option<Date>,
}

/// A rule set's name and days, with its steps; the rules themselves are in [`super::rule_set`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleLife {
    /// Its identity.
    pub digest: Digest,
    /// How people name it.
    pub reference: RuleSetRef,
    /// Its title.
    pub title: String,
    /// Its first day, as its text says.
    pub first_day: Date,
    /// Its last day, as its text says.
    pub last_day: Date,
    /// The steps, the first first; none for a set that only came with an import.
    pub steps: Vec<RuleStep>,
}

/// Adds a step.
///
/// # Errors
/// [`StoreError::Conflict`] if the number is taken: somebody else acted first; [`StoreError::NotFound`] without the set,
/// user or draft version; [`StoreError::Unavailable`] for a proposal without record, or a reason or day that is missing.
pub async fn add(tx: &mut Tx, step: &RuleStep) -> Result<(), StoreError> {
    const COLUMNS: &str = "rule_set_step (digest, number, kind, by_user, at, draft_id, draft_version, record, note, \
         from_on)";
    tx.insert_all(COLUMNS, vec![values(step)]).await?;
    spend::every_child(tx).await
}

/// The life of one set; `None` if there is no such set.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn of(tx: &mut Tx, digest: &Digest) -> Result<Option<RuleLife>, StoreError> {
    let head = tx
        .first(
            "SELECT digest, reference, title, first_day, last_day FROM rule_set WHERE digest = $1",
            vec![text(digest)],
            read_head,
        )
        .await?;
    let Some(mut life) = head else {
        return Ok(None);
    };
    life.steps = tx
        .all(
            "SELECT * FROM rule_set_step WHERE digest = $1 ORDER BY number",
            vec![text(digest)],
            read,
        )
        .await?;
    Ok(Some(life))
}

/// The lives of an authority's sets, or of every set, by authority, first day and digest.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn all(tx: &mut Tx, authority: Option<&str>) -> Result<Vec<RuleLife>, StoreError> {
    let heads = tx
        .all(
            "SELECT digest, reference, title, first_day, last_day FROM rule_set \
             WHERE $1 = '' OR authority = $1 ORDER BY authority, first_day, digest",
            vec![text(authority.unwrap_or_default())],
            read_head,
        )
        .await?;
    let steps = tx
        .all(
            "SELECT s.* FROM rule_set_step s JOIN rule_set r ON r.digest = s.digest \
             WHERE $1 = '' OR r.authority = $1 ORDER BY s.digest, s.number",
            vec![text(authority.unwrap_or_default())],
            read,
        )
        .await?;
    let mut by_set: BTreeMap<Digest, Vec<RuleStep>> = BTreeMap::new();
    for step in steps {
        by_set.entry(step.digest.clone()).or_default().push(step);
    }
    Ok(heads
        .into_iter()
        .map(|life| RuleLife {
            steps: by_set.remove(&life.digest).unwrap_or_default(),
            ..life
        })
        .collect())
}

/// The newest proposal that came from a draft.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn proposed_from(
    tx: &mut Tx,
    draft: &RuleDraftId,
) -> Result<Option<RuleStep>, StoreError> {
    tx.first(
        "SELECT * FROM rule_set_step WHERE draft_id = $1 AND kind = 'proposed' ORDER BY draft_version DESC, number DESC",
        vec![text(draft)],
        read,
    )
    .await
}

fn values(step: &RuleStep) -> Vec<Value> {
    let (draft, version) = step
        .draft
        .as_ref()
        .map(|(draft, version)| (draft, i64::from(*version)))
        .unzip();
    vec![
        text(&step.digest),
        integer(step.number.into()),
        text(step.kind.code()),
        text_or_null(step.by.as_ref()),
        instant(step.at),
        text_or_null(draft),
        integer_or_null(version),
        text_or_null(step.record.as_ref()),
        text(&step.note),
        text_or_null(step.from),
    ]
}

fn read(row: &Row) -> Result<RuleStep, StoreError> {
    Ok(RuleStep {
        digest: row.parsed("digest")?,
        number: row.small("number")?,
        kind: row.read("kind", RuleStepKind::parse)?,
        by: row.parsed_or_null("by_user")?,
        at: row.instant("at")?,
        draft: row
            .parsed_or_null("draft_id")?
            .zip(row.small_or_null("draft_version")?),
        record: row.text_or_null("record")?,
        note: row.text("note")?,
        from: row.day_or_null("from_on")?,
    })
}

fn read_head(row: &Row) -> Result<RuleLife, StoreError> {
    Ok(RuleLife {
        digest: row.parsed("digest")?,
        reference: row.parsed("reference")?,
        title: row.text("title")?,
        first_day: row.day("first_day")?,
        last_day: row.day("last_day")?,
        steps: Vec::new(),
    })
}
