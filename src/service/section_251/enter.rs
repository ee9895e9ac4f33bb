//! A finance officer enters a figure of the statement; every entry stays.

use crate::access::{Action, Actor, Subject};
use crate::calendar::FinancialYear;
use crate::money::Money;
use crate::service::reach::require;
use crate::service::{Moment, ServiceError, trail};
use crate::spending::Phase;
use crate::store::Store;
use crate::store::section_251_figure::{self, StatementFigure, StatementKind};

/// A figure as it is entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entered {
    /// Which figure.
    pub kind: StatementKind,
    /// The phase.
    pub phase: Phase,
    /// Before income.
    pub gross: Money,
    /// Income.
    pub income: Money,
    /// Where it is from.
    pub note: String,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entering {
    /// The figure is kept; once, however often the same form is sent.
    Done,
    /// Somebody entered a figure of the line after it was shown. Nothing was kept.
    Lost,
}

/// Enters a figure of a line over the entries that were shown.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever enters none; [`ServiceError::Conflict`] if somebody enters the same at the same time.
pub async fn enter(
    store: &Store,
    actor: &Actor,
    (year, line, seen): (FinancialYear, &str, u32),
    entered: Entered,
    moment: Moment,
) -> Result<Entering, ServiceError> {
    require(actor, Action::KeepBudget, &Subject::Anything)?;
    let mut tx = store.begin().await?;
    let known = section_251_figure::history(&mut tx, &year.to_string(), line).await?;
    if u32::try_from(known.len()).ok() != Some(seen) {
        let is_kept = known.first().is_some_and(|last| {
            last.by.as_ref() == Some(&actor.user)
                && (last.kind, last.phase) == (entered.kind, entered.phase)
                && (last.gross, last.income) == (entered.gross, entered.income)
                && last.note == entered.note
        });
        return Ok(if is_kept {
            Entering::Done
        } else {
            Entering::Lost
        });
    }
    let same = known
        .iter()
        .filter(|one| one.kind == entered.kind && one.phase == entered.phase);
    let figure = StatementFigure {
        year: year.to_string(),
        kind: entered.kind,
        line: line.to_owned(),
        phase: entered.phase,
        number: same.map(|one| one.number).max().unwrap_or(0) + 1,
        gross: entered.gross,
        income: entered.income,
        note: entered.note,
        by: Some(actor.user.clone()),
        at: moment.instant,
    };
    section_251_figure::add(&mut tx, &figure).await?;
    let subject = format!("{year}/{line}/{}", figure.kind.code());
    let subject = ("section-251-figure", subject.as_str());
    trail::note(
        &mut tx,
        moment,
        Some(&actor.user),
        "section-251-entered",
        subject,
    )
    .await?;
    tx.commit().await?;
    Ok(Entering::Done)
}
