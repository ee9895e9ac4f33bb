//! `import caseload` and `export decisions` as commands.

use clap::Parser as _;
use send_banding::commands::export::{self, Export};
use send_banding::commands::import::{self, Import};
use send_banding::commands::{Console, Exit};

use crate::returns::REGISTER;
use crate::tables::{Folder, N, Ran, T, ran, workbook};

#[derive(clap::Parser)]
enum Line {
    #[command(subcommand)]
    Export(Export),
    #[command(subcommand)]
    Import(Import),
}

fn run(line: &str, console: &mut Console<'_>) -> Exit {
    let words = std::iter::once("send-banding").chain(line.split(' '));
    match Line::try_parse_from(words) {
        Err(error) => console.usage(error),
        Ok(Line::Export(asked)) => export::run(&asked, console),
        Ok(Line::Import(asked)) => import::run(&asked, console),
    }
}

/// Runs a command on a database in the folder; `{}` in it stands for the folder.
fn on(folder: &Folder, line: &str) -> Ran {
    let here = folder.path("");
    let here = here.display().to_string();
    let line = line.replace("{}", here.trim_end_matches('/'));
    let database = folder.path("test.db");
    let line = format!("{line} --database sqlite:{}", database.display());
    ran(|console| run(&line, console))
}

fn summary(done: &Ran) -> serde_json::Value {
    assert_eq!(done.exit, Exit::Done, "{}", done.err);
    serde_json::from_str(done.out.trim()).unwrap()
}

/// A described system, whose headings no other has.
const COLUMNS: &str = r#"
code = "invented-one"
title = "Invented One"
loss-asked = 40
authority = "999"

[[column]]
field = "reference"
headings = ["Nr"]

[[column]]
field = "surname"
headings = ["Family"]
kept = true

[[column]]
field = "forename"
headings = ["Given"]

[[column]]
field = "birth-date"
headings = ["Born"]

[[column]]
field = "plan-start"
headings = ["Since"]

[[column]]
field = "urn"
headings = ["School"]
"#;

const WEEK: &str = "Nr,Family,Given,Born,Since,School\n\
     N1,Ash,Ana,01/02/2015,01/09/2021,990001\n\
     N2,Birch,Ben,01/03/2015,01/09/2021,\n\
     N3,Cedar,Cai,31/02/2015,01/09/2021,\n";

#[test]
fn an_extract_is_imported_with_its_own_columns_and_every_row_is_accounted_for() {
    let folder = Folder::new();
    folder.write("gias.csv", REGISTER);
    folder.write("columns.toml", COLUMNS);
    folder.write("week.csv", WEEK);
    on(&folder, "import gias {}/gias.csv");
    let line = "import caseload {}/week.csv --columns {}/columns.toml --on 2026-09-01 --json";
    let tried = on(&folder, &format!("{line} --dry-run"));
    let counts = summary(&tried);
    assert!(tried.err.contains("nothing was changed"), "{}", tried.err);
    assert_eq!(
        (counts["rows"].as_u64(), counts["new"].as_u64()),
        (Some(3), Some(2))
    );
    // The description was not kept by a dry run.
    let unknown = on(&folder, "import caseload {}/week.csv --system invented-one");
    assert_eq!(unknown.exit, Exit::Unusable);
    assert!(
        unknown.err.contains("no case system has the code"),
        "{}",
        unknown.err
    );
    let done = on(&folder, line);
    assert!(
        done.err
            .contains("week.csv, row 4: refused: Date of birth “31/02/2015” is no date."),
        "{}",
        done.err
    );
    let counts = summary(&done);
    for (count, number) in [
        ("rows", 3),
        ("new", 2),
        ("changed", 0),
        ("unchanged", 0),
        ("refused", 1),
    ] {
        assert_eq!(counts[count].as_u64(), Some(number), "{count}");
    }
    // From then on the system is known by its code; the same extract again changes nothing.
    let again = on(
        &folder,
        "import caseload {}/week.csv --system invented-one --on 2026-09-08 --json",
    );
    assert_eq!(summary(&again)["unchanged"].as_u64(), Some(2));
    // A workbook, in which somebody married and somebody is missing.
    let rows = vec![
        ["Nr", "Family", "Given", "Born", "Since"].map(T).to_vec(),
        vec![
            T("N1"),
            T("Ash-Oak"),
            T("Ana"),
            T("01/02/2015"),
            T("01/09/2021"),
        ],
        vec![N(7.0)],
    ];
    folder.write(
        "next.xlsx",
        workbook(&[("Notes", vec![vec![T("a")]]), ("Week", rows)]),
    );
    let next = "import caseload {}/next.xlsx --system invented-one --on 2026-09-15 --json";
    let done = on(&folder, next);
    assert!(
        done.err.contains("N1: Surname: Ash → Ash-Oak"),
        "{}",
        done.err
    );
    assert!(done.err.contains("N2: not in the extract"), "{}", done.err);
    assert!(
        done.err.contains("Sheet “Notes” was not read."),
        "{}",
        done.err
    );
    let counts = summary(&done);
    assert_eq!(
        (counts["changed"].as_u64(), counts["refused"].as_u64()),
        (Some(1), Some(1))
    );
    assert_eq!(
        (counts["missing"].as_u64(), counts["ended"].as_u64()),
        (Some(1), Some(0))
    );
    // One of two is more than 40 %: the number has to be said.
    let loss = on(&folder, &format!("{next} --end-missing"));
    assert_eq!(loss.exit, Exit::Unusable);
    assert!(
        loss.err.contains("1 of the 2 children of the caseload"),
        "{}",
        loss.err
    );
    let other = on(&folder, &format!("{next} --end-missing --missing 2"));
    assert!(
        other
            .err
            .contains("1 children are missing from the extract, not 2"),
        "{}",
        other.err
    );
    let ended = on(&folder, &format!("{next} --end-missing --missing 1"));
    assert_eq!(summary(&ended)["ended"].as_u64(), Some(1));
    let after = on(&folder, next);
    let counts = summary(&after);
    assert_eq!(
        (counts["caseload"].as_u64(), counts["missing"].as_u64()),
        (Some(1), Some(0))
    );
}

