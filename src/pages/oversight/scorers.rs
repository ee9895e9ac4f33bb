//! How scorers differ, for moderators: in the bands that their profiles come to, and in the levels that they give.

use axum::extract::{Query, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::shown::{Said, chart, switch};
use super::{path, rules};
use crate::components::{Charted, Drawing, InsetText};
use crate::ids::UserId;
use crate::needs::DomainId;
use crate::pages::words::count;
use crate::service::oversight::{self, Distribution, FEW, MONTHS, ScorerLevels};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError, chart_csv};

const BANDS: &str = "/oversight/scorers";
const LEVELS: &str = "/oversight/scorers/levels";
const EMPTY: &str = "No profile has been sent in this time.";

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
            {to_talk_about()}
            {bands_or_levels(BANDS)}
            <Charted chart=chart drawing=Drawing::Shares empty=EMPTY />
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

fn to_talk_about() -> impl IntoView {
    view! {
        <InsetText>
            "Caseworkers score different children, so bars that differ are a reason to talk and to score some plans twice, \
             not a finding about anybody."
        </InsetText>
    }
}

fn bands_or_levels(shown: &str) -> impl IntoView + use<> {
    let links = [("Bands", BANDS), ("Levels", LEVELS)];
    let links = links.map(|(text, href)| (text.to_owned(), href.to_owned(), href == shown));
    switch("Shown", links.into())
}

/// How shares of few profiles are to be read.
fn few() -> String {
    format!(
        "Fewer than {FEW} profiles are marked as few: one child more or less changes their shares much."
    )
}

fn said(found: &Distribution) -> Said {
    Said {
        id: "scorers",
        title: "Indicative bands by scorer".to_owned(),
        summary: format!(
            "The indicative bands of {} profiles sent in the last {MONTHS} months, as shares of each scorer’s own. A profile that \
             was sent again counts once. {}",
            count(found.cases.into()),
            few()
        ),
        category: "Scorer",
        csv: "/oversight/scorers/file".to_owned(),
    }
}

/// Which domain's levels, and of whom beside all others.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct AskedLevels {
    domain: String,
    scorer: String,
}

impl AskedLevels {
    fn read(&self) -> Result<(Option<DomainId>, Option<UserId>), WebError> {
        let domain = match self.domain.as_str() {
            "" => None,
            text => Some(text.parse().map_err(|_| WebError::NotFound)?),
        };
        let scorer = match self.scorer.as_str() {
            "" => None,
            text => Some(UserId::parse(text).map_err(|_| WebError::NotFound)?),
        };
        Ok((domain, scorer))
    }
}

/// Answers `GET /oversight/scorers/levels`.
///
/// # Errors
/// [`WebError::Forbidden`] for anybody but a moderator; [`WebError::NotFound`] for a domain or a scorer that there is not.
pub async fn scorer_levels(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Query(asked): Query<AskedLevels>,
) -> Result<Response, WebError> {
    let found = found_levels(&state, &person, &asked).await?;
    let chart = chart(said_levels(&found), &found.distribution);
    let title = "Levels by scorer";
    let page = Page::titled(title).below(path());
    Ok(page.answer(&visit, move || {
        view! {
            <h1 class="govuk-heading-l">{title}</h1>
            {to_talk_about()}
            {bands_or_levels(LEVELS)}
            {domains(&found)}
            {people(&found)}
            <Charted chart=chart drawing=Drawing::Shares empty=EMPTY />
        }
    }))
}

/// Answers `GET /oversight/scorers/levels/file`: the same counts as a CSV.
///
/// # Errors
/// As [`scorer_levels`].
pub async fn scorer_levels_file(
    State(state): State<AppState>,
    person: SignedIn,
    Query(asked): Query<AskedLevels>,
) -> Result<Response, WebError> {
    let found = found_levels(&state, &person, &asked).await?;
    let chart = chart(said_levels(&found), &found.distribution);
    chart_csv("levels-by-scorer.csv", &chart)
}

async fn found_levels(
    state: &AppState,
    person: &SignedIn,
    asked: &AskedLevels,
) -> Result<ScorerLevels, WebError> {
    let (asked, moment) = (asked.read()?, state.clock.moment());
    let (store, actor) = (&state.store, &person.actor);
    Ok(oversight::scorer_levels(store, rules(state), actor, asked, moment).await?)
}

/// Where the levels of a domain and of a scorer are, below an address.
fn at(base: &str, domain: Option<&DomainId>, scorer: Option<&UserId>) -> String {
    let domain = domain.map(|domain| format!("domain={domain}"));
    let scorer = scorer.map(|scorer| format!("scorer={scorer}"));
    let query: Vec<String> = domain.into_iter().chain(scorer).collect();
    if query.is_empty() {
        base.to_owned()
    } else {
        format!("{base}?{}", query.join("&"))
    }
}

/// Links to every domain, and to all of them together.
fn domains(found: &ScorerLevels) -> impl IntoView + use<> {
    let link = |text: &str, domain: Option<&DomainId>| {
        let href = at(LEVELS, domain, found.scorer.as_ref());
        (text.to_owned(), href, domain == found.domain.as_ref())
    };
    let each = found
        .domains
        .iter()
        .map(|(id, title)| link(title, Some(id)));
    let all = link("All domains together", None);
    switch("Domain", std::iter::once(all).chain(each).collect())
}

/// Links to every scorer beside all others, and to all of them.
fn people(found: &ScorerLevels) -> impl IntoView + use<> {
    let link = |text: &str, scorer: Option<&UserId>| {
        let href = at(LEVELS, found.domain.as_ref(), scorer);
        (text.to_owned(), href, scorer == found.scorer.as_ref())
    };
    let each = found.scorers.iter().map(|(id, name)| link(name, Some(id)));
    let all = link("Every scorer", None);
    switch("Scorer", std::iter::once(all).chain(each).collect())
}

fn said_levels(found: &ScorerLevels) -> Said {
    let domain = found.domain.as_ref();
    let known = |domain: &DomainId| {
        let mut known = found.domains.iter();
        known
            .find(|(id, _)| id == domain)
            .map(|(_, title)| title.clone())
    };
    let domain_title = domain.and_then(known);
    let mut known = found.scorers.iter();
    let name = known.find(|(id, _)| Some(id) == found.scorer.as_ref());
    let of = domain_title.map_or_else(|| "Levels".to_owned(), |title| format!("{title}: levels"));
    let title = match name {
        None => format!("{of} by scorer"),
        Some((_, name)) => format!("{of} of {name} and of all others"),
    };
    let several = if domain.is_none() {
        " A profile has a level in each domain, and all of them are counted."
    } else {
        ""
    };
    Said {
        id: "levels-by-scorer",
        title,
        summary: format!(
            "The levels of {} profiles sent in the last {MONTHS} months, as they were sent last, as shares of each row.{several} {}",
            count(found.distribution.cases.into()),
            few()
        ),
        category: "Scorer",
        csv: at(
            "/oversight/scorers/levels/file",
            domain,
            found.scorer.as_ref(),
        ),
    }
}
