//! Whether the law's time limits are kept.

use axum::extract::{Query, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::path;
use super::shown::{Said, chart};
use crate::components::{Cell, Charted, Column, Crumb, Drawing, InsetText, Pagination, Table};
use crate::pages::task_list;
use crate::pages::words::{self, count};
use crate::service::oversight::{self, Limit, Missed, Punctuality, Standing};
use crate::service::task_list::PageOf;
use crate::visit::{AppState, Page, SignedIn, Visit, WebError, chart_csv};

/// Whose file.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    limit: String,
}

/// Answers `GET /oversight/timeliness`.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not see oversight.
pub async fn timeliness(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
) -> Result<Response, WebError> {
    let moment = state.clock.moment();
    let found = oversight::timeliness(&state.store, &person.actor, moment).await?;
    let page = Page::titled("Timeliness").below(path());
    Ok(page.answer(&visit, move || {
        let limits = found
            .iter()
            .map(|kept| {
                let chart = chart(said(kept), &kept.quarters);
                view! {
                    <Charted chart=chart drawing=Drawing::Stacked empty="No such day has come in the last two years." />
                    {lists(kept)}
                }
            })
            .collect_view();
        view! {
            <h1 class="govuk-heading-l">"Timeliness"</h1>
            <p class="govuk-body">
                "Days that the law gives, in the last two years, by the quarter in which each fell. What was not in time and has an \
                 exception recorded stands apart from what was late."
            </p>
            {limits}
        }
    }))
}

/// What is asked for by its standing, and how that is called in an address.
const MISSED: [(Standing, &str); 3] = [
    (Standing::Overdue, "overdue"),
    (Standing::Late, "late"),
    (Standing::Excepted, "excepted"),
];

/// Links from the numbers that were not in time to whose they are.
fn lists(kept: &Punctuality) -> Option<AnyView> {
    let number = |stands| match stands {
        Standing::Overdue => kept.overdue,
        Standing::Late => kept.late,
        Standing::Excepted => kept.excepted,
        Standing::InTime | Standing::NotYetDue => 0,
    };
    let items: Vec<AnyView> = MISSED
        .into_iter()
        .filter(|(stands, _)| number(*stands) > 0)
        .map(|(stands, code)| {
            let href = list_address(kept.limit, code);
            let text = format!("{}: {}", stands.title(), count(number(stands).into()));
            let of = format!(", {}", kept.limit.title());
            view! {
                <li>
                    <a class="govuk-link" href=href>{text} <span class="govuk-visually-hidden app-joined">{of}</span></a>
                </li>
            }
            .into_any()
        })
        .collect();
    (!items.is_empty()).then(|| {
        view! {
            <p class="govuk-body">"Whose they are:"</p>
            <ul class="govuk-list govuk-list--bullet">{items}</ul>
        }
        .into_any()
    })
}

fn list_address(limit: Limit, stands: &str) -> String {
    format!(
        "/oversight/timeliness/children?limit={}&stands={stands}",
        limit.code()
    )
}

/// Which children are asked for.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct AskedMissed {
    limit: String,
    stands: String,
    page: String,
}

/// Answers `GET /oversight/timeliness/children`: for whom a limit was not kept; the final plan's, and those overdue, unless others
/// are named.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not see oversight; [`WebError::NotFound`] for a limit or a standing that there is not.
pub async fn missed(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Query(asked): Query<AskedMissed>,
) -> Result<Response, WebError> {
    let limit = match asked.limit.as_str() {
        "" => Limit::Plan,
        text => Limit::parse(text).ok_or(WebError::NotFound)?,
    };
    let (stands, code) = match asked.stands.as_str() {
        "" => MISSED[0],
        text => MISSED
            .into_iter()
            .find(|(_, code)| *code == text)
            .ok_or(WebError::NotFound)?,
    };
    let (number, moment) = (asked.page.parse().unwrap_or(1), state.clock.moment());
    let found =
        oversight::missed(&state.store, &person.actor, (limit, stands), number, moment).await?;
    let mut above = path();
    above.push(Crumb::new("Timeliness", "/oversight/timeliness"));
    Ok(Page::titled(stands.title()).below(above).answer(&visit, || {
        let query = format!("limit={}&stands={code}", limit.code());
        view! {
            <span class="govuk-caption-l">{limit.title()}</span>
            <h1 class="govuk-heading-l">{stands.title()}</h1>
            {children(&found)}
            <Pagination base="/oversight/timeliness/children" query=query current=found.page last=found.pages />
            <p class="govuk-body">
                "A record that you may not open is counted under Timeliness and not listed here."
            </p>
        }
    }))
}

fn children(found: &PageOf<Missed>) -> AnyView {
    if found.total == 0 {
        return view! { <InsetText>"There is none that you may open."</InsetText> }.into_any();
    }
    let columns = vec![
        Column::text("Child"),
        Column::text("Placement"),
        Column::text("Due"),
        Column::text("Done"),
        Column::number("Days late"),
    ];
    let row = |missed: &Missed| {
        let line = &missed.line;
        let place = line.establishment.as_ref().map(|(_, name)| name.clone());
        vec![
            words::child_cell(&line.child, line.name.clone(), &line.local_id),
            Cell::from(place.unwrap_or_else(|| {
                line.setting
                    .map_or("None", |setting| setting.title())
                    .to_owned()
            })),
            words::day_cell(Some(missed.due), ""),
            words::day_cell(missed.done, "Not done"),
            Cell::from(count(u64::try_from(missed.days).unwrap_or_default())),
        ]
    };
    let rows = found.lines.iter().map(row).collect();
    let caption = task_list::counted("Children, the earliest day first", found);
    view! { <Table caption=caption columns=columns rows=rows stacked=true /> }.into_any()
}

/// Answers `GET /oversight/timeliness/file`: one limit's counts as a CSV; the final plan's unless another is named.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not see oversight; [`WebError::NotFound`] for a limit that there is not.
pub async fn timeliness_file(
    State(state): State<AppState>,
    person: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let moment = state.clock.moment();
    let found = oversight::timeliness(&state.store, &person.actor, moment).await?;
    let limit = match asked.limit.as_str() {
        "" => Limit::Plan,
        text => Limit::parse(text).ok_or(WebError::NotFound)?,
    };
    let kept = found.iter().find(|kept| kept.limit == limit);
    let kept = kept.ok_or(WebError::NotFound)?;
    let name = format!("timeliness-{}.csv", limit.code());
    chart_csv(&name, &chart(said(kept), &kept.quarters))
}

fn said(kept: &Punctuality) -> Said {
    let number = |many: u32| count(many.into());
    // Exceptions are lawful, so the share is given with them and without.
    let without = kept.past.saturating_sub(kept.excepted);
    let exceptions = if kept.excepted > 0 {
        let share = per_cent(kept.in_time, without);
        format!(" ({share} of the {} without an exception)", number(without))
    } else {
        String::new()
    };
    Said {
        id: kept.limit.code(),
        title: kept.limit.title().to_owned(),
        summary: format!(
            "{} of {} in time, {}{exceptions}; {} not yet due.",
            number(kept.in_time),
            number(kept.past),
            per_cent(kept.in_time, kept.past),
            number(kept.not_yet_due)
        ),
        category: "Quarter in which the day fell",
        csv: format!("/oversight/timeliness/file?limit={}", kept.limit.code()),
    }
}

/// A share in whole per cent, rounded down: nothing is called whole that is not.
fn per_cent(part: u32, whole: u32) -> String {
    match u64::from(whole) {
        0 => "none".to_owned(),
        whole => format!("{}%", u64::from(part) * 100 / whole),
    }
}
