//! The columns that every sheet of the plan has: years that are known, then the years ahead twice.

use rust_xlsxwriter::utility::column_number_to_name;

use super::{DsgPlan, PastBalance, PlanSide};
use crate::export::{Column, Sheet, Value};
use crate::forecast::{BalanceYear, PlanYear};

/// Which side a column is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// A year whose January is known.
    Known,
    /// A year ahead as things go on.
    Unmitigated,
    /// A year ahead with the levers.
    Mitigated,
}

/// A year's column.
#[derive(Clone, Copy)]
pub(super) struct OfYear<'a> {
    /// Which side.
    pub of: Of,
    /// Its place among the years of its side.
    pub place: usize,
    /// The placements.
    pub year: &'a PlanYear,
    /// The balance, where there is one.
    pub balance: Option<&'a BalanceYear>,
}

/// Every column, in order.
pub(super) struct Columns<'a>(Vec<OfYear<'a>>);

impl<'a> Columns<'a> {
    pub(super) fn of(plan: &'a DsgPlan) -> Columns<'a> {
        let nothing: &[BalanceYear] = &[];
        let sides = [
            (Of::Known, &plan.placements.known, nothing),
            (
                Of::Unmitigated,
                &plan.placements.unmitigated,
                plan.unmitigated.balance.as_slice(),
            ),
            (
                Of::Mitigated,
                &plan.placements.mitigated,
                plan.mitigated.balance.as_slice(),
            ),
        ];
        let mut all = Vec::new();
        for (of, years, balance) in sides {
            all.extend(years.iter().enumerate().map(|(place, year)| OfYear {
                of,
                place,
                year,
                balance: balance.iter().find(|one| one.year == year.year),
            }));
        }
        Columns(all)
    }

    /// Every column.
    pub(super) fn iter(&self) -> impl Iterator<Item = &OfYear<'a>> {
        self.0.iter()
    }

    /// How many years are on a side.
    pub(super) fn count(&self, of: Of) -> usize {
        self.iter().filter(|column| column.of == of).count()
    }

    /// The letter of a column on a sheet whose first columns say what a row is.
    pub(super) fn letter(&self, labels: usize, column: &OfYear<'_>) -> String {
        letter(labels + self.before(column.of) + column.place)
    }

    /// The letters of the first and last column of a side; none where it has no year.
    pub(super) fn ends(&self, labels: usize, of: Of) -> Option<(String, String)> {
        let count = self.count(of);
        let first = labels + self.before(of);
        (count > 0).then(|| (letter(first), letter(first + count - 1)))
    }

    fn before(&self, of: Of) -> usize {
        match of {
            Of::Known => 0,
            Of::Unmitigated => self.count(Of::Known),
            Of::Mitigated => self.count(Of::Known) + self.count(Of::Unmitigated),
        }
    }

    /// A sheet of these columns behind some that say what a row is.
    pub(super) fn sheet(&self, name: &str, labels: &[(&str, u16)], rows: Vec<Vec<Value>>) -> Sheet {
        let labels = labels
            .iter()
            .map(|(heading, width)| Column::new(*heading, *width));
        let years = self.iter().map(|column| {
            let year = column.year.year;
            let heading = match column.of {
                Of::Known => format!("{year}"),
                Of::Unmitigated => format!("{year} unmitigated"),
                Of::Mitigated => format!("{year} mitigated"),
            };
            Column::new(heading, 17)
        });
        Sheet {
            name: name.to_owned(),
            columns: labels.chain(years).collect(),
            rows,
            is_filtered: false,
        }
    }

    /// A row: what it is, and a value for each column.
    pub(super) fn row(&self, labels: &[&str], value: impl Fn(&OfYear<'a>) -> Value) -> Vec<Value> {
        let labels = labels.iter().map(|label| Value::Text((*label).to_owned()));
        labels.chain(self.iter().map(value)).collect()
    }
}

/// The side of the plan that a column is of; none of a year that is known.
pub(super) fn side<'a>(plan: &'a DsgPlan, column: &OfYear<'_>) -> Option<&'a PlanSide> {
    match column.of {
        Of::Known => None,
        Of::Unmitigated => Some(&plan.unmitigated),
        Of::Mitigated => Some(&plan.mitigated),
    }
}

/// What is known of the balance of a column's year, where it is over.
pub(super) fn past<'a>(plan: &'a DsgPlan, column: &OfYear<'_>) -> Option<&'a PastBalance> {
    let of_year = |past: &&PastBalance| past.year == column.year.year;
    plan.past
        .iter()
        .find(of_year)
        .filter(|_| column.of == Of::Known)
}

/// The letter of a column counted from 0.
pub(super) fn letter(column: usize) -> String {
    // A plan has some tens of columns; a workbook 16,384.
    column_number_to_name(u16::try_from(column).unwrap_or(u16::MAX))
}
