//! Bands and levels by sex and ethnic group, apart from casework, with small numbers hidden.

use axum::extract::{Query, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::shown::switch;
use super::{path, rules};
use crate::components::{Chart, Charted, Details, Drawing, Measure, Series};
use crate::needs::DomainId;
use crate::service::oversight::{self, Characteristic, EqualityTable};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError, chart_csv};

/// By what, and the levels of which domain; bands without one.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    by: String,
    domain: String,
}

impl Asked {
    fn read(&self) -> Result<(Characteristic, Option<DomainId>), WebError> {
        let by = match self.by.as_str() {
            "" => Characteristic::default(),
            text => Characteristic::parse(text).ok_or(WebError::NotFound)?,
        };
        let domain = match self.domain.as_str() {
            "" => None,
            text => Some(text.parse().map_err(|_| WebError::NotFound)?),
        };
        Ok((by, domain))
    }
}

/// Answers `GET /oversight/equality`.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not see it; [`WebError::NotFound`] for what cannot be broken down by.
pub async fn equality(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let asked = asked.read()?;
    let found = found(&state, &person, asked.clone()).await?;
    let page = Page::titled("Equality analysis").below(path());
    Ok(page.answer(&visit, move || {
        let (by, domain) = asked;
        let empty = if found.is_withheld {
            "So few children are counted here that no part of the table can be shown without giving somebody away."
        } else {
            "There is nothing to show yet."
        };
        let chart = chart(by, domain.as_ref(), &found);
        view! {
            <h1 class="govuk-heading-l">"Equality analysis"</h1>
            <p class="govuk-body">
                "For the equality duty alone. Nobody who scores sees ethnicity, and it is no part of any decision."
            </p>
            {switch("Broken down", characteristics(by, domain.as_ref()))}
            {switch("Bands or levels", what(by, domain.as_ref(), &found.domains))}
            <Charted chart=chart drawing=Drawing::Bars empty=empty />
            <Details summary="How small numbers are hidden">
                <p class="govuk-body">
                    "Numbers from 1 to 4 are hidden, and enough others that no hidden one can be worked out from the rest and the \
                     totals. Compare levels before bands: “at equal needs” means little where the levels are the judgement \
                     that is tested."
                </p>
            </Details>
        }
    }))
}

/// Answers `GET /oversight/equality/file`: the same table as a CSV, hidden where the page hides.
///
/// # Errors
/// As [`equality`].
pub async fn equality_file(
    State(state): State<AppState>,
    person: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let (by, domain) = asked.read()?;
    let found = found(&state, &person, (by, domain.clone())).await?;
    let name = format!("equality-by-{}.csv", by.code());
    chart_csv(&name, &chart(by, domain.as_ref(), &found))
}

async fn found(
    state: &AppState,
    person: &SignedIn,
    asked: (Characteristic, Option<DomainId>),
) -> Result<EqualityTable, WebError> {
    let moment = state.clock.moment();
    Ok(oversight::equality(&state.store, rules(state), &person.actor, asked, moment).await?)
}

fn address(by: Characteristic, domain: Option<&DomainId>) -> String {
    match domain {
        None => format!("by={}", by.code()),
        Some(domain) => format!("by={}&domain={domain}", by.code()),
    }
}

fn characteristics(
    shown: Characteristic,
    domain: Option<&DomainId>,
) -> Vec<(String, String, bool)> {
    Characteristic::ALL
        .into_iter()
        .map(|by| {
            let href = format!("/oversight/equality?{}", address(by, domain));
            (by.title().to_owned(), href, by == shown)
        })
        .collect()
}

fn what(
    by: Characteristic,
    shown: Option<&DomainId>,
    domains: &[(DomainId, String)],
) -> Vec<(String, String, bool)> {
    let link = |title: &str, domain: Option<&DomainId>| {
        let href = format!("/oversight/equality?{}", address(by, domain));
        (title.to_owned(), href, domain == shown)
    };
    let each = domains.iter().map(|(id, title)| link(title, Some(id)));
    std::iter::once(link("Bands", None)).chain(each).collect()
}

/// A group's numbers are a series, so that the groups stand side by side at each band.
fn chart(by: Characteristic, domain: Option<&DomainId>, table: &EqualityTable) -> Chart {
    let known = table.domains.iter().find(|(id, _)| Some(id) == domain);
    let what = known.map_or("Bands", |(_, title)| title);
    let series = table.groups.iter().zip(&table.counts);
    Chart {
        id: "equality",
        title: format!("{what} by {}", by.title().to_lowercase()),
        summary: "Children with an open plan. “Hidden” stands for a small number, or for one that would give a small number \
                  away."
            .to_owned(),
        category: if domain.is_some() { "Level" } else { "Band" }.to_owned(),
        categories: table.columns.clone(),
        series: series
            .map(|(name, counts)| Series {
                name: name.clone(),
                values: counts.clone(),
 outside: false, })
            .collect(),
        measure: Measure::Count,
        missing: "Hidden",
        csv: format!("/oversight/equality/file?{}", address(by, domain)),
    }
}
