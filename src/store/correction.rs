//! What schools say is wrong with an award, and what the council answered.

use jiff::Timestamp;

use super::error::StoreError;
use super::listing::Listing;
use super::page::{Page, Paged};
use super::restricted::{RestrictedRecords, named, seen};
use super::row::Row;
use super::tx::Tx;
use super::value::{instant, integer, text, text_or_null};
use crate::calendar::Date;
use crate::codes::stored_codes;
use crate::ids::{AwardId, ChildId, CorrectionId, EstablishmentId, LocalId, UserId};
use crate::money::Fte;

stored_codes!(
    /// What is wrong.
    CorrectionKind {
        /// The child left; the day is the last one there.
        Left = "left",
        /// The child started on another day.
        Started = "started",
        /// The share of full time is another one from a day on.
        Share = "share",
        /// Something else, in words.
        Other = "other",
    }
);

stored_codes!(
    /// How far a correction is.
    CorrectionState {
        /// It waits for an answer.
        Open = "open",
        /// The council agreed.
        Accepted = "accepted",
        /// The council did not, and said why.
        Declined = "declined",
        /// The school took it back before anybody answered.
        TakenBack = "taken_back",
    }
);

/// A correction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// Our id.
    pub id: CorrectionId,
    /// About whom.
    pub child: ChildId,
    /// About which award.
    pub award: AwardId,
    /// The version of the award that the school saw.
    pub award_version: u32,
    /// The establishment that says so.
    pub establishment: EstablishmentId,
    /// What is wrong.
    pub kind: CorrectionKind,
    /// The last day there, the first day, or the day from which the share is another one.
    pub on: Option<Date>,
    /// The right share of full time.
    pub fte: Option<Fte>,
    /// What the school adds.
    pub note: String,
    /// Who says so.
    pub raised_by: UserId,
    /// When.
    pub raised_at: Timestamp,
    /// How far it is.
    pub state: CorrectionState,
    /// What the council answered.
    pub answer: String,
    /// Who answered.
    pub answered_by: Option<UserId>,
    /// When.
    pub answered_at: Option<Timestamp>,
}

/// A correction in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrectionLine {
    /// The correction.
    pub correction: Correction,
    /// The child's local reference.
    pub local_id: LocalId,
    /// Given and family name; none where it was removed.
    pub name: Option<String>,
    /// The establishment's name.
    pub establishment_name: String,
}

/// Adds a correction.
///
/// # Errors
/// [`StoreError::Conflict`] if one of its kind about the award waits for an answer already; [`StoreError::NotFound`]
/// without the child, award, establishment or user.
pub async fn insert(tx: &mut Tx, made: &Correction) -> Result<(), StoreError> {
    let row = vec![
        text(&made.id),
        text(&made.child),
        text(&made.award),
        integer(made.award_version.into()),
        text(&made.establishment),
        text(made.kind.code()),
        text_or_null(made.on),
        text_or_null(made.fte),
        text(&made.note),
        text(&made.raised_by),
        instant(made.raised_at),
        text(made.state.code()),
        text(&made.answer),
        text_or_null(made.answered_by.as_ref()),
    ];
    const COLUMNS: &str = "correction (id, child_id, award_id, award_version, establishment_id, kind, on_day, fte, note, \
         raised_by, raised_at, state, answer, answered_by)";
    tx.insert_all(COLUMNS, vec![row]).await
}

/// Answers a correction that waits.
///
/// # Errors
/// [`StoreError::Conflict`] if somebody answered it first.
pub async fn answer(
    tx: &mut Tx,
    id: &CorrectionId,
    (state, words): (CorrectionState, &str),
    (by, at): (&UserId, Timestamp),
) -> Result<(), StoreError> {
    tx.execute_one(
        "UPDATE correction SET state = $2, answer = $3, answered_by = $4, answered_at = $5 \
         WHERE id = $1 AND state = 'open'",
        vec![
            text(id),
            text(state.code()),
            text(words),
            text(by),
            instant(at),
        ],
        StoreError::Conflict,
    )
    .await
}

/// The correction of an id.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find(tx: &mut Tx, id: &CorrectionId) -> Result<Option<CorrectionLine>, StoreError> {
    tx.first(
        "SELECT k.*, c.local_id, i.forename, i.surname, e.name AS establishment_name FROM correction k \
         JOIN child c ON c.id = k.child_id \
         JOIN establishment e ON e.id = k.establishment_id \
         LEFT JOIN child_identity i ON i.child_id = k.child_id WHERE k.id = $1",
        vec![text(id)],
        read_line,
    )
    .await
}

