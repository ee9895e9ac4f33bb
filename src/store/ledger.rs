//! What the ledger holds of a year, by cost centre and period; added to and never changed.

use std::collections::BTreeMap;

use super::error::StoreError;
use super::row::Row;
use super::tx::Tx;
use super::value::{integer, pence, text};
use crate::calendar::Date;
use crate::ids::ImportRunId;
use crate::spending::{Amounts, LedgerLine};

/// Every cost centre of a year by period, as the newest import has it.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn of_year(tx: &mut Tx, year_on: Date) -> Result<Vec<LedgerLine>, StoreError> {
    tx.all(
        "SELECT e.* FROM ledger_entry e WHERE e.year_on = $1 AND e.number = (SELECT MAX(f.number) FROM ledger_entry f \
         WHERE f.year_on = e.year_on AND f.period = e.period AND f.centre = e.centre) ORDER BY e.period, e.centre",
        vec![text(year_on)],
        read,
    )
    .await
}

/// Adds entries of a year, each as a version after the one that counts.
///
/// # Errors
/// [`StoreError::Conflict`] if another import adds one of them at the same time.
pub async fn add(
    tx: &mut Tx,
    year_on: Date,
    run: &ImportRunId,
    lines: &[LedgerLine],
) -> Result<(), StoreError> {
    const COLUMNS: &str = "ledger_entry (year_on, period, centre, number, title, line, budget_pence, actual_pence, \
         accrual_pence, import_run_id)";
    let numbers = tx
        .all(
            "SELECT period, centre, MAX(number) AS number FROM ledger_entry WHERE year_on = $1 GROUP BY period, centre",
            vec![text(year_on)],
            |row| Ok(((row.integer("period")?, row.text("centre")?), row.integer("number")?)),
        )
        .await?;
    let numbers: BTreeMap<(i64, String), i64> = numbers.into_iter().collect();
    let rows = lines.iter().map(|line| {
        let key = (i64::from(line.period), line.centre.clone());
        let before = numbers.get(&key).copied().unwrap_or(0);
        vec![
            text(year_on),
            integer(line.period.into()),
            text(&line.centre),
            integer(before + 1),
            text(&line.title),
            text(&line.line),
            pence(line.amounts.budget),
            pence(line.amounts.actual),
            pence(line.amounts.accruals),
            text(run),
        ]
    });
    tx.insert_all(COLUMNS, rows.collect()).await
}

/// The section 251 line under which each cost centre counted last: in the newest year, by the newest import.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn lines_of_centres(tx: &mut Tx) -> Result<BTreeMap<String, String>, StoreError> {
    let all = tx
        .all(
            "SELECT e.centre, e.line FROM ledger_entry e JOIN import_run r ON r.id = e.import_run_id \
             ORDER BY e.centre, e.year_on, r.started_at, e.period, e.number",
            Vec::new(),
            |row| Ok((row.text("centre")?, row.text("line")?)),
        )
        .await?;
    // Of several, the last stands.
    Ok(all.into_iter().collect())
}

fn read(row: &Row) -> Result<LedgerLine, StoreError> {
    Ok(LedgerLine {
        period: row.small("period")?,
        centre: row.text("centre")?,
        title: row.text("title")?,
        line: row.text("line")?,
        amounts: Amounts {
            budget: row.money("budget_pence")?,
            actual: row.money("actual_pence")?,
            accruals: row.money("accrual_pence")?,
        },
    })
}
