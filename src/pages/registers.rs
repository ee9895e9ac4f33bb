//! The registers of overrides, exceptional awards and tribunal orders, a financial year at a time, and their export.

use axum::extract::{Query, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::task_list::{self, AskedPart};
use super::words;
use crate::calendar::{Date, FinancialYear};
use crate::components::{Cell, Column, InsetText, Table};
use crate::needs::section_f_said;
use crate::service::decided;
use crate::service::registers::{self, RegisterLine, Registers, kind_in_words};
use crate::service::task_list::{PageOf, Part};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError, csv_file, workbook_file};

/// Which year is asked for: the one in which it begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    year: String,
    list: String,
    page: String,
}

impl Asked {
    /// The year asked for, or that of today where it means nothing.
    fn year(&self, today: Date) -> FinancialYear {
        let first = self.year.parse().ok();
        let first = first.filter(|year| (2000..=2100).contains(year));
        let first = first.and_then(|year| Date::new(year, 4, 1).ok());
        FinancialYear::containing(first.unwrap_or(today))
    }
}

/// Answers `GET /registers`.
///
/// # Errors
/// [`WebError::Forbidden`] for who may not read registers.
pub async fn show(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let moment = state.clock.moment();
    let year = asked.year(moment.today);
    let found = registers::of_year(&state.store, &person.actor, year, moment).await?;
    let title = format!("Registers, {year}");
    let first = i32::from(year.first_day().year());
    let asked = AskedPart::of(&asked.list, &asked.page);
    let asked = asked.among(&[Part::First, Part::Second, Part::Third]);
    let share = exceptional_share(&found);
    Ok(Page::titled(title.clone()).back("/decisions", "Back to decisions").answer(&visit, move || {
        let link = |year: i32, text: &'static str| {
            let href = format!("/registers?year={year}");
            view! { <a class="govuk-link" href=href>{text}</a> }
        };
        view! {
            <h1 class="govuk-heading-l">{title}</h1>
            <p class="govuk-body">
                {link(first - 1, "The year before")}
                " or "
                {link(first + 1, "the year after")}
            </p>
            {share.map(|sentence| view! { <InsetText>{sentence}</InsetText> })}
            {asked.only.map(|_| view! { <p class="govuk-body">{link(first, "Show every list")}</p> })}
            {asked.page_of(Part::First).map(|page| {
                let page = PageOf::of_all(found.overrides, page);
                register((first, Part::First), "Decisions of another band than the indicative one", &page)
            })}
            {asked.page_of(Part::Second).map(|page| {
                let page = PageOf::of_all(found.exceptional, page);
                register((first, Part::Second), "Exceptional awards", &page)
            })}
            {asked.page_of(Part::Third).map(|page| {
                let page = PageOf::of_all(found.orders, page);
                register((first, Part::Third), "Ordered by the tribunal", &page)
            })}
            <p class="govuk-body">
                "Download the registers: "
                <a class="govuk-link" href=format!("/registers/file.xlsx?year={first}")>"workbook (xlsx)"</a>
                " or "
                <a class="govuk-link" href=format!("/registers/file.csv?year={first}")>"CSV"</a>
            </p>
            <p class="govuk-body">
                "Download every decision of the year, with its reason and its rule set: "
                <a class="govuk-link" href=format!("/registers/decisions.xlsx?year={first}")>"decisions (xlsx)"</a>
                " or "
                <a class="govuk-link" href=format!("/registers/decisions.csv?year={first}")>"decisions (CSV)"</a>
            </p>
        }
    }))
}

/// How many awards in force are exceptional, against the share that is looked for; nothing where none is in force.
fn exceptional_share(found: &Registers) -> Option<String> {
    let (all, exceptional) = found.in_force;
    let looked_for = found.looked_for.as_ref().filter(|_| all > 0)?;
    // In tenths of a per cent, rounded down: nothing is called under a share that is not.
    let tenths = exceptional.saturating_mul(1000) / all;
    let kept = if looked_for.is_kept(exceptional, all) {
        "under"
    } else {
        "not under"
    };
    Some(format!(
        "{} of {} awards in force today are exceptional, {}.{}%: {kept} the {}% that is looked for ({}).",
        words::count(exceptional),
        words::count(all),
        tenths / 10,
        tenths % 10,
        looked_for.percent,
        looked_for.source
    ))
}

