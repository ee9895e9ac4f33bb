//! The case systems whose extracts can be read: those that the council described, and those that come with the program.

use crate::ids::UserId;
use crate::import::caseload::{CaseSystem, shipped};
use crate::service::{Moment, ServiceError, Store, trail};
use crate::store::{Tx, case_system};

/// Every system at hand, by code; one that the council described stands for the shipped one of its code.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub async fn systems(store: &Store) -> Result<Vec<CaseSystem>, ServiceError> {
    let mut tx = store.read().await?;
    within(&mut tx).await
}

/// The system of a code.
///
/// # Errors
/// [`ServiceError::NotFound`] if there is none.
pub async fn system(store: &Store, code: &str) -> Result<CaseSystem, ServiceError> {
    let found = systems(store).await?.into_iter();
    let mut found = found.filter(|system| system.code == code);
    found.next().ok_or(ServiceError::NotFound)
}

pub(super) async fn within(tx: &mut Tx) -> Result<Vec<CaseSystem>, ServiceError> {
    let mut all = Vec::new();
    for text in case_system::all(tx).await? {
        // A text that an earlier version of the program kept may not be one to this version; then the council gives it again.
        all.extend(CaseSystem::parse(&text).ok());
    }
    for one in shipped() {
        if all.iter().all(|held| held.code != one.code) {
            all.push(one);
        }
    }
    all.sort_by(|one, other| one.code.cmp(&other.code));
    Ok(all)
}

/// Keeps a system as the council describes it.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be written.
pub async fn keep_system(
    store: &Store,
    by: Option<&UserId>,
    system: &CaseSystem,
    moment: Moment,
) -> Result<(), ServiceError> {
    let mut tx = store.begin().await?;
    let text = (system.code.as_str(), system.text.as_str());
    case_system::save(&mut tx, text, by, moment.instant).await?;
    let subject = ("case-system", system.code.as_str());
    trail::note(&mut tx, moment, by, "case-system-kept", subject).await?;
    tx.commit().await?;
    Ok(())
}
