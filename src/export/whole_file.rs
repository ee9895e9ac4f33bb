//! A file appears whole or not at all: written beside its place, then put there in one step.

use std::io::Write;
use std::path::{Path, PathBuf};

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
    let mut file = FileBeside::of(path)?;
    file.write(bytes)?;
    file.keep()
}

/// A file that is written beside its place, and appears there when it is whole. One that is dropped before
/// leaves nothing.
#[derive(Debug)]
pub struct FileBeside {
    path: PathBuf,
    beside: tempfile::NamedTempFile,
}

impl FileBeside {
    /// Begins a file that shall stand at a path.
    ///
    /// # Errors
    /// [`NotSaved`]: no folder, no permission.
    pub fn of(path: &Path) -> Result<FileBeside, NotSaved> {
        let folder = folder_of(path);
        if !folder.is_dir() {
            return Err(NotSaved::NoFolder {
                path: path.display().to_string(),
                folder: folder.display().to_string(),
            });
        }
        if path.is_dir() {
            let folder = std::io::Error::other("a folder has that name");
            return Err(refused(path, folder));
        }
        let beside = tempfile::Builder::new()
            .prefix(".send-banding-")
            .tempfile_in(&folder)
            .map_err(|error| refused(path, without_path(error)))?;
        Ok(FileBeside {
            path: path.to_path_buf(),
            beside,
        })
    }

    /// Adds bytes.
    ///
    /// # Errors
    /// [`NotSaved`]: no room.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), NotSaved> {
        let written = self.beside.write_all(bytes);
        written.map_err(|error| refused(&self.path, error))
    }

    /// Puts the file in its place, instead of what may stand there.
    ///
    /// # Errors
    /// [`NotSaved`]: no room, no permission.
    pub fn keep(self) -> Result<(), NotSaved> {
        let synced = self.beside.as_file().sync_all();
        synced.map_err(|error| refused(&self.path, error))?;
        let kept = self.beside.persist(&self.path);
        kept.map_err(|error| refused(&self.path, error.error))?;
        Ok(())
    }
}

fn refused(path: &Path, source: std::io::Error) -> NotSaved {
    NotSaved::Refused {
        path: path.display().to_string(),
        source,
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
