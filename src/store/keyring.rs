//! The key of the audit chain: kept outside the database, so that who can write tables cannot rebuild the chain.

use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rand::RngExt as _;

use super::error::StoreError;

/// The environment variable that holds the key as hexadecimal; it comes before any file.
pub const KEY_VARIABLE: &str = "SEND_BANDING_AUDIT_KEY";

/// The fewest bytes a key may have: those of the digest it feeds.
const KEY_BYTES_MIN: usize = 32;

/// The secret that the audit chain is computed with.
#[derive(Clone)]
pub struct AuditKey(Arc<[u8]>);

impl AuditKey {
    /// A key of the bytes given.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if there are fewer than 32.
    pub fn of_bytes(bytes: &[u8]) -> Result<AuditKey, StoreError> {
        if bytes.len() < KEY_BYTES_MIN {
            return Err(StoreError::unavailable(
                "the audit key has fewer than 32 bytes",
            ));
        }
        Ok(AuditKey(bytes.into()))
    }

    /// A key written as hexadecimal.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if it is not hexadecimal, or too short.
    pub fn of_hex(text: &str) -> Result<AuditKey, StoreError> {
        let bytes = hex::decode(text.trim())
            .map_err(|_| StoreError::unavailable("the audit key is not hexadecimal"))?;
        AuditKey::of_bytes(&bytes)
    }

    /// The key in the file beside a SQLite database, made there (readable by its owner only) the first time.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if the file can be neither read nor made.
    pub fn beside(database: &Path) -> Result<AuditKey, StoreError> {
        let path = key_path(database);
        match make_key_file(&path) {
            Ok(key) => Ok(key),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                let text = fs::read_to_string(&path)
                    .map_err(|error| StoreError::Unavailable(Box::new(error)))?;
                AuditKey::of_hex(&text)
            }
            Err(error) => Err(StoreError::Unavailable(Box::new(error))),
        }
    }

    /// The key in the environment, if there is one.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if there is one and it is no key.
    pub fn of_environment() -> Result<Option<AuditKey>, StoreError> {
        std::env::var(KEY_VARIABLE)
            .ok()
            .map(|text| AuditKey::of_hex(&text))
            .transpose()
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for AuditKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("AuditKey(kept secret)")
    }
}

/// `data.db` has its key in `data.db.audit-key`.
fn key_path(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".audit-key");
    PathBuf::from(name)
}

/// Makes the file, or fails if it is there: two processes that start at once end with one key.
fn make_key_file(path: &Path) -> std::io::Result<AuditKey> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    let bytes: [u8; KEY_BYTES_MIN] = rand::rng().random();
    writeln!(file, "{}", hex::encode(bytes))?;
    file.sync_all()?;
    Ok(AuditKey(Arc::from(bytes)))
}
