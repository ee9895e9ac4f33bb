//! An extract of the ledger: budget, actuals and accruals by cost centre and period, under the headings of `ledger.toml` or
//! of a council's own mapping.
//!
//! An extract is taken whole or not at all: a row that cannot be read would leave its period short.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::mapped::{self, MappedColumn, MappedRow, Mapping};
use super::{LeftOut, LineProblem, SourceFile, Unreadable};
use crate::calendar::{Date, FinancialYear};
use crate::costs::section_251_title;
use crate::money::{Money, Rounding, parse_decimal, plain_number};
use crate::spending::{Amounts, LedgerLine};

/// The most characters of a cost centre's code or name that are kept.
const TEXT_MAX: usize = 80;

/// Which headings mean what, and which line of the statement each cost centre counts under.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerMap {
    column: Vec<MappedColumn>,
    #[serde(default)]
    centres: BTreeMap<String, String>,
}

#[expect(
    clippy::expect_used,
    reason = "the file is part of the executable, and a test reads it"
)]
static OURS: LazyLock<LedgerMap> = LazyLock::new(|| {
    toml::from_str(include_str!("ledger.toml")).expect("ledger.toml is well formed")
});

impl LedgerMap {
    /// The mapping that is part of this program.
    #[must_use]
    pub fn ours() -> &'static LedgerMap {
        &OURS
    }

    /// Reads a council's own mapping.
    ///
    /// # Errors
    /// A sentence with the place, for text that is no such mapping or names a line that is not of the statement.
    pub fn parse(text: &str) -> Result<LedgerMap, String> {
        let map: LedgerMap = toml::from_str(text).map_err(|error| error.to_string())?;
        for needed in ["centre", "period", "budget", "actual"] {
            if !map.column.iter().any(|column| column.is(needed)) {
                return Err(format!("it has no column with the key “{needed}”"));
            }
        }
        let unknown = map
            .centres
            .iter()
            .find(|(_, line)| section_251_title(line).is_none());
        match unknown {
            Some((centre, line)) => Err(format!(
                "the cost centre {centre} is mapped to “{line}”, which is no high needs line of the section 251 statement"
            )),
            None => Ok(map),
        }
    }
}

/// An extract, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerExtract {
    /// The year; none where no row could be read.
    pub year: Option<FinancialYear>,
    /// The cost centres by period, where every row could be read; otherwise of no use.
    pub lines: Vec<LedgerLine>,
    /// Rows under the headings.
    pub rows: u32,
    /// What is wrong or doubtful, row by row.
    pub problems: Vec<LineProblem>,
    /// Totals and notes.
    pub left_out: Vec<LeftOut>,
}

impl LedgerExtract {
    /// Rows that could not be read; with one of them, nothing is taken.
    #[must_use]
    pub fn refused(&self) -> usize {
        self.problems
            .iter()
            .filter(|problem| problem.is_refused)
            .count()
    }
}

/// Reads an extract. `year` is the year of rows that name none; `known` the lines under which cost centres counted before.
///
/// # Errors
/// [`Unreadable`] if nothing of the file can be used.
pub fn read(
    source: &SourceFile,
    map: &LedgerMap,
    year: Option<FinancialYear>,
    known: &BTreeMap<String, String>,
) -> Result<LedgerExtract, Unreadable> {
    let mapped = mapped::read(source, &Mapping::of(&map.column))?;
    let mut reader = Reader {
        map,
        known,
        asked: year,
        extract: LedgerExtract {
            year: None,
            lines: Vec::new(),
            rows: u32::try_from(mapped.rows.len()).unwrap_or(u32::MAX),
            problems: Vec::new(),
            left_out: mapped.left_out.clone(),
        },
        rows: BTreeMap::new(),
        lines: BTreeMap::new(),
    };
    for row in &mapped.rows {
        let mut doubts = Vec::new();
        if let Err(why) = reader.take(row, &mut doubts) {
            reader
                .extract
                .problems
                .push(problem(&mapped.place, row, true, why));
        }
        let doubts = doubts
            .into_iter()
            .map(|doubt| problem(&mapped.place, row, false, doubt));
        reader.extract.problems.extend(doubts);
    }
    Ok(reader.extract)
}

fn problem(place: &str, row: &MappedRow, is_refused: bool, sentence: String) -> LineProblem {
    LineProblem {
        place: place.to_owned(),
        row: Some(row.number),
        is_refused,
        sentence,
    }
}

struct Reader<'a> {
    map: &'a LedgerMap,
    known: &'a BTreeMap<String, String>,
    asked: Option<FinancialYear>,
    extract: LedgerExtract,
    /// The row of each cost centre in each period.
    rows: BTreeMap<(u32, String), u32>,
    /// The line of each cost centre in this extract.
    lines: BTreeMap<String, String>,
}

