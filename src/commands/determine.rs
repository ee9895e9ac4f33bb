//! `determine`: a file of needs profiles becomes bands and pounds with reasons, a line for each child.

mod line;
mod stream;
mod summary;
mod workbook;

use std::path::{Path, PathBuf};

use crate::calendar::Date;
use crate::engine;
use crate::export;
use crate::import::scores::{self, Record, Scores};
use crate::import::{Format, SourceFile};
use crate::rules::RuleSet;
use crate::service::rule_sets;

use super::{Console, Exit};
use line::Line;
use summary::Summary;

/// What `determine` is asked.
#[derive(Debug, clap::Args)]
pub struct Determine {
    /// The rule set: a name such as exampleshire/2026-04-01, or a directory.
    #[arg(long, value_name = "REF|DIR")]
    pub rules: String,
    /// The day on which the rules must be in force.
    #[arg(long, value_name = "DATE", value_parser = super::day)]
    pub on: Date,
    /// The needs profiles.
    #[arg(long, value_name = "FILE.(xlsx|csv|jsonl)")]
    pub profiles: PathBuf,
    /// Where the result goes; its ending says as what.
    #[arg(long, value_name = "FILE.(xlsx|csv|jsonl)")]
    pub out: PathBuf,
    /// The sheet to read, where the workbook has several that fit.
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// Put every step of each determination into the result (jsonl).
    #[arg(long)]
    pub trace: bool,
    /// Print a summary as one JSON object, the last line on standard output.
    #[arg(long)]
    pub json: bool,
}

/// Runs the command.
pub fn run(asked: &Determine, console: &mut Console<'_>) -> Exit {
    let out_format = match out_format(asked) {
        Ok(format) => format,
        Err(why) => return console.usage(why),
    };
    match determine(asked, out_format, console) {
        Ok(summary) => {
            summary.say(console);
            if asked.json {
                console.print(summary.json());
            }
            Exit::Done
        }
        Err(why) => console.unusable(why),
    }
}

fn out_format(asked: &Determine) -> Result<Format, String> {
    let format = Format::of_name(&asked.out.to_string_lossy()).ok_or_else(|| {
        format!(
            "--out {}: the name must end in {}",
            asked.out.display(),
            Format::ENDINGS
        )
    })?;
    if asked.trace && format != Format::JsonLines {
        return Err("--trace needs an --out that ends in .jsonl".to_owned());
    }
    if is_same_file(&asked.profiles, &asked.out) {
        return Err(format!(
            "--out {} is the file of the profiles itself, which is never written over",
            asked.out.display()
        ));
    }
    Ok(format)
}

/// Whether two paths lead to one file, by whatever way.
fn is_same_file(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

fn determine(
    asked: &Determine,
    out_format: Format,
    console: &mut Console<'_>,
) -> Result<Summary, String> {
    let rules = rule_sets::find(&asked.rules).map_err(|error| error.to_string())?;
    rule_sets::in_force_on(&rules, asked.on).map_err(|error| {
        format!(
            "{error}: {} is in force from {}",
            rules.reference(),
            rules.days_in_words()
        )
    })?;
    if out_format == Format::JsonLines && stream::fits(&asked.profiles) {
        return stream::determine(asked, &rules, console);
    }
    let source = SourceFile::read(&asked.profiles).map_err(|error| error.to_string())?;
    let scores = scores::read(&source, (&rules, asked.on), asked.sheet.as_deref())
        .map_err(|error| error.to_string())?;
    let lines: Vec<Line> = scores
        .records
        .iter()
        .map(|record| line_of(record, &rules, asked))
        .collect();
    let summary = Summary::of(&rules, asked.on, &scores, &lines);
    let bytes = match out_format {
        Format::JsonLines => line::json_lines(&lines),
        Format::Delimited => line::csv(&lines),
        Format::Workbook => {
            workbook::bytes(&scores, &lines, &summary).map_err(|error| error.to_string())?
        }
    };
    export::save(&asked.out, &bytes).map_err(|error| error.to_string())?;
    report(&scores, &lines, console);
    Ok(summary)
}

fn line_of(record: &Record, rules: &RuleSet, asked: &Determine) -> Line {
    let problem = record.problem();
    match &record.case {
        Err(_) => Line::refused(record, rules, problem),
        Ok(case) => {
            let context = case.context(asked.on);
            let determination = engine::determine(&case.profile, rules, &context);
            Line::determined(record, rules, determination, asked.trace)
        }
    }
}

/// Lists on standard error what was not determined, row by row, and what was left out.
fn report(scores: &Scores, lines: &[Line], console: &mut Console<'_>) {
    for note in &scores.notes {
        console.say(note);
    }
    for line in lines {
        let who = line
            .id
            .as_ref()
            .map_or_else(String::new, |id| format!(" ({id})"));
        if let Some(problem) = &line.problem {
            console.say(format_args!(
                "row {}{who}: {}: {problem}",
                line.row, line.status
            ));
        }
        for warning in &line.warnings {
            console.say(format_args!("row {}{who}: warning: {warning}", line.row));
        }
    }
    for left_out in &scores.left_out {
        console.say(format_args!(
            "{}: left out: {}",
            left_out.place(),
            left_out.reason
        ));
    }
}
