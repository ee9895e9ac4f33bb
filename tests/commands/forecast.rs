//! `forecast` from end to end, on the invented files of `fixtures/forecast`.

use std::path::PathBuf;

use calamine::{Reader as _, Xlsx};
use send_banding::commands::forecast::{self, Forecast};
use send_banding::commands::{Console, Exit};
use send_banding::export::forecast_workbook;
use send_banding::forecast::{Asked, Outcome, check};
use serde_json::Value;

use crate::invented_cohort::Invented;
use crate::tables::Folder;

/// How a command went: its end, and what it wrote on standard output and standard error.
pub struct Went {
    pub exit: Exit,
    pub out: String,
    pub err: String,
}

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/forecast")
        .join(name)
}

fn asked(out: PathBuf) -> Forecast {
    Forecast {
        database: None,
        transitions: Some(fixture("transitions.csv")),
        population: Some(fixture("population.csv")),
        costs: Some(fixture("costs.csv")),
        scenario: None,
        years: 2,
        simulations: 4,
        seed: 1,
        threads: Some(1),
        out,
        json: true,
    }
}

fn run(asked: &Forecast) -> Went {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let exit = forecast::run(
        asked,
        &mut Console {
            out: &mut out,
            err: &mut err,
        },
    );
    Went {
        exit,
        out: String::from_utf8(out).unwrap(),
        err: String::from_utf8(err).unwrap(),
    }
}

#[test]
fn files_become_a_forecast_the_same_on_any_number_of_threads() {
    let folder = Folder::new();
    let one = folder.path("one.json");
    let went = run(&asked(one.clone()));
    assert_eq!(went.exit, Exit::Done, "{}", went.err);
    let bytes = std::fs::read(&one).unwrap();
    let result: Value = serde_json::from_slice(&bytes).unwrap();
    // The children who are somewhere on the second side of the rows of 2024.
    assert_eq!(result["start"]["plans"], 502);
    assert_eq!(result["start"]["annual_cost"], "7541216.48");
    assert_eq!(result["inputs"][0]["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(result["months"].as_array().unwrap().len(), 24);
    assert_eq!(result["problems"], serde_json::json!([]));
    let summary: Value = serde_json::from_str(went.out.lines().last().unwrap()).unwrap();
    assert_eq!(summary["plans"], 502);
    assert_eq!(summary["verdict"], result["back_test"]["verdict"]);
    let two = folder.path("two.json");
    let went = run(&Forecast {
        threads: Some(2),
        ..asked(two.clone())
    });
    assert_eq!(went.exit, Exit::Done);
    assert_eq!(std::fs::read(&two).unwrap(), bytes);
}

/// Writes a forecast of the invented files as a workbook.
pub fn to_workbook(path: &std::path::Path) {
    let went = run(&asked(path.to_path_buf()));
    assert_eq!(went.exit, Exit::Done, "{}", went.err);
}

/// Writes a forecast of an invented council with bands, under two levers, as a workbook.
pub fn to_banded_workbook(path: &std::path::Path) {
    let inputs = Invented {
        plans: 120,
        pairs: 3,
        bands: 3,
        transfers: 100,
        ..Invented::default()
    }
    .inputs();
    let (cohort, _) = check(&inputs.transitions, &inputs.population, &inputs.costs).unwrap();
    let levers = r#"{"name":"Two levers","levers":[{"lever":"price","percent_a_year":"3"},
        {"lever":"joiner_growth","percent_a_year":"-12.5"}]}"#;
    let wanted = Asked {
        years: 3,
        simulations: 8,
        seed: 1,
        threads: 1,
        scenario: serde_json::from_str(levers).unwrap(),
    };
    let made = send_banding::forecast::forecast(&cohort, &wanted).unwrap();
    let outcome = Outcome::of(&made, &wanted, Vec::new(), Vec::new()).unwrap();
    std::fs::write(path, forecast_workbook(&outcome).unwrap()).unwrap();
}

