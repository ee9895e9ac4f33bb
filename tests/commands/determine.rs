//! `determine` from end to end: what an officer's table may look like, and what comes of it.

use calamine::{Data, Reader as _, Xlsx};
use send_banding::commands::Exit;
use send_banding::commands::determine::{self, Determine};
use serde_json::Value;

use crate::tables::{
    self, B, C, D, Folder, N, T, X, asked, child, headings, lines_of, ran, with, workbook,
};

/// A sheet with a title above its headings, which stand in row 3.
fn sheet(rows: Vec<Vec<C>>) -> Vec<u8> {
    let mut all = vec![vec![T("SEND caseload")], vec![], headings()];
    all.extend(rows);
    workbook(&[("Caseload", all)])
}

fn determined(rows: Vec<Vec<C>>) -> (Value, Vec<Value>) {
    let folder = Folder::new();
    let path = folder.write("in.xlsx", sheet(rows));
    let (ran, lines) = lines_of(&folder, &path);
    let summary = serde_json::from_str(ran.out.lines().last().unwrap()).unwrap();
    (summary, lines)
}

#[test]
fn a_plain_row_becomes_a_band_and_an_amount() {
    let (summary, lines) = determined(vec![child("N1"), with("N2", 6, N(0.6))]);
    assert_eq!(summary["determined"], 2);
    assert_eq!(summary["heading_row"], 3);
    assert_eq!(lines[0]["id"], "N1");
    assert_eq!(lines[0]["row"], 4);
    assert_eq!(lines[0]["status"], "determined");
    assert_eq!(lines[0]["band"], "H");
    assert_eq!(lines[0]["top_up_annual"], "16640.00");
    assert_eq!(lines[0]["rule_set"], "exampleshire/2026-04-01");
    assert_eq!(lines[0]["problem"], Value::Null);
    assert_eq!(lines[1]["top_up_annual"], "9984.00");
    assert!(lines[0].get("trace").is_none());
}

#[test]
fn untidy_but_readable_cells_are_read() {
    let readable: Vec<(usize, C)> = vec![
        (0, T("\u{a0} N0 ")),
        (0, N(100_123.0)),
        (2, T("1/9/2014")),
        (2, T("2014-09-01 00:00:00")),
        (3, T("mainstream  SCHOOL")),
        (3, T("mms")),
        (4, T("10990084")),
        (5, T(" asd\u{a0}")),
        (6, T("100%")),
        (6, X),
        (6, N(1.000_000_000_000_000_2)),
        (7, T("L2")),
        (8, T("Level 2")),
        (9, T(" 2 ")),
        (10, T("2.0")),
        (11, T("l 2")),
    ];
    for (column, cell) in readable {
        let seen = format!("{cell:?}");
        let (_, lines) = determined(vec![with("N1", column, cell)]);
        assert_eq!(
            lines[0]["status"], "determined",
            "{seen}: {}",
            lines[0]["problem"]
        );
        assert_eq!(lines[0]["top_up_annual"], "16640.00", "{seen}");
        assert_eq!(lines[0]["warnings"], serde_json::json!([]), "{seen}");
    }
    let (_, lines) = determined(vec![with("", 0, N(100_123.0))]);
    assert_eq!(lines[0]["id"], "100123");
}

#[test]
fn what_is_not_readable_is_refused_with_column_value_and_reason() {
    let refused: Vec<(usize, C, &str)> = vec![
        (0, X, "Local ID (column A) is blank"),
        (2, T("soon"), "DOB (column C) is “soon”, which is no date"),
        (2, T("31/02/2014"), "“31/02/2014”"),
        (2, T("1/9/14"), "“1/9/14”"),
        (
            2,
            N(41_883.0),
            "a number that the sheet does not show as a date",
        ),
        (3, T("Moonbase"), "Setting (column D) is “Moonbase”"),
        (
            5,
            T("XYZ"),
            "Primary need (column F) is “XYZ”, which is not one of the codes ASD, ",
        ),
        (5, X, "Primary need (column F) is blank"),
        (6, N(0.0), "FTE (column G) is “0”"),
        (6, N(1.2), "FTE (column G) is “1.2”"),
        (6, T("most"), "FTE (column G) is “most”"),
        (
            14,
            X,
            "Hearing (column O) is blank, and a level from 0 to 4 is needed",
        ),
        (
            14,
            N(2.5),
            "Hearing (column O) is “2.5”, which is not a level from 0 to 4",
        ),
        (14, N(5.0), "“5”"),
        (14, N(-1.0), "“-1”"),
        (14, T("2-3"), "“2-3”"),
        (14, T("high"), "“high”"),
        (14, B(true), "“TRUE”"),
        (14, D(46_083.0), "“2026-03-02”"),
    ];
    for (column, cell, words) in refused {
        let (summary, lines) = determined(vec![child("N0"), with("N1", column, cell)]);
        assert_eq!(summary["refused"], 1, "{words}");
        assert_eq!(lines[1]["row"], 5);
        assert_eq!(lines[1]["status"], "refused");
        assert_eq!(lines[1]["band"], Value::Null);
        assert_eq!(lines[1]["top_up_annual"], Value::Null);
        let problem = lines[1]["problem"].as_str().unwrap();
        assert!(problem.contains(words), "{problem}");
    }
}

