//! The three files that a forecast needs without a database: transitions, population, costs.
//!
//! It reads each row or says what is wrong with it; whether the rows make a cohort is `crate::forecast::check`'s to say.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::forecast::{CostRow, PopulationRow, Problem, Side, Source, TransitionRow};
use crate::money::{Decimal, Money, Rounding, parse_decimal, plain_number};

use super::cell::quoted;
use super::delimited::{self, Records};
use super::encoding::OtherEncoding;
use super::words::tidy;
use super::{SourceFile, Unreadable};

/// What stands in place of a need and a setting outside the system.
const OUTSIDE: &str = "NONSEND";

/// The rows of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows<T> {
    /// Those that could be read.
    pub rows: Vec<T>,
    /// How many there are under the heading, read or not.
    pub count: u32,
    /// Those that could not, with the reason.
    pub problems: Vec<Problem>,
}

/// Reads the transitions: one row a child a year-pair.
///
/// # Errors
/// [`Unreadable`] if the file is no delimited text or lacks a column.
pub fn transitions(file: &SourceFile) -> Result<Rows<TransitionRow>, Unreadable> {
    const COLUMNS: [&str; 7] = [
        "calendar-year",
        "setting-1",
        "need-1",
        "academic-year-1",
        "setting-2",
        "need-2",
        "academic-year-2",
    ];
    let years = RefCell::new(BTreeMap::<String, (u32, u32)>::new());
    let mut rows = read(file, Source::Transitions, COLUMNS, |row, values| {
        let [
            january,
            setting_1,
            need_1,
            year_group_1,
            setting_2,
            need_2,
            year_group_2,
        ] = values;
        let mut seen = years.borrow_mut();
        seen.entry(january.to_owned()).or_insert((0, row)).0 += 1;
        Ok((
            TransitionRow {
                row,
                january: whole(COLUMNS[0], january)?,
                from: side(
                    [COLUMNS[1], COLUMNS[2], COLUMNS[3]],
                    [setting_1, need_1, year_group_1],
                )?,
                to: side(
                    [COLUMNS[4], COLUMNS[5], COLUMNS[6]],
                    [setting_2, need_2, year_group_2],
                )?,
                // The file has no column for it.
                is_transfer: false,
            },
            None,
        ))
    })?;
    rows.problems.extend(pasted_twice(&rows.rows));
    let years = years.into_inner();
    rows.problems.extend(unreadable_years(&rows.rows, &years));
    Ok(rows)
}

/// The fewest rows of one year that are no slip of the pen in some of them.
const WHOLE_YEAR: u32 = 10;

/// Years of which no row can be read, by what stands in the rows for the year, how often and where first: the forecast then may
/// begin with an earlier January than the rows meant.
fn unreadable_years(rows: &[TransitionRow], years: &BTreeMap<String, (u32, u32)>) -> Vec<Problem> {
    let last = rows.iter().map(|row| row.january).max();
    let is_read = |year: &str| {
        let year = year.parse::<i16>().ok();
        year.is_some_and(|year| rows.iter().any(|row| row.january == year))
    };
    let whole = years
        .iter()
        .filter(|(year, (count, _))| *count >= WHOLE_YEAR && !is_read(year));
    let told = whole.map(|(year, (count, first))| {
        // What begins with a year that is not after the last one is a year missing before it, and is said as that.
        let begins: String = year.chars().take(4).collect();
        let is_earlier = begins.parse::<i16>().ok().is_some_and(|begins| Some(begins) <= last);
        let from_there = match last.filter(|_| !is_earlier) {
            Some(last) => format!(
                "; the forecast begins at January {}, the last of the rows that can be read",
                i32::from(last) + 1
            ),
            None => String::new(),
        };
        let why = format!(
            "all {count} rows whose calendar-year is {} are refused, so nothing of that year is known{from_there}",
            quoted(year)
        );
        Problem::warning(Source::Transitions, Some(*first), why)
    });
    told.collect()
}

/// The fewest rows that are taken for a paste when they stand again in the same order, and the fewest different ones among
/// them: two children who are alike are no paste.
const PASTE: (usize, usize) = (10, 5);

/// Where the rows of a calendar year, or all rows, stand once and then again in the same order.
fn pasted_twice(rows: &[TransitionRow]) -> Vec<Problem> {
    let all: Vec<&TransitionRow> = rows.iter().collect();
    let mut by_year: BTreeMap<i16, Vec<&TransitionRow>> = BTreeMap::new();
    for row in rows {
        by_year.entry(row.january).or_default().push(row);
    }
    if let Some(problem) = again(&all, "") {
        return vec![problem];
    }
    by_year
        .iter()
        .filter_map(|(year, rows)| again(rows, &format!(" of {year}")))
        .collect()
}

