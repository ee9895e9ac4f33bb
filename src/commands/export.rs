//! `export`: what is on record as a file for somebody else.

use std::path::{Path, PathBuf};

use super::database::{Database, service_error};
use super::{Console, Exit};
use crate::calendar::{Date, FinancialYear};
use crate::export;
use crate::service::payments::{self, YearSchedule};
use crate::service::{Moment, ServiceError, Store, rule_book};

/// What is exported.
#[derive(Debug, clap::Subcommand)]
pub enum Export {
    /// The payment schedule of a financial year: periods, payees, every line, control totals
    Payments(Payments),
}

/// The arguments of `export payments`.
#[derive(Debug, clap::Args)]
pub struct Payments {
    #[command(flatten)]
    database: Database,
    /// The financial year, by the year it begins in
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i16).range(2000..=2100))]
    year: i16,
    /// The file to write: .xlsx or .csv
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Print one JSON object with the control totals as the last line
    #[arg(long)]
    json: bool,
}

/// The kind of file that a name asks for.
#[derive(Clone, Copy)]
enum Kind {
    Workbook,
    Csv,
}

impl Kind {
    fn of(path: &Path) -> Option<Kind> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "xlsx" => Some(Kind::Workbook),
            "csv" => Some(Kind::Csv),
            _ => None,
        }
    }
}

/// Runs the command.
pub fn run(asked: &Export, console: &mut Console<'_>) -> Exit {
    let Export::Payments(asked) = asked;
    let Some(kind) = Kind::of(&asked.out) else {
        return console.usage("--out must end in .xlsx or .csv");
    };
    match payments(asked, kind) {
        Ok(schedule) => {
            say(&schedule, asked, console);
            Exit::Done
        }
        Err(why) => console.unusable(why),
    }
}

fn payments(asked: &Payments, kind: Kind) -> Result<YearSchedule, String> {
    let first = Date::new(asked.year, 4, 1).map_err(|error| error.to_string())?;
    let (schedule, bytes) = asked
        .database
        .with(|store, moment| async move { made(&store, first, kind, moment).await })?;
    export::save(&asked.out, &bytes).map_err(|error| error.to_string())?;
    Ok(schedule)
}

async fn made(
    store: &Store,
    first: Date,
    kind: Kind,
    moment: Moment,
) -> Result<(YearSchedule, Vec<u8>), String> {
    let schedule = payments::schedule_of_year(store, rule_book(), None, first, moment).await;
    let schedule = schedule.map_err(|error| match error {
        ServiceError::NotFound => format!(
            "the financial year {} has no payment calendar: a finance officer sets it under Payments",
            FinancialYear::containing(first)
        ),
        other => service_error(other),
    })?;
    let bytes = match kind {
        Kind::Workbook => payments::workbook(&schedule, moment).map_err(service_error)?,
        Kind::Csv => payments::csv(&schedule),
    };
    Ok((schedule, bytes))
}

fn say(schedule: &YearSchedule, asked: &Payments, console: &mut Console<'_>) {
    let control = &schedule.control;
    console.say(format_args!(
        "{}: {} lines; due {}, paid {}, to be paid {}; {} left out",
        FinancialYear::containing(schedule.calendar.year_on),
        schedule.lines.len(),
        control.due,
        control.paid,
        control.to_pay,
        super::counted(schedule.unpaid, "cost", "costs"),
    ));
    if asked.json {
        console.print(serde_json::json!({
            "year": FinancialYear::containing(schedule.calendar.year_on).to_string(),
            "lines": schedule.lines.len(),
            "due": control.due,
            "paid": control.paid,
            "to_pay": control.to_pay,
            "left_out": schedule.unpaid,
            "digest": schedule.digest.to_string(),
        }));
    }
}
