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
    let made = deciding::as_made(&state.store, &person.actor, decision).await?;
    let award = made.first();
    // An amount that was agreed for the child is not its band's.
    let band = match (&decision.band, decision.kind) {
        (_, DecisionKind::Exceptional) => "An amount for this child: ".to_owned(),
        (Some(band), _) => format!("Band {band}: "),
        (None, _) => String::new(),
    };
    let amount = match award.and_then(|award| award.annual) {
        Some(annual) => format!("{annual} a year"),
        None => "No amount by band".to_owned(),
    };
    let starts = award
        .map(|award| words::day(award.from))
        .unwrap_or_default();
    // A child who moves meanwhile has an award for each placement.
    let then = made.iter().skip(1).map(|next| {
        let amount = next.annual.map(|annual| format!("{annual} a year"));
        let amount = amount.unwrap_or_else(|| "no amount by band".to_owned());
        let from = words::day(next.from);
        view! { <p class="govuk-body">{format!("From {from}, at the next placement: {amount}.")}</p> }
    });
    let then: Vec<_> = then.collect();
    let unfunded = award.filter(|award| award.annual.is_none());
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
                    {then}
                    {note.map(|note| view! { <p class="govuk-body">{note} ". The award has no amount."</p> })}
                    <p class="govuk-body">
                        "The school or college sees the award from now on. What was funded before ends or goes on as you checked \
                         it: the record shows every award."
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
