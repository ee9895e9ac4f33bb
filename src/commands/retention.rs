//! `retention`: lists whose records ended long enough ago, and forgets who they were where that is asked.

use crate::service::retention::{self, YEARS};

use super::database::{Database, service_error};
use super::{Console, Exit};

/// What `retention` is asked.
#[derive(Debug, clap::Args)]
pub struct Retention {
    /// Years since every plan, placement and award of a child ended, as the council's schedule says.
    #[arg(long, value_name = "YEARS")]
    pub years: u8,
    /// Forget who they were; without it nothing is changed.
    #[arg(long)]
    pub carry_out: bool,
    #[command(flatten)]
    database: Database,
}

/// Runs the command: the references that are due, one to a line.
pub fn run(asked: &Retention, console: &mut Console<'_>) -> Exit {
    if !YEARS.contains(&asked.years) {
        return console.usage("--years is a number from 1 to 100.");
    }
    let done = asked.database.with(|store, moment| async move {
        let found = retention::dry_run_on_server(&store, asked.years, moment).await;
        let found = found.map_err(service_error)?;
        let forgotten = if asked.carry_out {
            let done = retention::carry_out_on_server(&store, asked.years, moment).await;
            Some(done.map_err(service_error)?)
        } else {
            None
        };
        Ok((found, forgotten))
    });
    match done {
        Ok((found, forgotten)) => {
            for one in &found.due {
                console.print(format_args!("{}\t{}", one.local_id, one.ended_on));
            }
            match forgotten {
                Some(count) => console.say(format_args!("{count} children were forgotten.")),
                None => console.say(format_args!(
                    "{} children are due: everything ended before {}. Nothing was changed; --carry-out forgets who they were.",
                    found.due.len(),
                    found.before
                )),
            }
            Exit::Done
        }
        Err(why) => console.unusable(why),
    }
}
