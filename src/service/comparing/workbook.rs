//! A comparison as a workbook: a summary with its alarm, the matrix, the groups, the largest moves, every loser and gainer,
//! and an audit sheet by whose digests and control totals it can be made again.
//!
//! Every number is the comparison's own. Changes and totals are formulas of the cells they are worked out from, with the
//! comparison's number beside them until a program works them out again.

use super::guarded::Guarded;
use crate::calendar::Date;
use crate::compare::{Comparison, Group, Movement, Side, Sum, Tally};
use crate::engine::ENGINE_VERSION;
use crate::export::{self, Column, Drawn, Dress, NotWritten, Series, Shape, Sheet, Shown, Value};
use crate::money::{Decimal, Money};

/// How many of the largest moves stand on their sheet; all of them stand on two others.
const LARGEST: usize = 50;

/// The comparison as the bytes of an `.xlsx` file.
///
/// # Errors
/// [`NotWritten`] beyond what a workbook can hold.
pub fn bytes(shown: &Guarded) -> Result<Vec<u8>, NotWritten> {
    let mut sheets = sheets(shown);
    for sheet in sheets.iter_mut().filter(|sheet| sheet.rows.is_empty()) {
        // A sheet of nothing looks like one that was forgotten.
        let why = if shown.is_guarded {
            "Withheld: its small numbers could be worked out"
        } else {
            "No child"
        };
        sheet.rows.push(vec![text(why)]);
    }
    // Whom small numbers are kept from has no sheet of the bands.
    let bands = match shown.is_guarded {
        true => 1,
        false => shown.comparison.by_band.len() + 1,
    };
    let of = |column: char| format!("='{BY_BAND}'!${column}$2:${column}${bands}");
    let drawn = (bands > 1).then(|| Drawn {
        sheet: BY_BAND.to_owned(),
        title: "What children of each band gain and lose (£ a year)",
        shape: Shape::Columns,
        labels: of('A'),
        series: vec![
            Series {
                name: "Gain",
                cells: of('G'),
            },
            Series {
                name: "Lose",
                cells: of('I'),
            },
        ],
    });
    let dress = Dress {
        drawn: drawn.into_iter().collect(),
        typed: Vec::new(),
    };
    export::dressed_workbook(&sheets, &[], &dress)
}

/// The sheet of the bands, on which the chart stands.
const BY_BAND: &str = "By band";

/// Every sheet, in the order of the workbook.
pub(super) fn sheets(shown: &Guarded) -> Vec<Sheet> {
    let comparison = &shown.comparison;
    let groups = [
        ("By school", &comparison.by_school),
        ("By need", &comparison.by_need),
        ("By setting", &comparison.by_setting),
    ];
    let mut sheets = vec![summary(comparison), matrix(shown)];
    sheets.extend(groups.map(|(name, groups)| of_groups(name, groups)));
    if shown.is_guarded {
        // Whom small numbers are kept from is not shown what would tell the matrix's.
        if !shown.shows_moves() {
            sheets.push(audit(comparison));
            return sheets;
        }
    } else {
        sheets.push(of_groups(BY_BAND, &comparison.by_band));
    }
    let (losses, gains) = (&comparison.losses, &comparison.gains);
    let largest = losses.iter().take(LARGEST);
    let largest: Vec<&Movement> = largest.chain(gains.iter().take(LARGEST)).collect();
    sheets.push(of_movements("Largest moves", &largest));
    for (name, all) in [("Every loss", losses), ("Every gain", gains)] {
        let all: Vec<&Movement> = all.iter().collect();
        sheets.push(of_movements(name, &all));
    }
    sheets.push(audit(comparison));
    sheets
}

fn sheet(name: &str, columns: &[(&str, u16)], rows: Vec<Vec<Value>>) -> Sheet {
    let columns = columns
        .iter()
        .map(|(heading, width)| Column::new(*heading, *width));
    Sheet {
        name: name.to_owned(),
        columns: columns.collect(),
        rows,
        is_filtered: true,
    }
}

fn text(text: impl ToString) -> Value {
    Value::Text(text.to_string())
}

fn day(day: Date) -> Value {
    Value::Moment(day.at(0, 0, 0, 0))
}

/// A sum beyond any budget would have been refused when it was compared.
fn change(tally: &Tally) -> Money {
    tally.change().unwrap_or(Money::ZERO)
}

