//! The cohort of a forecast from the database: who held a plan at each January that is known, and what places cost today.
//!
//! A January is known if its SEN2 return was imported, or lies between two that were; a demonstration says which it
//! invented. Before the first return only survivors are on record, and to count them would show nobody leaving.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::annual::{self, Annual};
use super::{known, pipeline};
use crate::calendar::{Date, parse_iso_date};
use crate::costs::CostKind;
use crate::forecast::{
    self, BandHistory, Category, Census, ChildHistory, Cohort, CostRow, CostedChild, Input,
    NeedSince, PlaceHistory, PlanHistory, PopulationRow, Problem, Side, Source, TransitionRow,
};
use crate::ids::{ChildId, Digest, PlanId};
use crate::money::{Decimal, Money, MoneyError};
use crate::rules::RuleBook;
use crate::service::{Moment, ServiceError, payments};
use crate::store::plan_history::{self, PlanDays};
use crate::store::population::{self, People};
use crate::store::{Page, Store, Tx, import_run};

/// SEN2's code for a plan that ceased because another authority took it over.
const WENT_OVER: &str = "5";
/// How many Januaries back a demonstration has invented who left.
const DEMONSTRATED: i16 = 5;
/// The people of every year group where no population is stored: any number gives the same joiners.
const STAND_IN_PEOPLE: f64 = 100_000.0;

/// What the database gives a forecast.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Known {
    /// The cohort.
    pub cohort: Cohort,
    /// What it was made of.
    pub inputs: Vec<Input>,
    /// What was left out or doubted.
    pub problems: Vec<Problem>,
    /// What placements cost a year as the record is today, by category and by what is paid for.
    #[serde(with = "of_kind")]
    pub by_kind: BTreeMap<(Category, CostKind), Money>,
    /// Why nothing can be said of money, so that only children are counted; none where it can.
    pub no_money: Option<WhyNot>,
    /// What transport costs a year by category of placement: a memorandum.
    pub transport: BTreeMap<Category, Money>,
}

/// Sums by category and by what is paid for, written as a list: a document has no keys of two parts.
mod of_kind {
    use super::{BTreeMap, Category, CostKind, Money};
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    type Sums = BTreeMap<(Category, CostKind), Money>;

    pub(super) fn serialize<S: Serializer>(sums: &Sums, to: S) -> Result<S::Ok, S::Error> {
        let row = |((category, kind), sum): (&(Category, CostKind), &Money)| {
            (*category, kind.code(), *sum)
        };
        to.collect_seq(sums.iter().map(row))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Sums, D::Error> {
        let rows: Vec<(Category, String, Money)> = Vec::deserialize(from)?;
        let read = |(category, kind, sum): (Category, String, Money)| {
            let kind = CostKind::parse(&kind).map_err(D::Error::custom)?;
            Ok(((category, kind), sum))
        };
        rows.into_iter().map(read).collect()
    }
}

impl Known {
    /// One digest of everything that the forecast is made of.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let all: String = self
            .inputs
            .iter()
            .map(|input| input.sha256.as_str())
            .collect();
        Digest::of(all.as_bytes())
    }
}

impl Known {
    /// One digest of what the past is tested on: transitions, people and prices, and nothing of today.
    #[must_use]
    pub(super) fn digest_of_the_past(&self) -> Digest {
        let past = self
            .inputs
            .iter()
            .filter(|input| input.source != Source::Known);
        let all: String = past.map(|input| input.sha256.as_str()).collect();
        Digest::of(all.as_bytes())
    }
}

/// Why no forecast can be made of the database, in a sentence for a finance officer.
pub type WhyNot = String;

/// Reads the cohort; or says why there is none, or none with money.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub async fn load(
    store: &Store,
    book: &RuleBook,
    moment: Moment,
) -> Result<Result<Known, WhyNot>, ServiceError> {
    let counted = count(store, book, moment).await?;
    Ok(counted.and_then(|mut known| match known.no_money.take() {
        Some(why) => Err(why),
        None => Ok(known),
    }))
}

