//! The sheet of high needs finance: what each category of placement costs, and everything besides, by section 251 line.

use super::columns::{Columns, Of, OfYear};
use super::placements;
use super::{DsgPlan, PaidFor};
use crate::costs::{CostKind, section_251_line};
use crate::export::{Sheet, Value};
use crate::forecast::Category;
use crate::money::{Decimal, Money, Rounding};
use crate::needs::Setting;

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
    rows.extend(split(plan, columns));
    columns.sheet(NAME, &LABELS, rows)
}

/// Below the total: what the categories pay for, each one's cost of a year in the shares of the record of today. The last part of a
/// category is what the others leave, so that they come to its row above to the penny.
fn split(plan: &DsgPlan, columns: &Columns<'_>) -> Vec<Vec<Value>> {
    if plan.paid_for.is_empty() {
        return Vec::new();
    }
    let heading = "Of the placements above, what is paid for: in the shares of today’s record, which a forecast of settings does not change";
    let mut rows = vec![vec![Value::Blank, Value::Heading(heading.to_owned())]];
    for category in Category::ALL {
        let parts: Vec<&PaidFor> = plan
            .paid_for
            .iter()
            .filter(|part| part.category == category)
            .collect();
        let whole: i64 = parts.iter().map(|part| part.annual.pence()).sum();
        if whole == 0 {
            continue;
        }
        let above = FIRST + category.place();
        // The heading of the sheet, and the rows so far.
        let first = ALL + 1 + rows.len();
        for (place, part) in parts.iter().enumerate() {
            let title = format!("{}: {}", category.title(), part.kind.title());
            let is_last = place + 1 == parts.len();
            let (before, row) = (&parts[..place], first + place);
            rows.push(columns.row(&[line_of(part), &title], |column| {
                let Some(all) = column.year.categories[category.place()].spend else {
                    return Value::Blank;
                };
                let letter = columns.letter(LABELS.len(), column);
                let formula = match (is_last, place) {
                    (true, 0) => format!("={letter}{above}"),
                    (true, _) => {
                        format!(
                            "=ROUND({letter}{above}-SUM({letter}{first}:{letter}{}),2)",
                            row - 1
                        )
                    }
                    (false, _) => {
                        format!("=ROUND({letter}{above}*{}/{whole},2)", part.annual.pence())
                    }
                };
                let own = share(all, part, whole);
                let is = if is_last {
                    let others = Money::total(before.iter().map(|other| share(all, other, whole)));
                    others.and_then(|others| all.minus(others)).unwrap_or(own)
                } else {
                    own
                };
                Value::Worked { formula, is }
            }));
        }
    }
    rows
}

/// The section 251 line that a part is spent on; of a top-up or fee those of its category, because a forecast knows no schools.
fn line_of(part: &PaidFor) -> &'static str {
    match part.kind {
        CostKind::BandTopUp
        | CostKind::Exceptional
        | CostKind::Fee
        | CostKind::HealthContribution
        | CostKind::SocialCareContribution => part.category.section_251(),
        kind => section_251_line(kind, Setting::Oth, ""),
    }
}

/// A part of a sum, to the penny.
fn share(all: Money, part: &PaidFor, whole: i64) -> Money {
    let exact = all.pounds() * Decimal::from(part.annual.pence()) / Decimal::from(whole);
    // A share of what is money is money.
    Rounding::TO_THE_PENNY
        .to_money(exact)
        .unwrap_or(Money::ZERO)
}
