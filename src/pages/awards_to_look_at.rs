//! The awards that go on though the child left their school, or has no plan any more.

use axum::extract::{Query, State};
use axum::response::Response;
use leptos::prelude::*;

use super::task_list::{self, AskedPart};
use super::words::{child_or_withheld, day, day_cell};
use crate::access::Action;
use crate::components::{Cell, Column, Pagination};
use crate::service::awards_to_look_at::{self, AwardToLookAt};
use crate::service::reach::allows;
use crate::visit::{AppState, Page, SignedIn, Visit, WebError};

/// Where the list is.
pub const LIST: &str = "/awards-to-look-at";

/// Answers `GET /awards-to-look-at`.
///
/// # Errors
/// [`WebError::Forbidden`] for who is not shown them.
pub async fn list(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Query(asked): Query<AskedPart>,
) -> Result<Response, WebError> {
    let moment = state.clock.moment();
    let found =
        awards_to_look_at::list(&state.store, &person.actor, asked.number(), moment).await?;
    let ends = allows(&person.actor, Action::EndAward);
    let page = Page::titled("Awards to look at").back("/", "Back to the start");
    Ok(page.answer(&visit, move || {
        let columns = vec![
            Column::text("Child"),
            Column::text("Why"),
            Column::text("Paid to"),
            Column::text("Since"),
            Column::text("What to do"),
        ];
        let words = ("By reference", "No award goes on without its reason.");
        let (current, last) = (found.page, found.pages);
        view! {
            <h1 class="govuk-heading-l">"Awards to look at"</h1>
            <p class="govuk-body">
                "These awards are paid, though the child is not placed at their school any more, or its plan ceased. End the award, \
                 or put the placement right in the case system. A child who moved needs a new decision."
            </p>
            {task_list::table(words, &found, columns, |line| row(line, ends))}
            <Pagination base=LIST current=current last=last />
        }
    }))
}

fn row(line: &AwardToLookAt, ends: bool) -> Vec<Cell> {
    let why = match line.ceased_on {
        Some(on) => format!("The plan ceased on {}", day(on)),
        None => "The child is not placed there".to_owned(),
    };
    let href = format!("/children/{}/awards/{}/end", line.child, line.award);
    let end = if ends {
        Cell::of(view! { <a class="govuk-link" href=href>"End this award"</a> })
    } else {
        Cell::from("Tell a colleague")
    };
    vec![
        child_or_withheld(&line.child, line.name.as_deref(), &line.local_id),
        Cell::from(why),
        Cell::from(
            line.place
                .clone()
                .unwrap_or_else(|| "No school or college".to_owned()),
        ),
        day_cell(Some(line.since), ""),
        end,
    ]
}
