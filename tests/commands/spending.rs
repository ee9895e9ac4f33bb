//! The workbooks of reconciliation, section 251 and monitoring, worked out anew by LibreOffice; and the ledger's command.

use std::path::Path;

use calamine::{Data, Reader as _, Xlsx};
use jiff::civil::date;
use send_banding::calendar::FinancialYear;
use send_banding::commands::Exit;
use send_banding::ids::Digest;
use send_banding::money::Money;
use send_banding::needs::Setting;
use send_banding::service::Moment;
use send_banding::service::beside::Standing;
use send_banding::service::monitoring::{self, LineView, Monitoring, Rag, Said, Split, Thresholds};
use send_banding::service::reconciliation::{
    self, Compared, Difference, HeldAward, Outcome, SaidEnd, SchoolHeld,
};
use send_banding::service::section_251::{self, Phase, Row, Statement};
use send_banding::spending::{Entry, statement, tenths_of_per_cent};
use send_banding::store::award::{AwardBasis, AwardPrice, AwardVersion};
use send_banding::store::reconciliation::{
    HeldSide, LineState, ReconciledLine, Reconciliation, SaidSide,
};

use crate::another_program::{cells, saved_by_libreoffice, works_out_anew};
use crate::tables::Folder;

fn money(pence: i64) -> Money {
    Money::from_pence(pence).unwrap()
}

fn year() -> FinancialYear {
    FinancialYear::containing(date(2026, 4, 1))
}

fn moment() -> Moment {
    Moment::of("2026-09-01T08:00:00Z".parse().unwrap())
}

/// Asserts that no value changes when another program works the formulas out, and that there are some.
fn same_when_worked_out_anew(folder: &Folder, path: &Path, formulas: usize) {
    let written = cells(path);
    let saved = cells(&saved_by_libreoffice(path, folder));
    for (place, cell) in &written {
        assert_eq!(saved.get(place), Some(cell), "{place:?}");
        assert!(!matches!(cell, Data::Error(_)), "{place:?}");
    }
    assert_eq!(saved.len(), written.len());
    let mut book: Xlsx<_> = calamine::open_workbook(path).unwrap();
    let count: usize = book
        .sheet_names()
        .iter()
        .map(|sheet| {
            let of_sheet = book.worksheet_formula(sheet).unwrap();
            of_sheet
                .used_cells()
                .filter(|(_, _, text)| !text.is_empty())
                .count()
        })
        .sum();
    assert!(count >= formulas, "{count} formulas");
}

/// A part of a workbook, as text.
fn part(bytes: &[u8], name: &str) -> String {
    let mut parts = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    std::io::read_to_string(parts.by_name(name).unwrap()).unwrap()
}

fn line(number: i64) -> LineView {
    let split = Split {
        volume: money(number * 1_003),
        mix: money(-77),
        price: money(number),
        timing: money(5),
    };
    let variance = money(number * 1_003 - 77 + number + 5);
    let budget = money(10_000_000 + number);
    LineView {
        line: format!("1.2.{number}"),
        title: "=A line (invented)".to_owned(),
        original: money(10_000_000),
        virements: money(number),
        budget,
        profiled: money(3_333_333),
        posted: money(2_000_001),
        accruals: money(7),
        committed: budget
            .plus(variance)
            .unwrap()
            .minus(money(2_000_008))
            .unwrap(),
        forecast: budget.plus(variance).unwrap(),
        variance,
        split,
        children: (125, 130),
        share: tenths_of_per_cent(variance, budget),
        rag: Rag::Amber,
        moved: Some(money(-number)),
        starters: 3,
        leavers: 1,
        from_others: 0,
        to_others: 0,
        said: (number != 2).then(|| Said {
            period: 2,
            line: format!("1.2.{number}"),
            number: 1,
            range: (number != 3).then(|| (money(1), money(2))),
            owner: "=An owner (invented)".to_owned(),
            provider: "+A provider (invented)".to_owned(),
            reason: "-A reason (invented)".to_owned(),
            by: None,
            at: moment().instant,
        }),
    }
}

