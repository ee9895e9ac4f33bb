//! Taking over what a colleague is scoring, and giving up a profile that was not sent: each says why.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;

use super::super::words;
use crate::access::Action;
use crate::components::{Button, ButtonKind, SummaryList, SummaryRow, TextArea};
use crate::forms::hand_over::HandOverForm;
use crate::forms::{self, Problems};
use crate::ids::ChildId;
use crate::service::Moment;
use crate::service::child_record::ProfileState;
use crate::service::scoring::{self, Handed, Unsent};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

/// What is done with the profile.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    TakeOver,
    Withdraw,
}

impl Step {
    fn action(self) -> Action {
        match self {
            Step::TakeOver => Action::TakeOverScoring,
            Step::Withdraw => Action::WithdrawProfile,
        }
    }

    fn part(self) -> &'static str {
        match self {
            Step::TakeOver => "take-over",
            Step::Withdraw => "withdraw",
        }
    }
}

/// Answers `GET /children/{child}/scoring/take-over`.
///
/// # Errors
/// [`WebError::NotFound`] where no profile of the child is being scored, or for who scores nothing; [`WebError::Forbidden`] for its
/// own scorer.
pub async fn show_take_over(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(child): Path<String>,
) -> Result<Response, WebError> {
    show(&state, &visit, &person, &child, Step::TakeOver).await
}

/// Answers `GET /children/{child}/scoring/withdraw`.
///
/// # Errors
/// [`WebError::NotFound`] where no profile of the child is being scored; [`WebError::Forbidden`] for anybody but its scorer and the
/// head of SEND.
pub async fn show_withdraw(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(child): Path<String>,
) -> Result<Response, WebError> {
    show(&state, &visit, &person, &child, Step::Withdraw).await
}

async fn show(
    state: &AppState,
    visit: &Visit,
    person: &SignedIn,
    child: &str,
    step: Step,
) -> Result<Response, WebError> {
    let found = unsent(state, person, child, step).await?;
    let blank = HandOverForm {
        version: found.version.number,
        reason: String::new(),
    };
    Ok(page(visit, (&found, step), &blank, &Problems::default()))
}

async fn unsent(
    state: &AppState,
    person: &SignedIn,
    child: &str,
    step: Step,
) -> Result<Unsent, WebError> {
    let id = ChildId::parse(child).map_err(|_| WebError::NotFound)?;
    let (of, moment) = ((&id, step.action()), state.clock.moment());
    Ok(scoring::unsent(&state.store, &person.actor, of, moment).await?)
}

/// Answers `POST /children/{child}/scoring/take-over`.
///
/// # Errors
/// As [`show_take_over`].
pub async fn take_over(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(child): Path<String>,
    FormBody(sent): FormBody<HandOverForm>,
) -> Result<Response, WebError> {
    taken(&state, &visit, &person, (&child, Step::TakeOver), &sent).await
}

/// Answers `POST /children/{child}/scoring/withdraw`.
///
/// # Errors
/// As [`show_withdraw`].
pub async fn give_up(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(child): Path<String>,
    FormBody(sent): FormBody<HandOverForm>,
) -> Result<Response, WebError> {
    taken(&state, &visit, &person, (&child, Step::Withdraw), &sent).await
}

async fn taken(
    state: &AppState,
    visit: &Visit,
    person: &SignedIn,
    (child, step): (&str, Step),
    sent: &HandOverForm,
) -> Result<Response, WebError> {
    let found = unsent(state, person, child, step).await?;
    let reason = match forms::parse(sent) {
        Ok(reason) => reason,
        Err(problems) => return Ok(page(visit, (&found, step), sent, &problems)),
    };
    let over = (&found.about.child, sent.version);
    let (store, actor, moment) = (&state.store, &person.actor, state.clock.moment());
    let handed = match step {
        Step::TakeOver => scoring::take_over(store, actor, over, &reason, moment).await?,
        Step::Withdraw => scoring::withdraw(store, actor, over, &reason, moment).await?,
    };
    let Handed::Done(profile) = handed else {
        return Ok(lost(visit, &found));
    };
    let (said, next) = match step {
        Step::TakeOver => (
            "You score this profile now, from what was saved last.",
            format!("/scoring/{profile}"),
        ),
        Step::Withdraw => (
            "The profile was withdrawn. The child’s needs can be scored anew.",
            format!("/children/{}", found.about.child),
        ),
    };
    person.leave_said(state, said).await?;
    Ok(redirect(&next))
}

fn page(
    visit: &Visit,
    (found, step): (&Unsent, Step),
    filled: &HandOverForm,
    problems: &Problems,
) -> Response {
    let scorer = found.scorer.clone();
    let name = scorer.unwrap_or_else(|| "an import".to_owned());
    let (title, said, button) = match step {
        Step::TakeOver => (
            format!("Take over scoring from {name}"),
            format!(
                "You go on from what {name} saved last, and the profile is yours to send. {name} is told on the first page, cannot \
                 save to it any more, and like you cannot decide on it."
            ),
            "Take it over",
        ),
        Step::Withdraw => (
            "Withdraw this profile".to_owned(),
            "Nothing of it is sent, and what was chosen in it is not gone on with. The child’s needs can then be scored anew by \
             anybody who scores."
                .to_owned(),
            "Withdraw it",
        ),
    };
    let kind = match step {
        Step::TakeOver => ButtonKind::Primary,
        Step::Withdraw => ButtonKind::Warning,
    };
    let version = &found.version;
    let state = match version.state {
        ProfileState::SentBack => "Sent back to its scorer",
        _ => "Being scored",
    };
    let rows = vec![
        SummaryRow::new("Scored by", name),
        SummaryRow::new("State", state),
        SummaryRow::new("Since", words::day(Moment::of(version.at).today)),
    ];
    let record = format!("/children/{}", found.about.child);
    let action = format!("{record}/scoring/{}", step.part());
    Page::titled(title.clone())
        .back(record, "Back to the record")
        .with_problems(problems)
        .answer(visit, || {
            view! {
                <div class="govuk-grid-row">
                    <div class="govuk-grid-column-two-thirds">
                        {words::about_child(&found.about)}
                        <h1 class="govuk-heading-l">{title}</h1>
                        <SummaryList rows=rows />
                        <p class="govuk-body">{said}</p>
                        <form method="post" action=action novalidate>
                            <input type="hidden" name="version" value=filled.version.to_string() />
                            <TextArea
                                name="reason"
                                label="Why?"
                                hint="It is kept with the record, and the scorer sees it."
                                value=filled.reason.clone()
                                error=problems.of("reason")
                                rows=3
                            />
                            <Button text=button kind=kind />
                        </form>
                    </div>
                </div>
            }
        })
}

/// The page of a lost race: nothing was done.
fn lost(visit: &Visit, found: &Unsent) -> Response {
    let record = format!("/children/{}", found.about.child);
    let title = "Somebody else was first";
    Page::titled(title)
        .with_status(StatusCode::CONFLICT)
        .answer(visit, || {
            view! {
                {words::about_child(&found.about)}
                <h1 class="govuk-heading-l">{title}</h1>
                <p class="govuk-body">
                    "The profile went on after you opened this page: it was taken over, sent or withdrawn. Nothing of what you sent \
                     was kept. "
                    <a class="govuk-link" href=record>"See how it stands on the record"</a>
                    "."
                </p>
            }
        })
}
