//! `check-rules`: every problem of a rule set, or of every set below a directory, and the cases beside it.
//!
//! What is wrong is said first, set by set, on standard error: the rules, the seal, the cases, then what the
//! checker doubts. What came of each set follows on standard output, and at the end what no case shows: what none hits,
//! and what could be another figure without a case noticing.

use std::fs;
use std::path::{Path, PathBuf};

use crate::engine::cases::bands_without_case;
use crate::engine::coverage::{not_hit, unnoticed};
use crate::explain::case_differs;
use crate::import::rule_files::{self, RuleFiles};
use crate::rules::{self, Case, CasesRead, Problem, RuleBook, RuleFile, RuleSet, SEAL_FILE, Seal};

use super::{Console, Exit, counted};

/// What `check-rules` is asked.
#[derive(Debug, clap::Args)]
pub struct CheckRules {
    /// The directory of a rule set, or one that holds several.
    #[arg(value_name = "DIR")]
    pub directory: PathBuf,
    /// Seals each set that is sound and whose cases hold: a later change of any value is then named.
    #[arg(long)]
    pub seal: bool,
}

/// Runs the command: done if every set is sound and as it was sealed, shares no day with another of its
/// authority, and all cases hold.
pub fn run(asked: &CheckRules, console: &mut Console<'_>) -> Exit {
    let directories = match rule_files::sets_below(&asked.directory) {
        Ok(directories) => directories,
        Err(error) => return console.unusable(error),
    };
    if directories.is_empty() {
        return console.unusable(format_args!(
            "{}: there is no rule set here or below: a rule set is one or more .toml files",
            asked.directory.display()
        ));
    }
    let mut checked = Vec::with_capacity(directories.len());
    for directory in &directories {
        checked.push(one_set(directory, asked.seal, console));
    }
    let mut all_well = checked.iter().all(|one| one.is_well);
    let sound = checked.iter().filter_map(|one| one.set.clone());
    for overlap in RuleBook::of(sound).err().unwrap_or_default() {
        console.say(overlap);
        all_well = false;
    }
    for one in &checked {
        one.came_of.iter().for_each(|line| console.print(line));
    }
    let coverage: Vec<&String> = checked.iter().flat_map(|one| &one.coverage).collect();
    if !coverage.is_empty() {
        console.print("");
    }
    coverage.into_iter().for_each(|line| console.print(line));
    if all_well { Exit::Done } else { Exit::Unusable }
}

/// What came of one set. Its problems are said by then.
#[derive(Default)]
struct Checked {
    set: Option<RuleSet>,
    is_well: bool,
    /// What is said of the set as a whole.
    came_of: Vec<String>,
    /// What no case shows.
    coverage: Vec<String>,
}

fn one_set(directory: &Path, seal: bool, console: &mut Console<'_>) -> Checked {
    let Some(files) = readable(directory, console) else {
        return Checked::default();
    };
    let reading = rules::read_with_doubts(&files, rule_files::named_by(directory).as_ref());
    let problems = reading.set.as_ref().err();
    problems
        .into_iter()
        .flatten()
        .for_each(|problem| console.say(problem));
    let read = cases_beside(directory, console);
    let Ok(set) = reading.set else {
        say_doubts(&reading.doubts, console);
        return Checked::default();
    };
    let unbroken = seal || is_as_sealed(directory, &set, &files, console);
    let wrong = run_cases(&read.cases, &set, console);
    say_doubts(&reading.doubts, console);
    let cases_hold = wrong == 0 && read.problems.is_empty();
    let mut checked = Checked {
        came_of: vec![summary(&set, &read.cases, wrong)],
        coverage: coverage(&set, &files, &read.cases),
        is_well: unbroken && cases_hold,
        set: None,
    };
    if seal && cases_hold {
        match fs::write(
            directory.join(SEAL_FILE),
            Seal::of(&set, &files).to_string(),
        ) {
            Ok(()) => checked.came_of.push(format!("{}: sealed", set.reference())),
            Err(error) => {
                console.say(format_args!(
                    "{}: {error}",
                    directory.join(SEAL_FILE).display()
                ));
                checked.is_well = false;
            }
        }
    }
    checked.set = Some(set);
    checked
}

