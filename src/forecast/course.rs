//! The years ahead: rates, people, prices, places and levers laid out, ready to be walked.

use crate::calendar::Date;
use crate::money::{Decimal, Rate};

use super::bands::NO_BAND;
use super::cohort::Cohort;
use super::followed::Followed;
use super::known::ONE;
use super::law::{Law, Redirected};
use super::levers::{Lever, Scenario};
use super::months::{MONTHS, Parts, TIMINGS, Timing};
use super::pipeline::Starting;
use super::rates::Rates;
use super::record::Marks;
use super::stretch::{Stretch, Stretches, first_step};
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
    /// By year group at the first January: the factor on leaving, beside those of its stretches.
    pub leaving: [f64; YEAR_GROUPS],
    /// By year group at the second January: the people of the area.
    pub people: [f64; YEAR_GROUPS],
    /// Its stretches, each under a law of [`Course::laws`].
    pub stretches: Stretches,
    /// By setting: the places that there are at the second January, where they are limited.
    pub places: Vec<Option<u32>>,
    /// By setting: the first step at which nobody arrives above the places.
    pub places_from: Vec<usize>,
    /// Of those who keep need, setting and band, the share that goes up to the next dearer band at review.
    pub drift: f64,
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
    /// By stand: the next dearer band's with the same need and setting, where there is one.
    pub dearer: Vec<Option<usize>>,
    /// The factor on all standard deviations of shocks, from the back-test.
    pub scale: f64,
    /// By year ahead: the factor on the yearly shock beside it, from the back-test; the last goes on.
    pub widths: Vec<f64>,
    /// How much what plans cost strays in a year beyond the shocks, from the back-test: a standard deviation.
    pub cost_stray: f64,
    /// By timing: the share of the first year's flows that is not yet on record.
    rest: [f64; TIMINGS],
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
            dearer: dearer(cohort),
            scale: 1.0,
            widths: Vec::new(),
            cost_stray: 0.0,
            rest: Timing::in_places().map(|timing| {
                let rest = timing.parts().within(&after_record(cohort, 0)).total();
                f64::from(rest) / f64::from(timing.parts().total())
            }),
            cohort: cohort.clone(),
            rates: rates.clone(),
        };
        let mut known: Vec<Vec<Redirected>> = Vec::new();
        for ahead in 0..years {
            let mut law_of = |step: usize| {
                let redirected = redirected(cohort, scenario, (ahead, step));
                let law = known.iter().position(|one| *one == redirected);
                law.unwrap_or_else(|| {
                    course.laws.push(Law::of(cohort, rates, &redirected));
                    known.push(redirected);
                    known.len() - 1
                })
            };
            let begins = |day| begins(cohort, day, ahead);
            let stretches = stretches(scenario, &begins, &mut law_of);
            let year = course.year(scenario, ahead, stretches);
            course.years.push(year);
        }
        course.overflow_of(scenario);
        course
    }

    fn year(&self, scenario: &Scenario, ahead: usize, stretches: Vec<Stretch>) -> Year {
        let first = start_of(self.january, ahead);
        let grid = &self.cohort.grid;
        let pipeline = self.cohort.pipeline.as_ref();
        let rest = after_record(&self.cohort, ahead);
        let starting = Starting::of(pipeline, self.january, ahead, rest.start);
        let mut year = Year {
            joining: self.rates.trend.factor(ahead + 1),
            trend_steps: Trend::steps(ahead + 1),
            leaving: [1.0; YEAR_GROUPS],
            people: std::array::from_fn(|age| {
                self.cohort.population.people(first + 1, age).unwrap_or(0.0)
            }),
            stretches: Stretches::of(stretches, |timing| {
                parts_of(&starting, timing).within(&rest)
            }),
            places: vec![None; grid.settings().len()],
            places_from: vec![1; grid.settings().len()],
            drift: 0.0,
            starting,
        };
        for lever in &scenario.levers {
            match lever {
                Lever::JoinerGrowth { percent_a_year } => {
                    // The exponent is a number of years.
                    year.joining *= factor(*percent_a_year).powi(ahead as i32 + 1);
                }
                Lever::LeaversAfterSixteen { percent } => {
                    for factor_of in &mut year.leaving[15..] {
                        *factor_of *= factor(*percent);
                    }
                }
                Lever::Places {
                    setting,
                    places,
                    from,
                    ..
                } => {
                    let step = begins(&self.cohort, *from, ahead);
                    if let Some((setting, step)) = grid.setting(setting).zip(step) {
                        year.places[setting] = Some(*places);
                        year.places_from[setting] = step;
                    }
                }
                Lever::BandDrift { percent_a_year } => {
                    // Of several, each takes of those whom the others leave.
                    year.drift = 1.0 - (1.0 - year.drift) * (2.0 - factor(*percent_a_year));
                }
                Lever::Reform { .. }
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

    /// Makes the course follow what a forecast of its cohort follows, whatever its levers are.
    pub fn follow(&mut self, followed: &Followed) {
        for (year, factor) in self.years.iter_mut().zip(&followed.joining) {
            year.joining *= factor;
        }
        for (month, index) in self.index.iter_mut().enumerate() {
            let factor = followed.cost_in(month);
            if factor != ONE {
                for index in index {
                    *index = scaled(*index, factor);
                }
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

    /// The same course, as if no lever began in a year ahead with or after one of its stretches; none of the first.
    #[must_use]
    pub fn without_later_levers(&self, ahead: usize, stretch: usize) -> Option<Course> {
        let year = &self.years[ahead];
        let all = &year.stretches.all;
        let later = all.get(stretch).filter(|_| stretch > 0)?.steps.start;
        let mut stretches = year.stretches.all[..stretch].to_vec();
        if let Some(last) = stretches.last_mut() {
            last.steps.end = MONTHS + 1;
        }
        let mut course = self.clone();
        let rest = after_record(&self.cohort, ahead);
        let parts = |timing| parts_of(&year.starting, timing).within(&rest);
        let earlier = &mut course.years[ahead];
        earlier.stretches = Stretches::of(stretches, parts);
        for (places, from) in earlier.places.iter_mut().zip(&year.places_from) {
            *places = places.filter(|_| *from < later);
        }
        Some(course)
    }

    /// The factor on the yearly shock of a year ahead, beside that on all shocks.
    #[must_use]
    pub fn width(&self, ahead: usize) -> f64 {
        let own = self.widths.get(ahead).or(self.widths.last());
        own.copied().unwrap_or(1.0)
    }

    /// Everybody on record in a month of the first year; none after today, and where nothing is on record.
    #[must_use]
    pub fn on_record(&self, ahead: usize, step: usize) -> Option<&Marks<i64>> {
        let since = self.cohort.since.as_ref().filter(|_| ahead == 0)?;
        since.month(step)
    }

    /// The share of a year's flows of a timing that is not yet on record: 1 but in a year that has begun.
    #[must_use]
    pub fn rest(&self, ahead: usize, timing: Timing) -> f64 {
        match ahead {
            0 => self.rest[timing.place()],
            _ => 1.0,
        }
    }

    /// The chance that what happens at a rate in a year happens in the rest of it, to whoever it has not yet happened to.
    #[must_use]
    pub fn of_rest(&self, ahead: usize, timing: Timing, rate: f64) -> f64 {
        let rest = self.rest(ahead, timing);
        rate * rest / (1.0 - rate * (1.0 - rest)).max(1e-9)
    }

    /// Of those who keep need, setting and band in a year ahead, the share that goes up to the next dearer band.
    #[must_use]
    pub fn drift(&self, ahead: usize) -> f64 {
        self.of_rest(ahead, Timing::AllYear, self.years[ahead].drift)
    }

    /// When whoever leaves in a year ahead does, by the year group at its January. Whoever is too old and still on record
    /// after the day on which their plan ended by age leaves in any month of the rest.
    #[must_use]
    pub fn leaving_in(&self, ahead: usize, age: usize) -> Timing {
        match Timing::of_leaver(age) {
            Timing::ByAge if self.rest(ahead, Timing::ByAge) <= 0.0 => Timing::AllYear,
            timing => timing,
        }
    }

    /// The law of a year ahead in a stretch of it; its first under the number 0.
    #[must_use]
    pub fn law(&self, ahead: usize, stretch: usize) -> &Law {
        &self.laws[self.years[ahead].stretches.at(stretch).law]
    }

    /// The chance that a child of a year group leaves in a year ahead, from the law's rate or one drawn for it. No lever
    /// changes how many go to other authorities.
    #[must_use]
    pub fn leaving(&self, ahead: usize, age: usize, rate: f64) -> f64 {
        if age + 1 == YEAR_GROUPS {
            return 1.0;
        }
        let over = self.rates.transfers.outward[age];
        let timing = self.leaving_in(ahead, age);
        let (own, all_year) = (self.rest(ahead, timing), self.rest(ahead, Timing::AllYear));
        let factor = (1.0 - over) * self.leaving_factor(ahead, age) * own + over * all_year;
        let gone = rate * ((1.0 - over) * (1.0 - own) + over * (1.0 - all_year));
        (rate * factor / (1.0 - gone).max(1e-9)).clamp(0.0, 1.0)
    }

    /// The share of those of a year group who leave in a year ahead that go to other authorities.
    #[must_use]
    pub fn going_over(&self, ahead: usize, age: usize) -> f64 {
        let over = self.rates.transfers.outward[age];
        if over <= 0.0 || age + 1 == YEAR_GROUPS {
            return 0.0;
        }
        let own = self.rest(ahead, self.leaving_in(ahead, age));
        let over_rest = over * self.rest(ahead, Timing::AllYear);
        over_rest / ((1.0 - over) * self.leaving_factor(ahead, age) * own + over_rest)
    }

    /// What the levers make of the year's rate of leaving at a year group, in whichever stretches those who leave do.
    fn leaving_factor(&self, ahead: usize, age: usize) -> f64 {
        let year = &self.years[ahead];
        year.leaving[age] * year.stretches.leaving[self.leaving_in(ahead, age).place()].1
    }

    /// The new plans expected in a year ahead at a year group, from its rate or one drawn for it, beside those of open
    /// cases and those of other authorities.
    #[must_use]
    pub fn starting(&self, ahead: usize, age: usize, rate: f64) -> f64 {
        let year = &self.years[ahead];
        if self.law(ahead, 0).joins[age].is_empty() {
            return 0.0;
        }
        let new = rate * (1.0 - self.rates.transfers.inward[age]);
        new * year.people[age] * year.joining * year.stretches.starting.1 * year.starting.share
    }

    /// The plans expected from other authorities in a year ahead at a year group.
    #[must_use]
    pub fn coming_over(&self, ahead: usize, age: usize, rate: f64) -> f64 {
        if self.law(ahead, 0).joins[age].is_empty() {
            return 0.0;
        }
        let people = self.years[ahead].people[age] * self.rest(ahead, Timing::AllYear);
        rate * self.rates.transfers.inward[age] * people
    }

    /// The pairs in which the plans of open cases begin at a year group: those of its joiners, or of the nearest year
    /// group's that anybody joins.
    #[must_use]
    pub fn case_ways(&self, ahead: usize, stretch: usize, age: usize) -> &[(usize, f64)] {
        let joins = &self.law(ahead, stretch).joins;
        let open = (0..YEAR_GROUPS).filter(|other| !joins[*other].is_empty());
        let nearest = open.min_by_key(|other| other.abs_diff(age));
        nearest.map_or(&[], |age| joins[age].as_slice())
    }

    /// When in a year ahead the flows of a timing happen, of a stretch those in it; of all stretches under the number 0.
    #[must_use]
    pub fn parts(&self, ahead: usize, timing: Timing, stretch: usize) -> Parts {
        let year = &self.years[ahead];
        let parts = parts_of(&year.starting, timing).within(&after_record(&self.cohort, ahead));
        match stretch {
            0 => parts,
            number => parts.within(&year.stretches.at(number).steps),
        }
    }

    /// By the slots of a year ahead, a stretch of timings after another: when their flows happen.
    #[must_use]
    pub fn parts_by_slot(&self, ahead: usize) -> Vec<Parts> {
        let slots = self.years[ahead].stretches.slots();
        let timings = Timing::in_places();
        (0..slots)
            .map(|slot| self.parts(ahead, timings[slot % TIMINGS], slot / TIMINGS))
            .collect()
    }
}

fn parts_of(starting: &Starting, timing: Timing) -> Parts {
    match timing {
        Timing::Starting => starting.parts,
        Timing::Pipeline => starting.case_parts,
        other => other.parts(),
    }
}

/// The steps of a year ahead that are not on record.
fn after_record(cohort: &Cohort, ahead: usize) -> std::ops::Range<usize> {
    let since = cohort.since.as_ref().filter(|_| ahead == 0);
    since.map_or(1, |since| since.until() + 1)..MONTHS + 1
}

/// The step of a year ahead from which a lever with a day acts: that of the day's month, or the first that is not on record;
/// none where the day is later.
fn begins(cohort: &Cohort, day: Date, ahead: usize) -> Option<usize> {
    let step = first_step(day, start_of(cohort.last_january(), ahead))?;
    Some(step.max(after_record(cohort, ahead).start))
}

/// The stretches of the year from a January, from one lever's first step to the next one's. `law_of` says which law holds
/// from a step on.
fn stretches(
    scenario: &Scenario,
    begins: &dyn Fn(Date) -> Option<usize>,
    law_of: &mut impl FnMut(usize) -> usize,
) -> Vec<Stretch> {
    let begun = scenario.levers.iter().filter_map(Lever::begins);
    let mut steps: Vec<usize> = begun.filter_map(begins).collect();
    steps.push(1);
    steps.sort_unstable();
    steps.dedup();
    let of = |(place, step): (usize, &usize)| {
        let end = steps.get(place + 1).copied().unwrap_or(MONTHS + 1);
        let mut stretch = Stretch {
            steps: *step..end,
            joining: 1.0,
            leaving: 1.0,
            law: law_of(*step),
        };
        for lever in &scenario.levers {
            if let Lever::Reform {
                from,
                joiners_percent,
                leavers_percent,
            } = lever
                && begins(*from).is_some_and(|begins| begins <= *step)
            {
                stretch.joining *= factor(*joiners_percent);
                stretch.leaving *= factor(*leavers_percent);
            }
        }
        stretch
    };
    steps.iter().enumerate().map(of).collect()
}

/// By stand: the stand of the next dearer band with the same need and setting. A stand without a band or a price has none, and
/// is none.
fn dearer(cohort: &Cohort) -> Vec<Option<usize>> {
    let grid = &cohort.grid;
    let prices = cohort.stand_prices();
    let of = |stand: usize| {
        let stands = grid.stands_of(grid.pair_of(stand));
        let setting = grid.of_pair(grid.pair_of(stand)).1;
        let is_band = |other: &usize| grid.bands(setting)[*other - stands.start] != NO_BAND;
        let above = |other: &usize| prices[*other] > prices[stand];
        let all = stands.clone().filter(is_band).filter(above);
        let next = all.min_by_key(|other| (prices[*other], *other));
        next.filter(|_| prices[stand] > 0 && is_band(&stand))
    };
    (0..grid.stands()).map(of).collect()
}

/// Millionths by a factor in millionths; half of one goes up.
fn scaled(index: i64, factor: i64) -> i64 {
    let scaled = (i128::from(index) * i128::from(factor) * 2 + i128::from(ONE))
        .div_euclid(2 * i128::from(ONE));
    i64::try_from(scaled).unwrap_or(i64::MAX)
}

/// The year of the January that a year ahead begins with; the first is 0.
#[must_use]
pub fn start_of(january: i16, ahead: usize) -> i16 {
    // Horizons are tens of years.
    january.saturating_add(i16::try_from(ahead).unwrap_or(i16::MAX))
}

/// One and a percentage.
fn factor(percent: Rate) -> f64 {
    use rust_decimal::prelude::ToPrimitive;
    // Percentages are checked to lie within -100 and 1000.
    (1.0 + percent.value().to_f64().unwrap_or(0.0) / 100.0).max(0.0)
}

/// What is redirected from a step of the year from a January on.
fn redirected(
    cohort: &Cohort,
    scenario: &Scenario,
    (ahead, step): (usize, usize),
) -> Vec<Redirected> {
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
        let has_begun = begins(cohort, *since, ahead).is_some_and(|begins| begins <= step);
        Some(Redirected {
            from: cohort.grid.setting(from)?,
            to: cohort.grid.setting(to)?,
            share: f64::from(u8::from(has_begun)) * (factor(*percent) - 1.0),
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
