//! The profiles that wait for a decision, the longest wait first.

use axum::extract::{Query, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::super::words;
use crate::components::{Cell, Column, InsetText, Pagination, Table, Tag, TagColour};
use crate::service::Moment;
use crate::service::deciding::{self, Waiting};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError};

/// Which page is asked for.
#[derive(Debug, Deserialize)]
pub struct Asked {
    page: Option<u32>,
}

/// Answers `GET /decisions`.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not see the queue.
pub async fn list(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let (page, moment) = (asked.page.unwrap_or(1), state.clock.moment());
    let queue = deciding::queue(&state.store, &person.actor, page, moment).await?;
    let last = u32::try_from(queue.pages).unwrap_or(u32::MAX);
    let waits = match queue.total {
        0 => String::new(),
        1 => "1 profile waits for a decision.".to_owned(),
        many => format!("{many} profiles wait for a decision, the longest wait first."),
    };
    Ok(Page::titled("Decisions").answer(&visit, || {
        let list = if queue.waiting.is_empty() {
            view! {
                <InsetText>"No profile waits for a decision. A profile comes here when its scorer sends it."</InsetText>
            }
            .into_any()
        } else {
            let columns = vec![
                Column::text("Child"),
                Column::text("Scored by"),
                Column::text("Sent"),
                Column::text("State"),
            ];
            let rows = queue.waiting.iter().map(row).collect();
            view! {
                <p class="govuk-body">{waits}</p>
                <Table caption="Profiles waiting" columns=columns rows=rows />
                <Pagination base="/decisions" current=queue.page last=last />
            }
            .into_any()
        };
        view! {
            <h1 class="govuk-heading-l">"Decisions"</h1>
            {list}
            <p class="govuk-body">
                <a class="govuk-link" href="/registers">"Registers of overrides and exceptional awards"</a>
            </p>
        }
    }))
}

fn row(waiting: &Waiting) -> Vec<Cell> {
    let line = &waiting.line;
    let reference = line.local_id.to_string();
    let name = line.name.clone().unwrap_or_else(|| reference.clone());
    let href = format!("/decisions/{}", line.profile);
    let state = match (waiting.own, waiting.individual, waiting.proposed) {
        (_, true, Some(annual)) => {
            let text = format!("{annual} a year proposed, above its officer’s limit");
            view! { <Tag text=text colour=TagColour::Purple /> }.into_any()
        }
        (true, ..) => view! { <Tag text="Scored by you" colour=TagColour::Grey /> }.into_any(),
        (_, true, None) => {
            view! { <Tag text="Needs an individually agreed amount" colour=TagColour::Purple /> }
                .into_any()
        }
        _ => view! { <Tag text="Waiting" colour=TagColour::Yellow /> }.into_any(),
    };
    vec![
        Cell::of(view! {
            <a class="govuk-link" href=href>{name}</a>
            <br />
            <span class="app-reference">{reference}</span>
        }),
        Cell::from(
            line.scored_by_name
                .clone()
                .unwrap_or_else(|| "Imported".to_owned()),
        ),
        Cell::from(words::day(Moment::of(line.submitted_at).today)),
        Cell::of(state),
    ]
}
