//! A file becomes a database: looked at from end to end first, then read into empty tables in one transaction.

use std::io::{BufRead, BufReader, Read as _};

use flate2::bufread::GzDecoder;
use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};

use super::tables::{self, Loose};
use super::{BackupError, End, FORMAT, FORMAT_VERSION, Header, Table};
use crate::store::audit::seal_of;
use crate::store::keyring::AuditKey;
use crate::store::pools::{Store, known_migrations};
use crate::store::tx::Tx;

/// The longest line that is read: the largest upload, as hexadecimal, many times over.
const LINE_BYTES_MAX: u64 = 512 * 1024 * 1024;

/// Rows are written together until they are so many, or their lines so long.
const ROWS_AT_ONCE: usize = 500;
const BYTES_AT_ONCE: usize = 4 * 1024 * 1024;

/// A file that was read to its end and is whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// How many rows it holds.
    pub rows: u64,
    /// The digest that closes it.
    pub digest: String,
    seal: String,
    migrations: Vec<i64>,
}

impl Checked {
    /// Checks that the file was closed under this key.
    ///
    /// # Errors
    /// [`BackupError::Seal`] if it was not.
    pub fn fits(&self, key: &AuditKey) -> Result<(), BackupError> {
        if seal_of(key, self.digest.as_bytes())? == self.seal {
            Ok(())
        } else {
            Err(BackupError::Seal)
        }
    }
}

/// Reads a file to its end, without any database.
///
/// # Errors
/// [`BackupError::Foreign`], [`BackupError::Newer`], [`BackupError::Damaged`], or [`BackupError::File`].
pub fn check(file: impl BufRead) -> Result<Checked, BackupError> {
    let mut lines = Lines::open(file)?;
    while lines.next()?.is_some() {}
    lines.checked()
}

/// Reads a checked file into a database that has no rows, and brings its tables up to date afterwards.
///
/// The rows come in one transaction: after an error the database is as empty as before.
///
/// # Errors
/// [`BackupError::NotEmpty`] if there is anything in it; [`BackupError::Damaged`] if the file is not the one checked;
/// [`BackupError::OtherColumns`] if its tables are not ours; [`BackupError::Store`] if the database cannot be used or a
/// row refers to one that is not in the file.
pub async fn restore(
    store: &Store,
    file: impl BufRead,
    checked: &Checked,
) -> Result<(), BackupError> {
    refuse_filled(&mut store.read().await?, checked).await?;
    store.migrate_to(&checked.migrations).await?;
    let mut lines = Lines::open(file)?;
    let mut tx = store.begin().await?;
    let loose: Loose = tables::let_references_go(&mut tx).await?;
    tables::clear_seeds(&mut tx).await?;
    fill(&mut tx, &mut lines).await?;
    if lines.checked()? != *checked {
        return Err(lines.damaged());
    }
    tables::hold_references(&mut tx, loose).await?;
    tx.commit().await?;
    store.migrate().await?;
    Ok(())
}

async fn refuse_filled(tx: &mut Tx, checked: &Checked) -> Result<(), BackupError> {
    let migrations = tables::migrations(tx).await?;
    let there = tables::all(tx).await?;
    // Tables that have had migrations which the file's have not could not take its rows.
    let older = migrations
        .iter()
        .all(|version| checked.migrations.contains(version));
    let ours = !migrations.is_empty() || there.is_empty();
    if ours && older && tables::are_empty(tx, &there).await? {
        Ok(())
    } else {
        Err(BackupError::NotEmpty)
    }
}

/// Adds every row of the file to its table.
async fn fill(tx: &mut Tx, lines: &mut Lines<impl BufRead>) -> Result<(), BackupError> {
    let known = tables::all(tx).await?;
    let mut table: Option<Table> = None;
    let mut rows = Vec::new();
    let mut bytes = 0;
    while let Some(part) = lines.next()? {
        match part {
            Part::Table(next) => {
                flush(tx, table.as_ref(), &mut rows).await?;
                // Only names that the database itself gave ever become part of a statement.
                if !known.contains(&next) {
                    return Err(BackupError::OtherColumns(next.table));
                }
                table = Some(next);
            }
            Part::Row(row, length) => {
                rows.push(row);
                bytes += length;
            }
        }
        if rows.len() >= ROWS_AT_ONCE || bytes >= BYTES_AT_ONCE {
            flush(tx, table.as_ref(), &mut rows).await?;
            bytes = 0;
        }
    }
    flush(tx, table.as_ref(), &mut rows).await
}

