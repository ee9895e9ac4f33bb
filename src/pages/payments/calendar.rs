//! The payment calendar of a year: shown, and set until the first run of the year.

use axum::extract::{Path, State};
use axum::response::Response;
use jiff::Timestamp;
use leptos::prelude::*;

use super::year::kind_in_words;
use super::{path, year_address, year_of};
use crate::access::{Action, Subject};
use crate::calendar::{Date, FinancialYear};
use crate::components::{
    Button, Cell, Choice, Column, DateFields, DateInput, InsetText, RevealingRadios, Table,
    TextArea, TextInput,
};
use crate::forms::Problems;
use crate::forms::payment_calendar::{self, CalendarAnswer, TERMS};
use crate::pages::words::day_cell;
use crate::service::payments::{
    self, CalendarAsked, CalendarKind, CalendarProblem, CalendarView, PaymentCalendar,
};
use crate::service::reach::require;
use crate::visit::{AppState, Lists, Page, SignedIn, Visit, WebError, key_of, redirect};

/// Answers `GET /payments/{year}/calendar`.
///
/// # Errors
/// [`WebError::Forbidden`] to whoever sees no payments; [`WebError::NotFound`] for what is no year.
pub async fn ask(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(year): Path<String>,
) -> Result<Response, WebError> {
    let first = year_of(&year)?;
    let view = payments::calendar(&state.store, &person.actor, first).await?;
    let filled = view.calendar.as_ref().map_or_else(proposed, filled_of);
    Ok(page(
        &visit,
        &view,
        first,
        &filled,
        &Problems::default(),
        false,
    ))
}

/// Answers `POST /payments/{year}/calendar`.
///
/// # Errors
/// [`WebError::Forbidden`] to whoever does not pay; [`WebError::Conflict`] once a run of the year exists.
pub async fn save(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(year): Path<String>,
    typed: Lists,
) -> Result<Response, WebError> {
    require(&person.actor, Action::ProposePayments, &Subject::Anything)?;
    let first = year_of(&year)?;
    let view = payments::calendar(&state.store, &person.actor, first).await?;
    let value = |field: &str| typed.first(field).map(str::to_owned);
    let filled = |field: &str| value(field).unwrap_or_default();
    let asked = match payment_calendar::parse(&value).and_then(asked_of) {
        Ok(asked) => asked,
        Err(problems) => return Ok(page(&visit, &view, first, &filled, &problems, false)),
    };
    let seen = key_of(&filled("seen"), str::parse::<Timestamp>)?;
    let (at, moment) = ((first, seen), state.clock.moment());
    let set = payments::set_calendar(&state.store, &person.actor, at, &asked, moment).await?;
    let problems = match set {
        Ok(()) => {
            person
                .leave_said(&state, "The payment calendar was set.")
                .await?;
            return Ok(redirect(&year_address(first)));
        }
        Err(CalendarProblem::PaidBy) => return Err(WebError::Conflict),
        Err(CalendarProblem::Overtaken) => {
            let now = payments::calendar(&state.store, &person.actor, first).await?;
            let seen = seen_of(&now);
            let again = move |field: &str| match field {
                "seen" => seen.clone(),
                field => filled(field),
            };
            return Ok(page(
                &visit,
                &now,
                first,
                &again,
                &Problems::default(),
                true,
            ));
        }
        Err(CalendarProblem::Terms(why)) => Problems::one("summer-first", why),
        Err(CalendarProblem::FirstDays(why)) => Problems::one("first-days", why),
    };
    Ok(page(&visit, &view, first, &filled, &problems, false))
}

/// When the calendar that is shown was set; blank where there is none.
fn seen_of(view: &CalendarView) -> String {
    let set = view.calendar.as_ref();
    set.map_or_else(String::new, |set| set.set_at.to_string())
}

/// What is said to whoever came second.
const OVERTAKEN: &str = "Somebody set this calendar after you opened it, and nothing of yours was kept. What they set is first \
     below, and your own is in the form as you sent it: set it if it still holds.";

fn asked_of(answer: CalendarAnswer) -> Result<CalendarAsked, Problems> {
    let kind = CalendarKind::parse(&answer.kind)
        .map_err(|_| Problems::one("kind", "Select how the year is paid"))?;
    Ok(CalendarAsked {
        kind,
        pay_after_days: answer.pay_after_days,
        terms: answer.terms,
        first_days: answer.first_days,
    })
}

/// What a field holds, by its name.
type Filled = Box<dyn Fn(&str) -> String>;

/// The form of a year without a calendar: a pay day two weeks after a period begins.
fn proposed() -> Filled {
    Box::new(|field| match field {
        "pay-after" => "14".to_owned(),
        _ => String::new(),
    })
}

/// The form of a calendar that is set.
fn filled_of(set: &PaymentCalendar) -> Filled {
    let first = set.periods.periods().first().map(|period| period.start());
    let after = first
        .zip(set.pay_days.first())
        .map(|(first, pay)| (*pay - first).get_days());
    let mut fields = vec![
        ("kind".to_owned(), set.kind.code().to_owned()),
        (
            "pay-after".to_owned(),
            after.unwrap_or_default().to_string(),
        ),
        ("seen".to_owned(), set.set_at.to_string()),
    ];
    let starts = set.periods.periods().iter().map(|period| period.start());
    let starts: Vec<String> = starts
        .map(|day| format!("{}/{}/{}", day.day(), day.month(), day.year()))
        .collect();
    fields.push(("first-days".to_owned(), starts.join("\n")));
    for ((stem, _), term) in TERMS.iter().zip(set.terms.terms()) {
        let days = term.days();
        for (end, day) in [("first", Some(days.start())), ("last", days.last_day())] {
            let Some(day) = day else { continue };
            let parts = [
                ("day", day.day().to_string()),
                ("month", day.month().to_string()),
                ("year", day.year().to_string()),
            ];
            fields.extend(parts.map(|(part, text)| (format!("{stem}-{end}-{part}"), text)));
        }
    }
    Box::new(move |field| {
        let found = fields.iter().find(|(name, _)| name == field);
        found.map(|(_, text)| text.clone()).unwrap_or_default()
    })
}

