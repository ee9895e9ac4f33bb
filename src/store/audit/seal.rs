//! Seals on rows that are written once: whoever changes or adds one without the key of the audit chain is found.
//!
//! A seal says nothing of rows that are gone: those are counted against what points at them. Nor is a row found that was
//! put back as it was once, with the seal that it had then.

use super::mac_of;
use crate::ids::ChildId;
use crate::store::error::StoreError;
use crate::store::keyring::AuditKey;
use crate::store::row::Row;
use crate::store::tx::Tx;
use crate::store::value::{Value, text};

/// A table whose rows are written once. A migration that gives it a further column lets it be null or empty: a seal covers
/// what is neither, so that older rows keep theirs.
struct Sealed {
    table: &'static str,
    /// The columns that name a row.
    key: &'static [&'static str],
    /// Which rows are of the child `$1`, for retention; none where nothing of them is ever forgotten.
    of_child: Option<&'static str>,
}

const SEALED: &[Sealed] = &[
    Sealed {
        table: "profile_version",
        key: &["profile_id", "number"],
        of_child: Some("profile_id IN (SELECT id FROM profile WHERE child_id = $1)"),
    },
    Sealed {
        table: "determination",
        key: &["id"],
        of_child: None,
    },
    Sealed {
        table: "decision",
        key: &["id"],
        of_child: Some("child_id = $1"),
    },
    Sealed {
        table: "award_version",
        key: &["award_id", "number"],
        of_child: Some("award_id IN (SELECT id FROM award WHERE child_id = $1)"),
    },
    Sealed {
        table: "payment_line",
        key: &["run_id", "number"],
        of_child: None,
    },
];

/// What points at rows of which some are not there: of what kind it is, and the query that names them.
const POINTING: &[(&str, &str)] = &[
    (
        "profile",
        "SELECT p.id FROM profile p WHERE p.latest_version <> \
         (SELECT COUNT(*) FROM profile_version v WHERE v.profile_id = p.id) ORDER BY p.id",
    ),
    (
        "award",
        "SELECT a.id FROM award a WHERE a.latest_version <> \
         (SELECT COUNT(*) FROM award_version v WHERE v.award_id = a.id) ORDER BY a.id",
    ),
    (
        "payment run",
        "SELECT r.id FROM payment_run r WHERE r.lines <> \
         (SELECT COUNT(*) FROM payment_line l WHERE l.run_id = r.id) ORDER BY r.id",
    ),
    (
        "decision",
        "SELECT a.subject_id AS id FROM audit a WHERE a.subject_kind = 'decision' AND a.action = 'decision-made' \
         AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.id = a.subject_id) ORDER BY a.sequence",
    ),
    (
        "award",
        "SELECT a.subject_id AS id FROM audit a WHERE a.subject_kind = 'award' AND a.action = 'award-made' \
         AND NOT EXISTS (SELECT 1 FROM award w WHERE w.id = a.subject_id) ORDER BY a.sequence",
    ),
];

/// The column that holds the seal.
const SEAL: &str = "seal";

/// A row by its table and the values of its key, as a reader may look it up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowName {
    /// The table.
    pub table: &'static str,
    /// What names the row, parts joined by a blank.
    pub key: String,
}

/// What was found of the rows that are written once.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// How many were read.
    pub(super) read: u64,
    /// Those that are not what was sealed.
    pub(super) altered: Vec<RowName>,
    /// How many of a table bear no seal, where any do.
    pub(super) bare: Vec<(&'static str, u64)>,
    /// What points at rows that are not there: its kind and id.
    pub(super) lacking: Vec<(&'static str, String)>,
}

/// Adds rows with their seals; `into` is `table (column, …)`.
///
/// # Errors
/// As those of adding rows.
pub(in crate::store) async fn insert_all(
    tx: &mut Tx,
    into: &str,
    rows: Vec<Vec<Value>>,
) -> Result<(), StoreError> {
    let named = into.split_once('(').and_then(|(table, columns)| {
        let columns = columns.trim_end().strip_suffix(')')?;
        Some((table.trim(), columns.split(',').map(str::trim).collect()))
    });
    let (table, columns): (&str, Vec<&str>) =
        named.ok_or_else(|| StoreError::unavailable("rows to be sealed name no columns"))?;
    let mut sealed = Vec::with_capacity(rows.len());
    for mut row in rows {
        let told = columns.iter().zip(&row);
        let told = told.filter_map(|(name, value)| Some(((*name).to_owned(), value.told()?)));
        let seal = seal_of(tx.audit_key(), table, told.collect())?;
        row.push(text(seal));
        sealed.push(row);
    }
    let into = format!("{table} ({}, {SEAL})", columns.join(", "));
    tx.insert_all(&into, sealed).await
}

/// Reads every row that is written once and compares it with its seal.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub(super) async fn verify(tx: &mut Tx) -> Result<Rows, StoreError> {
    let key = tx.audit_key().clone();
    let mut found = Rows::default();
    for sealed in SEALED {
        let mut bare = 0;
        let sql = format!("SELECT * FROM {}", sealed.table);
        tx.each(sql, |row| {
            found.read += 1;
            match Row::text(row, SEAL)? {
                seal if seal.is_empty() => bare += 1,
                seal if seal == seal_of_row(&key, sealed.table, row)? => {}
                _ => found.altered.push(name_of(sealed, row)?),
            }
            Ok::<_, StoreError>(())
        })
        .await?;
        if bare > 0 {
            found.bare.push((sealed.table, bare));
        }
    }
    for (kind, sql) in POINTING {
        let ids = tx.all(*sql, Vec::new(), |row| row.text("id")).await?;
        found.lacking.extend(ids.into_iter().map(|id| (*kind, id)));
    }
    Ok(found)
}

