//! The list of establishments.

use axum::extract::{Query, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::{HERE, colour};
use crate::components::{
    Button, ButtonKind, ButtonLink, Cell, Column, FilterLayout, Pagination, Select, SelectOption,
    Table, Tag, TextInput,
};
use crate::pages::words::count;
use crate::service::establishments::{
    self, Establishment, EstablishmentStatus, Listed, Wanted, status_in_words,
};
use crate::visit::address::query_value;
use crate::visit::{AppState, Page, SignedIn, Visit, WebError};

/// The longest search that is looked at, in characters.
const CHARACTERS_MAX: usize = 100;

/// Which establishments are asked for. What means nothing counts as not asked.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    words: String,
    status: String,
    page: String,
}

impl Asked {
    fn wanted(&self) -> Wanted {
        let words = self.words.trim().chars().filter(|c| !c.is_control());
        Wanted {
            words: words.take(CHARACTERS_MAX).collect(),
            near: false,
            status: EstablishmentStatus::parse(&self.status).ok(),
        }
    }
}

/// The same as a query without its page.
fn query(wanted: &Wanted) -> String {
    let words = (!wanted.words.is_empty()).then(|| format!("words={}", query_value(&wanted.words)));
    let status = wanted
        .status
        .map(|status| format!("status={}", status.code()));
    let parts: Vec<String> = words.into_iter().chain(status).collect();
    parts.join("&")
}

/// Answers `GET /administration/establishments`.
///
/// # Errors
/// [`WebError::Forbidden`] to anybody but an administrator.
pub async fn list(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let wanted = asked.wanted();
    let page = asked.page.parse().unwrap_or(1);
    let found = establishments::list(&state.store, &person.actor, &wanted, page).await?;
    let page = Page::titled("Establishments").back("/", "Back to the start");
    Ok(page.answer(&visit, move || {
        let narrowed = !query(&wanted).is_empty();
        view! {
            <h1 class="govuk-heading-l">"Establishments"</h1>
            <p class="govuk-body">
                "Schools, colleges and other providers, as Get Information about Schools (GIAS) lists them."
            </p>
            <ButtonLink href=format!("{HERE}/register") text="Import the register" />
            <FilterLayout filters=filters(&wanted) open=narrowed>{results(&wanted, &found)}</FilterLayout>
        }
    }))
}

fn filters(wanted: &Wanted) -> AnyView {
    let mut options = vec![SelectOption::new("", "Any")];
    options.extend(
        EstablishmentStatus::ALL
            .iter()
            .map(|status| SelectOption::new(status.code(), status_in_words(*status))),
    );
    view! {
        <form method="get" action=HERE>
            <TextInput
                name="words"
                label="Name, URN or UKPRN"
                value=wanted.words.clone()
                autocomplete="off"
                input_type="search"
            />
            <Select
                name="status"
                label="Open or closed"
                options=options
                value=wanted.status.map(EstablishmentStatus::code).unwrap_or_default()
            />
            <Button text="Apply filters" kind=ButtonKind::Secondary />
        </form>
    }
    .into_any()
}

fn results(wanted: &Wanted, listed: &Listed) -> AnyView {
    let found = &listed.found;
    if found.items.is_empty() {
        if query(wanted).is_empty() {
            return view! {
                <p class="govuk-body">"No establishment is on record. Import the register first."</p>
            }
            .into_any();
        }
        return view! {
            <p class="govuk-body">"There is no such establishment."</p>
            <p class="govuk-body">
                <a class="govuk-link" href=HERE>"Clear search and filters"</a>
            </p>
        }
        .into_any();
    }
    let columns = ["Name", "URN", "Type", "Phase", "Status"].map(Column::text);
    let total = match found.total {
        1 => "1 establishment".to_owned(),
        many => format!("{} establishments", count(many)),
    };
    let last = u32::try_from(found.pages()).unwrap_or(u32::MAX);
    let current = found.page.number();
    let rows = found.items.iter().map(row).collect();
    let near = listed.near.then(|| {
        view! {
            <p class="govuk-body">
                "Nothing is exactly what you typed. These names are spelt nearly so."
            </p>
        }
    });
    view! {
        {near}
        <Table caption=total columns=columns.into() rows=rows />
        <Pagination base=HERE query=query(wanted) current=current last=last />
    }
    .into_any()
}

fn row(one: &Establishment) -> Vec<Cell> {
    let (href, name) = (format!("{HERE}/{}", one.id), one.name.clone());
    let status = one.status;
    let urn = one.urn.as_ref().map(ToString::to_string);
    vec![
        Cell::of(view! { <a class="govuk-link" href=href>{name}</a> }),
        Cell::from(urn.unwrap_or_else(|| "None".to_owned())),
        Cell::from(one.kind.clone()),
        Cell::from(one.phase.clone()),
        Cell::of(view! { <Tag text=status_in_words(status) colour=colour(status) /> }),
    ]
}
