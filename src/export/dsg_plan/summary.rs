//! The first sheet: the balance year by year, how sure it is, and plans.

use super::columns::{Columns, Of, OfYear, past, side};
use super::finance;
use super::{DsgPlan, PastBalance};
use crate::export::{Sheet, Shown, Value};
use crate::forecast::{AllocationParts, BalanceYear, Category};
use crate::money::{Decimal, Money, quotient};

/// Its name.
pub(super) const NAME: &str = "Summary";
/// The column that says what a row is.
pub(super) const LABELS: [(&str, u16); 1] = [("", 58)];

/// The rows, as a workbook numbers them.
const BROUGHT_FORWARD: usize = 2;
const GROSS: usize = 3;
const ALLOCATION: usize = 9;
const PLACEMENTS: usize = 10;
const BESIDES: usize = 11;
const EXPENDITURE: usize = 12;
const IN_YEAR: usize = 13;
const GRANT: usize = 14;
/// The row of the balance carried forward.
pub(super) const CARRIED_FORWARD: usize = 15;
/// The row of plans at the January.
pub(super) const PLANS: usize = 17;

/// The rows from the gross allocation down to the net one: what a part is called, and which it is.
type Part = fn(&AllocationParts) -> Money;
const PARTS: [(&str, Part); 6] = [
    ("High needs allocation, gross, before deductions", |of| {
        of.gross
    }),
    ("Import and export adjustment (added)", |of| {
        of.import_export
    }),
    ("Deducted for places that the department pays", |of| {
        of.place_deductions
    }),
    ("Recoupment and other deductions", |of| of.other_deductions),
    ("Transferred from other blocks (added)", |of| {
        of.block_transfer
    }),
    ("Other income (added)", |of| of.other_income),
];

/// The sheet.
pub(super) fn sheet(plan: &DsgPlan, columns: &Columns<'_>) -> Sheet {
    let of = Cells { plan, columns };
    let mut rows = vec![columns.row(
        &["DSG balance brought forward (a deficit below nought)"],
        |year| of.brought_forward(year),
    )];
    rows.extend(
        PARTS
            .iter()
            .map(|(title, part)| columns.row(&[title], |year| of.part(year, *part))),
    );
    rows.extend([
        columns.row(
            &["High needs allocation, after deductions, recoupment and transfers"],
            |year| of.allocation(year),
        ),
        columns.row(&["Placements"], |year| of.placements(year)),
        columns.row(&["Besides placements"], |year| of.besides(year)),
        columns.row(&["Total expenditure"], |year| of.expenditure(year)),
        columns.row(&["In the year: surplus, or deficit below nought"], |year| {
            of.in_year(year)
        }),
        columns.row(
            &["High Needs Stability Grant, or another towards the deficit"],
            |year| of.grant(year),
        ),
        columns.row(&["DSG balance carried forward"], |year| {
            of.carried_forward(year)
        }),
        columns.row(
            &["Balance carried forward as a share of the allocation"],
            |year| of.share(year),
        ),
        columns.row(&["EHC plans at the January in the year"], |year| {
            of.plans(year)
        }),
    ]);
    rows.push(vec![Value::Heading(
        "By rank of simulations (blank where none was run): low, likely and high are the 10th, 50th and 90th of 100".to_owned(),
    )]);
    for (place, rank) in ["Low", "Likely", "High"].into_iter().enumerate() {
        let title = format!("Placements, {}", rank.to_lowercase());
        rows.push(columns.row(&[&title], |year| of.placements_rank(year, place)));
        let title = format!(
            "In the year, where placements cost the {} sum",
            rank.to_lowercase()
        );
        let above = rows.len() + 1;
        rows.push(columns.row(&[&title], |year| of.in_year_rank(year, place, above)));
    }
    for (place, rank) in ["low", "likely", "high"].into_iter().enumerate() {
        let title = format!("Carried forward, {rank}");
        rows.push(columns.row(&[&title], |year| of.carried_rank(year, place)));
    }
    columns.sheet(NAME, &LABELS, rows)
}

/// Sums that lie within the balances that are there already, which are money.
fn minus(one: Money, other: Money) -> Money {
    one.minus(other).unwrap_or(Money::ZERO)
}

/// What stands in the sheet's cells.
struct Cells<'a> {
    plan: &'a DsgPlan,
    columns: &'a Columns<'a>,
}

