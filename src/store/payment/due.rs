//! What each strand was due when a run was proposed.

use crate::calendar::Date;
use crate::entitlement::DueInYear;
use crate::ids::{ChildId, PaymentRunId};
use crate::store::StoreError;
use crate::store::clause::Clause;
use crate::store::plan_history::Whom;
use crate::store::tx::Tx;
use crate::store::value::text;

/// What a strand is due in a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredDue {
    /// The first day of the year.
    pub year_on: Date,
    /// Whose.
    pub child: ChildId,
    /// Which strand.
    pub strand: String,
    /// The engine's own document.
    pub due: DueInYear,
}

/// Adds what was due when a run was proposed.
///
/// # Errors
/// [`StoreError::NotFound`] without the run or the child.
pub async fn add_dues(
    tx: &mut Tx,
    run: &PaymentRunId,
    dues: &[StoredDue],
) -> Result<(), StoreError> {
    let mut rows = Vec::with_capacity(dues.len());
    for stored in dues {
        let document = serde_json::to_string(&stored.due).map_err(super::unwritable)?;
        rows.push(vec![
            text(run),
            text(stored.year_on),
            text(&stored.child),
            text(&stored.strand),
            text(document),
        ]);
    }
    tx.insert_all(
        "payment_due (run_id, year_on, child_id, strand, document)",
        rows,
    )
    .await
}

/// What each strand was due in a year when the last released run that knew it was proposed.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn latest_dues(tx: &mut Tx, year_on: Date) -> Result<Vec<StoredDue>, StoreError> {
    latest_dues_of(tx, year_on, Whom::Everybody).await
}

/// As [`latest_dues`], of some children.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn latest_dues_of(
    tx: &mut Tx,
    year_on: Date,
    whom: Whom<'_>,
) -> Result<Vec<StoredDue>, StoreError> {
    let mut found = Clause::new(
        "SELECT d.* FROM payment_due d JOIN payment_run r ON r.id = d.run_id AND r.state = 'released' WHERE d.year_on = ",
    );
    found.bind(text(year_on));
    whom.narrow(&mut found, " AND d.child_id IN ");
    found.push(" ORDER BY d.child_id, d.strand, r.year_on DESC, r.period DESC");
    let (sql, values) = found.parts();
    let all = tx
        .all(sql, values, |row| {
            Ok(StoredDue {
                year_on: row.day("year_on")?,
                child: row.parsed("child_id")?,
                strand: row.text("strand")?,
                due: row.read("document", |json| serde_json::from_str(json))?,
            })
        })
        .await?;
    let mut latest: Vec<StoredDue> = Vec::with_capacity(all.len());
    for stored in all {
        let is_known = latest
            .last()
            .is_some_and(|last| last.child == stored.child && last.strand == stored.strand);
        if !is_known {
            latest.push(stored);
        }
    }
    Ok(latest)
}
