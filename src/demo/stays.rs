//! Where an invented child is and was: stays that begin and end, most moves on 1 September.

use jiff::civil::{Date, date};

use super::cube::Seat;
use super::draw::{Draw, days_after, known, years_before};
use super::person::Person;
use super::places::Places;
use crate::calendar::{AcademicYear, age_on_31_august_before};
use crate::ids::PlacementId;
use crate::money::Fte;
use crate::needs::Setting;
use crate::store::placement::Placement;

/// A child's placements, the earliest first; the last of rank 1 is where the child is now.
pub(super) fn stays(
    person: &Person,
    seat: Seat,
    places: &Places,
    today: Date,
    draw: &mut Draw,
) -> Vec<Placement> {
    let from = began(person.birth, seat, today, draw);
    let mut stays = Vec::new();
    stays.extend(stay_before(person, seat, from, places, draw));
    let mut now = stay(person, seat.setting, seat.age, from, places, draw);
    if seat.setting == Setting::Fe && draw.in_thousand(120) {
        now.fte = part(draw);
    }
    let second = also_in_alternative_provision(person, seat, &now, places, today, draw);
    if second.is_some() {
        now.fte = known("0.6");
    }
    // A child who stayed in one place all the time has moved nowhere.
    stays.retain(|before: &Placement| {
        before.establishment.is_none() || before.establishment != now.establishment
    });
    stays.push(now);
    stays.extend(second);
    stays
}

fn part(draw: &mut Draw) -> Fte {
    known(draw.pick(&["0.4", "0.5", "0.6", "0.8"]))
}

/// The day the present stay began: the 1 September of the phase as a rule, or a day since.
fn began(birth: Date, seat: Seat, today: Date, draw: &mut Draw) -> Date {
    let phase = phase_began(birth, seat, today);
    let end = days_after(today, -20);
    let in_schools = matches!(
        seat.setting,
        Setting::Mms
            | Setting::Mind
            | Setting::Rpu
            | Setting::Spec
            | Setting::Nmss
            | Setting::Iss
            | Setting::Fe
            | Setting::Spi
    );
    if !in_schools {
        return draw.day(phase.max(years_before(today, 2)), end);
    }
    match draw.below(100) {
        0..68 => phase,
        68..88 => {
            let years = today.year() - phase.year();
            let later = date(
                phase.year() + i16::try_from(draw.between(0, years.into())).unwrap_or(0),
                9,
                1,
            );
            if later < end { later } else { phase }
        }
        _ => draw.working_day(phase, end).max(phase),
    }
}

/// The 1 September of the year in which a child of this age and setting began its phase.
fn phase_began(birth: Date, seat: Seat, today: Date) -> Date {
    let begin_age = match (seat.setting, seat.age) {
        (Setting::Fe | Setting::Spi, _) | (Setting::Neet, 16..) => 16,
        (_, 0..=3) => seat.age.saturating_sub(1),
        (_, 4..=10) => 4,
        _ => 11,
    };
    let this_year = AcademicYear::containing(today).first_day();
    let years_ago = i32::from(seat.age.saturating_sub(begin_age));
    years_before(this_year, years_ago).max(days_after(birth, 200))
}

fn stay(
    person: &Person,
    setting: Setting,
    age: u8,
    from: Date,
    places: &Places,
    draw: &mut Draw,
) -> Placement {
    let place = places.choose(setting, age, draw);
    let unit = setting == Setting::Rpu;
    let residential =
        matches!(setting, Setting::Iss | Setting::Nmss | Setting::Spi) && draw.in_thousand(90);
    Placement {
        id: draw.id::<PlacementId>(super::person::made_at(from)),
        child: person.child.id.clone(),
        establishment: place.map(|place| place.id.clone()),
        setting,
        setting_other: (setting == Setting::Oth).then(|| "Arranged by the family".to_owned()),
        rank: 1,
        from: Some(from),
        to: None,
        fte: Fte::FULL,
        in_sen_unit: unit && place.is_some_and(|place| place.has_sen_unit),
        in_resourced_provision: unit && place.is_some_and(|place| !place.has_sen_unit),
        residential: residential.then(|| draw.pick(&["1", "2"]).to_string()),
        work_based: None,
        provider_authority: place.and_then(|place| place.authority.clone()),
        source: "demo".to_owned(),
        version: 1,
    }
}

/// Where a child of school age was before the present stay began, if it began in the middle of a childhood.
fn stay_before(
    person: &Person,
    seat: Seat,
    from: Date,
    places: &Places,
    draw: &mut Draw,
) -> Option<Placement> {
    let age_then =
        u8::try_from(age_on_31_august_before(person.birth, days_after(from, -1))?).ok()?;
    if age_then < 4 {
        return None;
    }
    let setting = match (seat.setting, draw.below(100)) {
        (Setting::Spec | Setting::Iss | Setting::Nmss | Setting::Spi, 0..45) => Setting::Spec,
        (Setting::Fe, 0..30) => Setting::Spec,
        (_, 0..6) => Setting::Spec,
        _ => Setting::Mms,
    };
    let before = Seat {
        age: age_then,
        setting,
        need: seat.need,
    };
    let began = phase_began(person.birth, before, days_after(from, -1));
    if began >= from {
        return None;
    }
    let mut stay = stay(person, setting, age_then, began, places, draw);
    stay.to = Some(from);
    Some(stay)
}

/// Where a child was from the day the plan began until the first stay that is known: a plan names a place from its first day on,
/// and one without would cost nothing in the years that a forecast is tested on. As a rule it is a place of the same kind.
pub(super) fn since_the_plan_began(
    person: &Person,
    stays: &[Placement],
    (starts, ceased): (Date, Option<Date>),
    places: &Places,
    draw: &mut Draw,
) -> Option<Placement> {
    let first = stays.iter().min_by_key(|stay| stay.from);
    // Of a plan that ceased before any stay that is known, to its end.
    let until = first.map_or(ceased, |first| first.from);
    let until = until.filter(|until| starts < *until)?;
    let of_first = first.map_or(Setting::Mms, |first| first.setting);
    let age = age_on_31_august_before(person.birth, starts).unwrap_or(0);
    let age = u8::try_from(age.clamp(0, 25)).unwrap_or(0);
    let setting = match of_first {
        Setting::Fe | Setting::Neet | Setting::Spi if age >= 16 => of_first,
        Setting::Spi => Setting::Spec,
        same @ (Setting::Spec | Setting::Iss | Setting::Nmss | Setting::Rpu | Setting::Mind) => {
            same
        }
        _ if age < 4 => Setting::Eyp,
        _ => Setting::Mms,
    };
    let mut before = stay(person, setting, age, starts, places, draw);
    before.to = Some(until);
    Some(before)
}

/// A few children of school age spend two days a week in alternative provision.
fn also_in_alternative_provision(
    person: &Person,
    seat: Seat,
    main: &Placement,
    places: &Places,
    today: Date,
    draw: &mut Draw,
) -> Option<Placement> {
    let may = matches!(seat.setting, Setting::Mms | Setting::Spec) && (6..=15).contains(&seat.age);
    if !may || !draw.in_thousand(18) {
        return None;
    }
    // Both begin together, so that the shares never add up to more than one.
    let from = main.from.unwrap_or(today);
    let mut second = stay(person, Setting::Ap, seat.age, from, places, draw);
    second.rank = 2;
    second.fte = known("0.4");
    Some(second)
}
