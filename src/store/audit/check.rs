//! The check of the chain: a walk along its entries, and the head that was exported earlier.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use super::end::End;
use super::tally::Tally;
use super::{Recorded, RowName, chain, read, seal};
use crate::store::error::StoreError;
use crate::store::keyring::AuditKey;
use crate::store::tx::Tx;
use crate::store::value::integer;

/// The end of the chain. Printed as `sequence:mac`, to be kept outside the system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// How many entries there are.
    pub sequence: i64,
    pub(super) end: End,
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
    /// The head does not belong to the last entry, or is not what was sealed: the chain may have been cut at its end.
    HeadAltered,
    /// The head bears no seal: a version of the program wrote it that knew none, or it was taken away.
    HeadBare,
    /// The head exported earlier is not in the chain: it was cut and perhaps written anew.
    ExportedHeadMissing {
        /// The place it was exported at.
        sequence: i64,
    },
    /// A row is not what was sealed.
    RowAltered(RowName),
    /// Rows of a table bear no seal: a version of the program wrote them that knew none, or somebody else did.
    RowsBare {
        /// The table.
        table: &'static str,
        /// How many.
        rows: u64,
    },
    /// Of a table there are other rows that bear seals than were counted: some are gone, put in or as they once were.
    RowsOtherwise {
        /// The table.
        table: String,
        /// How many were counted when they were written.
        written: i64,
        /// How many are there.
        there: i64,
    },
    /// Rows were not counted as they were written: a version of the program wrote them that did not.
    RowsUncounted,
    /// Something points at rows of which not all are there.
    RowsMissing {
        /// Of what kind it is.
        kind: &'static str,
        /// Its id.
        id: String,
    },
}

/// What a check of the whole chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// How many entries were read.
    pub entries: u64,
    /// How many rows were compared with their seals.
    pub rows: u64,
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

/// The end of the chain, to be exported and kept elsewhere.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read or the head row is gone.
pub async fn head(tx: &mut Tx) -> Result<Head, StoreError> {
    let found = tx
        .first("SELECT * FROM audit_head WHERE id = 1", Vec::new(), |row| {
            Ok(Head {
                sequence: row.integer("sequence")?,
                end: End::read(row)?,
            })
        })
        .await?;
    found.ok_or_else(|| StoreError::unavailable("the audit chain has no head"))
}

/// What is wrong with the seal of a head; that of a chain without entries needs none.
fn fault_of_seal(key: &AuditKey, head: &Head) -> Result<Option<Fault>, StoreError> {
    let sealed = head.end.is_sealed(key, head.sequence)?;
    Ok(match head.end.seal.as_str() {
        "" => (!head.end.is_new(head.sequence)).then_some(Fault::HeadBare),
        _ => (!sealed).then_some(Fault::HeadAltered),
    })
}

/// Checks the whole chain, that a head exported earlier is still in it, every row that bears a seal, and how many there are.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read. A broken chain is no error but what was found.
pub async fn verify(tx: &mut Tx, exported: Option<&Head>) -> Result<Verification, StoreError> {
    let head = head(tx).await?;
    let of_seal = fault_of_seal(tx.audit_key(), &head)?;
    let mut walk = Walk::new(tx.audit_key().clone(), head, exported.cloned());
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
    let mut found = walk.end();
    if let Some(fault) = of_seal.filter(|fault| !found.faults.contains(fault)) {
        found.faults.push(fault);
    }
    let rows = seal::verify(tx).await?;
    found.rows = rows.read;
    let otherwise = otherwise(&found.head, &rows.tally);
    let altered = rows.altered.into_iter().map(Fault::RowAltered);
    let bare = rows.bare.into_iter();
    let lacking = rows.lacking.into_iter();
    found.faults.extend(altered);
    found
        .faults
        .extend(bare.map(|(table, rows)| Fault::RowsBare { table, rows }));
    found
        .faults
        .extend(lacking.map(|(kind, id)| Fault::RowsMissing { kind, id }));
    for fault in otherwise {
        if !found.faults.contains(&fault) {
            found.faults.push(fault);
        }
    }
    Ok(found)
}

/// Where other rows are there than the head counts.
fn otherwise(head: &Head, there: &Tally) -> Vec<Fault> {
    if head.end.rows.is_empty() {
        return vec![Fault::RowsUncounted];
    }
    let Some(written) = Tally::parse(&head.end.rows) else {
        return vec![Fault::HeadAltered];
    };
    let tables: BTreeSet<&str> = written.tables().chain(there.tables()).collect();
    let differs = |table: &&str| written.of(table) != there.of(table);
    let fault = |table: &str| Fault::RowsOtherwise {
        table: table.to_owned(),
        written: written.of(table).rows,
        there: there.of(table).rows,
    };
    tables.into_iter().filter(differs).map(fault).collect()
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
            .is_some_and(|head| head.sequence == entry.sequence && head.end.mac == entry.mac)
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
        } else if self.previous.as_ref() != Some(&self.head.end.mac) {
            self.faults.push(Fault::HeadAltered);
        }
        if let Some(head) = self.exported {
            self.faults.push(Fault::ExportedHeadMissing {
                sequence: head.sequence,
            });
        }
        Verification {
            entries: self.entries,
            rows: 0,
            head: self.head,
            faults: self.faults,
        }
    }
}

impl fmt::Display for Head {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}", self.sequence, self.end.mac)
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
            end: End {
                mac: mac.to_ascii_lowercase(),
                seal: String::new(),
                rows: String::new(),
            },
        })
    }
}
