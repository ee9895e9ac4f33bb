//! Up to which yearly amount an officer may agree an individual award.

use super::{Moment, ServiceError, Store, trail};
use crate::money::Money;
use crate::store::{award_limit, user};

/// Sets the limit of somebody by their name to sign in with, for whoever runs commands on the server.
///
/// # Errors
/// [`ServiceError::NotFound`] if nobody has that name.
pub async fn set_on_server(
    store: &Store,
    name: &str,
    annual: Money,
    moment: Moment,
) -> Result<(), ServiceError> {
    let mut tx = store.begin().await?;
    let found = user::find_by_name(&mut tx, name).await?;
    let officer = found.ok_or(ServiceError::NotFound)?.id;
    award_limit::save(&mut tx, &officer, annual).await?;
    let subject = ("user", officer.as_str());
    trail::note(&mut tx, moment, None, "award-limit-set", subject).await?;
    tx.commit().await?;
    Ok(())
}
