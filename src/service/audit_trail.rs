//! The audit trail as auditors and administrators read it: who opened a child's record, and what was done at all.
//!
//! Entries hold ids; a reader is told the names of officers, and a child's reference where the child is the reader's to
//! see. That the trail of a child was read is an entry of its own.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::reach::{require, scope};
use super::sampling::day_begins;
use super::{Moment, ServiceError, trail};
use crate::access::{Action, Actor, Subject};
use crate::calendar::Date;
use crate::ids::{ChildId, LocalId, UserId};
use crate::store::audit::{self, Recorded};
use crate::store::{Page, Paged, Store, Tx, caseload, child, user};

/// How many entries a page has.
const LINES: u32 = 50;

/// Who made the entry of a command.
const BY_SERVER: &str = "A command on the server";

/// One entry, in order of time backwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its place in the chain.
    pub sequence: i64,
    /// When.
    pub at: Timestamp,
    /// Who: a colleague's name, or the server for a command that was run on it.
    pub who: String,
    /// What was done, as it is kept: `child-viewed`.
    pub action: String,
    /// To what kind of record.
    pub subject_kind: String,
    /// Its id.
    pub subject_id: String,
}

/// The entries about one child.
#[derive(Clone, Debug)]
pub struct OfChild {
    /// The child's reference.
    pub local_id: LocalId,
    /// The entries, the newest first.
    pub lines: Paged<Line>,
}

/// Who did what to a child's record, those who looked and those who were refused among them.
///
/// # Errors
/// [`ServiceError::Refused`] for whoever may not read the audit; [`ServiceError::NotFound`] for a child that is not there, or is
/// not the actor's to see.
pub async fn of_child(
    store: &Store,
    actor: &Actor,
    id: &ChildId,
    page: u32,
    moment: Moment,
) -> Result<OfChild, ServiceError> {
    require(actor, Action::ReadAudit, &Subject::Anything)?;
    let reach = scope(actor, Action::ViewChild)?;
    let subject = ("child", id.as_str());
    let mut tx = store.read().await?;
    if !caseload::is_in_scope(&mut tx, id, &reach, moment.today).await? {
        drop(tx);
        trail::child_refused(store, moment, actor, id).await?;
        return Err(ServiceError::NotFound);
    }
    let known = child::find(&mut tx, id).await?;
    let local_id = known.ok_or(ServiceError::NotFound)?.local_id;
    let found = audit::about_child(&mut tx, id, Page::new(page, LINES)).await?;
    let lines = lines(&mut tx, found).await?;
    drop(tx);
    trail::note_alone(
        store,
        moment,
        Some(&actor.user),
        "child-trail-read",
        subject,
    )
    .await?;
    Ok(OfChild { local_id, lines })
}

/// Which entries are sought: those that are so in everything that is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sought {
    /// By whom: a user, or a command on the server.
    pub who: Option<Who>,
    /// About this child.
    pub child: Option<ChildId>,
    /// What was done, as it is kept.
    pub action: Option<String>,
    /// On this day or later.
    pub from: Option<Date>,
    /// On this day or earlier.
    pub to: Option<Date>,
}

/// Who did something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// A user.
    User(UserId),
    /// A command on the server.
    Server,
}

impl Who {
    /// As it stands in entries and addresses.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Who::User(id) => id.as_str(),
            Who::Server => "system",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Who> {
        match code {
            "system" => Some(Who::Server),
            id => UserId::parse(id).ok().map(Who::User),
        }
    }
}

/// Entries that were sought, with what can be sought.
#[derive(Clone, Debug)]
pub struct Searched {
    /// The entries, the newest first.
    pub lines: Paged<Line>,
    /// The reference of the child that was sought.
    pub local_id: Option<LocalId>,
    /// Every officer, by name, with the code by which they are sought.
    pub officers: Vec<(String, String)>,
    /// Everything that was ever done, as it is kept.
    pub actions: Vec<String>,
}

