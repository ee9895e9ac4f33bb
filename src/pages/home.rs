//! The first page: what waits for whoever is signed in, by what they may do.

mod rules;
pub(super) mod tasks;
mod to_sign;
mod undecided;

use axum::extract::State;
use axum::response::Response;
use leptos::prelude::*;

use super::awards_to_look_at;
use super::oversight::raised;
use super::words;
use crate::calendar::{Date, TransferDays};
use crate::components::{Cell, Column, Figure, Figures, Table};
use crate::service::Moment;
use crate::service::children::ChildLine;
use crate::service::oversight;
use crate::service::overview::{self, Overview, QueueLine, TakenOver, WorkCounts};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError};

/// Answers `GET /`.
///
/// # Errors
/// [`WebError::Broken`] if the database cannot be read.
pub async fn home(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
) -> Result<Response, WebError> {
    let moment = state.clock.moment();
    let overview = overview::of(&state.store, &person.actor, moment).await?;
    let rules = (state.rules, state.settings.authority.as_str());
    let alarms = oversight::alarms(&state.store, rules, &person.actor, moment).await?;
    let day = moment.today;
    let today = words::day(day);
    let tasks = tasks::of(&person.actor);
    Ok(Page::titled("Your work").answer(&visit, move || {
        let figures = figures(&overview, day);
        view! {
            <span class="govuk-caption-l">{today}</span>
            <h1 class="govuk-heading-l">"Your work"</h1>
            {raised(&alarms)}
            {(!figures.is_empty()).then(|| view! { <Figures figures=figures /> })}
            {to_sign::to_sign(&overview.to_sign)}
            {overview.rules.as_ref().map(rules::in_work)}
            {undecided::list(&overview.without_decider, &person.actor)}
            {taken_over(&overview.taken_over)}
            {waiting(&overview.waiting)}
            {overdue(&overview.overdue)}
            <h2 class="govuk-heading-m">"What you can do"</h2>
            <div class="app-cards">{tasks.into_iter().map(tasks::card).collect_view()}</div>
        }
    }))
}

/// What colleagues took over from whoever is signed in.
fn taken_over(lines: &[TakenOver]) -> impl IntoView + use<> {
    let items = lines.iter().map(|line| {
        let href = format!("/children/{}", line.child);
        let said = format!(
            " was taken over by {} on {}: {}",
            line.by,
            words::day(Moment::of(line.at).today),
            line.reason
        );
        view! {
            <li>
                "Your scoring of "
                <a class="govuk-link" href=href>{line.local_id.to_string()}</a>
                {said}
            </li>
        }
    });
    let items = items.collect::<Vec<_>>();
    (!items.is_empty()).then(|| {
        view! {
            <h2 class="govuk-heading-m">"Taken over by colleagues"</h2>
            <ul class="govuk-list govuk-list--bullet">{items}</ul>
        }
    })
}

/// The profiles that have waited longest for a decision.
fn waiting(lines: &[QueueLine]) -> impl IntoView + use<> {
    let columns = vec![
        Column::text("Child"),
        Column::text("Reference"),
        Column::text("Scored by"),
        Column::text("Sent on"),
    ];
    let rows: Vec<Vec<Cell>> = lines
        .iter()
        .map(|line| {
            let name = words::name_or_removed(line.name.as_deref());
            let href = format!("/decisions/{}", line.profile);
            let sent = Moment::of(line.submitted_at).today;
            vec![
                Cell::of(view! { <a class="govuk-link" href=href>{name}</a> }),
                Cell::from(line.local_id.to_string()),
                Cell::from(
                    line.scored_by_name
                        .clone()
                        .unwrap_or_else(|| "Imported".to_owned()),
                ),
                words::day_cell(Some(sent), ""),
            ]
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! {
            <Table caption="Waiting longest for a decision" columns=columns rows=rows />
            <p class="govuk-body"><a class="govuk-link" href="/decisions">"See all that wait"</a></p>
        }
    })
}

