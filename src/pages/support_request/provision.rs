//! What a school says besides levels: the provision that the child needs, and hours of support.

use axum::response::Response;
use leptos::prelude::*;

use super::write::{address, caption, part_page};
use crate::answers::{Answers, SUPPORT_HOURS, needs_as_fields};
use crate::components::Button;
use crate::forms::Problems;
use crate::pages::needs_form::{Filled, asked_of_a_school};
use crate::service::support_request::{self, RequestDraft, SavedDraft};
use crate::visit::{AppState, Lists, SignedIn, Visit, WebError, redirect};

/// The last part of the page's address. No area has this name, since pages are looked for first.
pub(super) const PART: &str = "needs";

/// What the page asks for.
pub(super) fn title(open: &RequestDraft) -> &'static str {
    if open.rules.inputs().provision {
        "Provision"
    } else {
        "Hours of support"
    }
}

fn is_of_page(field: &str) -> bool {
    field == SUPPORT_HOURS || field.starts_with("line-")
}

pub(super) fn show(visit: &Visit, open: &RequestDraft) -> Response {
    let saved = needs_as_fields(&open.needs, &open.rules);
    let filled = |field: &str| {
        let found = saved.iter().find(|(name, _)| name == field);
        found.map(|(_, value)| value.clone())
    };
    let none = Problems::default();
    page(visit, open, &filled, &none, (open.version, false))
}

pub(super) async fn save(
    state: &AppState,
    visit: &Visit,
    person: &SignedIn,
    (open, version): (&RequestDraft, i64),
    sent: &Lists,
) -> Result<Response, WebError> {
    let filled = |field: &str| sent.first(field).map(str::to_owned);
    let of_page = |field: &str| filled(field).filter(|_| is_of_page(field));
    let answers = Answers::read(&open.rules, &of_page);
    let mut problems = Problems::default();
    // What is left blank is the council's to judge; what is written has to be read.
    let wrong = answers.wrong.iter().filter(|gap| is_of_page(&gap.field));
    let half = answers
        .unanswered
        .iter()
        .filter(|gap| gap.field.starts_with("line-") && !answers.profile.provision().is_empty());
    for gap in wrong.chain(half) {
        problems.add(gap.field.clone(), gap.message.clone());
    }
    if !problems.is_empty() {
        return Ok(page(visit, open, &filled, &problems, (version, false)));
    }
    let rules = (state.rules, state.settings.authority.as_str());
    let draft = (&open.about.child, version);
    let (store, moment) = (&state.store, state.clock.moment());
    let said = &answers.profile;
    let done =
        support_request::save_provision(store, rules, &person.actor, draft, said, moment).await?;
    match done {
        SavedDraft::Done => Ok(redirect(&address(open))),
        // What was sent stays in the fields; saving again keeps it.
        SavedDraft::Lost(now) => {
            let none = Problems::default();
            Ok(page(visit, &now, &filled, &none, (now.version, true)))
        }
    }
}

fn page(
    visit: &Visit,
    open: &RequestDraft,
    filled: &Filled<'_>,
    problems: &Problems,
    (version, lost): (i64, bool),
) -> Response {
    let title = title(open);
    let page = part_page(title, open, problems, lost);
    page.answer(visit, || {
        let action = format!("{}/{PART}", address(open));
        view! {
            {caption(open)}
            <h1 class="govuk-heading-l">{title}</h1>
            <p class="govuk-body">"Leave out what you cannot say. The council judges what the plan has to specify."</p>
            <form method="post" action=action novalidate>
                <input type="hidden" name="version" value=version.to_string() />
                {asked_of_a_school(&open.rules, filled, problems)}
                <Button text="Save and go back" />
            </form>
        }
    })
}
