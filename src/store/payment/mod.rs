//! Payments: the calendar of a year, the runs of its periods, their lines, and what was due when each was proposed.
//!
//! Nothing here works out an amount. Lines are written once with their run and never changed.

mod due;
pub mod kept;
pub mod ledger_code;
mod line;
mod run;
mod source;

pub use due::{StoredDue, add_dues, latest_dues, latest_dues_of};
pub use line::{
    LineOfChild, LineTerms, PaidSum, PaymentLine, Totals, VAT_CODING, VAT_STRAND, add_lines,
    lines_of, lines_of_child, lines_of_school_user, paid_sums, paid_sums_of, totals_by_run,
};
pub use run::{
    PaymentRun, RunState, complete_run, conclude, insert_run, is_withdrawn_by, mark_exported,
    proposed_to, runs_of,
};
pub use source::{
    AwardOfYear, Basis, PayeeOf, Pupil, awards_between, awards_of, children_after,
    children_of_payee, cost_lines_between, cost_lines_of, is_above, people, people_of, pupils,
};

use jiff::Timestamp;

use super::error::StoreError;
use super::row::Row;
use super::tx::Tx;
use super::value::{instant, instant_or_null, text, text_or_null};
use crate::calendar::{Date, SchoolCalendar};
use crate::codes::stored_codes;
use crate::entitlement::PaymentPeriods;
use crate::ids::UserId;

stored_codes!(
    /// How a year is cut into payment periods.
    CalendarKind {
        /// Twelve months.
        Monthly = "monthly",
        /// Thirteen times four weeks.
        FourWeekly = "four_weekly",
        /// From each term's first day to the next one's.
        Termly = "termly",
        /// By a list of first days.
        Bespoke = "bespoke",
    }
);

/// The periods by which a financial year is paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentCalendar {
    /// The year's first day.
    pub year_on: Date,
    /// How it is cut.
    pub kind: CalendarKind,
    /// The periods.
    pub periods: PaymentPeriods,
    /// The day on which each is paid.
    pub pay_days: Vec<Date>,
    /// The school terms by which termly amounts are shared.
    pub terms: SchoolCalendar,
    /// Who set it.
    pub set_by: Option<UserId>,
    /// When.
    pub set_at: Timestamp,
}

/// Sets a year's calendar in place of the one that was set at an instant; of none, where the year has none.
///
/// # Errors
/// [`StoreError::Conflict`] if a run of the year stands or stood: its periods are paid by; or if another calendar was set since.
pub async fn set_calendar(
    tx: &mut Tx,
    calendar: &PaymentCalendar,
    over: Option<Timestamp>,
) -> Result<(), StoreError> {
    let runs = tx
        .count(
            "SELECT COUNT(*) AS n FROM payment_run WHERE year_on = $1",
            vec![text(calendar.year_on)],
        )
        .await?;
    if runs > 0 {
        return Err(StoreError::Conflict);
    }
    let json = |value: Result<String, serde_json::Error>| value.map_err(unwritable);
    let values = vec![
        text(calendar.year_on),
        text(calendar.kind.code()),
        text(json(serde_json::to_string(&calendar.periods))?),
        text(days_text(&calendar.pay_days)),
        text(json(serde_json::to_string(&calendar.terms))?),
        text_or_null(calendar.set_by.as_ref()),
        instant(calendar.set_at),
        instant_or_null(over),
    ];
    tx.execute_one(
        "INSERT INTO payment_calendar (year_on, kind, periods, pay_days, terms, set_by, set_at) \
         VALUES ($1,$2,$3,$4,$5,$6,$7) ON CONFLICT (year_on) DO UPDATE SET kind = excluded.kind, \
         periods = excluded.periods, pay_days = excluded.pay_days, terms = excluded.terms, set_by = excluded.set_by, \
         set_at = excluded.set_at WHERE payment_calendar.set_at = $8",
        values,
        StoreError::Conflict,
    )
    .await
}

/// The calendar of the year that begins on a day.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn calendar_of(
    tx: &mut Tx,
    year_on: Date,
) -> Result<Option<PaymentCalendar>, StoreError> {
    tx.first(
        "SELECT * FROM payment_calendar WHERE year_on = $1",
        vec![text(year_on)],
        read,
    )
    .await
}

/// The first days of the years that have a calendar, the latest first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn years(tx: &mut Tx) -> Result<Vec<Date>, StoreError> {
    tx.all(
        "SELECT year_on FROM payment_calendar ORDER BY year_on DESC",
        Vec::new(),
        |row| row.day("year_on"),
    )
    .await
}

fn read(row: &Row) -> Result<PaymentCalendar, StoreError> {
    Ok(PaymentCalendar {
        year_on: row.day("year_on")?,
        kind: row.read("kind", CalendarKind::parse)?,
        periods: row.read("periods", |json| serde_json::from_str(json))?,
        pay_days: row.read("pay_days", days_of)?,
        terms: row.read("terms", |json| serde_json::from_str(json))?,
        set_by: row.parsed_or_null("set_by")?,
        set_at: row.instant("set_at")?,
    })
}

/// Days as they are stored: ISO, a space between.
fn days_text(days: &[Date]) -> String {
    let texts: Vec<String> = days.iter().map(ToString::to_string).collect();
    texts.join(" ")
}

fn days_of(text: &str) -> Result<Vec<Date>, jiff::Error> {
    text.split_whitespace().map(str::parse).collect()
}

fn unwritable(error: serde_json::Error) -> StoreError {
    StoreError::Unavailable(Box::new(error))
}
