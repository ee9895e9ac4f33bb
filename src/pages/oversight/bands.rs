//! How bands are spread.

use axum::extract::{Query, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::shown::{Said, chart, only_largest, ways};
use super::{path, rules};
use crate::components::{Charted, Drawing};
use crate::pages::words::count;
use crate::service::oversight::{self, By, Distribution};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError, chart_csv};

/// How the bands are broken down.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    by: String,
}

impl Asked {
    fn by(&self) -> Result<By, WebError> {
        match self.by.as_str() {
            "" => Ok(By::default()),
            text => By::parse(text).ok_or(WebError::NotFound),
        }
    }
}

/// Answers `GET /oversight/bands`.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not see oversight; [`WebError::NotFound`] for a way that there is not.
pub async fn bands(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let by = asked.by()?;
    let found = found(&state, &person, by, false).await?;
    let chart = chart(said(by, &found), &found);
    let page = Page::titled("Bands").below(path());
    Ok(page.answer(&visit, move || {
        view! {
            <h1 class="govuk-heading-l">"Bands"</h1>
            {ways("/oversight/bands?", by)}
            <Charted chart=chart drawing=Drawing::Shares empty="No child has an open plan yet." />
        }
    }))
}

/// Answers `GET /oversight/bands/file`: the same counts as a CSV, every school among them.
///
/// # Errors
/// As [`bands`].
pub async fn bands_file(
    State(state): State<AppState>,
    person: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let by = asked.by()?;
    let found = found(&state, &person, by, true).await?;
    let name = format!("bands-by-{}.csv", by.code());
    chart_csv(&name, &chart(said(by, &found), &found))
}

async fn found(
    state: &AppState,
    person: &SignedIn,
    by: By,
    whole: bool,
) -> Result<Distribution, WebError> {
    let moment = state.clock.moment();
    let (store, actor) = (&state.store, &person.actor);
    Ok(oversight::bands(store, rules(state), actor, (by, whole), moment).await?)
}

fn said(by: By, found: &Distribution) -> Said {
    let way = by.title().to_lowercase();
    Said {
        id: "bands",
        title: format!("Bands by {way}"),
        summary: format!(
            "The bands of awards in force, as shares of each {way}. {} children have an open plan; how many of them are in \
             a {way} stands beside its name.{}",
            count(found.cases.into()),
            only_largest(by)
        ),
        category: by.title(),
        csv: format!("/oversight/bands/file?by={}", by.code()),
    }
}
