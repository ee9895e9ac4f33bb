//! The frozen baseline, what has come since, and the alarm.

use axum::extract::{Query, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::{path, rules};
use crate::access::Action;
use crate::components::{
    Button, Cell, Chart, Charted, Checkboxes, Choice, Column, Crumb, Details, Drawing, InsetText,
    Measure, Pagination, Series, Table, Tag, TagColour, TextArea, WarningText,
};
use crate::forms::baseline::BaselineForm;
use crate::forms::{self, Problems};
use crate::ids::EstablishmentId;
use crate::needs::BandId;
use crate::oversight::FALSE_ALARMS_PER_HUNDRED;
use crate::pages::task_list;
use crate::pages::words::{count, day, day_cell, named_cell};
use crate::service::ServiceError;
use crate::service::oversight::{
    self, Alarm, Alarms, FrozenBaseline, MadeSince, MadeWhere, Watch, Watched,
};
use crate::service::reach::allows;
use crate::service::task_list::PageOf;
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
        "Bands no longer come out as they did when the baseline was frozen: {place}, since {}.{}",
        day(first.on),
        direction(first.steps)
    );
    Some(view! {
        <WarningText text=text />
        <p class="govuk-body"><a class="govuk-link" href=HERE>"See what has changed"</a></p>
    })
}

/// In which direction the mean band has moved, as a sentence; nothing where it has not.
fn direction(steps: i64) -> String {
    let amount = steps.unsigned_abs();
    let amount = format!("{}.{:02}", amount / 100, amount % 100);
    match steps.signum() {
        1 => format!(" On average they are {amount} bands higher."),
        -1 => format!(" On average they are {amount} bands lower."),
        _ => " On average they are neither higher nor lower: they are spread otherwise.".to_owned(),
    }
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
                "Alarm: over the whole caseload, bands have come out otherwise than at the baseline since {}.{}",
                day(on),
                direction(frozen.all.shift.steps)
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
        {moved(&frozen.all)}
        {schools(&frozen.schools)}
    }
}

/// Where the profiles are that were determined since: of a band, of a school.
fn made_address(pair: Option<(&str, &str)>) -> String {
    let query = pair.map(|(name, value)| format!("?{name}={value}"));
    format!("{HERE}/determinations{}", query.unwrap_or_default())
}

/// Each band's share then and now, and by how much it moved, with the way to the profiles behind it.
fn moved(all: &Watched) -> impl IntoView + use<> {
    let columns = vec![
        Column::text("Band"),
        Column::number("At the baseline"),
        Column::number("Since"),
        Column::number("Moved by"),
        Column::text("Profiles"),
    ];
    let share = |tenths: i64| format!("{}.{}%", tenths / 10, tenths % 10);
    let shares = all.shift.before.iter().zip(&all.shift.since);
    let rows: Vec<Vec<Cell>> = all
        .bands
        .iter()
        .zip(shares)
        .zip(all.before.iter().zip(&all.since))
        .map(|((band, (then, now)), (before, since))| {
            let by = now - then;
            let sign = match by.signum() {
                1 => "+",
                -1 => "−",
                _ => "",
            };
            let by = by.abs();
            let href = made_address(Some(("band", band.as_str())));
            let of = format!(" of band {band}");
            let link = (*since > 0).then(|| {
                view! {
                    <a class="govuk-link" href=href>"Open" <span class="govuk-visually-hidden">{of}</span></a>
                }
            });
            vec![
                Cell::from(band.to_string()),
                Cell::from(format!("{} ({})", share(*then), count(u64::from(*before)))),
                Cell::from(format!("{} ({})", share(*now), count(u64::from(*since)))),
                Cell::from(format!("{sign}{}.{} points", by / 10, by % 10)),
                Cell::of(link),
            ]
        })
        .collect();
    view! {
        <Table caption="In which direction, and by how much" columns=columns rows=rows />
        <p class="govuk-body">
            <a class="govuk-link" href=made_address(None)>"The profiles determined since, the last first"</a>
        </p>
    }
}

/// Which determinations are asked for. What means nothing counts as not asked.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct AskedMade {
    band: String,
    school: String,
    page: String,
}

/// Answers `GET /oversight/baseline/determinations`.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not see oversight.
pub async fn made(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Query(asked): Query<AskedMade>,
) -> Result<Response, WebError> {
    let wanted = MadeWhere {
        band: BandId::parse(&asked.band).ok(),
        school: EstablishmentId::parse(&asked.school).ok(),
    };
    let (number, moment) = (asked.page.parse().unwrap_or(1), state.clock.moment());
    let actor = &person.actor;
    let found = oversight::made(
        &state.store,
        rules(&state),
        actor,
        (&wanted, number),
        moment,
    )
    .await?;
    let title = "Profiles determined since the baseline";
    let mut above = path();
    above.push(Crumb::new("Baseline and alarm", HERE));
    Ok(Page::titled(title).below(above).answer(&visit, || {
        let band = wanted.band.as_ref().map(|band| format!("band={band}"));
        let school = wanted.school.as_ref().map(|school| format!("school={school}"));
        let query: Vec<String> = band.into_iter().chain(school).collect();
        let base = format!("{HERE}/determinations");
        view! {
            <h1 class="govuk-heading-l">{title}</h1>
            <p class="govuk-body">
                "Each with its indicative band, called as in the baseline. A profile that waits for a decision is counted and not \
                 listed, since its band is not shown before its levels are judged; nor is a record that you may not open."
            </p>
            {profiles(&found)}
            <Pagination base=base query=query.join("&") current=found.page last=found.pages />
        }
    }))
}

fn profiles(found: &PageOf<MadeSince>) -> AnyView {
    if found.total == 0 {
        return view! { <InsetText>"There is none that was decided and that you may open."</InsetText> }.into_any();
    }
    let columns = vec![
        Column::text("Child"),
        Column::text("Placement today"),
        Column::text("Indicative band"),
        Column::text("Determined on"),
    ];
    let row = |made: &MadeSince| {
        let line = &made.line;
        let href = format!("/decisions/{}", made.profile);
        let place = line.establishment.as_ref().map(|(_, name)| name.clone());
        vec![
            named_cell(href, line.name.as_deref(), &line.local_id),
            Cell::from(place.unwrap_or_else(|| "None known".to_owned())),
            Cell::from(made.band.to_string()),
            day_cell(Some(made.on), ""),
        ]
    };
    let rows = found.lines.iter().map(row).collect();
    let caption = task_list::counted("Profiles, the last first", found);
    view! { <Table caption=caption columns=columns rows=rows stacked=true /> }.into_any()
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
        Column::number("Bands higher (+) or lower (−)"),
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
    let steps = watched.shift.steps;
    let sign = match steps.signum() {
        1 => "+",
        -1 => "−",
        _ => "",
    };
    let moved = steps.unsigned_abs();
    let name = watched.school.as_ref().map(|(id, name)| {
        let href = made_address(Some(("school", id.as_str())));
        let name = name.clone();
        view! { <a class="govuk-link" href=href>{name}</a> }
    });
    vec![
        Cell::of(name),
        Cell::from(total(&watched.before)),
        Cell::from(total(&watched.since)),
        Cell::from(format!("{sign}{}.{:02}", moved / 100, moved % 100)),
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
