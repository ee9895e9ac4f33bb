//! Passwords: hashed with argon2id, few at a time, and as slowly for a name that does not exist.

use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use rand::RngExt as _;
use thiserror::Error;
use tokio::sync::Semaphore;

use super::ServiceError;

/// Hashing takes 19 MiB (argon2's own default, which OWASP recommends): two at a time bound what sign-ins can use.
const AT_A_TIME: usize = 2;

/// The fewest characters that a password may have (NCSC: length before composition).
pub const CHARACTERS_MIN: usize = 12;

/// A password that cannot be hashed.
#[derive(Debug, Error)]
#[error("the password could not be hashed")]
pub struct HashError;

/// Hashes a password with a random salt, for keeping.
///
/// # Errors
/// [`HashError`] if argon2 refuses the password's length.
pub fn hash(password: &str) -> Result<String, HashError> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    hash.map(|hash| hash.to_string()).map_err(|_| HashError)
}

/// A random password to be told once: twenty letters and digits that are not mistaken for each other, about 110 bits.
#[must_use]
pub fn random() -> String {
    const CHARACTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let mut random = rand::rng();
    (0..20)
        .map(|_| char::from(CHARACTERS[random.random_range(0..CHARACTERS.len())]))
        .collect()
}

/// Checks passwords, a bounded number at a time. Cloning shares the bound.
#[derive(Clone, Debug)]
pub struct Passwords {
    places: Arc<Semaphore>,
    /// The hash of a password that nobody has, against which an unknown name is checked.
    nobodys: Arc<str>,
}

impl Passwords {
    /// Makes a checker.
    ///
    /// # Errors
    /// [`HashError`] if argon2 does not work on this machine.
    pub fn new() -> Result<Passwords, HashError> {
        let unguessable: [u8; 32] = rand::random();
        Ok(Passwords {
            places: Arc::new(Semaphore::new(AT_A_TIME)),
            nobodys: hash(&hex::encode(unguessable))?.into(),
        })
    }

    /// Whether the password is the one hashed; without a hash, `false` after the same work.
    ///
    /// # Errors
    /// [`ServiceError::Broken`] if the hash is damaged.
    pub(super) async fn check(
        &self,
        hash: Option<String>,
        password: String,
    ) -> Result<bool, ServiceError> {
        let place = Arc::clone(&self.places).acquire_owned().await;
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobodys.to_string());
        let checked = tokio::task::spawn_blocking(move || {
            let matches = verify(&hash, &password);
            drop(place);
            matches
        });
        let matches = checked
            .await
            .map_err(|error| ServiceError::Broken(Box::new(error)))?;
        Ok(matches.map_err(|error| ServiceError::Broken(Box::new(error)))? && known)
    }

    /// Makes a random password, and its hash for keeping.
    ///
    /// # Errors
    /// [`ServiceError::Broken`] if argon2 does not work on this machine.
    pub(super) async fn make(&self) -> Result<(String, String), ServiceError> {
        let place = Arc::clone(&self.places).acquire_owned().await;
        let made = tokio::task::spawn_blocking(move || {
            let password = random();
            let hash = hash(&password);
            drop(place);
            hash.map(|hash| (password, hash))
        });
        let made = made
            .await
            .map_err(|error| ServiceError::Broken(Box::new(error)))?;
        made.map_err(|error| ServiceError::Broken(Box::new(error)))
    }
}

fn verify(hash: &str, password: &str) -> Result<bool, HashError> {
    let hash = PasswordHash::new(hash).map_err(|_| HashError)?;
    Ok(Argon2::default()
        .verify_password(password.as_bytes(), &hash)
        .is_ok())
}

#[cfg(test)]
mod tests {
    use super::{Passwords, hash};

    #[tokio::test]
    async fn a_password_is_told_from_another_and_an_unknown_name_never_matches() {
        let passwords = Passwords::new().unwrap();
        let kept = hash("correct horse battery").unwrap();
        assert_ne!(
            kept,
            hash("correct horse battery").unwrap(),
            "each hash has its own salt"
        );
        let check = |kept: Option<&str>, typed: &str| {
            passwords.check(kept.map(str::to_owned), typed.to_owned())
        };
        assert!(check(Some(&kept), "correct horse battery").await.unwrap());
        assert!(!check(Some(&kept), "correct horse").await.unwrap());
        assert!(!check(None, "correct horse battery").await.unwrap());
    }
}
