//! The SENCO writes a request, area by area; it is a draft of its writer until it is sent.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

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
    /// Why it is asked, and what was tried; empty until that is saved.
    pub words: String,
    /// Counts the saves: what the next one must be based on; 0 before the first.
    pub version: i64,
    establishment: EstablishmentId,
}

/// A draft as it is kept.
#[derive(Serialize, Deserialize)]
struct Written {
    needs: NeedsProfile,
    words: String,
}

impl Written {
    /// Reads what is kept. Drafts of before words were kept with them are the needs alone.
    fn read(document: &str) -> Result<Written, ServiceError> {
        serde_json::from_str(document).or_else(|_| {
            let needs = serde_json::from_str(document)
                .map_err(|error| ServiceError::Broken(Box::new(error)))?;
            let words = String::new();
            Ok(Written { needs, words })
        })
    }
}

impl RequestDraft {
    fn with_needs(&self, needs: NeedsProfile) -> Written {
        let words = self.words.clone();
        Written { needs, words }
    }

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
    /// It does not say why it is asked yet.
    NoWords,
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

/// Keeps a request as a draft, where none is kept.
pub(super) async fn keep_again(
    tx: &mut Tx,
    key: &DraftKey,
    asked: &SupportRequest,
    moment: Moment,
) -> Result<(), ServiceError> {
    if draft::find(tx, key).await?.is_none() {
        let written = Written {
            needs: asked.needs.clone(),
            words: asked.words.clone(),
        };
        draft::save(tx, key, &to_json(&written)?, 0, moment.instant).await?;
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
    let (written, version) = match kept {
        Some(kept) => (Some(Written::read(&kept.document)?), kept.version),
        None => (None, 0),
    };
    let (needs, words) = written
        .map(|written| (written.needs, written.words))
        .unwrap_or_default();
    Ok(RequestDraft {
        about,
        rules,
        needs,
        words,
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
        Ok(open.with_needs(needs.with_levels(levels).with_evidence(evidence)))
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
        Ok(open.with_needs(match said.support_hours() {
            Some(hours) => needs.with_support_hours(hours),
            None => needs,
        }))
    })
    .await
}

/// Saves why it is asked, and what was tried. What was said of needs stays.
///
/// # Errors
/// As [`begin`].
pub async fn save_words(
    store: &Store,
    rules: (&RuleBook, &str),
    actor: &Actor,
    draft: (&ChildId, i64),
    words: &str,
    moment: Moment,
) -> Result<SavedDraft, ServiceError> {
    save(store, rules, actor, draft, moment, |open| {
        Ok(Written {
            needs: open.needs.clone(),
            words: words.to_owned(),
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
    changed: impl FnOnce(&RequestDraft) -> Result<Written, ServiceError>,
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

/// Sends what was written.
///
/// # Errors
/// As [`begin`].
pub async fn send(
    store: &Store,
    rules: (&RuleBook, &str),
    actor: &Actor,
    (id, based_on): (&ChildId, i64),
    moment: Moment,
) -> Result<SentRequest, ServiceError> {
    let mut tx = store.begin().await?;
    let open = load(&mut tx, rules, actor, id, moment).await?;
    if open.version != based_on {
        // The same form, sent again, finds no draft any more and its own request.
        let waiting = support_request::waiting_for(&mut tx, id).await?;
        let is_sent = waiting.is_some_and(|sent| sent.raised_by == actor.user);
        return Ok(if open.version == 0 && is_sent {
            SentRequest::Done
        } else {
            SentRequest::Lost(Box::new(open))
        });
    }
    if open.says_nothing() {
        return Ok(SentRequest::Empty);
    }
    if open.words.is_empty() {
        return Ok(SentRequest::NoWords);
    }
    let made = request(actor, id, &open, moment.instant)?;
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
    at: Timestamp,
) -> Result<SupportRequest, ServiceError> {
    Ok(SupportRequest {
        id: new_id(SupportRequestId::parse)?,
        child: id.clone(),
        establishment: open.establishment.clone(),
        rule_set: open.rules.digest().clone(),
        needs: open.needs.clone(),
        words: open.words.clone(),
        raised_by: actor.user.clone(),
        raised_at: at,
        state: RequestState::Sent,
        answer: String::new(),
        profile: None,
        answered_by: None,
        answered_at: None,
    })
}