#[test]
fn all_problems_of_a_row_are_in_one_sentence() {
    let mut row = with("N1", 5, T("XYZ"));
    row[14] = T("high");
    let (_, lines) = determined(vec![row]);
    let problem = lines[0]["problem"].as_str().unwrap();
    assert!(
        problem.contains("XYZ") && problem.contains("; Hearing (column O)"),
        "{problem}"
    );
}

#[test]
fn a_repeated_reference_refuses_the_later_row_and_names_the_first() {
    let (summary, lines) = determined(vec![child("N1"), child("N2"), child(" n1 ")]);
    assert_eq!(summary["refused"], 1);
    assert_eq!(
        lines[2]["problem"],
        "Local ID (column A) repeats the reference of row 4."
    );
}

#[test]
fn a_wrong_pupil_number_is_a_warning_since_the_reference_identifies_the_child() {
    let (summary, lines) = determined(vec![
        with("N1", 1, T("A999488722705")),
        with("N2", 1, T("E999488722705")),
        with("N3", 1, T("E999488722705")),
        with("N4", 1, T("12")),
        with("N5", 2, X),
        with("N6", 4, T("abc")),
    ]);
    let warning = |row: usize| lines[row]["warnings"][0].as_str().unwrap_or_default();
    assert_eq!(summary["determined"], 6);
    assert_eq!(summary["warnings"], 5);
    assert!(warning(0).contains("“A999488722705”, whose check letter is wrong"));
    assert_eq!(warning(1), "");
    assert!(
        warning(2).contains("also that of N2 in row 5"),
        "{}",
        warning(2)
    );
    assert!(warning(3).contains("is no pupil number"));
    assert!(warning(4).contains("DOB (column C) is blank"));
    assert!(warning(5).contains("neither a URN nor a UKPRN"));
}

