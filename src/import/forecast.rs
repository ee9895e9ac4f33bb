//! The three files that a forecast needs without a database: transitions, population, costs.
//!
//! It reads each row or says what is wrong with it; whether the rows make a cohort is `crate::forecast::check`'s to say.

use crate::forecast::{CostRow, PopulationRow, Problem, Side, Source, TransitionRow};
use crate::money::{Decimal, Money, Rounding, parse_decimal};

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
    read(file, Source::Transitions, COLUMNS, |row, values| {
        let [
            january,
            setting_1,
            need_1,
            year_group_1,
            setting_2,
            need_2,
            year_group_2,
        ] = values;
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
    })
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
            let pounds = number(COLUMNS[2], cost)?;
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
    let shown: String = value
        .chars()
        .take(super::limits::SHOWN_CHARACTERS_MAX)
        .collect();
    format!("{column} is “{shown}”, which is not {wanted}")
}

fn whole(column: &str, value: &str) -> Result<i16, String> {
    value
        .parse()
        .map_err(|_| refusal(column, value, "a whole number"))
}

fn number(column: &str, value: &str) -> Result<Decimal, String> {
    parse_decimal(value).map_err(|_| refusal(column, value, "a number such as 1234.50"))
}

fn code(column: &str, value: &str) -> Result<String, String> {
    match value {
        "" => Err(refusal(column, value, "a code")),
        OUTSIDE => Err(format!("{column} is {OUTSIDE}, which has no cost")),
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
                "{setting_column} is “{setting}” and {need_column} is “{need}”: {OUTSIDE} stands in both or in neither"
            ));
        }
    };
    Ok(Side {
        place,
        year_group: whole(year_column, year_group)?,
        band: None,
    })
}
