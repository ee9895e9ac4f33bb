//! The invented schools, colleges and other providers, as many as the plans need, and who is paid for them.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::draw::Draw;
use super::kinds::{KINDS, Kind};
use super::numbers;
use crate::ids::EstablishmentId;
use crate::needs::Setting;
use crate::store::establishment::{Establishment, EstablishmentStatus, Payee};

/// Beginnings and ends of place names that are on no map.
const STEMS: [&str; 22] = [
    "Amber", "Brindle", "Cobble", "Damson", "Ember", "Fable", "Gossa", "Hollin", "Inkle",
    "Lantern", "Marrow", "Nettle", "Orrery", "Pippin", "Quillow", "Rushen", "Saffron", "Tansy",
    "Umber", "Velver", "Wimple", "Yonder",
];
const ENDS: [&str; 11] = [
    "by", "combe", "cote", "fold", "garth", "hythe", "low", "mere", "stow", "thwaite", "wick",
];

/// Trusts, by the first of their name; each has a few academies, so that a small authority has fewer trusts.
const TRUSTS: [&str; 6] = [
    "Lantern",
    "Compass",
    "Three Rivers",
    "Harvest",
    "Beacon",
    "Kite",
];

/// The supplier of every maintained school: the council pays them through its own accounts.
const COUNCIL: &str = "EX0001";

/// The providers and payees.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Places {
    /// The providers, the schools first.
    pub(super) all: Vec<Establishment>,
    /// Who is paid for them.
    pub(super) payees: Vec<Payee>,
    /// How many of the trusts there are.
    trusts: usize,
    /// Where the providers are in the list that take a child of a setting and an age, or are nearest to it.
    taking: BTreeMap<(Setting, u8), Vec<usize>>,
}

/// The most providers: school numbers have four digits, and England has more schools than that only with those where no child
/// has a plan.
const PROVIDERS_MAX: usize = 7_900;
/// The oldest age on 31 August at which a young person may have a plan.
const AGE_MAX: u8 = 25;

impl Places {
    /// Providers enough for so many plans, listed at an instant.
    pub(super) fn of(plans: usize, listed_at: Timestamp, draw: &mut Draw) -> Places {
        let mut names: Vec<String> = STEMS
            .iter()
            .flat_map(|stem| ENDS.iter().map(move |end| format!("{stem}{end}")))
            .collect();
        draw.shuffle(&mut names);
        let mut places = Places {
            trusts: (plans / 600 + 1).min(TRUSTS.len()),
            ..Places::default()
        };
        places.payees.push(Payee {
            supplier_number: COUNCIL.to_owned(),
            name: "Exampleshire Council".to_owned(),
        });
        for (trust, name) in TRUSTS.iter().take(places.trusts).enumerate() {
            let name = format!("{name} Learning Trust");
            places.payees.push(Payee {
                supplier_number: trust_number(trust),
                name,
            });
        }
        let of_kind = |kind: &Kind, plans: usize| (plans / kind.plans_each).max(kind.least);
        let wanted: usize = KINDS.iter().map(|kind| of_kind(kind, plans)).sum();
        // In a very large authority schools are larger instead.
        let plans = plans * PROVIDERS_MAX / wanted.max(PROVIDERS_MAX);
        for kind in &KINDS {
            for turn in 0..of_kind(kind, plans) {
                let place = places.all.len();
                let id = draw.id(listed_at);
                let name = format!(
                    "{} {}",
                    place_name(&names, place),
                    kind.endings[turn % kind.endings.len()]
                );
                places.add(kind, turn, id, name);
            }
        }
        places.sort_by_whom_they_take();
        places
    }

    fn sort_by_whom_they_take(&mut self) {
        for setting in Setting::ALL {
            let of_setting = || {
                let all = self.all.iter().enumerate();
                all.filter(|(_, place)| serves(place, *setting))
            };
            for age in 0..=AGE_MAX {
                let nearest = of_setting().map(|(_, place)| years_off(place, age)).min();
                let taking =
                    of_setting().filter(|(_, place)| Some(years_off(place, age)) == nearest);
                let taking = taking.map(|(serial, _)| serial).collect();
                self.taking.insert((*setting, age), taking);
            }
        }
    }

    fn add(&mut self, kind: &Kind, turn: usize, id: EstablishmentId, name: String) {
        let serial = self.all.len();
        let has_urn = !matches!(kind.setting, Setting::Fe | Setting::Spi | Setting::Eyp);
        let is_mainstream = kind.setting == Setting::Mms && kind.phase != "Nursery";
        let supplier = self.supplier(kind, serial, &name);
        // Some providers stand in the next county, as everywhere.
        let is_away = matches!(kind.setting, Setting::Iss | Setting::Nmss) && turn % 3 == 1;
        self.all.push(Establishment {
            id,
            urn: has_urn.then(|| numbers::urn(serial)),
            ukprn: Some(numbers::ukprn(serial)),
            name,
            kind: kind.kind.to_owned(),
            phase: kind.phase.to_owned(),
            status: EstablishmentStatus::Open,
            authority: Some(if is_away {
                numbers::neighbour()
            } else {
                numbers::authority()
            }),
            number: has_urn.then(|| format!("{}", 2000 + serial)),
            setting: kind.setting,
            age_low: Some(kind.ages.0),
            age_high: Some(kind.ages.1),
            has_sen_unit: is_mainstream && turn.is_multiple_of(12),
            has_resourced_provision: is_mainstream && turn % 8 == 1,
            supplier_number: Some(supplier),
            version: 1,
        });
    }

