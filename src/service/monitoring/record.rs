//! The record of a year by section 251 line: the parts that are priced alike, and what is due by month.

use std::collections::BTreeMap;

use super::broken;
use super::notices::NoticeOwed;
use super::volume::volumes;
use crate::calendar::Date;
use crate::money::{Decimal, Money, Rate, sum};
use crate::rules::RuleBook;
use crate::service::ServiceError;
use crate::service::payments::{Costed, costed_in_year};
use crate::spending::Part;
use crate::store::Tx;
use crate::store::budget::BasisPart;
use crate::store::payment::{self, PaymentCalendar};

/// The months of a financial year.
pub(super) const MONTHS: usize = 12;

/// A line of the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RecordLine {
    /// Its parts, by key.
    pub(super) parts: Vec<Part>,
    /// What is due in the payment periods that begin in each month, April first.
    pub(super) by_month: [Money; MONTHS],
}

/// The record of a year, or nothing before the year has a payment calendar; with how many costs are in no line.
pub(super) async fn of_year(
    tx: &mut Tx,
    book: &RuleBook,
    year_on: Date,
) -> Result<Option<(BTreeMap<String, RecordLine>, usize)>, ServiceError> {
    let Some(calendar) = payment::calendar_of(tx, year_on).await? else {
        return Ok(None);
    };
    let record = costed_in_year(tx, book, &calendar).await?;
    Ok(Some((lines(&record.pieces, &calendar)?, record.left_out)))
}

/// Adds what is owed until notice runs out to the months of its lines: it is due, and no part of a child's stay.
pub(super) fn commit(
    record: &mut BTreeMap<String, RecordLine>,
    notices: &[NoticeOwed],
) -> Result<(), ServiceError> {
    for one in notices {
        let line = record.entry(one.line.to_owned());
        let line = line.or_insert_with(|| RecordLine {
            parts: Vec::new(),
            by_month: [Money::ZERO; MONTHS],
        });
        for (month, owed) in line.by_month.iter_mut().zip(one.by_month) {
            *month = month.plus(owed).map_err(broken)?;
        }
    }
    Ok(())
}

fn lines(
    pieces: &[Costed],
    calendar: &PaymentCalendar,
) -> Result<BTreeMap<String, RecordLine>, ServiceError> {
    let volumes = volumes(pieces).ok_or_else(too_large)?;
    let mut parts: BTreeMap<(String, String), (Decimal, Money)> = BTreeMap::new();
    let mut months: BTreeMap<String, [Money; MONTHS]> = BTreeMap::new();
    for (piece, volume) in pieces.iter().zip(volumes) {
        let key = (piece.coding.clone(), key_of(piece));
        let part = parts.entry(key).or_insert((Decimal::ZERO, Money::ZERO));
        part.0 = sum(part.0, volume).ok_or_else(too_large)?;
        part.1 = part.1.plus(piece.amount).map_err(broken)?;
        let by_month = months
            .entry(piece.coding.clone())
            .or_insert([Money::ZERO; MONTHS]);
        for (period, amount) in &piece.by_period {
            let month = &mut by_month[month_of(calendar, *period)];
            *month = month.plus(*amount).map_err(broken)?;
        }
    }
    let mut lines: BTreeMap<String, RecordLine> = months
        .into_iter()
        .map(|(line, by_month)| {
            let parts = Vec::new();
            (line, RecordLine { parts, by_month })
        })
        .collect();
    for ((line, key), (volume, amount)) in parts {
        if let Some(line) = lines.get_mut(&line) {
            line.parts.push(Part {
                key,
                volume,
                amount,
            });
        }
    }
    Ok(lines)
}

fn too_large() -> ServiceError {
    ServiceError::Broken("a volume out of range".into())
}

/// A record as the basis of a budget keeps it.
pub(super) fn basis_parts(record: &BTreeMap<String, RecordLine>) -> Vec<BasisPart> {
    let parts = record
        .iter()
        .flat_map(|(line, of)| of.parts.iter().map(move |part| (line, part)));
    parts
        .map(|(line, part)| BasisPart {
            line: line.clone(),
            key: part.key.clone(),
            volume: Rate::new(part.volume),
            amount: part.amount,
        })
        .collect()
}

/// What a piece is part of: its setting with its band, or with what it pays for.
fn key_of(piece: &Costed) -> String {
    let what = match piece.is_recovered {
        true => "recouped",
        false => piece.band.as_deref().unwrap_or(piece.kind.code()),
    };
    format!("{} {what}", piece.setting.code())
}

/// The month in which a payment period begins, from 0 for April.
fn month_of(calendar: &PaymentCalendar, period: u32) -> usize {
    let place = usize::try_from(period).unwrap_or(usize::MAX);
    let periods = calendar.periods.periods();
    // A period is of its calendar, so that it has a first day.
    let month = periods.get(place).map_or(4, |days| days.start().month());
    usize::try_from((i32::from(month) + 8) % 12).unwrap_or(0)
}