/// Reads the cohort, if only to count children; or says why there is none.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub(super) async fn count(
    store: &Store,
    book: &RuleBook,
    moment: Moment,
) -> Result<Result<Known, WhyNot>, ServiceError> {
    let mut tx = store.read().await?;
    let censuses = censuses(&mut tx).await?;
    if censuses.len() < 2 {
        let sentence =
            "A forecast needs two Januaries: import two SEN2 returns, one after the other.";
        return Ok(Err(sentence.to_owned()));
    }
    let children = children(&mut tx, &censuses).await?;
    let last = censuses[censuses.len() - 1];
    let window = known::window(last, moment.today);
    let awards = payments::award_prices(&mut tx, book, &window).await?;
    let annual = annual::with_awards(&mut tx, awards.on(moment.today)?, moment.today).await?;
    let costed = costed(&children, &annual, moment.today);
    let people = population::all(&mut tx).await?;
    let stays = known::stays(&mut tx, &children, (last, moment.today), (&awards, &window)).await?;
    let (pipeline, more) = pipeline::open(&mut tx, last, moment.today).await?;
    drop(tx);
    let by_kind = by_kind(&children, &annual, moment.today)
        .map_err(|error| ServiceError::Broken(Box::new(error)))?;
    let transport = transport(&children, &annual, moment.today)
        .map_err(|error| ServiceError::Broken(Box::new(error)))?;
    let histories: Vec<ChildHistory> = children.into_values().collect();
    let (rows, mut problems) = forecast::transitions(&histories, &censuses);
    problems.extend(more);
    problems.extend(known::left_out(&stays, moment.today));
    let wanted = rows
        .iter()
        .flat_map(|row| [&row.from.place, &row.to.place])
        .flatten()
        .cloned()
        .collect();
    let (prices, more) =
        forecast::costs(&costed, &wanted).map_err(|error| ServiceError::Broken(Box::new(error)))?;
    problems.extend(more);
    let doubt = annual.doubt();
    problems.extend(doubt.map(|why| Problem::warning(Source::Costs, None, why)));
    let (people, more) = population_rows(&people, &censuses);
    problems.extend(more);
    let inputs = vec![
        input(Source::Transitions, &rows, transition_text),
        input(Source::Population, &people, |row| {
            format!("{},{},{}", row.january, row.year_group, row.people)
        }),
        input(Source::Costs, &prices, cost_text),
        known::input(&stays, &pipeline),
    ];
    Ok(match forecast::check(&rows, &people, &prices) {
        Ok((mut cohort, more)) => {
            problems.extend(more);
            cohort.priced_to = awards.without_rules_from(moment.today);
            cohort.know(&stays, moment.today);
            cohort.pipeline = Some(pipeline);
            Ok(Known {
                cohort,
                inputs,
                problems,
                by_kind,
                no_money: forecast::without_any_cost(&costed),
                transport,
            })
        }
        Err(refused) => Err(refused.to_string()),
    })
}

/// The Januaries that are known, the first first.
async fn censuses(tx: &mut Tx) -> Result<Vec<Census>, ServiceError> {
    let mut days: BTreeMap<i16, Date> = BTreeMap::new();
    for number in 1.. {
        let page = import_run::all(tx, Page::new(number, 100)).await?;
        let is_last = u64::from(number) >= page.pages();
        for run in page.items {
            let said: serde_json::Value = serde_json::from_str(&run.summary).unwrap_or_default();
            let day = |name: &str| said[name].as_str().and_then(parse_iso_date);
            match (run.kind.as_str(), day("reference_date"), day("day")) {
                ("sen2", Some(day), _) => {
                    days.insert(day.year(), day);
                }
                ("demo", _, Some(day)) => {
                    let last = day.year() - i16::from(day < Census::of(day.year()).day);
                    days.extend(
                        [last - DEMONSTRATED, last].map(|year| (year, Census::of(year).day)),
                    );
                }
                _ => {}
            }
        }
        if is_last {
            break;
        }
    }
    let (Some(first), Some(last)) = (days.keys().next(), days.keys().next_back()) else {
        return Ok(Vec::new());
    };
    let of = |january: i16| Census {
        january,
        day: days
            .get(&january)
            .copied()
            .unwrap_or(Census::of(january).day),
    };
    Ok((*first..=*last).map(of).collect())
}

