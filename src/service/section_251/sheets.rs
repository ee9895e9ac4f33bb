//! The statement as a workbook in whole pounds with live formulas, and as CSV to the penny.

use super::{Booked, BookedRow, Row, Statement};
use crate::export::{self, Column, Drawn, Dress, Facts, Series, Shape, Sheet, Value};
use crate::ids::Digest;
use crate::money::Money;
use crate::service::{Moment, ServiceError, files};
use crate::spending::{Phase, ShownRow, StatementRow, whole_pounds};

/// The statement by line as comma-separated values, net of income, the total last.
#[must_use]
pub fn csv(told: &Statement) -> Vec<u8> {
    let headings = [
        "Line",
        "Title",
        "Budget (£)",
        "Record of placements (£)",
        "Entered besides (£)",
        "Outturn (£)",
        "Academy place funding added back (£)",
        "Comparable outturn (£)",
        "Difference from the budget (£)",
        "Ledger, posted and accrued (£)",
        "Ledger less outturn (£)",
    ];
    let booked = |line: &str| {
        let booked = told.booked.as_ref()?;
        let mut all = booked.rows.iter().chain([&booked.total]);
        all.find(|row| row.line == line)
    };
    let row = |row: &Row| {
        let sums = [
            row.budget,
            row.record,
            row.besides,
            row.outturn,
            row.added_back,
            row.comparable,
            row.difference,
        ];
        let names = [row.line.to_owned(), row.title.to_owned()];
        let ledger = booked(row.line).map(|booked| [booked.ledger, booked.difference]);
        let ledger = ledger.map_or_else(Default::default, |sums| sums.map(Money::pounds_text));
        names
            .into_iter()
            .chain(sums.map(Money::pounds_text))
            .chain(ledger)
            .collect()
    };
    let mut rows: Vec<Vec<String>> = told.rows.iter().map(row).collect();
    let only = told.booked.iter().flat_map(|booked| &booked.rows);
    let only = only.filter(|booked| told.rows.iter().all(|row| row.line != booked.line));
    rows.extend(only.map(|booked| {
        let blank = std::iter::repeat_n(String::new(), 7);
        [booked.line.clone(), booked.title.clone()]
            .into_iter()
            .chain(blank)
            .chain([booked.ledger, booked.difference].map(Money::pounds_text))
            .collect()
    }));
    rows.push(row(&told.total));
    files::csv(&headings.map(str::to_owned), &rows)
}

/// The statement as a workbook: budget and outturn by line and phase, both compared, and an audit sheet. In whole pounds that
/// add up as they are shown.
///
/// # Errors
/// [`ServiceError::Broken`] beyond what a workbook can hold.
pub fn workbook(told: &Statement, moment: Moment) -> Result<Vec<u8>, ServiceError> {
    let shown = Shown {
        budget: whole_pounds(&told.budget),
        outturn: whole_pounds(&told.outturn),
        added_back: whole_pounds(&told.added_back),
    };
    let mut sheets = vec![
        compared(&shown)?,
        side("Budget", &shown.budget)?,
        side("Outturn", &shown.outturn)?,
    ];
    sheets.extend(told.booked.as_ref().map(reconciled));
    sheets.push(audit(told, &shown, moment)?);
    let last = shown.budget.len() + 2;
    let name = |sheet: &str, column: char| format!("={sheet}!${column}${last}");
    let names = [
        ("S251_budget", name("Compared", 'C')),
        ("S251_outturn", name("Compared", 'D')),
        ("S251_comparable", name("Compared", 'F')),
    ];
    // Every line, and not the total.
    let ends = shown.budget.len() + 1;
    let of = |column: char| format!("=Compared!${column}$2:${column}${ends}");
    let dress = Dress {
        drawn: vec![Drawn {
            sheet: "Compared".to_owned(),
            title: "Budget and comparable outturn by line (£)",
            shape: Shape::Columns,
            labels: of('A'),
            series: vec![
                Series {
                    name: "Budget, net",
                    cells: of('C'),
                },
                Series {
                    name: "Comparable outturn",
                    cells: of('F'),
                },
            ],
        }],
        typed: Vec::new(),
    };
    let bytes = export::dressed_workbook(&sheets, &names, &dress);
    bytes.map_err(|error| ServiceError::Broken(Box::new(error)))
}

