//! The council makes a record of who was asked for, or finds the one that there is, or declines.

use crate::access::{Action, Actor};
use crate::ids::{ChildId, ChildRequestId, LocalId, PlacementId, SupportRequestId};
use crate::money::Fte;
use crate::needs::NeedsProfile;
use crate::rules::RuleBook;
use crate::service::reach::allows;
use crate::service::scoring::child_for;
use crate::service::{Moment, ServiceError, new_id, rule_life, trail};
use crate::store::child::{self, Child};
use crate::store::child_request::{self, ChildRequestLine, ChildRequestState};
use crate::store::identity::{self, Identity};
use crate::store::placement::{self, Placement};
use crate::store::support_request::{self, RequestState, SupportRequest};
use crate::store::{Store, StoreError, Tx, establishment};

/// A record that may be the child's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// Which.
    pub child: ChildId,
    /// The local reference.
    pub local_id: LocalId,
    /// Given and family name.
    pub name: String,
    /// Why it may be.
    pub why: &'static str,
}

/// A request with the records that may be the child's.
#[derive(Debug)]
pub struct OpenChildRequest {
    /// The request.
    pub line: ChildRequestLine,
    /// Records that the reader may open, the likeliest first.
    pub matches: Vec<Match>,
    /// Whether the reader answers it; otherwise it is of the reader's own school.
    pub answers: bool,
}

/// What is decided about a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decided {
    /// A new record under a reference.
    New(LocalId),
    /// It is a child on record.
    Is(ChildId),
    /// It is the child on record under a reference.
    IsOfReference(LocalId),
    /// Nobody is put on record; why.
    Declined(String),
}

/// How an answer ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Put {
    /// The child is on record, and the school's request waits there.
    OnRecord(SupportRequestId),
    /// It was declined.
    Declined,
    /// Somebody answered it, or took it back, first.
    Lost,
    /// The reference, or the pupil number, stands on another record.
    Taken,
    /// There is no such record.
    NoRecord,
    /// A request for that child waits already.
    Waiting,
    /// No rule set is in force, in whose domains a request is written.
    NoRules,
}

/// The most records that are offered.
const MATCHES_MAX: usize = 10;

/// Opens a request for whoever answers it, or for the SENCO of the school that asks.
///
/// # Errors
/// [`ServiceError::NotFound`] if there is no such request for the actor.
pub async fn open(
    store: &Store,
    actor: &Actor,
    id: &ChildRequestId,
    moment: Moment,
) -> Result<OpenChildRequest, ServiceError> {
    let mut tx = store.read().await?;
    let answers = allows(actor, Action::TakeOverRequest);
    let line = load(&mut tx, actor, id).await?;
    let waits = line.request.state == ChildRequestState::Sent;
    let matches = if answers && waits {
        matches(&mut tx, actor, &line, moment).await?
    } else {
        Vec::new()
    };
    drop(tx);
    let (by, subject) = (Some(&actor.user), ("child-request", id.as_str()));
    trail::note_alone(store, moment, by, "child-asked-for-viewed", subject).await?;
    let shown = matches.iter().map(|found| &found.child);
    trail::listed(store, moment, actor, "child-request", shown).await?;
    Ok(OpenChildRequest {
        line,
        matches,
        answers,
    })
}

async fn load(
    tx: &mut Tx,
    actor: &Actor,
    id: &ChildRequestId,
) -> Result<ChildRequestLine, ServiceError> {
    let line = child_request::find(tx, id).await?;
    let line = line.ok_or(ServiceError::NotFound)?;
    let is_own = allows(actor, Action::RequestSupport)
        && actor.establishments.contains(&line.request.establishment);
    if is_own || allows(actor, Action::TakeOverRequest) {
        Ok(line)
    } else {
        Err(ServiceError::NotFound)
    }
}

