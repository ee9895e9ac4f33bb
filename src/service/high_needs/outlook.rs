//! The high needs outlook: the balance by year, from the newest simulation or from expected values at once.

use std::sync::Arc;

use super::cohort::WhyNot;
use super::figures::{self, FigureKind};
use super::kept::{self, KeptKind, KeptOutlook};
use super::runs::{self, RunOutcome};
use super::scenarios::{self, Material};
use crate::access::{Action, Actor, Subject};
use crate::calendar::FinancialYear;
use crate::forecast::{
    BackTest, BalanceYear, Children, Followed, Nil, NotForecast, ProjectedYear, Projection,
    Scenario, SoFar, YearGiven, balance, nil,
};
use crate::ids::Digest;
use crate::money::{Money, MoneyError};
use crate::rules::RuleBook;
use crate::service::beside::{self, Standing};
use crate::service::reach::require;
use crate::service::{Moment, ServiceError};
use crate::store::high_needs_figure::HighNeedsFigure;
use crate::store::{Store, Tx};

/// How many years from the last January are forecast: with the parts of years at both ends, six whole financial years, the
/// present one and five.
pub const YEARS_AHEAD: u32 = 7;

/// Plans at a January.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plans {
    /// The year of the January.
    pub january: i16,
    /// Expected, in tenths of a child.
    pub expected: f64,
    /// By rank of simulations: low, likely, high.
    pub ranks: Option<[i64; 3]>,
}

/// A whole financial year of which something follows a baseline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    /// The year, `2026-27`.
    pub year: String,
    /// What it is expected to cost.
    pub expected: Money,
    /// What the model by itself expects.
    pub of_model: Money,
}

/// What was spent in a year that is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastYear {
    /// The year.
    pub year: FinancialYear,
    /// The allocation.
    pub allocation: Option<Money>,
    /// Everything that was spent.
    pub outturn: Option<Money>,
}

/// The outlook.
#[derive(Clone, Debug)]
pub struct Outlook {
    /// Years that are over, for which figures were entered.
    pub past: Vec<PastYear>,
    /// The balance by year; empty until a balance and an allocation are entered.
    pub balance: Vec<BalanceYear>,
    /// When it is nil.
    pub nil: Nil,
    /// Plans by January, the start first.
    pub plans: Vec<Plans>,
    /// The simulation that it stands on; none where it is expected values only.
    pub run: Option<RunOutcome>,
    /// How good the model would have been, and whose growth the outlook follows; none where nothing can be forecast.
    pub back_test: Option<BackTest>,
    /// What each whole year is expected to cost, and what the model by itself expects; empty where the outlook follows the model.
    pub beside: Vec<Beside>,
    /// Why nothing can be forecast, if so.
    pub why_not: Option<WhyNot>,
    /// Of when it is.
    pub standing: Standing,
}

/// The years of a forecast: each whole one with what placements are expected to cost, and the ranks so far.
type Spend = Vec<(String, Money, Option<SoFar>)>;

