//! Ending a cost line: on its last paid day, or because it was entered in error.

use axum::extract::{Path, State};
use axum::response::Response;

use super::{address, child_id, line_of, place_in_words};
use crate::calendar::Date;
use crate::components::{Crumb, SummaryRow};
use crate::costs::CostKind;
use crate::forms::ending::EndForm;
use crate::forms::{Problems, parse};
use crate::pages::child::below_record;
use crate::pages::ending::EndPage;
use crate::pages::words::{cost_per, day};
use crate::service::child_costs::{self, EndProblem};
use crate::service::child_record::{ChildRecord, CostLine, Placement};
use crate::visit::{AppState, FormBody, SignedIn, Visit, WebError, redirect};

/// Answers `GET /children/{child}/costs/{line}/end`.
///
/// # Errors
/// [`WebError::NotFound`] to whoever keeps no costs, and for a line that is not the child's.
pub async fn ask_end(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path((child, line)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let child = child_id(&child)?;
    let moment = state.clock.moment();
    let record =
        child_costs::open(&state.store, state.rules, &person.actor, &child, moment).await?;
    let (placed, line) = line_of(&record, &line).ok_or(WebError::NotFound)?;
    let filled = filled_of(line);
    let problems = Problems::default();
    Ok(page(&visit, &record, (placed, line), &filled, &problems))
}

/// Answers `POST /children/{child}/costs/{line}/end`.
///
/// # Errors
/// As [`ask_end`]; [`WebError::Conflict`] if somebody changed the line since it was shown.
pub async fn save_end(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path((child, line)): Path<(String, String)>,
    FormBody(filled): FormBody<EndForm>,
) -> Result<Response, WebError> {
    let child = child_id(&child)?;
    let moment = state.clock.moment();
    let record =
        child_costs::open(&state.store, state.rules, &person.actor, &child, moment).await?;
    let (placed, line) = line_of(&record, &line).ok_or(WebError::NotFound)?;
    let ending = match parse(&filled) {
        Ok(ending) => ending,
        Err(problems) => return Ok(page(&visit, &record, (placed, line), &filled, &problems)),
    };
    let notice = match filled.notice_given_on() {
        Ok(notice) => notice,
        Err(message) => {
            let problems = Problems::one("notice", message);
            return Ok(page(&visit, &record, (placed, line), &filled, &problems));
        }
    };
    let shown = (&line.id, filled.version);
    let how = (ending, notice);
    let ended = child_costs::end(&state.store, &person.actor, &record, shown, how, moment).await?;
    if let Err(problem) = ended {
        let field = match problem {
            EndProblem::NoticeTooEarly | EndProblem::NoticeToCome => "notice",
            _ => "last",
        };
        let problems = Problems::one(field, in_words(problem));
        return Ok(page(&visit, &record, (placed, line), &filled, &problems));
    }
    person
        .leave_said(
            &state,
            "The cost line was ended. What was paid already is put right in the next open payment period.",
        )
        .await?;
    Ok(redirect(&address(&child)))
}

/// The form over the line as it is: an end that is on record can be confirmed with the day of notice.
fn filled_of(line: &CostLine) -> EndForm {
    let mut filled = EndForm::of_version(line.version);
    let parts = |day: Option<Date>| {
        let part = |of: fn(Date) -> i16| day.map(|day| of(day).to_string()).unwrap_or_default();
        [
            part(|day| day.day().into()),
            part(|day| day.month().into()),
            part(Date::year),
        ]
    };
    let last = line.terms.period.last_day();
    if last.is_some() {
        filled.how = "ends".to_owned();
        [filled.last_day, filled.last_month, filled.last_year] = parts(last);
    }
    [filled.notice_day, filled.notice_month, filled.notice_year] =
        parts(line.terms.notice_given_on);
    filled
}

fn in_words(problem: EndProblem) -> &'static str {
    match problem {
        EndProblem::BeforeItBegins => "Last paid day must be the line’s first paid day or later",
        EndProblem::NoticeTooEarly => {
            "Notice cannot have been given before the line’s first paid day"
        }
        EndProblem::NoticeToCome => {
            "Day of notice must be today or in the past. Leave it blank until notice is given"
        }
        EndProblem::AfterThePlacement => "Last paid day must not be after the placement’s last day",
        EndProblem::BeforeTheRise => {
            "The agreed rise would never begin. Mark the line as entered in error and add it without the rise"
        }
    }
}

fn page(
    visit: &Visit,
    record: &ChildRecord,
    (placed, line): (&Placement, &CostLine),
    filled: &EndForm,
    problems: &Problems,
) -> Response {
    let mut crumbs = below_record(&record.child, &record.local_id);
    crumbs.push(Crumb::new("Costs", address(&record.child)));
    let amount = format!("{} {}", line.terms.net, cost_per(line.terms.per));
    let page = EndPage {
        title: "End a cost line",
        button: "End the cost line",
        crumbs,
        facts: vec![
            SummaryRow::new("What for", line.terms.kind.title()),
            SummaryRow::new("Placement", place_in_words(record, placed)),
            SummaryRow::new("Amount", amount),
            SummaryRow::new("First paid day", day(line.terms.period.start())),
        ],
        action: format!("{}/{}/end", address(&record.child), line.id),
        last_day: "Last paid day",
        in_error: "Nothing was ever due. What was paid is taken back in the next open payment period.",
        asks_notice: line.terms.kind == CostKind::Fee,
    };
    page.answer(visit, filled, problems)
}
