//! The values of a financial or academic year at a reader's establishments, month by month.

use axum::extract::{Query, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::super::words::{child_cell, day_cell};
use super::switch;
use crate::calendar::{Date, YearKind};
use crate::components::{Cell, Column, Crumb, Figure, Figures, Pagination, Table};
use crate::ids::EstablishmentId;
use crate::service::school_values::{
    self, AskedYear, SchoolValues, ValueLine, Valued, month_title,
};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError};

/// How many awards one page shows; a download holds all of them.
const PAGE_SIZE: usize = 50;

/// Which year and establishment are shown.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    establishment: String,
    year: String,
    from: String,
    page: u32,
}

impl Wanted {
    /// The establishment asked for.
    pub(super) fn establishment(&self) -> Result<Option<EstablishmentId>, WebError> {
        switch::asked(&self.establishment)
    }

    /// The year asked for: the one that today is in, unless another begins in the year that is named.
    pub(super) fn year(&self, today: Date) -> Result<AskedYear, WebError> {
        let kind = match self.year.as_str() {
            "" | "financial" => YearKind::Financial,
            "academic" => YearKind::Academic,
            _ => return Err(WebError::NotFound),
        };
        let on = match self.from.as_str() {
            "" => today,
            text => {
                let year: i16 = text.parse().map_err(|_| WebError::NotFound)?;
                let known = (2000..=2100).contains(&year);
                let day = known.then(|| Date::new(year, 9, 1).ok()).flatten();
                day.ok_or(WebError::NotFound)?
            }
        };
        Ok(AskedYear { kind, on })
    }
}

/// The part of an address that names a year.
fn query_of(kind: YearKind, from: i16) -> String {
    let kind = match kind {
        YearKind::Financial => "financial",
        YearKind::Academic | YearKind::From(_) => "academic",
    };
    format!("year={kind}&from={from}")
}

/// Answers `GET /awards/values`.
///
/// # Errors
/// [`WebError::Forbidden`] for anybody who belongs to no establishment; [`WebError::NotFound`] for another's, and for a
/// year that there is none of.
pub async fn values(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Query(wanted): Query<Wanted>,
) -> Result<Response, WebError> {
    let moment = state.clock.moment();
    let year = wanted.year(moment.today)?;
    let shown = wanted.establishment()?;
    let values = school_values::of_year(
        &state.store,
        state.rules,
        &person.actor,
        shown,
        year,
        moment,
    )
    .await?;
    let page = wanted.page;
    let path = vec![Crumb::new("Awards", "/awards")];
    Ok(Page::titled("Values of the year")
        .below(path)
        .answer(&visit, move || content(&values, page)))
}

fn content(values: &SchoolValues, page: u32) -> impl IntoView + use<> {
    let heading = match values.year.kind {
        YearKind::Financial => format!("Financial year {}", values.year.title()),
        YearKind::Academic => format!("Academic year {}", values.year.title()),
        YearKind::From(_) => format!("Year {}", values.year.title()),
    };
    let query = query_of(values.year.kind, first_year(values));
    let own = switch::establishments(
        "/awards/values",
        &query,
        &values.establishments,
        values.shown.as_ref(),
    );
    view! {
        <h1 class="govuk-heading-l">{heading}</h1>
        {own}
        {years(values)}
        {if values.lines.is_empty() {
            view! {
                <p class="govuk-body">
                    "No award of this year is recorded for your establishments. If you expected one, ask the council’s SEND team."
                </p>
            }
            .into_any()
        } else {
            shown(values, &query, page).into_any()
        }}
    }
}

fn first_year(values: &SchoolValues) -> i16 {
    values.year.days().start().year()
}

/// The years before and after, and the other kind of year.
fn years(values: &SchoolValues) -> impl IntoView + use<> {
    let of = |kind: YearKind, from: i16| {
        let establishment = values.shown.as_ref();
        let establishment =
            establishment.map_or_else(String::new, |id| format!("&establishment={id}"));
        format!("/awards/values?{}{establishment}", query_of(kind, from))
    };
    let (kind, from) = (values.year.kind, first_year(values));
    let other = match kind {
        YearKind::Financial => ("Academic years", YearKind::Academic),
        YearKind::Academic | YearKind::From(_) => ("Financial years", YearKind::Financial),
    };
    let title =
        |from: i16| Date::new(from, 9, 1).map_or_else(|_| String::new(), |on| kind.text(on));
    let links = [
        switch::link(title(from - 1), of(kind, from - 1), false),
        switch::link(title(from), of(kind, from), true),
        switch::link(title(from + 1), of(kind, from + 1), false),
        switch::link(other.0.to_owned(), of(other.1, from), false),
    ];
    view! {
        <nav class="app-switch" aria-label="Year">
            <ul>{links.into_iter().collect_view()}</ul>
        </nav>
    }
}

fn shown(values: &SchoolValues, query: &str, page: u32) -> impl IntoView + use<> {
    let establishment = values.shown.as_ref();
    let establishment = establishment.map_or_else(String::new, |id| format!("&establishment={id}"));
    let file = |ending: &str| format!("/awards/values.{ending}?{query}{establishment}");
    view! {
        <Figures figures=figures(values) />
        <p class="govuk-body">
            "Download as "
            <a class="govuk-link" href=file("xlsx")>"a workbook (.xlsx)"</a>
            " or "
            <a class="govuk-link" href=file("csv")>"comma-separated values (.csv)"</a>
            "."
        </p>
        {by_award(values, format!("{query}{establishment}"), page)}
        {notes(values)}
        {by_month(values)}
    }
}

