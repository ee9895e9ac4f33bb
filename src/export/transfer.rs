//! A package for another authority, as the file that is handed over.

use crate::ids::{Digest, PublicKey};
use crate::transfer::{Contents, FORMAT, Package, signed_bytes};

/// The digest of contents as they are written, and the file of the package that holds them.
///
/// `sign` gives the signature of a message by the key.
///
/// # Errors
/// The writer's own, which contents of this shape do not meet.
pub fn package(
    contents: &Contents,
    key: &PublicKey,
    sign: impl FnOnce(&[u8]) -> String,
) -> Result<(Digest, Vec<u8>), serde_json::Error> {
    let format_version = contents.format_version();
    let contents = serde_json::to_string(contents)?;
    let digest = Digest::of(contents.as_bytes());
    let signature = sign(&signed_bytes(format_version, &contents));
    let package = Package {
        format: FORMAT.to_owned(),
        format_version,
        digest: digest.clone(),
        public_key: key.clone(),
        signature,
        contents,
    };
    let mut file = serde_json::to_vec_pretty(&package)?;
    file.push(b'\n');
    Ok((digest, file))
}
