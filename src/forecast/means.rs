//! What a child with a need, in a setting, with a band costs a year: means over the children who are there.

use std::collections::{BTreeMap, BTreeSet};

use crate::money::{Money, MoneyError};
use crate::needs::Need;

use super::bands::NO_BAND;
use super::levers::words;
use super::problem::{Problem, Source};
use super::rows::CostRow;

/// A child who holds a plan, with what the records say that a year costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostedChild {
    /// The need's code.
    pub need: String,
    /// The setting's code.
    pub setting: String,
    /// The band's code.
    pub band: Option<String>,
    /// What a year costs, within the grant; none where neither an award nor a cost line is on record.
    pub annual: Option<Money>,
}

impl CostedChild {
    /// What a year costs as far as the record says.
    fn cost(&self) -> Money {
        self.annual.unwrap_or(Money::ZERO)
    }
}

/// The settings in which a place costs the high needs block something: where children are there and none of them has a cost, the
/// costs are missing, and the children are not free.
const NORMALLY_COST: [&str; 9] = [
    "MMS", "RPU", "SPEC", "NMSS", "ISS", "FE", "SPI", "AP", "EOTAS",
];

/// In which settings that normally cost nobody has a cost on record, with the needs of the children there and what is to be done, in a
/// sentence; none where there is no such setting.
#[must_use]
pub fn without_any_cost(children: &[CostedChild]) -> Option<String> {
    let mut by_setting: BTreeMap<&str, Vec<&CostedChild>> = BTreeMap::new();
    for child in children {
        let there = by_setting.entry(child.setting.as_str()).or_default();
        there.push(child);
    }
    let missing: Vec<String> = by_setting
        .into_iter()
        .filter(|(setting, there)| {
            NORMALLY_COST.contains(setting) && there.iter().all(|child| child.annual.is_none())
        })
        .map(|(setting, there)| format!("{} ({})", words(setting), by_need(&there)))
        .collect();
    (!missing.is_empty()).then(|| {
        format!(
            "No cost is on record today for any child in {}. Money cannot be forecast until an award or a cost line is entered for \
             the children there; a place that costs nothing is an award or a line of £0.",
            missing.join("; ")
        )
    })
}

/// How many children of each need: `Autistic spectrum disorder: 3, Speech, language and communication needs: 1`.
fn by_need(children: &[&CostedChild]) -> String {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for child in children {
        *counts.entry(child.need.as_str()).or_default() += 1;
    }
    let title = |code: &str| {
        Need::parse(code).map_or_else(|_| code.to_owned(), |need| need.title().to_owned())
    };
    let counts: Vec<String> = counts
        .into_iter()
        .map(|(need, count)| format!("{}: {count}", title(need)))
        .collect();
    counts.join(", ")
}

/// The mean cost of each pair of need and setting, over every child in it, rounded half up to a penny.
///
/// A pair that only the past knows takes the mean of its setting, and one whose setting holds nobody now that of all
/// children; both are said in a problem.
///
/// # Errors
/// [`MoneyError::TooLarge`] beyond what is money.
pub fn costs(
    children: &[CostedChild],
    wanted: &BTreeSet<(String, String)>,
) -> Result<(Vec<CostRow>, Vec<Problem>), MoneyError> {
    let mut by_pair: BTreeMap<(&str, &str), Vec<Money>> = BTreeMap::new();
    let mut by_setting: BTreeMap<&str, Vec<Money>> = BTreeMap::new();
    for child in children {
        let pair = (child.need.as_str(), child.setting.as_str());
        by_pair.entry(pair).or_default().push(child.cost());
        by_setting.entry(pair.1).or_default().push(child.cost());
    }
    let all: Vec<Money> = children.iter().map(CostedChild::cost).collect();
    let (mut of_setting, mut of_all) = (0_u32, BTreeSet::new());
    let mut pairs: BTreeSet<(&str, &str)> = by_pair.keys().copied().collect();
    pairs.extend(
        wanted
            .iter()
            .map(|(need, setting)| (need.as_str(), setting.as_str())),
    );
    let mut rows = Vec::new();
    for (need, setting) in pairs {
        let known = by_pair.get(&(need, setting)).or_else(|| {
            of_setting += 1;
            by_setting.get(setting)
        });
        let known = known.unwrap_or_else(|| {
            of_all.insert(setting);
            &all
        });
        rows.push(CostRow {
            row: u32::try_from(rows.len() + 1).unwrap_or(u32::MAX),
            need: need.to_owned(),
            setting: setting.to_owned(),
            band: None,
            cost: mean(known)?,
        });
    }
    rows.extend(band_costs(children, &rows)?);
    let mut problems = Vec::new();
    let mut warn = |sentence: String| {
        problems.push(Problem::warning(Source::Costs, None, sentence));
    };
    if of_setting > 0 {
        warn(format!(
            "{of_setting} pairs of need and setting hold nobody today; each takes the mean cost of its setting"
        ));
    }
    for setting in of_all {
        warn(format!(
            "nobody is in {setting} today; it takes the mean cost of all children"
        ));
    }
    for (setting, annual) in by_setting {
        let without = annual.iter().filter(|cost| **cost == Money::ZERO).count();
        if without == annual.len() && !NORMALLY_COST.contains(&setting) {
            warn(format!(
                "none of the {without} children in {setting} has a cost in force; the forecast counts them at nought"
            ));
        }
    }
    Ok((rows, problems))
}