#[test]
fn a_workbook_holds_the_same_numbers() {
    let folder = Folder::new();
    let path = folder.path("out.xlsx");
    assert_eq!(run(&asked(path.clone())).exit, Exit::Done);
    let bytes = std::fs::read(&path).unwrap();
    // Made of what is known and not at a moment: the same inputs give the same bytes on any day.
    let mut parts = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).unwrap();
    let core = parts.by_name("docProps/core.xml").unwrap();
    let core = std::io::read_to_string(core).unwrap();
    assert_eq!(core.matches(">2025-01-01T00:00:00Z<").count(), 2, "{core}");
    let mut workbook = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    assert_eq!(
        workbook.sheet_names(),
        [
            "Summary",
            "Plans",
            "Januaries",
            "Parts",
            "Financial years",
            "Months",
            "Back-test",
            "Assumptions",
            "Audit"
        ]
    );
    let back_test = workbook.worksheet_range("Back-test").unwrap();
    let of_setting = |title: &str| {
        let mut rows = back_test.rows();
        let row = rows.find(|row| row[0] == *title).unwrap();
        (row[1].to_string(), row[5].to_string(), row[7].to_string())
    };
    let tests = of_setting("Plans in SPEC, 2 years ahead").0;
    let dash = "–".to_owned();
    // A baseline has no interval, by setting as for all plans.
    assert_eq!(
        of_setting("Baseline, plans in SPEC, 2 years ahead: no growth"),
        (tests, dash.clone(), dash)
    );
    assert_ne!(of_setting("Plans in SPEC, 2 years ahead").1, "–");
    let januaries = workbook.worksheet_range("Januaries").unwrap();
    assert_eq!(januaries.get_value((1, 2)).unwrap().to_string(), "502");
    let audit = workbook.worksheet_range("Audit").unwrap();
    let cost = audit
        .rows()
        .find(|row| row[0] == "Their annual cost")
        .unwrap();
    assert_eq!(cost[1].to_string(), "7541216.48");
}

#[test]
fn rows_that_cannot_be_read_are_listed_with_row_and_reason() {
    let folder = Folder::new();
    let rows = std::fs::read_to_string(fixture("transitions.csv")).unwrap();
    let bad = "2024,SPEC,NONSEND,3,SPEC,ASD,4\n2024,SPEC,ASD,three,SPEC,ASD,4\n2024,SPEC,ASD\n";
    let path = folder.write("transitions.csv", format!("{rows}{bad}").into_bytes());
    let costs = std::fs::read_to_string(fixture("costs.csv")).unwrap();
    let costs = costs.replace("ASD,MMS,6503.15", "ASD,MMS,6503.154");
    let went = run(&Forecast {
        transitions: Some(path),
        costs: Some(folder.write("costs.csv", costs.into_bytes())),
        ..asked(folder.path("out.json"))
    });
    assert_eq!(went.exit, Exit::Done, "{}", went.err);
    let lines: Vec<&str> = went.err.lines().take(4).collect();
    assert_eq!(
        lines,
        [
            "transitions, row 2407: refused: setting-1 is “SPEC” and need-1 is “NONSEND”: NONSEND stands in both or in neither",
            "transitions, row 2408: refused: academic-year-1 is “three”, which is not a whole number",
            "transitions, row 2409: refused: academic-year-1 is empty",
            "costs, row 2: warning: the cost 6503.154 has a part of a penny; £6,503.15 is used",
        ]
    );
    let summary: Value = serde_json::from_str(went.out.lines().last().unwrap()).unwrap();
    assert_eq!(
        (&summary["refused"], &summary["warnings"]),
        (&3.into(), &1.into())
    );
}

