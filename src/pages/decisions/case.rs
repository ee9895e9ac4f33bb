//! One profile with everything that bears on its decision, and the officer's conclusion on it.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::super::extracts::beside;
use super::super::{scored, words};
use super::{compare, conflict, form};
use crate::components::{
    BandPanel, InsetText, NotificationBanner, SummaryList, SummaryRow, WarningText,
};
use crate::forms::conclusion::{Conclusion, ConclusionForm, Funded};
use crate::forms::first_judgement::FirstJudgementForm;
use crate::forms::{self, Problems};
use crate::ids::ProfileId;
use crate::islands::outcome;
use crate::service::Moment;
use crate::service::deciding::{
    self, AmountProposal, Case, Concluded, OverrideReason, Stage, Terms, Verdict,
};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

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
    FormBody(sent): FormBody<ConclusionForm>,
) -> Result<Response, WebError> {
    let case = opened(&state, &person, &profile).await?;
    if !case.may_decide {
        return Err(WebError::Forbidden);
    }
    if case.stage != Stage::Waiting {
        return Ok(lost(&visit, &case, sent_rows(&sent)));
    }
    let verdict = match forms::parse(&sent).and_then(|read| verdict(&case, read)) {
        Ok(verdict) => verdict,
        Err(problems) => return Ok(page(&visit, &case, (&sent, false), &problems)),
    };
    let seen = (&case.profile, sent.version);
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
        Concluded::Lost(now) => Ok(lost(&visit, &now, sent_rows(&sent))),
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
        Conclusion::Agree(_) if !case.is_agreeable() => Err(Problems::one(
            "outcome",
            "There is no indicative band or amount to agree. Decide a band, or send the profile back",
        )),
        Conclusion::Agree(funded) => Ok(Verdict::Agree(terms(funded))),
        Conclusion::Override {
            band,
            reason,
            words,
            funded,
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
                }),
                _ => Err(problems),
            }
        }
        Conclusion::SendBack(reason) => Ok(Verdict::SendBack { reason }),
        Conclusion::Individual(note) => Ok(Verdict::Individual { note }),
    }
}

pub(super) fn terms(funded: Funded) -> Terms {
    Terms {
        from: funded.from,
        to: funded.to,
        fte: funded.fte,
    }
}

