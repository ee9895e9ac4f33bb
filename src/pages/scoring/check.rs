//! Check and send: every answer with its evidence, the questions that they raise, and what is still missing.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;

use super::super::words::{evidence_said, level_said};
use super::super::{besides_levels, level_changes};
use super::conflict::{Compared, conflict};
use super::judged;
use super::{
    VERSION, address, band_blind_note, caption, opened, opened_to_save, saved, tasks_address,
    version_field, visible_outcome,
};
use crate::answers::level_field;
use crate::components::{
    BandPanel, Button, InsetText, SummaryList, SummaryRow, TextArea, WarningText,
};
use crate::explain;
use crate::forms::Problems;
use crate::ids::{ChildId, ProfileId};
use crate::needs::Grounds;
use crate::rules::{Area, Domain};
use crate::service::ServiceError;
use crate::service::scoring::{self, Check, OpenScoring, Saved, Sent};
use crate::visit::{AppState, Lists, Page, SignedIn, Visit, WebError, redirect};

/// The longest answer to a question, in characters.
const ANSWER_MAX: usize = 500;

fn answer_field(question: &str) -> String {
    format!("answer-{question}")
}

/// Answers `GET /scoring/{profile}/check`.
///
/// # Errors
/// [`WebError::NotFound`] for anything but the person's own draft.
pub async fn show(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(profile): Path<String>,
) -> Result<Response, WebError> {
    let open = opened(&state, &person, &profile).await?;
    let answers = open.scoring.answers.clone();
    let problems = Problems::default();
    Ok(page(&state, &visit, &open, &answers, &problems))
}

/// Answers `POST /scoring/{profile}/check`: saves the answers to the questions, then sends.
///
/// # Errors
/// As [`show`].
pub async fn send(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(profile): Path<String>,
    sent: Lists,
) -> Result<Response, WebError> {
    if let Some(child) = sent_already(&state, &person, &profile, &sent).await? {
        return Ok(redirect(&format!("/children/{child}")));
    }
    let open = opened_to_save(&state, &person, &profile).await?;
    let seen: i64 = sent
        .first(VERSION)
        .and_then(|text| text.parse().ok())
        .unwrap_or(0);
    if open.with_colleague.is_some() {
        return Ok(with_colleague(&visit, &open, &sent));
    }
    let check = scoring::check(&open);
    let (answers, mut problems) = read_answers(&check, &sent);
    for (title, _) in missing(&check, &open) {
        problems.add("", format!("{title} is still missing"));
    }
    if seen != open.version {
        return Ok(changed_meanwhile(&visit, &open));
    }
    if !problems.is_empty() {
        return Ok(page(&state, &visit, &open, &answers, &problems));
    }
    let (store, book, actor) = (&state.store, state.rules, &person.actor);
    let draft = (&open.profile, seen);
    let moment = state.clock.moment();
    if let Saved::Lost(now) =
        scoring::save_answers(store, book, actor, draft, &answers, moment).await?
    {
        return Ok(changed_meanwhile(&visit, &now));
    }
    let saved = (&open.profile, seen + 1);
    match scoring::send(store, book, actor, saved, moment).await? {
        Sent::Done => {
            person
                .leave_said(
                    &state,
                    "The profile was sent. It waits for a decision by another officer.",
                )
                .await?;
            Ok(redirect(&format!("/children/{}", open.about.child)))
        }
        Sent::Refused(made) => {
            let mut problems = Problems::default();
            for sentence in explain::problems(&made, &open.rules) {
                problems.add("", sentence);
            }
            let open = opened(&state, &person, &profile).await?;
            Ok(page(&state, &visit, &open, &answers, &problems))
        }
        Sent::RulesNotInForce => {
            let message = "These rules are not in force any more. Begin again from the child’s record, under the rules \
                           in force";
            let open = opened(&state, &person, &profile).await?;
            let problems = Problems::one("", message);
            Ok(page(&state, &visit, &open, &answers, &problems))
        }
        Sent::Incomplete | Sent::Lost => {
            let now = opened(&state, &person, &profile).await?;
            Ok(changed_meanwhile(&visit, &now))
        }
    }
}

/// The child to whose record the form led when it was sent before, if it was.
async fn sent_already(
    state: &AppState,
    person: &SignedIn,
    profile: &str,
    sent: &Lists,
) -> Result<Option<ChildId>, WebError> {
    let id = ProfileId::parse(profile).map_err(|_| WebError::NotFound)?;
    let answered = |question: &str| sent.first(&answer_field(question)).map(str::to_owned);
    let (store, moment) = (&state.store, state.clock.moment());
    match scoring::sent_already(store, &person.actor, &id, answered, moment).await {
        // Opening it says so, and writes it down.
        Err(ServiceError::NotFound) => Ok(None),
        found => Ok(found?),
    }
}

