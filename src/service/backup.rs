//! The whole database into one file while others work on it, and back into an empty one, where it is checked.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write as _};
use std::path::Path;

use thiserror::Error;

use super::recompute::{self, Tally};
use super::{Moment, ServiceError, trail};
use crate::export::{NotSaved, WholeFile};
use crate::store::audit::{self, Verification};
use crate::store::{Store, StoreError, backup};

pub use crate::store::backup::{BackupError, Checked, Written};

/// Why there is no backup, or no restored database.
#[derive(Debug, Error)]
pub enum NotDone {
    /// The file cannot be put where it was asked for.
    #[error(transparent)]
    NotSaved(#[from] NotSaved),
    /// The file, or the database, is not as it must be.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// Something else broke.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

impl From<StoreError> for NotDone {
    fn from(error: StoreError) -> NotDone {
        NotDone::Backup(error.into())
    }
}

/// What a restored database holds, and whether it can be relied on.
#[derive(Debug)]
pub struct Restored {
    /// What its audit chain looks like.
    pub chain: Verification,
    /// What its determinations give when they are computed again.
    pub tally: Tally,
}

impl Restored {
    /// Whether the chain is whole and every determination gives the same again.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.chain.is_whole() && self.tally.different.is_empty()
    }
}

/// Writes the database as it is at one moment into a file, which appears whole or not at all and is its owner's only.
///
/// Others may write meanwhile; what they commit after the first row was read is not in the file. The audit entry comes
/// before the file does, so that there is no copy that the chain knows nothing of.
///
/// # Errors
/// [`NotDone`]: the file cannot be written, or the database cannot be read or is not ours.
pub async fn make(store: &Store, path: &Path, moment: Moment) -> Result<Written, NotDone> {
    let mut file = WholeFile::begin(path)?;
    let mut tx = store.read().await?;
    let mut out = BufWriter::new(&mut file);
    let written = backup::write(&mut tx, &mut out, moment.instant).await?;
    out.flush().map_err(BackupError::File)?;
    drop(out);
    tx.rollback().await?;
    trail::note_alone(
        store,
        moment,
        None,
        "backup-made",
        ("backup", &written.digest),
    )
    .await?;
    file.put()?;
    Ok(written)
}

/// Reads a file from end to end without any database.
///
/// # Errors
/// [`BackupError`]: it is no backup, a newer one, or damaged.
pub fn check(path: &Path) -> Result<Checked, BackupError> {
    backup::check(open(path)?)
}

/// Reads a checked file into an empty database, then verifies the audit chain and computes every determination again.
///
/// A copy that is not sound is kept all the same, and said to be so: it may be all that there is.
///
/// # Errors
/// [`NotDone`]: the database is not empty, the file is not the one that was checked, or something broke. No row is kept
/// then.
pub async fn restore(
    store: &Store,
    path: &Path,
    checked: &Checked,
    moment: Moment,
) -> Result<Restored, NotDone> {
    backup::restore(store, open(path)?, checked).await?;
    store.analyse().await?;
    let mut tx = store.read().await?;
    let chain = audit::verify(&mut tx, None).await?;
    let tally = recompute::all(&mut tx).await?;
    drop(tx);
    trail::note_alone(
        store,
        moment,
        None,
        "backup-restored",
        ("backup", &checked.digest),
    )
    .await?;
    Ok(Restored { chain, tally })
}

fn open(path: &Path) -> Result<BufReader<File>, BackupError> {
    File::open(path)
        .map(BufReader::new)
        .map_err(BackupError::File)
}
