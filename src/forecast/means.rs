//! What a child with a need, in a setting, with a band costs a year: means over the children who are there.

use std::collections::{BTreeMap, BTreeSet};

use crate::money::{Money, MoneyError};

use super::bands::NO_BAND;
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
    /// What a year costs, within the grant; nought where no cost is recorded.
    pub annual: Money,
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
        by_pair.entry(pair).or_default().push(child.annual);
        by_setting.entry(pair.1).or_default().push(child.annual);
    }
    let all: Vec<Money> = children.iter().map(|child| child.annual).collect();
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
        if without == annual.len() {
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
            .push(child.annual);
        by_need
            .entry((need, setting, band))
            .or_default()
            .push(child.annual);
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
    fn a_price_is_the_mean_of_its_pair_or_of_its_setting_or_of_all() {
        let costed = |need: &str, setting: &str, pence: i64| CostedChild {
            need: need.to_owned(),
            setting: setting.to_owned(),
            band: None,
            annual: Money::from_pence(pence).unwrap(),
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
