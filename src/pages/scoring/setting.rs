//! Setting, primary need and share of full time of the profile being scored.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::super::needs_form::{Filled, setting_and_need};
use super::conflict::{Compared, conflict};
use super::{
    ACTION, VERSION, address, caption, opened, opened_to_save, saved, tasks_address, version_field,
};
use crate::answers::{Answers, FTE, Gap, NEED, SETTING, is_of_needs};
use crate::components::Button;
use crate::forms::Problems;
use crate::needs::{Need, Setting};
use crate::service::scoring::{self, OpenScoring, Saved};
use crate::visit::{AppState, Lists, Page, SignedIn, Visit, WebError, redirect};

/// Answers `GET /scoring/{profile}/setting`.
///
/// # Errors
/// [`WebError::NotFound`] for anything but the person's own draft.
pub async fn show(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(profile): Path<String>,
) -> Result<Response, WebError> {
    let open = opened(&state, &person, &profile).await?;
    let filled = saved(&open, state.clock.moment().today);
    Ok(page(
        &visit,
        &open,
        open.version,
        &filled,
        &Problems::default(),
    ))
}

/// Answers `POST /scoring/{profile}/setting`.
///
/// # Errors
/// As [`show`].
pub async fn save(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(profile): Path<String>,
    sent: Lists,
) -> Result<Response, WebError> {
    let open = opened_to_save(&state, &person, &profile).await?;
    if open.with_colleague.is_some() {
        return Ok(lost(&visit, &open, &sent));
    }
    let filled = |field: &str| sent.first(field).map(str::to_owned);
    let based_on = sent
        .first(VERSION)
        .and_then(|text| text.parse().ok())
        .unwrap_or(0);
    let answers = Answers::read(&open.rules, &filled);
    let mut problems = Problems::default();
    for gap in answers.gaps().filter(|gap| is_of_circumstances(gap)) {
        problems.add(gap.field.clone(), gap.message.clone());
    }
    let Some(asked) = answers.context_so_far().filter(|_| problems.is_empty()) else {
        return Ok(page(&visit, &open, based_on, &filled, &problems));
    };
    let draft = (&open.profile, based_on);
    let moment = state.clock.moment();
    match scoring::save_setting(
        &state.store,
        state.rules,
        &person.actor,
        draft,
        asked,
        moment,
    )
    .await?
    {
        Saved::Done => Ok(redirect(&tasks_address(&open))),
        Saved::Lost(now) => Ok(lost(&visit, &now, &sent)),
    }
}

/// Whether a gap is of this page, which asks for everything but needs.
fn is_of_circumstances(gap: &Gap) -> bool {
    !is_of_needs(&gap.field)
}

fn lost(visit: &Visit, now: &OpenScoring, sent: &Lists) -> Response {
    let scoring = &now.scoring;
    let mine = |field: &str| sent.first(field).map(str::to_owned);
    let mine = |field: &str| mine(field).unwrap_or_default();
    let title_of = |code: &str| {
        Setting::parse(code)
            .map_or("None", Setting::title)
            .to_owned()
    };
    let need_of = |code: &str| Need::parse(code).map_or("None", Need::title).to_owned();
    let rows = vec![
        Compared::new(
            "Setting",
            scoring.setting.map_or("None", Setting::title),
            title_of(&mine(SETTING)),
        ),
        Compared::new(
            "Primary need",
            scoring.primary_need.map_or("None", Need::title),
            need_of(&mine(NEED)),
        ),
        Compared::new(
            "Full-time equivalent (FTE)",
            scoring.fte.to_string(),
            mine(FTE),
        ),
    ];
    let fields = sent.pairs_but(&[VERSION, ACTION]);
    conflict(visit, now, "setting", rows, fields)
}

fn page(
    visit: &Visit,
    open: &OpenScoring,
    version: i64,
    filled: &Filled<'_>,
    problems: &Problems,
) -> Response {
    let page = Page::titled("Setting and need")
        .back(tasks_address(open), "Back to the list")
        .with_problems(problems);
    page.answer(visit, || {
        view! {
            <div class="govuk-grid-row">
                <div class="govuk-grid-column-two-thirds">
                    {caption(open)}
                    <h1 class="govuk-heading-l">"Setting and need"</h1>
                    <form method="post" action=address(open, "setting") novalidate>
                        {version_field(version)}
                        {setting_and_need(&open.rules, filled, problems)}
                        <Button text="Save and continue" />
                    </form>
                </div>
            </div>
        }
    })
}