/// The year's sum, and what this month and the next come to.
fn figures(values: &SchoolValues) -> Vec<Figure> {
    let figure = |value: String, label: String| Figure {
        value,
        label,
        href: None,
    };
    let mut figures = vec![figure(
        values.total.to_string(),
        "In the year in all".to_owned(),
    )];
    let now = values
        .months
        .iter()
        .position(|month| month.contains(values.today));
    for place in now.into_iter().flat_map(|now| [now, now + 1]) {
        if let (Some(month), Some(amount)) = (values.months.get(place), values.by_month.get(place))
        {
            figures.push(figure(
                amount.to_string(),
                format!("For {}", month_title(month)),
            ));
        }
    }
    figures
}

/// A page of the awards; the sums are those of all pages.
fn by_award(values: &SchoolValues, query: String, page: u32) -> impl IntoView + use<> {
    let last = values.lines.len().div_ceil(PAGE_SIZE).max(1);
    let current = (page.max(1) as usize).min(last);
    let several = values.establishments.len() > 1 && values.shown.is_none();
    let mut columns = vec![Column::text("Child")];
    if several {
        columns.push(Column::text("Establishment"));
    }
    columns.extend([
        Column::text("Band"),
        Column::number("Full-time equivalent (FTE)"),
        Column::text("From"),
        Column::text("Last paid day"),
        Column::number("In the year"),
    ]);
    let mut totals: Vec<Cell> = columns.iter().map(|_| Cell::of("")).collect();
    totals[0] = Cell::of(if last > 1 {
        "Total of all pages"
    } else {
        "Total"
    });
    if let Some(last) = totals.last_mut() {
        *last = Cell::from(values.total.to_string());
    }
    let of_page = values.lines.iter().skip((current - 1) * PAGE_SIZE);
    let rows = of_page
        .take(PAGE_SIZE)
        .map(|line| row(line, several))
        .collect();
    let (current, last) = (count(current), count(last));
    view! {
        <Table caption="Awards of the year" columns=columns rows=rows totals=totals stacked=true />
        <Pagination base="/awards/values" query=query current=current last=last />
    }
}

fn count(pages: usize) -> u32 {
    u32::try_from(pages).unwrap_or(u32::MAX)
}

fn row(line: &ValueLine, several: bool) -> Vec<Cell> {
    let award = &line.award;
    // A restricted record has no name here, and nothing to open.
    let child = match &award.name {
        Some(name) => child_cell(&award.child, Some(name.clone()), &award.local_id),
        None => Cell::from(format!("Name withheld {}", award.local_id)),
    };
    let mut cells = vec![child];
    if several {
        cells.push(Cell::from(award.establishment_name.clone()));
    }
    let band = award.band.as_ref();
    cells.extend([
        Cell::from(band.map_or_else(|| "No band".to_owned(), ToString::to_string)),
        Cell::from(award.fte.to_string()),
        day_cell(Some(award.from), ""),
        day_cell(award.to.and_then(|to| to.yesterday().ok()), "No end date"),
        Cell::from(valued_text(&line.valued)),
    ]);
    cells
}

/// The year's value of an award, or why there is none.
fn valued_text(valued: &Valued) -> String {
    match (valued, valued.total()) {
        (Valued::Amounts { partly: true, .. }, Some(total)) => format!("{total} so far"),
        (_, Some(total)) => total.to_string(),
        (Valued::NotByBand, None) => "No amount by band".to_owned(),
        (Valued::NotPricedYet, None) => "Not priced yet".to_owned(),
        (Valued::NotKnown | Valued::Amounts { .. }, None) => "Ask the council".to_owned(),
    }
}

fn notes(values: &SchoolValues) -> impl IntoView + use<> {
    let partly = values
        .lines
        .iter()
        .any(|line| matches!(line.valued, Valued::Amounts { partly: true, .. }));
    let without = values.without_amount > 0;
    view! {
        {partly.then(|| view! {
            <p class="govuk-body">
                "“So far” stands where the council has not approved the rules for all days of the year: those days are not counted."
            </p>
        })}
        {without.then(|| view! {
            <p class="govuk-body">
                "An award without an amount is funded in another way, or by rules that are not approved yet. It is not in the sums."
            </p>
        })}
        <p class="govuk-body">
            "Each award is shared out over the days from its first day to its last paid day. If a date, a share or an amount is \
             wrong, tell the council’s SEND team."
        </p>
    }
}

fn by_month(values: &SchoolValues) -> impl IntoView + use<> {
    let columns = vec![
        Column::text("Month"),
        Column::number("Amount"),
        Column::number("In the year so far"),
    ];
    let mut reached = crate::money::Money::ZERO;
    let rows = values
        .months
        .iter()
        .zip(&values.by_month)
        .map(|(month, amount)| {
            // The year's sum was worked out, so no part of it is out of range.
            reached = reached.plus(*amount).unwrap_or(values.total);
            let title = month_title(month);
            let title = if month.contains(values.today) {
                format!("{title} (now)")
            } else {
                title
            };
            vec![
                Cell::from(title),
                Cell::from(amount.to_string()),
                Cell::from(reached.to_string()),
            ]
        })
        .collect();
    view! { <Table caption="Payments by month" columns=columns rows=rows /> }
}
