//! The council takes a request over as a draft profile, or declines it.

use crate::access::{Action, Actor, Restriction, Subject, Verdict, may};
use crate::engine::Context;
use crate::ids::{ProfileId, SupportRequestId};
use crate::needs::NeedsProfile;
use crate::rules::{RuleBook, RuleSet};
use crate::service::reach::allows;
use crate::service::scoring::{self, Begun, Course, child_for, rules_of};
use crate::service::{Moment, ServiceError, rule_life, trail};
use crate::store::support_request::{self, RequestLine, RequestState};
use crate::store::{Store, Tx, child, placement, plan};

/// A request with the rules by which it was written.
#[derive(Debug)]
pub struct OpenRequest {
    /// The request.
    pub line: RequestLine,
    /// The rules whose domains it uses.
    pub rules: RuleSet,
    /// Whether the reader answers it; otherwise it is of the reader's own school.
    pub answers: bool,
    /// Whether the child's record opens to the reader.
    pub opens_record: bool,
}

/// How taking over ended.
#[derive(Debug)]
pub enum TakenOver {
    /// The draft profile that it became.
    Done(ProfileId),
    /// Somebody answered it first.
    Lost,
    /// Another profile of the child is not decided yet.
    Underway,
    /// No rule set is in force.
    NoRules,
}

/// Opens a request for whoever answers it, or for the SENCO of the school that asks.
///
/// # Errors
/// [`ServiceError::NotFound`] if there is no such request for the actor.
pub async fn open(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    id: &SupportRequestId,
    moment: Moment,
) -> Result<OpenRequest, ServiceError> {
    let mut tx = store.read().await?;
    let answers = allows(actor, Action::TakeOverRequest);
    let line = if answers {
        load(&mut tx, actor, id, moment).await?
    } else {
        load_own(&mut tx, actor, id).await?
    };
    let child = &line.request.child;
    let opens_record = match child_for(&mut tx, actor, Action::ViewChild, child, moment).await {
        Ok(_) => true,
        Err(ServiceError::NotFound) => false,
        Err(error) => return Err(error),
    };
    let rules = rules_of(&mut tx, book, &line.request.rule_set).await?;
    drop(tx);
    let subject = ("support-request", id.as_str());
    let by = Some(&actor.user);
    trail::note_alone(store, moment, by, "support-request-viewed", subject).await?;
    Ok(OpenRequest {
        line,
        rules,
        answers,
        opens_record,
    })
}

/// A request of the actor's own establishments, wherever the child is today.
pub(super) async fn load_own(
    tx: &mut Tx,
    actor: &Actor,
    id: &SupportRequestId,
) -> Result<RequestLine, ServiceError> {
    let line = support_request::find(tx, id)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let whose = child::find(tx, &line.request.child)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let here = [line.request.establishment.clone()].into();
    let subject = Subject::Child {
        establishments: &here,
        restriction: Restriction::of(&whose.id, whose.restricted),
    };
    if may(actor, Action::RequestSupport, &subject) != Verdict::Allowed {
        return Err(ServiceError::NotFound);
    }
    Ok(line)
}

async fn load(
    tx: &mut Tx,
    actor: &Actor,
    id: &SupportRequestId,
    moment: Moment,
) -> Result<RequestLine, ServiceError> {
    let line = support_request::find(tx, id)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let child = &line.request.child;
    child_for(tx, actor, Action::TakeOverRequest, child, moment).await?;
    Ok(line)
}

