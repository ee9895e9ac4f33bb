//! A profile as it was sent or agreed, with its evidence and beside the one it began as.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::below_record;
use crate::components::{SummaryList, SummaryRow};
use crate::ids::{ChildId, ProfileId};
use crate::pages::words::{self, day, profile_state};
use crate::pages::{besides_levels, level_changes, scored};
use crate::service::child_profile::{self, ReadProfile};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError};

/// Answers `GET /children/{child}/profiles/{profile}`.
///
/// # Errors
/// [`WebError::NotFound`] if there is no such profile, or the reader may not see it.
pub async fn profile(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path((child, profile)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let child = ChildId::parse(&child).map_err(|_| WebError::NotFound)?;
    let profile = ProfileId::parse(&profile).map_err(|_| WebError::NotFound)?;
    let (moment, which) = (state.clock.moment(), (&child, &profile));
    let found =
        child_profile::open(&state.store, state.rules, &person.actor, which, moment).await?;
    let path = below_record(&found.about.child, &found.about.local_id);
    Ok(Page::titled("Needs profile")
        .below(path)
        .answer(&visit, || content(&found)))
}

fn content(found: &ReadProfile) -> impl IntoView + use<> {
    let scorer = found.scorer.clone();
    let plan = found.plan.as_ref();
    let mut rows = vec![
        SummaryRow::new("State", profile_state(found.version.state)),
        SummaryRow::new("Kept on", day(found.on)),
        SummaryRow::new("Scored by", scorer.unwrap_or_else(|| "Imported".to_owned())),
        SummaryRow::new(
            "Plan read",
            plan.map_or_else(
                || "None: scored on other evidence".to_owned(),
                |plan| format!("Version {}", plan.number),
            ),
        ),
        SummaryRow::new("Rules", found.rules.scheme.title.clone()),
    ];
    if let Some(context) = &found.context {
        rows.extend(scored::case_rows(context, &found.rules));
    }
    view! {
        {words::about_child(&found.about)}
        <h1 class="govuk-heading-l">"Needs profile"</h1>
        <SummaryList rows=rows />
        {scored::judged(&found.version.needs, &found.rules, false)}
        {scored::questions(&found.questions)}
        {changes(found)}
    }
}

/// What changed since the profile as whose levels it began.
fn changes(found: &ReadProfile) -> Option<AnyView> {
    let last = found.started_from.as_ref()?;
    let on = day(last.on);
    let both = (&last.needs, &found.version.needs);
    let caption = format!("Levels agreed on {on} and in this profile");
    let besides = format!("What else was judged on {on} and in this profile");
    let href = format!("/children/{}/profiles/{}", found.about.child, last.profile);
    Some(
        view! {
            <h2 class="govuk-heading-m">"What changed"</h2>
            {level_changes::table(caption, both, &found.rules)}
            {besides_levels::changes(besides, both, &found.rules)}
            <p class="govuk-body">
                <a class="govuk-link" href=href>"See the earlier profile with its evidence"</a>
            </p>
        }
        .into_any(),
    )
}
