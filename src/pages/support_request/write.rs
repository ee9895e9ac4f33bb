//! What is left of a request, and the button that sends it.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::{provision, why};
use crate::components::{Button, Task, TaskList, TaskStatus};
use crate::forms::Problems;
use crate::forms::support_request::SendRequestForm;
use crate::ids::ChildId;
use crate::pages::words;

use crate::rules::Area;
use crate::service::support_request::{self, RequestDraft, SentRequest};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

/// Answers `GET /children/{child}/support-request`.
///
/// # Errors
/// [`WebError::NotFound`] if there is no such child at the reader's establishments.
pub async fn tasks(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(child): Path<String>,
) -> Result<Response, WebError> {
    let open = opened(&state, &person, &child).await?;
    Ok(page(&visit, &open, &Problems::default(), false))
}

/// Opens what the person is writing, by the child's id in the address.
pub(super) async fn opened(
    state: &AppState,
    person: &SignedIn,
    child: &str,
) -> Result<RequestDraft, WebError> {
    let child = ChildId::parse(child).map_err(|_| WebError::NotFound)?;
    let moment = state.clock.moment();
    let rules = (state.rules, state.settings.authority.as_str());
    Ok(support_request::begin(&state.store, rules, &person.actor, &child, moment).await?)
}

/// Where the request, or a part of it, is written.
pub(super) fn address(open: &RequestDraft) -> String {
    format!("/children/{}/support-request", open.about.child)
}

/// The page of a part, whose answers stay where the request was saved somewhere else meanwhile.
pub(super) fn part_page(
    title: impl Into<String>,
    open: &RequestDraft,
    problems: &Problems,
    lost: bool,
) -> Page {
    Page::titled(title)
        .back(address(open), "Back to the request")
        .overtaken(
            lost,
            "You saved this request somewhere else after you opened this page. These are the answers of this page; save again to \
             keep them.",
        )
        .with_problems(problems)
}

/// Whom the page is about, above its heading.
pub(super) fn caption(open: &RequestDraft) -> AnyView {
    words::about_child(&open.about)
}

/// Answers `POST /children/{child}/support-request`.
///
/// # Errors
/// As [`tasks`].
pub async fn send(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(child): Path<String>,
    FormBody(sent): FormBody<SendRequestForm>,
) -> Result<Response, WebError> {
    let open = opened(&state, &person, &child).await?;
    let moment = state.clock.moment();
    let rules = (state.rules, state.settings.authority.as_str());
    let over = (&open.about.child, sent.version);
    let done = support_request::send(&state.store, rules, &person.actor, over, moment).await?;
    // Each part's line in the list has its name.
    let refused = |part: &'static str, message: &'static str| {
        let problems = Problems::one(part, message);
        page(&visit, &open, &problems, false)
    };
    match done {
        SentRequest::Done => {
            let said = "The request was sent. You will see what becomes of it in this list.";
            person.leave_said(&state, said).await?;
            Ok(redirect("/support-requests"))
        }
        SentRequest::Empty => Ok(refused("", "Fill in at least one part about needs first")),
        SentRequest::NoWords => Ok(refused(why::PART, "Say why you ask, and what was tried")),
        SentRequest::Waiting => Ok(refused(
            "",
            "A request for this child waits for the council already",
        )),
        SentRequest::Lost(now) => Ok(page(&visit, &now, &Problems::default(), true)),
    }
}

fn page(visit: &Visit, open: &RequestDraft, problems: &Problems, lost: bool) -> Response {
    let page = Page::titled("Ask for extra support")
        .back(
            format!("/children/{}", open.about.child),
            "Back to the record",
        )
        .overtaken(lost, "You saved a part somewhere else after you opened this page. Look at it again: nothing was sent.")
        .with_problems(problems);
    page.answer(visit, || {
        let areas = open.rules.areas.iter();
        let besides = open.asks_provision().then(|| provision_task(open));
        let tasks = areas.map(|area| task(open, area)).chain(besides);
        let tasks = tasks.chain([why_task(open)]).collect();
        view! {
            {caption(open)}
            <h1 class="govuk-heading-l">"Ask for extra support"</h1>
            <p class="govuk-body">
                "Say area by area what you see, with the evidence. Leave out what does not apply. The council scores from what you \
                 write and decides; nothing has to be typed again. Each part is kept when you save it, for as long as you need."
            </p>
            <TaskList tasks=tasks />
            <form method="post" action=address(open) novalidate>
                <input type="hidden" name="version" value=open.version.to_string() />
                <Button text="Send the request" />
            </form>
        }
    })
}

fn why_task(open: &RequestDraft) -> Task {
    Task {
        id: why::PART.to_owned(),
        title: why::TITLE.to_owned(),
        href: Some(format!("{}/{}", address(open), why::PART)),
        hint: None,
        status: if open.words.is_empty() {
            TaskStatus::NotStarted
        } else {
            TaskStatus::Completed
        },
    }
}

fn provision_task(open: &RequestDraft) -> Task {
    let said = !open.needs.provision().is_empty() || open.needs.support_hours().is_some();
    Task {
        id: provision::PART.to_owned(),
        title: provision::title(open).to_owned(),
        href: Some(format!("{}/{}", address(open), provision::PART)),
        hint: None,
        status: if said {
            TaskStatus::Completed
        } else {
            TaskStatus::NotStarted
        },
    }
}

fn task(open: &RequestDraft, area: &Area) -> Task {
    let all = area.domains.len();
    let said = area.domains.iter().filter(|domain| {
        open.needs.level(&domain.id).is_some() || open.needs.evidence().contains_key(&domain.id)
    });
    let done = said.count();
    Task {
        id: area.id.to_string(),
        title: area.title.clone(),
        href: Some(format!("{}/{}", address(open), area.id)),
        hint: Some(format!("{done} of {all} domains")),
        status: match done {
            0 => TaskStatus::NotStarted,
            some if some == all => TaskStatus::Completed,
            _ => TaskStatus::InProgress,
        },
    }
}
