//! Expected values at once: what a scenario costs by financial year, what each of its levers does, and in which order.
//!
//! No simulation is run: this is what a page shows while one goes on, and its numbers are the simulation's own expected
//! values where both follow the same growth.

use serde::{Deserialize, Serialize};

use crate::money::{Money, MoneyError};

use super::assumptions::{Assumption, assumptions};
use super::backtest::BackTest;
use super::cohort::Cohort;
use super::course::{Course, start_of};
use super::expect::{Expected, expect};
use super::followed::Followed;
use super::levers::{Lever, Scenario};
use super::months::MONTHS;
use super::outcome::By;
use super::problem::{Problem, Refused};
use super::rates::Rates;
use super::record::Amount;
use super::reported;
use super::shown::whole_units;
use super::spend::{financial_years, monthly};
use super::whole::NotForecast;

/// A council's past, estimated once, from which scenarios are projected.
#[derive(Clone, Debug)]
pub struct Projection<'a> {
    pub(super) cohort: &'a Cohort,
    rates: Rates,
    /// The factors by which a forecast of the same cohort follows baselines.
    followed: Followed,
    years: usize,
}

/// A whole financial year as it is expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectedYear {
    /// The year, `2026-27`.
    pub year: String,
    /// What it costs.
    pub spend: Money,
    /// By setting.
    pub by_setting: By<Money>,
}

/// A January as it is expected.
#[derive(Clone, Debug, PartialEq)]
pub struct ProjectedJanuary {
    /// Its year.
    pub january: i16,
    /// Everybody, in tenths of a child.
    pub plans: f64,
}

/// A scenario as it is expected.
#[derive(Clone, Debug, PartialEq)]
pub struct Projected {
    /// The whole financial years.
    pub years: Vec<ProjectedYear>,
    /// The Januaries, the start first.
    pub januaries: Vec<ProjectedJanuary>,
}

impl Projected {
    /// What all its years cost.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`] beyond what is money.
    pub fn total(&self) -> Result<Money, MoneyError> {
        Money::total(self.years.iter().map(|year| year.spend))
    }
}

/// What a lever changes of the cost of all years; a saving is below nought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effect {
    /// The lever in words.
    pub lever: String,
    /// The change.
    pub change: Money,
}

impl<'a> Projection<'a> {
    /// Estimates a cohort's rates. The factors are those by which a forecast of the same cohort follows baselines; none where it
    /// follows the model.
    #[must_use]
    pub fn of(cohort: &'a Cohort, followed: &Followed, years: usize) -> Projection<'a> {
        Projection {
            cohort,
            rates: Rates::of(cohort),
            followed: followed.clone(),
            years,
        }
    }

    /// A scenario's course of years, walked with expected values.
    ///
    /// # Errors
    /// As [`Projection::expect`].
    pub(super) fn walked(&self, scenario: &Scenario) -> Result<(Course, Expected), NotForecast> {
        let problems = scenario.problems(&self.cohort.grid);
        if !problems.is_empty() {
            return Err(NotForecast::Scenario(Refused { problems }));
        }
        let mut course = Course::of(self.cohort, &self.rates, scenario, self.years);
        course.follow(&self.followed);
        let expected = expect(&course)?;
        Ok((course, expected))
    }

    /// What the expected values assume where they follow a back-test, in words.
    #[must_use]
    pub fn assumptions(&self, back_test: &BackTest) -> Vec<Assumption> {
        let plain = Scenario::default();
        let mut course = Course::of(self.cohort, &self.rates, &plain, self.years);
        course.scale = back_test.interval_scale;
        course.widths.clone_from(&back_test.interval_widths);
        assumptions(&course, back_test)
    }

    /// The expected values of a scenario.
    ///
    /// # Errors
    /// [`NotForecast`]: a lever that cannot be, people lost or made, or a sum beyond what is money.
    pub fn expect(&self, scenario: &Scenario) -> Result<Projected, NotForecast> {
        let (course, expected) = self.walked(scenario)?;
        let spent = monthly(&course, &expected)?;
        let settings = self.cohort.grid.settings();
        let mut years = Vec::new();
        for year in financial_years(course.january, spent.len()) {
            if year.months.len() < MONTHS {
                continue;
            }
            let mut by_setting = By::new();
            for (place, code) in settings.iter().enumerate() {
                let months = spent[year.months.clone()].iter();
                by_setting.insert(
                    code.clone(),
                    Money::total(months.map(|month| month[place]))?,
                );
            }
            years.push(ProjectedYear {
                year: year.year.to_string(),
                spend: Money::total(by_setting.values().copied())?,
                by_setting,
            });
        }
        let tenths = |ahead: usize| whole_units(&[expected.plans(ahead).millionths()], 100_000)[0];
        let january = |ahead: usize| ProjectedJanuary {
            january: start_of(course.january, ahead),
            plans: tenths(ahead) as f64 / 10.0,
        };
        Ok(Projected {
            years,
            januaries: (0..=self.years).map(january).collect(),
        })
    }

    /// What a scenario does that nobody may have meant: settings that it empties or in which nobody starts any more, and places
    /// that are fewer than the children who are there.
    ///
    /// # Errors
    /// As [`Projection::expect`].
    pub fn reported(&self, scenario: &Scenario) -> Result<Vec<Problem>, NotForecast> {
        let (course, with) = self.walked(scenario)?;
        let (_, without) = self.walked(&Scenario::default())?;
        let mut problems = scenario.idle(&course);
        problems.extend(reported::of_course(&course, &with, &without));
        Ok(problems)
    }

    /// What each lever changes when it is pulled after those before it: the changes add up to the scenario's own.
    ///
    /// # Errors
    /// As [`Projection::expect`].
    pub fn one_after_another(&self, scenario: &Scenario) -> Result<Vec<Effect>, NotForecast> {
        let mut before = self.expect(&Scenario::default())?.total()?;
        let mut effects = Vec::new();
        for count in 1..=scenario.levers.len() {
            let after = self.expect(&with(&scenario.levers[..count]))?.total()?;
            effects.push(effect(&scenario.levers[count - 1], before, after)?);
            before = after;
        }
        Ok(effects)
    }

    /// What each lever changes alone, the largest change first.
    ///
    /// # Errors
    /// As [`Projection::expect`].
    pub fn one_by_one(&self, scenario: &Scenario) -> Result<Vec<Effect>, NotForecast> {
        let before = self.expect(&Scenario::default())?.total()?;
        let mut effects = Vec::new();
        for lever in &scenario.levers {
            let after = self.expect(&with(std::slice::from_ref(lever)))?.total()?;
            effects.push(effect(lever, before, after)?);
        }
        effects.sort_by_key(|effect| std::cmp::Reverse(effect.change.pence().abs()));
        Ok(effects)
    }
}

fn with(levers: &[Lever]) -> Scenario {
    Scenario {
        name: String::new(),
        levers: levers.to_vec(),
    }
}

fn effect(lever: &Lever, before: Money, after: Money) -> Result<Effect, MoneyError> {
    Ok(Effect {
        lever: lever.title(),
        change: Money::from_pence(after.pence() - before.pence())?,
    })
}
