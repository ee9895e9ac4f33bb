//! Days that a child is educated elsewhere or suspended while its place is kept. Dates and a kind, and no words.

use jiff::Timestamp;

use super::clause::Clause;
use super::error::StoreError;
use super::plan_history::Whom;
use super::row::Row;
use super::tx::Tx;
use super::value::{Value, flag, instant, integer, text, text_or_null};
use crate::calendar::{Date, Period};
use crate::entitlement::AbsenceKind;
use crate::ids::{AbsenceId, ChildId, EstablishmentId, UserId};

/// Days away from a place that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absence {
    /// Our id.
    pub id: AbsenceId,
    /// Whose.
    pub child: ChildId,
    /// Away from where.
    pub establishment: EstablishmentId,
    /// Why.
    pub kind: AbsenceKind,
    /// The days; without end while it lasts.
    pub days: Period,
    /// Whether it was entered in error: it never was.
    pub in_error: bool,
    /// Who wrote it down last.
    pub by: Option<UserId>,
    /// When.
    pub at: Timestamp,
    /// Counts the changes of this row; 1 when new.
    pub version: i64,
}

/// Adds an absence.
///
/// # Errors
/// [`StoreError::Conflict`] if the id is taken; [`StoreError::NotFound`] without the child or establishment.
pub async fn insert(tx: &mut Tx, absence: &Absence) -> Result<(), StoreError> {
    const COLUMNS: &str = "absence (id, child_id, establishment_id, kind, from_on, to_on, in_error, by_user, at, version)";
    tx.insert_all(COLUMNS, vec![values(absence)]).await
}

/// Writes the absence over the version it was read at; the stored version becomes one more.
///
/// # Errors
/// [`StoreError::Conflict`] if it was changed since.
pub async fn update(tx: &mut Tx, changed: &Absence) -> Result<(), StoreError> {
    tx.execute_one(
        "UPDATE absence SET child_id = $2, establishment_id = $3, kind = $4, from_on = $5, to_on = $6, in_error = $7, \
         by_user = $8, at = $9, version = version + 1 WHERE id = $1 AND version = $10",
        values(changed),
        StoreError::Conflict,
    )
    .await
}

/// A child's absences, the latest first, those entered in error too.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn all_of(tx: &mut Tx, child: &ChildId) -> Result<Vec<Absence>, StoreError> {
    tx.all(
        "SELECT * FROM absence WHERE child_id = $1 ORDER BY from_on DESC, id DESC",
        vec![text(child)],
        read,
    )
    .await
}

/// Every absence of each child who is away on a day of a period, by child, the earliest first: what stops payment is counted
/// from an absence's own first day. None entered in error.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn of_those_away(
    tx: &mut Tx,
    days: &Period,
    whom: Whom<'_>,
) -> Result<Vec<Absence>, StoreError> {
    let mut found = Clause::new(
        "SELECT * FROM absence WHERE in_error = FALSE AND child_id IN (SELECT child_id FROM absence \
         WHERE in_error = FALSE AND from_on < ",
    );
    found.bind(text(days.end().unwrap_or(Date::MAX)));
    found.push(" AND (to_on IS NULL OR to_on > ");
    found.bind(text(days.start())).push(")");
    whom.narrow(&mut found, " AND child_id IN ");
    found.push(") ORDER BY child_id, from_on, id");
    let (sql, values) = found.parts();
    tx.all(sql, values, read).await
}

fn values(absence: &Absence) -> Vec<Value> {
    vec![
        text(&absence.id),
        text(&absence.child),
        text(&absence.establishment),
        text(absence.kind.code()),
        text(absence.days.start()),
        text_or_null(absence.days.end()),
        flag(absence.in_error),
        text_or_null(absence.by.as_ref()),
        instant(absence.at),
        integer(absence.version),
    ]
}

fn read(row: &Row) -> Result<Absence, StoreError> {
    Ok(Absence {
        id: row.parsed("id")?,
        child: row.parsed("child_id")?,
        establishment: row.parsed("establishment_id")?,
        kind: row.read("kind", AbsenceKind::parse)?,
        days: row.period("from_on", "to_on")?,
        in_error: row.flag("in_error")?,
        by: row.parsed_or_null("by_user")?,
        at: row.instant("at")?,
        version: row.integer("version")?,
    })
}
