//! The scorer's own profiles that are not sent, each leading on to where it was left.

use axum::extract::{Query, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::super::words;
use crate::components::{Cell, Column, InsetText, Pagination, Table};
use crate::service::Moment;
use crate::service::scoring::own::{self, Own, OwnLine};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError};

/// Which profiles are asked for, and which page of them.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    state: String,
    page: String,
}

/// Answers `GET /scoring`.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever scores nothing.
pub async fn list(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let wanted = match asked.state.as_str() {
        "sent-back" => Own::SentBack,
        _ => Own::Drafts,
    };
    let page = asked.page.parse().unwrap_or(1);
    let moment = state.clock.moment();
    let found = own::list(&state.store, &person.actor, wanted, page, moment).await?;
    let (title, nothing, query) = match wanted {
        Own::Drafts => (
            "Profiles that you are scoring",
            "You are scoring nothing at the moment. Open a child’s record to begin.",
            "",
        ),
        Own::SentBack => (
            "Profiles sent back to you",
            "No profile has been sent back to you.",
            "state=sent-back",
        ),
    };
    let last = u32::try_from(found.pages()).unwrap_or(u32::MAX);
    let current = found.page.number();
    Ok(Page::titled(title)
        .back("/", "Back to your work")
        .answer(&visit, move || {
            let list = if found.items.is_empty() {
                view! {
                <InsetText>{nothing}</InsetText>
                <p class="govuk-body"><a class="govuk-link" href="/children">"Find a child"</a></p>
            }
            .into_any()
            } else {
                table(&found.items, wanted).into_any()
            };
            view! {
                <h1 class="govuk-heading-l">{title}</h1>
                {list}
                <Pagination base="/scoring" query=query current=current last=last />
            }
        }))
}

fn table(lines: &[OwnLine], wanted: Own) -> impl IntoView + use<> {
    let mut columns = vec![Column::text("Child"), Column::text("Reference")];
    match wanted {
        Own::Drafts => columns.push(Column::text("Begun")),
        Own::SentBack => {
            columns.push(Column::text("Sent back"));
            columns.push(Column::text("What to look at"));
        }
    }
    let rows = lines.iter().map(|line| row(line, wanted)).collect();
    view! { <Table caption="Profiles, the longest there first" columns=columns rows=rows /> }
}

fn row(line: &OwnLine, wanted: Own) -> Vec<Cell> {
    let reference = line.local_id.to_string();
    let name = line.name.clone().unwrap_or_else(|| reference.clone());
    let href = format!("/scoring/{}", line.profile);
    let mut cells = vec![
        Cell::of(view! { <a class="govuk-link" href=href>{name}</a> }),
        Cell::from(reference),
        words::day_cell(Some(Moment::of(line.at).today), ""),
    ];
    if wanted == Own::SentBack {
        cells.push(words::sentences_cell(&line.note));
    }
    cells
}
