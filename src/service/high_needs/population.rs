//! A population comes in: the people of the area by January and year group, in place of the one before.

use crate::forecast::PopulationRow;
use crate::ids::UserId;
use crate::money::{Decimal, parse_decimal};
use crate::service::{Moment, ServiceError, trail};
use crate::store::Store;
use crate::store::population::{self, People};

/// Keeps the rows of a population, each year group of a January once: the first counts. Says how many were kept.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be written.
pub async fn import(
    store: &Store,
    by: Option<&UserId>,
    moment: Moment,
    rows: &[PopulationRow],
) -> Result<usize, ServiceError> {
    let mut kept: Vec<People> = Vec::new();
    for row in rows {
        let place = (row.january, row.year_group);
        if !kept
            .iter()
            .any(|one| (one.january, one.year_group) == place)
        {
            kept.push(People {
                january: row.january,
                year_group: row.year_group,
                people: decimal(row.people),
            });
        }
    }
    let mut tx = store.begin().await?;
    population::replace(&mut tx, &kept).await?;
    trail::note(
        &mut tx,
        moment,
        by,
        "population-imported",
        ("population", "all"),
    )
    .await?;
    tx.commit().await?;
    Ok(kept.len())
}

/// The number of a file, as it was written there: the shortest text that gives the float.
fn decimal(people: f64) -> Decimal {
    parse_decimal(&people.to_string()).unwrap_or_default()
}