/// The answers to the questions that are asked; each needs a sentence.
fn read_answers(check: &Check, sent: &Lists) -> (BTreeMap<String, String>, Problems) {
    let mut problems = Problems::default();
    let mut answers = BTreeMap::new();
    for question in &check.questions {
        let field = answer_field(&question.id);
        let answer = sent.first(&field).unwrap_or_default().to_owned();
        if answer.is_empty() {
            problems.add(
                field,
                "Answer the question with a sentence, or enter “No reason to change”",
            );
        } else if answer.chars().count() > ANSWER_MAX {
            problems.add(
                field,
                format!("The answer must be {ANSWER_MAX} characters or fewer"),
            );
        }
        answers.insert(question.id.clone(), answer);
    }
    (answers, problems)
}

/// What is still to be done, each with where.
fn missing(check: &Check, open: &OpenScoring) -> Vec<(String, String)> {
    let mut missing = Vec::new();
    if check.without_setting {
        missing.push(("Setting and need".to_owned(), address(open, "setting")));
    }
    if check.without_judged {
        let title = judged::title(&open.rules).to_owned();
        missing.push((title, address(open, judged::PART)));
    }
    for area in &open.rules.areas {
        for domain in area
            .domains
            .iter()
            .filter(|domain| check.without_level.contains(&domain.id))
        {
            missing.push((
                format!("A level for {}", domain.title),
                domain_address(open, area, domain),
            ));
        }
        for domain in area
            .domains
            .iter()
            .filter(|domain| check.without_result.contains(&domain.id))
        {
            missing.push((
                format!(
                    "Enough evidence for {}: without it these rules give no result",
                    domain.title
                ),
                domain_address(open, area, domain),
            ));
        }
    }
    missing
}

fn domain_address(open: &OpenScoring, area: &Area, domain: &Domain) -> String {
    format!(
        "{}#{}",
        address(open, area.id.as_str()),
        level_field(&domain.id)
    )
}

/// What a former scorer sent, beside the answers that a colleague saved since.
fn with_colleague(visit: &Visit, now: &OpenScoring, sent: &Lists) -> Response {
    let asked = scoring::check(now).questions.into_iter();
    let rows = asked.map(|question| {
        let saved = now.scoring.answers.get(&question.id).cloned();
        let mine = sent.first(&answer_field(&question.id)).map(str::to_owned);
        Compared::new(
            question.ask.clone(),
            saved.unwrap_or_default(),
            mine.unwrap_or_default(),
        )
    });
    conflict(visit, now, "check", rows.collect(), Vec::new())
}

fn changed_meanwhile(visit: &Visit, now: &OpenScoring) -> Response {
    let href = address(now, "check");
    let page =
        Page::titled("Something was changed in another window").with_status(StatusCode::CONFLICT);
    page.answer(visit, || {
        view! {
            {caption(now)}
            <h1 class="govuk-heading-l">"Something was changed in another window"</h1>
            <p class="govuk-body">
                "An answer was saved after you opened this page, so nothing was sent. "
                <a class="govuk-link" href=href>"Check the answers as they are now"</a>
                "."
            </p>
        }
    })
}

fn page(
    state: &AppState,
    visit: &Visit,
    open: &OpenScoring,
    answers: &BTreeMap<String, String>,
    problems: &Problems,
) -> Response {
    let check = scoring::check(open);
    let missing = missing(&check, open);
    let page = Page::titled("Check and send")
        .back(tasks_address(open), "Back to the list")
        .with_problems(problems);
    let outcome = visible_outcome(open, &saved(open, state.clock.moment().today));
    page.answer(visit, || {
        let areas = open
            .rules
            .areas
            .iter()
            .map(|area| area_answers(open, area))
            .collect_view();
        view! {
            {caption(open)}
            <h1 class="govuk-heading-l">"Check and send"</h1>
            {band_blind_note(open)}
            {outcome.map(|outcome| view! { <BandPanel outcome=outcome /> })}
            <h2 class="govuk-heading-m">"Setting and need"</h2>
            {facts(open)}
            {besides(open)}
            {areas}
            {changes(open)}
            {without_evidence(open, &check)}
            {if missing.is_empty() {
                send_form(open, &check, answers, problems).into_any()
            } else {
                still_missing(missing).into_any()
            }}
        }
    })
}

fn facts(open: &OpenScoring) -> impl IntoView + use<> {
    let scoring = &open.scoring;
    let href = address(open, "setting");
    let setting = scoring
        .setting
        .map_or("Not given", |setting| setting.title());
    let need = scoring
        .primary_need
        .map_or("Not given", |need| need.title());
    let mut rows = vec![
        SummaryRow::new("Setting", setting).with_action(href.clone(), "Change", "setting"),
        SummaryRow::new("Primary need", need).with_action(href.clone(), "Change", "primary need"),
        SummaryRow::new("Full-time equivalent (FTE)", scoring.fte.to_string()).with_action(
            href.clone(),
            "Change",
            "full-time equivalent",
        ),
    ];
    let known = explain::circumstances(scoring.hours, &scoring.facts, &open.rules);
    for (what, value) in known {
        let change = what.to_lowercase();
        rows.push(SummaryRow::new(what, value).with_action(href.clone(), "Change", change));
    }
    view! { <SummaryList rows=rows /> }
}

