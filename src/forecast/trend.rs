//! How joining changes from year to year: a level, a damped trend, and what is left over.

use super::cohort::Cohort;
use super::flows::Flows;
use super::joiners::Joining;
use super::year_group::YEAR_GROUPS;

/// How much of a year's trend is left the year after.
pub const DAMPING: f64 = 0.8;
/// The trend assumed before any data: none, give or take this much a year.
pub const SLOPE_SD: f64 = 0.05;
/// The yearly growth of a council's plans beyond what its rates say: standard deviation, in shares of its plans.
/// The median of England's councils from 2019 to 2025 (computed from DfE, Education, health and care plans 2025).
pub const GROWTH_SD: f64 = 0.039;
/// The years of own data for which [`GROWTH_SD`] counts.
const GROWTH_YEARS: f64 = 4.0;

/// The level and trend of joining. Logarithms of the factor on the rates of all years together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trend {
    /// The factor's logarithm in the last year-pair, on the fitted line.
    pub last: f64,
    /// Its change a year, drawn towards none.
    pub slope: f64,
    /// How sure that is: a standard deviation.
    pub slope_sd: f64,
    /// The yearly shock: standard deviation of growth in shares of all plans, the council's own drawn towards [`GROWTH_SD`].
    pub growth_sd: f64,
    /// Year-pairs that it was fitted on.
    pub years: u32,
}

impl Trend {
    /// Fits the trend by weighted least squares on the logarithm of joiners over what the rates of all years say.
    #[must_use]
    pub fn of(cohort: &Cohort, flows: &Flows, joining: &Joining) -> Trend {
        let points: Vec<Point> = flows
            .joined_by_year
            .iter()
            .filter_map(|(year, joined)| Point::of(cohort, joining, *year, joined))
            .collect();
        let Some(last) = points.last() else {
            return Trend::flat(0.0, 0);
        };
        let weight: f64 = points.iter().map(|point| point.joined).sum();
        let mean = |of: &dyn Fn(&Point) -> f64| -> f64 {
            points
                .iter()
                .map(|point| point.joined * of(point))
                .sum::<f64>()
                / weight
        };
        let (year, log) = (mean(&|point| point.year), mean(&|point| point.log()));
        let spread = mean(&|point| (point.year - year) * (point.year - year)) * weight;
        if points.len() < 3 || spread <= 0.0 {
            return Trend::flat(log, points.len());
        }
        let joint = mean(&|point| (point.year - year) * (point.log() - log)) * weight;
        let raw = joint / spread;
        let left = |point: &Point| point.log() - log - raw * (point.year - year);
        let over = points
            .iter()
            .map(|p| p.joined * left(p) * left(p))
            .sum::<f64>();
        let dispersion = (over / (points.len() as f64 - 2.0)).max(1.0);
        let (seen, assumed) = (spread / dispersion, 1.0 / (SLOPE_SD * SLOPE_SD));
        let slope = raw * seen / (seen + assumed);
        let fitted = |point: &Point| log + slope * (point.year - year);
        Trend {
            last: fitted(last),
            slope,
            slope_sd: (1.0 / (seen + assumed)).sqrt(),
            growth_sd: growth_sd(&points, fitted),
            years: points.len() as u32,
        }
    }

    fn flat(last: f64, years: usize) -> Trend {
        Trend {
            last,
            slope: 0.0,
            slope_sd: SLOPE_SD,
            growth_sd: GROWTH_SD,
            years: years as u32,
        }
    }

    /// The years' worth of trend that a year ahead (the first is 1) stands above the last year-pair: 0.8 + 0.64 + …
    #[must_use]
    pub fn steps(ahead: usize) -> f64 {
        let mut left = 1.0;
        (0..ahead)
            .map(|_| {
                left *= DAMPING;
                left
            })
            .sum()
    }

    /// The factor on the rates in a year ahead, the first being 1.
    #[must_use]
    pub fn factor(&self, ahead: usize) -> f64 {
        (self.last + self.slope * Trend::steps(ahead)).exp()
    }
}

/// One year-pair: who joined, and what the rates of all years together say.
struct Point {
    year: f64,
    joined: f64,
    expected: f64,
    plans: f64,
}

impl Point {
    fn of(
        cohort: &Cohort,
        joining: &Joining,
        year: i16,
        by_age: &[f64; YEAR_GROUPS],
    ) -> Option<Point> {
        let people = |age| cohort.population.people(year + 1, age).unwrap_or(0.0);
        let point = Point {
            year: f64::from(year),
            joined: by_age.iter().sum(),
            expected: (0..YEAR_GROUPS)
                .map(|age| joining.rate(age) * people(age))
                .sum(),
            plans: f64::from(cohort.pairs.get(&year)?.stock()),
        };
        (point.joined > 0.0 && point.expected > 0.0 && point.plans > 0.0).then_some(point)
    }

    fn log(&self) -> f64 {
        (self.joined / self.expected).ln()
    }
}

/// What the fitted line leaves over, less what chance alone leaves, in shares of all plans.
fn growth_sd(points: &[Point], fitted: impl Fn(&Point) -> f64) -> f64 {
    let own: f64 = points
        .iter()
        .map(|point| {
            let off = point.joined - point.expected * fitted(point).exp();
            ((off * off - point.joined) / (point.plans * point.plans)).max(0.0)
        })
        .sum();
    // Two of the years are used up by the line.
    let years = points.len() as f64 - 2.0;
    ((GROWTH_YEARS * GROWTH_SD * GROWTH_SD + own) / (GROWTH_YEARS + years)).sqrt()
}
