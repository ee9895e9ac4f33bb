//! Who did what to which record: ids and digests, chained so that no change of the past goes unseen.
//!
//! Each entry's mac is an HMAC-SHA256 over the mac before it and the entry itself, with a key that is not in the
//! database. Who can write tables but does not have the key cannot change, add, remove or reorder entries unseen. Cutting
//! entries off the end is found by the head row, which is sealed with the same key; only who puts an older copy of that row
//! back with them is not, and that a [`Head`] shows that was exported meanwhile and kept elsewhere.
//!
//! The rows of almost every table bear seals under the same key. Statements that write to them are met in the transaction
//! itself, which seals what they wrote and counts it; the head's seal covers the count.

mod check;
mod end;
mod seal;
mod tables;
mod tally;
mod write;

pub use check::{Fault, Head, HeadError, Verification, head, verify};
pub use seal::RowName;
pub use tables::{OF_THE_AUDIT, UNSEALED, sealed_tables};
pub(super) use tally::Tally;
pub(super) use write::{Write, count, with_seals};

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use sha2::Sha256;

use self::end::End;
use super::error::StoreError;
use super::keyring::AuditKey;
use super::page::{Page, Paged};
use super::row::Row;
use super::tx::Tx;
use super::value::{instant, instant_text, integer, text};
use crate::ids::{ChildId, UserId};

/// What is to be written down.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// When it was done.
    pub at: Timestamp,
    /// By whom; `None` for a command run on the server.
    pub actor: Option<&'a UserId>,
    /// What was done, in a word or two with dashes: `profile-submitted`.
    pub action: &'a str,
    /// To what kind of record: `child`.
    pub subject_kind: &'a str,
    /// Its id; never a name, UPN or birth date.
    pub subject_id: &'a str,
    /// What the record became. Only its digest is kept, made with the key so that nobody can guess it back.
    pub detail: &'a [u8],
}

/// An entry as it was written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Its place in the chain, from 1 without gaps.
    pub sequence: i64,
    /// When it was done, UTC.
    pub at: String,
    /// The user's id, or `system`.
    pub actor: String,
    /// What was done.
    pub action: String,
    /// To what kind of record.
    pub subject_kind: String,
    /// Its id.
    pub subject_id: String,
    /// The digest of the detail.
    pub detail_digest: String,
    mac: String,
}

/// Writes an entry down at the end of the chain, in the transaction of what it tells. Returns its place.
///
/// Others who append wait until this transaction ends: it comes last, and the transaction is short.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be written.
pub async fn append(tx: &mut Tx, entry: Entry<'_>) -> Result<i64, StoreError> {
    append_some(tx, &[entry]).await
}

