//! The calculator: any rule set, no child attached. Works by a form post; an island follows each choice where script runs.

use axum::extract::{Query, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::needs_form::{
    Filled, compact_levels, judged, live_result, problems_of, setting_and_need,
};
use super::rule_sets;
use crate::access::{Action, Subject};
use crate::answers::{AMOUNT, AmountChoice, Answers, DAY, FTE};
use crate::calendar::{Date, iso_text};
use crate::components::{Button, ButtonKind, Choice, Outcome, Radios, Select, SelectOption};
use crate::forms::Problems;
use crate::islands::outcome;
use crate::rules::{RuleBook, RuleSet};
use crate::service::reach::require;
use crate::visit::{AppState, Lists, Page, SignedIn, Visit, WebError};

/// The field of the rule set's reference.
const RULES: &str = "rules";

/// The id of the form with the answers.
const FORM: &str = "calculator";

/// Which rule set is asked for.
#[derive(Debug, Deserialize)]
pub struct Asked {
    rules: Option<String>,
}

/// Answers `GET /calculator`.
///
/// # Errors
/// [`WebError::Forbidden`]; [`WebError::NotFound`] for a rule set that is not in the book.
pub async fn show(
    State(state): State<AppState>,
    visit: Visit,
    who: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    require(&who.actor, Action::UseCalculator, &Subject::Anything)?;
    let rules = chosen(&state, asked.rules.as_deref())?;
    let blank = |field: &str| (field == FTE).then(|| "1".to_owned());
    let outcome = outcome::of_answers(&Answers::read(rules, &blank), rules);
    Ok(page(
        &state,
        &visit,
        rules,
        &blank,
        &Problems::default(),
        outcome,
    ))
}

/// Answers `POST /calculator`.
///
/// # Errors
/// As [`show`].
pub async fn work_out(
    State(state): State<AppState>,
    visit: Visit,
    who: SignedIn,
    sent: Lists,
) -> Result<Response, WebError> {
    require(&who.actor, Action::UseCalculator, &Subject::Anything)?;
    let rules = chosen(&state, sent.first(RULES))?;
    let filled = |field: &str| sent.first(field).map(str::to_owned);
    let answers = Answers::read(rules, &filled);
    let outcome = outcome::of_answers(&answers, rules);
    Ok(page(
        &state,
        &visit,
        rules,
        &filled,
        &problems_of(&answers),
        outcome,
    ))
}

/// The set asked for; without one, the council's own of today, or else the first in the book.
fn chosen<'book>(state: &'book AppState, asked: Option<&str>) -> Result<&'book RuleSet, WebError> {
    let book: &RuleBook = state.rules;
    let Some(asked) = asked.filter(|asked| !asked.is_empty()) else {
        let today = state.clock.moment().today;
        let own = book.in_force(&state.settings.authority, today).ok();
        return own.or_else(|| book.iter().next()).ok_or(WebError::NotFound);
    };
    let reference = asked.parse().map_err(|_| WebError::NotFound)?;
    book.named(&reference).map_err(|_| WebError::NotFound)
}

/// Today if the set is in force, else the nearest day on which it was or will be: the page says which.
fn day_asked(rules: &RuleSet, today: Date) -> Date {
    today.clamp(rules.scheme.first_day, rules.scheme.last_day)
}

fn page(
    state: &AppState,
    visit: &Visit,
    rules: &RuleSet,
    filled: &Filled<'_>,
    problems: &Problems,
    outcome: Outcome,
) -> Response {
    let day = day_asked(rules, state.clock.moment().today);
    let page = Page::titled("Calculator")
        .with_problems(problems)
        .with_island();
    page.answer(visit, || {
        view! {
            <h1 class="govuk-heading-l">"Calculator"</h1>
            <p class="govuk-body">
                "Try a rule set without a child’s record. Nothing is saved, and the result is an indicative band: only a named \
                 officer decides."
            </p>
            {rule_set_form(state.rules, rules)}
            <div class="app-calculator">
                <form id=FORM method="post" action="/calculator" novalidate>
                    <input type="hidden" name=RULES value=rules.reference().to_string() />
                    <input type="hidden" name=DAY value=iso_text(day) />
                    {questions(rules, filled, problems)}
                    <Button text="Work out the band" />
                </form>
                <div class="app-calculator__result">
                    {live_result(rules, FORM, outcome)}
                    {about(rules)}
                </div>
            </div>
        }
    })
}

fn rule_set_form(book: &RuleBook, rules: &RuleSet) -> AnyView {
    let options = book
        .iter()
        .map(|set| {
            let invented = if set.scheme.invented {
                " (invented)"
            } else {
                ""
            };
            let label = format!(
                "{}: {}, {}{invented}",
                set.scheme.authority_title,
                set.scheme.title,
                set.days_in_words()
            );
            SelectOption::new(set.reference().to_string(), label)
        })
        .collect();
    view! {
        <form method="get" action="/calculator" class="app-rule-set-choice">
            <Select name=RULES label="Rule set" options=options value=rules.reference().to_string() />
            <Button text="Use this rule set" kind=ButtonKind::Secondary />
        </form>
    }
    .into_any()
}

fn questions(rules: &RuleSet, filled: &Filled<'_>, problems: &Problems) -> AnyView {
    let areas = rules
        .areas
        .iter()
        .map(|area| {
            let domains = area
                .domains
                .iter()
                .map(|domain| compact_levels(domain, filled, problems))
                .collect_view();
            view! { <h2 class="govuk-heading-m">{area.title.clone()}</h2> {domains} }
        })
        .collect_view();
    view! {
        {setting_and_need(rules, filled, problems)}
        {amount(rules, filled)}
        {judged(rules, filled, problems)}
        {areas}
    }
    .into_any()
}

/// Year or term, and weekly hours, where the set has more than one amount for a setting.
fn amount(rules: &RuleSet, filled: &Filled<'_>) -> Option<AnyView> {
    let offered = AmountChoice::all_of(rules);
    let first = offered.first().map(|choice| choice.code());
    let chosen = filled(AMOUNT).or(first).unwrap_or_default();
    let choices: Vec<Choice> = offered
        .iter()
        .map(|choice| Choice::new(choice.code(), choice.title()))
        .collect();
    (choices.len() > 1).then(|| {
        view! { <Radios name=AMOUNT legend="Amount for" choices=choices value=Some(chosen) small=true /> }.into_any()
    })
}

fn about(rules: &RuleSet) -> AnyView {
    let scheme = &rules.scheme;
    let dates_note = scheme.dates_note.clone();
    view! {
        <h2 class="govuk-heading-s">{scheme.authority_title.clone()} ": " {scheme.title.clone()}</h2>
        <p class="govuk-body">{rule_sets::provenance(rules)} " In force " {rules.days_in_words()} "."</p>
        {dates_note.map(|note| view! { <p class="govuk-body">"About the dates: " {note}</p> })}
        {rule_sets::source(&rules.source)}
        <p class="govuk-body">
            <a class="govuk-link" href=rule_sets::address(rules)>"Read these rules in full"</a>
        </p>
    }
    .into_any()
}
