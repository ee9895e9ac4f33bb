//! The DSG management plan: which scenario mitigates, what comes of it, and the workbook.

use axum::extract::{Query, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::below;
use crate::calendar::FinancialYear;
use crate::components::{
    Button, ButtonKind, Cell, Column, Select, SelectOption, Table, WarningText,
};
use crate::forecast::{AllocationParts, Besides, PlanYear};
use crate::ids::ScenarioId;
use crate::money::{Money, MoneyError};
use crate::service::Moment;
use crate::service::high_needs::management_plan::{self, BesidesYear, DsgPlan, PlanSide, Wanted};
use crate::service::high_needs::scenarios::{self, Saved};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError, workbook_file};

/// Which plan is asked for.
#[derive(Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Asked {
    /// A saved scenario; blank for a plan that mitigates nothing.
    scenario: String,
}

impl Asked {
    /// The plan from the present financial year on.
    fn wanted(&self, moment: Moment) -> Result<Wanted, WebError> {
        let scenario = match self.scenario.as_str() {
            "" => None,
            text => Some(ScenarioId::parse(text).map_err(|_| WebError::NotFound)?),
        };
        Ok(Wanted {
            scenario,
            year: FinancialYear::containing(moment.today),
        })
    }
}

/// Answers `GET /high-needs/management-plan`.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not see the forecast; [`WebError::NotFound`] if there is no such scenario.
pub async fn show(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let moment = state.clock.moment();
    let wanted = asked.wanted(moment)?;
    let saved = scenarios::list(&state.store, &person.actor).await?;
    let plan =
        management_plan::show(&state.store, state.rules, &person.actor, &wanted, moment).await?;
    Ok(Page::titled("DSG management plan").below(below()).answer(&visit, move || {
        let content = match &plan {
            Ok((plan, standing)) => {
                view! { {super::as_of(*standing)} {made(plan, &asked)} }.into_any()
            }
            Err(why) => view! { <WarningText text=why.clone() /> }.into_any(),
        };
        view! {
            <h1 class="govuk-heading-l">"DSG management plan"</h1>
            <p class="govuk-body">
                "A workbook with the tabs of the Department for Education’s template: the balance by year, what each kind of \
                 placement costs, plans by age group and primary need, and what each mitigation saves."
            </p>
            {choice(&saved, &asked)}
            {content}
        }
    }))
}

/// Answers `GET /high-needs/management-plan.xlsx`.
///
/// # Errors
/// As [`show`]; [`WebError::NotFound`] where there is no plan.
pub async fn file(
    State(state): State<AppState>,
    person: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let moment = state.clock.moment();
    let wanted = asked.wanted(moment)?;
    let bytes =
        management_plan::download(&state.store, state.rules, &person.actor, &wanted, moment)
            .await?;
    workbook_file(&format!("dsg-management-plan-{}.xlsx", wanted.year), bytes)
}

fn choice(saved: &[Saved], asked: &Asked) -> impl IntoView + use<> {
    let nothing = SelectOption::new("", "None: both sides are the same");
    let options = std::iter::once(nothing)
        .chain(
            saved
                .iter()
                .map(|one| SelectOption::new(one.id.to_string(), one.name.clone())),
        )
        .collect();
    view! {
        <form method="get" action="/high-needs/management-plan" novalidate>
            <Select
                name="scenario"
                label="Scenario whose levers are the mitigations"
                options=options
                value=asked.scenario.clone()
            />
            <Button text="Show the plan" kind=ButtonKind::Secondary />
        </form>
    }
}