/// Writes many entries down, in their order, with a few statements.
///
/// # Errors
/// As [`append`].
pub async fn append_all(tx: &mut Tx, entries: &[Entry<'_>]) -> Result<(), StoreError> {
    for some in entries.chunks(1_000) {
        append_some(tx, some).await?;
    }
    Ok(())
}

/// Returns the place of the last.
async fn append_some(tx: &mut Tx, entries: &[Entry<'_>]) -> Result<i64, StoreError> {
    let count = i64::try_from(entries.len()).unwrap_or(i64::MAX);
    // The update takes the row for this transaction: appenders queue here, and each sees the mac of the one before.
    let taken = tx
        .first(
            "UPDATE audit_head SET sequence = sequence + $1 WHERE id = 1 RETURNING *",
            vec![integer(count)],
            |row| Ok((row.integer("sequence")?, End::read(row)?)),
        )
        .await?;
    let (last, end) =
        taken.ok_or_else(|| StoreError::unavailable("the audit chain has no head"))?;
    // A head that is not sealed as it must be stays so: to append puts nothing right.
    let was_sealed = end.is_new(last - count) || end.is_sealed(tx.audit_key(), last - count)?;
    let mut mac = end.mac;
    let mut rows = Vec::with_capacity(entries.len());
    for (sequence, entry) in (last - count + 1..).zip(entries) {
        let recorded = record(tx.audit_key(), &mac, sequence, *entry)?;
        rows.push(vec![
            integer(sequence),
            text(&recorded.at),
            text(&recorded.actor),
            text(&recorded.action),
            text(&recorded.subject_kind),
            text(&recorded.subject_id),
            text(&recorded.detail_digest),
            text(&recorded.mac),
        ]);
        mac = recorded.mac;
    }
    const COLUMNS: &str =
        "audit (sequence, at, actor, action, subject_kind, subject_id, detail_digest, mac)";
    tx.insert_all(COLUMNS, rows).await?;
    let end = if was_sealed {
        End::sealed(tx.audit_key(), last, mac, end.rows)?
    } else {
        End { mac, ..end }
    };
    end.write(tx).await?;
    Ok(last)
}

/// An entry at its place after the one whose mac is given.
fn record(
    key: &AuditKey,
    previous: &str,
    sequence: i64,
    entry: Entry<'_>,
) -> Result<Recorded, StoreError> {
    let mut recorded = Recorded {
        sequence,
        at: instant_text(entry.at),
        actor: entry
            .actor
            .map_or_else(|| "system".to_owned(), ToString::to_string),
        action: entry.action.to_owned(),
        subject_kind: entry.subject_kind.to_owned(),
        subject_id: entry.subject_id.to_owned(),
        detail_digest: mac_of(key, &[b"detail", entry.detail])?,
        mac: String::new(),
    };
    recorded.mac = chain(key, previous, &recorded)?;
    Ok(recorded)
}

/// The entries about a record, the newest first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn about(
    tx: &mut Tx,
    kind: &str,
    id: &str,
    page: Page,
) -> Result<Paged<Recorded>, StoreError> {
    let subject = vec![text(kind), text(id)];
    let total = tx
        .count(
            "SELECT COUNT(*) AS n FROM audit WHERE subject_kind = $1 AND subject_id = $2",
            subject.clone(),
        )
        .await?;
    let items = tx
        .all(
            "SELECT * FROM audit WHERE subject_kind = $1 AND subject_id = $2 ORDER BY sequence DESC LIMIT $3 OFFSET $4",
            [subject, vec![integer(page.limit()), integer(page.offset())]].concat(),
            read,
        )
        .await?;
    Ok(Paged { items, total, page })
}

/// A child and everything of that child's that entries are about, by the kinds that entries name.
const OF_CHILD: &str = "(SELECT 'child' AS kind, $1 AS id \
     UNION ALL SELECT 'profile', id FROM profile WHERE child_id = $1 \
     UNION ALL SELECT 'determination', id FROM determination WHERE child_id = $1 \
     UNION ALL SELECT 'decision', id FROM decision WHERE child_id = $1 \
     UNION ALL SELECT 'award', id FROM award WHERE child_id = $1 \
     UNION ALL SELECT 'correction', id FROM correction WHERE child_id = $1 \
     UNION ALL SELECT 'support-request', id FROM support_request WHERE child_id = $1 \
     UNION ALL SELECT 'extract', id FROM plan_extract WHERE child_id = $1 \
     UNION ALL SELECT 'absence', id FROM absence WHERE child_id = $1 \
     UNION ALL SELECT 'claim', id FROM claim WHERE child_id = $1 \
     UNION ALL SELECT 'case-authority', id FROM case_authority WHERE child_id = $1 \
     UNION ALL SELECT 'cost-line', l.id FROM cost_line l JOIN placement x ON x.id = l.placement_id WHERE x.child_id = $1 \
     UNION ALL SELECT 'cost-line', l.id FROM cost_proposal l JOIN placement x ON x.id = l.placement_id \
     WHERE x.child_id = $1 AND l.state <> 'agreed') m";

/// The entries about a child: about the record, and about each profile, decision, award, correction, request and cost line
/// of that child; the newest first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn about_child(
    tx: &mut Tx,
    child: &ChildId,
    page: Page,
) -> Result<Paged<Recorded>, StoreError> {
    let joined = "JOIN audit a ON a.subject_kind = m.kind AND a.subject_id = m.id";
    let total = tx
        .count(
            format!("SELECT COUNT(*) AS n FROM {OF_CHILD} {joined}"),
            vec![text(child)],
        )
        .await?;
    let items = tx
        .all(
            format!(
                "SELECT a.* FROM {OF_CHILD} {joined} ORDER BY a.sequence DESC LIMIT $2 OFFSET $3"
            ),
            vec![text(child), integer(page.limit()), integer(page.offset())],
            read,
        )
        .await?;
    Ok(Paged { items, total, page })
}

/// The number of the last entry that is no mere look at something: nought before any.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn last_change(tx: &mut Tx) -> Result<i64, StoreError> {
    // What is not known to change nothing counts as a change.
    let last = tx
        .first(
            "SELECT sequence FROM audit WHERE action NOT LIKE '%-viewed' AND action NOT LIKE '%-listed' \
             AND action NOT LIKE '%-downloaded' AND action NOT LIKE '%-searched' AND action NOT LIKE '%-exported' \
             AND action NOT LIKE '%-copied' AND action NOT LIKE 'signed-%' \
             AND action <> 'sign-in-failed' ORDER BY sequence DESC LIMIT 1",
            Vec::new(),
            |row| row.integer("sequence"),
        )
        .await?;
    Ok(last.unwrap_or(0))
}

/// Every entry, the newest first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn all(tx: &mut Tx, page: Page) -> Result<Paged<Recorded>, StoreError> {
    let total = tx
        .count("SELECT COUNT(*) AS n FROM audit", Vec::new())
        .await?;
    let items = tx
        .all(
            "SELECT * FROM audit ORDER BY sequence DESC LIMIT $1 OFFSET $2",
            vec![integer(page.limit()), integer(page.offset())],
            read,
        )
        .await?;
    Ok(Paged { items, total, page })
}

