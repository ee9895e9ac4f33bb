//! The SENCO writes a request, area by area; it is a draft of its writer until it is sent.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::access::{Action, Actor};
use crate::ids::{ChildId, EstablishmentId, SupportRequestId, UserId};
use crate::needs::{AreaId, DomainId, NeedsProfile};
use crate::rules::{RuleBook, RuleSet};
use crate::service::scoring::{About, AreaWork, child_for, to_json};
use crate::service::{Moment, ServiceError, new_id, rule_life, trail};
use crate::store::draft::{self, DraftKey};
use crate::store::support_request::{self, RequestState, SupportRequest};
use crate::store::{Store, StoreError, Tx, placement};

/// The name of this form among the drafts.
const FORM: &str = "support-request";

/// A request that is being written.
#[derive(Debug)]
pub struct RequestDraft {
    /// For whom.
    pub about: About,
    /// The rules in force, whose areas are asked about.
    pub rules: RuleSet,
    /// What was said so far.
    pub needs: NeedsProfile,
    /// Counts the saves: what the next one must be based on; 0 before the first.
    pub version: i64,
    establishment: EstablishmentId,
}

impl RequestDraft {
    /// Whether the rules read provision or hours of support, which a school can say.
    #[must_use]
    pub fn asks_provision(&self) -> bool {
        let inputs = self.rules.inputs();
        inputs.provision || inputs.support_hours
    }

    /// Whether nothing was said of what the rules read; where they read nothing that a school can say, its words are enough.
    fn says_nothing(&self) -> bool {
        let (needs, asks) = (&self.needs, self.asks_provision());
        let is_blank = needs.levels().is_empty()
            && needs.evidence().is_empty()
            && needs.provision().is_empty()
            && needs.support_hours().is_none();
        is_blank && (asks || !self.rules.areas.is_empty())
    }
}

/// How a save ended.
#[derive(Debug)]
pub enum SavedDraft {
    /// It is saved.
    Done,
    /// It was saved elsewhere since; here is what that left.
    Lost(Box<RequestDraft>),
}

/// How a request was sent.
#[derive(Debug)]
pub enum SentRequest {
    /// It waits for the council.
    Done,
    /// Another for the child waits already.
    Waiting,
    /// No area says anything yet.
    Empty,
    /// It was saved elsewhere since; here is what that left.
    Lost(Box<RequestDraft>),
}

/// Opens what the actor is writing about a child.
///
/// # Errors
/// [`ServiceError::NotFound`] if there is no such child at the actor's own establishments, which is written down, or no
/// rule set is in force.
pub async fn begin(
    store: &Store,
    (book, authority): (&RuleBook, &str),
    actor: &Actor,
    id: &ChildId,
    moment: Moment,
) -> Result<RequestDraft, ServiceError> {
    let mut tx = store.read().await?;
    let found = load(&mut tx, (book, authority), actor, id, moment).await;
    drop(tx);
    let of = (id, "support-request-opened");
    trail::asked_for_child(store, moment, actor, of, found).await
}

pub(super) fn key(actor: &UserId, child: &ChildId) -> DraftKey {
    DraftKey {
        owner: actor.clone(),
        form: FORM.to_owned(),
        subject: child.to_string(),
    }
}

/// Keeps needs as a draft, where none is kept.
pub(super) async fn keep_again(
    tx: &mut Tx,
    key: &DraftKey,
    needs: &NeedsProfile,
    moment: Moment,
) -> Result<(), ServiceError> {
    if draft::find(tx, key).await?.is_none() {
        draft::save(tx, key, &to_json(needs)?, 0, moment.instant).await?;
    }
    Ok(())
}

async fn load(
    tx: &mut Tx,
    (book, authority): (&RuleBook, &str),
    actor: &Actor,
    id: &ChildId,
    moment: Moment,
) -> Result<RequestDraft, ServiceError> {
    let (_, about) = child_for(tx, actor, Action::RequestSupport, id, moment).await?;
    let rules = rule_life::rules_on(tx, book, authority, moment.today)
        .await?
        .map_err(|_| ServiceError::NotFound)?;
    let places = placement::on_day(tx, id, moment.today).await?;
    let establishment = places
        .into_iter()
        .filter_map(|place| place.establishment)
        .find(|place| actor.establishments.contains(place))
        .ok_or(ServiceError::NotFound)?;
    let kept = draft::find(tx, &key(&actor.user, id)).await?;
    let (needs, version) = match kept {
        Some(kept) => {
            let needs = serde_json::from_str(&kept.document)
                .map_err(|error| ServiceError::Broken(Box::new(error)))?;
            (needs, kept.version)
        }
        None => (NeedsProfile::default(), 0),
    };
    Ok(RequestDraft {
        about,
        rules,
        needs,
        version,
        establishment,
    })
}

