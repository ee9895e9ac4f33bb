//! What a year's budget was worked out from: the record of a day, kept.

use super::record;
use crate::access::{Action, Actor, Subject};
use crate::calendar::FinancialYear;
use crate::rules::RuleBook;
use crate::service::reach::require;
use crate::service::{Moment, ServiceError, trail};
use crate::store::Store;
use crate::store::budget::{self, Basis};

/// Takes the record as it is now as the basis of a year's budget; whether there was any.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever does not keep the budget; [`ServiceError::NotFound`] before the year has a payment
/// calendar; [`ServiceError::Conflict`] if somebody takes one at the same time.
pub async fn take(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    year: FinancialYear,
    moment: Moment,
) -> Result<u32, ServiceError> {
    require(actor, Action::KeepBudget, &Subject::Anything)?;
    let year_on = year.first_day();
    let mut tx = store.begin().await?;
    let (record, _) = record::of_year(&mut tx, book, year_on)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let before = budget::basis_of(&mut tx, year_on).await?;
    let basis = Basis {
        number: before.map_or(0, |before| before.number) + 1,
        parts: record::basis_parts(&record),
        by: Some(actor.user.clone()),
        at: moment.instant,
    };
    budget::add_basis(&mut tx, year_on, &basis).await?;
    let subject = format!("{year}/{}", basis.number);
    let subject = ("budget-basis", subject.as_str());
    trail::note(
        &mut tx,
        moment,
        Some(&actor.user),
        "budget-basis-taken",
        subject,
    )
    .await?;
    tx.commit().await?;
    Ok(basis.number)
}
