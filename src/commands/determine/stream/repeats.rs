//! References and pupil numbers that came before, as digests: no child's number is kept.

use std::collections::HashMap;

use sha2::{Digest as _, Sha256};

/// The first part of a SHA-256 digest: among a million texts two alike are as good as impossible.
pub(super) type Short = [u8; 12];

/// The digest of a text.
pub(super) fn short(text: &str) -> Short {
    let whole = Sha256::digest(text.as_bytes());
    let mut part = Short::default();
    part.copy_from_slice(&whole[..12]);
    part
}

/// The digest of a reference, whose case does not count.
pub(super) fn short_of_reference(id: &str) -> Short {
    let id = id.trim();
    if id
        .bytes()
        .any(|byte| byte.is_ascii_uppercase() || !byte.is_ascii())
    {
        short(&id.to_lowercase())
    } else {
        short(id)
    }
}

/// Where each reference and each pupil number came first.
#[derive(Default)]
pub(super) struct Repeats {
    references: HashMap<Short, u32>,
    upns: HashMap<Short, u32>,
}

impl Repeats {
    /// The row in which a reference came first, if it was another.
    pub(super) fn reference(&mut self, reference: Short, row: u32) -> Option<u32> {
        let first = *self.references.entry(reference).or_insert(row);
        (first != row).then_some(first)
    }

    /// The row in which a pupil number came first, if it was another.
    pub(super) fn upn(&mut self, upn: Short, row: u32) -> Option<u32> {
        let first = *self.upns.entry(upn).or_insert(row);
        (first != row).then_some(first)
    }
}