/// A request, then its decision, then a review that waits for one and gets it: each week adds what it says.
#[test]
fn what_time_limits_are_measured_by_comes_week_by_week() {
    let folder = Folder::new();
    folder.write(
        "columns.toml",
        COLUMNS.replace("field = \"urn\"\nheadings = [\"School\"]", TIMED),
    );
    let week = |name: &str, on_day: &str, cells: &[&str]| {
        let headings =
            "Nr,Family,Given,Born,Since,Asked,Answer,Answered,Excused,Reviewed,Result,Settled";
        let rows = cells.iter().enumerate();
        let rows = rows.map(|(at, cells)| format!("N{at},Ash,Ana{at},01/02/2015,{cells}\n"));
        let text = format!("{headings}\n{}", rows.collect::<String>());
        folder.write(name, text);
        on(
            &folder,
            &format!(
                "import caseload {{}}/{name} --columns {{}}/columns.toml --on {on_day} --json"
            ),
        )
    };
    let first = week(
        "1.csv",
        "2026-09-01",
        &[",01/08/2026,,,,,,", "01/09/2021,,,,,20/08/2026,,"],
    );
    assert_eq!(summary(&first)["new"].as_u64(), Some(2), "{}", first.err);
    let second = week(
        "2.csv",
        "2026-09-08",
        &[
            ",01/08/2026,agreed,05/09/2026,yes,,,",
            "01/09/2021,,,,,20/08/2026,amended,07/09/2026",
        ],
    );
    assert_eq!(
        summary(&second)["changed"].as_u64(),
        Some(2),
        "{}",
        second.err
    );
    for said in [
        "N0: Outcome of the request: none → agreed",
        "N0: Request decided: none → 5 September 2026",
        "N0: Exception to 6 weeks: none → Yes",
        "N1: Outcome of the last review: none → amended",
        "N1: Review decided: none → 7 September 2026",
    ] {
        assert!(second.err.contains(said), "{said}: {}", second.err);
    }
    // The same again, and a row that leaves out what is on record.
    let third = week(
        "3.csv",
        "2026-09-15",
        &[",,,,,,,", "01/09/2021,,,,,20/08/2026,amended,07/09/2026"],
    );
    assert_eq!(
        summary(&third)["unchanged"].as_u64(),
        Some(2),
        "{}",
        third.err
    );
    // The next review waits for its decision, where others have theirs; an earlier request is said and not taken.
    let fourth = week(
        "4.csv",
        "2026-09-22",
        &[
            ",01/07/2026,refused,,,,,",
            "01/09/2021,,,,,21/09/2026,,",
            "01/09/2021,,,,,01/09/2026,maintained,10/09/2026",
        ],
    );
    for said in [
        "A later request is on record",
        "N1: Outcome of the last review: amended → none",
    ] {
        assert!(fourth.err.contains(said), "{said}: {}", fourth.err);
    }
    assert!(!fourth.err.contains("N0: Outcome"), "{}", fourth.err);
    // What cannot be is refused, with its place.
    let fifth = week(
        "5.csv",
        "2026-09-29",
        &[",,,01/07/2026,,,,", "01/09/2021,,,,,,amended,01/08/2026"],
    );
    let counts = summary(&fifth);
    assert_eq!(counts["refused"].as_u64(), Some(2), "{}", fifth.err);
    for said in [
        "row 2: refused: Request decided 2026-07-01 is before Request received 2026-08-01.",
        "row 3: refused: Review decided 2026-08-01 is before Last review 2026-09-21.",
    ] {
        assert!(fifth.err.contains(said), "{said}: {}", fifth.err);
    }
}

/// The columns of the weeks above.
const TIMED: &str = r#"field = "request-received"
headings = ["Asked"]

[[column]]
field = "request-outcome"
headings = ["Answer"]

[[column]]
field = "request-decided"
headings = ["Answered"]

[[column]]
field = "week-6-exception"
headings = ["Excused"]

[[column]]
field = "last-review"
headings = ["Reviewed"]

[[column]]
field = "review-outcome"
headings = ["Result"]

[[column]]
field = "review-decided"
headings = ["Settled"]"#;

#[test]
fn without_an_authority_nobody_is_added() {
    let folder = Folder::new();
    folder.write(
        "week.csv",
        "Reference,Surname,Forename,DOB\nN1,Ash,Ana,01/02/2015\n",
    );
    let done = on(&folder, "import caseload {}/week.csv --json");
    assert!(
        done.err
            .contains("Nothing on record says which authority this is"),
        "{}",
        done.err
    );
    assert_eq!(summary(&done)["refused"].as_u64(), Some(1));
}

#[test]
fn decisions_of_a_year_without_any_are_a_file_of_headings() {
    let folder = Folder::new();
    let done = on(
        &folder,
        "export decisions --year 2026 --out {}/decisions.csv --json",
    );
    assert_eq!(summary(&done)["decisions"].as_u64(), Some(0));
    let text = std::fs::read_to_string(folder.path("decisions.csv")).unwrap();
    assert!(
        text.starts_with("\u{feff}Reference,Decided on,How,Officer,"),
        "{text}"
    );
    assert_eq!(text.lines().count(), 1);
    let usage = on(
        &folder,
        "export decisions --year 2026 --out {}/decisions.pdf",
    );
    assert_eq!(usage.exit, Exit::Usage);
}