#[test]
fn libreoffice_works_monitoring_out_to_what_it_says() {
    let lines: Vec<LineView> = (1..=5).map(line).collect();
    let sum = |of: fn(&LineView) -> Money| Money::total(lines.iter().map(of)).unwrap();
    let total = LineView {
        line: String::new(),
        title: "All lines".to_owned(),
        original: sum(|line| line.original),
        virements: sum(|line| line.virements),
        budget: sum(|line| line.budget),
        profiled: sum(|line| line.profiled),
        posted: sum(|line| line.posted),
        accruals: sum(|line| line.accruals),
        committed: sum(|line| line.committed),
        forecast: sum(|line| line.forecast),
        variance: sum(|line| line.variance),
        split: Split {
            volume: sum(|line| line.split.volume),
            mix: sum(|line| line.split.mix),
            price: sum(|line| line.split.price),
            timing: sum(|line| line.split.timing),
        },
        children: (0, 0),
        share: tenths_of_per_cent(sum(|line| line.variance), sum(|line| line.budget)),
        rag: Rag::Green,
        moved: None,
        starters: 15,
        leavers: 5,
        from_others: 0,
        to_others: 0,
        said: None,
    };
    let told = Monitoring {
        unbooked: Vec::new(),
        later: Vec::new(),
        below_nought: Vec::new(),
        year: year(),
        period: 2,
        periods: vec![1, 2],
        has_ledger: true,
        has_calendar: true,
        left_out: 0,
        standing: Standing::Now,
        basis: None,
        lines,
        total,
        months: Vec::new(),
        notices: vec![notice(1_064_384), notice(99)],
        waiting: 0,
        thresholds: Thresholds::assumed(),
        moved_from: Some((1, jiff::civil::date(2026, 5, 12))),
        reported_on: None,
        may_keep: true,
    };
    let folder = Folder::new();
    works_out_anew(&folder);
    let bytes = monitoring::workbook(&told, moment()).unwrap();
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    // What an officer types of each of the five lines, and not of the total.
    for rule in [
        r#"type="decimal" allowBlank="1" showInputMessage="1" showErrorMessage="1" error="Enter an amount in pounds." sqref="V2:V6""#,
        "AND(ISNUMBER(W2),W2&gt;=V2)",
        r#"sqref="X2:X6""#,
        r#"sqref="Y2:Y6""#,
        r#"sqref="Z2:Z6""#,
        "<drawing ",
    ] {
        assert!(sheet.contains(rule), "{rule}: {sheet}");
    }
    let path = folder.write("monitoring.xlsx", bytes);
    same_when_worked_out_anew(&folder, &path, 5 * 5 + 16);
}

/// A fee that is owed for ten weeks after its last paid day.
fn notice(pence: i64) -> monitoring::NoticeOwed {
    let amount = Money::from_pence(pence).unwrap();
    let mut by_month = [Money::ZERO; 12];
    by_month[9] = amount;
    let last_day = jiff::civil::date(2026, 12, 18);
    let over = jiff::civil::date(2027, 2, 27);
    monitoring::NoticeOwed {
        child: "0197d3c0-0000-7000-8000-000000000001".parse().unwrap(),
        local_id: "EX-1".parse().unwrap(),
        place: "=Invented school".to_owned(),
        line: "1.2.3",
        last_day,
        notice: send_banding::costs::Notice {
            weeks: 12,
            given_on: jiff::civil::date(2026, 12, 4),
            is_on_record: true,
            owed: send_banding::calendar::Period::new(last_day.tomorrow().unwrap(), over).unwrap(),
        },
        by_month,
        amount,
    }
}

