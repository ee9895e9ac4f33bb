//! Saves a part of what is being scored, over the version that the scorer saw.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{self, OpenScoring, Scoring, load_to_save};
use super::to_json;
use crate::access::Actor;
use crate::engine::Context;
use crate::ids::ProfileId;
use crate::needs::{AreaId, DomainId, Grounds, Level, NeedsProfile};
use crate::rules::RuleBook;
use crate::service::{Moment, ServiceError, trail};
use crate::store::{Store, StoreError};

/// The levels and evidence of one area, as its page was filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AreaWork {
    /// The levels chosen.
    pub levels: BTreeMap<DomainId, Level>,
    /// The domains on which there is not enough evidence to say a level.
    pub unevidenced: BTreeSet<DomainId>,
    /// The evidence given.
    pub evidence: BTreeMap<DomainId, Grounds>,
}

/// How a save ended.
#[derive(Debug)]
pub enum Saved {
    /// It is saved.
    Done,
    /// It was saved elsewhere since, or a colleague took it over; here is what that left.
    Lost(Box<OpenScoring>),
}

/// Saves an area: its domains' levels and evidence become what was given, the others stay.
///
/// # Errors
/// [`ServiceError::NotFound`] if there is no such draft of the actor's, or no such area.
pub async fn save_area(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    (id, based_on): (&ProfileId, i64),
    area: &AreaId,
    work: &AreaWork,
    moment: Moment,
) -> Result<Saved, ServiceError> {
    save(store, book, actor, (id, based_on), moment, |open| {
        let area = open.rules.areas.iter().find(|known| known.id == *area);
        let area = area.ok_or(ServiceError::NotFound)?;
        let mut levels = open.scoring.needs.levels().clone();
        let mut unevidenced = open.scoring.needs.unevidenced().clone();
        let mut evidence = open.scoring.needs.evidence().clone();
        for domain in &area.domains {
            set(&mut levels, &domain.id, work.levels.get(&domain.id));
            set(&mut evidence, &domain.id, work.evidence.get(&domain.id));
            unevidenced.remove(&domain.id);
        }
        unevidenced.extend(work.unevidenced.iter().cloned());
        let needs = open.scoring.needs.clone();
        let needs = needs
            .with_levels(levels)
            .with_unevidenced(unevidenced)
            .with_evidence(evidence);
        Ok(Scoring {
            needs,
            ..open.scoring.clone()
        })
    })
    .await
}

fn set<T: Clone>(map: &mut BTreeMap<DomainId, T>, domain: &DomainId, value: Option<&T>) {
    match value {
        Some(value) => map.insert(domain.clone(), value.clone()),
        None => map.remove(domain),
    };
}

/// Saves what was judged of needs besides levels: points, bands that are picked, provision, hours, an
/// agreed amount. Levels and their evidence stay.
///
/// # Errors
/// [`ServiceError::NotFound`] if there is no such draft of the actor's, or its rules read levels alone.
pub async fn save_judged(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    draft: (&ProfileId, i64),
    judged: &NeedsProfile,
    moment: Moment,
) -> Result<Saved, ServiceError> {
    save(store, book, actor, draft, moment, |open| {
        if !open.rules.inputs().are_judged() {
            return Err(ServiceError::NotFound);
        }
        let kept = &open.scoring.needs;
        let needs = judged
            .clone()
            .with_levels(kept.levels().clone())
            .with_unevidenced(kept.unevidenced().clone())
            .with_evidence(kept.evidence().clone());
        Ok(Scoring {
            needs,
            ..open.scoring.clone()
        })
    })
    .await
}

/// Saves setting, primary need, share of full time and what else the rules ask of the case.
///
/// # Errors
/// [`ServiceError::NotFound`] if there is no such draft of the actor's.
pub async fn save_setting(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    draft: (&ProfileId, i64),
    asked: &Context,
    moment: Moment,
) -> Result<Saved, ServiceError> {
    save(store, book, actor, draft, moment, |open| {
        Ok(Scoring {
            setting: Some(asked.setting),
            primary_need: asked.primary_need,
            fte: asked.fte,
            hours: asked.hours,
            facts: asked.facts.clone(),
            ..open.scoring.clone()
        })
    })
    .await
}

/// Saves the answers to the rule set's questions.
///
/// # Errors
/// [`ServiceError::NotFound`] if there is no such draft of the actor's.
pub async fn save_answers(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    draft: (&ProfileId, i64),
    answers: &BTreeMap<String, String>,
    moment: Moment,
) -> Result<Saved, ServiceError> {
    save(store, book, actor, draft, moment, |open| {
        Ok(Scoring {
            answers: answers.clone(),
            ..open.scoring.clone()
        })
    })
    .await
}

async fn save(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    (id, based_on): (&ProfileId, i64),
    moment: Moment,
    change: impl FnOnce(&OpenScoring) -> Result<Scoring, ServiceError>,
) -> Result<Saved, ServiceError> {
    let mut tx = store.begin().await?;
    let open = load_to_save(&mut tx, book, actor, id, moment).await?;
    if open.with_colleague.is_some() || open.version != based_on {
        return Ok(Saved::Lost(Box::new(open)));
    }
    let document = to_json(&change(&open)?)?;
    let key = draft::key(&actor.user, id);
    match crate::store::draft::save(&mut tx, &key, &document, based_on, moment.instant).await {
        Ok(_) => {}
        Err(StoreError::Conflict) => {
            tx.rollback().await?;
            let now = draft::open_to_save(store, book, actor, id, moment).await?;
            return Ok(Saved::Lost(Box::new(now)));
        }
        Err(error) => return Err(error.into()),
    }
    let subject = ("profile", id.as_str());
    trail::note(&mut tx, moment, Some(&actor.user), "scoring-saved", subject).await?;
    tx.commit().await?;
    Ok(Saved::Done)
}
