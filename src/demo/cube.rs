//! From the published tables to children: age by setting by primary need, fitted to all three tables at once.
//!
//! Iterative proportional fitting in whole numbers: start even, then scale the cube to each table in turn, many times.
//! What the tables rule out stays ruled out. Children are then taken from the cube at even steps, which keeps every share
//! as close to the tables as whole children allow.

use super::draw::Draw;
use super::national::{NEEDS, NEEDS_BY_AGE, NEEDS_BY_SETTING, SETTINGS, SETTINGS_BY_AGE};
use crate::needs::{Need, Setting};

/// Rounds of scaling; the tables agree with each other to a few tenths of a per cent long before.
const SWEEPS: usize = 50;

/// Parts that one plan in England is divided into, so that whole numbers are fine enough.
const PARTS: u64 = 1_000_000;

/// One child of the cohort: what the tables say of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seat {
    /// Age in years on the 31 August before; 2 for all who are younger than 3.
    pub(super) age: u8,
    /// Where the child is.
    pub(super) setting: Setting,
    /// The primary need.
    pub(super) need: Need,
}

/// One in so many children with a severe learning difficulty has Down syndrome as the primary need. Invented: the tables
/// are older than the code.
const DOWN_SYNDROME_OF_SEVERE: usize = 12;

/// Children as many as asked, spread as the tables say, in a drawn order.
pub(super) fn seats(plans: usize, draw: &mut Draw) -> Vec<Seat> {
    let cube = Cube::fitted();
    let total: u128 = cube.cells.iter().map(|cell| u128::from(*cell)).sum();
    let count = plans as u128;
    let offset = (total * draw.below(1_000_000) as u128) / 1_000_000;
    let mut seats = Vec::with_capacity(plans);
    let mut passed = 0_u128;
    for (place, cell) in cube.cells.iter().enumerate() {
        passed += u128::from(*cell);
        while seats.len() < plans && seats.len() as u128 * total + offset < passed * count {
            seats.push(seat_at(place));
        }
    }
    let severe = seats.iter_mut().filter(|seat| seat.need == Need::Sld);
    severe
        .step_by(DOWN_SYNDROME_OF_SEVERE)
        .for_each(|seat| seat.need = Need::Ds);
    draw.shuffle(&mut seats);
    seats
}

/// Parts of children by age, setting and need.
struct Cube {
    cells: Vec<u64>,
}

fn place_of(age: usize, setting: usize, need: usize) -> usize {
    (age * SETTINGS.len() + setting) * NEEDS.len() + need
}

fn seat_at(place: usize) -> Seat {
    let (rest, need) = (place / NEEDS.len(), place % NEEDS.len());
    Seat {
        age: SETTINGS_BY_AGE[rest / SETTINGS.len()].age,
        setting: SETTINGS[rest % SETTINGS.len()],
        need: NEEDS[need],
    }
}

impl Cube {
    fn fitted() -> Cube {
        let (ages, settings, needs) = (0..SETTINGS_BY_AGE.len(), 0..SETTINGS.len(), 0..NEEDS.len());
        let mut cube = Cube {
            cells: vec![PARTS; ages.len() * settings.len() * needs.len()],
        };
        let mut margins = Vec::new();
        for age in ages.clone() {
            let whole = u64::from(SETTINGS_BY_AGE[age].plans) * PARTS;
            for need in needs.clone() {
                let cells = settings
                    .clone()
                    .map(|setting| place_of(age, setting, need))
                    .collect();
                margins.push((cells, share(whole, &NEEDS_BY_AGE[age], need)));
            }
        }
        for (setting, row) in settings
            .clone()
            .filter_map(|s| needs_of(SETTINGS[s]).map(|row| (s, row)))
        {
            let whole = ages.clone().map(|age| plans_at(age, setting)).sum();
            for need in needs.clone() {
                let cells = ages
                    .clone()
                    .map(|age| place_of(age, setting, need))
                    .collect();
                margins.push((cells, share(whole, row, need)));
            }
        }
        // Age by setting comes last in each round, so that the cube meets it exactly.
        for age in ages {
            for setting in settings.clone() {
                let cells = needs
                    .clone()
                    .map(|need| place_of(age, setting, need))
                    .collect();
                margins.push((cells, plans_at(age, setting)));
            }
        }
        for _ in 0..SWEEPS {
            margins
                .iter()
                .for_each(|(cells, wanted)| cube.scale(cells, *wanted));
        }
        cube
    }

