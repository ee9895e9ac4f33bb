//! The invented authority, Exampleshire: children, plans, placements, profiles, awards and the people who work with them.
//!
//! Drawn from a seed, so that the same seed and day give the same authority, whatever the machine. Shares of age, setting
//! and need are England's; everything else is invented: no name, number or sentence here is a real person's or school's.
//! This room makes values and keeps them through the store. It is not an importer and never adds to an authority's own data.

mod applicants;
mod casework;
mod contacts;
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
pub use self::contacts::contacts;
pub use self::counts::Counts;
pub use self::keep::{Held, KeepError, Keeping, held, keep, make_ready};
pub use self::sign_ins::{SignIn, SignIns};

use std::collections::BTreeMap;

use jiff::civil::Date;

use self::applicants::Applicant;
use self::casework::{Case, CaseFile, Office};
use self::cube::Seat;
use self::draw::Draw;
use self::people::Officers;
use self::person::Person;
use self::places::Places;
use self::plans::PlanFile;
use crate::ids::EstablishmentId;
use crate::rules::RuleBook;
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
const OF_APPLICANTS: u64 = 4;
/// The first child's stream.
const OF_CHILDREN: u64 = 1000;

/// One child whose plan ceased to so many with an open one: nearly as many as leave in [`YEARS_OF_LEAVERS`] nationally.
const OPEN_TO_CEASED: usize = 4;
/// How many years back plans have ceased, so that a forecast has a past to stand on.
const YEARS_OF_LEAVERS: i32 = 6;

/// An invented authority: its places and people, and of every child where it sits. What is on record of a child is invented
/// when it is asked for, so that an authority of any size takes no more memory than a few of its children.
pub struct Authority {
    wish: Wish,
    places: Places,
    users: Vec<User>,
    officers: Officers,
    seats: Vec<Seat>,
    applicants: Vec<Seat>,
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

/// Invents an authority. Pure: the same wish gives the same authority, and with the same rules the same records.
#[must_use]
pub fn invent(wish: Wish) -> Authority {
    let listed_at = person::made_at(wish.today);
    let places = Places::of(wish.plans, listed_at, &mut Draw::of(wish.seed, OF_PLACES));
    let (users, officers) = people::people(&mut Draw::of(wish.seed, OF_PEOPLE));
    let mut seats = cube::seats(wish.plans, &mut Draw::of(wish.seed, OF_COHORT));
    seats.extend(leavers::seats(
        wish.plans / OPEN_TO_CEASED,
        &mut Draw::of(wish.seed, OF_LEAVERS),
    ));
    Authority {
        wish,
        places,
        users,
        officers,
        seats,
        applicants: applicants::seats(wish.plans, &mut Draw::of(wish.seed, OF_APPLICANTS)),
    }
}

impl Authority {
    /// The day on which it stands as invented.
    #[must_use]
    pub fn today(&self) -> Date {
        self.wish.today
    }

    /// How many open plans it has.
    #[must_use]
    pub fn plans(&self) -> usize {
        self.wish.plans
    }

    /// What is on record of each child, in an order that is always the same.
    fn records<'a>(&'a self, book: &'a RuleBook) -> impl Iterator<Item = Record> + 'a {
        let office = Office {
            officers: &self.officers,
            book,
            today: self.wish.today,
        };
        let seats = self.seats.iter().enumerate();
        seats.map(move |(serial, seat)| {
            let mut draw = Draw::of(self.wish.seed, OF_CHILDREN + serial as u64);
            let has_left = serial >= self.wish.plans;
            record(serial, *seat, has_left, &self.places, &office, &mut draw)
        })
    }

    /// The children for whom a plan was asked for and is not decided, in an order that is always the same.
    fn applicants(&self) -> impl Iterator<Item = Applicant> + '_ {
        let first = self.seats.len();
        let seats = self.applicants.iter().enumerate();
        seats.map(move |(place, seat)| {
            let serial = first + place;
            let mut draw = Draw::of(self.wish.seed, OF_CHILDREN + serial as u64);
            applicants::applicant(serial, *seat, self.wish.today, &mut draw)
        })
    }

    /// The users, once it is known how many children each establishment has now.
    fn users_at(&self, children: &BTreeMap<EstablishmentId, usize>) -> Vec<User> {
        let mut users = self.users.clone();
        people::tie_to_schools(&mut users, &self.places.all, children);
        users
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
    let mut costs: Vec<CostLine> = stays
        .iter()
        .flat_map(|stay| costs::costs(stay, seat.need, starts, draw))
        .collect();
    // After everything else that is drawn of the child, so that nothing else moves by it.
    let days = (starts, plan.plan.ceased_on);
    let before = stays::since_the_plan_began(&person, &stays, days, places, draw);
    if let Some(before) = before {
        costs.extend(costs::costs(&before, seat.need, starts, draw));
        stays.insert(0, before);
    }
    Record {
        person,
        plan,
        stays,
        costs,
        casework,
    }
}

#[cfg(test)]
mod tests;