#[test]
fn a_child_who_skips_year_groups_is_counted_and_one_too_old_refused_and_both_are_told_with_their_rows()
 {
    let folder = Folder::new();
    let rows = std::fs::read_to_string(fixture("transitions.csv")).unwrap();
    let bad = "2020,MMS,MLD,5,MMS,MLD,9\n2020,MMS,MLD,27,MMS,MLD,28\n";
    let out = folder.path("out.json");
    let went = run(&Forecast {
        transitions: Some(folder.write("transitions.csv", format!("{rows}{bad}").into_bytes())),
        ..asked(out.clone())
    });
    assert_eq!(went.exit, Exit::Done, "{}", went.err);
    let file: Value = serde_json::from_slice(&std::fs::read(out).unwrap()).unwrap();
    let summary: Value = serde_json::from_str(went.out.lines().last().unwrap()).unwrap();
    for (row, is_refused, sentence) in [
        (
            2407,
            false,
            "the child goes from academic year 5 to 9, not one up; the later is used",
        ),
        (
            2408,
            true,
            "academic-year-1 is 27, and a plan is held from -4 to 20",
        ),
    ] {
        let kind = if is_refused { "refused" } else { "warning" };
        let said = format!("transitions, row {row}: {kind}: {sentence}");
        assert!(went.err.contains(&said), "{}", went.err);
        let problem = serde_json::json!({
            "source": "transitions", "row": row, "is_refused": is_refused, "sentence": sentence
        });
        for told in [&file, &summary] {
            let all = told["problems"].as_array().unwrap();
            assert!(all.contains(&problem), "{told}");
        }
    }
}

#[test]
fn transitions_that_were_doubled_and_sorted_are_told_and_counted() {
    let folder = Folder::new();
    let file = std::fs::read_to_string(fixture("transitions.csv")).unwrap();
    let (heading, rows) = file.split_once('\n').unwrap();
    let mut rows: Vec<&str> = rows.lines().chain(rows.lines()).collect();
    rows.sort_unstable();
    let text = format!("{heading}\n{}\n", rows.join("\n"));
    let went = run(&Forecast {
        transitions: Some(folder.write("transitions.csv", text.into_bytes())),
        ..asked(folder.path("out.json"))
    });
    assert_eq!(went.exit, Exit::Done, "{}", went.err);
    let summary: Value = serde_json::from_str(went.out.lines().last().unwrap()).unwrap();
    assert_eq!(
        (&summary["plans"], &summary["warnings"]),
        (&1004.into(), &5.into())
    );
    let last = "each of the 255 different rows of 2024 (";
    assert!(went.err.contains(last), "{}", went.err);
    let start = "The forecast then begins with that many times the children";
    assert_eq!(went.err.matches(start).count(), 1, "{}", went.err);
}

#[test]
fn what_cannot_be_used_ends_with_1_and_leaves_no_file() {
    let folder = Folder::new();
    let out = folder.path("out.json");
    let cases: [(&str, &[u8], &str); 3] = [
        (
            "transitions",
            b"calendar-year,setting-1\n2024,SPEC\n",
            "lacks need-1",
        ),
        (
            "costs",
            b"need,setting,cost\nASD,MMS,6503.15\n",
            "no cost is given for",
        ),
        (
            "population",
            b"calendar-year,academic-year,population\n",
            "no row can be used",
        ),
    ];
    for (which, bytes, why) in cases {
        let path = folder.write(&format!("{which}.csv"), bytes);
        let mut asked = asked(out.clone());
        match which {
            "transitions" => asked.transitions = Some(path),
            "costs" => asked.costs = Some(path),
            _ => asked.population = Some(path),
        }
        let went = run(&asked);
        assert_eq!(went.exit, Exit::Unusable, "{which}");
        assert!(went.err.contains(why), "{}", went.err);
        assert!(!out.exists());
    }
    let went = run(&asked(folder.path("out.csv")));
    assert_eq!(went.exit, Exit::Usage);
}

