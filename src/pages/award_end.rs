//! Ending an award whose reason is gone.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;

use super::decisions::{Checked, award, check_page, effect_rows, step};
use super::words;
use crate::components::{
    Button, Choice, DateFields, DateInput, Radios, SummaryList, SummaryRow, TextArea,
};
use crate::forms::award_end::AwardEndForm;
use crate::forms::{self, Problems};
use crate::ids::{AwardId, ChildId};
use crate::service::ended_awards::{self, End, EndReason, Ended, Open};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

/// Answers `GET /children/{child}/awards/{award}/end`.
///
/// # Errors
/// [`WebError::NotFound`] if there is no such award of the child, or this officer may not end it.
pub async fn show(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path((child, award)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let open = opened(&state, &person, (&child, &award)).await?;
    let blank = AwardEndForm {
        version: open.terms.number,
        ..AwardEndForm::default()
    };
    Ok(page(&visit, &open, &blank, &Problems::default()))
}

async fn opened(
    state: &AppState,
    person: &SignedIn,
    (child, award): (&str, &str),
) -> Result<Open, WebError> {
    let child = ChildId::parse(child).map_err(|_| WebError::NotFound)?;
    let award = AwardId::parse(award).map_err(|_| WebError::NotFound)?;
    let moment = state.clock.moment();
    Ok(ended_awards::open(&state.store, &person.actor, (&child, &award), moment).await?)
}

/// Answers `POST /children/{child}/awards/{award}/end`.
///
/// # Errors
/// As [`show`].
pub async fn end(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path((child, award_id)): Path<(String, String)>,
    FormBody(sent): FormBody<AwardEndForm>,
) -> Result<Response, WebError> {
    let open = opened(&state, &person, (&child, &award_id)).await?;
    if sent.step == "change" {
        return Ok(page(&visit, &open, &sent, &Problems::default()));
    }
    let wanted = forms::parse(&sent).and_then(|(last, reason, words)| {
        let reason = EndReason::parse(&reason);
        let reason = reason.ok_or_else(|| Problems::one("end-reason", "Select why it ends"))?;
        Ok(End {
            last,
            reason,
            words,
        })
    });
    let wanted = match wanted {
        Ok(wanted) => wanted,
        Err(problems) => return Ok(page(&visit, &open, &sent, &problems)),
    };
    let of = (&open.about.child, &open.terms.award);
    let of = (of, sent.version, step(&sent.checked));
    let (store, actor, moment) = (&state.store, &person.actor, state.clock.moment());
    match ended_awards::end(store, state.rules, actor, of, &wanted, moment).await? {
        Ended::Done => {
            person
                .leave_said(&state, "The award ends as you said.")
                .await?;
            Ok(redirect(&format!("/children/{}", open.about.child)))
        }
        Ended::ToCheck(effect) => {
            let mut rows = vec![
                SummaryRow::new("Award", award(&open.terms, open.place.as_deref())),
                SummaryRow::new("Last day that is paid", words::day(wanted.last)),
                SummaryRow::new(
                    "Why",
                    format!("{}. {}", wanted.reason.title(), wanted.words),
                ),
            ];
            rows.extend(effect_rows(&effect, None));
            let checked = Checked {
                about: &open.about,
                action: address(&open),
                button: "End the award",
                rows,
            };
            Ok(check_page(&visit, checked, &sent))
        }
        Ended::DayOutside => {
            let problems = Problems::one(
                "last",
                "The last day that is paid must be before the one that the award has",
            );
            Ok(page(&visit, &open, &sent, &problems))
        }
        Ended::Changed => Ok(changed(&visit, &open)),
    }
}

fn address(open: &Open) -> String {
    format!(
        "/children/{}/awards/{}/end",
        open.about.child, open.terms.award
    )
}

fn changed(visit: &Visit, open: &Open) -> Response {
    let title = "The award was changed meanwhile";
    let href = address(open);
    Page::titled(title).with_status(StatusCode::CONFLICT).answer(visit, || {
        view! {
            <h1 class="govuk-heading-l">{title}</h1>
            <p class="govuk-body">
                "Somebody changed the award after you opened the page. Nothing of what you sent was kept. "
                <a class="govuk-link" href=href>"Look at the award as it is now"</a>
                "."
            </p>
        }
    })
}

fn page(visit: &Visit, open: &Open, filled: &AwardEndForm, problems: &Problems) -> Response {
    let title = "End this award";
    let record = format!("/children/{}", open.about.child);
    let last = open.terms.to.and_then(|to| to.yesterday().ok());
    let rows = vec![
        SummaryRow::new("Award", award(&open.terms, open.place.as_deref())),
        SummaryRow::new("First day", words::day(open.terms.from)),
        SummaryRow::new("Last day that is paid", words::day_or(last, "No end date")),
    ];
    let typed = DateFields {
        day: filled.last_day.clone(),
        month: filled.last_month.clone(),
        year: filled.last_year.clone(),
    };
    let reasons = EndReason::ALL.iter();
    let reasons = reasons.map(|reason| Choice::new(reason.code(), reason.title()));
    let reasons: Vec<Choice> = reasons.collect();
    let page = Page::titled(title)
        .back(record, "Back to the record")
        .with_problems(problems);
    page.answer(visit, || {
        view! {
            <div class="govuk-grid-row">
                <div class="govuk-grid-column-two-thirds">
                    {words::about_child(&open.about)}
                    <h1 class="govuk-heading-l">{title}</h1>
                    <p class="govuk-body">
                        "What was paid for later days is taken back by the next payment run. The band itself is decided by a \
                         decision: to fund the child otherwise, have it scored and decided."
                    </p>
                    <SummaryList rows=rows />
                    <form method="post" action=address(open) novalidate>
                        <input type="hidden" name="version" value=filled.version.to_string() />
                        <DateInput
                            name="last"
                            legend="Last day that is paid"
                            hint="A day before the first one means that nothing was ever due."
                            value=typed
                            error=problems.of("last")
                        />
                        <Radios
                            name="end-reason"
                            legend="Why does it end?"
                            choices=reasons
                            value=Some(filled.end_reason.clone())
                            error=problems.of("end-reason")
                        />
                        <TextArea
                            name="end-words"
                            label="What do you know of it, and from whom?"
                            value=filled.end_words.clone()
                            error=problems.of("end-words")
                            rows=3
                        />
                        <Button text="Continue" />
                    </form>
                </div>
            </div>
        }
    })
}
