//! `export`: what is on record as a file for somebody else.

use std::path::{Path, PathBuf};

use super::database::{Database, service_error};
use super::{Console, Exit, ResultKind};
use crate::calendar::{Date, FinancialYear};
use crate::export;
use crate::forecast::PlanYear;
use crate::ids::ScenarioId;
use crate::money::Money;
use crate::service::decided::{self, Decided};
use crate::service::high_needs::management_plan::{self, Waits, Wanted};
use crate::service::payments::{self, YearSchedule};
use crate::service::section_251;
use crate::service::{Moment, ServiceError, Store, rule_book};

/// What is exported.
#[derive(Debug, clap::Subcommand)]
pub enum Export {
    /// The payment schedule of a financial year: periods, payees, every line, control totals
    Payments(Payments),
    /// Every decision of a financial year: band, amount, reason, override, exceptional award, rule set and digest
    Decisions(Decisions),
    /// The DSG management plan: balance, placements by category, age and need, savings, unmitigated and mitigated
    DsgPlan(DsgPlan),
    /// The section 251 statement of a financial year: budget and outturn by line and phase, made comparable
    S251(S251),
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

/// The arguments of `export decisions`.
#[derive(Debug, clap::Args)]
pub struct Decisions {
    #[command(flatten)]
    database: Database,
    /// The financial year of the decisions, by the year it begins in
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i16).range(2000..=2100))]
    year: i16,
    /// The file to write: .xlsx or .csv
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Print one JSON object with the counts as the last line
    #[arg(long)]
    json: bool,
}

/// The arguments of `export dsg-plan`.
#[derive(Debug, clap::Args)]
pub struct DsgPlan {
    #[command(flatten)]
    database: Database,
    /// The first financial year ahead, by the year it begins in
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i16).range(2000..=2100))]
    year: i16,
    /// The saved scenario whose levers mitigate, by its name or id; without it nothing is mitigated
    #[arg(long, value_name = "NAME|ID")]
    scenario: Option<String>,
    /// The file to write: .xlsx
    #[arg(long, value_name = "FILE.xlsx")]
    out: PathBuf,
    /// Print one JSON object with the totals as the last line
    #[arg(long)]
    json: bool,
}

/// The arguments of `export s251`.
#[derive(Debug, clap::Args)]
pub struct S251 {
    #[command(flatten)]
    database: Database,
    /// The financial year, by the year it begins in
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i16).range(2000..=2100))]
    year: i16,
    /// The file to write: .xlsx or .csv
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Print one JSON object with the totals as the last line
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
    match asked {
        Export::Payments(asked) => run_payments(asked, console),
        Export::Decisions(asked) => run_decisions(asked, console),
        Export::DsgPlan(asked) => run_plan(asked, console),
        Export::S251(asked) => run_s251(asked, console),
    }
}

fn run_payments(asked: &Payments, console: &mut Console<'_>) -> Exit {
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
    let schedule =
        payments::schedule_of_year(store, rule_book(), None, (first, false), moment).await;
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
        "{}: {} lines; due {}, paid {}, proposed {}, to be paid {}; {} left out",
        FinancialYear::containing(schedule.calendar.year_on),
        schedule.lines.len(),
        control.due,
        control.paid,
        control.proposed,
        control.to_pay,
        super::counted(schedule.unpaid, "cost", "costs"),
    ));
    if let Some(why) = &schedule.out_of_date {
        console.say(why.sentence());
    }
    if asked.json {
        console.print(serde_json::json!({
            "year": FinancialYear::containing(schedule.calendar.year_on).to_string(),
            "lines": schedule.lines.len(),
            "due": control.due,
            "paid": control.paid,
            "proposed": control.proposed,
            "to_pay": control.to_pay,
            "out_of_date": schedule.out_of_date.is_some(),
            "left_out": schedule.unpaid,
            "digest": schedule.digest.to_string(),
        }));
    }
}

fn run_decisions(asked: &Decisions, console: &mut Console<'_>) -> Exit {
    let Some(kind) = Kind::of(&asked.out) else {
        return console.usage("--out must end in .xlsx or .csv");
    };
    match decisions(asked, kind) {
        Ok(decided) => {
            let count = decided.lines.len();
            let counted = super::counted(count, "decision", "decisions");
            console.say(format_args!("{}: {counted}", decided.year));
            if asked.json {
                let year = decided.year.to_string();
                console.print(serde_json::json!({ "year": year, "decisions": count }));
            }
            Exit::Done
        }
        Err(why) => console.unusable(why),
    }
}

