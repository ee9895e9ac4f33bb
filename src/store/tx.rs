//! A transaction on either database, and the few statements that everything else is made of.

use std::borrow::Cow;

use futures_util::TryStreamExt as _;
use sqlx::{AssertSqlSafe, Postgres, Sqlite, Transaction};

use super::audit::{self, Tally, Write};
use super::error::StoreError;
use super::keyring::AuditKey;
use super::row::Row;
use super::value::{Value, without_nul};

/// A transaction. Dropped without [`Tx::commit`], it leaves nothing behind.
pub struct Tx {
    transaction: Either,
    key: AuditKey,
    /// What it has done to the count of rows that bear seals.
    tally: Tally,
}

pub(super) enum Either {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// Under this name the text of each statement is traced, for tests that ask the database how it would answer.
const STATEMENTS: &str = "send_banding::statement";

/// How many values one statement binds at most when many rows are written. SQLite finds each numbered place by walking
/// along all of them, so that long statements cost more than they save: 150 took half the time of 900.
const VALUES_A_STATEMENT: usize = 150;

/// One body for both databases: binds the values to the statement and runs `$body` on each.
macro_rules! on_each {
    ($tx:expr, $sql:expr, $values:expr, |$query:ident, $connection:ident, $row:ident| $body:expr) => {{
        let values: Vec<Value> = $values;
        without_nul(&values)?;
        let sql = $sql;
        // A text without any value: it may be shown to whoever asks how a statement is answered.
        tracing::trace!(target: STATEMENTS, "{sql}");
        // The statement's text is made in this room from constants and numbered places only; every value is bound.
        let sql = AssertSqlSafe(sql);
        match &mut $tx.transaction {
            Either::Sqlite(transaction) => {
                let mut $query = sqlx::query::<Sqlite>(sql);
                for value in values {
                    $query = bind!($query, value);
                }
                let $connection = &mut **transaction;
                let $row = Row::Sqlite;
                $body
            }
            Either::Postgres(transaction) => {
                let mut $query = sqlx::query::<Postgres>(sql);
                for value in values {
                    $query = bind!($query, value);
                }
                let $connection = &mut **transaction;
                let $row = Row::Postgres;
                $body
            }
        }
    }};
}

macro_rules! bind {
    ($query:expr, $value:expr) => {
        match $value {
            Value::Text(text) => $query.bind(text),
            Value::Integer(number) => $query.bind(number),
            Value::Boolean(flag) => $query.bind(flag),
            Value::Bytes(bytes) => $query.bind(bytes),
        }
    };
}

impl Tx {
    pub(super) fn new(transaction: Either, key: AuditKey) -> Tx {
        Tx {
            transaction,
            key,
            tally: Tally::default(),
        }
    }

    /// Makes everything done in this transaction last.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] or [`StoreError::Unavailable`]; nothing was kept then.
    pub async fn commit(mut self) -> Result<(), StoreError> {
        audit::count(&mut self).await?;
        match self.transaction {
            Either::Sqlite(transaction) => transaction.commit().await?,
            Either::Postgres(transaction) => transaction.commit().await?,
        }
        Ok(())
    }

    /// Leaves the database as it was, at once rather than when the connection is used next.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if the database went away; nothing was kept then either.
    pub async fn rollback(self) -> Result<(), StoreError> {
        match self.transaction {
            Either::Sqlite(transaction) => transaction.rollback().await?,
            Either::Postgres(transaction) => transaction.rollback().await?,
        }
        Ok(())
    }

    pub(super) fn audit_key(&self) -> &AuditKey {
        &self.key
    }

    pub(super) fn tally(&mut self) -> &mut Tally {
        &mut self.tally
    }

    /// Which kind of database it is on, for the few statements that differ.
    pub(super) fn kind(&self) -> &Either {
        &self.transaction
    }

    /// Runs a statement; returns how many rows it touched. Rows that bear seals are sealed again.
    pub(super) async fn execute(
        &mut self,
        sql: impl Into<Cow<'static, str>>,
        values: Vec<Value>,
    ) -> Result<u64, StoreError> {
        let sql = sql.into();
        if let Some(write) = Write::of(&sql) {
            return write.run(self, &sql, values).await;
        }
        self.execute_bare(sql, values).await
    }

    /// Runs a statement as it stands, whatever it does to rows that bear seals.
    pub(super) async fn execute_bare(
        &mut self,
        sql: impl Into<Cow<'static, str>>,
        values: Vec<Value>,
    ) -> Result<u64, StoreError> {
        let touched = on_each!(self, sql.into(), values, |query, connection, _row| query
            .execute(connection)
            .await?
            .rows_affected());
        Ok(touched)
    }

    /// Runs a statement that must touch exactly the record it names.
    pub(super) async fn execute_one(
        &mut self,
        sql: impl Into<Cow<'static, str>>,
        values: Vec<Value>,
        otherwise: StoreError,
    ) -> Result<(), StoreError> {
        match self.execute(sql, values).await? {
            1 => Ok(()),
            _ => Err(otherwise),
        }
    }

