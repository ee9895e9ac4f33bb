//! The invented authority, Exampleshire: children, plans, placements, profiles, awards and the people who work with them.
//!
//! Drawn from a seed, so that the same seed and day give the same authority, whatever the machine. Shares of age, setting
//! and need are England's; everything else is invented: no name, number or sentence here is a real person's or school's.
//! This room makes values and keeps them through the store. It is not an importer and never adds to an authority's own data.

mod casework;
mod costs;
mod counts;
mod cube;
mod draw;
mod evidence;
mod keep;
mod kinds;
mod leavers;
mod levels;
mod names;
mod national;
mod numbers;
mod outlook;
mod people;
mod person;
mod places;
mod plans;
mod sign_ins;
mod stays;

pub use self::casework::AUTHORITY;
pub use self::counts::Counts;
pub use self::keep::{Held, KeepError, held, keep};
pub use self::sign_ins::{SignIn, SignIns};

use std::collections::BTreeMap;

use jiff::civil::Date;

use self::casework::{Case, CaseFile, Office};
use self::cube::Seat;
use self::draw::Draw;
use self::person::Person;
use self::places::Places;
use self::plans::PlanFile;
use crate::ids::EstablishmentId;
use crate::rules::RuleBook;
use crate::store::establishment::{Establishment, Payee};
use crate::store::placement::{CostLine, Placement};
use crate::store::user::User;

/// What to invent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// How many open plans, each of one child.
    pub plans: usize,
    /// The seed that everything but passwords is drawn from.
    pub seed: u64,
    /// The day on which things stand as invented.
    pub today: Date,
}

/// Streams of draws that are not a child's.
const OF_COHORT: u64 = 0;
const OF_PLACES: u64 = 1;
const OF_PEOPLE: u64 = 2;
const OF_LEAVERS: u64 = 3;
/// The first child's stream.
const OF_CHILDREN: u64 = 1000;

/// One child whose plan ceased to so many with an open one: nearly as many as leave in [`YEARS_OF_LEAVERS`] nationally.
const OPEN_TO_CEASED: usize = 4;
/// How many years back plans have ceased, so that a forecast has a past to stand on.
const YEARS_OF_LEAVERS: i32 = 6;

/// An invented authority, whole.
#[derive(PartialEq, Eq)]
pub struct Authority {
    payees: Vec<Payee>,
    establishments: Vec<Establishment>,
    users: Vec<User>,
    records: Vec<Record>,
}

/// Everything about one child.
#[derive(PartialEq, Eq)]
struct Record {
    person: Person,
    plan: PlanFile,
    stays: Vec<Placement>,
    costs: Vec<CostLine>,
    casework: CaseFile,
}

/// Invents an authority. Pure: the same wish and rules give the same authority.
#[must_use]
pub fn invent(wish: Wish, book: &RuleBook) -> Authority {
    let listed_at = person::made_at(wish.today);
    let places = Places::of(wish.plans, listed_at, &mut Draw::of(wish.seed, OF_PLACES));
    let (mut users, officers) = people::people(&mut Draw::of(wish.seed, OF_PEOPLE));
    let office = Office {
        officers: &officers,
        book,
        today: wish.today,
    };
    let mut seats = cube::seats(wish.plans, &mut Draw::of(wish.seed, OF_COHORT));
    seats.extend(leavers::seats(
        wish.plans / OPEN_TO_CEASED,
        &mut Draw::of(wish.seed, OF_LEAVERS),
    ));
    let record = |(serial, seat): (usize, Seat)| {
        let mut draw = Draw::of(wish.seed, OF_CHILDREN + serial as u64);
        record(
            serial,
            seat,
            serial >= wish.plans,
            &places,
            &office,
            &mut draw,
        )
    };
    let records: Vec<Record> = seats.into_iter().enumerate().map(record).collect();
    people::tie_to_schools(&mut users, &places.all, &children_by_school(&records));
    Authority {
        payees: places.payees,
        establishments: places.all,
        users,
        records,
    }
}

fn record(
    serial: usize,
    seat: Seat,
    has_left: bool,
    places: &Places,
    office: &Office<'_>,
    draw: &mut Draw,
) -> Record {
    // Who has left is invented as of the day on which the plan ceased.
    let day = if has_left {
        leavers::ceased_on(office.today, draw)
    } else {
        office.today
    };
    let person = person::person(serial, seat, day, draw);
    let mut stays = stays::stays(&person, seat, places, day, draw);
    let mut plan = plans::plan_file(&person, seat, &stays, day, draw);
    if has_left {
        leavers::cease(&mut plan, &mut stays, day, draw);
    }
    let (child, payer) = (&person.child.id, &person.child.paying_authority);
    let casework = casework::case_file(
        &Case {
            child,
            payer,
            seat,
            plan: &plan,
            stays: &stays,
        },
        office,
        draw,
    );
    let starts = plan.plan.starts_on.unwrap_or(office.today);
    let costs: Vec<CostLine> = stays
        .iter()
        .flat_map(|stay| costs::costs(stay, seat.need, starts, draw))
        .collect();
    Record {
        person,
        plan,
        stays,
        costs,
        casework,
    }
}

/// How many children each establishment has now.
fn children_by_school(records: &[Record]) -> BTreeMap<EstablishmentId, usize> {
    let mut children = BTreeMap::new();
    let now = records
        .iter()
        .flat_map(|record| &record.stays)
        .filter(|stay| stay.to.is_none());
    for establishment in now.filter_map(|stay| stay.establishment.clone()) {
        *children.entry(establishment).or_insert(0) += 1;
    }
    children
}

#[cfg(test)]
mod tests;
