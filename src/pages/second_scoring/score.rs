//! The second scorer's page: every domain's levels, without those that were set before.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::super::extracts::beside;
use super::super::needs_form::{Filled, compact_levels};
use super::super::words;
use crate::answers::{AreaLevels, level_field};
use crate::components::{Button, ButtonKind, SummaryList, SummaryRow};
use crate::forms::Problems;
use crate::ids::ProfileId;
use crate::needs::{DomainId, Level};
use crate::rules::{Area, RuleSet};
use crate::service::second_scoring::{self, SecondScoring};
use crate::visit::{AppState, Lists, Page, SignedIn, Visit, WebError, redirect};

/// The field that tells the two buttons apart, and what it holds where the form is to be gone on with later.
const ACTION: &str = "action";
const LATER: &str = "later";
const VERSION: &str = "version";

/// Answers `GET /double-scoring/{profile}`.
///
/// # Errors
/// [`WebError::NotFound`] for a profile that does not wait for this scorer; [`WebError::Forbidden`] for its first scorer.
pub async fn show(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(profile): Path<String>,
) -> Result<Response, WebError> {
    let open = opened(&state, &person, &profile).await?;
    let saved: BTreeMap<String, String> = open
        .saved
        .iter()
        .map(|(domain, level)| (level_field(domain), level.to_string()))
        .collect();
    let filled = |field: &str| saved.get(field).cloned();
    Ok(page(&visit, &open, &filled, &Problems::default()))
}

async fn opened(
    state: &AppState,
    person: &SignedIn,
    profile: &str,
) -> Result<SecondScoring, WebError> {
    let id = ProfileId::parse(profile).map_err(|_| WebError::NotFound)?;
    let moment = state.clock.moment();
    Ok(second_scoring::open(&state.store, state.rules, &person.actor, &id, moment).await?)
}

/// Answers `POST /double-scoring/{profile}`: keeps the levels, or saves those chosen so far to come back to.
///
/// # Errors
/// As [`show`]; [`WebError::Conflict`] for levels that were saved in another window since they were shown.
pub async fn save(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(profile): Path<String>,
    sent: Lists,
) -> Result<Response, WebError> {
    let open = opened(&state, &person, &profile).await?;
    let filled = |field: &str| sent.first(field).map(str::to_owned);
    let moment = state.clock.moment();
    let (store, id) = (&state.store, &open.profile);
    let (levels, problems) = read(&open.rules, &filled);
    if sent.first(ACTION) == Some(LATER) {
        // What is not chosen yet is no problem, and what cannot be chosen is not among the levels.
        let version = sent.first(VERSION).and_then(|text| text.parse().ok());
        let shown = (id, version.ok_or(WebError::Conflict)?);
        second_scoring::save(store, state.rules, &person.actor, shown, levels, moment).await?;
        person
            .leave_said(
                &state,
                "What you chose so far is saved. It counts once you keep it.",
            )
            .await?;
        return Ok(redirect("/double-scoring"));
    }
    if !problems.is_empty() {
        return Ok(page(&visit, &open, &filled, &problems));
    }
    second_scoring::keep(store, state.rules, &person.actor, id, levels, moment).await?;
    person
        .leave_said(&state, "Your levels are kept beside the first scorer’s.")
        .await?;
    Ok(redirect("/double-scoring"))
}

fn read(rules: &RuleSet, filled: &Filled<'_>) -> (BTreeMap<DomainId, Level>, Problems) {
    let mut all = BTreeMap::new();
    let mut problems = Problems::default();
    for area in &rules.areas {
        let read = AreaLevels::read(&area.domains, filled);
        for gap in read.wrong.iter().chain(&read.unanswered) {
            problems.add(gap.field.clone(), gap.message.clone());
        }
        for domain in &read.unevidenced {
            problems.add(
                level_field(domain),
                "Select the level that the evidence comes nearest to",
            );
        }
        all.extend(read.levels);
    }
    (all, problems)
}

fn page(visit: &Visit, open: &SecondScoring, filled: &Filled<'_>, problems: &Problems) -> Response {
    let title = "Score a second time";
    let page = Page::titled(title)
        .back("/double-scoring", "Back to double scoring")
        .with_problems(problems);
    page.answer(visit, || {
        let areas = open.rules.areas.iter().map(|area| one(area, filled, problems)).collect_view();
        let plan = open.plan.as_ref().map_or("None: other evidence".to_owned(), |plan| {
            format!(
                "{}, version {}, {}",
                words::plan_state(plan.state),
                plan.number,
                words::day_or(plan.dated_on, "no date kept")
            )
        });
        let rows = vec![
            SummaryRow::new("Plan to read", plan),
            SummaryRow::new("Rules", open.rules.scheme.title.clone()),
        ];
        view! {
            {words::about_child(&open.about)}
            <h1 class="govuk-heading-l">{title}</h1>
            <p class="govuk-body">
                "Read the same plan and choose each level from the evidence alone. The first scorer’s levels are not shown, and \
                 should not be asked for."
            </p>
            <SummaryList rows=rows />
            {beside(&open.extracts, "Extracts of the plan, to read beside this page:")}
            <form method="post" action=format!("/double-scoring/{}", open.profile) novalidate>
                <input type="hidden" name=VERSION value=open.version.to_string() />
                {areas}
                <div class="govuk-button-group">
                    <Button text="Keep these levels" />
                    <Button
                        text="Save and come back later"
                        kind=ButtonKind::Secondary
                        name=ACTION
                        value=LATER
                    />
                </div>
            </form>
        }
    })
}

fn one(area: &Area, filled: &Filled<'_>, problems: &Problems) -> AnyView {
    let domains = area
        .domains
        .iter()
        .map(|domain| compact_levels(domain, filled, problems))
        .collect_view();
    view! {
        <h2 class="govuk-heading-m">{area.title.clone()}</h2>
        {domains}
    }
    .into_any()
}
