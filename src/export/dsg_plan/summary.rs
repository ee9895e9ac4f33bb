//! The first sheet: the balance year by year, how sure it is, and plans.

use super::columns::{Columns, Of, OfYear, side};
use super::finance;
use super::{DsgPlan, PastBalance};
use crate::export::{Sheet, Shown, Value};
use crate::forecast::{BalanceYear, Category};
use crate::money::{Decimal, Money, quotient};

/// Its name.
pub(super) const NAME: &str = "Summary";
/// The column that says what a row is.
pub(super) const LABELS: [(&str, u16); 1] = [("", 58)];

/// The rows, as a workbook numbers them.
const BROUGHT_FORWARD: usize = 2;
const ALLOCATION: usize = 3;
const PLACEMENTS: usize = 4;
const BESIDES: usize = 5;
const EXPENDITURE: usize = 6;
const IN_YEAR: usize = 7;
/// The row of the balance carried forward.
pub(super) const CARRIED_FORWARD: usize = 8;
/// The row of plans at the January.
pub(super) const PLANS: usize = 10;

/// The sheet.
pub(super) fn sheet(plan: &DsgPlan, columns: &Columns<'_>) -> Sheet {
    let of = Cells { plan, columns };
    let mut rows = vec![
        columns.row(
            &["DSG balance brought forward (a deficit below nought)"],
            |year| of.brought_forward(year),
        ),
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
    ];
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
        let of_year = |past: &&PastBalance| past.year == column.year.year;
        self.plan
            .past
            .iter()
            .find(of_year)
            .filter(|_| column.of == Of::Known)
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
        sum.map_or(Value::Blank, Value::Money)
    }

    fn placements(&self, column: &OfYear<'_>) -> Value {
        let Some(is) = finance::placements_of(column) else {
            return Value::Blank;
        };
        let cell = self.columns.letter(finance::LABELS.len(), column);
        Value::Worked {
            formula: format!("={}!{cell}{}", finance::NAME, finance::PLACEMENTS),
            is,
        }
    }

    fn besides(&self, column: &OfYear<'_>) -> Value {
        if column.of == Of::Known {
            return Value::Blank;
        }
        let cell = self.columns.letter(finance::LABELS.len(), column);
        Value::Worked {
            // A blank there is nought here.
            formula: format!("=N({}!{cell}{})", finance::NAME, finance::BESIDES),
            is: finance::besides(column),
        }
    }

    fn expenditure(&self, column: &OfYear<'_>) -> Value {
        match finance::all(column) {
            Some(is) => {
                let formula =
                    |letter: &str| format!("=ROUND({letter}{PLACEMENTS}+{letter}{BESIDES},2)");
                self.worked(column, formula, is)
            }
            None => {
                let outturn = self.past(column).and_then(|past| past.outturn);
                outturn.map_or(Value::Blank, Value::Money)
            }
        }
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

    fn carried(&self, column: &OfYear<'_>) -> Option<Money> {
        match column.balance {
            Some(year) => Some(year.carried_forward),
            None => {
                let before = self.past(column)?.brought_forward?;
                before.plus(self.left(column)?).ok()
            }
        }
    }

    fn carried_forward(&self, column: &OfYear<'_>) -> Value {
        let formula =
            |letter: &str| format!("=ROUND({letter}{BROUGHT_FORWARD}+{letter}{IN_YEAR},2)");
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
