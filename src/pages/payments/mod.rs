//! Payments: the year, its calendar, a period with its payees and their children, and the files.

mod calendar;
mod codes;
mod files;
mod period;
mod school;
mod year;

pub use calendar::{ask, save};
pub use codes::{ask as ask_codes, save as save_codes};
pub use files::{schedule_csv, schedule_workbook, take_ledger};
pub use period::{propose, release, show, withdraw};
pub use school::{own, own_csv};
pub use year::{of_today, of_year};

use crate::calendar::{Date, FinancialYear};
use crate::components::Crumb;
use crate::visit::WebError;

/// The first day of the financial year that an address names by the year it begins in: `2026`.
pub(super) fn year_of(text: &str) -> Result<Date, WebError> {
    let is_year = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    let first = text.parse().ok().filter(|_| is_year);
    let first: Option<Date> = first.and_then(|year: i16| Date::new(year, 4, 1).ok());
    first
        .filter(|first| (2000..=2100).contains(&first.year()))
        .ok_or(WebError::NotFound)
}

/// The place of a period that an address names from 1.
fn place_of(text: &str) -> Result<u32, WebError> {
    let number: Option<u32> = text.parse().ok();
    number
        .and_then(|number| number.checked_sub(1))
        .ok_or(WebError::NotFound)
}

fn year_address(first: Date) -> String {
    format!("/payments/{}", first.year())
}

fn period_address(first: Date, place: u32) -> String {
    format!("{}/periods/{}", year_address(first), place + 1)
}

/// The path to what is below a year.
pub(super) fn path(first: Date) -> Vec<Crumb> {
    let year = FinancialYear::containing(first);
    vec![Crumb::new(format!("Payments {year}"), year_address(first))]
}
