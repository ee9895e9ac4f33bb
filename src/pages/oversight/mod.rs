//! Oversight: the pages of counts for the head of SEND, moderators and auditors. Each picture has its table and its file.

mod alarm;
mod bands;
mod baseline;
mod equality;
mod levels;
mod made;
mod scorers;
mod shown;
mod timeliness;
mod watched;

pub(super) use alarm::raised;
pub use bands::{bands, bands_file};
pub use baseline::{baseline, baseline_file, freeze};
pub use equality::{equality, equality_file};
pub use levels::{levels, levels_file};
pub use made::made;
pub use scorers::{scorer_levels, scorer_levels_file, scorers, scorers_file};
pub use timeliness::{missed, timeliness, timeliness_file};

use axum::extract::State;
use axum::response::Response;
use leptos::prelude::*;

use crate::access::{Action, Actor};
use crate::components::Crumb;
use crate::rules::RuleBook;
use crate::service::oversight::alarms;
use crate::service::reach::allows;
use crate::visit::{AppState, Page, SignedIn, Visit, WebError};

/// Answers `GET /oversight`.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not see oversight.
pub async fn index(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
) -> Result<Response, WebError> {
    if !allows(&person.actor, Action::ViewOversight) {
        return Err(WebError::Forbidden);
    }
    let moment = state.clock.moment();
    let alarms = alarms(&state.store, rules(&state), &person.actor, moment).await?;
    let cards = cards(&person.actor);
    Ok(Page::titled("Oversight").answer(&visit, move || {
        view! {
            <h1 class="govuk-heading-l">"Oversight"</h1>
            <p class="govuk-body">
                "Numbers without names, over every child with an open plan. Levels stand beside bands, because the levels \
                 are the judgement and the band only follows from them."
            </p>
            <p class="govuk-body">
                "Small numbers are shown to you, who can open the records behind them. Where bands or levels stand beside sex or \
                 ethnic group, numbers from 1 to 4 are hidden from everybody, and others until none can be worked out."
            </p>
            {raised(&alarms)}
            <div class="app-cards">{cards.into_iter().map(card).collect_view()}</div>
        }
    }))
}

/// The rule sets and the authority whose sets decide.
fn rules(state: &AppState) -> (&RuleBook, &str) {
    (state.rules, &state.settings.authority)
}

/// The path that leads to a page of oversight.
fn path() -> Vec<Crumb> {
    vec![Crumb::new("Oversight", "/oversight")]
}

/// A page of oversight, and what it answers.
struct Card {
    title: &'static str,
    href: &'static str,
    words: &'static str,
    action: Action,
}

const CARDS: &[Card] = &[
    Card {
        title: "Bands",
        href: "/oversight/bands",
        words: "How the bands of awards in force are spread by setting, school, need and year group.",
        action: Action::ViewOversight,
    },
    Card {
        title: "Levels",
        href: "/oversight/levels",
        words: "How agreed levels of need are spread, domain by domain.",
        action: Action::ViewOversight,
    },
    Card {
        title: "Baseline and alarm",
        href: "/oversight/baseline",
        words: "Whether what is determined now still looks as it did when the baseline was frozen.",
        action: Action::ViewOversight,
    },
    Card {
        title: "Timeliness",
        href: "/oversight/timeliness",
        words: "Weeks 6 and 20, 4 and 12 weeks after a review, and phase transfers.",
        action: Action::ViewOversight,
    },
    Card {
        title: "Scorers",
        href: "/oversight/scorers",
        words: "How the indicative bands and the levels of each scorer’s profiles are spread, beside all others’.",
        action: Action::ViewScorers,
    },
    Card {
        title: "Equality analysis",
        href: "/oversight/equality",
        words: "Bands and levels by sex and ethnic group, with small numbers hidden.",
        action: Action::ViewEqualityAnalysis,
    },
];

fn cards(actor: &Actor) -> Vec<&'static Card> {
    CARDS
        .iter()
        .filter(|card| allows(actor, card.action))
        .collect()
}

fn card(card: &'static Card) -> impl IntoView {
    view! {
        <div class="app-card">
            <h2 class="govuk-heading-s">
                <a class="govuk-link govuk-link--no-visited-state" href=card.href>{card.title}</a>
            </h2>
            <p class="govuk-body">{card.words}</p>
        </div>
    }
}
