//! Every shipped rule set with one slip of the pen: whether its checker and its cases notice.
//!
//! A fixed part of the slips is tried in every run. `SLIPS=all` tries each of them, `SLIPS=7` every seventh, and
//! `SLIPS=list` also prints those that the seal alone noticed.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read its files has failed"
)]

#[path = "../common/every_set.rs"]
mod every_set;
mod mutations;
#[path = "../common/shipped.rs"]
mod shipped;

use std::collections::BTreeMap;

use every_set::SHIPPED;
use mutations::{Kind, Slip, slips};
use send_banding::engine::cases::differences;
use send_banding::engine::coverage::not_hit;
use send_banding::rules::{
    Case, Part, Problem, RuleFile, RuleSet, SEAL_FILE, Seal, read_cases, read_with_doubts,
};
use shipped::{directory, files, shipped};

/// One slip of so many is tried in a run that does not ask for all.
const STRIDE: usize = 97;

/// How a slip was noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Noticed {
    /// The checker refuses the text.
    Refused,
    /// A case does not hold.
    ByCase,
    /// A part is named that no case hits.
    ByCoverage,
    /// The checker doubts what it doubted not before.
    Doubted,
    /// The set is not what was sealed.
    BySeal,
    /// The set is the same set: the slip changed nothing.
    Same,
    /// Nothing says anything.
    No,
}

/// A set with its cases.
struct Whole {
    reference: &'static str,
    set: RuleSet,
    files: Vec<RuleFile>,
    cases: Vec<Case>,
    /// What no case hits as it is.
    left: Vec<Part>,
    doubts: usize,
    seal: Seal,
}

impl Whole {
    fn of(reference: &'static str) -> Whole {
        let set = shipped(reference);
        let cases = read_cases(&files(&directory(reference).join("cases"))).unwrap();
        let files = files(&directory(reference));
        let seal = std::fs::read_to_string(directory(reference).join(SEAL_FILE)).unwrap();
        Whole {
            left: not_hit(&cases, &set).0,
            doubts: read_with_doubts(&files, None).doubts.len(),
            seal: Seal::parse(&seal).unwrap(),
            files,
            reference,
            set,
            cases,
        }
    }

    /// How a slip is noticed, and what says so at its place.
    fn noticed(&self, file: usize, slip: &Slip) -> (Noticed, Vec<Problem>) {
        let mut files = self.files.clone();
        files[file].text = slip.of(&files[file].text);
        let named = self.reference.parse().unwrap();
        let reading = read_with_doubts(&files, Some(&named));
        let set = match reading.set {
            Ok(set) => set,
            Err(problems) => return (Noticed::Refused, problems),
        };
        if set.digest() == self.set.digest() {
            return (Noticed::Same, Vec::new());
        }
        let broken = self.seal.broken_by(&set, &files);
        let differs = |case: &Case| !differences(case, &set).is_empty();
        let noticed = if self.cases.iter().any(differs) {
            Noticed::ByCase
        } else if reading.doubts.len() > self.doubts {
            Noticed::Doubted
        } else if not_hit(&self.cases, &set).0.len() > self.left.len() {
            Noticed::ByCoverage
        } else if !broken.is_empty() {
            Noticed::BySeal
        } else {
            Noticed::No
        };
        (noticed, broken)
    }
}

/// Whether some problem stands where the slip was made, or where a text that it left open ends.
fn is_placed(problems: &[Problem], name: &str, text: &str, slip: &Slip) -> bool {
    let line = text[..slip.at.start].matches('\n').count() + 1;
    let near = |problem: &Problem| {
        let found = usize::try_from(problem.line).unwrap();
        problem.file == name && problem.column > 0 && found.abs_diff(line) <= 1
    };
    problems.iter().any(near)
}

#[test]
fn a_slip_in_a_shipped_set_is_noticed() {
    let asked = std::env::var("SLIPS").unwrap_or_default();
    let stride = match asked.as_str() {
        "" => STRIDE,
        "all" | "list" => 1,
        number => number.parse().unwrap(),
    };
    let mut counts: BTreeMap<(Kind, Noticed), usize> = BTreeMap::new();
    let (mut tried, mut placed, mut at) = (0, 0, 0);
    let mut missed = Vec::new();
    for whole in SHIPPED.map(Whole::of) {
        for (file, text) in whole.files.iter().enumerate() {
            for slip in slips(&text.text) {
                at += 1;
                if at % stride != 0 {
                    continue;
                }
                let (noticed, said) = whole.noticed(file, &slip);
                *counts.entry((slip.kind, noticed)).or_default() += 1;
                if noticed != Noticed::Same {
                    tried += 1;
                    placed += usize::from(is_placed(&said, &text.name, &text.text, &slip));
                }
                let line = text.text[..slip.at.start].matches('\n').count() + 1;
                let words = format!(
                    "{}/{}:{line}: {:?} {:?} -> {:?}",
                    whole.reference,
                    text.name,
                    slip.kind,
                    &text.text[slip.at.clone()],
                    slip.by
                );
                if noticed == Noticed::BySeal && asked == "list" {
                    println!("by the seal alone: {words}");
                }
                if noticed == Noticed::No {
                    missed.push(words);
                }
            }
        }
    }
    for ((kind, noticed), count) in &counts {
        println!("{kind:?} {noticed:?}: {count}");
    }
    println!("of {tried} slips {placed} are named within a line of their place");
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    // What is left out, or stands in a table that another section is held against, is named elsewhere.
    assert!(placed * 10 > tried * 8, "{placed} of {tried}");
}

/// A seal is of the texts that lie beside it, and no set is shipped without one.
#[test]
fn every_shipped_set_is_sealed() {
    for reference in SHIPPED {
        let set = shipped(reference);
        let seal = Seal::of(&set, &files(&directory(reference))).to_string();
        let path = directory(reference).join(SEAL_FILE);
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(written, seal, "{reference}: check-rules --seal");
    }
}

/// What is shipped gives no false alarm.
#[test]
fn nothing_of_a_shipped_set_is_in_doubt() {
    for reference in SHIPPED {
        let doubts = read_with_doubts(&files(&directory(reference)), None).doubts;
        let said: Vec<String> = doubts.iter().map(ToString::to_string).collect();
        assert!(said.is_empty(), "{reference}:\n{}", said.join("\n"));
    }
}

/// Amounts of bands that a setting never has: a table names every band, and modifiers leave some out.
const NOBODYS: [&str; 8] = [
    "wealdshire/2024-09-01: band Band 1 of value table mainstream (stream schools)",
    "wealdshire/2024-09-01: band Band 1 of value table base (stream schools)",
    "wealdshire/2024-09-01: band Band 6 of value table special (stream schools)",
    "wealdshire/2024-09-01: band Band 5 of value table special (stream schools)",
    "wealdshire/2025-09-01: row 1 of value table places (Universal, *) (stream schools)",
    "wealdshire/2025-09-01: row 2 of value table places (Targeted, *) (stream schools)",
    "wealdshire/2025-09-01: row 4 of value table places (Targeted Plus, SPEC) (stream schools)",
    "wealdshire/2025-09-01: row 1 of value table alternative (Universal, *) (stream schools)",
];

/// Every part of a shipped set that a child can come to has a case that shows it.
#[test]
fn the_cases_of_a_shipped_set_leave_nothing_out() {
    let mut left = Vec::new();
    for whole in SHIPPED.map(Whole::of) {
        let words = whole.left.iter().map(|part| part.in_words(&whole.set));
        left.extend(words.map(|words| format!("{}: {words}", whole.reference)));
    }
    assert_eq!(left, NOBODYS, "{}", left.join("\n"));
}
