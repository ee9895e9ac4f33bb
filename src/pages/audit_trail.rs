//! The audit trail: who opened a child's record, and everything that was done.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::child::below_record;
use super::words::{count, short_day};
use crate::access::{Action, Subject};
use crate::calendar::Date;
use crate::components::{
    Button, Cell, Column, DateFields, DateInput, InsetText, Pagination, Select, SelectOption,
    Table, TextInput, page_address,
};
use crate::forms::{Problems, day};
use crate::ids::{ChildId, LocalId};
use crate::service::audit_trail::{self, Line, Searched, Sought, Who};
use crate::service::reach::require;
use crate::service::{Moment, Paged, said};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

/// Which page is asked for.
#[derive(Deserialize)]
pub struct Asked {
    page: Option<u32>,
}

/// Answers `GET /children/{child}/trail`: who did what to the record, those who only looked among them.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not read the audit; [`WebError::NotFound`] for a child that is not theirs to see.
pub async fn of_child(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(child): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let child = ChildId::parse(&child).map_err(|_| WebError::NotFound)?;
    let moment = state.clock.moment();
    let page = asked.page.unwrap_or(1);
    let actor = &person.actor;
    let found = audit_trail::of_child(&state.store, actor, &child, page, moment).await?;
    let title = format!("Who opened {}", found.local_id);
    let here = format!("/children/{child}/trail");
    let path = below_record(&child, &found.local_id);
    let answer = Page::titled(title.clone()).below(path);
    Ok(answer.answer(&visit, move || {
        view! {
            <h1 class="govuk-heading-l">{title}</h1>
            <p class="govuk-body">
                "Every look at this record and every change of it, the newest first, with those who asked and were refused. That \
                 you have read this is written down too."
            </p>
            {list(found.lines, &here, String::new(), &Shown::OfOneChild)}
        }
    }))
}

/// What is sought, in an address: codes and ids, and nothing that says who a child is.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct AskedSearch {
    page: Option<u32>,
    officer: String,
    action: String,
    child: String,
    from: String,
    to: String,
}

/// What is sought, as it is typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct SearchForm {
    officer: String,
    action: String,
    reference: String,
    from_day: String,
    from_month: String,
    from_year: String,
    to_day: String,
    to_month: String,
    to_year: String,
}

