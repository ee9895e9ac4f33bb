//! How scorers differ, for moderators.

use axum::extract::State;
use axum::response::Response;
use leptos::prelude::*;

use super::shown::{Said, chart};
use super::{path, rules};
use crate::components::{Charted, Drawing, InsetText};
use crate::pages::words::count;
use crate::service::oversight::{self, Distribution, MONTHS};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError, chart_csv};

/// Answers `GET /oversight/scorers`.
///
/// # Errors
/// [`WebError::Forbidden`] for anybody but a moderator.
pub async fn scorers(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
) -> Result<Response, WebError> {
    let found = found(&state, &person).await?;
    let chart = chart(said(&found), &found);
    let page = Page::titled("Scorers").below(path());
    Ok(page.answer(&visit, move || {
        view! {
            <h1 class="govuk-heading-l">"Scorers"</h1>
            <InsetText>
                "Caseworkers score different children, so bars that differ are a reason to talk and to score some plans twice, \
                 not a finding about anybody."
            </InsetText>
            <Charted chart=chart drawing=Drawing::Shares empty="No profile has been sent in this time." />
        }
    }))
}

/// Answers `GET /oversight/scorers/file`: the same counts as a CSV.
///
/// # Errors
/// As [`scorers`].
pub async fn scorers_file(
    State(state): State<AppState>,
    person: SignedIn,
) -> Result<Response, WebError> {
    let found = found(&state, &person).await?;
    chart_csv("scorers.csv", &chart(said(&found), &found))
}

async fn found(state: &AppState, person: &SignedIn) -> Result<Distribution, WebError> {
    let moment = state.clock.moment();
    Ok(oversight::scorers(&state.store, rules(state), &person.actor, moment).await?)
}

fn said(found: &Distribution) -> Said {
    Said {
        id: "scorers",
        title: "Indicative bands by scorer".to_owned(),
        summary: format!(
            "The indicative bands of {} profiles sent in the last {MONTHS} months, as shares of each scorer’s own. A profile that \
             was sent again counts once.",
            count(found.cases.into())
        ),
        category: "Scorer",
        csv: "/oversight/scorers/file".to_owned(),
    }
}
