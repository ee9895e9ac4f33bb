//! An invented council: children from a seed, by rates that are written here. No real child, school or council.
#![expect(
    clippy::float_arithmetic,
    reason = "an invented council is made by chances"
)]

use send_banding::forecast::{CostRow, PopulationRow, Side, TransitionRow};
use send_banding::money::Money;

/// The three inputs of a forecast.
pub struct Inputs {
    /// One row a child a year-pair.
    pub transitions: Vec<TransitionRow>,
    /// People by January and year group.
    pub population: Vec<PopulationRow>,
    /// Costs by need and setting.
    pub costs: Vec<CostRow>,
}

/// What is invented.
pub struct Invented {
    /// Children at the first January.
    pub plans: u32,
    /// The first January.
    pub january: i16,
    /// Year-pairs.
    pub pairs: i16,
    /// New plans in the first year for a thousand plans.
    pub joiners: f64,
    /// The factor on new plans from year to year.
    pub growth: f64,
    /// The standard deviation of a shock to new plans that each year has of its own.
    pub shock: f64,
    /// The seed.
    pub seed: u64,
    /// Whether there are all needs and settings, or a few.
    pub is_whole: bool,
    /// How many bands the first two settings have; none for a council without bands.
    pub bands: u32,
    /// Of a thousand who join or leave: how many come from other authorities or go to them.
    pub transfers: u32,
}

impl Default for Invented {
    fn default() -> Invented {
        Invented {
            plans: 400,
            january: 2020,
            pairs: 5,
            joiners: 130.0,
            growth: 1.03,
            shock: 0.0,
            seed: 1,
            is_whole: false,
            bands: 0,
            transfers: 0,
        }
    }
}

const NEEDS: [(&str, u32); 13] = [
    ("ASD", 315),
    ("SEMH", 207),
    ("SLCN", 213),
    ("MLD", 106),
    ("SLD", 40),
    ("PMLD", 13),
    ("SPLD", 23),
    ("PD", 39),
    ("HI", 14),
    ("VI", 8),
    ("MSI", 3),
    ("OTH", 12),
    ("DS", 7),
];

/// Code, weight up to Year 6, in Years 7 to 11, and after; annual cost in pounds.
const SETTINGS: [(&str, [u32; 3], i64); 15] = [
    ("MMS", [600, 420, 40], 6_500),
    ("SPEC", [250, 340, 120], 24_000),
    ("ISS", [25, 80, 20], 64_000),
    ("FE", [0, 0, 480], 9_500),
    ("EOTAS", [5, 20, 40], 28_000),
    ("RPU", [60, 40, 3], 13_000),
    ("MIND", [5, 20, 8], 15_000),
    ("NMSS", [4, 10, 6], 45_000),
    ("AP", [5, 12, 3], 18_000),
    ("SPI", [0, 0, 60], 31_000),
    ("EHE", [10, 20, 4], 0),
    ("NEET", [5, 8, 140], 0),
    ("EYP", [20, 0, 0], 4_000),
    ("OTH", [3, 6, 20], 5_000),
    ("UNK", [20, 25, 50], 0),
];

/// Draws by SplitMix64: the same everywhere.
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn below(&mut self, end: u32) -> u32 {
        (self.unit() * f64::from(end)) as u32
    }

    fn weighted(&mut self, weights: &[u32]) -> usize {
        let mut left = self.below(weights.iter().sum());
        for (place, weight) in weights.iter().enumerate() {
            if left < *weight {
                return place;
            }
            left -= weight;
        }
        0
    }

    /// Near enough normal for an invented council.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }
}

#[derive(Clone, Copy)]
struct Child {
    year_group: i16,
    need: usize,
    setting: usize,
    band: u32,
}

fn phase(year_group: i16) -> usize {
    match year_group {
        ..=6 => 0,
        7..=11 => 1,
        12.. => 2,
    }
}

