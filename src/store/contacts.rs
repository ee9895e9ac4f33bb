//! How families reach the council, as it was entered: added to and never changed.

use jiff::Timestamp;

use super::error::StoreError;
use super::tx::Tx;
use super::value::{instant, integer, text};
use crate::explain::Contacts;
use crate::ids::UserId;

/// Contacts as they were entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnteredContacts {
    /// Counts the entries; 1 for the first.
    pub number: u32,
    /// What was entered; none where what the server was started with counts again.
    pub contacts: Option<Contacts>,
    /// Who entered it.
    pub by: UserId,
    /// When.
    pub at: Timestamp,
}

/// Adds an entry.
///
/// # Errors
/// [`StoreError::Conflict`] if another entry has the number; [`StoreError::NotFound`] without the user.
pub async fn add(tx: &mut Tx, entered: &EnteredContacts) -> Result<(), StoreError> {
    let document = match &entered.contacts {
        Some(contacts) => serde_json::to_string(contacts)
            .map_err(|_| StoreError::unavailable("contacts are no JSON"))?,
        None => String::new(),
    };
    let row = vec![
        integer(entered.number.into()),
        text(document),
        text(&entered.by),
        instant(entered.at),
    ];
    tx.insert_all("contacts (number, document, by_user, at)", vec![row])
        .await
}

/// The entry that counts.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn latest(tx: &mut Tx) -> Result<Option<EnteredContacts>, StoreError> {
    tx.first(
        "SELECT * FROM contacts ORDER BY number DESC LIMIT 1",
        Vec::new(),
        |row| {
            let is_blank = row.text("document")?.is_empty();
            Ok(EnteredContacts {
                number: row.small("number")?,
                contacts: match is_blank {
                    true => None,
                    false => Some(row.read("document", |json| serde_json::from_str(json))?),
                },
                by: row.parsed("by_user")?,
                at: row.instant("at")?,
            })
        },
    )
    .await
}
