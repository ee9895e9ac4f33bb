//! The seal of a rule set: what tells that its texts still say what they said when somebody vouched for them.
//!
//! The checker knows what contradicts itself, and cases know what they show. A digit of a title, a bound that
//! no case stands at or a question says nothing to either. A seal beside the texts keeps a mark of every
//! value, so that a change of any is found and named by its line. It is no approval, which is a record of the
//! store, and no part of the set's identity. Comments, layout and whatever leaves the identity as it is break
//! no seal.

use std::fmt;

use crate::ids::Digest;

use super::RuleSet;
use super::problem::{Fault, Problem, Problems};
use super::tree::{self, Node, Place, RuleFile, Table, Value};

/// The file beside a set's texts in which its seal lies.
pub const SEAL_FILE: &str = "seal.txt";

/// How many letters of a digest mark a value.
const MARK_LETTERS: usize = 8;

/// How many marks stand on a line.
const MARKS_A_LINE: usize = 12;

/// What to do about a seal that is broken.
const MEND: &str = "put back what stood here, or write a set that follows this one, since a set that was in force is never edited. If it never was, seal it anew with check-rules --seal";

/// The identity of a set, and a mark of every value of its texts in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    digest: Digest,
    files: Vec<(String, Vec<String>)>,
}

/// A value, or a row, with its mark.
struct Marked {
    mark: String,
    place: Place,
}

impl Seal {
    /// The seal of a set and the texts that it was read from.
    #[must_use]
    pub fn of(set: &RuleSet, files: &[RuleFile]) -> Seal {
        let mut files: Vec<(String, Vec<String>)> = files
            .iter()
            .map(|file| {
                let marks = marked(file).into_iter().map(|one| one.mark);
                (last_name(&file.name).to_owned(), marks.collect())
            })
            .collect();
        files.sort();
        Seal {
            digest: set.digest().clone(),
            files,
        }
    }

    /// Reads a seal. None if the text is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Seal> {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let mut words = lines.flat_map(str::split_whitespace);
        let digest = words.next().filter(|word| *word == "digest")?;
        let digest = Digest::parse(words.next().unwrap_or(digest)).ok()?;
        let mut files: Vec<(String, Vec<String>)> = Vec::new();
        while let Some(word) = words.next() {
            if word == "file" {
                files.push((words.next()?.to_owned(), Vec::new()));
            } else {
                files.last_mut()?.1.push(word.to_owned());
            }
        }
        Some(Seal { digest, files })
    }

    /// Where the texts say something else than when they were sealed; empty if they make the same set.
    #[must_use]
    pub fn broken_by(&self, set: &RuleSet, files: &[RuleFile]) -> Vec<Problem> {
        if *set.digest() == self.digest {
            return Vec::new();
        }
        let problems = Problems::default();
        for (name, marks) in &self.files {
            match files.iter().find(|file| last_name(&file.name) == name) {
                Some(file) => compare(file, marks, &problems),
                None => {
                    let sentence = format!("the file {name} was sealed and is not here: {MEND}");
                    problems.add(&Place::nowhere(name), Fault::BrokenSeal, sentence);
                }
            }
        }
        for file in files {
            let is_it = |(name, _): &&(String, Vec<String>)| last_name(&file.name) == name;
            if !self.files.iter().any(|known| is_it(&known)) {
                compare(file, &[], &problems);
            }
        }
        problems.into_sorted()
    }
}

impl fmt::Display for Seal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            out,
            "# What this set said when it was sealed: a mark of every value, in order. Made by check-rules --seal."
        )?;
        writeln!(out, "digest {}", self.digest)?;
        for (name, marks) in &self.files {
            writeln!(out, "file {name}")?;
            for line in marks.chunks(MARKS_A_LINE) {
                writeln!(out, "{}", line.join(" "))?;
            }
        }
        Ok(())
    }
}

/// Says from where to where a file differs from its marks.
fn compare(file: &RuleFile, marks: &[String], problems: &Problems) {
    let found = marked(file);
    let alike = |(one, mark): &(&Marked, &String)| one.mark == **mark;
    let before = found.iter().zip(marks).take_while(alike).count();
    let ends = found.iter().rev().zip(marks.iter().rev());
    let most = found.len().min(marks.len()) - before;
    let after = ends.take(most).take_while(alike).count();
    let changed = found.get(before..found.len() - after).unwrap_or_default();
    let (first, last) = (changed.first(), changed.last());
    let (place, sentence) = match (first, last) {
        (Some(first), Some(last)) if first.place.line() == last.place.line() => (
            first.place.clone(),
            format!("this was changed after the set was sealed: {MEND}"),
        ),
        (Some(first), Some(last)) => (
            first.place.clone(),
            format!(
                "this and what follows to line {} was changed after the set was sealed: {MEND}",
                last.place.line()
            ),
        ),
        _ if marks.len() == found.len() => return,
        _ => {
            let next = found.get(before).or(found.last());
            let place = next.map_or_else(|| Place::nowhere(&file.name), |next| next.place.clone());
            let sentence =
                format!("something beside this was left out after the set was sealed: {MEND}");
            (place, sentence)
        }
    };
    problems.add(&place, Fault::BrokenSeal, sentence);
}

