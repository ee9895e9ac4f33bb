//! The section 251 statement of a year: budget and outturn by line and phase, made comparable and shown in whole pounds.

use std::collections::BTreeMap;

use crate::codes::stored_codes;
use crate::costs::SECTION_251_LINES;
use crate::forecast::units_of;
use crate::money::{Money, MoneyError};

stored_codes!(
    /// A column of the statement (finance guide 2.2).
    Phase {
        /// Early years.
        EarlyYears = "early_years",
        /// Primary.
        Primary = "primary",
        /// Secondary.
        Secondary = "secondary",
        /// SEN and special schools.
        Special = "special",
        /// Alternative provision and pupil referral units.
        Alternative = "ap_pru",
        /// After school, which the statement calls post-school.
        PostSchool = "post_school",
    }
);

/// How many phases there are.
pub const PHASES: usize = 6;

impl Phase {
    /// The phase as the statement heads its column.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Phase::EarlyYears => "Early years",
            Phase::Primary => "Primary",
            Phase::Secondary => "Secondary",
            Phase::Special => "SEN and special schools",
            Phase::Alternative => "AP and PRU",
            Phase::PostSchool => "Post-school",
        }
    }

    /// Its place among the columns.
    #[must_use]
    pub fn place(self) -> usize {
        Phase::ALL
            .iter()
            .position(|phase| *phase == self)
            .unwrap_or(0)
    }
}

/// An amount of a line and a phase. Income is above nought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The line.
    pub line: String,
    /// The phase.
    pub phase: Phase,
    /// What is spent before income.
    pub gross: Money,
    /// What comes in.
    pub income: Money,
}

/// A line of the statement, exact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementRow {
    /// The line.
    pub line: &'static str,
    /// Its title.
    pub title: &'static str,
    /// Spent before income, by phase.
    pub gross: [Money; PHASES],
    /// Income, by phase.
    pub income: [Money; PHASES],
}

impl StatementRow {
    /// All phases before income.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`].
    pub fn gross_total(&self) -> Result<Money, MoneyError> {
        Money::total(self.gross)
    }

    /// The income of all phases.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`].
    pub fn income_total(&self) -> Result<Money, MoneyError> {
        Money::total(self.income)
    }

    /// All phases less income.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`].
    pub fn net(&self) -> Result<Money, MoneyError> {
        self.gross_total()?.minus(self.income_total()?)
    }
}

/// The statement of some entries: every line in its order, those of nothing too. An entry of no line of high needs is left out.
///
/// # Errors
/// [`MoneyError::TooLarge`].
pub fn statement(entries: &[Entry]) -> Result<Vec<StatementRow>, MoneyError> {
    let mut rows: BTreeMap<&str, StatementRow> = SECTION_251_LINES
        .iter()
        .map(|(line, title)| {
            let row = StatementRow {
                line,
                title,
                gross: [Money::ZERO; PHASES],
                income: [Money::ZERO; PHASES],
            };
            (*line, row)
        })
        .collect();
    for entry in entries {
        if let Some(row) = rows.get_mut(entry.line.as_str()) {
            let place = entry.phase.place();
            row.gross[place] = row.gross[place].plus(entry.gross)?;
            row.income[place] = row.income[place].plus(entry.income)?;
        }
    }
    Ok(SECTION_251_LINES
        .iter()
        .filter_map(|(line, _)| rows.remove(line))
        .collect())
}

/// Amounts of a row in whole pounds, by phase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownSums {
    /// By phase.
    pub phases: [i64; PHASES],
    /// All of them, which is what they add up to.
    pub total: i64,
}

/// A line in whole pounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownRow {
    /// The line.
    pub line: &'static str,
    /// Its title.
    pub title: &'static str,
    /// Before income.
    pub gross: ShownSums,
    /// Income.
    pub income: ShownSums,
}

/// A statement in whole pounds: the total of each side is rounded once, half a pound up, the lines make it up, and the phases
/// make up their line, each by largest remainder.
#[must_use]
pub fn whole_pounds(rows: &[StatementRow]) -> Vec<ShownRow> {
    let gross = side(rows, |row| row.gross);
    let income = side(rows, |row| row.income);
    let shown = rows.iter().zip(gross).zip(income);
    shown
        .map(|((row, gross), income)| ShownRow {
            line: row.line,
            title: row.title,
            gross,
            income,
        })
        .collect()
}

const POUND: i128 = 100;

fn side(rows: &[StatementRow], of: fn(&StatementRow) -> [Money; PHASES]) -> Vec<ShownSums> {
    let parts: Vec<[i128; PHASES]> = rows
        .iter()
        .map(|row| of(row).map(|sum| i128::from(sum.pence())))
        .collect();
    let lines: Vec<i128> = parts.iter().map(|parts| parts.iter().sum()).collect();
    let exact: i128 = lines.iter().sum();
    let total = (exact * 2 + POUND).div_euclid(2 * POUND);
    let lines = units_of(&lines, POUND, total);
    parts
        .iter()
        .zip(lines)
        .map(|(parts, total)| {
            let whole = units_of(parts, POUND, i128::from(total));
            let mut phases = [0; PHASES];
            phases.copy_from_slice(&whole);
            ShownSums { phases, total }
        })
        .collect()
}
