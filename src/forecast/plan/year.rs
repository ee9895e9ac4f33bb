//! A column of the plan: what is counted at a January and over its financial year, and how that is shown.

use crate::calendar::{Date, FinancialYear};
use crate::forecast::account::AtSetting;
use crate::forecast::cohort::{Cohort, YearPair};
use crate::forecast::record::{Amount, Month};
use crate::forecast::shown::{units_of, whole_units};
use crate::forecast::year_group::{AGE_GROUPS, age_group};
use crate::money::{Money, MoneyError};

use super::Category;

/// Millionths of a child in the tenth that is shown.
const TENTH: i128 = 100_000;
/// How many categories there are.
const CATEGORIES: usize = Category::ALL.len();

/// The template's rows of primary needs: SEN2's code, and the row's name. Down syndrome is SEN2's since 2025 and not yet
/// the template's; nobody with a plan is in the row of those without an assessment, but the template has it.
pub const NEED_ROWS: [(&str, &str); 14] = [
    ("ASD", "Autistic spectrum disorder"),
    ("HI", "Hearing impairment"),
    ("MLD", "Moderate learning difficulty"),
    ("MSI", "Multi-sensory impairment"),
    ("PD", "Physical disability"),
    ("PMLD", "Profound and multiple learning difficulty"),
    ("SEMH", "Social, emotional and mental health"),
    ("SLCN", "Speech, language and communication needs"),
    ("SLD", "Severe learning difficulty"),
    ("SPLD", "Specific learning difficulty"),
    ("VI", "Vision impairment"),
    ("OTH", "Other difficulty or disability"),
    (
        "NSA",
        "SEN support but no specialist assessment of type of need",
    ),
    ("DS", "Down syndrome (no row of the template)"),
];

/// The row of a need's code; one that is none of the rows is with the others.
fn need_row(code: &str) -> usize {
    const OTHER: usize = 11;
    let row = NEED_ROWS.iter().position(|(known, _)| *known == code);
    row.unwrap_or(OTHER)
}

/// How one January led to the next, in tenths of a child: `before + joined - left + net_in` are there now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flows {
    /// Plans at the January before.
    pub before: i64,
    /// New plans.
    pub joined: i64,
    /// Plans that ceased.
    pub left: i64,
    /// Those who came from other categories less those who went to them.
    pub net_in: i64,
}

/// A category in a year; counts are tenths of a child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InCategory {
    /// Plans at the January.
    pub plans: i64,
    /// Those by age group, the youngest first.
    pub by_age: Vec<i64>,
    /// Those by need, as [`NEED_ROWS`].
    pub by_need: Vec<i64>,
    /// How they came to be; none where the January before is not known.
    pub flows: Option<Flows>,
    /// The mean of the year's months: children weighted by the part of the year in which they are there. Of a year ahead.
    pub year_round: Option<i64>,
    /// What they cost. Of a year ahead.
    pub spend: Option<Money>,
}

/// A year of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanYear {
    /// The financial year.
    pub year: FinancialYear,
    /// The year of the January in it.
    pub january: i16,
    /// As [`Category::ALL`].
    pub categories: Vec<InCategory>,
}

impl PlanYear {
    /// Plans at the January, in tenths.
    #[must_use]
    pub fn plans(&self) -> i64 {
        self.categories.iter().map(|one| one.plans).sum()
    }

    /// What all placements cost; nothing of a year that is known.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`] beyond what is money.
    pub fn spend(&self) -> Result<Money, MoneyError> {
        Money::total(self.categories.iter().filter_map(|one| one.spend))
    }

    pub(super) fn by_category(&self) -> Vec<i64> {
        self.categories.iter().map(|one| one.plans).collect()
    }
}

/// What is counted of a year, not rounded.
pub(super) struct Counted {
    pub(super) january: i16,
    /// By cell, at the January.
    pub(super) cells: Vec<f64>,
    /// By setting, in the year up to the January.
    pub(super) flows: Option<Vec<AtSetting<f64>>>,
    /// By setting, over the financial year.
    pub(super) year_round: Option<Vec<f64>>,
    /// By setting, over the financial year.
    pub(super) spend: Option<Vec<Money>>,
}

