//! Extracts as they come, row by row: what is taken, and what is said of the rest.

use jiff::civil::date;

use super::{CaseSystem, Extract, Field, read, shipped};
use crate::import::SourceFile;

const HEADINGS: &str = "Case reference,Surname,First name,Date of birth,UPN,Sex,Looked after,Plan start date,Plan ceased,\
     Next annual review,Primary need,URN,Setting,Placement start";

fn system() -> CaseSystem {
    shipped().unwrap().remove(0)
}

fn extract(rows: &[&str]) -> Extract {
    let text = format!("{HEADINGS}\n{}\n", rows.join("\n"));
    let source = SourceFile::of("week.csv".to_owned(), text.into_bytes()).unwrap();
    read(&source, &system(), date(2026, 9, 1)).unwrap()
}

/// The field and the beginning of the reason of each problem of the only row.
fn problems(row: &str) -> Vec<(Option<Field>, String)> {
    let mut read = extract(&[row]);
    let problems = read.lines.remove(0).read.unwrap_err();
    problems
        .into_iter()
        .map(|problem| (problem.field, problem.reason))
        .collect()
}

#[test]
fn a_row_says_what_it_says_and_a_blank_says_nothing() {
    let read = extract(&[
        "EX-1,Łęcka,Zofia,15/06/2014,a999000001001,F,no,2020-07-29,,1 Oct 2026,ASD - Autistic,123456,Resourced provision,01/09/2024",
        "EX-2,ليلى,Siân Ŵyn,\"2015-01-31\",,,,,,,,,,",
    ]);
    let first = read.lines[0].read.as_ref().unwrap();
    assert_eq!(first.surname, "Łęcka");
    assert_eq!(first.upn.as_ref().unwrap().as_str(), "A999000001001");
    assert_eq!((first.sex, first.looked_after), (Some("F"), Some(false)));
    assert_eq!(first.plan_start, Some(date(2020, 7, 29)));
    assert_eq!(first.review_due, Some(date(2026, 10, 1)));
    assert_eq!(first.need.unwrap().code(), "ASD");
    assert_eq!(first.setting.unwrap().code(), "RPU");
    let second = read.lines[1].read.as_ref().unwrap();
    assert_eq!(
        (second.surname.as_str(), second.forename.as_str()),
        ("ليلى", "Siân Ŵyn")
    );
    assert!(!second.is_of_a_plan() && !second.is_of_a_place());
    assert_eq!(read.lines[1].row, 3);
}

#[test]
fn every_problem_of_a_row_is_told_with_its_column() {
    let found = problems("EX-1,,Zo?ia,31/02/2014,X1,U,maybe,01/09/2030,,soon,XYZ,12,Moon,43831");
    let fields: Vec<Field> = found.iter().filter_map(|(field, _)| *field).collect();
    assert_eq!(
        fields,
        [
            Field::Surname,
            Field::Forename,
            Field::BirthDate,
            Field::Upn,
            Field::Sex,
            Field::LookedAfter,
            Field::PlanStart,
            Field::ReviewDue,
            Field::Need,
            Field::Urn,
            Field::Setting,
            Field::PlacedFrom,
        ]
    );
    assert!(found[11].1.contains("is a number, not a date"), "{found:?}");
    assert!(found[1].1.contains("has lost letters"), "{found:?}");
}

/// A column that an extract may have, or not.
#[test]
fn a_full_time_equivalent_is_read_where_there_is_a_column_of_it() {
    let with = |cell: &str| {
        let text = format!(
            "Reference,Surname,Forename,DOB,Full-time equivalent (FTE)\nEX-1,Nowak,Jan,15/06/2014,{cell}\n"
        );
        let source = SourceFile::of("week.csv".to_owned(), text.into_bytes()).unwrap();
        let mut read = read(&source, &system(), date(2026, 9, 1)).unwrap();
        read.lines.remove(0).read
    };
    assert_eq!(with("0.6").unwrap().fte, "0.6".parse().ok());
    assert_eq!(with("").unwrap().fte, None);
    for wrong in ["0", "1.2", "half", "60%"] {
        let problems = with(wrong).unwrap_err();
        assert_eq!(problems[0].field, Some(Field::Fte), "{wrong}");
        assert!(problems[0].reason.contains(wrong), "{problems:?}");
    }
}

/// A row of a child's name and birth date, with what time limits are measured by.
fn timed(cells: &str) -> Extract {
    let headings = "Case reference,Surname,First name,Date of birth,Plan start date,Last annual review,Request received,\
         Request outcome,Request decided,6 week exception,Assessment outcome,Assessment decided,20 week exception,\
         Review outcome,Review decided,Final amended plan,Phase transfer plan issued";
    let text = format!("{headings}\nEX-1,A,B,01/01/2015,{cells}\n");
    let source = SourceFile::of("week.csv".to_owned(), text.into_bytes()).unwrap();
    read(&source, &system(), date(2026, 9, 1)).unwrap()
}

