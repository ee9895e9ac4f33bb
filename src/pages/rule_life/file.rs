//! One file of a draft: its text, its problems, and the form that saves it.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::conflict::conflict;
use super::draft::file_address;
use super::{below_drafts, draft_address, draft_id, draft_title, report};
use crate::access::Action;
use crate::components::{Button, Checkboxes, Choice, Crumb, TextArea, TextInput};
use crate::forms::rule_file::{RuleFileForm, RuleFileText};
use crate::forms::{self, Problems};
use crate::service::reach::allows;
use crate::service::rule_life::{self, Change, OpenDraft, Saved};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

/// Answers `GET /rules/drafts/{draft}/files/{name}`.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not see drafts; [`WebError::NotFound`] for a draft or file that does not exist.
pub async fn edit(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path((draft, name)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let draft = rule_life::open(&state.store, &person.actor, &draft_id(&draft)?).await?;
    let text = draft.texts.get(&name).ok_or(WebError::NotFound)?.clone();
    if allows(&person.actor, Action::EditRules) && draft.line.stage.is_open() {
        let filled = RuleFileForm {
            version: draft.line.version,
            name,
            text,
            ..RuleFileForm::default()
        };
        return Ok(page(&visit, &draft, &filled, &Problems::default()));
    }
    let page = Page::titled(name.clone()).below(path(&draft));
    Ok(page.answer(&visit, || {
        view! {
            <h1 class="govuk-heading-l">{name.clone()}</h1>
            {report::of_file(&draft.report, &name)}
            <pre class="app-rule-text" tabindex="0" role="region" aria-label="Text of the file">{text}</pre>
        }
    }))
}

/// Answers `POST /rules/drafts/{draft}/files/{name}`.
///
/// # Errors
/// As [`edit`]; [`WebError::Forbidden`] for whoever may not edit rules.
pub async fn save(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path((draft, name)): Path<(String, String)>,
    FormBody(sent): FormBody<RuleFileForm>,
) -> Result<Response, WebError> {
    let draft = writable(&state, &person, &draft).await?;
    if !draft.texts.contains_key(&name) {
        return Err(WebError::NotFound);
    }
    let sent = RuleFileForm { name, ..sent };
    match forms::parse(&sent) {
        Ok(read) => keep(&state, &visit, &person, (&draft, sent.version), read).await,
        Err(problems) => Ok(page(&visit, &draft, &sent, &problems)),
    }
}

/// Answers `GET /rules/drafts/{draft}/new-file`.
///
/// # Errors
/// As [`save`].
pub async fn new(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(draft): Path<String>,
) -> Result<Response, WebError> {
    let draft = writable(&state, &person, &draft).await?;
    let blank = RuleFileForm {
        version: draft.line.version,
        ..RuleFileForm::default()
    };
    Ok(new_page(&visit, &draft, &blank, &Problems::default()))
}

/// Answers `POST /rules/drafts/{draft}/new-file`.
///
/// # Errors
/// As [`save`].
pub async fn save_new(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(draft): Path<String>,
    FormBody(sent): FormBody<RuleFileForm>,
) -> Result<Response, WebError> {
    let draft = writable(&state, &person, &draft).await?;
    let read = match forms::parse(&sent) {
        Ok(read) => read,
        Err(problems) => return Ok(new_page(&visit, &draft, &sent, &problems)),
    };
    if draft.texts.contains_key(&read.name) {
        let problems = Problems::one("name", "The draft has a file of that name already");
        return Ok(new_page(&visit, &draft, &sent, &problems));
    }
    keep(&state, &visit, &person, (&draft, sent.version), read).await
}

/// The draft, for somebody who may change it; one that is proposed or approved is a conflict.
pub(super) async fn writable(
    state: &AppState,
    person: &SignedIn,
    draft: &str,
) -> Result<OpenDraft, WebError> {
    if !allows(&person.actor, Action::EditRules) {
        return Err(WebError::Forbidden);
    }
    let draft = rule_life::open(&state.store, &person.actor, &draft_id(draft)?).await?;
    if draft.line.stage.is_open() {
        Ok(draft)
    } else {
        Err(WebError::Conflict)
    }
}

async fn keep(
    state: &AppState,
    visit: &Visit,
    person: &SignedIn,
    (draft, seen): (&OpenDraft, u32),
    read: RuleFileText,
) -> Result<Response, WebError> {
    let change = Change {
        name: read.name,
        text: read.text,
    };
    let moment = state.clock.moment();
    let over = (&draft.line.id, seen);
    let changes = std::slice::from_ref(&change);
    match rule_life::save(&state.store, &person.actor, over, changes, moment).await? {
        Saved::Done => {
            let done = if change.text.is_some() {
                "was saved"
            } else {
                "was taken away"
            };
            let said = format!("{} {done}. The draft was checked again.", change.name);
            person.leave_said(state, said).await?;
            Ok(redirect(&draft_address(&draft.line.id)))
        }
        Saved::Lost(now) => Ok(conflict(visit, &now, &change)),
        Saved::Closed => Err(WebError::Conflict),
    }
}

pub(super) fn path(draft: &OpenDraft) -> Vec<Crumb> {
    let mut path = below_drafts();
    path.push(Crumb::new(
        draft_title(draft),
        draft_address(&draft.line.id),
    ));
    path
}

fn page(visit: &Visit, draft: &OpenDraft, filled: &RuleFileForm, problems: &Problems) -> Response {
    let name = filled.name.clone();
    let page = Page::titled(name.clone())
        .below(path(draft))
        .with_problems(problems);
    page.answer(visit, || {
        let action = file_address(draft, &name);
        let remove = vec![Choice::new("yes", "Take this file away")];
        view! {
            <h1 class="govuk-heading-l">{name.clone()}</h1>
            {report::of_file(&draft.report, &name)}
            <form method="post" action=action novalidate>
                {version_field(filled)}
                {text(filled, problems)}
                <Checkboxes
                    name="remove"
                    legend="Not needed any more?"
                    choices=remove
                    values=Vec::new()
                    error=problems.of("remove")
                />
                <Button text="Save and check" />
            </form>
        }
    })
}

fn new_page(
    visit: &Visit,
    draft: &OpenDraft,
    filled: &RuleFileForm,
    problems: &Problems,
) -> Response {
    let page = Page::titled("Add a file")
        .below(path(draft))
        .with_problems(problems);
    page.answer(visit, || {
        let action = format!("{}/new-file", draft_address(&draft.line.id));
        view! {
            <h1 class="govuk-heading-l">"Add a file"</h1>
            <form method="post" action=action novalidate>
                {version_field(filled)}
                <TextInput
                    name="name"
                    label="Name"
                    hint="Ends in .toml. A file of cases begins with cases/, such as cases/boundaries.toml."
                    value=filled.name.clone()
                    error=problems.of("name")
                    width=30
                />
                {text(filled, problems)}
                <Button text="Save and check" />
            </form>
        }
    })
}

fn version_field(filled: &RuleFileForm) -> impl IntoView + use<> {
    view! { <input type="hidden" name="version" value=filled.version.to_string() /> }
}

fn text(filled: &RuleFileForm, problems: &Problems) -> impl IntoView + use<> {
    view! {
        <TextArea
            name="text"
            label="Text"
            hint="The keys are explained in the format’s description for rules owners. Paste a whole file here, or change what is here."
            value=filled.text.clone()
            error=problems.of("text")
            rows=30
        />
    }
}
