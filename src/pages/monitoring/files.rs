//! What of a monitored year is downloaded: its lines, the values of its charts, and the workbook.

use axum::extract::{Path, Query, State};
use axum::response::Response;

use super::address;
use super::year::{Asked, by_line, months, told};
use crate::service::beside::Standing;
use crate::service::monitoring::{self, Monitoring};
use crate::visit::{AppState, SignedIn, WebError, chart_csv, csv_file, redirect, workbook_file};

/// Answers `GET /high-needs/monitoring/{year}/{file}`, up to the period asked for. A file does not say of when its sums are: where
/// they are not of now, the page that does say it answers.
async fn file(
    (state, person): (&AppState, &SignedIn),
    (year, asked): (&str, &Asked),
    made: impl FnOnce(&Monitoring) -> Result<Response, WebError>,
) -> Result<Response, WebError> {
    let told = told(state, person, year, asked).await?;
    if told.standing == Standing::Now {
        return made(&told);
    }
    let page = match told.period {
        0 => address(told.year),
        period => format!("{}?period={period}", address(told.year)),
    };
    Ok(redirect(&page))
}

/// Answers `GET /high-needs/monitoring/{year}/lines.csv`.
///
/// # Errors
/// As the page of the year.
pub async fn csv(
    State(state): State<AppState>,
    person: SignedIn,
    Path(year): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    file((&state, &person), (&year, &asked), |told| {
        csv_file(
            &format!("monitoring-{}.csv", told.year),
            monitoring::csv(told),
        )
    })
    .await
}

/// Answers `GET /high-needs/monitoring/{year}/months.csv`: the values of the chart of months.
///
/// # Errors
/// As the page of the year.
pub async fn chart(
    State(state): State<AppState>,
    person: SignedIn,
    Path(year): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    file((&state, &person), (&year, &asked), |told| {
        chart_csv(
            &format!("monitoring-months-{}.csv", told.year),
            &months(told),
        )
    })
    .await
}

/// Answers `GET /high-needs/monitoring/{year}/by-line.csv`: the values of the chart of lines.
///
/// # Errors
/// As the page of the year.
pub async fn by_line_csv(
    State(state): State<AppState>,
    person: SignedIn,
    Path(year): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    file((&state, &person), (&year, &asked), |told| {
        chart_csv(
            &format!("monitoring-by-line-{}.csv", told.year),
            &by_line(told),
        )
    })
    .await
}

/// Answers `GET /high-needs/monitoring/{year}/monitoring.xlsx`.
///
/// # Errors
/// As the page of the year.
pub async fn workbook(
    State(state): State<AppState>,
    person: SignedIn,
    Path(year): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    file((&state, &person), (&year, &asked), |told| {
        let bytes = monitoring::workbook(told, state.clock.moment())?;
        workbook_file(&format!("monitoring-{}.xlsx", told.year), bytes)
    })
    .await
}
