//! A list that is shown in pages. What counts its rows and what reads a page of them are made of the same words, so that the one
//! never tells of rows that the other leaves out.

use super::error::StoreError;
use super::page::{Page, Paged};
use super::row::Row;
use super::tx::Tx;
use super::value::{Value, integer};

/// A list, as its query.
pub(super) struct Listing {
    /// The tables by which its rows are found.
    pub rows: &'static str,
    /// Further tables that a line reads, none of which leaves a row out.
    pub joined: &'static str,
    /// The columns that a line reads.
    pub columns: &'static str,
    /// Which rows.
    pub which: String,
    /// In which order.
    pub order: &'static str,
    /// What the numbers in `which` stand for, from 1.
    pub values: Vec<Value>,
}

impl Listing {
    /// How many rows there are.
    pub async fn count(&self, tx: &mut Tx) -> Result<u64, StoreError> {
        let Listing { rows, which, .. } = self;
        let sql = format!("SELECT COUNT(*) AS n FROM {rows} WHERE {which}");
        tx.count(sql, self.values.clone()).await
    }

    /// One page of the rows, and how many there are in all.
    pub async fn page<T>(
        &self,
        tx: &mut Tx,
        page: Page,
        read: impl Fn(&Row) -> Result<T, StoreError> + Send + Sync,
    ) -> Result<Paged<T>, StoreError> {
        let total = self.count(tx).await?;
        let Listing {
            rows,
            joined,
            columns,
            which,
            order,
            values,
        } = self;
        let (limit, offset) = (values.len() + 1, values.len() + 2);
        let sql = format!(
            "SELECT {columns} FROM {rows} {joined} WHERE {which} ORDER BY {order} LIMIT ${limit} OFFSET ${offset}"
        );
        let mut values = values.clone();
        values.extend([integer(page.limit()), integer(page.offset())]);
        let items = tx.all(sql, values, read).await?;
        Ok(Paged { items, total, page })
    }
}
