//! What happened to a child, in words.

use leptos::prelude::*;

use super::where_at;
use crate::components::TimelineEvent;
use crate::ids::UserId;
use crate::needs::section_f_said;
use crate::pages::words::{day, decision_kind, plan_state, share};
use crate::service::child_record::{
    AwardVersion, ChildRecord, Decision, DecisionKind, DeterminationStatus, Event, Happened,
    ProfileState, ProfileVersion, StoredDetermination,
};

/// The history as the timeline shows it.
pub(super) fn events(record: &ChildRecord) -> Vec<TimelineEvent> {
    record
        .history
        .iter()
        .map(|event| in_words(record, event))
        .collect()
}

fn in_words(record: &ChildRecord, event: &Event) -> TimelineEvent {
    let (title, details) = match &event.happened {
        Happened::Requested => ("Needs assessment asked for".to_owned(), Vec::new()),
        Happened::PlanVersion { version, needs } => {
            let mut details = Vec::new();
            if !needs.is_empty() {
                let needs: Vec<&str> = needs.iter().map(|need| need.title()).collect();
                details.push(format!("Needs, the primary first: {}.", needs.join("; ")));
            }
            if let Some(by) = version.comply_by {
                details.push(format!("To be complied with by {}.", day(by)));
            }
            (
                format!("{}, version {}", plan_state(version.state), version.number),
                details,
            )
        }
        Happened::Reviewed(review) => {
            let decided = review
                .decided_on
                .map(|on| format!("Decision letter sent on {}.", day(on)));
            (
                "Annual review meeting".to_owned(),
                decided.into_iter().collect(),
            )
        }
        Happened::PlanCeased => ("Plan ceased".to_owned(), Vec::new()),
        Happened::Placed(placement) => (
            format!("Placed: {}", where_at(record, placement)),
            vec![format!("{}.", placement.setting.title())],
        ),
        Happened::PlacementEnded(placement) => (
            format!("Last day: {}", where_at(record, placement)),
            Vec::new(),
        ),
        Happened::Profile(version) => profile(record, version),
        Happened::Determined(made) => determined(made),
        Happened::Decided(decision) => decided(record, decision),
        Happened::Awarded(terms) => awarded(record, terms),
        Happened::AwardEnded(terms) => (
            format!("Last paid day of the award{}", of_band(terms)),
            Vec::new(),
        ),
        Happened::OfficerNamed(named) => {
            let by = by(record, Some(&named.named_by));
            let title = format!(
                "{} named for this restricted record{by}",
                whom(record, event)
            );
            (title, said(&named.reason))
        }
        Happened::NamingEnded(_, ended) => {
            let by = by(record, Some(&ended.by));
            let title = format!("{} named no more{by}", whom(record, event));
            (title, said(&ended.reason))
        }
    };
    let href = link(record, &event.happened);
    TimelineEvent {
        day: event.on.to_string(),
        day_in_words: day(event.on),
        title,
        detail: view! {
            {details
                .into_iter()
                .map(|text| view! { <p class="app-timeline__detail">{text}</p> })
                .collect_view()}
            {href.map(|(href, text)| view! {
                <p class="app-timeline__detail"><a class="govuk-link" href=href>{text}</a></p>
            })}
        }
        .into_any(),
    }
}

/// Where more of it can be read, for readers who may.
fn link(record: &ChildRecord, happened: &Happened) -> Option<(String, &'static str)> {
    let child = &record.child;
    match happened {
        Happened::Profile(version)
            if record.sees.needs && record.sees.work && record.kept_back.is_none() =>
        {
            let kept = matches!(
                version.state,
                ProfileState::Submitted | ProfileState::Agreed
            );
            let href = format!("/children/{child}/profiles/{}", version.profile);
            kept.then_some((href, "See the profile with its evidence"))
        }
        Happened::Decided(decision) if record.sees.decisions => {
            let (profile, _) = decision.profile.as_ref()?;
            Some((format!("/decisions/{profile}"), "See what was decided on"))
        }
        Happened::Awarded(terms) if record.sees.statements => Some((
            format!("/statements/{}", terms.decision),
            "Statement to the family about this award",
        )),
        _ => None,
    }
}

