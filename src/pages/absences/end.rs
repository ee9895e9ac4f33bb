//! Ending an absence: on its last day, or because it was entered in error.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::{address, child_id, in_words, place_of};
use crate::components::{
    Button, Choice, Crumb, DateFields, DateInput, RevealingRadios, SummaryList, SummaryRow,
};
use crate::forms::absence::AbsenceEndForm;
use crate::forms::{Problems, parse};
use crate::pages::child::below_record;
use crate::pages::words::day;
use crate::service::absences::{self, Absence, AbsenceView, Ending};
use crate::service::child_record::ChildRecord;
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

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
    let filled = AbsenceEndForm {
        version: absence.version,
        ..AbsenceEndForm::default()
    };
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
    FormBody(filled): FormBody<AbsenceEndForm>,
) -> Result<Response, WebError> {
    let child = child_id(&child)?;
    let moment = state.clock.moment();
    let (record, views) =
        absences::open(&state.store, state.rules, &person.actor, &child, moment).await?;
    let absence = absence_of(&views, &absence)?;
    let ending = match parse(&filled) {
        Ok(Some(last)) => Ending::LastDay(last),
        Ok(None) => Ending::InError,
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
    filled: &AbsenceEndForm,
    problems: &Problems,
) -> Response {
    let mut crumbs = below_record(&record.child, &record.local_id);
    crumbs.push(Crumb::new("Absences", address(&record.child)));
    let action = format!("{}/{}/end", address(&record.child), absence.id);
    let facts = vec![
        SummaryRow::new("Away from", place_of(record, absence)),
        SummaryRow::new("Why", absence.kind.title()),
        SummaryRow::new("First day away", day(absence.days.start())),
    ];
    Page::titled("End an absence")
        .below(crumbs)
        .with_problems(problems)
        .answer(visit, || {
            view! {
                <div class="govuk-grid-row">
                    <div class="govuk-grid-column-two-thirds">
                        <h1 class="govuk-heading-l">"End an absence"</h1>
                        <SummaryList rows=facts />
                        <form method="post" action=action novalidate>
                            <input type="hidden" name="version" value=filled.version.to_string() />
                            {how(filled, problems)}
                            <Button text="End the absence" />
                        </form>
                    </div>
                </div>
            }
        })
}

fn how(filled: &AbsenceEndForm, problems: &Problems) -> AnyView {
    let last = DateFields {
        day: filled.last_day.clone(),
        month: filled.last_month.clone(),
        year: filled.last_year.clone(),
    };
    let last = view! { <DateInput name="last" legend="Last day away" value=last error=problems.of("last") /> };
    let choices = vec![
        (Choice::new("ends", "It ends on a day"), Some(last.into_any())),
        (
            Choice::new("error", "It was entered in error")
                .with_hint("The child was not away. What was not paid is paid in the next open payment period."),
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