/// The mean cost of each band at each pair of some rows: of who has the need there, else of all of the setting. A band's
/// price hangs on its setting far more than on the need.
fn band_costs(children: &[CostedChild], rows: &[CostRow]) -> Result<Vec<CostRow>, MoneyError> {
    let mut by_band: BTreeMap<(&str, &str), Vec<Money>> = BTreeMap::new();
    let mut by_need: BTreeMap<(&str, &str, &str), Vec<Money>> = BTreeMap::new();
    let banded: BTreeSet<&str> = (children.iter())
        .filter(|child| child.band.is_some())
        .map(|child| child.setting.as_str())
        .collect();
    for child in children
        .iter()
        .filter(|child| banded.contains(child.setting.as_str()))
    {
        let band = child.band.as_deref().unwrap_or(NO_BAND);
        let (need, setting) = (child.need.as_str(), child.setting.as_str());
        by_band
            .entry((setting, band))
            .or_default()
            .push(child.cost());
        by_need
            .entry((need, setting, band))
            .or_default()
            .push(child.cost());
    }
    let mut found = Vec::new();
    for pair in rows {
        let bands = by_band
            .iter()
            .filter(|((setting, _), _)| *setting == pair.setting);
        for ((setting, band), all) in bands {
            let own = by_need.get(&(pair.need.as_str(), *setting, *band));
            found.push(CostRow {
                row: u32::try_from(rows.len() + found.len() + 1).unwrap_or(u32::MAX),
                band: Some((*band).to_owned()),
                cost: mean(own.unwrap_or(all))?,
                ..pair.clone()
            });
        }
    }
    Ok(found)
}

/// The mean of some amounts, half a penny up, not below nought: contributions may be more than what they are towards.
fn mean(amounts: &[Money]) -> Result<Money, MoneyError> {
    let sum: i64 = amounts.iter().map(|amount| amount.pence()).sum();
    let count = i64::try_from(amounts.len()).unwrap_or(i64::MAX).max(1);
    Money::from_pence(((2 * sum + count).div_euclid(2 * count)).max(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_that_normally_costs_and_has_no_cost_at_all_is_named_with_its_children() {
        let costed = |setting: &str, pence: Option<i64>| CostedChild {
            need: "ASD".to_owned(),
            setting: setting.to_owned(),
            band: None,
            annual: pence.map(|pence| Money::from_pence(pence).unwrap()),
        };
        // One cost in a setting is enough, if it is nought, and children who are nowhere in particular cost nothing.
        let paid = [
            costed("SPEC", None),
            costed("SPEC", Some(5)),
            costed("AP", Some(0)),
            costed("EHE", None),
            costed("UNK", None),
        ];
        assert_eq!(without_any_cost(&paid), None);
        let mut unpaid = paid.to_vec();
        unpaid.extend(["MMS", "MMS", "ISS"].map(|setting| costed(setting, None)));
        let why = without_any_cost(&unpaid).unwrap();
        for part in [
            "“Mainstream state school” (Autistic spectrum disorder: 2)",
            "(Autistic spectrum disorder: 1)",
        ] {
            assert!(why.contains(part), "{why}");
        }
        for part in ["MMS", "State special", "lternative"] {
            assert!(!why.contains(part), "{why}");
        }
    }

    #[test]
    fn a_price_is_the_mean_of_its_pair_or_of_its_setting_or_of_all() {
        let costed = |need: &str, setting: &str, pence: i64| CostedChild {
            need: need.to_owned(),
            setting: setting.to_owned(),
            band: None,
            annual: Some(Money::from_pence(pence).unwrap()),
        };
        let children = [
            costed("ASD", "SPEC", 1_000),
            costed("ASD", "SPEC", 1_001),
            costed("SLD", "SPEC", 4_000),
            costed("ASD", "EHE", 0),
        ];
        let wanted = [("PD", "SPEC"), ("PD", "AP")].map(|(a, b)| (a.to_owned(), b.to_owned()));
        let (rows, problems) = costs(&children, &wanted.into()).unwrap();
        let price = |need: &str, setting: &str| {
            let row = rows
                .iter()
                .find(|row| row.need == need && row.setting == setting);
            row.unwrap().cost.pence()
        };
        assert_eq!(price("ASD", "SPEC"), 1_001, "half a penny goes up");
        assert_eq!(price("PD", "SPEC"), 2_000);
        assert_eq!(price("PD", "AP"), 1_500);
        let said: String = problems
            .iter()
            .map(|problem| problem.sentence.as_str())
            .collect();
        for part in ["2 pairs", "nobody is in AP", "1 children in EHE"] {
            assert!(said.contains(part), "{said}");
        }
    }
}
