//! A band, its amount and the reasons for both.

use leptos::prelude::*;

/// How a result stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// A band, and perhaps an amount.
    Determined,
    /// The rules forbid a result until somebody looks again.
    Blocked,
    /// There is no result.
    Refused,
    /// Answers are missing.
    Partial,
}

/// A result in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// How it stands.
    pub standing: Standing,
    /// What heads it.
    pub title: String,
    /// The band.
    pub band: Option<String>,
    /// The amount.
    pub amount: Option<String>,
    /// What the amount is: `a year`.
    pub basis: String,
    /// Why there is no amount, or how far the answers are.
    pub note: Option<String>,
    /// The explanation, or what is missing.
    pub reasons: Vec<String>,
    /// The result in one line, as a screen reader hears it when it changes.
    pub brief: String,
}

/// A result, or how far the answers to one are.
#[component]
pub fn BandPanel(
    /// What to show.
    outcome: Outcome,
) -> impl IntoView {
    let class = match outcome.standing {
        Standing::Determined | Standing::Partial => "app-result",
        Standing::Blocked => "app-result app-result--blocked",
        Standing::Refused => "app-result app-result--refused",
    };
    let above = match outcome.standing {
        Standing::Determined => "How this was worked out",
        Standing::Partial => "Still to answer",
        Standing::Blocked | Standing::Refused => "Why",
    };
    let basis = outcome.basis;
    let reasons: Vec<_> = outcome
        .reasons
        .into_iter()
        .map(|reason| view! { <li>{reason}</li> })
        .collect();
    let reasons = (!reasons.is_empty()).then(|| {
        view! {
            <h3 class="govuk-heading-s">{above}</h3>
            <ol class="app-reasons">{reasons}</ol>
        }
    });
    view! {
        <section class=class aria-label="Result">
            <h2 class="app-result__title">{outcome.title}</h2>
            {outcome.band.map(|band| view! { <p class="app-result__band">{band}</p> })}
            {outcome.amount.map(|amount| view! {
                <p class="app-result__amount">{amount}" "<span class="app-result__basis">{basis}</span></p>
            })}
            {outcome.note.map(|note| view! { <p class="app-result__note">{note}</p> })}
            {reasons}
        </section>
    }
}