/// Which entries are sought: those that are so in everything that is given.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sought<'a> {
    /// By whom: a user's id, or `system`.
    pub actor: Option<&'a str>,
    /// About a child: the record, and each profile, decision and so on of that child.
    pub child: Option<&'a ChildId>,
    /// What was done.
    pub action: Option<&'a str>,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
}

/// The entries sought, the newest first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn search(
    tx: &mut Tx,
    sought: Sought<'_>,
    page: Page,
) -> Result<Paged<Recorded>, StoreError> {
    let mut values = Vec::new();
    let mut found = match sought.child {
        None => "FROM audit a WHERE 1 = 1".to_owned(),
        Some(child) => {
            values.push(text(child));
            // The cross join keeps SQLite from beginning with everything that an officer did.
            format!(
                "FROM {OF_CHILD} CROSS JOIN audit a WHERE a.subject_kind = m.kind AND a.subject_id = m.id"
            )
        }
    };
    for (so, value) in [
        (" AND a.actor = $", sought.actor.map(text)),
        (" AND a.action = $", sought.action.map(text)),
        (" AND a.at >= $", sought.from.map(instant)),
        (" AND a.at < $", sought.until.map(instant)),
    ] {
        let Some(value) = value else { continue };
        values.push(value);
        found.push_str(so);
        found.push_str(&values.len().to_string());
    }
    let total = tx
        .count(format!("SELECT COUNT(*) AS n {found}"), values.clone())
        .await?;
    let (limit, offset) = (values.len() + 1, values.len() + 2);
    values.extend([integer(page.limit()), integer(page.offset())]);
    let items = tx
        .all(
            format!(
                "SELECT a.* {found} ORDER BY a.at DESC, a.sequence DESC LIMIT ${limit} OFFSET ${offset}"
            ),
            values,
            read,
        )
        .await?;
    Ok(Paged { items, total, page })
}

/// Everything that was ever done, each once, by its index from one to the next.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn actions(tx: &mut Tx) -> Result<Vec<String>, StoreError> {
    tx.all(
        "WITH RECURSIVE found(action) AS (SELECT MIN(action) FROM audit \
         UNION ALL SELECT (SELECT MIN(a.action) FROM audit a WHERE a.action > found.action) FROM found \
         WHERE found.action IS NOT NULL) SELECT action FROM found WHERE action IS NOT NULL",
        Vec::new(),
        |row| row.text("action"),
    )
    .await
}

/// The mac of an entry that follows the one whose mac is given.
fn chain(key: &AuditKey, previous: &str, entry: &Recorded) -> Result<String, StoreError> {
    mac_of(
        key,
        &[
            b"entry",
            previous.as_bytes(),
            &entry.sequence.to_be_bytes(),
            entry.at.as_bytes(),
            entry.actor.as_bytes(),
            entry.action.as_bytes(),
            entry.subject_kind.as_bytes(),
            entry.subject_id.as_bytes(),
            entry.detail_digest.as_bytes(),
        ],
    )
}

/// A key for another purpose that follows from the audit key, so that one secret is kept and no two uses share a key.
pub(super) fn key_for(key: &AuditKey, purpose: &str) -> Result<[u8; 32], StoreError> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.bytes())
        .map_err(|error| StoreError::Unavailable(Box::new(error)))?;
    mac.update(b"key for ");
    mac.update(purpose.as_bytes());
    Ok(mac.finalize().into_bytes().into())
}

/// Seals what a version of the program wrote that knew no seals: the head and every row that bears none. What bears a seal
/// that is not its own keeps it. To be done once, by somebody who has made sure that the chain ends where it should.
/// Returns how many rows.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be written.
pub async fn seal_bare(tx: &mut Tx) -> Result<u64, StoreError> {
    let rows = seal::seal_bare(tx).await?;
    // What was sealed now is counted into the head first, or else with all others.
    count(tx).await?;
    let head = head(tx).await?;
    seal::seal_end(tx, head.sequence, head.end).await?;
    Ok(rows)
}

/// What a backup is closed with: nobody makes it without the key.
pub(super) fn seal_of(key: &AuditKey, digest: &[u8]) -> Result<String, StoreError> {
    mac_of(key, &[b"backup", digest])
}

/// The column that holds a row's seal.
const SEAL: &str = "seal";

/// HMAC-SHA256 over fields, each with its length in front, so that no two lists of fields give the same bytes.
fn mac_of(key: &AuditKey, fields: &[&[u8]]) -> Result<String, StoreError> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.bytes())
        .map_err(|error| StoreError::Unavailable(Box::new(error)))?;
    for field in fields {
        mac.update(&(field.len() as u64).to_be_bytes());
        mac.update(field);
    }
    Ok(hex::encode(mac.finalize().into_bytes()))
}

fn read(row: &Row) -> Result<Recorded, StoreError> {
    Ok(Recorded {
        sequence: row.integer("sequence")?,
        at: row.text("at")?,
        actor: row.text("actor")?,
        action: row.text("action")?,
        subject_kind: row.text("subject_kind")?,
        subject_id: row.text("subject_id")?,
        detail_digest: row.text("detail_digest")?,
        mac: row.text("mac")?,
    })
}