#[test]
fn a_scenario_is_read_and_named() {
    let folder = Folder::new();
    let out = folder.path("out.json");
    let scenario = br#"{"name":"n","levers":[{"lever":"joiner_growth","percent_a_year":"-2"}]}"#;
    let went = run(&Forecast {
        scenario: Some(folder.write("scenario.json", scenario)),
        ..asked(out.clone())
    });
    assert_eq!(went.exit, Exit::Done, "{}", went.err);
    let result: Value = serde_json::from_slice(&std::fs::read(&out).unwrap()).unwrap();
    assert_eq!(result["levers"][0], "New plans grow by 2% less each year");
    let plain = result["januaries"][1]["plans_unmitigated"]
        .as_f64()
        .unwrap();
    assert!(
        result["januaries"][1]["plans"]["expected"]
            .as_f64()
            .unwrap()
            < plain
    );
}

#[derive(clap::Parser)]
struct Line {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    Forecast(Forecast),
    #[command(subcommand)]
    Import(send_banding::commands::import::Import),
    #[command(subcommand)]
    Export(send_banding::commands::export::Export),
}

/// Runs a command line on a database of a folder; what it wrote on standard output and standard error.
pub fn on_database(folder: &Folder, line: &str) -> Went {
    use clap::Parser as _;
    let database = format!("sqlite:{}", folder.path("test.db").display());
    let words = ["send-banding"].into_iter().chain(line.split(' '));
    let words = words.chain(["--database", &database, "--json"]);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut console = Console {
        out: &mut out,
        err: &mut err,
    };
    let exit = match Line::try_parse_from(words).unwrap().command {
        Command::Forecast(asked) => forecast::run(&asked, &mut console),
        Command::Import(asked) => send_banding::commands::import::run(&asked, &mut console),
        Command::Export(asked) => send_banding::commands::export::run(&asked, &mut console),
    };
    Went {
        exit,
        out: String::from_utf8(out).unwrap(),
        err: String::from_utf8(err).unwrap(),
    }
}

/// Who is in the return of 2025: the third leaves, the fourth joins, the fifth moves and changes need.
pub fn two_returns(folder: &Folder) {
    use crate::returns::{Child, Files, REGISTER, at, child, coded};
    let went = on_database(
        folder,
        &format!(
            "import gias {}",
            folder.write("gias.csv", REGISTER).display()
        ),
    );
    assert_eq!(went.exit, Exit::Done, "{}", went.err);
    let moved = |needs, place| Child {
        needs,
        places: [Some(place), None],
        ..child("N5", "")
    };
    let before = [
        child("N1", ""),
        child("N2", ""),
        child("N3", ""),
        moved(&["SLCN"], at("990001", "2024-Sep-01 00:00:00")),
    ];
    let after = [
        child("N1", ""),
        child("N2", ""),
        Child {
            ceased: Some(("2025-Jul-20 00:00:00", "6")),
            ..child("N3", "")
        },
        // The plan is older than the return before: it was another authority's.
        child("N4", ""),
        moved(&["ASD"], coded("EHE")),
    ];
    for files in [Files::of(2025, &before), Files::of(2026, &after)] {
        let path = files.write(folder, &format!("return-{}", files.year));
        let went = on_database(folder, &format!("import sen2 {}", path.display()));
        assert_eq!(went.exit, Exit::Done, "{}", went.err);
    }
}

