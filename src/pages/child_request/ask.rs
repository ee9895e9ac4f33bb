//! The form by which a school asks for a child who is not on record.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::{LIST, above};
use crate::calendar::YearGroup;
use crate::components::{
    Button, Crumb, DateFields, DateInput, Select, SelectOption, TextArea, TextInput,
};
use crate::forms::child_request::ChildRequestForm;
use crate::forms::{self, Problems};
use crate::ids::ChildRequestId;
use crate::service::child_request::{self, AskedFor, School};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

/// Answers `GET /children-asked-for/new`.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever asks for nobody.
pub async fn form(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
) -> Result<Response, WebError> {
    let schools = child_request::schools(&state.store, &person.actor).await?;
    let blank = ChildRequestForm::default();
    Ok(page(&visit, &schools, &blank, &Problems::default()))
}

/// Answers `POST /children-asked-for/new`.
///
/// # Errors
/// As [`form`]; [`WebError::NotFound`] for another's establishment.
pub async fn send(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    FormBody(sent): FormBody<ChildRequestForm>,
) -> Result<Response, WebError> {
    let schools = child_request::schools(&state.store, &person.actor).await?;
    let read = match forms::parse(&sent) {
        Ok(read) => read,
        Err(problems) => return Ok(page(&visit, &schools, &sent, &problems)),
    };
    let asked = AskedFor {
        forename: read.forename,
        surname: read.surname,
        birth_date: Some(read.birth_date),
        upn: read.upn,
        year_group: read.year_group.map(YearGroup::title).unwrap_or_default(),
        words: read.words,
    };
    let (at, moment) = (&read.establishment, state.clock.moment());
    child_request::ask(&state.store, &person.actor, (at, &asked), moment).await?;
    let said = "The council was asked. Once the child is on record, your request is among your requests for extra support.";
    person.leave_said(&state, said).await?;
    Ok(redirect(LIST))
}

/// Answers `POST /children-asked-for/{request}/take-back`.
///
/// # Errors
/// [`WebError::NotFound`] if the reader's school has no such request.
pub async fn take_back(
    State(state): State<AppState>,
    person: SignedIn,
    Path(request): Path<String>,
) -> Result<Response, WebError> {
    let id = ChildRequestId::parse(&request).map_err(|_| WebError::NotFound)?;
    let moment = state.clock.moment();
    let said = if child_request::take_back(&state.store, &person.actor, &id, moment).await? {
        "The request was taken back, and no name is kept."
    } else {
        "The request was answered before, and could not be taken back."
    };
    person.leave_said(&state, said).await?;
    Ok(redirect(LIST))
}

fn page(
    visit: &Visit,
    schools: &[School],
    filled: &ChildRequestForm,
    problems: &Problems,
) -> Response {
    let title = "Ask for a child who is not on record";
    let mut path = above();
    path.push(Crumb::new("Children not on record", LIST));
    let page = Page::titled(title).below(path).with_problems(problems);
    page.answer(visit, || {
        view! {
            <h1 class="govuk-heading-l">{title}</h1>
            <p class="govuk-body">
                "Look under Children first. Who the child is stands in this request only until the council answers."
            </p>
            <form method="post" novalidate>
                {school(schools, filled, problems)}
                <TextInput name="forename" label="Given name" value=filled.forename.clone() error=problems.of("forename") />
                <TextInput name="surname" label="Family name" value=filled.surname.clone() error=problems.of("surname") />
                <DateInput
                    name="born"
                    legend="Birth date"
                    hint="For example, 27 3 2019"
                    value=born(filled)
                    error=problems.of("born")
                />
                <TextInput
                    name="upn"
                    label="UPN (optional)"
                    hint="The pupil number, if there is one."
                    value=filled.upn.clone()
                    error=problems.of("upn")
                    width=20
                />
                <Select
                    name="year-group"
                    label="Year group (optional)"
                    options=years()
                    value=filled.year_group.clone()
                    error=problems.of("year-group")
                />
                <TextArea
                    name="words"
                    label="Why you ask, and what was tried"
                    hint="Up to 3,000 characters; nothing of other children."
                    value=filled.words.clone()
                    error=problems.of("words")
                    rows=8
                />
                <Button text="Ask the council" />
            </form>
        }
    })
}

/// Which school asks; nothing to choose where there is one.
fn school(schools: &[School], filled: &ChildRequestForm, problems: &Problems) -> AnyView {
    if let [only] = schools {
        let id = only.id.to_string();
        return view! { <input type="hidden" name="establishment" value=id /> }.into_any();
    }
    let mut options = vec![SelectOption::new("", "Select a school")];
    let each = schools.iter();
    options.extend(each.map(|school| SelectOption::new(school.id.as_str(), school.name.as_str())));
    view! {
        <Select
            name="establishment"
            label="School"
            options=options
            value=filled.establishment.clone()
            error=problems.of("establishment")
        />
    }
    .into_any()
}

fn born(filled: &ChildRequestForm) -> DateFields {
    DateFields {
        day: filled.born_day.clone(),
        month: filled.born_month.clone(),
        year: filled.born_year.clone(),
    }
}

fn years() -> Vec<SelectOption> {
    let mut options = vec![SelectOption::new("", "Not said")];
    options.extend(
        YearGroup::all().map(|year| SelectOption::new(year.number().to_string(), year.title())),
    );
    options
}
