//! Who did what to which record: ids and digests, chained so that no change of the past goes unseen.
//!
//! Each entry's mac is an HMAC-SHA256 over the mac before it and the entry itself, with a key that is not in the
//! database. Who can write tables but does not have the key cannot change, add, remove or reorder entries unseen. Cutting
//! entries off the end, together with the head row, leaves a valid shorter chain: only a [`Head`] that was exported
//! earlier and kept elsewhere shows that.

use std::fmt;
use std::str::FromStr;

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use sha2::Sha256;
use thiserror::Error;

use super::error::StoreError;
use super::keyring::AuditKey;
use super::page::{Page, Paged};
use super::row::Row;
use super::tx::Tx;
use super::value::{instant_text, integer, text};
use crate::ids::UserId;

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

/// The end of the chain. Printed as `sequence:mac`, to be kept outside the system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// How many entries there are.
    pub sequence: i64,
    mac: String,
}

/// A text that is no exported head.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("an exported head is a number, a colon and 64 hexadecimal digits")]
pub struct HeadError;

/// What is wrong with the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The entry is not what was written here: changed, moved or put in.
    Altered {
        /// Its place.
        sequence: i64,
    },
    /// Entries that were written are not there.
    Missing {
        /// The first of them.
        first: i64,
        /// The last of them.
        last: i64,
    },
    /// The entry lies outside the chain.
    Added {
        /// Its place.
        sequence: i64,
    },
    /// The head does not belong to the last entry.
    HeadAltered,
    /// The head exported earlier is not in the chain: it was cut and perhaps written anew.
    ExportedHeadMissing {
        /// The place it was exported at.
        sequence: i64,
    },
}

/// What a check of the whole chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// How many entries were read.
    pub entries: u64,
    /// Where the chain ends by its own account.
    pub head: Head,
    /// What is wrong; nothing if the chain is whole.
    pub faults: Vec<Fault>,
}

impl Verification {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.faults.is_empty()
    }
}

/// How many entries are read at a time when the chain is checked.
const ENTRIES_A_READ: i64 = 2_000;

/// Writes an entry down at the end of the chain, in the transaction of what it tells. Returns its place.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be written.
pub async fn append(tx: &mut Tx, entry: Entry<'_>) -> Result<i64, StoreError> {
    // The update takes the row for this transaction: appenders queue here, and each sees the mac of the one before.
    let taken = tx
        .first(
            "UPDATE audit_head SET sequence = sequence + 1 WHERE id = 1 RETURNING sequence, mac",
            Vec::new(),
            |row| Ok((row.integer("sequence")?, row.text("mac")?)),
        )
        .await?;
    let (sequence, previous) =
        taken.ok_or_else(|| StoreError::unavailable("the audit chain has no head"))?;
    let mut recorded = Recorded {
        sequence,
        at: instant_text(entry.at),
        actor: entry
            .actor
            .map_or_else(|| "system".to_owned(), ToString::to_string),
        action: entry.action.to_owned(),
        subject_kind: entry.subject_kind.to_owned(),
        subject_id: entry.subject_id.to_owned(),
        detail_digest: mac_of(tx.audit_key(), &[b"detail", entry.detail])?,
        mac: String::new(),
    };
    recorded.mac = chain(tx.audit_key(), &previous, &recorded)?;
    let row = vec![
        integer(sequence),
        text(&recorded.at),
        text(&recorded.actor),
        text(&recorded.action),
        text(&recorded.subject_kind),
        text(&recorded.subject_id),
        text(&recorded.detail_digest),
        text(&recorded.mac),
    ];
    const COLUMNS: &str =
        "audit (sequence, at, actor, action, subject_kind, subject_id, detail_digest, mac)";
    tx.insert_all(COLUMNS, vec![row]).await?;
    tx.execute(
        "UPDATE audit_head SET mac = $1 WHERE id = 1",
        vec![text(&recorded.mac)],
    )
    .await?;
    Ok(sequence)
}

