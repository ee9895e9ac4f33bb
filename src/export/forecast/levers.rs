//! From the cost without any lever to that with all, a step for each: a table, and a waterfall drawn of it.

use rust_xlsxwriter::{Chart, ChartFormat, ChartType, Workbook, XlsxError};

use super::summary::{self, SUMMARY};
use crate::export::{Column, Sheet, Value};
use crate::forecast::Outcome;
use crate::money::Money;

/// The sheet's name.
const LEVERS: &str = "Levers";

/// The columns: what a step is, what it changes, where the cost then stands, and the parts of its bar.
const COLUMNS: [(&str, u16); 7] = [
    ("Step", 70),
    ("Changes the cost by", 18),
    ("Cost then", 18),
    ("Under the bar", 18),
    ("Total", 18),
    ("Saved", 18),
    ("Added", 18),
];

fn worked(formula: String, is: Money) -> Value {
    Value::Worked { formula, is }
}

fn at_least_nought(sum: Money) -> Money {
    sum.max(Money::ZERO)
}

/// The sheet; none of a forecast without levers.
pub(super) fn waterfall(outcome: &Outcome) -> Option<Sheet> {
    if outcome.effects.is_empty() {
        return None;
    }
    let without = summary::unmitigated(outcome);
    let total_row = summary::total_row(outcome);
    let mut rows = vec![vec![
        Value::Text("Without any lever".to_owned()),
        Value::Blank,
        worked(format!("={SUMMARY}!F{total_row}"), without),
        Value::Blank,
        worked("=C2".to_owned(), without),
    ]];
    let mut stands = without;
    for effect in &outcome.effects {
        let (before, at) = (stands, rows.len() + 2);
        // The sums of a forecast are money, and so is each on the way from one to another.
        stands = stands.plus(effect.change).unwrap_or(stands);
        let saved = before.minus(stands).unwrap_or(Money::ZERO);
        let above = at - 1;
        rows.push(vec![
            Value::Text(effect.lever.clone()),
            Value::Money(effect.change),
            worked(format!("=ROUND(C{above}+B{at},2)"), stands),
            worked(format!("=MIN(C{above},C{at})"), before.min(stands)),
            Value::Blank,
            worked(format!("=MAX(-B{at},0)"), at_least_nought(saved)),
            worked(format!("=MAX(B{at},0)"), at_least_nought(effect.change)),
        ]);
    }
    let above = rows.len() + 1;
    rows.push(vec![
        Value::Text("With all levers".to_owned()),
        Value::Blank,
        worked(format!("=C{above}"), stands),
        Value::Blank,
        worked(format!("=C{}", above + 1), stands),
    ]);
    Some(Sheet {
        name: LEVERS.to_owned(),
        columns: COLUMNS
            .map(|(heading, width)| Column::new(heading, width))
            .to_vec(),
        rows,
        is_filtered: false,
    })
}

/// Draws the waterfall and names the steps.
///
/// # Errors
/// [`XlsxError`] for what a workbook cannot hold.
pub(super) fn dress(workbook: &mut Workbook, outcome: &Outcome) -> Result<(), XlsxError> {
    if outcome.effects.is_empty() {
        return Ok(());
    }
    let last = outcome.effects.len() + 3;
    let mut chart = Chart::new(ChartType::ColumnStacked);
    chart
        .title()
        .set_name("From unmitigated to mitigated cost (£)");
    for (column, name) in [('D', ""), ('E', "Total"), ('F', "Saved"), ('G', "Added")] {
        let series = chart.add_series();
        series
            .set_categories(format!("={LEVERS}!$A$2:$A${last}").as_str())
            .set_values(format!("={LEVERS}!${column}$2:${column}${last}").as_str());
        if name.is_empty() {
            // What a bar stands on is not seen.
            series.set_format(ChartFormat::new().set_no_fill());
        } else {
            series.set_name(name);
        }
    }
    chart.legend().delete_entries(&[0]);
    let below = u32::try_from(last + 1).unwrap_or(u32::MAX);
    let sheet = workbook.worksheet_from_name(LEVERS)?;
    sheet.insert_chart(below, 0, &chart)?;
    workbook.define_name("Lever_effects", &format!("={LEVERS}!$B$3:$B${}", last - 1))?;
    Ok(())
}
