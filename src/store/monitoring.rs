//! What is said of a year's lines at the end of a period, what was reported, and from when a variance is marked: added to and never
//! changed.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::error::StoreError;
use super::row::Row;
use super::tx::Tx;
use super::value::{instant, integer, pence, pence_or_null, text, text_or_null};
use crate::calendar::Date;
use crate::ids::UserId;
use crate::money::Money;
use crate::spending::Thresholds;

/// What an officer says of a line at the end of a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The period, 1 for April.
    pub period: u32,
    /// The line.
    pub line: String,
    /// Counts the entries of the line and period; 1 for the first.
    pub number: u32,
    /// How low and how high the year may come out.
    pub range: Option<(Money, Money)>,
    /// Who answers for it.
    pub owner: String,
    /// Which provider it is about.
    pub provider: String,
    /// Why it is not the budget.
    pub reason: String,
    /// Who said so; `None` from a command.
    pub by: Option<UserId>,
    /// When.
    pub at: Timestamp,
}

/// The forecasts of a year's lines as they were reported at the end of a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reported {
    /// The period, 1 for April.
    pub period: u32,
    /// Counts the reports of the period; 1 for the first.
    pub number: u32,
    /// By line.
    pub forecasts: BTreeMap<String, Money>,
    /// Who reported them; `None` from a command.
    pub by: Option<UserId>,
    /// When.
    pub at: Timestamp,
}

/// Thresholds as they were entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnteredThresholds {
    /// They, with their first day.
    pub thresholds: Thresholds,
    /// Counts the entries of that day; 1 for the first.
    pub number: u32,
    /// Who entered them; `None` from a command.
    pub by: Option<UserId>,
    /// When.
    pub at: Timestamp,
}

/// Adds what is said of a line.
///
/// # Errors
/// [`StoreError::Conflict`] if another entry has the number.
pub async fn say(tx: &mut Tx, year_on: Date, said: &Said) -> Result<(), StoreError> {
    const COLUMNS: &str = "monitoring_said (year_on, period, line, number, low_pence, high_pence, owner, provider, reason, \
         by_user, at)";
    let row = vec![
        text(year_on),
        integer(said.period.into()),
        text(&said.line),
        integer(said.number.into()),
        pence_or_null(said.range.map(|range| range.0)),
        pence_or_null(said.range.map(|range| range.1)),
        text(&said.owner),
        text(&said.provider),
        text(&said.reason),
        text_or_null(said.by.as_ref()),
        instant(said.at),
    ];
    tx.insert_all(COLUMNS, vec![row]).await
}

/// Everything that was said of a year's lines, the earlier period first and in it the earlier entry.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn said_of_year(tx: &mut Tx, year_on: Date) -> Result<Vec<Said>, StoreError> {
    tx.all(
        "SELECT * FROM monitoring_said WHERE year_on = $1 ORDER BY period, line, number",
        vec![text(year_on)],
        |row| {
            Ok(Said {
                period: row.small("period")?,
                line: row.text("line")?,
                number: row.small("number")?,
                range: row
                    .money_or_null("low_pence")?
                    .zip(row.money_or_null("high_pence")?),
                owner: row.text("owner")?,
                provider: row.text("provider")?,
                reason: row.text("reason")?,
                by: row.parsed_or_null("by_user")?,
                at: row.instant("at")?,
            })
        },
    )
    .await
}

/// Adds the forecasts of a period as they are reported.
///
/// # Errors
/// [`StoreError::Conflict`] if another report has the number.
pub async fn report(tx: &mut Tx, year_on: Date, made: &Reported) -> Result<(), StoreError> {
    let forecasts = made.forecasts.iter();
    let forecasts = forecasts.map(|(line, sum)| format!("{line}:{}", sum.pence()));
    let row = vec![
        text(year_on),
        integer(made.period.into()),
        integer(made.number.into()),
        text(forecasts.collect::<Vec<_>>().join(" ")),
        text_or_null(made.by.as_ref()),
        instant(made.at),
    ];
    const COLUMNS: &str = "monitoring_reported (year_on, period, number, forecasts, by_user, at)";
    tx.insert_all(COLUMNS, vec![row]).await
}

/// What was reported of a year, the earlier period first and in it the earlier report.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn reported_of_year(tx: &mut Tx, year_on: Date) -> Result<Vec<Reported>, StoreError> {
    tx.all(
        "SELECT * FROM monitoring_reported WHERE year_on = $1 ORDER BY period, number",
        vec![text(year_on)],
        |row| {
            Ok(Reported {
                period: row.small("period")?,
                number: row.small("number")?,
                forecasts: forecasts(row)?,
                by: row.parsed_or_null("by_user")?,
                at: row.instant("at")?,
            })
        },
    )
    .await
}

fn forecasts(row: &Row) -> Result<BTreeMap<String, Money>, StoreError> {
    let held = row.text("forecasts")?;
    let read = |one: &str| {
        let (line, pence) = one.split_once(':')?;
        Some((
            line.to_owned(),
            Money::from_pence(pence.parse().ok()?).ok()?,
        ))
    };
    let read: Option<BTreeMap<String, Money>> = held.split_whitespace().map(read).collect();
    read.ok_or_else(|| {
        StoreError::unavailable("the column forecasts holds a value that is not of its kind")
    })
}

/// Adds thresholds.
///
/// # Errors
/// [`StoreError::Conflict`] if another entry has the number.
pub async fn add_thresholds(tx: &mut Tx, entered: &EnteredThresholds) -> Result<(), StoreError> {
    let row = vec![
        text(entered.thresholds.since),
        integer(entered.number.into()),
        integer(entered.thresholds.amber.into()),
        integer(entered.thresholds.red.into()),
        pence(entered.thresholds.least),
        text_or_null(entered.by.as_ref()),
        instant(entered.at),
    ];
    const COLUMNS: &str =
        "monitoring_threshold (from_on, number, amber, red, least_pence, by_user, at)";
    tx.insert_all(COLUMNS, vec![row]).await
}

/// Every entry of thresholds, by their first day, the later entry of a day after the earlier.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn thresholds(tx: &mut Tx) -> Result<Vec<EnteredThresholds>, StoreError> {
    tx.all(
        "SELECT * FROM monitoring_threshold ORDER BY from_on, number",
        Vec::new(),
        |row| {
            Ok(EnteredThresholds {
                thresholds: Thresholds {
                    since: row.day("from_on")?,
                    amber: row.small("amber")?,
                    red: row.small("red")?,
                    least: row.money("least_pence")?,
                },
                number: row.small("number")?,
                by: row.parsed_or_null("by_user")?,
                at: row.instant("at")?,
            })
        },
    )
    .await
}
