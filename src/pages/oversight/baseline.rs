//! The frozen baseline and what has come since, and freezing a new one.

use axum::extract::State;
use axum::response::Response;
use leptos::prelude::*;

use super::watched::{chart, standing};
use super::{path, rules};
use crate::access::Action;
use crate::components::{Button, Checkboxes, Choice, Details, InsetText, TextArea};
use crate::forms::baseline::BaselineForm;
use crate::forms::{self, Problems};
use crate::oversight::FALSE_ALARMS_PER_HUNDRED;
use crate::service::ServiceError;
use crate::service::oversight::{self, FrozenBaseline};
use crate::service::reach::allows;
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, chart_csv, redirect};

/// Where the page is.
pub(super) const HERE: &str = "/oversight/baseline";

/// Answers `GET /oversight/baseline`.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not see oversight.
pub async fn baseline(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
) -> Result<Response, WebError> {
    let form = BaselineForm::default();
    page(&visit, &state, &person, form, &Problems::default()).await
}

/// Answers `POST /oversight/baseline`: freezes the distribution as it stands.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not freeze one.
pub async fn freeze(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    FormBody(form): FormBody<BaselineForm>,
) -> Result<Response, WebError> {
    if !allows(&person.actor, Action::FreezeBaseline) {
        return Err(WebError::Forbidden);
    }
    let reason = match forms::parse(&form) {
        Ok(reason) => reason,
        Err(problems) => return page(&visit, &state, &person, form, &problems).await,
    };
    let moment = state.clock.moment();
    let actor = &person.actor;
    let standing = oversight::alarms(&state.store, rules(&state), actor, moment).await?;
    if !standing.standing.is_empty() && form.clears.is_empty() {
        let message = "Confirm that freezing a new baseline ends the alarm";
        let problems = Problems::one("clears", message);
        return page(&visit, &state, &person, form, &problems).await;
    }
    match oversight::freeze(&state.store, rules(&state), actor, &reason, moment).await {
        Ok(()) => {
            let said =
                "The baseline was frozen. Determinations from now on are watched against it.";
            person.leave_said(&state, said).await?;
            Ok(redirect(HERE))
        }
        Err(ServiceError::NotFound) => {
            let nothing = "There is nothing to freeze: no determination of the rule set in force has a band yet";
            let problems = Problems::one("reason", nothing);
            page(&visit, &state, &person, form, &problems).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Answers `GET /oversight/baseline/file`: the whole caseload's counts as a CSV.
///
/// # Errors
/// As [`baseline`].
pub async fn baseline_file(
    State(state): State<AppState>,
    person: SignedIn,
) -> Result<Response, WebError> {
    let moment = state.clock.moment();
    let found = oversight::watched(&state.store, rules(&state), &person.actor, moment).await?;
    chart_csv("baseline.csv", &chart(found.as_ref().map(|it| &it.all)))
}

async fn page(
    visit: &Visit,
    state: &AppState,
    person: &SignedIn,
    form: BaselineForm,
    problems: &Problems,
) -> Result<Response, WebError> {
    let moment = state.clock.moment();
    let found = oversight::watched(&state.store, rules(state), &person.actor, moment).await?;
    let freezes = allows(&person.actor, Action::FreezeBaseline);
    let errors = (problems.of("reason"), problems.of("clears"));
    let page = Page::titled("Baseline and alarm")
        .below(path())
        .with_problems(problems);
    Ok(page.answer(visit, move || {
        let standing = match &found {
            None => view! {
                <InsetText>
                    "No baseline has been frozen yet. Freeze one when a pilot or a year’s scoring is done and agreed to be sound: from \
                     then on an alarm says when bands begin to come out otherwise."
                </InsetText>
            }
            .into_any(),
            Some(frozen) => standing(frozen).into_any(),
        };
        view! {
            <h1 class="govuk-heading-l">"Baseline and alarm"</h1>
            {standing}
            {the_test()}
            {freezes.then(|| freezing(form, errors, found.as_ref()))}
        }
    }))
}

/// The test and its rate of false alarms, as it must be stated.
fn the_test() -> impl IntoView {
    view! {
        <Details summary="The test, and how often it is wrong">
            <p class="govuk-body">
                "Each determination since the baseline is weighed as it comes: how likely its band is if shares changed, against how \
                 likely it is if they are the baseline’s. The two are multiplied up to the evidence of a change. While nothing \
                 changes, the chance that the whole caseload ever raises an alarm is at most "
                {FALSE_ALARMS_PER_HUNDRED}
                " in 100, however often this page is opened and however long the baseline stands (Ville’s inequality). The schools \
                 together have the same chance, so each needs more evidence. The chance is an average over the shares that a \
                 baseline of its size leaves open. An alarm stands until a new baseline is frozen."
            </p>
        </Details>
    }
}

/// The form that freezes; where an alarm stands, it says that the alarm ends and asks to confirm that.
fn freezing(
    form: BaselineForm,
    (reason, clears): (Option<String>, Option<String>),
    frozen: Option<&FrozenBaseline>,
) -> impl IntoView + use<> {
    let title = match frozen {
        Some(_) => "Freeze a new baseline",
        None => "Freeze a baseline",
    };
    let stands = frozen.is_some_and(|frozen| {
        let mut all = std::iter::once(&frozen.all).chain(&frozen.schools);
        all.any(|watched| watched.alarm_on.is_some())
    });
    let what = frozen.map(|_| {
        view! {
            <p class="govuk-body">
                "From then on determinations are watched against how they stand now: what has moved so far counts as the new normal, \
                 and every alarm that stands ends."
            </p>
        }
    });
    let ticked = (!form.clears.is_empty()).then(|| "yes".to_owned());
    let confirm = stands.then(|| {
        let choices = vec![Choice::new(
            "yes",
            "I have looked at what moved, and end the alarm",
        )];
        view! {
            <Checkboxes
                name="clears"
                legend="An alarm stands, and freezing ends it"
                choices=choices
                values=ticked.into_iter().collect()
                error=clears
            />
        }
    });
    let button = if stands {
        "Freeze and end the alarm"
    } else {
        "Freeze"
    };
    view! {
        <h2 class="govuk-heading-m">{title}</h2>
        {what}
        <form method="post" action=HERE novalidate>
            <TextArea
                name="reason"
                label="Why now"
                hint="Kept with the baseline. For example: the pilot’s thirty plans were scored twice and agreed."
                rows=3
                value=form.reason
                error=reason
            />
            {confirm}
            <Button text=button />
        </form>
    }
}
