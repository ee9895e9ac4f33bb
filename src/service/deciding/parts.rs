//! The days of an award, cut by the placements of the child on them: each school is paid for the days on which it has the child,
//! and none after the child left it.

use std::cmp::Reverse;

use crate::calendar::Date;
use crate::ids::EstablishmentId;
use crate::needs::Setting;
use crate::store::placement::Placement;

/// Days of an award at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// The first day.
    pub(super) from: Date,
    /// The first day after the last one; none while it lasts.
    pub(super) to: Option<Date>,
    /// Where the child is; none where it is at no establishment.
    pub(super) establishment: Option<EstablishmentId>,
    /// The setting of the placement; none where no placement says one.
    pub(super) setting: Option<Setting>,
    /// Whether a placement covers the days.
    is_placed: bool,
}

/// The days of an award by place, the earliest first. Days before the first placement are kept: their officer confirmed that the
/// funding begins before it. So are all days of a child who is placed nowhere on any of them. Later days without a placement
/// are in no part: nobody is paid for them.
pub(super) fn parts(places: &[Placement], from: Date, to: Option<Date>) -> Vec<Part> {
    let is_inside = |day: &Date| *day > from && to.is_none_or(|to| *day < to);
    let turns = places.iter().flat_map(|place| [place.from, place.to]);
    let mut starts: Vec<Date> = turns.flatten().filter(is_inside).collect();
    starts.push(from);
    starts.sort();
    starts.dedup();
    let ends = starts.iter().skip(1).map(|day| Some(*day)).chain([to]);
    let mut all: Vec<Part> = Vec::new();
    for (start, end) in starts.iter().zip(ends) {
        let part = part_on(places, *start, end);
        match all.last_mut() {
            Some(last) if last.is_same_place(&part) => last.to = end,
            _ => all.push(part),
        }
    }
    let first_placed = all.iter().position(|part| part.is_placed);
    if let Some(first) = first_placed {
        let mut place = 0_usize;
        all.retain(|part| {
            let is_kept = part.is_placed || place < first;
            place += 1;
            is_kept
        });
    }
    all
}

fn part_on(places: &[Placement], start: Date, end: Option<Date>) -> Part {
    let main = main_on(places, start);
    Part {
        from: start,
        to: end,
        establishment: main.and_then(|place| place.establishment.clone()),
        setting: main.and_then(Placement::funded_setting),
        is_placed: main.is_some(),
    }
}

/// The main placement on a day.
fn main_on(places: &[Placement], day: Date) -> Option<&Placement> {
    let covers = |place: &&Placement| {
        place.from.is_none_or(|from| from <= day) && place.to.is_none_or(|to| day < to)
    };
    places
        .iter()
        .filter(covers)
        .min_by_key(|place| (place.rank, Reverse(place.from), place.id.to_string()))
}

impl Part {
    fn is_same_place(&self, other: &Part) -> bool {
        (&self.establishment, self.setting, self.is_placed)
            == (&other.establishment, other.setting, other.is_placed)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::parts;
    use crate::calendar::Date;
    use crate::ids::{ChildId, EstablishmentId, PlacementId};
    use crate::money::Fte;
    use crate::needs::Setting;
    use crate::store::placement::Placement;

    fn school(number: u8) -> EstablishmentId {
        EstablishmentId::parse(&format!("00000000-0000-0000-0000-0000000000{number:02}")).unwrap()
    }

    fn at(number: u8, setting: Setting, from: Option<Date>, to: Option<Date>) -> Placement {
        let id = "00000000-0000-0000-0000-000000000001";
        Placement {
            id: PlacementId::parse(id).unwrap(),
            child: ChildId::parse(id).unwrap(),
            establishment: Some(school(number)),
            setting,
            setting_other: None,
            rank: 1,
            from,
            to,
            fte: Fte::FULL,
            in_sen_unit: false,
            in_resourced_provision: false,
            residential: None,
            work_based: None,
            provider_authority: None,
            source: String::new(),
            version: 1,
        }
    }

    type Told = (Date, Option<Date>, Option<EstablishmentId>, Option<Setting>);

    fn told(places: &[Placement], from: Date, to: Option<Date>) -> Vec<Told> {
        let all = parts(places, from, to).into_iter();
        all.map(|part| (part.from, part.to, part.establishment, part.setting))
            .collect()
    }

    #[test]
    fn each_school_has_the_days_of_its_placement_and_none_after() {
        let (summer, autumn) = (date(2026, 8, 1), date(2026, 9, 9));
        let places = [
            at(1, Setting::Mms, None, Some(summer)),
            at(2, Setting::Spec, Some(autumn), None),
        ];
        let first = (
            date(2025, 9, 1),
            Some(summer),
            Some(school(1)),
            Some(Setting::Mms),
        );
        let second = (autumn, None, Some(school(2)), Some(Setting::Spec));
        assert_eq!(told(&places, first.0, None), [first, second.clone()]);
        assert_eq!(told(&places, autumn, None), [second]);
    }

    #[test]
    fn a_change_of_share_alone_cuts_nothing() {
        let turn = date(2026, 1, 1);
        let places = [
            at(1, Setting::Spec, None, Some(turn)),
            at(1, Setting::Spec, Some(turn), None),
        ];
        assert_eq!(told(&places, date(2025, 9, 1), None).len(), 1);
    }

    #[test]
    fn days_before_the_first_placement_and_a_child_placed_nowhere_are_kept() {
        let (from, placed) = (date(2026, 8, 31), date(2026, 9, 1));
        let nowhere = |to| (from, to, None, None);
        let places = [at(1, Setting::Spec, Some(placed), None)];
        let then = (placed, None, Some(school(1)), Some(Setting::Spec));
        assert_eq!(told(&places, from, None), [nowhere(Some(placed)), then]);
        assert_eq!(told(&[], from, None), [nowhere(None)]);
    }

    #[test]
    fn the_main_placement_of_two_is_paid() {
        let second = Placement {
            rank: 2,
            ..at(2, Setting::Ap, None, None)
        };
        let places = [second, at(1, Setting::Spec, None, None)];
        let from = date(2026, 9, 1);
        let whole = (from, None, Some(school(1)), Some(Setting::Spec));
        assert_eq!(told(&places, from, None), [whole]);
    }
}
