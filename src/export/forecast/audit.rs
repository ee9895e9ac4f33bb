//! The last sheets: what is assumed, with room for whoever checks it, and how the forecast can be made and checked again.

use rust_xlsxwriter::{DataValidation, Workbook, XlsxError};

use super::sheets::{MONTHS, sheet, text};
use super::summary::{self, FINANCIAL_YEARS, TOTAL_NAME};
use crate::export::{Sheet, Value};
use crate::forecast::Outcome;
use crate::money::Money;

/// The sheet of what is assumed.
const ASSUMPTIONS: &str = "Assumptions";
/// The column in which an officer says whether an assumption was checked.
const CHECKED: u16 = 3;

fn assumed(outcome: &Outcome) -> Vec<Vec<Value>> {
    let levers = outcome
        .levers
        .iter()
        .map(|lever| vec![text("Lever"), text(lever), text("the scenario")]);
    outcome
        .assumptions
        .iter()
        .map(|one| vec![text(&one.title), text(&one.value), text(&one.source)])
        .chain(levers)
        .collect()
}

/// What is assumed, with where it is from.
pub(super) fn assumptions(outcome: &Outcome) -> Sheet {
    let first = [
        ("What", 50),
        ("Value", 90),
        ("Source", 50),
        ("Checked (yes, no, ask)", 14),
        ("By whom, and when", 26),
    ];
    sheet(ASSUMPTIONS, &first, &[], assumed(outcome))
}

/// Lets an officer choose what to say of an assumption.
///
/// # Errors
/// [`XlsxError`] for what a workbook cannot hold.
pub(super) fn dress(workbook: &mut Workbook, outcome: &Outcome) -> Result<(), XlsxError> {
    let last = u32::try_from(assumed(outcome).len()).unwrap_or(u32::MAX);
    let list = DataValidation::new().allow_list_strings(&["yes", "no", "ask"])?;
    let sheet = workbook.worksheet_from_name(ASSUMPTIONS)?;
    sheet.add_data_validation(1, CHECKED, last.max(1), CHECKED, &list)?;
    Ok(())
}

/// The run, its inputs, the control totals worked out from the other sheets, and every problem.
pub(super) fn audit(outcome: &Outcome) -> Sheet {
    let run = outcome
        .run_id()
        .map_or_else(|error| error.to_string(), |id| id.as_str().to_owned());
    let mut rows = vec![
        vec![text("Run"), text(run)],
        vec![text("Version of the model"), text(&outcome.model_version)],
        vec![text("Seed"), text(outcome.seed)],
        vec![text("Simulations"), Value::Count(outcome.simulations)],
        vec![
            text("Plans at the start"),
            Value::Count(outcome.start.plans),
        ],
        vec![
            text("Their annual cost"),
            Value::Money(outcome.start.annual_cost),
        ],
    ];
    rows.extend(control_totals(outcome));
    rows.push(vec![
        text("Conservation"),
        text(
            "people in are people out, bands are settings, parts are totals and months are years in the expected values and in every simulation: anything else ends the forecast",
        ),
    ]);
    for input in &outcome.inputs {
        let name = input.source.title();
        rows.push(vec![text(format!("File of the {name}")), text(&input.name)]);
        rows.push(vec![
            text(format!("SHA-256 of the {name}")),
            text(input.sha256.as_str()),
        ]);
        rows.push(vec![
            text(format!("Rows of the {name}")),
            Value::Count(input.rows),
        ]);
        rows.push(vec![
            text(format!("Rows of the {name} refused")),
            Value::Count(input.refused),
        ]);
    }
    rows.extend(
        outcome
            .problems
            .iter()
            .map(|problem| vec![text("Problem"), text(problem)]),
    );
    sheet("Audit", &[("What", 50), ("Value", 110)], &[], rows)
}

/// Totals by two ways, and what is between them.
fn control_totals(outcome: &Outcome) -> Vec<Vec<Value>> {
    let years = outcome.financial_years.iter();
    // Sums of money are checked where the outcome is made.
    let all = Money::total(years.map(|year| year.spend.expected)).unwrap_or(Money::ZERO);
    let total =
        |title: &str, formula: String, is: Money| vec![text(title), Value::Worked { formula, is }];
    let of_months =
        format!("ROUND(SUMIFS({MONTHS}!D:D,{MONTHS}!B:B,\"Spend\",{MONTHS}!C:C,\"All\"),2)");
    let of_years =
        format!("ROUND(SUMIFS('{FINANCIAL_YEARS}'!D:D,'{FINANCIAL_YEARS}'!C:C,\"All\"),2)");
    let mut rows = vec![
        total(
            "Whole financial years, all settings, expected",
            format!("={TOTAL_NAME}"),
            summary::total(outcome),
        ),
        total(
            "All months, all settings, expected",
            format!("={of_months}"),
            all,
        ),
        total(
            "Months less financial years, in part or whole: must be nought",
            format!("=ROUND({of_months}-{of_years},2)"),
            Money::ZERO,
        ),
    ];
    if !outcome.effects.is_empty() {
        rows.push(total(
            "What the levers leave unexplained: must be nought",
            format!(
                "=ROUND(SUM(Lever_effects)-Summary!G{},2)",
                summary::total_row(outcome)
            ),
            Money::ZERO,
        ));
    }
    rows
}