/// A warning where the second half of some rows is the first again.
fn again(rows: &[&TransitionRow], whose: &str) -> Option<Problem> {
    let half = rows.len() / 2;
    if half < PASTE.0 || !rows.len().is_multiple_of(2) {
        return None;
    }
    let (first, second) = rows.split_at(half);
    let is_same = |one: &TransitionRow, other: &TransitionRow| {
        (one.january, &one.from, &one.to) == (other.january, &other.from, &other.to)
    };
    if !first
        .iter()
        .zip(second)
        .all(|(one, other)| is_same(one, other))
    {
        return None;
    }
    let mut different: Vec<&TransitionRow> = Vec::new();
    for row in first {
        if different.len() < PASTE.1 && !different.iter().any(|known| is_same(known, row)) {
            different.push(row);
        }
    }
    // A block that is itself a smaller one over and over is children who are alike.
    let smaller = first.len() / 2;
    let is_alike = (1..=smaller).any(|period| {
        first.len().is_multiple_of(period)
            && first
                .iter()
                .zip(&first[period..])
                .all(|(one, other)| is_same(one, other))
    });
    if different.len() < PASTE.1 || is_alike {
        return None;
    }
    let ends = |rows: &[&TransitionRow]| Some((rows.first()?.row, rows.last()?.row));
    let ((from, to), (again_from, again_to)) = (ends(first)?, ends(second)?);
    let why = format!(
        "rows {from} to {to}{whose} stand again, one by one, in rows {again_from} to {again_to}: if they were pasted twice, every child of them is counted twice; take one copy out"
    );
    Some(Problem::warning(Source::Transitions, Some(again_from), why))
}

/// Reads the population: people by January and year group.
///
/// # Errors
/// [`Unreadable`] if the file is no delimited text or lacks a column.
pub fn population(file: &SourceFile) -> Result<Rows<PopulationRow>, Unreadable> {
    const COLUMNS: [&str; 3] = ["calendar-year", "academic-year", "population"];
    read(
        file,
        Source::Population,
        COLUMNS,
        |row, [january, year_group, people]| {
            Ok((
                PopulationRow {
                    row,
                    january: whole(COLUMNS[0], january)?,
                    year_group: whole(COLUMNS[1], year_group)?,
                    people: number(COLUMNS[2], people)?
                        .to_string()
                        .parse()
                        .map_err(|_| refusal(COLUMNS[2], people, "a number"))?,
                },
                None,
            ))
        },
    )
}

/// Reads the costs: pounds a year by need and setting. Parts of a penny are rounded, half up, with a warning.
///
/// # Errors
/// [`Unreadable`] if the file is no delimited text or lacks a column.
pub fn costs(file: &SourceFile) -> Result<Rows<CostRow>, Unreadable> {
    const COLUMNS: [&str; 3] = ["need", "setting", "cost"];
    read(
        file,
        Source::Costs,
        COLUMNS,
        |row, [need, setting, cost]| {
            let pounds = pounds(COLUMNS[2], cost)?;
            let rounded: Money = Rounding::TO_THE_PENNY
                .to_money(pounds)
                .map_err(|error| error.to_string())?;
            let doubt = (rounded.pounds() != pounds)
                .then(|| format!("the cost {cost} has a part of a penny; {rounded} is used"));
            Ok((
                CostRow {
                    row,
                    need: code(COLUMNS[0], need)?,
                    setting: code(COLUMNS[1], setting)?,
                    band: None,
                    cost: rounded,
                },
                doubt,
            ))
        },
    )
}

/// A row and a doubt about it, or why it is refused.
type Read<T> = Result<(T, Option<String>), String>;

