//! Ending a cost line: on its last paid day, or because it was entered in error.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::{address, child_id, line_of, place_in_words};
use crate::components::{
    Button, Choice, Crumb, DateFields, DateInput, RevealingRadios, SummaryList, SummaryRow,
};
use crate::forms::cost_line::CostEndForm;
use crate::forms::{Problems, parse};
use crate::pages::child::below_record;
use crate::pages::words::{cost_per, day};
use crate::service::child_costs::{self, EndProblem, Ending};
use crate::service::child_record::{ChildRecord, CostLine, Placement};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

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
    let filled = CostEndForm {
        version: line.version,
        ..CostEndForm::default()
    };
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
    FormBody(filled): FormBody<CostEndForm>,
) -> Result<Response, WebError> {
    let child = child_id(&child)?;
    let moment = state.clock.moment();
    let record =
        child_costs::open(&state.store, state.rules, &person.actor, &child, moment).await?;
    let (placed, line) = line_of(&record, &line).ok_or(WebError::NotFound)?;
    let ending = match parse(&filled) {
        Ok(Some(last)) => Ending::LastDay(last),
        Ok(None) => Ending::InError,
        Err(problems) => return Ok(page(&visit, &record, (placed, line), &filled, &problems)),
    };
    let shown = (&line.id, filled.version);
    let ended =
        child_costs::end(&state.store, &person.actor, &record, shown, ending, moment).await?;
    if let Err(problem) = ended {
        let problems = Problems::one("last", in_words(problem));
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

fn in_words(problem: EndProblem) -> &'static str {
    match problem {
        EndProblem::BeforeItBegins => "Last paid day must be the line’s first paid day or later",
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
    filled: &CostEndForm,
    problems: &Problems,
) -> Response {
    let mut crumbs = below_record(&record.child, &record.local_id);
    crumbs.push(Crumb::new("Costs", address(&record.child)));
    let action = format!("{}/{}/end", address(&record.child), line.id);
    let facts = vec![
        SummaryRow::new("What for", line.terms.kind.title()),
        SummaryRow::new("Placement", place_in_words(record, placed)),
        SummaryRow::new(
            "Amount",
            format!("{} {}", line.terms.net, cost_per(line.terms.per)),
        ),
        SummaryRow::new("First paid day", day(line.terms.period.start())),
    ];
    Page::titled("End a cost line")
        .below(crumbs)
        .with_problems(problems)
        .answer(visit, || {
            view! {
                <div class="govuk-grid-row">
                    <div class="govuk-grid-column-two-thirds">
                        <h1 class="govuk-heading-l">"End a cost line"</h1>
                        <SummaryList rows=facts />
                        <form method="post" action=action novalidate>
                            <input type="hidden" name="version" value=filled.version.to_string() />
                            {how(filled, problems)}
                            <Button text="End the cost line" />
                        </form>
                    </div>
                </div>
            }
        })
}

fn how(filled: &CostEndForm, problems: &Problems) -> AnyView {
    let last = DateFields {
        day: filled.last_day.clone(),
        month: filled.last_month.clone(),
        year: filled.last_year.clone(),
    };
    let last = view! { <DateInput name="last" legend="Last paid day" value=last error=problems.of("last") /> };
    let choices = vec![
        (Choice::new("ends", "It ends on a day"), Some(last.into_any())),
        (
            Choice::new("error", "It was entered in error")
                .with_hint("Nothing was ever due. What was paid is taken back in the next open payment period."),
            None,
        ),
    ];
    view! {
        <RevealingRadios
            name="how"
            legend="How does it end?"
            choices=choices
            value=Some(filled.how.clone())
            error=problems.of("how")
        />
    }
    .into_any()
}
