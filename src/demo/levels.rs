//! Plausible levels: what a primary need looks like across the domains, more or less of it by setting and by child.
//!
//! The figures are invented. They are meant to spread the bands as an authority would expect: most children in
//! mainstream schools in the lower half, most in special schools in the upper.

use std::collections::BTreeMap;

use super::cube::Seat;
use super::draw::{Draw, known};
use crate::needs::{DomainId, Level, Need, Setting};

/// The domains of the invented authority's rule sets, in the order of the tables below.
pub(super) const DOMAINS: [&str; 11] = [
    "thinking",
    "literacy-numeracy",
    "receptive-language",
    "speech",
    "social-communication",
    "emotional-wellbeing",
    "behaviour",
    "hearing",
    "vision",
    "physical",
    "medical",
];

/// The highest level there is.
const LEVEL_MAX: i32 = 4;

/// Hundredths of a level by domain, for a child who is typical of those with the need.
fn typical(need: Need) -> [i32; 11] {
    match need {
        Need::Asd => [150, 155, 200, 140, 310, 210, 210, 8, 8, 35, 30],
        Need::Semh => [100, 150, 80, 40, 180, 330, 320, 3, 5, 15, 35],
        Need::Slcn => [165, 185, 310, 260, 165, 120, 110, 10, 8, 30, 25],
        Need::Mld => [265, 265, 190, 125, 120, 110, 100, 12, 18, 50, 30],
        Need::Sld => [345, 360, 310, 260, 260, 155, 185, 30, 45, 115, 75],
        Need::Pmld => [400, 400, 395, 370, 340, 160, 150, 105, 160, 365, 310],
        Need::Spld => [120, 310, 100, 50, 70, 145, 85, 8, 15, 45, 15],
        Need::Pd => [105, 130, 80, 95, 60, 110, 50, 15, 35, 310, 170],
        Need::Hi => [100, 150, 220, 185, 105, 105, 55, 320, 20, 25, 30],
        Need::Vi => [100, 145, 75, 45, 100, 110, 45, 20, 325, 120, 50],
        Need::Msi => [250, 275, 265, 245, 180, 125, 100, 305, 310, 140, 120],
        Need::Oth => [120, 145, 100, 70, 105, 165, 105, 10, 15, 85, 215],
        Need::Ds => [285, 290, 245, 250, 130, 80, 120, 65, 70, 95, 90],
    }
}

/// Hundredths by which needs are more or less than typical in a setting.
fn of_setting(setting: Setting) -> i32 {
    match setting {
        Setting::Mms => 74,
        Setting::Mind => 84,
        Setting::Fe | Setting::Ehe | Setting::Unk => 88,
        Setting::Eyp | Setting::Neet => 92,
        Setting::Rpu => 98,
        Setting::Oth => 100,
        Setting::Ap => 108,
        Setting::Eotas | Setting::Spec => 126,
        Setting::Nmss | Setting::Iss | Setting::Spi => 132,
    }
}

/// The level of every domain for a child.
pub(super) fn levels(seat: Seat, draw: &mut Draw) -> BTreeMap<DomainId, Level> {
    // The sum of three draws: most children near the middle, few far from it.
    let own = 100 + (0..3).map(|_| draw.between(-17, 17)).sum::<i32>();
    let factor = of_setting(seat.setting) * own / 100;
    let level = |(domain, typical): (&str, i32)| {
        let hundredths = typical * factor / 100 + draw.between(-55, 55);
        let level = (hundredths + 50).div_euclid(100).clamp(0, LEVEL_MAX);
        (known(domain), Level::new(u8::try_from(level).unwrap_or(0)))
    };
    DOMAINS
        .into_iter()
        .zip(typical(seat.need))
        .map(level)
        .collect()
}

/// The levels of an earlier year: one domain or two were judged a little differently.
pub(super) fn earlier(
    levels: &BTreeMap<DomainId, Level>,
    draw: &mut Draw,
) -> BTreeMap<DomainId, Level> {
    let mut earlier = levels.clone();
    for _ in 0..2 {
        let domain: DomainId = known(draw.pick(&DOMAINS));
        if let Some(level) = earlier.get_mut(&domain).filter(|level| level.number() > 0) {
            let number = i32::from(level.number()) + draw.between(-1, 1);
            *level = Level::new(u8::try_from(number.clamp(0, LEVEL_MAX)).unwrap_or(0));
        }
    }
    earlier
}
