//! The end of the chain as its head row holds it: the mac of the last entry, and a seal on where that is.

use super::mac_of;
use crate::store::error::StoreError;
use crate::store::keyring::AuditKey;
use crate::store::row::Row;
use crate::store::tx::Tx;
use crate::store::value::text;

/// The mac of the last entry and its seal, which stand in one column with a blank between them: an entry can be written
/// into the tables of an older version, when a backup is made of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct End {
    pub(super) mac: String,
    /// Empty in what an older version of the program wrote.
    pub(super) seal: String,
}

impl End {
    /// The end of a chain of so many entries, sealed.
    pub(super) fn sealed(key: &AuditKey, sequence: i64, mac: String) -> Result<End, StoreError> {
        let seal = seal_of(key, sequence, &mac)?;
        Ok(End { mac, seal })
    }

    /// Whether the seal is that of a chain of so many entries which ends with this mac.
    pub(super) fn is_sealed(&self, key: &AuditKey, sequence: i64) -> Result<bool, StoreError> {
        Ok(self.seal == seal_of(key, sequence, &self.mac)?)
    }

    pub(super) fn read(row: &Row) -> Result<End, StoreError> {
        let kept = row.text("mac")?;
        let (mac, seal) = kept.split_once(' ').unwrap_or((&kept, ""));
        Ok(End {
            mac: mac.to_owned(),
            seal: seal.to_owned(),
        })
    }

    pub(super) async fn write(&self, tx: &mut Tx) -> Result<(), StoreError> {
        let kept = format!("{} {}", self.mac, self.seal);
        tx.execute(
            "UPDATE audit_head SET mac = $1 WHERE id = 1",
            vec![text(kept.trim_end())],
        )
        .await?;
        Ok(())
    }
}

fn seal_of(key: &AuditKey, sequence: i64, mac: &str) -> Result<String, StoreError> {
    mac_of(key, &[b"head", &sequence.to_be_bytes(), mac.as_bytes()])
}
