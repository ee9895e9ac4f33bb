//! What can go wrong in the store, in three words; the service gives them their meaning.

use std::error::Error;
use std::fmt;

use thiserror::Error;

/// Why the store did not do as asked.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The record, or a record that it points to, does not exist.
    #[error("there is no such record")]
    NotFound,
    /// Somebody else was first: a lost race, or an identifier that is taken.
    #[error("the record was changed or taken by somebody else")]
    Conflict,
    /// The database could not be reached, read or written; the cause is for the log, never for a page.
    #[error("the database could not be used")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),
}

impl StoreError {
    /// A failure told in one sentence without any personal data.
    pub(super) fn unavailable(sentence: impl Into<String>) -> StoreError {
        StoreError::Unavailable(sentence.into().into())
    }
}

impl From<sqlx::Error> for StoreError {
    /// Sorts an error by its kind. Constraint names are not looked at: SQLite does not report them.
    fn from(error: sqlx::Error) -> StoreError {
        use sqlx::error::ErrorKind;
        match &error {
            sqlx::Error::RowNotFound => StoreError::NotFound,
            sqlx::Error::Database(cause) => match cause.kind() {
                ErrorKind::UniqueViolation => StoreError::Conflict,
                ErrorKind::ForeignKeyViolation => StoreError::NotFound,
                _ => StoreError::Unavailable(Box::new(Quiet(
                    cause.code().unwrap_or_default().into_owned(),
                ))),
            },
            _ => StoreError::Unavailable(Box::new(error)),
        }
    }
}

impl From<sqlx::migrate::MigrateError> for StoreError {
    fn from(error: sqlx::migrate::MigrateError) -> StoreError {
        StoreError::Unavailable(Box::new(error))
    }
}

/// A database's complaint without its message, because PostgreSQL quotes the row, names and all.
#[derive(Debug)]
struct Quiet(String);

impl fmt::Display for Quiet {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "the database refused the statement (code {})", self.0)
    }
}

impl Error for Quiet {}
