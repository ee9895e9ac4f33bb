//! What a high needs place is paid from a day on, where an officer states it; added to and never changed.

use jiff::Timestamp;

use super::error::StoreError;
use super::tx::Tx;
use super::value::{instant, integer, pence, text, text_or_null};
use crate::ids::UserId;
use crate::places::{PlaceRate, RateKind};

/// A rate as it was entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnteredRate {
    /// The rate, with its kind and its first day.
    pub rate: PlaceRate,
    /// Counts the entries of this kind and day; 1 for the first.
    pub number: u32,
    /// Where it is from.
    pub note: String,
    /// Who entered it; `None` from a command.
    pub by: Option<UserId>,
    /// When.
    pub at: Timestamp,
}

/// Adds a rate, with the number after the one that counts.
///
/// # Errors
/// [`StoreError::Conflict`] if another entry has the number.
pub async fn add(tx: &mut Tx, entered: &EnteredRate) -> Result<(), StoreError> {
    const COLUMNS: &str = "place_rate (kind, from_on, number, pence, note, by_user, at)";
    let row = vec![
        text(entered.rate.kind.code()),
        text(entered.rate.from),
        integer(entered.number.into()),
        pence(entered.rate.amount),
        text(&entered.note),
        text_or_null(entered.by.as_ref()),
        instant(entered.at),
    ];
    tx.insert_all(COLUMNS, vec![row]).await
}

/// Every rate that was entered: by kind and day, the later entry of a day after the earlier.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn all(tx: &mut Tx) -> Result<Vec<EnteredRate>, StoreError> {
    tx.all(
        "SELECT * FROM place_rate ORDER BY kind, from_on, number",
        Vec::new(),
        |row| {
            Ok(EnteredRate {
                rate: PlaceRate {
                    kind: row.read("kind", RateKind::parse)?,
                    from: row.day("from_on")?,
                    amount: row.money("pence")?,
                },
                number: row.small("number")?,
                note: row.text("note")?,
                by: row.parsed_or_null("by_user")?,
                at: row.instant("at")?,
            })
        },
    )
    .await
}
