//! The second step of signing in: the one-time code.

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use leptos::prelude::*;

use super::sign_in::Going;
use crate::components::{Button, TextInput};
use crate::forms::one_time::CodeForm;
use crate::forms::{self, Problems};
use crate::service::one_time::{self, Waiting};
use crate::visit::{
    AppState, FormBody, Page, Visit, WebError, address, redirect, waiting_token, with_cookie,
    without_waiting,
};

/// Answers `GET /sign-in/code`.
pub async fn form(visit: Visit, headers: HeaderMap, Query(going): Query<Going>) -> Response {
    if waiting_token(&headers, visit.settings()).is_none() {
        return redirect("/sign-in");
    }
    page(&visit, going.next, &Problems::default())
}

/// Answers `POST /sign-in/code`.
///
/// # Errors
/// [`WebError::TooMany`] after too many wrong codes; [`WebError::Broken`] if the database cannot be used.
pub async fn enter(
    visit: Visit,
    State(state): State<AppState>,
    headers: HeaderMap,
    FormBody(form): FormBody<CodeForm>,
) -> Result<Response, WebError> {
    let Some(token) = waiting_token(&headers, visit.settings()) else {
        return Ok(redirect("/sign-in"));
    };
    let typed = match forms::parse(&form) {
        Ok(typed) => typed,
        Err(problems) => return Ok(page(&visit, form.next, &problems)),
    };
    match one_time::finish(&state.store, &token, &typed, state.clock.moment()).await? {
        Waiting::Done(token) => {
            let next = address::local(&form.next).unwrap_or("/");
            let response = with_cookie(redirect(next), &token, visit.settings());
            Ok(without_waiting(response, visit.settings()))
        }
        Waiting::Wrong => {
            let wrong =
                "Enter the code that your app shows now, or a recovery code that you have not used";
            Ok(page(&visit, form.next, &Problems::one("code", wrong)))
        }
        Waiting::Over => Ok(without_waiting(redirect("/sign-in"), visit.settings())),
        Waiting::TooMany { retry_after_s } => Err(WebError::TooMany { retry_after_s }),
    }
}

fn page(visit: &Visit, next: String, problems: &Problems) -> Response {
    let error = problems.of("code");
    let page = Page::titled("Enter your one-time code").back("/sign-in", "Back");
    page.with_problems(problems).answer(visit, move || {
        view! {
            <div class="govuk-grid-row">
                <div class="govuk-grid-column-two-thirds">
                    <h1 class="govuk-heading-l">"Enter your one-time code"</h1>
                    <form method="post" action="/sign-in/code" novalidate>
                        <input type="hidden" name="next" value=next />
                        <TextInput
                            name="code"
                            label="Code"
                            hint="The 6 digits that your authenticator app shows, or one of your recovery codes"
                            error=error
                            width=20
                            autocomplete="one-time-code"
                        />
                        <Button text="Continue" />
                    </form>
                    <p class="govuk-body">
                        "If you have neither, ask whoever looks after users at your council to reset your codes."
                    </p>
                </div>
            </div>
        }
    })
}
