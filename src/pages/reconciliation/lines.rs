//! What came of a school's return: the number of each outcome, and every line.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::{address, below_school, id_of};
use crate::components::{Cell, Column, Figure, Figures, InsetText, Table, Tag, TagColour};
use crate::pages::words::{child_or_withheld, count, day, short_day};
use crate::service::Moment;
use crate::service::reconciliation::{
    self, Compared, Difference, LineState, Outcome, ReconciledLine, SaidEnd, state_in_words,
};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError, workbook_file};

/// Answers `GET /reconciliations/{reconciliation}`.
///
/// # Errors
/// [`WebError::Forbidden`] to whoever does not reconcile; [`WebError::NotFound`] if there is none.
pub async fn show(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    let moment = state.clock.moment();
    let compared = reconciliation::compared(&state.store, &person.actor, &id, moment).await?;
    let on = day(Moment::of(compared.of.made_at).today);
    let title = format!("Return of {on}");
    let page = Page::titled(format!("{title}, {}", compared.name))
        .below(below_school(&compared.of, &compared.name));
    Ok(page.answer(&visit, move || {
        let workbook = format!("{}/lines.xlsx", address(&compared.of.id));
        view! {
            <span class="govuk-caption-l">{format!("{}, {}", compared.name, compared.year)}</span>
            <h1 class="govuk-heading-l">{title}</h1>
            <Figures figures=figures(&compared) />
            {read(&compared)}
            <p class="govuk-body">
                <a class="govuk-link" href=workbook download="">"Every line as a workbook"</a>
            </p>
            {table("Lines that differ", &compared, |line| line.outcome != Outcome::Matched)}
            {table("Lines that match", &compared, |line| line.outcome == Outcome::Matched)}
        }
    }))
}

/// Answers `GET /reconciliations/{reconciliation}/lines.xlsx`.
///
/// # Errors
/// As [`show`].
pub async fn workbook(
    State(state): State<AppState>,
    person: SignedIn,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    let moment = state.clock.moment();
    let compared = reconciliation::compared(&state.store, &person.actor, &id, moment).await?;
    let bytes = reconciliation::lines_workbook(&compared, moment)?;
    workbook_file(&format!("school-return-{}.xlsx", compared.year), bytes)
}

fn figures(compared: &Compared) -> Vec<Figure> {
    Outcome::ALL
        .iter()
        .map(|outcome| Figure {
            value: count(compared.count(*outcome)),
            label: outcome.title().to_owned(),
            href: None,
        })
        .collect()
}

/// That every row and every award is below.
fn read(compared: &Compared) -> impl IntoView + use<> {
    let of = &compared.of;
    let left_out = match of.rows_left_out {
        0 => String::new(),
        1 => " One row was a total or a note.".to_owned(),
        many => format!(" {many} rows were totals or notes."),
    };
    let text = format!(
        "{} rows about a child and {} awards: each is in one line below.{left_out}",
        of.rows_read, of.awards_held
    );
    view! { <InsetText>{text}</InsetText> }
}

fn table(
    caption: &'static str,
    compared: &Compared,
    wanted: impl Fn(&ReconciledLine) -> bool,
) -> Option<AnyView> {
    let rows: Vec<Vec<Cell>> = compared
        .lines
        .iter()
        .filter(|(line, _)| wanted(line))
        .map(|(line, name)| row(line, name.as_deref()))
        .collect();
    if rows.is_empty() {
        return None;
    }
    let columns = vec![
        Column::text("Child"),
        Column::text("Outcome"),
        Column::text("Council"),
        Column::text("School"),
        Column::text("What came of it"),
    ];
    Some(view! { <Table caption=caption columns=columns rows=rows stacked=true /> }.into_any())
}

