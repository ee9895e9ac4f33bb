//! A year as it is monitored: figures, the chart, every line, and why the forecast is not the budget.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::tables::{causes, explained, lines, notices, over};
use super::{above, address};
use crate::access::Action;
use crate::calendar::FinancialYear;
use crate::components::{
    Button, ButtonKind, Chart, Charted, Drawing, Figure, Figures, InsetText, Measure, Series,
    WarningText,
};
use crate::money::Money;
use crate::pages::words::{self, day};
use crate::service::beside::Standing;
use crate::service::monitoring::{self, LineView, Monitoring, year_named};
use crate::service::reach::allows;
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

/// The months of a financial year.
const MONTHS: [&str; 12] = [
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
    "January",
    "February",
    "March",
];

/// Up to which period is asked for.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    period: String,
}

/// Answers `GET /high-needs/monitoring` with the year of today.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not see the forecast.
pub async fn of_today(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
) -> Result<Response, WebError> {
    let year = FinancialYear::containing(state.clock.moment().today).to_string();
    of_year(
        State(state),
        visit,
        person,
        Path(year),
        Query(Asked::default()),
    )
    .await
}

/// Answers `GET /high-needs/monitoring/{year}`, up to the period asked for.
///
/// # Errors
/// As [`of_today`]; [`WebError::NotFound`] for a year out of reach.
pub async fn of_year(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(year): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let told = told(&state, &person, &year, &asked).await?;
    let title = format!("Monitoring {}", told.year);
    Ok(Page::titled(title.clone())
        .below(above())
        .answer(&visit, move || {
            view! {
                <h1 class="govuk-heading-l">{title}</h1>
                {as_of(told.standing)}
                {(told.standing.is_known() && !told.lines.is_empty()).then(|| over(&told))}
                {ways(&told)}
                {told.standing.is_known().then(|| view! { {standing(&told)} {content(&told)} })}
            }
        }))
}

/// Of when the record's sums are, where that is not now.
fn as_of(standing: Standing) -> Option<AnyView> {
    let text = words::standing(standing)?;
    Some(view! { <InsetText>{text}</InsetText> }.into_any())
}

/// The period that is asked for, if one is.
pub(super) fn period_of(asked: &Asked) -> Result<Option<u32>, WebError> {
    match asked.period.as_str() {
        "" => Ok(None),
        text => {
            let number: Option<u32> = text.parse().ok();
            let number = number.filter(|number| (1..=12).contains(number));
            Ok(Some(number.ok_or(WebError::NotFound)?))
        }
    }
}

pub(super) async fn told(
    state: &AppState,
    person: &SignedIn,
    year: &str,
    asked: &Asked,
) -> Result<Monitoring, WebError> {
    let moment = state.clock.moment();
    let year = year_named(year, moment)?;
    let period = period_of(asked)?;
    let at = (year, period);
    Ok(monitoring::of_year(&state.store, state.rules, &person.actor, at, moment).await?)
}

/// Answers `POST /high-needs/monitoring/{year}/basis`.
///
/// # Errors
/// [`WebError::Forbidden`] to whoever does not keep the budget; [`WebError::NotFound`] before the year has a payment calendar.
pub async fn take_basis(
    State(state): State<AppState>,
    person: SignedIn,
    Path(year): Path<String>,
) -> Result<Response, WebError> {
    let moment = state.clock.moment();
    let year = year_named(&year, moment)?;
    monitoring::take_basis(&state.store, state.rules, &person.actor, year, moment).await?;
    let said = "The record of today is the basis of the budget. The one before it is kept.";
    person.leave_said(&state, said).await?;
    Ok(redirect(&address(year)))
}

/// Answers `POST /high-needs/monitoring/{year}/reported`: keeps the forecasts of a period as they are reported.
///
/// # Errors
/// [`WebError::Forbidden`] to whoever does not keep the budget; [`WebError::NotFound`] for a period of which the ledger holds
/// nothing.
pub async fn report(
    State(state): State<AppState>,
    person: SignedIn,
    Path(year): Path<String>,
    FormBody(asked): FormBody<Asked>,
) -> Result<Response, WebError> {
    if !allows(&person.actor, Action::KeepBudget) {
        return Err(WebError::Forbidden);
    }
    let moment = state.clock.moment();
    let year = year_named(&year, moment)?;
    let period = period_of(&asked)?.ok_or(WebError::NotFound)?;
    let at = (year, period);
    monitoring::report(&state.store, state.rules, &person.actor, at, moment).await?;
    let said = format!(
        "The forecasts to the end of {} are kept as reported: later periods say how far they moved.",
        month(period)
    );
    person.leave_said(&state, &said).await?;
    Ok(redirect(&format!("{}?period={period}", address(year))))
}

