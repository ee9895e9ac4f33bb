//! How agreed levels are spread: every domain at once, or one domain by group.

use axum::extract::{Query, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::shown::{Said, chart, only_largest, switch, ways};
use super::{path, rules};
use crate::components::{Charted, Drawing};
use crate::needs::DomainId;
use crate::pages::words::count;
use crate::service::oversight::{self, By, Levels};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError, chart_csv};

/// Which domain, and how its levels are broken down.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    domain: String,
    by: String,
}

impl Asked {
    fn read(&self) -> Result<(Option<DomainId>, By), WebError> {
        let domain = match self.domain.as_str() {
            "" => None,
            text => Some(text.parse().map_err(|_| WebError::NotFound)?),
        };
        let by = match self.by.as_str() {
            "" => By::default(),
            text => By::parse(text).ok_or(WebError::NotFound)?,
        };
        Ok((domain, by))
    }
}

/// Answers `GET /oversight/levels`.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not see oversight; [`WebError::NotFound`] for a domain or a way that there is not.
pub async fn levels(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let (domain, by) = asked.read()?;
    let found = found(&state, &person, (domain, by, false)).await?;
    let chart = chart(said(by, &found), &found.distribution);
    let page = Page::titled("Levels").below(path());
    Ok(page.answer(&visit, move || {
        let chosen = found.domain.as_ref();
        let by_group =
            chosen.map(|domain| ways(&format!("/oversight/levels?domain={domain}&"), by));
        view! {
            <h1 class="govuk-heading-l">"Levels"</h1>
            {domains(&found)}
            {by_group}
            <Charted chart=chart drawing=Drawing::Shares empty="No levels have been agreed yet." />
        }
    }))
}

/// Answers `GET /oversight/levels/file`: the same counts as a CSV.
///
/// # Errors
/// As [`levels`].
pub async fn levels_file(
    State(state): State<AppState>,
    person: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let (domain, by) = asked.read()?;
    let found = found(&state, &person, (domain, by, true)).await?;
    let name = match &found.domain {
        None => "levels.csv".to_owned(),
        Some(_) => format!("levels-by-{}.csv", by.code()),
    };
    chart_csv(&name, &chart(said(by, &found), &found.distribution))
}

async fn found(
    state: &AppState,
    person: &SignedIn,
    asked: (Option<DomainId>, By, bool),
) -> Result<Levels, WebError> {
    let moment = state.clock.moment();
    Ok(oversight::levels(&state.store, rules(state), &person.actor, asked, moment).await?)
}

/// Links to every domain, and to all of them at once.
fn domains(found: &Levels) -> impl IntoView + use<> {
    let every = (
        "Every domain".to_owned(),
        "/oversight/levels".to_owned(),
        found.domain.is_none(),
    );
    let each = found.domains.iter().map(|(id, title)| {
        let href = format!("/oversight/levels?domain={id}");
        (title.clone(), href, found.domain.as_ref() == Some(id))
    });
    switch("Domain", std::iter::once(every).chain(each).collect())
}

fn said(by: By, found: &Levels) -> Said {
    let cases = count(found.distribution.cases.into());
    let chosen = found.domain.as_ref().and_then(|domain| {
        let known = found.domains.iter().find(|(id, _)| id == domain);
        known.map(|(_, title)| (domain, title))
    });
    match chosen {
        None => Said {
            id: "levels",
            title: "Levels in each domain".to_owned(),
            summary: format!(
                "The newest agreed levels of {cases} children with an open plan, as shares of each domain."
            ),
            category: "Domain",
            csv: "/oversight/levels/file".to_owned(),
        },
        Some((domain, title)) => Said {
            id: "levels",
            title: format!("{title} by {}", by.title().to_lowercase()),
            summary: format!(
                "The newest agreed levels of {cases} children with an open plan, as shares of each group.{}",
                only_largest(by)
            ),
            category: by.title(),
            csv: format!("/oversight/levels/file?domain={domain}&by={}", by.code()),
        },
    }
}
