//! The officers of a restricted record: a head of SEND names colleagues, and ends that.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::words::{about_child, day_cell};
use crate::components::{
    Button, ButtonKind, Cell, Column, InsetText, Select, SelectOption, Table, TextArea,
};
use crate::forms::record_officer::{NameForm, NamingEndForm};
use crate::forms::{Problems, parse};
use crate::ids::{ChildId, UserId};
use crate::service::Moment;
use crate::service::record_officers::{self, Named, RecordOfficer, RecordOfficers, roles_in_words};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

/// Answers `GET /children/{child}/officers`.
///
/// # Errors
/// [`WebError::NotFound`] to anybody but a head of SEND, and without such a child.
pub async fn list(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(child): Path<String>,
) -> Result<Response, WebError> {
    let found = opened(&state, &person, &child).await?;
    Ok(page(
        &visit,
        &found,
        &NameForm::default(),
        &Problems::default(),
    ))
}

async fn opened(
    state: &AppState,
    person: &SignedIn,
    child: &str,
) -> Result<RecordOfficers, WebError> {
    let child = ChildId::parse(child).map_err(|_| WebError::NotFound)?;
    let moment = state.clock.moment();
    Ok(record_officers::open(&state.store, &person.actor, &child, moment).await?)
}

/// Answers `POST /children/{child}/officers`: names somebody.
///
/// # Errors
/// As [`list`]; [`WebError::Forbidden`] to whoever would name themselves.
pub async fn name(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(child): Path<String>,
    FormBody(filled): FormBody<NameForm>,
) -> Result<Response, WebError> {
    let found = opened(&state, &person, &child).await?;
    let (officer, reason) = match parse(&filled) {
        Ok(named) => named,
        Err(problems) => return Ok(page(&visit, &found, &filled, &problems)),
    };
    let (child, moment) = (&found.about.child, state.clock.moment());
    let whose = (child, &officer);
    let named = record_officers::name(&state.store, &person.actor, whose, &reason, moment).await?;
    let why = match named {
        Named::Done => {
            let said = "The officer is named for this record.";
            person.leave_said(&state, said).await?;
            return Ok(redirect(&format!("/children/{child}/officers")));
        }
        Named::Already => "This officer is named for the record already",
        Named::Nobody => "Select an officer from the list",
        Named::Conflict => {
            "This officer declared a conflict of interest in the child’s case. Name a colleague"
        }
        Named::NotRestricted => "The record is not restricted, so nobody is named for it",
    };
    let problems = Problems::one("officer", why);
    Ok(page(&visit, &found, &filled, &problems))
}

