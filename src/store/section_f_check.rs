//! What an officer checked in Section F before a decision.

use std::collections::BTreeMap;

use super::error::StoreError;
use super::tx::Tx;
use super::value::{integer, text};
use crate::calendar::Date;
use crate::ids::{ChildId, DecisionId};
use crate::needs::{SectionFAnswer, SectionFLine};

/// The lines of Section F that were gone through, by decision.
pub type LinesOfDecisions = BTreeMap<DecisionId, Vec<SectionFLine>>;

/// Keeps what was checked before a decision.
///
/// # Errors
/// [`StoreError::Conflict`] if it is kept; [`StoreError::NotFound`] without the decision.
pub async fn insert(tx: &mut Tx, decision: &DecisionId, checked: &str) -> Result<(), StoreError> {
    let row = vec![text(decision), text(checked)];
    tx.insert_all("section_f_check (decision_id, checked)", vec![row])
        .await
}

/// What was checked before a decision; none where that was not asked.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn of(tx: &mut Tx, decision: &DecisionId) -> Result<Option<String>, StoreError> {
    tx.first(
        "SELECT checked FROM section_f_check WHERE decision_id = $1",
        vec![text(decision)],
        |row| row.text("checked"),
    )
    .await
}

/// Keeps the lines of Section F that were gone through for a decision.
///
/// # Errors
/// [`StoreError::Conflict`] if they are kept; [`StoreError::NotFound`] without the decision.
pub async fn insert_lines(
    tx: &mut Tx,
    decision: &DecisionId,
    lines: &[SectionFLine],
) -> Result<(), StoreError> {
    let rows = (1..).zip(lines).map(|(number, line)| {
        vec![
            text(decision),
            integer(number),
            text(&line.words),
            text(line.answer.code()),
        ]
    });
    const COLUMNS: &str = "section_f_line (decision_id, number, words, answer)";
    tx.insert_all(COLUMNS, rows.collect()).await
}

/// The lines that were gone through for the decisions about a child.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn lines_of_child(tx: &mut Tx, child: &ChildId) -> Result<LinesOfDecisions, StoreError> {
    let sql = "SELECT l.* FROM decision d JOIN section_f_line l ON l.decision_id = d.id WHERE d.child_id = $1 \
         ORDER BY l.decision_id, l.number";
    lines(tx, sql, vec![text(child)]).await
}

/// The lines that were gone through for the decisions from a day to another, which is not inside.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn lines_between(
    tx: &mut Tx,
    (from, to): (Date, Date),
) -> Result<LinesOfDecisions, StoreError> {
    let sql = "SELECT l.* FROM decision d JOIN section_f_line l ON l.decision_id = d.id \
         WHERE d.decided_on >= $1 AND d.decided_on < $2 ORDER BY l.decision_id, l.number";
    lines(tx, sql, vec![text(from), text(to)]).await
}

async fn lines(
    tx: &mut Tx,
    sql: &'static str,
    values: Vec<super::value::Value>,
) -> Result<LinesOfDecisions, StoreError> {
    let found = tx
        .all(sql, values, |row| {
            let line = SectionFLine {
                words: row.text("words")?,
                answer: row.read("answer", SectionFAnswer::parse)?,
            };
            Ok((row.parsed::<DecisionId>("decision_id")?, line))
        })
        .await?;
    let mut all = LinesOfDecisions::new();
    for (decision, line) in found {
        all.entry(decision).or_default().push(line);
    }
    Ok(all)
}
