//! What-if scenarios: tried at once by expected values, saved in versions, set beside each other.

use std::sync::Arc;

use super::basis;
use super::cohort::{self, Known};
use super::kept;
use super::outlook::{YEARS_AHEAD, carried, figures_of};
use crate::access::{Action, Actor, Subject};
use crate::forecast::{
    BalanceYear, Basis, Effect, NotForecast, Projected, Projection, Scenario, standard_levers,
};
use crate::ids::ScenarioId;
use crate::rules::RuleBook;
use crate::service::beside;
use crate::service::reach::require;
use crate::service::{Moment, ServiceError, id_of_form, trail};
use crate::store::high_needs_figure::HighNeedsFigure;
use crate::store::scenario::{self, ScenarioVersion};
use crate::store::{Store, Tx};

/// The most scenarios that are set beside each other.
pub const COMPARED_MAX: usize = 4;

/// A version of a scenario, its levers read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// Which scenario.
    pub id: ScenarioId,
    /// The version.
    pub number: u32,
    /// Its name from this version on.
    pub name: String,
    /// The levers.
    pub scenario: Scenario,
    /// When it was saved.
    pub at: Moment,
}

/// A scenario and its balance as they are expected.
#[derive(Clone, Debug)]
pub struct Expected {
    /// The scenario's name.
    pub name: String,
    /// What placements cost and who is there.
    pub projected: Projected,
    /// The balance under the figures that were entered; empty where they are not.
    pub balance: Vec<BalanceYear>,
    /// What each of its levers changes after those before it.
    pub one_after_another: Vec<Effect>,
}

/// A scenario tried out.
#[derive(Clone, Debug)]
pub struct Tried {
    /// Without any lever.
    pub plain: Expected,
    /// With them.
    pub with: Expected,
    /// What each changes alone, the largest first.
    pub one_by_one: Vec<Effect>,
}

/// Why a scenario could not be tried out, in sentences.
pub type WhyNot = Vec<String>;

/// Tries a scenario out by expected values; or says why it cannot be.
///
/// # Errors
/// [`ServiceError::Refused`] for whoever may not see the forecast.
pub async fn try_out(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    scenario: &Scenario,
    moment: Moment,
) -> Result<Result<Tried, WhyNot>, ServiceError> {
    require(actor, Action::ViewForecast, &Subject::Anything)?;
    let base = match base(store, book, moment).await? {
        Ok(base) => base,
        Err(why) => return Ok(Err(vec![why])),
    };
    let scenario = scenario.clone();
    worked(move || {
        let projection = base.projection();
        let expected = |scenario: &Scenario| base.expected(&projection, scenario);
        Ok(Tried {
            plain: expected(&Scenario::default())?,
            with: expected(&scenario)?,
            one_by_one: projection.one_by_one(&scenario)?,
        })
    })
    .await
}

/// What each of the standard levers changes alone, the largest first.
///
/// # Errors
/// [`ServiceError::Refused`] for whoever may not see the forecast.
pub async fn sensitivity(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    moment: Moment,
) -> Result<Result<Vec<Effect>, WhyNot>, ServiceError> {
    require(actor, Action::ViewForecast, &Subject::Anything)?;
    let base = match base(store, book, moment).await? {
        Ok(base) => base,
        Err(why) => return Ok(Err(vec![why])),
    };
    worked(move || {
        let cohort = &base.known.cohort;
        let scenario = Scenario {
            name: String::new(),
            levers: standard_levers(&cohort.grid, cohort.last_january(), cohort.now_in("SPEC")),
        };
        base.projection().one_by_one(&scenario)
    })
    .await
}

