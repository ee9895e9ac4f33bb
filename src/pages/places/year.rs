//! A year's places: three numbers a day by establishment, what they come to, and where a number is wanting.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::picture::filled_against_funded;
use super::{HOME, address, address_at, in_words};
use crate::calendar::FinancialYear;
use crate::components::{
    Button, ButtonKind, ButtonLink, Cell, Charted, Column, Drawing, Figure, Figures, FilterLayout,
    InsetText, Measure, Select, SelectOption, Table, WarningText,
};
use crate::pages::words::{count, day};
use crate::places::{Payer, PlaceKind, Standing};
use crate::service::monitoring::year_named;
use crate::service::places::{self, Row, Total, Unkept, YearPlaces};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError, chart_csv, csv_file, workbook_file};

/// Which kind is asked for; what means nothing counts as not asked.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    kind: String,
}

/// Answers `GET /places` with the year of today.
///
/// # Errors
/// [`WebError::Forbidden`] to whoever may not see places.
pub async fn of_today(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    asked: Query<Asked>,
) -> Result<Response, WebError> {
    let year = FinancialYear::containing(state.clock.moment().today).to_string();
    of_year(State(state), visit, person, Path(year), asked).await
}

/// Answers `GET /places/{year}`.
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
    let moment = state.clock.moment();
    let offered = places::years(&state.store, &person.actor, told.year, moment).await?;
    let title = format!("High needs places, {}", told.year);
    let page = Page::titled(title.clone()).back("/", "Back to the start");
    Ok(page.answer(&visit, move || {
        let (filters, listed, unkept) = (filters(&told), content(&told), unkept(&told));
        view! {
            <h1 class="govuk-heading-l">{title}</h1>
            {years(told.year, offered)}
            {ways(&told)}
            {unpriced(&told.total)}
            <FilterLayout filters=filters open=told.kind.is_some()>{listed}</FilterLayout>
            {unkept}
        }
    }))
}

async fn told(
    state: &AppState,
    person: &SignedIn,
    year: &str,
    asked: &Asked,
) -> Result<YearPlaces, WebError> {
    let moment = state.clock.moment();
    let wanted = (
        year_named(year, moment)?,
        PlaceKind::parse(&asked.kind).ok(),
    );
    Ok(places::of_year(&state.store, &person.actor, wanted, moment).await?)
}

/// Answers `GET /places/{year}/places.csv`.
///
/// # Errors
/// As [`of_year`].
pub async fn csv(
    State(state): State<AppState>,
    person: SignedIn,
    Path(year): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let told = told(&state, &person, &year, &asked).await?;
    csv_file(&format!("places-{}.csv", told.year), places::csv(&told))
}

/// Answers `GET /places/{year}/filled.csv`: the picture's values.
///
/// # Errors
/// As [`of_year`].
pub async fn chart(
    State(state): State<AppState>,
    person: SignedIn,
    Path(year): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let told = told(&state, &person, &year, &asked).await?;
    let name = format!("places-filled-{}.csv", told.year);
    chart_csv(&name, &filled_against_funded(&told))
}

/// Answers `GET /places/{year}/places.xlsx`.
///
/// # Errors
/// As [`of_year`].
pub async fn workbook(
    State(state): State<AppState>,
    person: SignedIn,
    Path(year): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let told = told(&state, &person, &year, &asked).await?;
    let bytes = places::workbook(&told, state.clock.moment())?;
    workbook_file(&format!("places-{}.xlsx", told.year), bytes)
}

/// The years around the one that is shown.
fn years(shown: FinancialYear, offered: Vec<FinancialYear>) -> impl IntoView + use<> {
    let links: Vec<_> = offered
        .into_iter()
        .map(|year| {
            let href = address(year);
            let current = (year == shown).then_some("page");
            view! { <li><a class="govuk-link" href=href aria-current=current>{year.to_string()}</a></li> }
        })
        .collect();
    view! { <nav class="app-switch" aria-label="Financial year"><ul>{links}</ul></nav> }
}

fn ways(told: &YearPlaces) -> impl IntoView + use<> {
    let add = told.may_keep.then(|| {
        let href = format!("{}/new", address(told.year));
        view! { <ButtonLink href=href text="Add places" /> }
    });
    let rates = format!("{HOME}/rates");
    view! {
        {add}
        <p class="govuk-body"><a class="govuk-link" href=rates>"What a place is paid"</a></p>
    }
}

fn unpriced(total: &Total) -> Option<AnyView> {
    (total.unpriced > 0).then(|| {
        let text = format!(
            "{} of the rows are in no sum of money, because no rate is stated for them.",
            total.unpriced
        );
        view! { <WarningText text=text /> }.into_any()
    })
}

fn filters(told: &YearPlaces) -> AnyView {
    let kinds = PlaceKind::ALL.iter();
    let options = std::iter::once(SelectOption::new("", "All"))
        .chain(kinds.map(|kind| SelectOption::new(kind.code(), kind.title())))
        .collect();
    let action = address(told.year);
    let value = told.kind.map(PlaceKind::code).unwrap_or_default();
    view! {
        <form method="get" action=action>
            <Select name="kind" label="Kind of place" options=options value=value />
            <Button text="Apply filters" kind=ButtonKind::Secondary />
        </form>
    }
    .into_any()
}