fn read<T, const N: usize>(
    file: &SourceFile,
    source: Source,
    columns: [&str; N],
    read_row: impl Fn(u32, [&str; N]) -> Read<T>,
) -> Result<Rows<T>, Unreadable> {
    let text = delimited::text(file, OtherEncoding::Refused)?;
    let mut records = Records::of(&text);
    let heading = records.next_of(file)?.unwrap_or_default();
    let places = places(file, &heading, columns)?;
    let mut rows = Rows {
        rows: Vec::new(),
        count: 0,
        problems: Vec::new(),
    };
    let mut number = 1;
    while let Some(record) = records.next_of(file)? {
        number += 1;
        if record.iter().all(|value| tidy(value).is_empty()) {
            continue;
        }
        rows.count += 1;
        let values = places.map(|place| record.get(place).map_or("", |value| tidy(value)));
        let read = match record.len() > heading.len() {
            true => Err(format!(
                "it has {} values under {} headings, so they are shifted",
                record.len(),
                heading.len()
            )),
            false => read_row(number, values),
        };
        match read {
            Ok((row, doubt)) => {
                rows.rows.push(row);
                let doubt = doubt.map(|why| Problem::warning(source, Some(number), why));
                rows.problems.extend(doubt);
            }
            Err(why) => rows.problems.push(Problem::refused(source, number, why)),
        }
    }
    Ok(rows)
}

/// The places of the columns in the heading: case, spaces and underlines do not count.
fn places<const N: usize>(
    file: &SourceFile,
    heading: &[String],
    columns: [&str; N],
) -> Result<[usize; N], Unreadable> {
    let folded: Vec<String> = heading
        .iter()
        .map(|title| tidy(title).to_ascii_lowercase().replace([' ', '_'], "-"))
        .collect();
    let missing: Vec<&str> = columns
        .iter()
        .copied()
        .filter(|column| !folded.iter().any(|title| title == column))
        .collect();
    if !missing.is_empty() {
        return Err(Unreadable::MissingColumns {
            file: file.name.clone(),
            missing: missing.join(", "),
            seen: heading.join(", "),
        });
    }
    for column in columns {
        let with_it: Vec<String> = (0..folded.len())
            .filter(|place| folded[*place] == column)
            .map(|place| (place + 1).to_string())
            .collect();
        if with_it.len() > 1 {
            return Err(Unreadable::TwoColumns {
                file: file.name.clone(),
                row: 1,
                columns: format!("columns {}", with_it.join(" and ")),
                meaning: column.to_owned(),
            });
        }
    }
    Ok(columns.map(|column| folded.iter().position(|title| title == column).unwrap_or(0)))
}

fn refusal(column: &str, value: &str, wanted: &str) -> String {
    if value.is_empty() {
        return format!("{column} is empty");
    }
    format!("{column} is {}, which is not {wanted}", quoted(value))
}

fn whole(column: &str, value: &str) -> Result<i16, String> {
    value
        .parse()
        .map_err(|_| refusal(column, value, "a whole number"))
}

fn number(column: &str, value: &str) -> Result<Decimal, String> {
    parse_decimal(value).map_err(|_| refusal(column, value, "a number such as 1234.50"))
}

/// Pounds as an officer writes them: `1234.50`, `£1,234.50`. Commas stand between thousands or nowhere.
fn pounds(column: &str, value: &str) -> Result<Decimal, String> {
    plain_number(value)
        .and_then(|plain| parse_decimal(&plain).ok())
        .ok_or_else(|| refusal(column, value, "a sum such as 1234.50 or £1,234.50"))
}

/// The most characters of a need's or setting's code.
const CODE_MAX: usize = 40;

fn code(column: &str, value: &str) -> Result<String, String> {
    const WANTED: &str =
        "a code: one line of at most 40 characters that does not begin with =, +, - or @";
    match value {
        "" => Err(refusal(column, value, "a code")),
        OUTSIDE => Err(format!("{column} is {OUTSIDE}, which has no cost")),
        code if code.chars().any(char::is_control)
            || code.chars().nth(CODE_MAX).is_some()
            || code.starts_with(['=', '+', '-', '@']) =>
        {
            Err(refusal(column, code, WANTED))
        }
        code => Ok(code.to_owned()),
    }
}

