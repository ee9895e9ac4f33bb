//! A file appears whole or not at all: written beside its place, then put there in one step.

use std::io::Write;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;
use thiserror::Error;

/// Why a file was not saved; what stood in its place still stands.
#[derive(Debug, Error)]
pub enum NotSaved {
    /// Its folder is not there.
    #[error("{path} cannot be written: there is no folder {folder}")]
    NoFolder {
        /// The file.
        path: String,
        /// The folder.
        folder: String,
    },
    /// The file system refused.
    #[error("{path} cannot be written: {source}")]
    Refused {
        /// The file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
}

/// Saves bytes as a file, in place of what may stand there.
///
/// # Errors
/// [`NotSaved`]: no folder, no permission, no room. No part of the file is left behind.
pub fn save(path: &Path, bytes: &[u8]) -> Result<(), NotSaved> {
    let mut file = WholeFile::begin(path)?;
    let written = file.write_all(bytes);
    written.map_err(|source| file.refused(source))?;
    file.put()
}

/// A file that is being written, beside its place; dropped before [`WholeFile::put`], it leaves nothing behind. Only its
/// owner can read it.
pub struct WholeFile {
    path: PathBuf,
    beside: NamedTempFile,
}

impl WholeFile {
    /// Begins a file that is to stand at a path.
    ///
    /// # Errors
    /// [`NotSaved`]: no folder, or no permission in it.
    pub fn begin(path: &Path) -> Result<WholeFile, NotSaved> {
        let refused = |source| NotSaved::refused(path, source);
        let folder = folder_of(path);
        if !folder.is_dir() {
            return Err(NotSaved::NoFolder {
                path: path.display().to_string(),
                folder: folder.display().to_string(),
            });
        }
        if path.is_dir() {
            return Err(refused(std::io::Error::other("a folder has that name")));
        }
        let beside = tempfile::Builder::new()
            .prefix(".send-banding-")
            .tempfile_in(&folder)
            .map_err(|error| refused(without_path(error)))?;
        Ok(WholeFile {
            path: path.to_owned(),
            beside,
        })
    }

    /// Puts the file in its place, over what may stand there, once the disk has all of it.
    ///
    /// # Errors
    /// [`NotSaved::Refused`]; nothing of the file is left behind then.
    pub fn put(self) -> Result<(), NotSaved> {
        let WholeFile { path, beside } = self;
        let refused = |source| NotSaved::refused(&path, source);
        beside.as_file().sync_all().map_err(refused)?;
        beside
            .persist(&path)
            .map_err(|error| refused(error.error))?;
        Ok(())
    }

    fn refused(&self, source: std::io::Error) -> NotSaved {
        NotSaved::refused(&self.path, source)
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.beside.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.beside.flush()
    }
}

impl NotSaved {
    fn refused(path: &Path, source: std::io::Error) -> NotSaved {
        NotSaved::Refused {
            path: path.display().to_string(),
            source,
        }
    }
}

fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_path_buf(),
        _ => PathBuf::from("."),
    }
}

/// The system's words without the name of the file beside, which nobody asked for.
fn without_path(error: std::io::Error) -> std::io::Error {
    let words = match error.kind() {
        std::io::ErrorKind::PermissionDenied => "permission was refused in its folder".to_owned(),
        kind => kind.to_string(),
    };
    std::io::Error::other(words)
}