/// The outlook as it stands.
///
/// # Errors
/// [`ServiceError::Refused`] for whoever may not see the forecast.
pub async fn of(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    moment: Moment,
) -> Result<Outlook, ServiceError> {
    require(actor, Action::ViewForecast, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let figures = figures::by_year(&mut tx).await?;
    let run = runs::newest_plain(&mut tx).await?;
    let stamp = kept::stamp(&mut tx, moment).await?;
    let mut standing = Standing::Now;
    let mut kept = None;
    if run.is_none() {
        kept = kept::find(&mut tx, KeptKind::Outlook, &stamp).await?;
        if kept.is_none() && beside::is_large(&mut tx).await? {
            let last = kept::last(&mut tx, KeptKind::Outlook).await?;
            standing = last
                .as_ref()
                .map_or(Standing::NotYet, |(_, _, at)| Standing::AsOf(*at));
            kept = Some(last.map_or_else(KeptOutlook::default, |(kept, ..)| kept));
        }
    }
    drop(tx);
    if standing != Standing::Now {
        beside::ask_for(store, beside::OUTLOOK, "{}", moment).await?;
    }
    let shown = match (&run, kept) {
        (Some(run), _) => Shown::of_run(run),
        (None, Some(kept)) => Shown::of_kept(kept),
        (None, None) => Shown::of_kept(worked_out(store, book, (&stamp, moment)).await?),
    };
    let Shown {
        spend,
        of_model,
        plans,
        back_test,
        why_not,
    } = shown;
    let balance =
        carried(&figures, &spend).map_err(|error| ServiceError::Broken(Box::new(error)))?;
    Ok(Outlook {
        past: past(&figures, moment),
        nil: nil(&balance, moment.today),
        beside: beside(&spend, of_model),
        balance,
        plans,
        run,
        back_test,
        why_not,
        standing,
    })
}

/// Works out the outlook and the cohort that scenarios are tried out on, and keeps both, unless they are kept already as of now.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be used.
pub async fn work_out(store: &Store, book: &RuleBook, moment: Moment) -> Result<(), ServiceError> {
    let mut tx = store.read().await?;
    let stamp = kept::stamp(&mut tx, moment).await?;
    let kept: Option<KeptOutlook> = kept::find(&mut tx, KeptKind::Outlook, &stamp).await?;
    let material: Option<Material> = kept::find(&mut tx, KeptKind::Cohort, &stamp).await?;
    drop(tx);
    let is_kept = kept.is_some_and(|kept| kept.why_not.is_some() || material.is_some());
    if !is_kept {
        worked_out(store, book, (&stamp, moment)).await?;
    }
    Ok(())
}

/// The outlook of the records, kept under a stamp that was taken before they are read: what is written meanwhile makes it old.
async fn worked_out(
    store: &Store,
    book: &RuleBook,
    (stamp, moment): (&Digest, Moment),
) -> Result<KeptOutlook, ServiceError> {
    let outlook = match scenarios::gathered(store, book, (stamp, moment)).await? {
        Ok(material) => projected(material).await?,
        Err(why) => KeptOutlook {
            why_not: Some(why),
            ..KeptOutlook::default()
        },
    };
    // That nothing can be said is found quickly where there are few.
    let is_worth_it =
        outlook.why_not.is_none() || beside::is_large(&mut store.read().await?).await?;
    if is_worth_it {
        kept::keep(store, KeptKind::Outlook, (stamp, &outlook), moment).await?;
    }
    Ok(outlook)
}

/// The balance of some years of spend under the figures that were entered.
///
/// # Errors
/// [`MoneyError::TooLarge`] beyond what is money.
pub(super) fn carried(
    figures: &[HighNeedsFigure],
    spend: &Spend,
) -> Result<Vec<BalanceYear>, MoneyError> {
    let sum = |year: &str, kind: FigureKind| {
        let figure = figures
            .iter()
            .find(|figure| figure.year == year && figure.kind == kind);
        figure.map(|figure| figure.sum)
    };
    let given = spend.iter().filter_map(|(year, placements, so_far)| {
        Some(YearGiven {
            year: year_of(year)?,
            brought_forward: sum(year, FigureKind::BroughtForward),
            allocation: sum(year, FigureKind::Allocation),
            other_spend: sum(year, FigureKind::OtherSpend),
            stability_grant: sum(year, FigureKind::StabilityGrant),
            placements: *placements,
            so_far: *so_far,
        })
    });
    let given: Vec<YearGiven> = given.collect();
    balance(&given)
}

/// The year of a text such as `2026-27`.
fn year_of(text: &str) -> Option<FinancialYear> {
    let first: i16 = text.get(..4)?.parse().ok()?;
    let day = crate::calendar::Date::new(first, 4, 1).ok()?;
    Some(FinancialYear::containing(day))
}

fn past(figures: &[HighNeedsFigure], moment: Moment) -> Vec<PastYear> {
    let this = FinancialYear::containing(moment.today);
    let is_past = |year: &FinancialYear| *year < this;
    figures::years(moment)
        .into_iter()
        .filter(is_past)
        .map(|year| {
            let sum = |kind| {
                let text = year.to_string();
                let held = figures
                    .iter()
                    .find(|one| one.year == text && one.kind == kind);
                held.map(|one| one.sum)
            };
            PastYear {
                year,
                allocation: sum(FigureKind::Allocation),
                outturn: sum(FigureKind::Outturn),
            }
        })
        .filter(|past| past.allocation.is_some() || past.outturn.is_some())
        .collect()
}

fn spend_of(run: &RunOutcome) -> Spend {
    let years = &run.outcome.financial_years;
    let so_far = |year: &crate::forecast::YearAhead| {
        year.spend_so_far.map(|sum| SoFar {
            low: sum.low,
            likely: sum.likely,
            high: sum.high,
        })
    };
    years
        .iter()
        .filter(|year| year.months == 12)
        .map(|year| (year.year.clone(), year.spend.expected, so_far(year)))
        .collect()
}

fn plans_of(run: &RunOutcome) -> Vec<Plans> {
    let start = &run.outcome.start;
    let known = Plans {
        january: start.january,
        expected: f64::from(start.plans),
        ranks: Some([i64::from(start.plans); 3]),
    };
    let ahead = run.outcome.januaries.iter().map(|january| {
        let Children {
            expected,
            low,
            likely,
            high,
            ..
        } = january.plans;
        Plans {
            january: january.january,
            expected,
            ranks: Some([low, likely, high]),
        }
    });
    std::iter::once(known).chain(ahead).collect()
}

/// Expected values, worked out off the thread that answers.
async fn projected(material: Arc<Material>) -> Result<KeptOutlook, ServiceError> {
    let back_test = material.basis.back_test.clone();
    let no_money = material.known.no_money.clone();
    let worked = tokio::task::spawn_blocking(move || {
        let Material { known, basis, .. } = &*material;
        let expect = |followed: &Followed| {
            let projection = Projection::of(&known.cohort, followed, YEARS_AHEAD as usize);
            projection.expect(&Scenario::default())
        };
        let (followed, plain) = (&basis.followed, Followed::default());
        let of_model = match *followed == plain {
            true => None,
            false => Some(expect(&plain)?),
        };
        Ok::<_, NotForecast>((expect(followed)?, of_model))
    });
    let (projected, of_model) = worked
        .await
        .map_err(|error| ServiceError::Broken(Box::new(error)))?
        .map_err(|error| ServiceError::Broken(Box::new(error)))?;
    let in_order = |years: Vec<ProjectedYear>| -> Vec<(String, Money)> {
        let years = years.into_iter();
        years.map(|year| (year.year, year.spend)).collect()
    };
    let januaries = projected.januaries.iter();
    let plans = januaries.map(|january| (january.january, january.plans));
    let plans = plans.collect();
    // Without money children alone are counted: a cost that is not known is not nought.
    Ok(match no_money {
        Some(why) => KeptOutlook {
            plans,
            why_not: Some(why),
            ..KeptOutlook::default()
        },
        None => KeptOutlook {
            spend: in_order(projected.years),
            of_model: of_model.map(|own| in_order(own.years)).unwrap_or_default(),
            plans,
            back_test: Some(back_test),
            why_not: None,
        },
    })
}

/// What an outlook shows, wherever it is from.
struct Shown {
    spend: Spend,
    of_model: Vec<(String, Money)>,
    plans: Vec<Plans>,
    back_test: Option<BackTest>,
    why_not: Option<WhyNot>,
}

impl Shown {
    /// Of a simulation, with ranks.
    fn of_run(run: &RunOutcome) -> Shown {
        let years = run.outcome.financial_years.iter();
        let of_model = years.filter_map(|year| Some((year.year.clone(), year.spend_of_model?)));
        Shown {
            spend: spend_of(run),
            of_model: of_model.collect(),
            plans: plans_of(run),
            back_test: Some(run.outcome.back_test.clone()),
            why_not: None,
        }
    }

    /// Of expected values, without ranks.
    fn of_kept(outlook: KeptOutlook) -> Shown {
        let years = outlook.spend.into_iter();
        let plans = outlook.plans.into_iter().map(|(january, expected)| Plans {
            january,
            expected,
            ranks: None,
        });
        Shown {
            spend: years.map(|(year, spend)| (year, spend, None)).collect(),
            of_model: outlook.of_model,
            plans: plans.collect(),
            back_test: outlook.back_test,
            why_not: outlook.why_not,
        }
    }
}

/// Each year's spend and the model's own, where there is one.
fn beside(spend: &Spend, of_model: Vec<(String, Money)>) -> Vec<Beside> {
    let own = of_model.into_iter().filter_map(|(year, of_model)| {
        let (_, expected, _) = spend.iter().find(|(other, ..)| *other == year)?;
        Some(Beside {
            year,
            expected: *expected,
            of_model,
        })
    });
    own.collect()
}

/// The figures that count, for a balance under a scenario.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub(super) async fn figures_of(tx: &mut Tx) -> Result<Vec<HighNeedsFigure>, ServiceError> {
    figures::by_year(tx).await
}
