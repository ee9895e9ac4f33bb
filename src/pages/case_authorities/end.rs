//! Ending an authority's part in a case: on its last day, or because it was entered in error.

use axum::extract::{Path, State};
use axum::response::Response;

use super::{address, authority_of, child_id, in_words};
use crate::components::{Crumb, SummaryRow};
use crate::forms::ending::EndForm;
use crate::forms::{Problems, parse};
use crate::pages::child::below_record;
use crate::pages::ending::EndPage;
use crate::pages::words::day;
use crate::service::case_authorities::{self, CaseAuthority, CaseView};
use crate::visit::{AppState, FormBody, SignedIn, Visit, WebError, redirect};

/// Answers `GET /children/{child}/authorities/{part}/end`.
///
/// # Errors
/// [`WebError::NotFound`] to whoever keeps no authorities, and for a part that is not of the child's case.
pub async fn ask(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path((child, part)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let child = child_id(&child)?;
    let moment = state.clock.moment();
    let view =
        case_authorities::open(&state.store, state.rules, &person.actor, &child, moment).await?;
    let part = part_of(&view, &part)?;
    let filled = EndForm::of_version(part.version);
    Ok(page(&visit, (&view, part), &filled, &Problems::default()))
}

/// Answers `POST /children/{child}/authorities/{part}/end`.
///
/// # Errors
/// As [`ask`]; [`WebError::Conflict`] if somebody changed the part since it was shown.
pub async fn save(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path((child, part)): Path<(String, String)>,
    FormBody(filled): FormBody<EndForm>,
) -> Result<Response, WebError> {
    let child = child_id(&child)?;
    let moment = state.clock.moment();
    let view =
        case_authorities::open(&state.store, state.rules, &person.actor, &child, moment).await?;
    let part = part_of(&view, &part)?;
    let ending = match parse(&filled) {
        Ok(ending) => ending,
        Err(problems) => return Ok(page(&visit, (&view, part), &filled, &problems)),
    };
    let shown = (&part.id, filled.version);
    let ended = case_authorities::end(&state.store, &person.actor, &view, shown, ending, moment);
    let ended = ended.await?;
    if let Err(problem) = ended {
        let (_, why) = in_words(problem);
        let problems = Problems::one("last", why);
        return Ok(page(&visit, (&view, part), &filled, &problems));
    }
    let said = "The record is put right. What was paid already is settled in the next open payment period.";
    person.leave_said(&state, said).await?;
    Ok(redirect(&address(&child)))
}

fn part_of<'view>(view: &'view CaseView, id: &str) -> Result<&'view CaseAuthority, WebError> {
    let mut parts = view.parts.iter().filter(|_| view.may_keep);
    parts
        .find(|part| part.id.as_str() == id && !part.in_error)
        .ok_or(WebError::NotFound)
}

fn page(
    visit: &Visit,
    (view, part): (&CaseView, &CaseAuthority),
    filled: &EndForm,
    problems: &Problems,
) -> Response {
    let record = &view.record;
    let mut crumbs = below_record(&record.child, &record.local_id);
    crumbs.push(Crumb::new("Authorities", address(&record.child)));
    let page = EndPage {
        title: "End an authority’s part",
        button: "End the part",
        crumbs,
        facts: vec![
            SummaryRow::new("What", part.part.title()),
            SummaryRow::new("Authority", authority_of(part)),
            SummaryRow::new("First day", day(part.days.start())),
        ],
        action: format!("{}/{}/end", address(&record.child), part.id),
        last_day: "Last day",
        in_error: "It never was so. What follows for payments is settled in the next open payment period.",
        asks_notice: false,
    };
    page.answer(visit, filled, problems)
}
