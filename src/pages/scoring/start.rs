//! The first page of scoring: which plan is read, and for which setting and need.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::super::needs_form::{Filled, setting_and_need};
use super::super::words;
use crate::answers::{Answers, FTE, NEED, SETTING, is_of_needs};
use crate::components::{Button, Choice, InsetText, Radios, SummaryList, SummaryRow, WarningText};
use crate::forms::Problems;
use crate::ids::{ChildId, PlanVersionId};
use crate::rules::RuleSet;
use crate::service::scoring::{self, Beginning, Begun, Course, Underway};
use crate::visit::{AppState, Lists, Page, SignedIn, Visit, WebError, redirect};

/// The field of the plan version.
const PLAN: &str = "plan";

/// The field of what the levels begin as.
const START: &str = "start";

/// What is sent to begin with the levels agreed last.
const FROM_LAST: &str = "last";

/// What is sent where the child has no plan.
const NO_PLAN: &str = "none";

/// Answers `GET /children/{child}/scoring`: the first page, or where the person left off.
///
/// # Errors
/// [`WebError::NotFound`] for a child whose needs this person may not score.
pub async fn form(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(child): Path<String>,
) -> Result<Response, WebError> {
    let known = prepared(&state, &person, &child).await?;
    if let Some(underway) = known
        .underway
        .as_ref()
        .filter(|underway| underway.own && !underway.sent)
    {
        return Ok(redirect(&format!("/scoring/{}", underway.profile)));
    }
    let filled = prefilled(&known);
    Ok(page(&visit, &known, &filled, &Problems::default()))
}

/// Answers `POST /children/{child}/scoring`.
///
/// # Errors
/// As [`form`].
pub async fn begin(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(child): Path<String>,
    sent: Lists,
) -> Result<Response, WebError> {
    let known = prepared(&state, &person, &child).await?;
    let Ok(rules) = &known.rules else {
        return Ok(page(
            &visit,
            &known,
            &prefilled(&known),
            &Problems::default(),
        ));
    };
    let filled = |field: &str| sent.first(field).map(str::to_owned);
    let course = match course(rules, &known, &filled) {
        Ok(course) => course,
        Err(problems) => return Ok(page(&visit, &known, &filled, &problems)),
    };
    let begun = scoring::begin(
        &state.store,
        state.rules,
        &state.settings.authority,
        &person.actor,
        &known.about.child,
        &course,
        state.clock.moment(),
    )
    .await?;
    match begun {
        Begun::New(profile) => Ok(redirect(&format!("/scoring/{profile}"))),
        Begun::Underway(_) => Ok(redirect(&format!("/children/{child}/scoring"))),
    }
}

async fn prepared(state: &AppState, person: &SignedIn, child: &str) -> Result<Beginning, WebError> {
    let id = ChildId::parse(child).map_err(|_| WebError::NotFound)?;
    let authority = &state.settings.authority;
    let moment = state.clock.moment();
    Ok(scoring::prepare(
        &state.store,
        state.rules,
        authority,
        &person.actor,
        &id,
        moment,
    )
    .await?)
}

fn prefilled(known: &Beginning) -> impl Fn(&str) -> Option<String> + use<> {
    let setting = known.setting.map(|setting| setting.code().to_owned());
    let need = known.primary_need.map(|need| need.code().to_owned());
    let fte = known.fte.to_string();
    let plan = known.plans.first().map(|plan| plan.id.to_string());
    let start = known.last.as_ref().map(|_| FROM_LAST.to_owned());
    move |field: &str| match field {
        START => start.clone(),
        SETTING => setting.clone(),
        NEED => need.clone(),
        FTE => Some(fte.clone()),
        PLAN => plan.clone(),
        _ => None,
    }
}

fn course(rules: &RuleSet, known: &Beginning, filled: &Filled<'_>) -> Result<Course, Problems> {
    let mut problems = Problems::default();
    let plan_version = match filled(PLAN).as_deref() {
        Some(NO_PLAN) | None if known.plans.is_empty() => None,
        Some(id) => {
            let id = PlanVersionId::parse(id).ok();
            let id = id.filter(|id| known.plans.iter().any(|plan| plan.id == *id));
            if id.is_none() {
                problems.add(PLAN, "Select the plan that you read");
            }
            id
        }
        None => {
            problems.add(PLAN, "Select the plan that you read");
            None
        }
    };
    let answers = Answers::read(rules, filled);
    for gap in answers.gaps().filter(|gap| !is_of_needs(&gap.field)) {
        problems.add(gap.field.clone(), gap.message.clone());
    }
    match answers.context_so_far() {
        Some(asked) if problems.is_empty() => Ok(Course {
            plan_version,
            asked: asked.clone(),
            from_last: filled(START).as_deref() == Some(FROM_LAST),
        }),
        _ => Err(problems),
    }
}

