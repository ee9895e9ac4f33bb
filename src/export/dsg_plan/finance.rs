//! The sheet of high needs finance: what each category of placement costs, and everything besides, by section 251 line.

use super::columns::{Columns, Of, OfYear, past};
use super::placements;
use super::{DsgPlan, PaidFor};
use crate::costs::{CostKind, section_251_line};
use crate::export::{Sheet, Value};
use crate::forecast::{Besides, Category};
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
/// The first row of what is planned besides, a row for each line.
const FIRST_BESIDES: usize = PLACEMENTS + 1;
/// The row of what was entered as one sum, by no line.
const NOT_BY_LINE: usize = FIRST_BESIDES + Besides::ALL.len();
/// The row of what is planned besides.
pub(super) const BESIDES: usize = NOT_BY_LINE + 1;
/// The row of everything.
pub(super) const ALL: usize = BESIDES + 1;

/// What all placements of a year cost: a sum of parts that is money, as the plan's making has checked. Of a year that is over,
/// what its outturn leaves of everything besides, where both were entered.
pub(super) fn placements_of(plan: &DsgPlan, column: &OfYear<'_>) -> Option<Money> {
    if column.of != Of::Known {
        return Some(column.year.spend().unwrap_or(Money::ZERO));
    }
    let past = past(plan, column)?;
    past.outturn?.minus(past.other_spend?).ok()
}

/// What is planned besides placements, where it was entered.
pub(super) fn besides(plan: &DsgPlan, column: &OfYear<'_>) -> Option<Money> {
    match column.of {
        Of::Known => past(plan, column)?.other_spend,
        Of::Unmitigated | Of::Mitigated => column.balance.map(|year| year.other_spend.sum),
    }
}

/// What placements and everything besides cost.
pub(super) fn all(plan: &DsgPlan, column: &OfYear<'_>) -> Option<Money> {
    if column.of == Of::Known {
        return past(plan, column)?.outturn;
    }
    let besides = besides(plan, column).unwrap_or(Money::ZERO);
    placements_of(plan, column)?.plus(besides).ok()
}

/// What is entered besides by line, where it is what the year's sum is made of.
fn lines<'a>(plan: &'a DsgPlan, column: &OfYear<'_>) -> Option<&'a [(Besides, Money)]> {
    let sum = besides(plan, column)?;
    let year = plan
        .besides
        .iter()
        .find(|one| one.year == column.year.year)?;
    let total = Money::total(year.lines.iter().map(|(_, sum)| *sum)).ok()?;
    (total == sum).then_some(&year.lines)
}

/// The row of a line besides placements.
fn besides_row(line: Besides) -> usize {
    FIRST_BESIDES + line as usize
}

/// The sheet.
pub(super) fn sheet(plan: &DsgPlan, columns: &Columns<'_>) -> Sheet {
    let of_category = |category: &Category| {
        let row = placements::cost_row(plan, *category);
        let title = format!("Placements: {}", category.title());
        columns.row(&[category.section_251(), &title], |column| {
            let Some(is) = column.year.categories[category.place()].spend else {
                return plan.why_not_known(column.year.year);
            };
            let letter = columns.letter(LABELS.len(), column);
            Value::Worked {
                formula: format!("={}!{letter}{row}", placements::name(*category)),
                is,
            }
        })
    };
    let mut rows: Vec<Vec<Value>> = Category::ALL.iter().map(of_category).collect();
    let letter = |column: &OfYear<'_>| columns.letter(LABELS.len(), column);
    rows.push(columns.row(
        &["1.2.1 to 1.2.3, 1.2.6, 1.2.7, 1.2.11", "All placements"],
        |column| {
            let Some(is) = placements_of(plan, column) else {
                return Value::Blank;
            };
            let letter = letter(column);
            let formula = match column.of {
                // Of a year that is over only the whole was entered, and what was besides.
                Of::Known => format!("=ROUND({letter}{ALL}-{letter}{BESIDES},2)"),
                _ => format!("=ROUND(SUM({letter}{FIRST}:{letter}{}),2)", PLACEMENTS - 1),
            };
            Value::Worked { formula, is }
        },
    ));
    rows.extend(besides_rows(plan, columns));
    rows.push(columns.row(&["", "High needs expenditure"], |column| {
        let Some(is) = all(plan, column) else {
            return Value::Blank;
        };
        let letter = letter(column);
        match column.of {
            Of::Known => Value::Money(is),
            _ => Value::Worked {
                formula: format!("=ROUND({letter}{PLACEMENTS}+{letter}{BESIDES},2)"),
                is,
            },
        }
    }));
    rows.extend(split(plan, columns));
    let next = rows.len() + 2;
    rows.extend(transport(plan, columns, next));
    columns.sheet(NAME, &LABELS, rows)
}

/// Each line besides placements, what no line has, and their sum.
fn besides_rows(plan: &DsgPlan, columns: &Columns<'_>) -> Vec<Vec<Value>> {
    let of_line = |line: &Besides| {
        columns.row(&[line.section_251(), line.title()], |column| {
            let entered = lines(plan, column).unwrap_or_default().iter();
            let mut own = entered.filter(|(one, _)| one == line);
            own.next()
                .map_or(Value::Blank, |(_, sum)| Value::Money(*sum))
        })
    };
    let mut rows: Vec<Vec<Value>> = Besides::ALL.iter().map(of_line).collect();
    rows.push(columns.row(
        &[
            "1.0.2, 1.2.4 to 1.2.10, 1.2.13",
            "Entered as one sum, by no line",
        ],
        |column| match (lines(plan, column), besides(plan, column)) {
            (None, Some(sum)) => Value::Money(sum),
            _ => Value::Blank,
        },
    ));
    rows.push(columns.row(
        &[
            "1.0.2, 1.2.4 to 1.2.10, 1.2.13",
            "All that no placement bears",
        ],
        |column| {
            let Some(is) = besides(plan, column) else {
                return Value::Blank;
            };
            let letter = columns.letter(LABELS.len(), column);
            Value::Worked {
                formula: format!("=ROUND(SUM({letter}{FIRST_BESIDES}:{letter}{NOT_BY_LINE}),2)"),
                is,
            }
        },
    ));
    rows
}