fn summary(comparison: &Comparison) -> Sheet {
    let total = &comparison.total;
    let count = |what: &str, children: u32| vec![text(what), Value::Count(children)];
    let sum = |what: &str, of: Sum| {
        let (children, amount) = (Value::Count(of.children), Value::Money(of.amount));
        vec![text(what), children, amount]
    };
    let mut rows = vec![
        count("Children compared", total.children),
        sum("Top-up under the first set", total.before),
        sum("Top-up under the second set", total.after),
        vec![
            text("Change"),
            Value::Blank,
            Value::Worked {
                formula: "=C4-C3".to_owned(),
                is: change(total),
            },
        ],
        sum("Gain", total.gain),
        sum("Lose", total.lose),
        count("The same to the penny", total.same),
        sum("An amount under the first set alone", total.only_before),
        sum("An amount under the second set alone", total.only_after),
        count("No amount under either", total.neither),
        sum("Protection in the second set", total.protection),
        sum("Awards in force today", comparison.standing.awards),
        sum(
            "Of these, agreed for one child or protected",
            comparison.standing.individual,
        ),
        count(
            "Decided in another band than the first set's",
            comparison.standing.other_band,
        ),
    ];
    for (which, side) in [("first", &comparison.before), ("second", &comparison.after)] {
        rows.push(count(
            &format!("Blocked under the {which} set"),
            side.blocked,
        ));
        rows.push(count(
            &format!("Refused under the {which} set"),
            side.refused,
        ));
    }
    for alarm in &comparison.alarms {
        let word = if alarm.is_raised {
            "ALARM"
        } else {
            "Within bounds"
        };
        let sentence = text(alarm.sentence());
        rows.push(vec![text(word), Value::Blank, Value::Blank, sentence]);
    }
    let columns = [
        ("What", 48),
        ("Children", 12),
        ("Pounds a year", 18),
        ("In words", 110),
    ];
    sheet("Summary", &columns, rows)
}

fn matrix(shown: &Guarded) -> Sheet {
    let (comparison, matrix) = (&shown.comparison, &shown.comparison.matrix);
    // Where a number is hidden no formula adds up to it.
    let is_whole = !shown.hides_of_matrix();
    let mut headings = vec!["First set, down; second set, across".to_owned()];
    headings.extend(matrix.columns.iter().map(|ending| ending.title()));
    headings.push("Total".to_owned());
    let columns: Vec<(&str, u16)> = headings
        .iter()
        .map(|heading| (heading.as_str(), 14))
        .collect();
    let mut rows = Vec::new();
    for (place, (ending, counts)) in matrix.rows.iter().zip(&matrix.counts).enumerate() {
        let mut row = vec![text(ending.title())];
        let count = |(column, count): (usize, &u32)| {
            if shown.hides(place, column) {
                text("Hidden")
            } else {
                Value::Count(*count)
            }
        };
        row.extend(counts.iter().enumerate().map(count));
        let (last, number) = (column_name(counts.len()), place + 2);
        let formula = format!("=SUM(B{number}:{last}{number})");
        let total = matrix.row_total(place);
        row.push(if is_whole {
            counted(formula, total)
        } else {
            count((counts.len(), &total))
        });
        rows.push(row);
    }
    if !is_whole {
        return sheet("Matrix", &columns, rows);
    }
    let mut totals = vec![text("Total")];
    let columns_count = matrix.columns.len();
    let last = rows.len() + 1;
    let down = |column: usize, is: u32| {
        let name = column_name(column + 1);
        counted(format!("=SUM({name}2:{name}{last})"), is)
    };
    totals.extend((0..columns_count).map(|column| down(column, matrix.column_total(column))));
    totals.push(down(columns_count, comparison.total.children));
    rows.push(totals);
    sheet("Matrix", &columns, rows)
}

/// A count that a formula works out.
fn counted(formula: String, is: u32) -> Value {
    Value::Reckoned {
        formula,
        is: Decimal::from(is),
        shown: Shown::Whole,
    }
}

/// The letters of a column, counted from 0.
fn column_name(column: usize) -> String {
    let letter = |place: usize| char::from(b'A' + u8::try_from(place % 26).unwrap_or(0));
    match column / 26 {
        0 => letter(column).to_string(),
        // Bands and outcomes are far fewer than 26 times 26.
        tens => format!("{}{}", letter(tens - 1), letter(column)),
    }
}

