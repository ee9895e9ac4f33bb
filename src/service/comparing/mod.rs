//! What a change of rules would do to the live cohort: two sets over the agreed profiles of a day, and the values that bring
//! the cohort to a target.
//!
//! Nothing here decides or changes an award. The audit says who compared which sets, by their digests.

mod cohort;
mod effect;
mod file;
mod guarded;
mod values;
mod workbook;

use crate::calendar::Date;
use crate::compare::{Bounds, Cohort, Comparison};
use crate::ids::{Digest, UserId};
use crate::rules::{RuleBook, RuleSet};
use crate::store::Tx;

use super::scoring::rules_of;
use super::{Moment, ServiceError, Store, trail};

pub use effect::{Effect, Found, effect};
pub use file::{File, file};
pub use guarded::Guarded;
pub use values::{Solved, Wanted, values, write};
pub use workbook::bytes as workbook;

/// Compares two sets over the live cohort of a day, for whoever runs the server.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read or written, or the comparison does not add up.
pub async fn on_the_server(
    store: &Store,
    book: &RuleBook,
    (before, after): (&RuleSet, &RuleSet),
    day: Date,
    moment: Moment,
) -> Result<Comparison, ServiceError> {
    let mut tx = store.begin().await?;
    let cohort = cohort::live(&mut tx, book, day).await?;
    note(&mut tx, moment, None, after).await?;
    tx.commit().await?;
    made(cohort, before.clone(), after.clone()).await
}

/// A set that is kept in the database, such as a proposal.
///
/// # Errors
/// [`ServiceError::NotFound`] if there is none with the digest.
pub async fn kept(
    store: &Store,
    book: &RuleBook,
    digest: &Digest,
) -> Result<RuleSet, ServiceError> {
    let mut tx = store.read().await?;
    rules_of(&mut tx, book, digest).await
}

async fn note(
    tx: &mut Tx,
    moment: Moment,
    actor: Option<&UserId>,
    after: &RuleSet,
) -> Result<(), ServiceError> {
    let subject = ("rule-set", after.digest().as_str());
    trail::note(tx, moment, actor, "rules-compared", subject).await
}

/// The arithmetic, away from the threads that answer requests.
async fn made(cohort: Cohort, before: RuleSet, after: RuleSet) -> Result<Comparison, ServiceError> {
    tokio::task::spawn_blocking(move || Comparison::of(&cohort, &before, &after, Bounds::default()))
        .await
        .map_err(|error| ServiceError::Broken(Box::new(error)))?
        .map_err(|error| ServiceError::Broken(Box::new(error)))
}
