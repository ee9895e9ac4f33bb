//! A sample of profiles scored twice, the second scorer blind to the first, and how far the two agree.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::extracts::Extract;
use super::reach::{allows, require, restricted};
use super::scoring::{About, child_for, rules_of};
use super::{Moment, ServiceError, Store, trail};
use crate::access::{Action, Actor, Subject};
use crate::engine::{Context, determine};
use crate::ids::{ChildId, Digest, ProfileId};
use crate::needs::{Agreement, DomainId, Level, NeedsProfile, agreement};
use crate::rules::{RuleBook, RuleSet};
use crate::store::draft::{self, DraftKey};
use crate::store::plan::{self, PlanVersion};
use crate::store::{StoreError, Tx, plan_extract, profile, sample_draw, second_scoring};

pub use crate::store::sample_draw::SampleDraw;
pub use crate::store::second_scoring::AwaitingSecond;
use crate::store::second_scoring::BothScorings;

/// How many draws are listed.
const DRAWS_SHOWN: u32 = 20;

/// How far back agreement is measured.
const MEASURED: SignedDuration = SignedDuration::from_hours(365 * 24);

/// What somebody may do about second scorings.
#[derive(Debug)]
pub struct Desk {
    /// The profiles that the actor may score; none where the actor scores none.
    pub to_score: Option<Vec<AwaitingSecond>>,
    /// Whether the actor may choose a sample.
    pub may_choose: bool,
    /// How far scorers agree; none for who may not see it.
    pub agreement: Option<ScorersAgree>,
    /// The samples drawn last, with who drew them; none for who may draw none.
    pub draws: Option<Vec<(SampleDraw, String)>>,
}

/// How far scorers agree over a year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScorersAgree {
    /// Domain by domain.
    pub domains: Vec<DomainAgreement>,
    /// On the band that their levels come to.
    pub bands: BandAgreement,
}

/// How often two scorers' levels come to the same band. The case and all that is judged besides levels are the first's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BandAgreement {
    /// The profiles of which both scorings come to a band.
    pub profiles: u32,
    /// Those that come to the same one.
    pub same: u32,
    /// Those that come to the same one or to neighbours.
    pub within_one: u32,
}

/// How far scorers agree on a domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainAgreement {
    /// The domain.
    pub domain: DomainId,
    /// Its title in the newest rules that were scored by.
    pub title: String,
    /// How far.
    pub agreement: Agreement,
}

/// A profile that is being scored a second time, without the first levels.
#[derive(Debug)]
pub struct SecondScoring {
    /// Which profile.
    pub profile: ProfileId,
    /// Whose.
    pub about: About,
    /// By which rules.
    pub rules: RuleSet,
    /// The plan version that the first scorer read.
    pub plan: Option<PlanVersion>,
    /// The extracts of that version, to be read beside the form.
    pub extracts: Vec<Extract>,
    /// The levels that the second scorer saved to come back to; none of them counts yet.
    pub saved: BTreeMap<DomainId, Level>,
    /// Counts the saves: what the next one must be based on.
    pub version: i64,
}

/// What the actor may do about second scorings.
///
/// # Errors
/// [`ServiceError::Refused`] for who may do nothing about them.
pub async fn desk(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    moment: Moment,
) -> Result<Desk, ServiceError> {
    let scores = allows(actor, Action::ScoreSecond);
    if !scores {
        require(actor, Action::ViewAgreement, &Subject::Anything)?;
    }
    let mut tx = store.read().await?;
    let to_score = if scores {
        let seen = restricted(actor, Action::ScoreSecond)?;
        Some(second_scoring::awaiting(&mut tx, &actor.user, &seen).await?)
    } else {
        None
    };
    let agreement = if allows(actor, Action::ViewAgreement) {
        Some(measured(&mut tx, book, moment).await?)
    } else {
        None
    };
    let shown = to_score.iter().flatten().map(|line| line.child.clone());
    let shown: Vec<ChildId> = shown.collect();
    let may_choose = allows(actor, Action::ChooseSample);
    let draws = if may_choose {
        Some(sample_draw::latest(&mut tx, DRAWS_SHOWN).await?)
    } else {
        None
    };
    drop(tx);
    trail::listed(store, moment, actor, "double-scoring", &shown).await?;
    Ok(Desk {
        to_score,
        may_choose,
        agreement,
        draws,
    })
}

