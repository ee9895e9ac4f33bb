//! `explain`: a determination in sentences, of a profile in a file or of one on record, which is recomputed.

use std::path::{Path, PathBuf};

use crate::calendar::Date;
use crate::engine::{self, Context};
use crate::explain;
use crate::ids::DeterminationId;
use crate::import::{SourceFile, scores};
use crate::service::recompute::{self, Agreement};
use crate::service::rule_sets;
use crate::store::determination;

use super::database::{Database, service_error, store_error};
use super::{Console, Exit};

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
}

/// Runs the command.
pub fn run(asked: &Explain, console: &mut Console<'_>) -> Exit {
    let done = match (&asked.verify, &asked.database) {
        (Some(id), Some(url)) => verify(id, &Database { url: url.clone() }, console),
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
    let record =
        scores::read_one(&source, &rules, is_toml(path)?).map_err(|error| error.to_string())?;
    let case = record
        .case
        .as_ref()
        .map_err(|_| format!("{}: {}", source.name, record.problem().unwrap_or_default()))?;
    for warning in &record.warnings {
        console.say(format_args!("warning: {warning}"));
    }
    let context = Context::year(on, case.setting, case.primary_need, case.fte);
    let made = engine::determine(&case.profile, &rules, &context);
    for sentence in explain::sentences(&made, &rules) {
        console.print(sentence);
    }
    Ok(Exit::Done)
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

fn verify(
    id: &DeterminationId,
    database: &Database,
    console: &mut Console<'_>,
) -> Result<Exit, String> {
    let again = database.with(|store, _| async move {
        let mut tx = store.read().await.map_err(store_error)?;
        let stored = determination::find(&mut tx, id)
            .await
            .map_err(store_error)?
            .ok_or_else(|| format!("no determination on record has the id {id}"))?;
        let again = recompute::again(&mut tx, &stored).await;
        again.map_err(service_error)?.ok_or_else(|| {
            format!("the profile, the rules or the record itself of the determination {id} cannot be read")
        })
    })?;
    for sentence in explain::sentences(&again.made, &again.rules) {
        console.print(sentence);
    }
    let what = match again.agreement {
        Agreement::Same => {
            console.say(format_args!("{id}: computed again, the result is the same"));
            return Ok(Exit::Done);
        }
        Agreement::OtherSteps => "the steps differ",
        Agreement::OtherResult => "the result differs",
    };
    Ok(console.unusable(format_args!(
        "{id}: computed again, {what} from what is on record"
    )))
}
