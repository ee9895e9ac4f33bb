//! The profiles that wait for a decision: how long each has, and whether it is a first decision or a review.

use axum::extract::{Query, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::super::words;
use crate::components::{
    Button, ButtonKind, Cell, Column, FilterLayout, InsetText, Pagination, Select, SelectOption,
    Table, Tag, TagColour,
};
use crate::service::Moment;
use crate::service::deciding::{self, Queue, QueueFilter, Waiting};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError};

/// Which profiles are asked for. What means nothing counts as not asked.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    kind: String,
    order: String,
    page: String,
}

impl Asked {
    fn filter(&self) -> QueueFilter {
        QueueFilter {
            review: match self.kind.as_str() {
                "first" => Some(false),
                "review" => Some(true),
                _ => None,
            },
            newest_first: self.order == "newest",
        }
    }
}

/// The same as a query without its page.
fn query(filter: QueueFilter) -> String {
    let kind = filter
        .review
        .map(|review| if review { "kind=review" } else { "kind=first" });
    let order = filter.newest_first.then_some("order=newest");
    kind.into_iter().chain(order).collect::<Vec<_>>().join("&")
}

/// Answers `GET /decisions`.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not see the queue.
pub async fn list(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let (filter, page) = (asked.filter(), asked.page.parse().unwrap_or(1));
    let moment = state.clock.moment();
    let queue = deciding::queue(&state.store, &person.actor, (filter, page), moment).await?;
    let page = Page::titled("Decisions").back("/", "Back to the start");
    Ok(page.answer(&visit, || {
        let narrowed = !query(filter).is_empty();
        let listed = listed(&queue, filter);
        view! {
            <h1 class="govuk-heading-l">"Decisions"</h1>
            <FilterLayout filters=filters(filter) open=narrowed>{listed}</FilterLayout>
            <p class="govuk-body">
                <a class="govuk-link" href="/registers">"Registers of overrides and exceptional awards"</a>
            </p>
        }
    }))
}

fn filters(filter: QueueFilter) -> AnyView {
    let kinds = vec![
        SelectOption::new("", "All"),
        SelectOption::new("first", "First decisions"),
        SelectOption::new("review", "Reviews"),
    ];
    let kind = match filter.review {
        None => "",
        Some(true) => "review",
        Some(false) => "first",
    };
    let orders = vec![
        SelectOption::new("", "Longest wait first"),
        SelectOption::new("newest", "Shortest wait first"),
    ];
    let order = if filter.newest_first { "newest" } else { "" };
    view! {
        <form method="get" action="/decisions">
            <Select name="kind" label="What waits" options=kinds value=kind.to_owned() />
            <Select name="order" label="Order" options=orders value=order.to_owned() />
            <Button text="Show" kind=ButtonKind::Secondary />
        </form>
    }
    .into_any()
}

fn listed(queue: &Queue, filter: QueueFilter) -> AnyView {
    if queue.waiting.is_empty() {
        let none = if filter.review.is_some() {
            "No such profile waits for a decision."
        } else {
            "No profile waits for a decision. A profile comes here when its scorer sends it."
        };
        return view! { <InsetText>{none}</InsetText> }.into_any();
    }
    let last = u32::try_from(queue.pages).unwrap_or(u32::MAX);
    let order = if filter.newest_first {
        "the shortest wait first"
    } else {
        "the longest wait first"
    };
    let waits = match queue.total {
        1 => "1 profile waits for a decision.".to_owned(),
        many => format!(
            "{} profiles wait for a decision, {order}.",
            words::count(many)
        ),
    };
    let columns = vec![
        Column::text("Child"),
        Column::text("Scored by"),
        Column::text("Sent"),
        Column::text("Kind"),
        Column::text("State"),
    ];
    let rows = queue.waiting.iter().map(row).collect();
    view! {
        <p class="govuk-body">{waits}</p>
        <Table caption="Profiles waiting" columns=columns rows=rows stacked=true />
        <Pagination base="/decisions" query=query(filter) current=queue.page last=last />
    }
    .into_any()
}

fn row(waiting: &Waiting) -> Vec<Cell> {
    let line = &waiting.line;
    let href = format!("/decisions/{}", line.profile);
    let state = match (waiting.own, waiting.individual, waiting.proposed) {
        (_, true, Some(annual)) => {
            let text = format!("{annual} a year proposed, above its officer’s limit");
            view! { <Tag text=text colour=TagColour::Purple /> }.into_any()
        }
        _ if waiting.without_decider => {
            view! { <Tag text="Nobody left to decide" colour=TagColour::Red /> }.into_any()
        }
        (true, ..) => view! { <Tag text="Scored by you" colour=TagColour::Grey /> }.into_any(),
        (_, true, None) => {
            view! { <Tag text="Needs an individually agreed amount" colour=TagColour::Purple /> }
                .into_any()
        }
        _ => view! { <Tag text="Waiting" colour=TagColour::Yellow /> }.into_any(),
    };
    vec![
        words::named_cell(href, line.name.as_deref(), &line.local_id),
        Cell::from(
            line.scored_by_name
                .clone()
                .unwrap_or_else(|| "Imported".to_owned()),
        ),
        waited(waiting),
        Cell::from(if line.review {
            "Review"
        } else {
            "First decision"
        }),
        Cell::of(state),
    ]
}

/// When it was sent, and how long ago that is.
fn waited(waiting: &Waiting) -> Cell {
    let sent = words::day(Moment::of(waiting.line.submitted_at).today);
    let ago = match waiting.days {
        0 => "today".to_owned(),
        1 => "1 day ago".to_owned(),
        days => format!("{days} days ago"),
    };
    Cell::of(view! {
        <span class="app-whole">{sent}</span>
        " "
        <span class="app-under">{ago}</span>
    })
}
