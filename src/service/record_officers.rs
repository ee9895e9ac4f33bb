//! Officers of a restricted record: a head of SEND names colleagues, who then do for this child what their roles let them do for
//! any other, and ends that. Everybody else still cannot tell that there is such a record.

use std::collections::{BTreeMap, BTreeSet};

use super::child_record::present_establishments;
use super::reach::require;
use super::scoring::{About, child_for};
use super::{Moment, ServiceError, trail};
use crate::access::{Action, Actor, Role, Subject, can_be_named};
use crate::ids::{ChildId, EstablishmentId, UserId};
use crate::store::audit::{self, Entry};
use crate::store::user::User;
use crate::store::{Store, Tx, conflict_of_interest, record_officer, timeline, user};

pub use crate::store::record_officer::{NamingEnded, RecordOfficer};

/// Why naming ends where the restriction is lifted.
const LIFTED: &str = "The restriction was lifted";

/// Somebody who can be named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nameable {
    /// Who.
    pub officer: UserId,
    /// The name that colleagues see.
    pub name: String,
    /// In which roles.
    pub roles: BTreeSet<Role>,
}

/// Roles in words, one after the other.
#[must_use]
pub fn roles_in_words(roles: &BTreeSet<Role>) -> String {
    let titles: Vec<&str> = roles.iter().copied().map(Role::title).collect();
    titles.join(", ")
}

/// A record with its officers.
#[derive(Debug)]
pub struct RecordOfficers {
    /// Whose record.
    pub about: About,
    /// Whether the record is restricted: otherwise nobody is named.
    pub is_restricted: bool,
    /// Everybody who is or was named, the latest first.
    pub officers: Vec<RecordOfficer>,
    /// The names and roles of everybody whom the entries mention.
    pub people: BTreeMap<UserId, (String, BTreeSet<Role>)>,
    /// Who can be named now, by name.
    pub nameable: Vec<Nameable>,
}

impl RecordOfficers {
    /// Those who are named now.
    pub fn now(&self) -> impl Iterator<Item = &RecordOfficer> {
        self.officers.iter().filter(|named| named.ended.is_none())
    }
}

/// How naming an officer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// The officer is named.
    Done,
    /// The officer was named already.
    Already,
    /// Nobody of whom it can be said: no such user, nobody to whom it opens anything, or a school user of another school.
    Nobody,
    /// The officer declared a conflict of interest in this child's case.
    Conflict,
    /// The record is not restricted.
    NotRestricted,
}

/// A record's officers, for whoever names them.
///
/// # Errors
/// [`ServiceError::NotFound`] to anybody but a head of SEND, and without such a child.
pub async fn open(
    store: &Store,
    actor: &Actor,
    id: &ChildId,
    moment: Moment,
) -> Result<RecordOfficers, ServiceError> {
    let mut tx = store.read().await?;
    let found = load(&mut tx, actor, id, moment).await;
    drop(tx);
    let of = (id, "record-officers-viewed");
    trail::asked_for_child(store, moment, actor, of, found).await
}

async fn load(
    tx: &mut Tx,
    actor: &Actor,
    id: &ChildId,
    moment: Moment,
) -> Result<RecordOfficers, ServiceError> {
    let (child, about) = child_for(tx, actor, Action::NameOfficers, id, moment).await?;
    let officers = record_officer::of_child(tx, id).await?;
    let here = match timeline::of(tx, id).await? {
        Some(found) => present_establishments(&found, moment.today),
        None => BTreeSet::new(),
    };
    let known = user::all(tx).await?;
    let is_named = |user: &User| {
        let mut now = officers.iter().filter(|named| named.ended.is_none());
        now.any(|named| named.officer == user.id)
    };
    let mut nameable: Vec<Nameable> = known
        .iter()
        .filter(|user| user.id != actor.user && !is_named(user) && can_name(user, &here))
        .map(|user| Nameable {
            officer: user.id.clone(),
            name: user.display_name.clone(),
            roles: user.roles.clone(),
        })
        .collect();
    nameable.sort_by(|one, two| (&one.name, &one.officer).cmp(&(&two.name, &two.officer)));
    let mentioned: BTreeSet<&UserId> = officers
        .iter()
        .flat_map(|named| {
            let ended = named.ended.as_ref().map(|ended| &ended.by);
            [Some(&named.officer), Some(&named.named_by), ended]
        })
        .flatten()
        .collect();
    let people = known
        .iter()
        .filter(|user| mentioned.contains(&user.id))
        .map(|user| {
            (
                user.id.clone(),
                (user.display_name.clone(), user.roles.clone()),
            )
        })
        .collect();
    Ok(RecordOfficers {
        about,
        is_restricted: child.restricted,
        officers,
        people,
        nameable,
    })
}

