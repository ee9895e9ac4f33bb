//! What happened to a set, step by step, with the record of each proposal for those who may see it.

use leptos::prelude::*;

use super::state_tag;
use crate::access::{Action, Actor};
use crate::components::{
    Details, SummaryList, SummaryRow, Tag, TagColour, Timeline, TimelineEvent,
};
use crate::pages::words;
use crate::rules::ProposalRecord;
use crate::service::Moment;
use crate::service::reach::allows;
use crate::service::rule_life::{RuleStep, RuleStepKind, State, Told};

/// Where a set stands, what can be done with it, and its history.
#[must_use]
pub fn life(told: &Told, actor: &Actor) -> AnyView {
    let events = told
        .life
        .steps
        .iter()
        .rev()
        .map(|step| event(told, step))
        .collect();
    let note = match told.state {
        State::Shipped => Some(
            "It came with the product and decides nothing here. To use it, its rules owner copies it to a draft and \
             proposes it, and a second person approves it.",
        ),
        State::Withdrawn => Some(
            "Nothing that was agreed under it changes: awards keep their band, and the price they were agreed at until \
             another set prices them.",
        ),
        State::Kept => Some(
            "It came with an import that used it. Nobody has proposed it, so it decides nothing.",
        ),
        _ => None,
    };
    view! {
        <h2 class="govuk-heading-m">"Life of these rules"</h2>
        <p class="govuk-body">{state_tag(told.state)}</p>
        {note.map(|note| view! { <p class="govuk-body">{note}</p> })}
        {links(told, actor)}
        <Timeline events=events />
    }
    .into_any()
}

fn links(told: &Told, actor: &Actor) -> Option<AnyView> {
    let digest = &told.life.digest;
    let (text, href) = match told.state {
        State::Proposed if allows(actor, Action::ViewRuleDrafts) => {
            ("Open the proposal", format!("/rules/proposals/{digest}"))
        }
        State::InForce | State::Approved if allows(actor, Action::WithdrawRules) => (
            "Withdraw these rules",
            format!("/rules/withdrawals/{digest}"),
        ),
        _ => return None,
    };
    Some(view! { <p class="govuk-body"><a class="govuk-link" href=href>{text}</a></p> }.into_any())
}

fn event(told: &Told, step: &RuleStep) -> TimelineEvent {
    let day = Moment::of(step.at).today;
    let title = match step.kind {
        RuleStepKind::Shipped => "Came with the product".to_owned(),
        RuleStepKind::Proposed => "Proposed".to_owned(),
        RuleStepKind::SentBack => "Sent back".to_owned(),
        RuleStepKind::Approved => "Approved".to_owned(),
        RuleStepKind::Withdrawn => match step.from {
            Some(from) => format!("Withdrawn from {}", words::day(from)),
            None => "Withdrawn".to_owned(),
        },
    };
    let by = step.by.as_ref().and_then(|by| told.people.get(by)).cloned();
    let record: Option<ProposalRecord> = step
        .record
        .as_deref()
        .and_then(|record| serde_json::from_str(record).ok());
    let note =
        (step.kind != RuleStepKind::Shipped && !step.note.is_empty()).then(|| step.note.clone());
    let detail = view! {
        {by.map(|by| view! { <p class="govuk-body">"By " {by}</p> })}
        {note.map(|note| view! { <p class="govuk-body">{note}</p> })}
        {record.map(|record| view! {
            <Details summary="The record">
                <SummaryList rows=record_rows(&record) />
            </Details>
        })}
    };
    TimelineEvent {
        day: day.to_string(),
        day_in_words: words::day(day),
        title,
        detail: detail.into_any(),
    }
}

/// A record as a list of facts.
pub(super) fn record_rows(record: &ProposalRecord) -> Vec<SummaryRow> {
    let consultation = &record.consultation;
    let days = format!(
        "{} to {}",
        words::day(consultation.from),
        words::day(consultation.to)
    );
    let sample = &record.sufficiency;
    let plans = match sample.plans {
        1 => "1 plan read".to_owned(),
        many => format!("{many} plans read"),
    };
    let secured = if sample.all_secured {
        "Every line of Section F stays secured in all of them"
    } else {
        "Not every line of Section F stays secured"
    };
    let mut rows = Vec::new();
    if record.invented {
        let tag = view! { <Tag text="Invented" colour=TagColour::Yellow /> };
        rows.push(SummaryRow::new("This record", tag));
    }
    rows.extend([
        SummaryRow::new("Consultation", consultation.title.clone()),
        SummaryRow::new("Consulted", days),
        SummaryRow::new("Papers", address(&consultation.address)),
        SummaryRow::new("Schools Forum", words::day(record.schools_forum_on)),
        SummaryRow::new(
            "Equality impact assessment",
            record.equality_assessment.clone(),
        ),
        SummaryRow::new("Decision", record.decision.clone()),
        SummaryRow::new(
            "Minimum funding guarantee",
            record.minimum_funding_guarantee.clone(),
        ),
        SummaryRow::new("Sample of plans", format!("{plans}. {secured}.")),
        SummaryRow::new("How the sample was read", sample.note.clone()),
    ]);
    rows
}

/// A link where it is an address that a browser may follow.
fn address(text: &str) -> AnyView {
    let text = text.to_owned();
    if text.starts_with("https://") {
        let href = text.clone();
        view! { <a class="govuk-link" href=href rel="noreferrer">{text}</a> }.into_any()
    } else {
        text.into_any()
    }
}
