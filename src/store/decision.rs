//! What a named officer decided. One made in error is superseded by another, never changed.

use jiff::Timestamp;

use super::error::StoreError;
use super::row::Row;
use super::tx::Tx;
use super::value::{Value, flag, instant, integer_or_null, text, text_or_null};
use crate::calendar::Date;
use crate::codes::stored_codes;
use crate::ids::{ChildId, DecisionId, DeterminationId, Digest, ProfileId, UserId};
use crate::needs::BandId;

stored_codes!(
    /// How a decision came about.
    DecisionKind {
        /// The indicative band was agreed.
        Agreed = "agreed",
        /// Another band was decided, with a reason.
        Override = "override",
        /// An amount was agreed for this child, because no band secures Section F.
        Exceptional = "exceptional",
        /// A tribunal ordered it.
        Tribunal = "tribunal",
        /// It was in force before this system and was carried over.
        CarriedOver = "carried_over",
    }
);

/// A decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Our id.
    pub id: DecisionId,
    /// About whom.
    pub child: ChildId,
    /// On which profile and version; `None` for one decided without.
    pub profile: Option<(ProfileId, u32)>,
    /// The determination that the officer saw.
    pub determination: Option<DeterminationId>,
    /// How it came about.
    pub kind: DecisionKind,
    /// Who decided.
    pub officer: UserId,
    /// The day of the decision.
    pub decided_on: Date,
    /// The band decided, where there is one.
    pub band: Option<BandId>,
    /// The rule set that the band belongs to.
    pub rule_set: Option<Digest>,
    /// Why; an override must say.
    pub reason: String,
    /// The officer's answer to whether the funding secures all of Section F.
    pub section_f_secured: bool,
    /// The moderator's answers to the rule set's questions, as JSON.
    pub answers: String,
    /// Whether the officer declared to have no conflict of interest.
    pub no_conflict_declared: bool,
    /// The decision that this one replaces.
    pub supersedes: Option<DecisionId>,
    /// When it was written down.
    pub recorded_at: Timestamp,
}

/// Adds decisions.
///
/// # Errors
/// [`StoreError::Conflict`] if an id is taken; [`StoreError::NotFound`] without the child, officer or profile version;
/// [`StoreError::Unavailable`] for an override without a reason.
pub async fn insert_all(tx: &mut Tx, decisions: &[Decision]) -> Result<(), StoreError> {
    const COLUMNS: &str = "decision (id, child_id, profile_id, profile_version, determination_id, kind, officer, \
         decided_on, band, rule_set_digest, reason, section_f_secured, answers, no_conflict_declared, supersedes, \
         recorded_at)";
    tx.insert_all(COLUMNS, decisions.iter().map(values).collect())
        .await
}

/// The decision of an id.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find(tx: &mut Tx, id: &DecisionId) -> Result<Option<Decision>, StoreError> {
    tx.first("SELECT * FROM decision WHERE id = $1", vec![text(id)], read)
        .await
}

/// A child's decisions, the newest first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn all_of(tx: &mut Tx, child: &ChildId) -> Result<Vec<Decision>, StoreError> {
    tx.all(
        "SELECT * FROM decision WHERE child_id = $1 ORDER BY recorded_at DESC, id DESC",
        vec![text(child)],
        read,
    )
    .await
}

fn values(it: &Decision) -> Vec<Value> {
    let (profile, version) = it
        .profile
        .as_ref()
        .map(|(id, number)| (id, *number))
        .unzip();
    vec![
        text(&it.id),
        text(&it.child),
        text_or_null(profile),
        integer_or_null(version.map(i64::from)),
        text_or_null(it.determination.as_ref()),
        text(it.kind.code()),
        text(&it.officer),
        text(it.decided_on),
        text_or_null(it.band.as_ref()),
        text_or_null(it.rule_set.as_ref()),
        text(&it.reason),
        flag(it.section_f_secured),
        text(&it.answers),
        flag(it.no_conflict_declared),
        text_or_null(it.supersedes.as_ref()),
        instant(it.recorded_at),
    ]
}

fn read(row: &Row) -> Result<Decision, StoreError> {
    Ok(Decision {
        id: row.parsed("id")?,
        child: row.parsed("child_id")?,
        profile: row
            .parsed_or_null("profile_id")?
            .zip(row.small_or_null("profile_version")?),
        determination: row.parsed_or_null("determination_id")?,
        kind: row.read("kind", DecisionKind::parse)?,
        officer: row.parsed("officer")?,
        decided_on: row.day("decided_on")?,
        band: row.parsed_or_null("band")?,
        rule_set: row.parsed_or_null("rule_set_digest")?,
        reason: row.text("reason")?,
        section_f_secured: row.flag("section_f_secured")?,
        answers: row.text("answers")?,
        no_conflict_declared: row.flag("no_conflict_declared")?,
        supersedes: row.parsed_or_null("supersedes")?,
        recorded_at: row.instant("recorded_at")?,
    })
}
