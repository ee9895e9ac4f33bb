//! What a year's payments come to, by period and payee: the sums that pages show, without the lines.

use serde::{Deserialize, Serialize};

use super::control::Control;
use super::period::{PayeeRow, payees};
use super::runs::left_over;
use super::schedule::{self, closed_of};
use super::strands::Unpaid;
use super::waiting::{self, OutOfDate};
use super::year::OpenSums;
use crate::calendar::{Date, parse_iso_date};
use crate::costs::CostKind;
use crate::ids::{ChildId, Digest};
use crate::money::Money;
use crate::rules::RuleBook;
use crate::service::beside::{self, Standing};
use crate::service::{Moment, ServiceError};
use crate::store::payment::{self, PaymentCalendar, PaymentLine, kept};
use crate::store::{Store, Tx, audit};

/// How many of the costs that are left out are named; the number of all is told.
const UNPAID_NAMED: usize = 50;
/// The part of what is kept that is of the whole year.
const YEAR: &str = "year";

/// What a year's payments come to.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Summary {
    /// The control totals.
    pub(super) control: Control,
    /// How a run that waits for release differs from the record, if it does.
    pub(super) out_of_date: Option<OutOfDate>,
    /// How many costs are left out.
    pub(super) unpaid_count: usize,
    /// The first of them.
    unpaid: Vec<KeptUnpaid>,
    /// What open periods pay, by place, what the year before still owes in the next of them; of a period with a run, nothing.
    pub(super) open: Vec<OpenSums>,
    /// What the year before still owes, in the next open period and in no control total of the year.
    pub(super) left_over: Option<Money>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct KeptUnpaid {
    child: ChildId,
    kind: String,
    from: String,
    why: String,
}

impl Summary {
    /// The first of the costs that are left out.
    pub(super) fn unpaid(&self) -> Vec<Unpaid> {
        let read = |one: &KeptUnpaid| {
            Some(Unpaid {
                child: one.child.clone(),
                kind: CostKind::parse(&one.kind).ok()?,
                from: parse_iso_date(&one.from)?,
                why: one.why.clone(),
            })
        };
        self.unpaid.iter().filter_map(read).collect()
    }
}

/// A year's sums, and the payees of each open period.
struct Worked {
    summary: Summary,
    payees: Vec<Vec<PayeeRow>>,
}

/// Works a year's sums out of the record.
async fn worked(
    tx: &mut Tx,
    book: &RuleBook,
    calendar: &PaymentCalendar,
) -> Result<Worked, ServiceError> {
    let runs = payment::runs_of(tx, calendar.year_on).await?;
    let schedule = schedule::of_year(tx, book, calendar).await?;
    let waiting = waiting::of(tx, book, calendar, &runs, &schedule).await?;
    let lines = waiting.as_ref().map_or(&[][..], |waiting| &waiting.lines);
    let control = schedule
        .control
        .with_unpaid(calendar.year_on, (&runs, lines), &schedule.lines);
    let next = closed_of(&runs);
    let stands = |place: u32| runs.iter().any(|run| run.period == place);
    let mut first = Vec::new();
    if !stands(next)
        && let Some(left_over) = left_over(tx, book, calendar.year_on, None).await?
    {
        first = left_over.lines;
    }
    let (mut open, mut rows) = (Vec::new(), Vec::new());
    for (place, _) in (0_u32..).zip(calendar.periods.periods()) {
        let is_open = !stands(place);
        let own = schedule.lines.iter();
        let own = own.filter(|one| is_open && one.paid_in == Some(place));
        let own: Vec<&PaymentLine> = own.map(|one| &one.line).collect();
        let before = first.iter().filter(|_| place == next);
        let all: Vec<&PaymentLine> = before.chain(own).collect();
        open.push(OpenSums::of(&all)?);
        rows.push(payees(&all)?);
    }
    let left_over = Money::total(first.iter().map(|line| line.amount))
        .map_err(|error| ServiceError::Broken(Box::new(error)))?;
    let unpaid = schedule.unpaid.iter().take(UNPAID_NAMED);
    let summary = Summary {
        control: control.map_err(|error| ServiceError::Broken(Box::new(error)))?,
        out_of_date: waiting.and_then(|waiting| waiting.out_of_date),
        unpaid_count: schedule.unpaid.len(),
        unpaid: unpaid
            .map(|one| KeptUnpaid {
                child: one.child.clone(),
                kind: one.kind.code().to_owned(),
                from: one.from.to_string(),
                why: one.why.clone(),
            })
            .collect(),
        open,
        left_over: (!first.is_empty()).then_some(left_over),
    };
    Ok(Worked {
        summary,
        payees: rows,
    })
}