/// ` by Sam Field`, for readers who may know who did it.
fn by(record: &ChildRecord, user: Option<&UserId>) -> String {
    user.and_then(|user| record.officers.get(user))
        .map(|name| format!(" by {name}"))
        .unwrap_or_default()
}

/// The officer whom it is about.
fn whom(record: &ChildRecord, event: &Event) -> String {
    let name = event.happened.whom();
    let name = name.and_then(|user| record.officers.get(user));
    name.cloned().unwrap_or_else(|| "An officer".to_owned())
}

/// Words that somebody gave; none where they were removed.
fn said(words: &str) -> Vec<String> {
    let words = (!words.is_empty()).then(|| words.to_owned());
    words.into_iter().collect()
}

fn profile(record: &ChildRecord, version: &ProfileVersion) -> (String, Vec<String>) {
    let what = match version.state {
        ProfileState::Draft if version.number > 1 => "Scoring taken over",
        ProfileState::Draft => "Scoring begun",
        ProfileState::Submitted => "Needs profile sent for a decision",
        ProfileState::SentBack => "Needs profile sent back",
        ProfileState::Agreed => "Needs profile agreed",
        ProfileState::Withdrawn => "Needs profile withdrawn",
    };
    let note = (record.sees.work && !version.note.is_empty()).then(|| version.note.clone());
    (
        format!("{what}{}", by(record, version.by.as_ref())),
        note.into_iter().collect(),
    )
}

fn determined(made: &StoredDetermination) -> (String, Vec<String>) {
    let title = match (made.status, &made.band) {
        (DeterminationStatus::Determined, Some(band)) => format!("Indicative band {band}"),
        (DeterminationStatus::Determined, None) => "Indicative amount without a band".to_owned(),
        (DeterminationStatus::Blocked, _) => "Determination blocked by a cap".to_owned(),
        (DeterminationStatus::Refused, _) => "Determination refused".to_owned(),
    };
    let amount = made
        .top_up_annual
        .map(|amount| format!("{amount} a year, for {}.", day(made.on)));
    (title, amount.into_iter().collect())
}

fn decided(record: &ChildRecord, decision: &Decision) -> (String, Vec<String>) {
    let band = decision
        .band
        .as_ref()
        .map(|band| format!(": band {band}"))
        .unwrap_or_default();
    // The finding that no band secures Section F is kept before any amount is agreed.
    let only_found = decision.kind == DecisionKind::Exceptional && !decision.section_f_secured;
    let what = if only_found {
        "Found to need an individually agreed amount"
    } else {
        decision_kind(decision.kind)
    };
    let by = by(record, Some(&decision.officer));
    // Not the officer ordered it.
    let entered = if decision.kind == DecisionKind::Tribunal && !by.is_empty() {
        ", entered"
    } else {
        ""
    };
    let title = format!("{what}{band}{entered}{by}");
    let mut details = Vec::new();
    if record.sees.work && !decision.reason.is_empty() {
        details.push(decision.reason.clone());
    }
    if let Some(lines) = record.section_f_lines.get(&decision.id) {
        details.push(format!("Section F: {}.", section_f_said(lines)));
    }
    if !decision.section_f_secured {
        details.push(
            "The funding does not secure all of Section F: an exceptional amount is needed."
                .to_owned(),
        );
    }
    (title, details)
}

fn awarded(record: &ChildRecord, terms: &AwardVersion) -> (String, Vec<String>) {
    let amount = terms
        .annual
        .map(|amount| format!("{amount} a year, {}.", share(terms.fte)));
    let place = terms
        .establishment
        .as_ref()
        .and_then(|id| record.establishments.get(id));
    let paid = place.map(|name| format!("Paid to {name}."));
    (
        format!("Award begins{}", of_band(terms)),
        amount.into_iter().chain(paid).collect(),
    )
}

/// `: band D`, where there is one.
fn of_band(terms: &AwardVersion) -> String {
    terms
        .band
        .as_ref()
        .map(|band| format!(": band {band}"))
        .unwrap_or_default()
}
