//! Files that a page offers: bytes with a name, saved and never shown inside the browser.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::WebError;
use super::address::query_value;
use crate::components::Chart;
use crate::service::files;

/// Answers with a file of that name and kind. The name is ours: letters, digits, dashes and a full stop.
///
/// # Errors
/// [`WebError::NotFound`] for a name that no header can hold.
pub fn saved_file(name: &str, kind: HeaderValue, bytes: Vec<u8>) -> Result<Response, WebError> {
    attachment(&format!("attachment; filename=\"{name}\""), kind, bytes)
}

fn attachment(disposition: &str, kind: HeaderValue, bytes: Vec<u8>) -> Result<Response, WebError> {
    let disposition = HeaderValue::from_str(disposition).map_err(|_| WebError::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, bytes).into_response())
}

/// Answers with a file that somebody gave, under the name that they gave it; a browser that reads no such names saves it
/// under ours, which is as [`saved_file`] asks.
///
/// # Errors
/// As [`saved_file`].
pub fn given_file(
    (ours, given): (&str, &str),
    kind: HeaderValue,
    bytes: Vec<u8>,
) -> Result<Response, WebError> {
    let given = query_value(given);
    let disposition = format!("attachment; filename=\"{ours}\"; filename*=UTF-8''{given}");
    attachment(&disposition, kind, bytes)
}

/// Answers with a CSV of that name.
///
/// # Errors
/// As [`saved_file`].
pub fn csv_file(name: &str, bytes: Vec<u8>) -> Result<Response, WebError> {
    let kind = HeaderValue::from_static("text/csv; charset=utf-8; header=present");
    saved_file(name, kind, bytes)
}

/// Answers with a workbook of that name.
///
/// # Errors
/// As [`saved_file`].
pub fn workbook_file(name: &str, bytes: Vec<u8>) -> Result<Response, WebError> {
    let kind = HeaderValue::from_static(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    );
    saved_file(name, kind, bytes)
}

/// Answers with a chart's values as a CSV of that name.
///
/// # Errors
/// [`WebError::NotFound`] for a name that no header can hold.
pub fn chart_csv(name: &str, chart: &Chart) -> Result<Response, WebError> {
    csv_file(name, files::csv(&chart.headings(), &chart.plain_rows()))
}
