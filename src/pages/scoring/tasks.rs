//! What is left to score, as a list of tasks.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::judged;
use super::{address, band_blind_note, caption, opened, saved, visible_outcome};
use crate::components::{BandPanel, NotificationBanner, Task, TaskList, TaskStatus};
use crate::rules::Area;
use crate::service::scoring::{self, OpenScoring};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError};

/// Answers `GET /scoring/{profile}`.
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
    let child = format!("/children/{}", open.about.child);
    let withdraw = format!("{child}/scoring/withdraw");
    let page = Page::titled("Score needs").back(child, "Back to the record");
    let today = state.clock.moment().today;
    Ok(page.answer(&visit, || {
        let sent_back = open.sent_back.clone().map(|reason| format!("Sent back to you: {reason}"));
        let outcome = visible_outcome(&open, &saved(&open, today));
        view! {
            <div class="govuk-grid-row">
                <div class="govuk-grid-column-two-thirds">
                    {sent_back.map(|text| view! { <NotificationBanner text=text /> })}
                    {caption(&open)}
                    <h1 class="govuk-heading-l">"Score needs"</h1>
                    <p class="govuk-body">{progress(&open)}</p>
                    {band_blind_note(&open)}
                    <TaskList tasks=tasks(&open) />
                    <p class="govuk-body">"Everything you save is kept. You can leave and come back."</p>
                    <p class="govuk-body"><a class="govuk-link" href=withdraw>"Withdraw this profile"</a></p>
                </div>
                <div class="govuk-grid-column-one-third">
                    {outcome.map(|outcome| view! { <BandPanel outcome=outcome /> })}
                </div>
            </div>
        }
    }))
}

fn progress(open: &OpenScoring) -> String {
    let done = open
        .rules
        .domains()
        .filter(|domain| open.scoring.needs.is_answered(&domain.id));
    match (open.rules.domains().count(), done.count()) {
        (0, _) => format!("{}, scored elsewhere", open.rules.scheme.title),
        (all, done) => format!(
            "{}: {done} of {all} domains have an answer",
            open.rules.scheme.title
        ),
    }
}

fn tasks(open: &OpenScoring) -> Vec<Task> {
    let check = scoring::check(open);
    let mut tasks = vec![Task {
        id: "setting".to_owned(),
        title: "Setting and need".to_owned(),
        href: Some(address(open, "setting")),
        hint: open
            .scoring
            .setting
            .map(|setting| setting.title().to_owned()),
        status: if check.without_setting {
            TaskStatus::NotStarted
        } else {
            TaskStatus::Completed
        },
    }];
    if open.rules.inputs().are_judged() {
        tasks.push(Task {
            id: judged::PART.to_owned(),
            title: judged::title(&open.rules).to_owned(),
            href: Some(address(open, judged::PART)),
            hint: None,
            status: if check.without_judged {
                TaskStatus::NotStarted
            } else {
                TaskStatus::Completed
            },
        });
    }
    tasks.extend(open.rules.areas.iter().map(|area| area_task(open, area)));
    let ready = check.without_level.is_empty() && !check.without_judged && !check.without_setting;
    tasks.push(Task {
        id: "check".to_owned(),
        title: "Check and send".to_owned(),
        href: ready.then(|| address(open, "check")),
        hint: None,
        status: if ready {
            TaskStatus::NotStarted
        } else {
            TaskStatus::CannotStart
        },
    });
    tasks
}

fn area_task(open: &OpenScoring, area: &Area) -> Task {
    let all = area.domains.len();
    let done = area
        .domains
        .iter()
        .filter(|domain| open.scoring.needs.is_answered(&domain.id))
        .count();
    Task {
        id: area.id.to_string(),
        title: area.title.clone(),
        href: Some(address(open, area.id.as_str())),
        hint: Some(format!("{done} of {all} domains")),
        status: match done {
            0 => TaskStatus::NotStarted,
            some if some == all => TaskStatus::Completed,
            _ => TaskStatus::InProgress,
        },
    }
}
