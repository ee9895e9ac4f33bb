//! On the line of place funding: what the places that are kept come to, beside what is entered, and the button that takes it over.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::{address, line_address};
use crate::components::{Button, ButtonKind, Cell, Column, InsetText, Table, WarningText};
use crate::ids::Digest;
use crate::money::Money;
use crate::service::monitoring::year_named;
use crate::service::section_251::{self, LineSpend, PLACES_LINE, PlacePart, PlaceParts};
use crate::visit::{AppState, FormBody, SignedIn, WebError, redirect};

/// What was shown, by its digest.
#[derive(Debug, Deserialize)]
pub struct TakeForm {
    shown: String,
}

/// Answers `POST /high-needs/section-251/{year}/places`.
///
/// # Errors
/// [`WebError::Forbidden`] to whoever enters no figures; [`WebError::NotFound`] where no place is kept;
/// [`WebError::Conflict`] if places or figures changed since they were shown.
pub async fn take(
    State(state): State<AppState>,
    person: SignedIn,
    Path(year): Path<String>,
    FormBody(sent): FormBody<TakeForm>,
) -> Result<Response, WebError> {
    let moment = state.clock.moment();
    let year = year_named(&year, moment)?;
    let shown = Digest::parse(&sent.shown).map_err(|_| WebError::BadRequest)?;
    let at = (year, &shown);
    section_251::take_places(&state.store, &person.actor, at, moment).await?;
    let said =
        "The places that are kept are the figures of this line. The ones before them stay below.";
    person.leave_said(&state, said).await?;
    Ok(redirect(&line_address(year, PLACES_LINE)))
}

/// What the kept places come to; nothing on another line, or where none is kept.
pub(super) fn shown(told: &LineSpend) -> Option<AnyView> {
    let kept = told.kept_places.as_ref()?;
    let unpriced = (kept.unpriced > 0).then(|| {
        let text = format!(
            "{} establishments’ places are in no sum, because no rate is stated for them.",
            kept.unpriced
        );
        view! { <WarningText text=text /> }
    });
    let places = format!("/places/{}", told.year);
    Some(
        view! {
            <h2 class="govuk-heading-m">"From the places that are kept"</h2>
            {unpriced}
            {table(kept)}
            <InsetText>
                "What "<a class="govuk-link" href=places>"the places"</a>
                " come to is in no figure of the statement by itself. Taking it over enters it for each phase in the place of what is \
                 entered now, with nought where no place is kept, so that nothing counts twice."
            </InsetText>
            {take_over(told, kept)}
        }
        .into_any(),
    )
}

fn table(kept: &PlaceParts) -> impl IntoView + use<> {
    let columns = vec![
        Column::text("Figure"),
        Column::text("Phase"),
        Column::number("From the places"),
        Column::number("Entered now"),
    ];
    let row = |part: &PlacePart| {
        let entered = part
            .entered
            .map_or_else(|| "Not entered".to_owned(), |sum: Money| sum.to_string());
        vec![
            Cell::from(section_251::title(part.kind)),
            Cell::from(part.phase.title()),
            Cell::from(part.kept.to_string()),
            Cell::from(entered),
        ]
    };
    let rows = kept.parts.iter().map(row).collect();
    view! { <Table caption="Place funding of the year" columns=columns rows=rows /> }
}

fn take_over(told: &LineSpend, kept: &PlaceParts) -> Option<AnyView> {
    if kept.is_taken_over() {
        return Some(
            view! { <p class="govuk-body">"What is entered is what the places come to."</p> }
                .into_any(),
        );
    }
    told.may_enter.then(|| {
        let action = format!("{}/places", address(told.year));
        view! {
            <form method="post" action=action novalidate>
                <input type="hidden" name="shown" value=kept.digest().to_string() />
                <Button text="Take the places over" kind=ButtonKind::Secondary />
            </form>
        }
        .into_any()
    })
}
