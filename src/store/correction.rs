//! What schools say is wrong with an award, and what the council answered.

use jiff::Timestamp;

use super::error::StoreError;
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

/// The corrections in a state, the oldest first; of restricted children only those that are seen.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn in_state(
    tx: &mut Tx,
    state: CorrectionState,
    restricted: &RestrictedRecords,
    at_most: u32,
) -> Result<Vec<CorrectionLine>, StoreError> {
    let mut values = vec![text(state.code()), integer(at_most.into())];
    values.extend(restricted.values());
    let seen = seen(("c.restricted", "c.id"), (3, 4));
    tx.all(
        format!(
            "SELECT k.*, c.local_id, i.forename, i.surname, e.name AS establishment_name FROM correction k \
             JOIN child c ON c.id = k.child_id JOIN establishment e ON e.id = k.establishment_id \
             LEFT JOIN child_identity i ON i.child_id = k.child_id \
             WHERE k.state = $1 AND {seen} ORDER BY k.raised_at, k.id LIMIT $2"
        ),
        values,
        read_line,
    )
    .await
}

/// How many are in a state, as [`in_state`] lists them.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn count_in_state(
    tx: &mut Tx,
    state: CorrectionState,
    restricted: &RestrictedRecords,
) -> Result<u64, StoreError> {
    let mut values = vec![text(state.code())];
    values.extend(restricted.values());
    let seen = seen(("c.restricted", "c.id"), (2, 3));
    tx.count(
        format!("SELECT COUNT(*) AS n FROM correction k JOIN child c ON c.id = k.child_id WHERE k.state = $1 AND {seen}"),
        values,
    )
    .await
}

/// The corrections of the establishments that the user belongs to, the newest first. The establishments are joined here
/// and not passed in: no caller can ask for another's. Of restricted children only those for whom the user is named.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn of_school_user(
    tx: &mut Tx,
    user: &UserId,
    at_most: u32,
) -> Result<Vec<CorrectionLine>, StoreError> {
    let named = named("c.id", 1);
    tx.all(
        format!(
            "SELECT k.*, c.local_id, i.forename, i.surname, e.name AS establishment_name FROM app_user_establishment m \
             JOIN correction k ON k.establishment_id = m.establishment_id \
             JOIN child c ON c.id = k.child_id AND (c.restricted = FALSE OR {named}) \
             JOIN establishment e ON e.id = k.establishment_id \
             LEFT JOIN child_identity i ON i.child_id = k.child_id \
             WHERE m.user_id = $1 ORDER BY k.raised_at DESC, k.id DESC LIMIT $2"
        ),
        vec![text(user), integer(at_most.into())],
        read_line,
    )
    .await
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
