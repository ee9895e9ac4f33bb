//! What the executable does: one file a command. A command reads its arguments, calls a use case, says on
//! standard error what is wrong, and answers with an exit code.

pub mod audit;
pub mod backup;
pub mod check_rules;
pub mod compare;
mod database;
pub mod demo;
pub mod determine;
pub mod explain;
pub mod export;
pub mod forecast;
pub mod import;
pub mod import_caseload;
pub mod migrate;
pub mod retention;
pub mod serve;
pub mod user;

use std::fmt::Display;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

/// How a command ended; scripts rely on the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: the input was read, or the thing was done.
    Done,
    /// 1: nothing usable; standard error says where and why.
    Unusable,
    /// 2: the command was not given as it must be.
    Usage,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Done => 0,
            Exit::Unusable => 1,
            Exit::Usage => 2,
        })
    }
}

/// As what a result is written.
#[derive(Clone, Copy)]
enum ResultKind {
    Workbook,
    Json,
}

impl ResultKind {
    /// What a file's ending says; none for any other ending.
    fn of(path: &Path) -> Option<ResultKind> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "xlsx" => Some(ResultKind::Workbook),
            "json" => Some(ResultKind::Json),
            _ => None,
        }
    }
}

/// Where a command writes.
pub struct Console<'a> {
    /// Results, and with `--json` one summary object as the last line.
    pub out: &'a mut dyn Write,
    /// Problems and the summary for people.
    pub err: &'a mut dyn Write,
}

impl Console<'_> {
    /// Prints a result. A reader that has gone away is no concern of the command's.
    pub fn print(&mut self, line: impl Display) {
        let _ = writeln!(self.out, "{line}");
    }

    /// Says something to a person.
    pub fn say(&mut self, line: impl Display) {
        let _ = writeln!(self.err, "{line}");
    }

    /// Says why nothing is usable.
    pub fn unusable(&mut self, why: impl Display) -> Exit {
        self.say(why);
        Exit::Unusable
    }

    /// Says how the command must be given.
    pub fn usage(&mut self, why: impl Display) -> Exit {
        self.say(why);
        Exit::Usage
    }
}

/// A day as an argument: `2026-09-01`.
///
/// # Errors
/// What a day looks like.
pub fn day(text: &str) -> Result<crate::calendar::Date, String> {
    crate::calendar::parse_iso_date(text).ok_or_else(|| "a day is written as 2026-09-01".to_owned())
}

/// `1 row`, `2 rows`.
fn counted(number: usize, one: &str, many: &str) -> String {
    if number == 1 {
        format!("1 {one}")
    } else {
        format!("{number} {many}")
    }
}
