//! Checks the texts of a draft: the rules by the checker, the cases by the engine.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::engine::coverage::{not_hit, unnoticed};
use crate::explain::case_differs;
use crate::ids::RuleSetRef;
use crate::rules::{self, CasesRead, Problem, RuleFile, RuleSet};

/// The folder of a set's cases; what lies in it is no part of the set.
pub const CASES: &str = "cases/";

/// The most parts without a case that are named: a list of thousands of schools would hide the rest.
const NAMED_MAX: usize = 60;

/// The most parts of a set of which a page waits for every likely slip to be tried.
const PARTS_TRIED: usize = 1_000;

/// The texts of a draft by file name: `scheme.toml`, `cases/boundaries.toml`.
pub type Texts = BTreeMap<String, String>;

/// What was found in a draft's texts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// What the set calls itself, once its text is sound.
    pub reference: Option<RuleSetRef>,
    /// What is wrong with the rules, or with the text of the cases.
    pub problems: Vec<Finding>,
    /// What may be meant and refuses nothing.
    #[serde(default)]
    pub doubts: Vec<Finding>,
    /// How many cases there are.
    pub cases: u32,
    /// The cases that end otherwise than they say.
    pub differing: Vec<Finding>,
    /// How many bands, rows, caps, floors and modifiers there are.
    pub parts: u32,
    /// How many of them no case hits.
    pub not_hit: u32,
    /// The first of those, in words.
    pub not_hit_named: Vec<String>,
    /// Bounds, limits, codes and days on which no case turns, in words; the first of them.
    #[serde(default)]
    pub unnoticed: Vec<String>,
}

/// One thing found, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// What is wrong and how to mend it.
    pub sentence: String,
}

impl Report {
    /// Whether the rules are sound and every case holds, so that they may be proposed.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.problems.is_empty() && self.differing.is_empty() && self.reference.is_some()
    }
}

/// Checks the texts of a draft. The set is there once nothing is wrong with its text, whatever becomes of the cases.
#[must_use]
pub fn check(texts: &Texts) -> (Option<RuleSet>, Report) {
    let (cases, own): (Vec<RuleFile>, Vec<RuleFile>) = texts
        .iter()
        .map(|(name, text)| RuleFile {
            name: name.clone(),
            text: text.clone(),
        })
        .partition(|file| file.name.starts_with(CASES));
    let reading = rules::read_with_doubts(&own, None);
    let doubts: Vec<Finding> = reading.doubts.into_iter().map(Finding::from).collect();
    let set = match reading.set {
        Ok(set) => set,
        Err(problems) => {
            let of_cases = rules::cases_of(&cases).problems;
            let problems = problems.into_iter().chain(of_cases).map(Finding::from);
            let problems = problems.collect();
            let report = Report {
                problems,
                doubts,
                ..Report::default()
            };
            return (None, report);
        }
    };
    let beside = own.first().map_or("scheme.toml", |file| file.name.as_str());
    let mut report = of_cases(&set, &cases, beside);
    report.doubts = doubts;
    (Some(set), report)
}

fn of_cases(set: &RuleSet, files: &[RuleFile], beside: &str) -> Report {
    let mut report = Report {
        reference: Some(set.reference()),
        ..Report::default()
    };
    let CasesRead { cases, problems } = rules::cases_of(files);
    report.problems = problems.into_iter().map(Finding::from).collect();
    report.cases = u32::try_from(cases.len()).unwrap_or(u32::MAX);
    if cases.is_empty() && report.problems.is_empty() {
        report.problems.push(without_case(beside));
    }
    for case in &cases {
        let found = case_differs(case, set).map(|difference| Finding {
            file: case.file.clone(),
            line: case.line,
            column: 1,
            sentence: format!("{}: {difference}", case.name),
        });
        report.differing.extend(found);
    }
    let (left, all) = not_hit(&cases, set);
    report.parts = u32::try_from(all).unwrap_or(u32::MAX);
    report.not_hit = u32::try_from(left.len()).unwrap_or(u32::MAX);
    let named = left.iter().take(NAMED_MAX);
    report.not_hit_named = named.map(|part| part.in_words(set)).collect();
    // Of a set with thousands of rows each slip takes long, and the command tries them all the same.
    if all <= PARTS_TRIED && !cases.is_empty() {
        let named = unnoticed(&cases, set).0.into_iter().take(NAMED_MAX);
        report.unnoticed = named.map(|figure| figure.in_words(set)).collect();
    }
    report
}

/// What is wrong with a draft that nothing shows to be right: nobody could approve it but on trust.
fn without_case(beside: &str) -> Finding {
    Finding {
        file: beside.to_owned(),
        line: 1,
        column: 1,
        sentence: format!(
            "there is no case: add a file such as {CASES}boundaries.toml with at least one, which says what must come of some needs, worked out by hand"
        ),
    }
}

impl From<Problem> for Finding {
    fn from(problem: Problem) -> Finding {
        Finding {
            file: problem.file,
            line: problem.line,
            column: problem.column,
            sentence: problem.sentence,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_told_of_its_doubts_and_of_figures_that_no_case_holds() {
        let scheme = include_str!("../../../fixtures/schemes/unitshire/scheme.toml");
        let cases = include_str!("../../../fixtures/schemes/unitshire/cases.toml");
        let said = |scheme: String| {
            let texts = [
                ("scheme.toml".to_owned(), scheme),
                (format!("{CASES}cases.toml"), cases.to_owned()),
            ];
            check(&Texts::from(texts)).1
        };
        let report = said(scheme.to_owned());
        assert!(report.is_sound() && report.doubts.is_empty(), "{report:?}");
        assert!(
            report.unnoticed[0].starts_with("no case turns on pounds “0” of modifier zero"),
            "{report:?}"
        );
        let doubted = said(scheme.replace("to = \"0.01\"", "to = \"0.02\""));
        assert!(doubted.is_sound(), "{doubted:?}");
        assert!(doubted.doubts[0].sentence.contains("multiples of £0.02"));
    }
}
