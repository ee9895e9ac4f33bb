//! A year's monitoring as a workbook with live formulas, and as CSV.

use super::view::{LineView, Monitoring};
use crate::calendar::Date;
use crate::export::{
    self, Allowed, Column, Drawn, Dress, Series, Shape, Sheet, Shown, Typed, Value,
};
use crate::money::{Decimal, Money};
use crate::service::{Moment, ServiceError, files};
use crate::store::monitoring::Said;

/// The columns of a line, after its number and title.
pub const COLUMNS: [&str; 14] = [
    "Budget in the ledger",
    "Virements",
    "Budget",
    "Profiled to date",
    "Posted to date",
    "Accruals to date",
    "Committed to year end",
    "Forecast outturn",
    "Variance",
    "Volume",
    "Mix",
    "Price",
    "Timing",
    "Variance not explained",
];

/// The columns after those: what is said of a line.
const SAID: [&str; 10] = [
    "Variance of the budget (%)",
    "Mark",
    "Since the last report",
    "Starters",
    "Leavers",
    "May come to, lowest",
    "May come to, highest",
    "Owner",
    "Provider",
    "Reason",
];

const NAME: &str = "Monitoring";

fn amounts(line: &LineView) -> [Money; 13] {
    [
        line.original,
        line.virements,
        line.budget,
        line.profiled,
        line.posted,
        line.accruals,
        line.committed,
        line.forecast,
        line.variance,
        line.split.volume,
        line.split.mix,
        line.split.price,
        line.split.timing,
    ]
}

/// The lines of a year as comma-separated values, the total last.
#[must_use]
pub fn csv(told: &Monitoring) -> Vec<u8> {
    let headings = ["Line", "Title"]
        .into_iter()
        .chain(COLUMNS[..13].iter().copied());
    let headings = headings.map(|heading| format!("{heading}{}", unit(heading)));
    let said = SAID.map(|heading| match heading {
        "Since the last report" | "May come to, lowest" | "May come to, highest" => {
            format!("{heading} (£)")
        }
        _ => heading.to_owned(),
    });
    let headings: Vec<String> = headings.chain(said).collect();
    let row = |line: &LineView| {
        let names = [line.line.clone(), line.title.clone()];
        let sums = amounts(line).map(Money::pounds_text);
        names
            .into_iter()
            .chain(sums)
            .chain(said_texts(line))
            .collect()
    };
    let rows: Vec<Vec<String>> = told.lines.iter().chain([&told.total]).map(row).collect();
    files::csv(&headings, &rows)
}

/// What is said of a line, as text.
fn said_texts(line: &LineView) -> [String; 10] {
    let tenths = |tenths: i64| {
        let (sign, size) = (if tenths < 0 { "-" } else { "" }, tenths.unsigned_abs());
        format!("{sign}{}.{}", size / 10, size % 10)
    };
    let said = line.said.as_ref();
    let range = said.and_then(|said| said.range);
    let pounds = |sum: Option<Money>| sum.map(Money::pounds_text).unwrap_or_default();
    let words = |of: fn(&Said) -> &String| said.map(of).cloned().unwrap_or_default();
    [
        line.share.map(tenths).unwrap_or_default(),
        line.rag.title().to_owned(),
        pounds(line.moved),
        line.starters.to_string(),
        line.leavers.to_string(),
        pounds(range.map(|range| range.0)),
        pounds(range.map(|range| range.1)),
        words(|said| &said.owner),
        words(|said| &said.provider),
        words(|said| &said.reason),
    ]
}

/// What is said of a line, as cells of a row.
fn said_cells(row: usize, line: &LineView) -> Vec<Value> {
    let said = line.said.as_ref();
    let range = said.and_then(|said| said.range);
    let sum = |sum: Option<Money>| sum.map_or(Value::Blank, Value::Money);
    let many = |count: u64| Value::Count(u32::try_from(count).unwrap_or(u32::MAX));
    let words = |of: fn(&Said) -> &String| said.map_or(Value::Blank, |said| text(of(said)));
    vec![
        Value::Reckoned {
            // Half away from nought, as the page has it.
            formula: format!("=IF(E{row}=0,0,ROUND(K{row}/ABS(E{row})*100,1))"),
            is: Decimal::new(line.share.unwrap_or(0), 1),
            shown: Shown::Tenths,
        },
        text(line.rag.title()),
        sum(line.moved),
        many(line.starters),
        many(line.leavers),
        sum(range.map(|range| range.0)),
        sum(range.map(|range| range.1)),
        words(|said| &said.owner),
        words(|said| &said.provider),
        words(|said| &said.reason),
    ]
}

