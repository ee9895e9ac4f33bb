//! Restricting a child's record, and lifting the restriction.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use crate::components::{Button, ButtonKind, WarningText};
use crate::ids::ChildId;
use crate::service::restriction;
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

/// What is to become of the record.
#[derive(Deserialize)]
pub struct Change {
    restricted: bool,
    version: i64,
}

/// Answers `GET /children/{child}/restriction`.
///
/// # Errors
/// [`WebError::Forbidden`] for anybody but a head of SEND; [`WebError::NotFound`] without such a child.
pub async fn show(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(child): Path<String>,
) -> Result<Response, WebError> {
    let child = ChildId::parse(&child).map_err(|_| WebError::NotFound)?;
    let moment = state.clock.moment();
    let stands = restriction::of(&state.store, &person.actor, &child, moment).await?;
    let (title, words, button) = if stands.is_restricted {
        (
            format!("Lift the restriction of {}", stands.local_id),
            "Everybody whose role lets them open records will be able to open this one again. Nobody is named for it any more.",
            "Lift the restriction",
        )
    } else {
        (
            format!("Restrict {}", stands.local_id),
            "For adoption, protection or a colleague’s own child. Only heads of SEND and auditors will be able to open the record; \
             its scorer and its school will not, unless you name them for it afterwards.",
            "Restrict the record",
        )
    };
    let record = format!("/children/{child}");
    let action = format!("{record}/restriction");
    let page = Page::titled(title.clone()).back(record, "Back to the record");
    Ok(page.answer(&visit, move || {
        view! {
            <h1 class="govuk-heading-l">{title}</h1>
            <WarningText text=words />
            <form method="post" action=action>
                <input type="hidden" name="restricted" value=(!stands.is_restricted).to_string() />
                <input type="hidden" name="version" value=stands.version.to_string() />
                <Button text=button kind=ButtonKind::Warning />
            </form>
        }
    }))
}

/// Answers `POST /children/{child}/restriction`.
///
/// # Errors
/// As [`show`]; [`WebError::Conflict`] if the record was changed meanwhile; [`WebError::BadRequest`] for a form that is not ours.
pub async fn change(
    State(state): State<AppState>,
    person: SignedIn,
    Path(child): Path<String>,
    FormBody(form): FormBody<Change>,
) -> Result<Response, WebError> {
    let child = ChildId::parse(&child).map_err(|_| WebError::NotFound)?;
    let moment = state.clock.moment();
    let change = (form.restricted, form.version);
    restriction::set(&state.store, &person.actor, &child, change, moment).await?;
    let said = if form.restricted {
        "The record was restricted. Name the officers who are to work on it."
    } else {
        "The restriction was lifted."
    };
    person.leave_said(&state, said).await?;
    Ok(redirect(&format!("/children/{child}")))
}
