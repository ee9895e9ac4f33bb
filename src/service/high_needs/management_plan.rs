//! The DSG management plan: placements from the forecast, the balance from what was entered, as one workbook.
//!
//! A saved scenario is what the council will do: its levers are the mitigations. Ranks of simulations are in it only where
//! they were made of these very records.

use std::collections::BTreeMap;

use super::cohort::WhyNot;
use super::figures::{self, FigureKind};
use super::outlook::carried;
use super::past::PastYear;
use super::runs::{self, RunOutcome};
use super::scenarios::{self, Base, Told, worked};

pub use super::scenarios::Waits;
use crate::access::{Action, Actor, Subject};
use crate::calendar::{FinancialYear, in_words};
use crate::export::{self, EnteredFigure, PaidFor, PastBalance, SavedBy, YearRanks};
use crate::forecast::{AllocationParts, ManagementPlan, NotForecast, PlanYear, Scenario, SoFar};
use crate::ids::{ScenarioId, UserId};
use crate::money::Money;
use crate::rules::RuleBook;
use crate::service::beside::Standing;
use crate::service::reach::require;
use crate::service::{Moment, ServiceError, trail};
use crate::store::high_needs_figure::HighNeedsFigure;
use crate::store::{Store, Tx, scenario, user};

pub use crate::export::{BesidesYear, DsgPlan, PlanSide};

/// What the plan is to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The saved scenario whose levers mitigate; none for a plan that mitigates nothing.
    pub scenario: Option<ScenarioId>,
    /// The first year ahead.
    pub year: FinancialYear,
}

/// The plan, or why there is none.
///
/// # Errors
/// [`ServiceError::Refused`] for whoever may not see the forecast; [`ServiceError::NotFound`] if there is no such scenario.
pub async fn show(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    wanted: &Wanted,
    moment: Moment,
) -> Result<Result<Told<DsgPlan>, WhyNot>, ServiceError> {
    require(actor, Action::ViewForecast, &Subject::Anything)?;
    make(store, book, wanted, Waits::No, moment).await
}

/// The plan as a workbook. Whoever takes it away is in the trail.
///
/// # Errors
/// As [`show`]; [`ServiceError::NotFound`] too where there is no plan.
pub async fn download(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    wanted: &Wanted,
    moment: Moment,
) -> Result<Vec<u8>, ServiceError> {
    let plan = show(store, book, actor, wanted, moment).await?;
    let (plan, _) = plan.map_err(|_| ServiceError::NotFound)?;
    let bytes = workbook(&plan)?;
    let year = wanted.year.to_string();
    let subject = ("financial-year", year.as_str());
    let who = Some(&actor.user);
    trail::note_alone(store, moment, who, "management-plan-downloaded", subject).await?;
    Ok(bytes)
}

/// A plan as a workbook.
///
/// # Errors
/// [`ServiceError::Broken`] beyond what a workbook can hold.
pub fn workbook(plan: &DsgPlan) -> Result<Vec<u8>, ServiceError> {
    export::dsg_plan_workbook(plan).map_err(|error| ServiceError::Broken(Box::new(error)))
}

/// The saved scenario of a name or an id, for a command.
///
/// # Errors
/// [`ServiceError::NotFound`] if no scenario or more than one is called so.
pub async fn scenario_called(store: &Store, wanted: &str) -> Result<ScenarioId, ServiceError> {
    let saved = scenario::latest(&mut store.read().await?).await?;
    let mut found = saved
        .into_iter()
        .filter(|one| one.scenario.as_str() == wanted || one.name == wanted);
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one.scenario),
        _ => Err(ServiceError::NotFound),
    }
}

