//! `explain`: a determination in sentences, of a profile in a file or of one on record, which is recomputed.

use std::path::{Path, PathBuf};

use crate::calendar::Date;
use crate::engine::{self, Context, Determination};
use crate::explain;
use crate::ids::DeterminationId;
use crate::import::{SourceFile, scores};
use crate::rules::RuleSet;
use crate::service::{rule_book, rule_sets};
use crate::store::determination::StoredDetermination;
use crate::store::{Tx, determination, profile, rule_set};

use super::database::{Database, store_error};
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

/// What is on record, and what the same profile gives today.
struct Compared {
    rules: RuleSet,
    stored: StoredDetermination,
    recomputed: Determination,
}

fn verify(
    id: &DeterminationId,
    database: &Database,
    console: &mut Console<'_>,
) -> Result<Exit, String> {
    let compared = database.with(|store, _| async move {
        let mut tx = store.read().await.map_err(store_error)?;
        recompute(&mut tx, id).await
    })?;
    for sentence in explain::sentences(&compared.recomputed, &compared.rules) {
        console.print(sentence);
    }
    let again = serde_json::to_value(&compared.recomputed).map_err(|error| error.to_string())?;
    let kept: serde_json::Value = serde_json::from_str(&compared.stored.document)
        .map_err(|_| format!("the determination {id} is kept as something that is not JSON"))?;
    let is_same_version = compared.stored.trace_version == compared.recomputed.trace_version;
    let is_same_result = again["status"] == kept["status"];
    if is_same_result && (again["trace"] == kept["trace"] || !is_same_version) {
        console.say(format_args!("{id}: computed again, the result is the same"));
        Ok(Exit::Done)
    } else {
        let what = if is_same_result {
            "the steps differ"
        } else {
            "the result differs"
        };
        Ok(console.unusable(format_args!(
            "{id}: computed again, {what} from what is on record"
        )))
    }
}

async fn recompute(tx: &mut Tx, id: &DeterminationId) -> Result<Compared, String> {
    let stored = determination::find(tx, id)
        .await
        .map_err(store_error)?
        .ok_or_else(|| format!("no determination on record has the id {id}"))?;
    let rules = match rule_book().by_digest(&stored.rule_set) {
        Some(set) => set.clone(),
        None => kept_rules(tx, &stored).await?,
    };
    let version = profile::version(tx, &stored.profile, stored.profile_version)
        .await
        .map_err(store_error)?
        .ok_or_else(|| format!("the profile of the determination {id} is not on record"))?;
    let context: Context = serde_json::from_str(&stored.context)
        .map_err(|_| format!("what was asked of the determination {id} cannot be read"))?;
    Ok(Compared {
        recomputed: engine::determine(&version.needs, &rules, &context),
        rules,
        stored,
    })
}

/// A rule set that is on record and not in this executable.
async fn kept_rules(tx: &mut Tx, stored: &StoredDetermination) -> Result<RuleSet, String> {
    let digest = &stored.rule_set;
    let kept = rule_set::by_digest(tx, digest)
        .await
        .map_err(store_error)?
        .ok_or_else(|| format!("the rule set {digest} is not on record"))?;
    RuleSet::from_canonical(&kept.document, digest).map_err(|error| error.to_string())
}
