//! The back-test: how good the forecast would have been on the council's own past, against forecasts that need no model.

use axum::extract::State;
use axum::response::Response;
use leptos::prelude::*;

use super::below;
use crate::components::{Cell, Column, Details, InsetText, Table, Tag, TagColour, WarningText};
use crate::forecast::{Ahead, BackTest, Score, SettingAhead, What};
use crate::money::Money;
use crate::needs::Setting;
use crate::pages::words;
use crate::service::high_needs::outlook::{self, Beside};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError};

/// Answers `GET /high-needs/back-test`.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not see the forecast.
pub async fn show(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
) -> Result<Response, WebError> {
    let told_of = outlook::of(
        &state.store,
        state.rules,
        &person.actor,
        state.clock.moment(),
    )
    .await?;
    let page = Page::titled("How good the forecast would have been").below(below());
    Ok(page.answer(&visit, move || {
        let standing = words::standing(told_of.standing);
        let content = match (&told_of.back_test, told_of.why_not) {
            (Some(test), _) => told(test, &told_of.beside),
            (None, None) => ().into_any(),
            (None, why) => view! { <WarningText text=why.unwrap_or_default() /> }.into_any(),
        };
        view! {
            <h1 class="govuk-heading-l">"How good the forecast would have been"</h1>
            <p class="govuk-body">
                "At each earlier January the forecast is made again from what was then known, and held against what came. \
                 Intervals that are right hold what came as often as they say."
            </p>
            {standing.map(|text| view! { <InsetText>{text}</InsetText> })}
            {content}
        }
    }))
}

fn told(test: &BackTest, years_beside: &[Beside]) -> AnyView {
    let (verdict, further_said) = (test.verdict.clone(), test.further.clone());
    let years = |ahead: &Ahead| {
        let years = if ahead.years == 1 { "year" } else { "years" };
        format!("{} {years} ahead", ahead.years)
    };
    let further = test.plans.iter().flat_map(|ahead| {
        let model = (format!("{}: the model", years(ahead)), &ahead.score);
        let baselines = ahead.baselines.iter();
        let baselines =
            baselines.map(move |of| (format!("{}: {}", years(ahead), of.title), &of.plans));
        std::iter::once(model).chain(baselines)
    });
    let further_cost = test.plans.iter().flat_map(|ahead| {
        let model = (format!("{}: the model", years(ahead)), &ahead.pounds);
        let baselines = ahead.baselines.iter();
        let baselines =
            baselines.map(move |of| (format!("{}: {}", years(ahead), of.title), &of.pounds));
        let followed = ahead.money_followed.iter();
        let followed =
            followed.map(move |score| (format!("{}: what money follows", years(ahead)), score));
        std::iter::once(model).chain(followed).chain(baselines)
    });
    let of_plans = test
        .plans
        .first()
        .map(|ahead| ("The model".to_owned(), &ahead.score));
    let against = of_plans.into_iter().chain(
        test.baselines
            .iter()
            .map(|of| (sentence(&of.title), &of.plans)),
    );
    let pounds = [("The model".to_owned(), &test.pounds)].into_iter().chain(
        test.baselines
            .iter()
            .map(|of| (sentence(&of.title), &of.pounds)),
    );
    view! {
        {(!test.headline.is_empty()).then(|| view! { <p class="govuk-body-l">{test.headline.clone()}</p> })}
        {compared(test)}
        {test.doubt.clone().map(|doubt| view! {
            <h2 class="govuk-heading-m">"Before you rely on it"</h2>
            <p class="govuk-body">{doubt}</p>
        })}
        {beside(years_beside)}
        <Details summary="The verdict in full">
            <p class="govuk-body">{verdict}</p>
            <p class="govuk-body">{further_said}</p>
        </Details>
        <h2 class="govuk-heading-m">"How often the intervals held what came"</h2>
        <p class="govuk-body">{test.intervals.clone()}</p>
        {strayed(test.cost_stray).map(|text| view! { <p class="govuk-body">{text}</p> })}
        {table("Plans, against forecasts that need no model, 1 year ahead", "Forecast", against.collect(), in_plans)}
        {table("Annual cost, 1 year ahead", "Forecast", pounds.collect(), in_pounds)}
        {table("Plans, by how far ahead", "Ahead", further.collect(), in_plans)}
        {table("Annual cost, by how far ahead", "Ahead", further_cost.collect(), in_pounds)}
        {test.plans.iter().map(|ahead| by_setting(test, ahead.years)).collect_view()}
        <p class="govuk-body">
            "A forecast that needs no model has no interval: a dash stands there. The workbook of a run has bias and pinball loss of \
             each of them for each setting too. Bias is the mean of forecast less what came; off by is the mean of how far off, either way; pinball loss is the mean \
             of what low, likely and high missed by, the smaller the better."
        </p>
    }
    .into_any()
}

