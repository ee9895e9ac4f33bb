//! High needs places for commissioners: a year's list with its picture, an establishment with its placements and fees, the form
//! of the numbers, and the rates.

mod numbers;
mod one;
mod picture;
mod rates;
mod start;
mod year;

pub use numbers::{ask, keep};
pub use one::show as at;
pub use rates::{enter as enter_rate, show as rates};
pub use start::{ask as ask_where, find};
pub use year::{chart, csv, of_today, of_year, workbook};

use crate::calendar::FinancialYear;
use crate::components::Crumb;
use crate::ids::EstablishmentId;
use crate::pages::words::day;
use crate::places::FundingProblem;

/// The address of this year's list.
const HOME: &str = "/places";

fn address(year: FinancialYear) -> String {
    format!("{HOME}/{year}")
}

fn address_at(year: FinancialYear, establishment: &EstablishmentId) -> String {
    format!("{}/{establishment}", address(year))
}

/// The path to what is below a year.
fn below(year: FinancialYear) -> Vec<Crumb> {
    vec![Crumb::new(format!("Places, {year}"), address(year))]
}

/// Why places come to no sum.
fn in_words(problem: FundingProblem) -> String {
    match problem {
        FundingProblem::NoRate { on, .. } => format!("No rate on {}", day(on)),
        FundingProblem::TooLarge => "Larger than any budget".to_owned(),
    }
}
