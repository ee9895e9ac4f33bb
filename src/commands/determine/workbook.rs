//! The result as a workbook: the input's own columns with the result behind them, and a sheet that sums up.

use crate::export::{self, Column, NotWritten, Sheet, Value};
use crate::import::scores::Scores;
use crate::import::{Cell, Row};

use super::line::Line;
use super::summary::Summary;

/// The columns behind the input's own, with their widths.
const RESULT: [(&str, u16); 8] = [
    ("Status", 12),
    ("Band", 8),
    ("Top-up (£ a year)", 14),
    ("Rule set", 24),
    ("Note or problem", 60),
    ("Explanation", 80),
    ("Warnings", 40),
    ("Row in input", 8),
];

/// The narrowest and the widest that an input's column is shown, in characters.
const WIDTHS: std::ops::RangeInclusive<usize> = 8..=30;

pub(super) fn bytes(
    scores: &Scores,
    lines: &[Line],
    summary: &Summary,
) -> Result<Vec<u8>, NotWritten> {
    export::workbook(&[result_sheet(scores, lines), summary_sheet(lines, summary)])
}

fn result_sheet(scores: &Scores, lines: &[Line]) -> Sheet {
    let width = width_of_input(scores);
    let mut columns = vec![Column::new("", 8); width];
    for (place, heading) in &scores.columns.headings {
        if let Some(column) = columns.get_mut(*place as usize) {
            let length = heading
                .chars()
                .count()
                .clamp(*WIDTHS.start(), *WIDTHS.end());
            *column = Column::new(heading, u16::try_from(length + 2).unwrap_or(u16::MAX));
        }
    }
    columns.extend(RESULT.map(|(heading, width)| Column::new(heading, width)));
    // Records and rows of the table both stand in the order of their numbers.
    let mut rows = scores.table.rows.iter().peekable();
    let rows = lines
        .iter()
        .map(|line| {
            while rows.next_if(|row| row.number < line.row).is_some() {}
            let row = rows.next_if(|row| row.number == line.row);
            let mut values = row.map_or_else(Vec::new, |row| input_values(row, width));
            values.resize(width, Value::Blank);
            values.extend(result_values(line));
            values
        })
        .collect();
    Sheet {
        name: "Bands".to_owned(),
        columns,
        rows,
        is_filtered: true,
    }
}

/// How many columns the input has, those without a heading included.
fn width_of_input(scores: &Scores) -> usize {
    let last_of = |row: &Row| row.cells.last().map_or(0, |(place, _)| *place as usize + 1);
    let under = scores
        .table
        .rows
        .iter()
        .filter(|row| row.number >= scores.columns.heading_row);
    under.map(last_of).max().unwrap_or(0)
}

fn input_values(row: &Row, width: usize) -> Vec<Value> {
    let mut values = vec![Value::Blank; width];
    for (place, cell) in &row.cells {
        if let Some(value) = values.get_mut(*place as usize) {
            *value = match cell {
                Cell::Text(text) | Cell::Failed(text) => Value::Text(text.clone()),
                Cell::Number(number) => Value::Number(*number),
                Cell::Moment(moment) => Value::Moment(*moment),
                Cell::Truth(truth) => Value::Truth(*truth),
            };
        }
    }
    values
}

fn result_values(line: &Line) -> [Value; RESULT.len()] {
    [
        Value::Text(line.status.to_owned()),
        Value::of_text(line.band.as_ref().map(ToString::to_string)),
        line.top_up_annual.map_or(Value::Blank, Value::Money),
        Value::Text(line.rule_set.to_string()),
        Value::of_text(line.note_or_problem()),
        Value::of_text(line.explanation.clone()),
        Value::of_text((!line.warnings.is_empty()).then(|| line.warnings.join(" "))),
        Value::Count(line.row),
    ]
}

fn summary_sheet(lines: &[Line], summary: &Summary) -> Sheet {
    let mut rows: Vec<Vec<Value>> = Vec::new();
    let mut add = |what: &str, value: Value, detail: Option<String>| {
        rows.push(vec![
            Value::Text(what.to_owned()),
            value,
            Value::of_text(detail),
        ]);
    };
    add(
        "Rule set",
        Value::Text(summary.rule_set.clone()),
        Some(summary.title.clone()),
    );
    add(
        "Digest of the rule set",
        Value::Text(summary.digest.clone()),
        None,
    );
    add(
        "Determined on the rules of",
        Value::Moment(summary.on.into()),
        None,
    );
    add(
        "Sheet",
        Value::of_text(summary.sheet.clone()),
        Some(format!("headings in row {}", summary.heading_row)),
    );
    add("Rows determined", count(summary.determined), None);
    add("… of them with a warning", count(summary.warned), None);
    add("Rows blocked", count(summary.blocked), None);
    add("Rows refused", count(summary.refused), None);
    add("Lines left out", count(summary.left_out), None);
    add(
        "Top-ups of a year, together",
        summary.total.map_or(Value::Blank, Value::Money),
        Some("rows with an amount, full year; not a forecast".to_owned()),
    );
    for (band, children) in &summary.by_band {
        add(&format!("Rows in band {band}"), count(*children), None);
    }
    for note in &summary.notes {
        add("Not read", Value::Blank, Some(note.clone()));
    }
    for left_out in &summary.left_out_lines {
        add(
            "Left out",
            Value::Text(left_out.place()),
            Some(left_out.reason.clone()),
        );
    }
    for line in lines {
        if let Some(problem) = &line.problem {
            let who = line.id.as_deref().unwrap_or("no reference");
            add(
                &format!("{} ({who})", capital(line.status)),
                Value::Text(format!("row {}", line.row)),
                Some(problem.clone()),
            );
        }
    }
    Sheet {
        name: "Summary".to_owned(),
        columns: vec![
            Column::new("What", 34),
            Column::new("Value", 28),
            Column::new("Detail", 100),
        ],
        rows,
        is_filtered: false,
    }
}

fn count<T: TryInto<u32>>(number: T) -> Value {
    number.try_into().map_or(Value::Blank, Value::Count)
}

fn capital(status: &str) -> String {
    match status {
        "blocked" => "Blocked".to_owned(),
        _ => "Refused".to_owned(),
    }
}
