//! School reconciliation: the schools of a year, one school with its return, what came of the return, and one line of it.

mod casework;
mod line;
mod lines;
mod school;
mod schools;

pub use casework::{ask as ask_casework, conclude};
pub use line::{settle, show as line};
pub use lines::{show, workbook as lines_workbook};
pub use school::{show as school, take, workbook as held_workbook};
pub use schools::list as schools;

use crate::calendar::Date;
use crate::components::Crumb;
use crate::ids::ReconciliationId;
use crate::service::reconciliation::Reconciliation;
use crate::visit::WebError;

use super::payments::path;

fn schools_address(year: Date) -> String {
    format!("/payments/{}/schools", year.year())
}

fn address(id: &ReconciliationId) -> String {
    format!("/reconciliations/{id}")
}

/// The path to what is below the schools of a year.
fn below_schools(year: Date) -> Vec<Crumb> {
    let mut crumbs = path(year);
    crumbs.push(Crumb::new("Reconcile with schools", schools_address(year)));
    crumbs
}

/// The path to what is below a school.
fn below_school(of: &Reconciliation, name: &str) -> Vec<Crumb> {
    let mut crumbs = below_schools(of.year_on);
    let href = format!("{}/{}", schools_address(of.year_on), of.establishment);
    crumbs.push(Crumb::new(name.to_owned(), href));
    crumbs
}

fn id_of(text: &str) -> Result<ReconciliationId, WebError> {
    ReconciliationId::parse(text).map_err(|_| WebError::NotFound)
}

fn number_of(text: &str) -> Result<u32, WebError> {
    text.parse().map_err(|_| WebError::NotFound)
}
