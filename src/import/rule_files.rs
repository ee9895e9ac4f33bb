//! Rule texts in a directory.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::calendar::parse_iso_date;
use crate::ids::RuleSetRef;
use crate::rules::{FILE_BYTES_MAX, Problem, RuleFile};

/// The texts of one directory.
#[derive(Debug, Default)]
pub struct RuleFiles {
    /// Every file that ends in `.toml` and is text, by name; its name leads to it from where the command runs.
    pub files: Vec<RuleFile>,
    /// What is wrong with those that are no text.
    pub problems: Vec<Problem>,
}

/// How deep rule sets may lie below a directory: authority and first day, and one more.
const DEPTH_MAX: usize = 3;

/// Reads the texts that lie in a directory; not those in directories within it.
///
/// # Errors
/// [`io::Error`] with the path in its message, if the directory or a file cannot be read at all.
pub fn read(directory: &Path) -> io::Result<RuleFiles> {
    let mut read = RuleFiles::default();
    for path in entries(directory)? {
        if !is_rule_text(&path) {
            continue;
        }
        let bytes = bytes_of(&path).map_err(|error| with_path(&path, &error))?;
        match RuleFile::from_bytes(&path.display().to_string(), &bytes) {
            Ok(file) => read.files.push(file),
            Err(problem) => read.problems.push(problem),
        }
    }
    Ok(read)
}

/// The directories of rule sets at or below a directory: those in which rule texts lie, but not their cases.
///
/// # Errors
/// [`io::Error`] with the path in its message, if a directory cannot be read.
pub fn sets_below(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    gather(directory, DEPTH_MAX, &mut found)?;
    Ok(found)
}

/// What a directory's name says of the set in it: its authority and first day. None if the name is no
/// day, as that of a draft.
#[must_use]
pub fn named_by(directory: &Path) -> Option<RuleSetRef> {
    let whole = directory.canonicalize().ok()?;
    let first_day = parse_iso_date(whole.file_name()?.to_str()?)?;
    RuleSetRef::of(whole.parent()?.file_name()?.to_str()?, first_day).ok()
}

fn gather(directory: &Path, depth: usize, found: &mut Vec<PathBuf>) -> io::Result<()> {
    let entries = entries(directory)?;
    if entries.iter().any(|path| is_rule_text(path)) {
        found.push(directory.to_owned());
        return Ok(());
    }
    for path in entries.iter().filter(|path| path.is_dir()) {
        if depth > 0 {
            gather(path, depth - 1, found)?;
        }
    }
    Ok(())
}

fn entries(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let list = fs::read_dir(directory).map_err(|error| with_path(directory, &error))?;
    let mut paths = Vec::new();
    for entry in list {
        paths.push(entry.map_err(|error| with_path(directory, &error))?.path());
    }
    paths.sort();
    Ok(paths)
}

fn is_rule_text(path: &Path) -> bool {
    path.is_file() && path.extension().is_some_and(|ending| ending == "toml")
}

/// A file's bytes, one more than the largest rule text has if there are so many.
fn bytes_of(path: &Path) -> io::Result<Vec<u8>> {
    let most = u64::try_from(FILE_BYTES_MAX).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    File::open(path)?
        .take(most.saturating_add(1))
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn with_path(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(
        error.kind(),
        format!("{} cannot be read: {error}", path.display()),
    )
}
