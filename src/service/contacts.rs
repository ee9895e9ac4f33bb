//! How families reach the council: as an administrator entered it, or else as the server was started with it.

use super::reach::require;
use super::{Moment, ServiceError, Store, trail};
use crate::access::{Action, Actor, Subject};
use crate::explain::Contacts;
use crate::store::contacts::{self, EnteredContacts};
use crate::store::{Tx, user};

/// The contacts as whoever keeps them sees them.
#[derive(Clone, Debug)]
pub struct KeptContacts {
    /// Those that statements name.
    pub in_use: Contacts,
    /// Who entered them and when; none where they are those that the server was started with.
    pub entered: Option<(String, Moment)>,
    /// How many entries there are: what a later one is based on.
    pub number: u32,
}

/// The contacts that count: those of the last entry, or else those that the server was started with.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub(super) async fn in_use(tx: &mut Tx, of_server: &Contacts) -> Result<Contacts, ServiceError> {
    let entered = contacts::latest(tx).await?;
    let entered = entered.and_then(|entered| entered.contacts);
    Ok(entered.unwrap_or_else(|| of_server.clone()))
}

/// The contacts, for whoever keeps them.
///
/// # Errors
/// [`ServiceError::Refused`] to anybody but an administrator.
pub async fn open(
    store: &Store,
    actor: &Actor,
    of_server: &Contacts,
) -> Result<KeptContacts, ServiceError> {
    require(actor, Action::KeepContacts, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let latest = contacts::latest(&mut tx).await?;
    let number = latest.as_ref().map_or(0, |latest| latest.number);
    let Some(EnteredContacts {
        contacts: Some(entered),
        by,
        at,
        ..
    }) = latest
    else {
        return Ok(KeptContacts {
            in_use: of_server.clone(),
            entered: None,
            number,
        });
    };
    let by = user::find(&mut tx, &by).await?;
    let by = by.map_or_else(
        || "somebody who has left".to_owned(),
        |person| person.display_name,
    );
    Ok(KeptContacts {
        in_use: entered,
        entered: Some((by, Moment::of(at))),
        number,
    })
}

/// Enters contacts, from now on; blank ones give way to those that the server was started with. That they were changed is
/// written down.
///
/// # Errors
/// As [`open`]; [`ServiceError::Conflict`] if somebody entered others since `seen` entries; [`ServiceError::Broken`] for what
/// could not be printed, which the form refuses.
pub async fn keep(
    store: &Store,
    actor: &Actor,
    (entered, seen): (&Contacts, u32),
    moment: Moment,
) -> Result<(), ServiceError> {
    require(actor, Action::KeepContacts, &Subject::Anything)?;
    if let Some(problem) = entered.problems().into_iter().next() {
        return Err(ServiceError::Broken(problem.into()));
    }
    let mut tx = store.begin().await?;
    let latest = contacts::latest(&mut tx).await?;
    let latest = latest.map_or(0, |latest| latest.number);
    if latest != seen {
        return Err(ServiceError::Conflict);
    }
    let entry = EnteredContacts {
        number: latest + 1,
        contacts: (!entered.is_empty()).then(|| entered.clone()),
        by: actor.user.clone(),
        at: moment.instant,
    };
    contacts::add(&mut tx, &entry).await?;
    let number = entry.number.to_string();
    let subject = ("contacts", number.as_str());
    trail::note(
        &mut tx,
        moment,
        Some(&actor.user),
        "contacts-entered",
        subject,
    )
    .await?;
    tx.commit().await?;
    Ok(())
}
