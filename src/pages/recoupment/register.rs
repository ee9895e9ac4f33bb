//! The register of claims.

use axum::extract::{Query, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::{HERE, colour};
use crate::calendar::{Date, FinancialYear, parse_iso_date};
use crate::components::{
    Button, ButtonKind, Cell, Column, FilterLayout, Pagination, Select, SelectOption, Table, Tag,
    TextInput,
};
use crate::forms::claim::RaiseForm;
use crate::forms::{Problems, parse};
use crate::ids::AuthorityCode;
use crate::pages::words::{count, day, short_day};
use crate::service::recoupment::{
    self, ClaimFilter, ClaimLine, ClaimSide, ClaimState, NotRaised, Register,
};
use crate::visit::{
    AppState, FormBody, Page, SignedIn, Visit, WebError, csv_file, redirect, workbook_file,
};

/// Which claims are asked for. What means nothing counts as not asked.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    year: String,
    side: String,
    state: String,
    authority: String,
    overdue: String,
    page: String,
}

impl Asked {
    fn filter(&self, today: Date) -> ClaimFilter {
        ClaimFilter {
            year_on: parse_iso_date(&self.year),
            side: ClaimSide::parse(&self.side).ok(),
            state: ClaimState::parse(&self.state).ok(),
            authority: AuthorityCode::parse(self.authority.trim()).ok(),
            overdue_on: (self.overdue == "yes").then_some(today),
        }
    }
}

