//! The DSG management plan as a workbook: summary, high needs finance, seven categories of placement with their tables of
//! age and need, savings, assumptions, audit.
//!
//! It follows the tabs of the Department for Education's template (version 10) closely enough that a table can be copied
//! across. Totals, balances and average costs are live formulas, each with the value that it has; counts are tenths of a
//! child and add up as they stand. Columns are the same on every sheet: years that are known, years ahead unmitigated,
//! years ahead mitigated.

mod audit;
mod columns;
mod dress;
mod finance;
mod placements;
mod savings;
mod summary;

use rust_xlsxwriter::Workbook;

use super::workbook::add_sheets;
use super::{NotWritten, Sheet, Value};
use crate::calendar::{Date, FinancialYear};
use crate::costs::CostKind;
use crate::forecast::{
    AllocationParts, Assumption, BalanceYear, Besides, Category, ManagementPlan,
};
use crate::money::Money;
use columns::Columns;

/// What is known of the balance of a year that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastBalance {
    /// The year.
    pub year: FinancialYear,
    /// The balance brought forward into it.
    pub brought_forward: Option<Money>,
    /// The allocation.
    pub allocation: Option<Money>,
    /// Everything that was spent.
    pub outturn: Option<Money>,
    /// What of it was spent besides placements.
    pub other_spend: Option<Money>,
    /// A grant towards the deficit.
    pub stability_grant: Option<Money>,
}

/// A figure that an officer entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnteredFigure {
    /// The year and which figure, such as `2026-27, allocation`.
    pub title: String,
    /// The sum.
    pub sum: Money,
    /// Where it is from.
    pub note: String,
    /// When it was entered.
    pub on: Date,
    /// Who entered it.
    pub by: String,
}

/// What a plan costs by simulation, in a year: low, likely, high.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearRanks {
    /// The year, `2026-27`.
    pub year: String,
    /// What placements cost, by rank: 10, 50 and 90 of 100.
    pub placements: [Money; 3],
}

/// One side of the plan: without its levers, or with them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlanSide {
    /// The balance by year; empty where no balance and allocation were entered.
    pub balance: Vec<BalanceYear>,
    /// By rank of simulations; empty where none was run.
    pub ranks: Vec<YearRanks>,
}

/// What a category of placement pays for in a year, as the record is today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaidFor {
    /// Which category.
    pub category: Category,
    /// What for.
    pub kind: CostKind,
    /// How much a year; below nought where it comes in.
    pub annual: Money,
}

/// What a year has besides placements, by line, as it was entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BesidesYear {
    /// The year.
    pub year: FinancialYear,
    /// The lines that were entered.
    pub lines: Vec<(Besides, Money)>,
}

/// Who saved the levers, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedBy {
    /// When.
    pub on: Date,
    /// Who.
    pub by: String,
}

/// Everything that the workbook says.
#[derive(Clone, Debug, PartialEq)]
pub struct DsgPlan {
    /// Placements.
    pub placements: ManagementPlan,
    /// The balances of years that are over.
    pub past: Vec<PastBalance>,
    /// The allocation by its parts, of the years for which they were entered.
    pub allocations: Vec<(FinancialYear, AllocationParts)>,
    /// What is planned besides placements by line, of the years for which lines count; of others only the sum is known.
    pub besides: Vec<BesidesYear>,
    /// As things go on.
    pub unmitigated: PlanSide,
    /// With the levers.
    pub mitigated: PlanSide,
    /// What the forecast assumes.
    pub assumptions: Vec<Assumption>,
    /// What officers entered.
    pub figures: Vec<EnteredFigure>,
    /// What each category pays for: its cost of a year is split in these shares.
    pub paid_for: Vec<PaidFor>,
    /// What the transport of each category's children costs a year as the record is today: a memorandum, in no sum.
    pub transport: Vec<(Category, Money)>,
    /// Of years that are over: why what each category came to is not known, or what is not in it.
    pub not_known: Vec<(FinancialYear, String)>,
    /// Who saved the levers; none without levers.
    pub levers_saved: Option<SavedBy>,
    /// What the workbook was made of, each with its name.
    pub facts: Vec<(String, String)>,
}

impl DsgPlan {
    /// Why what a category came to in a year is not known, for its cell.
    fn why_not_known(&self, year: FinancialYear) -> Value {
        let own = self.not_known.iter().find(|(one, _)| *one == year);
        own.map_or(Value::Blank, |(_, why)| Value::Text(why.clone()))
    }
}

/// Writes the plan as a workbook.
///
/// # Errors
/// [`NotWritten`] beyond what a workbook can hold.
pub fn dsg_plan_workbook(plan: &DsgPlan) -> Result<Vec<u8>, NotWritten> {
    let columns = Columns::of(plan);
    let mut sheets: Vec<Sheet> = vec![
        summary::sheet(plan, &columns),
        finance::sheet(plan, &columns),
    ];
    // A chart stands below the last row of its sheet.
    let below = [sheets[0].rows.len(), sheets[1].rows.len()];
    sheets.extend(placements::sheets(plan, &columns));
    sheets.push(savings::sheet(plan, &columns));
    let assumptions = audit::assumptions(plan);
    let assumed = assumptions.rows.len();
    sheets.push(assumptions);
    sheets.push(audit::audit(plan, &columns));
    let mut workbook = Workbook::new();
    add_sheets(&mut workbook, &sheets)?;
    dress::dress(&mut workbook, plan, &columns, (below, assumed))?;
    Ok(workbook.save_to_buffer()?)
}
