//! A line of a year: its establishments in the record, and the figures that are entered of it.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::place::NOWHERE;
use super::{below, kept_places, line_address};
use crate::components::{
    Button, Cell, Choice, Column, Details, Radios, Select, SelectOption, Table, TextInput,
};
use crate::forms::section_251::StatementForm;
use crate::forms::{self, Problems};
use crate::ids::EstablishmentId;
use crate::pages::words::{count, short_day};
use crate::service::monitoring::year_named;
use crate::service::section_251::{
    self, Entered, Entering, LineSpend, Phase, PlaceRow, StatementFigure, StatementKind,
};
use crate::service::{Moment, files};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, csv_file, redirect};

/// A year and a line, as an address has them.
type At = Path<(String, String)>;

/// Answers `GET /high-needs/section-251/{year}/lines/{line}`.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not see the forecast; [`WebError::NotFound`] for a line that is none.
pub async fn show(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    at: At,
) -> Result<Response, WebError> {
    let told = told(&state, &person, &at).await?;
    let blank = StatementForm {
        seen: shown(&told),
        ..StatementForm::default()
    };
    Ok(page(&visit, &told, &blank, &Problems::default(), false))
}

/// How many entries a page shows.
fn shown(told: &LineSpend) -> u32 {
    u32::try_from(told.figures.len()).unwrap_or(u32::MAX)
}

async fn told(
    state: &AppState,
    person: &SignedIn,
    Path((year, line)): &At,
) -> Result<LineSpend, WebError> {
    let year = year_named(year, state.clock.moment())?;
    let at = (year, line.as_str());
    Ok(section_251::of_line(&state.store, state.rules, &person.actor, at).await?)
}

/// Answers `GET /high-needs/section-251/{year}/lines/{line}/establishments.csv`.
///
/// # Errors
/// As [`show`].
pub async fn csv(
    State(state): State<AppState>,
    person: SignedIn,
    at: At,
) -> Result<Response, WebError> {
    let told = told(&state, &person, &at).await?;
    let headings = ["Establishment", "Children", "In the year (£)"].map(str::to_owned);
    let row = |place: &PlaceRow| {
        vec![
            place.name.clone(),
            place.children.to_string(),
            place.amount.pounds_text(),
        ]
    };
    let total = vec!["All".to_owned(), String::new(), told.total.pounds_text()];
    let rows: Vec<Vec<String>> = told.places.iter().map(row).chain([total]).collect();
    let name = format!("section-251-{}-{}.csv", told.year, told.line);
    csv_file(&name, files::csv(&headings, &rows))
}

/// Answers `POST /high-needs/section-251/{year}/lines/{line}`.
///
/// # Errors
/// As [`show`]; [`WebError::Forbidden`] to whoever enters none.
pub async fn enter(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    at: At,
    FormBody(sent): FormBody<StatementForm>,
) -> Result<Response, WebError> {
    let told = told(&state, &person, &at).await?;
    if !told.may_enter {
        return Err(WebError::Forbidden);
    }
    let sent = StatementForm {
        line: told.line.clone(),
        ..sent
    };
    let meant = match forms::parse(&sent) {
        Ok(meant) => meant,
        Err(problems) => return Ok(page(&visit, &told, &sent, &problems, false)),
    };
    let entered = Entered {
        // One of the three that the form lets through.
        kind: StatementKind::parse(&meant.kind).map_err(|_| WebError::BadRequest)?,
        phase: meant.phase,
        gross: meant.gross,
        income: meant.income,
        note: meant.note,
    };
    let (line, moment) = (
        (told.year, told.line.as_str(), sent.seen),
        state.clock.moment(),
    );
    let done = section_251::enter(&state.store, &person.actor, line, entered, moment).await?;
    if done == Entering::Lost {
        let now = self::told(&state, &person, &at).await?;
        let again = StatementForm {
            seen: shown(&now),
            ..sent
        };
        return Ok(page(&visit, &now, &again, &Problems::default(), true));
    }
    person.leave_said(&state, "The figure is entered.").await?;
    Ok(redirect(&line_address(told.year, &told.line)))
}

fn page(
    visit: &Visit,
    told: &LineSpend,
    filled: &StatementForm,
    problems: &Problems,
    is_lost: bool,
) -> Response {
    let title = format!("Line {}, {}", told.line, told.year);
    let page = Page::titled(title.clone())
        .below(below(told.year))
        .with_problems(problems)
        .overtaken(is_lost, OVERTAKEN);
    page.answer(visit, || {
        view! {
            <h1 class="govuk-heading-l">{title}</h1>
            <p class="govuk-body">{told.title}"."</p>
            {is_lost.then(|| entered_first(told))}
            {places(told)}
            {kept_places::shown(told)}
            {figures(told)}
            {told.may_enter.then(|| form(told, filled, problems))}
        }
    })
}