/// Seals the rows that bear no seal: those of a version of the program that knew none. Returns how many.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be written.
pub(super) async fn seal_bare(tx: &mut Tx) -> Result<u64, StoreError> {
    let mut count = 0;
    for sealed in SEALED {
        let which = format!("{SEAL} = ''");
        count += seal_some(tx, sealed, &which, Vec::new(), |_, _| Ok(true)).await?;
    }
    Ok(count)
}

/// The rows of a child that were as they had been sealed, before something of them is forgotten.
pub(in crate::store) struct Held(Vec<RowName>);

/// Which rows of a child, of those that retention changes, are as they were sealed.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub(in crate::store) async fn held(tx: &mut Tx, child: &ChildId) -> Result<Held, StoreError> {
    let key = tx.audit_key().clone();
    let mut held = Vec::new();
    for sealed in SEALED {
        let Some(of_child) = sealed.of_child else {
            continue;
        };
        let sql = format!("SELECT * FROM {} WHERE {of_child}", sealed.table);
        let rows = tx.rows(sql, vec![text(child)]).await?;
        for row in &rows {
            if row.text(SEAL)? == seal_of_row(&key, sealed.table, row)? {
                held.push(name_of(sealed, row)?);
            }
        }
    }
    Ok(Held(held))
}

/// Seals them again after something was forgotten. A row that was not as it had been sealed stays so.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be written.
pub(in crate::store) async fn renew(
    tx: &mut Tx,
    child: &ChildId,
    held: &Held,
) -> Result<(), StoreError> {
    for sealed in SEALED {
        let Some(of_child) = sealed.of_child else {
            continue;
        };
        let was_held = |sealed: &Sealed, row: &Row| Ok(held.0.contains(&name_of(sealed, row)?));
        seal_some(tx, sealed, of_child, vec![text(child)], was_held).await?;
    }
    Ok(())
}

async fn seal_some(
    tx: &mut Tx,
    sealed: &Sealed,
    which: &str,
    values: Vec<Value>,
    takes: impl Fn(&Sealed, &Row) -> Result<bool, StoreError>,
) -> Result<u64, StoreError> {
    let table = sealed.table;
    let rows = tx
        .rows(format!("SELECT * FROM {table} WHERE {which}"), values)
        .await?;
    let named = (2..).zip(sealed.key);
    let named: Vec<String> = named
        .map(|(place, column)| format!("CAST({column} AS TEXT) = ${place}"))
        .collect();
    let update = format!(
        "UPDATE {table} SET {SEAL} = $1 WHERE {}",
        named.join(" AND ")
    );
    let mut count = 0;
    for row in &rows {
        if !takes(sealed, row)? {
            continue;
        }
        let mut values = vec![text(seal_of_row(tx.audit_key(), table, row)?)];
        values.extend(key_of(sealed, row)?.into_iter().map(text));
        count += tx.execute(update.clone(), values).await?;
    }
    Ok(count)
}

fn name_of(sealed: &Sealed, row: &Row) -> Result<RowName, StoreError> {
    Ok(RowName {
        table: sealed.table,
        key: key_of(sealed, row)?.join(" "),
    })
}

fn key_of(sealed: &Sealed, row: &Row) -> Result<Vec<String>, StoreError> {
    let told = row.told()?;
    let of = |column: &&str| {
        let found = told.iter().find(|(name, _)| name == column);
        found.map(|(_, value)| value.clone())
    };
    Ok(sealed.key.iter().filter_map(of).collect())
}

fn seal_of_row(key: &AuditKey, table: &str, row: &Row) -> Result<String, StoreError> {
    let mut told = row.told()?;
    told.retain(|(name, _)| name != SEAL);
    seal_of(key, table, told)
}

/// Over the table and every column that is neither null nor empty, by name, whatever their order in the table.
fn seal_of(
    key: &AuditKey,
    table: &str,
    mut told: Vec<(String, String)>,
) -> Result<String, StoreError> {
    told.retain(|(_, value)| !value.is_empty());
    told.sort_unstable();
    let mut fields = vec![b"row".as_slice(), table.as_bytes()];
    for (name, value) in &told {
        fields.extend([name.as_bytes(), value.as_bytes()]);
    }
    mac_of(key, &fields)
}
