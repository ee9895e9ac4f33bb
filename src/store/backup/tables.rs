//! Any table as plain rows: what tables there are, their rows out, rows in.

use serde_json::Value as Json;

use super::{BackupError, Column, Kind, Table};
use crate::store::error::StoreError;
use crate::store::row::Row;
use crate::store::tx::{Either, Tx};
use crate::store::value::{Value, text};

/// Where sqlx keeps which migrations were run; made anew by running them.
const MIGRATIONS_TABLE: &str = "_sqlx_migrations";

/// The one table that a migration puts a row into.
const SEEDED: &str = "audit_head";

/// Every table of ours with its columns, by name.
pub(super) async fn all(tx: &mut Tx) -> Result<Vec<Table>, StoreError> {
    let mut tables = Vec::new();
    for table in names(tx).await? {
        if table != MIGRATIONS_TABLE {
            let columns = columns(tx, &table).await?;
            tables.push(Table { table, columns });
        }
    }
    Ok(tables)
}

/// The migrations that the tables have had; none where there are no tables.
pub(super) async fn migrations(tx: &mut Tx) -> Result<Vec<i64>, StoreError> {
    if !names(tx).await?.iter().any(|name| name == MIGRATIONS_TABLE) {
        return Ok(Vec::new());
    }
    tx.all(
        "SELECT version FROM _sqlx_migrations WHERE success = TRUE ORDER BY version",
        Vec::new(),
        |row| row.integer("version"),
    )
    .await
}

