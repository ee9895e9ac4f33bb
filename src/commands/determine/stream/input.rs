//! A file of JSON lines, a block of whole lines at a time.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::import::{self, SourceFile};

/// About how large a block is, in bytes.
const BLOCK_BYTES: usize = 512 * 1024;

/// The longest line: far more than any child's needs come to.
const LINE_BYTES_MAX: usize = 8 * 1024 * 1024;

/// How much of a file shows what it is.
const HEAD_BYTES: usize = 16 * 1024;

/// Whole lines that follow each other in the file.
pub(super) struct Block {
    /// Which block it is, from 0.
    pub(super) sequence: u64,
    /// The number of its first line, from 1.
    pub(super) first_line: u32,
    /// The lines.
    pub(super) text: String,
}

/// A file being read.
pub(super) struct Input {
    name: String,
    file: File,
    /// What was read beyond the last whole line.
    rest: Vec<u8>,
    sequence: u64,
    next_line: u32,
    is_at_end: bool,
}

impl Input {
    /// Opens a file, and looks whether it is what its name says.
    ///
    /// # Errors
    /// A sentence: it cannot be opened, is empty or is something else.
    pub(super) fn open(path: &Path) -> Result<Input, String> {
        let head = SourceFile::head(path, HEAD_BYTES as u64).map_err(|error| error.to_string())?;
        import::check_kind(&head).map_err(|error| error.to_string())?;
        let mut file = File::open(path).map_err(|error| format!("{}: {error}", head.name))?;
        let mark = head.bytes.starts_with(b"\xEF\xBB\xBF");
        if mark {
            let mut skipped = [0; 3];
            file.read_exact(&mut skipped)
                .map_err(|error| format!("{}: {error}", head.name))?;
        }
        Ok(Input {
            name: head.name,
            file,
            rest: Vec::new(),
            sequence: 0,
            next_line: 1,
            is_at_end: false,
        })
    }

    /// The file by its name, for messages about single lines.
    pub(super) fn named(&self) -> SourceFile {
        SourceFile {
            name: self.name.clone(),
            bytes: Vec::new(),
        }
    }

    /// The next block, in the memory of an old one; none after the last.
    ///
    /// # Errors
    /// A sentence: the file cannot be read on, a line is too long or is no UTF-8.
    pub(super) fn next(&mut self, old: String) -> Result<Option<Block>, String> {
        let mut bytes = old.into_bytes();
        bytes.clear();
        bytes.append(&mut self.rest);
        let end = loop {
            if self.is_at_end {
                break bytes.len();
            }
            self.read_more(&mut bytes)?;
            if let Some(last) = bytes.iter().rposition(|byte| *byte == b'\n') {
                break last + 1;
            }
            if bytes.len() > LINE_BYTES_MAX {
                return Err(format!(
                    "{}: line {} is longer than any record",
                    self.name, self.next_line
                ));
            }
        };
        if end == 0 {
            return Ok(None);
        }
        self.rest.extend_from_slice(&bytes[end..]);
        bytes.truncate(end);
        let first_line = self.next_line;
        let text = String::from_utf8(bytes).map_err(|error| self.not_utf8(&error))?;
        if text.contains('\0') {
            return Err(format!(
                "{}: a line after line {first_line} holds a NUL character, which no text has",
                self.name
            ));
        }
        let lines = text.bytes().filter(|byte| *byte == b'\n').count();
        self.next_line = first_line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        let sequence = self.sequence;
        self.sequence += 1;
        Ok(Some(Block {
            sequence,
            first_line,
            text,
        }))
    }

    fn read_more(&mut self, bytes: &mut Vec<u8>) -> Result<(), String> {
        let file = &mut self.file;
        bytes.reserve(BLOCK_BYTES);
        let read = file.take(BLOCK_BYTES as u64).read_to_end(bytes);
        let read = read.map_err(|error| format!("{}: {error}", self.name))?;
        self.is_at_end = read == 0;
        Ok(())
    }

    fn not_utf8(&self, error: &std::string::FromUtf8Error) -> String {
        let whole = error.as_bytes().get(..error.utf8_error().valid_up_to());
        let breaks = whole
            .unwrap_or_default()
            .iter()
            .filter(|byte| **byte == b'\n');
        let line = self.next_line as usize + breaks.count();
        import::Unreadable::NotUtf8 {
            file: self.name.clone(),
            line,
        }
        .to_string()
    }
}
