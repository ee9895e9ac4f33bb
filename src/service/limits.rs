//! Up to which yearly amount an officer may agree an individual award, and add a cost line alone.

use super::{Moment, ServiceError, Store, trail};
use crate::money::Money;
use crate::store::{award_limit, cost_limit, user};

/// A limit of cost lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CostLimit {
    /// Up to this amount of a year.
    UpTo(Money),
    /// Any amount.
    Any,
}

/// Sets the limits of somebody by their name to sign in with, for whoever runs commands on the server. What is not given stays.
///
/// # Errors
/// [`ServiceError::NotFound`] if nobody has that name.
pub async fn set_on_server(
    store: &Store,
    name: &str,
    (awards, costs): (Option<Money>, Option<CostLimit>),
    moment: Moment,
) -> Result<(), ServiceError> {
    let mut tx = store.begin().await?;
    let found = user::find_by_name(&mut tx, name).await?;
    let officer = found.ok_or(ServiceError::NotFound)?.id;
    let subject = ("user", officer.as_str());
    if let Some(annual) = awards {
        award_limit::save(&mut tx, &officer, annual).await?;
        trail::note(&mut tx, moment, None, "award-limit-set", subject).await?;
    }
    if let Some(limit) = costs {
        let limit = match limit {
            CostLimit::UpTo(annual) => Some(annual),
            CostLimit::Any => None,
        };
        cost_limit::save(&mut tx, &officer, limit).await?;
        trail::note(&mut tx, moment, None, "cost-limit-set", subject).await?;
    }
    tx.commit().await?;
    Ok(())
}
