//! The end of the chain as its head row holds it: the mac of the last entry, how many rows bear seals, and a seal on both
//! and on where that is.

use super::mac_of;
use super::tally::Tally;
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
    /// The tally of the rows that bear seals; empty where an older version of the program did not count them.
    pub(super) rows: String,
}

impl End {
    /// The end of a chain of so many entries, sealed.
    pub(super) fn sealed(
        key: &AuditKey,
        sequence: i64,
        mac: String,
        rows: String,
    ) -> Result<End, StoreError> {
        let seal = seal_of(key, sequence, &mac, &rows)?;
        Ok(End { mac, seal, rows })
    }

    /// Whether the seal is that of a chain of so many entries which ends with this mac and of this tally.
    pub(super) fn is_sealed(&self, key: &AuditKey, sequence: i64) -> Result<bool, StoreError> {
        Ok(self.seal == seal_of(key, sequence, &self.mac, &self.rows)?)
    }

    /// Whether it is that of a database in which nothing was written yet; nobody needs to seal that.
    pub(super) fn is_new(&self, sequence: i64) -> bool {
        let nothing = Tally::default().to_string();
        sequence == 0 && self.seal.is_empty() && (self.rows.is_empty() || self.rows == nothing)
    }

    /// The same end after rows have come and gone. What is not sealed as it must be stays so, and rows that nobody counted
    /// stay uncounted.
    pub(super) fn counting(
        self,
        key: &AuditKey,
        sequence: i64,
        done: &Tally,
    ) -> Result<End, StoreError> {
        let Some(mut tally) = Tally::parse(&self.rows) else {
            return Ok(self);
        };
        tally.merge(done);
        let rows = tally.to_string();
        if self.is_new(sequence) || self.is_sealed(key, sequence)? {
            return End::sealed(key, sequence, self.mac, rows);
        }
        Ok(End { rows, ..self })
    }

    pub(super) fn read(row: &Row) -> Result<End, StoreError> {
        let kept = row.text("mac")?;
        let (mac, seal) = kept.split_once(' ').unwrap_or((&kept, ""));
        // The tables of an older version have no such column.
        let mut told = row.told()?.into_iter();
        let rows = told.find(|(name, _)| name == "sealed_rows");
        Ok(End {
            mac: mac.to_owned(),
            seal: seal.to_owned(),
            rows: rows.map(|(_, value)| value).unwrap_or_default(),
        })
    }

    /// Writes the mac and the seal.
    pub(super) async fn write(&self, tx: &mut Tx) -> Result<(), StoreError> {
        tx.execute(
            "UPDATE audit_head SET mac = $1 WHERE id = 1",
            vec![text(self.kept())],
        )
        .await?;
        Ok(())
    }

    /// Writes the tally too.
    pub(super) async fn write_counted(&self, tx: &mut Tx) -> Result<(), StoreError> {
        tx.execute(
            "UPDATE audit_head SET mac = $1, sealed_rows = $2 WHERE id = 1",
            vec![text(self.kept()), text(&self.rows)],
        )
        .await?;
        Ok(())
    }

    fn kept(&self) -> String {
        format!("{} {}", self.mac, self.seal).trim_end().to_owned()
    }
}

fn seal_of(key: &AuditKey, sequence: i64, mac: &str, rows: &str) -> Result<String, StoreError> {
    let place = sequence.to_be_bytes();
    let fields = [b"head".as_slice(), &place, mac.as_bytes(), rows.as_bytes()];
    // An older version of the program knew no tally, and its seals count where there is none.
    let fields = if rows.is_empty() {
        &fields[..3]
    } else {
        &fields
    };
    mac_of(key, fields)
}
