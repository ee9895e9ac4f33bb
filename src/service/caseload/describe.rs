//! What an extract can say of a child, in words, and the difference field by field.

use super::state::{FieldChange, State};
use crate::calendar::{Date, in_words};
use crate::import::caseload::Field;
use crate::service::known_places::Register;
use crate::store::milestone::Request;
use crate::store::plan::Plan;

/// What an extract can say of a child, in words; empty where there is nothing.
fn described(state: &State, register: &Register) -> Vec<(Field, String)> {
    let (child, identity) = (&state.child, &state.identity);
    let day = |day: Option<Date>| day.map(in_words).unwrap_or_default();
    let plan = |of: fn(&Plan) -> Option<Date>| day(state.plan.as_ref().and_then(of));
    let stay = state.stay.as_ref();
    let place = stay.and_then(|stay| stay.last.establishment.as_ref());
    let or_blank = |text: Option<String>| text.unwrap_or_default();
    let milestones = &state.milestones;
    let (asked, assessed) = (milestones.request.as_ref(), milestones.assessment.as_ref());
    let request = |of: fn(&Request) -> Option<Date>| day(asked.and_then(of));
    let reviewed = milestones.review.as_ref();
    vec![
        (Field::Reference, child.local_id.to_string()),
        (Field::Surname, identity.surname.clone()),
        (Field::Forename, identity.forename.clone()),
        (Field::BirthDate, day(identity.birth_date)),
        (
            Field::Upn,
            or_blank(identity.upn.as_ref().map(ToString::to_string)),
        ),
        (
            Field::Uln,
            or_blank(child.uln.as_ref().map(ToString::to_string)),
        ),
        (
            Field::Sex,
            or_blank(child.sex.map(|sex| sex.code().to_owned())),
        ),
        (Field::LookedAfter, yes_or_no(child.looked_after)),
        (Field::PlanStart, plan(|plan| plan.starts_on)),
        (Field::PlanCeased, plan(|plan| plan.ceased_on)),
        (Field::LastReview, plan(|plan| plan.last_review_on)),
        (Field::ReviewDue, plan(|plan| plan.review_due_on)),
        (Field::TransferDue, plan(|plan| plan.phase_transfer_due_on)),
        (
            Field::TransferPlan,
            plan(|plan| plan.phase_transfer_final_on),
        ),
        (
            Field::RequestReceived,
            request(|request| Some(request.received_on)),
        ),
        (
            Field::RequestOutcome,
            said(asked.and_then(|asked| asked.outcome.as_deref())),
        ),
        (Field::RequestDecided, request(|request| request.outcome_on)),
        (
            Field::WeekSixException,
            or_blank(asked.and_then(|held| held.week_6_exception).map(yes_or_no)),
        ),
        (
            Field::AssessmentOutcome,
            said(assessed.and_then(|held| held.outcome.as_deref())),
        ),
        (
            Field::AssessmentDecided,
            day(assessed.and_then(|held| held.outcome_on)),
        ),
        (
            Field::WeekTwentyException,
            or_blank(assessed.map(|held| yes_or_no(held.week_20_exception))),
        ),
        (
            Field::ReviewOutcome,
            said(reviewed.and_then(|held| held.outcome.as_deref())),
        ),
        (
            Field::ReviewDecided,
            day(reviewed.and_then(|held| held.decided_on)),
        ),
        (
            Field::AmendedPlan,
            day(reviewed.and_then(|held| held.final_on)),
        ),
        (
            Field::Need,
            or_blank(state.need.map(|need| need.title().to_owned())),
        ),
        (
            Field::Urn,
            or_blank(place.and_then(|id| register.name_of(id)).map(str::to_owned)),
        ),
        (
            Field::Setting,
            or_blank(stay.map(|stay| stay.last.setting.title().to_owned())),
        ),
        (
            Field::PlacedFrom,
            day(stay.and_then(|stay| stay.first.from)),
        ),
        (
            Field::Fte,
            or_blank(stay.map(|stay| stay.last.fte.to_string())),
        ),
    ]
}

fn yes_or_no(is_so: bool) -> String {
    if is_so { "Yes" } else { "No" }.to_owned()
}

/// An outcome by its letter, in words where the letter is known.
fn said(outcome: Option<&str>) -> String {
    let words = match outcome {
        Some("Y") => "agreed",
        Some("N") => "refused",
        Some("W") => "withdrawn",
        Some("A") => "amended",
        Some("M") => "maintained",
        Some("C") => "ceased",
        other => other.unwrap_or_default(),
    };
    words.to_owned()
}

/// What differs between two states, field by field.
pub(super) fn changes(from: &State, to: &State, register: &Register) -> Vec<FieldChange> {
    let before = described(from, register);
    let after = described(to, register);
    let both = before.into_iter().zip(after);
    both.filter(|((_, before), (_, after))| before != after)
        .map(|((field, before), (_, after))| FieldChange {
            field,
            before,
            after,
        })
        .collect()
}
