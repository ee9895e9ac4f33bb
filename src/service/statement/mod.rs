//! The statement to a family about one decision: opened to be printed, or held back with the reasons.
//!
//! Only the council's own staff opens one; whether it may go out is decided by the record and by what an officer noted of
//! the recipients. Every look leaves an audit entry, a refused one too.

mod recipients;

use std::collections::BTreeSet;

use super::scoring::rules_of;
use super::{Moment, ServiceError, contacts, kept_back, payments, trail};
use crate::access::{Action, Actor, Restriction, Role, Subject, Verdict, may};
use crate::calendar::Date;
use crate::engine::{Context, Determination, determine};
use crate::explain::{
    Contacts, Decider, EarlierDays, Hold, How, Noted, Recipient, Revalued, Section, Standing,
    StatementFacts, statement,
};
use crate::ids::{ChildId, DecisionId, LocalId, UserId};
use crate::rules::{RuleBook, RuleSet};
use crate::service::deciding::OverrideReason;
use crate::store::award::{self, AwardPrice, AwardVersion};
use crate::store::child::Child;
use crate::store::decision::{self, Decision, DecisionKind};
use crate::store::recipient::{self, RecipientNote};
use crate::store::timeline::{self, Timeline};
use crate::store::{Store, Tx, user};

pub use crate::store::recipient::RecipientNoted;
pub use recipients::{NotedOutcome, Recipients, note_recipients, recipients};

/// SEN2's code for a plan that ceased because the child died (SEN2 guide, CeaseReason).
const CEASED_BY_DEATH: &str = "8";

/// A statement that was opened.
#[derive(Debug)]
pub enum Opened {
    /// It may be printed and sent.
    Ready(Box<Statement>),
    /// It may not be sent.
    HeldBack(HeldBack),
}

/// A statement that may be sent.
#[derive(Debug)]
pub struct Statement {
    /// About which decision.
    pub decision: DecisionId,
    /// About whom.
    pub child: ChildId,
    /// The local reference.
    pub local_id: LocalId,
    /// Given and family name.
    pub name: String,
    /// To whom.
    pub to: Recipient,
    /// What it says.
    pub sections: Vec<Section>,
    /// Whether it names nobody whom the family can reach, because nobody was entered.
    pub is_without_contacts: bool,
    /// The day it is made.
    pub today: Date,
}

/// A statement that may not be sent, and why.
#[derive(Debug)]
pub struct HeldBack {
    /// About whom.
    pub child: ChildId,
    /// The local reference.
    pub local_id: LocalId,
    /// The reasons, at least one.
    pub reasons: Vec<Hold>,
    /// Whether the actor may note that the recipients were checked.
    pub may_note: bool,
}

/// Opens the statement about a decision.
///
/// # Errors
/// [`ServiceError::NotFound`] if there is no such decision, or the actor may not read it; both are written down.
/// [`ServiceError::KeptBack`] for who is to judge the child's levels first.
pub async fn open(
    store: &Store,
    book: &RuleBook,
    of_server: &Contacts,
    actor: &Actor,
    id: &DecisionId,
    moment: Moment,
) -> Result<Opened, ServiceError> {
    let mut tx = store.read().await?;
    let found = match decision::find(&mut tx, id).await? {
        Some(decided) => timeline::of(&mut tx, &decided.child)
            .await?
            .filter(|found| may_do(actor, Action::ReadStatement, &found.child))
            .map(|found| (decided, found)),
        None => None,
    };
    let subject = ("decision", id.as_str());
    let Some((decided, found)) = found else {
        drop(tx);
        trail::note_alone(
            store,
            moment,
            Some(&actor.user),
            "statement-refused",
            subject,
        )
        .await?;
        return Err(ServiceError::NotFound);
    };
    if let Err(kept) = kept_back::keep(&mut tx, actor, &decided.child).await {
        drop(tx);
        let by = Some(&actor.user);
        trail::note_alone(store, moment, by, "statement-held-back", subject).await?;
        return Err(kept);
    }
    let contacts = &contacts::in_use(&mut tx, of_server).await?;
    let opened = assemble(&mut tx, book, contacts, actor, (decided, found), moment).await?;
    drop(tx);
    let seen = match &opened {
        Opened::Ready(_) => "statement-viewed",
        Opened::HeldBack(_) => "statement-held-back",
    };
    trail::note_alone(store, moment, Some(&actor.user), seen, subject).await?;
    Ok(opened)
}

