//! One profile with everything that bears on its decision, and the officer's conclusion on it.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::check::{self, Checked};
use super::form;
use super::lost::{lost, sent_rows};
use super::shown::page;
use crate::forms::conclusion::{self, Conclusion, ConclusionForm, Funded};
use crate::forms::{self, Problems};
use crate::ids::ProfileId;
use crate::service::deciding::{
    self, Case, Concluded, OverrideReason, SectionFChecked, Stage, Terms, Verdict,
};
use crate::visit::{AppState, FormBody, SignedIn, Visit, WebError, redirect};

/// What is said where a tribunal's order stands in the way.
pub(super) const ORDER_STANDS: &str = "A tribunal’s order sets the award on these days, and no decision here can undo \
     it. Decide from the day of a plan that was amended after the order, once the profile has read that plan";

/// How the page is read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// `open` where all the evidence is unfolded.
    evidence: String,
}

/// Answers `GET /decisions/{profile}`.
///
/// # Errors
/// [`WebError::NotFound`] for a profile that was never sent, or that this officer may not see.
pub async fn show(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(profile): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let case = opened(&state, &person, &profile).await?;
    let blank = form::prefilled(&case);
    let unfolded = asked.evidence == "open";
    Ok(page(
        &visit,
        &case,
        (&blank, unfolded),
        &Problems::default(),
    ))
}

pub(super) async fn opened(
    state: &AppState,
    person: &SignedIn,
    profile: &str,
) -> Result<Case, WebError> {
    let id = ProfileId::parse(profile).map_err(|_| WebError::NotFound)?;
    let moment = state.clock.moment();
    Ok(deciding::open(&state.store, state.rules, &person.actor, &id, moment).await?)
}

/// Answers `POST /decisions/{profile}`.
///
/// # Errors
/// As [`show`]; [`WebError::Forbidden`] for the officer who scored the profile.
pub async fn conclude(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(profile): Path<String>,
    FormBody(mut sent): FormBody<ConclusionForm>,
) -> Result<Response, WebError> {
    let case = opened(&state, &person, &profile).await?;
    sent.known = case.known_lines();
    if !case.may_decide {
        return Err(WebError::Forbidden);
    }
    let is_open = case.stage == Stage::Waiting;
    if is_open && sent.step == "line" {
        sent.add_line();
    }
    if is_open && ["change", "line"].contains(&sent.step.as_str()) {
        return Ok(page(&visit, &case, (&sent, false), &Problems::default()));
    }
    let verdict = match forms::parse(&sent).and_then(|read| verdict(&case, read)) {
        Ok(verdict) => verdict,
        Err(_) if !is_open => {
            return lost((&state, &person, &visit), &case, sent_rows(&sent)).await;
        }
        Err(problems) => return Ok(page(&visit, &case, (&sent, false), &problems)),
    };
    let seen = (&case.profile, sent.version, check::step(&sent.checked));
    let moment = state.clock.moment();
    let done = deciding::conclude(
        &state.store,
        state.rules,
        &person.actor,
        seen,
        &verdict,
        moment,
    )
    .await?;
    match done {
        Concluded::Done => after(&state, &person, &case, &verdict).await,
        Concluded::ToCheck(effect) => {
            let checked = Checked {
                about: &case.about,
                action: format!("/decisions/{}", case.profile),
                button: "Make the decision",
                rows: check::verdict_rows(&case, &verdict, &effect),
            };
            Ok(check::page(&visit, checked, &sent))
        }
        Concluded::Doubtful(doubts) => Ok(page(
            &visit,
            &case,
            (&sent, false),
            &check::doubted(&doubts),
        )),
        Concluded::Lost(now) => lost((&state, &person, &visit), &now, sent_rows(&sent)).await,
        Concluded::NotJudged => Ok(redirect(&format!("/decisions/{}", case.profile))),
        Concluded::NoAmount => {
            let message =
                "These rules have no amount for this setting, so no award can be made of the band";
            Ok(refused(&visit, &case, &sent, message))
        }
        Concluded::OrderStands => Ok(refused(&visit, &case, &sent, ORDER_STANDS)),
        Concluded::RulesNotInForce => {
            let message = "These rules were withdrawn, so nothing can be agreed under them. Send the profile back, to be \
                           scored under the rules in force";
            Ok(refused(&visit, &case, &sent, message))
        }
    }
}

/// The form again, with what stands in the way of the conclusion.
fn refused(visit: &Visit, case: &Case, sent: &ConclusionForm, message: &'static str) -> Response {
    page(
        visit,
        case,
        (sent, false),
        &Problems::one("outcome", message),
    )
}

/// The form's meaning as the service takes it; a band and a reason must be among those that were offered.
fn verdict(case: &Case, read: Conclusion) -> Result<Verdict, Problems> {
    match read {
        Conclusion::Agree { .. } if !case.is_agreeable() => Err(Problems::one(
            "outcome",
            "There is no indicative band or amount to agree. Decide a band, or send the profile back",
        )),
        Conclusion::Agree { funded, checked } => Ok(Verdict::Agree {
            terms: terms(funded),
            checked: section_f(checked),
        }),
        Conclusion::Override {
            band,
            reason,
            words,
            funded,
            checked,
        } => {
            let mut problems = Problems::default();
            if !case.rules.has_band(&band) {
                problems.add("band", "Select the band that you decide");
            } else if case.made.band() == Some(&band) {
                problems.add(
                    "band",
                    "That is the indicative band: select agree, or another band",
                );
            }
            let reason = OverrideReason::parse(&reason);
            if reason.is_none() {
                problems.add("override-reason", "Select a reason");
            }
            match reason {
                Some(reason) if problems.is_empty() => Ok(Verdict::Override {
                    band,
                    reason,
                    words,
                    terms: terms(funded),
                    checked: section_f(checked),
                }),
                _ => Err(problems),
            }
        }
        Conclusion::SendBack(reason) => Ok(Verdict::SendBack { reason }),
        Conclusion::Individual { note, lines } => Ok(Verdict::Individual { note, lines }),
    }
}

fn section_f(checked: conclusion::Checked) -> SectionFChecked {
    SectionFChecked {
        words: checked.words,
        lines: checked.lines,
    }
}

pub(super) fn terms(funded: Funded) -> Terms {
    Terms {
        from: funded.from,
        to: funded.to,
        fte: funded.fte,
        confirmed: funded.confirmed,
        ends_earlier: funded.ends_earlier,
        keeps_individual: funded.keeps_individual,
    }
}

async fn after(
    state: &AppState,
    person: &SignedIn,
    case: &Case,
    verdict: &Verdict,
) -> Result<Response, WebError> {
    match verdict {
        Verdict::Agree { .. } | Verdict::Override { .. } => {
            Ok(redirect(&format!("/decisions/{}/done", case.profile)))
        }
        Verdict::SendBack { .. } => {
            person
                .leave_said(state, "The profile was sent back to its scorer.")
                .await?;
            Ok(redirect("/decisions"))
        }
        Verdict::Individual { .. } => {
            let said =
                "The profile stays in this list, marked as needing an individually agreed amount.";
            person.leave_said(state, said).await?;
            Ok(redirect(&format!("/decisions/{}/amount", case.profile)))
        }
    }
}
