//! Rows that cannot both be right: one child twice, or one number on two children.

use std::collections::BTreeMap;

use super::system::Field;
use super::{CellProblem, Facts, Line};

/// Refuses rows that repeat others. Of rows that say the same, the first stands; of rows that differ, none does, since
/// nothing says which is right.
pub(super) fn refuse(lines: &mut [Line]) {
    refuse_by(lines, Field::Reference, |facts| {
        Some(facts.local_id.to_string())
    });
    refuse_by(lines, Field::Upn, |facts| {
        facts.upn.as_ref().map(ToString::to_string)
    });
    refuse_by(lines, Field::Uln, |facts| {
        facts.uln.as_ref().map(ToString::to_string)
    });
}

fn refuse_by(lines: &mut [Line], field: Field, key: impl Fn(&Facts) -> Option<String>) {
    let mut by_key: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, line) in lines.iter().enumerate() {
        if let Ok(facts) = &line.read
            && let Some(key) = key(facts)
        {
            by_key.entry(key).or_default().push(place);
        }
    }
    for places in by_key.into_values().filter(|places| places.len() > 1) {
        let rows: Vec<u32> = places.iter().map(|place| lines[*place].row).collect();
        let says = |place: &usize| lines[*place].read.as_ref().ok();
        let same = places.iter().all(|place| says(place) == says(&places[0]));
        let refused = if same { &places[1..] } else { &places[..] };
        for place in refused {
            let line = &mut lines[*place];
            line.read = Err(vec![problem(field, same, line.row, &rows)]);
        }
    }
}

fn problem(field: Field, same: bool, row: u32, rows: &[u32]) -> CellProblem {
    let others: Vec<String> = rows
        .iter()
        .filter(|other| **other != row)
        .map(ToString::to_string)
        .collect();
    let others = others.join(", ");
    if same {
        return CellProblem::of(
            field,
            format!("The row says the same as row {}.", rows[0]),
            "Take this row out.",
        );
    }
    let (reason, fix) = if field == Field::Reference {
        (
            format!("The reference is that of row {others} too, which says something else."),
            "Keep the row that is right and take the others out.",
        )
    } else {
        (
            format!(
                "Two children have this {}: it is in row {others} too.",
                field.title()
            ),
            "Correct the number of the child that it does not belong to.",
        )
    };
    CellProblem::of(field, reason, fix)
}
