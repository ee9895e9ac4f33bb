//! The columns of a line, written and read.

use super::{HeldSide, ReconciledLine, SaidSide};
use crate::codes::UnknownCode;
use crate::reconcile::{Difference, Outcome, SaidEnd};
use crate::store::StoreError;
use crate::store::reconciliation::LineState;
use crate::store::row::Row;
use crate::store::value::{
    Value, instant_or_null, integer, integer_or_null, pence_or_null, text, text_or_null,
};

/// The last day as it is stored where the school says that the child is on roll.
const OPEN: &str = "open";

pub(super) fn values(line: &ReconciledLine) -> Vec<Value> {
    let differences: Vec<&str> = line.differences.iter().map(|one| one.code()).collect();
    let (held, said) = (line.held.as_ref(), line.said.as_ref());
    let last = said.and_then(|said| match said.end {
        SaidEnd::Unstated => None,
        SaidEnd::Open => Some(OPEN.to_owned()),
        SaidEnd::On(day) => Some(day.to_string()),
    });
    vec![
        text(&line.reconciliation),
        integer(line.number.into()),
        text(line.outcome.code()),
        text(differences.join(" ")),
        text_or_null(held.map(|held| &held.child)),
        text_or_null(held.map(|held| &held.award)),
        integer_or_null(held.map(|held| held.version.into())),
        integer_or_null(said.map(|said| said.row.into())),
        text(&line.reference),
        text_or_null(held.and_then(|held| held.band.as_ref())),
        text_or_null(held.map(|held| held.fte)),
        text_or_null(held.map(|held| held.from)),
        text_or_null(held.and_then(|held| held.to)),
        pence_or_null(held.and_then(|held| held.amount)),
        text_or_null(said.and_then(|said| said.band.as_ref())),
        text_or_null(said.and_then(|said| said.fte)),
        text_or_null(said.and_then(|said| said.from)),
        text_or_null(last),
        text(&line.problem),
        text(line.state.code()),
        text(&line.note),
        text_or_null(line.settled_by.as_ref()),
        instant_or_null(line.settled_at),
    ]
}

pub(super) fn read_line(row: &Row) -> Result<ReconciledLine, StoreError> {
    let held = match row.parsed_or_null("award_id")? {
        None => None,
        Some(award) => Some(HeldSide {
            child: row.parsed("child_id")?,
            award,
            version: row.small("award_version")?,
            band: row.text_or_null("held_band")?,
            fte: row.parsed("held_fte")?,
            from: row.day("held_from")?,
            to: row.day_or_null("held_to")?,
            amount: row.money_or_null("held_pence")?,
        }),
    };
    let said = match row.small_or_null("row_number")? {
        None => None,
        Some(place) => Some(SaidSide {
            row: place,
            band: row.text_or_null("said_band")?,
            fte: row.parsed_or_null("said_fte")?,
            from: row.day_or_null("said_from")?,
            end: match row.text_or_null("said_last")?.as_deref() {
                None => SaidEnd::Unstated,
                Some(OPEN) => SaidEnd::Open,
                Some(_) => SaidEnd::On(row.day("said_last")?),
            },
        }),
    };
    Ok(ReconciledLine {
        reconciliation: row.parsed("reconciliation_id")?,
        number: row.small("number")?,
        outcome: row.read("outcome", Outcome::parse)?,
        differences: row.read("differences", differences)?,
        reference: row.text("reference")?,
        held,
        said,
        problem: row.text("problem")?,
        state: row.read("state", LineState::parse)?,
        note: row.text("note")?,
        settled_by: row.parsed_or_null("settled_by")?,
        settled_at: row.instant_or_null("settled_at")?,
    })
}

fn differences(codes: &str) -> Result<Vec<Difference>, UnknownCode> {
    codes.split_whitespace().map(Difference::parse).collect()
}
