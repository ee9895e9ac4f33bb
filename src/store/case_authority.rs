//! Which authority has which part in a child's case, day by day. Dates, a part and a number, and no words.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::clause::Clause;
use super::error::StoreError;
use super::plan_history::Whom;
use super::row::Row;
use super::spend;
use super::tx::Tx;
use super::value::{Value, flag, instant, integer, text, text_or_null};
use crate::calendar::{Date, Period};
use crate::ids::{AuthorityCode, CaseAuthorityId, ChildId, UserId};
use crate::recoupment::{AuthorityPart, PaidBy, Payers};

/// An authority's part in a case on some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseAuthority {
    /// Our id.
    pub id: CaseAuthorityId,
    /// Whose case.
    pub child: ChildId,
    /// The part.
    pub part: AuthorityPart,
    /// The authority; none where this one pays.
    pub authority: Option<AuthorityCode>,
    /// The days; without end while it lasts.
    pub days: Period,
    /// Whether what is recovered has transport in it.
    pub with_transport: bool,
    /// Whether it was entered in error: it never was.
    pub in_error: bool,
    /// Who wrote it down last.
    pub by: Option<UserId>,
    /// When.
    pub at: Timestamp,
    /// Counts the changes of this row; 1 when new.
    pub version: i64,
}

/// Adds parts of authorities.
///
/// # Errors
/// [`StoreError::Conflict`] if an id is taken; [`StoreError::NotFound`] without the child.
pub async fn insert_all(tx: &mut Tx, parts: &[CaseAuthority]) -> Result<(), StoreError> {
    const COLUMNS: &str = "case_authority (id, child_id, part, authority, from_on, to_on, with_transport, in_error, \
         by_user, at, version)";
    tx.insert_all(COLUMNS, parts.iter().map(values).collect())
        .await?;
    spend::mark(tx, parts.iter().map(|one| &one.child)).await
}

/// Writes the part over the version it was read at; the stored version becomes one more.
///
/// # Errors
/// [`StoreError::Conflict`] if it was changed since.
pub async fn update(tx: &mut Tx, changed: &CaseAuthority) -> Result<(), StoreError> {
    tx.execute_one(
        "UPDATE case_authority SET child_id = $2, part = $3, authority = $4, from_on = $5, to_on = $6, \
         with_transport = $7, in_error = $8, by_user = $9, at = $10, version = version + 1 \
         WHERE id = $1 AND version = $11",
        values(changed),
        StoreError::Conflict,
    )
    .await?;
    spend::mark(tx, [&changed.child]).await
}

/// Everything of a child's case, the latest first, what was entered in error too.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn all_of(tx: &mut Tx, child: &ChildId) -> Result<Vec<CaseAuthority>, StoreError> {
    tx.all(
        "SELECT * FROM case_authority WHERE child_id = $1 ORDER BY from_on DESC, id DESC",
        vec![text(child)],
        read,
    )
    .await
}

/// Everything that holds on a day of a period, by child, the earliest first. None entered in error.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn within(
    tx: &mut Tx,
    days: &Period,
    whom: Whom<'_>,
) -> Result<Vec<CaseAuthority>, StoreError> {
    let mut found =
        Clause::new("SELECT * FROM case_authority WHERE in_error = FALSE AND from_on < ");
    found.bind(text(days.end().unwrap_or(Date::MAX)));
    found.push(" AND (to_on IS NULL OR to_on > ");
    found.bind(text(days.start())).push(")");
    whom.narrow(&mut found, " AND child_id IN ");
    found.push(" ORDER BY child_id, from_on, id");
    let (sql, values) = found.parts();
    tx.all(sql, values, read).await
}

/// Who pays in a period, of each child for whom that is not this authority on every day.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn payers(
    tx: &mut Tx,
    days: &Period,
    whom: Whom<'_>,
) -> Result<BTreeMap<ChildId, Payers>, StoreError> {
    let mut found = Clause::new(
        "SELECT id, paying_authority FROM child WHERE paying_authority <> maintaining_authority",
    );
    whom.narrow(&mut found, " AND id IN ");
    let (sql, values) = found.parts();
    let standing = tx
        .all(sql, values, |row| {
            Ok((row.parsed("id")?, row.parsed("paying_authority")?))
        })
        .await?;
    let mut standing: BTreeMap<ChildId, AuthorityCode> = standing.into_iter().collect();
    let mut said: BTreeMap<ChildId, Vec<PaidBy>> = BTreeMap::new();
    for one in within(tx, days, whom).await? {
        said.entry(one.child).or_default().push(PaidBy {
            part: one.part,
            authority: one.authority,
            days: one.days,
            with_transport: one.with_transport,
        });
    }
    for child in standing.keys() {
        said.entry(child.clone()).or_default();
    }
    let of = |(child, said)| {
        let payers = Payers::of(said, standing.remove(&child));
        (child, payers)
    };
    Ok(said.into_iter().map(of).collect())
}

/// The authority whose database this is: the one that maintains the most plans. None before any child is on record.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn own(tx: &mut Tx) -> Result<Option<AuthorityCode>, StoreError> {
    tx.first(
        "SELECT maintaining_authority FROM child GROUP BY maintaining_authority \
         ORDER BY COUNT(*) DESC, maintaining_authority LIMIT 1",
        Vec::new(),
        |row| row.parsed("maintaining_authority"),
    )
    .await
}

fn values(one: &CaseAuthority) -> Vec<Value> {
    vec![
        text(&one.id),
        text(&one.child),
        text(one.part.code()),
        text_or_null(one.authority.as_ref()),
        text(one.days.start()),
        text_or_null(one.days.end()),
        flag(one.with_transport),
        flag(one.in_error),
        text_or_null(one.by.as_ref()),
        instant(one.at),
        integer(one.version),
    ]
}

fn read(row: &Row) -> Result<CaseAuthority, StoreError> {
    Ok(CaseAuthority {
        id: row.parsed("id")?,
        child: row.parsed("child_id")?,
        part: row.read("part", AuthorityPart::parse)?,
        authority: row.parsed_or_null("authority")?,
        days: row.period("from_on", "to_on")?,
        with_transport: row.flag("with_transport")?,
        in_error: row.flag("in_error")?,
        by: row.parsed_or_null("by_user")?,
        at: row.instant("at")?,
        version: row.integer("version")?,
    })
}