/// The children whose review is longest overdue.
fn overdue(lines: &[ChildLine]) -> impl IntoView + use<> {
    let columns = vec![
        Column::text("Child"),
        Column::text("Placement"),
        Column::text("Review was due"),
    ];
    let rows: Vec<Vec<Cell>> = lines
        .iter()
        .map(|line| {
            let place = line.establishment.as_ref().map(|(_, name)| name.clone());
            vec![
                words::child_cell(&line.child, line.name.clone(), &line.local_id),
                Cell::from(place.unwrap_or_else(|| {
                    line.setting
                        .map_or("None", |setting| setting.title())
                        .to_owned()
                })),
                words::day_cell(line.review_due_on, ""),
            ]
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! {
            <Table caption="Reviews longest overdue" columns=columns rows=rows />
            <p class="govuk-body">
                <a class="govuk-link" href="/children?review=overdue&order=review">"See all overdue reviews"</a>
            </p>
        }
    })
}

/// The figures that lead to lists, and the words under each.
fn figures(overview: &Overview, today: Date) -> Vec<Figure> {
    let mut figures = Vec::new();
    if let Some((drafts, sent_back)) = overview.own_profiles {
        figures.push(figure(drafts, "Your drafts", Some("/scoring")));
        figures.push(figure(
            sent_back,
            "Sent back to you",
            Some("/scoring?state=sent-back"),
        ));
    }
    if let Some(work) = &overview.rules {
        figures.extend(rules::figures(work));
    }
    if let Some(requests) = overview.requests {
        figures.push(figure(
            requests,
            "Requests for extra support",
            Some("/support-requests"),
        ));
    }
    if let Some(asked) = overview.children_asked_for.filter(|asked| *asked > 0) {
        figures.push(figure(
            asked,
            "Children asked for who are not on record",
            Some("/children-asked-for"),
        ));
    }
    if let Some(corrections) = overview.corrections {
        figures.push(figure(
            corrections,
            "Corrections to answer",
            Some("/corrections"),
        ));
    }
    if let Some(awards) = overview.awards_to_look_at {
        figures.push(figure(
            awards,
            "Awards to look at",
            Some(awards_to_look_at::LIST),
        ));
    }
    if let Some(own) = overview.own_children {
        figures.push(figure(
            own,
            "Children at your establishments",
            Some("/children"),
        ));
    }
    if let Some(overdue) = overview.claims_overdue.filter(|overdue| *overdue > 0) {
        figures.push(figure(
            overdue,
            "Claims between authorities whose clock has run out",
            Some("/recoupment?overdue=yes"),
        ));
    }
    if let Some(counts) = &overview.counts {
        figures.extend(caseload_figures(counts, today));
        let queue = overview.sees_queue.then_some("/decisions");
        figures.push(figure(
            counts.awaiting_moderation,
            "Profiles waiting for a decision",
            queue,
        ));
    }
    figures
}

fn caseload_figures(counts: &WorkCounts, today: Date) -> [Figure; 6] {
    let transfers = TransferDays::around(today);
    let by = |day| format!("Phase transfers due by {}", words::day(day));
    [
        figure(counts.open_plans, "Open plans", Some("/children?plan=open")),
        figure(
            counts.reviews_overdue,
            "Reviews overdue",
            Some("/children?review=overdue&order=review"),
        ),
        figure(
            counts.reviews_due_soon,
            "Reviews due in 60 days",
            Some("/children?review=soon&order=review"),
        ),
        figure(
            counts.transfers_into_school,
            &by(transfers.into_school),
            Some("/children?transfer=school"),
        ),
        figure(
            counts.transfers_into_post_16,
            &by(transfers.into_post_16),
            Some("/children?transfer=post-16"),
        ),
        figure(
            counts.placement_unknown,
            "Placements not known",
            Some("/children?placement=unknown"),
        ),
    ]
}

fn figure(count: u64, label: &str, href: Option<&str>) -> Figure {
    Figure {
        value: words::count(count),
        label: label.to_owned(),
        href: href.map(str::to_owned),
    }
}
