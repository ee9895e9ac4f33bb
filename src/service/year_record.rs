//! What the record of a year comes to by section 251 line, as the statement and monitoring show it. Of a small authority it is
//! worked out while a page waits; of a large one a page reads what was worked out last, and a job works it out again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::beside::{self, Standing, Waits};
use super::monitoring::record::{self, RecordLine};
use super::section_251;
use super::{Moment, ServiceError};
use crate::calendar::parse_iso_date;
use crate::money::Money;
use crate::rules::RuleBook;
use crate::service::payments::{costed_in_year, stamp};
use crate::spending::{Entry, Phase};
use crate::store::payment::{self, PaymentCalendar};
use crate::store::year_record_kept::{self as kept, KeptYear};
use crate::store::{Store, Tx, establishment};

/// What the record of a year comes to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct YearRecord {
    entries: Vec<KeptEntry>,
    /// By line: the parts that are priced alike, and what is due by month.
    pub(super) lines: BTreeMap<String, RecordLine>,
    /// How many costs cannot be worked out and are in no line.
    pub(super) left_out: usize,
}

/// What a line and a phase come to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct KeptEntry {
    line: String,
    phase: String,
    gross: Money,
    income: Money,
}

impl YearRecord {
    /// What each line and phase come to, once each.
    pub(super) fn entries(&self) -> Vec<Entry> {
        let entry = |kept: &KeptEntry| {
            Some(Entry {
                line: kept.line.clone(),
                // What is kept was written by its code.
                phase: Phase::parse(&kept.phase).ok()?,
                gross: kept.gross,
                income: kept.income,
            })
        };
        self.entries.iter().filter_map(entry).collect()
    }
}

/// The record of a year that has a payment calendar, and of when it is.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be used.
pub(super) async fn of_year(
    (store, tx): (&Store, &mut Tx),
    book: &RuleBook,
    calendar: &PaymentCalendar,
    (waits, moment): (Waits, Moment),
) -> Result<(YearRecord, Standing), ServiceError> {
    let is_large = beside::is_large(tx).await?;
    if waits == Waits::Yes || !is_large {
        return Ok((worked(tx, book, calendar).await?, Standing::Now));
    }
    let stamp = stamp(tx, book, calendar).await?;
    // What an older program kept in another shape counts as nothing.
    let found = kept::find(tx, calendar.year_on).await?;
    let found = found.and_then(|kept| {
        let record = serde_json::from_str(&kept.document).ok()?;
        Some((record, kept.stamp == stamp, kept.kept_at))
    });
    let (record, standing) = match found {
        Some((record, true, _)) => return Ok((record, Standing::Now)),
        Some((record, false, at)) => (record, Standing::AsOf(at)),
        None => (YearRecord::default(), Standing::NotYet),
    };
    let year = calendar.year_on.to_string();
    beside::ask_for(store, beside::YEAR_RECORD, &year, moment).await?;
    Ok((record, standing))
}

/// Works the record of a year out and keeps it, unless it is kept already as of now. The year is named by its first day; one that
/// is none, or has no calendar, is left.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be used.
pub(super) async fn work_out(
    store: &Store,
    book: &RuleBook,
    year: &str,
    moment: Moment,
) -> Result<(), ServiceError> {
    let mut tx = store.read().await?;
    let Some(year_on) = parse_iso_date(year) else {
        return Ok(());
    };
    let Some(calendar) = payment::calendar_of(&mut tx, year_on).await? else {
        return Ok(());
    };
    // Taken before the records are read: what is written meanwhile makes the sums old.
    let stamp = stamp(&mut tx, book, &calendar).await?;
    let found = kept::find(&mut tx, year_on).await?;
    if found.is_some_and(|kept| kept.stamp == stamp) {
        return Ok(());
    }
    let worked = worked(&mut tx, book, &calendar).await?;
    drop(tx);
    let made = KeptYear {
        stamp,
        document: serde_json::to_string(&worked)
            .map_err(|error| ServiceError::Broken(Box::new(error)))?,
        kept_at: moment.instant,
    };
    let mut tx = store.begin().await?;
    kept::keep(&mut tx, year_on, &made).await?;
    Ok(tx.commit().await?)
}

async fn worked(
    tx: &mut Tx,
    book: &RuleBook,
    calendar: &PaymentCalendar,
) -> Result<YearRecord, ServiceError> {
    let record = costed_in_year(tx, book, calendar).await?;
    let places = establishment::all(tx).await?;
    let places = places.into_iter().map(|place| (place.id.clone(), place));
    let mut sums: BTreeMap<(String, &str), (Money, Money)> = BTreeMap::new();
    for entry in section_251::entries_of_record(&record.pieces, &places.collect())? {
        let sum = sums.entry((entry.line, entry.phase.code()));
        let sum = sum.or_insert((Money::ZERO, Money::ZERO));
        sum.0 = sum.0.plus(entry.gross).map_err(section_251::broken)?;
        sum.1 = sum.1.plus(entry.income).map_err(section_251::broken)?;
    }
    let entry = |((line, phase), (gross, income)): ((String, &str), (Money, Money))| KeptEntry {
        line,
        phase: phase.to_owned(),
        gross,
        income,
    };
    Ok(YearRecord {
        entries: sums.into_iter().map(entry).collect(),
        lines: record::lines(&record.pieces, calendar)?,
        left_out: record.left_out,
    })
}
