//! A user's own sign-in: setting up one-time codes.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use qrcode::{Color, QrCode as Drawn};

use crate::access::{Action, Subject, Verdict, may};
use crate::components::{
    Button, ButtonKind, ButtonLink, InsetText, QrCode, TextInput, WarningText,
};
use crate::forms::one_time::CodeForm;
use crate::forms::{self, Problems};
use crate::service::one_time::{self, Confirmed, Setup, Standing};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

const HERE: &str = "/account";

/// Answers `GET /account`.
///
/// # Errors
/// [`WebError::Broken`] if the database cannot be read.
pub async fn show(
    visit: Visit,
    person: SignedIn,
    State(state): State<AppState>,
) -> Result<Response, WebError> {
    page(&visit, &person, &state, &Problems::default()).await
}

/// Answers `POST /account/one-time-codes/start`: makes a secret to be shown.
///
/// # Errors
/// [`WebError::Broken`] if the database cannot be written.
pub async fn start(person: SignedIn, State(state): State<AppState>) -> Result<Response, WebError> {
    one_time::start(&state.store, &person.actor, state.clock.moment()).await?;
    Ok(redirect(HERE))
}

/// Answers `POST /account/one-time-codes`: the first code turns them on, and the answer shows the recovery codes, once.
///
/// # Errors
/// [`WebError::TooMany`] after too many wrong codes; [`WebError::Broken`] if the database cannot be used.
pub async fn confirm(
    visit: Visit,
    person: SignedIn,
    State(state): State<AppState>,
    FormBody(form): FormBody<CodeForm>,
) -> Result<Response, WebError> {
    let typed = match forms::parse(&form) {
        Ok(typed) => typed,
        Err(problems) => return page(&visit, &person, &state, &problems).await,
    };
    let moment = state.clock.moment();
    match one_time::confirm(&state.store, &person.actor, &typed, moment).await? {
        Confirmed::Done(codes) => Ok(recovery_page(&visit, codes)),
        Confirmed::NotBegun => Ok(redirect(HERE)),
        Confirmed::Wrong => {
            let wrong = "Enter the code that your app shows now";
            page(&visit, &person, &state, &Problems::one("code", wrong)).await
        }
        Confirmed::TooMany { retry_after_s } => Err(WebError::TooMany { retry_after_s }),
    }
}

async fn page(
    visit: &Visit,
    person: &SignedIn,
    state: &AppState,
    problems: &Problems,
) -> Result<Response, WebError> {
    let council = &visit.settings().council.name;
    let standing = one_time::standing(&state.store, &person.actor, council).await?;
    let error = problems.of("code");
    let name = person.described();
    let keeps_users = may(&person.actor, Action::KeepUsers, &Subject::Anything) == Verdict::Allowed;
    let page = Page::titled("Your sign-in").with_problems(problems);
    Ok(page.answer(visit, move || {
        let part = match standing {
            Standing::NotHere => not_here().into_any(),
            Standing::Off => off().into_any(),
            Standing::Begun(setup) => begun(setup, error).into_any(),
            Standing::On { recovery_left } => on(recovery_left).into_any(),
        };
        view! {
            <div class="govuk-grid-row">
                <div class="govuk-grid-column-two-thirds">
                    <h1 class="govuk-heading-l">"Your sign-in"</h1>
                    <p class="govuk-body">"You are signed in as " {name} "."</p>
                    <h2 class="govuk-heading-m">"One-time codes"</h2>
                    {part}
                    {keeps_users.then(others)}
                </div>
            </div>
        }
    }))
}

fn others() -> impl IntoView {
    view! {
        <h2 class="govuk-heading-m">"Codes of other users"</h2>
        <p class="govuk-body">
            <a class="govuk-link" href="/administration/one-time-codes">"See who uses codes, and reset them"</a>
        </p>
    }
}

fn not_here() -> impl IntoView {
    view! {
        <p class="govuk-body">
            "You sign in with your council account. If it asks for codes, they are set up there."
        </p>
    }
}

fn off() -> impl IntoView {
    view! {
        <p class="govuk-body">
            "Besides your password, an app on your telephone can show a code that changes every 30 seconds. With codes on, \
             somebody who learns your password cannot sign in with it."
        </p>
        <p class="govuk-body">"You need an authenticator app. Any will do."</p>
        <form method="post" action="/account/one-time-codes/start">
            <Button text="Set up one-time codes" />
        </form>
    }
}

fn begun(setup: Setup, error: Option<String>) -> impl IntoView {
    let fours: Vec<String> = setup
        .secret
        .as_bytes()
        .chunks(4)
        .map(|four| String::from_utf8_lossy(four).into_owned())
        .collect();
    view! {
        <p class="govuk-body">"Scan this with your authenticator app, or type the key into it."</p>
        {drawn(&setup.address)}
        <p class="govuk-body">"Key: " <strong class="app-key">{fours.join(" ")}</strong></p>
        <form method="post" action="/account/one-time-codes" novalidate>
            <TextInput
                name="code"
                label="Code that the app shows"
                hint="6 digits"
                error=error
                width=10
                inputmode="numeric"
                autocomplete="one-time-code"
            />
            <Button text="Turn one-time codes on" />
        </form>
        <form method="post" action="/account/one-time-codes/start">
            <Button text="Make another key" kind=ButtonKind::Secondary />
        </form>
    }
}

fn on(recovery_left: u64) -> impl IntoView {
    view! {
        <InsetText>"One-time codes are on. You have " {recovery_left} " recovery codes left."</InsetText>
        <p class="govuk-body">
            "If you change your telephone, or have few recovery codes left, ask whoever looks after users at your council to \
             reset your codes. You then set them up again here."
        </p>
    }
}

/// The address as a QR code; nothing if it is too long for one, since the key can be typed.
fn drawn(address: &str) -> Option<impl IntoView + use<>> {
    let code = Drawn::new(address.as_bytes()).ok()?;
    let width = code.width();
    let modules = code.to_colors().into_iter();
    let modules = modules.map(|colour| colour == Color::Dark).collect();
    Some(
        view! { <QrCode modules=modules width=width title="QR code for your authenticator app" /> },
    )
}

fn recovery_page(visit: &Visit, codes: Vec<String>) -> Response {
    let page = Page::titled("Keep your recovery codes").with_status(StatusCode::OK);
    page.answer(visit, move || {
        let codes = codes
            .into_iter()
            .map(|code| view! { <li><code>{code}</code></li> })
            .collect_view();
        view! {
            <div class="govuk-grid-row">
                <div class="govuk-grid-column-two-thirds">
                    <h1 class="govuk-heading-l">"Keep your recovery codes"</h1>
                    <p class="govuk-body">"One-time codes are on. From now on you are asked for one when you sign in."</p>
                    <WarningText text="These codes are shown this once. Print them, or keep them where you keep passwords." />
                    <p class="govuk-body">"Each lets you sign in once without the app."</p>
                    <ul class="govuk-list">{codes}</ul>
                    <ButtonLink href="/" text="Continue" />
                </div>
            </div>
        }
    })
}
