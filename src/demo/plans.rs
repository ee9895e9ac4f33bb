//! An invented child's plan: the request and assessment before it, its versions, its reviews and its next dates.

use jiff::civil::{Date, date};

use super::cube::Seat;
use super::draw::{Draw, days_after, midnight, years_before};
use super::national::YEARS_IN_PLAN;
use super::person::Person;
use crate::calendar::AcademicYear;
use crate::ids::PlanId;
use crate::needs::{Need, Setting};
use crate::store::milestone::{Assessment, Request};
use crate::store::placement::Placement;
use crate::store::plan::{NamedPlacement, Plan, PlanState, PlanVersion, Review};

/// The first plans were made under the Children and Families Act 2014.
const FIRST_PLANS: Date = date(2014, 9, 1);

/// A plan with everything that hangs from it.
#[derive(PartialEq, Eq)]
pub(super) struct PlanFile {
    pub(super) request: Request,
    pub(super) assessment: Assessment,
    pub(super) plan: Plan,
    pub(super) versions: Vec<PlanVersion>,
    pub(super) reviews: Vec<Review>,
}

/// The open plan of a child.
pub(super) fn plan_file(
    person: &Person,
    seat: Seat,
    stays: &[Placement],
    today: Date,
    draw: &mut Draw,
) -> PlanFile {
    let starts = start(person.birth, today, draw);
    let id: PlanId = draw.id(midnight(starts));
    let received = days_after(starts, -draw.between(110, 190));
    let review = last_review(&id, starts, today, draw);
    let needs = needs(seat.need, draw);
    let versions = versions(&id, starts, review.as_ref(), needs, stays, today, draw);
    let transfer = phase_transfer(seat, today, draw);
    let last_review_on = review.as_ref().map(|review| review.meeting_on);
    // The next review runs from the last one's decision, the first from the plan's start.
    let review_from = review
        .as_ref()
        .and_then(|review| review.decided_on)
        .or(last_review_on)
        .unwrap_or(starts);
    let plan = Plan {
        id,
        child: person.child.id.clone(),
        ordinal: 1,
        starts_on: Some(starts),
        ceased_on: None,
        cease_reason: None,
        transferred_from: None,
        last_review_on,
        review_due_on: Some(years_before(review_from, -1)),
        phase_transfer_due_on: transfer.map(|(due, _)| due),
        phase_transfer_final_on: transfer.and_then(|(_, settled)| settled),
        latest_version: u32::try_from(versions.len()).unwrap_or(1),
        version: 1,
    };
    let (request, assessment) = milestones(person, received, starts, draw);
    PlanFile {
        request,
        assessment,
        plan,
        versions,
        reviews: review.into_iter().collect(),
    }
}

/// A start by the published shares of years in plan, among the years in which the child could have had one.
fn start(birth: Date, today: Date, draw: &mut Draw) -> Date {
    let earliest = FIRST_PLANS.max(days_after(birth, 550));
    let latest = days_after(today, -10);
    let year_of = |years: usize| {
        let years = i32::try_from(years).unwrap_or(0);
        let end = if years == 0 {
            latest
        } else {
            years_before(today, years - 1).min(latest)
        };
        (years_before(today, years).max(earliest), end)
    };
    let mut weights = YEARS_IN_PLAN;
    for (years, weight) in weights.iter_mut().enumerate() {
        let (first, end) = year_of(years);
        if years == 0 || first >= end {
            *weight = 0;
        }
    }
    if weights.iter().all(|weight| *weight == 0) {
        return earliest.min(latest);
    }
    let (first, end) = year_of(draw.weighted(&weights));
    draw.working_day(first, end).max(earliest)
}

/// Request and assessment with the national shares' outcome, since there is a plan.
fn milestones(
    person: &Person,
    received: Date,
    starts: Date,
    draw: &mut Draw,
) -> (Request, Assessment) {
    let child = person.child.id.clone();
    let yes = Some("Y".to_owned());
    let decided = days_after(received, draw.between(25, 44));
    let issued = days_after(starts, -draw.between(21, 40));
    let request = Request {
        child: child.clone(),
        received_on: received,
        source: Some(draw.pick(&["1", "2", "3"]).to_string()),
        in_youth_accommodation: false,
        outcome: yes.clone(),
        outcome_on: Some(decided),
        mediation: draw.in_thousand(30),
        tribunal: draw.in_thousand(12),
        week_6_exception: None,
    };
    let assessment = Assessment {
        child,
        received_on: received,
        outcome: yes,
        outcome_on: Some(issued),
        mediation: false,
        tribunal: draw.in_thousand(8),
        other_mediation: draw.in_thousand(10),
        other_tribunal: draw.in_thousand(25),
        week_20_exception: draw.in_thousand(60),
    };
    (request, assessment)
}

