//! When in a year a flow happens. A year runs from one January census to the next: February is step 1, September
//! step 8, the January that ends it step 12. What happens at step 12 is first seen in that January's census.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::shown::units_of;
use super::year_group::{OLDEST, year_group};

/// Months in a year.
pub const MONTHS: usize = 12;
/// The step at which a new school year begins: 1 September.
pub const SEPTEMBER: usize = 8;

/// What decides when a flow happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Timing {
    /// Need or band changed at review, transfers in, plans that cease before 16: the same in every month.
    AllYear,
    /// New plans at the rates of the past: the same in every month but where open cases stand for them.
    Starting,
    /// New plans from cases that are open now.
    Pipeline,
    /// A move between settings outside a phase transfer: 13 in 24 on 1 September, the rest through the year.
    Move,
    /// A phase transfer: on 1 September.
    Phase,
    /// A plan that ceases after 16: 13 in 24 with the end of the school year, the rest through the year.
    AfterSixteen,
    /// A plan that ends by age: with the school year in which the young person turns 25.
    ByAge,
}

/// How many timings there are.
pub const TIMINGS: usize = 7;

/// Parts of 120 by step, from February to January.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts([u32; MONTHS]);

/// The same in every month.
pub const EVEN: Parts = Parts([10; MONTHS]);
const MOSTLY_SEPTEMBER: Parts = Parts([5, 5, 5, 5, 5, 5, 5, 65, 5, 5, 5, 5]);
const ALL_SEPTEMBER: Parts = Parts([0, 0, 0, 0, 0, 0, 0, 120, 0, 0, 0, 0]);

/// All the parts of a year.
pub const PARTS: u32 = 120;

impl Timing {
    /// Every timing, by [`Timing::place`].
    pub const ALL: [Timing; TIMINGS] = [
        Timing::AllYear,
        Timing::Move,
        Timing::Phase,
        Timing::AfterSixteen,
        Timing::ByAge,
        Timing::Starting,
        Timing::Pipeline,
    ];

    /// Its place in a list.
    #[must_use]
    pub fn place(self) -> usize {
        match self {
            Timing::AllYear => 0,
            Timing::Move => 1,
            Timing::Phase => 2,
            Timing::AfterSixteen => 3,
            Timing::ByAge => 4,
            Timing::Starting => 5,
            Timing::Pipeline => 6,
        }
    }

    /// The timing of a place.
    #[must_use]
    pub fn in_place(place: usize) -> Timing {
        match place {
            0 => Timing::AllYear,
            1 => Timing::Move,
            2 => Timing::Phase,
            3 => Timing::AfterSixteen,
            4 => Timing::ByAge,
            5 => Timing::Starting,
            _ => Timing::Pipeline,
        }
    }

    /// Every timing at its place.
    #[must_use]
    pub fn in_places() -> [Timing; TIMINGS] {
        std::array::from_fn(Timing::in_place)
    }

    /// The timing of a child who leaves, by the year group at the first January.
    #[must_use]
    pub fn of_leaver(age: usize) -> Timing {
        match year_group(age) {
            OLDEST => Timing::ByAge,
            11.. => Timing::AfterSixteen,
            _ => Timing::AllYear,
        }
    }

    /// The timing of a child who moves setting, by the year group at the first January. Early years to Reception,
    /// infant to junior, primary to secondary and Year 11 to 12 are phase transfers.
    #[must_use]
    pub fn of_mover(age: usize) -> Timing {
        match year_group(age) {
            -1 | 2 | 6 | 11 => Timing::Phase,
            _ => Timing::Move,
        }
    }

    /// Its parts, where they are the same every year.
    #[must_use]
    pub fn parts(self) -> Parts {
        match self {
            Timing::AllYear | Timing::Starting | Timing::Pipeline => EVEN,
            Timing::Move | Timing::AfterSixteen => MOSTLY_SEPTEMBER,
            Timing::Phase | Timing::ByAge => ALL_SEPTEMBER,
        }
    }
}

impl Parts {
    /// The parts that are nearest to some weights, the largest remainders served first; even where nothing is weighed.
    #[must_use]
    pub fn nearest(weights: &[f64; MONTHS]) -> Parts {
        let total: f64 = weights.iter().sum();
        if total <= 0.0 {
            return EVEN;
        }
        // Millionths of a part: far below 2^53.
        let scaled =
            weights.map(|weight| (weight / total * f64::from(PARTS) * 1e6).round() as i128);
        let units = units_of(&scaled, 1_000_000, i128::from(PARTS));
        let mut parts = [0; MONTHS];
        for (part, unit) in parts.iter_mut().zip(units) {
            *part = u32::try_from(unit).unwrap_or(0);
        }
        Parts(parts)
    }

    /// Only those of some steps.
    #[must_use]
    pub fn within(&self, steps: &Range<usize>) -> Parts {
        let mut parts = [0; MONTHS];
        for (place, part) in parts.iter_mut().enumerate() {
            if steps.contains(&(place + 1)) {
                *part = self.0[place];
            }
        }
        Parts(parts)
    }

    /// How many there are: 120 in a whole year.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.0.iter().sum()
    }

    /// The parts of 120 that have happened by a step, itself included.
    #[must_use]
    pub fn by(&self, step: usize) -> u32 {
        self.0[..step.min(MONTHS)].iter().sum()
    }

    /// The step that a draw of 0 to one less than their number falls in.
    #[must_use]
    pub fn step(&self, draw: u32) -> usize {
        let mut left = draw;
        for (place, part) in self.0.iter().enumerate() {
            if left < *part {
                return place + 1;
            }
            left -= part;
        }
        MONTHS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_has_all_its_parts_and_every_draw_a_step() {
        let mut weights = [0.0; MONTHS];
        weights[2..].fill(1.0);
        weights[11] = 0.3;
        let nearest = Parts::nearest(&weights);
        assert_eq!((nearest.by(2), nearest.by(3)), (0, 13));
        for parts in Timing::ALL.map(Timing::parts).into_iter().chain([nearest]) {
            assert_eq!(parts.by(MONTHS), PARTS);
            assert_eq!(parts.by(0), 0);
            for step in 1..=MONTHS {
                let drawn = (0..PARTS).filter(|draw| parts.step(*draw) <= step).count();
                assert_eq!(drawn, parts.by(step) as usize);
            }
        }
        assert_eq!(Parts::nearest(&[0.0; MONTHS]), EVEN);
    }

    #[test]
    fn phase_transfers_and_ends_by_age_are_on_1_september() {
        // Places count from the youngest, which is -4.
        let year_6 = 10;
        for timing in [
            Timing::of_mover(year_6),
            Timing::of_mover(15),
            Timing::of_leaver(24),
        ] {
            let parts = timing.parts();
            assert_eq!((parts.by(SEPTEMBER - 1), parts.by(SEPTEMBER)), (0, PARTS));
        }
        assert_eq!(Timing::of_mover(11), Timing::Move);
        assert_eq!(Timing::of_leaver(14), Timing::AllYear);
        assert_eq!(Timing::of_leaver(15), Timing::AfterSixteen);
    }
}
