//! What the next payment run puts right of a child's periods that were paid, by payee; and who is paid for a school.

use std::collections::BTreeMap;

use super::payees::Payees;
use super::schedule::Walk;
use crate::costs::CostKind;
use crate::ids::{ChildId, EstablishmentId};
use crate::money::Money;
use crate::rules::RuleBook;
use crate::service::ServiceError;
use crate::store::{Tx, payment};

/// What is put right, by the payee's name.
pub(in crate::service) type Corrected = BTreeMap<String, Money>;

/// What is put right of a child's paid periods, of every year that has a calendar.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub(in crate::service) async fn corrected(
    tx: &mut Tx,
    book: &RuleBook,
    child: &ChildId,
) -> Result<Corrected, ServiceError> {
    let only = std::slice::from_ref(child);
    let mut corrected = Corrected::new();
    for year in payment::years(tx).await? {
        let Some(calendar) = payment::calendar_of(tx, year).await? else {
            continue;
        };
        let walk = Walk::begin(tx, book, &calendar).await?;
        if walk.closed() == 0 {
            continue;
        }
        let mut walk = walk.only(Some(only));
        while let Some(part) = walk.next(tx).await? {
            let lines = part.lines.into_iter().map(|one| one.line);
            for line in lines.filter(|line| line.reason.is_some()) {
                let sum = corrected.entry(line.payee_name).or_insert(Money::ZERO);
                *sum = sum
                    .plus(line.amount)
                    .map_err(|error| ServiceError::Broken(Box::new(error)))?;
            }
        }
    }
    Ok(corrected)
}

/// Who is paid for an award at an establishment; none of an award outside any.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub(in crate::service) async fn payee_of(
    tx: &mut Tx,
    at: Option<&EstablishmentId>,
) -> Result<Option<String>, ServiceError> {
    if at.is_none() {
        return Ok(None);
    }
    let payees = Payees::read(tx).await?;
    Ok(Some(payees.of(None, CostKind::BandTopUp, at).name))
}
