//! The page for rules owners is true: its example is a rule set, its cases hold, and it names every key.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot find its text has failed"
)]

use send_banding::engine::cases::differences;
use send_banding::rules::{RuleFile, RuleSet, read, read_cases};

const PAGE: &str = include_str!("../banding-rules/README.md");

fn blocks() -> Vec<RuleFile> {
    let parts = PAGE.split("```toml\n").skip(1);
    let block = |part: &str| RuleFile {
        name: "README.md".to_owned(),
        text: part.split("```").next().unwrap().to_owned(),
    };
    parts.map(block).collect()
}

fn example() -> RuleSet {
    let whole = blocks()
        .into_iter()
        .find(|block| block.text.starts_with("[scheme]"));
    read(&[whole.unwrap()]).unwrap()
}

#[test]
fn the_worked_example_is_a_rule_set() {
    assert_eq!(example().reference().to_string(), "smallshire/2026-04-01");
}

#[test]
fn the_cases_of_the_page_hold() {
    let text = blocks()
        .into_iter()
        .find(|block| block.text.starts_with("[defaults]"));
    let cases = read_cases(&[text.unwrap()]).unwrap();
    assert_eq!(cases.len(), 2);
    for case in cases {
        assert_eq!(
            differences(&case, &example()),
            Vec::<String>::new(),
            "{}",
            case.name
        );
    }
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
                assert!(PAGE.contains(&format!("`{key}`")), "{key} in {section}");
            }
        }
        assert!(lists > 0, "{section}");
    }
}
