//! Charts, names and lists to choose from, put on the sheets when they are written.

use rust_xlsxwriter::{Chart, ChartType, DataValidation, Workbook, XlsxError};

use super::columns::{Columns, Of};
use super::{DsgPlan, audit, finance, savings, summary};
use crate::forecast::Category;

/// Puts them on, each chart under its sheet's rows.
///
/// # Errors
/// [`XlsxError`] for what a workbook cannot hold.
pub(super) fn dress(
    workbook: &mut Workbook,
    plan: &DsgPlan,
    columns: &Columns<'_>,
    (rows, assumed): ([usize; 2], usize),
) -> Result<(), XlsxError> {
    // The heading's row, and one between.
    let below = rows.map(|rows| u32::try_from(rows + 2).unwrap_or(u32::MAX));
    balance_chart(workbook, columns, below[0])?;
    cost_chart(workbook, columns, below[1])?;
    choices(workbook, plan)?;
    checked(workbook, assumed)?;
    names(workbook, columns)
}

/// A range of one row over the years of a side, such as `=Summary!$E$8:$J$8`; none where the side has no year.
fn years_of(
    columns: &Columns<'_>,
    (sheet, labels, row): (&str, usize, usize),
    of: Of,
) -> Option<String> {
    let (first, last) = columns.ends(labels, of)?;
    Some(format!("={sheet}!${first}${row}:${last}${row}"))
}

fn balance_chart(
    workbook: &mut Workbook,
    columns: &Columns<'_>,
    below: u32,
) -> Result<(), XlsxError> {
    let mut chart = Chart::new(ChartType::Line);
    chart.title().set_name("DSG balance carried forward (£)");
    let labels = summary::LABELS.len();
    for (of, name) in [
        (Of::Unmitigated, "Unmitigated"),
        (Of::Mitigated, "Mitigated"),
    ] {
        let row = |row: usize| years_of(columns, (summary::NAME, labels, row), of);
        // Both sides have the same years: the heading of the first says which.
        let heading = years_of(columns, (summary::NAME, labels, 1), Of::Unmitigated);
        if let Some((values, categories)) = row(summary::CARRIED_FORWARD).zip(heading) {
            chart
                .add_series()
                .set_name(name)
                .set_categories(categories.as_str())
                .set_values(values.as_str());
        }
    }
    let sheet = workbook.worksheet_from_name(summary::NAME)?;
    sheet.insert_chart(below, 0, &chart)?;
    Ok(())
}

fn cost_chart(workbook: &mut Workbook, columns: &Columns<'_>, below: u32) -> Result<(), XlsxError> {
    let mut chart = Chart::new(ChartType::ColumnStacked);
    chart
        .title()
        .set_name("Placements by category, unmitigated (£)");
    let labels = finance::LABELS.len();
    for category in Category::ALL {
        let row = finance::PLACEMENTS - Category::ALL.len() + category.place();
        let of = |row: usize| years_of(columns, (finance::NAME, labels, row), Of::Unmitigated);
        if let Some((values, categories)) = of(row).zip(of(1)) {
            chart
                .add_series()
                .set_name(category.title())
                .set_categories(categories.as_str())
                .set_values(values.as_str());
        }
    }
    let sheet = workbook.worksheet_from_name(finance::NAME)?;
    sheet.insert_chart(below, 1, &chart)?;
    Ok(())
}

/// What an officer may say of a saving.
fn choices(workbook: &mut Workbook, plan: &DsgPlan) -> Result<(), XlsxError> {
    let Ok(last) = u32::try_from(plan.placements.savings.len()) else {
        return Ok(());
    };
    let sheet = workbook.worksheet_from_name(savings::NAME)?;
    for (column, words) in [
        (savings::RAG, ["Red", "Amber", "Green"]),
        (savings::CONFIDENCE, ["Low", "Medium", "High"]),
    ] {
        let list = DataValidation::new().allow_list_strings(&words)?;
        if last > 0 {
            sheet.add_data_validation(1, column, last, column, &list)?;
        }
    }
    Ok(())
}

/// What an officer may say of an assumption: the same words as in a forecast's workbook.
fn checked(workbook: &mut Workbook, assumed: usize) -> Result<(), XlsxError> {
    let last = u32::try_from(assumed).unwrap_or(u32::MAX).max(1);
    let list = DataValidation::new().allow_list_strings(&["yes", "no", "ask"])?;
    let sheet = workbook.worksheet_from_name(audit::ASSUMPTIONS)?;
    sheet.add_data_validation(1, audit::CHECKED, last, audit::CHECKED, &list)?;
    Ok(())
}

fn names(workbook: &mut Workbook, columns: &Columns<'_>) -> Result<(), XlsxError> {
    let summary_row = |row: usize| (summary::NAME, summary::LABELS.len(), row);
    let finance_row = |row: usize| (finance::NAME, finance::LABELS.len(), row);
    for (name, row) in [
        ("carried_forward", summary_row(summary::CARRIED_FORWARD)),
        ("plans", summary_row(summary::PLANS)),
        ("placements", finance_row(finance::PLACEMENTS)),
        ("expenditure", finance_row(finance::ALL)),
    ] {
        for (of, side) in [
            (Of::Unmitigated, "Unmitigated"),
            (Of::Mitigated, "Mitigated"),
        ] {
            if let Some(range) = years_of(columns, row, of) {
                workbook.define_name(format!("{side}_{name}"), &range)?;
            }
        }
    }
    Ok(())
}
