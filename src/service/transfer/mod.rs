//! A plan and its agreed profile go to another authority as a signed package, and come from one.
//!
//! What a package holds is [`transfer`](crate::transfer)'s to say. Sending changes nothing here but the account of it;
//! taking in shows first what would be made, and makes nothing until somebody confirms.

mod found;
mod keys;
mod make;
mod matching;
mod receive;
mod send;
#[cfg(test)]
mod tests;

pub use found::{DraftFound, KeyFound};
pub use keys::{Added, add_key, keys, withdraw_key};
pub use matching::NotCarried;
pub use receive::{Confirmed, Looked, PlanFound, Preview, TakenIn, WhoseRecord, look, take_in};
pub use send::{Destination, Ready, Sealed, prepare, send};

use std::collections::BTreeSet;

use crate::access::{Action, Actor, Restriction, Subject};
use crate::ids::{ChildId, PublicKey};
use crate::service::reach::{allows, require};
use crate::service::{Moment, ServiceError, trail};
use crate::store::audit::{self, Entry};
use crate::store::signing::Signer;
use crate::store::{Page, Paged, Store, Tx, transfer};

pub use crate::store::transfer::{AuthorityKey, Direction, Transfer, TransferLine};
pub use crate::transfer::BYTES_MAX;

/// How many packages a page lists.
const PER_PAGE: u32 = 25;

/// The packages that went out and came in, with what their reader may do.
#[derive(Debug)]
pub struct Transfers {
    /// The key that signs ours.
    pub own_key: PublicKey,
    /// The packages, the latest first.
    pub lines: Paged<TransferLine>,
    /// The children of those packages whose records the reader does not open.
    pub withheld: BTreeSet<ChildId>,
    /// Whether the reader takes packages in.
    pub receives: bool,
    /// Whether the reader keeps the keys of others.
    pub keeps_keys: bool,
}

/// The packages that went out and came in.
///
/// # Errors
/// [`ServiceError::Refused`] for who may not see them.
pub async fn all(
    store: &Store,
    actor: &Actor,
    page: u32,
    moment: Moment,
) -> Result<Transfers, ServiceError> {
    require(actor, Action::ViewTransfers, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let nowhere = BTreeSet::new();
    let own_key = own_key(&tx)?;
    let lines = transfer::all(&mut tx, Page::new(page, PER_PAGE)).await?;
    drop(tx);
    let is_closed = |line: &&TransferLine| {
        let subject = Subject::Child {
            establishments: &nowhere,
            restriction: Restriction::of(&line.transfer.child, line.restricted),
        };
        require(actor, Action::ViewChild, &subject).is_err()
    };
    let withheld = lines.items.iter().filter(is_closed);
    let withheld = withheld.map(|line| line.transfer.child.clone()).collect();
    let shown = lines.items.iter().map(|line| &line.transfer.child);
    trail::listed(store, moment, actor, "transfers", shown).await?;
    Ok(Transfers {
        own_key,
        lines,
        receives: allows(actor, Action::ReceiveTransfer),
        keeps_keys: allows(actor, Action::KeepAuthorityKeys),
        withheld,
    })
}

/// The key that signs our packages.
fn own_key(tx: &Tx) -> Result<PublicKey, ServiceError> {
    Ok(Signer::of(tx)?.public_key().clone())
}

/// Two entries: what was done on the child's record, and with which package, with its digest.
async fn note(
    tx: &mut Tx,
    actor: &Actor,
    (child, transfer): (&ChildId, &Transfer),
    moment: Moment,
) -> Result<(), ServiceError> {
    let action = match transfer.direction {
        Direction::Sent => "transfer-sent",
        Direction::Received => "transfer-received",
    };
    let subject = ("child", child.as_str());
    trail::note(tx, moment, Some(&actor.user), action, subject).await?;
    let entry = Entry {
        at: moment.instant,
        actor: Some(&actor.user),
        action,
        subject_kind: "transfer",
        subject_id: transfer.package.as_str(),
        detail: transfer.digest.as_str().as_bytes(),
    };
    audit::append(tx, entry).await?;
    Ok(())
}
