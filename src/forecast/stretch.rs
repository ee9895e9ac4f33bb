//! A year in which a lever begins in its midst is made of stretches: what happens before the lever's month is as it was, and
//! what happens from that month on is as the lever says.

use std::ops::Range;

use crate::calendar::Date;

use super::months::{MONTHS, Parts, TIMINGS, Timing};

/// The steps of a year under the same levers.
#[derive(Clone, Debug, PartialEq)]
pub struct Stretch {
    /// From the first to the one after the last; a year's are 1 to 12.
    pub steps: Range<usize>,
    /// The factor on new plans.
    pub joining: f64,
    /// The factor on the rate at which plans cease.
    pub leaving: f64,
    /// The place of its law in the course's laws.
    pub law: usize,
}

/// Stretches by number with the share of a flow that happens in each. A year of one stretch has the number 0, and several
/// count from 1.
pub type Shares = Vec<(usize, f64)>;

/// The stretches of a year, and what of each flow happens in which.
#[derive(Clone, Debug, PartialEq)]
pub struct Stretches {
    /// The first first, without a gap.
    pub all: Vec<Stretch>,
    /// By timing: what happens in which.
    pub shares: [Shares; TIMINGS],
    /// By timing of those who leave: what happens in which, and the factor on the year's rate.
    pub leaving: [(Shares, f64); TIMINGS],
    /// New plans at the rates of the past: what happens in which, and the factor on the year's rate.
    pub starting: (Shares, f64),
}

impl Stretches {
    /// Lays out a year's stretches; `parts` says when its flows happen.
    #[must_use]
    pub fn of(all: Vec<Stretch>, parts: impl Fn(Timing) -> Parts) -> Stretches {
        let weighed = |timing: Timing, weight: &dyn Fn(&Stretch) -> f64| -> (Shares, f64) {
            if let [only] = all.as_slice() {
                return (vec![(0, 1.0)], weight(only));
            }
            let parts = parts(timing);
            let of = |stretch: &Stretch| {
                f64::from(parts.within(&stretch.steps).total()) * weight(stretch)
                    / f64::from(parts.total().max(1))
            };
            let total: f64 = all.iter().map(of).sum();
            // Nothing happens at all: it may as well happen at the end.
            let share = |stretch: &Stretch| match total > 0.0 {
                true => of(stretch) / total,
                false => f64::from(u8::from(stretch.steps.end > MONTHS)),
            };
            ((1..).zip(all.iter().map(share)).collect(), total)
        };
        Stretches {
            shares: Timing::in_places().map(|timing| weighed(timing, &|_| 1.0).0),
            leaving: Timing::in_places().map(|timing| weighed(timing, &|one| one.leaving)),
            starting: weighed(Timing::Starting, &|one| one.joining),
            all,
        }
    }

    /// The stretch of a number.
    #[must_use]
    pub fn at(&self, number: usize) -> &Stretch {
        // A year has at least one stretch, and its number may be 0.
        &self.all[number.saturating_sub(1).min(self.all.len() - 1)]
    }

    /// Whether a lever begins within the year.
    #[must_use]
    pub fn are_several(&self) -> bool {
        self.all.len() > 1
    }

    /// How many places flows have by stretch and timing.
    #[must_use]
    pub fn slots(&self) -> usize {
        match self.are_several() {
            true => (self.all.len() + 1) * TIMINGS,
            false => TIMINGS,
        }
    }
}

/// The first step of the year from a January in which a day's month is: 1 where it has begun before, none where it is later.
#[must_use]
pub fn first_step(day: Date, january: i16) -> Option<usize> {
    let months = (i32::from(day.year()) - i32::from(january)) * 12 + i32::from(day.month()) - 1;
    let step = usize::try_from(months.max(1)).unwrap_or(1);
    (step <= MONTHS).then_some(step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_lever_acts_from_its_month_on() {
        assert_eq!(first_step(date(2025, 9, 1), 2026), Some(1));
        assert_eq!(first_step(date(2026, 2, 1), 2026), Some(1));
        assert_eq!(first_step(date(2026, 9, 1), 2026), Some(8));
        assert_eq!(first_step(date(2027, 1, 1), 2026), Some(12));
        assert_eq!(first_step(date(2027, 2, 1), 2026), None);
        let stretch = |steps: Range<usize>, joining: f64| Stretch {
            steps,
            joining,
            leaving: 1.0,
            law: 0,
        };
        let year = Stretches::of(vec![stretch(1..8, 1.0), stretch(8..13, 0.5)], Timing::parts);
        // Seven months as they were and five at half.
        assert!((year.starting.1 - (7.0 + 2.5) / 12.0).abs() < 1e-12);
        assert!((year.starting.0[1].1 - 2.5 / 9.5).abs() < 1e-12);
        // Every phase transfer happens under the second, 85 in 120 of the other moves too.
        assert_eq!(year.shares[Timing::Phase.place()], [(1, 0.0), (2, 1.0)]);
        assert_eq!(
            year.shares[Timing::Move.place()],
            [(1, 35.0 / 120.0), (2, 85.0 / 120.0)]
        );
        assert_eq!(
            (year.slots(), year.at(2).steps.clone()),
            (3 * TIMINGS, 8..13)
        );
    }
}