/// Whether the model is better, line by line, and what is followed.
fn compared(test: &BackTest) -> impl IntoView + use<> {
    let columns = vec![
        Column::text("What is forecast"),
        Column::text("Is the model better?"),
        Column::number("Model off by"),
        Column::text("Best baseline"),
        Column::number("Baseline off by"),
        Column::text("What is followed"),
    ];
    let rows = test.comparisons().into_iter().map(|line| {
        let far = match line.years {
            1 => "1 year ahead".to_owned(),
            years => format!("{years} years ahead"),
        };
        let (what, unit): (String, fn(f64) -> String) = match &line.what {
            What::Plans => (format!("Plans, {far}"), in_plans),
            What::Pounds => (format!("Annual cost, {far}"), in_pounds),
            What::Setting(code) => (format!("{}, {far}", setting_title(code)), in_plans),
        };
        let tag = match (line.is_better, line.tests) {
            (Some(true), _) => view! { <Tag text="Yes" colour=TagColour::Green /> }.into_any(),
            (Some(false), _) => view! { <Tag text="No" colour=TagColour::Yellow /> }.into_any(),
            (None, _) => view! { <Tag text="Too few tests" colour=TagColour::Grey /> }.into_any(),
        };
        let followed = match (&line.what, line.follows) {
            (What::Setting(_), _) => "Its share of all plans, from the model".to_owned(),
            (_, None) => "The model".to_owned(),
            (_, Some(baseline)) => sentence(baseline.title()),
        };
        let (best, theirs) = match line.best {
            Some((title, theirs)) => (sentence(&title), unit(theirs)),
            None => ("–".to_owned(), "–".to_owned()),
        };
        vec![
            Cell::from(what),
            Cell::of(tag),
            Cell::from(unit(line.ours)),
            Cell::from(best),
            Cell::from(theirs),
            Cell::from(followed),
        ]
    });
    let rows = rows.collect();
    view! {
        <Table caption="Is the model better?" columns=columns rows=rows stacked=true />
        <p class="govuk-body">
            "Off by is the mean of how far off, either way. The model is better where it was off by less than the best of three simple \
             baselines: no growth, last year’s growth again, and a straight line. One year ahead decides, as it has the most tests. \
             No setting follows a baseline of its own, as their baselines do not add up to one of all plans."
        </p>
    }
}

/// What is expected and what the model by itself says, where a baseline is followed.
fn beside(years: &[Beside]) -> Option<AnyView> {
    if years.is_empty() {
        return None;
    }
    let columns = vec![
        Column::text("Financial year"),
        Column::number("As forecast"),
        Column::number("The model by itself"),
        Column::text("Difference"),
    ];
    let rows = years.iter().map(|year| {
        let less = Money::from_pence(year.expected.pence() - year.of_model.pence());
        vec![
            Cell::from(year.year.clone()),
            Cell::from(year.expected.to_string()),
            Cell::from(year.of_model.to_string()),
            Cell::from(less.map(super::change).unwrap_or_default()),
        ]
    });
    let rows = rows.collect();
    let caption = "What placements are expected to cost, and what the model by itself says";
    Some(view! { <Table caption=caption columns=columns rows=rows stacked=true /> }.into_any())
}

fn setting_title(code: &str) -> String {
    let known = Setting::parse(code).ok();
    known.map_or_else(|| code.to_owned(), |one| one.title().to_owned())
}

