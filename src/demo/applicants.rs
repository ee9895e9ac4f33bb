//! Invented children for whom a plan was asked for in the last months and not decided yet: requests, and assessments that run.

use jiff::civil::Date;

use super::cube::{self, Seat};
use super::draw::{Draw, days_after};
use super::person::{self, Person};
use crate::store::milestone::{Assessment, Request};

/// One open request to so many open plans. Nationally about a third of a year's requests are open on a day, one to twelve plans
/// (154,489 requests in 2024, 638,745 plans in January 2025); the invented authority has more new plans than the nation, and with
/// fewer requests than they come from its forecast had a gap, and made it up later.
const PLANS_TO_REQUEST: usize = 9;
/// The statutory weeks: for the decision whether to assess, and for the plan.
const DAYS_TO_DECIDE: i32 = 6 * 7;
const DAYS_TO_PLAN: i32 = 20 * 7;
/// The oldest age on 31 August of an invented applicant: few plans begin later.
const OLDEST: u8 = 15;

/// A child with an open request.
#[derive(PartialEq, Eq)]
pub(super) struct Applicant {
    pub(super) person: Person,
    pub(super) request: Request,
    pub(super) assessment: Option<Assessment>,
}

/// Where the applicants of so many plans sit.
pub(super) fn seats(plans: usize, draw: &mut Draw) -> Vec<Seat> {
    let count = plans / PLANS_TO_REQUEST;
    let young = cube::seats(count * 2, draw).into_iter();
    young
        .filter(|seat| seat.age <= OLDEST)
        .take(count)
        .collect()
}

/// The applicant of a seat: some wait for the decision, some are assessed, and of some a plan is agreed and being written.
pub(super) fn applicant(serial: usize, seat: Seat, today: Date, draw: &mut Draw) -> Applicant {
    let person = person::person(serial, seat, today, draw);
    // One in twelve is beyond its twenty weeks.
    let days_ago = if draw.in_thousand(80) {
        draw.between(DAYS_TO_PLAN + 1, DAYS_TO_PLAN + 60)
    } else {
        draw.between(1, DAYS_TO_PLAN - 5)
    };
    let received = days_after(today, -days_ago);
    let decided =
        Some(days_after(received, draw.between(25, DAYS_TO_DECIDE))).filter(|day| *day <= today);
    let agreed = decided
        .map(|_| days_after(received, draw.between(100, 125)))
        .filter(|day| *day <= today);
    let said = |on: Option<Date>| Some(if on.is_some() { "Y" } else { "A" }.to_owned());
    let child = person.child.id.clone();
    Applicant {
        request: Request {
            child: child.clone(),
            received_on: received,
            source: Some(draw.pick(&["1", "2", "3"]).to_owned()),
            in_youth_accommodation: false,
            outcome: said(decided),
            outcome_on: decided,
            mediation: false,
            tribunal: false,
            week_6_exception: None,
        },
        assessment: decided.map(|_| Assessment {
            child,
            received_on: received,
            outcome: said(agreed),
            outcome_on: agreed,
            mediation: false,
            tribunal: false,
            other_mediation: false,
            other_tribunal: false,
            week_20_exception: false,
        }),
        person,
    }
}
