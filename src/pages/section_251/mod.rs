//! Section 251: a year's statement, a line of it with its establishments and figures, and an establishment's children.

mod kept_places;
mod line;
mod place;
mod year;

pub use kept_places::take as take_places;
pub use line::{csv as line_csv, enter, show as line};
pub use place::show as place;
pub use year::{csv, of_today, of_year as year, workbook};

use crate::calendar::FinancialYear;
use crate::components::Crumb;

fn address(year: FinancialYear) -> String {
    format!("/high-needs/section-251/{year}")
}

fn line_address(year: FinancialYear, line: &str) -> String {
    format!("{}/lines/{line}", address(year))
}

/// The path to the statement of a year.
fn above() -> Vec<Crumb> {
    vec![Crumb::new("High needs", "/high-needs")]
}

/// The path to what is below a year.
fn below(year: FinancialYear) -> Vec<Crumb> {
    let mut path = above();
    path.push(Crumb::new(format!("Section 251, {year}"), address(year)));
    path
}
