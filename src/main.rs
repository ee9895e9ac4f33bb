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
    /// Check a rule set, or every set below a directory, and run the cases beside it
    CheckRules(commands::check_rules::CheckRules),
    /// Invent an authority in a database of its own, with a way to sign in for each role
    Demo(commands::demo::Demo),
    /// Determine the band and top-up of every profile in a file
    Determine(commands::determine::Determine),
    /// Serve the pages until told to stop
    Serve(commands::serve::Serve),
}

fn main() -> ExitCode {
    let asked = CommandLine::parse();
    let mut console = Console {
        out: &mut std::io::stdout(),
        err: &mut std::io::stderr(),
    };
    match asked.command {
        Command::CheckRules(check_rules) => commands::check_rules::run(&check_rules, &mut console),
        Command::Demo(demo) => commands::demo::run(&demo, &mut console),
        Command::Determine(determine) => commands::determine::run(&determine, &mut console),
        Command::Serve(serve) => commands::serve::run(&serve, &mut console),
    }
    .into()
}
