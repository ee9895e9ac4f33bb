//! What-if scenarios: tried at once by expected values, saved in versions, set beside each other.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::basis;
use super::cohort::{self, Known};
use super::kept::{self, KeptKind, KeptOutlook};
use super::outlook::{YEARS_AHEAD, carried, figures_of};
use super::past::{self, PastYear};
use crate::access::{Action, Actor, Subject};
use crate::forecast::{
    BalanceYear, Basis, Effect, MODEL_VERSION, NotForecast, Projected, Projection, Refusal,
    Scenario, standard_levers,
};
use crate::ids::{Digest, ScenarioId};
use crate::rules::RuleBook;
pub use crate::service::beside::Waits;
use crate::service::beside::{self, Standing};
use crate::service::reach::require;
use crate::service::{Moment, ServiceError, id_of_form, trail};
use crate::store::high_needs_figure::HighNeedsFigure;
use crate::store::scenario::{self, ScenarioVersion};
use crate::store::{Store, Tx, forecast_kept};

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
    /// What it does that nobody may have meant, in sentences.
    pub reported: Vec<String>,
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

/// What came of it, and of when the records are that it stands on.
pub type Told<T> = (T, Standing);

/// Why a scenario could not be tried out, in sentences.
pub type WhyNot = Vec<String>;

