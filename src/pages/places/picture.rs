//! The picture of a list: places funded and filled, side by side.

use super::address;
use crate::components::{Chart, Measure, Series};
use crate::pages::words::day;
use crate::places::PlaceKind;
use crate::service::places::{Row, YearPlaces};

/// The most bars that a picture can be read with; beyond, kinds stand for establishments.
const ROWS_MAX: usize = 40;

/// Places funded and filled on the day, by establishment, or by kind where there are too many.
pub(super) fn filled_against_funded(told: &YearPlaces) -> Chart {
    let groups: Vec<(String, Vec<&Row>)> = if told.rows.len() > ROWS_MAX {
        by_kind(told)
    } else {
        told.rows.iter().map(|row| (name(row), vec![row])).collect()
    };
    let sum = |of: fn(&Row) -> u32| {
        let each = groups
            .iter()
            .map(move |(_, rows)| rows.iter().map(|row| i64::from(of(row))).sum());
        each.collect::<Vec<i64>>()
    };
    let query = told
        .kind
        .map_or_else(String::new, |kind| format!("?kind={}", kind.code()));
    Chart {
        id: "filled",
        title: "Filled against funded".to_owned(),
        summary: format!(
            "On {}: {} places are funded and {} are filled, {} of them by other authorities’ pupils.",
            day(told.on),
            told.total.funded,
            told.total.pupils.all(),
            told.total.pupils.of_others
        ),
        category: "Places".to_owned(),
        categories: groups.iter().map(|(name, _)| name.clone()).collect(),
        series: vec![
            Series::new("Funded", sum(|row| row.standing.funded)),
            Series::new("Filled", sum(|row| row.standing.pupils.all())),
        ],
        measure: Measure::Count,
        missing: "Not known",
        csv: format!("{}/filled.csv{query}", address(told.year)),
    }
}

fn by_kind(told: &YearPlaces) -> Vec<(String, Vec<&Row>)> {
    let of = |kind: &PlaceKind| {
        let rows: Vec<&Row> = told.rows.iter().filter(|row| row.kind() == *kind).collect();
        (kind.title().to_owned(), rows)
    };
    let groups = PlaceKind::ALL.iter().map(of);
    groups.filter(|(_, rows)| !rows.is_empty()).collect()
}

/// An establishment; with the kind where it is no special school or the like, which its name says.
fn name(row: &Row) -> String {
    match row.kind() {
        PlaceKind::Special => row.name.clone(),
        kind => format!("{} ({})", row.name, short(kind)),
    }
}

fn short(kind: PlaceKind) -> &'static str {
    match kind {
        PlaceKind::Special => "special",
        PlaceKind::Unit => "unit",
        PlaceKind::PostSixteen => "post-16",
        PlaceKind::Alternative => "alternative",
    }
}
