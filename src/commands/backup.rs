//! `backup` and `restore`: the whole database as one file, and a database from such a file.

use std::path::PathBuf;

use super::database::{Database, in_words, store_error};
use super::{Console, Exit};
use crate::service::backup::{self, NotDone, Restored, Written};
use crate::store::{KEY_VARIABLE, Store, audit};

/// What `backup` is asked.
#[derive(Debug, clap::Args)]
pub struct Backup {
    /// The file to write, in place of one of that name; it holds personal data.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Print a summary as one JSON object, the last line on standard output.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    database: Database,
}

/// What `restore` is asked.
#[derive(Debug, clap::Args)]
pub struct Restore {
    /// A file that `backup` wrote, from either kind of database.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Print a summary as one JSON object, the last line on standard output.
    #[arg(long)]
    pub json: bool,
    /// The database to restore into, new or empty: sqlite:FILE or postgres://…
    #[command(flatten)]
    database: Database,
}

/// Runs `backup`. The tables stay as they are, whichever version of the program made them.
pub fn run_backup(asked: &Backup, console: &mut Console<'_>) -> Exit {
    match Store::file_of(&asked.database.url) {
        Ok(Some(file)) if !file.exists() => {
            return console.unusable(format_args!("there is no database {}", file.display()));
        }
        Err(error) => return console.unusable(in_words(&error)),
        Ok(_) => {}
    }
    let made = asked.database.with_as_it_is(|store, moment| async move {
        let written = backup::make(&store, &asked.file, moment)
            .await
            .map_err(not_done)?;
        let mut tx = store.read().await.map_err(store_error)?;
        let head = audit::head(&mut tx).await.map_err(store_error)?;
        Ok((written, head.to_string()))
    });
    match made {
        Ok((
            Written {
                tables,
                rows,
                digest,
            },
            head,
        )) => {
            console.say(format_args!(
                "{rows} rows of {tables} tables are in {}. It holds personal data, and not the audit key: keep both, \
                 apart from each other.",
                asked.file.display()
            ));
            console.say(format_args!(
                "The head of the audit chain is {head}: keep it where nobody reaches who reaches the database."
            ));
            if asked.json {
                console.print(serde_json::json!({
                    "tables": tables, "rows": rows, "digest": digest, "audit_head": head,
                }));
            }
            Exit::Done
        }
        Err(why) => console.unusable(format_args!("No backup was made: {why}")),
    }
}

/// Runs `restore`; a copy that is not sound is unusable, and is said to be there.
pub fn run_restore(asked: &Restore, console: &mut Console<'_>) -> Exit {
    match restored(asked) {
        Ok((rows, found)) => report(asked, rows, &found, console),
        Err(why) => console.unusable(format_args!(
            "{} was not restored: {why}",
            asked.file.display()
        )),
    }
}

fn restored(asked: &Restore) -> Result<(u64, Restored), String> {
    let file = &asked.file;
    let checked = backup::check(file).map_err(|error| in_words(&error))?;
    let url = &asked.database.url;
    // A new key made here would open nothing: it must be that of the database that was backed up.
    let key = Store::key_at_hand(url).map_err(store_error)?.ok_or_else(|| {
        format!(
            "the audit key of the database that was backed up is needed, in {KEY_VARIABLE} or in the file beside the \
             new database (its name with .audit-key behind it)"
        )
    })?;
    checked.fits(&key).map_err(|error| in_words(&error))?;
    let rows = checked.rows;
    let found = asked.database.with_as_it_is(|store, moment| async move {
        backup::restore(&store, file, &checked, moment)
            .await
            .map_err(not_done)
    })?;
    Ok((rows, found))
}

fn report(asked: &Restore, rows: u64, found: &Restored, console: &mut Console<'_>) -> Exit {
    let (chain, tally) = (&found.chain, &found.tally);
    console.say(format_args!(
        "{rows} rows were restored. {} audit entries; the chain is {}. {} determinations computed again; {} differ.",
        chain.entries,
        if chain.is_whole() { "whole" } else { "broken" },
        tally.determinations,
        tally.different.len(),
    ));
    for fault in &chain.faults {
        console.say(super::audit::in_words(fault));
    }
    for id in &tally.different {
        console.say(format_args!(
            "determination {id}: computed again, it is not what is on record"
        ));
    }
    if asked.json {
        console.print(serde_json::json!({
            "rows": rows,
            "audit_entries": chain.entries,
            "audit_whole": chain.is_whole(),
            "determinations": tally.determinations,
            "different": tally.different,
        }));
    }
    if found.is_sound() {
        Exit::Done
    } else {
        console.unusable(
            "The database is there, but do not rely on it before what is named above is understood.",
        )
    }
}

fn not_done(error: NotDone) -> String {
    in_words(&error)
}