/// Whether the actor may do something to a child whatever its establishment: the council's own staff.
fn may_do(actor: &Actor, action: Action, child: &Child) -> bool {
    let nowhere = BTreeSet::new();
    let child = Subject::Child {
        establishments: &nowhere,
        restriction: Restriction::of(&child.id, child.restricted),
    };
    may(actor, action, &child) == Verdict::Allowed
}

async fn assemble(
    tx: &mut Tx,
    book: &RuleBook,
    contacts: &Contacts,
    actor: &Actor,
    (decided, found): (Decision, Timeline),
    moment: Moment,
) -> Result<Opened, ServiceError> {
    let (terms, earlier) = awarded(tx, &found, &decided.id).await?;
    let noted = recipient::latest(tx, &found.child.id).await?;
    let holds = standing(
        &decided,
        &found,
        terms.as_ref(),
        noted.as_ref(),
        moment.today,
    )
    .holds();
    let known = found.identity.as_ref().zip(terms.as_ref());
    let (Some((identity, terms)), true) = (known, holds.is_empty()) else {
        return Ok(Opened::HeldBack(HeldBack {
            may_note: may_do(actor, Action::NoteRecipients, &found.child),
            child: found.child.id,
            local_id: found.child.local_id,
            reasons: holds,
        }));
    };
    let worked_out = worked_out(tx, book, &found, &decided, terms).await?;
    // What has not begun is worth what its first day is.
    let day = moment.today.max(terms.from);
    let children = std::slice::from_ref(&found.child.id);
    let now = payments::worth_on(tx, book, day, children).await?;
    let now = now.get(&terms.award).filter(|worth| worth.has_changed());
    let facts = StatementFacts {
        to: addressed(identity.birth_date, moment.today),
        how: how(&decided),
        decided_on: decided.decided_on,
        by: decider(tx, &decided.officer).await?,
        band: terms.band.as_ref(),
        annual: terms.annual,
        revalued: now.map(|worth| Revalued {
            since: worth.since,
            is_to_come: worth.since > moment.today,
            band: worth.band.as_ref(),
            annual: worth.annual,
        }),
        follows_values: terms.price == AwardPrice::Band,
        fte: terms.fte,
        from: terms.from,
        last: terms.to.and_then(|to| to.yesterday().ok()),
        earlier: &earlier,
        review_due: found
            .plans
            .last()
            .and_then(|plan| plan.plan.review_due_on)
            .filter(|due| *due >= moment.today),
        contacts,
        worked_out: worked_out.as_ref().map(|(made, rules)| (made, rules)),
    };
    Ok(Opened::Ready(Box::new(Statement {
        decision: decided.id.clone(),
        sections: statement(&facts),
        is_without_contacts: contacts.lines().is_empty(),
        to: facts.to,
        name: format!("{} {}", identity.forename, identity.surname),
        local_id: found.child.local_id.clone(),
        child: found.child.id.clone(),
        today: moment.today,
    })))
}

fn addressed(birth: Option<Date>, today: Date) -> Recipient {
    birth.map_or(Recipient::Parent, |birth| Recipient::of(birth, today))
}

/// The last award that the decision made, as it is now, and the days that its other ones pay before, the earliest first.
async fn awarded(
    tx: &mut Tx,
    found: &Timeline,
    id: &DecisionId,
) -> Result<(Option<AwardVersion>, Vec<EarlierDays>), ServiceError> {
    let mut latest: Option<AwardVersion> = None;
    let mut earlier = Vec::new();
    for (head, terms) in &found.awards {
        let versions = award::versions_of(tx, &head.id).await?;
        if versions.first().is_none_or(|first| first.decision != *id) {
            continue;
        }
        let Some(latest) = &latest else {
            latest = Some(terms.clone());
            continue;
        };
        let end = terms
            .to
            .filter(|end| terms.from < *end && *end <= latest.from);
        earlier.extend(
            end.and_then(|end| end.yesterday().ok())
                .map(|last| EarlierDays {
                    from: terms.from,
                    last,
                    annual: terms.annual,
                }),
        );
    }
    earlier.reverse();
    Ok((latest, earlier))
}

