//! The sheet of high needs finance: what each category of placement costs, and everything besides, by section 251 line.

use super::DsgPlan;
use super::columns::{Columns, Of, OfYear};
use super::placements;
use crate::export::{Sheet, Value};
use crate::forecast::Category;
use crate::money::Money;

/// Its name.
pub(super) const NAME: &str = "HN_Finance";
/// The columns that say what a row is.
pub(super) const LABELS: [(&str, u16); 2] = [("Section 251", 22), ("Line", 60)];
/// The first category's row.
const FIRST: usize = 2;
/// The row of all placements.
pub(super) const PLACEMENTS: usize = FIRST + Category::ALL.len();
/// The row of what is planned besides.
pub(super) const BESIDES: usize = PLACEMENTS + 1;
/// The row of everything.
pub(super) const ALL: usize = BESIDES + 1;

/// What all placements of a year cost: a sum of parts that is money, as the plan's making has checked.
pub(super) fn placements_of(column: &OfYear<'_>) -> Option<Money> {
    (column.of != Of::Known).then(|| column.year.spend().unwrap_or(Money::ZERO))
}

/// What is planned besides placements, where it was entered.
pub(super) fn besides(column: &OfYear<'_>) -> Money {
    column
        .balance
        .map_or(Money::ZERO, |year| year.other_spend.sum)
}

/// What placements and everything besides cost.
pub(super) fn all(column: &OfYear<'_>) -> Option<Money> {
    placements_of(column)?.plus(besides(column)).ok()
}

/// The sheet.
pub(super) fn sheet(plan: &DsgPlan, columns: &Columns<'_>) -> Sheet {
    let of_category = |category: &Category| {
        let row = placements::cost_row(plan, *category);
        let title = format!("Placements: {}", category.title());
        columns.row(&[category.section_251(), &title], |column| {
            let Some(is) = column.year.categories[category.place()].spend else {
                return Value::Blank;
            };
            let letter = columns.letter(LABELS.len(), column);
            Value::Worked {
                formula: format!("={}!{letter}{row}", placements::name(*category)),
                is,
            }
        })
    };
    let mut rows: Vec<Vec<Value>> = Category::ALL.iter().map(of_category).collect();
    let worked = |formula: fn(&str) -> String, is: fn(&OfYear<'_>) -> Option<Money>| {
        move |column: &OfYear<'_>| match is(column) {
            Some(is) => Value::Worked {
                formula: formula(&columns.letter(LABELS.len(), column)),
                is,
            },
            None => Value::Blank,
        }
    };
    rows.push(columns.row(
        &["1.2.1 to 1.2.3, 1.2.6, 1.2.7, 1.2.11", "All placements"],
        worked(
            |letter| format!("=ROUND(SUM({letter}{FIRST}:{letter}{}),2)", PLACEMENTS - 1),
            placements_of,
        ),
    ));
    let services = "Place funding, support services, inclusion, therapies and all else that no placement bears";
    rows.push(
        columns.row(&["1.0.2, 1.2.4 to 1.2.10, 1.2.13", services], |column| {
            column
                .balance
                .map_or(Value::Blank, |year| Value::Money(year.other_spend.sum))
        }),
    );
    rows.push(columns.row(
        &["", "High needs expenditure"],
        worked(
            |letter| format!("=ROUND({letter}{PLACEMENTS}+{letter}{BESIDES},2)"),
            all,
        ),
    ));
    columns.sheet(NAME, &LABELS, rows)
}
