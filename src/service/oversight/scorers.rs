//! How scorers differ, in bands and in levels: for moderators only, to talk about, not to rank.

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan as _};

use super::distribution::{Distribution, domains, level_place, rules};
use super::group::{Place, band_place};
use crate::access::{Action, Actor, Subject};
use crate::ids::UserId;
use crate::needs::DomainId;
use crate::oversight::CrossTable;
use crate::rules::RuleBook;
use crate::service::reach::require;
use crate::service::{Moment, ServiceError, trail};
use crate::store::Store;
use crate::store::oversight::{self as kept, ScoredLevels};

/// How many months back profiles are counted.
pub const MONTHS: i64 = 12;

/// Fewer profiles than this are marked as few: their shares turn on single children.
pub const FEW: u32 = 10;

/// The levels that scorers gave: of everybody, or of one against all others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScorerLevels {
    /// The domains that can be chosen: id and title.
    pub domains: Vec<(DomainId, String)>,
    /// The domain that was chosen, which is then one of them; none for all of them together.
    pub domain: Option<DomainId>,
    /// The scorers that can be chosen: id and name.
    pub scorers: Vec<(UserId, String)>,
    /// The scorer that was chosen, who is then one of them.
    pub scorer: Option<UserId>,
    /// The levels by scorer.
    pub distribution: Distribution,
}

/// The indicative bands of each scorer's profiles of the last [`MONTHS`] months. That it was seen is audited.
///
/// # Errors
/// [`ServiceError::Refused`] for anybody but a moderator.
pub async fn scorers(
    store: &Store,
    (book, authority): (&RuleBook, &str),
    actor: &Actor,
    moment: Moment,
) -> Result<Distribution, ServiceError> {
    seen(store, actor, moment).await?;
    let mut tx = store.read().await?;
    let rules = rules(&mut tx, book, authority, moment).await?;
    let scored = kept::scored_since(&mut tx, since(moment)).await?;
    let people = People::of(scored.iter().map(|it| (&it.scorer, &it.name)));
    let table = CrossTable::of(scored.iter().map(|it| {
        let band = band_place(Some(&it.band), rules.as_ref());
        (people.row(&it.scorer), band)
    }));
    Ok(Distribution::of(table, None))
}

/// The levels of each scorer's profiles of the last [`MONTHS`] months, of one domain or of all together, beside everybody's;
/// or those of one scorer beside all others'. That it was seen is audited.
///
/// # Errors
/// [`ServiceError::Refused`] for anybody but a moderator; [`ServiceError::NotFound`] for a domain that nobody was scored in, or
/// somebody who scored nothing.
pub async fn scorer_levels(
    store: &Store,
    (book, authority): (&RuleBook, &str),
    actor: &Actor,
    (domain, scorer): (Option<DomainId>, Option<UserId>),
    moment: Moment,
) -> Result<ScorerLevels, ServiceError> {
    seen(store, actor, moment).await?;
    let mut tx = store.read().await?;
    let rules = rules(&mut tx, book, authority, moment).await?;
    let scored = kept::levels_scored_since(&mut tx, since(moment)).await?;
    let domains = domains(scored.iter().map(|it| &it.levels), rules.as_ref());
    let is_domain = |wanted: &DomainId| domains.iter().any(|(id, _)| id == wanted);
    // A profile of a scheme that asks no levels, or none in this domain, is none to compare here.
    let counted: Vec<&ScoredLevels> = scored
        .iter()
        .filter(|it| match &domain {
            None => !it.levels.is_empty(),
            Some(domain) => it.levels.contains_key(domain),
        })
        .collect();
    let everybody = People::of(scored.iter().map(|it| (&it.scorer, &it.name)));
    let is_scorer = |wanted: &UserId| everybody.of.contains_key(wanted);
    if !domain.iter().all(is_domain) || !scorer.iter().all(is_scorer) {
        return Err(ServiceError::NotFound);
    }
    let people = People::of(counted.iter().map(|it| (&it.scorer, &it.name)));
    let others = counted
        .iter()
        .filter(|it| Some(&it.scorer) != scorer.as_ref());
    let others = marked("All other scorers", others.count());
    let table = CrossTable::of(counted.iter().flat_map(|it| {
        let own = people.row(&it.scorer);
        let rows = match &scorer {
            None => vec![own, Place::last("All scorers together")],
            Some(scorer) if *scorer == it.scorer => vec![own],
            Some(_) => vec![Place::last(&others)],
        };
        let levels = it.levels.iter();
        let wanted = levels.filter(|(id, _)| domain.as_ref().is_none_or(|domain| domain == *id));
        let levels: Vec<Place> = wanted.map(|(_, level)| level_place(*level)).collect();
        rows.into_iter().flat_map(move |row| {
            levels
                .clone()
                .into_iter()
                .map(move |level| (row.clone(), level))
        })
    }));
    let mut distribution = Distribution::of(table, None);
    // A profile has a level in several domains, and everybody's stand in two rows.
    distribution.cases = u32::try_from(counted.len()).unwrap_or(u32::MAX);
    Ok(ScorerLevels {
        domains,
        domain,
        scorers: everybody.named(),
        scorer,
        distribution,
    })
}