#[test]
fn a_line_that_is_no_child_is_left_out_by_name() {
    let mut averages = vec![X; 7];
    averages.extend(vec![N(1.87); 11]);
    let mut labelled = averages.clone();
    labelled[0] = T("Average");
    let (summary, lines) = determined(vec![
        child("N1"),
        vec![],
        vec![T("  ")],
        headings(),
        vec![T("Autumn intake")],
        vec![X, X, T("TOTAL"), X, X, X, N(12.0)],
        averages,
        labelled,
        child("N2"),
        vec![T("Levels agreed at panel")],
    ]);
    assert_eq!(lines.len(), 2);
    assert_eq!(summary["left_out"], 8);
    let reasons: Vec<&str> = summary["left_out_rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|lines| lines["reason"].as_str().unwrap())
        .collect();
    assert_eq!(
        reasons,
        [
            "blank",
            "the headings again",
            "a note: “Autumn intake”",
            "a total: “TOTAL”",
            "figures that are no levels, and no child",
            "a total: “Average”",
            "a note: “Levels agreed at panel”",
        ]
    );
}

#[test]
fn a_row_without_a_reference_that_is_about_a_child_is_refused_not_left_out() {
    let (summary, lines) = determined(vec![child("N1"), with("", 0, T(" ")), vec![T("N9")]]);
    assert_eq!(summary["refused"], 2);
    assert_eq!(summary["left_out"], 0);
    assert_eq!(lines[1]["id"], Value::Null);
    assert_eq!(lines[2]["id"], "N9");
}

#[test]
fn a_setting_that_is_not_funded_by_band_gets_a_band_and_a_note() {
    for (word, band_only) in [
        ("Independent special", true),
        ("EOTAS", true),
        ("", true),
        ("PRU", false),
    ] {
        let (_, lines) = determined(vec![with("N1", 3, T(word))]);
        assert_eq!(lines[0]["band"], "H", "{word}");
        assert_eq!(lines[0]["top_up_annual"].is_null(), band_only, "{word}");
        assert_eq!(lines[0]["note"].is_string(), band_only, "{word}");
    }
}

#[test]
fn headings_are_found_by_meaning_wherever_they_stand() {
    let mut headings: Vec<C> = vec![T("Notes"), T("Pupil Ref."), T("Need"), T("PLACEMENT TYPE")];
    headings.extend(
        [
            "1. Thinking, understanding & learning (0-4)",
            "literacy-numeracy",
            "Receptive and expressive language level",
            "Speech and means of\ncommunication",
            "Social communication and flexibility",
            "Emotional wellbeing",
            "Behaviour, regulation and safety",
            " Hearing ",
            "Vision",
            "Physical and motor skills",
            "Medical and health",
        ]
        .map(T),
    );
    let mut row = vec![X, T("N1"), T("ASD"), T("Special")];
    row.extend(vec![N(1.0); 11]);
    let cover = ("Cover", vec![vec![T("Local ID"), T("see the next sheet")]]);
    let folder = Folder::new();
    let bytes = workbook(&[cover, ("Spring 26", vec![headings, row])]);
    let path = folder.write("in.xlsx", bytes);
    let (ran, lines) = lines_of(&folder, &path);
    assert!(ran.out.contains("\"sheet\":\"Spring 26\""), "{}", ran.out);
    assert_eq!(lines[0]["band"], "D");
    assert_eq!(lines[0]["top_up_annual"], "6500.00");
}

#[test]
fn of_two_sheets_that_fit_the_first_is_read_and_the_other_named() {
    let folder = Folder::new();
    let table = |id| vec![headings(), child(id)];
    let path = folder.write(
        "in.xlsx",
        workbook(&[("New", table("N1")), ("Old", table("N2"))]),
    );
    let (ran, lines) = lines_of(&folder, &path);
    assert_eq!(lines[0]["id"], "N1");
    assert!(
        ran.err
            .contains("Sheet “Old” has the columns too and was not read"),
        "{}",
        ran.err
    );
    let chosen = Determine {
        sheet: Some("old".to_owned()),
        ..asked(&path, &folder.path("old.jsonl"))
    };
    assert_eq!(
        tables::ran(|console| determine::run(&chosen, console)).exit,
        Exit::Done
    );
    assert!(
        std::fs::read_to_string(folder.path("old.jsonl"))
            .unwrap()
            .contains("\"N2\"")
    );
}

#[test]
fn the_workbook_holds_the_input_as_it_was_and_the_result_behind_it() {
    let folder = Folder::new();
    let mut rows = vec![
        headings(),
        child("007"),
        with("=1+1", 1, B(true)),
        with("N3", 14, T("high")),
    ];
    rows[0].push(T("Notes"));
    rows[1].push(T(" two  spaces "));
    rows[2].push(D(46_067.5));
    let path = folder.write(
        "in.xlsx",
        workbook(&[("Caseload", rows), ("Other", vec![])]),
    );
    let out = folder.path("out.xlsx");
    let ran = ran(|console| determine::run(&asked(&path, &out), console));
    assert_eq!(ran.exit, Exit::Done, "{}", ran.err);

    let bytes = std::fs::read(out).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let bands = book.worksheet_range("Bands").unwrap();
    let at = |row: u32, column: u32| {
        bands
            .get_value((row, column))
            .cloned()
            .unwrap_or(Data::Empty)
    };
    let text = |row, column| at(row, column).to_string();
    let result = [
        "Status",
        "Band",
        "Top-up (£ a year)",
        "Rule set",
        "Note or problem",
        "Explanation",
    ];
    for (column, heading) in (19..).zip(result) {
        assert_eq!(text(0, column), heading);
    }
    assert_eq!(at(1, 0), Data::String("007".to_owned()));
    assert_eq!(at(2, 0), Data::String("=1+1".to_owned()));
    assert_eq!(at(2, 1), Data::Bool(true));
    assert_eq!(at(1, 18), Data::String(" two  spaces ".to_owned()));
    assert!(matches!(at(1, 2), Data::DateTime(day) if day.as_f64() == 41_883.0));
    assert!(matches!(at(2, 18), Data::DateTime(moment) if moment.as_f64() == 46_067.5));
    assert_eq!(text(1, 19), "determined");
    assert_eq!(text(1, 20), "H");
    assert_eq!(at(1, 21), Data::Float(16_640.0));
    assert!(text(1, 24).contains("76 points"), "{}", text(1, 24));
    assert_eq!(text(3, 19), "refused");
    assert_eq!(at(3, 21), Data::Empty);
    assert!(text(3, 23).contains("“high”"));
    assert!(book.worksheet_formula("Bands").unwrap().is_empty());

    let summary = book.worksheet_range("Summary").unwrap();
    let rows: Vec<String> = summary.rows().map(|row| format!("{row:?}")).collect();
    assert!(
        rows.iter()
            .any(|row| row.contains("Rows determined") && row.contains("2.0")),
        "{rows:?}"
    );
    assert!(rows.iter().any(|row| row.contains("“high”")));
}

#[test]
fn the_csv_says_the_same_and_no_cell_is_a_formula() {
    let folder = Folder::new();
    let path = folder.write("in.xlsx", sheet(vec![child("=1+1"), child("N2")]));
    let out = folder.path("out.csv");
    assert_eq!(
        ran(|console| determine::run(&asked(&path, &out), console)).exit,
        Exit::Done
    );
    let text = std::fs::read_to_string(out).unwrap();
    assert!(text.starts_with("\u{feff}id,row,status,band,top_up_annual,"));
    assert!(
        text.contains("\r\n'=1+1,4,determined,H,16640.00,"),
        "{text}"
    );
}

#[test]
fn json_lines_are_read_and_traced() {
    let levels = r#""levels":{"thinking":"2","literacy-numeracy":2,"receptive-language":2,"speech":2,"social-communication":2,"emotional-wellbeing":2,"behaviour":2,"hearing":2,"vision":2,"physical":2,"medical":2}"#;
    let folder = Folder::new();
    let text = format!(
        "{{\"id\":\"N1\",{levels},\"setting\":\"FE\",\"primary_need\":\"ASD\",\"fte\":\"0.5\"}}\n\nno json\n{{\"id\":12345678901234567,\"setting\":\"FE\",\"primary_need\":\"ASD\",\"levels\":{{\"thinking\":1}}}}\n"
    );
    let path = folder.write("in.jsonl", text);
    let out = folder.path("out.jsonl");
    let traced = Determine {
        trace: true,
        ..asked(&path, &out)
    };
    assert_eq!(
        ran(|console| determine::run(&traced, console)).exit,
        Exit::Done
    );
    let text = std::fs::read_to_string(out).unwrap();
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines[0]["top_up_annual"], "7500.00");
    assert!(lines[0]["trace"].as_array().unwrap().len() > 5);
    assert_eq!(lines[1]["row"], 3);
    assert_eq!(lines[1]["problem"], "The line is not one JSON object.");
    assert_eq!(lines[2]["id"], "12345678901234567");
    assert!(
        lines[2]["problem"]
            .as_str()
            .unwrap()
            .contains("Hearing is blank"),
        "{}",
        lines[2]
    );
}

