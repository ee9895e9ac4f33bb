//! The first page: what waits for whoever is signed in, by what they may do.

use axum::extract::State;
use axum::response::Response;
use leptos::prelude::*;

use super::oversight::raised;
use super::words;
use crate::access::{Action, Actor};
use crate::calendar::{Date, TransferDays};
use crate::components::{Cell, Column, Figure, Figures, Table};
use crate::service::Moment;
use crate::service::children::ChildLine;
use crate::service::oversight;
use crate::service::overview::{self, Overview, QueueLine, WorkCounts};
use crate::service::reach::allows;
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
    let tasks = tasks(&person.actor, &overview);
    Ok(Page::titled("Your work").answer(&visit, move || {
        let figures = figures(&overview, day);
        view! {
            <span class="govuk-caption-l">{today}</span>
            <h1 class="govuk-heading-l">"Your work"</h1>
            {raised(&alarms)}
            {(!figures.is_empty()).then(|| view! { <Figures figures=figures /> })}
            {waiting(&overview.waiting)}
            {overdue(&overview.overdue)}
            <h2 class="govuk-heading-m">"What you can do"</h2>
            <div class="app-cards">{tasks.into_iter().map(card).collect_view()}</div>
        }
    }))
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

/// One thing that the reader can do, and what it leads to.
struct Task {
    title: &'static str,
    href: &'static str,
    words: &'static str,
}

fn card(task: Task) -> impl IntoView {
    view! {
        <div class="app-card">
            <h3 class="govuk-heading-s">
                <a class="govuk-link govuk-link--no-visited-state" href=task.href>{task.title}</a>
            </h3>
            <p class="govuk-body">{task.words}</p>
        </div>
    }
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
    if let Some(requests) = overview.requests {
        figures.push(figure(
            requests,
            "Requests for extra support",
            Some("/support-requests"),
        ));
    }
    if let Some(corrections) = overview.corrections {
        figures.push(figure(
            corrections,
            "Corrections to answer",
            Some("/corrections"),
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

fn tasks(actor: &Actor, overview: &Overview) -> Vec<Task> {
    let mut tasks = Vec::new();
    if allows(actor, Action::ViewEstablishmentAwards) {
        tasks.push(Task {
            title: "See your children's awards",
            href: "/awards",
            words: "Bands, annual amounts and dates for the children at your establishments.",
        });
        tasks.push(Task {
            title: "See the year’s values",
            href: "/awards/values",
            words: "What your awards come to in a financial or academic year, month by month, to download.",
        });
    }
    if allows(actor, Action::ListChildren) {
        tasks.push(Task {
            title: "Find a child",
            href: "/children",
            words: if overview.scores {
                "Search by reference, UPN, name or school, open the record and score a needs profile."
            } else {
                "Search by reference, UPN, name or school and open the record."
            },
        });
    }
    if allows(actor, Action::RaiseCorrection) {
        tasks.push(Task {
            title: "See your corrections",
            href: "/awards/corrections",
            words: "What you told the council is wrong with an award, and what it answered.",
        });
    }
    if allows(actor, Action::RequestSupport) {
        tasks.push(Task {
            title: "See your requests for extra support",
            href: "/support-requests",
            words: "What you asked for and how far it is. To ask, open the child’s record.",
        });
    }
    if allows(actor, Action::TakeOverRequest) {
        tasks.push(Task {
            title: "Take over requests for extra support",
            href: "/support-requests",
            words: "What schools ask for, to score from without typing it again.",
        });
    }
    if allows(actor, Action::AnswerCorrection) {
        tasks.push(Task {
            title: "Answer corrections from schools",
            href: "/corrections",
            words: "Who left, started on another day or attends another share of full time: accept or decline with a reason.",
        });
    }
    if overview.sees_queue {
        tasks.push(Task {
            title: "Decide on profiles",
            href: "/decisions",
            words: "Compare levels with the evidence, agree, send back or override with a reason.",
        });
    }
    if allows(actor, Action::ViewPayments) {
        tasks.push(Task {
            title: "See the year’s payments",
            href: "/payments",
            words: "What each period pays to whom, the runs that wait for release, and the schedule as a workbook.",
        });
    }
    if allows(actor, Action::ViewRecoupment) {
        tasks.push(Task {
            title: "See recoupment between authorities",
            href: "/recoupment",
            words: "What other authorities owe us and we owe them, the invoices, and the clock of claims for looked-after children.",
        });
    }
    if allows(actor, Action::ViewPlaces) {
        tasks.push(Task {
            title: "See high needs places",
            href: "/places",
            words: "Places commissioned, funded and filled by school, what they come to, and each school’s placements and fees.",
        });
    }
    if allows(actor, Action::ViewOversight) {
        tasks.push(Task {
            title: "Oversight",
            href: "/oversight",
            words: "How bands and levels are spread, what drifts from the baseline, and what is late.",
        });
    }
    if allows(actor, Action::KeepUsers) {
        tasks.push(Task {
            title: "Keep users",
            href: "/administration/users",
            words: "Add people, change what they may do and for which schools, set limits, give a new password.",
        });
    }
    if allows(actor, Action::RunImport) {
        tasks.push(Task {
            title: "Import",
            href: "/administration/imports",
            words: "Read a weekly extract of the case system, see what changes, and work through what could not be taken.",
        });
        tasks.push(Task {
            title: "Establishments",
            href: "/administration/establishments",
            words: "Find a school or provider, see who depends on it, and import a new register.",
        });
    }
    if allows(actor, Action::CarryOutRetention) {
        tasks.push(Task {
            title: "Retention",
            href: "/administration/retention",
            words: "See whose records ended long ago, and forget who they were.",
        });
    }
    if allows(actor, Action::ReceiveTransfer) || allows(actor, Action::KeepAuthorityKeys) {
        tasks.push(Task {
            title: "Plans from and to other authorities",
            href: "/transfers",
            words: "Take in the signed package of a plan that comes with a family, and see what was sent.",
        });
    }
    if allows(actor, Action::ReadAudit) {
        tasks.push(Task {
            title: "Read the audit trail",
            href: "/administration/audit",
            words: "Who did what to which record. A child's own page leads to who opened that record.",
        });
    }
    if allows(actor, Action::ScoreSecond) || allows(actor, Action::ViewAgreement) {
        tasks.push(Task {
            title: "Double scoring",
            href: "/double-scoring",
            words: "A sample scored twice, blind: what waits for a second scorer, or how far scorers agree.",
        });
    }
    if allows(actor, Action::ViewForecast) {
        tasks.push(Task {
            title: "See the high needs outlook",
            href: "/high-needs",
            words: "The balance by year, what placements cost, what-if scenarios and how sure the forecast is.",
        });
    }
    if allows(actor, Action::UseCalculator) {
        tasks.push(Task {
            title: "Try the calculator",
            href: "/calculator",
            words: "Choose levels and see the band, the amount and the reasons, with no child attached.",
        });
    }
    tasks
}
