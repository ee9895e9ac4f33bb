//! What a DSG management plan says of placements: seven categories, each with its plans by age group and need at every
//! January, who came and went, and what it costs by financial year; with the levers and without.
//!
//! A year's column is a financial year with the January that lies in it. Counts are shown in tenths of a child. They are
//! rounded once, at the categories of a January; ages, needs and flows are fitted to those by largest remainder, so that
//! everything that is shown adds up: parts to their category, categories to the total, and one January to the next.

mod category;
mod year;

pub use category::Category;
pub use year::{Flows, InCategory, NEED_ROWS, PlanYear};

use crate::calendar::{Date, FinancialYear};
use crate::money::Money;

use super::levers::Scenario;
use super::months::MONTHS;
use super::projection::Projection;
use super::spend::monthly;
use super::whole::NotForecast;
use year::Counted;

/// The most Januaries that are past in a plan.
const KNOWN_YEARS: i16 = 3;

/// What one lever does, pulled after those before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saving {
    /// The lever in words.
    pub lever: String,
    /// The category in which it is pulled, where it is one.
    pub category: Option<Category>,
    /// What kind of lever it is, in a word or two.
    pub kind: &'static str,
    /// From when it acts; none where it acts from the start.
    pub from: Option<Date>,
    /// By year: how many plans more there are in its category (in all, where it has none), in tenths.
    pub plans: Vec<i64>,
    /// By year: what is saved; a lever that costs is below nought.
    pub saved: Vec<Money>,
}

/// The placements of a management plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManagementPlan {
    /// Years whose January is known; nothing is said of what they cost.
    pub known: Vec<PlanYear>,
    /// The years ahead as things go on.
    pub unmitigated: Vec<PlanYear>,
    /// The years ahead with every lever.
    pub mitigated: Vec<PlanYear>,
    /// What each lever saves. Over the levers they sum to the difference, year by year, to the penny.
    pub savings: Vec<Saving>,
}

impl ManagementPlan {
    /// The plan with no year ahead before one: those between the last known January and it are left out.
    #[must_use]
    pub fn from_year(mut self, first: FinancialYear) -> ManagementPlan {
        let earlier = |year: &&PlanYear| year.year < first;
        let left_out = self.unmitigated.iter().take_while(earlier).count();
        self.unmitigated.drain(..left_out);
        self.mitigated.drain(..left_out);
        for saving in &mut self.savings {
            saving.plans.drain(..left_out);
            saving.saved.drain(..left_out);
        }
        self
    }
}

impl Projection<'_> {
    /// The placements of a plan whose levers are a scenario's.
    ///
    /// # Errors
    /// As [`Projection::expect`].
    pub fn management_plan(&self, scenario: &Scenario) -> Result<ManagementPlan, NotForecast> {
        let known = self.known_years();
        let unmitigated = self.plan_years(&Scenario::default(), &known)?;
        let mut savings = Vec::new();
        let mut before = unmitigated.clone();
        for (place, lever) in scenario.levers.iter().enumerate() {
            let levers = Scenario {
                name: String::new(),
                levers: scenario.levers[..=place].to_vec(),
            };
            let after = self.plan_years(&levers, &known)?;
            let category = Category::hit_by(lever);
            let plans = |year: &PlanYear| match category {
                Some(category) => year.categories[category.place()].plans,
                None => year.plans(),
            };
            let years = || before.iter().zip(&after);
            savings.push(Saving {
                lever: lever.title(),
                category,
                kind: category::kind(lever),
                from: category::first_day(lever),
                plans: years().map(|(was, is)| plans(is) - plans(was)).collect(),
                saved: years()
                    .map(|(was, is)| Money::from_pence(was.spend()?.pence() - is.spend()?.pence()))
                    .collect::<Result<_, _>>()?,
            });
            before = after;
        }
        Ok(ManagementPlan {
            known,
            unmitigated,
            mitigated: before,
            savings,
        })
    }

    /// The last Januaries that the data hold.
    fn known_years(&self) -> Vec<PlanYear> {
        let last = self.cohort.last_january();
        let mut years: Vec<PlanYear> = Vec::new();
        for january in last - KNOWN_YEARS + 1..=last {
            let Some(cells) = self.cohort.at(january) else {
                continue;
            };
            let before = self
                .cohort
                .at(january - 1)
                .map(|cells| year::tenths(self.cohort, &cells));
            let flows = self.cohort.pairs.get(&(january - 1));
            let counted = Counted {
                january,
                cells: cells.into_iter().map(f64::from).collect(),
                flows: flows.map(|pair| year::flows_of(self.cohort, pair)),
                year_round: None,
                spend: None,
            };
            years.push(counted.shown(self.cohort, before));
        }
        years
    }

    /// The whole financial years ahead.
    fn plan_years(
        &self,
        scenario: &Scenario,
        known: &[PlanYear],
    ) -> Result<Vec<PlanYear>, NotForecast> {
        let (course, expected) = self.walked(scenario)?;
        let spent = monthly(&course, &expected)?;
        let mut before = known.last().map(PlanYear::by_category);
        let mut years = Vec::new();
        for months in super::spend::financial_years(course.january, spent.len()) {
            if months.months.len() < MONTHS {
                continue;
            }
            // The January in a financial year is the tenth of its months; the first January is month nought.
            let ahead = months.months.end.div_ceil(MONTHS) - 1;
            let of_setting = |setting: usize| {
                let months = spent[months.months.clone()].iter();
                Money::total(months.map(|month| month[setting]))
            };
            let settings = self.cohort.grid.settings().len();
            let counted = Counted {
                january: super::course::start_of(course.january, ahead),
                cells: expected.januaries[ahead].clone(),
                flows: Some(expected.at_settings[ahead - 1].clone()),
                year_round: Some(year::mean(&expected.months[months.months.clone()])),
                spend: Some((0..settings).map(of_setting).collect::<Result<_, _>>()?),
            };
            let year = counted.shown(self.cohort, before);
            before = Some(year.by_category());
            years.push(year);
        }
        Ok(years)
    }
}
