//! `audit`: checks the chain of audit entries, and prints its head, to be kept outside the system.

use crate::store::audit::{self, Fault, Head};

use super::database::{Database, store_error};
use super::{Console, Exit};

/// What `audit` is asked.
#[derive(Debug, clap::Subcommand)]
pub enum Audit {
    /// Check every entry of the chain, and that it still holds a head that was exported
    Verify(Verify),
    /// Print the head of the chain, to be kept outside the system
    Head(PrintHead),
}

/// What `audit verify` is asked.
#[derive(Debug, clap::Args)]
pub struct Verify {
    /// A head that `audit head` printed earlier; without it, a chain that was cut at its end is not found.
    #[arg(long, value_name = "SEQUENCE:MAC")]
    pub head: Option<Head>,
    /// Print a summary as one JSON object, the last line on standard output.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    database: Database,
}

/// What `audit head` is asked.
#[derive(Debug, clap::Args)]
pub struct PrintHead {
    #[command(flatten)]
    database: Database,
}

/// Runs the command; a broken chain is unusable.
pub fn run(asked: &Audit, console: &mut Console<'_>) -> Exit {
    match asked {
        Audit::Verify(verify) => run_verify(verify, console),
        Audit::Head(head) => run_head(head, console),
    }
}

fn run_verify(asked: &Verify, console: &mut Console<'_>) -> Exit {
    let found = asked.database.with(|store, _| async move {
        let mut tx = store.read().await.map_err(store_error)?;
        audit::verify(&mut tx, asked.head.as_ref())
            .await
            .map_err(store_error)
    });
    let found = match found {
        Ok(found) => found,
        Err(why) => return console.unusable(why),
    };
    for fault in &found.faults {
        console.say(in_words(fault));
    }
    let verdict = if found.is_whole() { "whole" } else { "broken" };
    console.say(format_args!(
        "{} audit entries; the chain is {verdict}",
        found.entries
    ));
    if asked.json {
        let faults: Vec<String> = found.faults.iter().map(in_words).collect();
        console.print(serde_json::json!({
            "entries": found.entries,
            "whole": found.is_whole(),
            "head": found.head.to_string(),
            "faults": faults,
        }));
    }
    if found.is_whole() {
        Exit::Done
    } else {
        Exit::Unusable
    }
}

fn run_head(asked: &PrintHead, console: &mut Console<'_>) -> Exit {
    let head = asked.database.with(|store, _| async move {
        let mut tx = store.read().await.map_err(store_error)?;
        audit::head(&mut tx).await.map_err(store_error)
    });
    match head {
        Ok(head) => {
            console.print(head);
            Exit::Done
        }
        Err(why) => console.unusable(why),
    }
}

/// A fault of the chain as a sentence.
pub(super) fn in_words(fault: &Fault) -> String {
    match fault {
        Fault::Altered { sequence } => {
            format!("entry {sequence} is not what was written there: changed, moved or put in")
        }
        Fault::Missing { first, last } if first == last => format!("entry {first} is missing"),
        Fault::Missing { first, last } => format!("the entries {first} to {last} are missing"),
        Fault::Added { sequence } => format!("entry {sequence} lies outside the chain"),
        Fault::HeadAltered => "the head does not belong to the last entry".to_owned(),
        Fault::ExportedHeadMissing { sequence } => format!(
            "the head exported at entry {sequence} is not in the chain: it was cut, and perhaps written anew"
        ),
    }
}
