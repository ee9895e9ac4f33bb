//! Which children must be worked out again, and who does it.

use std::collections::BTreeSet;
use std::fmt::Display;

use jiff::Timestamp;

use crate::calendar::Date;
use crate::ids::{AwardId, ChildId, Digest, EstablishmentId, PlacementId, PlanId};
use crate::store::StoreError;
use crate::store::clause::Clause;
use crate::store::tx::{Either, Tx};
use crate::store::value::{instant, integer, text};

/// How many ids one statement names.
const IDS_A_STATEMENT: usize = 500;

/// A writer that meets a mark raises it: on PostgreSQL it so waits for whoever took the mark to work the child out.
const RAISED: &str = " ON CONFLICT (child_id) DO UPDATE SET times = spend_stale.times + 1";

/// Names children as stale.
pub(in crate::store) async fn mark(
    tx: &mut Tx,
    children: impl IntoIterator<Item = &ChildId>,
) -> Result<(), StoreError> {
    of(tx, "SELECT id, 1 FROM child WHERE id IN ", children).await
}

/// Names the children of plans as stale.
pub(in crate::store) async fn mark_of_plans(
    tx: &mut Tx,
    plans: impl IntoIterator<Item = &PlanId>,
) -> Result<(), StoreError> {
    of(
        tx,
        "SELECT DISTINCT child_id, 1 FROM plan WHERE id IN ",
        plans,
    )
    .await
}

/// Names the children of placements as stale.
pub(in crate::store) async fn mark_of_placements(
    tx: &mut Tx,
    placements: impl IntoIterator<Item = &PlacementId>,
) -> Result<(), StoreError> {
    let found = "SELECT DISTINCT child_id, 1 FROM placement WHERE id IN ";
    of(tx, found, placements).await
}

/// Names the children of awards as stale.
pub(in crate::store) async fn mark_of_awards(
    tx: &mut Tx,
    awards: impl IntoIterator<Item = &AwardId>,
) -> Result<(), StoreError> {
    of(
        tx,
        "SELECT DISTINCT child_id, 1 FROM award WHERE id IN ",
        awards,
    )
    .await
}

/// Names the children of an establishment as stale: its type says to which line their costs are coded.
pub(in crate::store) async fn mark_of_establishment(
    tx: &mut Tx,
    establishment: &EstablishmentId,
) -> Result<(), StoreError> {
    let found = "SELECT DISTINCT child_id, 1 FROM placement WHERE establishment_id IN ";
    of(tx, found, [establishment]).await
}

/// Has every child worked out again, because rule sets changed by which awards are priced.
pub(in crate::store) async fn every_child(tx: &mut Tx) -> Result<(), StoreError> {
    tx.execute("UPDATE spend_state SET rules = '' WHERE id = 1", Vec::new())
        .await?;
    Ok(())
}

/// In the order of ids, so that two writers never wait for each other.
async fn of<T: Display + Ord>(
    tx: &mut Tx,
    found: &'static str,
    ids: impl IntoIterator<Item = T>,
) -> Result<(), StoreError> {
    let ids: BTreeSet<T> = ids.into_iter().collect();
    let ids: Vec<T> = ids.into_iter().collect();
    for some in ids.chunks(IDS_A_STATEMENT) {
        let mut clause = Clause::new("INSERT INTO spend_stale (child_id, times) ");
        clause.push(found).bind_list(some.iter().map(text));
        clause.push(" ORDER BY 1").push(RAISED);
        let (sql, values) = clause.parts();
        tx.execute(sql, values).await?;
    }
    Ok(())
}

/// Whether the sums are those of a day under the rules of a digest.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn is_in_step(tx: &mut Tx, rules: &Digest, day: Date) -> Result<bool, StoreError> {
    let in_step = tx
        .first(
            "SELECT id FROM spend_state WHERE rules = $1 AND on_day <= $2 AND NOT EXISTS (SELECT 1 FROM spend_stale) \
             AND NOT EXISTS (SELECT 1 FROM spend_of_child WHERE until_on <= $2)",
            vec![text(rules), text(day)],
            |row| row.integer("id"),
        )
        .await?;
    Ok(in_step.is_some())
}

