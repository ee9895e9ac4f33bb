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
    let refused = |source: std::io::Error| NotSaved::Refused {
        path: path.display().to_string(),
        source,
    };
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
    let mut beside = tempfile::Builder::new()
        .prefix(".send-banding-")
        .tempfile_in(&folder)
        .map_err(|error| refused(without_path(error)))?;
    beside.write_all(bytes).map_err(refused)?;
    beside.as_file().sync_all().map_err(refused)?;
    beside.persist(path).map_err(|error| refused(error.error))?;
    Ok(())
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