/// A value of an address, none where it is blank.
fn read<T>(text: &str, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>, WebError> {
    match text {
        "" => Ok(None),
        text => parse(text).map(Some).ok_or(WebError::BadRequest),
    }
}

/// What was done, as entries keep it: lower case with dashes.
fn action_of(text: &str) -> Option<String> {
    let is_code = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (text.len() <= 80 && text.bytes().all(is_code)).then(|| text.to_owned())
}

impl AskedSearch {
    fn sought(&self) -> Result<Sought, WebError> {
        Ok(Sought {
            who: read(&self.officer, Who::parse)?,
            child: read(&self.child, |id| ChildId::parse(id).ok())?,
            action: read(&self.action, action_of)?,
            from: read(&self.from, |day| day.parse().ok())?,
            to: read(&self.to, |day| day.parse().ok())?,
        })
    }
}

/// The query of what is sought.
fn query(sought: &Sought) -> String {
    let day = |day: Option<Date>| day.map(|day| day.to_string());
    let parts = [
        (
            "officer",
            sought.who.as_ref().map(|who| who.code().to_owned()),
        ),
        ("action", sought.action.clone()),
        ("child", sought.child.as_ref().map(ToString::to_string)),
        ("from", day(sought.from)),
        ("to", day(sought.to)),
    ];
    let given = parts.into_iter();
    let given = given.filter_map(|(name, value)| Some(format!("{name}={}", value?)));
    given.collect::<Vec<_>>().join("&")
}

/// The form as it stands for what was sought.
fn filled(sought: &Sought, searched: &Searched) -> SearchForm {
    let [from_day, from_month, from_year] = typed(sought.from);
    let [to_day, to_month, to_year] = typed(sought.to);
    let code = sought.who.as_ref().map(|who| who.code().to_owned());
    let reference = searched.local_id.as_ref().map(ToString::to_string);
    SearchForm {
        officer: code.unwrap_or_default(),
        action: sought.action.clone().unwrap_or_default(),
        reference: reference.unwrap_or_default(),
        from_day,
        from_month,
        from_year,
        to_day,
        to_month,
        to_year,
    }
}

fn typed(day: Option<Date>) -> [String; 3] {
    day.map_or_else(Default::default, |day| {
        [
            day.day().to_string(),
            day.month().to_string(),
            day.year().to_string(),
        ]
    })
}

/// Answers `GET /administration/audit`: every entry, or those that are sought.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not read the audit; [`WebError::NotFound`] for a child that is not theirs to see.
pub async fn all(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Query(asked): Query<AskedSearch>,
) -> Result<Response, WebError> {
    let sought = asked.sought()?;
    let (page, moment) = (asked.page.unwrap_or(1), state.clock.moment());
    let found = audit_trail::search(&state.store, &person.actor, &sought, page, moment).await?;
    let form = filled(&sought, &found);
    let query = query(&sought);
    let known = sought.child.zip(found.local_id.clone());
    Ok(trail_page(
        &visit,
        (found, query, known),
        &form,
        &Problems::default(),
    ))
}

/// Answers `POST /administration/audit`: sends the browser to what is sought, by ids.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not read the audit.
pub async fn search(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    FormBody(sent): FormBody<SearchForm>,
) -> Result<Response, WebError> {
    require(&person.actor, Action::ReadAudit, &Subject::Anything)?;
    let (store, actor, moment) = (&state.store, &person.actor, state.clock.moment());
    let mut problems = Problems::default();
    let child = match sent.reference.trim() {
        "" => None,
        typed => {
            let found = match LocalId::parse(typed) {
                Ok(reference) => audit_trail::child_of(store, actor, &reference, moment).await?,
                Err(_) => None,
            };
            if found.is_none() {
                problems.add("reference", "No child that you may see has this reference");
            }
            found
        }
    };
    let mut day = |field, what, [d, m, y]: [&String; 3]| match day::parse(what, d, m, y) {
        Ok(day) => day,
        Err(message) => {
            problems.add(field, message);
            None
        }
    };
    let from = day(
        "from",
        "First day",
        [&sent.from_day, &sent.from_month, &sent.from_year],
    );
    let to = day(
        "to",
        "Last day",
        [&sent.to_day, &sent.to_month, &sent.to_year],
    );
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        problems.add("to", "The last day must not be before the first");
    }
    if !problems.is_empty() {
        let all = Sought::default();
        let found = audit_trail::search(store, actor, &all, 1, moment).await?;
        let all = (found, String::new(), None);
        return Ok(trail_page(&visit, all, &sent, &problems));
    }
    let sought = Sought {
        who: read(&sent.officer, Who::parse)?,
        child,
        action: read(&sent.action, action_of)?,
        from,
        to,
    };
    Ok(redirect(&page_address(ALL, &query(&sought), 1)))
}

/// Where every entry is.
const ALL: &str = "/administration/audit";

fn trail_page(
    visit: &Visit,
    (found, query, known): (Searched, String, Option<(ChildId, LocalId)>),
    filled: &SearchForm,
    problems: &Problems,
) -> Response {
    let answer = Page::titled("Audit trail")
        .back("/", "Back to the start")
        .with_problems(problems);
    answer.answer(visit, move || {
        view! {
            <h1 class="govuk-heading-l">"Audit trail"</h1>
            <p class="govuk-body">
                "What was done, the newest first. Entries hold ids and no personal data. Give a child’s reference to see who opened \
                 that record and what was done with its profiles, decisions and awards. That you searched is written down too."
            </p>
            {search_form(&found, filled, problems)}
            <InsetText>
                "Whether the chain is whole is checked by the command "
                <code>"send-banding audit verify"</code>
                " on the server, against a head that was exported earlier and kept elsewhere."
            </InsetText>
            {list(found.lines, ALL, query, &Shown::OfAll(known))}
        }
    })
}