impl Invented {
    fn needs(&self) -> &'static [(&'static str, u32)] {
        if self.is_whole { &NEEDS } else { &NEEDS[..4] }
    }

    fn settings(&self) -> &'static [(&'static str, [u32; 3], i64)] {
        if self.is_whole {
            &SETTINGS
        } else {
            &SETTINGS[..5]
        }
    }

    fn setting(&self, year_group: i16, draw: &mut Draw) -> usize {
        let weights: Vec<u32> = self
            .settings()
            .iter()
            .map(|one| one.1[phase(year_group)])
            .collect();
        draw.weighted(&weights)
    }

    fn child(&self, year_group: i16, draw: &mut Draw) -> Child {
        let weights: Vec<u32> = self.needs().iter().map(|need| need.1).collect();
        let mut child = Child {
            year_group,
            need: draw.weighted(&weights),
            setting: self.setting(year_group, draw),
            band: 0,
        };
        child.band = self.band(child, draw);
        child
    }

    /// The band of a child who comes to its setting: higher needs have higher ones.
    fn band(&self, child: Child, draw: &mut Draw) -> u32 {
        if self.bands == 0 || child.setting > 1 {
            return 0;
        }
        let need = u32::try_from(child.need).unwrap() % self.bands;
        (need + draw.below(self.bands)) / 2
    }

    /// Whether somebody who joins or leaves does so from or to another authority.
    fn transfers(&self, draw: &mut Draw) -> bool {
        self.transfers > 0 && draw.below(1_000) < self.transfers
    }

    fn leaves(year_group: i16) -> f64 {
        match year_group {
            ..=10 => 0.025,
            11..=12 => 0.06,
            13..=15 => 0.22,
            16..=19 => 0.33,
            _ => 1.0,
        }
    }

    fn side(&self, year_group: i16, child: Option<Child>) -> Side {
        Side {
            place: child.map(|child| {
                let need = self.needs()[child.need].0.to_owned();
                (need, self.settings()[child.setting].0.to_owned())
            }),
            year_group,
            band: child
                .filter(|child| self.bands > 0 && child.setting < 2)
                .map(|child| format!("B{}", child.band)),
        }
    }

    /// The child a year later, if it still has a plan.
    fn later(&self, child: Child, draw: &mut Draw) -> Option<Child> {
        if draw.unit() < Self::leaves(child.year_group) {
            return None;
        }
        let year_group = child.year_group + 1;
        let mut next = Child {
            year_group,
            ..child
        };
        if draw.unit() < 0.02 {
            next.need = self.child(year_group, draw).need;
        }
        let moves = match child.year_group {
            6 => 0.35,
            11 => 0.75,
            _ => 0.05,
        };
        // Who is past the phase that a setting serves must move.
        let is_closed = self.settings()[child.setting].1[phase(year_group)] == 0;
        if is_closed || draw.unit() < moves {
            next.setting = self.setting(year_group, draw);
        }
        let is_elsewhere = (next.need, next.setting) != (child.need, child.setting);
        if self.bands > 0 && (is_elsewhere || draw.unit() < 0.12) {
            next.band = self.band(next, draw);
        }
        Some(next)
    }

    /// Invents the three inputs.
    pub fn inputs(&self) -> Inputs {
        let mut draw = Draw(self.seed);
        let mut present: Vec<Child> = (0..self.plans)
            .map(|_| {
                let year_group = (draw.below(17) + draw.below(5)) as i16 - 1;
                self.child(year_group.clamp(0, 19), &mut draw)
            })
            .collect();
        let mut transitions = Vec::new();
        for pair in 0..self.pairs {
            let january = self.january + pair;
            let mut after = Vec::new();
            let mut add = |from: Side, to: Side, is_transfer: bool| {
                let row = transitions.len() as u32 + 2;
                transitions.push(TransitionRow {
                    row,
                    january,
                    from,
                    to,
                    is_transfer,
                });
            };
            for child in present {
                let later = self.later(child, &mut draw);
                let before = self.side(child.year_group, Some(child));
                let is_transfer = later.is_none() && self.transfers(&mut draw);
                add(before, self.side(child.year_group + 1, later), is_transfer);
                after.extend(later);
            }
            let mean = f64::from(self.plans) * self.joiners / 1000.0;
            let shock = (1.0 + self.shock * draw.normal()).max(0.1);
            let expected = mean * self.growth.powi(i32::from(pair)) * shock;
            let joined = (expected + expected.sqrt() * draw.normal())
                .round()
                .max(0.0);
            for _ in 0..joined as u32 {
                let year_group = draw.below(9) as i16 + draw.below(5) as i16;
                let child = self.child(year_group, &mut draw);
                let is_transfer = self.transfers(&mut draw);
                add(
                    self.side(year_group - 1, None),
                    self.side(year_group, Some(child)),
                    is_transfer,
                );
                after.push(child);
            }
            present = after;
        }
        Inputs {
            transitions,
            population: self.population(),
            costs: self.costs(),
        }
    }

    fn population(&self) -> Vec<PopulationRow> {
        let people = f64::from(self.plans);
        let januaries = self.january..=self.january + self.pairs + 5;
        let rows = januaries.flat_map(|january| (-4..=20).map(move |group| (january, group)));
        (2_u32..)
            .zip(rows)
            .map(|(row, (january, year_group))| PopulationRow {
                row,
                january,
                year_group,
                people: people + f64::from(year_group),
            })
            .collect()
    }

    fn costs(&self) -> Vec<CostRow> {
        let mut rows = Vec::new();
        for need in self.needs() {
            for (place, setting) in self.settings().iter().enumerate() {
                let bands = if place < 2 { self.bands } else { 0 };
                let bands = (0..bands).map(|band| Some(format!("B{band}")));
                for (number, band) in (0..).zip(std::iter::once(None).chain(bands)) {
                    rows.push(CostRow {
                        row: rows.len() as u32 + 2,
                        need: need.0.to_owned(),
                        setting: setting.0.to_owned(),
                        band,
                        // Pence, so that sums show whether any is lost.
                        cost: Money::from_pence(
                            setting.2 * 100 + i64::from(need.1) + number * 150_037,
                        )
                        .unwrap(),
                    });
                }
            }
        }
        rows
    }
}
