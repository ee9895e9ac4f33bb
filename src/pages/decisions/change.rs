//! What would change a decided band: the smallest changes of level that move it, for moderators and auditors.
//!
//! Before the decision nobody is shown this: it would teach which level to nudge.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use crate::components::{Cell, Column, Crumb, InsetText, Table};
use crate::explain::{Direction, WouldChange};
use crate::ids::ProfileId;
use crate::rules::RuleSet;
use crate::service::deciding;
use crate::visit::{AppState, Page, SignedIn, Visit, WebError};

/// Answers `GET /decisions/{profile}/what-would-change`.
///
/// # Errors
/// [`WebError::NotFound`] for a profile that was never sent, or that this officer may not see; [`WebError::Forbidden`]
/// before the decision, and for whoever is no moderator or auditor.
pub async fn what_would_change(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(profile): Path<String>,
) -> Result<Response, WebError> {
    let id = ProfileId::parse(&profile).map_err(|_| WebError::NotFound)?;
    let moment = state.clock.moment();
    let (case, changes) =
        deciding::what_would_change(&state.store, state.rules, &person.actor, &id, moment).await?;
    let indicative = case.made.band().map(ToString::to_string);
    let page = Page::titled("What would change this band").below(vec![
        Crumb::new("Decisions", "/decisions"),
        Crumb::new("The profile", format!("/decisions/{id}")),
    ]);
    Ok(page.answer(&visit, || {
        let now = match indicative {
            Some(band) => format!("The levels that were sent give band {band}."),
            None => "The levels that were sent give no band.".to_owned(),
        };
        let table = if changes.is_empty() {
            view! { <InsetText>"No change of one or two levels by a step moves it."</InsetText> }
                .into_any()
        } else {
            let columns = vec![
                Column::text("If"),
                Column::text("The band would be"),
                Column::number("A year"),
            ];
            let rows = changes.iter().map(|change| row(change, &case.rules)).collect();
            view! {
                <Table
                    caption="The smallest changes of level that move the band"
                    columns=columns
                    rows=rows
                />
            }
            .into_any()
        };
        view! {
            <h1 class="govuk-heading-l">"What would change this band"</h1>
            <p class="govuk-body">{now}</p>
            <p class="govuk-body">
                "It shows how near a boundary the judgement of a level stood. It is for looking back at decisions, and is "
                "shown to nobody before one."
            </p>
            {table}
        }
    }))
}

fn row(change: &WouldChange, rules: &RuleSet) -> Vec<Cell> {
    let levels: Vec<String> = change
        .levels
        .iter()
        .map(|level| {
            let domain = rules.domain(&level.domain);
            let title =
                domain.map_or_else(|| level.domain.to_string(), |domain| domain.title.clone());
            format!("{title} were at level {} and not {}", level.to, level.from)
        })
        .collect();
    let direction = match change.direction {
        Direction::Up => "higher need",
        Direction::Down => "lower need",
    };
    let amount = change.top_up_annual.map(|amount| amount.to_string());
    vec![
        Cell::from(levels.join(", and ")),
        Cell::from(format!("{} ({direction})", change.band)),
        Cell::from(amount.unwrap_or_else(|| "No amount".to_owned())),
    ]
}