/// Every value of a file in the order of the text; none of a text that is not TOML.
fn marked(file: &RuleFile) -> Vec<Marked> {
    let mut all = Vec::new();
    if let Some(tree) = tree::read(std::slice::from_ref(file), &Problems::default()) {
        of_table(&tree, "", &mut all);
    }
    all
}

fn of_table(table: &Table, path: &str, all: &mut Vec<Marked>) {
    for entry in &table.entries {
        of_node(&entry.node, &format!("{path}.{}", entry.key), all);
    }
}

/// Rows and sections of a list are values of their own; a list of texts is one value.
fn of_node(node: &Node, path: &str, all: &mut Vec<Marked>) {
    match &node.value {
        Value::Table(table) => of_table(table, path, all),
        Value::List(items) if items.iter().any(has_parts) => {
            items.iter().for_each(|item| of_node(item, path, all));
        }
        _ => {
            let text = format!("{path}={}", plain(node));
            let digest = Digest::of(text.as_bytes()).to_string();
            all.push(Marked {
                mark: digest.chars().take(MARK_LETTERS).collect(),
                place: node.place.clone(),
            });
        }
    }
}

fn has_parts(node: &Node) -> bool {
    matches!(node.value, Value::Table(_) | Value::List(_))
}

fn plain(node: &Node) -> String {
    match &node.value {
        Value::Text(text) => text.trim().to_owned(),
        Value::Flag(flag) => flag.to_string(),
        Value::Day(day) => day.to_string(),
        Value::BareNumber(number) => number.clone(),
        Value::OtherTime => "time".to_owned(),
        Value::List(items) => items.iter().map(plain).collect::<Vec<_>>().join("\u{1f}"),
        Value::Table(_) => String::new(),
    }
}

fn last_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOUND: &str = include_str!("../../fixtures/refused/sound-levels.toml");

    fn file(text: &str) -> RuleFile {
        RuleFile {
            name: "some/where/scheme.toml".to_owned(),
            text: text.to_owned(),
        }
    }

    /// The lines at which the seal of the sound set is broken by a change.
    fn broken(replace: &str, by: &str) -> Vec<u32> {
        let changed = SOUND.replacen(replace, by, 1);
        assert_ne!(changed, SOUND, "{replace}");
        let sound = super::super::read(&[file(SOUND)]).unwrap();
        let seal = Seal::parse(&Seal::of(&sound, &[file(SOUND)]).to_string()).unwrap();
        assert!(seal.broken_by(&sound, &[file(SOUND)]).is_empty());
        let files = [file(&changed)];
        let set = super::super::read(&files).unwrap();
        let problems = seal.broken_by(&set, &files);
        problems.into_iter().map(|problem| problem.line).collect()
    }

    fn line_of(text: &str) -> u32 {
        let before = SOUND.split(text).next().unwrap();
        u32::try_from(before.matches('\n').count() + 1).unwrap()
    }

    #[test]
    fn a_changed_value_is_named_by_its_line() {
        let title = "title = \"Smallshire needs matrix 2026-27\"";
        assert_eq!(broken("matrix 2026-27", "matrix 2026-28"), [line_of(title)]);
        assert_eq!(
            broken("High = \"5000.50\"", "High = \"5000.60\""),
            [line_of("High = \"5000.50\"")]
        );
        let question = broken(
            "domain = \"hearing\", at_most = \"0\"",
            "domain = \"hearing\", at_most = \"1\"",
        );
        assert_eq!(question.len(), 1);
    }

    #[test]
    fn what_is_left_out_or_added_is_named() {
        assert_eq!(broken("aliases = [\"Cognition\"]\n", "").len(), 1);
        assert_eq!(
            broken(
                "version = \"1\"\n",
                "version = \"1\"\nyearly_limit = \"90000\"\n"
            ),
            [line_of("version = \"1\"") + 1]
        );
    }

    #[test]
    fn comments_and_layout_break_no_seal() {
        assert_eq!(
            broken("version = \"1\"", "version   =  \"1\" # ours"),
            [] as [u32; 0]
        );
    }

    #[test]
    fn a_text_that_is_no_seal_is_none() {
        for text in ["", "digest", "digest x", "file a b", "digest 00 file"] {
            assert_eq!(Seal::parse(text), None, "{text}");
        }
    }
}
