//! The registers of a financial year: decisions of another band than the indicative one, exceptional awards, and what a
//! tribunal ordered.

use std::collections::BTreeSet;

use super::reach::restricted;
use super::{Moment, ServiceError, Store, kept_back, trail};
use crate::access::{Action, Actor};
use crate::calendar::FinancialYear;
use crate::export::{self, Column, Sheet, Value};
use crate::ids::ChildId;
use crate::needs::section_f_said;
use crate::oversight::ShareLookedFor;
use crate::store::decision::DecisionKind;
use crate::store::register;
use crate::store::{RestrictedRecords, Tx};

pub use crate::store::register::RegisterLine;

/// The registers of a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registers {
    /// The financial year, by the day of the decision.
    pub year: FinancialYear,
    /// Decisions of another band than the indicative one.
    pub overrides: Vec<RegisterLine>,
    /// Amounts agreed for one child, and findings that one is needed.
    pub exceptional: Vec<RegisterLine>,
    /// What a tribunal ordered, by the day of the order.
    pub orders: Vec<RegisterLine>,
    /// How many awards are in force today, and how many of them are exceptional.
    pub in_force: (u64, u64),
    /// Which share of them is looked for today.
    pub looked_for: Option<ShareLookedFor>,
}

/// The registers of a year. That somebody looked is written down.
///
/// # Errors
/// [`ServiceError::Refused`] if the actor may not read registers.
pub async fn of_year(
    store: &Store,
    actor: &Actor,
    year: FinancialYear,
    moment: Moment,
) -> Result<Registers, ServiceError> {
    let seen = restricted(actor, Action::ViewRegisters)?;
    let mut tx = store.read().await?;
    let mut found = within(&mut tx, year, &seen, moment).await?;
    let unjudged = kept_back::among(&mut tx, actor, None).await?;
    keep_back(&mut found.overrides, &unjudged);
    keep_back(&mut found.exceptional, &unjudged);
    keep_back(&mut found.orders, &unjudged);
    drop(tx);
    let year = year.to_string();
    let subject = ("registers", year.as_str());
    trail::note_alone(
        store,
        moment,
        Some(&actor.user),
        "registers-viewed",
        subject,
    )
    .await?;
    Ok(found)
}

/// Takes bands, amounts and reasons out of the lines of children that the reader is to judge first.
pub(super) fn keep_back(lines: &mut [RegisterLine], unjudged: &BTreeSet<ChildId>) {
    for line in lines {
        if unjudged.contains(&line.child) {
            *line = RegisterLine {
                indicative: None,
                band: None,
                reason: format!("{}.", kept_back::LATER),
                section_f_checked: None,
                section_f_lines: Vec::new(),
                annual: None,
                determination: None,
                indicative_annual: None,
                ..line.clone()
            };
        }
    }
}

async fn within(
    tx: &mut Tx,
    year: FinancialYear,
    seen: &RestrictedRecords,
    moment: Moment,
) -> Result<Registers, ServiceError> {
    let days = (year.first_day(), year.end());
    Ok(Registers {
        year,
        overrides: register::lines(tx, &[DecisionKind::Override], days, seen).await?,
        exceptional: register::lines(tx, &[DecisionKind::Exceptional], days, seen).await?,
        orders: register::lines(tx, &[DecisionKind::Tribunal], days, seen).await?,
        in_force: register::in_force(tx, moment.today).await?,
        looked_for: ShareLookedFor::on(moment.today),
    })
}

/// The registers as a workbook, a sheet each.
///
/// # Errors
/// [`ServiceError::Broken`] beyond what a workbook can hold.
pub fn workbook(registers: &Registers) -> Result<Vec<u8>, ServiceError> {
    let sheet = |name: &str, lines: &[RegisterLine]| Sheet {
        name: name.to_owned(),
        columns: columns(),
        rows: lines.iter().map(cells).collect(),
        is_filtered: true,
    };
    let sheets = [
        sheet("Overrides", &registers.overrides),
        sheet("Exceptional awards", &registers.exceptional),
        sheet("Tribunal orders", &registers.orders),
    ];
    export::workbook(&sheets).map_err(|error| ServiceError::Broken(Box::new(error)))
}

/// The registers as one CSV; the first column tells them apart.
#[must_use]
pub fn csv(registers: &Registers) -> Vec<u8> {
    let all = registers.overrides.iter().chain(&registers.exceptional);
    let all = all.chain(&registers.orders);
    let rows: Vec<Vec<Value>> = all.map(cells).collect();
    export::csv(&columns(), &rows)
}

fn columns() -> Vec<Column> {
    let headings = [
        ("Kind", 22),
        ("Reference", 14),
        ("Decided on", 12),
        ("Officer", 24),
        ("Indicative band", 12),
        ("Band decided", 12),
        ("Section F secured", 12),
        ("Checked in Section F", 30),
        ("Lines of Section F", 40),
        ("Award from", 12),
        ("Amount a year", 14),
        ("Reason", 60),
    ];
    headings
        .into_iter()
        .map(|(heading, width)| Column::new(heading, width))
        .collect()
}

/// The lines of Section F with their answers.
pub(super) fn lines_cell(line: &RegisterLine) -> Value {
    let said = section_f_said(&line.section_f_lines);
    Value::of_text((!said.is_empty()).then_some(said))
}

/// What a line is, in words.
#[must_use]
pub fn kind_in_words(line: &RegisterLine) -> &'static str {
    match (line.kind, line.section_f_secured) {
        (DecisionKind::Exceptional, false) => "Amount found to be needed",
        (DecisionKind::Exceptional, true) => "Amount agreed",
        (DecisionKind::Tribunal, _) => "Ordered by the tribunal",
        _ => "Another band decided",
    }
}

fn cells(line: &RegisterLine) -> Vec<Value> {
    let day = |day: crate::calendar::Date| Value::Moment(day.at(0, 0, 0, 0));
    vec![
        Value::Text(kind_in_words(line).to_owned()),
        Value::Text(line.local_id.to_string()),
        day(line.decided_on),
        Value::Text(line.officer.clone()),
        Value::of_text(line.indicative.as_ref().map(ToString::to_string)),
        Value::of_text(line.band.as_ref().map(ToString::to_string)),
        Value::Truth(line.section_f_secured),
        Value::of_text(line.section_f_checked.clone()),
        lines_cell(line),
        line.from.map_or(Value::Blank, day),
        line.annual.map_or(Value::Blank, Value::Money),
        Value::Text(line.reason.clone()),
    ]
}
