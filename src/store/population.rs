//! The people of the area by January and year group, as they were last imported.

use super::error::StoreError;
use super::tx::Tx;
use super::value::{integer, text};
use crate::money::Decimal;

/// The people of a year group at a January.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct People {
    /// The year of the January.
    pub january: i16,
    /// The national curriculum year.
    pub year_group: i16,
    /// How many; projections have parts of a person.
    pub people: Decimal,
}

/// Keeps a population in place of the one before.
///
/// # Errors
/// [`StoreError::Conflict`] if a year group of a January stands twice.
pub async fn replace(tx: &mut Tx, population: &[People]) -> Result<(), StoreError> {
    tx.execute("DELETE FROM population", Vec::new()).await?;
    let rows = population.iter().map(|one| {
        vec![
            integer(one.january.into()),
            integer(one.year_group.into()),
            text(one.people),
        ]
    });
    tx.insert_all("population (january, year_group, people)", rows.collect())
        .await
}

/// The population, by January and year group.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn all(tx: &mut Tx) -> Result<Vec<People>, StoreError> {
    tx.all(
        "SELECT january, year_group, people FROM population ORDER BY january, year_group",
        Vec::new(),
        |row| {
            Ok(People {
                january: row.small("january")?,
                year_group: row.small("year_group")?,
                people: row.parsed("people")?,
            })
        },
    )
    .await
}
