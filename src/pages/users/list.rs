//! The list of users.

use axum::extract::{Query, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::{HERE, address};
use crate::access::Role;
use crate::components::{
    Button, ButtonKind, ButtonLink, Cell, Checkboxes, Choice, Column, FilterLayout, Pagination,
    Select, SelectOption, Table, Tag, TagColour,
};
use crate::pages::words::count;
use crate::service::Paged;
use crate::service::users::{self, User};

use crate::visit::{AppState, Page, SignedIn, Visit, WebError};

/// Which users are asked for. What means nothing counts as not asked.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    role: String,
    closed: String,
    page: String,
}

impl Asked {
    fn role(&self) -> Option<Role> {
        Role::parse(&self.role)
    }

    fn with_closed(&self) -> bool {
        self.closed == "yes"
    }

    /// The same as a query without its page.
    fn query(&self) -> String {
        let role = self.role().map(|role| format!("role={}", role.code()));
        let closed = self.with_closed().then(|| "closed=yes".to_owned());
        let parts: Vec<String> = role.into_iter().chain(closed).collect();
        parts.join("&")
    }
}

/// Answers `GET /administration/users`.
///
/// # Errors
/// [`WebError::Forbidden`] to anybody but an administrator.
pub async fn list(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let wanted = (asked.role(), asked.with_closed());
    let page = asked.page.parse().unwrap_or(1);
    let found = users::list(&state.store, &person.actor, wanted, page).await?;
    let page = Page::titled("Users").back("/", "Back to the start");
    Ok(page.answer(&visit, move || {
        let narrowed = !asked.query().is_empty();
        view! {
            <h1 class="govuk-heading-l">"Users"</h1>
            <p class="govuk-body">
                "Who signs in, and what they may do. "
                <a class="govuk-link" href="/administration/one-time-codes">"Who uses one-time codes"</a>
            </p>
            <ButtonLink href=format!("{HERE}/new") text="Add a user" />
            <FilterLayout filters=filters(&asked) open=narrowed>{results(&asked, found)}</FilterLayout>
        }
    }))
}

fn filters(asked: &Asked) -> AnyView {
    let mut roles = vec![SelectOption::new("", "Any role")];
    roles.extend(
        Role::ALL
            .iter()
            .map(|role| SelectOption::new(role.code(), role.title())),
    );
    let closed = if asked.with_closed() {
        vec!["yes".to_owned()]
    } else {
        Vec::new()
    };
    view! {
        <form method="get" action=HERE>
            <Select name="role" label="Role" options=roles value=asked.role.clone() />
            <Checkboxes
                name="closed"
                legend="Closed users"
                choices=vec![Choice::new("yes", "Show them too")]
                values=closed
                small=true
            />
            <Button text="Apply filters" kind=ButtonKind::Secondary />
        </form>
    }
    .into_any()
}

fn results(asked: &Asked, found: Paged<User>) -> AnyView {
    if found.items.is_empty() {
        return view! { <p class="govuk-body">"There is no such user."</p> }.into_any();
    }
    let columns = vec![
        Column::text("Name"),
        Column::text("Signs in as"),
        Column::text("Roles"),
        Column::number("Establishments"),
    ];
    let total = match found.total {
        1 => "1 user".to_owned(),
        many => format!("{} users", count(many)),
    };
    let last = u32::try_from(found.pages()).unwrap_or(u32::MAX);
    let current = found.page.number();
    let query = asked.query();
    let rows = found.items.iter().map(row).collect();
    view! {
        <Table caption=total columns=columns rows=rows />
        <Pagination base=HERE query=query current=current last=last />
    }
    .into_any()
}

fn row(user: &User) -> Vec<Cell> {
    let (href, name) = (address(&user.id), user.display_name.clone());
    let mut named = Cell::of(view! { <a class="govuk-link" href=href>{name}</a> });
    if user.disabled {
        named = named.and(view! { <Tag text="Closed" colour=TagColour::Grey /> });
    }
    let roles: Vec<&str> = user.roles.iter().copied().map(Role::title).collect();
    let places = match user.establishments.len() {
        0 => String::new(),
        places => places.to_string(),
    };
    vec![
        named,
        Cell::from(user.typed_name().unwrap_or("Council account").to_owned()),
        Cell::from(roles.join(", ")),
        Cell::from(places),
    ]
}