/// The last annual review of a plan that is old enough; about one in eight is overdue.
fn last_review(plan: &PlanId, starts: Date, today: Date, draw: &mut Draw) -> Option<Review> {
    let is_late = draw.in_thousand(110);
    let days_ago = if is_late {
        draw.between(395, 560)
    } else {
        draw.between(14, 378)
    };
    let mut meeting_on = draw.working_day(
        days_after(today, -days_ago),
        days_after(today, 1 - days_ago),
    );
    if meeting_on < days_after(starts, 250) {
        // A plan in its second year was reviewed near the end of the first, unless that is late.
        meeting_on = draw.working_day(days_after(starts, 300), days_after(starts, 365));
        if is_late || meeting_on > days_after(today, -7) {
            return None;
        }
    }
    let amends = draw.in_thousand(420);
    let by = |day: Date| (day <= today).then_some(day);
    Some(Review {
        plan: plan.clone(),
        meeting_on,
        outcome: Some(if amends { "A" } else { "M" }.to_owned()),
        decided_on: by(days_after(meeting_on, draw.between(10, 32))),
        draft_on: by(days_after(meeting_on, draw.between(26, 34))).filter(|_| amends),
        final_on: by(days_after(meeting_on, draw.between(56, 92))).filter(|_| amends),
    })
}

/// The final plan, the plan as amended after its review, and a tribunal's order here and there.
fn versions(
    plan: &PlanId,
    starts: Date,
    review: Option<&Review>,
    needs: Vec<Need>,
    stays: &[Placement],
    today: Date,
    draw: &mut Draw,
) -> Vec<PlanVersion> {
    let mut dated = vec![(PlanState::Final, starts)];
    dated.extend(
        review
            .and_then(|review| review.final_on)
            .map(|day| (PlanState::Amended, day)),
    );
    let last = dated.last().map_or(starts, |(_, day)| *day);
    if draw.in_thousand(8) && last < days_after(today, -90) {
        dated.push((
            PlanState::TribunalOrdered,
            draw.working_day(days_after(last, 40), days_after(today, -30)),
        ));
    }
    let personal_budget = draw.in_thousand(25);
    let version = |(number, (state, day)): (u32, (PlanState, Date))| PlanVersion {
        id: draw.id(midnight(day)),
        plan: plan.clone(),
        number,
        state,
        dated_on: Some(day),
        comply_by: (state == PlanState::TribunalOrdered).then(|| days_after(day, 35)),
        residential: None,
        work_based: None,
        personal_budget,
        organised_arrangement: false,
        direct_payment: personal_budget,
        needs: needs.clone(),
        named: named_on(day, stays),
        source: "demo".to_owned(),
    };
    (1..).zip(dated).map(version).collect()
}

/// What Section I named on a day: where the child was, or the first place after.
fn named_on(day: Date, stays: &[Placement]) -> Vec<NamedPlacement> {
    let ends_after = |stay: &&Placement| stay.rank == 1 && stay.to.is_none_or(|to| to > day);
    let named = stays
        .iter()
        .find(ends_after)
        .filter(|stay| stay.setting != Setting::Unk);
    let of_stay = |stay: &Placement| NamedPlacement {
        establishment: stay.establishment.clone(),
        setting: stay.setting,
        setting_other: stay.setting_other.clone(),
        in_sen_unit: stay.in_sen_unit,
        in_resourced_provision: stay.in_resourced_provision,
    };
    named.map(of_stay).into_iter().collect()
}

/// Needs by rank: the primary one, often a second, sometimes a third.
fn needs(primary: Need, draw: &mut Draw) -> Vec<Need> {
    const OTHERS: [(Need, u32); 9] = [
        (Need::Slcn, 26),
        (Need::Semh, 24),
        (Need::Mld, 16),
        (Need::Asd, 12),
        (Need::Spld, 8),
        (Need::Pd, 6),
        (Need::Hi, 3),
        (Need::Vi, 2),
        (Need::Oth, 3),
    ];
    let wanted = match draw.below(100) {
        0..48 => 1,
        48..86 => 2,
        _ => 3,
    };
    let mut needs = vec![primary];
    while needs.len() < wanted {
        let other = OTHERS[draw.weighted(&OTHERS.map(|(_, weight)| weight))].0;
        if !needs.contains(&other) {
            needs.push(other);
        }
    }
    needs
}

/// For the last years of a phase: by when the next placement must be settled (15 February, or 31 March into post-16),
/// and when it was.
fn phase_transfer(seat: Seat, today: Date, draw: &mut Draw) -> Option<(Date, Option<Date>)> {
    let year = AcademicYear::containing(today).end().year();
    let due = match seat.age {
        3 | 10 => date(year, 2, 15),
        15 => date(year, 3, 31),
        _ => return None,
    };
    let late = if draw.in_thousand(70) {
        draw.between(3, 60)
    } else {
        -draw.between(1, 45)
    };
    Some((due, Some(days_after(due, late)).filter(|day| *day <= today)))
}