/// Why a scenario could not be tried out, and whose fault that is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotTried {
    /// There is nothing to try it on, or it cannot be worked out: in sentences.
    Records(WhyNot),
    /// Levers that cannot be for these records.
    Levers(Vec<Refusal>),
}

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
) -> Result<Result<Told<Tried>, NotTried>, ServiceError> {
    require(actor, Action::ViewForecast, &Subject::Anything)?;
    let base = match base(store, book, Waits::No, moment).await? {
        Ok(base) => base,
        Err(why) => return Ok(Err(NotTried::Records(vec![why]))),
    };
    let refusals = scenario.refusals(&base.known().cohort.grid);
    if !refusals.is_empty() {
        return Ok(Err(NotTried::Levers(refusals)));
    }
    let scenario = scenario.clone();
    let tried = worked(move || {
        let projection = base.projection();
        let expected = |scenario: &Scenario| base.expected(&projection, scenario);
        let tried = Tried {
            plain: expected(&Scenario::default())?,
            with: expected(&scenario)?,
            one_by_one: projection.one_by_one(&scenario)?,
        };
        Ok((tried, base.standing))
    });
    Ok(tried.await?.map_err(NotTried::Records))
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
) -> Result<Result<Told<Vec<Effect>>, WhyNot>, ServiceError> {
    require(actor, Action::ViewForecast, &Subject::Anything)?;
    let base = match base(store, book, Waits::No, moment).await? {
        Ok(base) => base,
        Err(why) => return Ok(Err(vec![why])),
    };
    worked(move || {
        let cohort = &base.known().cohort;
        let scenario = Scenario {
            name: String::new(),
            levers: standard_levers(&cohort.grid, cohort.last_january(), cohort.now_in("SPEC")),
        };
        Ok((base.projection().one_by_one(&scenario)?, base.standing))
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
) -> Result<Result<Told<Vec<Expected>>, WhyNot>, ServiceError> {
    require(actor, Action::ViewForecast, &Subject::Anything)?;
    let base = match base(store, book, Waits::No, moment).await? {
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
        let all: Result<Vec<Expected>, NotForecast> = scenarios.iter().map(expected).collect();
        Ok((all?, base.standing))
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

/// What is read and tested once of the records, whatever is tried out on it.
#[derive(Serialize, Deserialize)]
pub(super) struct Material {
    /// The cohort.
    pub(super) known: Known,
    /// What they follow, as simulations do.
    pub(super) basis: Basis,
    /// What placements of the years before came to.
    pub(super) past: Vec<PastYear>,
}

/// What scenarios are projected from.
pub(super) struct Base {
    material: Arc<Material>,
    /// The figures that count.
    pub(super) figures: Vec<HighNeedsFigure>,
    /// Of when the records are.
    pub(super) standing: Standing,
}

/// What a scenario does that nobody may have meant, in sentences.
///
/// # Errors
/// [`NotForecast`] for levers that cannot be.
pub(super) fn reported(
    projection: &Projection<'_>,
    scenario: &Scenario,
) -> Result<Vec<String>, NotForecast> {
    let problems = projection.reported(scenario)?;
    Ok(problems.into_iter().map(|one| one.sentence).collect())
}

impl Base {
    pub(super) fn known(&self) -> &Known {
        &self.material.known
    }

    pub(super) fn past(&self) -> &[PastYear] {
        &self.material.past
    }

    pub(super) fn basis(&self) -> &Basis {
        &self.material.basis
    }

    pub(super) fn projection(&self) -> Projection<'_> {
        Projection::of(
            &self.known().cohort,
            &self.basis().followed,
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
            reported: reported(projection, scenario)?,
            projected,
        })
    }
}

/// What scenarios are projected from, or why there is nothing. Of a large cohort a page gets what was read last, and a job
/// reads it again.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub(super) async fn base(
    store: &Store,
    book: &RuleBook,
    waits: Waits,
    moment: Moment,
) -> Result<Result<Base, WhyNoBase>, ServiceError> {
    let mut tx = store.read().await?;
    let figures = figures_of(&mut tx).await?;
    // Taken before the records are read: what is written meanwhile is seen by the next page.
    let stamp = kept::stamp(&mut tx, moment).await?;
    let is_large = beside::is_large(&mut tx).await?;
    let based = |material: Arc<Material>, standing| match &material.known.no_money {
        Some(why) => Err(why.clone()),
        None => Ok(Base {
            material,
            figures,
            standing,
        }),
    };
    if !is_large {
        drop(tx);
        let material = gathered(store, book, (&stamp, moment)).await?;
        return Ok(material.and_then(|material| based(material, Standing::Now)));
    }
    if let Some(material) = store.memory().recall(&stamp) {
        return Ok(based(material, Standing::Now));
    }
    if let Some(material) = kept::find::<Material>(&mut tx, KeptKind::Cohort, &stamp).await? {
        let material = Arc::new(material);
        store.memory().remember(&stamp, &material);
        return Ok(based(material, Standing::Now));
    }
    if waits == Waits::Yes {
        drop(tx);
        let material = gathered(store, book, (&stamp, moment)).await?;
        return Ok(material.and_then(|material| based(material, Standing::Now)));
    }
    let outlook: Option<KeptOutlook> = kept::find(&mut tx, KeptKind::Outlook, &stamp).await?;
    if let Some(why) = outlook.and_then(|outlook| outlook.why_not) {
        return Ok(Err(why));
    }
    let of_last = forecast_kept::last_stamp(&mut tx, KeptKind::Cohort, MODEL_VERSION).await?;
    let remembered = of_last.and_then(|(stamp, at)| Some((store.memory().recall(&stamp)?, at)));
    let last = match remembered {
        Some(last) => Some(last),
        None => {
            let last = kept::last::<Material>(&mut tx, KeptKind::Cohort).await?;
            last.map(|(material, stamp, at)| {
                let material = Arc::new(material);
                store.memory().remember(&stamp, &material);
                (material, at)
            })
        }
    };
    drop(tx);
    beside::ask_for(store, beside::OUTLOOK, "{}", moment).await?;
    Ok(match last {
        Some((material, at)) => based(material, Standing::AsOf(at)),
        None => Err(Standing::NotYet
            .sentence(|_| String::new())
            .unwrap_or_default()),
    })
}

/// Why there is nothing to project from, in a sentence.
type WhyNoBase = String;

/// Reads the cohort under a stamp, if only to count children, and tests its past. That of a large one is kept: a page of levers asks for the same again and
/// again.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be used.
pub(super) async fn gathered(
    store: &Store,
    book: &RuleBook,
    (stamp, moment): (&Digest, Moment),
) -> Result<Result<Arc<Material>, WhyNoBase>, ServiceError> {
    let known = match cohort::count(store, book, moment).await? {
        Ok(known) => Arc::new(known),
        Err(why) => return Ok(Err(why)),
    };
    let basis = basis::of(store, &known, YEARS_AHEAD, moment).await?;
    let last_january = known.cohort.last_january();
    let material = Arc::new(Material {
        known: Arc::unwrap_or_clone(known),
        basis,
        past: past::of_years(store, book, last_january, moment).await?,
    });
    if beside::is_large(&mut store.read().await?).await? {
        kept::keep(store, KeptKind::Cohort, (stamp, &*material), moment).await?;
        store.memory().remember(stamp, &material);
    }
    Ok(Ok(material))
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