    fn supplier(&mut self, kind: &Kind, serial: usize, name: &str) -> String {
        if kind.kind.starts_with("Academy") {
            return trust_number(serial % self.trusts);
        }
        if matches!(kind.setting, Setting::Mms | Setting::Spec | Setting::Ap) {
            return COUNCIL.to_owned();
        }
        let supplier_number = format!("EX{:04}", 1000 + serial);
        self.payees.push(Payee {
            supplier_number: supplier_number.clone(),
            name: format!("{name} Ltd"),
        });
        supplier_number
    }

    /// A provider of a setting that takes an age, or else the nearest to it; `None` for settings without providers.
    pub(super) fn choose(
        &self,
        setting: Setting,
        age: u8,
        draw: &mut Draw,
    ) -> Option<&Establishment> {
        let candidates = self.taking.get(&(setting, age.min(AGE_MAX)))?;
        if candidates.is_empty() {
            return None;
        }
        // The lower of two draws: schools differ in size, and some are asked for much more than others.
        let place = draw
            .below(candidates.len())
            .min(draw.below(candidates.len()));
        self.all.get(*candidates.get(place)?)
    }
}

fn serves(place: &Establishment, setting: Setting) -> bool {
    match setting {
        Setting::Rpu => place.has_sen_unit || place.has_resourced_provision,
        other => place.setting == other,
    }
}

/// By how many years an age on 31 August misses a provider's ages; a child of 11 is in the first year of secondary school.
fn years_off(place: &Establishment, age: u8) -> u8 {
    let too_young = place.age_low.unwrap_or(0).saturating_sub(age);
    let too_old = age.saturating_sub(place.age_high.unwrap_or(u8::MAX).saturating_sub(1));
    too_young.max(too_old)
}

fn trust_number(trust: usize) -> String {
    format!("EX{:04}", 101 + trust)
}

/// The name of the `place`-th place; when names run out, they come again with a direction, and then with a word before it.
fn place_name(names: &[String], place: usize) -> String {
    const DIRECTIONS: [&str; 4] = ["North", "South", "East", "West"];
    const BEFORE: [&str; 8] = [
        "Upper", "Lower", "Great", "Little", "Old", "New", "Far", "Over",
    ];
    let name = &names[place % names.len()];
    let Some(again) = (place / names.len()).checked_sub(1) else {
        return name.clone();
    };
    let direction = DIRECTIONS[again % DIRECTIONS.len()];
    match (again / DIRECTIONS.len()).checked_sub(1) {
        None => format!("{direction} {name}"),
        Some(more) => format!("{} {direction} {name}", BEFORE[more % BEFORE.len()]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn places(plans: usize) -> Places {
        Places::of(plans, Timestamp::UNIX_EPOCH, &mut Draw::of(1, 0))
    }

    #[test]
    fn every_setting_with_providers_has_one_even_in_a_small_authority() {
        let places = places(50);
        let mut draw = Draw::of(1, 1);
        for setting in Setting::ALL {
            let without = matches!(
                setting,
                Setting::Eotas | Setting::Ehe | Setting::Neet | Setting::Oth | Setting::Unk
            );
            assert_eq!(
                places.choose(*setting, 12, &mut draw).is_none(),
                without,
                "{setting}"
            );
        }
    }

    #[test]
    fn names_references_and_payees_are_distinct_and_known() {
        for plans in [21_000, 720_000] {
            are_distinct_and_known(&places(plans));
        }
    }

    fn are_distinct_and_known(places: &Places) {
        assert!(places.all.len() <= PROVIDERS_MAX);
        let names: BTreeSet<_> = places.all.iter().map(|place| &place.name).collect();
        let urns: BTreeSet<_> = places
            .all
            .iter()
            .filter_map(|place| place.urn.as_ref())
            .collect();
        assert_eq!(names.len(), places.all.len());
        assert!(urns.iter().all(|urn| urn.as_str().starts_with("99")));
        let payees: BTreeSet<_> = places
            .payees
            .iter()
            .map(|payee| Some(payee.supplier_number.clone()))
            .collect();
        assert!(
            places
                .all
                .iter()
                .all(|place| payees.contains(&place.supplier_number))
        );
    }

    #[test]
    fn a_child_of_eleven_is_in_a_secondary_school() {
        let places = places(4200);
        let mut draw = Draw::of(1, 2);
        for (age, phase) in [(10, "Primary"), (11, "Secondary")] {
            let school = places.choose(Setting::Mms, age, &mut draw).unwrap();
            assert_eq!(school.phase, phase);
        }
    }
}
