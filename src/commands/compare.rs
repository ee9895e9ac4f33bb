//! `compare`: what another rule set would do to the live cohort, as JSON or a workbook.

use std::path::PathBuf;

use crate::calendar::Date;
use crate::compare::Comparison;
use crate::export;
use crate::ids::Digest;
use crate::rules::RuleSet;
use crate::service::comparing::Guarded;
use crate::service::{Store, comparing, rule_book, rule_sets};

use super::database::{Database, service_error};
use super::{Console, Exit, ResultKind};

/// What `compare` is asked.
#[derive(Debug, clap::Args)]
pub struct Compare {
    /// The rule set as it is: a name such as exampleshire/2026-04-01, a digest, or a directory.
    #[arg(long, value_name = "REF|DIR")]
    pub rules: String,
    /// The rule set as it would be.
    #[arg(long, value_name = "REF|DIR")]
    pub with: String,
    /// Where the cohort is.
    #[command(flatten)]
    pub database: Database,
    /// The day on which the cohort is taken; today unless given.
    #[arg(long, value_name = "DATE", value_parser = super::day)]
    pub on: Option<Date>,
    /// Where the result goes; its ending says as what.
    #[arg(long, value_name = "FILE.(xlsx|json)")]
    pub out: PathBuf,
    /// Print a summary as one JSON object, the last line on standard output.
    #[arg(long)]
    pub json: bool,
}

/// Runs the command: unusable where a set or the database cannot be read, or nobody in it can be compared.
pub fn run(asked: &Compare, console: &mut Console<'_>) -> Exit {
    let Some(kind) = ResultKind::of(&asked.out) else {
        return console.usage(format_args!(
            "--out {}: the name must end in .xlsx or .json",
            asked.out.display()
        ));
    };
    match compare(asked, kind) {
        Ok(comparison) => {
            say(&comparison, console);
            if asked.json {
                console.print(summary(&comparison));
            }
            Exit::Done
        }
        Err(why) => console.unusable(why),
    }
}

fn compare(asked: &Compare, kind: ResultKind) -> Result<Comparison, String> {
    let comparison = asked.database.with(|store, moment| async move {
        let before = set(&store, &asked.rules).await?;
        let after = set(&store, &asked.with).await?;
        let day = asked.on.unwrap_or(moment.today);
        comparing::on_the_server(&store, rule_book(), (&before, &after), day, moment)
            .await
            .map_err(service_error)
    })?;
    if comparison.total.children == 0 {
        return Err(format!(
            "no child in the database has an agreed profile and a placement on {}, so there is nothing to compare",
            comparison.day
        ));
    }
    let bytes = match kind {
        ResultKind::Json => json(&comparison)?,
        ResultKind::Workbook => {
            let shown = Guarded::whole(comparison.clone());
            comparing::workbook(&shown).map_err(|error| error.to_string())?
        }
    };
    export::save(&asked.out, &bytes).map_err(|error| error.to_string())?;
    Ok(comparison)
}

/// A set of the executable, of a directory, or one that the database keeps under its digest.
async fn set(store: &Store, name: &str) -> Result<RuleSet, String> {
    let found = rule_sets::find(name).map_err(|error| error.to_string());
    match (found, Digest::parse(name)) {
        (Err(_), Ok(digest)) => comparing::kept(store, rule_book(), &digest)
            .await
            .map_err(|_| format!("no rule set with the digest {digest} is kept in the database")),
        (found, _) => found,
    }
}

fn json(comparison: &Comparison) -> Result<Vec<u8>, String> {
    let mut bytes = serde_json::to_vec_pretty(comparison).map_err(|error| error.to_string())?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn say(comparison: &Comparison, console: &mut Console<'_>) {
    let total = &comparison.total;
    console.say(format_args!(
        "{} children: {} under {}, {} under {}, {} more or less",
        total.children,
        total.before.amount,
        comparison.before.reference,
        total.after.amount,
        comparison.after.reference,
        comparison.change()
    ));
    console.say(format_args!(
        "{} gain {}, {} lose {}, {} stay",
        total.gain.children, total.gain.amount, total.lose.children, total.lose.amount, total.same
    ));
    for sentence in total.one_sided() {
        console.say(format_args!("{sentence}"));
    }
    for side in [&comparison.before, &comparison.after] {
        for (reason, children) in &side.reasons {
            console.say(format_args!(
                "{}: no result for {children}: {reason}",
                side.reference
            ));
        }
    }
    for alarm in comparison.alarms.iter().filter(|alarm| alarm.is_raised) {
        console.say(format_args!("alarm: {}", alarm.sentence()));
    }
}

fn summary(comparison: &Comparison) -> serde_json::Value {
    let total = &comparison.total;
    let (up, down) = comparison.matrix.up_and_down();
    serde_json::json!({
        "day": comparison.day.to_string(),
        "rules": comparison.before.reference,
        "with": comparison.after.reference,
        "children": total.children,
        "before": total.before.amount,
        "after": total.after.amount,
        "change": comparison.change(),
        "gain": total.gain,
        "lose": total.lose,
        "same": total.same,
        "up": up,
        "down": down,
        "blocked": comparison.after.blocked,
        "refused": comparison.after.refused,
        "left_out": comparison.left_out,
        "alarm": comparison.is_alarmed(),
    })
}
