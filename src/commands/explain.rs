//! `explain`: a determination for whoever reads it, of a profile in a file or of one on record, which is recomputed.

mod verify;

use std::path::{Path, PathBuf};

use crate::calendar::Date;
use crate::engine::{self, Context, Determination};
use crate::explain;
use crate::ids::DeterminationId;
use crate::import::{SourceFile, scores};
use crate::needs::NeedsProfile;
use crate::rules::RuleSet;
use crate::service::rule_sets;

use super::database::Database;
use super::{Console, Exit};

/// Who reads the explanation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Reader {
    /// A colleague or a school: sentences.
    #[default]
    Colleague,
    /// A family: plain sentences, and nothing that a family is not told.
    Family,
    /// A caseworker: a line for each step with tabs between the columns, evidence included.
    Caseworker,
    /// An auditor: one JSON object with all that went in and came out.
    Auditor,
}

/// What `explain` is asked.
#[derive(Debug, clap::Args)]
pub struct Explain {
    /// The rule set: a name such as exampleshire/2026-04-01, or a directory.
    #[arg(long, value_name = "REF|DIR", requires = "on", requires = "profile")]
    pub rules: Option<String>,
    /// The day on which the rules must be in force.
    #[arg(long, value_name = "DATE", value_parser = super::day)]
    pub on: Option<Date>,
    /// The needs profile.
    #[arg(
        long,
        value_name = "FILE.(toml|json)",
        requires = "rules",
        conflicts_with = "verify"
    )]
    pub profile: Option<PathBuf>,
    /// A determination on record, to be computed again and compared.
    #[arg(
        long,
        value_name = "ID",
        requires = "database",
        required_unless_present = "profile"
    )]
    pub verify: Option<DeterminationId>,
    /// The database of the determination: sqlite:FILE or postgres://…
    #[arg(long, value_name = "URL", env = "DATABASE_URL", hide_env_values = true)]
    pub database: Option<String>,
    /// Who reads it.
    #[arg(long = "for", value_name = "READER", value_enum, default_value_t)]
    pub reader: Reader,
}

/// Runs the command.
pub fn run(asked: &Explain, console: &mut Console<'_>) -> Exit {
    let done = match (&asked.verify, &asked.database) {
        (Some(id), Some(url)) => {
            let database = Database { url: url.clone() };
            verify::verify(id, &database, asked.reader, console)
        }
        _ => explain_file(asked, console),
    };
    done.unwrap_or_else(|why| console.unusable(why))
}

fn explain_file(asked: &Explain, console: &mut Console<'_>) -> Result<Exit, String> {
    let (Some(name), Some(on), Some(path)) = (&asked.rules, asked.on, &asked.profile) else {
        return Ok(
            console.usage("explain needs --rules, --on and --profile, or --verify and --database")
        );
    };
    let rules = rule_sets::find(name).map_err(|error| error.to_string())?;
    rule_sets::in_force_on(&rules, on).map_err(|error| error.to_string())?;
    let source = SourceFile::read(path).map_err(|error| error.to_string())?;
    let record = scores::read_one(&source, (&rules, on), is_toml(path)?)
        .map_err(|error| error.to_string())?;
    let Ok(case) = &record.case else {
        // What is wrong is for whoever mends the file; a family reads whole sentences, and the usual one.
        if asked.reader == Reader::Family {
            for sentence in explain::without_result() {
                console.print(sentence);
            }
        }
        let problem = record.problem().unwrap_or_default();
        return Err(format!("{}: {problem}", source.name));
    };
    for warning in &record.warnings {
        console.say(format_args!("warning: {warning}"));
    }
    let context = case.context(on);
    let made = engine::determine(&case.profile, &rules, &context);
    tell(
        asked.reader,
        (&made, &case.profile, &context),
        &rules,
        console,
    );
    Ok(Exit::Done)
}

/// Prints a determination for its reader.
fn tell(
    reader: Reader,
    of: (&Determination, &NeedsProfile, &Context),
    rules: &RuleSet,
    console: &mut Console<'_>,
) {
    let (made, profile, context) = of;
    match reader {
        Reader::Colleague => {
            let sentences = explain::sentences(made, rules).into_iter();
            for sentence in sentences.chain(explain::not_so(of, rules)) {
                console.print(sentence);
            }
        }
        Reader::Family => {
            // What is not so follows the scheme's own sentence, which is the first where there is no result.
            let mut not_so = explain::not_so_for_family(of, rules);
            for sentence in explain::for_family(made, rules) {
                console.print(sentence.text);
                not_so.drain(..).for_each(|said| console.print(said));
            }
        }
        Reader::Caseworker => {
            console.print(explain::HEADINGS.join("\t"));
            let rows = explain::for_caseworker(made, profile, rules).rows;
            for row in rows
                .into_iter()
                .chain(explain::not_so_for_caseworker(of, rules))
            {
                // A quotation may hold a tab or a new line, which would break the columns.
                let cells = row
                    .cells()
                    .map(|cell| cell.replace(['\t', '\n', '\r'], " "));
                console.print(cells.join("\t"));
            }
        }
        Reader::Auditor => console.print(explain::for_auditor(made, profile, context, rules)),
    }
}

fn is_toml(path: &Path) -> Result<bool, String> {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("toml") => Ok(true),
        Some("json") => Ok(false),
        _ => Err(format!(
            "{}: the name must end in .toml or .json",
            path.display()
        )),
    }
}