/// Asks whether scorers may be seen, and writes down that they were.
async fn seen(store: &Store, actor: &Actor, moment: Moment) -> Result<(), ServiceError> {
    require(actor, Action::ViewScorers, &Subject::Anything)?;
    let subject = ("analysis", "scorers");
    trail::note_alone(store, moment, Some(&actor.user), "analysis-viewed", subject).await
}

/// An instant's arithmetic knows hours, not months: 730 hours are a twelfth of a year.
fn since(moment: Moment) -> Timestamp {
    let back = (MONTHS * 730).hours();
    moment.instant.checked_sub(back).unwrap_or(Timestamp::MIN)
}

/// Who scored, each with a row in the order of names; two of one name stay two rows.
struct People {
    of: BTreeMap<UserId, (String, Place)>,
}

impl People {
    /// Of the scorer of each profile, with the name.
    fn of<'a>(profiles: impl Iterator<Item = (&'a UserId, &'a String)>) -> People {
        let mut counted: BTreeMap<(&String, &UserId), usize> = BTreeMap::new();
        for (scorer, name) in profiles {
            *counted.entry((name, scorer)).or_default() += 1;
        }
        let of = (0_i64..)
            .zip(counted)
            .map(|(order, ((name, scorer), count))| {
                let row = Place::at(order, &marked(name, count));
                (scorer.clone(), (name.clone(), row))
            });
        People { of: of.collect() }
    }

    fn row(&self, scorer: &UserId) -> Place {
        let known = self.of.get(scorer).map(|(_, row)| row.clone());
        known.unwrap_or_else(|| Place::last("Not known"))
    }

    /// Their ids and names, in the order of the rows.
    fn named(&self) -> Vec<(UserId, String)> {
        let mut all: Vec<_> = self.of.iter().collect();
        all.sort_by(|(_, (_, one)), (_, (_, two))| one.cmp(two));
        let named = all
            .into_iter()
            .map(|(id, (name, _))| (id.clone(), name.clone()));
        named.collect()
    }
}

/// A row's name, marked where it stands for few profiles: in the picture, the table and the file alike.
fn marked(name: &str, profiles: usize) -> String {
    if profiles < FEW as usize {
        format!("{name}, few profiles")
    } else {
        name.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::{FEW, People, marked};
    use crate::ids::UserId;

    #[test]
    fn few_profiles_are_marked_and_two_of_one_name_are_two_rows() {
        assert_eq!(marked("Ana Ash", FEW as usize), "Ana Ash");
        assert_eq!(marked("Ana Ash", FEW as usize - 1), "Ana Ash, few profiles");
        let id = |last: u8| {
            UserId::parse(&format!("00000000-0000-7000-8000-00000000000{last}")).unwrap()
        };
        let (one, two, name) = (id(1), id(2), "Ana Ash".to_owned());
        let mut profiles = vec![(&one, &name); 12];
        profiles.push((&two, &name));
        let people = People::of(profiles.into_iter());
        assert_eq!(people.row(&one).title, "Ana Ash");
        assert_eq!(people.row(&two).title, "Ana Ash, few profiles");
        assert_ne!(people.row(&one), people.row(&two));
        assert_eq!(people.named().len(), 2);
    }
}