/// Enters a cost line of so much a year at every main place.
pub fn costs_everywhere(folder: &Folder, pounds: i64) {
    use jiff::civil::date;
    use send_banding::calendar::Period;
    use send_banding::costs::CostTerms;
    use send_banding::ids::CostLineId;
    use send_banding::money::Money;
    use send_banding::store::Store;
    use send_banding::store::placement::{self, CostKind, CostLine, CostPer};
    let url = format!("sqlite:{}", folder.path("test.db").display());
    let entered = async {
        let store = Store::open(&url).await.unwrap();
        let mut tx = store.begin().await.unwrap();
        let stays = placement::every_main(&mut tx).await.unwrap();
        let line = |(number, stay): (u32, &placement::Placement)| CostLine {
            id: format!("00000000-0000-7000-8000-{number:012}")
                .parse::<CostLineId>()
                .unwrap(),
            placement: stay.id.clone(),
            in_error: false,
            terms: CostTerms {
                kind: CostKind::Therapy,
                period: Period::open(date(2024, 9, 1)),
                per: CostPer::Year,
                net: Money::from_pence(pounds * 100).unwrap(),
                vat: Money::ZERO,
                uplift: None,
                order_number: None,
                notice_weeks: None,
                notice_given_on: None,
                notes: String::new(),
            },
            version: 1,
        };
        let lines: Vec<CostLine> = (1_u32..).zip(&stays).map(line).collect();
        placement::insert_cost_lines(&mut tx, &lines).await.unwrap();
        tx.commit().await.unwrap();
        store.close().await;
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(entered);
}

#[test]
fn two_returns_in_a_database_become_a_forecast_once_what_places_cost_is_on_record() {
    let folder = Folder::new();
    let out = folder.path("out.json");
    let line = format!(
        "forecast --years 2 --simulations 4 --seed 1 --out {}",
        out.display()
    );
    let went = on_database(&folder, &line);
    assert_eq!(went.exit, Exit::Unusable);
    assert!(went.err.contains("two SEN2 returns"), "{}", went.err);
    two_returns(&folder);
    // A cost that is not known is not nought: the settings and needs are named, and what is to be done.
    let went = on_database(&folder, &line);
    assert_eq!(went.exit, Exit::Unusable);
    for part in [
        "No cost is on record today for any child in “",
        "Autistic spectrum disorder: ",
        "until an award or a cost line is entered",
    ] {
        assert!(went.err.contains(part), "{}", went.err);
    }
    assert!(!out.exists());
    costs_everywhere(&folder, 12_000);
    let went = on_database(&folder, &line);
    assert_eq!(went.exit, Exit::Done, "{}", went.err);
    let bytes = std::fs::read(&out).unwrap();
    let result: Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(
        result["past"],
        serde_json::json!([
            { "january": 2025, "plans": 4, "joined": 1, "left": 1, "came_over": 1, "went_over": 0, "plans_after": 4 }
        ])
    );
    assert_eq!(result["start"]["by_need"]["ASD"], 4);
    assert_eq!(result["start"]["by_need"]["SLCN"], 0);
    assert_eq!(result["start"]["by_setting"]["EHE"], 1);
    assert!(went.err.contains("no population is stored"), "{}", went.err);
    assert!(!went.err.contains("No cost is on record"), "{}", went.err);
    assert!(!went.err.contains("has a cost in force"), "{}", went.err);
    let people = folder.write(
        "people.csv",
        "calendar-year,academic-year,population\n2025,7,900\n2026,7,905.5\n2027,7,910\n2027,x,1\n",
    );
    let went = on_database(&folder, &format!("import population {}", people.display()));
    let said: Value = serde_json::from_str(went.out.lines().last().unwrap()).unwrap();
    assert_eq!(
        said,
        serde_json::json!({ "rows": 4, "kept": 3, "refused": 1 })
    );
    let went = on_database(&folder, &line);
    assert!(
        !went.err.contains("no population is stored"),
        "{}",
        went.err
    );
    assert_ne!(std::fs::read(&out).unwrap(), bytes);
}

#[test]
fn a_forecast_is_asked_of_files_or_of_a_database() {
    use clap::Parser as _;
    let parse = |line: &str| Line::try_parse_from(line.split(' ')).map(|_| ());
    let rest = "--years 1 --simulations 1 --seed 1 --out a.json";
    let files = "--transitions t.csv --population p.csv --costs c.csv";
    assert!(parse(&format!("x forecast {files} {rest}")).is_ok());
    assert!(parse(&format!("x forecast --database sqlite:a.db {rest}")).is_ok());
    assert!(parse(&format!("x forecast --database sqlite:a.db {files} {rest}")).is_err());
    assert!(parse(&format!("x forecast --transitions t.csv {rest}")).is_err());
    assert!(parse(&format!("x forecast {rest}")).is_err());
}
