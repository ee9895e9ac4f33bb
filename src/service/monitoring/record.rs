//! The record of a year by section 251 line: the parts that are priced alike, and what is due by month.

use std::collections::BTreeMap;

use super::broken;
use crate::calendar::Date;
use crate::costs::CostKind;
use crate::ids::ChildId;
use crate::money::{Decimal, Money, product, sum};
use crate::rules::RuleBook;
use crate::service::ServiceError;
use crate::service::payments::{Costed, costed_in_year};
use crate::spending::Part;
use crate::store::Tx;
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

fn lines(
    pieces: &[Costed],
    calendar: &PaymentCalendar,
) -> Result<BTreeMap<String, RecordLine>, ServiceError> {
    let bearers = bearers(pieces);
    let mut parts: BTreeMap<(String, String), (Decimal, Money)> = BTreeMap::new();
    let mut months: BTreeMap<String, [Money; MONTHS]> = BTreeMap::new();
    for piece in pieces {
        let key = (piece.coding.clone(), key_of(piece));
        let part = parts.entry(key).or_insert((Decimal::ZERO, Money::ZERO));
        let bearer = bearers.get(&(piece.coding.as_str(), &piece.child));
        if bearer == Some(&rank(piece.kind)) {
            let too_large = || ServiceError::Broken("a volume out of range".into());
            part.0 = sum(part.0, volume_of(piece).ok_or_else(too_large)?).ok_or_else(too_large)?;
        }
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

/// What a piece is part of: its setting with its band, or with what it pays for.
fn key_of(piece: &Costed) -> String {
    let what = piece.band.as_deref().unwrap_or(piece.kind.code());
    format!("{} {what}", piece.setting.code())
}

/// Days at full time; nothing for an amount paid once.
fn volume_of(piece: &Costed) -> Option<Decimal> {
    let days = piece.days.and_then(|days| days.days()).unwrap_or(0);
    product(Decimal::from(days), piece.fte.rate().value())
}

/// Which kind of a child's costs counts the child on a line, so that a child with several is counted once.
fn bearers(pieces: &[Costed]) -> BTreeMap<(&str, &ChildId), u8> {
    let mut bearers: BTreeMap<(&str, &ChildId), u8> = BTreeMap::new();
    for piece in pieces.iter().filter(|piece| !piece.kind.is_income()) {
        let rank = rank(piece.kind);
        let bearer = bearers
            .entry((piece.coding.as_str(), &piece.child))
            .or_insert(rank);
        *bearer = rank.min(*bearer);
    }
    bearers
}

fn rank(kind: CostKind) -> u8 {
    match kind {
        CostKind::BandTopUp => 0,
        CostKind::Fee => 1,
        CostKind::EotasPackage => 2,
        CostKind::Exceptional => 3,
        CostKind::Therapy | CostKind::PersonalBudget | CostKind::DirectPayment => 4,
        CostKind::OneOff
        | CostKind::HealthContribution
        | CostKind::SocialCareContribution
        | CostKind::TransportMemo => 5,
    }
}

/// The month in which a payment period begins, from 0 for April.
fn month_of(calendar: &PaymentCalendar, period: u32) -> usize {
    let place = usize::try_from(period).unwrap_or(usize::MAX);
    let periods = calendar.periods.periods();
    // A period is of its calendar, so that it has a first day.
    let month = periods.get(place).map_or(4, |days| days.start().month());
    usize::try_from((i32::from(month) + 8) % 12).unwrap_or(0)
}