/// Whether the sums are of the rules of a digest, and no more than so many children are to be worked out on a day.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn is_little(
    tx: &mut Tx,
    rules: &Digest,
    day: Date,
    at_most: u32,
) -> Result<bool, StoreError> {
    let known = tx.first(
        "SELECT id FROM spend_state WHERE rules = $1 AND on_day <= $2 AND in_step_at IS NOT NULL",
        vec![text(rules), text(day)],
        |row| row.integer("id"),
    );
    if known.await?.is_none() {
        return Ok(false);
    }
    let waiting = tx.count(
        "SELECT COUNT(*) AS n FROM (SELECT child_id FROM spend_stale UNION ALL \
         SELECT child_id FROM spend_of_child WHERE until_on <= $1 LIMIT $2) waiting",
        vec![text(day), integer(i64::from(at_most) + 1)],
    );
    Ok(waiting.await? <= u64::from(at_most))
}

/// When the sums were last those of all records; none before they were.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn in_step_at(tx: &mut Tx) -> Result<Option<Timestamp>, StoreError> {
    let found = tx.first(
        "SELECT in_step_at FROM spend_state WHERE id = 1",
        Vec::new(),
        |row| row.instant_or_null("in_step_at"),
    );
    Ok(found.await?.flatten())
}

/// Says that the sums are those of all records at an instant; of the one whose turn it is.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be written.
pub async fn set_in_step(tx: &mut Tx, at: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE spend_state SET in_step_at = $1 WHERE id = 1",
        vec![instant(at)],
    )
    .await?;
    Ok(())
}

/// How many children are worked out, and how many there are.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn worked_out_of(tx: &mut Tx) -> Result<(u64, u64), StoreError> {
    let all = "SELECT COUNT(*) AS n FROM child";
    let waiting = "SELECT COUNT(*) AS n FROM spend_stale";
    let all = tx.count(all, Vec::new()).await?;
    let waiting = tx.count(waiting, Vec::new()).await?;
    Ok((all.saturating_sub(waiting), all))
}

/// Takes the only turn at working children out until the transaction ends. Rules that are not those of before make every
/// child due, and a day before the last one names them all.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be written.
pub async fn take_turn(tx: &mut Tx, rules: &Digest, day: Date) -> Result<(), StoreError> {
    // The statement takes the row, which others who want the turn wait for.
    tx.execute(
        "INSERT INTO spend_state (id, rules, on_day) VALUES (1, '', '') \
         ON CONFLICT (id) DO UPDATE SET on_day = spend_state.on_day",
        Vec::new(),
    )
    .await?;
    let (known, on_day) = tx
        .first(
            "SELECT rules, on_day FROM spend_state WHERE id = 1",
            Vec::new(),
            |row| Ok((row.text("rules")?, row.text("on_day")?)),
        )
        .await?
        .ok_or(StoreError::NotFound)?;
    if known != rules.as_str() {
        let due = "UPDATE spend_of_child SET until_on = '0001-01-01'";
        tx.execute(due, Vec::new()).await?;
    }
    if on_day > day.to_string() {
        let all = "INSERT INTO spend_stale (child_id, times) SELECT id, 1 FROM child WHERE TRUE ON CONFLICT DO NOTHING";
        tx.execute(all, Vec::new()).await?;
    }
    tx.execute(
        "UPDATE spend_state SET rules = $1, on_day = $2 WHERE id = 1",
        vec![text(rules), text(day)],
    )
    .await?;
    Ok(())
}

/// Takes marks away, at most so many in all with the children who are due on a day, for the caller to work them out in the
/// same transaction. Marks of who is writing just now stay.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be written.
pub async fn claim(tx: &mut Tx, day: Date, at_most: u32) -> Result<Vec<ChildId>, StoreError> {
    // Who works children out must never wait for a writer, who may wait for that in turn.
    let sql = match tx.kind() {
        Either::Sqlite(_) => {
            "DELETE FROM spend_stale WHERE child_id IN (SELECT child_id FROM spend_stale ORDER BY child_id LIMIT $1) \
             RETURNING child_id"
        }
        Either::Postgres(_) => {
            "DELETE FROM spend_stale WHERE child_id IN (SELECT child_id FROM spend_stale ORDER BY child_id LIMIT $1 \
             FOR UPDATE SKIP LOCKED) RETURNING child_id"
        }
    };
    let marked = tx.all(sql, vec![integer(at_most.into())], |row| {
        row.parsed("child_id")
    });
    let mut claimed: BTreeSet<ChildId> = marked.await?.into_iter().collect();
    let due = tx.all(
        "SELECT child_id FROM spend_of_child WHERE until_on <= $1 ORDER BY until_on, child_id LIMIT $2",
        vec![text(day), integer(at_most.into())],
        |row| row.parsed("child_id"),
    );
    let places = usize::try_from(at_most).unwrap_or(usize::MAX);
    for child in due.await? {
        if claimed.len() < places {
            claimed.insert(child);
        }
    }
    Ok(claimed.into_iter().collect())
}