    /// Makes some cells add up to what is wanted, in proportion to what they are.
    fn scale(&mut self, cells: &Vec<usize>, wanted: u64) {
        let sum: u128 = cells.iter().map(|cell| u128::from(self.cells[*cell])).sum();
        for cell in cells {
            let scaled = (u128::from(self.cells[*cell]) * u128::from(wanted)).checked_div(sum);
            // Parts of England's plans in all are far below 2^64.
            self.cells[*cell] = scaled
                .and_then(|parts| u64::try_from(parts).ok())
                .unwrap_or(0);
        }
    }
}

fn plans_at(age: usize, setting: usize) -> u64 {
    let row = &SETTINGS_BY_AGE[age];
    share(u64::from(row.plans) * PARTS, &row.settings, setting)
}

fn needs_of(setting: Setting) -> Option<&'static [u32; 12]> {
    NEEDS_BY_SETTING
        .iter()
        .find(|(other, _)| *other == setting)
        .map(|(_, row)| row)
}

/// A row's share of a whole; rows add up to 1,000 only nearly.
fn share(whole: u64, row: &[u32], place: usize) -> u64 {
    let sum: u64 = row.iter().map(|part| u64::from(*part)).sum();
    whole / sum * u64::from(row[place])
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLANS: usize = 4200;

    fn cohort() -> Vec<Seat> {
        seats(PLANS, &mut Draw::of(1, 0))
    }

    /// Children expected of `part` in `whole`, and whether `found` is within so many of them.
    fn is_near(found: usize, part: u64, whole: u64, within: u64) -> bool {
        (PLANS as u64 * part / whole).abs_diff(found as u64) <= within
    }

    #[test]
    fn as_many_children_come_out_as_plans_were_asked_for() {
        for plans in [0, 1, 7, 300, 4200] {
            assert_eq!(seats(plans, &mut Draw::of(9, 0)).len(), plans);
        }
    }

    #[test]
    fn ages_are_spread_as_published_to_one_child() {
        let seats = cohort();
        let england: u64 = SETTINGS_BY_AGE.iter().map(|row| u64::from(row.plans)).sum();
        for row in &SETTINGS_BY_AGE {
            let found = seats.iter().filter(|seat| seat.age == row.age).count();
            assert!(
                is_near(found, row.plans.into(), england, 1),
                "age {}: {found}",
                row.age
            );
        }
    }

    #[test]
    fn settings_are_spread_as_published_to_half_a_per_cent() {
        let seats = cohort();
        let whole: u64 = (0..SETTINGS_BY_AGE.len())
            .flat_map(|age| (0..15).map(move |s| plans_at(age, s)))
            .sum();
        for (place, setting) in SETTINGS.iter().enumerate() {
            let part = (0..SETTINGS_BY_AGE.len())
                .map(|age| plans_at(age, place))
                .sum();
            let found = seats.iter().filter(|seat| seat.setting == *setting).count();
            assert!(is_near(found, part, whole, 21), "{setting}: {found}");
        }
    }

    #[test]
    fn needs_in_special_schools_are_spread_as_published() {
        let special: Vec<Seat> = cohort()
            .into_iter()
            .filter(|seat| seat.setting == Setting::Spec)
            .collect();
        for (place, need) in NEEDS.iter().enumerate() {
            let as_published =
                |seat: &&Seat| seat.need == *need || (*need == Need::Sld && seat.need == Need::Ds);
            let found = special.iter().filter(as_published).count();
            let wanted = special.len() * needs_of(Setting::Spec).unwrap()[place] as usize / 1000;
            assert!(
                wanted.abs_diff(found) <= 12,
                "{need}: {found}, wanted {wanted}"
            );
        }
    }

    #[test]
    fn what_the_tables_rule_out_does_not_occur() {
        assert!(
            cohort()
                .iter()
                .all(|seat| seat.setting != Setting::Spi || seat.age >= 16)
        );
    }

    #[test]
    fn a_seed_gives_the_same_children_and_another_seed_others() {
        assert_eq!(cohort(), cohort());
        assert_ne!(cohort(), seats(PLANS, &mut Draw::of(2, 0)));
    }
}
