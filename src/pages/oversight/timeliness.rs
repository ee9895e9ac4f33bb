//! Whether the law's time limits are kept.

use axum::extract::{Query, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::path;
use super::shown::{Said, chart};
use crate::components::{Charted, Drawing};
use crate::pages::words::count;
use crate::service::oversight::{self, Limit, Punctuality};
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
