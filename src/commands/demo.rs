//! `demo`: an invented authority in a database of its own, with a way to sign in for each role.

mod place;

use std::io::IsTerminal as _;
use std::net::SocketAddr;

use jiff::{Span, Timestamp};

use super::{Console, Exit};
use crate::calendar::{Date, in_words};
use crate::demo::{self, Counts, Held, SignIns, Wish};
use crate::service::{Moment, rule_sets};
use place::Place;

/// What `demo` is asked.
#[derive(Debug, clap::Args)]
pub struct Demo {
    /// How many open plans to invent, each of one child.
    #[arg(long, default_value_t = 4200, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub plans: u32,
    /// The same seed and day give the same authority.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// The database: sqlite:FILE, made if missing, or postgres://…
    #[arg(long, env = "DATABASE_URL", value_name = "URL")]
    pub database: String,
    /// The day on which things stand as invented; today unless given.
    #[arg(long, value_name = "DATE", value_parser = super::day)]
    pub on: Option<Date>,
    /// Where `serve` will listen: the address that is printed with the sign-ins.
    #[arg(long, env = "LISTEN", default_value = "127.0.0.1:3000")]
    pub listen: SocketAddr,
    /// Make the demonstration again, in place of one that is there.
    #[arg(long)]
    pub anew: bool,
    /// Print a summary as one JSON object, the last line on standard output.
    #[arg(long)]
    pub json: bool,
}

/// Runs the command.
pub fn run(asked: &Demo, console: &mut Console<'_>) -> Exit {
    #[expect(
        clippy::disallowed_methods,
        reason = "the clock is read here once and given to everything below"
    )]
    let now = Timestamp::now();
    let wish = match wish(asked, now, console) {
        Ok(wish) => wish,
        Err(why) => return console.usage(why),
    };
    let runtime = match tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return console.unusable(error),
    };
    match runtime.block_on(make(asked, wish, now, console)) {
        Ok(()) => Exit::Done,
        Err(why) => console.unusable(why),
    }
}

/// What to invent. The day must lie where the invented authority's rule sets are in force; today is moved there if need be.
fn wish(asked: &Demo, now: Timestamp, console: &mut Console<'_>) -> Result<Wish, String> {
    let book = rule_sets::rule_book();
    let days = || {
        book.iter()
            .filter(|set| set.scheme.authority == demo::AUTHORITY)
            .map(|set| &set.scheme)
    };
    let (Some(first), Some(last)) = (
        days().map(|days| days.first_day).min(),
        days().map(|days| days.last_day).max(),
    ) else {
        return Err("there is no rule set of the invented authority".to_owned());
    };
    // Casework needs some months of rules behind it.
    let earliest = first.saturating_add(Span::new().months(6));
    let allowed = earliest..=last;
    let today = match asked.on {
        Some(day) if !allowed.contains(&day) => {
            return Err(format!(
                "--on {day}: the invented rules allow {earliest} to {last}"
            ));
        }
        Some(day) => day,
        None => Moment::of(now).today.clamp(earliest, last),
    };
    if asked.on.is_none() && today != Moment::of(now).today {
        console.say(format!(
            "The invented rules end: everything stands as on {}.",
            in_words(today)
        ));
    }
    Ok(Wish {
        plans: usize::try_from(asked.plans).unwrap_or(usize::MAX),
        seed: asked.seed,
        today,
    })
}

async fn make(
    asked: &Demo,
    wish: Wish,
    now: Timestamp,
    console: &mut Console<'_>,
) -> Result<(), String> {
    let place = Place::of(&asked.database)?;
    match place.held().await? {
        Held::Other => {
            return Err("the database holds records that demo did not make, so it is left alone: name another".to_owned());
        }
        Held::Demonstration(summary) if !asked.anew => {
            console.say(
                "The demonstration is there already and is left as it is; --anew makes it again.",
            );
            match SignIns::read(&place.sign_ins()) {
                Some(sign_ins) => console.print(sign_ins.at(asked.listen)),
                None => console.say(format!(
                    "Its passwords are not in {} any more.",
                    place.sign_ins().display()
                )),
            }
            if asked.json {
                console.print(summary);
            }
            return Ok(());
        }
        Held::Demonstration(_) if place.is_on_a_server() => {
            return Err(
                "--anew: a server's database is not emptied from here; make a new one and name that"
                    .to_owned(),
            );
        }
        Held::Demonstration(_) | Held::Nothing => {}
    }
    let is_watched = std::io::stderr().is_terminal();
    let mut progress = |what: &str| {
        if is_watched {
            console.say(format!("  {what}"));
        }
    };
    progress("inventing the authority");
    let authority = demo::invent(wish);
    let sign_ins = SignIns::of(&authority, asked.listen).map_err(|error| error.to_string())?;
    let counts = place
        .fill(&authority, &sign_ins, now, &mut progress)
        .await?;
    report(&counts, &sign_ins, &place, asked.json, console);
    Ok(())
}

fn report(
    counts: &Counts,
    sign_ins: &SignIns,
    place: &Place,
    json: bool,
    console: &mut Console<'_>,
) {
    console.say(format!(
        "Exampleshire, an invented authority: {} open plans ({} of them with no known placement), {} ceased, \
         {} establishments, {} awards, {} profiles waiting for a decision, {} open requests.",
        counts.plans,
        counts.placement_unknown,
        counts.ceased,
        counts.establishments,
        counts.awards,
        counts.awaiting_decision,
        counts.open_requests
    ));
    console.print(sign_ins);
    console.say(format!(
        "The passwords are kept in {}.",
        place.sign_ins().display()
    ));
    if json {
        // The counts are numbers and a date: JSON can always write them.
        console.print(serde_json::to_string(counts).unwrap_or_default());
    }
}