/// How far scorers agree, domain by domain, over a year.
///
/// # Errors
/// [`ServiceError::Refused`] for who may not see it.
pub async fn agreement_by_domain(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    moment: Moment,
) -> Result<Vec<DomainAgreement>, ServiceError> {
    require(actor, Action::ViewAgreement, &Subject::Anything)?;
    let mut tx = store.read().await?;
    Ok(measured(&mut tx, book, moment).await?.domains)
}

async fn measured(
    tx: &mut Tx,
    book: &RuleBook,
    moment: Moment,
) -> Result<ScorersAgree, ServiceError> {
    let since = moment.instant.saturating_sub(MEASURED);
    let since = since.unwrap_or(jiff::Timestamp::MIN);
    let both = second_scoring::both_since(tx, since).await?;
    let mut pairs: BTreeMap<DomainId, Vec<(Level, Level)>> = BTreeMap::new();
    for scored in &both {
        for (domain, first) in scored.first.levels() {
            if let Some(second) = scored.second.level(domain) {
                pairs
                    .entry(domain.clone())
                    .or_default()
                    .push((*first, second));
            }
        }
    }
    let mut rules: BTreeMap<Digest, RuleSet> = BTreeMap::new();
    for scored in &both {
        if !rules.contains_key(&scored.rules) {
            let known = rules_of(tx, book, &scored.rules).await?;
            rules.insert(scored.rules.clone(), known);
        }
    }
    let newest = both.last().and_then(|scored| rules.get(&scored.rules));
    let title = |domain: &DomainId| {
        let known = newest.and_then(|rules| rules.domain(domain));
        known.map_or_else(|| domain.to_string(), |known| known.title.clone())
    };
    let measured = pairs.into_iter().map(|(domain, pairs)| DomainAgreement {
        title: title(&domain),
        agreement: agreement(&pairs),
        domain,
    });
    let places = both.iter().filter_map(|scored| {
        let rules = rules.get(&scored.rules)?;
        Some((
            place(&scored.first, scored, rules)?,
            place(&scored.second, scored, rules)?,
        ))
    });
    Ok(ScorersAgree {
        domains: measured.collect(),
        bands: on_bands(places),
    })
}

/// Where the band stands, from the lowest need, that a scorer's levels come to in the case and with the rest of the first
/// scoring; none where they come to none.
fn place(levels: &NeedsProfile, scored: &BothScorings, rules: &RuleSet) -> Option<usize> {
    let context: Context = serde_json::from_str(scored.context.as_ref()?).ok()?;
    let needs = scored.first.clone().with_levels(levels.levels().clone());
    let made = determine(&needs, rules, &context);
    let band = made.band()?;
    rules.streams.iter().find_map(|stream| stream.rank(band))
}

fn on_bands(places: impl Iterator<Item = (usize, usize)>) -> BandAgreement {
    let mut found = BandAgreement::default();
    for (first, second) in places {
        found.profiles += 1;
        found.same += u32::from(first == second);
        found.within_one += u32::from(first.abs_diff(second) <= 1);
    }
    found
}

/// Opens a profile of the sample for its second scorer.
///
/// # Errors
/// [`ServiceError::NotFound`] if it does not wait for a second scorer, or the actor may not score this child's needs;
/// [`ServiceError::Refused`] for its first scorer, and for who has opened levels of the child's since it was sent.
pub async fn open(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    id: &ProfileId,
    moment: Moment,
) -> Result<SecondScoring, ServiceError> {
    let mut tx = store.read().await?;
    let opened = load(&mut tx, book, actor, id, moment).await?;
    drop(tx);
    let subject = ("profile", id.as_str());
    let by = Some(&actor.user);
    trail::note_alone(store, moment, by, "second-scoring-opened", subject).await?;
    Ok(opened)
}