#[test]
fn libreoffice_works_section_251_out_to_what_it_says() {
    let entries = |from: i64| -> Vec<Entry> {
        let lines = ["1.0.2", "1.2.1", "1.2.2", "1.2.3", "1.2.13"];
        let phases = Phase::ALL.iter().cycle().zip(1_i64..);
        lines
            .iter()
            .cycle()
            .zip(phases)
            .take(23)
            .map(|(line, (phase, number))| Entry {
                line: (*line).to_owned(),
                phase: *phase,
                gross: money(from + number * 33_333),
                income: money(number * 49),
            })
            .collect()
    };
    let zero = |line, title| Row {
        line,
        title,
        budget: Money::ZERO,
        record: Money::ZERO,
        besides: Money::ZERO,
        outturn: Money::ZERO,
        added_back: Money::ZERO,
        comparable: Money::ZERO,
        difference: Money::ZERO,
    };
    let booked = |line: &str, outturn: i64, ledger: i64| section_251::BookedRow {
        line: line.to_owned(),
        title: "Invented".to_owned(),
        outturn: money(outturn),
        ledger: money(ledger),
        difference: money(ledger - outturn),
    };
    let told = Statement {
        year: year(),
        rows: Vec::new(),
        total: zero("", "All lines"),
        budget: statement(&entries(50)).unwrap(),
        outturn: statement(&entries(0)).unwrap(),
        added_back: statement(&entries(7)[..1]).unwrap(),
        has_calendar: true,
        left_out: 0,
        standing: Standing::Now,
        booked: Some(section_251::Booked {
            period: 12,
            rows: vec![booked("1.2.1", 1_000_050, 999_925), booked("2.1.4", 0, 77)],
            total: booked("", 1_000_050, 1_000_002),
        }),
        may_enter: false,
    };
    let folder = Folder::new();
    works_out_anew(&folder);
    let bytes = section_251::workbook(&told, moment()).unwrap();
    let path = folder.write("s251.xlsx", bytes);
    same_when_worked_out_anew(&folder, &path, 14 * 8);
    let book: Xlsx<_> = calamine::open_workbook(&path).unwrap();
    let names: Vec<&str> = book
        .defined_names()
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    for name in ["S251_budget", "S251_outturn", "S251_comparable"] {
        assert!(names.contains(&name), "{names:?}");
    }
}

#[test]
fn a_ledger_comes_in_by_command_and_the_statement_goes_out() {
    let folder = Folder::new();
    let ledger = folder.write(
        "ledger.csv",
        "Period,Cost centre,S251 line,Budget,Actual\n1,EX1,1.2.1,100,90\n2,EX1,,100,80.5\n",
    );
    let import = |more: &str| format!("import ledger {}{more}", ledger.display());
    let without = crate::forecast::on_database(&folder, &import(""));
    assert_eq!(without.exit, Exit::Unusable);
    assert!(
        without.err.contains("--year") && without.err.contains("nothing was taken"),
        "{}",
        without.err
    );
    for added in [2, 0] {
        let went = crate::forecast::on_database(&folder, &import(" --year 2026"));
        assert_eq!(went.exit, Exit::Done, "{}", went.err);
        let said: serde_json::Value =
            serde_json::from_str(went.out.lines().last().unwrap()).unwrap();
        assert_eq!(said["added"], added, "{said}");
        assert_eq!(said["year"], "2026-27");
    }
    let map = folder.write(
        "map.toml",
        "[[column]]\nkey = \"centre\"\ntitle = \"X\"\nheadings = []\n",
    );
    let wrong = crate::forecast::on_database(
        &folder,
        &import(&format!(" --year 2026 --columns {}", map.display())),
    );
    assert!(
        wrong.err.contains("no column with the key"),
        "{}",
        wrong.err
    );
    let out = folder.path("s251.xlsx");
    let line = format!("export s251 --year 2026 --out {}", out.display());
    let went = crate::forecast::on_database(&folder, &line);
    assert_eq!(went.exit, Exit::Done, "{}", went.err);
    assert!(out.exists());
}

fn id<T: std::str::FromStr>(number: u32) -> T {
    let Ok(id) = format!("00000000-0000-7000-8000-{number:012x}").parse() else {
        panic!("an id is a UUID");
    };
    id
}

fn terms(number: u32) -> AwardVersion {
    AwardVersion {
        award: id(number),
        number: 1,
        decision: id(number),
        establishment: Some(id(1)),
        setting: Setting::Mms,
        paying_authority: "999".parse().unwrap(),
        from: date(2026, 4, 1),
        to: (number.is_multiple_of(2)).then(|| date(2026, 9, 1)),
        fte: (if number.is_multiple_of(3) { "0.6" } else { "1" })
            .parse()
            .unwrap(),
        basis: AwardBasis::CalendarDay,
        band: Some("C".parse().unwrap()),
        rule_set: None,
        annual: Some(money(i64::from(number) * 100_003)),
        price: AwardPrice::Protected,
        recorded_by: None,
        recorded_at: moment().instant,
        note: String::new(),
    }
}

