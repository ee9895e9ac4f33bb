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
use crate::ids::{ChildId, EstablishmentId};
use crate::money::Money;
use crate::needs::{Need, Setting};
use crate::oversight::THRESHOLD;
use crate::rules::RuleBook;
use crate::service::beside::Standing;
use crate::service::reach::require;
use crate::service::{Moment, ServiceError, kept_back, trail};
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
    /// What they cost a year, within the grant; none where a child's own could be read in it that the reader is to judge first.
    pub annual: Option<Money>,
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
    /// Whether lines stand together or without their sums because the reader is to judge a child in them first.
    pub is_kept_back: bool,
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
    let unjudged = Unjudged::of(&mut tx, actor).await?;
    let settings = dearest_first(settings)?;
    spend(&mut tx, &kinds, ("", standing), settings, &unjudged).await
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
    let unjudged = Unjudged::of(&mut tx, actor).await?.in_setting(setting);
    spend(
        &mut tx,
        &kinds,
        ("", standing),
        of_places(places)?,
        &unjudged,
    )
    .await
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
    let unjudged = Unjudged::of(&mut tx, actor).await?.on_line(line);
    spend(
        &mut tx,
        &kinds,
        (line, standing),
        of_places(places)?,
        &unjudged,
    )
    .await
}

/// A child and what it costs a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pupil {
    /// Who, as far as the reader may know.
    pub called: Called,
    /// The section 251 lines and what is coded to each.
    pub parts: Vec<(String, Money)>,
    /// All of it; none where it is kept back.
    pub annual: Option<Money>,
}

/// What an establishment's children cost a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchoolSpend {
    /// The establishment's name.
    pub name: String,
    /// Its children in the setting, the dearest first; by reference where their amounts are kept back.
    pub pupils: Vec<Pupil>,
    /// What they cost together; none where one child's could be read in it.
    pub total: Option<Money>,
    /// Whether the children's own amounts are kept back, because the reader is to judge one of them first.
    pub is_kept_back: bool,
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
    let unjudged = Unjudged::of(&mut tx, actor).await?.in_setting(setting);
    let mut is_listed = true;
    if !unjudged.0.is_empty() {
        // What stands together with others in the list of establishments does not stand alone here.
        let places = kept::by_place(&mut tx, Some(setting.code()), "").await?;
        let listed = together(of_places(places)?, |line| unjudged.is_at(line));
        let code = format!("{}/{at}", setting.code());
        is_listed = listed
            .iter()
            .any(|line| line.code.as_deref() == Some(&code));
    }
    let one_here = there.iter().any(|one| unjudged.has(&one.child));
    let is_kept_back = one_here || !is_listed;
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
    let total = Money::total(pupils.iter().filter_map(|pupil| pupil.annual));
    let total = total.map_err(|error| ServiceError::Broken(Box::new(error)))?;
    if is_kept_back {
        // The order would tell as much as the amounts.
        pupils.sort_by(|one, other| one.called.local_id.cmp(&other.called.local_id));
        for pupil in &mut pupils {
            pupil.annual = None;
            pupil.parts.clear();
        }
    }
    Ok(SchoolSpend {
        name,
        total: Some(total).filter(|_| is_listed),
        pupils,
        standing,
        is_kept_back,
    })
}