/// What was said besides levels, where the rules ask for it.
fn besides(open: &OpenScoring) -> Option<AnyView> {
    open.rules.inputs().are_judged().then(|| {
        let title = judged::title(&open.rules);
        let href = address(open, judged::PART);
        let mut rows = besides_levels::rows(&open.scoring.needs, &open.rules);
        if rows.is_empty() {
            rows.push(SummaryRow::new(title, "Nothing given"));
        }
        let change = format!("Change {}", title.to_lowercase());
        view! {
            <h2 class="govuk-heading-m">{title}</h2>
            <SummaryList rows=rows />
            <p class="govuk-body"><a class="govuk-link" href=href>{change}</a></p>
        }
        .into_any()
    })
}

fn area_answers(open: &OpenScoring, area: &Area) -> AnyView {
    let rows = area
        .domains
        .iter()
        .map(|domain| {
            let level = level_said(&open.scoring.needs, &domain.id);
            let pieces = open.scoring.needs.evidence().get(&domain.id);
            let evidence = pieces
                .into_iter()
                .flat_map(Grounds::iter)
                .map(|one| view! { <br /> <span class="app-quotation">{evidence_said(one)}</span> })
                .collect_view();
            SummaryRow::new(
                domain.title.clone(),
                view! { <strong>{level}</strong> {evidence} },
            )
            .with_action(
                domain_address(open, area, domain),
                "Change",
                domain.title.clone(),
            )
        })
        .collect();
    view! {
        <h2 class="govuk-heading-m">{area.title.clone()}</h2>
        <SummaryList rows=rows />
    }
    .into_any()
}

/// Each level beside the one agreed last, where this scoring began with it.
fn changes(open: &OpenScoring) -> Option<AnyView> {
    let last = open.started_from.as_ref()?;
    let on = super::super::words::day(last.on);
    let caption = format!("Levels beside those agreed on {on}");
    let both = (&last.needs, &open.scoring.needs);
    let levels = level_changes::table(caption, both, &open.rules);
    let title = judged::title(&open.rules);
    let besides = besides_levels::changes(format!("{title} beside {on}"), both, &open.rules);
    Some(view! { {levels} {besides} }.into_any())
}

fn without_evidence(open: &OpenScoring, check: &Check) -> Option<AnyView> {
    let titles: Vec<String> = open
        .rules
        .domains()
        .filter(|domain| check.without_evidence.contains(&domain.id))
        .map(|domain| domain.title.clone())
        .collect();
    (!titles.is_empty()).then(|| {
        let text = format!(
            "There is no evidence beside a level above 0 for: {}. You can send the profile, but it may come back.",
            titles.join("; ")
        );
        view! { <WarningText text=text /> }.into_any()
    })
}

fn still_missing(missing: Vec<(String, String)>) -> AnyView {
    let items = missing
        .into_iter()
        .map(|(title, href)| view! { <li><a class="govuk-link" href=href>{title}</a></li> })
        .collect_view();
    view! {
        <InsetText>
            <p class="govuk-body">"The profile cannot be sent until these are there:"</p>
            <ul class="govuk-list govuk-list--bullet">{items}</ul>
        </InsetText>
    }
    .into_any()
}

fn send_form(
    open: &OpenScoring,
    check: &Check,
    answers: &BTreeMap<String, String>,
    problems: &Problems,
) -> AnyView {
    let questions = check
        .questions
        .iter()
        .map(|question| {
            let field = answer_field(&question.id);
            let value = answers.get(&question.id).cloned().unwrap_or_default();
            let error = problems.of(&field);
            let hint = "One sentence, or “No reason to change”. The levels stay as you set them.";
            view! { <TextArea name=field label=question.ask.clone() hint=hint value=value error=error rows=2 /> }
        })
        .collect::<Vec<_>>();
    let heading = (!questions.is_empty())
        .then(|| view! { <h2 class="govuk-heading-m">"Questions about these answers"</h2> });
    view! {
        <form method="post" action=address(open, "check") novalidate>
            {version_field(open.version)}
            {heading}
            {questions}
            <h2 class="govuk-heading-m">"Send for a decision"</h2>
            <p class="govuk-body">
                "Another officer will read the levels and the evidence and decide. You cannot change the profile after sending \
                 it, unless it is sent back to you."
            </p>
            <Button text="Send for a decision" />
        </form>
    }
    .into_any()
}
