//! The outturn of a statement held against the ledger, line by line.

use std::collections::BTreeMap;

use super::Row;
use crate::money::{Money, MoneyError};
use crate::spending::{Amounts, LedgerLine, to_date};

/// A line of the outturn beside the ledger's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookedRow {
    /// The line; empty for all of them.
    pub line: String,
    /// Its title.
    pub title: String,
    /// The outturn of the statement: the record and what is entered besides.
    pub outturn: Money,
    /// What the ledger posted and accrued.
    pub ledger: Money,
    /// The ledger less the outturn.
    pub difference: Money,
}

/// The outturn of a year beside the ledger's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booked {
    /// The last period in which the ledger holds something that was posted or accrued, 1 for April.
    pub period: u32,
    /// Every line of the statement, then those of the ledger that it does not have.
    pub rows: Vec<BookedRow>,
    /// All of them.
    pub total: BookedRow,
}

/// The periods of a year of a ledger.
const PERIODS: u32 = 12;

impl Booked {
    /// Holds a statement's lines against a ledger; none where it holds nothing that was posted or accrued.
    pub(super) fn of(entries: &[LedgerLine], rows: &[Row]) -> Result<Option<Booked>, MoneyError> {
        let is_spent = |one: &&LedgerLine| {
            let Amounts {
                actual, accruals, ..
            } = one.amounts;
            actual != Money::ZERO || accruals != Money::ZERO
        };
        let spent = entries.iter().filter(is_spent);
        let Some(period) = spent.map(|one| one.period).max() else {
            return Ok(None);
        };
        let mut ledger: BTreeMap<String, Money> = BTreeMap::new();
        for (line, sums) in to_date(entries, period)? {
            ledger.insert(line, sums.posted.plus(sums.accruals)?);
        }
        let mut booked = Vec::with_capacity(rows.len());
        for row in rows {
            let held = ledger.remove(row.line).unwrap_or(Money::ZERO);
            booked.push(row_of(row.line, row.title, row.outturn, held)?);
        }
        for (line, held) in ledger {
            if held != Money::ZERO {
                let title = "In the ledger, and no line of this statement";
                booked.push(row_of(&line, title, Money::ZERO, held)?);
            }
        }
        let sum = |of: fn(&BookedRow) -> Money| Money::total(booked.iter().map(of));
        Ok(Some(Booked {
            period,
            total: row_of(
                "",
                "All lines",
                sum(|row| row.outturn)?,
                sum(|row| row.ledger)?,
            )?,
            rows: booked,
        }))
    }

    /// How far the ledger goes, and what a difference means, in a sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        let far = if self.period < PERIODS {
            format!(
                "The ledger is imported up to period {} of {PERIODS}, and the outturn is of the whole year: a difference is no error before the year has ended.",
                self.period
            )
        } else {
            "The ledger is imported for the whole year: explain each difference before the return is signed.".to_owned()
        };
        format!(
            "The outturn above is of the record of placements and of what was entered, and not of the ledger, which has no phases of education. {far}"
        )
    }
}

fn row_of(line: &str, title: &str, outturn: Money, ledger: Money) -> Result<BookedRow, MoneyError> {
    Ok(BookedRow {
        line: line.to_owned(),
        title: title.to_owned(),
        outturn,
        ledger,
        difference: ledger.minus(outturn)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(pounds: i64) -> Money {
        Money::from_pence(pounds * 100).unwrap()
    }

    fn entry(period: u32, line: &str, actual: i64, accruals: i64) -> LedgerLine {
        LedgerLine {
            period,
            centre: format!("{line}-{period}"),
            title: String::new(),
            line: line.to_owned(),
            amounts: Amounts {
                budget: money(1_000),
                actual: money(actual),
                accruals: money(accruals),
            },
        }
    }

    fn row(line: &'static str, outturn: i64) -> Row {
        Row {
            line,
            title: "Title",
            budget: Money::ZERO,
            record: money(outturn),
            besides: Money::ZERO,
            outturn: money(outturn),
            added_back: Money::ZERO,
            comparable: money(outturn),
            difference: Money::ZERO,
        }
    }

    #[test]
    fn every_pound_of_the_ledger_stands_beside_a_line_or_is_named() {
        let rows = [row("1.2.1", 1_000), row("1.2.5", 0)];
        assert_eq!(Booked::of(&[entry(12, "1.2.1", 0, 0)], &rows), Ok(None));
        let entries = [
            entry(1, "1.2.1", 700, 0),
            entry(2, "1.2.1", 250, 20),
            entry(2, "2.1.4", 90, 0),
            entry(12, "1.2.5", 0, 0),
        ];
        let booked = Booked::of(&entries, &rows).unwrap().unwrap();
        let sums: Vec<_> = booked
            .rows
            .iter()
            .map(|row| (row.line.as_str(), row.ledger, row.difference))
            .collect();
        assert_eq!(
            sums,
            [
                ("1.2.1", money(970), money(-30)),
                ("1.2.5", Money::ZERO, Money::ZERO),
                ("2.1.4", money(90), money(90)),
            ]
        );
        assert_eq!(
            (booked.total.ledger, booked.total.difference),
            (money(1_060), money(60))
        );
        assert!(booked.sentence().contains("up to period 2 of 12"));
    }
}
