//! What a ledger holds of a year, and what a newer extract of it changes.

use std::collections::{BTreeMap, BTreeSet};

use crate::money::{Money, MoneyError};

/// What a ledger holds of a cost centre in one period, each of that period alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amounts {
    /// The budget as it is profiled to the period.
    pub budget: Money,
    /// What was posted.
    pub actual: Money,
    /// What is accrued, and not posted yet.
    pub accruals: Money,
}

impl Amounts {
    /// Nothing.
    pub const NONE: Amounts = Amounts {
        budget: Money::ZERO,
        actual: Money::ZERO,
        accruals: Money::ZERO,
    };
}

/// A cost centre in a period of a financial year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerLine {
    /// The period: 1 is April, 12 is March.
    pub period: u32,
    /// The cost centre's code.
    pub centre: String,
    /// Its name in the ledger; empty where the extract has none.
    pub title: String,
    /// The line of the section 251 statement that it counts under.
    pub line: String,
    /// What it holds.
    pub amounts: Amounts,
}

/// What a newer extract changes of one cost centre in one period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The line as the newer extract has it; with nothing in it where that has none any more.
    pub line: LedgerLine,
    /// What was held before; none where it is new.
    pub before: Option<LedgerLine>,
}

/// What an extract changes of what is held, in the order of period and cost centre. An extract states its periods whole: a
/// cost centre that it does not have in a period that it has holds nothing there. Other periods stay.
#[must_use]
pub fn changes(held: &[LedgerLine], extract: &[LedgerLine]) -> Vec<Change> {
    let key = |line: &LedgerLine| (line.period, line.centre.clone());
    let stated: BTreeSet<u32> = extract.iter().map(|line| line.period).collect();
    let before: BTreeMap<_, &LedgerLine> = held.iter().map(|line| (key(line), line)).collect();
    let mut after: BTreeMap<_, LedgerLine> = held
        .iter()
        .filter(|line| stated.contains(&line.period))
        .map(|line| {
            let nothing = LedgerLine {
                amounts: Amounts::NONE,
                ..line.clone()
            };
            (key(line), nothing)
        })
        .collect();
    after.extend(extract.iter().map(|line| (key(line), line.clone())));
    after
        .into_iter()
        .filter_map(|(key, line)| {
            let before = before.get(&key).map(|line| (*line).clone());
            (before.as_ref() != Some(&line)).then_some(Change { line, before })
        })
        .collect()
}

/// The periods in which something is posted or accrued, in their order.
#[must_use]
pub fn booked(ledger: &[LedgerLine]) -> Vec<u32> {
    let is_booked = |one: &&LedgerLine| {
        one.amounts.actual != Money::ZERO || one.amounts.accruals != Money::ZERO
    };
    let periods = ledger
        .iter()
        .filter(is_booked)
        .map(|one| one.period)
        .collect::<BTreeSet<_>>();
    periods.into_iter().collect()
}

/// The periods before one in which nothing is booked: to monitor up to it would take what is due in them as not spent.
#[must_use]
pub fn unbooked_before(booked: &[u32], period: u32) -> Vec<u32> {
    (1..period)
        .filter(|earlier| !booked.contains(earlier))
        .collect()
}

/// The last booked period with which the books are taken to be complete: no later than `begun`, the period that has begun,
/// and with none missing since the first that is booked. Without one, the first that is booked.
#[must_use]
pub fn last_complete(booked: &[u32], begun: u32) -> Option<u32> {
    let first = *booked.first()?;
    let complete = (first..=begun).take_while(|period| booked.contains(period));
    Some(complete.last().unwrap_or(first))
}

/// The lines whose budgets of the year are below nought, with the budgets.
///
/// # Errors
/// [`MoneyError::TooLarge`].
pub fn below_nought(ledger: &[LedgerLine]) -> Result<Vec<(String, Money)>, MoneyError> {
    let lines = to_date(ledger, 0)?.into_iter();
    let budgets = lines.map(|(line, sums)| (line, sums.budget));
    Ok(budgets
        .filter(|(_, budget)| *budget < Money::ZERO)
        .collect())
}

/// A section 251 line of the ledger up to a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ToDate {
    /// The budget of the whole year.
    pub budget: Money,
    /// The budget of the periods up to this one.
    pub profiled: Money,
    /// What was posted up to this period.
    pub posted: Money,
    /// What is accrued up to this period.
    pub accruals: Money,
}

/// The ledger by section 251 line, up to a period.
///
/// # Errors
/// [`MoneyError::TooLarge`].
pub fn to_date(ledger: &[LedgerLine], period: u32) -> Result<BTreeMap<String, ToDate>, MoneyError> {
    let mut lines: BTreeMap<String, ToDate> = BTreeMap::new();
    for one in ledger {
        let sums = lines.entry(one.line.clone()).or_insert(ToDate {
            budget: Money::ZERO,
            profiled: Money::ZERO,
            posted: Money::ZERO,
            accruals: Money::ZERO,
        });
        sums.budget = sums.budget.plus(one.amounts.budget)?;
        if one.period <= period {
            sums.profiled = sums.profiled.plus(one.amounts.budget)?;
            sums.posted = sums.posted.plus(one.amounts.actual)?;
            sums.accruals = sums.accruals.plus(one.amounts.accruals)?;
        }
    }
    Ok(lines)
}