async fn flush(
    tx: &mut Tx,
    table: Option<&Table>,
    rows: &mut Vec<Vec<Json>>,
) -> Result<(), BackupError> {
    match table {
        Some(table) => tables::add(tx, table, std::mem::take(rows)).await,
        None => Ok(()),
    }
}

/// A line between the first and the last.
enum Part {
    Table(Table),
    /// A row, and the length of its line.
    Row(Vec<Json>, usize),
}

/// The lines of a file, in order, with their digest so far.
struct Lines<R: BufRead> {
    text: BufReader<GzDecoder<R>>,
    line: Vec<u8>,
    number: u64,
    digest: Sha256,
    header: Header,
    rows: u64,
    end: Option<End>,
}

impl<R: BufRead> Lines<R> {
    fn open(mut file: R) -> Result<Lines<R>, BackupError> {
        // The first bytes of every gzip file.
        if !file
            .fill_buf()
            .map_err(BackupError::File)?
            .starts_with(&[0x1f, 0x8b])
        {
            return Err(BackupError::Foreign);
        }
        let mut text = BufReader::new(GzDecoder::new(file));
        let mut line = Vec::new();
        read_line(&mut text, &mut line).map_err(|_| BackupError::Foreign)?;
        let digest = Sha256::new_with_prefix(&line);
        let header = header(&line)?;
        Ok(Lines {
            text,
            line,
            number: 1,
            digest,
            header,
            rows: 0,
            end: None,
        })
    }

    /// The next line; `None` once the last has been read and nothing follows it.
    fn next(&mut self) -> Result<Option<Part>, BackupError> {
        self.number += 1;
        let read = read_line(&mut self.text, &mut self.line);
        if read.is_err() || self.line.pop() != Some(b'\n') {
            return Err(self.damaged());
        }
        let length = self.line.len();
        if self.line.starts_with(b"[") {
            let row = serde_json::from_slice(&self.line).map_err(|_| self.damaged())?;
            self.take_into_digest();
            self.rows += 1;
            return Ok(Some(Part::Row(row, length)));
        }
        if let Ok(end) = serde_json::from_slice::<End>(&self.line) {
            return self.close(end).map(|()| None);
        }
        let table = serde_json::from_slice(&self.line).map_err(|_| self.damaged())?;
        self.take_into_digest();
        Ok(Some(Part::Table(table)))
    }

    fn take_into_digest(&mut self) {
        self.digest.update(&self.line);
        self.digest.update(b"\n");
    }

    fn close(&mut self, end: End) -> Result<(), BackupError> {
        let digest = hex::encode(self.digest.clone().finalize());
        let mut more = Vec::new();
        // Reading to its end lets gzip compare its own sums; a second part behind the first is no part of the file.
        let ends = self.text.read_to_end(&mut more).is_ok()
            && more.is_empty()
            && self
                .text
                .get_mut()
                .get_mut()
                .fill_buf()
                .is_ok_and(<[u8]>::is_empty);
        if !ends || end.digest != digest || end.rows != self.rows {
            return Err(self.damaged());
        }
        self.end = Some(end);
        Ok(())
    }

    fn checked(&self) -> Result<Checked, BackupError> {
        let end = self.end.as_ref().ok_or_else(|| self.damaged())?;
        Ok(Checked {
            rows: end.rows,
            digest: end.digest.clone(),
            seal: end.seal.clone(),
            migrations: self.header.migrations.clone(),
        })
    }

    fn damaged(&self) -> BackupError {
        BackupError::Damaged { line: self.number }
    }
}

/// Reads one line with its end, in place of the one before.
fn read_line(text: &mut impl BufRead, line: &mut Vec<u8>) -> std::io::Result<()> {
    line.clear();
    text.take(LINE_BYTES_MAX).read_until(b'\n', line)?;
    Ok(())
}

fn header(line: &[u8]) -> Result<Header, BackupError> {
    let json: Json = serde_json::from_slice(line).map_err(|_| BackupError::Foreign)?;
    if json["format"] != FORMAT {
        return Err(BackupError::Foreign);
    }
    // A later version may have another first line: its number is looked at before anything else.
    if json["format_version"].as_u64() > Some(FORMAT_VERSION.into()) {
        return Err(BackupError::Newer);
    }
    let header: Header =
        serde_json::from_value(json).map_err(|_| BackupError::Damaged { line: 1 })?;
    let known = known_migrations();
    if header
        .migrations
        .iter()
        .any(|version| !known.contains(version))
    {
        return Err(BackupError::Newer);
    }
    Ok(header)
}
