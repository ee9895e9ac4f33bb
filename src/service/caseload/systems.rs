//! The case systems whose extracts can be read: those that the council described, and those that come with the program.

use crate::ids::UserId;
use crate::import::caseload::{CaseSystem, NotASystem, shipped};
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
        // The text of a shipped one is blank. One that an earlier version of the program kept may not be a system to this
        // version; then the council gives it again.
        all.extend(CaseSystem::parse(&text).ok());
    }
    for one in shipped().map_err(broken)? {
        if all.iter().all(|held| held.code != one.code) {
            all.push(one);
        }
    }
    all.sort_by(|one, other| one.code.cmp(&other.code));
    Ok(all)
}

/// The system of a text that is kept under a code; none where this version of the program cannot read it.
pub(super) fn described(code: &str, text: &str) -> Option<CaseSystem> {
    if text.is_empty() {
        return shipped_of(code).ok().flatten();
    }
    CaseSystem::parse(text).ok()
}

fn shipped_of(code: &str) -> Result<Option<CaseSystem>, ServiceError> {
    let all = shipped().map_err(broken)?;
    Ok(all.into_iter().find(|system| system.code == code))
}

fn broken(error: NotASystem) -> ServiceError {
    ServiceError::Broken(Box::new(error))
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
    keep(&mut tx, by, system, moment).await?;
    tx.commit().await?;
    Ok(())
}

/// Keeps a system, unless it is kept as it is. That another description counts from now on is written down; that a shipped
/// one is used for the first time is none.
pub(super) async fn keep(
    tx: &mut Tx,
    by: Option<&UserId>,
    system: &CaseSystem,
    moment: Moment,
) -> Result<(), ServiceError> {
    let shipped = shipped_of(&system.code)?.map(|shipped| shipped.text);
    let held = case_system::find(tx, &system.code).await?;
    // The program's own is kept blank, so that the next version's counts.
    let text = match &shipped {
        Some(own) if *own == system.text => "",
        _ => system.text.as_str(),
    };
    if held.as_deref() == Some(text) {
        return Ok(());
    }
    let code = system.code.as_str();
    case_system::save(tx, (code, text), by, moment.instant).await?;
    let counted = held.filter(|held| !held.is_empty()).or(shipped);
    if counted.as_ref() != Some(&system.text) {
        let subject = ("case-system", code);
        trail::note(tx, moment, by, "case-system-kept", subject).await?;
    }
    Ok(())
}
