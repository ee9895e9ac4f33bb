//! The page for rules owners is true: its example is a rule set, its cases hold, and it names every key.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot find its text has failed"
)]

use send_banding::engine::cases::differences;
use send_banding::rules::{Case, RuleFile, RuleSet, read, read_cases};

const PAGE: &str = include_str!("../banding-rules/README.md");

fn blocks() -> Vec<RuleFile> {
    let parts = PAGE.split("```toml\n").skip(1);
    let block = |part: &str| RuleFile {
        name: "README.md".to_owned(),
        text: part.split("```").next().unwrap().to_owned(),
    };
    parts.map(block).collect()
}

/// Every whole set of the page, with the cases that stand below it.
fn sets() -> Vec<(RuleSet, Vec<Case>)> {
    let mut sets: Vec<(RuleSet, Vec<Case>)> = Vec::new();
    for block in blocks() {
        if block.text.starts_with("[scheme]") {
            sets.push((read(&[block]).unwrap(), Vec::new()));
        } else if block.text.starts_with("[defaults]") {
            sets.last_mut().unwrap().1 = read_cases(&[block]).unwrap();
        }
    }
    sets
}

fn example() -> RuleSet {
    sets().swap_remove(0).0
}

#[test]
fn every_whole_example_is_a_rule_set() {
    let names = sets()
        .into_iter()
        .map(|(set, _)| set.reference().to_string());
    assert_eq!(
        names.collect::<Vec<_>>(),
        ["smallshire/2026-04-01", "mereshire/2026-09-01"]
    );
}

#[test]
fn the_cases_of_the_page_hold() {
    for (set, cases) in sets() {
        assert!(cases.len() > 1, "{}", set.reference());
        for case in cases {
            let found = differences(&case, &set);
            assert_eq!(found, Vec::<String>::new(), "{}", case.name);
        }
    }
}

/// What belongs around a piece: the first example's head, needs and rounding, and a note for the other settings.
fn around(piece: &str) -> RuleFile {
    let example = blocks().swap_remove(first_example()).text;
    let between = |from: &str, to: &str| {
        let rest = &example[example.find(from).unwrap()..];
        rest[..rest.find(to).unwrap()].to_owned()
    };
    let mut head = between("[scheme]", "[model]");
    if !piece.contains("from = ") {
        head = head.replace("above_top_score = \"unreachable\"\n", "");
    } else if piece.contains("hours_threshold") {
        head = head.replace("\"unreachable\"", "\"refuse\"");
    }
    let needs = if piece.contains("level") {
        between("[[area]]", "[[group]]")
    } else {
        String::new()
    };
    let note = "[[not_funded]]\nnote = \"Not shown\"\nsettings = [\"RPU\", \"SPEC\", \"MIND\", \"NMSS\", \"ISS\", \"AP\", \
        \"FE\", \"SPI\", \"EOTAS\", \"EHE\", \"NEET\", \"EYP\", \"OTH\", \"UNK\"]\n";
    let rounding = between("[rounding]", "[[question]]");
    // Of streams it is the first that says so.
    let text = match piece.rfind("[[stream]]") {
        Some(last) => {
            let (first, further) = piece.split_at(last);
            let note = note.replace("[[not", "[[stream.not");
            format!("{head}{needs}{rounding}{first}{note}{further}")
        }
        None => format!("{head}{piece}{needs}{note}{rounding}"),
    };
    RuleFile {
        name: "README.md".to_owned(),
        text,
    }
}

fn first_example() -> usize {
    let is_set = |block: &RuleFile| block.text.starts_with("[scheme]");
    blocks().iter().position(is_set).unwrap()
}

#[test]
fn every_piece_is_sound() {
    let pieces = blocks()
        .into_iter()
        .filter(|block| block.text.starts_with("[model]") || block.text.starts_with("[[stream]]"));
    let wrong: Vec<String> = pieces
        .flat_map(|piece| read(&[around(&piece.text)]).err().unwrap_or_default())
        .map(|problem| problem.sentence)
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(PAGE.matches("```toml\n[model]").count(), 10);
    assert_eq!(PAGE.matches("```toml\n[[stream]]").count(), 1);
}

#[test]
fn the_arithmetic_of_the_page_is_right() {
    let text = r#"
[[case]]
name = "as the page says"
on = 2026-09-01
setting = "SPEC"
primary_need = "MLD"
fte = "0.6"
levels = { thinking = "1", hearing = "2" }
[case.expect]
status = "determined"
score = "6"
band = "High"
top_up = "3000.30"
"#;
    let file = RuleFile {
        name: "case".to_owned(),
        text: text.to_owned(),
    };
    let cases = read_cases(&[file]).unwrap();
    assert_eq!(differences(&cases[0], &example()), Vec::<String>::new());
}

/// A message lists the keys of a section when it meets an unknown one: each must be on the page.
#[test]
fn the_page_names_every_key() {
    let sections = [
        "[scheme]\nx = \"1\"",
        "[source]\nx = \"1\"",
        "[model]\nx = \"1\"",
        "[model]\nkind = \"weighted_levels\"\n[[group]]\nx = \"1\"",
        "[model]\nkind = \"lookup\"\ncolumns = [\"setting\"]\n[[lookup]]\nx = \"1\"",
        "[model]\nkind = \"costed_provision\"\n[[provision]]\nx = \"1\"",
        "[[stream]]\nx = \"1\"",
        "[[phase]]\nx = \"1\"",
        "[[circumstance]]\nx = \"1\"",
        "[[eligibility]]\nx = \"1\"",
        "[[modifier]]\nx = \"1\"",
        "[conversion]\nx = \"1\"",
        "[time]\nx = \"1\"",
        "[[time.term]]\nx = \"1\"",
        "[[area]]\nx = \"1\"\n[[area.domain]]\nx = \"1\"",
        "[[band]]\nx = \"1\"",
        "[[floor]]\nx = \"1\"",
        "[[value_table]]\nx = \"1\"",
        "[[not_funded]]\nx = \"1\"",
        "[modifiers]\nx = \"1\"",
        "[rounding]\nx = \"1\"",
        "[[question]]\nx = \"1\"",
        "[model]\nkind = \"score_sum\"\nscored = \"here\"\n[[points]]\nx = \"1\"",
    ];
    for section in sections {
        let file = RuleFile {
            name: "x".to_owned(),
            text: section.to_owned(),
        };
        let problems = read(&[file]).unwrap_err();
        let unknown = problems
            .iter()
            .filter(|p| p.sentence.starts_with("“x” is not a key"));
        let mut lists = 0;
        for problem in unknown {
            lists += 1;
            let keys = problem.sentence.split("Its keys are ").nth(1).unwrap();
            for key in keys.split(", ").filter(|key| *key != "domain") {
                let written = ["`{}`", "`[{}]`", "`[[{}]]`"];
                let mut written = written.iter().map(|form| form.replace("{}", key));
                assert!(
                    written.any(|form| PAGE.contains(&form)),
                    "{key} in {section}"
                );
            }
        }
        assert!(lists > 0, "{section}");
    }
}
