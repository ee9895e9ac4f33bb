//! `user`: adds somebody who signs in, and lets somebody in again who has lost their one-time codes.

use crate::access::{Role, RolesProblem, may_be_held_together};
use crate::ids::Urn;
use crate::money::Money;
use crate::service::limits::{self, CostLimit};
use crate::service::users::{self, Amiss, Wanted};
use crate::service::{ServiceError, one_time, password};

use super::database::{Database, service_error};
use super::{Console, Exit};

/// What `user` is asked.
#[derive(Debug, clap::Subcommand)]
pub enum User {
    /// Add somebody who signs in; prints a random password once
    Add(AddUser),
    /// Set up to which yearly amount somebody may agree an individual award, and add a cost line alone
    Limit(SetLimit),
    /// Take somebody's one-time codes away; they sign in by password alone, and can set codes up again
    ResetCodes(ResetCodes),
}

/// What `user add` is asked.
#[derive(Debug, clap::Args)]
pub struct AddUser {
    /// The name to sign in with.
    #[arg(value_name = "NAME")]
    pub name: String,
    /// The name that colleagues see; the sign-in name if it is not given.
    #[arg(long, value_name = "TEXT")]
    pub display_name: Option<String>,
    /// What they may do; several times for several roles.
    #[arg(long = "role", value_name = "ROLE", required = true, value_parser = role)]
    pub roles: Vec<Role>,
    /// The URN of an establishment of theirs, for school roles; several times for several.
    #[arg(long = "urn", value_name = "URN")]
    pub urns: Vec<Urn>,
    #[command(flatten)]
    database: Database,
}

/// What `user limit` is asked.
#[derive(Debug, clap::Args)]
pub struct SetLimit {
    /// The name to sign in with.
    #[arg(value_name = "NAME")]
    pub name: String,
    /// The highest individual award of a year, in pounds.
    #[arg(long, value_name = "POUNDS", required_unless_present = "cost_lines")]
    pub annual: Option<Money>,
    /// The most that a year of a cost line may come to without a second person, in pounds; `any` takes the limit away.
    #[arg(long, value_name = "POUNDS|any", value_parser = cost_limit)]
    pub cost_lines: Option<CostLimit>,
    #[command(flatten)]
    database: Database,
}

/// What `user reset-codes` is asked.
#[derive(Debug, clap::Args)]
pub struct ResetCodes {
    /// The name to sign in with.
    #[arg(value_name = "NAME")]
    pub name: String,
    #[command(flatten)]
    database: Database,
}

fn cost_limit(text: &str) -> Result<CostLimit, String> {
    match text {
        "any" => Ok(CostLimit::Any),
        typed => match typed.parse() {
            Ok(annual) => Ok(CostLimit::UpTo(annual)),
            Err(_) => Err("an amount in pounds, or “any”".to_owned()),
        },
    }
}

fn role(text: &str) -> Result<Role, String> {
    Role::parse(text).ok_or_else(|| {
        let codes: Vec<&str> = Role::ALL.iter().map(|role| role.code()).collect();
        format!("the roles are {}", codes.join(", "))
    })
}

/// Runs the command.
pub fn run(asked: &User, console: &mut Console<'_>) -> Exit {
    match asked {
        User::Add(asked) => run_add(asked, console),
        User::Limit(asked) => run_limit(asked, console),
        User::ResetCodes(asked) => run_reset_codes(asked, console),
    }
}

fn run_limit(asked: &SetLimit, console: &mut Console<'_>) -> Exit {
    let name = asked.name.trim().to_lowercase();
    let costs = match asked.cost_lines {
        Some(CostLimit::UpTo(annual)) => Some(annual),
        _ => None,
    };
    if asked
        .annual
        .into_iter()
        .chain(costs)
        .any(|annual| annual < Money::ZERO)
    {
        return console.usage("A limit is an amount of nought or more.");
    }
    let done = asked.database.with(|store, moment| {
        let name = name.clone();
        async move {
            match limits::set_on_server(&store, &name, (asked.annual, asked.cost_lines), moment)
                .await
            {
                Err(ServiceError::NotFound) => Err(format!("nobody signs in as {name}")),
                done => done.map_err(service_error),
            }
        }
    });
    match done {
        Ok(()) => {
            if let Some(annual) = asked.annual {
                console.say(format_args!(
                    "{name} may agree individual awards of up to {annual} a year."
                ));
            }
            match asked.cost_lines {
                Some(CostLimit::UpTo(annual)) => console.say(format_args!(
                    "{name} may add cost lines of up to {annual} a year alone."
                )),
                Some(CostLimit::Any) => {
                    console.say(format_args!("{name} may add any cost line alone."));
                }
                None => {}
            }
            Exit::Done
        }
        Err(why) => console.unusable(why),
    }
}

fn run_reset_codes(asked: &ResetCodes, console: &mut Console<'_>) -> Exit {
    let name = asked.name.trim();
    let done = asked.database.with(|store, moment| async move {
        match one_time::reset_on_server(&store, name, moment).await {
            Err(ServiceError::NotFound) => {
                Err(format!("nobody signs in as {name} with one-time codes"))
            }
            done => done.map_err(service_error),
        }
    });
    match done {
        Ok(()) => {
            console.say(format_args!(
                "The one-time codes of {name} were taken away."
            ));
            Exit::Done
        }
        Err(why) => console.unusable(why),
    }
}

fn run_add(asked: &AddUser, console: &mut Console<'_>) -> Exit {
    let name = asked.name.trim().to_lowercase();
    if name.is_empty()
        || name
            .chars()
            .any(|c| c.is_whitespace() || crate::letters::is_unseen(c))
    {
        return console.usage("A name to sign in with has at least one character and no spaces.");
    }
    let roles = asked.roles.iter().copied().collect();
    match may_be_held_together(&roles, !asked.urns.is_empty()) {
        Ok(()) => {}
        Err(RolesProblem::NoEstablishment) => {
            return console.usage("A school role needs the establishment: --urn URN.");
        }
        Err(problem) => return console.usage(format_args!("{problem}.")),
    }
    match add(asked, &name) {
        Ok(password) => {
            console.say(format_args!(
                "{name} was added. The password is shown this once:"
            ));
            console.print(password);
            Exit::Done
        }
        Err(why) => console.unusable(why),
    }
}

fn add(asked: &AddUser, name: &str) -> Result<String, String> {
    let password = password::random();
    let hash = password::hash(&password).map_err(|error| error.to_string())?;
    let display_name = asked.display_name.as_deref().unwrap_or(name);
    let wanted = Wanted {
        display_name: display_name.to_owned(),
        roles: Some(asked.roles.iter().copied().collect()),
        urns: asked.urns.iter().cloned().collect(),
        limit: Money::ZERO,
        cost_limit: None,
    };
    asked.database.with(|store, moment| async move {
        let added = users::add_on_server(&store, (name, &hash), wanted, moment).await;
        match added.map_err(service_error)? {
            Ok(_) => Ok(()),
            Err(Amiss::NameTaken) => Err(format!("there is a user {name} already")),
            Err(Amiss::UnknownUrn(urn)) => Err(format!(
                "no establishment on record has the URN {urn}: import gias first"
            )),
            Err(Amiss::Roles(problem)) => Err(problem.to_string()),
            // Only somebody signed in has a role of their own to lose.
            Err(Amiss::OwnRole) => Err("nobody takes their own role away".to_owned()),
        }
    })?;
    Ok(password)
}
