//! The last sheets: what is assumed and who said so, and how the workbook can be made and checked again.

use super::columns::{Columns, Of};
use super::{DsgPlan, finance, savings};
use crate::export::{Column, Sheet, Value};
use crate::forecast::{Category, PlanYear};
use crate::money::Money;

fn text(text: impl Into<String>) -> Value {
    Value::Text(text.into())
}

fn day(day: crate::calendar::Date) -> Value {
    Value::Moment(day.to_datetime(jiff::civil::Time::midnight()))
}

/// The sheet of what is assumed.
pub(super) const ASSUMPTIONS: &str = "Assumptions";
/// The column in which an officer says whether an assumption was checked, from 0.
pub(super) const CHECKED: u16 = 6;

/// What is assumed, entered and counted where.
pub(super) fn assumptions(plan: &DsgPlan) -> Sheet {
    let levers = plan.placements.savings.iter().map(|saving| {
        let saved = plan.levers_saved.as_ref();
        vec![
            text("Mitigation"),
            text(saving.lever.clone()),
            text("stated with the value"),
            text("the scenario"),
            saved.map_or(Value::Blank, |saved| day(saved.on)),
            saved.map_or(Value::Blank, |saved| text(saved.by.clone())),
        ]
    });
    let assumed = plan.assumptions.iter().map(|one| {
        vec![
            text(&*one.title),
            text(one.value.clone()),
            text("stated with the value"),
            text(&*one.source),
        ]
    });
    let entered = plan.figures.iter().map(|figure| {
        vec![
            text(figure.title.clone()),
            Value::Money(figure.sum),
            text("pounds"),
            text(figure.note.clone()),
            day(figure.on),
            text(figure.by.clone()),
        ]
    });
    let counted = Category::ALL.iter().map(|category| {
        vec![
            text(format!(
                "Counted under {}: {}",
                category.number(),
                category.title()
            )),
            text(category.settings().join(", ")),
            text("settings by their codes"),
            text("the codes of the database"),
        ]
    });
    let columns = [
        ("What", 56),
        ("Value", 80),
        ("Unit", 22),
        ("Source", 46),
        ("Entered on", 13),
        ("Entered by", 24),
        ("Checked (yes, no, ask)", 14),
        ("By whom, and when", 26),
    ];
    Sheet {
        name: ASSUMPTIONS.to_owned(),
        columns: columns
            .map(|(heading, width)| Column::new(heading, width))
            .to_vec(),
        rows: entered
            .chain(levers)
            .chain(assumed)
            .chain(counted)
            .collect(),
        is_filtered: true,
    }
}

/// The run, its inputs and the control totals, each worked out from the other sheets.
pub(super) fn audit(plan: &DsgPlan, columns: &Columns<'_>) -> Sheet {
    let mut rows: Vec<Vec<Value>> = plan
        .facts
        .iter()
        .map(|(title, value)| vec![text(title.clone()), text(value.clone())])
        .collect();
    for (title, of, years) in [
        (
            "Placements of all years, unmitigated",
            Of::Unmitigated,
            &plan.placements.unmitigated,
        ),
        (
            "Placements of all years, mitigated",
            Of::Mitigated,
            &plan.placements.mitigated,
        ),
    ] {
        let Some((first, last)) = columns.ends(finance::LABELS.len(), of) else {
            continue;
        };
        let (sheet, row) = (finance::NAME, finance::PLACEMENTS);
        rows.push(vec![
            text(title),
            Value::Worked {
                formula: format!("=ROUND(SUM({sheet}!{first}{row}:{last}{row}),2)"),
                is: total(years),
            },
        ]);
    }
    let (first, last) = savings::check_ends(columns);
    let row = savings::check_row(plan);
    rows.push(vec![
        text("What the savings leave unexplained: must be nought"),
        Value::Worked {
            formula: format!("=ROUND(SUM({}!{first}{row}:{last}{row}),2)", savings::NAME),
            is: Money::ZERO,
        },
    ]);
    Sheet {
        name: "Audit".to_owned(),
        columns: vec![Column::new("What", 56), Column::new("Value", 110)],
        rows,
        is_filtered: false,
    }
}

fn total(years: &[PlanYear]) -> Money {
    // The years are money, and so are their few sums.
    let sums = years.iter().filter_map(|year| year.spend().ok());
    Money::total(sums).unwrap_or(Money::ZERO)
}