/// Below everything: what transport of each category's children comes to, in the share that it has of the category's cost today.
fn transport(plan: &DsgPlan, columns: &Columns<'_>, first: usize) -> Vec<Vec<Value>> {
    let of_today = |category: Category| -> i64 {
        let own = plan
            .paid_for
            .iter()
            .filter(|part| part.category == category);
        own.map(|part| part.annual.pence()).sum()
    };
    let known: Vec<(Category, Money, i64)> = plan
        .transport
        .iter()
        .map(|(category, sum)| (*category, *sum, of_today(*category)))
        .filter(|(_, sum, whole)| *sum != Money::ZERO && *whole > 0)
        .collect();
    if known.is_empty() {
        return Vec::new();
    }
    let heading = "Memorandum, outside the grant and in no sum above: transport, in the share that it has of a category’s cost on today’s record";
    let mut rows = vec![vec![Value::Blank, Value::Heading(heading.to_owned())]];
    for (category, sum, whole) in &known {
        let above = FIRST + category.place();
        let title = format!("Transport: {}", category.title());
        rows.push(
            columns.row(&[transport_lines(*category), &title], |column| {
                // Of a year that is over the shares of today's record say nothing.
                let of_year = column.year.categories[category.place()].spend;
                let Some(all) = of_year.filter(|_| column.of != Of::Known) else {
                    return Value::Blank;
                };
                let letter = columns.letter(LABELS.len(), column);
                Value::Worked {
                    formula: format!("=ROUND({letter}{above}*{}/{whole},2)", sum.pence()),
                    is: share(all, *sum, *whole),
                }
            }),
        );
    }
    let last = first + known.len();
    rows.push(
        columns.row(&["2.1.4, 2.1.6, 2.1.7", "All transport"], |column| {
            let spend = |category: &Category| {
                let of_year = column.year.categories[category.place()].spend;
                of_year.filter(|_| column.of != Of::Known)
            };
            let parts = known.iter();
            let parts: Option<Vec<Money>> = parts
                .map(|(category, sum, whole)| Some(share(spend(category)?, *sum, *whole)))
                .collect();
            let letter = columns.letter(LABELS.len(), column);
            match parts.map(Money::total) {
                Some(Ok(is)) => Value::Worked {
                    formula: format!("=ROUND(SUM({letter}{}:{letter}{last}),2)", first + 1),
                    is,
                },
                _ => Value::Blank,
            }
        }),
    );
    rows
}

/// The lines of the statement, outside the grant, on which the transport of a category's children is spent: by age, which a
/// category does not say.
fn transport_lines(category: Category) -> &'static str {
    match category {
        Category::PostSixteen => "2.1.6, 2.1.7",
        _ => "2.1.4, 2.1.6, 2.1.7",
    }
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
                let of_year = column.year.categories[category.place()].spend;
                let Some(all) = of_year.filter(|_| column.of != Of::Known) else {
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
                let own = share(all, part.annual, whole);
                let is = if is_last {
                    let others =
                        Money::total(before.iter().map(|other| share(all, other.annual, whole)));
                    others.and_then(|others| all.minus(others)).unwrap_or(own)
                } else {
                    own
                };
                Value::Worked { formula, is }
            }));
        }
        rows.extend(with_places(plan, columns, category, ALL + 1 + rows.len()));
    }
    rows
}

/// The place funding of a category, of the lines besides placements, and the category with it; nothing where none is entered.
fn with_places(
    plan: &DsgPlan,
    columns: &Columns<'_>,
    category: Category,
    row: usize,
) -> Vec<Vec<Value>> {
    let mut lines_of = Besides::ALL.into_iter();
    let Some(line) = lines_of.find(|line| line.places_of() == Some(category)) else {
        return Vec::new();
    };
    let places = |column: &OfYear<'_>| {
        let mut own = lines(plan, column)?.iter().filter(|(one, _)| *one == line);
        own.next().map(|(_, sum)| *sum)
    };
    if !columns.iter().any(|column| places(column).is_some()) {
        return Vec::new();
    }
    let letter = |column: &OfYear<'_>| columns.letter(LABELS.len(), column);
    let title = category.title();
    let funding = format!("{title}: place funding, of the lines above");
    let together = format!("{title}: placements and places");
    vec![
        columns.row(&[line.section_251(), &funding], |column| {
            match places(column) {
                Some(is) => Value::Worked {
                    formula: format!("={}{}", letter(column), besides_row(line)),
                    is,
                },
                None => Value::Blank,
            }
        }),
        columns.row(&["", &together], |column| {
            let spend = column.year.categories[category.place()].spend;
            let both = spend.zip(places(column));
            match both.map(|(spend, places)| spend.plus(places)) {
                Some(Ok(is)) => {
                    let (letter, above) = (letter(column), FIRST + category.place());
                    Value::Worked {
                        formula: format!("=ROUND({letter}{above}+{letter}{row},2)"),
                        is,
                    }
                }
                _ => Value::Blank,
            }
        }),
    ]
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
fn share(all: Money, part: Money, whole: i64) -> Money {
    let exact = all.pounds() * Decimal::from(part.pence()) / Decimal::from(whole);
    // A share of what is money is money.
    Rounding::TO_THE_PENNY
        .to_money(exact)
        .unwrap_or(Money::ZERO)
}
