//! The days and decisions by which time limits are measured: a request, the assessment that follows, a review.

use super::line::Reader;
use super::system::Field;
use crate::calendar::Date;

/// What a row says of the last request for a needs assessment, and of what came of it. Outcomes are SEN2's letters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestFacts {
    /// When it came.
    pub received_on: Option<Date>,
    /// Whether to assess.
    pub outcome: Option<&'static str>,
    /// When that was decided.
    pub decided_on: Option<Date>,
    /// Whether an exception to the six weeks applies.
    pub week_6_exception: Option<bool>,
    /// Whether to issue a plan after the assessment.
    pub assessment_outcome: Option<&'static str>,
    /// When that was decided.
    pub assessed_on: Option<Date>,
    /// Whether an exception to the twenty weeks applies.
    pub week_20_exception: Option<bool>,
}

impl RequestFacts {
    /// Whether it says anything of the assessment that follows a request.
    #[must_use]
    pub fn is_of_an_assessment(&self) -> bool {
        self.assessment_outcome.is_some()
            || self.assessed_on.is_some()
            || self.week_20_exception.is_some()
    }

    /// Whether it says anything besides when the request came.
    #[must_use]
    pub fn says_what_came_of_it(&self) -> bool {
        self.outcome.is_some()
            || self.decided_on.is_some()
            || self.week_6_exception.is_some()
            || self.is_of_an_assessment()
    }
}

/// What a row says came of the last annual review. The outcome is SEN2's letter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReviewFacts {
    /// What was decided.
    pub outcome: Option<&'static str>,
    /// When.
    pub decided_on: Option<Date>,
    /// When the final amended plan was issued.
    pub final_on: Option<Date>,
}

impl ReviewFacts {
    /// Whether it says anything.
    #[must_use]
    pub fn says_something(&self) -> bool {
        self.outcome.is_some() || self.decided_on.is_some() || self.final_on.is_some()
    }
}

pub(super) fn request(reader: &mut Reader<'_>) -> RequestFacts {
    let wrong = "is neither agreed, refused nor withdrawn";
    RequestFacts {
        received_on: reader.past_day(Field::RequestReceived),
        outcome: reader.read(Field::RequestOutcome, wrong, outcome_of_a_question),
        decided_on: reader.past_day(Field::RequestDecided),
        week_6_exception: reader.truth(Field::WeekSixException),
        assessment_outcome: reader.read(Field::AssessmentOutcome, wrong, outcome_of_a_question),
        assessed_on: reader.past_day(Field::AssessmentDecided),
        week_20_exception: reader.truth(Field::WeekTwentyException),
    }
}

pub(super) fn review(reader: &mut Reader<'_>) -> ReviewFacts {
    let wrong = "is neither amended, maintained nor ceased";
    ReviewFacts {
        outcome: reader.read(Field::ReviewOutcome, wrong, outcome_of_a_review),
        decided_on: reader.past_day(Field::ReviewDecided),
        final_on: reader.past_day(Field::AmendedPlan),
    }
}

/// Whether to assess, or to issue a plan.
fn outcome_of_a_question(text: &str) -> Option<&'static str> {
    match text.to_lowercase().as_str() {
        "y" | "yes" | "agreed" | "agree" | "assess" | "issue" | "issued" => Some("Y"),
        "n" | "no" | "refused" | "not agreed" | "declined" => Some("N"),
        "w" | "withdrawn" => Some("W"),
        _ => None,
    }
}

fn outcome_of_a_review(text: &str) -> Option<&'static str> {
    match text.to_lowercase().as_str() {
        "a" | "amend" | "amended" => Some("A"),
        "m" | "maintain" | "maintained" | "no change" | "not amended" => Some("M"),
        "c" | "cease" | "ceased" => Some("C"),
        _ => None,
    }
}
