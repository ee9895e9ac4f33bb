//! The commands that keep and check records: scores, users, the audit chain, explanations.

use std::path::Path;

use clap::Parser as _;
use send_banding::commands::audit::{self, Audit};
use send_banding::commands::explain::{self, Explain};
use send_banding::commands::import::{self, Import};
use send_banding::commands::migrate::{self, Migrate};
use send_banding::commands::user::{self, User};
use send_banding::commands::{Console, Exit};

use crate::returns::{Files, REGISTER, child};
use crate::tables::{self, Folder, N, Ran, T, X, headings, ran, with, workbook};

#[derive(clap::Parser)]
enum Line {
    #[command(subcommand)]
    Audit(Audit),
    Explain(Box<Explain>),
    #[command(subcommand)]
    Import(Import),
    Migrate(Migrate),
    #[command(subcommand)]
    User(User),
}

fn run(line: &str, console: &mut Console<'_>) -> Exit {
    let words = std::iter::once("send-banding").chain(line.split(' '));
    match Line::try_parse_from(words) {
        Err(error) => console.usage(error),
        Ok(Line::Audit(asked)) => audit::run(&asked, console),
        Ok(Line::Explain(asked)) => explain::run(&asked, console),
        Ok(Line::Import(asked)) => import::run(&asked, console),
        Ok(Line::Migrate(asked)) => migrate::run(&asked, console),
        Ok(Line::User(asked)) => user::run(&asked, console),
    }
}

