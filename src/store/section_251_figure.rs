//! What a finance officer enters of the section 251 statement, added to and never changed.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::error::StoreError;
use super::row::Row;
use super::tx::Tx;
use super::value::{instant, integer, pence, text, text_or_null};
use crate::codes::stored_codes;
use crate::ids::UserId;
use crate::money::Money;
use crate::spending::Phase;

stored_codes!(
    /// Which figure of a line and a phase.
    StatementKind {
        /// The budget as it was returned, with the place funding of academies.
        Budget = "budget",
        /// What was spent that no placement bears.
        Outturn = "outturn",
        /// The place funding of academies, which the department pays itself and the outturn leaves out.
        AcademyPlaces = "academy_places",
    }
);

/// One figure as it was entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementFigure {
    /// The financial year, `2026-27`.
    pub year: String,
    /// Which figure.
    pub kind: StatementKind,
    /// The line.
    pub line: String,
    /// The phase.
    pub phase: Phase,
    /// Counts the entries of this figure; 1 for the first.
    pub number: u32,
    /// Before income.
    pub gross: Money,
    /// Income.
    pub income: Money,
    /// Where it is from.
    pub note: String,
    /// Who entered it; `None` from a command.
    pub by: Option<UserId>,
    /// When.
    pub at: Timestamp,
}

/// Adds a figure, with the number after the one that counts.
///
/// # Errors
/// [`StoreError::Conflict`] if another entry has the number.
pub async fn add(tx: &mut Tx, figure: &StatementFigure) -> Result<(), StoreError> {
    const COLUMNS: &str = "section_251_figure (financial_year, kind, line, phase, number, gross_pence, income_pence, note, \
         by_user, at)";
    let row = vec![
        text(&figure.year),
        text(figure.kind.code()),
        text(&figure.line),
        text(figure.phase.code()),
        integer(figure.number.into()),
        pence(figure.gross),
        pence(figure.income),
        text(&figure.note),
        text_or_null(figure.by.as_ref()),
        instant(figure.at),
    ];
    tx.insert_all(COLUMNS, vec![row]).await
}

/// The years that have figures.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn years(tx: &mut Tx) -> Result<BTreeSet<String>, StoreError> {
    let all = tx
        .all(
            "SELECT DISTINCT financial_year FROM section_251_figure",
            Vec::new(),
            |row| row.text("financial_year"),
        )
        .await?;
    Ok(all.into_iter().collect())
}

/// The entries of a year that count: of each kind, line and phase the last.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn current(tx: &mut Tx, year: &str) -> Result<Vec<StatementFigure>, StoreError> {
    tx.all(
        "SELECT f.* FROM section_251_figure f WHERE f.financial_year = $1 AND f.number = (SELECT MAX(g.number) \
         FROM section_251_figure g WHERE g.financial_year = f.financial_year AND g.kind = f.kind AND g.line = f.line \
         AND g.phase = f.phase) ORDER BY f.kind, f.line, f.phase",
        vec![text(year)],
        read,
    )
    .await
}

/// Every entry of a year and line, the newest first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn history(
    tx: &mut Tx,
    year: &str,
    line: &str,
) -> Result<Vec<StatementFigure>, StoreError> {
    let mut all = tx
        .all(
            "SELECT * FROM section_251_figure WHERE financial_year = $1 AND kind IN ('budget', 'outturn', 'academy_places') \
             AND line = $2 ORDER BY kind, phase, number",
            vec![text(year), text(line)],
            read,
        )
        .await?;
    all.sort_by_key(|figure| std::cmp::Reverse(figure.at));
    Ok(all)
}

fn read(row: &Row) -> Result<StatementFigure, StoreError> {
    Ok(StatementFigure {
        year: row.text("financial_year")?,
        kind: row.read("kind", StatementKind::parse)?,
        line: row.text("line")?,
        phase: row.read("phase", Phase::parse)?,
        number: row.small("number")?,
        gross: row.money("gross_pence")?,
        income: row.money("income_pence")?,
        note: row.text("note")?,
        by: row.parsed_or_null("by_user")?,
        at: row.instant("at")?,
    })
}
