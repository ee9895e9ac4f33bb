//! What is drawn once for a simulation: its rates, and what becomes of each open case.

use super::course::Course;
use super::draws::Draws;
use super::pipeline::older;
use super::shrink::Ladder;
use super::year_group::YEAR_GROUPS;

/// The rates of one simulation.
pub struct Drawn {
    /// By year group and setting: how far leaving lies above its mean.
    pub leave: Vec<f64>,
    /// By year group and setting: how far moving lies above its mean.
    pub moving: Vec<f64>,
    /// By year group: joiners a person.
    pub join: Vec<f64>,
    /// How many standard deviations the trend lies above its mean.
    pub trend: f64,
    /// By year ahead, then year group at its second January: open cases that become plans.
    pub cases: Vec<[i64; YEAR_GROUPS]>,
}

impl Drawn {
    /// Draws them: how far rates lie from their means by year group and setting, and what becomes of each open case.
    #[must_use]
    pub fn of(course: &Course, draws: &mut Draws) -> Drawn {
        let rates = &course.rates;
        draws.seek(0);
        let off = |ladder: &Ladder, draws: &mut Draws| -> Vec<f64> {
            let groups = ladder.group.iter().zip(&ladder.stands_on);
            groups
                .map(|(mean, on)| draws.rate(*mean, *on) - mean)
                .collect()
        };
        let leave = off(&rates.leave, draws);
        draws.seek(1);
        let moving = off(&rates.moving, draws);
        draws.seek(2);
        let join = (0..YEAR_GROUPS)
            .map(|age| rates.joining.rate(age) * draws.gamma(rates.joining.shape[age]))
            .collect();
        draws.seek(3);
        let trend = draws.normal();
        draws.seek(4);
        Drawn {
            leave,
            moving,
            join,
            trend,
            cases: cases(course, draws),
        }
    }
}

/// What becomes of each open case, drawn once, so that it is one plan at most.
fn cases(course: &Course, draws: &mut Draws) -> Vec<[i64; YEAR_GROUPS]> {
    let mut years = vec![[0; YEAR_GROUPS]; course.years.len()];
    let Some(pipeline) = &course.cohort.pipeline else {
        return years;
    };
    for ((stage, age), count) in &pipeline.cases {
        let (mut left, mut chance_left) = (i64::from(*count), 1.0);
        for (ahead, year) in years.iter_mut().enumerate() {
            let chance = pipeline.share_in(*stage, course.january, ahead);
            // Of those that became none in the years before.
            let begun = draws.binomial(left, (chance / chance_left).min(1.0));
            year[older(*age, ahead)] += begun;
            left -= begun;
            chance_left = (chance_left - chance).max(1e-12);
        }
    }
    years
}