/// Of which records, calendar, rules and program sums of a year are.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be used.
pub(in crate::service) async fn stamp(
    tx: &mut Tx,
    book: &RuleBook,
    calendar: &PaymentCalendar,
) -> Result<Digest, ServiceError> {
    let last = audit::last_change(tx).await?;
    let rules: Vec<&str> = book.iter().map(|set| set.digest().as_str()).collect();
    let text = format!(
        "{last}\n{}\n{}\n{}\n",
        calendar.set_at,
        rules.join(" "),
        env!("CARGO_PKG_VERSION")
    );
    Ok(Digest::of(text.as_bytes()))
}

/// What of a year is shown.
enum Wanted<T> {
    /// It is kept, and of now or of then.
    Kept(T, Standing),
    /// Nothing is kept, and the cohort is too large to wait for.
    Nothing,
    /// It is worked out while the page waits.
    Work,
}

/// A part of what is kept of a year; asks for a job where that is not of now and the cohort is large.
async fn wanted<T: for<'de> Deserialize<'de>>(
    (store, tx): (&Store, &mut Tx),
    book: &RuleBook,
    calendar: &PaymentCalendar,
    part: &str,
    moment: Moment,
) -> Result<Wanted<T>, ServiceError> {
    let stamp = stamp(tx, book, calendar).await?;
    let found = kept::find(tx, calendar.year_on, part).await?;
    // What an older program kept in another shape counts as nothing.
    let found = found.and_then(|kept| {
        let part = serde_json::from_str(&kept.document).ok()?;
        Some((part, kept.stamp == stamp, kept.kept_at))
    });
    let found = match found {
        Some((part, true, _)) => return Ok(Wanted::Kept(part, Standing::Now)),
        _ if !beside::is_large(tx).await? => return Ok(Wanted::Work),
        Some((part, false, at)) => Wanted::Kept(part, Standing::AsOf(at)),
        None => Wanted::Nothing,
    };
    let year = calendar.year_on.to_string();
    beside::ask_for(store, beside::SCHEDULE, &year, moment).await?;
    Ok(found)
}

/// A year's sums.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be used.
pub(super) async fn of_year(
    (store, tx): (&Store, &mut Tx),
    book: &RuleBook,
    calendar: &PaymentCalendar,
    moment: Moment,
) -> Result<(Summary, Standing), ServiceError> {
    let wanted = wanted((store, &mut *tx), book, calendar, YEAR, moment).await?;
    Ok(match wanted {
        Wanted::Kept(summary, standing) => (summary, standing),
        Wanted::Nothing => (Summary::default(), Standing::NotYet),
        Wanted::Work => (worked(tx, book, calendar).await?.summary, Standing::Now),
    })
}

/// The payees of an open period.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be used.
pub(super) async fn payees_of(
    (store, tx): (&Store, &mut Tx),
    book: &RuleBook,
    (calendar, place): (&PaymentCalendar, u32),
    moment: Moment,
) -> Result<(Vec<PayeeRow>, Standing), ServiceError> {
    let part = place.to_string();
    let wanted = wanted((store, &mut *tx), book, calendar, &part, moment).await?;
    Ok(match wanted {
        Wanted::Kept(payees, standing) => (payees, standing),
        Wanted::Nothing => (Vec::new(), Standing::NotYet),
        Wanted::Work => {
            let mut worked = worked(tx, book, calendar).await?;
            let at = usize::try_from(place).unwrap_or(usize::MAX);
            let payees = worked.payees.get_mut(at).map(std::mem::take);
            (payees.unwrap_or_default(), Standing::Now)
        }
    })
}

/// Works the sums of a year out and keeps them, unless they are kept already as of now. The year is named by its first day; one
/// that is none, or has no calendar, is left.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be used.
pub async fn work_out(
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
    let kept = kept::find(&mut tx, year_on, YEAR).await?;
    if kept.is_some_and(|kept| kept.stamp == stamp) {
        return Ok(());
    }
    let worked = worked(&mut tx, book, &calendar).await?;
    drop(tx);
    keep(store, (year_on, &stamp), &worked, moment).await
}

async fn keep(
    store: &Store,
    (year_on, stamp): (Date, &Digest),
    worked: &Worked,
    moment: Moment,
) -> Result<(), ServiceError> {
    let broken = |error: serde_json::Error| ServiceError::Broken(Box::new(error));
    let year = serde_json::to_string(&worked.summary).map_err(broken)?;
    let mut parts = vec![(YEAR.to_owned(), year)];
    for (place, payees) in worked.payees.iter().enumerate() {
        let payees = serde_json::to_string(payees).map_err(broken)?;
        parts.push((place.to_string(), payees));
    }
    let mut tx = store.begin().await?;
    kept::keep(&mut tx, year_on, stamp, &parts, moment.instant).await?;
    Ok(tx.commit().await?)
}