fn row(line: &ReconciledLine, name: Option<&str>) -> Vec<Cell> {
    let differs: Vec<&str> = line.differences.iter().map(|one| one.title()).collect();
    let outcome = match differs.as_slice() {
        [] => line.outcome.title().to_owned(),
        some => format!("{}: {}", line.outcome.title(), some.join(", ")),
    };
    vec![
        child(line, name),
        Cell::from(outcome),
        Cell::from(held(line)),
        Cell::from(said(line)),
        came_of_it(line),
    ]
}

/// The child, as far as the reader may know; the reference alone where no award names one.
pub(super) fn child(line: &ReconciledLine, name: Option<&str>) -> Cell {
    match (&line.held, crate::ids::LocalId::parse(&line.reference)) {
        (Some(held), Ok(local_id)) => child_or_withheld(&held.child, name, &local_id),
        _ => Cell::from(line.reference_shown()),
    }
}

/// What the council holds, on one line.
pub(super) fn held(line: &ReconciledLine) -> String {
    let Some(held) = &line.held else {
        return "Not held".to_owned();
    };
    let last = held.to.and_then(|to| to.yesterday().ok());
    let last = last.map_or_else(|| "no end".to_owned(), short_day);
    let band = held.band.as_deref();
    let band = band.map_or_else(|| "No band".to_owned(), |band| format!("Band {band}"));
    format!(
        "{band}, {} FTE, {} to {last}",
        held.fte,
        short_day(held.from)
    )
}

/// What the school returned, on one line.
pub(super) fn said(line: &ReconciledLine) -> String {
    let Some(said) = &line.said else {
        return "Not returned".to_owned();
    };
    let row = format!("row {}", said.row);
    if line.outcome == Outcome::Refused {
        return format!("{}: {}", capitalised(&row), line.problem);
    }
    let mut parts = Vec::new();
    // A school may write “Band F” in the band's column.
    let is_named = |band: &str| band.to_lowercase().starts_with("band");
    parts.extend(said.band.as_deref().map(|band| {
        if is_named(band) {
            band.to_owned()
        } else {
            format!("band {band}")
        }
    }));
    parts.extend(said.fte.map(|fte| format!("{fte} FTE")));
    let from = said.from.map(|from| format!("from {}", short_day(from)));
    parts.extend(from);
    match said.end {
        SaidEnd::On(last) => parts.push(format!("to {}", short_day(last))),
        SaidEnd::Open => parts.push("on roll".to_owned()),
        SaidEnd::Unstated => {}
    }
    parts.push(row);
    capitalised(&parts.join(", "))
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase());
    first.into_iter().flatten().chain(letters).collect()
}

fn came_of_it(line: &ReconciledLine) -> Cell {
    let state = line.state;
    if state == LineState::Open {
        let href = format!("{}/lines/{}", address(&line.reconciliation), line.number);
        let reference = line.reference_shown();
        return Cell::of(view! {
            <a class="govuk-link" href=href>
                "Settle"
                <span class="govuk-visually-hidden">" line of " {reference}</span>
            </a>
        });
    }
    if line.outcome == Outcome::Refused {
        return Cell::from("Ask the school to put the row right and send it again");
    }
    if state == LineState::Settled {
        return Cell::from("");
    }
    let colour = match state {
        LineState::Agreed | LineState::Done => TagColour::Green,
        LineState::Task => TagColour::Yellow,
        LineState::Kept | LineState::Open | LineState::Settled => TagColour::Grey,
    };
    let text = state_in_words(state);
    let note = line.note.clone();
    let asks_casework = line.differences.contains(&Difference::Band)
        || (line.outcome == Outcome::OnlyHere && note.is_empty());
    let is_agreed = matches!(state, LineState::Agreed | LineState::Task);
    let corrections = (is_agreed && (asks_casework || state == LineState::Task)).then(|| {
        view! { " " <a class="govuk-link" href="/corrections">"See what waits under Corrections"</a> }
    });
    Cell::of(view! { <Tag text=text colour=colour /> " " {note} {corrections} })
}