/// The entries that are sought; every one where nothing is. That somebody searched is written down.
///
/// # Errors
/// [`ServiceError::Refused`] for whoever may not read the audit; [`ServiceError::NotFound`] for a child that is not there, or is
/// not the actor's to see.
pub async fn search(
    store: &Store,
    actor: &Actor,
    sought: &Sought,
    page: u32,
    moment: Moment,
) -> Result<Searched, ServiceError> {
    require(actor, Action::ReadAudit, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let mut local_id = None;
    if let Some(id) = &sought.child {
        let reach = scope(actor, Action::ViewChild)?;
        let known = child::find(&mut tx, id).await?;
        let is_theirs = caseload::is_in_scope(&mut tx, id, &reach, moment.today).await?;
        let Some(known) = known.filter(|_| is_theirs) else {
            drop(tx);
            trail::child_refused(store, moment, actor, id).await?;
            return Err(ServiceError::NotFound);
        };
        local_id = Some(known.local_id);
    }
    let after = sought.to.and_then(|to| to.tomorrow().ok());
    let criteria = audit::Sought {
        actor: sought.who.as_ref().map(Who::code),
        child: sought.child.as_ref(),
        action: sought.action.as_deref(),
        from: sought.from.map(day_begins),
        until: after.map(day_begins),
    };
    let found = if *sought == Sought::default() {
        audit::all(&mut tx, Page::new(page, LINES)).await?
    } else {
        audit::search(&mut tx, criteria, Page::new(page, LINES)).await?
    };
    let searched = Searched {
        lines: lines(&mut tx, found).await?,
        local_id,
        officers: officers(&mut tx).await?,
        actions: audit::actions(&mut tx).await?,
    };
    drop(tx);
    let by = Some(&actor.user);
    match &sought.child {
        Some(id) => {
            let subject = ("child", id.as_str());
            trail::note_alone(store, moment, by, "child-trail-read", subject).await?;
        }
        None if *sought != Sought::default() => {
            trail::note_alone(store, moment, by, "audit-searched", ("audit", "all")).await?;
        }
        None => {}
    }
    Ok(searched)
}

/// Every user by name, and the server, each with the code by which they are sought.
async fn officers(tx: &mut Tx) -> Result<Vec<(String, String)>, ServiceError> {
    let mut all: Vec<(String, String)> = user::all(tx)
        .await?
        .into_iter()
        .map(|person| (person.display_name, person.id.to_string()))
        .collect();
    all.sort();
    all.push((BY_SERVER.to_owned(), Who::Server.code().to_owned()));
    Ok(all)
}

/// The child of a reference, where the child is the actor's to see; otherwise none, as for a reference of nobody, and whoever
/// asked is in the trail.
///
/// # Errors
/// [`ServiceError::Refused`] for whoever may not read the audit.
pub async fn child_of(
    store: &Store,
    actor: &Actor,
    reference: &LocalId,
    moment: Moment,
) -> Result<Option<ChildId>, ServiceError> {
    require(actor, Action::ReadAudit, &Subject::Anything)?;
    let reach = scope(actor, Action::ViewChild)?;
    let mut tx = store.read().await?;
    let found = match child::find_by_local_id(&mut tx, reference).await? {
        Some(known) => vec![known.id],
        None => child::find_as_typed(&mut tx, reference.as_str()).await?,
    };
    // Digits that several references share name nobody.
    let [known] = &found[..] else {
        return Ok(None);
    };
    if caseload::is_in_scope(&mut tx, known, &reach, moment.today).await? {
        return Ok(Some(known.clone()));
    }
    drop(tx);
    trail::child_refused(store, moment, actor, known).await?;
    Ok(None)
}

/// Entries with the names of those who made them.
async fn lines(tx: &mut Tx, found: Paged<Recorded>) -> Result<Paged<Line>, ServiceError> {
    let names: BTreeMap<String, String> = user::all(tx)
        .await?
        .into_iter()
        .map(|person| (person.id.to_string(), person.display_name))
        .collect();
    let mut items = Vec::with_capacity(found.items.len());
    for entry in found.items {
        let at = entry.at.parse::<Timestamp>();
        let at = at.map_err(|error| ServiceError::Broken(Box::new(error)))?;
        let who = match names.get(&entry.actor) {
            Some(name) => name.clone(),
            None if entry.actor == "system" => BY_SERVER.to_owned(),
            None => entry.actor,
        };
        items.push(Line {
            sequence: entry.sequence,
            at,
            who,
            action: entry.action,
            subject_kind: entry.subject_kind,
            subject_id: entry.subject_id,
        });
    }
    Ok(Paged {
        items,
        total: found.total,
        page: found.page,
    })
}

/// Seals, once, what an older version of the program wrote without seals. Returns how many rows.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be written.
pub async fn seal_bare(store: &Store, moment: Moment) -> Result<u64, ServiceError> {
    let mut tx = store.begin().await?;
    let rows = audit::seal_bare(&mut tx).await?;
    trail::note(&mut tx, moment, None, "rows-sealed", ("audit", "all")).await?;
    tx.commit().await?;
    Ok(rows)
}
