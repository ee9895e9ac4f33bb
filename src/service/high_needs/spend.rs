//! What placements cost a year as things stand today: from the total to a section 251 line or a setting, from there to
//! establishments, and from an establishment to its children.

use std::collections::BTreeMap;

use super::annual::{self, Annual};
use crate::access::{Action, Actor, Subject};
use crate::costs::{section_251_line, section_251_title};
use crate::ids::{ChildId, EstablishmentId};
use crate::money::Money;
use crate::needs::{Need, Setting};
use crate::rules::RuleBook;
use crate::service::reach::require;
use crate::service::{Moment, ServiceError, trail};
use crate::store::plan_history::{self, BandDays, PlacedNow};
use crate::store::{Store, identity};

pub use crate::store::identity::Called;

/// Children and what they cost a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its code or id; none for children in no establishment.
    pub code: Option<String>,
    /// Its name.
    pub name: String,
    /// Children.
    pub children: u64,
    /// What they cost a year, within the grant.
    pub annual: Money,
}

/// What placements cost a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spend {
    /// All of them.
    pub total: Line,
    /// By setting, or of one setting by establishment, the dearest first.
    pub lines: Vec<Line>,
    /// By primary need, the dearest first.
    pub needs: Vec<Line>,
    /// By band, in the order of their codes; empty where nobody has one.
    pub bands: Vec<Line>,
    /// By section 251 line, in their order. A child with costs on two lines is counted on both.
    pub coded: Vec<Line>,
    /// Which awards of anybody are not counted at the price of the day, and why, in a sentence.
    pub doubt: Option<String>,
}

/// What placements cost by setting and need.
///
/// # Errors
/// [`ServiceError::Refused`] for whoever may not see the forecast.
pub async fn all(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    moment: Moment,
) -> Result<Spend, ServiceError> {
    let placed = placed(store, book, actor, moment).await?;
    placed.sum(|one| {
        let title = Setting::parse(&one.setting).map_or("Not known", Setting::title);
        (Some(one.setting.clone()), title.to_owned())
    })
}

/// What placements in a setting cost by establishment and need.
///
/// # Errors
/// As [`all`].
pub async fn of_setting(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    setting: Setting,
    moment: Moment,
) -> Result<Spend, ServiceError> {
    let mut placed = placed(store, book, actor, moment).await?;
    placed.all.retain(|one| one.now.setting == setting.code());
    placed.sum(school)
}

/// What is coded to a section 251 line, by establishment.
///
/// # Errors
/// As [`all`]; [`ServiceError::NotFound`] for a line on which nothing is spent.
pub async fn of_line(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    line: &str,
    moment: Moment,
) -> Result<Spend, ServiceError> {
    let mut placed = placed(store, book, actor, moment).await?;
    for one in &mut placed.all {
        one.parts.retain(|(coded, _)| *coded == line);
    }
    placed.all.retain(|one| !one.parts.is_empty());
    if placed.all.is_empty() {
        return Err(ServiceError::NotFound);
    }
    placed.sum(school)
}

/// A child and what it costs a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pupil {
    /// Who, as far as the reader may know.
    pub called: Called,
    /// The section 251 lines and what is coded to each.
    pub parts: Vec<(&'static str, Money)>,
    /// All of it.
    pub annual: Money,
}

/// What an establishment's children cost a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchoolSpend {
    /// The establishment's name.
    pub name: String,
    /// Its children in the setting, the dearest first.
    pub pupils: Vec<Pupil>,
    /// What they cost together.
    pub total: Money,
}

/// What the children of an establishment in a setting cost a year. Who looks is in the trail.
///
/// # Errors
/// [`ServiceError::Refused`] for whoever may not see the forecast, or no list of children; [`ServiceError::NotFound`] if
/// nobody is placed there.
pub async fn of_school(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    (setting, at): (Setting, &EstablishmentId),
    moment: Moment,
) -> Result<SchoolSpend, ServiceError> {
    require(actor, Action::ListChildren, &Subject::Anything)?;
    let mut placed = placed(store, book, actor, moment).await?;
    placed.all.retain(|one| {
        let is_here = one
            .now
            .establishment
            .as_ref()
            .is_some_and(|place| place.id == *at);
        is_here && one.now.setting == setting.code()
    });
    let place = placed
        .all
        .first()
        .and_then(|one| one.now.establishment.clone());
    let name = place.ok_or(ServiceError::NotFound)?.name;
    let called = identity::called_at(&mut store.read().await?, at).await?;
    let subject = ("establishment", at.as_str());
    let who = Some(&actor.user);
    trail::note_alone(store, moment, who, "costs-of-children-viewed", subject).await?;
    let mut pupils = Vec::new();
    for one in placed.all {
        let known = called.iter().find(|called| called.child == one.now.child);
        pupils.push(Pupil {
            called: known.cloned().ok_or(ServiceError::NotFound)?,
            annual: one.annual()?,
            parts: one.parts,
        });
    }
    pupils.sort_by(|one, other| {
        let key = |pupil: &Pupil| std::cmp::Reverse(pupil.annual);
        key(one)
            .cmp(&key(other))
            .then_with(|| one.called.local_id.cmp(&other.called.local_id))
    });
    let total = Money::total(pupils.iter().map(|pupil| pupil.annual));
    Ok(SchoolSpend {
        name,
        total: total.map_err(|error| ServiceError::Broken(Box::new(error)))?,
        pupils,
    })
}