/// The ways to what a year is made of.
fn ways(told: &Monitoring) -> impl IntoView + use<> {
    let here = address(told.year);
    let (ledger, virements) = (format!("{here}/ledger"), format!("{here}/virements"));
    let thresholds = format!("{here}/thresholds");
    let waiting = match told.waiting {
        0 => String::new(),
        many => format!(" ({many} waiting)"),
    };
    view! {
        <ul class="govuk-list">
            <li><a class="govuk-link" href=ledger>"The ledger"</a></li>
            <li><a class="govuk-link" href=virements>"Virements"</a>{waiting}</li>
            <li><a class="govuk-link" href=thresholds>"When a variance is amber or red"</a></li>
        </ul>
    }
}

/// What the numbers stand on, and what is missing.
fn standing(told: &Monitoring) -> AnyView {
    let mut missing = Vec::new();
    if !told.has_calendar {
        missing.push("The year has no payment calendar, so the record commits nothing yet. A finance officer sets it under Payments.".to_owned());
    }
    if told.left_out > 0 {
        missing.push(format!(
            "{} costs of the record cannot be worked out and are in no line; the payments of the year say which.",
            told.left_out
        ));
    }
    missing.extend(of_the_books(told));
    let missing: Vec<_> = missing
        .into_iter()
        .map(|text| view! { <WarningText text=text /> })
        .collect();
    let basis = match &told.basis {
        Some(basis) => format!(
            "The budget is taken to pay for what the record held on {}: volume, mix and price are measured from there.",
            day(basis.on)
        ),
        None => "Nothing says which children the budget pays for, so that everything on record counts as volume. Take the record \
                 of a day as the basis: best on the first day of the year."
            .to_owned(),
    };
    let take = (told.may_keep && told.has_calendar).then(|| {
        let action = format!("{}/basis", address(told.year));
        view! {
            <form method="post" action=action novalidate>
                <Button text="Take today’s record as the basis" kind=ButtonKind::Secondary />
            </form>
        }
    });
    view! { {missing} <InsetText>{basis}</InsetText> {take} }.into_any()
}

/// What is doubtful of the books up to the period.
fn of_the_books(told: &Monitoring) -> Vec<String> {
    let mut said = Vec::new();
    if !told.unbooked.is_empty() {
        said.push(format!(
            "The ledger holds nothing for {}. What is due then counts as not spent here.",
            months_named(&told.unbooked)
        ));
    }
    if !told.later.is_empty() {
        said.push(format!(
            "The ledger holds something for {} already, which is not counted in these figures.",
            months_named(&told.later)
        ));
    }
    for line in &told.below_nought {
        said.push(format!("The budget of line {line} is below nought."));
    }
    said
}

/// `April`, `April, May and June`: periods by their months.
fn months_named(periods: &[u32]) -> String {
    let names: Vec<&str> = periods
        .iter()
        .filter_map(|period| MONTHS.get(usize::try_from(*period).ok()?.checked_sub(1)?))
        .copied()
        .collect();
    match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}

fn content(told: &Monitoring) -> AnyView {
    if told.lines.is_empty() {
        return view! {
            <p class="govuk-body">"There is nothing to monitor yet: import the ledger, and set the year’s payment calendar."</p>
        }
        .into_any();
    }
    let (csv, workbook) = (file(told, "lines.csv"), file(told, "monitoring.xlsx"));
    view! {
        {periods(told)}
        <Figures figures=figures(told) />
        <Charted chart=months(told) drawing=Drawing::Lines />
        <Charted chart=by_line(told) drawing=Drawing::Bars />
        {lines(told)}
        {notices(told)}
        {causes(told)}
        {explained(told)}
        {reported(told)}
        <p class="govuk-body">
            <a class="govuk-link" href=csv download="">"Every line as CSV"</a>
            " "
            <a class="govuk-link" href=workbook download="">"Workbook"</a>
        </p>
    }
    .into_any()
}

