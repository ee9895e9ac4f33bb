//! What placements cost a year today: from the total to a section 251 line or a setting, from there to establishments, from
//! those to children.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::below;
use crate::components::{Cell, Column, Crumb, InsetText, Table};
use crate::costs::section_251_title;
use crate::money::Money;
use crate::needs::Setting;
use crate::pages::words;
use crate::service::beside::Standing;
use crate::service::files;
use crate::service::high_needs::spend::{self, Line, Spend};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError, csv_file, redirect};

/// The path to the pages below what placements cost.
pub(super) fn below_spend() -> Vec<Crumb> {
    let mut path = below();
    path.push(Crumb::new("What placements cost", "/high-needs/spend"));
    path
}

/// Where an establishment's children are.
fn to_school(line: &Line) -> Option<String> {
    line.code
        .as_ref()
        .map(|code| format!("/high-needs/spend/{code}"))
}

/// For lines that lead nowhere.
fn nowhere(_: &Line) -> Option<String> {
    None
}

/// Lines with their numbers before their names.
fn coded(lines: &[Line]) -> Vec<Line> {
    let named = |line: &Line| Line {
        name: format!("{} {}", line.code.as_deref().unwrap_or_default(), line.name),
        ..line.clone()
    };
    lines.iter().map(named).collect()
}

/// Answers `GET /high-needs/spend`.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not see the forecast.
pub async fn show(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
) -> Result<Response, WebError> {
    let moment = state.clock.moment();
    let told = spend::all(&state.store, state.rules, &person.actor, moment).await?;
    // Of old sums the day is said above them.
    let day = match told.standing {
        Standing::AsOf(_) => "the day named below".to_owned(),
        _ => words::day(moment.today),
    };
    Ok(Page::titled("What placements cost").below(below()).answer(&visit, move || {
        let href = |line: &Line| line.code.as_ref().map(|code| format!("/high-needs/spend/{code}"));
        let of_line = |line: &Line| line.code.as_ref().map(|code| format!("/high-needs/spend/lines/{code}"));
        view! {
            <h1 class="govuk-heading-l">"What placements cost"</h1>
            <p class="govuk-body">
                "The awards and cost lines in force on " {day} " of children with an open plan, for a whole year, within the \
                 dedicated schools grant, without VAT. What is paid by the term counts three times, by the week 52 times."
            </p>
            {super::as_of(told.standing)}
            {told.standing.is_known().then(|| view! {
                {doubt(&told)}
{kept_back(told.is_kept_back)}
                {table("By section 251 line", "Line", &told, &coded(&told.coded), of_line)}
                <p class="govuk-body">
                    "Placements only: place funding and services are no child’s. A child with costs on two lines is counted on both."
                </p>
                {table("By setting", "Setting", &told, &told.lines, href)}
                {download("/high-needs/spend.csv")}
                {table("By primary need", "Need", &told, &told.needs, nowhere)}
            })}
        }
    }))
}

/// Answers `GET /high-needs/spend/{setting}`.
///
/// # Errors
/// As [`show`]; [`WebError::NotFound`] for a setting that is none.
pub async fn of_setting(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(setting): Path<String>,
) -> Result<Response, WebError> {
    let setting = Setting::parse(&setting).map_err(|_| WebError::NotFound)?;
    let moment = state.clock.moment();
    let told = spend::of_setting(&state.store, state.rules, &person.actor, setting, moment).await?;
    Ok(Page::titled(setting.title())
        .below(below_spend())
        .answer(&visit, move || {
            let code = setting.code();
            view! {
                <h1 class="govuk-heading-l">{setting.title()}</h1>
                {super::as_of(told.standing)}
                {doubt(&told)}
{kept_back(told.is_kept_back)}
                {table("By establishment", "Establishment", &told, &told.lines, to_school)}
                {download(&format!("/high-needs/spend/{code}/establishments.csv"))}
                {(!told.bands.is_empty()).then(|| table("By band", "Band", &told, &told.bands, nowhere))}
                {table("By primary need", "Need", &told, &told.needs, nowhere)}
            }
        }))
}

/// Answers `GET /high-needs/spend/lines/{line}`.
///
/// # Errors
/// As [`show`]; [`WebError::NotFound`] for a line on which nothing is spent.
pub async fn of_line(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(line): Path<String>,
) -> Result<Response, WebError> {
    let moment = state.clock.moment();
    let told = spend::of_line(&state.store, state.rules, &person.actor, &line, moment).await?;
    let title = format!("Section 251 line {line}");
    Ok(Page::titled(title.clone())
        .below(below_spend())
        .answer(&visit, move || {
            view! {
                <h1 class="govuk-heading-l">{title}</h1>
                <p class="govuk-body">{section_251_title(&line).unwrap_or_default()}", as placements cost it today."</p>
                {super::as_of(told.standing)}
                {doubt(&told)}
{kept_back(told.is_kept_back)}
                {table("By establishment", "Establishment", &told, &told.lines, to_school)}
                {download(&format!("/high-needs/spend/lines/{line}/establishments.csv"))}
            }
        }))
}