#[test]
fn what_time_limits_are_measured_by_is_read_in_words_or_letters() {
    let mut read = timed(
        "01/09/2021,01/03/2026,01/04/2021,Agreed,10/05/2021,yes,Y,01/07/2021,no,No change,20/03/2026,,10/02/2026",
    );
    let facts = read.lines.remove(0).read.unwrap();
    let request = &facts.request;
    assert_eq!(request.received_on, Some(date(2021, 4, 1)));
    assert_eq!(
        (request.outcome, request.assessment_outcome),
        (Some("Y"), Some("Y"))
    );
    assert_eq!(
        (request.week_6_exception, request.week_20_exception),
        (Some(true), Some(false))
    );
    assert_eq!(request.decided_on, Some(date(2021, 5, 10)));
    assert_eq!(request.assessed_on, Some(date(2021, 7, 1)));
    let review = &facts.review;
    assert_eq!(
        (review.outcome, review.decided_on, review.final_on),
        (Some("M"), Some(date(2026, 3, 20)), None)
    );
    assert_eq!(facts.transfer_plan, Some(date(2026, 2, 10)));
    let wrong = timed(",,01/04/2014,perhaps,,,,,,shelved,02/09/2026,,")
        .lines
        .remove(0);
    let fields: Vec<Option<Field>> = wrong.read.unwrap_err().iter().map(|it| it.field).collect();
    let wanted = [
        Field::RequestOutcome,
        Field::ReviewOutcome,
        Field::ReviewDecided,
        Field::RequestReceived,
    ];
    assert_eq!(fields, wanted.map(Some));
}

#[test]
fn days_that_cannot_be_are_refused() {
    for (row, wanted) in [
        ("EX-1,A,B,01/01/1990,,,,,,,,,,", "older than 26"),
        (
            "EX-1,A,B,02/09/2026,,,,,,,,,,",
            "after the day of the extract",
        ),
        (
            "EX-1,A,B,01/01/2015,,,,01/01/2014,,,,,,",
            "before the date of birth",
        ),
        (
            "EX-1,A,B,01/01/2015,,,,01/01/2020,31/12/2019,,,,,",
            "is before Plan start",
        ),
        (
            "EX-1,A,B,01/01/2015,,,,,,,,,,01/09/2020",
            "neither a school nor a setting",
        ),
    ] {
        let found = problems(row);
        assert_eq!(found.len(), 1, "{row}: {found:?}");
        assert!(found[0].1.contains(wanted), "{found:?}");
    }
    assert!(
        extract(&["EX-1,A,B,01/01/2015,,,,,,,,,,"]).lines[0]
            .read
            .is_ok()
    );
}

#[test]
fn formulas_are_told_and_quoted_numbers_are_read() {
    for row in [
        "=A1,A,B,01/01/2015,,,,,,,,,,",
        "#N/A,A,B,01/01/2015,,,,,,,,,,",
    ] {
        let found = problems(row);
        assert!(found[0].1.contains("holds a formula"), "{found:?}");
    }
    // As a case system writes it, as our own file of rows to correct does, and in a row that is not taken for another reason.
    let read = extract(&[
        "\"=\"\"0012\"\"\",A,B,01/01/2015,,,,,,,,,,",
        "\"'=\"\"0013\"\"\",'=A1,B,01/01/2015,,,,,,,,,,",
        "\"=\"\"0014\"\"\",A,\"=\"\" \"\"\",01/01/2015,,,,,,,,,,",
        "\"=\"\"00\"\"&\"\"15\"\"\",'t Hooft,B,01/01/2015,,,,,,,,,,",
    ]);
    let cell = |row: usize, field| read.lines[row].cells.get(&field).map(String::as_str);
    for (row, reference) in ["0012", "0013", "0014", "=\"00\"&\"15\""]
        .iter()
        .enumerate()
    {
        assert_eq!(cell(row, Field::Reference), Some(*reference));
    }
    let first = read.lines[0].read.as_ref().unwrap();
    assert_eq!(first.local_id.as_str(), "0012");
    assert_eq!(cell(1, Field::Surname), Some("=A1"));
    assert_eq!(cell(2, Field::Forename), None);
    assert_eq!(cell(3, Field::Surname), Some("'t Hooft"));
    for (row, said) in [
        (1, "Surname holds a formula"),
        (2, "Forename is blank"),
        (3, "Reference holds a formula"),
    ] {
        let why = read.lines[row].read.as_ref().unwrap_err();
        assert!(why[0].reason.starts_with(said), "{why:?}");
    }
}

