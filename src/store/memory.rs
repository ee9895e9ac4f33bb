//! What a process remembers that it worked out of a database's records: one thing, under the digest of what it was made of.

use std::any::Any;
use std::fmt;
use std::sync::{Arc, Mutex};

use crate::ids::Digest;

/// A thing of any type.
type Thing = Arc<dyn Any + Send + Sync>;

/// The thing that is remembered. Clones remember the same.
#[derive(Clone, Default)]
pub struct Memory(Arc<Mutex<Option<(Digest, Thing)>>>);

impl Memory {
    /// What was remembered under a digest, if it is of that type.
    #[must_use]
    pub fn recall<T: Any + Send + Sync>(&self, digest: &Digest) -> Option<Arc<T>> {
        let held = self.0.lock().ok()?;
        let (of, thing) = held.as_ref()?;
        let thing = (of == digest).then(|| Arc::clone(thing))?;
        thing.downcast().ok()
    }

    /// Remembers a thing in place of the one before.
    pub fn remember<T: Any + Send + Sync>(&self, digest: &Digest, thing: &Arc<T>) {
        let thing: Thing = Arc::<T>::clone(thing);
        if let Ok(mut held) = self.0.lock() {
            *held = Some((digest.clone(), thing));
        }
    }
}

impl fmt::Debug for Memory {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Memory")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_of_its_digest_and_type_and_the_last() {
        let memory = Memory::default();
        let (one, two) = (Digest::of(b"one"), Digest::of(b"two"));
        memory.remember(&one, &Arc::new(7_u32));
        assert_eq!(memory.clone().recall::<u32>(&one).as_deref(), Some(&7));
        assert!(memory.recall::<u64>(&one).is_none());
        memory.remember(&two, &Arc::new(8_u32));
        assert!(memory.recall::<u32>(&one).is_none());
    }
}
