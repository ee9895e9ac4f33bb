//! The last request, assessment and review of a child, as they are on record and as a row of an extract makes them.

use super::state::NoState;
use crate::calendar::Date;
use crate::ids::ChildId;
use crate::import::caseload::{CellProblem, Facts, Field};
use crate::store::milestone::{Assessment, Request};
use crate::store::plan::{Plan, Review};

/// What time limits are measured by, of one child.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Milestones {
    /// The last request for a needs assessment.
    pub(super) request: Option<Request>,
    /// The assessment that it led to.
    pub(super) assessment: Option<Assessment>,
    /// The last review of the last plan.
    pub(super) review: Option<Review>,
}

impl Milestones {
    /// With what a row says anew; what it leaves blank stays, and what it says of an earlier request or review too.
    ///
    /// `reviews_are_told` is whether the extract says what comes of reviews: a review of which it says nothing then waits
    /// for its decision, and otherwise is none of its business.
    pub(super) fn renewed(
        &self,
        child: &ChildId,
        plan: Option<&Plan>,
        facts: &Facts,
        reviews_are_told: bool,
    ) -> Result<Milestones, NoState> {
        let (request, assessment) = self.renewed_request(child, facts)?;
        Ok(Milestones {
            request,
            assessment,
            review: self.renewed_review(plan, facts, reviews_are_told)?,
        })
    }

    fn renewed_request(
        &self,
        child: &ChildId,
        facts: &Facts,
    ) -> Result<(Option<Request>, Option<Assessment>), NoState> {
        let told = &facts.request;
        if self.is_of_an_earlier_request(facts) {
            return Ok((self.request.clone(), self.assessment.clone()));
        }
        let held = self.request.as_ref();
        let Some(received_on) = told.received_on.or(held.map(|held| held.received_on)) else {
            return match told.says_what_came_of_it() {
                true => Err(missing(Field::RequestReceived, "request", "it came")),
                false => Ok((None, None)),
            };
        };
        let held = held.filter(|held| held.received_on == received_on);
        let request = held
            .cloned()
            .unwrap_or_else(|| blank_request(child, received_on));
        let request = Request {
            outcome: told.outcome.map(str::to_owned).or(request.outcome),
            outcome_on: told.decided_on.or(request.outcome_on),
            week_6_exception: told.week_6_exception.or(request.week_6_exception),
            ..request
        };
        let assessment = self.assessment.as_ref();
        let assessment = assessment.filter(|held| held.received_on == received_on);
        let assessment = match assessment {
            None if !told.is_of_an_assessment() => None,
            held => {
                let assessment = held
                    .cloned()
                    .unwrap_or_else(|| blank_assessment(child, received_on));
                let outcome = told.assessment_outcome.map(str::to_owned);
                Some(Assessment {
                    outcome: outcome.or(assessment.outcome),
                    outcome_on: told.assessed_on.or(assessment.outcome_on),
                    week_20_exception: told
                        .week_20_exception
                        .unwrap_or(assessment.week_20_exception),
                    ..assessment
                })
            }
        };
        let decided = [
            (Field::RequestDecided, request.outcome_on),
            (
                Field::AssessmentDecided,
                assessment.as_ref().and_then(|held| held.outcome_on),
            ),
        ];
        in_order(decided, (Field::RequestReceived, received_on))?;
        Ok((Some(request), assessment))
    }

    fn renewed_review(
        &self,
        plan: Option<&Plan>,
        facts: &Facts,
        reviews_are_told: bool,
    ) -> Result<Option<Review>, NoState> {
        let Some(plan) = plan else { return Ok(None) };
        let held = self.review.as_ref().filter(|held| held.plan == plan.id);
        let told = &facts.review;
        if self.is_of_an_earlier_review(facts) {
            return Ok(held.cloned());
        }
        let on_record = plan.last_review_on.max(held.map(|held| held.meeting_on));
        let Some(meeting_on) = facts.last_review.or(on_record) else {
            return match told.says_something() {
                true => Err(missing(Field::LastReview, "review", "it was")),
                false => Ok(None),
            };
        };
        let held = held.filter(|held| held.meeting_on == meeting_on);
        let is_told = told.says_something() || (reviews_are_told && facts.last_review.is_some());
        if held.is_none() && !is_told {
            return Ok(self.review.clone());
        }
        let review = held
            .cloned()
            .unwrap_or_else(|| blank_review(plan, meeting_on));
        let review = Review {
            outcome: told.outcome.map(str::to_owned).or(review.outcome),
            decided_on: told.decided_on.or(review.decided_on),
            final_on: told.final_on.or(review.final_on),
            ..review
        };
        let decided = [
            (Field::ReviewDecided, review.decided_on),
            (Field::AmendedPlan, review.final_on),
        ];
        in_order(decided, (Field::LastReview, meeting_on))?;
        Ok(Some(review))
    }

    /// Whether a row speaks of a request before the last one on record.
    pub(super) fn is_of_an_earlier_request(&self, facts: &Facts) -> bool {
        let held = self.request.as_ref().map(|held| held.received_on);
        is_before(facts.request.received_on, held)
    }

    /// Whether a row speaks of a review before the last one on record.
    pub(super) fn is_of_an_earlier_review(&self, facts: &Facts) -> bool {
        let held = self.review.as_ref().map(|held| held.meeting_on);
        is_before(facts.last_review, held)
    }
}

fn is_before(told: Option<Date>, held: Option<Date>) -> bool {
    told.zip(held).is_some_and(|(told, held)| told < held)
}

fn blank_request(child: &ChildId, received_on: Date) -> Request {
    Request {
        child: child.clone(),
        received_on,
        source: None,
        in_youth_accommodation: false,
        outcome: None,
        outcome_on: None,
        mediation: false,
        tribunal: false,
        week_6_exception: None,
    }
}

fn blank_assessment(child: &ChildId, received_on: Date) -> Assessment {
    Assessment {
        child: child.clone(),
        received_on,
        outcome: None,
        outcome_on: None,
        mediation: false,
        tribunal: false,
        other_mediation: false,
        other_tribunal: false,
        week_20_exception: false,
    }
}

fn blank_review(plan: &Plan, meeting_on: Date) -> Review {
    Review {
        plan: plan.id.clone(),
        meeting_on,
        outcome: None,
        decided_on: None,
        draft_on: None,
        final_on: None,
    }
}

fn missing(field: Field, what: &str, when: &str) -> NoState {
    CellProblem::of(
        field,
        format!("The row says what came of a {what}; none is on record, and it does not say when {when}."),
        format!("Fill in the day of the {what}."),
    )
    .into()
}

/// Refuses what was decided before it was asked.
fn in_order(
    decided: [(Field, Option<Date>); 2],
    (field, began): (Field, Date),
) -> Result<(), NoState> {
    let mut decided = decided
        .into_iter()
        .filter_map(|(field, day)| Some((field, day?)));
    match decided.find(|(_, day)| *day < began) {
        None => Ok(()),
        Some((early, day)) => Err(CellProblem::of(
            early,
            format!(
                "{} {day} is before {} {began}.",
                early.title(),
                field.title()
            ),
            "Correct one of the two dates.",
        )
        .into()),
    }
}