impl Reader<'_> {
    fn take(&mut self, row: &MappedRow, doubts: &mut Vec<String>) -> Result<(), String> {
        if row.is_shifted {
            return Err(
                "it has more values than there are headings, so they are shifted".to_owned(),
            );
        }
        let centre: String = row.text("centre").chars().take(TEXT_MAX).collect();
        if centre.is_empty() {
            return Err("the cost centre is blank".to_owned());
        }
        let period = period_of(&row.text("period"))?;
        self.same_year(row)?;
        let line = self.line_of(&centre, &row.text("line"))?;
        let amounts = Amounts {
            budget: amount("budget", row, doubts)?,
            actual: amount("actual", row, doubts)?,
            accruals: amount("accruals", row, doubts)?,
        };
        if ["budget", "actual", "accruals"]
            .iter()
            .all(|key| row.text(key).trim().is_empty())
        {
            return Err(format!(
                "{centre} has neither budget nor actual nor accruals: write 0 where there is nothing"
            ));
        }
        // A ledger knows its cost centres in one case.
        let key = (period, centre.to_uppercase());
        if let Some(first) = self.rows.insert(key, row.number) {
            return Err(format!(
                "{centre} is in period {period} already, in row {first}"
            ));
        }
        self.extract.lines.push(LedgerLine {
            period,
            centre,
            title: row.text("name").chars().take(TEXT_MAX).collect(),
            line,
            amounts,
        });
        Ok(())
    }

    /// All rows are of one year.
    fn same_year(&mut self, row: &MappedRow) -> Result<(), String> {
        let text = row.text("year");
        let year = match (text.as_str(), self.asked) {
            ("", Some(asked)) => asked,
            ("", None) => return Err("it names no financial year; say it with --year".to_owned()),
            (text, _) => year_of(text).ok_or_else(|| {
                format!(
                    "the financial year is “{}”, which is not like 2026-27",
                    short(text)
                )
            })?,
        };
        if let Some(asked) = self.asked.filter(|asked| *asked != year) {
            return Err(format!("it is of {year}, and {asked} is asked for"));
        }
        match self.extract.year {
            Some(first) if first != year => {
                Err(format!("it is of {year}, and rows above it of {first}"))
            }
            _ => {
                self.extract.year = Some(year);
                Ok(())
            }
        }
    }

    /// The line that a cost centre counts under: the extract's own, the mapping's, or as before.
    fn line_of(&mut self, centre: &str, stated: &str) -> Result<String, String> {
        if !stated.is_empty() && section_251_title(stated).is_none() {
            return Err(format!(
                "“{}” is no high needs line of the section 251 statement",
                short(stated)
            ));
        }
        let stated = Some(stated.to_owned()).filter(|line| !line.is_empty());
        let before = self.lines.get(centre);
        if let (Some(line), Some(before)) = (&stated, before)
            && line != before
        {
            return Err(format!(
                "{centre} is under line {line} here and under {before} above"
            ));
        }
        let otherwise = || {
            self.map
                .centres
                .get(centre)
                .or(self.known.get(centre))
                .cloned()
        };
        let line = stated.or_else(|| before.cloned()).or_else(otherwise);
        let line = line.ok_or_else(|| {
            format!("nothing says which section 251 line {centre} counts under: add a column, or map it with --columns")
        })?;
        self.lines.insert(centre.to_owned(), line.clone());
        Ok(line)
    }
}

fn short(text: &str) -> String {
    text.chars()
        .take(super::limits::SHOWN_CHARACTERS_MAX)
        .collect()
}

/// `3`, `P03`, `Period 3`: 1 is April.
fn period_of(text: &str) -> Result<u32, String> {
    let lower = text.to_lowercase();
    let digits = lower
        .strip_prefix("period")
        .or(lower.strip_prefix('p'))
        .unwrap_or(&lower);
    let number: Option<u32> = digits.trim().parse().ok();
    number
        .filter(|number| (1..=12).contains(number))
        .ok_or_else(|| {
            format!(
                "the period is “{}”, which is not 1 (April) to 12 (March)",
                short(text)
            )
        })
}

/// `2026-27`, `2026/27`, `2026/2027` or `2026`: the year that it begins in.
fn year_of(text: &str) -> Option<FinancialYear> {
    let (first, second) = match text.split_once(['-', '/']) {
        Some((first, second)) => (first.trim(), Some(second.trim())),
        None => (text, None),
    };
    let began: i16 = first
        .parse()
        .ok()
        .filter(|year| (2000..=2100).contains(year))?;
    let year = FinancialYear::containing(Date::new(began, 4, 1).ok()?);
    let ended = i32::from(began) + 1;
    let fits = second.is_none_or(|second| {
        second == ended.to_string() || second == format!("{:02}", ended % 100)
    });
    fits.then_some(year)
}

/// An amount; nothing where the cell is blank. Brackets and a minus are below nought.
fn amount(key: &str, row: &MappedRow, doubts: &mut Vec<String>) -> Result<Money, String> {
    let text = row.text(key);
    let wrong = || {
        format!(
            "the {key} is “{}”, which is no amount such as 1234.50 or 1,234.50",
            short(&text)
        )
    };
    let bare = text.trim();
    let inside = bare
        .trim_start_matches('£')
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'));
    let read = match inside {
        Some(inside) => plain_number(inside).map(|plain| format!("-{plain}")),
        None => plain_number(bare),
    };
    let plain = read.ok_or_else(wrong)?;
    if plain.is_empty() || plain == "-" {
        return Ok(Money::ZERO);
    }
    let pounds = parse_decimal(&plain).map_err(|_| wrong())?;
    let money = Rounding::TO_THE_PENNY
        .to_money(pounds)
        .map_err(|_| wrong())?;
    if money.pounds() != pounds {
        doubts.push(format!("the {key} has a part of a penny; {money} is used"));
    }
    Ok(money)
}

#[cfg(test)]
mod tests;