/// Runs a command on a database in the folder.
fn on(folder: &Folder, line: &str) -> Ran {
    let line = format!(
        "{line} --database sqlite:{}",
        folder.path("test.db").display()
    );
    ran(|console| run(&line, console))
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

#[test]
fn scores_become_drafts_of_the_children_who_have_the_reference() {
    let folder = Folder::new();
    assert_eq!(on(&folder, "migrate").exit, Exit::Done);
    let register = folder.write("gias.csv", REGISTER);
    on(&folder, &format!("import gias {}", shown(&register)));
    let returned = Files::of(2026, &[child("N1", ""), child("N2", "")]).write(&folder, "sen2");
    on(&folder, &format!("import sen2 {}", shown(&returned)));
    let table = |level| {
        let rows = vec![
            headings(),
            with("N1", 14, N(level)),
            tables::child("N2"),
            tables::child("N9"),
            with("N3", 14, X),
        ];
        folder.write("scores.xlsx", workbook(&[("Caseload", rows)]))
    };
    let scores = |level: f64| {
        let path = table(level);
        let line = format!(
            "import scores {} --rules exampleshire/2026-04-01 --json",
            shown(&path)
        );
        let done = on(&folder, &line);
        assert_eq!(done.exit, Exit::Done, "{}", done.err);
        let summary: serde_json::Value = serde_json::from_str(done.out.trim()).unwrap();
        (summary, done.err)
    };
    let (first, said) = scores(1.0);
    assert_eq!(first["added"], 2);
    assert_eq!(first["unmatched"], 1);
    assert_eq!(first["refused"], 1);
    assert!(
        said.contains("row 4: refused: No child on record has the reference “N9”"),
        "{said}"
    );
    let (again, _) = scores(1.0);
    assert_eq!(again["unchanged"], 2);
    let (changed, _) = scores(3.0);
    assert_eq!(changed["changed"], 1);
    assert_eq!(changed["unchanged"], 1);
    let chain = on(&folder, "audit verify");
    assert_eq!(chain.exit, Exit::Done);
    assert!(
        chain
            .err
            .contains("5 audit entries and 35 rows under seal; the chain is whole"),
        "{}",
        chain.err
    );
}

#[test]
fn a_user_is_added_once_with_a_password_that_is_shown_once() {
    let folder = Folder::new();
    let added = on(
        &folder,
        "user add Jo.Bloggs --role caseworker --role moderator",
    );
    assert_eq!(added.exit, Exit::Done, "{}", added.err);
    assert_eq!(added.out.trim().len(), 20);
    let again = on(&folder, "user add jo.bloggs --role auditor");
    assert_eq!(again.exit, Exit::Unusable);
    assert!(
        again.err.contains("there is a user jo.bloggs already"),
        "{}",
        again.err
    );
    for (line, words) in [
        ("user add a --role king", "the roles are caseworker"),
        ("user add a --role senco", "needs the establishment"),
        (
            "user add a --role senco --role auditor --urn 990001",
            "at once",
        ),
        ("user add a", "--role"),
    ] {
        let refused = on(&folder, line);
        assert_eq!(refused.exit, Exit::Usage, "{line}");
        assert!(refused.err.contains(words), "{}", refused.err);
    }
    let unknown = on(&folder, "user add a --role senco --urn 990001");
    assert_eq!(unknown.exit, Exit::Unusable);
    assert!(unknown.err.contains("import gias first"), "{}", unknown.err);
    let none = on(&folder, "user reset-codes jo.bloggs");
    assert_eq!(none.exit, Exit::Unusable);
    assert!(
        none.err
            .contains("nobody signs in as jo.bloggs with one-time codes"),
        "{}",
        none.err
    );
}

#[test]
fn a_users_limits_are_set_each_by_itself() {
    let folder = Folder::new();
    on(&folder, "user add jo --role finance-officer");
    for (line, said) in [
        (
            "user limit jo --annual 12000",
            "jo may agree individual awards of up to £12,000.00 a year.",
        ),
        (
            "user limit Jo --cost-lines 60000",
            "jo may add cost lines of up to £60,000.00 a year alone.",
        ),
        (
            "user limit jo --cost-lines any",
            "jo may add any cost line alone.",
        ),
    ] {
        let set = on(&folder, line);
        assert_eq!(set.exit, Exit::Done, "{}", set.err);
        assert_eq!(set.err.trim(), said);
    }
    for line in [
        "user limit jo",
        "user limit jo --cost-lines none",
        "user limit jo --cost-lines=-1",
    ] {
        assert_eq!(on(&folder, line).exit, Exit::Usage, "{line}");
    }
    let nobody = on(&folder, "user limit sam --cost-lines 5");
    assert_eq!(nobody.exit, Exit::Unusable);
}

#[test]
fn the_head_of_the_audit_chain_is_printed_and_found_again() {
    let folder = Folder::new();
    on(&folder, "user add one --role auditor");
    let head = on(&folder, "audit head").out;
    assert!(head.starts_with("1:"), "{head}");
    on(&folder, "user add two --role auditor");
    let found = on(&folder, &format!("audit verify --head {}", head.trim()));
    assert_eq!(found.exit, Exit::Done, "{}", found.err);
    let foreign = format!("1:{}", "0".repeat(64));
    let missed = on(&folder, &format!("audit verify --head {foreign} --json"));
    assert_eq!(missed.exit, Exit::Unusable);
    assert!(
        missed
            .err
            .contains("the head exported at entry 1 is not in the chain"),
        "{}",
        missed.err
    );
    assert!(missed.out.contains("\"whole\":false"));
}

#[test]
fn a_database_that_cannot_be_opened_is_a_sentence() {
    let folder = Folder::new();
    folder.write(
        "text.db",
        "this is no database, and it is long enough to be looked at as one".repeat(40),
    );
    for url in [
        "mysql://x/y".to_owned(),
        format!("sqlite:{}", shown(&folder.path("text.db"))),
    ] {
        let done = ran(|console| run(&format!("migrate --database {url}"), console));
        assert_eq!(done.exit, Exit::Unusable);
        assert!(
            done.err.contains("the database could not be used"),
            "{}",
            done.err
        );
    }
}

fn explained(name: &str, text: &str) -> Ran {
    let folder = Folder::new();
    let path = folder.write(name, text);
    let line = format!(
        "explain --rules exampleshire/2026-04-01 --on 2026-09-01 --profile {}",
        shown(&path)
    );
    ran(|console| run(&line, console))
}

const LEVELS: &str = "thinking = 2\nliteracy-numeracy = 2\nreceptive-language = 2\nspeech = 2\nsocial-communication = \"2\"\n\
    emotional-wellbeing = 2\nbehaviour = 2\nhearing = 2\nvision = 2\nphysical = 2\nmedical = 2\n";

#[test]
fn a_profile_is_explained_in_sentences() {
    let toml = format!(
        "setting = \"MMS\"\nprimary_need = \"ASD\"\nfte = \"0.6\"\nbirth_date = 2014-09-01\n[levels]\n{LEVELS}"
    );
    let done = explained("profile.toml", &toml);
    assert_eq!(done.exit, Exit::Done, "{}", done.err);
    assert!(done.out.contains("£9,984.00"), "{}", done.out);
    assert!(done.out.lines().count() > 5, "{}", done.out);
}

#[test]
fn a_profile_that_cannot_be_read_is_refused_with_its_place() {
    let missing = explained(
        "profile.toml",
        "setting = \"MMS\"\nprimary_need = \"ASD\"\n[levels]\nhearing = 9\n",
    );
    assert_eq!(missing.exit, Exit::Unusable);
    assert!(
        missing
            .err
            .contains("hearing is “9”, which is not a level from 0 to 4"),
        "{}",
        missing.err
    );
    for (name, text, words) in [
        ("profile.toml", "setting = ", "line 1"),
        ("profile.json", "{", "it is no JSON"),
        ("profile.json", "[1]", "not one JSON object"),
        ("profile.txt", "x", "must end in .toml or .json"),
    ] {
        let done = explained(name, text);
        assert_eq!(done.exit, Exit::Unusable, "{name}");
        assert!(done.err.contains(words), "{}", done.err);
    }
    let none = ran(|console| run("explain --rules exampleshire/2026-04-01", console));
    assert_eq!(none.exit, Exit::Usage);
}

/// Names the cells that a test above leaves to chance.
#[test]
fn a_table_of_another_rule_set_is_refused_before_the_database_is_touched() {
    let folder = Folder::new();
    let path = folder.write(
        "scores.xlsx",
        workbook(&[("Caseload", vec![vec![T("Local ID")]])]),
    );
    let done = on(
        &folder,
        &format!(
            "import scores {} --rules exampleshire/2026-04-01",
            shown(&path)
        ),
    );
    assert_eq!(done.exit, Exit::Unusable);
    assert!(!folder.path("test.db").exists());
}