/// The three statements in whole pounds, line by line.
struct Shown {
    budget: Vec<ShownRow>,
    outturn: Vec<ShownRow>,
    added_back: Vec<ShownRow>,
}

fn pounds(pounds: i64) -> Result<Money, ServiceError> {
    let pence = pounds.checked_mul(100).unwrap_or(i64::MAX);
    Money::from_pence(pence).map_err(super::broken)
}

fn net(row: &ShownRow) -> i64 {
    row.gross.total - row.income.total
}

/// Budget and outturn made comparable.
fn compared(shown: &Shown) -> Result<Sheet, ServiceError> {
    let last = shown.budget.len() + 1;
    let mut rows = Vec::with_capacity(last);
    let mut totals = [0_i64; 5];
    for (place, budget) in shown.budget.iter().enumerate() {
        let row = place + 2;
        let (outturn, back) = (net(&shown.outturn[place]), net(&shown.added_back[place]));
        let sums = [
            net(budget),
            outturn,
            back,
            outturn + back,
            outturn + back - net(budget),
        ];
        for (total, sum) in totals.iter_mut().zip(sums) {
            *total += sum;
        }
        rows.push(vec![
            text(budget.line),
            text(budget.title),
            worked(format!("=Budget!K{row}"), sums[0])?,
            worked(format!("=Outturn!K{row}"), sums[1])?,
            Value::Money(pounds(sums[2])?),
            worked(format!("=D{row}+E{row}"), sums[3])?,
            worked(format!("=F{row}-C{row}"), sums[4])?,
        ]);
    }
    let mut total = vec![text("All"), text("All lines")];
    for (letter, sum) in ('C'..='G').zip(totals) {
        total.push(summed(letter, last, sum)?);
    }
    rows.push(total);
    let headings = [
        ("Line", 10),
        ("Title", 66),
        ("Budget, net", 18),
        ("Outturn, net", 18),
        ("Academy place funding added back", 18),
        ("Comparable outturn", 18),
        ("Difference from the budget", 18),
    ];
    Ok(sheet("Compared", &headings, rows))
}

fn summed(letter: char, last: usize, sum: i64) -> Result<Value, ServiceError> {
    Ok(Value::Worked {
        formula: format!("=SUM({letter}2:{letter}{last})"),
        is: pounds(sum)?,
    })
}

fn worked(formula: String, is: i64) -> Result<Value, ServiceError> {
    Ok(Value::Worked {
        formula,
        is: pounds(is)?,
    })
}

/// A statement by line and phase: gross by phase, gross, income and net.
fn side(name: &str, shown: &[ShownRow]) -> Result<Sheet, ServiceError> {
    let last = shown.len() + 1;
    let mut rows = Vec::with_capacity(last);
    let mut totals = [0_i64; 9];
    for (place, of) in shown.iter().enumerate() {
        let row = place + 2;
        let mut cells = vec![text(of.line), text(of.title)];
        for phase in of.gross.phases {
            cells.push(Value::Money(pounds(phase)?));
        }
        cells.push(worked(format!("=SUM(C{row}:H{row})"), of.gross.total)?);
        cells.push(Value::Money(pounds(of.income.total)?));
        cells.push(worked(format!("=I{row}-J{row}"), net(of))?);
        rows.push(cells);
        let sums = of
            .gross
            .phases
            .into_iter()
            .chain([of.gross.total, of.income.total, net(of)]);
        for (total, sum) in totals.iter_mut().zip(sums) {
            *total += sum;
        }
    }
    let mut total = vec![text("All"), text("All lines")];
    for (letter, sum) in ('C'..='K').zip(totals) {
        total.push(summed(letter, last, sum)?);
    }
    rows.push(total);
    let phases = Phase::ALL.iter().map(|phase| (phase.title(), 16));
    let ends = [("Gross", 18), ("Income", 16), ("Net", 18)];
    let headings: Vec<(&str, u16)> = [("Line", 10), ("Title", 66)]
        .into_iter()
        .chain(phases)
        .chain(ends)
        .collect();
    Ok(sheet(name, &headings, rows))
}