/// The plan, or why there is none: for a command, which nobody signs in to, and which waits for records as they are.
///
/// # Errors
/// [`ServiceError::NotFound`] if there is no such scenario.
pub async fn make(
    store: &Store,
    book: &RuleBook,
    wanted: &Wanted,
    waits: Waits,
    moment: Moment,
) -> Result<Result<Told<DsgPlan>, WhyNot>, ServiceError> {
    let base = match scenarios::base(store, book, waits, moment).await? {
        Ok(base) => base,
        Err(why) => return Ok(Err(why)),
    };
    let mut tx = store.read().await?;
    let levers = Levers::of(&mut tx, wanted.scenario.as_ref()).await?;
    let ranked = Ranked::of(&mut tx, &base, levers.version.as_ref()).await?;
    let figures = base.figures.iter().filter_map(|figure| figure.by.as_ref());
    let saved_by = levers.saved.iter().filter_map(|(_, by)| by.as_ref());
    let names = names(&mut tx, figures.chain(saved_by)).await?;
    drop(tx);
    let (year, facts) = (wanted.year, facts(&base, &ranked, levers.title, moment));
    let saved = levers.saved.map(|(at, by)| SavedBy {
        on: Moment::of(at).today,
        by: name_of(by.as_ref(), &names),
    });
    let standing = base.standing;
    let plan = worked(move || {
        let placements = base.projection().management_plan(&levers.scenario)?;
        let reported = scenarios::reported(&base.projection(), &levers.scenario)?;
        let mut plan = told(placements.from_year(year), &base, ranked, (names, facts))?;
        plan.levers_saved = saved;
        let reported = reported.into_iter();
        let minded = reported.map(|sentence| ("To mind of the levers".to_owned(), sentence));
        plan.facts.extend(minded);
        Ok(plan)
    })
    .await?;
    Ok(match plan {
        Ok(plan) if plan.placements.unmitigated.is_empty() => Err(format!(
            "The forecast has no whole year from {year} on: import the newest SEN2 return, or ask for an earlier year."
        )),
        Ok(plan) => Ok((plan, standing)),
        Err(why) => Err(why.join(". ")),
    })
}

/// The levers that mitigate.
struct Levers {
    scenario: Scenario,
    /// Of which version they are.
    version: Option<(ScenarioId, u32)>,
    /// When that version was saved, and by whom.
    saved: Option<(jiff::Timestamp, Option<UserId>)>,
    title: String,
}

impl Levers {
    async fn of(tx: &mut Tx, scenario: Option<&ScenarioId>) -> Result<Levers, ServiceError> {
        let Some(id) = scenario else {
            return Ok(Levers {
                scenario: Scenario::default(),
                version: None,
                saved: None,
                title: "none: both sides are the same".to_owned(),
            });
        };
        let saved = scenarios::newest(tx, id).await?;
        Ok(Levers {
            scenario: scenarios::version(tx, id, saved.number).await?,
            title: format!("{}, version {} ({id})", saved.name, saved.number),
            saved: Some((saved.at, saved.by)),
            version: Some((saved.scenario, saved.number)),
        })
    }
}

/// The newest simulations of both sides, where they were made of the records as they are.
struct Ranked {
    unmitigated: Option<RunOutcome>,
    mitigated: Option<RunOutcome>,
}

impl Ranked {
    async fn of(
        tx: &mut Tx,
        base: &Base,
        scenario: Option<&(ScenarioId, u32)>,
    ) -> Result<Ranked, ServiceError> {
        let is_same = |run: &RunOutcome| {
            let digests = run.outcome.inputs.iter().map(|input| &input.sha256);
            digests.eq(base.known().inputs.iter().map(|input| &input.sha256))
        };
        let unmitigated = runs::newest_of(tx, None).await?.filter(is_same);
        let mitigated = match scenario {
            Some(_) => runs::newest_of(tx, scenario).await?.filter(is_same),
            None => unmitigated.clone(),
        };
        Ok(Ranked {
            unmitigated,
            mitigated,
        })
    }
}

fn told(
    mut placements: ManagementPlan,
    base: &Base,
    ranked: Ranked,
    (names, facts): (BTreeMap<UserId, String>, Vec<(String, String)>),
) -> Result<DsgPlan, NotForecast> {
    let not_known = set_past(&mut placements, base.past());
    let years = placements.known.iter().map(|year| year.year);
    let past = years.map(|year| past_of(&base.figures, year)).collect();
    let ahead = placements.unmitigated.iter().map(|year| year.year);
    let all = placements.known.iter().map(|year| year.year).chain(ahead);
    let of_year = |year| Some((year, parts_of(&base.figures, year)?));
    let all: Vec<FinancialYear> = all.collect();
    let allocations = all.iter().copied().filter_map(of_year).collect();
    let assumptions = ranked
        .unmitigated
        .as_ref()
        .map(|run| run.outcome.assumptions.clone());
    // Without a simulation the expected values assume the same.
    let assumptions =
        assumptions.unwrap_or_else(|| base.projection().assumptions(&base.basis().back_test));
    Ok(DsgPlan {
        past,
        allocations,
        besides: besides(&base.figures, &all),
        unmitigated: side(&base.figures, &placements.unmitigated, ranked.unmitigated)?,
        mitigated: side(&base.figures, &placements.mitigated, ranked.mitigated)?,
        assumptions,
        figures: entered(&base.figures, &names),
        paid_for: paid_for(base),
        transport: base
            .known()
            .transport
            .iter()
            .map(|(category, sum)| (*category, *sum))
            .collect(),
        levers_saved: None,
        not_known,
        placements,
        facts,
    })
}

