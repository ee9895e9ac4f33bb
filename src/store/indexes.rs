//! Indexes laid aside while many rows are written, and put back over all of them at once.
//!
//! A row goes into an index at a place of its own: once the pages of an index outgrow a database's cache, nearly every row that
//! is written reads one page and writes another. An index that is made of rows already there is sorted first and written once.

use super::error::StoreError;
use super::tx::{Either, Tx};

/// Indexes that a database does without for now, each as the statement that makes it.
#[must_use = "indexes that are laid aside are wanted back"]
pub struct LaidAside(Vec<String>);

/// Lays aside every index that holds no rule and does not begin with one of some columns. An index that keeps values unique
/// stays, and one that begins with what rows are written in the order of, or asked for by meanwhile, had better.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database fails.
pub async fn lay_aside(tx: &mut Tx, staying: &[&str]) -> Result<LaidAside, StoreError> {
    let sql = match tx.kind() {
        // What SQLite makes of a key by itself has no statement.
        Either::Sqlite(_) => {
            "SELECT name, sql AS statement FROM sqlite_master WHERE type = 'index' AND sql LIKE 'CREATE INDEX%' ORDER BY name"
        }
        Either::Postgres(_) => {
            "SELECT CAST(indexname AS TEXT) AS name, indexdef AS statement FROM pg_indexes \
             WHERE schemaname = current_schema() AND indexdef LIKE 'CREATE INDEX%' ORDER BY indexname"
        }
    };
    let found = tx
        .all(sql, Vec::new(), |row| {
            Ok((row.text("name")?, row.text("statement")?))
        })
        .await?;
    let mut statements = Vec::with_capacity(found.len());
    for (name, statement) in found {
        if first_column(&statement).is_some_and(|column| staying.contains(&column)) {
            continue;
        }
        // The database's own word for it, not a caller's.
        tx.execute(format!("DROP INDEX {name}"), Vec::new()).await?;
        statements.push(statement);
    }
    Ok(LaidAside(statements))
}

/// Makes them again.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database fails.
pub async fn put_back(tx: &mut Tx, laid_aside: LaidAside) -> Result<(), StoreError> {
    for statement in laid_aside.0 {
        tx.execute(statement, Vec::new()).await?;
    }
    Ok(())
}

/// The column that an index begins with, in the statement that makes it.
fn first_column(statement: &str) -> Option<&str> {
    let (_, columns) = statement.split_once('(')?;
    columns.split([',', ')']).next()?.split_whitespace().next()
}

#[cfg(test)]
mod tests {
    use super::first_column;

    #[test]
    fn an_index_is_known_by_the_column_that_it_begins_with() {
        for (statement, column) in [
            ("CREATE INDEX a ON b (child_id, rank)", "child_id"),
            (
                "CREATE INDEX a ON public.b USING btree (plan_id)",
                "plan_id",
            ),
            ("CREATE INDEX a ON b (\n  setting DESC, rank\n)", "setting"),
        ] {
            assert_eq!(first_column(statement), Some(column), "{statement}");
        }
    }
}