impl Counted {
    /// The year as it is shown after a January whose categories were shown so.
    pub(super) fn shown(&self, cohort: &Cohort, before: Option<Vec<i64>>) -> PlanYear {
        let mut ages = vec![[0_i128; AGE_GROUPS.len()]; CATEGORIES];
        let mut needs = vec![[0_i128; NEED_ROWS.len()]; CATEGORIES];
        for (index, count) in self.cells.iter().enumerate() {
            let cell = cohort.grid.cell(index);
            let category = Category::of(&cohort.grid.settings()[cell.setting]).place();
            ages[category][age_group(cell.year_group())] += count.millionths();
            needs[category][need_row(&cohort.grid.needs()[cell.need])] += count.millionths();
        }
        let totals: Vec<i128> = ages.iter().map(|groups| groups.iter().sum()).collect();
        let plans = whole_units(&totals, TENTH);
        let flows = self.flows.as_ref().zip(before);
        let flows = flows.map(|(flows, before)| flows_shown(cohort, flows, &before, &plans));
        let year_round = self.year_round.as_ref().map(|means| {
            whole_units(
                &by_category(cohort, means.iter().map(|mean| mean.millionths())),
                TENTH,
            )
        });
        let of = |place: usize| InCategory {
            plans: plans[place],
            by_age: units_of(&ages[place], TENTH, plans[place].into()),
            by_need: units_of(&needs[place], TENTH, plans[place].into()),
            flows: flows.as_ref().map(|flows| flows[place]),
            year_round: year_round.as_ref().map(|means| means[place]),
            spend: self.spend_of(cohort, place),
        };
        PlanYear {
            year: FinancialYear::containing(january_day(self.january)),
            january: self.january,
            categories: (0..CATEGORIES).map(of).collect(),
        }
    }

    fn spend_of(&self, cohort: &Cohort, category: usize) -> Option<Money> {
        let spend = self.spend.as_ref()?;
        let of_settings = cohort.grid.settings().iter().zip(spend);
        let own = of_settings.filter(|(code, _)| Category::of(code).place() == category);
        // A part of a total that is money is money.
        Money::total(own.map(|(_, sum)| *sum)).ok()
    }
}

fn january_day(january: i16) -> Date {
    jiff::civil::date(january.clamp(1, 9998), 1, 1)
}

/// Sums by category of what is by setting.
fn by_category(cohort: &Cohort, settings: impl Iterator<Item = i128>) -> Vec<i128> {
    let mut sums = vec![0; CATEGORIES];
    for (code, amount) in cohort.grid.settings().iter().zip(settings) {
        sums[Category::of(code).place()] += amount;
    }
    sums
}

/// The flows between two Januaries that were shown: new plans are rounded, plans that ceased make up the difference in all,
/// and a category's net transfers what is left of its own. So transfers sum to nothing.
fn flows_shown(
    cohort: &Cohort,
    flows: &[AtSetting<f64>],
    before: &[i64],
    plans: &[i64],
) -> Vec<Flows> {
    let sums = |of: fn(&AtSetting<f64>) -> f64| {
        by_category(cohort, flows.iter().map(|flow| of(flow).millionths()))
    };
    let joined = whole_units(&sums(|flow| flow.joined), TENTH);
    let ceased =
        before.iter().sum::<i64>() + joined.iter().sum::<i64>() - plans.iter().sum::<i64>();
    let left = units_of(&sums(|flow| flow.left), TENTH, ceased.into());
    let of = |place: usize| Flows {
        before: before[place],
        joined: joined[place],
        left: left[place],
        net_in: plans[place] - before[place] - joined[place] + left[place],
    };
    (0..CATEGORIES).map(of).collect()
}

/// Whole children by category, in tenths.
pub(super) fn tenths(cohort: &Cohort, cells: &[u32]) -> Vec<i64> {
    let mut counts = vec![0; CATEGORIES];
    for (index, count) in cells.iter().enumerate() {
        let code = &cohort.grid.settings()[cohort.grid.cell(index).setting];
        counts[Category::of(code).place()] += 10 * i64::from(*count);
    }
    counts
}

/// The flows of a known year, by setting.
pub(super) fn flows_of(cohort: &Cohort, pair: &YearPair) -> Vec<AtSetting<f64>> {
    let mut settings = vec![AtSetting::default(); cohort.grid.settings().len()];
    let setting = |cell: &Option<usize>| cell.map(|cell| cohort.grid.cell(cell).setting);
    for ((from, to), count) in &pair.flows {
        let count = f64::from(*count);
        match (setting(from), setting(to)) {
            (None, Some(to)) => settings[to].joined += count,
            (Some(from), None) => settings[from].left += count,
            (Some(from), Some(to)) if from != to => {
                settings[from].went += count;
                settings[to].came += count;
            }
            _ => {}
        }
    }
    settings
}

/// The mean of some months, by setting.
pub(super) fn mean(months: &[Month<f64>]) -> Vec<f64> {
    let settings = months.first().map_or(0, |month| month.settings.len());
    let of = |setting: usize| {
        months
            .iter()
            .map(|month| month.settings[setting])
            .sum::<f64>()
    };
    (0..settings)
        .map(|setting| of(setting) / months.len() as f64)
        .collect()
}