/// Sets what placements of years that are over came to; of the others, why it is not known.
fn set_past(placements: &mut ManagementPlan, past: &[PastYear]) -> Vec<(FinancialYear, String)> {
    let mut not_known = Vec::new();
    for year in &mut placements.known {
        let name = year.year.to_string();
        let found = past.iter().find(|one| one.year == name);
        let why = found.and_then(|one| one.why.clone());
        match found.and_then(|one| one.spend.as_ref()) {
            Some(spend) => {
                for category in crate::forecast::Category::ALL {
                    let sum = spend.get(&category).copied();
                    year.categories[category.place()].spend = sum;
                }
                not_known.extend(why.map(|why| (year.year, why)));
            }
            None => {
                let why = why.unwrap_or_else(|| "Not known".to_owned());
                not_known.push((year.year, why));
            }
        }
    }
    not_known
}

/// What is entered besides placements by line, year after year: a year in which nothing was entered has what the year before
/// has, as its sum does; one whose sum alone was entered has no lines.
fn besides(figures: &[HighNeedsFigure], years: &[FinancialYear]) -> Vec<BesidesYear> {
    let mut told: Vec<BesidesYear> = Vec::new();
    for year in years {
        let name = year.to_string();
        let sum = |kind: FigureKind| {
            let mut own = figures.iter().filter(|one| one.year == name);
            own.find(|one| one.kind == kind).map(|one| one.sum)
        };
        let before = || {
            told.last()
                .filter(|_| sum(FigureKind::OtherSpend).is_none())
        };
        let lines = figures::lines_of(sum).or_else(|| before().map(|last| last.lines.clone()));
        told.push(BesidesYear {
            year: *year,
            lines: lines.unwrap_or_default(),
        });
    }
    told
}

/// What each category pays for as the record is today.
fn paid_for(base: &Base) -> Vec<PaidFor> {
    let all = base.known().by_kind.iter();
    all.filter(|(_, sum)| **sum != Money::ZERO)
        .map(|((category, kind), sum)| PaidFor {
            category: *category,
            kind: *kind,
            annual: *sum,
        })
        .collect()
}

/// The balance of a side's years, and the ranks of its simulations.
fn side(
    figures: &[HighNeedsFigure],
    years: &[PlanYear],
    run: Option<RunOutcome>,
) -> Result<PlanSide, NotForecast> {
    let of_runs = run
        .map(|run| run.outcome.financial_years)
        .unwrap_or_default();
    let found = |year: &str| {
        of_runs
            .iter()
            .find(|one| one.year == year && one.months == 12)
    };
    // What the years before the plan's first cost together is in every later sum.
    let is_whole = |first: &PlanYear| {
        let whole = of_runs.iter().find(|one| one.months == 12);
        whole.is_some_and(|one| one.year == first.year.to_string())
    };
    let is_ranked = years.first().is_some_and(is_whole);
    let mut spend = Vec::new();
    let mut ranks = Vec::new();
    for year in years {
        let name = year.year.to_string();
        let run = found(&name);
        let so_far = run.and_then(|run| run.spend_so_far).filter(|_| is_ranked);
        let so_far = so_far.map(|sum| SoFar {
            low: sum.low,
            likely: sum.likely,
            high: sum.high,
        });
        ranks.extend(run.map(|run| YearRanks {
            year: name.clone(),
            placements: [run.spend.low, run.spend.likely, run.spend.high],
        }));
        spend.push((name, year.spend()?, so_far));
    }
    Ok(PlanSide {
        balance: carried(figures, &spend)?,
        ranks,
    })
}

