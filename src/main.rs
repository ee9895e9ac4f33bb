//! The command line: it names the commands and their arguments, and does nothing else.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use send_banding::commands::{self, Console};

/// Turns an Education, Health and Care Plan's needs profile into a funding band and a top-up, with reasons.
#[derive(Parser)]
#[command(version, about)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check the chain of audit entries, or print its head
    #[command(subcommand)]
    Audit(commands::audit::Audit),
    /// Write the whole database into one file, while the service runs
    Backup(commands::backup::Backup),
    /// Check a rule set, or every set below a directory, and run the cases beside it
    CheckRules(commands::check_rules::CheckRules),
    /// Invent an authority in a database of its own, with a way to sign in for each role
    Demo(commands::demo::Demo),
    /// Compare two rule sets over the live cohort: who gains, who loses, and an alarm
    Compare(commands::compare::Compare),
    /// Determine the band and top-up of every profile in a file
    Determine(commands::determine::Determine),
    /// Explain a determination in sentences, or compute one on record again and compare
    Explain(commands::explain::Explain),
    /// Write what is on record into a file: the payment schedule of a year
    #[command(subcommand)]
    Export(commands::export::Export),
    /// Forecast children and spend by month from transitions, population and costs
    Forecast(commands::forecast::Forecast),
    /// Load a SEN2 return, the register of establishments, or a table of scores
    #[command(subcommand)]
    Import(commands::import::Import),
    /// Bring a database's tables up to date
    Migrate(commands::migrate::Migrate),
    /// List whose records ended long enough ago, and forget who they were
    Retention(commands::retention::Retention),
    /// Make a database from a backup, and check its audit chain and every determination
    Restore(commands::backup::Restore),
    /// Serve the pages until told to stop
    Serve(commands::serve::Serve),
    /// Add somebody who signs in, or take their one-time codes away
    #[command(subcommand)]
    User(commands::user::User),
}

fn main() -> ExitCode {
    let asked = CommandLine::parse();
    let mut console = Console {
        out: &mut std::io::stdout(),
        err: &mut std::io::stderr(),
    };
    match asked.command {
        Command::Audit(audit) => commands::audit::run(&audit, &mut console),
        Command::Backup(backup) => commands::backup::run_backup(&backup, &mut console),
        Command::CheckRules(check_rules) => commands::check_rules::run(&check_rules, &mut console),
        Command::Compare(compare) => commands::compare::run(&compare, &mut console),
        Command::Demo(demo) => commands::demo::run(&demo, &mut console),
        Command::Determine(determine) => commands::determine::run(&determine, &mut console),
        Command::Explain(explain) => commands::explain::run(&explain, &mut console),
        Command::Export(export) => commands::export::run(&export, &mut console),
        Command::Forecast(forecast) => commands::forecast::run(&forecast, &mut console),
        Command::Import(import) => commands::import::run(&import, &mut console),
        Command::Migrate(migrate) => commands::migrate::run(&migrate, &mut console),
        Command::Retention(retention) => commands::retention::run(&retention, &mut console),
        Command::Restore(restore) => commands::backup::run_restore(&restore, &mut console),
        Command::Serve(serve) => commands::serve::run(&serve, &mut console),
        Command::User(user) => commands::user::run(&user, &mut console),
    }
    .into()
}
