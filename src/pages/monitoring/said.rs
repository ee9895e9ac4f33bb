//! What officers say of a line of a year: why it is not its budget, how it may come out, and who answers for it.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use leptos::prelude::*;

use super::year::{Asked, month, period_of};
use super::{address, below};
use crate::components::{Button, Cell, Column, Table, TextArea, TextInput};
use crate::forms::monitoring::SaidForm;
use crate::forms::{self, Problems};
use crate::money::Money;
use crate::pages::words::short_day;
use crate::service::Moment;
use crate::service::monitoring::{self, Entered, LineSaid, Said, Saying, year_named};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

/// A year and a line, as an address has them.
type At = Path<(String, String)>;

/// Answers `GET /high-needs/monitoring/{year}/lines/{line}`, for the period asked for.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not see the forecast; [`WebError::NotFound`] for a year, period or line that is none.
pub async fn show(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path((year, line)): At,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    // Without one, the month of today.
    let months_before = (i32::from(state.clock.moment().today.month()) + 8) % 12;
    let of_today = u32::try_from(months_before + 1).unwrap_or(1);
    let period = period_of(&asked)?.unwrap_or(of_today);
    let told = told(&state, &person, (&year, &line), period).await?;
    let filled = filled(&told);
    Ok(page(&visit, &told, &filled, &Problems::default(), false))
}

async fn told(
    state: &AppState,
    person: &SignedIn,
    (year, line): (&str, &str),
    period: u32,
) -> Result<LineSaid, WebError> {
    let year = year_named(year, state.clock.moment())?;
    let at = (year, period, line);
    Ok(monitoring::said_of(&state.store, &person.actor, at).await?)
}

/// The form as it begins: with what was said for the period, or with who answered for the line before.
fn filled(told: &LineSaid) -> SaidForm {
    let last = told.entries.first().map(|(said, _)| said);
    let own = last.filter(|said| said.period == told.period);
    let pounds = |sum: Option<Money>| sum.map(Money::pounds_text).unwrap_or_default();
    SaidForm {
        period: told.period,
        seen: told.seen,
        low: pounds(own.and_then(|said| said.range).map(|range| range.0)),
        high: pounds(own.and_then(|said| said.range).map(|range| range.1)),
        owner: last.map(|said| said.owner.clone()).unwrap_or_default(),
        provider: last.map(|said| said.provider.clone()).unwrap_or_default(),
        reason: own.map(|said| said.reason.clone()).unwrap_or_default(),
    }
}

/// Answers `POST /high-needs/monitoring/{year}/lines/{line}`.
///
/// # Errors
/// As [`show`]; [`WebError::Forbidden`] to whoever does not keep the budget.
pub async fn enter(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path((year, line)): At,
    FormBody(sent): FormBody<SaidForm>,
) -> Result<Response, WebError> {
    let period = match sent.period {
        // A form without a period is nobody's page; that whoever sent it may not is said first.
        0 => 1,
        period if period <= 12 => period,
        _ => return Err(WebError::NotFound),
    };
    let told = told(&state, &person, (&year, &line), period).await?;
    if !told.may_say {
        return Err(WebError::Forbidden);
    }
    let meant = match forms::parse(&sent) {
        Ok(meant) => meant,
        Err(problems) => return Ok(page(&visit, &told, &sent, &problems, false)),
    };
    let entered = Entered {
        range: meant.range,
        owner: meant.owner,
        provider: meant.provider,
        reason: meant.reason,
    };
    let at = (told.year, period, told.line.as_str(), sent.seen);
    let moment = state.clock.moment();
    match monitoring::say(&state.store, &person.actor, at, entered, moment).await? {
        Saying::Lost => Ok(page(&visit, &told, &sent, &Problems::default(), true)),
        Saying::Done => {
            let said = format!("What you said of line {} is kept.", told.line);
            person.leave_said(&state, &said).await?;
            Ok(redirect(&format!("{}?period={period}", address(told.year))))
        }
    }
}

fn page(
    visit: &Visit,
    told: &LineSaid,
    filled: &SaidForm,
    problems: &Problems,
    is_lost: bool,
) -> Response {
    let title = format!("{} {}", told.line, told.title);
    let lost = is_lost.then(|| {
        view! {
            <p class="govuk-body govuk-!-font-weight-bold">
                "Somebody said something of this line after the page was shown. Nothing of yours was kept: read it below and enter yours again."
            </p>
        }
    });
    // Whoever enters again does so over what is shown now.
    let filled = SaidForm {
        seen: told.seen,
        period: told.period,
        ..filled.clone()
    };
    Page::titled(title.clone())
        .below(below(told.year))
        .with_problems(problems)
        .answer(visit, || {
            view! {
                <h1 class="govuk-heading-l">{title}</h1>
                <p class="govuk-body">{format!("Monitoring {} to the end of {}.", told.year, month(told.period))}</p>
                {lost}
                {told.may_say.then(|| form(told, &filled, problems))}
                {entries(told)}
            }
        })
}

fn form(told: &LineSaid, filled: &SaidForm, problems: &Problems) -> impl IntoView + use<> {
    let action = format!("{}/lines/{}", address(told.year), told.line);
    let (period, seen) = (filled.period.to_string(), filled.seen.to_string());
    view! {
        <form method="post" action=action novalidate>
            <input type="hidden" name="period" value=period />
            <input type="hidden" name="seen" value=seen />
            <TextArea
                name="reason"
                label="Why the forecast is or is not the budget"
                hint="Up to 1,000 characters; no child’s name. It is in the workbook."
                value=filled.reason.clone()
                error=problems.of("reason")
            />
            <TextInput
                name="low"
                label="Lowest that the year may come to"
                hint="Leave both ends blank if no range is given."
                value=filled.low.clone()
                error=problems.of("low")
                width=10
                inputmode="decimal"
                prefix="£"
            />
            <TextInput
                name="high"
                label="Highest that the year may come to"
                value=filled.high.clone()
                error=problems.of("high")
                width=10
                inputmode="decimal"
                prefix="£"
            />
            <TextInput name="owner" label="Owner" hint="Who answers for the line" value=filled.owner.clone() error=problems.of("owner") />
            <TextInput
                name="provider"
                label="Provider"
                hint="If it is about one: its name, URN or UKPRN"
                value=filled.provider.clone()
                error=problems.of("provider")
            />
            <Button text="Keep" />
        </form>
    }
}

/// A range in words; nothing where none is given.
pub(super) fn range(said: &Said) -> String {
    said.range
        .map(|(low, high)| format!("{low} to {high}"))
        .unwrap_or_default()
}

fn entries(told: &LineSaid) -> AnyView {
    if told.entries.is_empty() {
        return view! { <p class="govuk-body">"Nobody has said anything of this line."</p> }
            .into_any();
    }
    let columns = vec![
        Column::text("To the end of"),
        Column::text("Reason"),
        Column::text("Range"),
        Column::text("Owner"),
        Column::text("Provider"),
        Column::text("Said by"),
    ];
    let row = |(said, by): &(Said, String)| {
        let day = short_day(Moment::of(said.at).today);
        vec![
            Cell::from(month(said.period)),
            Cell::from(said.reason.clone()),
            Cell::from(range(said)),
            Cell::from(said.owner.clone()),
            Cell::from(said.provider.clone()),
            Cell::from(format!("{by}, {day}")),
        ]
    };
    let rows = told.entries.iter().map(row).collect();
    view! { <Table caption="What was said, the last first" columns=columns rows=rows /> }.into_any()
}