/// The corrections about an award that wait for an answer, at most one of each kind.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn waiting_about(tx: &mut Tx, award: &AwardId) -> Result<Vec<Correction>, StoreError> {
    tx.all(
        "SELECT * FROM correction WHERE award_id = $1 AND state = 'open' ORDER BY kind",
        vec![text(award)],
        read,
    )
    .await
}

/// Which corrections a list holds.
#[derive(Clone, Copy, Debug)]
pub enum CorrectionsOf<'a> {
    /// Those that wait for an answer, the oldest first; of restricted children only those that are seen.
    Waiting(&'a RestrictedRecords),
    /// The others, the last answered first; of restricted children only those that are seen.
    Answered(&'a RestrictedRecords),
    /// Those of the establishments that the user belongs to, the newest first. The establishments are joined and not passed in:
    /// no caller can ask for another's. Of restricted children only those for whom the user is named.
    School(&'a UserId),
}

impl CorrectionsOf<'_> {
    fn listing(self) -> Listing {
        const OF_STATE: &str = "correction k JOIN child c ON c.id = k.child_id";
        let (rows, which, order, values) = match self {
            CorrectionsOf::Waiting(restricted) => (
                OF_STATE,
                format!(
                    "k.state = 'open' AND {}",
                    seen(("c.restricted", "c.id"), (1, 2))
                ),
                "k.raised_at, k.id",
                restricted.values().into(),
            ),
            CorrectionsOf::Answered(restricted) => (
                OF_STATE,
                format!(
                    "k.state <> 'open' AND {}",
                    seen(("c.restricted", "c.id"), (1, 2))
                ),
                "k.answered_at DESC, k.id DESC",
                restricted.values().into(),
            ),
            CorrectionsOf::School(user) => (
                "app_user_establishment m JOIN correction k ON k.establishment_id = m.establishment_id \
                 JOIN child c ON c.id = k.child_id",
                format!(
                    "m.user_id = $1 AND (c.restricted = FALSE OR {})",
                    named("c.id", 1)
                ),
                "k.raised_at DESC, k.id DESC",
                vec![text(user)],
            ),
        };
        Listing {
            rows,
            joined: "JOIN establishment e ON e.id = k.establishment_id LEFT JOIN child_identity i ON i.child_id = k.child_id",
            columns: "k.*, c.local_id, i.forename, i.surname, e.name AS establishment_name",
            which,
            order,
            values,
        }
    }
}

/// A page of corrections.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn list(
    tx: &mut Tx,
    of: CorrectionsOf<'_>,
    page: Page,
) -> Result<Paged<CorrectionLine>, StoreError> {
    of.listing().page(tx, page, read_line).await
}

/// How many [`list`] has on all its pages.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn count(tx: &mut Tx, of: CorrectionsOf<'_>) -> Result<u64, StoreError> {
    of.listing().count(tx).await
}

fn read_line(row: &Row) -> Result<CorrectionLine, StoreError> {
    let (forename, surname) = (row.text_or_null("forename")?, row.text_or_null("surname")?);
    Ok(CorrectionLine {
        correction: read(row)?,
        local_id: row.parsed("local_id")?,
        name: forename
            .zip(surname)
            .map(|(forename, surname)| format!("{forename} {surname}")),
        establishment_name: row.text("establishment_name")?,
    })
}

fn read(row: &Row) -> Result<Correction, StoreError> {
    Ok(Correction {
        id: row.parsed("id")?,
        child: row.parsed("child_id")?,
        award: row.parsed("award_id")?,
        award_version: row.small("award_version")?,
        establishment: row.parsed("establishment_id")?,
        kind: row.read("kind", CorrectionKind::parse)?,
        on: row.day_or_null("on_day")?,
        fte: row.parsed_or_null("fte")?,
        note: row.text("note")?,
        raised_by: row.parsed("raised_by")?,
        raised_at: row.instant("raised_at")?,
        state: row.read("state", CorrectionState::parse)?,
        answer: row.text("answer")?,
        answered_by: row.parsed_or_null("answered_by")?,
        answered_at: row.instant_or_null("answered_at")?,
    })
}
