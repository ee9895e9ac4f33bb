//! Adding a user.

use axum::extract::State;
use axum::response::Response;
use leptos::prelude::*;

use super::{HERE, fields, filled, password_page, path, problems_of};
use crate::access::{Action, Subject};
use crate::components::{Button, TextInput};
use crate::forms::user::{UserAnswer, UserForm};
use crate::forms::{Problems, parse};
use crate::service::reach::require;
use crate::service::users::{self, Wanted};
use crate::visit::{AppState, Lists, Page, SignedIn, Visit, WebError};

/// Answers `GET /administration/users/new`.
///
/// # Errors
/// [`WebError::Forbidden`] to anybody but an administrator.
pub async fn ask(visit: Visit, person: SignedIn) -> Result<Response, WebError> {
    require(&person.actor, Action::KeepUsers, &Subject::Anything)?;
    let empty = UserForm {
        name: Some(String::new()),
        roles: Some(Vec::new()),
        ..UserForm::default()
    };
    Ok(page(&visit, &empty, &Problems::default()))
}

/// Answers `POST /administration/users/new`: the answer shows the password, once.
///
/// # Errors
/// As [`ask`].
pub async fn add(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    sent: Lists,
) -> Result<Response, WebError> {
    require(&person.actor, Action::KeepUsers, &Subject::Anything)?;
    let filled = filled(&sent, true, true);
    let answer = match parse(&filled) {
        Ok(answer) => answer,
        Err(problems) => return Ok(page(&visit, &filled, &problems)),
    };
    let UserAnswer {
        name,
        display_name,
        roles,
        urns,
        limit,
        cost_limit,
    } = answer;
    let name = name.unwrap_or_default();
    let wanted = Wanted {
        display_name,
        roles,
        urns,
        limit,
        cost_limit,
    };
    let by = (&person.actor, &state.passwords);
    match users::add(&state.store, by, &name, wanted, state.clock.moment()).await? {
        Ok((id, password)) => Ok(password_page(&visit, &id, &name, password)),
        Err(amiss) => Ok(page(&visit, &filled, &problems_of(&amiss))),
    }
}

fn page(visit: &Visit, filled: &UserForm, problems: &Problems) -> Response {
    Page::titled("Add a user")
        .below(path())
        .with_problems(problems)
        .answer(visit, || {
            view! {
                <div class="govuk-grid-row">
                    <div class="govuk-grid-column-two-thirds">
                        <h1 class="govuk-heading-l">"Add a user"</h1>
                        <form method="post" action=format!("{HERE}/new") novalidate>
                            <TextInput
                                name="name"
                                label="Name to sign in with"
                                hint="Without spaces. It cannot be changed later."
                                value=filled.name.clone().unwrap_or_default()
                                error=problems.of("name")
                                autocomplete="off"
                                width=20
                            />
                            {fields(filled, problems)}
                            <Button text="Add the user" />
                        </form>
                    </div>
                </div>
            }
        })
}
