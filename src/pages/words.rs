//! The words in which several pages say the same thing.

use crate::calendar::{Date, in_words};
use crate::service::child_record::{CostKind, CostPer, DecisionKind, PlanState, ProfileState};

/// A day as people write it.
#[must_use]
pub fn day(day: Date) -> String {
    in_words(day)
}

/// A day, or the words for there being none.
#[must_use]
pub fn day_or(day: Option<Date>, none: &str) -> String {
    day.map_or_else(|| none.to_owned(), in_words)
}

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

/// What a cost line pays for.
#[must_use]
pub fn cost_kind(kind: CostKind) -> &'static str {
    match kind {
        CostKind::BandTopUp => "Top-up by band",
        CostKind::Exceptional => "Exceptional amount",
        CostKind::Fee => "School fee",
        CostKind::Therapy => "Therapy",
        CostKind::EotasPackage => "Package of education otherwise than at school",
        CostKind::DirectPayment => "Direct payment",
        CostKind::OneOff => "One-off equipment",
        CostKind::HealthContribution => "Contribution from health",
        CostKind::SocialCareContribution => "Contribution from social care",
        CostKind::TransportMemo => "Transport (outside the grant)",
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