/// Whether naming a user opens the record of a child of these establishments to them.
fn can_name(user: &User, here: &BTreeSet<EstablishmentId>) -> bool {
    let of_school = user.roles.iter().all(|role| role.is_of_an_establishment());
    let is_there = !of_school || !user.establishments.is_disjoint(here);
    !user.disabled && can_be_named(&user.roles) && is_there
}

/// Names an officer, for a reason.
///
/// # Errors
/// As [`open`]; [`ServiceError::Refused`] to whoever would name themselves.
pub async fn name(
    store: &Store,
    actor: &Actor,
    (id, officer): (&ChildId, &UserId),
    reason: &str,
    moment: Moment,
) -> Result<Named, ServiceError> {
    let mut tx = store.begin().await?;
    let found = load(&mut tx, actor, id, moment).await?;
    require(actor, Action::NameOfficers, &Subject::OfficerOf { officer })?;
    if !found.is_restricted {
        return Ok(Named::NotRestricted);
    }
    if found.now().any(|named| named.officer == *officer) {
        return Ok(Named::Already);
    }
    if !found.nameable.iter().any(|one| one.officer == *officer) {
        return Ok(Named::Nobody);
    }
    if conflict_of_interest::declared(&mut tx, id, officer)
        .await?
        .is_some()
    {
        return Ok(Named::Conflict);
    }
    let named = RecordOfficer {
        child: id.clone(),
        officer: officer.clone(),
        named_at: moment.instant,
        named_by: actor.user.clone(),
        reason: reason.to_owned(),
        ended: None,
    };
    if !record_officer::name(&mut tx, &named).await? {
        return Ok(Named::Already);
    }
    note(
        &mut tx,
        actor,
        "record-officer-named",
        (id, officer),
        moment,
    )
    .await?;
    tx.commit().await?;
    Ok(Named::Done)
}

/// Ends that an officer is named, for a reason; false if the officer is not.
///
/// # Errors
/// As [`name`].
pub async fn end(
    store: &Store,
    actor: &Actor,
    (id, officer): (&ChildId, &UserId),
    reason: &str,
    moment: Moment,
) -> Result<bool, ServiceError> {
    let mut tx = store.begin().await?;
    child_for(&mut tx, actor, Action::NameOfficers, id, moment).await?;
    require(actor, Action::NameOfficers, &Subject::OfficerOf { officer })?;
    let ended = NamingEnded {
        at: moment.instant,
        by: actor.user.clone(),
        reason: reason.to_owned(),
    };
    if !record_officer::end(&mut tx, (id, officer), &ended).await? {
        return Ok(false);
    }
    note(
        &mut tx,
        actor,
        "record-officer-ended",
        (id, officer),
        moment,
    )
    .await?;
    tx.commit().await?;
    Ok(true)
}

/// Ends that anybody is named, because the record is not restricted any more: a later restriction closes it to all again.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be used.
pub(super) async fn end_all(
    tx: &mut Tx,
    actor: &Actor,
    id: &ChildId,
    moment: Moment,
) -> Result<(), ServiceError> {
    for named in record_officer::of_child(tx, id).await? {
        if named.ended.is_some() {
            continue;
        }
        let ended = NamingEnded {
            at: moment.instant,
            by: actor.user.clone(),
            reason: LIFTED.to_owned(),
        };
        let whose = (id, &named.officer);
        record_officer::end(tx, whose, &ended).await?;
        note(tx, actor, "record-officer-ended", whose, moment).await?;
    }
    Ok(())
}

/// Two entries: on the child's record, and on the officer.
async fn note(
    tx: &mut Tx,
    actor: &Actor,
    action: &str,
    (child, officer): (&ChildId, &UserId),
    moment: Moment,
) -> Result<(), ServiceError> {
    let detail = format!("{child} {officer}");
    for (subject_kind, subject_id) in [("user", officer.as_str()), ("child", child.as_str())] {
        let entry = Entry {
            at: moment.instant,
            actor: Some(&actor.user),
            action,
            subject_kind,
            subject_id,
            detail: detail.as_bytes(),
        };
        audit::append(tx, entry).await?;
    }
    Ok(())
}