#[test]
fn a_total_of_points_scored_elsewhere_is_looked_up() {
    let folder = Folder::new();
    let path = folder.write(
        "in.csv",
        "Ref,Setting,Total points\nN1,Mainstream,47\nN2,Special,110\nN3,MMS,4x\n",
    );
    let out = folder.path("out.jsonl");
    let points = Determine {
        rules: "herefordshire/2025-04-01".to_owned(),
        on: "2025-09-01".parse().unwrap(),
        ..asked(&path, &out)
    };
    let ran = ran(|console| determine::run(&points, console));
    assert_eq!(ran.exit, Exit::Done, "{}", ran.err);
    let text = std::fs::read_to_string(out).unwrap();
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines[0]["band"], "C4");
    assert_eq!(lines[0]["top_up_annual"], "6378.00");
    assert_eq!(lines[1]["status"], "refused");
    assert!(lines[2]["problem"].as_str().unwrap().contains("“4x”"));
}

/// The file that the README determines.
#[test]
fn the_fixture_is_read_line_by_line() {
    let folder = Folder::new();
    let fixture = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/caseload.csv");
    let (ran, lines) = lines_of(&folder, &fixture);
    let seen: Vec<(u64, &str, Option<&str>, Option<&str>)> = lines
        .iter()
        .map(|line| {
            let row = line["row"].as_u64().unwrap();
            let status = line["status"].as_str().unwrap();
            (
                row,
                status,
                line["band"].as_str(),
                line["top_up_annual"].as_str(),
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            (4, "determined", Some("C"), Some("3120.00")),
            (5, "determined", Some("G"), Some("16000.00")),
            (6, "determined", Some("B"), Some("840.00")),
            (7, "determined", Some("C"), Some("3900.00")),
            (8, "determined", Some("F"), Some("12000.00")),
            (9, "determined", Some("F"), None),
            (10, "refused", None, None),
            (11, "refused", None, None),
            (12, "refused", None, None),
        ]
    );
    assert!(ran.err.contains("row 13: left out: blank"), "{}", ran.err);
    assert!(ran.err.contains("row 14: left out: a total"), "{}", ran.err);
}
