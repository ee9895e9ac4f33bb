//! The awards of a school's or trust's own children, what they are worth in a year, and nothing else.

mod download;
pub(super) mod switch;
mod values;

use axum::extract::{Query, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::words::{self, child_or_withheld, day, day_cell};
use crate::components::{Cell, Column, Figure, Figures, Pagination, Table};
use crate::service::school_awards::{self, Line, SchoolAwards};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError};

pub use download::{csv, workbook};
pub use values::values;

/// Which establishment is shown.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Shown {
    establishment: String,
    page: u32,
}

/// Answers `GET /awards`.
///
/// # Errors
/// [`WebError::Forbidden`] for anybody who belongs to no establishment; [`WebError::NotFound`] for another's.
pub async fn list(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Query(shown): Query<Shown>,
) -> Result<Response, WebError> {
    let shown = (switch::asked(&shown.establishment)?, shown.page);
    let moment = state.clock.moment();
    let (store, actor) = (&state.store, &person.actor);
    let awards = school_awards::list(store, state.rules, actor, shown, moment).await?;
    let today = day(moment.today);
    Ok(Page::titled("Your children’s awards").answer(&visit, move || {
        view! {
            <h1 class="govuk-heading-l">"Your children’s awards"</h1>
            <p class="govuk-body">
                "The top-up funding in force on "
                {today}
                " for children at your establishments. It funds provision in each child’s plan and never limits what Section F \
                 of the plan says."
            </p>
            {switch::establishments("/awards", "", &awards.establishments, awards.shown.as_ref())}
            <p class="govuk-body">
                <a class="govuk-link" href="/awards/values">"See the year’s values month by month, and download them"</a>
                ", "
                <a class="govuk-link" href="/awards/payments">"what was paid this year"</a>
                " or "
                <a class="govuk-link" href="/awards/corrections">"your corrections and their answers"</a>
                "."
            </p>
            {if awards.awards.is_empty() { nobody().into_any() } else { shown_awards(awards).into_any() }}
        }
    }))
}

fn nobody() -> impl IntoView {
    view! {
        <p class="govuk-body">
            "No child at your establishments has an award in force today. If you expected one, ask the council’s SEND team."
        </p>
    }
}

fn shown_awards(awards: SchoolAwards) -> impl IntoView {
    let several = awards.establishments.len() > 1 && awards.shown.is_none();
    let figures = vec![
        Figure {
            value: words::count(awards.count as u64),
            label: "Awards in force".to_owned(),
            href: None,
        },
        Figure {
            value: awards.total.to_string(),
            label: "Amount a year in all".to_owned(),
            href: None,
        },
    ];
    let query = awards.shown.as_ref();
    let query = query.map_or_else(String::new, |id| format!("establishment={id}"));
    let (current, last) = (awards.page, awards.pages);
    let mut columns = vec![Column::text("Child")];
    if several {
        columns.push(Column::text("Establishment"));
    }
    columns.extend([
        Column::text("Setting"),
        Column::text("Band"),
        Column::number("Full-time equivalent (FTE)"),
        Column::number("Amount a year"),
        Column::text("From"),
        Column::text("Last paid day"),
        Column::text("Something wrong?"),
    ]);
    let mut totals: Vec<Cell> = columns.iter().map(|_| Cell::of("")).collect();
    let amount = columns.len() - 4;
    totals[0] = Cell::of(if last > 1 {
        "Total of all pages"
    } else {
        "Total"
    });
    totals[amount] = Cell::from(awards.total.to_string());
    let rows = awards
        .awards
        .into_iter()
        .map(|line| row(line, several))
        .collect();
    let note = (awards.without_amount > 0).then(|| {
        let sentence = if awards.without_amount == 1 {
            "1 award has no amount by band, because its setting is funded in another way.".to_owned()
        } else {
            format!("{} awards have no amount by band, because their settings are funded in another way.", awards.without_amount)
        };
        view! { <p class="govuk-body">{sentence}</p> }
    });
    let as_decided = (awards.as_decided > 0).then(|| {
        let sentence = if awards.as_decided == 1 {
            "1 award is shown and counted as it was decided, because the rules of today give no amount for it.".to_owned()
        } else {
            format!("{} awards are shown and counted as they were decided, because the rules of today give no amount for them.", awards.as_decided)
        };
        view! { <p class="govuk-body">{sentence}</p> }
    });
    view! {
        <Figures figures=figures />
        <Table caption="Awards in force" columns=columns rows=rows totals=totals stacked=true />
        <Pagination base="/awards" query=query current=current last=last />
        {note}
        {as_decided}
        <p class="govuk-body">
            "Amounts are for a whole year at the full-time equivalent (FTE) shown, by the values in force today: those by which \
             they are paid. If a date or an FTE is wrong, use “Correct”; \
             if a band is, ask the council’s SEND team."
        </p>
    }
}

fn row(line: Line, several: bool) -> Vec<Cell> {
    let amount = words::worth_cell(line.worth.as_ref(), "No amount by band");
    let line = line.award;
    // A restricted record has no name here, and nothing to open.
    let correction = line.name.is_some().then(|| {
        let href = format!("/awards/{}/correction", line.award);
        let whose = line.local_id.to_string();
        view! {
            <a class="govuk-link" href=href>
                "Correct"
                <span class="govuk-visually-hidden">" the award of "{whose}</span>
            </a>
        }
    });
    let child = child_or_withheld(&line.child, line.name.as_deref(), &line.local_id);
    let mut cells = vec![child];
    if several {
        cells.push(Cell::from(line.establishment_name));
    }
    cells.extend([
        Cell::from(line.setting.title()),
        Cell::from(
            line.band
                .map_or_else(|| "No band".to_owned(), |band| band.to_string()),
        ),
        Cell::from(line.fte.to_string()),
        amount,
        day_cell(Some(line.from), ""),
        day_cell(line.to.and_then(|to| to.yesterday().ok()), "No end date"),
        Cell::of(correction),
    ]);
    cells
}
