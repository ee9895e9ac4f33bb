//! The frozen baseline, what has come since, and the alarm.

use axum::extract::State;
use axum::response::Response;
use leptos::prelude::*;

use super::{path, rules};
use crate::access::Action;
use crate::components::{
    Button, Cell, Chart, Charted, Column, Details, Drawing, InsetText, Measure, Series, Table, Tag,
    TagColour, TextArea, WarningText,
};
use crate::forms::baseline::BaselineForm;
use crate::forms::{self, Problems};
use crate::oversight::FALSE_ALARMS_PER_HUNDRED;
use crate::pages::words::{count, day};
use crate::service::ServiceError;
use crate::service::oversight::{self, Alarm, Alarms, FrozenBaseline, Watch, Watched};
use crate::service::reach::allows;
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, chart_csv, redirect};

const HERE: &str = "/oversight/baseline";

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

/// What a page says first where an alarm stands; nothing otherwise.
pub(in crate::pages) fn raised(alarms: &Alarms) -> impl IntoView + use<> {
    view! {
        {unwatched(alarms.unwatched.as_deref())}
        {standing_alarms(&alarms.standing)}
    }
}

/// That nothing watches the rule set that decides today, and what to do about it.
fn unwatched(rules: Option<&str>) -> Option<impl IntoView + use<>> {
    let text = format!(
        "No baseline watches the rule set now in force, {}: its bands are others than those of the baseline that was frozen.",
        rules?
    );
    Some(view! {
        <WarningText text=text />
        <p class="govuk-body">
            "Once its first determinations are agreed to be sound, a head of SEND freezes a new one under "
            <a class="govuk-link" href=HERE>"Baseline and alarm"</a>
            ". Until then bands may drift unseen."
        </p>
    })
}