/// Whether the period was reported, and the way to do so.
fn reported(told: &Monitoring) -> Option<AnyView> {
    if !told.periods.contains(&told.period) {
        return None;
    }
    let to = month(told.period);
    let stands = match told.reported_on {
        Some(on) => format!(
            "The forecasts to the end of {to} were reported on {}.",
            day(on)
        ),
        None => format!(
            "The forecasts to the end of {to} were not reported: a later period does not say how far it moved from them."
        ),
    };
    let keep = told.may_keep.then(|| {
        let action = format!("{}/reported", address(told.year));
        let text = format!("Keep the forecasts to the end of {to} as reported");
        let period = told.period.to_string();
        view! {
            <form method="post" action=action novalidate>
                <input type="hidden" name="period" value=period />
                <Button text=text kind=ButtonKind::Secondary />
            </form>
        }
    });
    Some(view! { <p class="govuk-body">{stands}</p> {keep} }.into_any())
}

/// The periods that the ledger holds, to look back.
fn periods(told: &Monitoring) -> AnyView {
    if told.periods.is_empty() {
        return view! { <p class="govuk-body">"The ledger holds nothing that was posted yet."</p> }
            .into_any();
    }
    let links: Vec<_> = told
        .periods
        .iter()
        .map(|period| {
            let href = format!("{}?period={period}", address(told.year));
            let current = (*period == told.period).then_some("page");
            view! { <li><a class="govuk-link" href=href aria-current=current>{month(*period)}</a></li> }
        })
        .collect();
    view! { <nav class="app-switch" aria-label="To the end of"><ul>{links}</ul></nav> }.into_any()
}

pub(super) fn month(period: u32) -> &'static str {
    let place = usize::try_from(period)
        .ok()
        .and_then(|period| period.checked_sub(1));
    place
        .and_then(|place| MONTHS.get(place))
        .copied()
        .unwrap_or("Before April")
}

fn figures(told: &Monitoring) -> Vec<Figure> {
    let total = &told.total;
    let figure = |sum: Money, label: &str| Figure {
        value: Measure::Pence.short(sum.pence()),
        label: label.to_owned(),
        href: None,
    };
    let over = if total.variance.pence() < 0 {
        "Forecast under budget"
    } else {
        "Forecast over budget"
    };
    let size = Money::from_pence(total.variance.pence().abs()).unwrap_or(total.variance);
    vec![
        figure(total.budget, "Budget"),
        figure(
            total.posted.plus(total.accruals).unwrap_or(total.posted),
            "Ledger to date",
        ),
        figure(total.committed, "Committed to year end"),
        figure(total.forecast, "Forecast outturn"),
        figure(size, over),
    ]
}

pub(super) fn months(told: &Monitoring) -> Chart {
    let series = |name: &str, place: usize| Series {
        name: name.to_owned(),
        values: told
            .months
            .iter()
            .map(|month| month[place].map(Money::pence))
            .collect(),
        outside: false,
    };
    Chart {
        id: "months",
        title: "From the year’s beginning to the end of each month".to_owned(),
        summary: format!(
            "The ledger is to the end of {}; from there what the record commits is added. Virements are not profiled.",
            month(told.period)
        ),
        category: "To the end of".to_owned(),
        categories: MONTHS.iter().map(|month| (*month).to_owned()).collect(),
        series: vec![
            series("Profiled budget", 0),
            series("Ledger", 1),
            series("Forecast", 2),
        ],
        measure: Measure::Pence,
        missing: "Not yet",
        csv: file(told, "months.csv"),
    }
}

/// Budget, ledger and forecast of each line.
pub(super) fn by_line(told: &Monitoring) -> Chart {
    let series = |name: &str, of: fn(&LineView) -> Money| {
        Series::new(name, told.lines.iter().map(|line| of(line).pence()))
    };
    let to_date = |line: &LineView| line.posted.plus(line.accruals).unwrap_or(line.posted);
    Chart {
        id: "by-line",
        title: "Budget, ledger and forecast by line".to_owned(),
        summary: format!(
            "The budget with virements; what is posted and accrued to the end of {}; and what the year is forecast to come to.",
            month(told.period)
        ),
        category: "Section 251 line".to_owned(),
        categories: told
            .lines
            .iter()
            .map(|line| format!("{} {}", line.line, line.title))
            .collect(),
        series: vec![
            series("Budget", |line| line.budget),
            series("Ledger to date", to_date),
            series("Forecast outturn", |line| line.forecast),
        ],
        measure: Measure::Pence,
        missing: "Not known",
        csv: file(told, "by-line.csv"),
    }
}

/// The address of a file of what is shown.
fn file(told: &Monitoring, name: &str) -> String {
    let here = address(told.year);
    match told.period {
        // Before the ledger holds any, as the page itself.
        0 => format!("{here}/{name}"),
        period => format!("{here}/{name}?period={period}"),
    }
}