/// Some saved scenarios beside nothing done differently, which comes first.
///
/// # Errors
/// [`ServiceError::Refused`] for whoever may not see the forecast; [`ServiceError::NotFound`] for one that is not there.
pub async fn compare(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    ids: &[ScenarioId],
    moment: Moment,
) -> Result<Result<Vec<Expected>, WhyNot>, ServiceError> {
    require(actor, Action::ViewForecast, &Subject::Anything)?;
    let base = match base(store, book, moment).await? {
        Ok(base) => base,
        Err(why) => return Ok(Err(vec![why])),
    };
    let mut scenarios = vec![Scenario {
        name: "Nothing done differently".to_owned(),
        ..Scenario::default()
    }];
    let mut tx = store.read().await?;
    for id in ids.iter().take(COMPARED_MAX) {
        let saved = read(newest(&mut tx, id).await?)?;
        scenarios.push(Scenario {
            name: saved.name,
            ..saved.scenario
        });
    }
    drop(tx);
    worked(move || {
        let projection = base.projection();
        let expected = |scenario: &Scenario| base.expected(&projection, scenario);
        scenarios.iter().map(expected).collect()
    })
    .await
}

/// What a scenario that is saved is based on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BasedOn {
    /// A version that is saved.
    Version(ScenarioId, u32),
    /// Nothing: it is new, by the key of its form.
    Nothing(Option<ScenarioId>),
}

/// Saves a scenario under a name: a new one, or the version after the one it was based on. The form of a new one that is sent
/// again saves nothing.
///
/// # Errors
/// [`ServiceError::Refused`] for whoever may not; [`ServiceError::NotFound`] if there is no such scenario;
/// [`ServiceError::Conflict`] if somebody saved a version first, or the key was used for another scenario.
pub async fn save(
    store: &Store,
    actor: &Actor,
    based_on: BasedOn,
    scenario: &Scenario,
    moment: Moment,
) -> Result<ScenarioId, ServiceError> {
    require(actor, Action::KeepForecast, &Subject::Anything)?;
    let mut tx = store.begin().await?;
    let (id, number) = match based_on {
        BasedOn::Version(id, number) => {
            newest(&mut tx, &id).await?;
            (id, number + 1)
        }
        BasedOn::Nothing(key) => (id_of_form(key, ScenarioId::parse)?, 1),
    };
    let document =
        serde_json::to_string(scenario).map_err(|error| ServiceError::Broken(Box::new(error)))?;
    if number == 1
        && let Some(first) = scenario::versions(&mut tx, &id).await?.pop()
    {
        let is_same = first.document == document && first.by.as_ref() == Some(&actor.user);
        return if is_same {
            Ok(id)
        } else {
            Err(ServiceError::Conflict)
        };
    }
    let version = ScenarioVersion {
        scenario: id.clone(),
        number,
        name: scenario.name.clone(),
        document,
        by: Some(actor.user.clone()),
        at: moment.instant,
    };
    if number == 1 {
        scenario::begin(&mut tx, &version).await?;
    } else {
        scenario::add(&mut tx, &version).await?;
    }
    let subject = ("scenario", id.as_str());
    trail::note(
        &mut tx,
        moment,
        Some(&actor.user),
        "scenario-saved",
        subject,
    )
    .await?;
    tx.commit().await?;
    Ok(id)
}

/// The newest version of every scenario, by name.
///
/// # Errors
/// [`ServiceError::Refused`] for whoever may not see the forecast.
pub async fn list(store: &Store, actor: &Actor) -> Result<Vec<Saved>, ServiceError> {
    require(actor, Action::ViewForecast, &Subject::Anything)?;
    let saved = scenario::latest(&mut store.read().await?).await?;
    saved.into_iter().map(read).collect()
}

/// Every version of a scenario, the newest first.
///
/// # Errors
/// [`ServiceError::Refused`] for whoever may not see the forecast; [`ServiceError::NotFound`] if there is none.
pub async fn versions(
    store: &Store,
    actor: &Actor,
    id: &ScenarioId,
) -> Result<Vec<Saved>, ServiceError> {
    require(actor, Action::ViewForecast, &Subject::Anything)?;
    let saved = scenario::versions(&mut store.read().await?, id).await?;
    if saved.is_empty() {
        return Err(ServiceError::NotFound);
    }
    saved.into_iter().map(read).collect()
}