fn unit(heading: &str) -> &'static str {
    match heading {
        "Line" | "Title" => "",
        _ => " (£)",
    }
}

/// The lines of a year as a workbook: budget, forecast, variance and totals are formulas, with a check that nothing of the
/// variance is left unexplained, a chart, and rules for what an officer types of a line.
///
/// # Errors
/// [`ServiceError::Broken`] beyond what a workbook can hold.
pub fn workbook(told: &Monitoring, moment: Moment) -> Result<Vec<u8>, ServiceError> {
    let mut rows: Vec<Vec<Value>> = (2_usize..)
        .zip(&told.lines)
        .map(|(row, line)| line_row(row, line))
        .collect();
    let last = rows.len() + 1;
    rows.push(total_row(told, last));
    let total = last + 1;
    let columns = [
        Column::new("Section 251 line", 10),
        Column::new("Title", 46),
    ];
    let columns = columns
        .into_iter()
        .chain(COLUMNS.map(|heading| Column::new(heading, 17)))
        .chain(SAID.map(|heading| {
            let width = match heading {
                "Owner" | "Provider" => 24,
                "Reason" => 60,
                _ => 17,
            };
            Column::new(heading, width)
        }));
    let sheets = [
        Sheet {
            name: NAME.to_owned(),
            columns: columns.collect(),
            rows,
            is_filtered: false,
        },
        owed(told),
        audit(told, moment),
    ];
    let name = |column: char| format!("={NAME}!${column}${total}");
    let names = [
        ("Monitored_budget", name('E')),
        ("Monitored_forecast", name('J')),
        ("Monitored_variance", name('K')),
    ];
    let dress = Dress {
        drawn: drawn(told.lines.len()).into_iter().collect(),
        typed: typed(told.lines.len()),
    };
    let bytes = export::dressed_workbook(&sheets, &names, &dress);
    bytes.map_err(|error| ServiceError::Broken(Box::new(error)))
}

/// Budget, ledger and forecast by line, not of the total; none where there is no line.
fn drawn(lines: usize) -> Option<Drawn> {
    let of = |column: char| format!("={NAME}!${column}$2:${column}${}", lines + 1);
    let series = |name, column| Series {
        name,
        cells: of(column),
    };
    (lines > 0).then(|| Drawn {
        sheet: NAME.to_owned(),
        title: "Budget, posted to date and forecast outturn by line (£)",
        shape: Shape::Columns,
        labels: of('A'),
        series: vec![
            series("Budget", 'E'),
            series("Posted to date", 'G'),
            series("Forecast outturn", 'J'),
        ],
    })
}

/// What may be typed of each line, as on the page where an officer says it.
fn typed(lines: usize) -> Vec<Typed> {
    let Ok(last) = u32::try_from(lines + 1) else {
        return Vec::new();
    };
    let allowed = |heading: &str| match heading {
        "May come to, lowest" => Some((Allowed::Pounds, "Enter an amount in pounds.")),
        "May come to, highest" => Some((
            Allowed::PoundsFrom,
            "Enter an amount in pounds that is no less than the lowest.",
        )),
        "Owner" => Some((Allowed::TextUpTo(100), "Enter 100 characters or fewer.")),
        "Provider" => Some((Allowed::TextUpTo(200), "Enter 200 characters or fewer.")),
        "Reason" => Some((Allowed::TextUpTo(1_000), "Enter 1,000 characters or fewer.")),
        _ => None,
    };
    // After the line's number and title.
    let headings = COLUMNS.iter().chain(&SAID);
    let columns = (2_u16..).zip(headings).filter(|_| last > 1);
    columns
        .filter_map(|(column, heading)| {
            let (allowed, sentence) = allowed(heading)?;
            Some(Typed {
                sheet: NAME.to_owned(),
                column,
                rows: (2, last),
                allowed,
                sentence: sentence.to_owned(),
            })
        })
        .collect()
}

fn line_row(row: usize, line: &LineView) -> Vec<Value> {
    let worked = |formula: String, is: Money| Value::Worked { formula, is };
    let split = &line.split;
    let mut cells = vec![
        text(&line.line),
        text(&line.title),
        Value::Money(line.original),
        Value::Money(line.virements),
        worked(format!("=ROUND(C{row}+D{row},2)"), line.budget),
        Value::Money(line.profiled),
        Value::Money(line.posted),
        Value::Money(line.accruals),
        Value::Money(line.committed),
        worked(format!("=ROUND(G{row}+H{row}+I{row},2)"), line.forecast),
        worked(format!("=ROUND(J{row}-E{row},2)"), line.variance),
        Value::Money(split.volume),
        Value::Money(split.mix),
        Value::Money(split.price),
        Value::Money(split.timing),
        worked(
            format!("=ROUND(K{row}-L{row}-M{row}-N{row}-O{row},2)"),
            Money::ZERO,
        ),
    ];
    cells.extend(said_cells(row, line));
    cells
}