impl Cells<'_> {
    fn past(&self, column: &OfYear<'_>) -> Option<&PastBalance> {
        past(self.plan, column)
    }

    fn letter(&self, column: &OfYear<'_>) -> String {
        self.columns.letter(LABELS.len(), column)
    }

    fn worked(&self, column: &OfYear<'_>, formula: impl Fn(&str) -> String, is: Money) -> Value {
        Value::Worked {
            formula: formula(&self.letter(column)),
            is,
        }
    }

    /// As it was entered, or as the year before carries it: its cell is the column before.
    fn brought_forward(&self, column: &OfYear<'_>) -> Value {
        let Some(year) = column.balance else {
            let entered = self.past(column).and_then(|past| past.brought_forward);
            return entered.map_or(Value::Blank, Value::Money);
        };
        let is = year.brought_forward;
        if is.is_given || column.place == 0 {
            return Value::Money(is.sum);
        }
        let before = OfYear {
            place: column.place - 1,
            ..*column
        };
        self.worked(
            &before,
            |letter| format!("={letter}{CARRIED_FORWARD}"),
            is.sum,
        )
    }

    fn allocation(&self, column: &OfYear<'_>) -> Value {
        let entered = self.past(column).and_then(|past| past.allocation);
        let sum = column.balance.map(|year| year.allocation.sum).or(entered);
        let parts = self.parts(column).and_then(|parts| parts.net().ok());
        match sum {
            // The net sum was worked out of its parts when they were entered.
            Some(is) if parts == Some(is) => {
                let [gross, import_export, places, other, transfer, income] =
                    [0, 1, 2, 3, 4, 5].map(|part| GROSS + part);
                let formula = |letter: &str| {
                    format!(
                        "=ROUND({letter}{gross}+{letter}{import_export}-{letter}{places}-{letter}{other}\
                         +{letter}{transfer}+{letter}{income},2)"
                    )
                };
                self.worked(column, formula, is)
            }
            other => other.map_or(Value::Blank, Value::Money),
        }
    }

    /// The allocation of a column's year by its parts, where it is in the sheet at all.
    fn parts(&self, column: &OfYear<'_>) -> Option<&AllocationParts> {
        let known = self.past(column).is_some() || column.balance.is_some();
        let of_year = self.plan.allocations.iter();
        let mut of_year = of_year.filter(|(year, _)| known && *year == column.year.year);
        of_year.next().map(|(_, parts)| parts)
    }

    fn part(&self, column: &OfYear<'_>, part: Part) -> Value {
        let parts = self.parts(column);
        parts.map_or(Value::Blank, |parts| Value::Money(part(parts)))
    }

    fn placements(&self, column: &OfYear<'_>) -> Value {
        let Some(is) = finance::placements_of(self.plan, column) else {
            return Value::Blank;
        };
        let cell = self.columns.letter(finance::LABELS.len(), column);
        Value::Worked {
            formula: format!("={}!{cell}{}", finance::NAME, finance::PLACEMENTS),
            is,
        }
    }

    fn besides(&self, column: &OfYear<'_>) -> Value {
        let entered = finance::besides(self.plan, column);
        if column.of == Of::Known && entered.is_none() {
            return Value::Blank;
        }
        let cell = self.columns.letter(finance::LABELS.len(), column);
        Value::Worked {
            // A blank there is nought here.
            formula: format!("=N({}!{cell}{})", finance::NAME, finance::BESIDES),
            is: entered.unwrap_or(Money::ZERO),
        }
    }

    fn expenditure(&self, column: &OfYear<'_>) -> Value {
        let Some(is) = finance::all(self.plan, column) else {
            return Value::Blank;
        };
        // Of a year that is over the outturn may be known and nothing of what it was for.
        if finance::placements_of(self.plan, column).is_none() {
            return Value::Money(is);
        }
        let formula = |letter: &str| format!("=ROUND({letter}{PLACEMENTS}+{letter}{BESIDES},2)");
        self.worked(column, formula, is)
    }

    /// What is left of a year's allocation, where both are known.
    fn left(&self, column: &OfYear<'_>) -> Option<Money> {
        match column.balance {
            Some(year) => Some(year.in_year),
            None => {
                let past = self.past(column)?;
                Some(minus(past.allocation?, past.outturn?))
            }
        }
    }

    fn in_year(&self, column: &OfYear<'_>) -> Value {
        let formula =
            |letter: &str| format!("=ROUND({letter}{ALLOCATION}-{letter}{EXPENDITURE},2)");
        self.left(column)
            .map_or(Value::Blank, |is| self.worked(column, formula, is))
    }

    /// The grant towards the deficit of a column's year, where there is one.
    fn granted(&self, column: &OfYear<'_>) -> Option<Money> {
        let entered = self.past(column).and_then(|past| past.stability_grant);
        let ahead = column.balance.map(|year| year.stability_grant);
        ahead.or(entered).filter(|sum| *sum != Money::ZERO)
    }

    fn grant(&self, column: &OfYear<'_>) -> Value {
        self.granted(column).map_or(Value::Blank, Value::Money)
    }

    fn carried(&self, column: &OfYear<'_>) -> Option<Money> {
        match column.balance {
            Some(year) => Some(year.carried_forward),
            None => {
                let before = self.past(column)?.brought_forward?;
                let with = before.plus(self.left(column)?).ok()?;
                with.plus(self.granted(column).unwrap_or(Money::ZERO)).ok()
            }
        }
    }

    fn carried_forward(&self, column: &OfYear<'_>) -> Value {
        let formula = |letter: &str| {
            format!("=ROUND({letter}{BROUGHT_FORWARD}+{letter}{IN_YEAR}+N({letter}{GRANT}),2)")
        };
        self.carried(column)
            .map_or(Value::Blank, |is| self.worked(column, formula, is))
    }

    fn share(&self, column: &OfYear<'_>) -> Value {
        let entered = self.past(column).and_then(|past| past.allocation);
        let allocation = column.balance.map(|year| year.allocation.sum).or(entered);
        let Some((carried, allocation)) = self.carried(column).zip(allocation) else {
            return Value::Blank;
        };
        let letter = self.letter(column);
        let share = quotient(carried.pounds(), allocation.pounds()).unwrap_or(Decimal::ZERO);
        Value::Reckoned {
            formula: format!(
                "=IF({letter}{ALLOCATION}=0,0,ROUND({letter}{CARRIED_FORWARD}/{letter}{ALLOCATION},3))"
            ),
            is: share
                .round_dp_with_strategy(3, rust_decimal::RoundingStrategy::MidpointAwayFromZero),
            shown: Shown::Share,
        }
    }

    fn plans(&self, column: &OfYear<'_>) -> Value {
        let cells = Category::ALL.map(|category| {
            let letter = self.columns.letter(super::placements::LABELS.len(), column);
            let row = super::placements::plans_row(self.plan, category);
            format!("{}!{letter}{row}", super::placements::name(category))
        });
        Value::Reckoned {
            formula: format!("=ROUND({},1)", cells.join("+")),
            is: Decimal::new(column.year.plans(), 1),
            shown: Shown::Tenths,
        }
    }

    fn rank(&self, column: &OfYear<'_>, place: usize) -> Option<Money> {
        let year = column.year.year.to_string();
        let ranks = &side(self.plan, column)?.ranks;
        let found = ranks.iter().find(|one| one.year == year)?;
        Some(found.placements[place])
    }

    fn placements_rank(&self, column: &OfYear<'_>, place: usize) -> Value {
        self.rank(column, place).map_or(Value::Blank, Value::Money)
    }

    fn in_year_rank(&self, column: &OfYear<'_>, place: usize, above: usize) -> Value {
        let Some((year, spend)) = column.balance.zip(self.rank(column, place)) else {
            return Value::Blank;
        };
        let formula = |letter: &str| {
            format!("=ROUND({letter}{ALLOCATION}-{letter}{BESIDES}-{letter}{above},2)")
        };
        let is = minus(minus(year.allocation.sum, year.other_spend.sum), spend);
        self.worked(column, formula, is)
    }

    fn carried_rank(&self, column: &OfYear<'_>, place: usize) -> Value {
        let ranks = column.balance.and_then(|year: &BalanceYear| year.ranks);
        let of = |place: usize| ranks.map(|ranks| [ranks.low, ranks.likely, ranks.high][place]);
        of(place).map_or(Value::Blank, Value::Money)
    }
}