#[test]
fn libreoffice_works_what_a_school_is_sent_out_to_what_it_says() {
    let award = |number: u32| HeldAward {
        child: id(number),
        local_id: format!("EX{number}").parse().unwrap(),
        name: (!number.is_multiple_of(5)).then(|| format!("=Child {number} (invented)")),
        amount: (!number.is_multiple_of(7)).then(|| money(i64::from(number) * 33_333)),
        terms: terms(number),
    };
    let awards: Vec<HeldAward> = (1..=9).map(award).collect();
    let held = SchoolHeld {
        year: year(),
        establishment: id(1),
        name: "Amberby Primary School".to_owned(),
        total: Money::total(awards.iter().filter_map(|award| award.amount)).unwrap(),
        awards,
        bands: ["A", "B", "C"].map(str::to_owned).into(),
        returns: Vec::new(),
    };
    let folder = Folder::new();
    works_out_anew(&folder);
    let bytes = reconciliation::held_workbook(&held, moment()).unwrap();
    let path = folder.write("school.xlsx", bytes);
    same_when_worked_out_anew(&folder, &path, 1);
}

fn reconciled(number: u32, outcome: Outcome) -> ReconciledLine {
    let is_held = !matches!(outcome, Outcome::OnlyThere | Outcome::Refused);
    let terms = terms(number);
    let differs = outcome == Outcome::Differs;
    ReconciledLine {
        reconciliation: id(1),
        number,
        outcome,
        differences: if differs {
            vec![Difference::Band, Difference::End]
        } else {
            Vec::new()
        },
        reference: format!("EX{number}"),
        held: is_held.then(|| HeldSide {
            child: id(number),
            award: id(number),
            version: 1,
            band: Some("C".to_owned()),
            fte: terms.fte,
            from: terms.from,
            to: terms.to,
            amount: Some(money(i64::from(number) * 12_345)),
        }),
        said: (outcome != Outcome::OnlyHere).then(|| SaidSide {
            row: number + 1,
            band: Some("D".to_owned()),
            fte: None,
            from: Some(date(2026, 4, 1)),
            end: match number % 3 {
                0 => SaidEnd::Unstated,
                1 => SaidEnd::Open,
                _ => SaidEnd::On(date(2026, 7, 21)),
            },
        }),
        problem: match outcome {
            Outcome::Refused => "=the share is no number".to_owned(),
            _ => String::new(),
        },
        state: LineState::Open,
        note: String::new(),
        settled_by: None,
        settled_at: None,
    }
}

#[test]
fn libreoffice_works_a_comparison_with_a_school_out_to_what_it_says() {
    let outcomes = Outcome::ALL.iter().cycle().take(13);
    let lines = (1..).zip(outcomes).map(|(number, outcome)| {
        let name = (number % 4 != 0).then(|| "+Child (invented)".to_owned());
        (reconciled(number, *outcome), name)
    });
    let lines: Vec<_> = lines.collect();
    let held = lines
        .iter()
        .filter_map(|(line, _)| line.held.as_ref()?.amount);
    let compared = Compared {
        of: Reconciliation {
            id: id(1),
            establishment: id(1),
            year_on: year().first_day(),
            source: Digest::of(b"a return"),
            rows_read: 11,
            rows_left_out: 2,
            awards_held: 8,
            made_by: id(2),
            made_at: moment().instant,
        },
        year: year(),
        name: "Amberby Primary School".to_owned(),
        held: Money::total(held).unwrap(),
        lines,
    };
    let folder = Folder::new();
    works_out_anew(&folder);
    let bytes = reconciliation::lines_workbook(&compared, moment()).unwrap();
    let path = folder.write("comparison.xlsx", bytes);
    // Each outcome and all of them counted, and the sum of what is held.
    same_when_worked_out_anew(&folder, &path, Outcome::ALL.len() + 2);
}
