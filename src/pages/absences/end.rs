//! Ending an absence: on its last day, or because it was entered in error.

use axum::extract::{Path, State};
use axum::response::Response;

use super::{address, child_id, in_words, place_of};
use crate::components::{Crumb, SummaryRow};
use crate::forms::ending::EndForm;
use crate::forms::{Problems, parse};
use crate::pages::child::below_record;
use crate::pages::ending::EndPage;
use crate::pages::words::day;
use crate::service::absences::{self, Absence, AbsenceView};
use crate::service::child_record::ChildRecord;
use crate::visit::{AppState, FormBody, SignedIn, Visit, WebError, redirect};

/// Answers `GET /children/{child}/absences/{absence}/end`.
///
/// # Errors
/// [`WebError::NotFound`] to whoever keeps no costs, and for an absence that is not the child's.
pub async fn ask(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path((child, absence)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let child = child_id(&child)?;
    let moment = state.clock.moment();
    let (record, views) =
        absences::open(&state.store, state.rules, &person.actor, &child, moment).await?;
    let absence = absence_of(&views, &absence)?;
    let filled = EndForm::of_version(absence.version);
    Ok(page(
        &visit,
        (&record, absence),
        &filled,
        &Problems::default(),
    ))
}

/// Answers `POST /children/{child}/absences/{absence}/end`.
///
/// # Errors
/// As [`ask`]; [`WebError::Conflict`] if somebody changed the absence since it was shown.
pub async fn save(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path((child, absence)): Path<(String, String)>,
    FormBody(filled): FormBody<EndForm>,
) -> Result<Response, WebError> {
    let child = child_id(&child)?;
    let moment = state.clock.moment();
    let (record, views) =
        absences::open(&state.store, state.rules, &person.actor, &child, moment).await?;
    let absence = absence_of(&views, &absence)?;
    let ending = match parse(&filled) {
        Ok(ending) => ending,
        Err(problems) => return Ok(page(&visit, (&record, absence), &filled, &problems)),
    };
    let shown = (&absence.id, filled.version);
    let ended = absences::end(&state.store, &person.actor, &record, shown, ending, moment).await?;
    if let Err(problem) = ended {
        let (_, why) = in_words(problem);
        let problems = Problems::one("last", why);
        return Ok(page(&visit, (&record, absence), &filled, &problems));
    }
    let said = "The absence is put right. What was paid already is settled in the next open payment period.";
    person.leave_said(&state, said).await?;
    Ok(redirect(&address(&child)))
}

fn absence_of<'views>(views: &'views [AbsenceView], id: &str) -> Result<&'views Absence, WebError> {
    let mut absences = views.iter().map(|view| &view.absence);
    absences
        .find(|absence| absence.id.as_str() == id && !absence.in_error)
        .ok_or(WebError::NotFound)
}

fn page(
    visit: &Visit,
    (record, absence): (&ChildRecord, &Absence),
    filled: &EndForm,
    problems: &Problems,
) -> Response {
    let mut crumbs = below_record(&record.child, &record.local_id);
    crumbs.push(Crumb::new("Absences", address(&record.child)));
    let page = EndPage {
        title: "End an absence",
        button: "End the absence",
        crumbs,
        facts: vec![
            SummaryRow::new("Away from", place_of(record, absence)),
            SummaryRow::new("Why", absence.kind.title()),
            SummaryRow::new("First day away", day(absence.days.start())),
        ],
        action: format!("{}/{}/end", address(&record.child), absence.id),
        last_day: "Last day away",
        in_error: "The child was not away. What was not paid is paid in the next open payment period.",
        asks_notice: false,
    };
    page.answer(visit, filled, problems)
}
