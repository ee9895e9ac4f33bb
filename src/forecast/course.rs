//! The years ahead: rates, people, prices, places and levers laid out, ready to be walked.

use crate::calendar::Date;
use crate::money::{Decimal, Rate};

use super::cohort::Cohort;
use super::law::{Law, Redirected};
use super::levers::{Lever, Scenario};
use super::months::{MONTHS, Parts, Timing};
use super::pipeline::Starting;
use super::rates::Rates;
use super::trend::Trend;
use super::year_group::YEAR_GROUPS;

/// The yearly shock to all prices beyond what the scenario says: standard deviation of a year's growth. An assumption.
pub const PRICE_SD: f64 = 0.02;

/// One year, from a January to the next.
#[derive(Clone, Debug, PartialEq)]
pub struct Year {
    /// The factor on the rates of joining.
    pub joining: f64,
    /// How many years' worth of trend the factor holds.
    pub trend_steps: f64,
    /// By year group at the first January: the factor on leaving.
    pub leaving: [f64; YEAR_GROUPS],
    /// By year group at the second January: the people of the area.
    pub people: [f64; YEAR_GROUPS],
    /// The place of its law in [`Course::laws`].
    pub law: usize,
    /// By setting: the places that there are at the second January, where they are limited.
    pub places: Vec<Option<u32>>,
    /// What open cases and the rates of joining each stand for.
    pub starting: Starting,
}

/// What a forecast walks.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// The year of the January that it starts from.
    pub january: i16,
    /// The cohort it starts from.
    pub cohort: Cohort,
    /// What was estimated from it.
    pub rates: Rates,
    /// By stand: the annual price in pence; nought where no child can be.
    pub prices: Vec<i64>,
    /// The years ahead.
    pub years: Vec<Year>,
    /// The laws that the years live under.
    pub laws: Vec<Law>,
    /// By setting: where children go who find it full, the first that can take them.
    pub overflow: Vec<Vec<usize>>,
    /// By month from the first January, then by setting: what the levers make of prices, in millionths.
    pub index: Vec<Vec<i64>>,
    /// The factor on all standard deviations of shocks, from the back-test.
    pub scale: f64,
}

impl Course {
    /// Lays out the years ahead of a cohort under a scenario whose levers have been checked.
    #[must_use]
    pub fn of(cohort: &Cohort, rates: &Rates, scenario: &Scenario, years: usize) -> Course {
        let january = cohort.last_january();
        let mut course = Course {
            january,
            prices: cohort.stand_prices(),
            years: Vec::new(),
            laws: Vec::new(),
            overflow: vec![Vec::new(); cohort.grid.settings().len()],
            index: (0..MONTHS * years)
                .map(|month| index(cohort, scenario, month))
                .collect(),
            scale: 1.0,
            cohort: cohort.clone(),
            rates: rates.clone(),
        };
        let mut known: Vec<Vec<Redirected>> = Vec::new();
        for ahead in 0..years {
            let redirected = redirected(cohort, scenario, start_of(january, ahead));
            let law = known.iter().position(|one| *one == redirected);
            let law = law.unwrap_or_else(|| {
                course.laws.push(Law::of(cohort, rates, &redirected));
                known.push(redirected);
                known.len() - 1
            });
            let year = course.year(scenario, ahead, law);
            course.years.push(year);
        }
        course.overflow_of(scenario);
        course
    }

