//! The first page: what waits for whoever is signed in, by what they may do.

use axum::extract::State;
use axum::response::Response;
use leptos::prelude::*;

use crate::access::{Action, Actor};
use crate::components::{Figure, Figures};
use crate::service::overview::{self, Overview, WorkCounts};
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
    let overview = overview::of(&state.store, &person.actor, state.clock.moment()).await?;
    let name = person.name.clone();
    let tasks = tasks(&person.actor, &overview);
    Ok(Page::titled("Your work").answer(&visit, move || {
        let figures = figures(&overview);
        view! {
            <span class="govuk-caption-l">{name}</span>
            <h1 class="govuk-heading-l">"Your work"</h1>
            {(!figures.is_empty()).then(|| view! { <Figures figures=figures /> })}
            <h2 class="govuk-heading-m">"What you can do"</h2>
            <div class="app-cards">{tasks.into_iter().map(card).collect_view()}</div>
        }
    }))
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
fn figures(overview: &Overview) -> Vec<Figure> {
    let mut figures = Vec::new();
    if let Some(own) = overview.own_children {
        figures.push(figure(
            own,
            "children at your establishments",
            Some("/children"),
        ));
    }
    if let Some(counts) = &overview.counts {
        figures.extend(caseload_figures(counts));
        if overview.scores {
            figures.push(figure(counts.in_scoring, "profiles being scored", None));
        }
        let queue = overview.sees_queue.then_some("/decisions");
        figures.push(figure(
            counts.awaiting_moderation,
            "profiles waiting for a decision",
            queue,
        ));
    }
    figures
}

fn caseload_figures(counts: &WorkCounts) -> [Figure; 4] {
    [
        figure(counts.open_plans, "open plans", Some("/children?plan=open")),
        figure(
            counts.reviews_overdue,
            "reviews overdue",
            Some("/children?review=overdue&order=review"),
        ),
        figure(
            counts.reviews_due_soon,
            "reviews due in six weeks",
            Some("/children?plan=open&order=review"),
        ),
        figure(
            counts.placement_unknown,
            "placements not known",
            Some("/children?placement=unknown"),
        ),
    ]
}

fn figure(count: u64, label: &str, href: Option<&str>) -> Figure {
    Figure {
        value: with_commas(count),
        label: label.to_owned(),
        href: href.map(str::to_owned),
    }
}

/// `4,200`.
fn with_commas(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn tasks(actor: &Actor, overview: &Overview) -> Vec<Task> {
    let mut tasks = Vec::new();
    if allows(actor, Action::ViewEstablishmentAwards) {
        tasks.push(Task {
            title: "See your children's awards",
            href: "/awards",
            words: "Bands, annual amounts and dates for the children at your establishments.",
        });
    }
    if allows(actor, Action::ListChildren) {
        tasks.push(Task {
            title: "Find a child",
            href: "/children",
            words: if overview.scores {
                "Search by reference, UPN or name, open the record and score a needs profile."
            } else {
                "Search by reference, UPN or name and open the record."
            },
        });
    }
    if overview.sees_queue {
        tasks.push(Task {
            title: "Decide on profiles",
            href: "/decisions",
            words: "Compare levels with the evidence, agree, send back or override with a reason.",
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

#[cfg(test)]
mod tests {
    use super::with_commas;

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(with_commas(0), "0");
        assert_eq!(with_commas(999), "999");
        assert_eq!(with_commas(4_200), "4,200");
        assert_eq!(with_commas(1_234_567), "1,234,567");
    }
}