async fn after(
    state: &AppState,
    person: &SignedIn,
    case: &Case,
    verdict: &Verdict,
) -> Result<Response, WebError> {
    match verdict {
        Verdict::Agree(_) | Verdict::Override { .. } => {
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

fn page(
    visit: &Visit,
    case: &Case,
    (filled, unfolded): (&ConclusionForm, bool),
    problems: &Problems,
) -> Response {
    let page = Page::titled("Decide on a profile")
        .back("/decisions", "Back to decisions")
        .with_problems(problems);
    page.answer(visit, || {
        let asks = case.may_decide && case.stage == Stage::Waiting;
        view! {
            {caption(case)}
            <h1 class="govuk-heading-l">"Decide on a profile"</h1>
            {notices(case)}
            {parts(case, asks)}
            {facts(case)}
            <div class="app-beside">
                <div class="app-beside__main">
                    {levels(case, unfolded)}
                    {scored::questions(&case.questions)}
                </div>
                {(!case.is_to_be_judged()).then(|| view! {
                    <div class="app-beside__aside">
                        <BandPanel outcome=outcome::of_determination(&case.made, &case.rules) />
                    </div>
                })}
                <div class="app-beside__main">
                    {asks.then(|| if case.is_to_be_judged() {
                        let blank = FirstJudgementForm::of(case.version.number);
                        let question = compare::question(case, &blank, &Problems::default());
                        view! {
                            <h2 class="govuk-heading-l" id=ANSWER>"Your first judgement"</h2>
                            {question}
                        }
                        .into_any()
                    } else {
                        form::conclusion(case, filled, problems)
                    })}
                </div>
            </div>
            {case.may_decide.then(|| conflict::way_out(&case.about.child))}
        }
    })
}

/// Where the page's form is.
pub(super) const ANSWER: &str = "answer";

/// The parts of the page, each a step away from wherever its reader is.
fn parts(case: &Case, asks: bool) -> AnyView {
    let mut parts = vec![("#levels".to_owned(), "Levels and evidence")];
    if !case.questions.is_empty() {
        parts.push(("#questions".to_owned(), "Questions"));
    }
    if asks {
        let title = if case.is_to_be_judged() {
            "Your first judgement"
        } else {
            "Section F and your decision"
        };
        parts.push((format!("#{ANSWER}"), title));
    }
    let items = parts.into_iter().map(|(href, title)| {
        view! { <li><a class="govuk-link" href=href>{title}</a></li> }
    });
    view! {
        <nav class="app-parts" aria-label="On this page">
            <ol class="app-parts__list">{items.collect_view()}</ol>
        </nav>
    }
    .into_any()
}

fn levels(case: &Case, unfolded: bool) -> AnyView {
    let (suffix, text) = if unfolded {
        ("", "Fold the evidence")
    } else {
        ("?evidence=open", "Unfold all the evidence")
    };
    let href = format!("/decisions/{}{suffix}#levels", case.profile);
    view! {
        <h2 class="govuk-heading-m" id="levels">"Levels and evidence"</h2>
        <p class="govuk-body"><a class="govuk-link" href=href>{text}</a></p>
        {beside(&case.extracts, "Extracts of the plan that was read:")}
        {scored::judged(&case.version.needs, &case.rules, unfolded)}
    }
    .into_any()
}

fn caption(case: &Case) -> AnyView {
    words::about_child(&case.about)
}

fn notices(case: &Case) -> AnyView {
    let own = (case.own && case.stage == Stage::Waiting).then(|| {
        view! { <WarningText text="You scored this profile, so another officer has to decide on it." /> }
    });
    let stage = match &case.stage {
        Stage::Waiting => None,
        Stage::SentBack => Some("This profile was sent back to its scorer.".to_owned()),
        Stage::Decided(decision) => Some(format!(
            "This profile was decided on {}.",
            words::day(decision.decided_on)
        )),
    };
    let individual = case
        .individual
        .as_ref()
        .filter(|_| case.stage == Stage::Waiting)
        .map(|found| {
            let sentence = format!(
                "{} found on {} that it needs an individually agreed amount: {}",
                found.officer,
                words::day(found.on),
                found.note
            );
            let amount = case.may_decide.then(|| {
                let href = format!("/decisions/{}/amount", case.profile);
                view! {
                    <p class="govuk-body">
                        <a class="govuk-link" href=href>"Agree an individual amount"</a>
                    </p>
                }
            });
            let proposed = case.proposal.as_ref().map(|(kept, officer)| {
                let sentence = proposed_sentence(kept, officer);
                view! { <p class="govuk-body">{sentence}</p> }
            });
            view! {
                <InsetText>{sentence}</InsetText>
                {proposed}
                {amount}
            }
        });
    let change = case.sees_change.then(|| {
        let href = format!("/decisions/{}/what-would-change", case.profile);
        view! {
            <p class="govuk-body">
                <a class="govuk-link" href=href>"What would change this band"</a>
            </p>
        }
    });
    let compares = matches!(case.stage, Stage::Decided(_))
        || (case.may_decide && case.stage == Stage::Waiting && case.judged);
    let compare = compares.then(|| {
        let href = format!("/decisions/{}/compare", case.profile);
        view! {
            <p class="govuk-body">
                <a class="govuk-link" href=href>"Compare with the previous profile and similar ones"</a>
            </p>
        }
    });
    view! {
        {own}
        {compare}
        {stage.map(|text| view! { <NotificationBanner text=text /> })}
        {individual}
        {change}
    }
    .into_any()
}

/// What an officer proposed above the officer's own limit, in words.
pub(super) fn proposed_sentence(kept: &AmountProposal, officer: &str) -> String {
    format!(
        "{officer} proposed {} a year on {}, which is above the officer’s limit. It waits for an officer with a higher one.",
        kept.annual,
        words::day(Moment::of(kept.at).today)
    )
}

fn facts(case: &Case) -> impl IntoView + use<> {
    let plan = case
        .plan
        .as_ref()
        .map_or("None: scored on other evidence".to_owned(), |plan| {
            let dated = words::day_or(plan.dated_on, "no date kept");
            format!(
                "{}, version {}, {dated}",
                words::plan_state(plan.state),
                plan.number
            )
        });
    let place = case
        .placement
        .as_ref()
        .map_or("None today".to_owned(), |(place, name)| {
            let setting = place.setting.title();
            name.as_ref().map_or_else(
                || setting.to_owned(),
                |name| format!("{name}, {}", setting.to_ascii_lowercase()),
            )
        });
    let award = case.award.as_ref().map(|award| {
        let band = award
            .band
            .as_ref()
            .map_or("No band".to_owned(), |band| format!("Band {band}"));
        let amount = award
            .annual
            .map_or("no amount by band".to_owned(), |annual| {
                format!("{annual} a year")
            });
        format!("{band}, {amount}, since {}", words::day(award.from))
    });
    let record = format!("/children/{}", case.about.child);
    // By its identity, so that the link means the same rules for ever.
    let rules_page = format!("/rules/{}", case.rules.digest());
    let rules = format!("{} ({})", case.rules.scheme.title, case.rules.reference());
    let mut rows = vec![
        SummaryRow::new(
            "Record",
            view! { <a class="govuk-link" href=record>"Open the child’s record"</a> },
        ),
        SummaryRow::new("Plan read", plan),
        SummaryRow::new(
            "Scored by",
            case.scorer.clone().unwrap_or_else(|| "Imported".to_owned()),
        ),
        SummaryRow::new("Sent", words::day(case.sent_on)),
    ];
    rows.extend(scored::case_rows(&case.context, &case.rules));
    rows.push(SummaryRow::new("Placement today", place));
    if !case.is_to_be_judged() {
        let award = award.unwrap_or_else(|| "None".to_owned());
        rows.push(SummaryRow::new("Award in force", award));
    }
    rows.push(SummaryRow::new(
        "Rules",
        view! { <a class="govuk-link" href=rules_page>{rules}</a> },
    ));
    let after = rows.split_off(rows.len().div_ceil(2));
    view! {
        <div class="govuk-grid-row app-facts">
            <div class="govuk-grid-column-one-half"><SummaryList rows=rows /></div>
            <div class="govuk-grid-column-one-half"><SummaryList rows=after /></div>
        </div>
    }
}

/// What an officer sent, for the page of a lost race.
pub(super) type SentRows = Vec<(&'static str, String)>;

/// A conclusion as it was sent, without what was left blank.
fn sent_rows(sent: &ConclusionForm) -> SentRows {
    let outcome = match sent.outcome.as_str() {
        "agree" => "Agree what the rules come to",
        "override" => "Decide another band",
        "back" => "Send the profile back",
        "individual" => "An individual amount is needed",
        _ => "",
    };
    let reason = OverrideReason::parse(&sent.override_reason);
    let day = |day: &str, month: &str, year: &str| {
        let parts = [day.trim(), month.trim(), year.trim()];
        if parts.iter().all(|part| part.is_empty()) {
            return String::new();
        }
        parts.join("/")
    };
    vec![
        ("Outcome", outcome.to_owned()),
        ("Band", sent.band.clone()),
        (
            "Reason",
            reason.map_or_else(String::new, |reason| reason.title().to_owned()),
        ),
        ("Why this band", sent.override_words.clone()),
        ("What to look at", sent.back_reason.clone()),
        ("What is left unsecured", sent.individual_note.clone()),
        (
            "Funded from",
            day(&sent.from_day, &sent.from_month, &sent.from_year),
        ),
        (
            "Last day funded",
            day(&sent.to_day, &sent.to_month, &sent.to_year),
        ),
        ("Full-time equivalent (FTE)", sent.fte.clone()),
    ]
}

/// What was concluded instead, as it is kept.
fn kept_rows(now: &Case) -> SentRows {
    let stage = match &now.stage {
        Stage::Waiting => "It waits for a decision, as it was sent last",
        Stage::SentBack => "It was sent back to its scorer",
        Stage::Decided(_) => "It was decided",
    };
    let mut rows = vec![("Outcome", stage.to_owned())];
    if let Stage::Decided(decision) = &now.stage {
        let band = decision.band.as_ref().map(ToString::to_string);
        rows.push(("Band", band.unwrap_or_default()));
        rows.push(("Reason", decision.reason.clone()));
        rows.push(("Decided on", words::day(decision.decided_on)));
        if let Some(award) = &now.award {
            rows.push(("Funded from", words::day(award.from)));
            rows.push(("Full-time equivalent (FTE)", award.fte.to_string()));
        }
    }
    rows
}

fn answers(heading: &'static str, rows: SentRows) -> AnyView {
    let rows = rows.into_iter().filter(|(_, said)| !said.trim().is_empty());
    let rows = rows.map(|(name, said)| SummaryRow::new(name, said));
    let rows: Vec<SummaryRow> = rows.collect();
    view! {
        <div class="govuk-grid-column-one-half">
            <h2 class="govuk-heading-m">{heading}</h2>
            <SummaryList rows=rows />
        </div>
    }
    .into_any()
}

/// The page of a lost race: what somebody else concluded, beside what this officer sent, of which nothing was kept.
pub(super) fn lost(visit: &Visit, now: &Case, sent: SentRows) -> Response {
    let what = match &now.stage {
        Stage::Waiting => "It was scored again and sent anew after you opened it.".to_owned(),
        Stage::SentBack => "It was sent back to its scorer after you opened it.".to_owned(),
        Stage::Decided(decision) => {
            let band = decision
                .band
                .as_ref()
                .map(|band| format!(" Band {band} was decided."));
            let day = words::day(decision.decided_on);
            format!(
                "It was decided on {day}, after you opened it.{}",
                band.unwrap_or_default()
            )
        }
    };
    let href = format!("/decisions/{}", now.profile);
    let page = Page::titled("Somebody else was first").with_status(StatusCode::CONFLICT);
    page.answer(visit, || {
        view! {
            {caption(now)}
            <h1 class="govuk-heading-l">"Somebody else was first"</h1>
            <p class="govuk-body">{what} " Nothing of what you sent was kept."</p>
            <div class="govuk-grid-row">
                {answers("What is kept", kept_rows(now))}
                {answers("What you sent", sent)}
            </div>
            <p class="govuk-body">
                <a class="govuk-link" href=href>"Look at the profile as it is now"</a>
                " or "
                <a class="govuk-link" href="/decisions">"go to the other profiles"</a>
                "."
            </p>
        }
    })
}
