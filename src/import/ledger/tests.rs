//! Extracts as ledgers give them, and rows that are refused.

use super::*;

fn of(text: &str, year: Option<&str>) -> LedgerExtract {
    let source = SourceFile::of("ledger.csv".to_owned(), text.as_bytes().to_vec()).unwrap();
    let year = year.and_then(year_of);
    let known = BTreeMap::from([("EX1".to_owned(), "1.2.1".to_owned())]);
    read(&source, LedgerMap::ours(), year, &known).unwrap()
}

#[test]
fn an_extract_is_read_with_its_year_its_lines_and_its_untidy_amounts() {
    let found = of(
        "High needs, invented\nFinancial year,Period,Cost centre,Description,S251 line,Budget,Actual,Accruals\n\
         2026-27,P01,EX1,Top-ups,,\"£1,000.00\",(20.50),\n2026/27,Period 2,EX2,Fees,1.2.3,8333.335,−1,-\n\
         Total,,,,,9333.34,,\n",
        None,
    );
    assert_eq!(found.refused(), 0, "{:?}", found.problems);
    assert_eq!(found.year.unwrap().to_string(), "2026-27");
    assert_eq!((found.rows, found.left_out.len()), (2, 1));
    let pence: Vec<_> = found
        .lines
        .iter()
        .map(|line| {
            let amounts = line.amounts;
            (
                line.period,
                line.line.as_str(),
                [amounts.budget, amounts.actual, amounts.accruals].map(Money::pence),
            )
        })
        .collect();
    assert_eq!(
        pence,
        [
            (1, "1.2.1", [100_000, -2_050, 0]),
            (2, "1.2.3", [833_334, -100, 0])
        ]
    );
    // A part of a penny is used with a doubt.
    assert_eq!(found.problems.len(), 1);
}

#[test]
fn a_cost_centre_whose_title_begins_like_a_total_is_no_total() {
    let found = of(
        "Description,Cost centre,Period,Budget,Actual\nOverall SEND team,EX1,1,10,20\nOverall,,,10,20\nx,Total,,10,20\n",
        Some("2026"),
    );
    assert_eq!(found.refused(), 0, "{:?}", found.problems);
    assert_eq!((found.lines.len(), found.left_out.len()), (1, 2));
}

#[test]
fn each_row_that_cannot_be_read_says_why() {
    let heading = "Period,Cost centre,S251 line,Budget,Actual,Year\n";
    for (row, wanted) in [
        ("13,EX1,,1,1,", "not 1 (April) to 12"),
        ("x,EX1,,1,1,", "not 1 (April) to 12"),
        ("1,,1.2.1,1,1,", "cost centre is blank"),
        ("1,EX9,,1,1,", "nothing says which section 251 line EX9"),
        ("1,EX1,1.2.12,1,1,", "is no high needs line"),
        ("1,EX1,,lots,1,", "the budget is “lots”"),
        ("1,EX1,,1,1e99,", "the actual is “1e99”"),
        ("1,EX1,,1,1,2026-29", "not like 2026-27"),
        ("1,EX1,,1,1,2025-26", "2026-27 is asked for"),
        ("1,EX1,,1,1,,9", "shifted"),
        ("1,EX1,,1,1,\n1,EX1,,2,2,", "already, in row 2"),
        ("1,EX1,1.2.1,1,1,\n2,EX1,1.2.2,2,2,", "under 1.2.1 above"),
    ] {
        let found = of(&format!("{heading}{row}\n"), Some("2026"));
        assert_eq!(found.refused(), 1, "{row}");
        let refused = found.problems.iter().find(|problem| problem.is_refused);
        let said = &refused.unwrap().sentence;
        assert!(said.contains(wanted), "{row}: {said}");
    }
    let without = of(&format!("{heading}1,EX1,,1,1,\n"), None);
    assert!(
        without.problems[0].sentence.contains("--year"),
        "{:?}",
        without.problems
    );
}

#[test]
fn a_council_maps_its_own_headings_and_cost_centres() {
    let own = "[[column]]\nkey = \"centre\"\ntitle = \"Kostl\"\nneeded = true\nheadings = []\n\
               [[column]]\nkey = \"period\"\ntitle = \"Per\"\nneeded = true\nheadings = []\n\
               [[column]]\nkey = \"budget\"\ntitle = \"Plan\"\nheadings = []\n\
               [[column]]\nkey = \"actual\"\ntitle = \"Ist\"\nheadings = []\n[centres]\nZ9 = \"1.2.5\"\n";
    let map = LedgerMap::parse(own).unwrap();
    let source = SourceFile::of(
        "l.csv".to_owned(),
        b"Kostl,Per,Plan,Ist\nZ9,4,10,20\n".to_vec(),
    );
    let found = read(&source.unwrap(), &map, year_of("2026"), &BTreeMap::new()).unwrap();
    assert_eq!(found.lines[0].line, "1.2.5");
    for (text, wanted) in [
        ("", "column"),
        (
            &own.replace("\"actual\"", "\"other\""),
            "no column with the key “actual”",
        ),
        (&own.replace("1.2.5", "9.9.9"), "no high needs line"),
        (
            &own.replace("headings = []", "headings = []\ncolour = 1"),
            "colour",
        ),
    ] {
        let said = LedgerMap::parse(text).unwrap_err();
        assert!(said.contains(wanted), "{said}");
    }
}

#[test]
fn an_amount_is_never_a_hundred_times_what_was_written() {
    for (written, pence) in [
        ("1,234.50", 123_450),
        ("(1,234.50)", -123_450),
        ("£1 234", 123_400),
    ] {
        let read = of(
            &format!("Cost centre,Period,Budget,Actual,S251 line\nEX1,1,\"{written}\",0,1.2.1\n"),
            Some("2026"),
        );
        assert_eq!(read.refused(), 0, "{written}: {:?}", read.problems);
        assert_eq!(read.lines[0].amounts.budget.pence(), pence, "{written}");
    }
    for written in ["1234,50", "1,00", "12,34,56", "1,2345.00", "1.000,50"] {
        let read = of(
            &format!("Cost centre,Period,Budget,Actual,S251 line\nEX1,1,\"{written}\",0,1.2.1\n"),
            Some("2026"),
        );
        assert_eq!(read.refused(), 1, "{written}");
        assert!(read.problems[0].sentence.contains(written), "{written}");
    }
}

#[test]
fn a_row_without_any_amount_and_a_centre_in_another_case_are_refused() {
    let read = of(
        "Cost centre,Period,Budget,Actual,S251 line\nEX1,8,,,1.2.5\nEX2,8,1,1,1.2.5\nex2,8,1,1,1.2.5\n",
        Some("2026"),
    );
    let refused: Vec<_> = read.problems.iter().filter(|one| one.is_refused).collect();
    assert_eq!(refused.len(), 2, "{:?}", read.problems);
    assert!(refused[0].sentence.contains("neither budget nor actual"));
    assert!(
        refused[1].sentence.contains("already, in row 3"),
        "{}",
        refused[1].sentence
    );
}
