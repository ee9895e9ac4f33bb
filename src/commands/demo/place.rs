//! Where a demonstration goes: a file that is replaced as a whole, or a server's database that is filled in one transaction.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::commands::database::in_words;
use crate::demo::{self, Authority, Counts, Held, KeepError, Keeping, SignIns};
use crate::service::rule_sets;
use crate::store::{AuditKey, Store, StoreError};

/// Where the demonstration goes.
pub(super) enum Place {
    /// A file, which is replaced as a whole.
    File(PathBuf),
    /// A server's database, which is filled in one transaction.
    Server(String),
}

impl Place {
    /// The place that a URL names.
    pub(super) fn of(url: &str) -> Result<Place, String> {
        let file = Store::file_of(url).map_err(|error| told(&error))?;
        Ok(file.map_or_else(|| Place::Server(url.to_owned()), Place::File))
    }

    pub(super) fn is_on_a_server(&self) -> bool {
        matches!(self, Place::Server(_))
    }

    /// Where the passwords are kept.
    pub(super) fn sign_ins(&self) -> PathBuf {
        match self {
            Place::File(file) => beside(file, ".sign-ins.json"),
            Place::Server(_) => PathBuf::from("demo/sign-ins.json"),
        }
    }

    /// What is there now.
    pub(super) async fn held(&self) -> Result<Held, String> {
        match self {
            Place::File(file) if !file.exists() => Ok(Held::Nothing),
            Place::File(file) => {
                let held = look_into(file).await;
                held.map_err(|error| {
                    format!(
                        "{} is no database that demo made: {}",
                        file.display(),
                        told(&error)
                    )
                })
            }
            Place::Server(url) => {
                let held = async {
                    let store = Store::open(url).await?;
                    store.migrate().await?;
                    demo::held(&store).await
                };
                held.await.map_err(|error| told(&error))
            }
        }
    }

    /// Puts the authority and its sign-ins in their places: both whole, or neither.
    pub(super) async fn fill(
        &self,
        authority: &Authority,
        sign_ins: &SignIns,
        now: Timestamp,
        progress: &mut dyn FnMut(&str),
    ) -> Result<Counts, String> {
        let path = self.sign_ins();
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)
                .map_err(|error| format!("{}: {error}", folder.display()))?;
        }
        let written = sign_ins
            .write_beside(&path)
            .map_err(|error| format!("{}: {error}", path.display()))?;
        let book = rule_sets::rule_book();
        let counts = match self {
            Place::Server(url) => {
                let store = Store::open(url).await.map_err(|error| told(&error))?;
                let into = (&store, Keeping::Whole);
                let kept = demo::keep(authority, &sign_ins.users, book, into, now, progress).await;
                let counts = kept.map_err(|error| failed(&error))?;
                let days = (authority.today(), now);
                let made = demo::make_ready(&store, book, days, progress).await;
                made.map_err(|error| failed(&error))?;
                counts
            }
            Place::File(file) => {
                let new = NewFile::beside(file)?;
                let key = key_of(file).map_err(|error| told(&error))?;
                let opened = new.open_to_fill(key.clone(), authority.plans()).await;
                let store = opened.map_err(|error| told(&error))?;
                let into = (&store, Keeping::InParts);
                let kept = demo::keep(authority, &sign_ins.users, book, into, now, progress).await;
                store.close().await;
                let counts = kept.map_err(|error| failed(&error))?;
                // The sums are read and written side by side, as a server does.
                let store = new.open(key).await.map_err(|error| told(&error))?;
                let days = (authority.today(), now);
                let made = demo::make_ready(&store, book, days, progress).await;
                store.close().await;
                made.map_err(|error| failed(&error))?;
                new.replace(file)?;
                counts
            }
        };
        written
            .persist(&path)
            .map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(counts)
    }
}

/// What a file holds that is there already; its tables and audit key are left as they are.
async fn look_into(file: &Path) -> Result<Held, StoreError> {
    // Nothing is written through this key: it is not the database's own.
    let store = Store::open_with_key(&url_of(file), AuditKey::of_bytes(&[0; 32])?).await?;
    let held = demo::held(&store).await;
    store.close().await;
    held
}

/// A database in the making, beside the file whose place it takes. Dropped before that, it leaves nothing behind.
struct NewFile {
    folder: tempfile::TempDir,
}

impl NewFile {
    fn beside(file: &Path) -> Result<NewFile, String> {
        let folder = file
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        let made = std::fs::create_dir_all(folder).and_then(|()| tempfile::tempdir_in(folder));
        let made = made.map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(NewFile { folder: made })
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("new.db")
    }

    /// Opens it to write so many plans into it.
    async fn open_to_fill(&self, key: AuditKey, plans: usize) -> Result<Store, StoreError> {
        let store = Store::open_to_fill(&url_of(&self.path()), key, plans).await?;
        store.migrate().await?;
        Ok(store)
    }

    /// Opens it as it will be used.
    async fn open(&self, key: AuditKey) -> Result<Store, StoreError> {
        Store::open_with_key(&url_of(&self.path()), key).await
    }

    fn replace(self, file: &Path) -> Result<(), String> {
        // The last connection folded the log into the file. The log of an older database must not meet the new one.
        let replaced = ["-wal", "-shm"]
            .into_iter()
            .map(|ending| std::fs::remove_file(beside(file, ending)))
            .filter_map(Result::err)
            .find(|error| error.kind() != std::io::ErrorKind::NotFound)
            .map_or(Ok(()), Err)
            .and_then(|()| std::fs::rename(self.path(), file));
        replaced.map_err(|error| format!("{}: {error}", file.display()))
    }
}

/// The audit key of the file whose place is taken.
fn key_of(file: &Path) -> Result<AuditKey, StoreError> {
    match AuditKey::of_environment()? {
        Some(key) => Ok(key),
        None => AuditKey::beside(file),
    }
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// The URL of a file: what a URL would read as its own signs is written as their numbers.
fn url_of(file: &Path) -> String {
    let path = file
        .to_string_lossy()
        .replace('%', "%25")
        .replace('?', "%3F")
        .replace('#', "%23");
    format!("sqlite:{path}")
}

/// A failure of the store with its cause, for the person who typed the command.
fn told(error: &StoreError) -> String {
    match std::error::Error::source(error) {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}

fn failed(error: &KeepError) -> String {
    match error {
        KeepError::NotEmpty => error.to_string(),
        KeepError::Store(error) => told(error),
        KeepError::Payments(error) => in_words(error),
    }
}
