//! The form by which a school says that an award is wrong.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::{OWN, what};
use crate::components::{
    Button, Choice, DateFields, DateInput, InsetText, RevealingRadios, SummaryList, SummaryRow,
    TextArea, TextInput,
};
use crate::forms::correction::{CorrectionForm, Said};
use crate::forms::{self, Problems};
use crate::ids::AwardId;
use crate::pages::words::{day, day_or, name_or_removed, share};
use crate::service::Moment;
use crate::service::corrections::{self, CorrectionKind, MONTHS_AHEAD, Raised, RaisedAbout};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

/// Answers `GET /awards/{award}/correction`.
///
/// # Errors
/// [`WebError::NotFound`] if there is no such award at the reader's establishments.
pub async fn form(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(award): Path<String>,
) -> Result<Response, WebError> {
    let about = opened(&state, &person, &award).await?;
    Ok(page(
        &visit,
        &about,
        &blank(&about),
        &Problems::default(),
        false,
    ))
}

async fn opened(state: &AppState, person: &SignedIn, award: &str) -> Result<RaisedAbout, WebError> {
    let award = AwardId::parse(award).map_err(|_| WebError::NotFound)?;
    let moment = state.clock.moment();
    Ok(corrections::about(&state.store, &person.actor, &award, moment).await?)
}

fn blank(about: &RaisedAbout) -> CorrectionForm {
    CorrectionForm {
        version: about.terms.number,
        ..CorrectionForm::default()
    }
}

/// Answers `POST /awards/{award}/correction`.
///
/// # Errors
/// As [`form`].
pub async fn send(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(award): Path<String>,
    FormBody(sent): FormBody<CorrectionForm>,
) -> Result<Response, WebError> {
    let about = opened(&state, &person, &award).await?;
    let (said, note) = match forms::parse(&sent) {
        Ok(read) => read,
        Err(problems) => return Ok(page(&visit, &about, &sent, &problems, false)),
    };
    let (kind, on, fte) = match said {
        Said::Left(last) => (CorrectionKind::Left, Some(last), None),
        Said::Started(first) => (CorrectionKind::Started, Some(first), None),
        Said::Share(fte, since) => (CorrectionKind::Share, Some(since), Some(fte)),
        Said::Other => (CorrectionKind::Other, None, None),
    };
    let moment = state.clock.moment();
    let raised = corrections::raise(
        &state.store,
        &person.actor,
        (&about.terms.award, sent.version),
        (kind, on, fte, &note),
        moment,
    )
    .await?;
    match raised {
        Raised::Done => {
            let said = "The council was told. You will see its answer in this list.";
            person.leave_said(&state, said).await?;
            Ok(redirect("/awards/corrections"))
        }
        Raised::Waiting => {
            let about = opened(&state, &person, &award).await?;
            let problems = Problems::one(
                "kind",
                "You have told the council something of this kind, and it has not answered yet. Take that back first if it \
                 was wrong: it stands below the dates of the award",
            );
            Ok(page(&visit, &about, &sent, &problems, false))
        }
        Raised::DayOutside => {
            let problems = Problems::one(day_field(kind), outside(&about, kind));
            Ok(page(&visit, &about, &sent, &problems, false))
        }
        Raised::TooFarAhead(last) => {
            let message = format!(
                "The day must be {} or earlier, which is {MONTHS_AHEAD} months from now. Tell the council of a later one \
                 when it is nearer",
                day(last)
            );
            let problems = Problems::one(day_field(kind), message);
            Ok(page(&visit, &about, &sent, &problems, false))
        }
        Raised::SoAlready => {
            let (field, message) = match kind {
                CorrectionKind::Left => ("left", "The award ends on that day already"),
                CorrectionKind::Started => ("started", "The award begins on that day already"),
                _ => (
                    "share",
                    "The award has that full-time equivalent (FTE) already",
                ),
            };
            let problems = Problems::one(field, message);
            Ok(page(&visit, &about, &sent, &problems, false))
        }
        Raised::Lost(now) => Ok(page(&visit, &now, &blank(&now), &Problems::default(), true)),
    }
}

/// The field of the day of a correction.
fn day_field(kind: CorrectionKind) -> &'static str {
    match kind {
        CorrectionKind::Left => "left",
        CorrectionKind::Started => "started",
        CorrectionKind::Share | CorrectionKind::Other => "since",
    }
}