/// The settings so many years ahead: the model, and what each baseline was off by.
fn by_setting(test: &BackTest, years: u32) -> impl IntoView + use<> {
    let ahead_of = |ahead: &[SettingAhead]| ahead.iter().find(|one| one.years == years).cloned();
    let tested: Vec<(String, SettingAhead)> = test
        .by_setting
        .iter()
        .filter_map(|of| Some((setting_title(&of.setting), ahead_of(&of.ahead)?)))
        .collect();
    let mut columns = vec![
        Column::text("Setting"),
        Column::number("Tests"),
        Column::number("Bias"),
        Column::number("Off by"),
    ];
    if let Some((_, first)) = tested.first() {
        let titles = first.baselines.iter();
        columns.extend(titles.map(|of| Column::number(format!("Off by: {}", of.title))));
    }
    columns.extend(["Within 50%", "Within 80%", "Within 95%"].map(Column::number));
    let rows = tested.into_iter().map(|(title, ahead)| {
        let score = &ahead.score;
        let mut cells = vec![
            Cell::from(title),
            Cell::from(score.tests.to_string()),
            Cell::from(in_plans(score.bias)),
            Cell::from(in_plans(score.mean_error)),
        ];
        let baselines = ahead.baselines.iter();
        cells.extend(baselines.map(|of| Cell::from(in_plans(of.score.mean_error))));
        let held = [score.within_50, score.within_80, score.within_95];
        cells.extend(held.map(|held| Cell::from(share(held))));
        cells
    });
    let rows = rows.collect();
    let caption = match years {
        1 => "Plans by setting, 1 year ahead".to_owned(),
        years => format!("Plans by setting, {years} years ahead"),
    };
    view! { <Table caption=caption columns=columns rows=rows /> }
}

/// Words with a capital at their head.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

fn table(
    caption: &'static str,
    first: &'static str,
    lines: Vec<(String, &Score)>,
    unit: fn(f64) -> String,
) -> impl IntoView + use<> {
    let columns = vec![
        Column::text(first),
        Column::number("Tests"),
        Column::number("Bias"),
        Column::number("Off by"),
        Column::number("Pinball loss"),
        Column::number("Within 50%"),
        Column::number("Within 80%"),
        Column::number("Within 95%"),
    ];
    let rows = lines
        .into_iter()
        .map(|(name, score)| {
            // A score of no test says nothing.
            let shown = |text: String| {
                Cell::from(if score.tests == 0 {
                    "Not tested".to_owned()
                } else {
                    text
                })
            };
            vec![
                Cell::from(name),
                Cell::from(score.tests.to_string()),
                shown(unit(score.bias)),
                shown(unit(score.mean_error)),
                shown(unit(score.pinball)),
                shown(share(score.within_50)),
                shown(share(score.within_80)),
                shown(share(score.within_95)),
            ]
        })
        .collect();
    view! { <Table caption=caption columns=columns rows=rows /> }
}

/// Plans with one place.
fn in_plans(plans: f64) -> String {
    format!("{plans:.1}").replace('-', "−")
}

/// Whole pounds. A measure of error, not money: it is scored, never paid.
fn in_pounds(pounds: f64) -> String {
    let whole = super::whole(pounds);
    let sign = if whole < 0 { "−" } else { "" };
    format!("{sign}£{}", words::count(whole.unsigned_abs()))
}

/// A share as a percentage; a dash where there is no interval.
#[expect(
    clippy::float_arithmetic,
    reason = "a share as a percentage; no money is in it"
)]
fn share(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| format!("{:.0}%", share * 100.0))
}

/// How far the cost strayed beyond what the intervals of plans say, and what that comes of; nothing where it hardly did.
#[expect(
    clippy::float_arithmetic,
    reason = "a share as a percentage; no money is in it"
)]
fn strayed(stray: f64) -> Option<String> {
    const HARDLY: f64 = 0.005;
    (stray >= HARDLY).then(|| {
        format!(
            "What plans cost strayed by {:.1}% a year (standard deviation) beyond what the intervals of plans say, and intervals of \
             cost are widened by it. It is measured at the same price of each need and setting throughout, so it comes of more \
             or fewer children in dear settings than the rates of then expected, and not of prices: see the plans by \
             setting below.",
            100.0 * stray
        )
    })
}