#[test]
fn of_rows_that_repeat_the_first_stands_and_of_rows_that_differ_none() {
    let read = extract(&[
        "EX-1,A,B,01/01/2015,,,,,,,,,,",
        "EX-1,A,B,01/01/2015,,,,,,,,,,",
        "EX-2,A,B,01/01/2015,,,,,,,,,,",
        "EX-2,A,C,01/01/2015,,,,,,,,,,",
        "EX-3,A,B,01/01/2015,A999000001001,,,,,,,,,",
        "EX-4,A,B,01/01/2016,A999000001001,,,,,,,,,",
    ]);
    let said: Vec<String> = read
        .lines
        .iter()
        .map(|line| {
            line.read
                .as_ref()
                .map_or_else(|why| why[0].reason.clone(), |_| "taken".to_owned())
        })
        .collect();
    assert_eq!(
        said,
        [
            "taken",
            "The row says the same as row 2.",
            "The reference is that of row 5 too, which says something else.",
            "The reference is that of row 4 too, which says something else.",
            "Two children have this UPN: it is in row 7 too.",
            "Two children have this UPN: it is in row 6 too.",
        ]
    );
}

#[test]
fn headings_are_found_below_a_title_and_columns_that_are_not_read_are_named() {
    let text = "Weekly extract,,\n,,\nDOB,Last name,Given name,Reference,Shoe size\n01/01/2015,A,B,EX-1,38\n";
    let source = SourceFile::of("week.csv".to_owned(), text.into()).unwrap();
    let read = read(&source, &system(), date(2026, 9, 1)).unwrap();
    assert_eq!((read.lines.len(), read.lines[0].row), (1, 4));
    assert!(
        read.notes[0].contains("“Shoe size” (E)"),
        "{:?}",
        read.notes
    );
}

#[test]
fn a_needed_column_that_is_missing_is_named_with_the_nearest_heading() {
    for (headings, wanted) in [
        (
            "Case reference,Surname,Forname,DOB",
            "“Forename” (the nearest is “Forname”)",
        ),
        ("URN,EstablishmentName", "“Case reference”"),
    ] {
        let text = format!("{headings}\nx,y,z,w\n");
        let source = SourceFile::of("week.csv".to_owned(), text.into_bytes()).unwrap();
        let error = read(&source, &system(), date(2026, 9, 1)).unwrap_err();
        assert!(error.to_string().contains(wanted), "{error}");
    }
    let text = "DOB,Date of birth,Surname,Forename,Reference\n1,2,3,4,5\n";
    let source = SourceFile::of("week.csv".to_owned(), text.into()).unwrap();
    let error = read(&source, &system(), date(2026, 9, 1)).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("columns A and B both mean “Date of birth”"),
        "{error}"
    );
}

#[test]
fn a_system_is_described_whole_or_not_at_all() {
    let [system] = shipped().unwrap().try_into().unwrap();
    assert_eq!(
        (system.code.as_str(), system.loss_asked),
        ("case-system", 10)
    );
    assert_eq!(
        system.fields().count(),
        Field::ALL.len(),
        "every field has a column"
    );
    let good = include_str!("systems/case-system.toml");
    for (from, to, wanted) in [
        (
            "field = \"upn\"",
            "field = \"upm\"",
            "“upm” is no field; the nearest are upn",
        ),
        (
            "field = \"uln\"",
            "field = \"upn\"",
            "the field “upn” stands twice",
        ),
        (
            "\"ULN\", ",
            "\"UPN\", ",
            "line 49: the heading “UPN” of the field “uln” reads the same as “UPN” of the field “upn”",
        ),
        (
            "\"ULN\", ",
            "\"unique PUPIL number\", ",
            "line 49: the heading “unique PUPIL number” of the field “uln” reads the same as “Unique pupil number” of the field “upn”",
        ),
        (
            "code = \"case-system\"",
            "code = \"Case system\"",
            "code is “Case system”",
        ),
        (
            "loss-asked = 10",
            "loss-asked = 101",
            "a per cent from 0 to 100",
        ),
        (
            "loss-asked = 10",
            "loss-asked = 10\nauthority = \"99\"",
            "three digits",
        ),
        ("field = \"surname\"", "field = \"setting\"", "stands twice"),
        ("kept = true", "keeps = true", "unknown field"),
    ] {
        assert!(good.contains(from), "{from}");
        let error = CaseSystem::parse(&good.replacen(from, to, 1)).unwrap_err();
        assert!(error.to_string().contains(wanted), "{to}: {error}");
    }
    let short = "code = \"a\"\ntitle = \"A\"\nloss-asked = 5\n[[column]]\nfield = \"upn\"\nheadings = [\"UPN\"]\n";
    let error = CaseSystem::parse(short).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("no column has the field “reference”"),
        "{error}"
    );
}
