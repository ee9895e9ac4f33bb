//! Cases counted by two things at once.

use std::collections::{BTreeMap, BTreeSet};

/// Counts by row and column, both in their own order. Every row and every column has at least one case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrossTable<R, C> {
    rows: Vec<R>,
    columns: Vec<C>,
    counts: Vec<Vec<u32>>,
}

impl<R: Ord + Clone, C: Ord + Clone> CrossTable<R, C> {
    /// Counts cases, each given by its row and its column.
    #[must_use]
    pub fn of(cases: impl IntoIterator<Item = (R, C)>) -> CrossTable<R, C> {
        let mut counted: BTreeMap<R, BTreeMap<C, u32>> = BTreeMap::new();
        for (row, column) in cases {
            *counted.entry(row).or_default().entry(column).or_default() += 1;
        }
        let columns: BTreeSet<C> = counted
            .values()
            .flat_map(|row| row.keys().cloned())
            .collect();
        let counts = counted
            .values()
            .map(|row| {
                columns
                    .iter()
                    .map(|column| row.get(column).copied().unwrap_or_default())
                    .collect()
            })
            .collect();
        CrossTable {
            rows: counted.into_keys().collect(),
            columns: columns.into_iter().collect(),
            counts,
        }
    }

    /// The rows.
    #[must_use]
    pub fn rows(&self) -> &[R] {
        &self.rows
    }

    /// The columns.
    #[must_use]
    pub fn columns(&self) -> &[C] {
        &self.columns
    }

    /// The counts, row by row, each in the order of the columns.
    #[must_use]
    pub fn counts(&self) -> &[Vec<u32>] {
        &self.counts
    }

    /// The cases of each row.
    #[must_use]
    pub fn row_totals(&self) -> Vec<u32> {
        self.counts.iter().map(|row| row.iter().sum()).collect()
    }

    /// How many cases there are.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.row_totals().iter().sum()
    }

    /// The same with only the rows that have the most cases, at most so many; of equals, the first.
    #[must_use]
    pub fn largest(mut self, rows_max: usize) -> CrossTable<R, C> {
        let totals = self.row_totals();
        let mut places: Vec<usize> = (0..totals.len()).collect();
        places.sort_by_key(|place| (std::cmp::Reverse(totals[*place]), *place));
        places.truncate(rows_max);
        places.sort_unstable();
        self.rows = places
            .iter()
            .map(|place| self.rows[*place].clone())
            .collect();
        self.counts = places
            .iter()
            .map(|place| self.counts[*place].clone())
            .collect();
        self
    }
}

#[cfg(test)]
mod tests {
    use super::CrossTable;

    #[test]
    fn cases_are_counted_in_order_and_nought_is_a_count() {
        let table = CrossTable::of([("b", 2), ("a", 1), ("b", 2), ("b", 1), ("c", 3)]);
        assert_eq!(table.rows(), ["a", "b", "c"]);
        assert_eq!(table.columns(), [1, 2, 3]);
        assert_eq!(table.counts(), [[1, 0, 0], [1, 2, 0], [0, 0, 1]]);
        assert_eq!((table.row_totals(), table.total()), (vec![1, 3, 1], 5));
        let largest = table.largest(2);
        assert_eq!(largest.rows(), ["a", "b"]);
        assert_eq!(largest.counts(), [[1, 0, 0], [1, 2, 0]]);
    }

    #[test]
    fn no_cases_are_an_empty_table() {
        let none: CrossTable<u8, u8> = CrossTable::of([]);
        assert_eq!((none.rows().len(), none.total()), (0, 0));
    }
}
