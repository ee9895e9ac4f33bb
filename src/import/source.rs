//! A file as it was given: its name, its bytes, and what its name says that it is.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::ids::Digest;

use super::{Unreadable, limits};

/// What a file's name says that it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// An Excel workbook: `.xlsx` or `.xlsm`.
    Workbook,
    /// Comma-separated values: `.csv`, `.tsv` or `.txt`.
    Delimited,
    /// A JSON object a line: `.jsonl` or `.ndjson`.
    JsonLines,
}

impl Format {
    /// The endings that are read, for messages.
    pub const ENDINGS: &'static str = ".xlsx, .csv or .jsonl";

    /// The format that a file's name promises.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Format> {
        let ending = Path::new(name).extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "xlsx" | "xlsm" => Some(Format::Workbook),
            "csv" | "tsv" | "txt" => Some(Format::Delimited),
            "jsonl" | "ndjson" => Some(Format::JsonLines),
            _ => None,
        }
    }
}

/// A file's name and bytes, within the limit on files.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Its name without the folder, as messages show it.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl SourceFile {
    /// Reads a file.
    ///
    /// # Errors
    /// [`Unreadable`] if it cannot be opened, is empty, or is above the limit; no more than the limit is read.
    pub fn read(path: &Path) -> Result<SourceFile, Unreadable> {
        SourceFile::read_within(path, limits::FILE_BYTES_MAX)
    }

    /// Reads a file under a limit of its own, in bytes.
    ///
    /// # Errors
    /// As [`SourceFile::read`].
    pub fn read_within(path: &Path, limit: u64) -> Result<SourceFile, Unreadable> {
        let unopened = |why: String| Unreadable::Unopened {
            file: path.display().to_string(),
            why,
        };
        if path.is_dir() {
            return Err(unopened("it is a folder".to_owned()));
        }
        let file = File::open(path).map_err(|error| unopened(error_in_words(&error)))?;
        let mut bytes = Vec::new();
        file.take(limit + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| unopened(error_in_words(&error)))?;
        let name = path.file_name().map_or_else(
            || path.display().to_string(),
            |name| name.to_string_lossy().into_owned(),
        );
        SourceFile::of_within(name, bytes, limit)
    }

    /// Reads the first bytes of a file, which show what it is.
    ///
    /// # Errors
    /// [`Unreadable`] if it cannot be opened or is empty.
    pub fn head(path: &Path, bytes: u64) -> Result<SourceFile, Unreadable> {
        let unopened = |why: String| Unreadable::Unopened {
            file: path.display().to_string(),
            why,
        };
        if path.is_dir() {
            return Err(unopened("it is a folder".to_owned()));
        }
        let file = File::open(path).map_err(|error| unopened(error_in_words(&error)))?;
        let mut head = Vec::new();
        file.take(bytes)
            .read_to_end(&mut head)
            .map_err(|error| unopened(error_in_words(&error)))?;
        let name = path.file_name().map_or_else(
            || path.display().to_string(),
            |name| name.to_string_lossy().into_owned(),
        );
        SourceFile::of_within(name, head, bytes)
    }

    /// Takes bytes that came another way, such as an upload.
    ///
    /// # Errors
    /// [`Unreadable`] if there are none, or more than the limit.
    pub fn of(name: String, bytes: Vec<u8>) -> Result<SourceFile, Unreadable> {
        SourceFile::of_within(name, bytes, limits::FILE_BYTES_MAX)
    }

    /// Takes bytes that came another way, under a limit of their own.
    ///
    /// # Errors
    /// As [`SourceFile::of`].
    pub fn of_within(name: String, bytes: Vec<u8>, limit: u64) -> Result<SourceFile, Unreadable> {
        if bytes.is_empty() {
            return Err(Unreadable::Empty { file: name });
        }
        if bytes.len() as u64 > limit {
            return Err(Unreadable::TooLarge { file: name, limit });
        }
        Ok(SourceFile { name, bytes })
    }

    /// The identity of its content.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(&self.bytes)
    }
}

/// What the operating system refused, in words.
pub(crate) fn error_in_words(error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        ErrorKind::PermissionDenied => "permission was refused".to_owned(),
        ErrorKind::NotADirectory => "part of its path is not a folder".to_owned(),
        ErrorKind::StorageFull => "the disk is full".to_owned(),
        ErrorKind::ReadOnlyFilesystem => "the disk cannot be written to".to_owned(),
        _ => error.to_string(),
    }
}
