//! `import caseload`: a weekly extract of the council's case system, compared with what is on record and written.

use std::path::{Path, PathBuf};

use crate::calendar::Date;
use crate::import::caseload::{CaseSystem, read};
use crate::import::{LineProblem, SourceFile};
use crate::service::caseload::{self, Asked, Ending, Missing, Preview, Shown};
use crate::service::{Moment, Store};

use super::counted;
use super::database::{in_words, service_error};
use super::import::{Common, Report};

/// What `import caseload` is asked.
#[derive(Debug, clap::Args)]
pub struct ImportCaseload {
    /// The extract.
    #[arg(value_name = "FILE.(xlsx|csv)")]
    pub file: PathBuf,
    /// The case system, by its code: one that was described before, or the one that comes with the program.
    #[arg(long, value_name = "CODE", default_value = "case-system")]
    pub system: String,
    /// A file that names the case system's columns; it is kept, and then known by its code.
    #[arg(long, value_name = "FILE.toml", conflicts_with = "system")]
    pub columns: Option<PathBuf>,
    /// The day of the extract; today without it.
    #[arg(long, value_name = "DATE", value_parser = super::day)]
    pub on: Option<Date>,
    /// Say what would change, and change nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// End the plans and placements of children of the caseload who are not in the extract.
    #[arg(long, conflicts_with = "dry_run")]
    pub end_missing: bool,
    /// How many they are: asked for where more are missing than the case system's file lets pass.
    #[arg(long, value_name = "NUMBER", requires = "end_missing")]
    pub missing: Option<u32>,
    /// Name every child who is not in the extract, not only the first twenty.
    #[arg(long)]
    pub all_missing: bool,
    #[command(flatten)]
    pub(super) common: Common,
}

/// How many of those who are not in the extract are named unasked.
const MISSING_TOLD: usize = 20;

/// Runs the command.
pub(super) fn import(asked: &ImportCaseload) -> Result<Report, String> {
    let source = SourceFile::read(&asked.file).map_err(|error| error.to_string())?;
    let described = asked.columns.as_deref().map(described).transpose()?;
    let source = &source;
    let preview = asked.common.database.with(|store, moment| async move {
        let system = match described {
            Some(system) => system,
            None => caseload::system(&store, &asked.system)
                .await
                .map_err(|_| format!("no case system has the code “{}”", asked.system))?,
        };
        carried_out(&store, moment, asked, (source, &system)).await
    })?;
    Ok(report(source, asked, preview))
}

fn described(path: &Path) -> Result<CaseSystem, String> {
    let file = SourceFile::read(path).map_err(|error| error.to_string())?;
    let text = String::from_utf8(file.bytes).map_err(|_| format!("{} is not UTF-8", file.name))?;
    CaseSystem::parse(&text).map_err(|error| format!("{}: {error}", file.name))
}

async fn carried_out(
    store: &Store,
    moment: Moment,
    asked: &ImportCaseload,
    (source, system): (&SourceFile, &CaseSystem),
) -> Result<Preview, String> {
    let on = asked.on.unwrap_or(moment.today);
    let extract = read(source, system, on).map_err(|error| error.to_string())?;
    let wanted = Asked {
        system,
        on,
        corrects: None,
        ending: if asked.end_missing {
            Ending::Missing(asked.missing)
        } else {
            Ending::Nobody
        },
        shown: None,
    };
    if asked.dry_run {
        return caseload::dry_run(store, &extract, &wanted)
            .await
            .map_err(service_error);
    }
    let imported = caseload::import(store, None, moment, &extract, &wanted).await;
    Ok(imported.map_err(|error| in_words(&error))?.preview)
}

fn report(source: &SourceFile, asked: &ImportCaseload, preview: Preview) -> Report {
    let tally = &preview.tally;
    let mut notes = preview.notes.clone();
    notes.extend(
        preview
            .new
            .iter()
            .map(|one| format!("{}: new", one.local_id)),
    );
    notes.extend(preview.changed.iter().flat_map(change_lines));
    notes.extend(missing_lines(&preview.missing, asked.all_missing));
    let problems = preview.problems.iter().map(|problem| {
        let column = problem
            .column
            .as_deref()
            .map(|column| format!(" (column {column})"));
        LineProblem {
            place: source.name.clone(),
            row: Some(problem.row),
            is_refused: problem.is_refused,
            sentence: format!(
                "{}{} {}",
                problem.reason,
                column.unwrap_or_default(),
                problem.fix
            ),
        }
    });
    let would = if asked.dry_run {
        "; nothing was changed"
    } else {
        ""
    };
    let rows = counted(tally.rows as usize, "row", "rows");
    let sentence = format!(
        "{rows}: {} new, {} changed, {} unchanged, {} not taken; {} of the {} children of the caseload are not in the extract, \
         {} ended{would}",
        tally.new,
        tally.changed,
        tally.unchanged,
        tally.refused,
        tally.missing,
        tally.caseload,
        tally.ended
    );
    Report {
        problems: problems.collect(),
        notes,
        sentence,
        json: serde_json::to_value(tally).unwrap_or_default(),
    }
}

/// Who is not in the extract: the first, and how many more, where not all are asked for. A part of a caseload sent by itself
/// would bury everything else otherwise.
fn missing_lines(missing: &[Missing], all: bool) -> Vec<String> {
    let told = if all { missing.len() } else { MISSING_TOLD };
    let mut lines: Vec<String> = missing
        .iter()
        .take(told)
        .map(|one| format!("{}: not in the extract", one.local_id))
        .collect();
    let more = missing.len().saturating_sub(told);
    if more > 0 {
        lines.push(format!(
            "and {more} more are not in the extract: --all-missing names them"
        ));
    }
    lines
}

/// What changes of a child, a line a field.
fn change_lines(shown: &Shown) -> Vec<String> {
    let or_none = |text: &str| if text.is_empty() { "none" } else { text }.to_owned();
    let changes = shown.changes.iter();
    changes
        .map(|change| {
            let (before, after) = (or_none(&change.before), or_none(&change.after));
            let field = change.field.title();
            if shown.name.is_none() {
                return format!("{}: {field} changes (restricted)", shown.local_id);
            }
            format!("{}: {field}: {before} → {after}", shown.local_id)
        })
        .collect()
}
