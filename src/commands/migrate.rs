//! `migrate`: brings a database's tables up to date.

use super::database::Database;
use super::{Console, Exit};

/// What `migrate` is asked.
#[derive(Debug, clap::Args)]
pub struct Migrate {
    #[command(flatten)]
    database: Database,
}

/// Runs the command. Every command that opens a database does the same first; this one does nothing else.
pub fn run(asked: &Migrate, console: &mut Console<'_>) -> Exit {
    match asked.database.with(|_, _| async { Ok(()) }) {
        Ok(()) => {
            console.say("The tables are up to date.");
            Exit::Done
        }
        Err(why) => console.unusable(why),
    }
}