fn page(
    visit: &Visit,
    view: &CalendarView,
    first: Date,
    filled: &dyn Fn(&str) -> String,
    problems: &Problems,
    is_overtaken: bool,
) -> Response {
    let year = FinancialYear::containing(first);
    let title = format!("Payment calendar {year}");
    let heading = title.clone();
    Page::titled(title)
        .below(path(first))
        .with_problems(problems)
        .overtaken(is_overtaken, OVERTAKEN)
        .answer(visit, || {
            let kept = view.calendar.as_ref().filter(|_| is_overtaken);
            let body = match (&view.calendar, view.is_open) {
                (_, true) => form(first, filled, problems),
                (Some(set), false) => shown(set),
                (None, false) => view! {
                    <p class="govuk-body">"This year has no payment calendar yet. A finance officer sets it."</p>
                }
                .into_any(),
            };
            view! {
                <h1 class="govuk-heading-l">{heading}</h1>
                {kept.map(shown)}
                {body}
            }
        })
}

fn form(first: Date, filled: &dyn Fn(&str) -> String, problems: &Problems) -> AnyView {
    let action = format!("{}/calendar", year_address(first));
    view! {
        <div class="govuk-grid-row">
            <div class="govuk-grid-column-two-thirds">
                <InsetText>"A calendar can be changed until the first run of its year is proposed."</InsetText>
                <form method="post" action=action novalidate>
                    <input type="hidden" name="seen" value=filled("seen") />
                    {how(filled, problems)}
                    <TextInput
                        name="pay-after"
                        label="Days from a period’s first day to its pay day"
                        value=filled("pay-after")
                        error=problems.of("pay-after")
                        width=2
                        inputmode="numeric"
                    />
                    <h2 class="govuk-heading-m">"School terms in this financial year"</h2>
                    <p class="govuk-body">
                        "A fee for a term is shared by these. End the spring term on 31 March if it goes on into April."
                    </p>
                    {TERMS.iter().map(|(stem, name)| term(stem, name, filled, problems)).collect_view()}
                    <Button text="Set the payment calendar" />
                </form>
            </div>
        </div>
    }
    .into_any()
}

fn how(filled: &dyn Fn(&str) -> String, problems: &Problems) -> AnyView {
    let first_days = view! {
        <TextArea
            name="first-days"
            label="First day of each period"
            hint="One a line, such as 1/9/2026. A period before the first of them begins with the year."
            value=filled("first-days")
            error=problems.of("first-days")
            rows=6
        />
    };
    let mut first_days = Some(first_days.into_any());
    let choices = CalendarKind::ALL
        .iter()
        .map(|kind| {
            let inside = match kind {
                CalendarKind::Bespoke => first_days.take(),
                _ => None,
            };
            (Choice::new(kind.code(), choice_in_words(*kind)), inside)
        })
        .collect();
    view! {
        <RevealingRadios
            name="kind"
            legend="How is the year paid?"
            choices=choices
            value=Some(filled("kind"))
            error=problems.of("kind")
        />
    }
    .into_any()
}

fn choice_in_words(kind: CalendarKind) -> &'static str {
    match kind {
        CalendarKind::Monthly => "Each month: 12 periods",
        CalendarKind::FourWeekly => "Every four weeks: 13 periods",
        CalendarKind::Termly => "Each term: 3 periods",
        CalendarKind::Bespoke => "By a list of first days",
    }
}

fn term(
    stem: &str,
    name: &str,
    filled: &dyn Fn(&str) -> String,
    problems: &Problems,
) -> impl IntoView + use<> {
    let date = |end: &str, words: &str| {
        let field = format!("{stem}-{end}");
        let part = |part: &str| filled(&format!("{field}-{part}"));
        let value = DateFields {
            day: part("day"),
            month: part("month"),
            year: part("year"),
        };
        let legend = format!("{name}: {words} day");
        let error = problems.of(&field);
        view! { <DateInput name=field legend=legend value=value error=error /> }
    };
    view! {
        {date("first", "first")}
        {date("last", "last")}
    }
}

/// The calendar of a year that is being paid.
fn shown(set: &PaymentCalendar) -> AnyView {
    let columns = vec![
        Column::text("Period"),
        Column::text("First day"),
        Column::text("Last day"),
        Column::text("Pay day"),
    ];
    let periods = set.periods.periods().iter().zip(&set.pay_days);
    let rows = (1_u32..).zip(periods).map(|(number, (days, pay))| {
        vec![
            Cell::from(number.to_string()),
            day_cell(Some(days.start()), ""),
            day_cell(days.last_day(), ""),
            day_cell(Some(*pay), ""),
        ]
    });
    let terms = set.terms.terms().iter().map(|term| {
        vec![
            Cell::from(term.title().to_owned()),
            day_cell(Some(term.days().start()), ""),
            day_cell(term.days().last_day(), ""),
        ]
    });
    let term_columns = vec![
        Column::text("Term"),
        Column::text("First day"),
        Column::text("Last day"),
    ];
    view! {
        <p class="govuk-body">{kind_in_words(set.kind)}</p>
        <Table caption="Periods" columns=columns rows=rows.collect() />
        <Table caption="School terms" columns=term_columns rows=terms.collect() />
    }
    .into_any()
}