/// The day on which a return first said something, where it was not the first return.
fn first_said(source: &str, censuses: &[Census]) -> Option<Date> {
    let year: i16 = source.strip_prefix("sen2-")?.parse().ok()?;
    let said = censuses
        .iter()
        .skip(1)
        .find(|census| census.january == year);
    said.map(|census| census.day)
}

/// Whether a plan had begun by a return that did not have it: then it was another authority's.
fn was_elsewhere(plan: &PlanDays, seen: &BTreeMap<PlanId, Date>, censuses: &[Census]) -> bool {
    let (Some(said), Some(began)) = (seen.get(&plan.plan), plan.starts_on) else {
        return false;
    };
    let before = censuses.iter().rev().find(|census| census.day < *said);
    before.is_some_and(|before| began <= before.day)
}

async fn children(
    tx: &mut Tx,
    censuses: &[Census],
) -> Result<BTreeMap<ChildId, ChildHistory>, ServiceError> {
    let mut needs: BTreeMap<PlanId, Vec<NeedSince>> = BTreeMap::new();
    let mut seen: BTreeMap<PlanId, Date> = BTreeMap::new();
    for version in plan_history::needs(tx).await? {
        let said = first_said(&version.source, censuses);
        let known = needs.entry(version.plan.clone()).or_default();
        if known.is_empty() {
            seen.extend(said.map(|day| (version.plan, day)));
        }
        known.push(NeedSince {
            since: version.dated_on.or(said),
            need: version.need,
        });
    }
    let mut children: BTreeMap<ChildId, ChildHistory> = BTreeMap::new();
    for plan in plan_history::plans(tx).await? {
        let history = PlanHistory {
            // A plan that an earlier return did not have came in between, whenever it began elsewhere.
            from: seen.get(&plan.plan).copied().or(plan.starts_on),
            to: plan.ceased_on,
            needs: needs.remove(&plan.plan).unwrap_or_default(),
            came_over: plan.came_over || was_elsewhere(&plan, &seen, censuses),
            went_over: plan.cease_reason.as_deref() == Some(WENT_OVER),
        };
        let PlanDays { child, birth, .. } = plan;
        let child = children.entry(child).or_default();
        child.birth = birth;
        child.plans.push(history);
    }
    for place in plan_history::places(tx).await? {
        if let Some(child) = children.get_mut(&place.child) {
            child.places.push(PlaceHistory {
                from: place.from.or_else(|| first_said(&place.source, censuses)),
                to: place.to,
                rank: place.rank,
                setting: place.setting,
            });
        }
    }
    for held in plan_history::bands(tx).await? {
        if let Some(child) = children.get_mut(&held.child) {
            child.bands.push(BandHistory {
                from: held.from,
                to: held.to,
                setting: held.setting,
                band: held.band,
            });
        }
    }
    Ok(children)
}

/// The children who hold a plan today, with what each costs a year.
fn costed(
    children: &BTreeMap<ChildId, ChildHistory>,
    annual: &Annual,
    today: Date,
) -> Vec<CostedChild> {
    let one = |(id, child): (&ChildId, &ChildHistory)| {
        let (need, setting) = child.on(today)?;
        Some(CostedChild {
            need,
            band: child.band_on(today, &setting),
            setting,
            annual: annual.on_record(id),
        })
    };
    children.iter().filter_map(one).collect()
}

