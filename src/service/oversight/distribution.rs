//! How bands and levels are spread over the children with an open plan.

use std::collections::BTreeMap;

use super::group::{By, Place, band_place};
use crate::access::{Action, Actor, Subject};
use crate::needs::{DomainId, Level};
use crate::oversight::CrossTable;
use crate::rules::{RuleBook, RuleSet};
use crate::service::reach::require;
use crate::service::rule_life::rules_on;
use crate::service::{Moment, ServiceError};
use crate::store::oversight as kept;
use crate::store::{Store, Tx};

/// How many schools a page shows; the file has all.
pub const SCHOOLS_SHOWN: usize = 25;

/// Counts by group and by band or level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distribution {
    /// The groups, in order.
    pub groups: Vec<String>,
    /// The bands or levels, the lowest first.
    pub columns: Vec<String>,
    /// A count for each group and column.
    pub counts: Vec<Vec<u32>>,
    /// How many children are counted in all, shown or not.
    pub cases: u32,
}

impl Distribution {
    /// The distribution of a table of which at most so many rows are kept.
    pub(super) fn of(table: CrossTable<Place, Place>, rows_max: Option<usize>) -> Distribution {
        let cases = table.total();
        let table = match rows_max {
            Some(most) => table.largest(most),
            None => table,
        };
        let titles = |places: &[Place]| places.iter().map(|place| place.title.clone()).collect();
        Distribution {
            groups: titles(table.rows()),
            columns: titles(table.columns()),
            counts: table.counts().to_vec(),
            cases,
        }
    }
}

/// The levels of every domain, or of one by group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Levels {
    /// The domains that can be chosen: id and title.
    pub domains: Vec<(DomainId, String)>,
    /// The domain that was chosen, which is then one of them.
    pub domain: Option<DomainId>,
    /// The levels: by domain, or of the chosen domain by group.
    pub distribution: Distribution,
}

/// The bands of the awards in force today, by group; of schools, all of them or those with the most children.
///
/// # Errors
/// [`ServiceError::Refused`] for whoever may not see oversight.
pub async fn bands(
    store: &Store,
    (book, authority): (&RuleBook, &str),
    actor: &Actor,
    (by, whole): (By, bool),
    moment: Moment,
) -> Result<Distribution, ServiceError> {
    require(actor, Action::ViewOversight, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let rules = rules(&mut tx, book, authority, moment).await?;
    let cases = kept::cases(&mut tx, moment.today).await?;
    let table = CrossTable::of(cases.iter().map(|case| {
        let band = band_place(case.band.as_ref(), rules.as_ref());
        (by.of(case, moment.today), band)
    }));
    Ok(Distribution::of(table, shown(by, whole)))
}

/// The newest agreed levels: of every domain, or of one by group.
///
/// # Errors
/// [`ServiceError::Refused`] for whoever may not see oversight; [`ServiceError::NotFound`] for a domain that nobody was scored
/// in.
pub async fn levels(
    store: &Store,
    (book, authority): (&RuleBook, &str),
    actor: &Actor,
    (domain, by, whole): (Option<DomainId>, By, bool),
    moment: Moment,
) -> Result<Levels, ServiceError> {
    require(actor, Action::ViewOversight, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let rules = rules(&mut tx, book, authority, moment).await?;
    let agreed = kept::agreed_levels(&mut tx).await?;
    let domains = domains(agreed.values(), rules.as_ref());
    let Some(domain) = domain else {
        let table = CrossTable::of(agreed.values().flatten().map(|(domain, level)| {
            let place = domains.iter().position(|(id, _)| id == domain);
            let title = place.map_or_else(|| domain.to_string(), |at| domains[at].1.clone());
            let order = place.and_then(|at| i64::try_from(at).ok());
            (
                Place::at(order.unwrap_or(i64::MAX), &title),
                level_place(*level),
            )
        }));
        let mut distribution = Distribution::of(table, None);
        // A child has a level in several domains, and is one child.
        distribution.cases = u32::try_from(agreed.len()).unwrap_or(u32::MAX);
        return Ok(Levels {
            domains,
            domain: None,
            distribution,
        });
    };
    if domains.iter().all(|(id, _)| *id != domain) {
        return Err(ServiceError::NotFound);
    }
    let cases = kept::cases(&mut tx, moment.today).await?;
    let table = CrossTable::of(cases.iter().filter_map(|case| {
        let level = agreed.get(&case.child)?.get(&domain)?;
        Some((by.of(case, moment.today), level_place(*level)))
    }));
    Ok(Levels {
        domains,
        domain: Some(domain),
        distribution: Distribution::of(table, shown(by, whole)),
    })
}

fn shown(by: By, whole: bool) -> Option<usize> {
    (by == By::School && !whole).then_some(SCHOOLS_SHOWN)
}

pub(super) fn level_place(level: Level) -> Place {
    Place::at(i64::from(level.number()), &format!("Level {level}"))
}

/// The domains that anybody has a level in: in the order of the rules in force, then those of older rules.
pub(super) fn domains<'a>(
    levels: impl Iterator<Item = &'a kept::Levels>,
    rules: Option<&RuleSet>,
) -> Vec<(DomainId, String)> {
    let mut used: Vec<DomainId> = levels.flat_map(BTreeMap::keys).cloned().collect();
    used.sort();
    used.dedup();
    let place = |id: &DomainId| rules.and_then(|it| it.domains().position(|known| known.id == *id));
    used.sort_by_key(|id| place(id).unwrap_or(usize::MAX));
    used.into_iter()
        .map(|id| {
            let title = rules.map_or_else(|| id.to_string(), |it| it.domain_title(&id));
            (id, title)
        })
        .collect()
}

/// The rules in force today, by which bands and domains are ordered and named; without any, they order themselves.
pub(super) async fn rules(
    tx: &mut Tx,
    book: &RuleBook,
    authority: &str,
    moment: Moment,
) -> Result<Option<RuleSet>, ServiceError> {
    Ok(rules_on(tx, book, authority, moment.today).await?.ok())
}
