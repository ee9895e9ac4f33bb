//! What was decided, and what happens next.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::super::words;
use super::case::opened;
use crate::components::Panel;
use crate::service::child_record::DecisionKind;
use crate::service::deciding::{self, Stage};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError};

/// Answers `GET /decisions/{profile}/done`: what was decided, and what happens next.
///
/// # Errors
/// [`WebError::NotFound`] for a profile that is not decided.
pub async fn done(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(profile): Path<String>,
) -> Result<Response, WebError> {
    let case = opened(&state, &person, &profile).await?;
    let Stage::Decided(decision) = &case.stage else {
        return Err(WebError::NotFound);
    };
    let award = deciding::award_of(&state.store, &person.actor, decision).await?;
    // An amount that was agreed for the child is not its band's.
    let band = match (&decision.band, decision.kind) {
        (_, DecisionKind::Exceptional) => "An amount for this child: ".to_owned(),
        (Some(band), _) => format!("Band {band}: "),
        (None, _) => String::new(),
    };
    let amount = match award.as_ref().and_then(|award| award.annual) {
        Some(annual) => format!("{annual} a year"),
        None => "No amount by band".to_owned(),
    };
    let starts = award
        .as_ref()
        .map(|award| words::day(award.from))
        .unwrap_or_default();
    let unfunded = award.as_ref().filter(|award| award.annual.is_none());
    let note = unfunded
        .and_then(|award| case.rules.not_funded_note(award.setting))
        .map(|entry| entry.note.clone());
    let record = format!("/children/{}", case.about.child);
    let statement = format!("/statements/{}", decision.id);
    Ok(Page::titled("Decision made").answer(&visit, || {
        view! {
            <div class="govuk-grid-row">
                <div class="govuk-grid-column-two-thirds">
                    {words::about_child(&case.about)}
                    <Panel title="Decision made" body=format!("{band}{amount} from {starts}") />
                    <h2 class="govuk-heading-m">"What happens next"</h2>
                    {note.map(|note| view! { <p class="govuk-body">{note} ". The award has no amount."</p> })}
                    <p class="govuk-body">
                        "The school or college sees the award from now on. An earlier award by band for the same time ends where \
                         this one begins."
                    </p>
                    <p class="govuk-body">
                        "A band funds provision. The council must secure everything in Section F whatever the band."
                    </p>
                    <p class="govuk-body">
                        <a class="govuk-link" href=statement>"Print the statement to the family"</a>
                        "."
                    </p>
                    <p class="govuk-body">
                        <a class="govuk-link" href=record>"Open the child’s record"</a>
                        " or "
                        <a class="govuk-link" href="/decisions">"go to the next profile"</a>
                        "."
                    </p>
                </div>
            </div>
        }
    }))
}
