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

/// Doubts the rows that fall. `bands` stand lowest need first, `worth` is what a row brings, `said` says it.
pub(super) fn doubted<W: PartialOrd>(
    fields: &Fields<'_>,
    grid: &Grid,
    bands: &[BandId],
    worth: impl Fn(usize) -> Option<W>,
    said: impl Fn(usize) -> String,
) {
    if fields.maybe_flag("may_fall") == Some(true) {
        return;
    }
    let mut named = 0;
    for (place, column) in grid.columns.iter().enumerate() {
        let ranked =
            matches!(column, Column::Level(_)) || (*column == Column::Band && !bands.is_empty());
        for (lower, higher) in steps(grid, place, column, bands).filter(|_| ranked) {
            let falls = worth(higher) < worth(lower) && worth(higher).is_some();
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

/// Rows that differ in one column only, each with the next higher.
fn steps<'g>(
    grid: &'g Grid,
    place: usize,
    column: &Column,
    bands: &[BandId],
) -> impl Iterator<Item = (usize, usize)> + use<'g> {
    let rank = |key: &str| match column {
        Column::Level(_) => Level::parse(key)
            .ok()
            .map(|level| usize::from(level.number())),
        Column::Band => bands.iter().position(|band| band.as_str() == key),
        _ => None,
    };
    let mut alike: BTreeMap<Vec<&str>, Vec<(usize, usize)>> = BTreeMap::new();
    for (at, row) in grid.rows.iter().enumerate() {
        let Some(rank) = row.keys.get(place).and_then(|key| rank(key)) else {
            continue;
        };
        let others = row.keys.iter().enumerate();
        let others = others.filter(|(other, _)| *other != place);
        let others = others.map(|(_, key)| key.as_str()).collect();
        alike.entry(others).or_default().push((rank, at));
    }
    alike.into_values().flat_map(|mut rows| {
        rows.sort_unstable();
        let next: Vec<(usize, usize)> = rows
            .iter()
            .zip(rows.iter().skip(1))
            .map(|((_, lower), (_, higher))| (*lower, *higher))
            .collect();
        next
    })
}