/// The texts of a directory. None if one of them is no text, which it says: what it held would be missed
/// everywhere else.
fn readable(directory: &Path, console: &mut Console<'_>) -> Option<Vec<RuleFile>> {
    match rule_files::read(directory) {
        Ok(RuleFiles { files, problems }) => {
            problems.iter().for_each(|problem| console.say(problem));
            problems.is_empty().then_some(files)
        }
        Err(error) => {
            console.say(error);
            None
        }
    }
}

/// The cases beside a set, as far as they can be read; it says what is wrong with the others.
fn cases_beside(directory: &Path, console: &mut Console<'_>) -> CasesRead {
    let directory = directory.join("cases");
    if !directory.is_dir() {
        return CasesRead::default();
    }
    let mut read = match rule_files::read(&directory) {
        Ok(RuleFiles { files, problems }) => {
            let mut read = rules::cases_of(&files);
            read.problems.extend(problems);
            read
        }
        Err(error) => {
            console.say(error);
            CasesRead::default()
        }
    };
    read.problems
        .sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    read.problems
        .iter()
        .for_each(|problem| console.say(problem));
    read
}

/// Whether a set is what its seal says, or has none. Says where it is not.
fn is_as_sealed(
    directory: &Path,
    set: &RuleSet,
    files: &[RuleFile],
    console: &mut Console<'_>,
) -> bool {
    let path = directory.join(SEAL_FILE);
    let Ok(text) = fs::read_to_string(&path) else {
        if path.exists() {
            console.say(format_args!("{}: this seal cannot be read", path.display()));
        }
        return !path.exists();
    };
    let Some(seal) = Seal::parse(&text) else {
        console.say(format_args!(
            "{}:1: this is no seal: put it back, or seal the set anew with check-rules --seal",
            path.display()
        ));
        return false;
    };
    let broken = seal.broken_by(set, files);
    broken.iter().for_each(|problem| console.say(problem));
    broken.is_empty()
}

/// How many cases do not hold; says how each differs.
fn run_cases(cases: &[Case], set: &RuleSet, console: &mut Console<'_>) -> usize {
    let mut wrong = 0;
    for case in cases {
        if let Some(difference) = case_differs(case, set) {
            let Case {
                file, line, name, ..
            } = case;
            console.say(format_args!("{file}:{line}: {name}: {difference}"));
            wrong += 1;
        }
    }
    wrong
}

fn say_doubts(doubts: &[Problem], console: &mut Console<'_>) {
    for doubt in doubts {
        let Problem {
            file,
            line,
            column,
            sentence,
            ..
        } = doubt;
        console.say(format_args!(
            "{file}:{line}: in doubt: {sentence} (column {column})"
        ));
    }
}

fn summary(set: &RuleSet, cases: &[Case], wrong: usize) -> String {
    let hold = match (cases.len(), wrong) {
        (0, _) => "there are no cases beside it".to_owned(),
        (all, 0) => counted(all, "case holds", "cases hold"),
        (all, wrong) => format!("of {}, {wrong} failed", counted(all, "case", "cases")),
    };
    format!(
        "{}: the rules are sound; {hold}; digest {}",
        set.reference(),
        set.digest()
    )
}

/// Names what no case hits, each part at its place: nobody showed what comes of it.
fn coverage(set: &RuleSet, files: &[RuleFile], cases: &[Case]) -> Vec<String> {
    let reference = set.reference();
    let mut lines = Vec::new();
    let bare = bands_without_case(cases, set);
    if !bare.is_empty() {
        lines.push(format!(
            "{reference}: no case ends in {}: write one for each side of its boundaries",
            bare.join(", ")
        ));
    }
    let (left, all) = not_hit(cases, set);
    if !left.is_empty() {
        lines.push(format!(
            "{reference}: the cases hit {} of {all} bands, rows, caps, shares, floors, modifiers and days",
            all - left.len()
        ));
        let named = rules::placed(&left, set, files);
        lines.extend(named.iter().map(ToString::to_string));
    }
    // Without a case nothing turns on anything.
    if cases.is_empty() {
        return lines;
    }
    let (loose, figures) = unnoticed(cases, set);
    if !loose.is_empty() {
        lines.push(format!(
            "{reference}: on {} of {figures} bounds, limits, codes and days no case turns",
            loose.len()
        ));
        let named = rules::figures_placed(&loose, set, files);
        lines.extend(named.iter().map(ToString::to_string));
    }
    lines
}