/// What those who hold a plan today cost a year, by category of placement and by what is paid for.
fn by_kind(
    children: &BTreeMap<ChildId, ChildHistory>,
    annual: &Annual,
    today: Date,
) -> Result<BTreeMap<(Category, CostKind), Money>, MoneyError> {
    let mut sums: BTreeMap<(Category, CostKind), Money> = BTreeMap::new();
    for (id, child) in children {
        let Some((_, setting)) = child.on(today) else {
            continue;
        };
        for (kind, sum) in annual.parts(id) {
            let all = sums
                .entry((Category::of(&setting), kind))
                .or_insert(Money::ZERO);
            *all = all.plus(sum)?;
        }
    }
    Ok(sums)
}

/// What the transport of those who hold a plan today costs a year, by category of placement.
fn transport(
    children: &BTreeMap<ChildId, ChildHistory>,
    annual: &Annual,
    today: Date,
) -> Result<BTreeMap<Category, Money>, MoneyError> {
    let mut sums: BTreeMap<Category, Money> = BTreeMap::new();
    for (id, child) in children {
        let place = child.on(today).zip(annual.transport(id));
        if let Some(((_, setting), sum)) = place {
            let all = sums.entry(Category::of(&setting)).or_insert(Money::ZERO);
            *all = all.plus(sum)?;
        }
    }
    Ok(sums)
}

/// The stored population; where there is none, as many people in every year group and year, which says nothing of the
/// future and leaves joiners as they were.
fn population_rows(
    stored: &[People],
    censuses: &[Census],
) -> (Vec<PopulationRow>, Option<Problem>) {
    let numbered = |rows: Vec<(i16, i16, f64)>| -> Vec<PopulationRow> {
        let row = |(row, (january, year_group, people))| PopulationRow {
            row,
            january,
            year_group,
            people,
        };
        (1_u32..).zip(rows).map(row).collect()
    };
    if !stored.is_empty() {
        let rows = stored
            .iter()
            .map(|one| (one.january, one.year_group, as_float(one.people)));
        return (numbered(rows.collect()), None);
    }
    let januaries: BTreeSet<i16> = censuses.iter().map(|census| census.january).collect();
    let rows = januaries
        .into_iter()
        .flat_map(|january| (-4..=20).map(move |group| (january, group, STAND_IN_PEOPLE)));
    let sentence = "no population is stored, so new plans are as many a year as they were and do not follow the number \
                    of births; give one with “import population”";
    let problem = Problem::warning(Source::Population, None, sentence);
    (numbered(rows.collect()), Some(problem))
}

fn as_float(people: Decimal) -> f64 {
    use rust_decimal::prelude::ToPrimitive as _;
    // A decimal of people is far within what a float holds.
    people.to_f64().unwrap_or(0.0)
}

fn input<T>(source: Source, rows: &[T], text: impl Fn(&T) -> String) -> Input {
    let mut all = String::new();
    for row in rows {
        all.push_str(&text(row));
        all.push('\n');
    }
    Input {
        source,
        name: "the database".to_owned(),
        sha256: Digest::of(all.as_bytes()),
        rows: u32::try_from(rows.len()).unwrap_or(u32::MAX),
        refused: 0,
    }
}

fn transition_text(row: &TransitionRow) -> String {
    let side = |side: &Side| {
        let place = match &side.place {
            Some((need, setting)) => format!("{setting},{need}"),
            None => "NONSEND,NONSEND".to_owned(),
        };
        let band = side.band.as_deref().unwrap_or_default();
        format!("{place},{band},{}", side.year_group)
    };
    let (from, to) = (side(&row.from), side(&row.to));
    format!("{},{from},{to},{}", row.january, row.is_transfer)
}

fn cost_text(row: &CostRow) -> String {
    let band = row.band.as_deref().unwrap_or_default();
    format!("{},{},{band},{}", row.need, row.setting, row.cost.pence())
}
