//! The authority's own signature on packages for others.
//!
//! The key follows from the audit key, which is kept outside the database: nothing more has to be kept, a restored copy
//! signs as before, and who can write tables cannot sign.

use ring::signature::{Ed25519KeyPair, KeyPair as _};

use super::audit::key_for;
use super::error::StoreError;
use super::tx::Tx;
use crate::ids::PublicKey;

/// What the key is for; another purpose would be another key.
const PURPOSE: &str = "packages for other authorities";

/// The authority's own key.
pub struct Signer {
    pair: Ed25519KeyPair,
    public: PublicKey,
}

impl Signer {
    /// The key of the database that a transaction is on.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if no key can be made of the audit key.
    pub fn of(tx: &Tx) -> Result<Signer, StoreError> {
        let seed = key_for(tx.audit_key(), PURPOSE)?;
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed)
            .map_err(|_| StoreError::unavailable("no key for packages can be made"))?;
        let public = PublicKey::parse(&hex::encode(pair.public_key().as_ref()))
            .map_err(|error| StoreError::Unavailable(Box::new(error)))?;
        Ok(Signer { pair, public })
    }

    /// The public half, by which others know us.
    #[must_use]
    pub fn public_key(&self) -> &PublicKey {
        &self.public
    }

    /// The signature of a message, 128 hexadecimal digits.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> String {
        hex::encode(self.pair.sign(message).as_ref())
    }
}
