//! The keys by which packages of other authorities are known.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::key_facts;
use crate::components::{Button, ButtonKind, Cell, Column, Crumb, Table, TextInput};
use crate::forms::transfer::KeyForm;
use crate::forms::{self, Problems};
use crate::ids::PublicKey;
use crate::pages::words::day;
use crate::service::Moment;
use crate::service::transfer::{self, Added, AuthorityKey};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

/// Answers `GET /transfers/keys`.
///
/// # Errors
/// [`WebError::Forbidden`] to anybody but an administrator.
pub async fn list(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
) -> Result<Response, WebError> {
    let found = transfer::keys(&state.store, &person.actor).await?;
    let typed = KeyForm::default();
    Ok(page(&visit, &found, &typed, &Problems::default()))
}

/// Answers `POST /transfers/keys`: adds one.
///
/// # Errors
/// As [`list`].
pub async fn add(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    FormBody(typed): FormBody<KeyForm>,
) -> Result<Response, WebError> {
    let (actor, moment) = (&person.actor, state.clock.moment());
    let found = transfer::keys(&state.store, actor).await?;
    let (whose, key) = match forms::parse(&typed) {
        Ok(read) => read,
        Err(problems) => return Ok(page(&visit, &found, &typed, &problems)),
    };
    let new = (whose.code, whose.name, key);
    let problems = match transfer::add_key(&state.store, actor, new, moment).await? {
        Added::Done => {
            person.leave_said(&state, "The key was added.").await?;
            return Ok(redirect("/transfers/keys"));
        }
        Added::Own => Problems::one("key", "This is our own key: enter the other authority’s"),
        Added::Taken => Problems::one(
            "key",
            "This key is listed already, or another key of that authority counts. Withdraw that one first",
        ),
    };
    Ok(page(&visit, &found, &typed, &problems))
}

/// Answers `POST /transfers/keys/{key}/withdraw`.
///
/// # Errors
/// As [`list`]; [`WebError::Conflict`] if it does not count any more.
pub async fn withdraw(
    State(state): State<AppState>,
    person: SignedIn,
    Path(key): Path<String>,
) -> Result<Response, WebError> {
    let key = PublicKey::parse(&key).map_err(|_| WebError::NotFound)?;
    let moment = state.clock.moment();
    transfer::withdraw_key(&state.store, &person.actor, &key, moment).await?;
    person.leave_said(&state, "The key was withdrawn.").await?;
    Ok(redirect("/transfers/keys"))
}

fn page(
    visit: &Visit,
    (own, keys): &(PublicKey, Vec<AuthorityKey>),
    typed: &KeyForm,
    problems: &Problems,
) -> Response {
    let path = vec![Crumb::new(
        "Plans from and to other authorities",
        "/transfers",
    )];
    let page = Page::titled("Keys of other authorities")
        .below(path)
        .with_problems(problems);
    page.answer(visit, || {
        let list = if keys.is_empty() {
            view! { <p class="govuk-body">"No key of another authority is kept."</p> }.into_any()
        } else {
            let columns = vec![
                Column::text("Authority"),
                Column::text("Fingerprint"),
                Column::text("Added on"),
                Column::text("State"),
            ];
            let rows = keys.iter().map(row).collect();
            view! { <Table caption="Keys" caption_hidden=true columns=columns rows=rows /> }.into_any()
        };
        view! {
            <h1 class="govuk-heading-l">"Keys of other authorities"</h1>
            {list}
            <div class="govuk-grid-row">
                <div class="govuk-grid-column-two-thirds">
                    <h2 class="govuk-heading-m">"Add a key"</h2>
                    <p class="govuk-body">
                        "Ask the other authority for its public key. Then ring somebody there whom you know, on a number that did \
                         not come with the key, and compare the fingerprint."
                    </p>
                    <form method="post" action="/transfers/keys" novalidate>
                        <TextInput
                            name="code"
                            label="Number of the authority"
                            hint="Three digits, as in SEN2 returns"
                            value=typed.code.clone()
                            error=problems.of("code")
                            width=3
                            inputmode="numeric"
                        />
                        <TextInput name="name" label="Name" value=typed.name.clone() error=problems.of("name") />
                        <TextInput name="key" label="Public key" value=typed.key.clone() error=problems.of("key") />
                        <Button text="Add the key" />
                    </form>
                    <h2 class="govuk-heading-m">"Our own key"</h2>
                    <p class="govuk-body">"Give it to authorities that take packages of ours in."</p>
                    {key_facts(own)}
                </div>
            </div>
        }
    })
}

fn row(key: &AuthorityKey) -> Vec<Cell> {
    let name = format!("{} ({})", key.name, key.authority);
    let state = match key.withdrawn_at {
        Some(at) => Cell::from(format!("Withdrawn on {}", day(Moment::of(at).today))),
        None => {
            let action = format!("/transfers/keys/{}/withdraw", key.public_key);
            let hidden = format!(" the key of {name}");
            Cell::of(view! {
                <form method="post" action=action>
                    <Button text="Withdraw" kind=ButtonKind::Secondary hidden_text=hidden />
                </form>
            })
        }
    };
    let fingerprint = key.public_key.fingerprint();
    vec![
        Cell::from(name),
        Cell::of(view! { <span class="app-reference">{fingerprint}</span> }),
        Cell::from(day(Moment::of(key.added_at).today)),
        state,
    ]
}