async fn load(
    tx: &mut Tx,
    book: &RuleBook,
    actor: &Actor,
    id: &ProfileId,
    moment: Moment,
) -> Result<SecondScoring, ServiceError> {
    let waiting = second_scoring::find_awaiting(tx, id, &actor.user).await?;
    let waiting = waiting.ok_or(ServiceError::NotFound)?;
    let (_, about) = child_for(tx, actor, Action::ScoreSecond, &waiting.child, moment).await?;
    let subject = Subject::SecondScoring {
        has_scored: waiting.has_scored,
        has_seen_levels: waiting.has_seen_levels,
    };
    require(actor, Action::ScoreSecond, &subject)?;
    let head = profile::find(tx, id).await?.ok_or(ServiceError::NotFound)?;
    let plan = match &head.plan_version {
        Some(version) => plan::version(tx, version).await?,
        None => None,
    };
    let extracts = match &plan {
        Some(version) => plan_extract::of_version(tx, &version.id).await?,
        None => Vec::new(),
    };
    let (saved, version) = match draft::find(tx, &draft_key(actor, id)).await? {
        Some(kept) => (levels_of(&kept.document)?, kept.version),
        None => (BTreeMap::new(), 0),
    };
    Ok(SecondScoring {
        profile: id.clone(),
        about,
        rules: rules_of(tx, book, &waiting.rules).await?,
        plan,
        extracts,
        saved,
        version,
    })
}

pub(super) fn draft_key(actor: &Actor, profile: &ProfileId) -> DraftKey {
    DraftKey {
        owner: actor.user.clone(),
        form: "second-scoring".to_owned(),
        subject: profile.to_string(),
    }
}

fn levels_of(document: &str) -> Result<BTreeMap<DomainId, Level>, ServiceError> {
    let needs: NeedsProfile =
        serde_json::from_str(document).map_err(|error| ServiceError::Broken(Box::new(error)))?;
    Ok(needs.levels().clone())
}

/// Saves what the second scorer has chosen so far, to come back to. It stands beside nothing until it is kept.
///
/// # Errors
/// As [`open`]; [`ServiceError::Conflict`] if it was saved in another window since it was shown.
pub async fn save(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    (id, based_on): (&ProfileId, i64),
    levels: BTreeMap<DomainId, Level>,
    moment: Moment,
) -> Result<(), ServiceError> {
    let mut tx = store.begin().await?;
    load(&mut tx, book, actor, id, moment).await?;
    let document = serde_json::to_string(&NeedsProfile::of_levels(levels))
        .map_err(|error| ServiceError::Broken(Box::new(error)))?;
    let key = draft_key(actor, id);
    match draft::save(&mut tx, &key, &document, based_on, moment.instant).await {
        Err(StoreError::Conflict) => return Err(ServiceError::Conflict),
        saved => saved?,
    };
    let subject = ("profile", id.as_str());
    let by = Some(&actor.user);
    trail::note(&mut tx, moment, by, "second-scoring-saved", subject).await?;
    tx.commit().await?;
    Ok(())
}

/// Keeps the second scorer's levels.
///
/// # Errors
/// As [`open`]; [`ServiceError::Conflict`] if somebody scored it meanwhile.
pub async fn keep(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    id: &ProfileId,
    levels: BTreeMap<DomainId, Level>,
    moment: Moment,
) -> Result<(), ServiceError> {
    let mut tx = store.begin().await?;
    load(&mut tx, book, actor, id, moment).await?;
    let needs = NeedsProfile::of_levels(levels);
    second_scoring::keep(&mut tx, id, &actor.user, &needs, moment.instant).await?;
    draft::discard(&mut tx, &draft_key(actor, id)).await?;
    let subject = ("profile", id.as_str());
    trail::note(
        &mut tx,
        moment,
        Some(&actor.user),
        "profile-scored-again",
        subject,
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{BandAgreement, on_bands};

    #[test]
    fn bands_agree_where_they_are_the_same_or_neighbours() {
        let found = on_bands([(2, 2), (3, 2), (2, 3), (5, 2)].into_iter());
        let expected = BandAgreement {
            profiles: 4,
            same: 1,
            within_one: 3,
        };
        assert_eq!(found, expected);
        assert_eq!(on_bands([].into_iter()), BandAgreement::default());
    }
}
