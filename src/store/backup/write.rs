//! The database becomes a file.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::{BackupError, End, FORMAT, FORMAT_VERSION, Header, LEFT_OUT, line_of, tables};
use crate::store::audit::seal_of;
use crate::store::pools::known_migrations;
use crate::store::tx::Tx;
use crate::store::value::instant_text;

/// What was written.
#[derive(Clone, Debug)]
pub struct Written {
    /// How many tables.
    pub tables: u64,
    /// How many rows.
    pub rows: u64,
    /// The digest that closes the file: what it is known by in the audit chain.
    pub digest: String,
}

/// Writes one state of the whole database, as the transaction sees it, while others go on writing.
///
/// # Errors
/// [`BackupError::NothingThere`] and [`BackupError::Newer`] for a database that is none of this program's;
/// [`BackupError::File`] if `out` refuses; [`BackupError::Store`] if the database cannot be read.
pub async fn write(
    tx: &mut Tx,
    out: impl Write,
    made_at: Timestamp,
) -> Result<Written, BackupError> {
    let migrations = tables::migrations(tx).await?;
    if migrations.is_empty() {
        return Err(BackupError::NothingThere);
    }
    if migrations
        .iter()
        .any(|version| !known_migrations().contains(version))
    {
        return Err(BackupError::Newer);
    }
    let mut lines = Lines::new(out);
    lines.add(&Header {
        format: FORMAT.to_owned(),
        format_version: FORMAT_VERSION,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        made_at: instant_text(made_at),
        migrations,
    })?;
    let (mut count, mut rows) = (0, 0);
    for table in tables::all(tx).await? {
        if LEFT_OUT.contains(&table.table.as_str()) {
            continue;
        }
        count += 1;
        lines.add(&table)?;
        tables::each_row(tx, &table, |row| {
            rows += 1;
            lines.add(&row)
        })
        .await?;
    }
    let digest = lines.digest();
    let seal = seal_of(tx.audit_key(), digest.as_bytes())?;
    lines.close(&End {
        rows,
        digest: digest.clone(),
        seal,
    })?;
    Ok(Written {
        tables: count,
        rows,
        digest,
    })
}

/// Lines on their way into the file, and their digest so far.
struct Lines<W: Write> {
    out: GzEncoder<W>,
    digest: Sha256,
}

impl<W: Write> Lines<W> {
    fn new(out: W) -> Lines<W> {
        Lines {
            out: GzEncoder::new(out, Compression::fast()),
            digest: Sha256::new(),
        }
    }

    fn add(&mut self, value: &impl Serialize) -> Result<(), BackupError> {
        let line = line_of(value)?;
        self.digest.update(&line);
        self.out.write_all(&line).map_err(BackupError::File)
    }

    fn digest(&self) -> String {
        hex::encode(self.digest.clone().finalize())
    }

    fn close(mut self, end: &End) -> Result<(), BackupError> {
        let line = line_of(end)?;
        self.out.write_all(&line).map_err(BackupError::File)?;
        let mut out = self.out.finish().map_err(BackupError::File)?;
        out.flush().map_err(BackupError::File)
    }
}