/// Answers `GET /children/{child}/officers/{officer}/end`.
///
/// # Errors
/// As [`list`]; [`WebError::NotFound`] for somebody who is not named.
pub async fn ask_end(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path((child, officer)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let found = opened(&state, &person, &child).await?;
    let officer = named_now(&found, &officer)?;
    Ok(end_page(
        &visit,
        (&found, &officer),
        &NamingEndForm::default(),
        &Problems::default(),
    ))
}

/// Answers `POST /children/{child}/officers/{officer}/end`.
///
/// # Errors
/// As [`ask_end`]; [`WebError::Forbidden`] to whoever would end it for themselves.
pub async fn end(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path((child, officer)): Path<(String, String)>,
    FormBody(filled): FormBody<NamingEndForm>,
) -> Result<Response, WebError> {
    let found = opened(&state, &person, &child).await?;
    let officer = named_now(&found, &officer)?;
    let reason = match parse(&filled) {
        Ok(reason) => reason,
        Err(problems) => return Ok(end_page(&visit, (&found, &officer), &filled, &problems)),
    };
    let (child, moment) = (&found.about.child, state.clock.moment());
    let whose = (child, &officer);
    let ended = record_officers::end(&state.store, &person.actor, whose, &reason, moment).await?;
    if !ended {
        return Err(WebError::NotFound);
    }
    let said = "The officer is named for this record no more.";
    person.leave_said(&state, said).await?;
    Ok(redirect(&format!("/children/{child}/officers")))
}

fn named_now(found: &RecordOfficers, officer: &str) -> Result<UserId, WebError> {
    let officer = UserId::parse(officer).map_err(|_| WebError::NotFound)?;
    let mut now = found.now();
    match now.any(|named| named.officer == officer) {
        true => Ok(officer),
        false => Err(WebError::NotFound),
    }
}

fn page(visit: &Visit, found: &RecordOfficers, filled: &NameForm, problems: &Problems) -> Response {
    let record = format!("/children/{}", found.about.child);
    Page::titled("Officers of a restricted record")
        .back(record, "Back to the record")
        .with_problems(problems)
        .answer(visit, || {
            view! {
                {about_child(&found.about)}
                <h1 class="govuk-heading-l">"Officers of a restricted record"</h1>
                <p class="govuk-body">
                    "A named officer does for this child what their own role lets them do for any other: score, decide, keep costs, \
                     answer the school. Heads of SEND and auditors can read the record. Everybody else is told that there is none."
                </p>
                {named(found)}
                {form(found, filled, problems)}
                {before(found)}
            }
        })
}

fn named(found: &RecordOfficers) -> AnyView {
    let columns = vec![
        Column::text("Officer"),
        Column::text("Role"),
        Column::text("Since"),
        Column::text("Named by"),
        Column::text("Why"),
        Column::text(""),
    ];
    let rows: Vec<Vec<Cell>> = found
        .now()
        .map(|one| {
            let href = format!("/children/{}/officers/{}/end", one.child, one.officer);
            let (name, roles) = who(found, &one.officer);
            let whom = format!(" for {name}");
            vec![
                Cell::from(name),
                Cell::from(roles),
                since(one),
                Cell::from(who(found, &one.named_by).0),
                Cell::from(one.reason.clone()),
                Cell::of(view! {
                    <a class="govuk-link" href=href>
                        "End"<span class="govuk-visually-hidden">{whom}</span>
                    </a>
                }),
            ]
        })
        .collect();
    if rows.is_empty() {
        let words = "Nobody is named. Until somebody is, nobody can do the work on this record.";
        return match found.is_restricted {
            true => view! { <p class="govuk-body">{words}</p> }.into_any(),
            false => ().into_any(),
        };
    }
    view! { <Table caption="Named now" columns=columns rows=rows stacked=true /> }.into_any()
}

fn since(one: &RecordOfficer) -> Cell {
    day_cell(Some(Moment::of(one.named_at).today), "")
}

/// Somebody's name and roles.
fn who(found: &RecordOfficers, user: &UserId) -> (String, String) {
    match found.people.get(user) {
        Some((name, roles)) => (name.clone(), roles_in_words(roles)),
        None => (String::new(), String::new()),
    }
}

fn form(found: &RecordOfficers, filled: &NameForm, problems: &Problems) -> AnyView {
    let child = &found.about.child;
    if !found.is_restricted {
        let href = format!("/children/{child}/restriction");
        return view! {
            <InsetText>
                "The record is not restricted: everybody whose role lets them open records opens it. "
                <a class="govuk-link" href=href>"Restrict it"</a>
                " first."
            </InsetText>
        }
        .into_any();
    }
    if found.nameable.is_empty() {
        return view! { <p class="govuk-body">"There is nobody else who could be named."</p> }
            .into_any();
    }
    let mut options = vec![SelectOption::new("", "Select the officer")];
    options.extend(found.nameable.iter().map(|one| {
        let words = format!("{}, {}", one.name, roles_in_words(&one.roles));
        SelectOption::new(one.officer.to_string(), words)
    }));
    view! {
        <h2 class="govuk-heading-m">"Name an officer"</h2>
        <form method="post" action=format!("/children/{child}/officers") novalidate>
            <Select
                name="officer"
                label="Officer"
                options=options
                value=filled.officer.clone()
                error=problems.of("officer")
            />
            <TextArea
                name="reason"
                label="Why this officer"
                hint="What they are to do. Not why the record is restricted."
                value=filled.reason.clone()
                rows=3
                error=problems.of("reason")
            />
            <Button text="Name the officer" />
        </form>
    }
    .into_any()
}

/// Those who were named before.
fn before(found: &RecordOfficers) -> Option<AnyView> {
    let columns = vec![
        Column::text("Officer"),
        Column::text("From"),
        Column::text("Until"),
        Column::text("Ended by"),
        Column::text("Why"),
    ];
    let rows: Vec<Vec<Cell>> = found
        .officers
        .iter()
        .filter_map(|one| {
            let ended = one.ended.as_ref()?;
            Some(vec![
                Cell::from(who(found, &one.officer).0),
                since(one),
                day_cell(Some(Moment::of(ended.at).today), ""),
                Cell::from(who(found, &ended.by).0),
                Cell::from(ended.reason.clone()),
            ])
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! { <Table caption="Named before" columns=columns rows=rows stacked=true /> }.into_any()
    })
}

fn end_page(
    visit: &Visit,
    (found, officer): (&RecordOfficers, &UserId),
    filled: &NamingEndForm,
    problems: &Problems,
) -> Response {
    let back = format!("/children/{}/officers", found.about.child);
    let action = format!("{back}/{officer}/end");
    let (name, _) = who(found, officer);
    Page::titled("End that an officer is named")
        .back(back, "Back to the officers")
        .with_problems(problems)
        .answer(visit, || {
            view! {
                {about_child(&found.about)}
                <h1 class="govuk-heading-l">"End that an officer is named"</h1>
                <p class="govuk-body">
                    {name} " will be told from now on that there is no such record. What they did on it stays."
                </p>
                <form method="post" action=action novalidate>
                    <TextArea
                        name="reason"
                        label="Why"
                        value=filled.reason.clone()
                        rows=3
                        error=problems.of("reason")
                    />
                    <Button text="End it" kind=ButtonKind::Warning />
                </form>
            }
        })
}
