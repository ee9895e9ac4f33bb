//! Rows in which a higher level or band brings less than a lower one, all else being the same.
//!
//! It may be meant, so it is a doubt and no problem; `may_fall = true` says that it is.

use std::collections::BTreeMap;

use crate::needs::{BandId, Level};
use crate::rules::problem::Fault;
use crate::rules::reader::Fields;
use crate::rules::set::Column;

use super::cells::word;
use super::rows::{Grid, in_words};

/// The most rows of one table that are named.
const NAMED_MAX: usize = 3;

/// Doubts the rows that fall. `bands` stand lowest need first, `worth` is what each row brings, `said` says it.
pub(super) fn doubted<W: PartialOrd>(
    fields: &Fields<'_>,
    grid: &Grid,
    bands: &[BandId],
    worth: &[Option<W>],
    said: impl Fn(usize) -> String,
) {
    if fields.maybe_flag("may_fall") == Some(true) {
        return;
    }
    let mut named = 0;
    for (place, column) in grid.columns.iter().enumerate() {
        for (lower, higher) in steps(grid, place, column, bands) {
            let of = |at: usize| worth.get(at).and_then(Option::as_ref);
            let falls = matches!((of(lower), of(higher)), (Some(less), Some(more)) if more < less);
            let (Some(row), Some(other)) = (grid.rows.get(higher), grid.rows.get(lower)) else {
                continue;
            };
            if !falls || named == NAMED_MAX {
                continue;
            }
            named += 1;
            let sentence = format!(
                "the row for {} brings {}, less than {} of the row for {} on line {}, which is of a lower {}: mend one of them, or write may_fall = true if it is meant",
                in_words(&row.keys),
                said(higher),
                said(lower),
                in_words(&other.keys),
                other.last.place.line(),
                word(column)
            );
            fields.doubt(&row.last.place, Fault::FallingAmount, sentence);
        }
    }
}

/// The keys of a row but one.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Others<'r>(&'r [String], &'r [String]);

/// Rows that differ in one column only, each with the next higher. Of a column that is in no order, none.
fn steps(grid: &Grid, place: usize, column: &Column, bands: &[BandId]) -> Vec<(usize, usize)> {
    let rank = |key: &str| match column {
        Column::Level(_) => Level::parse(key)
            .ok()
            .map(|level| usize::from(level.number())),
        Column::Band => bands.iter().position(|band| band.as_str() == key),
        _ => None,
    };
    // A table can have thousands of rows: they are looked up by their keys, and kept in their order.
    let mut places: BTreeMap<Others<'_>, usize> = BTreeMap::new();
    let mut alike: Vec<Vec<(usize, usize)>> = Vec::new();
    for (at, row) in grid.rows.iter().enumerate() {
        let Some(rank) = row.keys.get(place).and_then(|key| rank(key)) else {
            continue;
        };
        let before = row.keys.get(..place).unwrap_or_default();
        let after = row.keys.get(place + 1..).unwrap_or_default();
        let group = *places.entry(Others(before, after)).or_insert(alike.len());
        match alike.get_mut(group) {
            Some(rows) => rows.push((rank, at)),
            None => alike.push(vec![(rank, at)]),
        }
    }
    let next = |mut rows: Vec<(usize, usize)>| {
        rows.sort_unstable();
        let pairs = rows.iter().zip(rows.iter().skip(1));
        pairs
            .map(|((_, lower), (_, higher))| (*lower, *higher))
            .collect::<Vec<_>>()
    };
    alike.into_iter().flat_map(next).collect()
}
