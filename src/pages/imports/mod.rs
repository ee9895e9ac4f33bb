//! Imports for an administrator: the runs, each run's problems, a row to correct, and a weekly extract to compare and import.

mod compared;
mod extract;
mod parts;
mod row;
mod run;
mod runs;

pub use compared::{compare, confirm};
pub use extract::{ask, give};
pub use row::{correct, show as row};
pub use run::{deal_with, problems_file, rows_file, show};
pub use runs::list;

use crate::components::Crumb;
use crate::ids::ImportRunId;
use crate::pages::words::count;
use crate::visit::WebError;

/// The address of the list.
const HERE: &str = "/administration/imports";

fn run_id(text: &str) -> Result<ImportRunId, WebError> {
    ImportRunId::parse(text).map_err(|_| WebError::NotFound)
}

fn address(run: &ImportRunId) -> String {
    format!("{HERE}/{run}")
}

fn path() -> Vec<Crumb> {
    vec![Crumb::new("Imports", HERE)]
}

/// What was imported, in words.
fn kind_in_words(kind: &str) -> &'static str {
    match kind {
        "sen2" => "SEN2 return",
        "gias" => "Register of establishments",
        "scores" => "Table of scores",
        "caseload" => "Extract of the case system",
        "ledger" => "Ledger",
        "demo" => "Invented authority",
        _ => "Import",
    }
}

/// `1 child`, `2 children`.
fn counted(number: u32, one: &str, many: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        _ => format!("{} {many}", count(number.into())),
    }
}
