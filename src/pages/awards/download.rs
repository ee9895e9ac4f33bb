//! The values of a year as a file to keep.

use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};

use super::values::Wanted;
use crate::calendar::YearKind;
use crate::service::school_values::{self, AskedYear, FileKind};
use crate::visit::{AppState, SignedIn, WebError};

/// Answers `GET /awards/values.csv`.
///
/// # Errors
/// As [`values`](super::values()).
pub async fn csv(
    State(state): State<AppState>,
    person: SignedIn,
    Query(wanted): Query<Wanted>,
) -> Result<Response, WebError> {
    file(&state, &person, &wanted, FileKind::Delimited).await
}

/// Answers `GET /awards/values.xlsx`.
///
/// # Errors
/// As [`values`](super::values()); [`WebError::Broken`] if the workbook cannot be written.
pub async fn workbook(
    State(state): State<AppState>,
    person: SignedIn,
    Query(wanted): Query<Wanted>,
) -> Result<Response, WebError> {
    file(&state, &person, &wanted, FileKind::Workbook).await
}

async fn file(
    state: &AppState,
    person: &SignedIn,
    wanted: &Wanted,
    kind: FileKind,
) -> Result<Response, WebError> {
    let moment = state.clock.moment();
    let year = wanted.year(moment.today)?;
    let shown = wanted.establishment()?;
    let bytes = school_values::download(
        &state.store,
        state.rules,
        &person.actor,
        shown,
        (year, kind),
        moment,
    )
    .await?;
    let (media_type, ending) = match kind {
        FileKind::Delimited => ("text/csv; charset=utf-8", "csv"),
        FileKind::Workbook => (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "xlsx",
        ),
    };
    let disposition = format!("attachment; filename=\"{}.{ending}\"", name(year));
    let headers = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, bytes).into_response())
}

/// The file's name: the year, and nothing of a school or child.
fn name(year: AskedYear) -> String {
    let kind = match year.kind {
        YearKind::Financial => "financial",
        YearKind::Academic | YearKind::From(_) => "academic",
    };
    format!("awards-{kind}-year-{}", year.days().start().year())
}