fn page(visit: &Visit, known: &Beginning, filled: &Filled<'_>, problems: &Problems) -> Response {
    let child = format!("/children/{}", known.about.child);
    let page = Page::titled("Score needs")
        .back(child, "Back to the record")
        .with_problems(problems);
    page.answer(visit, || {
        view! {
            <div class="govuk-grid-row">
                <div class="govuk-grid-column-two-thirds">
                    {words::about_child(&known.about)}
                    <h1 class="govuk-heading-l">"Score needs"</h1>
                    {body(known, filled, problems)}
                </div>
            </div>
        }
    })
}

fn body(known: &Beginning, filled: &Filled<'_>, problems: &Problems) -> AnyView {
    if let Some(underway) = &known.underway {
        return in_the_way(&known.about.child, underway).into_any();
    }
    match &known.rules {
        Ok(rules) => start_form(known, rules, filled, problems).into_any(),
        Err(none) => {
            let sentence =
                format!("{none}. Needs cannot be scored until a rule set is in force today.");
            view! { <WarningText text=sentence /> }.into_any()
        }
    }
}

fn in_the_way(child: &ChildId, underway: &Underway) -> AnyView {
    let scorer = match (&underway.scorer, underway.own) {
        (_, true) => "you".to_owned(),
        (Some(name), false) => name.clone(),
        (None, false) => "a colleague".to_owned(),
    };
    if !underway.sent {
        let href = format!("/children/{child}/scoring/take-over");
        let named = format!("This child’s needs are being scored by {scorer}.");
        return view! {
            <InsetText>{named}</InsetText>
            <p class="govuk-body">
                <a class="govuk-link" href=href>"Take over scoring from " {scorer}</a>
            </p>
        }
        .into_any();
    }
    let sentence = format!("A profile scored by {scorer} waits for a decision.");
    view! {
        <InsetText>{sentence} " Another can be begun once it is decided."</InsetText>
    }
    .into_any()
}

fn start_form(
    known: &Beginning,
    rules: &RuleSet,
    filled: &Filled<'_>,
    problems: &Problems,
) -> AnyView {
    let action = format!("/children/{}/scoring", known.about.child);
    let rows = vec![
        SummaryRow::new("Rules in force", rules.scheme.title.clone()),
        SummaryRow::new("In force", rules.days_in_words()),
    ];
    view! {
        <p class="govuk-body">
            "Score what the plan and its advice describe. A band funds provision; it never limits what Section F says."
        </p>
        <SummaryList rows=rows />
        <form method="post" action=action novalidate>
            {plans(known, filled, problems)}
            {start_from(known, filled)}
            {setting_and_need(rules, filled, problems)}
            <Button text="Start scoring" />
        </form>
    }
    .into_any()
}

/// Where the levels begin, where a profile was agreed before.
fn start_from(known: &Beginning, filled: &Filled<'_>) -> Option<AnyView> {
    let last = known.last.as_ref()?;
    let choices = vec![
        Choice::new(
            FROM_LAST,
            format!("As they were agreed on {}", words::day(last.on)),
        )
        .with_hint("For a review. Each change is shown beside the level that it replaces."),
        Choice::new("nothing", "With no levels"),
    ];
    let value = filled(START);
    Some(
        view! { <Radios name=START legend="How do levels and evidence begin?" choices=choices value=value /> }
            .into_any(),
    )
}

fn plans(known: &Beginning, filled: &Filled<'_>, problems: &Problems) -> AnyView {
    if known.plans.is_empty() {
        return view! {
            <InsetText>"This child has no open plan: the profile is scored on other evidence."</InsetText>
            <input type="hidden" name=PLAN value=NO_PLAN />
        }
        .into_any();
    }
    let choices = known
        .plans
        .iter()
        .map(|plan| {
            let state = words::plan_state(plan.state);
            let dated = words::day_or(plan.dated_on, "no date kept");
            Choice::new(
                plan.id.to_string(),
                format!("{state}, version {}", plan.number),
            )
            .with_hint(dated)
        })
        .collect();
    let error = problems.of(PLAN);
    view! {
        <Radios name=PLAN legend="Which plan did you read?" choices=choices value=filled(PLAN) error=error />
    }
    .into_any()
}
