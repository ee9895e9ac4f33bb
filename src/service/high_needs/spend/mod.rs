//! What placements cost a year as things stand today: from the total to a section 251 line or a setting, from there to
//! establishments, and from an establishment to its children.
//!
//! Pages add up the sums that the store keeps, whatever the size of the authority; before that, children whose records were
//! written since are worked out, unless they are so many that a page would wait: then a job does.

mod afresh;
mod step;

use std::collections::BTreeMap;

use super::annual::doubt;
use crate::access::{Action, Actor, Subject};
use crate::costs::section_251_title;
use crate::ids::EstablishmentId;
use crate::money::Money;
use crate::needs::{Need, Setting};
use crate::rules::RuleBook;
use crate::service::beside::Standing;
use crate::service::reach::require;
use crate::service::{Moment, ServiceError, trail};
use crate::store::spend::{self as kept, ChildSpend, KindSum, PlaceSum};
use crate::store::{Store, Tx, establishment, identity};

pub use afresh::afresh;
pub use step::bring_in_step;
use step::or_ask;

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
    /// Of when the sums are.
    pub standing: Standing,
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
    let (mut tx, standing) = in_step(store, book, actor, moment).await?;
    let kinds = kept::by_kind(&mut tx, None, None).await?;
    let mut settings = Sums::new();
    for sum in kinds.iter().filter(|sum| sum.line.is_empty()) {
        let title = Setting::parse(&sum.setting).map_or("Not known", Setting::title);
        let key = (Some(sum.setting.clone()), title.to_owned());
        add(&mut settings, key, (sum.children, sum.pence));
    }
    spend(&mut tx, &kinds, ("", standing), dearest_first(settings)?).await
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
    let (mut tx, standing) = in_step(store, book, actor, moment).await?;
    let kinds = kept::by_kind(&mut tx, Some(setting.code()), None).await?;
    let places = kept::by_place(&mut tx, Some(setting.code()), "").await?;
    spend(&mut tx, &kinds, ("", standing), of_places(places)?).await
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
    let (mut tx, standing) = in_step(store, book, actor, moment).await?;
    let kinds = kept::by_kind(&mut tx, None, Some(line)).await?;
    if line.is_empty() || (kinds.is_empty() && standing.is_known()) {
        return Err(ServiceError::NotFound);
    }
    let places = kept::by_place(&mut tx, None, line).await?;
    spend(&mut tx, &kinds, (line, standing), of_places(places)?).await
}

/// A child and what it costs a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pupil {
    /// Who, as far as the reader may know.
    pub called: Called,
    /// The section 251 lines and what is coded to each.
    pub parts: Vec<(String, Money)>,
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
    /// Of when the sums are.
    pub standing: Standing,
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
    let (mut tx, standing) = in_step(store, book, actor, moment).await?;
    let there = kept::spend_at(&mut tx, setting.code(), at).await?;
    let place = establishment::find(&mut tx, at).await?;
    let place = place.filter(|_| !there.is_empty());
    let name = place.ok_or(ServiceError::NotFound)?.name;
    let called = identity::called_at(&mut tx, at).await?;
    drop(tx);
    let subject = ("establishment", at.as_str());
    let who = Some(&actor.user);
    trail::note_alone(store, moment, who, "costs-of-children-viewed", subject).await?;
    let mut pupils = Vec::new();
    for one in there {
        let known = called.iter().find(|called| called.child == one.child);
        pupils.push(pupil(known.cloned().ok_or(ServiceError::NotFound)?, one)?);
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
        standing,
    })
}

fn pupil(called: Called, spend: ChildSpend) -> Result<Pupil, ServiceError> {
    let part = |(line, pence)| Ok((line, money(pence)?));
    Ok(Pupil {
        called,
        annual: money(spend.parts.values().sum())?,
        parts: spend
            .parts
            .into_iter()
            .map(part)
            .collect::<Result<_, ServiceError>>()?,
    })
}

/// The sums, once they are in step with the records, or as they stand until a job has brought them there.
async fn in_step(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    moment: Moment,
) -> Result<(Tx, Standing), ServiceError> {
    require(actor, Action::ViewForecast, &Subject::Anything)?;
    let standing = or_ask(store, book, moment).await?;
    Ok((store.read().await?, standing))
}

/// Everything of the children who are counted on a line, '' for all that they cost.
async fn spend(
    tx: &mut Tx,
    kinds: &[KindSum],
    (of_line, standing): (&str, Standing),
    lines: Vec<Line>,
) -> Result<Spend, ServiceError> {
    let (mut needs, mut bands, mut coded) = (Sums::new(), Sums::new(), Sums::new());
    let mut total = (0, 0);
    for sum in kinds {
        let part = (sum.children, sum.pence);
        if !sum.line.is_empty() {
            let title = section_251_title(&sum.line).unwrap_or_default();
            add(&mut coded, (Some(sum.line.clone()), title.to_owned()), part);
        }
        if sum.line != of_line {
            continue;
        }
        total = (total.0 + part.0, total.1 + part.1);
        add(&mut needs, need(&sum.need), part);
        let band = Some(sum.band.clone()).filter(|band| !band.is_empty());
        let name = band.clone().unwrap_or_else(|| "No band".to_owned());
        add(&mut bands, (band, name), part);
    }
    Ok(Spend {
        total: line(((None, "All".to_owned()), total))?,
        lines,
        needs: dearest_first(needs)?,
        bands: match bands.keys().any(|(code, _)| code.is_some()) {
            true => bands.into_iter().map(line).collect::<Result<_, _>>()?,
            false => Vec::new(),
        },
        coded: in_order(coded)?,
        doubt: doubt(kept::unpriced_awards(tx).await?),
        standing,
    })
}

fn need(code: &str) -> (Option<String>, String) {
    let title = Need::parse(code).map_or("Not recorded", Need::title);
    let code = Some(code.to_owned()).filter(|code| !code.is_empty());
    (code, title.to_owned())
}

/// Establishments as lines, the dearest first: their codes are the setting's and their own, as pages address them.
fn of_places(places: Vec<PlaceSum>) -> Result<Vec<Line>, ServiceError> {
    let mut sums = Sums::new();
    for sum in places {
        let key = match sum.establishment {
            Some((id, name)) => (Some(format!("{}/{id}", sum.setting)), name),
            None => (None, "No establishment".to_owned()),
        };
        add(&mut sums, key, (sum.children, sum.pence));
    }
    dearest_first(sums)
}

fn add(sums: &mut Sums, key: (Option<String>, String), (children, pence): (u64, i64)) {
    let sum = sums.entry(key).or_default();
    sum.0 += children;
    sum.1 += pence;
}

fn money(pence: i64) -> Result<Money, ServiceError> {
    Money::from_pence(pence).map_err(|error| ServiceError::Broken(Box::new(error)))
}

/// Children and pence by code and name.
type Sums = BTreeMap<(Option<String>, String), (u64, i64)>;
type Summed = ((Option<String>, String), (u64, i64));

fn line(((code, name), (children, pence)): Summed) -> Result<Line, ServiceError> {
    Ok(Line {
        code,
        name,
        children,
        annual: money(pence)?,
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
