//! Who signs in with one-time codes, for an administrator, who may reset them.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use crate::components::{Button, ButtonKind};
use crate::ids::UserId;
use crate::service::one_time;
use crate::visit::{AppState, Page, SignedIn, Visit, WebError, redirect};

/// Answers `GET /administration/one-time-codes`.
///
/// # Errors
/// [`WebError::Forbidden`] to anybody but an administrator; [`WebError::Broken`] if the database cannot be read.
pub async fn list(
    visit: Visit,
    person: SignedIn,
    State(state): State<AppState>,
) -> Result<Response, WebError> {
    let users = one_time::users(&state.store, &person.actor).await?;
    let page = Page::titled("One-time codes").back("/", "Back to the start");
    Ok(page.answer(&visit, move || {
        let list = if users.is_empty() {
            view! { <p class="govuk-body">"Nobody signs in with one-time codes yet."</p> }.into_any()
        } else {
            let rows = users.into_iter().map(row).collect_view();
            view! { <dl class="govuk-summary-list">{rows}</dl> }.into_any()
        };
        view! {
            <div class="govuk-grid-row">
                <div class="govuk-grid-column-two-thirds">
                    <h1 class="govuk-heading-l">"One-time codes"</h1>
                    <p class="govuk-body">
                        "Reset the codes of somebody who has lost their telephone and their recovery codes. Make sure that it is \
                         they who ask. They are signed out, sign in by password alone, and can set codes up again."
                    </p>
                    {list}
                </div>
            </div>
        }
    }))
}

/// Answers `POST /administration/one-time-codes/{user}/reset`.
///
/// # Errors
/// [`WebError::Forbidden`] to anybody but an administrator; [`WebError::NotFound`] if the user has none.
pub async fn reset(
    person: SignedIn,
    State(state): State<AppState>,
    Path(user): Path<String>,
) -> Result<Response, WebError> {
    let user = UserId::parse(&user).map_err(|_| WebError::NotFound)?;
    one_time::reset(&state.store, &person.actor, &user, state.clock.moment()).await?;
    person
        .leave_said(&state, "The one-time codes were reset.")
        .await?;
    Ok(redirect("/administration/one-time-codes"))
}

fn row((user, name): (UserId, String)) -> impl IntoView {
    let action = format!("/administration/one-time-codes/{user}/reset");
    view! {
        <div class="govuk-summary-list__row">
            <dt class="govuk-summary-list__key">{name.clone()}</dt>
            <dd class="govuk-summary-list__value">"Codes are on"</dd>
            <dd class="govuk-summary-list__actions">
                <form method="post" action=action>
                    <Button text="Reset" kind=ButtonKind::Warning hidden_text=format!(" the codes of {name}") />
                </form>
            </dd>
        </div>
    }
}