    fn year(&self, scenario: &Scenario, ahead: usize, law: usize) -> Year {
        let first = start_of(self.january, ahead);
        let grid = &self.cohort.grid;
        let mut year = Year {
            joining: self.rates.trend.factor(ahead + 1),
            trend_steps: Trend::steps(ahead + 1),
            leaving: [1.0; YEAR_GROUPS],
            people: std::array::from_fn(|age| {
                self.cohort.population.people(first + 1, age).unwrap_or(0.0)
            }),
            law,
            places: vec![None; grid.settings().len()],
            starting: Starting::of(self.cohort.pipeline.as_ref(), self.january, ahead),
        };
        for lever in &scenario.levers {
            match lever {
                Lever::JoinerGrowth { percent_a_year } => {
                    // The exponent is a number of years.
                    year.joining *= factor(*percent_a_year, 1.0).powi(ahead as i32 + 1);
                }
                Lever::LeaversAfterSixteen { percent } => {
                    for factor_of in &mut year.leaving[15..] {
                        *factor_of *= factor(*percent, 1.0);
                    }
                }
                Lever::Reform {
                    from,
                    joiners_percent,
                    leavers_percent,
                } => {
                    let share = share_after(*from, first);
                    year.joining *= factor(*joiners_percent, share);
                    for factor_of in &mut year.leaving {
                        *factor_of *= factor(*leavers_percent, share);
                    }
                }
                Lever::Places {
                    setting,
                    places,
                    from,
                    ..
                } if share_after(*from, first) > 0.0 => {
                    if let Some(setting) = grid.setting(setting) {
                        year.places[setting] = Some(*places);
                    }
                }
                Lever::Places { .. }
                | Lever::Price { .. }
                | Lever::BandUplift { .. }
                | Lever::Redirect { .. } => {}
            }
        }
        year
    }

    fn overflow_of(&mut self, scenario: &Scenario) {
        for lever in &scenario.levers {
            if let Lever::Places {
                setting, overflow, ..
            } = lever
                && let Some(setting) = self.cohort.grid.setting(setting)
            {
                let known = overflow
                    .iter()
                    .filter_map(|code| self.cohort.grid.setting(code));
                self.overflow[setting] = known.collect();
            }
        }
    }

    /// The same course, only so many years long.
    #[must_use]
    pub fn first_years(&self, years: usize) -> Course {
        let mut course = self.clone();
        course.years.truncate(years);
        course.index.truncate(years * MONTHS);
        course
    }

    /// The law of a year ahead.
    #[must_use]
    pub fn law(&self, ahead: usize) -> &Law {
        &self.laws[self.years[ahead].law]
    }

    /// The chance that a child of a year group leaves in a year ahead, from the law's rate or one drawn for it. No lever
    /// changes how many go to other authorities.
    #[must_use]
    pub fn leaving(&self, ahead: usize, age: usize, rate: f64) -> f64 {
        if age + 1 == YEAR_GROUPS {
            return 1.0;
        }
        let over = self.rates.transfers.outward[age];
        let factor = (1.0 - over) * self.years[ahead].leaving[age] + over;
        (rate * factor).clamp(0.0, 1.0)
    }

    /// The share of those of a year group who leave in a year ahead that go to other authorities.
    #[must_use]
    pub fn going_over(&self, ahead: usize, age: usize) -> f64 {
        let over = self.rates.transfers.outward[age];
        if over <= 0.0 || age + 1 == YEAR_GROUPS {
            return 0.0;
        }
        over / ((1.0 - over) * self.years[ahead].leaving[age] + over)
    }

    /// The new plans expected in a year ahead at a year group, from its rate or one drawn for it, beside those of open
    /// cases and those of other authorities.
    #[must_use]
    pub fn starting(&self, ahead: usize, age: usize, rate: f64) -> f64 {
        let year = &self.years[ahead];
        if self.law(ahead).joins[age].is_empty() {
            return 0.0;
        }
        let new = rate * (1.0 - self.rates.transfers.inward[age]);
        new * year.people[age] * year.joining * year.starting.share
    }

    /// The plans expected from other authorities in a year ahead at a year group.
    #[must_use]
    pub fn coming_over(&self, ahead: usize, age: usize, rate: f64) -> f64 {
        if self.law(ahead).joins[age].is_empty() {
            return 0.0;
        }
        rate * self.rates.transfers.inward[age] * self.years[ahead].people[age]
    }

