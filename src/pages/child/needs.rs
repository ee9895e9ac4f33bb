//! A child's levels, the band decided on them, and why.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::below_record;
use crate::components::{SummaryList, SummaryRow};
use crate::ids::ChildId;
use crate::pages::besides_levels;
use crate::pages::words::{day_or, level_said, name_or_removed};
use crate::service::child_needs::{self, AgreedNeeds, AreaLevels, ChildNeeds};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError};

/// Answers `GET /children/{child}/needs`.
///
/// # Errors
/// [`WebError::NotFound`] if there is no such child or the reader may not see its needs.
pub async fn needs(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(child): Path<String>,
) -> Result<Response, WebError> {
    let child = ChildId::parse(&child).map_err(|_| WebError::NotFound)?;
    let moment = state.clock.moment();
    let found = child_needs::open(&state.store, state.rules, &person.actor, &child, moment).await?;
    let path = below_record(&found.child, &found.local_id);
    Ok(Page::titled("Levels of need")
        .below(path)
        .answer(&visit, move || content(&found)))
}

fn content(found: &ChildNeeds) -> impl IntoView + use<> {
    let name = name_or_removed(found.name.as_deref());
    let review = SummaryRow::new("Next review", day_or(found.review_due, "Not set"));
    let body = match &found.agreed {
        None => view! {
            <SummaryList rows=vec![review] />
            <p class="govuk-body">"No levels of need have been agreed yet."</p>
        }
        .into_any(),
        Some(agreed) => view! {
            <SummaryList rows=facts(agreed, review) />
            {besides_levels::section("What else was judged", &agreed.needs, &agreed.rules)}
            {agreed.areas.iter().map(|shown| area(agreed, shown)).collect_view()}
            {why(agreed)}
        }
        .into_any(),
    };
    view! {
        <span class="govuk-caption-l"><bdi>{name}</bdi>" "<span class="app-reference">{found.local_id.to_string()}</span></span>
        <h1 class="govuk-heading-l">"Levels of need"</h1>
        {body}
    }
}

fn facts(agreed: &AgreedNeeds, review: SummaryRow) -> Vec<SummaryRow> {
    let band = agreed
        .band
        .as_ref()
        .map_or_else(|| "None recorded".to_owned(), |band| format!("Band {band}"));
    vec![
        SummaryRow::new("Band", band),
        SummaryRow::new("Decided on", day_or(agreed.decided_on, "Not recorded")),
        SummaryRow::new("Scheme", agreed.scheme.clone()),
        review,
    ]
}

fn area(agreed: &AgreedNeeds, area: &AreaLevels) -> impl IntoView + use<> {
    let rows = area
        .domains
        .iter()
        .map(|(domain, title, says)| {
            let level = level_said(&agreed.needs, domain);
            SummaryRow::new(
                title.clone(),
                view! {
                    <p class="govuk-body"><strong>{level}</strong></p>
                    <p class="govuk-body-s">{says.clone()}</p>
                },
            )
        })
        .collect();
    view! {
        <h2 class="govuk-heading-m">{area.title.clone()}</h2>
        <SummaryList rows=rows />
    }
}

fn why(agreed: &AgreedNeeds) -> AnyView {
    if agreed.why.is_empty() {
        return view! { <p class="govuk-body">"How the band followed from the levels is not recorded here."</p> }.into_any();
    }
    let sentences = agreed
        .why
        .iter()
        .map(|sentence| view! { <li>{sentence.clone()}</li> })
        .collect_view();
    let other = agreed.overridden.then(|| {
        view! { <p class="govuk-body">"An officer looked at the evidence and decided another band than the scheme came to."</p> }
    });
    view! {
        <h2 class="govuk-heading-m">"Why this band"</h2>
        {other}
        <ul class="govuk-list govuk-list--bullet">{sentences}</ul>
        <p class="govuk-body">
            "The band funds provision. The council must secure everything in Section F of a plan whatever the band."
        </p>
    }
    .into_any()
}