fn content(told: &YearPlaces) -> AnyView {
    if told.rows.is_empty() {
        let words = match told.kind {
            Some(_) => "No place of this kind is kept for the year.",
            None => "No places are kept for the year yet.",
        };
        return view! { <p class="govuk-body">{words}</p> }.into_any();
    }
    let query = told
        .kind
        .map_or_else(String::new, |kind| format!("?kind={}", kind.code()));
    let here = address(told.year);
    let csv = format!("{here}/places.csv{query}");
    let workbook = format!("{here}/places.xlsx{query}");
    let standing = format!(
        "Places and pupils on {}. Filled are the children on record here who are placed there on that day, and the other authorities’ \
         pupils whom the school reported. An unused place keeps its funding, and a pupil above the number brings none by itself.",
        day(told.on)
    );
    view! {
        <Figures figures=headed(&told.total) />
        <InsetText>{standing}</InsetText>
        {table(told)}
        <p class="govuk-body">
            <a class="govuk-link" href=csv download="">"The list as CSV"</a>
            " "
            <a class="govuk-link" href=workbook download="">"Workbook"</a>
        </p>
        <Charted chart=filled_against_funded(told) drawing=Drawing::Bars />
    }
    .into_any()
}

fn headed(total: &Total) -> Vec<Figure> {
    let figure = |value: String, label: &str| Figure {
        value,
        label: label.to_owned(),
        href: None,
    };
    let places = |number: u32| count(number.into());
    let money = |sum: crate::money::Money| Measure::Pence.short(sum.pence());
    vec![
        figure(places(total.funded), "Places funded"),
        figure(places(total.pupils.all()), "Filled"),
        figure(places(total.vacancies), "Vacancies"),
        figure(places(total.over), "Pupils over number"),
        figure(money(total.by_council), "Paid by the council"),
        figure(money(total.by_department), "Paid by the department"),
    ]
}

fn table(told: &YearPlaces) -> impl IntoView + use<> {
    let columns = vec![
        Column::text("Establishment"),
        Column::number("Commissioned"),
        Column::number("Funded"),
        Column::number("Filled"),
        Column::number("Other authorities’"),
        Column::text("Room"),
        Column::text("Paid by"),
        Column::number("Funding of the year"),
    ];
    let rows = told.rows.iter().map(|row| of_row(told.year, row)).collect();
    let total = &told.total;
    let totals = vec![
        Cell::from("All"),
        Cell::from(count(total.commissioned.into())),
        Cell::from(count(total.funded.into())),
        Cell::from(count(total.pupils.all().into())),
        Cell::from(count(total.pupils.of_others.into())),
        Cell::from(format!("{} free, {} over", total.vacancies, total.over)),
        Cell::from(""),
        Cell::from(total.year.to_string()),
    ];
    view! { <Table caption="By establishment" columns=columns rows=rows totals=totals /> }
}

fn of_row(year: FinancialYear, row: &Row) -> Vec<Cell> {
    let (href, name) = (address_at(year, &row.entry.establishment), row.name.clone());
    let kind = row.kind().title();
    let standing = row.standing;
    vec![
        Cell::of(view! {
            <a class="govuk-link" href=href>{name}</a>
            " "
            <span class="app-under">{kind}</span>
        }),
        Cell::from(count(standing.commissioned.into())),
        Cell::from(count(standing.funded.into())),
        Cell::from(count(standing.pupils.all().into())),
        Cell::from(count(standing.pupils.of_others.into())),
        Cell::from(room(standing)),
        Cell::from(match row.payer {
            Payer::Authority => "The council",
            Payer::Department => "The department",
        }),
        Cell::from(match &row.funding {
            Ok(sums) => sums.year.to_string(),
            Err(problem) => in_words(*problem),
        }),
    ]
}

/// Vacancies, or how many are above the number.
pub(super) fn room(standing: Standing) -> String {
    match (standing.vacancies(), standing.over()) {
        (0, 0) => "Full".to_owned(),
        (0, over) => format!("{over} over number"),
        (free, _) => format!("{free} free"),
    }
}

fn unkept(told: &YearPlaces) -> Option<AnyView> {
    if told.unkept.is_empty() {
        return None;
    }
    let columns = vec![
        Column::text("Establishment"),
        Column::text("Kind of place"),
        Column::number("Children on record"),
    ];
    let row = |one: &Unkept| {
        let name = one.name.clone();
        let name = if told.may_keep {
            let at = address_at(told.year, &one.establishment);
            let href = format!("{at}/{}", one.kind.code());
            Cell::of(view! { <a class="govuk-link" href=href>{name}</a> })
        } else {
            Cell::from(name)
        };
        let children = Cell::from(count(one.children.into()));
        vec![name, Cell::from(one.kind.title()), children]
    };
    let rows = told.unkept.iter().map(row).collect();
    let caption = "Filled without a number of places in the year";
    Some(view! { <Table caption=caption columns=columns rows=rows /> }.into_any())
}
