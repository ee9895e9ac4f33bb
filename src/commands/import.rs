//! `import`: a SEN2 return, the register of establishments, a table of scores, a weekly extract of the case system or a
//! population comes into the database.

use std::path::PathBuf;

use crate::calendar::{Date, FinancialYear};
use crate::import::{LineProblem, SourceFile, forecast, gias, limits, scores, sen2};
use crate::service::monitoring::{self, Amounts, Change, Imported, LedgerMap};
use crate::service::{self, rule_sets};

use super::database::{Database, in_words, service_error};
use super::{Console, Exit, counted};

/// What `import` is asked.
#[derive(Debug, clap::Subcommand)]
pub enum Import {
    /// Load a SEN2 return: the folder of its nine Blade files
    Sen2(ImportSen2),
    /// Load the register of establishments: a GIAS file
    Gias(ImportGias),
    /// Load a table of needs profiles as drafts
    Scores(ImportScores),
    /// Load a weekly extract of the council's case system, and say what it changes
    Caseload(super::import_caseload::ImportCaseload),
    /// Load an extract of the ledger: budget, actuals and accruals by cost centre and period
    Ledger(ImportLedger),
    /// Load the people of the area by January and year group, for the forecast
    Population(ImportPopulation),
}

/// What `import sen2` is asked.
#[derive(Debug, clap::Args)]
pub struct ImportSen2 {
    /// The folder of the nine files.
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    #[command(flatten)]
    common: Common,
}

/// What `import gias` is asked.
#[derive(Debug, clap::Args)]
pub struct ImportGias {
    /// The register, as GIAS offers it for download.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[command(flatten)]
    common: Common,
}

/// What `import scores` is asked.
#[derive(Debug, clap::Args)]
pub struct ImportScores {
    /// The table.
    #[arg(value_name = "FILE.(xlsx|csv|jsonl)")]
    pub file: PathBuf,
    /// The rule set whose domains are scored: a name such as exampleshire/2026-04-01, or a directory.
    #[arg(long, value_name = "REF|DIR")]
    pub rules: String,
    /// The sheet to read, where the workbook has several that fit.
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    #[command(flatten)]
    common: Common,
}

/// What `import population` is asked.
#[derive(Debug, clap::Args)]
pub struct ImportPopulation {
    /// The table: calendar-year, academic-year, population.
    #[arg(value_name = "CSV")]
    pub file: PathBuf,
    #[command(flatten)]
    common: Common,
}

/// What `import ledger` is asked.
#[derive(Debug, clap::Args)]
pub struct ImportLedger {
    /// The extract: amounts of each period alone.
    #[arg(value_name = "FILE.(xlsx|csv)")]
    pub file: PathBuf,
    /// The year that rows without a financial year are of, by the year it begins in.
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i16).range(2000..=2100))]
    pub year: Option<i16>,
    /// The council's own headings and cost centres, in the form of src/import/ledger.toml.
    #[arg(long, value_name = "TOML")]
    pub columns: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

