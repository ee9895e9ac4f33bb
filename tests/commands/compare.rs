//! `compare` from end to end, on a small invented authority.

use std::path::Path;

use clap::Parser as _;
use send_banding::commands::audit::{self, Audit};
use send_banding::commands::compare::{self, Compare};
use send_banding::commands::demo::{self, Demo};
use send_banding::commands::migrate::{self, Migrate};
use send_banding::commands::{Console, Exit};
use serde_json::Value;

use crate::another_program::{cells, saved_by_libreoffice};
use crate::tables::{Folder, Ran, ran};

#[derive(clap::Parser)]
enum Line {
    #[command(subcommand)]
    Audit(Audit),
    Compare(Compare),
    Demo(Demo),
    Migrate(Migrate),
}

fn run(line: &str, console: &mut Console<'_>) -> Exit {
    let words = std::iter::once("send-banding").chain(line.split(' '));
    match Line::try_parse_from(words) {
        Err(error) => console.usage(error),
        Ok(Line::Audit(asked)) => audit::run(&asked, console),
        Ok(Line::Compare(asked)) => compare::run(&asked, console),
        Ok(Line::Demo(asked)) => demo::run(&asked, console),
        Ok(Line::Migrate(asked)) => migrate::run(&asked, console),
    }
}

fn on(folder: &Folder, line: &str) -> Ran {
    let url = folder.path("test.db").display().to_string();
    let line = format!("{line} --database sqlite:{url}");
    ran(|console| run(&line, console))
}

fn compared(folder: &Folder, rules: &str, with: &str, out: &Path) -> Ran {
    let out = out.display();
    let line = format!("compare --rules {rules} --with {with} --on 2026-09-01 --out {out} --json");
    on(folder, &line)
}

const OLD: &str = "exampleshire/2025-04-01";
const NEW: &str = "exampleshire/2026-04-01";

#[test]
fn a_live_cohort_is_compared_and_the_workbook_holds_the_same_numbers() {
    let folder = Folder::new();
    let made = on(&folder, "demo --plans 90 --seed 3 --on 2026-09-01");
    assert_eq!(made.exit, Exit::Done, "{}", made.err);

    let json = folder.path("effect.json");
    let done = compared(&folder, OLD, NEW, &json);
    assert_eq!(done.exit, Exit::Done, "{}", done.err);
    let summary: Value = serde_json::from_str(done.out.lines().last().unwrap()).unwrap();
    let result: Value = serde_json::from_slice(&std::fs::read(&json).unwrap()).unwrap();
    let children = summary["children"].as_u64().unwrap();
    assert!((50..=90).contains(&children), "{children}");
    let left = &result["left_out"];
    let left = ["no_placement", "not_scored"].map(|why| left[why].as_u64().unwrap());
    assert!(
        left[1] > 0 && children + left[0] + left[1] >= 90,
        "{left:?}"
    );
    assert_eq!(summary["before"], result["total"]["before"]["amount"]);
    assert_eq!(summary["alarm"], true);
    assert_eq!(result["before"]["asked_on"], "2026-03-31");
    assert_eq!(result["after"]["digest"].as_str().unwrap().len(), 64);
    // An uplift of every value: nobody loses, and what awards say today is told beside it.
    assert_eq!(summary["lose"]["children"], 0);
    assert!(summary["gain"]["children"].as_u64().unwrap() > 20);
    assert!(result["standing"]["awards"]["children"].as_u64().unwrap() > 50);
    let again = folder.path("again.json");
    compared(&folder, OLD, NEW, &again);
    assert_eq!(
        std::fs::read(&again).unwrap(),
        std::fs::read(&json).unwrap()
    );

    let book = folder.path("effect.xlsx");
    assert_eq!(compared(&folder, OLD, NEW, &book).exit, Exit::Done);
    let written = cells(&book);
    let saved = cells(&saved_by_libreoffice(&book, &folder));
    assert!(written.len() > 400, "{} cells", written.len());
    assert_eq!(saved, written);
    let shown: Vec<String> = written.values().map(ToString::to_string).collect();
    for amount in ["before", "after"] {
        let pounds: f64 = summary[amount].as_str().unwrap().parse().unwrap();
        assert!(shown.contains(&pounds.to_string()), "{amount}: {pounds}");
    }
    let chain = on(&folder, "audit verify");
    assert_eq!(chain.exit, Exit::Done, "{}", chain.err);
}

#[test]
fn what_cannot_be_compared_is_refused_and_nothing_is_left_behind() {
    let folder = Folder::new();
    assert_eq!(on(&folder, "migrate").exit, Exit::Done);
    let out = folder.path("effect.json");
    let nobody = compared(&folder, OLD, NEW, &out);
    assert_eq!(nobody.exit, Exit::Unusable);
    assert!(nobody.err.contains("nothing to compare"), "{}", nobody.err);
    let unknown = compared(&folder, OLD, "exampleshire/2031-04-01", &out);
    assert_eq!(unknown.exit, Exit::Unusable);
    assert!(unknown.err.contains(NEW), "{}", unknown.err);
    let digest = "0".repeat(64);
    let kept = compared(&folder, OLD, &digest, &out);
    assert_eq!(kept.exit, Exit::Unusable);
    assert!(kept.err.contains("is kept in the database"), "{}", kept.err);
    assert!(!out.exists());
    let ending = compared(&folder, OLD, NEW, &folder.path("effect.pdf"));
    assert_eq!(ending.exit, Exit::Usage);
}