/// Whether no table holds a row that a migration did not put there.
pub(super) async fn are_empty(tx: &mut Tx, tables: &[Table]) -> Result<bool, StoreError> {
    for Table { table, .. } in tables {
        let filled = if table == SEEDED {
            "SELECT CAST(1 AS BIGINT) AS n FROM audit_head WHERE sequence > 0".to_owned()
        } else {
            format!("SELECT CAST(1 AS BIGINT) AS n FROM {table} LIMIT 1")
        };
        if !tx.rows(filled, Vec::new()).await?.is_empty() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Gives each row of a table to `take`, as it comes from the database.
pub(super) async fn each_row(
    tx: &mut Tx,
    of: &Table,
    mut take: impl FnMut(Vec<Json>) -> Result<(), BackupError>,
) -> Result<(), BackupError> {
    let sql = format!("SELECT {} FROM {}", list(&of.columns), of.table);
    tx.each(sql, |row| {
        let values = of.columns.iter().map(|column| json(row, column));
        take(values.collect::<Result<_, _>>()?)
    })
    .await
}

/// Adds rows to a table.
///
/// # Errors
/// [`BackupError::OtherColumns`] if a row is not of the table's shape.
pub(super) async fn add(tx: &mut Tx, to: &Table, rows: Vec<Vec<Json>>) -> Result<(), BackupError> {
    let misshapen = || BackupError::OtherColumns(to.table.clone());
    let mut values = Vec::with_capacity(rows.len());
    for row in rows {
        if row.len() != to.columns.len() {
            return Err(misshapen());
        }
        let row = row.into_iter().zip(&to.columns);
        let row = row.map(|(json, column)| value(json, column.kind).ok_or_else(misshapen));
        values.push(row.collect::<Result<Vec<Value>, _>>()?);
    }
    let into = format!("{} ({})", to.table, list(&to.columns));
    // They come with the seals that they had.
    Ok(tx.insert_bare(&into, values, "").await?)
}

/// Takes away what migrations put into tables that are empty otherwise.
pub(super) async fn clear_seeds(tx: &mut Tx) -> Result<(), StoreError> {
    tx.execute("DELETE FROM audit_head", Vec::new()).await?;
    Ok(())
}

/// References between tables that were let go, to be held again.
pub(super) struct Loose(Vec<Reference>);

struct Reference {
    table: String,
    name: String,
    definition: String,
}

/// Lets rows come in any order: what they refer to may come later in this transaction.
pub(super) async fn let_references_go(tx: &mut Tx) -> Result<Loose, StoreError> {
    if matches!(tx.kind(), Either::Sqlite(_)) {
        // Looked at when the transaction is committed.
        tx.execute("PRAGMA defer_foreign_keys = ON", Vec::new())
            .await?;
        return Ok(Loose(Vec::new()));
    }
    let found = tx
        .all(
            "SELECT CAST(conrelid::regclass AS TEXT) AS held_by, CAST(conname AS TEXT) AS name, \
             pg_get_constraintdef(oid) AS definition FROM pg_constraint \
             WHERE contype = 'f' AND connamespace = CAST(current_schema() AS regnamespace)",
            Vec::new(),
            |row| {
                Ok(Reference {
                    table: row.text("held_by")?,
                    name: row.text("name")?,
                    definition: row.text("definition")?,
                })
            },
        )
        .await?;
    for Reference { table, name, .. } in &found {
        let sql = format!("ALTER TABLE {table} DROP CONSTRAINT {name}");
        tx.execute(sql, Vec::new()).await?;
    }
    Ok(Loose(found))
}

/// Holds the references again.
///
/// # Errors
/// [`StoreError::NotFound`] if a row refers to one that did not come.
pub(super) async fn hold_references(tx: &mut Tx, loose: Loose) -> Result<(), StoreError> {
    for Reference {
        table,
        name,
        definition,
    } in loose.0
    {
        let sql = format!("ALTER TABLE {table} ADD CONSTRAINT {name} {definition}");
        tx.execute(sql, Vec::new()).await?;
    }
    Ok(())
}

async fn names(tx: &mut Tx) -> Result<Vec<String>, StoreError> {
    let sql = match tx.kind() {
        Either::Sqlite(_) => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
        }
        Either::Postgres(_) => {
            "SELECT CAST(tablename AS TEXT) AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"
        }
    };
    tx.all(sql, Vec::new(), |row| row.text("name")).await
}

async fn columns(tx: &mut Tx, table: &str) -> Result<Vec<Column>, StoreError> {
    let sql = match tx.kind() {
        Either::Sqlite(_) => {
            "SELECT name, lower(type) AS type FROM pragma_table_info($1) ORDER BY cid"
        }
        Either::Postgres(_) => {
            "SELECT CAST(column_name AS TEXT) AS name, CAST(data_type AS TEXT) AS type FROM information_schema.columns \
             WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position"
        }
    };
    tx.all(sql, vec![text(table)], |row| {
        Ok(Column {
            name: row.text("name")?,
            kind: kind(&row.text("type")?)?,
        })
    })
    .await
}

/// The migrations use these four types and no other.
fn kind(of: &str) -> Result<Kind, StoreError> {
    match of {
        "text" => Ok(Kind::Text),
        "bigint" => Ok(Kind::Integer),
        "boolean" => Ok(Kind::Boolean),
        "bytea" => Ok(Kind::Bytes),
        other => Err(StoreError::unavailable(format!(
            "a column is of the type {other}, which no backup can hold"
        ))),
    }
}

fn list(columns: &[Column]) -> String {
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    names.join(", ")
}

fn json(row: &Row, column: &Column) -> Result<Json, StoreError> {
    let name = &column.name;
    Ok(match column.kind {
        Kind::Text => row.text_or_null(name)?.map(Json::from),
        Kind::Integer => row.integer_or_null(name)?.map(Json::from),
        Kind::Boolean => row.flag_or_null(name)?.map(Json::from),
        Kind::Bytes => row
            .bytes_or_null(name)?
            .map(|bytes| Json::from(hex::encode(bytes))),
    }
    .unwrap_or_default())
}

/// The value of a row's JSON; `None` if it is not of the column's kind.
fn value(json: Json, kind: Kind) -> Option<Value> {
    Some(match (kind, json) {
        (Kind::Text, Json::Null) => Value::Text(None),
        (Kind::Text, Json::String(text)) => Value::Text(Some(text)),
        (Kind::Integer, Json::Null) => Value::Integer(None),
        (Kind::Integer, Json::Number(number)) => Value::Integer(Some(number.as_i64()?)),
        (Kind::Boolean, Json::Null) => Value::Boolean(None),
        (Kind::Boolean, Json::Bool(flag)) => Value::Boolean(Some(flag)),
        (Kind::Bytes, Json::Null) => Value::Bytes(None),
        (Kind::Bytes, Json::String(text)) => Value::Bytes(Some(hex::decode(text).ok()?)),
        _ => return None,
    })
}
