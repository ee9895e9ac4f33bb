//! The bands of one simulation: with which band each child goes, takes up a place, and comes out of a review.
//!
//! Who leaves, moves and joins is drawn without them, so that a council with bands has the children that it would have
//! without; nothing at all is drawn where the data have no bands.

use super::course::Course;
use super::draws::Draws;
use super::months::Timing;
use super::record::Flow;
use super::year_group::YEAR_GROUPS;

/// Gives the flows of a year their bands.
pub struct Bander<'a> {
    course: &'a Course,
    ahead: usize,
    /// Changes of band at review, from stand to stand.
    reviews: Vec<Flow<i64>>,
}

impl<'a> Bander<'a> {
    /// For a year of a course.
    pub fn of(course: &'a Course, ahead: usize) -> Bander<'a> {
        Bander {
            course,
            ahead,
            reviews: Vec::new(),
        }
    }

    /// Children by cell, of children by year group and stand.
    pub fn cells(&self, by_stand: &[i64]) -> Vec<i64> {
        let grid = &self.course.cohort.grid;
        if !grid.is_banded() {
            return by_stand.to_vec();
        }
        let mut cells = vec![0; grid.len()];
        for age in 0..YEAR_GROUPS {
            for stand in 0..grid.stands() {
                let count = by_stand[age * grid.stands() + stand];
                cells[age * grid.pairs() + grid.pair_of(stand)] += count;
            }
        }
        cells
    }

    /// Which of a cell's children its flows take, band by band, what those who go to a place draw there, and which of the
    /// others change band at review.
    pub fn leave_and_review(
        &mut self,
        index: usize,
        by_stand: &[i64],
        flows: &mut [Flow<i64>],
        draws: &mut Draws,
    ) {
        let grid = &self.course.cohort.grid;
        let Some(banding) = &self.course.rates.banding else {
            return;
        };
        let (age, pair) = (index / grid.pairs(), index % grid.pairs());
        let stands = grid.stands_of(pair);
        if stands.len() > 1 {
            let first = age * grid.stands();
            let mut left = by_stand[first + stands.start..first + stands.end].to_vec();
            for flow in flows.iter_mut() {
                let band = one_of(&mut left, draws);
                // A setting has at most 200 bands.
                flow.band = u8::try_from(band).unwrap_or(u8::MAX);
            }
            let rate = banding.review.cell[index];
            let rate = self.course.of_rest(self.ahead, Timing::AllYear, rate);
            for (band, count) in left.iter().enumerate() {
                let from = stands.start + band;
                let changing = draws.binomial(*count, rate);
                for _ in 0..changing {
                    let shares = &banding.review_to[grid.seat(from)];
                    let shares = &shares[grid.seat(stands.start)..][..stands.len()];
                    let to = stands.start + place_of(shares, draws.luck());
                    let flow = Flow::new(Timing::AllYear, age + 1, Some(from), Some(to), 1);
                    self.reviews.push(flow);
                }
                let drift = self.course.drift(self.ahead);
                let Some(up) = self.course.dearer[from].filter(|_| drift > 0.0) else {
                    continue;
                };
                for _ in 0..draws.binomial(count - changing, drift) {
                    let flow = Flow::new(Timing::AllYear, age + 1, Some(from), Some(up), 1);
                    self.reviews.push(flow);
                }
            }
        }
        self.come(flows, draws);
    }

    /// What those who come to a place draw there.
    pub fn come(&self, flows: &mut [Flow<i64>], draws: &mut Draws) {
        if self.course.rates.banding.is_some() {
            for flow in flows {
                flow.luck = draws.luck();
            }
        }
    }

    /// Turns flows from pair to pair into flows from stand to stand, and adds the reviews. Whoever was sent back to where
    /// they came from keeps their band.
    pub fn placed(&mut self, flows: &mut Vec<Flow<i64>>) {
        let grid = &self.course.cohort.grid;
        let Some(banding) = &self.course.rates.banding else {
            return;
        };
        let number = |stand: usize| u32::try_from(stand).ok();
        for flow in flows.iter_mut() {
            let is_back = flow.from == flow.to;
            let from = flow
                .start()
                .map(|pair| grid.stands_of(pair).start + usize::from(flow.band));
            let to = flow.end().map(|pair| {
                let stands = grid.stands_of(pair);
                stands.start + place_of(&banding.coming[stands], flow.luck)
            });
            flow.from = from.and_then(number);
            flow.to = if is_back {
                flow.from
            } else {
                to.and_then(number)
            };
        }
        flows.append(&mut self.reviews);
    }
}

/// The place of one of so many children, each as likely; it is one fewer there.
fn one_of(left: &mut [i64], draws: &mut Draws) -> usize {
    let total: i64 = left.iter().sum();
    let mut draw = i64::from(draws.below(u32::try_from(total).unwrap_or(0)));
    for (place, count) in left.iter_mut().enumerate() {
        if draw < *count {
            *count -= 1;
            return place;
        }
        draw -= *count;
    }
    0
}

/// The place among some shares that a number falls on, even over all numbers; the last place with a share if rounding leaves
/// a gap.
fn place_of(shares: &[f64], luck: u32) -> usize {
    let mut left = f64::from(luck) / (f64::from(u32::MAX) + 1.0);
    for (place, share) in shares.iter().enumerate() {
        left -= share;
        if left < 0.0 {
            return place;
        }
    }
    shares.iter().rposition(|share| *share > 0.0).unwrap_or(0)
}