    /// Every row of a query.
    pub(super) async fn rows(
        &mut self,
        sql: impl Into<Cow<'static, str>>,
        values: Vec<Value>,
    ) -> Result<Vec<Row>, StoreError> {
        let sql = sql.into();
        writes_no_sealed(&sql)?;
        self.rows_bare(sql, values).await
    }

    /// Every row that a statement gives back, whatever it does to rows that bear seals.
    pub(super) async fn rows_bare(
        &mut self,
        sql: impl Into<Cow<'static, str>>,
        values: Vec<Value>,
    ) -> Result<Vec<Row>, StoreError> {
        let rows = on_each!(self, sql.into(), values, |query, connection, row| {
            query
                .fetch_all(connection)
                .await?
                .into_iter()
                .map(row)
                .collect()
        });
        Ok(rows)
    }

    /// Every row of a query, each read by `read`.
    pub(super) async fn all<T>(
        &mut self,
        sql: impl Into<Cow<'static, str>>,
        values: Vec<Value>,
        read: impl Fn(&Row) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        self.rows(sql, values).await?.iter().map(read).collect()
    }

    /// Gives each row of a query to `take` as it comes, so that no more than a few are held at once.
    pub(super) async fn each<E: From<StoreError>>(
        &mut self,
        sql: impl Into<Cow<'static, str>>,
        mut take: impl FnMut(&Row) -> Result<(), E>,
    ) -> Result<(), E> {
        on_each!(self, sql.into(), Vec::new(), |query, connection, row| {
            let mut rows = query.fetch(connection);
            while let Some(found) = rows.try_next().await.map_err(StoreError::from)? {
                take(&row(found))?;
            }
        });
        Ok(())
    }

    /// The first row of a query, read by `read`, if there is one.
    pub(super) async fn first<T>(
        &mut self,
        sql: impl Into<Cow<'static, str>>,
        values: Vec<Value>,
        read: impl Fn(&Row) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let sql = sql.into();
        writes_no_sealed(&sql)?;
        let found: Option<Row> = on_each!(self, sql, values, |query, connection, row| {
            query.fetch_optional(connection).await?.map(row)
        });
        found.as_ref().map(read).transpose()
    }

    /// The whole number in column `n` of a query's only row.
    pub(super) async fn count(
        &mut self,
        sql: impl Into<Cow<'static, str>>,
        values: Vec<Value>,
    ) -> Result<u64, StoreError> {
        let number = self.first(sql, values, |row| row.small("n")).await?;
        number.ok_or(StoreError::NotFound)
    }

    /// Writes many rows of one table with as few statements as may be; `into` is `table (column, …)`. Rows that bear seals
    /// name every column that is not null or empty unless told.
    pub(super) async fn insert_all(
        &mut self,
        into: &str,
        mut rows: Vec<Vec<Value>>,
    ) -> Result<(), StoreError> {
        match audit::with_seals(self, into, &mut rows)? {
            Some(into) => self.insert_bare(&into, rows, "").await,
            None => self.insert_bare(into, rows, "").await,
        }
    }

    /// As [`Tx::insert_all`], with what is to be done where a row is there already; not for rows that bear seals.
    pub(super) async fn put_all(
        &mut self,
        into: &str,
        rows: Vec<Vec<Value>>,
        otherwise: &'static str,
    ) -> Result<(), StoreError> {
        writes_no_sealed(&format!("INSERT INTO {into}"))?;
        self.insert_bare(into, rows, otherwise).await
    }

    /// Writes many rows as they are given, seals and all.
    pub(super) async fn insert_bare(
        &mut self,
        into: &str,
        rows: Vec<Vec<Value>>,
        otherwise: &'static str,
    ) -> Result<(), StoreError> {
        let Some(width) = rows.first().map(Vec::len) else {
            return Ok(());
        };
        let rows_a_statement = (VALUES_A_STATEMENT / width.max(1)).max(1);
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let chunk: Vec<Vec<Value>> = rows.by_ref().take(rows_a_statement).collect();
            let mut sql = insert_text(into, width, chunk.len());
            sql.push_str(otherwise);
            self.execute_bare(sql, chunk.into_iter().flatten().collect())
                .await?;
        }
        Ok(())
    }
}

/// Refuses a statement that would write rows which bear seals where nobody would seal them.
fn writes_no_sealed(sql: &str) -> Result<(), StoreError> {
    match Write::of(sql) {
        None => Ok(()),
        Some(_) => Err(StoreError::unavailable(
            "a statement would write rows that bear seals, and not seal them",
        )),
    }
}

/// `INSERT INTO table (a, b) VALUES ($1,$2),($3,$4)`.
fn insert_text(into: &str, width: usize, rows: usize) -> String {
    let mut sql = format!("INSERT INTO {into} VALUES ");
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ",(" });
        for column in 0..width {
            if column > 0 {
                sql.push(',');
            }
            sql.push('$');
            sql.push_str(&(row * width + column + 1).to_string());
        }
        sql.push(')');
    }
    sql
}

#[cfg(test)]
mod tests {
    use super::insert_text;

    #[test]
    fn places_are_numbered_across_rows() {
        assert_eq!(
            insert_text("t (a, b)", 2, 2),
            "INSERT INTO t (a, b) VALUES ($1,$2),($3,$4)"
        );
    }
}
