//! One area of a request: the same questions as the council's scorer is asked, so that nothing has to be typed again.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::provision;
use super::why;
use super::write::{address, caption, opened, part_page};
use crate::answers::level_field;
use crate::components::Button;
use crate::forms::Problems;
use crate::forms::evidence::saved_fields;
use crate::pages::needs_form::Filled;
use crate::pages::scoring::{
    ACTION, domain_questions, pieces_changed, pressed_by_enter, read_area,
};
use crate::rules::Area;
use crate::service::support_request::{self, RequestDraft, SavedDraft};
use crate::visit::{AppState, Lists, SignedIn, Visit, WebError, redirect};

/// The field of the version that a save is based on.
const VERSION: &str = "version";

/// Answers `GET /children/{child}/support-request/{area}`.
///
/// # Errors
/// [`WebError::NotFound`] if there is no such child at the reader's establishments, or no such area.
pub async fn show(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path((child, area)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let open = opened(&state, &person, &child).await?;
    if area == provision::PART && open.asks_provision() {
        return Ok(provision::show(&visit, &open));
    }
    if area == why::PART {
        return Ok(why::show(&visit, &open));
    }
    let area = area_of(&open, &area)?;
    let filled = |field: &str| saved(&open, area, field);
    let version = open.version;
    Ok(page(
        &visit,
        (&open, area),
        &filled,
        &Problems::default(),
        (version, false),
    ))
}

fn area_of<'open>(open: &'open RequestDraft, id: &str) -> Result<&'open Area, WebError> {
    let found = open.rules.areas.iter().find(|area| area.id.as_str() == id);
    found.ok_or(WebError::NotFound)
}

/// What was saved of an area, by the names of its fields.
fn saved(open: &RequestDraft, area: &Area, field: &str) -> Option<String> {
    let mut levels = area.domains.iter();
    let level = levels.find(|domain| field == level_field(&domain.id));
    match level {
        Some(domain) => open.needs.level(&domain.id).map(|level| level.to_string()),
        None => saved_fields(&open.needs).remove(field),
    }
}

/// Answers `POST /children/{child}/support-request/{area}`.
///
/// # Errors
/// As [`show`].
pub async fn save(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path((child, area)): Path<(String, String)>,
    sent: Lists,
) -> Result<Response, WebError> {
    let open = opened(&state, &person, &child).await?;
    let version = sent
        .first(VERSION)
        .and_then(|text| text.parse().ok())
        .ok_or(WebError::BadRequest)?;
    if area == provision::PART && open.asks_provision() {
        return provision::save(&state, &visit, &person, (&open, version), &sent).await;
    }
    if area == why::PART {
        return why::save(&state, &visit, &person, (&open, version), &sent).await;
    }
    let area = area_of(&open, &area)?;
    let filled = |field: &str| sent.first(field).map(str::to_owned);
    let action = sent.first(ACTION).unwrap_or_default();
    if let Some(fields) = pieces_changed(area, &filled, action) {
        let filled = |field: &str| fields.get(field).cloned();
        let none = Problems::default();
        return Ok(page(
            &visit,
            (&open, area),
            &filled,
            &none,
            (version, false),
        ));
    }
    // A school need not say everything: a domain without a level is the council's to judge.
    let (work, problems) = read_area(area, &filled, false);
    if !problems.is_empty() {
        return Ok(page(
            &visit,
            (&open, area),
            &filled,
            &problems,
            (version, false),
        ));
    }
    let moment = state.clock.moment();
    let rules = (state.rules, state.settings.authority.as_str());
    let over = (&open.about.child, version);
    let given = (&area.id, &work);
    let done =
        support_request::save_area(&state.store, rules, &person.actor, over, given, moment).await?;
    match done {
        SavedDraft::Done => Ok(redirect(&address(&open))),
        SavedDraft::Lost(now) => {
            let now = *now;
            let area = area_of(&now, area.id.as_str())?;
            let none = Problems::default();
            // What was sent stays in the fields; saving again keeps it.
            Ok(page(
                &visit,
                (&now, area),
                &filled,
                &none,
                (now.version, true),
            ))
        }
    }
}

fn page(
    visit: &Visit,
    (open, area): (&RequestDraft, &Area),
    filled: &Filled<'_>,
    problems: &Problems,
    (version, lost): (i64, bool),
) -> Response {
    let page = part_page(area.title.clone(), open, problems, lost);
    page.answer(visit, || {
        let domains = area
            .domains
            .iter()
            .map(|domain| domain_questions(domain, None, None, filled, problems))
            .collect_view();
        let action = format!("{}/{}", address(open), area.id);
        view! {
            {caption(open)}
            <h1 class="govuk-heading-l">{area.title.clone()}</h1>
            <p class="govuk-body">
                "Choose the level that fits best on most days, and say what it rests on. Leave out what you cannot judge."
            </p>
            <form method="post" action=action novalidate>
                <input type="hidden" name=VERSION value=version.to_string() />
                {pressed_by_enter()}
                {domains}
                <Button text="Save and go back" />
            </form>
        }
    })
}