fn past_of(figures: &[HighNeedsFigure], year: FinancialYear) -> PastBalance {
    let name = year.to_string();
    let sum = |kind| {
        let held = figures
            .iter()
            .find(|one| one.year == name && one.kind == kind);
        held.map(|one| one.sum)
    };
    PastBalance {
        year,
        brought_forward: sum(FigureKind::BroughtForward),
        allocation: sum(FigureKind::Allocation),
        outturn: sum(FigureKind::Outturn),
        other_spend: sum(FigureKind::OtherSpend),
        stability_grant: sum(FigureKind::StabilityGrant),
    }
}

/// The allocation of a year by its parts, where they were entered.
fn parts_of(figures: &[HighNeedsFigure], year: FinancialYear) -> Option<AllocationParts> {
    let name = year.to_string();
    figures::parts_of(|kind| {
        let held = figures
            .iter()
            .find(|one| one.year == name && one.kind == kind);
        held.map(|one| one.sum)
    })
}

/// The name of whoever entered or saved something; what nobody signed in for, a command did.
fn name_of(by: Option<&UserId>, names: &BTreeMap<UserId, String>) -> String {
    match by {
        Some(by) => names.get(by).cloned().unwrap_or_else(|| by.to_string()),
        None => "a command".to_owned(),
    }
}

/// The names of some users.
async fn names(
    tx: &mut Tx,
    users: impl Iterator<Item = &UserId>,
) -> Result<BTreeMap<UserId, String>, ServiceError> {
    let mut names = BTreeMap::new();
    for id in users {
        if !names.contains_key(id)
            && let Some(found) = user::find(tx, id).await?
        {
            names.insert(id.clone(), found.display_name);
        }
    }
    Ok(names)
}

fn entered(figures: &[HighNeedsFigure], names: &BTreeMap<UserId, String>) -> Vec<EnteredFigure> {
    let of = |figure: &HighNeedsFigure| EnteredFigure {
        title: format!("{}: {}", figure.year, figures::title(figure.kind)),
        sum: figure.sum,
        note: figure.note.clone(),
        on: Moment::of(figure.at).today,
        by: name_of(figure.by.as_ref(), names),
    };
    figures.iter().map(of).collect()
}

/// Of when the records are, in words.
fn records(standing: Standing) -> String {
    match standing {
        Standing::AsOf(at) => {
            let then = Moment::of(at);
            let (day, time) = (in_words(then.today), then.time());
            format!("as they were on {day} at {time}; some have changed since")
        }
        _ => "as they were when it was made".to_owned(),
    }
}

/// What the workbook was made of.
fn facts(
    base: &Base,
    ranked: &Ranked,
    mitigations: String,
    moment: Moment,
) -> Vec<(String, String)> {
    let mut facts = vec![
        ("Made on".to_owned(), in_words(moment.today)),
        ("Records".to_owned(), records(base.standing)),
        ("Mitigations".to_owned(), mitigations),
        (
            "Version of the model".to_owned(),
            crate::forecast::MODEL_VERSION.to_owned(),
        ),
    ];
    for (side, run) in [
        ("unmitigated", &ranked.unmitigated),
        ("mitigated", &ranked.mitigated),
    ] {
        let told = run.as_ref().map_or_else(
            || "none of these records: expected values only".to_owned(),
            |run| {
                let outcome = &run.outcome;
                let (count, seed) = (outcome.simulations, outcome.seed);
                format!("{count} with seed {seed}, run {}", run.run.job.id)
            },
        );
        facts.push((format!("Simulations, {side}"), told));
    }
    for input in &base.known().inputs {
        let name = input.source.title();
        facts.push((format!("SHA-256 of the {name}"), input.sha256.to_string()));
        facts.push((format!("Rows of the {name}"), input.rows.to_string()));
    }
    facts.push((
        "Conservation".to_owned(),
        "people in are people out, parts are totals and months are years in the expected values: anything else ends the plan"
            .to_owned(),
    ));
    let problems = base.known().problems.iter();
    facts.extend(problems.map(|problem| ("To mind".to_owned(), problem.to_string())));
    facts
}
