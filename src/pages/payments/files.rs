//! The files of payments: a released run for the ledger, and the schedule of a year.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use serde::Deserialize;

use super::{place_of, year_of};
use crate::calendar::{Date, FinancialYear};
use crate::service::payments::{self, YearSchedule};
use crate::visit::{AppState, SignedIn, WebError};

const CSV: &str = "text/csv; charset=utf-8";
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Answers `POST /payments/{year}/periods/{period}/export` with the ledger file: the first is the original, every later one
/// is marked as a copy in its name and in every row.
///
/// # Errors
/// [`WebError::Forbidden`] to whoever does not pay; [`WebError::NotFound`] if no run of the period was released.
pub async fn take_ledger(
    State(state): State<AppState>,
    person: SignedIn,
    Path((year, period)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let at = (year_of(&year)?, place_of(&period)?);
    let moment = state.clock.moment();
    let run = payments::ledger(&state.store, &person.actor, at, moment).await?;
    let copy = if run.is_copy { "-copy" } else { "" };
    let year = FinancialYear::containing(at.0);
    let name = format!("payments-{year}-period-{}{copy}.csv", at.1 + 1);
    Ok(file(CSV, &name, payments::ledger_csv(&run)))
}

/// How a schedule is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// `no` where names, pupil numbers and birth dates are withheld.
    names: String,
}

/// Answers `GET /payments/{year}/schedule.xlsx`.
///
/// # Errors
/// [`WebError::Forbidden`] to whoever sees no payments; [`WebError::NotFound`] without a calendar.
pub async fn schedule_workbook(
    State(state): State<AppState>,
    person: SignedIn,
    Path(year): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let first = (year_of(&year)?, asked.names == "no");
    let moment = state.clock.moment();
    let actor = Some(&person.actor);
    let schedule =
        payments::schedule_of_year(&state.store, state.rules, actor, first, moment).await?;
    let name = name(first.0, &schedule, "xlsx");
    Ok(file(
        WORKBOOK,
        &name,
        payments::workbook(&schedule, moment)?,
    ))
}

/// Answers `GET /payments/{year}/schedule.csv`.
///
/// # Errors
/// As [`schedule_workbook`].
pub async fn schedule_csv(
    State(state): State<AppState>,
    person: SignedIn,
    Path(year): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let first = (year_of(&year)?, asked.names == "no");
    let moment = state.clock.moment();
    let actor = Some(&person.actor);
    let schedule =
        payments::schedule_of_year(&state.store, state.rules, actor, first, moment).await?;
    let name = name(first.0, &schedule, "csv");
    Ok(file(CSV, &name, payments::csv(&schedule)))
}

/// The name of a schedule's file: the year, and of lines that are not all of it how many costs they leave out.
fn name(first: Date, schedule: &YearSchedule, ending: &str) -> String {
    let year = FinancialYear::containing(first);
    match schedule.unpaid {
        0 => format!("payments-{year}.{ending}"),
        1 => format!("payments-{year}-without-1-cost.{ending}"),
        many => format!("payments-{year}-without-{many}-costs.{ending}"),
    }
}

/// A file to be kept, under a name of ours without spaces or quotation marks.
fn file(kind: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""))
        .unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, bytes).into_response()
}