/// What every import is asked.
#[derive(Debug, clap::Args)]
pub(super) struct Common {
    #[command(flatten)]
    pub(super) database: Database,
    /// Print a summary as one JSON object, the last line on standard output.
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(asked: &Import, console: &mut Console<'_>) -> Exit {
    let (common, done) = match asked {
        Import::Sen2(asked) => (&asked.common, import_sen2(asked)),
        Import::Gias(asked) => (&asked.common, import_gias(asked)),
        Import::Scores(asked) => (&asked.common, import_scores(asked)),
        Import::Caseload(asked) => (&asked.common, super::import_caseload::import(asked)),
        Import::Ledger(asked) => (&asked.common, import_ledger(asked)),
        Import::Population(asked) => (&asked.common, import_population(asked)),
    };
    match done {
        Ok(report) => report.tell(common.json, console),
        Err(why) => console.unusable(why),
    }
}

/// What an import has to say.
pub(super) struct Report {
    pub(super) notes: Vec<String>,
    pub(super) problems: Vec<LineProblem>,
    pub(super) sentence: String,
    pub(super) json: serde_json::Value,
}

impl Report {
    fn tell(&self, is_json: bool, console: &mut Console<'_>) -> Exit {
        for note in &self.notes {
            console.say(note);
        }
        for problem in &self.problems {
            console.say(problem);
        }
        console.say(&self.sentence);
        if is_json {
            console.print(&self.json);
        }
        Exit::Done
    }
}

fn import_sen2(asked: &ImportSen2) -> Result<Report, String> {
    let returned = sen2::read(&asked.folder).map_err(|error| error.to_string())?;
    let imported = asked.common.database.with(|store, moment| async move {
        service::sen2::import(&store, None, moment, &returned)
            .await
            .map_err(|error| in_words(&error))
    })?;
    let summary = imported.summary;
    let mut sentence = format!(
        "Authority {}, return of {}: {}, {}, {} ceased, {} with no known placement, {}",
        summary.authority,
        summary.year,
        counted(summary.persons as usize, "person", "persons"),
        counted(summary.active_plans as usize, "active plan", "active plans"),
        summary.ceased,
        summary.placement_unknown,
        counted(imported.problems.len(), "problem", "problems"),
    );
    match (summary.is_repeated, summary.changes.is_any()) {
        (true, false) => sentence.push_str(". This return was imported before; nothing changed"),
        (false, false) => sentence.push_str(". Nothing changed"),
        (_, true) => {}
    }
    Ok(Report {
        notes: summary.missing_columns.clone(),
        json: summary.json(),
        problems: imported.problems,
        sentence,
    })
}

fn import_gias(asked: &ImportGias) -> Result<Report, String> {
    let source = SourceFile::read_within(&asked.file, limits::REGISTER_BYTES_MAX)
        .map_err(|error| error.to_string())?;
    let digest = source.digest();
    let register = gias::read(&source).map_err(|error| error.to_string())?;
    if register.establishments.is_empty() {
        return Err(format!("{}: there is no establishment in it", source.name));
    }
    let problems = register.problems.clone();
    let summary = asked.common.database.with(|store, moment| async move {
        service::gias::import(&store, None, moment, &digest, &register)
            .await
            .map_err(service_error)
    })?;
    let missing = |column: &&str| {
        format!(
            "{} has no column “{column}”; what it would say stays as it is",
            source.name
        )
    };
    Ok(Report {
        notes: summary.missing_columns.iter().map(missing).collect(),
        problems,
        sentence: format!(
            "{}: {} added, {} changed, {} as they were, {} refused",
            counted(
                summary.establishments as usize,
                "establishment",
                "establishments"
            ),
            summary.added,
            summary.changed,
            summary.unchanged,
            summary.refused
        ),
        json: serde_json::to_value(&summary).unwrap_or_default(),
    })
}

fn import_scores(asked: &ImportScores) -> Result<Report, String> {
    let rules = rule_sets::find(&asked.rules).map_err(|error| error.to_string())?;
    let source = SourceFile::read(&asked.file).map_err(|error| error.to_string())?;
    let day = rules.scheme.first_day;
    let read = scores::read(&source, (&rules, day), asked.sheet.as_deref())
        .map_err(|error| error.to_string())?;
    let digest = source.digest();
    let (read_ref, rules_ref) = (&read, &rules);
    let (summary, problems) = asked.common.database.with(|store, moment| async move {
        service::scores::import(&store, None, moment, &digest, (read_ref, rules_ref))
            .await
            .map_err(service_error)
    })?;
    let mut notes = read.notes.clone();
    notes.extend(
        read.left_out
            .iter()
            .map(|left_out| format!("{}: left out: {}", left_out.place(), left_out.reason)),
    );
    Ok(Report {
        notes,
        problems,
        sentence: format!(
            "{}: {} profiles added, {} changed, {} as they were, {} of no child on record, {} refused, {} lines left out",
            counted(summary.records as usize, "record", "records"),
            summary.added,
            summary.changed,
            summary.unchanged,
            summary.unmatched,
            summary.refused,
            summary.left_out
        ),
        json: serde_json::to_value(&summary).unwrap_or_default(),
    })
}

fn import_ledger(asked: &ImportLedger) -> Result<Report, String> {
    let map = match &asked.columns {
        None => LedgerMap::ours().clone(),
        Some(path) => {
            let source = SourceFile::read(path).map_err(|error| error.to_string())?;
            let text = String::from_utf8(source.bytes)
                .map_err(|_| format!("{} is not UTF-8", source.name))?;
            LedgerMap::parse(&text).map_err(|why| format!("{}: {why}", source.name))?
        }
    };
    let year = asked.year.and_then(|year| Date::new(year, 4, 1).ok());
    let year = year.map(FinancialYear::containing);
    let source = SourceFile::read(&asked.file).map_err(|error| error.to_string())?;
    let (map, source_ref) = (&map, &source);
    let imported = asked.common.database.with(|store, moment| async move {
        monitoring::import(&store, None, source_ref, (map, year), moment)
            .await
            .map_err(service_error)
    })?;
    let done = match imported {
        Imported::Done(done) => done,
        Imported::Unreadable(why) => return Err(why.to_string()),
        Imported::Refused(summary, problems) => {
            let rows: Vec<String> = problems.iter().map(ToString::to_string).collect();
            return Err(format!(
                "{}\n{}: nothing was taken, because {} of {} rows cannot be read",
                rows.join("\n"),
                source.name,
                summary.refused,
                summary.rows
            ));
        }
    };
    let summary = &done.summary;
    Ok(Report {
        notes: done.changes.iter().map(changed).collect(),
        sentence: format!(
            "{}, {}: {} added, {} changed, {} no longer there, {} as they were, {} lines left out",
            summary.year,
            counted(summary.rows as usize, "row", "rows"),
            summary.added,
            summary.changed,
            summary.withdrawn,
            summary.unchanged,
            summary.left_out
        ),
        json: serde_json::to_value(summary).unwrap_or_default(),
        problems: done.problems,
    })
}

/// What an extract changed of a cost centre in a period, on one line.
fn changed(change: &Change) -> String {
    let told = |amounts: &Amounts| {
        format!(
            "budget {}, actual {}, accruals {}",
            amounts.budget, amounts.actual, amounts.accruals
        )
    };
    let line = &change.line;
    let now = told(&line.amounts);
    match &change.before {
        None => format!("Period {}, {}: {now}", line.period, line.centre),
        Some(before) => format!(
            "Period {}, {}: {now}; it was {}",
            line.period,
            line.centre,
            told(&before.amounts)
        ),
    }
}

fn import_population(asked: &ImportPopulation) -> Result<Report, String> {
    let source = SourceFile::read(&asked.file).map_err(|error| error.to_string())?;
    let read = forecast::population(&source).map_err(|error| error.to_string())?;
    if read.rows.is_empty() {
        return Err(format!("{}: no row can be used", source.name));
    }
    let rows = &read.rows;
    let kept = asked.common.database.with(|store, moment| async move {
        service::high_needs::population::import(&store, None, moment, rows)
            .await
            .map_err(service_error)
    })?;
    let refused = read.problems.iter().filter(|problem| problem.is_refused);
    let json = serde_json::json!({
        "rows": read.count,
        "kept": kept,
        "refused": refused.count(),
    });
    Ok(Report {
        notes: read.problems.iter().map(ToString::to_string).collect(),
        problems: Vec::new(),
        sentence: format!(
            "{} read, {kept} kept in place of the population before",
            counted(read.count as usize, "row", "rows")
        ),
        json,
    })
}