/// The newest version of a scenario.
///
/// # Errors
/// [`ServiceError::NotFound`] if there is no such scenario.
pub(super) async fn newest(tx: &mut Tx, id: &ScenarioId) -> Result<ScenarioVersion, ServiceError> {
    let mut versions = scenario::versions(tx, id).await?.into_iter();
    versions.next().ok_or(ServiceError::NotFound)
}

/// The levers of a version of a scenario.
///
/// # Errors
/// [`ServiceError::NotFound`] if there is no such version.
pub(super) async fn version(
    tx: &mut Tx,
    id: &ScenarioId,
    number: u32,
) -> Result<Scenario, ServiceError> {
    let versions = scenario::versions(tx, id).await?;
    let wanted = versions
        .into_iter()
        .find(|version| version.number == number);
    Ok(read(wanted.ok_or(ServiceError::NotFound)?)?.scenario)
}

fn read(version: ScenarioVersion) -> Result<Saved, ServiceError> {
    let scenario: Scenario = serde_json::from_str(&version.document)
        .map_err(|error| ServiceError::Broken(Box::new(error)))?;
    Ok(Saved {
        id: version.scenario,
        number: version.number,
        name: version.name,
        scenario,
        at: Moment::of(version.at),
    })
}

/// What scenarios are projected from.
pub(super) struct Base {
    /// The cohort.
    pub(super) known: Arc<Known>,
    /// The figures that count.
    pub(super) figures: Vec<HighNeedsFigure>,
    /// What they follow, as simulations do.
    pub(super) basis: Basis,
}

impl Base {
    pub(super) fn projection(&self) -> Projection<'_> {
        Projection::of(
            &self.known.cohort,
            &self.basis.joining_factors,
            YEARS_AHEAD as usize,
        )
    }

    fn expected(
        &self,
        projection: &Projection<'_>,
        scenario: &Scenario,
    ) -> Result<Expected, NotForecast> {
        let projected = projection.expect(scenario)?;
        let spend = projected
            .years
            .iter()
            .map(|year| (year.year.clone(), year.spend, None))
            .collect();
        Ok(Expected {
            name: scenario.name.clone(),
            balance: carried(&self.figures, &spend)?,
            one_after_another: projection.one_after_another(scenario)?,
            projected,
        })
    }
}

/// What scenarios are projected from, or why there is nothing.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub(super) async fn base(
    store: &Store,
    book: &RuleBook,
    moment: Moment,
) -> Result<Result<Base, String>, ServiceError> {
    let mut tx = store.read().await?;
    let figures = figures_of(&mut tx).await?;
    // Taken before the records are read: what is written meanwhile is seen by the next page.
    let stamp = kept::stamp(&mut tx, moment).await?;
    let is_large = beside::is_large(&mut tx).await?;
    drop(tx);
    if let Some(found) = store.memory().recall::<(Arc<Known>, Basis)>(&stamp) {
        let (known, basis) = (Arc::clone(&found.0), found.1.clone());
        return Ok(Ok(Base {
            known,
            figures,
            basis,
        }));
    }
    let known = match cohort::load(store, book, moment).await? {
        Ok(known) => Arc::new(known),
        Err(why) => return Ok(Err(why)),
    };
    let basis = basis::of(store, &known, YEARS_AHEAD, moment).await?;
    if is_large {
        // A page of levers asks for the same cohort again and again.
        let thing = Arc::new((Arc::clone(&known), basis.clone()));
        store.memory().remember(&stamp, &thing);
    }
    Ok(Ok(Base {
        known,
        figures,
        basis,
    }))
}

/// Works something out off the thread that answers; levers that cannot be are sentences.
///
/// # Errors
/// [`ServiceError::Broken`] if it cannot be worked out at all.
pub(super) async fn worked<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, NotForecast> + Send + 'static,
) -> Result<Result<T, WhyNot>, ServiceError> {
    let done = tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| ServiceError::Broken(Box::new(error)))?;
    match done {
        Ok(done) => Ok(Ok(done)),
        Err(NotForecast::Scenario(refused)) => Ok(Err(refused
            .problems
            .into_iter()
            .map(|problem| problem.sentence)
            .collect())),
        Err(error) => Err(ServiceError::Broken(Box::new(error))),
    }
}
