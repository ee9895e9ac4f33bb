//! Signing in and out.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, Query, State};
use axum::http::{Extensions, HeaderMap, StatusCode};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use crate::components::{Button, ButtonLink, InsetText, PasswordInput, TextInput};
use crate::forms::sign_in::{Credentials, SignInForm};
use crate::forms::{self, Problems};
use crate::service::sign_in::{Attempt, SignIn, sign_in};
use crate::visit::{
    AppState, FormBody, PRODUCT, Page, SignedIn, Visit, WebError, address, redirect, with_cookie,
    with_waiting, without_cookie,
};

/// Where a visitor was going.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Going {
    pub(super) next: String,
    /// Whether they have just signed out.
    signed_out: bool,
}

/// Answers `GET /sign-in`.
pub async fn form(visit: Visit, Query(going): Query<Going>) -> Response {
    if visit.signed_in().is_some() {
        return redirect("/");
    }
    page(&visit, String::new(), going, &Problems::default())
}

/// Answers `POST /sign-in`.
///
/// # Errors
/// [`WebError::TooMany`] after too many attempts; [`WebError::Broken`] if the database cannot be used.
pub async fn enter(
    visit: Visit,
    State(state): State<AppState>,
    headers: HeaderMap,
    extensions: Extensions,
    FormBody(form): FormBody<SignInForm>,
) -> Result<Response, WebError> {
    let Credentials { name, password } = match forms::parse(&form) {
        Ok(credentials) => credentials,
        Err(problems) => return Ok(page(&visit, form.name, to(form.next), &problems)),
    };
    let peer = extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map(|peer| peer.0);
    let attempt = Attempt {
        name,
        password,
        address: address_of(&headers, peer),
    };
    match sign_in(
        &state.store,
        &state.passwords,
        attempt,
        state.clock.moment(),
    )
    .await?
    {
        SignIn::Done(token) => {
            let next = address::local(&form.next).unwrap_or("/");
            Ok(with_cookie(redirect(next), &token, visit.settings()))
        }
        SignIn::Code(token) => {
            let there = match address::local(&form.next) {
                Some(next) => format!("/sign-in/code?next={}", address::query_value(next)),
                None => "/sign-in/code".to_owned(),
            };
            Ok(with_waiting(redirect(&there), &token, visit.settings()))
        }
        SignIn::Wrong => {
            // One sentence for a wrong name, a wrong password and a user who may not sign in.
            let problems = Problems::one(
                "name",
                "Enter a user name and password that belong together",
            );
            Ok(page(&visit, form.name, to(form.next), &problems))
        }
        SignIn::TooMany { retry_after_s } => Err(WebError::TooMany { retry_after_s }),
    }
}

/// Answers `POST /sign-out`.
///
/// # Errors
/// [`WebError::Broken`] if the database cannot be written.
pub async fn leave(
    visit: Visit,
    State(state): State<AppState>,
    person: Option<SignedIn>,
) -> Result<Response, WebError> {
    if let Some(person) = person {
        person.close(&state).await?;
    }
    // The provider still knows whoever came by it: the page says how to leave there too.
    let there = match visit.settings().open_id {
        Some(_) => "/sign-in?signed_out=true",
        None => "/sign-in",
    };
    Ok(without_cookie(redirect(there), visit.settings()))
}

fn to(next: String) -> Going {
    Going {
        next,
        ..Going::default()
    }
}

/// The address that attempts are counted by: the peer's, or what a proxy on this machine says of its own peer.
pub(super) fn address_of(headers: &HeaderMap, peer: Option<SocketAddr>) -> String {
    let Some(peer) = peer else {
        return String::new();
    };
    let forwarded = headers
        .get("x-forwarded-for")
        .filter(|_| peer.ip().is_loopback())
        .and_then(|value| value.to_str().ok())
        .and_then(|list| list.rsplit(',').next());
    // The last entry is the proxy's own; those before it are whatever the visitor claims.
    forwarded.map_or_else(
        || peer.ip().to_string(),
        |address| address.trim().to_owned(),
    )
}

fn page(visit: &Visit, name: String, going: Going, problems: &Problems) -> Response {
    let council = council(visit, &going);
    let next = going.next;
    let (name_error, password_error) = (problems.of("name"), problems.of("password"));
    let demo = visit.settings().demo_sign_ins.clone();
    let status = if problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    Page::titled("Sign in").with_status(status).with_problems(problems).answer(visit, move || {
        view! {
            <div class="govuk-grid-row">
                <div class="govuk-grid-column-two-thirds">
                    <h1 class="govuk-heading-l">"Sign in"</h1>
                    <p class="govuk-body">
                        {PRODUCT}
                        " is for the council’s own staff and for schools, colleges and other providers of its children."
                    </p>
                    {demo.map(|place| view! {
                        <InsetText>
                            "This is a demonstration. A sign-in for each role was printed where the service was started, and is \
                             kept in the file "
                            <strong class="app-path">{place}</strong>
                            "."
                        </InsetText>
                    })}
                    {council}
                    <form method="post" action="/sign-in" novalidate>
                        <input type="hidden" name="next" value=next />
                        <TextInput
                            name="name"
                            label="User name"
                            value=name
                            error=name_error
                            width=20
                            autocomplete="username"
                        />
                        <PasswordInput name="password" label="Password" error=password_error />
                        <Button text="Sign in" />
                    </form>
                    <p class="govuk-body">
                        "If you cannot sign in, speak to whoever looks after users at your council."
                    </p>
                </div>
            </div>
        }
    })
}

/// The way in by the council's own provider, above the form for passwords; nothing where there is none.
fn council(visit: &Visit, going: &Going) -> Option<AnyView> {
    let provider = visit.settings().open_id.as_ref()?;
    let name = provider.settings().name.as_str();
    let query = address::local(&going.next).map(address::query_value);
    let there = query.map_or_else(
        || "/sign-in/council".to_owned(),
        |next| format!("/sign-in/council?next={next}"),
    );
    let left = going.signed_out.then(|| {
        let name = name.to_owned();
        view! {
            <InsetText>
                "You are signed out of this service, and perhaps not of " {name} ". "
                <a class="govuk-link" href="/sign-in/council/leave">"Sign out there too"</a>
            </InsetText>
        }
    });
    let view = view! {
        {left}
        <ButtonLink href=there text=format!("Sign in with {name}") />
        <h2 class="govuk-heading-m">"Or sign in with a password"</h2>
    };
    Some(view.into_any())
}

#[cfg(test)]
mod tests {
    use super::address_of;
    use axum::http::{HeaderMap, HeaderValue};

    #[test]
    fn only_a_proxy_on_this_machine_is_believed_and_only_its_own_entry() {
        let mut headers = HeaderMap::new();
        headers.insert(
            "x-forwarded-for",
            HeaderValue::from_static("203.0.113.9, 198.51.100.7"),
        );
        let from = |peer: &str| address_of(&headers, peer.parse().ok());
        assert_eq!(from("127.0.0.1:5000"), "198.51.100.7");
        assert_eq!(from("192.0.2.4:5000"), "192.0.2.4");
        assert_eq!(address_of(&headers, None), "");
    }
}
