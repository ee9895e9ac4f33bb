//! Invented children for comparisons of rule sets: levels that run through every value, several schools and settings.

use std::collections::BTreeMap;

use send_banding::calendar::parse_iso_date;
use send_banding::compare::{Awarded, Cohort, LeftOut, Member, School};
use send_banding::engine::Context;
use send_banding::ids::{ChildId, EstablishmentId};
use send_banding::needs::{BandId, Level, Need, NeedsProfile, Setting};
use send_banding::rules::RuleSet;

const SETTINGS: [Setting; 5] = [
    Setting::Mms,
    Setting::Spec,
    Setting::Rpu,
    Setting::Fe,
    Setting::Iss,
];
const NEEDS: [Need; 4] = [Need::Asd, Need::Semh, Need::Slcn, Need::Pmld];
const SHARES: [&str; 4] = ["1", "1", "0.6", "0.35"];

fn id(kind: u32, number: usize) -> String {
    format!("{kind:08}-0000-4000-8000-{number:012}")
}

/// So many children of an invented council, scored by the domains of a set, as on 1 September 2026. Every third is in
/// band B by award, whatever the rules say of it.
pub fn cohort(rules: &RuleSet, children: usize) -> Cohort {
    let member = |number: usize| {
        let levels: BTreeMap<_, _> = (0..)
            .zip(rules.domains())
            .map(|(place, domain): (usize, _)| {
                let level = (number * 7 + number / 5 * place + place * place) % 5;
                // Most levels are low, as they are in a real caseload.
                let level = level.saturating_sub(number % 3);
                (domain.id.clone(), Level::new(u8::try_from(level).unwrap()))
            })
            .collect();
        let setting = SETTINGS[number % SETTINGS.len()];
        let need = NEEDS[number / 3 % NEEDS.len()];
        let fte = SHARES[number % SHARES.len()].parse().unwrap();
        let on = parse_iso_date("2026-09-01").unwrap();
        let school = (!number.is_multiple_of(11)).then(|| School {
            name: format!("School {:03} (invented)", number % 97),
            id: EstablishmentId::parse(&id(2, number % 97)).unwrap(),
        });
        Member {
            child: ChildId::parse(&id(1, number)).unwrap(),
            reference: (!number.is_multiple_of(50))
                .then(|| format!("N{number:05}").parse().unwrap()),
            school,
            profile: NeedsProfile::of_levels(levels),
            context: Context::year(on, setting, Some(need), fte),
            awarded: number.is_multiple_of(3).then(|| Awarded {
                band: Some(BandId::parse("B").unwrap()),
                annual: Some("1560".parse().unwrap()),
                follows_band: number.is_multiple_of(6),
            }),
        }
    };
    Cohort {
        day: parse_iso_date("2026-09-01").unwrap(),
        members: (0..children).map(member).collect(),
        left_out: LeftOut::default(),
    }
}