fn decisions(asked: &Decisions, kind: Kind) -> Result<Decided, String> {
    let first = Date::new(asked.year, 4, 1).map_err(|error| error.to_string())?;
    let year = FinancialYear::containing(first);
    let found = asked.database.with(|store, moment| async move {
        decided::of_year_on_server(&store, year, moment)
            .await
            .map_err(service_error)
    })?;
    let bytes = match kind {
        Kind::Workbook => decided::workbook(&found).map_err(service_error)?,
        Kind::Csv => decided::csv(&found),
    };
    export::save(&asked.out, &bytes).map_err(|error| error.to_string())?;
    Ok(found)
}

fn run_s251(asked: &S251, console: &mut Console<'_>) -> Exit {
    let Some(kind) = Kind::of(&asked.out) else {
        return console.usage("--out must end in .xlsx or .csv");
    };
    let told = match s251(asked, kind) {
        Ok(told) => told,
        Err(why) => return console.unusable(why),
    };
    let total = &told.total;
    console.say(format_args!(
        "{}: budget {}, outturn {}, academy places added back {}, difference {}; {} left out",
        told.year,
        total.budget,
        total.outturn,
        total.added_back,
        total.difference,
        super::counted(told.left_out, "cost", "costs"),
    ));
    if asked.json {
        console.print(serde_json::json!({
            "year": told.year.to_string(),
            "budget": total.budget,
            "outturn": total.outturn,
            "added_back": total.added_back,
            "difference": total.difference,
            "left_out": told.left_out,
        }));
    }
    Exit::Done
}

fn s251(asked: &S251, kind: Kind) -> Result<section_251::Statement, String> {
    let first = Date::new(asked.year, 4, 1).map_err(|error| error.to_string())?;
    let year = FinancialYear::containing(first);
    let (told, bytes) = asked.database.with(|store, moment| async move {
        let told = section_251::of_year(&store, rule_book(), None, year, moment)
            .await
            .map_err(service_error)?;
        let bytes = match kind {
            Kind::Workbook => section_251::workbook(&told, moment).map_err(service_error)?,
            Kind::Csv => section_251::csv(&told),
        };
        Ok((told, bytes))
    })?;
    export::save(&asked.out, &bytes).map_err(|error| error.to_string())?;
    Ok(told)
}

fn run_plan(asked: &DsgPlan, console: &mut Console<'_>) -> Exit {
    if !matches!(ResultKind::of(&asked.out), Some(ResultKind::Workbook)) {
        return console.usage("--out must end in .xlsx");
    }
    match plan(asked) {
        Ok(plan) => {
            say_plan(&plan, asked, console);
            Exit::Done
        }
        Err(why) => console.unusable(why),
    }
}

fn plan(asked: &DsgPlan) -> Result<management_plan::DsgPlan, String> {
    let first = Date::new(asked.year, 4, 1).map_err(|error| error.to_string())?;
    let called = asked.scenario.clone();
    let made = asked.database.with(|store, moment| async move {
        let scenario = match called {
            Some(called) => Some(scenario_called(&store, &called).await?),
            None => None,
        };
        let wanted = Wanted {
            scenario,
            year: FinancialYear::containing(first),
        };
        let made = management_plan::make(&store, rule_book(), &wanted, Waits::Yes, moment).await;
        let (plan, _) = made.map_err(service_error)??;
        Ok(plan)
    })?;
    let bytes = management_plan::workbook(&made).map_err(service_error)?;
    export::save(&asked.out, &bytes).map_err(|error| error.to_string())?;
    Ok(made)
}

async fn scenario_called(store: &Store, called: &str) -> Result<ScenarioId, String> {
    let found = management_plan::scenario_called(store, called).await;
    found.map_err(|error| match error {
        ServiceError::NotFound => {
            format!("no saved scenario, or more than one, is called “{called}”")
        }
        other => service_error(other),
    })
}

fn say_plan(plan: &management_plan::DsgPlan, asked: &DsgPlan, console: &mut Console<'_>) {
    let placements = &plan.placements;
    let mut years = Vec::new();
    for (plain, with) in placements.unmitigated.iter().zip(&placements.mitigated) {
        // Sums that the plan's making has checked to be money.
        let spend = |year: &PlanYear| year.spend().unwrap_or(Money::ZERO);
        console.say(format_args!(
            "{}: placements {} unmitigated, {} mitigated",
            plain.year,
            spend(plain),
            spend(with)
        ));
        years.push(serde_json::json!({
            "year": plain.year.to_string(),
            "placements_unmitigated": spend(plain),
            "placements_mitigated": spend(with),
        }));
    }
    if asked.json {
        console.print(serde_json::json!({ "years": years, "savings": placements.savings.len() }));
    }
}