fn pupil(called: Called, spend: ChildSpend) -> Result<Pupil, ServiceError> {
    let part = |(line, pence)| Ok((line, money(pence)?));
    Ok(Pupil {
        called,
        annual: Some(money(spend.parts.values().sum())?),
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
    unjudged: &Unjudged,
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
    let mut made = Spend {
        total: line(((None, "All".to_owned()), total))?,
        lines: together(lines, |line| unjudged.is_at(line)),
        needs: together(dearest_first(needs)?, |line| unjudged.is_of_need(line)),
        bands: match bands.keys().any(|(code, _)| code.is_some()) {
            true => bands.into_iter().map(line).collect::<Result<_, _>>()?,
            false => Vec::new(),
        },
        coded: in_order(coded)?,
        doubt: doubt(kept::unpriced_awards(tx).await?),
        standing,
        is_kept_back: !unjudged.0.is_empty(),
    };
    if made.is_kept_back && made.total.children < FEW {
        // Nothing of so few is shown but how many they are.
        made.total.annual = None;
        made.bands.clear();
        made.coded.clear();
    }
    Ok(made)
}

/// A sum of fewer children could be read as one child's.
const FEW: u64 = THRESHOLD as u64;

/// The children in the sums whom the reader is to judge before their amounts are shown.
struct Unjudged(Vec<ChildSpend>);

impl Unjudged {
    async fn of(tx: &mut Tx, actor: &Actor) -> Result<Unjudged, ServiceError> {
        let waiting = kept_back::among(tx, actor, None).await?;
        let waiting: Vec<ChildId> = waiting.into_iter().collect();
        Ok(Unjudged(kept::spend_of(tx, &waiting).await?))
    }

    fn in_setting(mut self, setting: Setting) -> Unjudged {
        self.0.retain(|one| one.setting == setting.code());
        self
    }

    fn on_line(mut self, line: &str) -> Unjudged {
        self.0.retain(|one| one.parts.contains_key(line));
        self
    }

    fn has(&self, child: &ChildId) -> bool {
        self.0.iter().any(|one| one.child == *child)
    }

    /// Whether one of them is in a setting's or an establishment's line.
    fn is_at(&self, line: &Line) -> bool {
        self.0
            .iter()
            .any(|one| match (&line.code, &one.establishment) {
                (Some(code), Some(at)) => {
                    *code == one.setting || *code == format!("{}/{at}", one.setting)
                }
                (Some(code), None) => *code == one.setting,
                (None, at) => at.is_none(),
            })
    }

    fn is_of_need(&self, line: &Line) -> bool {
        let code = line.code.as_deref().unwrap_or_default();
        self.0.iter().any(|one| one.need == code)
    }
}

/// Lines of few children with one to be judged in one line, with as many of the smallest others as keep its sum from being
/// any child's; without their sums where there are not so many.
fn together(lines: Vec<Line>, is_unjudged: impl Fn(&Line) -> bool) -> Vec<Line> {
    let is_told = |line: &Line| line.children < FEW && is_unjudged(line);
    let (mut others, mut lines): (Vec<Line>, Vec<Line>) = lines.into_iter().partition(is_told);
    if others.is_empty() {
        return lines;
    }
    let children = |lines: &[Line]| lines.iter().map(|line| line.children).sum::<u64>();
    while children(&others) < FEW || others.len() < 2 {
        let smallest = (0..lines.len()).min_by_key(|at| lines[*at].children);
        let Some(at) = smallest else { break };
        others.push(lines.remove(at));
    }
    let count = children(&others);
    let sum = Money::total(others.iter().filter_map(|line| line.annual)).ok();
    lines.push(Line {
        code: None,
        name: match &others[..] {
            [only] => only.name.clone(),
            several => format!("{} together", several.len()),
        },
        children: count,
        annual: sum.filter(|_| count >= FEW && others.len() > 1),
    });
    lines
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
        annual: Some(money(pence)?),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn told(lines: &[(&str, u64)], unjudged: &[&str]) -> Vec<(String, u64, Option<i64>)> {
        let made = lines.iter().map(|(name, children)| Line {
            code: Some((*name).to_owned()),
            name: (*name).to_owned(),
            children: *children,
            annual: money(100 * i64::try_from(*children).unwrap()).ok(),
        });
        let is_unjudged = |line: &Line| unjudged.contains(&line.name.as_str());
        together(made.collect(), is_unjudged)
            .into_iter()
            .map(|line| (line.name, line.children, line.annual.map(Money::pence)))
            .collect()
    }

    #[test]
    fn a_line_of_few_with_one_to_be_judged_stands_with_others() {
        let all: [(&str, u64); 4] = [("Ash", 9), ("Elm", 2), ("Oak", 7), ("Yew", 1)];
        let shown = |name: &str, children: u64| {
            let pence = i64::try_from(children).unwrap() * 100;
            (name.to_owned(), children, Some(pence))
        };
        // Of nine nobody reads one; of one everybody does.
        let whole = all.map(|(name, children)| shown(name, children));
        assert_eq!(told(&all, &["Ash"]), whole);
        assert_eq!(told(&all, &[]), whole);
        let put = [shown("Ash", 9), shown("3 together", 10)];
        assert_eq!(told(&all, &["Yew"]), put);
        let few: [(&str, u64); 2] = [("Elm", 2), ("Yew", 1)];
        assert_eq!(told(&few, &["Yew"]), [("2 together".to_owned(), 3, None)]);
        assert_eq!(told(&few[1..], &["Yew"]), [("Yew".to_owned(), 1, None)]);
    }
}