    /// The pairs in which the plans of open cases begin at a year group: those of its joiners, or of the nearest year
    /// group's that anybody joins.
    #[must_use]
    pub fn case_ways(&self, ahead: usize, age: usize) -> &[(usize, f64)] {
        let joins = &self.law(ahead).joins;
        let open = (0..YEAR_GROUPS).filter(|other| !joins[*other].is_empty());
        let nearest = open.min_by_key(|other| other.abs_diff(age));
        nearest.map_or(&[], |age| joins[age].as_slice())
    }

    /// When in a year ahead the flows of a timing happen.
    #[must_use]
    pub fn parts(&self, ahead: usize, timing: Timing) -> Parts {
        match timing {
            Timing::Starting => self.years[ahead].starting.parts,
            Timing::Pipeline => self.years[ahead].starting.case_parts,
            other => other.parts(),
        }
    }
}

/// The year of the January that a year ahead begins with; the first is 0.
#[must_use]
pub fn start_of(january: i16, ahead: usize) -> i16 {
    // Horizons are tens of years.
    january.saturating_add(i16::try_from(ahead).unwrap_or(i16::MAX))
}

/// The share of the year that begins in a January which lies after a day, by whole months.
fn share_after(day: Date, january: i16) -> f64 {
    let months = (i32::from(day.year()) - i32::from(january)) * 12 + i32::from(day.month()) - 1;
    f64::from(12 - months.clamp(0, 12)) / 12.0
}

/// One and a percentage, of which a share counts.
fn factor(percent: Rate, share: f64) -> f64 {
    use rust_decimal::prelude::ToPrimitive;
    // Percentages are checked to lie within -100 and 1000.
    (1.0 + share * percent.value().to_f64().unwrap_or(0.0) / 100.0).max(0.0)
}

fn redirected(cohort: &Cohort, scenario: &Scenario, first: i16) -> Vec<Redirected> {
    let of = |lever: &Lever| {
        let Lever::Redirect {
            from,
            to,
            percent,
            since,
        } = lever
        else {
            return None;
        };
        Some(Redirected {
            from: cohort.grid.setting(from)?,
            to: cohort.grid.setting(to)?,
            share: (factor(*percent, 1.0) - 1.0) * share_after(*since, first),
        })
    };
    scenario
        .levers
        .iter()
        .filter_map(of)
        .filter(|one| one.share > 0.0)
        .collect()
}

/// Prices of a month by setting, in millionths of those at the start. They rise on 1 April, in a setting whose placements are
/// known from the first April after what is known of them.
fn index(cohort: &Cohort, scenario: &Scenario, month: usize) -> Vec<i64> {
    use rust_decimal::prelude::ToPrimitive;
    let aprils = |month: usize| (month + 9) / MONTHS;
    let of = |(setting, code): (usize, &String)| {
        let known = cohort.known.lasting(setting).map(|_| cohort.known.months());
        let last = known.and_then(|months| months.checked_sub(1));
        let rises_so_far = aprils(month).saturating_sub(last.map_or(0, aprils));
        let mut index = Decimal::ONE;
        for lever in &scenario.levers {
            let rises = match lever {
                Lever::Price {
                    setting,
                    percent_a_year,
                } if setting.as_ref().is_none_or(|only| only == code) => Some(percent_a_year),
                Lever::BandUplift {
                    settings,
                    percent_a_year,
                } if settings.contains(code) => Some(percent_a_year),
                _ => None,
            };
            if let Some(percent_a_year) = rises {
                let rise = Decimal::ONE + percent_a_year.value() / Decimal::ONE_HUNDRED;
                for _ in 0..rises_so_far {
                    index = (index * rise).round_dp(12);
                }
            }
        }
        (index * Decimal::from(1_000_000))
            .round()
            .to_i64()
            .unwrap_or(i64::MAX)
    };
    cohort.grid.settings().iter().enumerate().map(of).collect()
}