fn standing(
    decided: &Decision,
    found: &Timeline,
    terms: Option<&AwardVersion>,
    noted: Option<&RecipientNote>,
    today: Date,
) -> Standing {
    let plan = found.plans.last().map(|plan| &plan.plan);
    let ceased = plan.filter(|plan| plan.ceased_on.is_some_and(|on| on <= today));
    Standing {
        plan_ceased: ceased.is_some(),
        died: ceased.is_some_and(|plan| plan.cease_reason.as_deref() == Some(CEASED_BY_DEATH)),
        awarded: terms.is_some(),
        replaced: terms.is_some_and(|terms| is_replaced(found, decided, terms))
            || found
                .decisions
                .iter()
                .any(|later| later.supersedes.as_ref() == Some(&decided.id)),
        named: found.identity.is_some(),
        birth_known: found
            .identity
            .as_ref()
            .is_some_and(|identity| identity.birth_date.is_some()),
        looked_after: found.child.looked_after,
        restricted: found.child.restricted,
        noted: noted.map(|note| meaning(note.noted)),
    }
}

/// Whether an award of a decision was ended by a later one: on the day after its last day another's award pays, written down
/// no earlier than its end was.
fn is_replaced(found: &Timeline, decided: &Decision, terms: &AwardVersion) -> bool {
    let Some(end) = terms.to.filter(|_| terms.number > 1) else {
        return false;
    };
    let mut others = found.awards.iter().map(|(_, other)| other);
    others.any(|other| {
        other.decision != decided.id
            && other.recorded_at >= terms.recorded_at
            && other.from <= end
            && other.to.is_none_or(|to| end < to)
    })
}

fn meaning(noted: RecipientNoted) -> Noted {
    match noted {
        RecipientNoted::Checked => Noted::Checked,
        RecipientNoted::SeparatedParents => Noted::Hold(Hold::SeparatedParents),
        RecipientNoted::SocialWorker => Noted::Hold(Hold::SocialWorker),
        RecipientNoted::Died => Noted::Hold(Hold::Died),
        RecipientNoted::Other => Noted::Hold(Hold::Other),
    }
}

/// The scheme's calculation for the award's share of full time; none where the decision had none, or where its rules
/// cannot be read any more.
async fn worked_out(
    tx: &mut Tx,
    book: &RuleBook,
    found: &Timeline,
    decided: &Decision,
    terms: &AwardVersion,
) -> Result<Option<(Determination, RuleSet)>, ServiceError> {
    let made = decided.determination.as_ref();
    let made = made.and_then(|id| found.determinations.iter().find(|made| made.id == *id));
    let Some(made) = made else {
        return Ok(None);
    };
    let versions = found.profiles.iter().flat_map(|(_, versions)| versions);
    let scored = versions
        .into_iter()
        .find(|it| it.profile == made.profile && it.number == made.profile_version);
    let asked: Option<Context> = serde_json::from_str(&made.context).ok();
    let (Some(scored), Some(asked)) = (scored, asked) else {
        return Ok(None);
    };
    let rules = match rules_of(tx, book, &made.rule_set).await {
        Ok(rules) => rules,
        // What is stored is no rule set to this program: the statement stands without the arithmetic.
        Err(ServiceError::Broken(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    let context = Context {
        fte: terms.fte,
        ..asked
    };
    let again = determine(&scored.needs, &rules, &context);
    Ok(Some((again, rules)))
}

/// How the decision came about. Of an override only the listed reason is told: the officer's own words are for officers.
fn how(decided: &Decision) -> How<'static> {
    match decided.kind {
        DecisionKind::Agreed => How::Agreed,
        DecisionKind::Override => {
            let listed = OverrideReason::ALL.iter().map(|reason| reason.title());
            let told = listed
                .into_iter()
                .find(|title| decided.reason.starts_with(title));
            How::Override(told.unwrap_or(OverrideReason::Other.title()))
        }
        DecisionKind::Exceptional => How::Individual,
        DecisionKind::Tribunal => How::Ordered,
        DecisionKind::CarriedOver => How::CarriedOver,
    }
}

async fn decider(tx: &mut Tx, officer: &UserId) -> Result<Decider, ServiceError> {
    let roles = user::find(tx, officer).await?.map(|user| user.roles);
    let roles = roles.unwrap_or_default();
    Ok(if roles.contains(&Role::HeadOfSend) {
        Decider::HeadOfSend
    } else if roles.contains(&Role::Moderator) {
        Decider::Moderator
    } else {
        Decider::Officer
    })
}
