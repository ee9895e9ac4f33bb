//! The record of a year by section 251 line: the parts that are priced alike, and what is due by month.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::broken;
use super::notices::NoticeOwed;
use super::volume::volumes;
use crate::calendar::{Date, FinancialYear, Period};
use crate::ids::ChildId;
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::service) struct RecordLine {
    /// Its parts, by key.
    pub(super) parts: Vec<Part>,
    /// What is due in the payment periods that begin in each month, April first.
    pub(super) by_month: [Money; MONTHS],
    /// Children whose first day on the line is after the year's first day.
    pub(super) starters: u64,
    /// Children whose last day on the line is before the year's last day.
    pub(super) leavers: u64,
    /// Of the starters, those who had a cost on another line before.
    pub(super) from_others: u64,
    /// Of the leavers, those who go on with a cost on another line.
    pub(super) to_others: u64,
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
            starters: 0,
            leavers: 0,
            from_others: 0,
            to_others: 0,
        });
        for (month, owed) in line.by_month.iter_mut().zip(one.by_month) {
            *month = month.plus(owed).map_err(broken)?;
        }
    }
    Ok(())
}

/// What some pieces of a year come to by line.
///
/// # Errors
/// [`ServiceError::Broken`] beyond what is money.
pub(in crate::service) fn lines(
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
            let blank = RecordLine {
                parts: Vec::new(),
                by_month,
                starters: 0,
                leavers: 0,
                from_others: 0,
                to_others: 0,
            };
            (line, blank)
        })
        .collect();
    let year = FinancialYear::containing(calendar.year_on).period();
    for (name, moves) in moves(pieces, &year) {
        if let Some(line) = lines.get_mut(name) {
            line.starters = moves.starters;
            line.leavers = moves.leavers;
            line.from_others = moves.from_others;
            line.to_others = moves.to_others;
        }
    }
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

/// Who comes to a line and who is gone from it in a year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Moves {
    starters: u64,
    leavers: u64,
    from_others: u64,
    to_others: u64,
}

/// Who comes and goes, by line.
fn moves<'a>(pieces: &'a [Costed], year: &Period) -> BTreeMap<&'a str, Moves> {
    let stays = stays(pieces);
    let mut of_child: BTreeMap<&ChildId, Vec<(&str, Period)>> = BTreeMap::new();
    for ((line, child), days) in &stays {
        of_child.entry(*child).or_default().push((*line, *days));
    }
    let mut by_line: BTreeMap<&str, Moves> = BTreeMap::new();
    for ((name, child), days) in &stays {
        let line = by_line.entry(*name).or_default();
        let own = of_child.get(child).into_iter().flatten();
        let mut others = own.filter(|(other, _)| other != name);
        if days.start() > year.start() {
            line.starters += 1;
            let had_one = |(_, other): &(&str, Period)| other.start() < days.start();
            line.from_others += u64::from(others.clone().any(had_one));
        }
        let ends_before = |end: &Date| year.end().is_some_and(|over| *end < over);
        if let Some(end) = days.end().filter(ends_before) {
            line.leavers += 1;
            let goes_on = |(_, other): &(&str, Period)| other.end().is_none_or(|last| end < last);
            line.to_others += u64::from(others.any(goes_on));
        }
    }
    by_line
}

/// From a child's first day on a line to its last, whatever lies between; income and amounts paid once are no stay.
fn stays(pieces: &[Costed]) -> BTreeMap<(&str, &ChildId), Period> {
    let mut stays: BTreeMap<(&str, &ChildId), Period> = BTreeMap::new();
    for piece in pieces.iter().filter(|piece| !piece.is_income()) {
        let Some(days) = piece.days else { continue };
        let key = (piece.coding.as_str(), &piece.child);
        let known = stays.entry(key).or_insert(days);
        let start = known.start().min(days.start());
        // A stay without an end ends after any other.
        let end = known.end().zip(days.end());
        let end = end.map(|(one, other)| one.max(other));
        *known = end.map_or(Period::open(start), |end| {
            // The later of two ends is after the earlier of two starts.
            Period::new(start, end).unwrap_or(Period::open(start))
        });
    }
    stays
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

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::costs::CostKind;
    use crate::money::Fte;
    use crate::needs::Setting;

    #[test]
    fn whoever_goes_from_one_line_to_another_is_told_from_who_is_gone() {
        let piece = |child: u8, line: &str, from: Date, to: Date| Costed {
            child: ChildId::parse(&format!("0197d3c0-0000-7000-8000-00000000000{child}")).unwrap(),
            kind: CostKind::BandTopUp,
            is_recovered: false,
            setting: Setting::Mms,
            establishment: None,
            coding: line.to_owned(),
            band: None,
            days: Some(Period::new(from, to).unwrap()),
            fte: Fte::FULL,
            amount: Money::ZERO,
            by_period: Vec::new(),
        };
        let (first, over) = (date(2026, 4, 1), date(2027, 4, 1));
        let september = date(2026, 9, 1);
        let pieces = [
            piece(1, "1.2.1", first, september),
            piece(1, "1.2.2", september, over),
            piece(2, "1.2.1", first, date(2026, 7, 1)),
            piece(3, "1.2.2", date(2026, 5, 1), over),
            piece(4, "1.2.2", first, over),
        ];
        let year = Period::new(first, over).unwrap();
        let moves = moves(&pieces, &year);
        let of_first = Moves {
            leavers: 2,
            to_others: 1,
            ..Moves::default()
        };
        let of_second = Moves {
            starters: 2,
            from_others: 1,
            ..Moves::default()
        };
        assert_eq!(moves["1.2.1"], of_first);
        assert_eq!(moves["1.2.2"], of_second);
    }
}