/// The same as a query without its page.
fn query(filter: &ClaimFilter) -> String {
    let parts = [
        filter.year_on.map(|year| format!("year={year}")),
        filter.side.map(|side| format!("side={}", side.code())),
        filter.state.map(|state| format!("state={}", state.code())),
        filter
            .authority
            .as_ref()
            .map(|authority| format!("authority={authority}")),
        filter.overdue_on.map(|_| "overdue=yes".to_owned()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("&")
}

/// Answers `GET /recoupment`.
///
/// # Errors
/// [`WebError::Forbidden`] to whoever sees no recoupment.
pub async fn list(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let moment = state.clock.moment();
    let filter = asked.filter(moment.today);
    let number = asked.page.parse().unwrap_or(1);
    let found = recoupment::register(&state.store, &person.actor, &filter, number, moment).await?;
    let blank = RaiseForm::default();
    Ok(page(
        &visit,
        (&filter, &found),
        &blank,
        &Problems::default(),
    ))
}

/// Answers `POST /recoupment`: raises the claims up to the end of a period.
///
/// # Errors
/// [`WebError::Forbidden`] to whoever raises none; [`WebError::Conflict`] if somebody else raises them meanwhile.
pub async fn raise(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    FormBody(filled): FormBody<RaiseForm>,
) -> Result<Response, WebError> {
    let moment = state.clock.moment();
    let filter = ClaimFilter::default();
    let found = recoupment::register(&state.store, &person.actor, &filter, 1, moment).await?;
    if !found.may_keep {
        return Err(WebError::Forbidden);
    }
    let at = match parse(&filled) {
        Ok(at) => at,
        Err(problems) => return Ok(page(&visit, (&filter, &found), &filled, &problems)),
    };
    let raised = recoupment::raise(&state.store, state.rules, &person.actor, at, moment).await?;
    let raised = match raised {
        Ok(raised) => raised,
        Err(why) => {
            let why = match why {
                NotRaised::NoCalendar => "The year has no payment calendar",
                NotRaised::NoSuchPeriod => "The year has no such payment period",
            };
            let problems = Problems::one("period", why);
            return Ok(page(&visit, (&filter, &found), &filled, &problems));
        }
    };
    let claims = match raised.claims {
        0 => "Nothing is due that was not claimed before.".to_owned(),
        1 => "1 claim was raised.".to_owned(),
        many => format!("{many} claims were raised."),
    };
    let left_out = match raised.left_out {
        0 => String::new(),
        1 => " 1 cost cannot be worked out and is in none; the payments of the year say why."
            .to_owned(),
        many => format!(
            " {many} costs cannot be worked out and are in none; the payments of the year say why."
        ),
    };
    person
        .leave_said(&state, &format!("{claims}{left_out}"))
        .await?;
    Ok(redirect(HERE))
}

/// Answers `GET /recoupment/claims.csv`.
///
/// # Errors
/// As [`list`].
pub async fn csv(
    State(state): State<AppState>,
    person: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let moment = state.clock.moment();
    let filter = asked.filter(moment.today);
    let found = recoupment::every(&state.store, &person.actor, &filter, moment).await?;
    csv_file("recoupment.csv", recoupment::csv(&found)?)
}

/// Answers `GET /recoupment/claims.xlsx`.
///
/// # Errors
/// As [`list`].
pub async fn workbook(
    State(state): State<AppState>,
    person: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let moment = state.clock.moment();
    let filter = asked.filter(moment.today);
    let found = recoupment::every(&state.store, &person.actor, &filter, moment).await?;
    workbook_file("recoupment.xlsx", recoupment::workbook(&found, moment)?)
}

fn page(
    visit: &Visit,
    (filter, found): (&ClaimFilter, &Register),
    filled: &RaiseForm,
    problems: &Problems,
) -> Response {
    Page::titled("Recoupment")
        .back("/", "Back to the start")
        .with_problems(problems)
        .answer(visit, || {
            let narrowed = !query(filter).is_empty();
            let listed = results(filter, found);
            view! {
                <h1 class="govuk-heading-l">"Recoupment between authorities"</h1>
                <p class="govuk-body">
                    "What other authorities owe us for children whom we pay for, and what we owe those that pay for ours."
                </p>
                {clock_rules(found)}
                {overdue(found)}
                <FilterLayout filters=filters(filter, found) open=narrowed>{listed}</FilterLayout>
                {found.may_keep.then(|| form(found, filled, problems))}
            }
        })
}

/// What the law says of the clock, and what of it is to be checked.
fn clock_rules(found: &Register) -> AnyView {
    let rules = found.rules.all().iter();
    let items = rules
        .map(|rule| {
            let words = format!(
                "From {}: where nothing is agreed within {} months, the home authority pays the full cost, transport \
                 included, less grant ({}). {}.",
                day(rule.in_force_from),
                rule.months,
                rule.source,
                rule.to_check,
            );
            view! { <li>{words}</li> }
        })
        .collect_view();
    view! {
        <p class="govuk-body">"The clock of claims for looked-after children:"</p>
        <ul class="govuk-list govuk-list--bullet">{items}</ul>
    }
    .into_any()
}

fn overdue(found: &Register) -> Option<AnyView> {
    let words = match found.overdue {
        0 => return None,
        1 => "1 claim has nothing agreed and its clock has run out".to_owned(),
        many => format!(
            "{} claims have nothing agreed and their clocks have run out",
            count(many)
        ),
    };
    let href = format!("{HERE}?overdue=yes");
    Some(view! { <p class="govuk-body"><a class="govuk-link" href=href>{words}</a></p> }.into_any())
}

fn filters(filter: &ClaimFilter, found: &Register) -> AnyView {
    let any = || SelectOption::new("", "Any");
    let mut years = vec![any()];
    years.extend(found.years.iter().map(|year| {
        SelectOption::new(
            year.to_string(),
            FinancialYear::containing(*year).to_string(),
        )
    }));
    let mut sides = vec![any()];
    let all = ClaimSide::ALL.iter();
    sides.extend(all.map(|side| SelectOption::new(side.code(), side.title())));
    let mut states = vec![any()];
    let all = ClaimState::ALL.iter();
    states
        .extend(all.map(|state| SelectOption::new(state.code(), state.title(ClaimSide::OwedToUs))));
    let clocks = vec![any(), SelectOption::new("yes", "Has run out")];
    let year = filter.year_on.map(|year| year.to_string());
    let authority = filter.authority.as_ref().map(ToString::to_string);
    view! {
        <form method="get" action=HERE>
            <Select name="year" label="Financial year" options=years value=year.unwrap_or_default() />
            <Select
                name="side"
                label="Who owes"
                options=sides
                value=filter.side.map(ClaimSide::code).unwrap_or_default()
            />
            <Select
                name="state"
                label="Status"
                options=states
                value=filter.state.map(ClaimState::code).unwrap_or_default()
            />
            <TextInput
                name="authority"
                label="Number of the other authority"
                value=authority.unwrap_or_default()
                width=3
                inputmode="numeric"
            />
            <Select
                name="overdue"
                label="Clock"
                options=clocks
                value=filter.overdue_on.map(|_| "yes").unwrap_or_default()
            />
            <Button text="Apply filters" kind=ButtonKind::Secondary />
        </form>
    }
    .into_any()
}

fn results(filter: &ClaimFilter, found: &Register) -> AnyView {
    let asked = query(filter);
    if found.claims.total == 0 {
        let words = match asked.is_empty() {
            true => "No claim has been raised. Who pays for a child is said on its record.",
            false => "There is no such claim.",
        };
        return view! { <p class="govuk-body">{words}</p> }.into_any();
    }
    let columns = vec![
        Column::text("Child"),
        Column::text("Who owes"),
        Column::text("Authority"),
        Column::text("Days"),
        Column::text("Status"),
        Column::text("Clock runs out"),
        Column::number("Amount"),
    ];
    let total = match found.claims.total {
        1 => "1 claim".to_owned(),
        many => format!("{} claims", count(many)),
    };
    let last = u32::try_from(found.claims.pages()).unwrap_or(u32::MAX);
    let current = found.claims.page.number();
    let rows = found
        .claims
        .items
        .iter()
        .map(|line| row(line, found.today))
        .collect();
    let file = |kind: &str| match asked.is_empty() {
        true => format!("{HERE}/claims.{kind}"),
        false => format!("{HERE}/claims.{kind}?{asked}"),
    };
    let kept_back = (found.kept_back > 0).then(|| {
        let said = format!(
            "{} of this page are left out: a profile of the child waits for your own judgement. They are listed once you have \
             judged.",
            count(u64::try_from(found.kept_back).unwrap_or(u64::MAX))
        );
        view! { <p class="govuk-body">{said}</p> }
    });
    view! {
        {kept_back}
        <Table caption=total columns=columns rows=rows />
        <Pagination base=HERE query=asked.clone() current=current last=last />
        <p class="govuk-body">
            "Download these claims: "
            <a class="govuk-link" href=file("xlsx")>"workbook (xlsx)"</a>
            " or "
            <a class="govuk-link" href=file("csv")>"CSV"</a>
        </p>
    }
    .into_any()
}

fn row(line: &ClaimLine, today: Date) -> Vec<Cell> {
    let of = &line.claim;
    let (href, reference) = (format!("{HERE}/{}", of.id), line.local_id.to_string());
    let name = line
        .name
        .clone()
        .unwrap_or_else(|| "Name withheld".to_owned());
    let last = of.days.last_day().unwrap_or(of.days.start());
    let state = of.state;
    let clock = match of.clock {
        None => "".to_owned(),
        Some((_, out)) if state.is_unsettled() && out <= today => {
            format!("{}: it has run out", short_day(out))
        }
        Some((_, out)) => short_day(out),
    };
    let amount = of.sums.claimed().map(|amount| amount.to_string());
    vec![
        Cell::of(view! { <a class="govuk-link" href=href>{reference}</a> " " {name} }),
        Cell::from(of.side.title()),
        Cell::from(of.authority.to_string()),
        Cell::from(format!(
            "{} to {}",
            short_day(of.days.start()),
            short_day(last)
        )),
        Cell::of(view! { <Tag text=state.title(of.side) colour=colour(state) /> }),
        Cell::from(clock),
        Cell::from(amount.unwrap_or_default()),
    ]
}

fn form(found: &Register, filled: &RaiseForm, problems: &Problems) -> AnyView {
    if found.periods.is_empty() {
        return view! {
            <p class="govuk-body">
                "Claims are worked out by payment periods. No year has a payment calendar yet."
            </p>
        }
        .into_any();
    }
    let mut periods = vec![SelectOption::new("", "Select the period")];
    periods.extend(found.periods.iter().map(|(year, place, days)| {
        let last = days.last_day().unwrap_or(days.start());
        let words = format!("{}, up to {}", FinancialYear::containing(*year), day(last));
        SelectOption::new(format!("{year}/{}", place + 1), words)
    }));
    view! {
        <h2 class="govuk-heading-m">"Raise claims"</h2>
        <form method="post" action=HERE novalidate>
            <Select
                name="period"
                label="Up to the end of"
                hint="For every child and authority, what is due by then less what was claimed before"
                options=periods
                value=filled.period.clone()
                error=problems.of("period")
            />
            <Button text="Raise claims" />
        </form>
    }
    .into_any()
}
