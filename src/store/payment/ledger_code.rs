//! Under which code of the general ledger each line of the section 251 statement is paid; added to and never changed.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::ids::UserId;
use crate::store::StoreError;
use crate::store::row::Row;
use crate::store::tx::Tx;
use crate::store::value::{instant, integer, text, text_or_null};

/// The code of one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerCode {
    /// The line of the section 251 statement, or [`VAT_CODING`](super::VAT_CODING).
    pub line: String,
    /// Counts the entries of this line; 1 for the first.
    pub number: u32,
    /// The code; empty where it was taken back.
    pub code: String,
    /// Who set it.
    pub set_by: Option<UserId>,
    /// When.
    pub set_at: Timestamp,
}

/// Adds codes, each with the number after the one that it was based on.
///
/// # Errors
/// [`StoreError::Conflict`] if another entry has the number.
pub async fn add(tx: &mut Tx, codes: &[LedgerCode]) -> Result<(), StoreError> {
    let rows = codes.iter().map(|one| {
        vec![
            text(&one.line),
            integer(one.number.into()),
            text(&one.code),
            text_or_null(one.set_by.as_ref()),
            instant(one.set_at),
        ]
    });
    let columns = "ledger_code (line, number, code, set_by, set_at)";
    tx.insert_all(columns, rows.collect()).await
}

/// The entry of each line that counts, by line.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn current(tx: &mut Tx) -> Result<BTreeMap<String, LedgerCode>, StoreError> {
    let all = tx
        .all(
            "SELECT * FROM ledger_code ORDER BY line, number",
            Vec::new(),
            |row| read(row).map(|one| (one.line.clone(), one)),
        )
        .await?;
    // Of several, the last stands.
    Ok(all.into_iter().collect())
}

fn read(row: &Row) -> Result<LedgerCode, StoreError> {
    Ok(LedgerCode {
        line: row.text("line")?,
        number: row.small("number")?,
        code: row.text("code")?,
        set_by: row.parsed_or_null("set_by")?,
        set_at: row.instant("set_at")?,
    })
}