/// The records that may be the child's: by the pupil number, now or before, then by birth date and family name.
async fn matches(
    tx: &mut Tx,
    actor: &Actor,
    line: &ChildRequestLine,
    moment: Moment,
) -> Result<Vec<Match>, ServiceError> {
    let asked = &line.request.asked;
    let mut found: Vec<(ChildId, &'static str)> = Vec::new();
    if let Some(upn) = &asked.upn {
        let now = child::find_by_upn(tx, upn).await?;
        found.extend(now.map(|child| (child.id, "the same UPN")));
        let before = identity::find_by_former_upn(tx, upn).await?;
        found.extend(
            before
                .into_iter()
                .map(|child| (child, "had the same UPN before")),
        );
    }
    if let Some(born) = asked.birth_date {
        let named = identity::born_and_called(tx, born, &asked.surname).await?;
        found.extend(
            named
                .into_iter()
                .map(|child| (child, "the same birth date and family name")),
        );
    }
    let mut seen: Vec<Match> = Vec::new();
    for (id, why) in found {
        if seen.len() == MATCHES_MAX || seen.iter().any(|known| known.child == id) {
            continue;
        }
        match child_for(tx, actor, Action::TakeOverRequest, &id, moment).await {
            Ok((_, about)) => seen.push(Match {
                child: id,
                local_id: about.local_id.clone(),
                name: about.shown(),
                why,
            }),
            // Not the actor's to open: it is not there.
            Err(ServiceError::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(seen)
}

/// Answers a request: makes a record with a placement at the school, or finds the one that there is, and keeps the school's words
/// as a request for extra support for it; or declines.
///
/// # Errors
/// [`ServiceError::NotFound`] if there is no such request, or the actor does not answer any.
pub async fn answer(
    store: &Store,
    rules: (&RuleBook, &str),
    actor: &Actor,
    id: &ChildRequestId,
    decided: &Decided,
    moment: Moment,
) -> Result<Put, ServiceError> {
    if !allows(actor, Action::TakeOverRequest) {
        return Err(ServiceError::NotFound);
    }
    let mut tx = store.begin().await?;
    let line = load(&mut tx, actor, id).await?;
    if line.request.state != ChildRequestState::Sent {
        return Ok(Put::Lost);
    }
    let put = carry_out(&mut tx, rules, actor, (&line, decided), moment).await?;
    let action = match &put {
        Put::OnRecord(_) => "child-asked-for-on-record",
        Put::Declined => "child-asked-for-declined",
        _ => {
            tx.rollback().await?;
            return Ok(put);
        }
    };
    let subject = ("child-request", id.as_str());
    trail::note(&mut tx, moment, Some(&actor.user), action, subject).await?;
    tx.commit().await?;
    Ok(put)
}

async fn carry_out(
    tx: &mut Tx,
    rules: (&RuleBook, &str),
    actor: &Actor,
    (line, decided): (&ChildRequestLine, &Decided),
    moment: Moment,
) -> Result<Put, ServiceError> {
    let by = (&actor.user, moment.instant);
    let id = &line.request.id;
    let child = match decided {
        Decided::Declined(why) => {
            let to = (ChildRequestState::Declined, None, why.as_str());
            return Ok(match child_request::answer(tx, id, to, by).await {
                Ok(()) => Put::Declined,
                Err(StoreError::Conflict) => Put::Lost,
                Err(error) => return Err(error.into()),
            });
        }
        Decided::New(reference) => match make(tx, line, reference, moment).await {
            Ok(child) => {
                let subject = ("child", child.as_str());
                let made = "child-put-on-record";
                trail::note(tx, moment, Some(&actor.user), made, subject).await?;
                child
            }
            Err(ServiceError::Conflict) => return Ok(Put::Taken),
            Err(error) => return Err(error),
        },
        Decided::Is(child) => match on_record(tx, actor, child, moment).await? {
            Some(child) => child,
            None => return Ok(Put::NoRecord),
        },
        Decided::IsOfReference(reference) => {
            let known = child::find_by_local_id(tx, reference).await?;
            let Some(known) = known else {
                return Ok(Put::NoRecord);
            };
            match on_record(tx, actor, &known.id, moment).await? {
                Some(child) => child,
                None => return Ok(Put::NoRecord),
            }
        }
    };
    let put = go_on(tx, rules, (line, &child), moment).await?;
    if matches!(put, Put::OnRecord(_)) {
        let to = (ChildRequestState::OnRecord, Some(&child), "");
        match child_request::answer(tx, id, to, by).await {
            Ok(()) => {}
            Err(StoreError::Conflict) => return Ok(Put::Lost),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(put)
}

/// A child on record, if it is the actor's to open.
async fn on_record(
    tx: &mut Tx,
    actor: &Actor,
    id: &ChildId,
    moment: Moment,
) -> Result<Option<ChildId>, ServiceError> {
    match child_for(tx, actor, Action::TakeOverRequest, id, moment).await {
        Ok((child, _)) => Ok(Some(child.id)),
        Err(ServiceError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Makes the record: who the child is, and a placement at the school that asks, of which nobody said since when.
async fn make(
    tx: &mut Tx,
    line: &ChildRequestLine,
    reference: &LocalId,
    moment: Moment,
) -> Result<ChildId, ServiceError> {
    let (asked, at) = (&line.request.asked, &line.request.establishment);
    let school = establishment::find(tx, at)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let own = child::most_common_authority(tx).await?;
    let authority = own.or(school.authority).ok_or(ServiceError::NotFound)?;
    let made = Child {
        id: new_id(ChildId::parse)?,
        local_id: reference.clone(),
        uln: None,
        maintaining_authority: authority.clone(),
        paying_authority: authority,
        responsible_authority: None,
        sex: None,
        looked_after: false,
        restricted: false,
        version: 1,
    };
    let named = Identity {
        child: made.id.clone(),
        surname: asked.surname.clone(),
        forename: asked.forename.clone(),
        birth_date: asked.birth_date,
        upn: asked.upn.clone(),
        upn_missing_reason: None,
        former_upns: Vec::new(),
    };
    let place = Placement {
        id: new_id(PlacementId::parse)?,
        child: made.id.clone(),
        establishment: Some(at.clone()),
        setting: school.setting,
        setting_other: None,
        rank: 1,
        from: Some(moment.today),
        to: None,
        fte: Fte::FULL,
        in_sen_unit: false,
        in_resourced_provision: false,
        residential: None,
        work_based: None,
        provider_authority: None,
        source: "school-request".to_owned(),
        version: 1,
    };
    let id = made.id.clone();
    child::insert_all(tx, &[made]).await?;
    identity::insert_all(tx, &[named]).await?;
    placement::insert_all(tx, &[place]).await?;
    Ok(id)
}

/// Keeps what the school said as a request for extra support for the child, asked by who asked and when.
async fn go_on(
    tx: &mut Tx,
    (book, authority): (&RuleBook, &str),
    (line, child): (&ChildRequestLine, &ChildId),
    moment: Moment,
) -> Result<Put, ServiceError> {
    let in_force = rule_life::rules_on(tx, book, authority, moment.today).await?;
    let Ok(rules) = in_force else {
        return Ok(Put::NoRules);
    };
    let of = &line.request;
    let made = SupportRequest {
        id: new_id(SupportRequestId::parse)?,
        child: child.clone(),
        establishment: of.establishment.clone(),
        rule_set: rules.digest().clone(),
        needs: NeedsProfile::default(),
        words: of.asked.words.clone(),
        raised_by: of.raised_by.clone(),
        raised_at: of.raised_at,
        state: RequestState::Sent,
        answer: String::new(),
        profile: None,
        answered_by: None,
        answered_at: None,
    };
    Ok(match support_request::insert(tx, &made).await {
        Ok(()) => Put::OnRecord(made.id),
        Err(StoreError::Conflict) => Put::Waiting,
        Err(error) => return Err(error.into()),
    })
}
