//! What is kept as a code, said in the same words on pages and in what is given to families.

use crate::costs::CostPer;
use crate::store::decision::DecisionKind;
use crate::store::plan::PlanState;
use crate::store::profile::ProfileState;

/// What a plan's version is.
#[must_use]
pub fn plan_state(state: PlanState) -> &'static str {
    match state {
        PlanState::Draft => "Draft plan",
        PlanState::Final => "Final plan",
        PlanState::Amended => "Amended plan",
        PlanState::TribunalOrdered => "Plan ordered by the tribunal",
    }
}

/// How far a profile has come.
#[must_use]
pub fn profile_state(state: ProfileState) -> &'static str {
    match state {
        ProfileState::Draft => "Being scored",
        ProfileState::Submitted => "Waiting for a decision",
        ProfileState::SentBack => "Sent back to the scorer",
        ProfileState::Agreed => "Agreed",
        ProfileState::Withdrawn => "Withdrawn",
    }
}

/// How a decision came about.
#[must_use]
pub fn decision_kind(kind: DecisionKind) -> &'static str {
    match kind {
        DecisionKind::Agreed => "Indicative band agreed",
        DecisionKind::Override => "Another band decided",
        DecisionKind::Exceptional => "Exceptional amount agreed",
        DecisionKind::Tribunal => "Ordered by the tribunal",
        DecisionKind::CarriedOver => "Carried over from before this service",
    }
}

/// What a cost line's amount is for.
#[must_use]
pub fn cost_per(per: CostPer) -> &'static str {
    match per {
        CostPer::Year => "a year",
        CostPer::Term => "a term",
        CostPer::Week => "a week",
        CostPer::Once => "once",
    }
}

/// What an entry of the trail says was done, by its code.
#[must_use]
pub fn action(code: &str) -> String {
    match code {
        "child-viewed" => "Opened the record".to_owned(),
        "child-refused" => "Asked for the record and was refused".to_owned(),
        "profile-viewed" => "Opened the profile".to_owned(),
        "profile-refused" => "Asked for the profile and was refused".to_owned(),
        "child-trail-read" => "Read who opened the record".to_owned(),
        kept => {
            let words = kept.replace('-', " ");
            let mut letters = words.chars();
            match letters.next() {
                Some(first) => first.to_uppercase().chain(letters).collect(),
                None => words,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::action;

    #[test]
    fn an_action_is_said_in_words() {
        assert_eq!(action("child-viewed"), "Opened the record");
        assert_eq!(action("profile-submitted"), "Profile submitted");
        assert_eq!(action(""), "");
    }
}
