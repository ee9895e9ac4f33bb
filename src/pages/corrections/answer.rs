//! The council's answer to a correction.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::{status, what};
use crate::components::{Button, Choice, Radios, SummaryList, SummaryRow, TextArea};
use crate::forms::correction::CorrectionAnswerForm;
use crate::forms::{self, Problems};
use crate::ids::CorrectionId;
use crate::pages::words::{day, day_or, name_or_removed, share};
use crate::service::Moment;
use crate::service::corrections::{
    self, Answered, CorrectionKind, CorrectionState, NotApplied, OpenCorrection,
};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

/// Answers `GET /corrections/{correction}`.
///
/// # Errors
/// [`WebError::NotFound`] if there is no such correction, or none for this reader.
pub async fn show(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(correction): Path<String>,
) -> Result<Response, WebError> {
    let found = opened(&state, &person, &correction).await?;
    let blank = CorrectionAnswerForm::default();
    Ok(page(&visit, &found, &blank, &Problems::default(), false))
}

async fn opened(
    state: &AppState,
    person: &SignedIn,
    correction: &str,
) -> Result<OpenCorrection, WebError> {
    let id = CorrectionId::parse(correction).map_err(|_| WebError::NotFound)?;
    let moment = state.clock.moment();
    Ok(corrections::open(&state.store, &person.actor, &id, moment).await?)
}

/// Answers `POST /corrections/{correction}`.
///
/// # Errors
/// As [`show`].
pub async fn answer(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(correction): Path<String>,
    FormBody(sent): FormBody<CorrectionAnswerForm>,
) -> Result<Response, WebError> {
    let found = opened(&state, &person, &correction).await?;
    let (accepted, words) = match forms::parse(&sent) {
        Ok(read) => read,
        Err(problems) => return Ok(page(&visit, &found, &sent, &problems, false)),
    };
    let moment = state.clock.moment();
    let id = &found.line.correction.id;
    let answered = corrections::answer(
        &state.store,
        state.rules,
        &person.actor,
        id,
        (accepted, &words),
        moment,
    )
    .await?;
    match answered {
        Answered::Done => {
            let said = "The correction was answered. The school sees the answer.";
            person.leave_said(&state, said).await?;
            Ok(redirect("/corrections"))
        }
        Answered::Lost(now) => {
            let blank = CorrectionAnswerForm::default();
            Ok(page(&visit, &now, &blank, &Problems::default(), true))
        }
        Answered::NotApplied(why) => {
            let problems = Problems::one("outcome", in_the_way(why));
            Ok(page(&visit, &found, &sent, &problems, false))
        }
    }
}

fn in_the_way(why: NotApplied) -> &'static str {
    match why {
        NotApplied::AwardChanged => {
            "The award was changed after the school saw it. Decline, and ask the school to look again"
        }
        NotApplied::DayOutside => {
            "The day is outside the award, so it cannot be accepted as it stands. Decline and say which days are funded"
        }
        NotApplied::Overlaps => {
            "Another award of the child covers some of these days. It has to be decided anew"
        }
        NotApplied::NotByBand => {
            "The amount is not by band, so another share of it has to be decided"
        }
        NotApplied::NoAmount => {
            "The rules of the decision give no amount for this share, so it has to be decided anew"
        }
    }
}

fn page(
    visit: &Visit,
    found: &OpenCorrection,
    filled: &CorrectionAnswerForm,
    problems: &Problems,
    lost: bool,
) -> Response {
    let page = Page::titled("Answer a correction")
        .back("/corrections", "Back to corrections")
        .overtaken(lost, "Somebody else answered after you opened this page. This is their answer; yours was not kept.")
        .with_problems(problems);
    page.answer(visit, || {
        let name = name_or_removed(found.line.name.as_deref());
        let waits = found.line.correction.state == CorrectionState::Open;
        view! {
            <span class="govuk-caption-l">{name} " " <span class="app-reference">{found.line.local_id.to_string()}</span></span>
            <h1 class="govuk-heading-l">"Answer a correction"</h1>
            <SummaryList rows=facts(found) />
            {waits.then(|| answer_form(found, filled, problems))}
        }
    })
}

fn facts(found: &OpenCorrection) -> Vec<SummaryRow> {
    let (asked, terms) = (&found.line.correction, &found.terms);
    let last = terms.to.and_then(|to| to.yesterday().ok());
    let record = format!("/children/{}", asked.child);
    let mut rows = vec![
        SummaryRow::new("Establishment", found.line.establishment_name.clone()),
        SummaryRow::new("What is wrong", what(asked)),
    ];
    if !asked.note.is_empty() {
        rows.push(SummaryRow::new("What the school adds", asked.note.clone()));
    }
    let award = format!(
        "{} to {}, {}",
        day(terms.from),
        day_or(last, "no end date"),
        share(terms.fte)
    );
    if let Some(returned) = &found.returned {
        let href = format!("/reconciliations/{returned}");
        let link = view! { <a class="govuk-link" href=href>"Open the school’s return"</a> };
        rows.push(SummaryRow::new("From", link));
    }
    rows.extend([
        SummaryRow::new("Said on", day(Moment::of(asked.raised_at).today)),
        SummaryRow::new("The award now", award),
        SummaryRow::new(
            "Record",
            view! { <a class="govuk-link" href=record>"Open the child’s record"</a> },
        ),
        SummaryRow::new("Status", status(asked.state)),
    ]);
    if !asked.answer.is_empty() {
        rows.push(SummaryRow::new("Answer", asked.answer.clone()));
    }
    rows
}

fn answer_form(
    found: &OpenCorrection,
    filled: &CorrectionAnswerForm,
    problems: &Problems,
) -> impl IntoView + use<> {
    let changes = match (found.line.correction.kind, &found.placement_kept_in) {
        (CorrectionKind::Left, None) => {
            "The award and the placement end on that day. Every other award that pays the school for later days ends too."
                .to_owned()
        },
        (CorrectionKind::Started, None) => {
            "The award and the placement begin on that day.".to_owned()
        }
        (CorrectionKind::Left, Some(system)) => {
            format!(
                "The award ends on that day, and every other award that pays the school for later days. The placement is kept in \
                 {system}; change it there."
            )
        }
        (CorrectionKind::Started, Some(system)) => {
            format!(
                "The award begins on that day. The placement is kept in {system}; change it there."
            )
        }
        (CorrectionKind::Share, None) => {
            "The award and the placement have that full-time equivalent (FTE) from that day, at the same band. So has an award \
             by band at the school that was decided for later."
                .to_owned()
        }
        (CorrectionKind::Share, Some(system)) => format!(
            "The award has that full-time equivalent (FTE) from that day, at the same band. The placement’s is kept in \
             {system}; change it there."
        ),
        (CorrectionKind::Other, _) => {
            "Nothing changes by itself: a band, for one, is decided anew on the child’s record. You can tell the school \
             below what was done about it."
                .to_owned()
        }
    };
    let choices = vec![
        Choice::new("accept", "Accept").with_hint(changes),
        Choice::new("decline", "Decline").with_hint("Nothing changes. Say why."),
    ];
    view! {
        <form method="post" novalidate>
            <Radios
                name="outcome"
                legend="Do you accept it?"
                choices=choices
                value=(!filled.outcome.is_empty()).then(|| filled.outcome.clone())
                error=problems.of("outcome")
            />
            <TextArea
                name="answer"
                label="What the school is told"
                hint="Needed if you decline. Up to 1,000 characters."
                value=filled.answer.clone()
                error=problems.of("answer")
            />
            <Button text="Answer" />
        </form>
    }
}
