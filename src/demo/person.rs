//! Who an invented child is: names, birth date, numbers, and the few facts that stand beside them.

use jiff::Timestamp;
use jiff::civil::{Date, date};

use super::cube::Seat;
use super::draw::{Draw, days_after, known};
use super::names;
use super::numbers::{self, UpnKind};
use crate::calendar::{AcademicYear, Period};
use crate::ids::{ChildId, LocalId};
use crate::recoupment::AuthorityPart;
use crate::store::case_authority::CaseAuthority;
use crate::store::child::{Child, Sex};
use crate::store::identity::Identity;

/// Boys in a thousand children with a plan (January 2025, the source of [`super::national`]).
const BOYS_IN_THOUSAND: usize = 706;

/// DfE's ethnicity codes, with weights that are invented after a mixed county.
const ETHNICITIES: [(&str, u32); 19] = [
    ("WBRI", 640),
    ("WIRI", 5),
    ("WIRT", 4),
    ("WROM", 6),
    ("WOTH", 62),
    ("MWBC", 22),
    ("MWBA", 14),
    ("MWAS", 18),
    ("MOTH", 28),
    ("AIND", 24),
    ("APKN", 40),
    ("ABAN", 16),
    ("AOTH", 18),
    ("BCRB", 13),
    ("BAFR", 36),
    ("BOTH", 9),
    ("CHNE", 5),
    ("OOTH", 20),
    ("NOBT", 20),
];

/// A child's root record, identity and ethnicity.
#[derive(PartialEq, Eq)]
pub(super) struct Person {
    pub(super) child: Child,
    pub(super) identity: Identity,
    pub(super) ethnicity: &'static str,
    pub(super) birth: Date,
}

/// The child of a seat, as things stand on a day.
pub(super) fn person(serial: usize, seat: Seat, today: Date, draw: &mut Draw) -> Person {
    let birth = birth_date(seat.age, today, draw);
    let id: ChildId = draw.id(made_at(today));
    let sex = if draw.in_thousand(BOYS_IN_THOUSAND) {
        Sex::Male
    } else {
        Sex::Female
    };
    let (forename, surname) = names::full_name(sex, draw);
    let looked_after = draw.in_thousand(40);
    let from_neighbour = looked_after && draw.in_thousand(150);
    let kind = numbers::upn_kind(draw);
    let upn = numbers::upn(kind, serial, birth.year() + 4, draw);
    let is_post_16 = seat.age >= 16;
    let payer = if from_neighbour {
        numbers::neighbour()
    } else {
        numbers::authority()
    };
    Person {
        child: Child {
            id: id.clone(),
            local_id: known::<LocalId>(&format!("EX{:06}", 100_000 + serial)),
            uln: is_post_16.then(|| numbers::uln(serial)),
            maintaining_authority: numbers::authority(),
            // The home authority pays for a child whom it looks after and another authority's schools teach.
            paying_authority: payer.clone(),
            responsible_authority: looked_after.then_some(payer),
            sex: Some(sex),
            looked_after,
            restricted: draw.in_thousand(3),
            version: 1,
        },
        identity: Identity {
            child: id,
            surname,
            forename,
            birth_date: Some(birth),
            upn,
            // SEN2's code for a person who is new and whose number is not known yet.
            upn_missing_reason: (kind == UpnKind::None && !is_post_16).then(|| "UN8".to_owned()),
            former_upns: Vec::new(),
        },
        ethnicity: ETHNICITIES[draw.weighted(&ETHNICITIES.map(|(_, weight)| weight))].0,
        birth,
    }
}

impl Person {
    /// That a neighbour pays back what the child costs, from the school year after its fourth birthday on.
    pub(super) fn recovered(&self) -> Option<CaseAuthority> {
        let child = &self.child;
        let from = date(self.birth.year() + 5, 9, 1);
        (child.paying_authority != child.maintaining_authority).then(|| CaseAuthority {
            // One for a child: its own id serves.
            id: known(child.id.as_str()),
            child: child.id.clone(),
            part: AuthorityPart::WeRecover,
            authority: Some(child.paying_authority.clone()),
            days: Period::open(from),
            with_transport: true,
            in_error: false,
            by: None,
            at: super::draw::midnight(from),
            version: 1,
        })
    }
}

/// When the cohort's records were first put into the system: three years before the day it is shown on.
pub(super) fn made_at(today: Date) -> Timestamp {
    super::draw::midnight(super::draw::years_before(today, 3))
}

/// A birth date that gives the age on the 31 August before; the tables' age 2 is all who are younger than 3.
fn birth_date(age: u8, today: Date, draw: &mut Draw) -> Date {
    let age = if age == 2 && draw.in_thousand(200) {
        1
    } else {
        age
    };
    let last = AcademicYear::containing(today).eve();
    let turned = last.year() - i16::from(age);
    draw.day(date(turned - 1, 9, 1), days_after(date(turned, 8, 31), 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::age_on_31_august_before;
    use crate::needs::{Need, Setting};

    #[test]
    fn the_birth_date_gives_the_age_of_the_tables() {
        let today = date(2026, 2, 14);
        for age in 2..=25 {
            for stream in 0..200 {
                let seat = Seat {
                    age,
                    setting: Setting::Mms,
                    need: Need::Asd,
                };
                let person = person(1, seat, today, &mut Draw::of(1, stream));
                let found = age_on_31_august_before(person.birth, today).unwrap();
                assert!(
                    found == i16::from(age) || (age == 2 && found == 1),
                    "{age}: {found}"
                );
            }
        }
    }
}
