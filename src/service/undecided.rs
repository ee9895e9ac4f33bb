//! Profiles that wait although nobody is left who may decide on them, for whoever can change that.

use super::ServiceError;
use super::reach::{allows, restricted};
use crate::access::{Action, Actor, deciding_roles};
use crate::store::undecided::{self, Deciders};
use crate::store::{RestrictedRecords, Tx};

pub use crate::store::undecided::WithoutDecider;

/// The profiles on which nobody may decide, as far as the actor may help: by another officer's role, or by lifting an interest.
/// None for anybody else.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub(super) async fn to_help(
    tx: &mut Tx,
    actor: &Actor,
) -> Result<Vec<WithoutDecider>, ServiceError> {
    if allows(actor, Action::LiftConflict) {
        among(tx, &restricted(actor, Action::LiftConflict)?).await
    } else if allows(actor, Action::KeepUsers) {
        among(tx, &restricted(actor, Action::KeepUsers)?).await
    } else {
        Ok(Vec::new())
    }
}

/// The profiles on which nobody may decide, of those that are seen.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub(super) async fn among(
    tx: &mut Tx,
    seen: &RestrictedRecords,
) -> Result<Vec<WithoutDecider>, ServiceError> {
    let (roles, let_in) = deciding_roles();
    let deciders = Deciders {
        roles,
        let_in: &let_in,
    };
    Ok(undecided::without_decider(tx, deciders, seen).await?)
}