fn total_row(told: &Monitoring, last: usize) -> Vec<Value> {
    let sum = |(letter, is): (char, Money)| Value::Worked {
        formula: if last < 2 {
            "=0".to_owned()
        } else {
            format!("=ROUND(SUM({letter}2:{letter}{last}),2)")
        },
        is,
    };
    let sums = ('C'..='O').zip(amounts(&told.total));
    let names = [text("All"), text(&told.total.title)];
    let rest = [('P', Money::ZERO)];
    let sums = sums.chain(rest).map(sum);
    let said = said_cells(last + 1, &told.total);
    names.into_iter().chain(sums).chain(said).collect()
}

/// Fees of placements that ended, owed until notice runs out. Nobody is named.
fn owed(told: &Monitoring) -> Sheet {
    let day =
        |day: crate::calendar::Date| Value::Moment(day.to_datetime(jiff::civil::Time::midnight()));
    let mut rows: Vec<Vec<Value>> = told
        .notices
        .iter()
        .map(|one| {
            vec![
                text(&one.local_id),
                text(&one.place),
                text(one.line),
                day(one.last_day),
                one.notice.owed.last_day().map_or(Value::Blank, day),
                text(one.why(crate::calendar::in_words)),
                Value::Money(one.amount),
            ]
        })
        .collect();
    let all = Money::total(told.notices.iter().map(|one| one.amount)).unwrap_or(Money::ZERO);
    let mut total = vec![text("All")];
    total.extend(vec![Value::Blank; 5]);
    total.push(Value::Sum(all));
    rows.push(total);
    let columns = [
        ("Child", 14),
        ("Provider", 40),
        ("Section 251 line", 10),
        ("Last paid day", 14),
        ("Owed up to", 14),
        ("Why", 70),
        ("In the year (£)", 17),
    ];
    Sheet {
        name: "Notice".to_owned(),
        columns: columns
            .map(|(heading, width)| Column::new(heading, width))
            .to_vec(),
        rows,
        is_filtered: false,
    }
}

fn audit(told: &Monitoring, moment: Moment) -> Sheet {
    let fact = |what: &str, value: Value| vec![text(what), value];
    let basis = match &told.basis {
        Some(basis) => format!("Number {}, taken on {}", basis.number, basis.on),
        None => "None: what the record holds is volume".to_owned(),
    };
    let rows = vec![
        fact("Financial year", text(told.year)),
        fact(
            "To the end of period (1 is April)",
            Value::Count(told.period),
        ),
        fact("Basis of the budget", text(basis)),
        fact(
            "Costs of the record that cannot be worked out",
            Value::Count(u32::try_from(told.left_out).unwrap_or(u32::MAX)),
        ),
        fact(
            "Volume",
            text("(record's days at full time less the basis') x budget / the basis' days"),
        ),
        fact(
            "Mix",
            text(
                "record's days at the budget's price of each part, less all of them at its average price",
            ),
        ),
        fact(
            "Price",
            text("record's cost less its days at the budget's price of each part"),
        ),
        fact(
            "Timing",
            text(
                "forecast less the record's cost: booked earlier, later or otherwise than it is due",
            ),
        ),
        fact(
            "Mark",
            text(format!(
                "Amber from {} tenths of a per cent of the budget, red from {}, green under £{}; in force from {}",
                told.thresholds.amber,
                told.thresholds.red,
                told.thresholds.least.pounds_text(),
                if told.thresholds.since == Date::MIN {
                    "the beginning: this service's assumption".to_owned()
                } else {
                    told.thresholds.since.to_string()
                }
            )),
        ),
        fact(
            "Since the last report",
            text(match told.moved_from {
                Some((period, on)) => {
                    format!("From the forecasts that were reported for period {period} on {on}")
                }
                None => "No earlier period of the year was reported".to_owned(),
            }),
        ),
        fact(
            "Starters and leavers",
            text(
                "Children on record whose first day on the line is after the year's first, or whose last day is before its last",
            ),
        ),
        fact("Made at (UTC)", text(moment.instant)),
        fact("Program version", text(env!("CARGO_PKG_VERSION"))),
    ];
    Sheet {
        name: "Audit".to_owned(),
        columns: vec![Column::new("What", 46), Column::new("Value", 90)],
        rows,
        is_filtered: false,
    }
}

fn text(text: impl ToString) -> Value {
    Value::Text(text.to_string())
}