/// Makes a draft profile of what the school said, for the actor to go through and send.
///
/// # Errors
/// As [`open`].
pub async fn take_over(
    store: &Store,
    (book, authority): (&RuleBook, &str),
    actor: &Actor,
    id: &SupportRequestId,
    moment: Moment,
) -> Result<TakenOver, ServiceError> {
    let mut tx = store.begin().await?;
    let line = load(&mut tx, actor, id, moment).await?;
    if line.request.state != RequestState::Sent {
        return Ok(TakenOver::Lost);
    }
    let in_force = rule_life::rules_on(&mut tx, book, authority, moment.today).await?;
    let Ok(rules) = in_force else {
        return Ok(TakenOver::NoRules);
    };
    let course = course(&mut tx, &line, moment).await?;
    let needs = known_to(&rules, &line.request.needs);
    let child = &line.request.child;
    let begun = scoring::begin_in(
        &mut tx,
        (book, authority),
        actor,
        child,
        (&course, needs),
        moment,
    )
    .await?;
    let Begun::New(profile) = begun else {
        return Ok(TakenOver::Underway);
    };
    let by = (&actor.user, moment.instant);
    match support_request::answer(&mut tx, id, (Some(&profile), ""), by).await {
        Ok(()) => {}
        Err(crate::store::StoreError::Conflict) => {
            tx.rollback().await?;
            return Ok(TakenOver::Lost);
        }
        Err(error) => return Err(error.into()),
    }
    let subject = ("support-request", id.as_str());
    let action = "support-request-taken-over";
    trail::note(&mut tx, moment, Some(&actor.user), action, subject).await?;
    tx.commit().await?;
    Ok(TakenOver::Done(profile))
}

/// What is known of the child's place and plan, as scoring begins with it.
async fn course(tx: &mut Tx, line: &RequestLine, moment: Moment) -> Result<Course, ServiceError> {
    let child = &line.request.child;
    let place = placement::on_day(tx, child, moment.today)
        .await?
        .into_iter()
        .next();
    let version = match plan::open_of(tx, child).await? {
        Some(open) => plan::latest_version(tx, &open.id).await?,
        None => None,
    };
    let (setting, fte) = place.map_or(
        (crate::needs::Setting::Unk, crate::money::Fte::FULL),
        |place| (place.setting, place.fte),
    );
    let need = version
        .as_ref()
        .and_then(|version| version.needs.first().copied());
    Ok(Course {
        plan_version: version.map(|version| version.id),
        asked: Context::year(moment.today, setting, need, fte),
        from_last: false,
    })
}

/// The levels and evidence in domains, and the provision of kinds, of the rules in force, which may be newer than the request's.
fn known_to(rules: &RuleSet, asked: &NeedsProfile) -> NeedsProfile {
    let levels = asked
        .levels()
        .iter()
        .filter(|(domain, level)| {
            let known = rules.domain(domain);
            known.is_some_and(|known| known.levels.contains_key(level))
        })
        .map(|(domain, level)| (domain.clone(), *level))
        .collect();
    let evidence = asked
        .evidence()
        .iter()
        .filter(|(domain, _)| rules.domain(domain).is_some())
        .map(|(domain, evidence)| (domain.clone(), evidence.clone()))
        .collect();
    let mut provision = asked.provision().to_vec();
    provision.retain(|line| rules.provisions().any(|kind| kind.id == line.provision));
    let needs = NeedsProfile::of_levels(levels)
        .with_evidence(evidence)
        .with_provision(provision);
    match asked
        .support_hours()
        .filter(|_| rules.inputs().support_hours)
    {
        Some(hours) => needs.with_support_hours(hours),
        None => needs,
    }
}

/// Declines a request with a reason; false if somebody answered it first.
///
/// # Errors
/// As [`open`].
pub async fn decline(
    store: &Store,
    actor: &Actor,
    id: &SupportRequestId,
    words: &str,
    moment: Moment,
) -> Result<bool, ServiceError> {
    let mut tx = store.begin().await?;
    load(&mut tx, actor, id, moment).await?;
    let by = (&actor.user, moment.instant);
    match support_request::answer(&mut tx, id, (None, words), by).await {
        Ok(()) => {}
        Err(crate::store::StoreError::Conflict) => {
            tx.rollback().await?;
            return Ok(false);
        }
        Err(error) => return Err(error.into()),
    }
    let subject = ("support-request", id.as_str());
    let action = "support-request-declined";
    trail::note(&mut tx, moment, Some(&actor.user), action, subject).await?;
    tx.commit().await?;
    Ok(true)
}