/// What was said of the award and waits for an answer, each with the way to take it back.
fn waiting(about: &RaisedAbout) -> Option<AnyView> {
    let items = about.waiting.iter().map(|told| {
        let href = format!("{OWN}/{}", told.id);
        let said = format!(", told on {}", day(Moment::of(told.raised_at).today));
        view! { <li><a class="govuk-link" href=href>{what(told)}</a>{said}</li> }
    });
    let items: Vec<_> = items.collect();
    (!items.is_empty()).then(|| {
        view! {
            <InsetText>
                <p class="govuk-body">"The council has not answered yet. Open one to take it back if it is wrong:"</p>
                <ul class="govuk-list govuk-list--bullet">{items}</ul>
            </InsetText>
        }
        .into_any()
    })
}

/// Why a day cannot be right, with the award's own days.
fn outside(about: &RaisedAbout, kind: CorrectionKind) -> String {
    let last = about.terms.to.and_then(|to| to.yesterday().ok());
    let from = day(about.terms.from);
    match (kind, last) {
        (CorrectionKind::Started, Some(last)) => format!(
            "The first day must be before the award ends on {}, and after the child was born",
            day(last)
        ),
        (CorrectionKind::Started, None) => {
            "The first day must be after the child was born".to_owned()
        }
        (_, Some(last)) => format!(
            "The day must be within the award, which runs from {from} to {}",
            day(last)
        ),
        (_, None) => format!("The day must be within the award, which runs from {from}"),
    }
}

fn page(
    visit: &Visit,
    about: &RaisedAbout,
    filled: &CorrectionForm,
    problems: &Problems,
    lost: bool,
) -> Response {
    let page = Page::titled("Correct an award")
        .back("/awards", "Back to awards")
        .overtaken(lost, "The award was changed after you opened this page. This is what it says now; nothing of yours was sent.")
        .with_problems(problems);
    page.answer(visit, || {
        let name = name_or_removed(about.name.as_deref());
        view! {
            <span class="govuk-caption-l">{name} " " <span class="app-reference">{about.local_id.to_string()}</span></span>
            <h1 class="govuk-heading-l">"Correct an award"</h1>
            <SummaryList rows=facts(about) />
            {waiting(about)}
            <form method="post" novalidate>
                <input type="hidden" name="version" value=filled.version.to_string() />
                <RevealingRadios
                    name="kind"
                    legend="What is wrong?"
                    choices=choices(filled, problems)
                    value=(!filled.kind.is_empty()).then(|| filled.kind.clone())
                    error=problems.of("kind")
                />
                <TextArea
                    name="note"
                    label="What else the council should know"
                    hint="Needed only if something else is wrong. Up to 1,000 characters; nothing of other children."
                    value=filled.note.clone()
                    error=problems.of("note")
                />
                <Button text="Tell the council" />
            </form>
        }
    })
}

fn facts(about: &RaisedAbout) -> Vec<SummaryRow> {
    let terms = &about.terms;
    let last = terms.to.and_then(|to| to.yesterday().ok());
    vec![
        SummaryRow::new("Establishment", about.establishment_name.clone()),
        SummaryRow::new("From", day(terms.from)),
        SummaryRow::new("Last paid day", day_or(last, "No end date")),
        SummaryRow::new("Full-time equivalent (FTE)", share(terms.fte)),
    ]
}

fn choices(filled: &CorrectionForm, problems: &Problems) -> Vec<(Choice, Option<AnyView>)> {
    let ahead = format!("At most {MONTHS_AHEAD} months from now");
    let date = |name: &'static str, legend: &'static str, typed: [&String; 3]| {
        let [day, month, year] = typed.map(Clone::clone);
        let value = DateFields { day, month, year };
        let error = problems.of(name);
        view! { <DateInput name=name legend=legend hint=ahead.clone() value=value error=error /> }
    };
    let left = date(
        "left",
        "Last day at the school",
        [&filled.left_day, &filled.left_month, &filled.left_year],
    );
    let started = date(
        "started",
        "First day at the school",
        [
            &filled.started_day,
            &filled.started_month,
            &filled.started_year,
        ],
    );
    let since = date(
        "since",
        "First day of that FTE",
        [&filled.since_day, &filled.since_month, &filled.since_year],
    );
    let shared = view! {
        <TextInput
            name="share"
            label="Full-time equivalent (FTE)"
            hint="Such as 0.5"
            value=filled.share.clone()
            error=problems.of("share")
            width=4
            inputmode="decimal"
        />
        {since}
    };
    vec![
        (
            Choice::new("left", "The child or young person left"),
            Some(left.into_any()),
        ),
        (
            Choice::new("started", "The start date is wrong"),
            Some(started.into_any()),
        ),
        (
            Choice::new("share", "The full-time equivalent (FTE) is wrong"),
            Some(shared.into_any()),
        ),
        (Choice::new("other", "Something else"), None),
    ]
}