fn made(plan: &DsgPlan, asked: &Asked) -> AnyView {
    let query = serde_urlencoded::to_string(asked).unwrap_or_default();
    let href = format!("/high-needs/management-plan.xlsx?{query}");
    let columns = vec![
        Column::text("Financial year"),
        Column::number("Placements, unmitigated"),
        Column::number("Placements, mitigated"),
        Column::number("Carried forward, unmitigated"),
        Column::number("Carried forward, mitigated"),
    ];
    let placements = |year: &PlanYear| year.spend().map(|sum| sum.to_string()).unwrap_or_default();
    let carried = |side: &PlanSide, year: FinancialYear| {
        let found = side.balance.iter().find(|one| one.year == year);
        found.map_or_else(
            || "Not entered".to_owned(),
            |one| one.carried_forward.to_string(),
        )
    };
    let years = plan
        .placements
        .unmitigated
        .iter()
        .zip(&plan.placements.mitigated);
    let rows = years
        .map(|(plain, with)| {
            vec![
                Cell::from(plain.year.to_string()),
                Cell::from(placements(plain)),
                Cell::from(placements(with)),
                Cell::from(carried(&plan.unmitigated, plain.year)),
                Cell::from(carried(&plan.mitigated, plain.year)),
            ]
        })
        .collect();
    view! {
        <Table caption="The plan by year, expected" columns=columns rows=rows />
        {allocations(plan)}
        {besides(plan)}
        <p class="govuk-body"><a class="govuk-link" href=href download="">"Download the workbook"</a></p>
    }
    .into_any()
}

/// What no placement bears, by line, of the years for which lines count.
fn besides(plan: &DsgPlan) -> AnyView {
    let of_ahead = |year: &&BesidesYear| {
        let ahead = plan.placements.unmitigated.iter();
        !year.lines.is_empty() && ahead.map(|one| one.year).any(|one| one == year.year)
    };
    let years: Vec<&BesidesYear> = plan.besides.iter().filter(of_ahead).collect();
    if years.is_empty() {
        return view! {
            <p class="govuk-body">
                "What is planned besides placements is not entered by line: place funding, support services and the others share one row of the workbook. "
                <a class="govuk-link" href="/high-needs/figures">"Enter figures"</a>
            </p>
        }
        .into_any();
    }
    let mut columns = vec![Column::text("Line")];
    columns.extend(
        years
            .iter()
            .map(|year| Column::number(year.year.to_string())),
    );
    let row = |line: Besides| -> Option<Vec<Cell>> {
        let of_year = |year: &&BesidesYear| {
            let mut own = year.lines.iter().filter(|(one, _)| *one == line);
            own.next().map(|(_, sum)| *sum)
        };
        let sums: Vec<Option<Money>> = years.iter().map(of_year).collect();
        if sums.iter().all(Option::is_none) {
            return None;
        }
        let title = match line.section_251() {
            "" => line.title().to_owned(),
            code => format!("{code} {}", line.title()),
        };
        let sums = sums.into_iter().map(|sum| {
            Cell::from(sum.map_or_else(|| "Not entered".to_owned(), |sum| sum.to_string()))
        });
        Some(std::iter::once(Cell::from(title)).chain(sums).collect())
    };
    let rows = Besides::ALL.into_iter().filter_map(row).collect();
    view! { <Table caption="What no placement bears, by line" columns=columns rows=rows /> }
        .into_any()
}

/// The allocations by their parts, of the years for which they were entered.
fn allocations(plan: &DsgPlan) -> AnyView {
    if plan.allocations.is_empty() {
        return view! {
            <p class="govuk-body">
                "Gross allocations and deductions are not entered. "
                <a class="govuk-link" href="/high-needs/figures">"Enter figures"</a>
            </p>
        }
        .into_any();
    }
    let columns = vec![
        Column::text("Financial year"),
        Column::number("Gross"),
        Column::number("Import and export"),
        Column::number("Deducted for places"),
        Column::number("Other deductions"),
        Column::number("Transfers and income"),
        Column::number("Net"),
    ];
    let shown = |sum: Result<Money, MoneyError>| {
        Cell::from(sum.map(|sum| sum.to_string()).unwrap_or_default())
    };
    let row = |(year, parts): &(FinancialYear, AllocationParts)| {
        vec![
            Cell::from(year.to_string()),
            shown(Ok(parts.gross)),
            shown(Ok(parts.import_export)),
            shown(Ok(parts.place_deductions)),
            shown(Ok(parts.other_deductions)),
            shown(parts.block_transfer.plus(parts.other_income)),
            shown(parts.net()),
        ]
    };
    let rows = plan.allocations.iter().map(row).collect();
    view! { <Table caption="The allocation by year" columns=columns rows=rows /> }.into_any()
}
