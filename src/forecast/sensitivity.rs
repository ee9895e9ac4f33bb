//! The single levers that are asked about every time: what a forecast's cost hangs on most.

use crate::calendar::Date;
use crate::money::{Decimal, Rate};

use super::grid::Grid;
use super::levers::Lever;

/// Growth of new plans, in points a year.
const GROWTH: [i64; 4] = [-5, -2, 2, 5];
/// Plans that cease after 16, of the rate.
const LEAVERS: [i64; 2] = [-10, 10];
/// Prices of independent special schools, a year.
const INDEPENDENT: [i64; 3] = [3, 5, 8];
/// Band values, a year.
const BANDS: [i64; 3] = [2, 3, 5];
/// Those who would start in an independent special school and start in a state one.
const SHIFTED: [i64; 2] = [10, 25];
/// Those who keep their band and go up one at review, a year.
const DRIFT: [i64; 2] = [5, 10];
/// State special places beside those that are filled today: with none, and with some, from the next September on.
const PLACES: [u32; 3] = [0, 20, 50];
/// The Septembers in which a reform may come: the law of 2029, the system of 2030. Both are proposals.
const REFORMS: [i16; 2] = [2029, 2030];
/// What a reform does to new plans, and to plans that cease: sizes to try, not forecasts.
const REFORM: (i64, i64) = (-20, 10);
/// The settings whose prices are band values.
const BY_BAND: [&str; 3] = ["MMS", "RPU", "SPEC"];

/// The standard set for a council that the grid is of, from the January of a year; a lever on a setting that the council
/// does not have is left out. `special` is how many children are in state special schools now.
///
/// Source: finance guide 2.5.
#[must_use]
pub fn standard_levers(grid: &Grid, january: i16, special: u32) -> Vec<Lever> {
    let mut levers = Vec::new();
    levers.extend(GROWTH.map(|points| Lever::JoinerGrowth {
        percent_a_year: percent(points),
    }));
    levers.extend(LEAVERS.map(|points| Lever::LeaversAfterSixteen {
        percent: percent(points),
    }));
    let has = |code: &str| grid.setting(code).is_some();
    if has("ISS") {
        levers.extend(INDEPENDENT.map(|points| Lever::Price {
            setting: Some("ISS".to_owned()),
            percent_a_year: percent(points),
        }));
    }
    if BY_BAND.iter().any(|code| has(code)) {
        levers.extend(BANDS.map(|points| Lever::BandUplift {
            settings: BY_BAND.map(str::to_owned).to_vec(),
            percent_a_year: percent(points),
        }));
    }
    if has("ISS") && has("SPEC") {
        levers.extend(SHIFTED.map(|points| Lever::Redirect {
            from: "ISS".to_owned(),
            to: "SPEC".to_owned(),
            percent: percent(points),
            since: september(january),
        }));
        // Nobody knows how many places there are: they are counted from those that are filled.
        levers.extend(PLACES.map(|more| Lever::Places {
            setting: "SPEC".to_owned(),
            places: special.saturating_add(more),
            from: september(january.saturating_add(1)),
            overflow: vec!["ISS".to_owned()],
        }));
    }
    if grid.is_banded() {
        levers.extend(DRIFT.map(|points| Lever::BandDrift {
            percent_a_year: percent(points),
        }));
    }
    levers.extend(REFORMS.map(|year| Lever::Reform {
        from: september(year),
        joiners_percent: percent(REFORM.0),
        leavers_percent: percent(REFORM.1),
    }));
    levers
}

fn percent(points: i64) -> Rate {
    Rate::new(Decimal::from(points))
}

/// The first September after a January.
fn september(january: i16) -> Date {
    jiff::civil::date(january.clamp(1, 9998), 9, 1)
}

#[cfg(test)]
mod tests {
    use super::{Lever, september, standard_levers};
    use crate::forecast::Grid;

    #[test]
    fn levers_are_pulled_where_the_council_has_the_setting() {
        let grid = |settings: &[&str]| {
            let settings = settings.iter().map(|code| (*code).to_owned()).collect();
            Grid::new(vec!["ASD".to_owned()], settings)
        };
        assert_eq!(standard_levers(&grid(&["ISS", "SPEC"]), 2026, 90).len(), 19);
        assert_eq!(standard_levers(&grid(&["SPEC"]), 2026, 90).len(), 11);
        assert_eq!(standard_levers(&grid(&["ISS"]), 2026, 90).len(), 11);
        assert_eq!(standard_levers(&grid(&["FE"]), 2026, 90).len(), 8);
        let dates: Vec<_> = standard_levers(&grid(&["FE"]), 2026, 0)
            .iter()
            .filter_map(Lever::begins)
            .collect();
        assert_eq!(dates, [september(2029), september(2030)]);
        let all = standard_levers(&grid(&["ISS", "SPEC"]), 2026, 90);
        let more: Vec<String> = all.iter().map(Lever::title).collect();
        assert!(
            more.iter()
                .any(|title| title.contains("110 places from 1 September 2027")),
            "{more:?}"
        );
        let scenario = crate::forecast::Scenario {
            name: String::new(),
            levers: all,
        };
        assert_eq!(scenario.problems(&grid(&["ISS", "SPEC", "MMS"])), []);
    }
}
