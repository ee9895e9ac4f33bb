//! What placements cost a year today: from the total to a setting, from there to establishments, from those to children.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::below;
use crate::components::{Cell, Column, Crumb, InsetText, Table};
use crate::needs::Setting;
use crate::pages::words;
use crate::service::files;
use crate::service::high_needs::spend::{self, Line, Spend};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError, csv_file};

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
    let day = words::day(moment.today);
    Ok(Page::titled("What placements cost").below(below()).answer(&visit, move || {
        let href = |line: &Line| line.code.as_ref().map(|code| format!("/high-needs/spend/{code}"));
        let need = |line: &Line| line.code.as_ref().map(|code| format!("/children?plan=open&need={code}"));
        view! {
            <h1 class="govuk-heading-l">"What placements cost"</h1>
            <p class="govuk-body">
                "The awards and cost lines in force on " {day} " of children with an open plan, for a whole year, within the \
                 dedicated schools grant, without VAT. What is paid by the term counts three times, by the week 52 times."
            </p>
            {doubt(&told)}
            {table("By setting", "Setting", &told, &told.lines, href)}
            {download("/high-needs/spend.csv")}
            {table("By primary need", "Need", &told, &told.needs, need)}
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
    let mut path = below();
    path.push(Crumb::new("What placements cost", "/high-needs/spend"));
    Ok(Page::titled(setting.title())
        .below(path)
        .answer(&visit, move || {
            let code = setting.code();
            let href = move |line: &Line| {
                let of = line
                    .code
                    .as_ref()
                    .map(|id| format!("&establishment={id}"))
                    .unwrap_or_default();
                Some(format!("/children?plan=open&setting={code}{of}"))
            };
            let need = move |line: &Line| {
                let need = line.code.as_ref()?;
                Some(format!("/children?plan=open&setting={code}&need={need}"))
            };
            view! {
                <h1 class="govuk-heading-l">{setting.title()}</h1>
                {doubt(&told)}
                {table("By establishment", "Establishment", &told, &told.lines, href)}
                {download(&format!("/high-needs/spend/{code}/establishments.csv"))}
                {table("By primary need", "Need", &told, &told.needs, need)}
            }
        }))
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
    file("high-needs-spend.csv", "Setting", &told)
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
    )
}

fn file(name: &str, what: &str, told: &Spend) -> Result<Response, WebError> {
    let headings = [what, "Children", "Cost a year (£)"].map(str::to_owned);
    let rows: Vec<Vec<String>> = told
        .lines
        .iter()
        .chain([&told.total])
        .map(|line| {
            vec![
                line.name.clone(),
                line.children.to_string(),
                line.annual.pounds_text(),
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
            Cell::from(line.annual.to_string()),
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
