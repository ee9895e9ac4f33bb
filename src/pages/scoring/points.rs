//! The total of points, where needs are scored elsewhere.

use axum::response::Response;
use leptos::prelude::*;

use super::super::needs_form::Filled;
use super::conflict::{Compared, conflict};
use super::{VERSION, address, band_blind_note, caption, saved, tasks_address, version_field};
use crate::calendar::Date;
use crate::components::{Button, TextInput};
use crate::forms::Problems;
use crate::islands::answers::{Answers, POINTS};
use crate::service::scoring::{self, OpenScoring, Saved};
use crate::visit::{AppState, Lists, Page, SignedIn, Visit, WebError, redirect};

pub(super) fn show(visit: &Visit, open: &OpenScoring, today: Date) -> Response {
    page(
        visit,
        open,
        open.version,
        &saved(open, today),
        &Problems::default(),
    )
}

pub(super) async fn save(
    state: &AppState,
    visit: &Visit,
    person: &SignedIn,
    open: &OpenScoring,
    sent: &Lists,
) -> Result<Response, WebError> {
    let filled = |field: &str| sent.first(field).map(str::to_owned);
    let based_on = sent
        .first(VERSION)
        .and_then(|text| text.parse().ok())
        .unwrap_or(0);
    let answers = Answers::read(&open.rules, &filled);
    let mut problems = Problems::default();
    for gap in answers.gaps().filter(|gap| gap.field == POINTS) {
        problems.add(POINTS, gap.message.clone());
    }
    if !problems.is_empty() {
        return Ok(page(visit, open, based_on, &filled, &problems));
    }
    let draft = (&open.profile, based_on);
    let (points, moment) = (answers.profile.points(), state.clock.moment());
    match scoring::save_points(
        &state.store,
        state.rules,
        &person.actor,
        draft,
        points,
        moment,
    )
    .await?
    {
        Saved::Done => Ok(redirect(&tasks_address(open))),
        Saved::Lost(now) => {
            let theirs = now.scoring.needs.points().map(|points| points.to_string());
            let mine = filled(POINTS).unwrap_or_default();
            let row = Compared::new("Total of points", theirs.unwrap_or_default(), mine.clone());
            Ok(conflict(
                visit,
                &now,
                "points",
                vec![row],
                vec![(POINTS.to_owned(), mine)],
            ))
        }
    }
}

fn page(
    visit: &Visit,
    open: &OpenScoring,
    version: i64,
    filled: &Filled<'_>,
    problems: &Problems,
) -> Response {
    let page = Page::titled("Total of points")
        .back(tasks_address(open), "Back to the list")
        .with_problems(problems);
    page.answer(visit, || {
        view! {
            {caption(open)}
            <h1 class="govuk-heading-l">"Total of points"</h1>
            {band_blind_note(open)}
            <form method="post" action=address(open, "points") novalidate>
                {version_field(version)}
                <TextInput
                    name=POINTS
                    label="Total of points"
                    hint="The descriptors are scored elsewhere. Enter the total."
                    value=filled(POINTS).unwrap_or_default()
                    error=problems.of(POINTS)
                    width=4
                    inputmode="decimal"
                />
                <Button text="Save and continue" />
            </form>
        }
    })
}