/// Answers `GET /high-needs/spend/lines/{line}/establishments.csv`.
///
/// # Errors
/// As [`of_line`].
pub async fn of_line_csv(
    State(state): State<AppState>,
    person: SignedIn,
    Path(line): Path<String>,
) -> Result<Response, WebError> {
    let moment = state.clock.moment();
    let told = spend::of_line(&state.store, state.rules, &person.actor, &line, moment).await?;
    file(
        &format!("high-needs-spend-{line}.csv"),
        "Establishment",
        &told,
        &format!("/high-needs/spend/lines/{line}"),
    )
}

/// Answers `GET /high-needs/spend.csv`.
///
/// # Errors
/// As [`show`].
pub async fn spend_csv(
    State(state): State<AppState>,
    person: SignedIn,
) -> Result<Response, WebError> {
    let told = spend::all(
        &state.store,
        state.rules,
        &person.actor,
        state.clock.moment(),
    )
    .await?;
    file(
        "high-needs-spend.csv",
        "Setting",
        &told,
        "/high-needs/spend",
    )
}

/// Answers `GET /high-needs/spend/{setting}/establishments.csv`.
///
/// # Errors
/// As [`of_setting`].
pub async fn of_setting_csv(
    State(state): State<AppState>,
    person: SignedIn,
    Path(setting): Path<String>,
) -> Result<Response, WebError> {
    let setting = Setting::parse(&setting).map_err(|_| WebError::NotFound)?;
    let moment = state.clock.moment();
    let told = spend::of_setting(&state.store, state.rules, &person.actor, setting, moment).await?;
    file(
        &format!("high-needs-spend-{}.csv", setting.code()),
        "Establishment",
        &told,
        &format!("/high-needs/spend/{}", setting.code()),
    )
}

fn file(name: &str, what: &str, told: &Spend, page: &str) -> Result<Response, WebError> {
    // A file would not say of when it is; the page does.
    if told.standing != Standing::Now {
        return Ok(redirect(page));
    }
    let headings = [what, "Children", "Cost a year (£)"].map(str::to_owned);
    let rows: Vec<Vec<String>> = told
        .lines
        .iter()
        .chain([&told.total])
        .map(|line| {
            vec![
                line.name.clone(),
                line.children.to_string(),
                amount_text(line.annual),
            ]
        })
        .collect();
    csv_file(name, files::csv(&headings, &rows))
}

/// Which awards are not counted at the price of the day, if any.
fn doubt(told: &Spend) -> Option<impl IntoView + use<>> {
    let why = told.doubt.clone()?;
    Some(view! { <InsetText>{why}"."</InsetText> })
}

/// An amount, or that it is kept back.
pub(super) fn amount(amount: Option<Money>) -> String {
    amount.map_or_else(|| "Kept back".to_owned(), |amount| amount.to_string())
}

/// The same in a file.
pub(super) fn amount_text(amount: Option<Money>) -> String {
    amount.map_or_else(|| "Kept back".to_owned(), |amount| amount.pounds_text())
}

/// Why amounts are not shown one by one, where they are not.
pub(super) fn kept_back(is_kept_back: bool) -> Option<AnyView> {
    is_kept_back.then(|| {
        view! {
            <InsetText>
                "Profiles wait for your own judgement, and no amount is shown in which one of those children’s could be read: \
                 it is kept back, or stands together with others, until you have judged."
            </InsetText>
        }
        .into_any()
    })
}

fn download(href: &str) -> impl IntoView + use<> {
    let href = href.to_owned();
    view! { <p class="govuk-body"><a class="govuk-link" href=href download="">"Download as CSV"</a></p> }
}

fn table(
    caption: &'static str,
    what: &'static str,
    told: &Spend,
    lines: &[Line],
    href: impl Fn(&Line) -> Option<String>,
) -> AnyView {
    let columns = vec![
        Column::text(what),
        Column::number("Children"),
        Column::number("Cost a year"),
    ];
    let cells = |line: &Line, name: Cell| {
        vec![
            name,
            Cell::from(words::count(line.children)),
            Cell::from(amount(line.annual)),
        ]
    };
    let rows = lines
        .iter()
        .map(|line| {
            let name = line.name.clone();
            let name = match href(line) {
                Some(href) => Cell::of(view! { <a class="govuk-link" href=href>{name}</a> }),
                None => Cell::from(name),
            };
            cells(line, name)
        })
        .collect();
    let totals = cells(&told.total, Cell::from("All"));
    view! { <Table caption=caption columns=columns rows=rows totals=totals /> }.into_any()
}
