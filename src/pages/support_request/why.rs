//! Why a request is made, and what was tried: a part of it like the areas, saved by itself.

use axum::response::Response;
use leptos::prelude::*;

use super::write::{address, caption, part_page};
use crate::components::{Button, TextArea};
use crate::forms::support_request::SupportRequestForm;
use crate::forms::{self, Problems};
use crate::service::support_request::{self, RequestDraft, SavedDraft};
use crate::visit::{AppState, Lists, SignedIn, Visit, WebError, redirect};

/// The last part of the page's address. No area has this name, since pages are looked for first.
pub(super) const PART: &str = "why";

/// What the page asks for.
pub(super) const TITLE: &str = "Why you ask, and what was tried";

pub(super) fn show(visit: &Visit, open: &RequestDraft) -> Response {
    let filled = SupportRequestForm {
        version: open.version,
        words: open.words.clone(),
    };
    page(visit, open, &filled, &Problems::default(), false)
}

pub(super) async fn save(
    state: &AppState,
    visit: &Visit,
    person: &SignedIn,
    (open, version): (&RequestDraft, i64),
    sent: &Lists,
) -> Result<Response, WebError> {
    let mut filled = SupportRequestForm {
        version,
        words: sent.first("words").unwrap_or_default().to_owned(),
    };
    let words = match forms::parse(&filled) {
        Ok(words) => words,
        Err(problems) => return Ok(page(visit, open, &filled, &problems, false)),
    };
    let rules = (state.rules, state.settings.authority.as_str());
    let draft = (&open.about.child, version);
    let (store, moment) = (&state.store, state.clock.moment());
    let done = support_request::save_words(store, rules, &person.actor, draft, &words, moment);
    match done.await? {
        SavedDraft::Done => Ok(redirect(&address(open))),
        // What was sent stays in the field; saving again keeps it.
        SavedDraft::Lost(now) => {
            filled.version = now.version;
            Ok(page(visit, &now, &filled, &Problems::default(), true))
        }
    }
}

fn page(
    visit: &Visit,
    open: &RequestDraft,
    filled: &SupportRequestForm,
    problems: &Problems,
    lost: bool,
) -> Response {
    let page = part_page(TITLE, open, problems, lost);
    page.answer(visit, || {
        let action = format!("{}/{PART}", address(open));
        view! {
            {caption(open)}
            <h1 class="govuk-heading-l">{TITLE}</h1>
            <form method="post" action=action novalidate>
                <input type="hidden" name="version" value=filled.version.to_string() />
                <TextArea
                    name="words"
                    label="Say why you ask, and what was tried so far"
                    hint="Up to 3,000 characters."
                    value=filled.words.clone()
                    error=problems.of("words")
                    rows=8
                />
                <Button text="Save and go back" />
            </form>
        }
    })
}