fn side(
    [setting_column, need_column, year_column]: [&str; 3],
    [setting, need, year_group]: [&str; 3],
) -> Result<Side, String> {
    let place = match (setting == OUTSIDE, need == OUTSIDE) {
        (true, true) => None,
        (false, false) => Some((code(need_column, need)?, code(setting_column, setting)?)),
        _ => {
            return Err(format!(
                "{setting_column} is {} and {need_column} is {}: {OUTSIDE} stands in both or in neither",
                quoted(setting),
                quoted(need)
            ));
        }
    };
    Ok(Side {
        place,
        year_group: whole(year_column, year_group)?,
        band: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> SourceFile {
        SourceFile {
            name: "file.csv".to_owned(),
            bytes: text.as_bytes().to_vec(),
        }
    }

    const HEADING: &str =
        "calendar-year,setting-1,need-1,academic-year-1,setting-2,need-2,academic-year-2\n";

    fn block(year: i16, groups: std::ops::Range<i16>) -> String {
        let row = |group| format!("{year},MMS,ASD,{group},SPEC,ASD,{}\n", group + 1);
        groups.map(row).collect()
    }

    #[test]
    fn rows_that_were_pasted_twice_are_told_with_their_numbers() {
        let block_of = |year| block(year, 0..12);
        let twice = format!("{HEADING}{0}{0}", block_of(2024));
        let read = transitions(&file(&twice)).unwrap();
        assert_eq!(read.problems.len(), 1);
        let told = read.problems[0].to_string();
        assert!(
            told.starts_with("transitions, row 14: warning: rows 2 to 13 stand again"),
            "{told}"
        );
        assert!(told.contains("rows 14 to 25"), "{told}");
        // One year of two.
        let one = format!("{HEADING}{}{1}{1}", block_of(2023), block_of(2024));
        let told = transitions(&file(&one)).unwrap().problems[0].to_string();
        assert!(
            told.contains("rows 14 to 25 of 2024 stand again, one by one, in rows 26 to 37"),
            "{told}"
        );
        // Once, and children who are alike.
        let once = format!("{HEADING}{}", block_of(2024));
        assert_eq!(transitions(&file(&once)).unwrap().problems, []);
        let alike = format!("{HEADING}{}", block(2024, 3..4).repeat(40));
        assert_eq!(transitions(&file(&alike)).unwrap().problems, []);
    }

    #[test]
    fn a_year_that_cannot_be_read_at_all_is_named_with_where_the_forecast_then_begins() {
        let years = [block(2023, 0..12), block(2024, 0..12)].concat();
        let last = block(2025, 0..12);
        for wrong in ["2025-26", "next", "25"] {
            let text = format!("{HEADING}{years}{}", last.replace("2025", wrong));
            let read = transitions(&file(&text)).unwrap();
            if wrong == "25" {
                // It is read as a year, which is refused where the years are known.
                assert_eq!(read.problems, []);
                continue;
            }
            let told = read.problems.last().unwrap().to_string();
            assert_eq!(read.problems.len(), 13, "{wrong}");
            assert!(
                told.starts_with(
                    "transitions, row 26: warning: all 12 rows whose calendar-year is"
                ),
                "{told}"
            );
            assert!(
                told.contains("the forecast begins at January 2025"),
                "{told}"
            );
        }
        // A year in the midst moves no start, and one bad row is no year.
        let text = format!("{HEADING}{}{last}", years.replace("2024", "2024/5"));
        let told = transitions(&file(&text)).unwrap().problems;
        assert!(!told.last().unwrap().sentence.contains("begins at"));
        let text = format!("{HEADING}{years}{}", last.replacen("2025", "x", 1));
        assert_eq!(transitions(&file(&text)).unwrap().problems.len(), 1);
    }

    #[test]
    fn a_sum_is_read_as_officers_write_it_and_refused_once_with_its_row() {
        let text =
            "need,setting,cost\nASD,MMS,\"£1,234.50\"\nASD,SPEC,£20000\nASD,ISS,\"1,234,567\"\n";
        let read = costs(&file(text)).unwrap();
        let sums: Vec<i64> = read.rows.iter().map(|row| row.cost.pence()).collect();
        assert_eq!(
            (sums, read.problems),
            (vec![123_450, 2_000_000, 123_456_700], Vec::new())
        );
        for wrong in ["1,23", "12,34,567", "£", ",500", "1234,567", "5,000.1,0"] {
            let text = format!("need,setting,cost\nASD,MMS,\"{wrong}\"\n");
            let read = costs(&file(&text)).unwrap();
            assert_eq!(read.problems.len(), 1, "{wrong}");
            assert_eq!(read.problems[0].row, Some(2));
        }
    }

    #[test]
    fn a_code_that_is_no_code_is_refused_and_not_printed_whole() {
        let long = "X".repeat(3_000);
        for wrong in ["=cmd", "+1", "@x", "a\nb", &long] {
            let text = format!("{HEADING}2024,\"{wrong}\",ASD,3,MMS,ASD,4\n");
            let read = transitions(&file(&text)).unwrap();
            assert_eq!((read.rows.len(), read.problems.len()), (0, 1), "{wrong}");
            let told = read.problems[0].to_string();
            assert!(told.len() < 300 && !told.contains('\n'), "{told}");
        }
    }
}