fn of_groups(name: &str, groups: &[Group]) -> Sheet {
    let columns = [
        (name, 44),
        ("Children", 12),
        ("First set", 18),
        ("Second set", 18),
        ("Change", 18),
        ("Gain: children", 12),
        ("Gain: pounds", 18),
        ("Lose: children", 12),
        ("Lose: pounds", 18),
        ("The same", 12),
        ("First set alone: children", 14),
        ("First set alone: pounds", 18),
        ("Second set alone: children", 14),
        ("Second set alone: pounds", 18),
        ("No amount", 12),
        ("Protection: children", 14),
        ("Protection: pounds", 18),
    ];
    let row = |(group, number): (&Group, usize)| {
        let tally = &group.tally;
        let mut row = vec![
            text(&group.title),
            Value::Count(tally.children),
            Value::Money(tally.before.amount),
            Value::Money(tally.after.amount),
            Value::Worked {
                formula: format!("=D{number}-C{number}"),
                is: change(tally),
            },
        ];
        let pair = |sum: Sum| [Value::Count(sum.children), Value::Money(sum.amount)];
        row.extend(pair(tally.gain));
        row.extend(pair(tally.lose));
        row.push(Value::Count(tally.same));
        row.extend(pair(tally.only_before));
        row.extend(pair(tally.only_after));
        row.push(Value::Count(tally.neither));
        row.extend(pair(tally.protection));
        row
    };
    sheet(name, &columns, groups.iter().zip(2..).map(row).collect())
}

fn movement((of, number): (&Movement, usize)) -> Vec<Value> {
    let school = of.school.as_ref().map(|school| school.name.clone());
    let reference = match &of.reference {
        Some(reference) => text(reference),
        None => text("Not shown"),
    };
    vec![
        reference,
        Value::of_text(school),
        text(of.setting.title()),
        Value::of_text(of.need.map(|need| need.title())),
        text(of.from.title()),
        text(of.to.title()),
        Value::Money(of.before),
        Value::Money(of.after),
        Value::Worked {
            formula: format!("=H{number}-G{number}"),
            is: of.change(),
        },
        Value::Money(of.protection),
    ]
}

fn of_movements(name: &str, all: &[&Movement]) -> Sheet {
    let rows: Vec<Vec<Value>> = all.iter().copied().zip(2..).map(movement).collect();
    let columns = [
        ("Reference", 18),
        ("School", 40),
        ("Setting", 26),
        ("Primary need", 34),
        ("First set", 16),
        ("Second set", 16),
        ("Pounds, first set", 18),
        ("Pounds, second set", 18),
        ("Change", 18),
        ("Protection", 18),
    ];
    sheet(name, &columns, rows)
}

fn audit(comparison: &Comparison) -> Sheet {
    let mut rows = vec![
        vec![text("Day of the cohort"), day(comparison.day)],
        vec![
            text("Version of the arithmetic"),
            Value::Count(ENGINE_VERSION),
        ],
    ];
    for (which, side) in [("First", &comparison.before), ("Second", &comparison.after)] {
        rows.extend(of_side(which, side));
    }
    let left = comparison.left_out;
    for (what, children) in [
        (
            "Control total: children compared",
            comparison.total.children,
        ),
        (
            "Left out: profile agreed, no placement on the day",
            left.no_placement,
        ),
        ("Left out: profile agreed, plan ceased", left.ceased),
        ("Left out: open plan, no agreed profile", left.not_scored),
    ] {
        rows.push(vec![text(what), Value::Count(children)]);
    }
    let total = &comparison.total;
    for (what, amount) in [
        ("Control total: first set", total.before.amount),
        ("Control total: second set", total.after.amount),
        ("Control total: gains", total.gain.amount),
        ("Control total: losses", total.lose.amount),
    ] {
        rows.push(vec![text(what), Value::Money(amount)]);
    }
    let parts = "schools, needs, settings, bands, the matrix and the lists of moves each come to the total, or there would \
                 be no workbook";
    rows.push(vec![text("Parts"), text(parts)]);
    let meaning = "what the rules would give, child by child; an award is an officer's decision, and amounts agreed for one \
                   child stay as they are";
    rows.push(vec![text("What it is"), text(meaning)]);
    sheet("Audit", &[("What", 52), ("Value", 110)], rows)
}

fn of_side(which: &str, side: &Side) -> Vec<Vec<Value>> {
    let mut rows = vec![
        vec![text(format!("{which} set")), text(&side.reference)],
        vec![text(format!("{which} set: title")), text(&side.title)],
        vec![text(format!("{which} set: digest")), text(&side.digest)],
        vec![text(format!("{which} set: asked on")), day(side.asked_on)],
        vec![
            text(format!("{which} set: children with a result")),
            Value::Count(side.determined),
        ],
    ];
    for (reason, children) in &side.reasons {
        let what = format!("{which} set: no result for {children}");
        rows.push(vec![text(what), text(reason)]);
    }
    rows
}