fn register(
    (year, part): (i32, Part),
    caption: &'static str,
    page: &PageOf<RegisterLine>,
) -> AnyView {
    if page.total == 0 {
        return view! {
            <h2 class="govuk-heading-m">{caption}</h2>
            <InsetText>"There is none in this year."</InsetText>
        }
        .into_any();
    }
    let columns = vec![
        Column::text("Reference"),
        Column::text("Decided"),
        Column::text("What"),
        Column::text("By"),
        Column::text("Indicative band"),
        Column::text("Band"),
        Column::number("Amount a year"),
        Column::text("Why"),
    ];
    let rows = page.lines.iter().map(row).collect();
    view! {
        <Table caption=task_list::counted(caption, page) columns=columns rows=rows stacked=true />
        {task_list::pages("/registers", &format!("year={year}"), part, page)}
    }
    .into_any()
}

fn row(line: &RegisterLine) -> Vec<Cell> {
    let reference = line.local_id.to_string();
    let first = match &line.profile {
        Some(profile) => {
            let href = format!("/decisions/{profile}");
            Cell::of(view! { <a class="govuk-link" href=href>{reference}</a> })
        }
        None => Cell::from(reference),
    };
    let band = |band: &Option<crate::needs::BandId>| {
        band.as_ref()
            .map_or_else(|| "None".to_owned(), ToString::to_string)
    };
    let amount = line.annual.map(|amount| amount.to_string());
    vec![
        first,
        Cell::from(words::short_day(line.decided_on)),
        Cell::from(kind_in_words(line)),
        Cell::from(line.officer.clone()),
        Cell::from(band(&line.indicative)),
        Cell::from(band(&line.band)),
        Cell::from(amount.unwrap_or_else(|| "–".to_owned())),
        words::sentences_cell(&why(line)),
    ]
}

/// The reason, with what was checked in Section F and what came of its lines.
fn why(line: &RegisterLine) -> String {
    let checked = line.section_f_checked.clone().unwrap_or_default();
    let lines = section_f_said(&line.section_f_lines);
    let more = [("Checked in Section F", checked), ("Line by line", lines)];
    let mut said = line.reason.trim_end().to_owned();
    for (what, words) in more.into_iter().filter(|(_, words)| !words.is_empty()) {
        if !said.is_empty() {
            let ends = said.ends_with(['.', '!', '?']);
            said.push_str(if ends { " " } else { ". " });
        }
        said.push_str(&format!("{what}: {words}"));
    }
    said
}

/// Answers `GET /registers/file.xlsx`.
///
/// # Errors
/// As [`show`].
pub async fn workbook(
    State(state): State<AppState>,
    person: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let moment = state.clock.moment();
    let year = asked.year(moment.today);
    let found = registers::of_year(&state.store, &person.actor, year, moment).await?;
    workbook_file("registers.xlsx", registers::workbook(&found)?)
}

/// Answers `GET /registers/file.csv`.
///
/// # Errors
/// As [`show`].
pub async fn csv(
    State(state): State<AppState>,
    person: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let moment = state.clock.moment();
    let year = asked.year(moment.today);
    let found = registers::of_year(&state.store, &person.actor, year, moment).await?;
    csv_file("registers.csv", registers::csv(&found))
}

/// Answers `GET /registers/decisions.xlsx`.
///
/// # Errors
/// As [`show`].
pub async fn decisions_workbook(
    State(state): State<AppState>,
    person: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let moment = state.clock.moment();
    let year = asked.year(moment.today);
    let found = decided::of_year(&state.store, &person.actor, year, moment).await?;
    workbook_file("decisions.xlsx", decided::workbook(&found)?)
}

/// Answers `GET /registers/decisions.csv`.
///
/// # Errors
/// As [`show`].
pub async fn decisions_csv(
    State(state): State<AppState>,
    person: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let moment = state.clock.moment();
    let year = asked.year(moment.today);
    let found = decided::of_year(&state.store, &person.actor, year, moment).await?;
    csv_file("decisions.csv", decided::csv(&found))
}
