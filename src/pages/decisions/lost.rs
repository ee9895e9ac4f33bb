//! The page of a lost race: what is kept, beside what was sent.

use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;

use super::super::words;
use super::shown::caption;
use crate::components::{SummaryList, SummaryRow};
use crate::forms::conclusion::ConclusionForm;
use crate::service::child_record::AwardVersion;
use crate::service::deciding::{self, Case, OverrideReason, Stage};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError};

/// What an officer sent, for the page of a lost race.
pub(super) type SentRows = Vec<(&'static str, String)>;

/// A conclusion as it was sent, without what was left blank.
pub(super) fn sent_rows(sent: &ConclusionForm) -> SentRows {
    let outcome = match sent.outcome.as_str() {
        "agree" => "Agree what the rules come to",
        "override" => "Decide another band",
        "back" => "Send the profile back",
        "individual" => "An individual amount is needed",
        _ => "",
    };
    let reason = OverrideReason::parse(&sent.override_reason);
    let day = |day: &str, month: &str, year: &str| {
        let parts = [day.trim(), month.trim(), year.trim()];
        if parts.iter().all(|part| part.is_empty()) {
            return String::new();
        }
        parts.join("/")
    };
    vec![
        ("Checked in Section F", sent.section_f_checked.clone()),
        ("Line by line", sent.lines_said()),
        ("Outcome", outcome.to_owned()),
        ("Band", sent.band.clone()),
        (
            "Reason",
            reason.map_or_else(String::new, |reason| reason.title().to_owned()),
        ),
        ("Why this band", sent.override_words.clone()),
        ("What to look at", sent.back_reason.clone()),
        ("What is left unsecured", sent.individual_note.clone()),
        (
            "Funded from",
            day(&sent.from_day, &sent.from_month, &sent.from_year),
        ),
        (
            "Last day funded",
            day(&sent.to_day, &sent.to_month, &sent.to_year),
        ),
        ("Full-time equivalent (FTE)", sent.fte.clone()),
    ]
}

/// What was concluded instead, as it is kept, with the award that the decision made.
fn kept_rows(now: &Case, made: &[AwardVersion]) -> SentRows {
    let stage = match &now.stage {
        Stage::Waiting => "It waits for a decision, as it was sent last",
        Stage::SentBack => "It was sent back to its scorer",
        Stage::Decided(_) => "It was decided",
    };
    let mut rows = vec![("Outcome", stage.to_owned())];
    if let Stage::Decided(decision) = &now.stage {
        let band = decision.band.as_ref().map(ToString::to_string);
        rows.push(("Band", band.unwrap_or_default()));
        rows.push(("Reason", decision.reason.clone()));
        rows.push(("Decided on", words::day(decision.decided_on)));
        if let (Some(first), Some(last)) = (made.first(), made.last()) {
            let to = last.to.and_then(|to| to.yesterday().ok());
            rows.push(("Funded from", words::day(first.from)));
            rows.push(("Last day funded", to.map(words::day).unwrap_or_default()));
            rows.push(("Full-time equivalent (FTE)", first.fte.to_string()));
        }
    }
    rows
}

fn answers(heading: &'static str, rows: SentRows) -> AnyView {
    let rows = rows.into_iter().filter(|(_, said)| !said.trim().is_empty());
    let rows = rows.map(|(name, said)| SummaryRow::new(name, said));
    let rows: Vec<SummaryRow> = rows.collect();
    view! {
        <div class="govuk-grid-column-one-half">
            <h2 class="govuk-heading-m">{heading}</h2>
            <SummaryList rows=rows />
        </div>
    }
    .into_any()
}

/// The page of a lost race: what was concluded first, by somebody else or by the officer in another window, beside what this
/// officer sent, of which nothing was kept.
///
/// # Errors
/// [`WebError::Broken`] if the database cannot be read.
pub(super) async fn lost(
    (state, person, visit): (&AppState, &SignedIn, &Visit),
    now: &Case,
    sent: SentRows,
) -> Result<Response, WebError> {
    let (made, is_own) = match &now.stage {
        Stage::Decided(decision) => {
            let made = deciding::as_made(&state.store, &person.actor, decision).await?;
            (made, decision.officer == person.actor.user)
        }
        _ => (Vec::new(), false),
    };
    let title = if is_own {
        "You decided this already"
    } else {
        "Somebody else was first"
    };
    let what = what_happened(now, is_own);
    let href = format!("/decisions/{}", now.profile);
    let page = Page::titled(title).with_status(StatusCode::CONFLICT);
    Ok(page.answer(visit, || {
        view! {
            {caption(now)}
            <h1 class="govuk-heading-l">{title}</h1>
            <p class="govuk-body">{what} " Nothing of what you sent was kept."</p>
            <div class="govuk-grid-row">
                {answers("What is kept", kept_rows(now, &made))}
                {answers("What you sent", sent)}
            </div>
            <p class="govuk-body">
                <a class="govuk-link" href=href>"Look at the profile as it is now"</a>
                " or "
                <a class="govuk-link" href="/decisions">"go to the other profiles"</a>
                "."
            </p>
        }
    }))
}

fn what_happened(now: &Case, is_own: bool) -> String {
    match &now.stage {
        Stage::Waiting => "It was scored again and sent anew after you opened it.".to_owned(),
        Stage::SentBack => "It was sent back to its scorer after you opened it.".to_owned(),
        Stage::Decided(decision) => {
            let band = decision.band.as_ref();
            let band = band.map(|band| format!(" Band {band} was decided."));
            let day = words::day(decision.decided_on);
            let who = if is_own {
                format!("You decided it on {day}, with other answers.")
            } else {
                format!("It was decided on {day}, after you opened it.")
            };
            format!("{who}{}", band.unwrap_or_default())
        }
    }
}