fn places(told: &LineSpend) -> AnyView {
    if told.places.is_empty() {
        return view! { <p class="govuk-body">"No placement on record bears this line in the year."</p> }
            .into_any();
    }
    let columns = vec![
        Column::text("Establishment"),
        Column::number("Children"),
        Column::number("In the year"),
    ];
    let here = line_address(told.year, &told.line);
    let row = |place: &PlaceRow| {
        let name = place.name.clone();
        let id = place.establishment.as_ref();
        let href = format!("{here}/{}", id.map_or(NOWHERE, EstablishmentId::as_str));
        vec![
            Cell::of(view! { <a class="govuk-link" href=href>{name}</a> }),
            Cell::from(count(place.children)),
            Cell::from(place.amount.to_string()),
        ]
    };
    let rows = told.places.iter().map(row).collect();
    let totals = vec![
        Cell::from("All"),
        Cell::from(""),
        Cell::from(told.total.to_string()),
    ];
    let csv = format!("{here}/establishments.csv");
    let caption = "What the record of placements comes to, net of income";
    view! {
        <Table caption=caption columns=columns rows=rows totals=totals />
        <p class="govuk-body"><a class="govuk-link" href=csv download="">"Download as CSV"</a></p>
    }
    .into_any()
}

/// What is said to whoever came second.
const OVERTAKEN: &str = "Somebody entered a figure of this line after you opened it, and nothing of yours was kept. What they \
     entered is below, and your own figure is in the form as you sent it: enter it again if it still holds.";

/// The newest entry, which came before the reader's.
fn entered_first(told: &LineSpend) -> AnyView {
    let newest = told.figures.iter().take(1).map(entry).collect();
    let caption = "What was entered before yours";
    view! { <Table caption=caption columns=entry_columns() rows=newest /> }.into_any()
}

fn figures(told: &LineSpend) -> Option<AnyView> {
    if told.figures.is_empty() {
        return None;
    }
    let rows = told.figures.iter().map(entry).collect();
    let caption = "Entries, the newest first";
    Some(
        view! {
            <Details summary="Every entry; of one figure and phase the newest counts">
                <Table caption=caption caption_hidden=true columns=entry_columns() rows=rows />
            </Details>
        }
        .into_any(),
    )
}

fn entry_columns() -> Vec<Column> {
    vec![
        Column::text("Figure"),
        Column::text("Phase"),
        Column::number("Gross"),
        Column::number("Income"),
        Column::text("From"),
        Column::text("Entered"),
    ]
}

fn entry(figure: &StatementFigure) -> Vec<Cell> {
    vec![
        Cell::from(section_251::title(figure.kind)),
        Cell::from(figure.phase.title()),
        Cell::from(figure.gross.to_string()),
        Cell::from(figure.income.to_string()),
        Cell::from(figure.note.clone()),
        Cell::from(short_day(Moment::of(figure.at).today)),
    ]
}

fn form(told: &LineSpend, filled: &StatementForm, problems: &Problems) -> impl IntoView + use<> {
    let kinds = StatementKind::ALL.iter();
    let kinds = kinds.filter(|kind| **kind != StatementKind::AcademyPlaces || told.line == "1.0.2");
    let kinds = kinds
        .map(|kind| Choice::new(kind.code(), section_251::title(*kind)))
        .collect();
    let phases = Phase::ALL
        .iter()
        .map(|phase| SelectOption::new(phase.code(), phase.title()));
    let phases = std::iter::once(SelectOption::new("", "Select a phase"))
        .chain(phases)
        .collect();
    let action = line_address(told.year, &told.line);
    view! {
        <h2 class="govuk-heading-m">"Enter a figure"</h2>
        <form method="post" action=action novalidate>
            <input type="hidden" name="seen" value=filled.seen.to_string() />
            <Radios
                name="kind"
                legend="Which figure is it?"
                choices=kinds
                value=(!filled.kind.is_empty()).then(|| filled.kind.clone())
                error=problems.of("kind")
            />
            <Select
                name="phase"
                label="Phase"
                options=phases
                value=filled.phase.clone()
                error=problems.of("phase")
            />
            <TextInput
                name="gross"
                label="Before income"
                value=filled.gross.clone()
                error=problems.of("gross")
                width=10
                inputmode="decimal"
                prefix="£"
            />
            <TextInput
                name="income"
                label="Income"
                hint="Blank if there is none."
                value=filled.income.clone()
                error=problems.of("income")
                width=10
                inputmode="decimal"
                prefix="£"
            />
            <TextInput
                name="note"
                label="Where the figure is from"
                hint="Such as a budget return and its date"
                value=filled.note.clone()
                error=problems.of("note")
            />
            <Button text="Enter the figure" />
        </form>
    }
}