/// Saves an area: its domains' levels and evidence become what was given, the others stay.
///
/// # Errors
/// As [`begin`]; [`ServiceError::NotFound`] if there is no such area.
pub async fn save_area(
    store: &Store,
    rules: (&RuleBook, &str),
    actor: &Actor,
    (id, based_on): (&ChildId, i64),
    (area, work): (&AreaId, &AreaWork),
    moment: Moment,
) -> Result<SavedDraft, ServiceError> {
    save(store, rules, actor, (id, based_on), moment, |open| {
        let known = open.rules.areas.iter().find(|known| known.id == *area);
        let domains = &known.ok_or(ServiceError::NotFound)?.domains;
        let of_area = |domain: &DomainId| domains.iter().any(|one| one.id == *domain);
        let needs = open.needs.clone();
        let levels = with(needs.levels(), &work.levels, of_area);
        let evidence = with(needs.evidence(), &work.evidence, of_area);
        Ok(needs.with_levels(levels).with_evidence(evidence))
    })
    .await
}

/// Saves what was said besides levels: lines of provision and hours of support. The areas stay.
///
/// # Errors
/// As [`begin`]; [`ServiceError::NotFound`] if the rules read neither.
pub async fn save_provision(
    store: &Store,
    rules: (&RuleBook, &str),
    actor: &Actor,
    draft: (&ChildId, i64),
    said: &NeedsProfile,
    moment: Moment,
) -> Result<SavedDraft, ServiceError> {
    save(store, rules, actor, draft, moment, |open| {
        if !open.asks_provision() {
            return Err(ServiceError::NotFound);
        }
        let kept = &open.needs;
        let needs = NeedsProfile::of_levels(kept.levels().clone())
            .with_evidence(kept.evidence().clone())
            .with_provision(said.provision().to_vec());
        Ok(match said.support_hours() {
            Some(hours) => needs.with_support_hours(hours),
            None => needs,
        })
    })
    .await
}

/// Saves the draft as it is after a change, if nobody saved it since.
async fn save(
    store: &Store,
    rules: (&RuleBook, &str),
    actor: &Actor,
    (id, based_on): (&ChildId, i64),
    moment: Moment,
    changed: impl FnOnce(&RequestDraft) -> Result<NeedsProfile, ServiceError>,
) -> Result<SavedDraft, ServiceError> {
    let mut tx = store.begin().await?;
    let open = load(&mut tx, rules, actor, id, moment).await?;
    if open.version != based_on {
        return Ok(SavedDraft::Lost(Box::new(open)));
    }
    let document = to_json(&changed(&open)?)?;
    let saved: Result<i64, StoreError> = draft::save(
        &mut tx,
        &key(&actor.user, id),
        &document,
        based_on,
        moment.instant,
    )
    .await;
    match saved {
        Ok(_) => {}
        Err(StoreError::Conflict) => {
            tx.rollback().await?;
            let now = begin(store, rules, actor, id, moment).await?;
            return Ok(SavedDraft::Lost(Box::new(now)));
        }
        Err(error) => return Err(error.into()),
    }
    let subject = ("child", id.as_str());
    trail::note(
        &mut tx,
        moment,
        Some(&actor.user),
        "support-request-saved",
        subject,
    )
    .await?;
    tx.commit().await?;
    Ok(SavedDraft::Done)
}

/// What was kept of other areas, and what was given of this one.
fn with<T: Clone>(
    kept: &BTreeMap<DomainId, T>,
    given: &BTreeMap<DomainId, T>,
    of_area: impl Fn(&DomainId) -> bool,
) -> BTreeMap<DomainId, T> {
    let others = kept.iter().filter(|(domain, _)| !of_area(domain));
    let mine = given.iter().filter(|(domain, _)| of_area(domain));
    others
        .chain(mine)
        .map(|(domain, value)| (domain.clone(), value.clone()))
        .collect()
}

/// Sends what was written, with why.
///
/// # Errors
/// As [`begin`].
pub async fn send(
    store: &Store,
    rules: (&RuleBook, &str),
    actor: &Actor,
    (id, based_on): (&ChildId, i64),
    words: &str,
    moment: Moment,
) -> Result<SentRequest, ServiceError> {
    let mut tx = store.begin().await?;
    let open = load(&mut tx, rules, actor, id, moment).await?;
    if open.version != based_on {
        return Ok(SentRequest::Lost(Box::new(open)));
    }
    if open.says_nothing() {
        return Ok(SentRequest::Empty);
    }
    let made = request(actor, id, &open, words, moment.instant)?;
    match support_request::insert(&mut tx, &made).await {
        Ok(()) => {}
        Err(StoreError::Conflict) => {
            tx.rollback().await?;
            return Ok(SentRequest::Waiting);
        }
        Err(error) => return Err(error.into()),
    }
    draft::discard(&mut tx, &key(&actor.user, id)).await?;
    let subject = ("support-request", made.id.as_str());
    trail::note(
        &mut tx,
        moment,
        Some(&actor.user),
        "support-requested",
        subject,
    )
    .await?;
    tx.commit().await?;
    Ok(SentRequest::Done)
}

fn request(
    actor: &Actor,
    id: &ChildId,
    open: &RequestDraft,
    words: &str,
    at: Timestamp,
) -> Result<SupportRequest, ServiceError> {
    Ok(SupportRequest {
        id: new_id(SupportRequestId::parse)?,
        child: id.clone(),
        establishment: open.establishment.clone(),
        rule_set: open.rules.digest().clone(),
        needs: open.needs.clone(),
        words: words.to_owned(),
        raised_by: actor.user.clone(),
        raised_at: at,
        state: RequestState::Sent,
        answer: String::new(),
        profile: None,
        answered_by: None,
        answered_at: None,
    })
}
