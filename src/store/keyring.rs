//! The key of the audit chain: kept outside the database, so that who can write tables cannot rebuild the chain.

use std::fmt;
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rand::RngExt as _;
use tempfile::NamedTempFile;

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
        if !path.exists() {
            match make_key_file(&path) {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                made => return made.map_err(|error| StoreError::Unavailable(Box::new(error))),
            }
        }
        let text =
            fs::read_to_string(&path).map_err(|error| StoreError::Unavailable(Box::new(error)))?;
        AuditKey::of_hex(&text)
    }

    /// The key in the file beside a SQLite database, if there is one; none is made.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if there is a file and it cannot be read or is no key.
    pub fn kept_beside(database: &Path) -> Result<Option<AuditKey>, StoreError> {
        if key_path(database).exists() {
            AuditKey::beside(database).map(Some)
        } else {
            Ok(None)
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

/// Makes the file whole, or fails if there is one: two processes that start at once end with one key.
fn make_key_file(path: &Path) -> std::io::Result<AuditKey> {
    let directory = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    // A temporary file can be read by its owner only, and stays so under its new name.
    let mut file = NamedTempFile::new_in(directory.unwrap_or(Path::new(".")))?;
    let bytes: [u8; KEY_BYTES_MIN] = rand::rng().random();
    writeln!(file, "{}", hex::encode(bytes))?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path)?;
    Ok(AuditKey(Arc::from(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_beside_a_database_gives_the_same_key_again() {
        let directory = tempfile::tempdir().unwrap();
        let database = directory.path().join("a.db");
        let made = AuditKey::beside(&database).unwrap();
        assert_eq!(AuditKey::beside(&database).unwrap().bytes(), made.bytes());
        let other = AuditKey::beside(&directory.path().join("b.db")).unwrap();
        assert_ne!(other.bytes(), made.bytes());
        fs::write(key_path(&database), "short").unwrap();
        assert!(
            AuditKey::beside(&database).is_err(),
            "a damaged key is not replaced by a new one"
        );
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_can_read_the_file() {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::tempdir().unwrap();
        let database = directory.path().join("a.db");
        AuditKey::beside(&database).unwrap();
        let mode = fs::metadata(key_path(&database))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_key_is_never_shown() {
        let key = AuditKey::of_hex(&"ab".repeat(32)).unwrap();
        assert!(!format!("{key:?}").contains("ab"));
        assert!(AuditKey::of_hex("not hexadecimal").is_err());
        assert!(AuditKey::of_hex(&"ab".repeat(31)).is_err());
    }
}
