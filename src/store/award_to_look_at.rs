//! Awards that go on though what they were made for is gone: the child is not at their school any more, or has no plan.
//!
//! From which day follows from awards, placements and plans. Whoever writes one of them has it noted anew for the child, so that
//! a first page counts a few rows and not every award.

use std::fmt::Display;

use super::clause::Clause;
use super::error::StoreError;
use super::page::{Page, Paged};
use super::restricted::{RestrictedRecords, seen};
use super::row::Row;
use super::tx::Tx;
use super::value::{Value, integer, text};
use crate::calendar::Date;
use crate::ids::{AwardId, ChildId, LocalId};

/// An award to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwardToLookAt {
    /// Which.
    pub award: AwardId,
    /// Whose.
    pub child: ChildId,
    /// The local reference.
    pub local_id: LocalId,
    /// Given and family name; `None` once erased.
    pub name: Option<String>,
    /// The school that it pays.
    pub place: Option<String>,
    /// Since when: the first day that it pays without a reason.
    pub since: Date,
    /// The day on which the last plan ceased; none where a plan is open or there never was one.
    pub ceased_on: Option<Date>,
}

/// How many ids one statement names.
const IDS_A_STATEMENT: usize = 500;

/// Each award that is ever paid, with the day on which the last plan ceased and the day after the last placement at its school;
/// one whose school never had the child is without a reason from its first day.
const GONE: &str = "INSERT INTO award_to_look_at (award_id, child_id, since_on, until_on) \
     SELECT f.award_id, f.child_id, CASE WHEN f.gone_on < f.from_on THEN f.from_on ELSE f.gone_on END, \
     COALESCE(f.to_on, '9999-12-31') FROM (SELECT g.award_id, g.child_id, g.from_on, g.to_on, \
     CASE WHEN g.ceased_on IS NULL THEN g.left_on WHEN g.left_on IS NULL THEN g.ceased_on \
     WHEN g.ceased_on < g.left_on THEN g.ceased_on ELSE g.left_on END AS gone_on FROM (\
     SELECT v.award_id, a.child_id, v.from_on, v.to_on, \
     (SELECT CASE WHEN COUNT(p.ceased_on) = COUNT(*) THEN MAX(p.ceased_on) END FROM plan p \
     WHERE p.child_id = a.child_id) AS ceased_on, \
     CASE WHEN v.establishment_id IS NOT NULL THEN (SELECT CASE WHEN COUNT(*) = 0 THEN v.from_on \
     WHEN COUNT(x.to_on) = COUNT(*) THEN MAX(x.to_on) END FROM placement x WHERE x.child_id = a.child_id \
     AND x.establishment_id = v.establishment_id) END AS left_on \
     FROM award a JOIN award_version v ON v.award_id = a.id AND v.number = a.latest_version \
     WHERE (v.to_on IS NULL OR v.from_on < v.to_on) AND a.";

/// Those of them that go on after that day.
const GO_ON: &str = ") g) f WHERE f.gone_on IS NOT NULL AND (f.to_on IS NULL OR f.gone_on < f.to_on) \
     ON CONFLICT (award_id) DO UPDATE SET since_on = excluded.since_on, until_on = excluded.until_on";

/// Notes anew which awards of these children go on without a reason, and since when.
pub(super) async fn note(
    tx: &mut Tx,
    children: impl IntoIterator<Item = &ChildId>,
) -> Result<(), StoreError> {
    let children: Vec<&ChildId> = children.into_iter().collect();
    note_by(tx, ("child_id", "child_id"), &children).await
}

/// Notes an award anew.
pub(super) async fn note_award(tx: &mut Tx, award: &AwardId) -> Result<(), StoreError> {
    note_by(tx, ("award_id", "id"), &[award]).await
}

async fn note_by<T: Display>(
    tx: &mut Tx,
    (noted, column): (&'static str, &'static str),
    ids: &[&T],
) -> Result<(), StoreError> {
    for some in ids.chunks(IDS_A_STATEMENT) {
        let mut old = Clause::new("DELETE FROM award_to_look_at WHERE ");
        old.push(noted).push(" IN ");
        old.bind_list(some.iter().map(text));
        let (sql, values) = old.parts();
        tx.execute(sql, values).await?;
        let mut new = Clause::new(GONE);
        new.push(column).push(" IN ");
        new.bind_list(some.iter().map(text)).push(GO_ON);
        let (sql, values) = new.parts();
        tx.execute(sql, values).await?;
    }
    Ok(())
}

/// Which awards: `$1` is the day.
const WHICH: &str = "award_to_look_at l JOIN child c ON c.id = l.child_id WHERE l.until_on > $1 AND l.since_on <= $1";

/// How many there are on a day; of restricted children only those that are seen.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn count(
    tx: &mut Tx,
    day: Date,
    restricted: &RestrictedRecords,
) -> Result<u64, StoreError> {
    let seen = seen(("c.restricted", "c.id"), (2, 3));
    let sql = format!("SELECT COUNT(*) AS n FROM {WHICH} AND {seen}");
    tx.count(sql, values(day, restricted)).await
}

/// A page of them, by reference.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn list(
    tx: &mut Tx,
    day: Date,
    restricted: &RestrictedRecords,
    page: Page,
) -> Result<Paged<AwardToLookAt>, StoreError> {
    let total = count(tx, day, restricted).await?;
    let seen = seen(("c.restricted", "c.id"), (2, 3));
    let which = WHICH.replace(
        "JOIN child c ON c.id = l.child_id",
        "JOIN child c ON c.id = l.child_id LEFT JOIN child_identity i ON i.child_id = l.child_id \
         JOIN award a ON a.id = l.award_id \
         JOIN award_version v ON v.award_id = a.id AND v.number = a.latest_version \
         LEFT JOIN establishment e ON e.id = v.establishment_id",
    );
    let sql = format!(
        "SELECT l.award_id, l.since_on, l.child_id, c.local_id, i.forename, i.surname, e.name AS place, \
         (SELECT CASE WHEN COUNT(p.ceased_on) = COUNT(*) THEN MAX(p.ceased_on) END FROM plan p \
         WHERE p.child_id = l.child_id) AS ceased FROM {which} AND {seen} \
         ORDER BY c.local_id, l.award_id LIMIT $4 OFFSET $5"
    );
    let limits = vec![integer(page.limit()), integer(page.offset())];
    let values = [values(day, restricted), limits].concat();
    let items = tx.all(sql, values, read).await?;
    Ok(Paged { items, total, page })
}

fn values(day: Date, restricted: &RestrictedRecords) -> Vec<Value> {
    let mut values = vec![text(day)];
    values.extend(restricted.values());
    values
}

fn read(row: &Row) -> Result<AwardToLookAt, StoreError> {
    let (forename, surname) = (row.text_or_null("forename")?, row.text_or_null("surname")?);
    Ok(AwardToLookAt {
        award: row.parsed("award_id")?,
        child: row.parsed("child_id")?,
        local_id: row.parsed("local_id")?,
        name: forename
            .zip(surname)
            .map(|(forename, surname)| format!("{forename} {surname}")),
        place: row.text_or_null("place")?,
        since: row.day("since_on")?,
        ceased_on: row.day_or_null("ceased")?,
    })
}
