//! `audit`: checks the chain of audit entries and the rows that bear seals, prints the chain's head, to be kept
//! outside the system, and seals what an older version of the program wrote without seals.

use crate::store::audit::{self, Fault, Head};

use super::database::{Database, service_error, store_error};
use super::{Console, Exit};
use crate::service::audit_trail;

/// What `audit` is asked.
#[derive(Debug, clap::Subcommand)]
pub enum Audit {
    /// Check every entry of the chain, that it still holds a head that was exported, and every row that bears a seal
    Verify(Verify),
    /// Print the head of the chain, to be kept outside the system
    Head(PrintHead),
    /// Seal, once, what an older version of the program wrote without seals; check the chain against an exported head first
    Seal(Seal),
}

/// What `audit seal` is asked.
#[derive(Debug, clap::Args)]
pub struct Seal {
    #[command(flatten)]
    database: Database,
}

/// What `audit verify` is asked.
#[derive(Debug, clap::Args)]
pub struct Verify {
    /// A head that `audit head` printed earlier; without it, a database put back whole as it once was is not found.
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
        Audit::Seal(seal) => run_seal(seal, console),
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
        "{} audit entries and {} rows under seal; the chain is {verdict}",
        found.entries, found.rows
    ));
    console.say("Not compared, since nothing seals it:");
    for line in uncompared() {
        console.say(format_args!("- {line}"));
    }
    if asked.json {
        let faults: Vec<String> = found.faults.iter().map(in_words).collect();
        console.print(serde_json::json!({
            "entries": found.entries,
            "rows": found.rows,
            "whole": found.is_whole(),
            "head": found.head.to_string(),
            "faults": faults,
            "not_compared": uncompared().collect::<Vec<_>>(),
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

fn run_seal(asked: &Seal, console: &mut Console<'_>) -> Exit {
    let sealed = asked.database.with(|store, moment| async move {
        audit_trail::seal_bare(&store, moment)
            .await
            .map_err(service_error)
    });
    match sealed {
        Ok(rows) => {
            console.say(format_args!(
                "{rows} rows and the head of the chain bear seals now"
            ));
            Exit::Done
        }
        Err(why) => console.unusable(why),
    }
}

/// What the check does not look at: what it is, and in which tables.
fn uncompared() -> impl Iterator<Item = String> {
    let in_tables = |(what, tables): &(&str, &[&str])| format!("{what} ({})", tables.join(", "));
    audit::UNSEALED.iter().map(in_tables)
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
        Fault::HeadAltered => {
            "the head does not belong to the last entry, or is not what was sealed: entries may have been cut off the end"
                .to_owned()
        }
        Fault::HeadBare => {
            "the head bears no seal: an older version of the program wrote it (then `audit seal`), or it was taken away"
                .to_owned()
        }
        Fault::RowAltered(row) => {
            format!("the row {} of {} is not what was written", row.key, row.table)
        }
        Fault::RowsBare { table, rows } => format!(
            "{rows} rows of {table} bear no seal: an older version of the program wrote them (then `audit seal`), or \
             somebody else did"
        ),
        Fault::RowsOtherwise {
            table,
            written,
            there,
        } if written == there => format!(
            "of {table}, {there} rows under seal are there, as many as were written, but not the same: some were put back as \
             they once were, or in the place of others"
        ),
        Fault::RowsOtherwise {
            table,
            written,
            there,
        } => format!("of {table}, {written} rows under seal were written, and {there} are there"),
        Fault::RowsUncounted => {
            "nobody counted the rows under seal: an older version of the program wrote them (then `audit seal`)".to_owned()
        }
        Fault::RowsMissing { kind, id } => {
            format!("the {kind} {id} was written down, and not all of it is there")
        }
        Fault::ExportedHeadMissing { sequence } => format!(
            "the head exported at entry {sequence} is not in the chain: it was cut, and perhaps written anew"
        ),
    }
}