fn search_form(found: &Searched, filled: &SearchForm, problems: &Problems) -> AnyView {
    let mut officers = vec![SelectOption::new("", "Anybody")];
    let each = found.officers.iter();
    officers.extend(each.map(|(name, code)| SelectOption::new(code.as_str(), name.as_str())));
    let mut actions = vec![SelectOption::new("", "Anything")];
    let mut known: Vec<(String, &String)> = found
        .actions
        .iter()
        .map(|kept| (said::action(kept), kept))
        .collect();
    known.sort();
    actions.extend(
        known
            .into_iter()
            .map(|(words, kept)| SelectOption::new(kept.as_str(), words)),
    );
    let day = |day: &String, month: &String, year: &String| DateFields {
        day: day.clone(),
        month: month.clone(),
        year: year.clone(),
    };
    view! {
        <form method="post" action=ALL novalidate>
            <TextInput
                name="reference"
                label="Child’s reference (optional)"
                value=filled.reference.clone()
                error=problems.of("reference")
                width=20
            />
            <Select name="officer" label="Who" options=officers value=filled.officer.clone() error=None />
            <Select name="action" label="What" options=actions value=filled.action.clone() error=None />
            <DateInput
                name="from"
                legend="First day (optional)"
                value=day(&filled.from_day, &filled.from_month, &filled.from_year)
                error=problems.of("from")
            />
            <DateInput
                name="to"
                legend="Last day (optional)"
                value=day(&filled.to_day, &filled.to_month, &filled.to_year)
                error=problems.of("to")
            />
            <Button text="Search" />
        </form>
        <p class="govuk-body"><a class="govuk-link" href=ALL>"Show everything"</a></p>
    }
    .into_any()
}

/// Whose entries are shown.
enum Shown {
    /// One child's: each is about that record.
    OfOneChild,
    /// Everybody's, with the child that was sought, whose reference says more than an id.
    OfAll(Option<(ChildId, LocalId)>),
}

/// A page of entries, or the words for there being none.
fn list(found: Paged<Line>, base: &str, query: String, shown: &Shown) -> AnyView {
    if found.items.is_empty() {
        return view! { <p class="govuk-body">"There is no entry here."</p> }.into_any();
    }
    let mut columns = vec![
        Column::number("Entry"),
        Column::text("When"),
        Column::text("Who"),
        Column::text("What"),
    ];
    if matches!(shown, Shown::OfAll(_)) {
        columns.push(Column::text("Record"));
    }
    let rows = found.items.iter().map(|line| row(line, shown)).collect();
    let entries = match found.total {
        1 => "1 entry".to_owned(),
        many => format!("{} entries", count(many)),
    };
    let last = u32::try_from(found.pages()).unwrap_or(u32::MAX);
    let current = found.page.number();
    let base = base.to_owned();
    view! {
        <Table caption=entries columns=columns rows=rows />
        <Pagination base=base query=query current=current last=last />
    }
    .into_any()
}

fn row(line: &Line, shown: &Shown) -> Vec<Cell> {
    let mut cells = vec![
        Cell::from(line.sequence.to_string()),
        Cell::from(when(line)),
        Cell::from(line.who.clone()),
        Cell::from(said::action(&line.action)),
    ];
    if let Shown::OfAll(known) = shown {
        cells.push(subject(line, known.as_ref()));
    }
    cells
}

/// The day and the time of day in England.
fn when(line: &Line) -> String {
    let moment = Moment::of(line.at);
    format!("{}, {}", short_day(moment.today), moment.time())
}

/// The kind of record and its id, or the reference of the child that was sought; a child's leads to its own trail.
fn subject(line: &Line, known: Option<&(ChildId, LocalId)>) -> Cell {
    let kind = line.subject_kind.replace('-', " ");
    let id = line.subject_id.clone();
    if line.subject_kind == "child" {
        let href = format!("/children/{id}/trail");
        let sought = known.filter(|(child, _)| child.as_str() == id);
        let named = sought.map_or(id, |(_, reference)| reference.to_string());
        Cell::of(view! { {kind} " " <a class="govuk-link app-under" href=href>{named}</a> })
    } else {
        Cell::of(view! { {kind} " " <span class="app-under">{id}</span> })
    }
}
