//! `check-rules`: every problem of a rule set, or of every set below a directory, and the cases beside it.

use std::path::{Path, PathBuf};

use crate::engine::cases::{bands_without_case, differences};
use crate::engine::coverage::not_hit;
use crate::import::rule_files::{self, RuleFiles};
use crate::rules::{self, Case, RuleBook, RuleFile, RuleSet};

use super::{Console, Exit, counted};

/// What `check-rules` is asked.
#[derive(Debug, clap::Args)]
pub struct CheckRules {
    /// The directory of a rule set, or one that holds several.
    #[arg(value_name = "DIR")]
    pub directory: PathBuf,
}

/// The most parts without a case that are named: a list of thousands of schools would hide the rest.
const NOT_HIT_MAX: usize = 60;

/// Runs the command: done if every set is sound, shares no day with another of its authority, and all
/// cases hold.
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
    let mut sound = Vec::new();
    let mut all_well = true;
    for directory in &directories {
        match one_set(directory, console) {
            Checked::Sound(set) => sound.push(*set),
            Checked::CaseDiffers(set) => {
                sound.push(*set);
                all_well = false;
            }
            Checked::Wrong => all_well = false,
        }
    }
    for overlap in RuleBook::of(sound).err().unwrap_or_default() {
        console.say(overlap);
        all_well = false;
    }
    if all_well { Exit::Done } else { Exit::Unusable }
}

/// What came of one set.
enum Checked {
    Sound(Box<RuleSet>),
    CaseDiffers(Box<RuleSet>),
    Wrong,
}

fn one_set(directory: &Path, console: &mut Console<'_>) -> Checked {
    let Some(files) = readable(directory, console) else {
        return Checked::Wrong;
    };
    let named = rule_files::named_by(directory);
    let set = match rules::read_as(&files, named.as_ref()) {
        Ok(set) => set,
        Err(problems) => {
            problems.iter().for_each(|problem| console.say(problem));
            return Checked::Wrong;
        }
    };
    let Some(cases) = cases_beside(directory, console) else {
        return Checked::CaseDiffers(Box::new(set));
    };
    let wrong = run_cases(&cases, &set, console);
    report(&set, &cases, wrong, console);
    if wrong == 0 {
        Checked::Sound(Box::new(set))
    } else {
        Checked::CaseDiffers(Box::new(set))
    }
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

/// The cases beside a set; none if some of them cannot be read, which it says.
fn cases_beside(directory: &Path, console: &mut Console<'_>) -> Option<Vec<Case>> {
    let directory = directory.join("cases");
    if !directory.is_dir() {
        return Some(Vec::new());
    }
    match rules::read_cases(&readable(&directory, console)?) {
        Ok(cases) => Some(cases),
        Err(problems) => {
            problems.iter().for_each(|problem| console.say(problem));
            None
        }
    }
}

/// How many cases do not hold; says how each differs.
fn run_cases(cases: &[Case], set: &RuleSet, console: &mut Console<'_>) -> usize {
    let mut wrong = 0;
    for case in cases {
        let differences = differences(case, set);
        if differences.is_empty() {
            continue;
        }
        wrong += 1;
        for difference in differences {
            let Case {
                file, line, name, ..
            } = case;
            console.say(format_args!("{file}:{line}: {name}: {difference}"));
        }
    }
    wrong
}

fn report(set: &RuleSet, cases: &[Case], wrong: usize, console: &mut Console<'_>) {
    let reference = set.reference();
    let hold = match (cases.len(), wrong) {
        (0, _) => "there are no cases beside it".to_owned(),
        (all, 0) => counted(all, "case holds", "cases hold"),
        (all, wrong) => format!("of {}, {wrong} failed", counted(all, "case", "cases")),
    };
    console.print(format_args!(
        "{reference}: the rules are sound; {hold}; digest {}",
        set.digest()
    ));
    let bare = bands_without_case(cases, set);
    if !bare.is_empty() {
        console.print(format_args!(
            "{reference}: no case ends in {}: write one for each side of its boundaries",
            bare.join(", ")
        ));
    }
    if !cases.is_empty() {
        report_coverage(set, cases, console);
    }
}

/// Names the rows, bands, caps, floors and modifiers that no case hits: nobody showed what comes of them.
fn report_coverage(set: &RuleSet, cases: &[Case], console: &mut Console<'_>) {
    let reference = set.reference();
    let (left, all) = not_hit(cases, set);
    if left.is_empty() {
        return;
    }
    console.print(format_args!(
        "{reference}: the cases hit {} of {all} bands, rows, caps, floors and modifiers",
        all - left.len()
    ));
    for part in left.iter().take(NOT_HIT_MAX) {
        let words = part.in_words(set);
        console.print(format_args!("{reference}: not hit by a case: {words}"));
    }
    let more = left.len().saturating_sub(NOT_HIT_MAX);
    if more > 0 {
        console.print(format_args!("{reference}: not hit by a case: {more} more"));
    }
}