/// The establishment of a child as a line: its code is the setting's and the establishment's, as pages address it.
fn school(one: &PlacedNow) -> (Option<String>, String) {
    match &one.establishment {
        Some(place) => (
            Some(format!("{}/{}", one.setting, place.id)),
            place.name.clone(),
        ),
        None => (None, "No establishment".to_owned()),
    }
}

/// The band of a child as a line.
fn band(one: &PlacedCost) -> (Option<String>, String) {
    let name = one.band.clone().unwrap_or_else(|| "No band".to_owned());
    (one.band.clone(), name)
}

/// Every child with a plan, and what a year costs.
struct Placed {
    all: Vec<PlacedCost>,
    doubt: Option<String>,
}

/// A child with a plan, and what a year costs by section 251 line.
struct PlacedCost {
    now: PlacedNow,
    band: Option<String>,
    parts: Vec<(&'static str, Money)>,
}

impl PlacedCost {
    fn annual(&self) -> Result<Money, ServiceError> {
        Money::total(self.parts.iter().map(|(_, sum)| *sum))
            .map_err(|error| ServiceError::Broken(Box::new(error)))
    }
}

async fn placed(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    moment: Moment,
) -> Result<Placed, ServiceError> {
    require(actor, Action::ViewForecast, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let annual = annual::on(&mut tx, book, moment.today).await?;
    let placed = plan_history::placed(&mut tx, moment.today).await?;
    let held = plan_history::bands(&mut tx).await?;
    let mut bands: BTreeMap<(ChildId, String), String> = BTreeMap::new();
    let is_held =
        |one: &BandDays| one.from <= moment.today && one.to.is_none_or(|to| moment.today < to);
    for one in held.into_iter().filter(is_held) {
        // Of two in one setting the later.
        bands.insert((one.child, one.setting), one.band);
    }
    let priced = |now: PlacedNow| PlacedCost {
        parts: coded(&now, &annual),
        band: bands
            .get(&(now.child.clone(), now.setting.clone()))
            .cloned(),
        now,
    };
    Ok(Placed {
        all: placed.into_iter().map(priced).collect(),
        doubt: annual.doubt(),
    })
}

/// What a child costs by line of the section 251 statement; nothing that is outside the grant.
fn coded(now: &PlacedNow, annual: &Annual) -> Vec<(&'static str, Money)> {
    let setting = Setting::parse(&now.setting).unwrap_or(Setting::Unk);
    let of_type = now
        .establishment
        .as_ref()
        .map_or("", |place| place.kind.as_str());
    annual
        .parts(&now.child)
        .filter(|(kind, sum)| kind.is_within_grant() && *sum != Money::ZERO)
        .map(|(kind, sum)| (section_251_line(kind, setting, of_type), sum))
        .collect()
}

impl Placed {
    fn sum(
        self,
        place: impl Fn(&PlacedNow) -> (Option<String>, String),
    ) -> Result<Spend, ServiceError> {
        let mut lines = Sums::new();
        let mut needs = Sums::new();
        let mut bands = Sums::new();
        let mut coded = Sums::new();
        let mut total = (0, 0);
        for one in &self.all {
            let pence = one.annual()?.pence();
            let need = one.now.need.clone();
            let title = need.as_deref().and_then(|code| Need::parse(code).ok());
            let title = title.map_or("Not recorded", Need::title).to_owned();
            let sums = [
                lines.entry(place(&one.now)).or_default(),
                needs.entry((need, title)).or_default(),
                bands.entry(band(one)).or_default(),
                &mut total,
            ];
            for (children, annual) in sums {
                *children += 1;
                *annual += pence;
            }
            let mut of_child: BTreeMap<&'static str, i64> = BTreeMap::new();
            for (line, sum) in &one.parts {
                *of_child.entry(line).or_default() += sum.pence();
            }
            for (line, pence) in of_child {
                let title = section_251_title(line).unwrap_or_default();
                let key = (Some(line.to_owned()), title.to_owned());
                let (children, annual) = coded.entry(key).or_default();
                *children += 1;
                *annual += pence;
            }
        }
        Ok(Spend {
            total: line(((None, "All".to_owned()), total))?,
            lines: dearest_first(lines)?,
            needs: dearest_first(needs)?,
            bands: match bands.keys().any(|(code, _)| code.is_some()) {
                true => bands.into_iter().map(line).collect::<Result<_, _>>()?,
                false => Vec::new(),
            },
            coded: in_order(coded)?,
            doubt: self.doubt,
        })
    }
}

/// Children and pence by code and name.
type Sums = BTreeMap<(Option<String>, String), (u64, i64)>;
type Summed = ((Option<String>, String), (u64, i64));

fn line(((code, name), (children, pence)): Summed) -> Result<Line, ServiceError> {
    Ok(Line {
        code,
        name,
        children,
        annual: Money::from_pence(pence).map_err(|error| ServiceError::Broken(Box::new(error)))?,
    })
}

/// By number: 1.2.2 is before 1.2.11.
fn in_order(sums: Sums) -> Result<Vec<Line>, ServiceError> {
    let mut lines: Vec<Line> = sums.into_iter().map(line).collect::<Result<_, _>>()?;
    lines.sort_by_key(|line| {
        let code = line.code.clone().unwrap_or_default();
        (code.len(), code)
    });
    Ok(lines)
}

fn dearest_first(sums: Sums) -> Result<Vec<Line>, ServiceError> {
    let mut lines: Vec<Line> = sums.into_iter().map(line).collect::<Result<_, _>>()?;
    lines.sort_by_key(|line| std::cmp::Reverse((line.annual, line.children)));
    Ok(lines)
}