/// The end of the chain, to be exported and kept elsewhere.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read or the head row is gone.
pub async fn head(tx: &mut Tx) -> Result<Head, StoreError> {
    let found = tx
        .first(
            "SELECT sequence, mac FROM audit_head WHERE id = 1",
            Vec::new(),
            |row| {
                Ok(Head {
                    sequence: row.integer("sequence")?,
                    mac: row.text("mac")?,
                })
            },
        )
        .await?;
    found.ok_or_else(|| StoreError::unavailable("the audit chain has no head"))
}

/// Checks the whole chain, and that a head exported earlier is still in it.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read. A broken chain is no error but what was found.
pub async fn verify(tx: &mut Tx, exported: Option<&Head>) -> Result<Verification, StoreError> {
    let mut walk = Walk::new(tx.audit_key().clone(), head(tx).await?, exported.cloned());
    let mut after = i64::MIN;
    loop {
        let entries = tx
            .all(
                "SELECT * FROM audit WHERE sequence > $1 ORDER BY sequence LIMIT $2",
                vec![integer(after), integer(ENTRIES_A_READ)],
                read,
            )
            .await?;
        let Some(last) = entries.last() else { break };
        after = last.sequence;
        for entry in entries {
            walk.step(entry)?;
        }
    }
    Ok(walk.end())
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

/// A walk along the chain, entry by entry in the order of their places.
struct Walk {
    key: AuditKey,
    head: Head,
    exported: Option<Head>,
    /// The mac of the entry before; `None` behind a gap, where it is not known.
    previous: Option<String>,
    last: i64,
    entries: u64,
    faults: Vec<Fault>,
}

impl Walk {
    fn new(key: AuditKey, head: Head, exported: Option<Head>) -> Walk {
        // The chain of no entries is exported as the head 0, which every chain contains.
        let exported = exported.filter(|head| head.sequence != 0);
        Walk {
            key,
            head,
            exported,
            previous: Some(String::new()),
            last: 0,
            entries: 0,
            faults: Vec::new(),
        }
    }

    fn step(&mut self, entry: Recorded) -> Result<(), StoreError> {
        self.entries += 1;
        if entry.sequence < 1 || entry.sequence > self.head.sequence {
            self.faults.push(Fault::Added {
                sequence: entry.sequence,
            });
            return Ok(());
        }
        if entry.sequence > self.last + 1 {
            self.faults.push(Fault::Missing {
                first: self.last + 1,
                last: entry.sequence - 1,
            });
            self.previous = None;
        }
        if let Some(previous) = &self.previous
            && chain(&self.key, previous, &entry)? != entry.mac
        {
            self.faults.push(Fault::Altered {
                sequence: entry.sequence,
            });
        }
        if self
            .exported
            .as_ref()
            .is_some_and(|head| head.sequence == entry.sequence && head.mac == entry.mac)
        {
            self.exported = None;
        }
        self.last = entry.sequence;
        self.previous = Some(entry.mac);
        Ok(())
    }

    fn end(mut self) -> Verification {
        if self.last < self.head.sequence {
            self.faults.push(Fault::Missing {
                first: self.last + 1,
                last: self.head.sequence,
            });
        } else if self.previous.as_ref() != Some(&self.head.mac) {
            self.faults.push(Fault::HeadAltered);
        }
        if let Some(head) = self.exported {
            self.faults.push(Fault::ExportedHeadMissing {
                sequence: head.sequence,
            });
        }
        Verification {
            entries: self.entries,
            head: self.head,
            faults: self.faults,
        }
    }
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

impl fmt::Display for Head {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}", self.sequence, self.mac)
    }
}

impl FromStr for Head {
    type Err = HeadError;

    fn from_str(text: &str) -> Result<Head, HeadError> {
        let (sequence, mac) = text.trim().split_once(':').ok_or(HeadError)?;
        let sequence: i64 = sequence.parse().map_err(|_| HeadError)?;
        let is_mac = mac.len() == 64 && mac.bytes().all(|b| b.is_ascii_hexdigit());
        if sequence < 0 || (sequence > 0 && !is_mac) || (sequence == 0 && !mac.is_empty()) {
            return Err(HeadError);
        }
        Ok(Head {
            sequence,
            mac: mac.to_ascii_lowercase(),
        })
    }
}
