//! References and pupil numbers that came before, as digests: no child's number is kept.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash, Hasher};

use sha2::{Digest as _, Sha256};

/// The first part of a SHA-256 digest: among a million texts two alike are as good as impossible.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Short([u32; 3]);

impl Hash for Short {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        let [first, second, _] = self.0.map(u64::from);
        hasher.write_u64(first << 32 | second);
    }
}

/// The digest of a text.
pub(super) fn short(text: &str) -> Short {
    let whole = Sha256::digest(text.as_bytes());
    let part = |at: usize| {
        let bytes = [whole[at], whole[at + 1], whole[at + 2], whole[at + 3]];
        u32::from_be_bytes(bytes)
    };
    Short([part(0), part(4), part(8)])
}

/// Finds the place of a digest by the digest itself, which is as good as drawn by lot.
#[derive(Default)]
struct AsItStands(u64);

impl Hasher for AsItStands {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

/// The row in which each digest came first.
type Rows = HashMap<Short, u32, BuildHasherDefault<AsItStands>>;

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
    references: Rows,
    upns: Rows,
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
