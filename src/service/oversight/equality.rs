//! Bands and levels by sex and by ethnic group, apart from casework, with small numbers hidden.

use super::distribution::rules;
use super::group::{Place, band_place};
use crate::access::{Action, Actor, Subject};
use crate::needs::DomainId;
use crate::oversight::{CrossTable, hidden};
use crate::rules::{RuleBook, RuleSet};
use crate::service::reach::require;
use crate::service::{Moment, ServiceError, trail};
use crate::store::Store;
use crate::store::oversight::{self as kept, EqualityCase};

/// What children are grouped by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Characteristic {
    /// Sex, as the council's records have it.
    #[default]
    Sex,
    /// The broad ethnic group.
    Ethnicity,
}

impl Characteristic {
    /// Both.
    pub const ALL: [Characteristic; 2] = [Characteristic::Sex, Characteristic::Ethnicity];

    /// The characteristic in addresses.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Characteristic::Sex => "sex",
            Characteristic::Ethnicity => "ethnicity",
        }
    }

    /// The characteristic as a heading.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Characteristic::Sex => "Sex",
            Characteristic::Ethnicity => "Ethnic group",
        }
    }

    /// Reads the characteristic in an address.
    #[must_use]
    pub fn parse(text: &str) -> Option<Characteristic> {
        Characteristic::ALL
            .into_iter()
            .find(|one| one.code() == text)
    }

    fn of(self, case: &EqualityCase) -> Place {
        match self {
            Characteristic::Sex => match case.sex.as_deref() {
                Some("F") => Place::at(0, "Girls and young women"),
                Some("M") => Place::at(1, "Boys and young men"),
                _ => Place::last("Not known"),
            },
            Characteristic::Ethnicity => ethnic_group(case.ethnicity.as_deref()),
        }
    }
}

/// The broad group of a school census code, by its first letter (DfE common basic data set, ethnicity).
fn ethnic_group(code: Option<&str>) -> Place {
    match code.and_then(|code| code.chars().next()) {
        Some('A') => Place::at(0, "Asian or Asian British"),
        Some('B') => Place::at(1, "Black, Black British, Caribbean or African"),
        Some('M') => Place::at(2, "Mixed or multiple ethnic groups"),
        Some('W') => Place::at(3, "White"),
        Some('C' | 'O') => Place::at(4, "Other ethnic group"),
        _ => Place::last("Not known or refused"),
    }
}

/// A table with its small numbers hidden, and enough others that totals do not give them away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EqualityTable {
    /// The groups.
    pub groups: Vec<String>,
    /// The bands or levels, then `All`.
    pub columns: Vec<String>,
    /// A count for each group and column; `None` where it is hidden.
    pub counts: Vec<Vec<Option<i64>>>,
    /// Whether the whole table is withheld, because nothing less would keep its small numbers secret. It has no rows then.
    pub is_withheld: bool,
    /// The domains whose levels can be asked for: id and title.
    pub domains: Vec<(DomainId, String)>,
}

/// The bands of the awards in force, and the levels of one domain if it is named, by a characteristic. That it was seen is
/// audited.
///
/// # Errors
/// [`ServiceError::Refused`] for whoever may not see it; [`ServiceError::NotFound`] for a domain that the rules in force do
/// not have.
pub async fn equality(
    store: &Store,
    (book, authority): (&RuleBook, &str),
    actor: &Actor,
    (by, domain): (Characteristic, Option<DomainId>),
    moment: Moment,
) -> Result<EqualityTable, ServiceError> {
    require(actor, Action::ViewEqualityAnalysis, &Subject::Anything)?;
    let subject = ("analysis", "equality");
    trail::note_alone(store, moment, Some(&actor.user), "analysis-viewed", subject).await?;
    let mut tx = store.read().await?;
    let rules = rules(&mut tx, book, authority, moment).await?;
    let domains: Vec<(DomainId, String)> = rules.iter().flat_map(domains_of).collect();
    let cases = kept::equality(&mut tx, moment.today).await?;
    let table = match domain {
        None => CrossTable::of(cases.iter().map(|case| {
            let band = band_place(case.band.as_ref(), rules.as_ref());
            (by.of(case), band)
        })),
        Some(domain) => {
            if domains.iter().all(|(id, _)| *id != domain) {
                return Err(ServiceError::NotFound);
            }
            CrossTable::of(cases.iter().filter_map(|case| {
                let level = case.levels.get(&domain)?;
                let place = Place::at(i64::from(level.number()), &format!("Level {level}"));
                Some((by.of(case), place))
            }))
        }
    };
    Ok(suppressed(&table, domains))
}

fn domains_of(rules: &RuleSet) -> Vec<(DomainId, String)> {
    let domains = rules.domains();
    domains
        .map(|domain| (domain.id.clone(), domain.title.clone()))
        .collect()
}

/// The table with its rows' totals, as far as it can be shown.
fn suppressed(table: &CrossTable<Place, Place>, domains: Vec<(DomainId, String)>) -> EqualityTable {
    let rows: Vec<Vec<u32>> = table
        .counts()
        .iter()
        .zip(table.row_totals())
        .map(|(counts, total)| counts.iter().copied().chain([total]).collect())
        .collect();
    let titles = |places: &[Place]| places.iter().map(|place| place.title.clone()).collect();
    let mut columns: Vec<String> = titles(table.columns());
    columns.push("All".to_owned());
    let Some(flags) = hidden(&rows) else {
        return EqualityTable {
            groups: Vec::new(),
            columns,
            counts: Vec::new(),
            is_withheld: true,
            domains,
        };
    };
    let counts = rows.iter().zip(&flags).map(|(row, flags)| {
        row.iter()
            .zip(flags)
            .map(|(count, flag)| (!flag).then(|| i64::from(*count)))
            .collect()
    });
    EqualityTable {
        groups: titles(table.rows()),
        columns,
        counts: counts.collect(),
        is_withheld: false,
        domains,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn census_codes_fall_into_broad_groups() {
        let titles: Vec<String> = [
            "AIND", "BCRB", "MWAS", "WBRI", "CHNE", "OOTH", "REFU", "NOBT",
        ]
        .map(|code| ethnic_group(Some(code)).title)
        .to_vec();
        assert_eq!(titles[0], "Asian or Asian British");
        assert_eq!(titles[3], "White");
        assert_eq!(titles[4], titles[5]);
        assert_eq!(titles[6], titles[7]);
        assert_eq!(ethnic_group(None).title, "Not known or refused");
    }

    #[test]
    fn a_table_of_one_small_group_is_withheld() {
        let place = |title: &str| Place::at(0, title);
        let table = CrossTable::of([(place("White"), place("D"))]);
        let shown = suppressed(&table, Vec::new());
        assert!(shown.is_withheld && shown.counts.is_empty() && shown.groups.is_empty());
    }
}
