//! Scoring a sample twice: what waits for a second scorer, the choice of a sample, and how far scorers agree.

mod sample;
mod score;

use axum::extract::State;
use axum::response::Response;
use leptos::prelude::*;

pub use sample::{SampleForm, choose, drawn};
pub use score::{save, show};

use super::words;
use crate::components::{Cell, Column, InsetText, Table};
use crate::forms::Problems;
use crate::money::Decimal;
use crate::service::second_scoring::{
    self, AwaitingSecond, BandAgreement, Desk, DomainAgreement, agreement_by_domain,
};
use crate::service::{Moment, files};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError, csv_file};

/// Answers `GET /double-scoring`.
///
/// # Errors
/// [`WebError::Forbidden`] for who has no part in it.
pub async fn list(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
) -> Result<Response, WebError> {
    let blank = SampleForm::default();
    answer(&state, &visit, &person, &blank, &Problems::default()).await
}

/// Answers `GET /double-scoring/agreement.csv`.
///
/// # Errors
/// [`WebError::Forbidden`] for who may not see agreement.
pub async fn agreement_file(
    State(state): State<AppState>,
    person: SignedIn,
) -> Result<Response, WebError> {
    let (store, moment) = (&state.store, state.clock.moment());
    let found = agreement_by_domain(store, state.rules, &person.actor, moment).await?;
    let headings = [
        "Domain",
        "Profiles scored twice",
        "Same level",
        "Within one level",
        "Weighted kappa",
    ];
    let headings = headings.map(str::to_owned);
    let rows: Vec<Vec<String>> = found.iter().map(file_row).collect();
    csv_file("agreement-of-scorers.csv", files::csv(&headings, &rows))
}

fn file_row(line: &DomainAgreement) -> Vec<String> {
    let agreement = &line.agreement;
    vec![
        line.title.clone(),
        agreement.pairs.to_string(),
        agreement.exact.to_string(),
        agreement.within_one.to_string(),
        agreement.kappa.map(kappa_in_words).unwrap_or_default(),
    ]
}

/// Kappa to two places.
fn kappa_in_words(kappa: Decimal) -> String {
    format!("{:.2}", kappa.round_dp(2))
}

async fn answer(
    state: &AppState,
    visit: &Visit,
    person: &SignedIn,
    typed: &SampleForm,
    problems: &Problems,
) -> Result<Response, WebError> {
    let moment = state.clock.moment();
    let desk = second_scoring::desk(&state.store, state.rules, &person.actor, moment).await?;
    let title = "Double scoring";
    let page = Page::titled(title)
        .back("/", "Back to your work")
        .with_problems(problems);
    Ok(page.answer(visit, || {
        view! {
            <h1 class="govuk-heading-l">{title}</h1>
            <p class="govuk-body">
                "A sample of profiles is scored a second time by somebody who does not see the first levels. How far the two \
                 agree shows whether a level means the same to everybody. It changes no profile and no decision."
            </p>
            {desk.to_score.as_deref().map(to_score)}
            {desk.may_choose.then(|| sample::form(typed, problems))}
            {desk.draws.as_deref().map(sample::draws)}
            {agreed(&desk)}
        }
    }))
}

fn to_score(waiting: &[AwaitingSecond]) -> AnyView {
    if waiting.is_empty() {
        return view! { <InsetText>"No profile waits for you as its second scorer."</InsetText> }
            .into_any();
    }
    let columns = vec![
        Column::text("Child"),
        Column::text("Reference"),
        Column::text("Chosen"),
        Column::text("How far"),
    ];
    let rows = waiting.iter().map(waiting_row).collect();
    view! { <Table caption="Profiles to score a second time" columns=columns rows=rows /> }
        .into_any()
}

fn waiting_row(waiting: &AwaitingSecond) -> Vec<Cell> {
    let reference = waiting.local_id.to_string();
    let name = waiting.name.clone().unwrap_or_else(|| reference.clone());
    let href = format!("/double-scoring/{}", waiting.profile);
    vec![
        Cell::of(view! { <a class="govuk-link" href=href>{name}</a> }),
        Cell::from(reference),
        words::day_cell(Some(Moment::of(waiting.chosen_at).today), ""),
        Cell::from(if waiting.is_begun {
            "Saved, to go on with"
        } else {
            "Not begun"
        }),
    ]
}

fn agreed(desk: &Desk) -> Option<AnyView> {
    let found = desk.agreement.as_ref()?;
    let lines = &found.domains;
    if lines.is_empty() {
        return Some(
            view! { <InsetText>"No profile was scored twice in the last year."</InsetText> }
                .into_any(),
        );
    }
    let mut columns = vec![Column::text("Domain"), Column::number("Profiles")];
    columns.extend(["Same level", "Within one level", "Weighted kappa"].map(Column::number));
    let rows = lines.iter().map(agreement_row).collect();
    Some(
        view! {
            {bands_agreed(&found.bands)}
            <Table caption="How far scorers agree, over the last year" columns=columns rows=rows />
            <p class="govuk-body">
                "Weighted kappa (Cohen, linear weights) takes account of agreement by chance: 1 is full agreement, 0 what \
                 chance would bring. "
                <a class="govuk-link" href="/double-scoring/agreement.csv">"Download the table (CSV)"</a>
            </p>
        }
        .into_any(),
    )
}

/// A part of a whole with its share, rounded half up, in whole numbers: `3 (75%)`.
fn share_of(part: u32, of: u32) -> String {
    // Nothing is a part of nothing.
    let of = u64::from(of.max(1));
    format!("{part} ({}%)", (200 * u64::from(part) + of) / (2 * of))
}

/// How often two scorers' levels come to the same band, in a sentence; nothing where no two come to any.
fn bands_agreed(bands: &BandAgreement) -> Option<AnyView> {
    (bands.profiles > 0).then(|| {
        let sentence = format!(
            "Of the profiles scored twice, {} come to a band by both scorings: {} to the same one, {} to the same one or to its \
             neighbour.",
            bands.profiles,
            share_of(bands.same, bands.profiles),
            share_of(bands.within_one, bands.profiles)
        );
        view! { <p class="govuk-body">{sentence}</p> }.into_any()
    })
}

fn agreement_row(line: &DomainAgreement) -> Vec<Cell> {
    let agreement = &line.agreement;
    let share = |part: u32| share_of(part, agreement.pairs);
    vec![
        Cell::from(line.title.clone()),
        Cell::from(agreement.pairs.to_string()),
        Cell::from(share(agreement.exact)),
        Cell::from(share(agreement.within_one)),
        Cell::from(
            agreement
                .kappa
                .map_or_else(|| "Not defined".to_owned(), kappa_in_words),
        ),
    ]
}
