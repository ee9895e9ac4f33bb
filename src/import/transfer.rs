//! A package from another authority: read, and refused unless it is whole, as it was signed, and well formed.
//!
//! Whose key it is, and whether it is one to trust, is not asked here.

use ring::signature::{ED25519, UnparsedPublicKey};
use serde::Deserialize;
use thiserror::Error;

use crate::ids::{Digest, PublicKey};
use crate::transfer::{BYTES_MAX, Contents, FORMAT, FORMAT_VERSION, Package, Wrong, signed_bytes};

/// Why a package is not taken in, as a sentence.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum NotTaken {
    /// Above the limit.
    #[error("The file is larger than any package")]
    TooLarge,
    /// Something else.
    #[error("The file is no package of a plan, or it is cut off")]
    Foreign,
    /// Of a version that did not exist when this program was written.
    #[error(
        "The package was made by a newer version of the service (format {0}). Ask for it in format {FORMAT_VERSION}, or update the service"
    )]
    Newer(u64),
    /// The contents are not those whose digest it names.
    #[error(
        "The package was changed or damaged after it was made: its digest does not fit what it holds"
    )]
    Changed,
    /// The signature is not by the key that it names.
    #[error(
        "The package is not signed by the key that it names: somebody changed it, or it is a forgery"
    )]
    Signature,
    /// What was signed is no record.
    #[error("The package is signed but cannot be used: {0}")]
    Wrong(#[from] Wrong),
    /// What was signed does not have the shape of this version.
    #[error(
        "The package is signed but cannot be used: what it holds does not have the shape of its version"
    )]
    Shape,
}

/// A package that is whole and signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// What is handed over.
    pub contents: Contents,
    /// The key that signed it.
    pub public_key: PublicKey,
    /// The digest of the contents.
    pub digest: Digest,
}

/// As much of the outer coat as every version has.
#[derive(Deserialize)]
struct Head {
    format: String,
    format_version: u64,
}

/// Opens a package.
///
/// # Errors
/// [`NotTaken`], with the first reason that is found.
pub fn open(bytes: &[u8]) -> Result<Opened, NotTaken> {
    if bytes.len() > BYTES_MAX {
        return Err(NotTaken::TooLarge);
    }
    let head: Head = serde_json::from_slice(bytes).map_err(|_| NotTaken::Foreign)?;
    if head.format != FORMAT {
        return Err(NotTaken::Foreign);
    }
    if head.format_version > u64::from(FORMAT_VERSION) {
        return Err(NotTaken::Newer(head.format_version));
    }
    let package: Package = serde_json::from_slice(bytes).map_err(|_| NotTaken::Foreign)?;
    if package.format_version == 0 {
        return Err(NotTaken::Foreign);
    }
    if Digest::of(package.contents.as_bytes()) != package.digest {
        return Err(NotTaken::Changed);
    }
    if !is_signed(&package) {
        return Err(NotTaken::Signature);
    }
    let contents: Contents =
        serde_json::from_str(&package.contents).map_err(|_| NotTaken::Shape)?;
    contents.check()?;
    if contents.format_version() > package.format_version {
        return Err(NotTaken::Shape);
    }
    Ok(Opened {
        contents,
        public_key: package.public_key,
        digest: package.digest,
    })
}

fn is_signed(package: &Package) -> bool {
    let key = hex::decode(package.public_key.as_str());
    let signature = hex::decode(&package.signature);
    match (key, signature) {
        (Ok(key), Ok(signature)) => UnparsedPublicKey::new(&ED25519, key)
            .verify(
                &signed_bytes(package.format_version, &package.contents),
                &signature,
            )
            .is_ok(),
        _ => false,
    }
}
