//! Seals on rows: whoever changes or adds one without the key of the audit chain is found, and by the count of them whoever
//! takes one away, or puts one back as it once was.

use super::end::End;
use super::tables::{SEALED, Sealed};
use super::tally::Tally;
use super::write::put;
use super::{SEAL, mac_of};
use crate::store::error::StoreError;
use crate::store::keyring::AuditKey;
use crate::store::row::Row;
use crate::store::tx::Tx;
use crate::store::value::Value;

/// What points at rows of which some are not there: of what kind it is, and the query that names them. The count of rows
/// shows that rows are gone; these say of what.
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
        "payment run",
        "SELECT a.subject_id AS id FROM audit a WHERE a.subject_kind = 'payment-run' \
         AND a.action IN ('payment-run-proposed', 'payment-run-released', 'payment-run-withdrawn') \
         AND NOT EXISTS (SELECT 1 FROM payment_run r WHERE r.id = a.subject_id) ORDER BY a.sequence",
    ),
    (
        "determination",
        "SELECT a.subject_id AS id FROM audit a WHERE a.subject_kind = 'determination' AND a.action = 'determination-made' \
         AND NOT EXISTS (SELECT 1 FROM determination d WHERE d.id = a.subject_id) ORDER BY a.sequence",
    ),
    (
        "determination",
        "SELECT d.determination_id AS id FROM decision d WHERE d.determination_id IS NOT NULL \
         AND NOT EXISTS (SELECT 1 FROM determination x WHERE x.id = d.determination_id) ORDER BY d.id",
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

/// A row by its table and the values of its key, as a reader may look it up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowName {
    /// The table.
    pub table: &'static str,
    /// What names the row, parts joined by a blank.
    pub key: String,
}

/// The values of a row's key as texts.
pub(super) type Key = Vec<String>;

/// What was found of the rows that bear seals.
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
    /// What there is of those that bear seals.
    pub(super) tally: Tally,
}

/// Reads every row that bears a seal, and compares it.
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
            let seal = row.text(SEAL)?;
            if seal.is_empty() {
                bare += 1;
                return Ok(());
            }
            found.tally.add(sealed.table, &seal);
            if seal != seal_of_row(&key, sealed, row)? {
                found.altered.push(RowName {
                    table: sealed.table,
                    key: key_of(sealed, row)?.join(" "),
                });
            }
            Ok::<_, StoreError>(())
        })
        .await?;
        if bare > 0 {
            found.bare.push((sealed.table, bare));
        }
    }
    for (kind, sql) in POINTING {
        for id in tx.all(*sql, Vec::new(), |row| row.text("id")).await? {
            let lacking = (*kind, id);
            if !found.lacking.contains(&lacking) {
                found.lacking.push(lacking);
            }
        }
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
        let sql = format!("SELECT * FROM {} WHERE {SEAL} = ''", sealed.table);
        for row in &tx.rows_bare(sql, Vec::new()).await? {
            renewed(tx, sealed, row).await?;
            count += 1;
        }
    }
    Ok(count)
}

/// Counts the rows that bear seals, where nobody has: once, after an upgrade.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub(super) async fn counted(tx: &mut Tx) -> Result<Tally, StoreError> {
    let mut tally = Tally::default();
    for sealed in SEALED {
        let sql = format!("SELECT {SEAL} FROM {} WHERE {SEAL} <> ''", sealed.table);
        tx.each(sql, |row| {
            tally.add(sealed.table, &row.text(SEAL)?);
            Ok::<_, StoreError>(())
        })
        .await?;
    }
    Ok(tally)
}

/// Gives a row the seal of what it holds now, and counts it so.
pub(super) async fn renewed(
    tx: &mut Tx,
    sealed: &'static Sealed,
    row: &Row,
) -> Result<(), StoreError> {
    let old = row.text(SEAL)?;
    let new = seal_of_row(tx.audit_key(), sealed, row)?;
    if old == new {
        return Ok(());
    }
    put(tx, sealed, row, &new).await?;
    if !old.is_empty() {
        tx.tally().remove(sealed.table, &old);
    }
    tx.tally().add(sealed.table, &new);
    Ok(())
}

/// Whether a row is as it was sealed; one that bears no seal is not.
pub(super) fn is_held(key: &AuditKey, sealed: &Sealed, row: &Row) -> Result<bool, StoreError> {
    Ok(row.text(SEAL)? == seal_of_row(key, sealed, row)?)
}

pub(super) fn key_of(sealed: &Sealed, row: &Row) -> Result<Key, StoreError> {
    let values = named(sealed, row)?;
    Ok(values.iter().filter_map(Value::told).collect())
}

/// The values of a row's key.
pub(super) fn named(sealed: &Sealed, row: &Row) -> Result<Vec<Value>, StoreError> {
    sealed.key.iter().map(|column| row.value(column)).collect()
}

fn seal_of_row(key: &AuditKey, sealed: &Sealed, row: &Row) -> Result<String, StoreError> {
    let told = row.told()?;
    let told = told.iter().map(|(name, value)| (name.as_str(), value));
    seal_of(key, sealed, told.collect())
}

/// Over the table and every column that is neither null nor empty, by name, whatever their order in the table.
pub(super) fn seal_of<T: AsRef<str>>(
    key: &AuditKey,
    sealed: &Sealed,
    mut told: Vec<(&str, T)>,
) -> Result<String, StoreError> {
    told.retain(|(name, value)| {
        *name != SEAL && !value.as_ref().is_empty() && !sealed.apart.contains(name)
    });
    told.sort_unstable_by_key(|(name, _)| *name);
    let mut fields = vec![b"row".as_slice(), sealed.table.as_bytes()];
    for (name, value) in &told {
        fields.extend([name.as_bytes(), value.as_ref().as_bytes()]);
    }
    mac_of(key, &fields)
}

/// Seals the end of a chain and what rows there are, where a version of the program left either without.
pub(super) async fn seal_end(tx: &mut Tx, sequence: i64, end: End) -> Result<(), StoreError> {
    let is_sealed = end.seal.is_empty() || end.is_sealed(tx.audit_key(), sequence)?;
    if !is_sealed {
        return Ok(());
    }
    let rows = match end.rows.as_str() {
        "" => counted(tx).await?.to_string(),
        _ => end.rows,
    };
    let sealed = End::sealed(tx.audit_key(), sequence, end.mac, rows)?;
    sealed.write_counted(tx).await
}
