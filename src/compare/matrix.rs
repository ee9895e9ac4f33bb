//! From which ending to which: how many children leave each band, and for which other.

use std::collections::BTreeMap;

use serde::Serialize;

use super::ending::Ending;
use crate::rules::RuleSet;

/// How many children end one way under the first set and another under the second.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Matrix {
    /// The endings under the first set: its bands, lowest need first, then what is no band.
    pub rows: Vec<Ending>,
    /// The endings under the second set.
    pub columns: Vec<Ending>,
    /// Children by row and column.
    pub counts: Vec<Vec<u32>>,
    /// Whether both sets have the same bands in the same order, so that up and down mean something.
    pub has_same_bands: bool,
}

impl Matrix {
    pub(super) fn of(
        pairs: &BTreeMap<(Ending, Ending), u32>,
        before: &RuleSet,
        after: &RuleSet,
    ) -> Matrix {
        let rows = endings(before, pairs.keys().map(|(row, _)| row));
        let columns = endings(after, pairs.keys().map(|(_, column)| column));
        let count = |row: &Ending, column: &Ending| {
            let key = (row.clone(), column.clone());
            pairs.get(&key).copied().unwrap_or(0)
        };
        let counts = rows
            .iter()
            .map(|row| columns.iter().map(|column| count(row, column)).collect())
            .collect();
        Matrix {
            counts,
            has_same_bands: bands(before) == bands(after),
            rows,
            columns,
        }
    }

    /// How many children are in a row.
    #[must_use]
    pub fn row_total(&self, row: usize) -> u32 {
        self.counts.get(row).map_or(0, |row| row.iter().sum())
    }

    /// How many children are in a column.
    #[must_use]
    pub fn column_total(&self, column: usize) -> u32 {
        let cells = self.counts.iter().filter_map(|row| row.get(column));
        cells.sum()
    }

    /// How many children are in a higher band under the second set, and how many in a lower one. Those without a band
    /// under either set are in neither; nobody is, where the bands are not the same.
    #[must_use]
    pub fn up_and_down(&self) -> (u32, u32) {
        if !self.has_same_bands {
            return (0, 0);
        }
        let is_band = |ending: Option<&Ending>| ending.is_some_and(|it| it.band().is_some());
        let (mut up, mut down) = (0, 0);
        for (from, row) in self.counts.iter().enumerate() {
            for (to, count) in row.iter().enumerate() {
                if !is_band(self.rows.get(from)) || !is_band(self.columns.get(to)) {
                    continue;
                }
                // The same bands in the same order stand at the same places of rows and columns.
                match to.cmp(&from) {
                    std::cmp::Ordering::Greater => up += count,
                    std::cmp::Ordering::Less => down += count,
                    std::cmp::Ordering::Equal => {}
                }
            }
        }
        (up, down)
    }

    /// How many children have a band under both sets.
    #[must_use]
    pub fn banded(&self) -> u32 {
        let rows = self.rows.iter().zip(&self.counts);
        rows.filter(|(row, _)| row.band().is_some())
            .flat_map(|(_, row)| self.columns.iter().zip(row))
            .filter(|(column, _)| column.band().is_some())
            .map(|(_, count)| count)
            .sum()
    }
}

fn bands(rules: &RuleSet) -> Vec<Ending> {
    let bands = rules.bands().map(|band| band.id.clone());
    bands.map(Ending::Band).collect()
}

/// The set's bands in its order, then the other endings that occur.
fn endings<'a>(rules: &RuleSet, seen: impl Iterator<Item = &'a Ending>) -> Vec<Ending> {
    let mut all = bands(rules);
    let mut others: Vec<&Ending> = seen.filter(|ending| ending.band().is_none()).collect();
    others.sort_unstable();
    others.dedup();
    all.extend(others.into_iter().cloned());
    all
}