/// The outturn beside the ledger's, to the penny.
fn reconciled(booked: &Booked) -> Sheet {
    let last = booked.rows.len() + 1;
    let of = |(row, place): (&BookedRow, usize)| {
        vec![
            text(&row.line),
            text(&row.title),
            Value::Money(row.outturn),
            Value::Money(row.ledger),
            Value::Worked {
                formula: format!("=D{place}-C{place}"),
                is: row.difference,
            },
        ]
    };
    let mut rows: Vec<Vec<Value>> = booked.rows.iter().zip(2..).map(of).collect();
    let sum = |letter: char, is: Money| Value::Worked {
        formula: format!("=SUM({letter}2:{letter}{last})"),
        is,
    };
    rows.push(vec![
        text("All"),
        text("All lines"),
        sum('C', booked.total.outturn),
        sum('D', booked.total.ledger),
        sum('E', booked.total.difference),
    ]);
    rows.push(vec![text(""), text(booked.sentence())]);
    let headings = [
        ("Line", 10),
        ("Title", 66),
        ("Outturn, net", 18),
        ("Ledger, posted and accrued", 18),
        ("Ledger less outturn", 18),
    ];
    sheet("Ledger", &headings, rows)
}

fn audit(told: &Statement, shown: &Shown, moment: Moment) -> Result<Sheet, ServiceError> {
    let last = shown.budget.len() + 2;
    let check: i64 = shown.outturn.iter().map(net).sum::<i64>()
        - shown.budget.iter().map(net).sum::<i64>()
        + shown.added_back.iter().map(net).sum::<i64>();
    let mut facts = Facts::new();
    facts.say("Financial year", told.year);
    let total = &told.total;
    for (what, sum) in [
        ("Budget to the penny", total.budget),
        ("Outturn to the penny", total.outturn),
        ("Academy place funding to the penny", total.added_back),
    ] {
        facts.add(what, Value::Money(sum));
    }
    facts.add(
        "Comparable outturn less budget, by the other sheets",
        Value::Worked {
            formula: format!("=Outturn!K{last}+Compared!E{last}-Budget!K{last}"),
            is: pounds(check)?,
        },
    );
    facts.say("Digest of the exact statement (SHA-256)", digest_of(told));
    facts.count(
        "Costs of the record that cannot be worked out",
        told.left_out,
    );
    facts.say(
        "Rounding",
        "Whole pounds: each side's total is rounded once, lines and phases make it up by largest remainder",
    );
    facts.say(
        "Academy place funding",
        "The budget includes it and the outturn does not, because the department pays it: it is added back to compare",
    );
    let from = match &told.booked {
        Some(booked) => booked.sentence(),
        None => "The record of placements and what was entered. No ledger of the year is imported to hold it against".to_owned(),
    };
    facts.say("Where the outturn is from", from);
    facts.say("Made at (UTC)", moment.instant);
    facts.say("Program version", env!("CARGO_PKG_VERSION"));
    Ok(facts.sheet("Audit", (52, 90)))
}

/// The digest of what the statement holds to the penny.
fn digest_of(told: &Statement) -> Digest {
    let mut lines = String::new();
    let row = |row: &StatementRow| {
        let pence = row
            .gross
            .iter()
            .chain(&row.income)
            .map(|sum| sum.pence().to_string());
        format!("{}\t{}\n", row.line, pence.collect::<Vec<_>>().join("\t"))
    };
    for side in [&told.budget, &told.outturn, &told.added_back] {
        lines.extend(side.iter().map(row));
    }
    Digest::of(lines.as_bytes())
}

fn sheet(name: &str, headings: &[(&str, u16)], rows: Vec<Vec<Value>>) -> Sheet {
    Sheet {
        name: name.to_owned(),
        columns: headings
            .iter()
            .map(|(heading, width)| Column::new(*heading, *width))
            .collect(),
        rows,
        is_filtered: false,
    }
}

fn text(text: impl ToString) -> Value {
    Value::Text(text.to_string())
}
