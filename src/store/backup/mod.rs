//! A copy of the whole database in one file that either kind of database can be made from again.
//!
//! The file is gzip over lines of JSON. The first line says what it is and which migrations its tables have had. Then
//! each table: a line with its name and columns, and a line for each row, an array in the order of the columns (bytes
//! as hexadecimal). The last line closes the file with the digest of every line before it, and with a seal: an HMAC of
//! that digest under the audit key. The digest shows damage; the seal shows a change by somebody without the key, and a
//! restore under another key than the chain was written with. The key itself is never in the file.
//!
//! Rows are read and written as they come, a few at a time: the size of the database does not matter to memory.
//! Sessions, attempts to sign in and sign-ins under way are left out, so that a restored copy signs nobody in.

mod read;
mod tables;
mod write;

pub use read::{Checked, check, restore};
pub use write::{Written, write};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::error::StoreError;

/// What the first line calls the file.
const FORMAT: &str = "send-banding backup";

/// The version of the lines; a program reads its own and older ones.
const FORMAT_VERSION: u32 = 1;

/// Tables whose rows are of no use in a copy, or would sign somebody in there.
const LEFT_OUT: &[&str] = &["session", "login_attempt", "open_id_answer", "half_sign_in"];

/// Why a backup was not written or not restored.
#[derive(Debug, Error)]
pub enum BackupError {
    /// The file is something else.
    #[error("it is no backup of send-banding, or its beginning is lost")]
    Foreign,
    /// The lines, or the tables, are of a later version than this program knows.
    #[error("it was made by a newer version of send-banding: restore it with that version")]
    Newer,
    /// Bytes are missing, changed or added.
    #[error("it is damaged: what it holds up to line {line} is not what was written")]
    Damaged {
        /// The line at which that was seen, from 1.
        line: u64,
    },
    /// The seal does not fit the audit key at hand.
    #[error(
        "its seal does not fit the audit key at hand: either that is not the key of the database that was backed up, \
         or somebody changed the file"
    )]
    Seal,
    /// The database that is to receive it holds something.
    #[error("the database is not empty; restore into a new one")]
    NotEmpty,
    /// There is no database of ours to back up.
    #[error("the database holds no tables of send-banding")]
    NothingThere,
    /// The tables of the file are not those of its migrations.
    #[error("its table {0} does not have the columns that it should have")]
    OtherColumns(String),
    /// The file system refused.
    #[error("the file cannot be read or written")]
    File(#[source] std::io::Error),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The first line.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Header {
    format: String,
    format_version: u32,
    program: String,
    made_at: String,
    migrations: Vec<i64>,
}

/// A table and its columns, in the order of the rows' values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Table {
    table: String,
    columns: Vec<Column>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Column {
    name: String,
    kind: Kind,
}

/// What a column holds; every one may be null.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Text,
    Integer,
    Boolean,
    Bytes,
}

/// The last line.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct End {
    rows: u64,
    digest: String,
    seal: String,
}

/// A value that serde can always write, as a line.
fn line_of(value: &impl Serialize) -> Result<Vec<u8>, BackupError> {
    let mut line = serde_json::to_vec(value)
        .map_err(|error| BackupError::File(std::io::Error::other(error)))?;
    line.push(b'\n');
    Ok(line)
}
