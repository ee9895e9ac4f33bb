//! Ending an authority's part in a case: on its last day, or because it was entered in error.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::{address, authority_of, child_id, in_words};
use crate::components::{
    Button, Choice, Crumb, DateFields, DateInput, RevealingRadios, SummaryList, SummaryRow,
};
use crate::forms::case_authority::CaseAuthorityEndForm;
use crate::forms::{Problems, parse};
use crate::pages::child::below_record;
use crate::pages::words::day;
use crate::service::case_authorities::{self, CaseAuthority, CaseView, Ending};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

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
    let filled = CaseAuthorityEndForm {
        version: part.version,
        ..CaseAuthorityEndForm::default()
    };
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
    FormBody(filled): FormBody<CaseAuthorityEndForm>,
) -> Result<Response, WebError> {
    let child = child_id(&child)?;
    let moment = state.clock.moment();
    let view =
        case_authorities::open(&state.store, state.rules, &person.actor, &child, moment).await?;
    let part = part_of(&view, &part)?;
    let ending = match parse(&filled) {
        Ok(Some(last)) => Ending::LastDay(last),
        Ok(None) => Ending::InError,
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
    filled: &CaseAuthorityEndForm,
    problems: &Problems,
) -> Response {
    let record = &view.record;
    let mut crumbs = below_record(&record.child, &record.local_id);
    crumbs.push(Crumb::new("Authorities", address(&record.child)));
    let action = format!("{}/{}/end", address(&record.child), part.id);
    let facts = vec![
        SummaryRow::new("What", part.part.title()),
        SummaryRow::new("Authority", authority_of(part)),
        SummaryRow::new("First day", day(part.days.start())),
    ];
    Page::titled("End an authority’s part")
        .below(crumbs)
        .with_problems(problems)
        .answer(visit, || {
            view! {
                <div class="govuk-grid-row">
                    <div class="govuk-grid-column-two-thirds">
                        <h1 class="govuk-heading-l">"End an authority’s part"</h1>
                        <SummaryList rows=facts />
                        <form method="post" action=action novalidate>
                            <input type="hidden" name="version" value=filled.version.to_string() />
                            {how(filled, problems)}
                            <Button text="Save" />
                        </form>
                    </div>
                </div>
            }
        })
}

fn how(filled: &CaseAuthorityEndForm, problems: &Problems) -> AnyView {
    let last = DateFields {
        day: filled.last_day.clone(),
        month: filled.last_month.clone(),
        year: filled.last_year.clone(),
    };
    let last =
        view! { <DateInput name="last" legend="Last day" value=last error=problems.of("last") /> };
    let choices = vec![
        (Choice::new("ends", "It ends on a day"), Some(last.into_any())),
        (
            Choice::new("error", "It was entered in error")
                .with_hint("It never was so. What follows for payments is settled in the next open payment period."),
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