fn standing_alarms(alarms: &[Alarm]) -> Option<impl IntoView + use<>> {
    let first = alarms.first()?;
    let place = match (&first.school, alarms.len() - 1) {
        (None, 0) => "over the whole caseload".to_owned(),
        (None, 1) => "over the whole caseload and at one school".to_owned(),
        (None, others) => format!("over the whole caseload and at {others} schools"),
        (Some(name), 0) => format!("at {name}"),
        (Some(name), others) => format!("at {name} and {others} more"),
    };
    let text = format!(
        "Bands no longer come out as they did when the baseline was frozen: {place}, since {}.",
        day(first.on)
    );
    Some(view! {
        <WarningText text=text />
        <p class="govuk-body"><a class="govuk-link" href=HERE>"See what has changed"</a></p>
    })
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
    let error = problems.of("reason");
    let page = Page::titled("Baseline and alarm")
        .below(path())
        .with_problems(problems);
    Ok(page.answer(visit, move || {
        let standing = match &found {
            None => view! {
                <InsetText>
                    "No baseline has been frozen yet. Freeze one when a pilot or a year's scoring is done and agreed to be sound: from \
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
            {freezes.then(|| freezing(form, error, found.is_some()))}
        }
    }))
}

/// The baseline, the whole caseload's chart, and the schools.
fn standing(frozen: &FrozenBaseline) -> impl IntoView + use<> {
    let other = match &frozen.watch {
        Watch::Own => ().into_any(),
        Watch::Followed(rules) => {
            let text = format!(
                "The rule set {rules} decides today. Its bands are the baseline's, or become them one from one, so its determinations \
                 are watched too.",
            );
            view! { <InsetText>{text}</InsetText> }.into_any()
        }
        Watch::Unwatched(rules) => unwatched(Some(rules)).into_any(),
        Watch::NoRules => {
            view! { <InsetText>"No rule set is in force today, so nothing new is watched."</InsetText> }
                .into_any()
        }
    };
    let verdict = match frozen.all.alarm_on {
        Some(on) => {
            let text = format!(
                "Alarm: over the whole caseload, bands have come out otherwise than at the baseline since {}.",
                day(on)
            );
            view! { <WarningText text=text /> }.into_any()
        }
        None => {
            let text = format!(
                "No alarm over the whole caseload: {}.",
                evidence(&frozen.all)
            );
            view! { <p class="govuk-body">{text}</p> }.into_any()
        }
    };
    let frozen_on = format!(
        "Frozen on {} for the rule set {}: {}",
        day(frozen.frozen_on),
        frozen.rule_set,
        frozen.reason
    );
    view! {
        <p class="govuk-body">{frozen_on}</p>
        {other}
        {verdict}
        <Charted chart=chart(Some(&frozen.all)) drawing=Drawing::Shares />
        {schools(&frozen.schools)}
    }
}

/// The evidence in words: `the evidence of a change is 3 to 1, and 20 to 1 raises the alarm`.
fn evidence(watched: &Watched) -> String {
    let bound = watched.drift.bound;
    match watched.drift.now.odds() {
        0 | 1 => format!("nothing speaks for a change; evidence of {bound} to 1 raises the alarm"),
        odds => {
            format!("the evidence of a change is {odds} to 1, and {bound} to 1 raises the alarm")
        }
    }
}

fn chart(all: Option<&Watched>) -> Chart {
    let bands = all.map_or(&[][..], |all| &all.bands);
    let series = bands.iter().enumerate().map(|(place, band)| {
        let of = |counts: &[u32]| counts.get(place).copied().map_or(0, i64::from);
        let both = all.map(|all| [of(&all.before), of(&all.since)]);
        Series::new(band.to_string(), both.into_iter().flatten())
    });
    Chart {
        id: "drift",
        title: "Bands at the baseline and since".to_owned(),
        summary: "Indicative bands as shares of all determinations: at the baseline the newest of each child, since then the \
                  first of each profile."
            .to_owned(),
        category: "When".to_owned(),
        categories: ["At the baseline", "Since"].map(str::to_owned).to_vec(),
        series: series.collect(),
        measure: Measure::Count,
        missing: "Not known",
        csv: "/oversight/baseline/file".to_owned(),
    }
}

/// The schools where anything was determined since, those with an alarm first.
fn schools(schools: &[Watched]) -> impl IntoView + use<> {
    if schools.is_empty() {
        return ().into_any();
    }
    let columns = vec![
        Column::text("School"),
        Column::number("At the baseline"),
        Column::number("Since"),
        Column::number("Evidence of a change, at its most"),
        Column::number("Raises the alarm"),
        Column::text("Alarm"),
    ];
    let rows = schools.iter().map(school).collect();
    view! { <Table caption="School by school" columns=columns rows=rows /> }.into_any()
}

fn school(watched: &Watched) -> Vec<Cell> {
    let alarm = match watched.alarm_on {
        Some(on) => {
            let text = format!("Since {}", day(on));
            Cell::of(view! { <Tag text=text colour=TagColour::Red /> })
        }
        None => Cell::from("None"),
    };
    let total = |counts: &[u32]| count(counts.iter().copied().map(u64::from).sum());
    vec![
        Cell::from(watched.school.clone().unwrap_or_default()),
        Cell::from(total(&watched.before)),
        Cell::from(total(&watched.since)),
        Cell::from(format!("{} to 1", count(watched.drift.most.odds()))),
        Cell::from(format!("{} to 1", count(watched.drift.bound))),
        alarm,
    ]
}

/// The test and its rate of false alarms, as it must be stated.
fn the_test() -> impl IntoView {
    view! {
        <Details summary="The test, and how often it is wrong">
            <p class="govuk-body">
                "Each determination since the baseline is weighed as it comes: how likely its band is if shares changed, against how \
                 likely it is if they are the baseline's. The two are multiplied up to the evidence of a change. While nothing \
                 changes, the chance that the whole caseload ever raises an alarm is at most "
                {FALSE_ALARMS_PER_HUNDRED}
                " in 100, however often this page is opened and however long the baseline stands (Ville's inequality). The schools \
                 together have the same chance, so each needs more evidence. The chance is an average over the shares that a \
                 baseline of its size leaves open. An alarm stands until a new baseline is frozen."
            </p>
        </Details>
    }
}

fn freezing(form: BaselineForm, error: Option<String>, again: bool) -> impl IntoView {
    let title = if again {
        "Freeze a new baseline"
    } else {
        "Freeze a baseline"
    };
    view! {
        <h2 class="govuk-heading-m">{title}</h2>
        <form method="post" action=HERE novalidate>
            <TextArea
                name="reason"
                label="Why now"
                hint="Kept with the baseline. For example: the pilot's thirty plans were scored twice and agreed."
                rows=3
                value=form.reason
                error=error
            />
            <Button text="Freeze" />
        </form>
    }
}
