//! The keys by which authorities know each other's packages.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Digest, IdError, text_id};

text_id!(
    /// An authority's public key for packages: an Ed25519 key (RFC 8032) in hexadecimal.
    PublicKey, "a public key of 64 hexadecimal digits",
    |t| t.len() == 64 && t.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
);

impl PublicKey {
    /// The key’s fingerprint, to be compared by people: the first half of its SHA-256, in groups of four digits.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let digest = Digest::of(self.as_str().as_bytes());
        let groups: Vec<&str> = (0..32)
            .step_by(4)
            .filter_map(|from| digest.as_str().get(from..from + 4))
            .collect();
        groups.join(" ")
    }
}
