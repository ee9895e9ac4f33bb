//! Random draws from numbered streams: the same seed, simulation and cell give the same draws, whatever ran before.
//!
//! A simulation is a ChaCha8 stream; within it each year and cell begins at a place of its own. So any number of
//! threads gives the same bits, and two scenarios share their luck cell by cell (common random numbers).

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use rand_distr::{Binomial, Distribution, Gamma, Poisson, StandardNormal};

/// How many 32-bit words of the stream a slot has; no slot needs more.
const SLOT_WORDS: u128 = 1 << 24;

/// The draws of one simulation.
pub struct Draws(ChaCha8Rng);

impl Draws {
    /// The stream of a simulation under a seed.
    #[must_use]
    pub fn of(seed: u64, simulation: u64) -> Draws {
        let mut numbers = ChaCha8Rng::seed_from_u64(seed);
        numbers.set_stream(simulation);
        Draws(numbers)
    }

    /// Goes to the beginning of a slot.
    pub fn seek(&mut self, slot: usize) {
        self.0.set_word_pos(slot as u128 * SLOT_WORDS);
    }

    /// A number from 0 up to, not including, 1.
    pub fn unit(&mut self) -> f64 {
        // 53 bits are what an f64 holds.
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number, even over all of them.
    pub fn luck(&mut self) -> u32 {
        self.0.next_u32()
    }

    /// A whole number from 0 up to, not including, `end`.
    pub fn below(&mut self, end: u32) -> u32 {
        let scaled = (u64::from(self.0.next_u32()) * u64::from(end)) >> 32;
        // Below `end`.
        scaled as u32
    }

    /// How many of so many do what each does with a chance.
    pub fn binomial(&mut self, of: i64, chance: f64) -> i64 {
        if of <= 0 || chance <= 0.0 {
            return 0;
        }
        if chance >= 1.0 {
            return of;
        }
        if of <= 4 {
            return (0..of).map(|_| i64::from(self.unit() < chance)).sum();
        }
        // The chance lies between 0 and 1, so the distribution exists; `of` is a number of children.
        Binomial::new(of.unsigned_abs(), chance)
            .map_or(0, |binomial| binomial.sample(&mut self.0) as i64)
    }

    /// How many come, of whom so many are expected.
    pub fn poisson(&mut self, expected: f64) -> i64 {
        // Not a number above nought: nobody comes.
        Poisson::new(expected).map_or(0, |poisson| {
            let drawn: f64 = poisson.sample(&mut self.0);
            drawn as i64
        })
    }

    /// A gamma of a shape, with mean one; one where the shape is not above nought.
    pub fn gamma(&mut self, shape: f64) -> f64 {
        Gamma::new(shape, 1.0 / shape).map_or(1.0, |gamma| gamma.sample(&mut self.0))
    }

    /// A rate drawn about its mean, as sure as so many children make it (a beta distribution).
    pub fn rate(&mut self, mean: f64, stands_on: f64) -> f64 {
        if mean <= 0.0 || mean >= 1.0 {
            return mean;
        }
        let (yes, no) = (mean * stands_on, (1.0 - mean) * stands_on);
        let (one, other) = (self.gamma(yes) * yes, self.gamma(no) * no);
        if one + other > 0.0 {
            one / (one + other)
        } else {
            mean
        }
    }

    /// A standard normal number.
    pub fn normal(&mut self) -> f64 {
        StandardNormal.sample(&mut self.0)
    }

    /// One of some ways, each as likely as its share; the last if rounding leaves a gap.
    pub fn way(&mut self, ways: &[(usize, f64)]) -> Option<usize> {
        let mut left = self.unit();
        for (place, share) in ways {
            left -= share;
            if left < 0.0 {
                return Some(*place);
            }
        }
        ways.last().map(|(place, _)| *place)
    }
}
