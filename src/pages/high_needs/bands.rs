//! Plans by setting and band, as a simulation expects them: known, a year on, and at the end.

use leptos::prelude::*;

use super::whole;
use crate::components::{Cell, Column, Table};
use crate::forecast::{January, NO_BAND, Outcome};
use crate::needs::Setting;
use crate::pages::words;

/// The table; none where the records have no bands, or the simulation was kept before bands were forecast.
pub(super) fn table(outcome: &Outcome) -> Option<AnyView> {
    let start = &outcome.start;
    let (next, last) = (outcome.januaries.first()?, outcome.januaries.last()?);
    if start.by_band.is_empty() {
        return None;
    }
    let columns = vec![
        Column::text("Setting and band"),
        Column::number(format!("January {}", start.january)),
        Column::number(format!("January {}, expected", next.january)),
        Column::number(format!("January {}, expected", last.january)),
        Column::number("Low"),
        Column::number("High"),
    ];
    let count = |count: i64| Cell::from(words::count(count.unsigned_abs()));
    let mut rows = Vec::new();
    for (setting, bands) in &start.by_band {
        let known = Setting::parse(setting).ok();
        let title = known.map_or_else(|| setting.clone(), |known| known.title().to_owned());
        for (band, known) in bands {
            let of = |january: &January| {
                let held = january
                    .by_band
                    .get(setting)
                    .and_then(|bands| bands.get(band));
                held.copied().unwrap_or_default()
            };
            rows.push(vec![
                Cell::from(format!("{title}, {}", named(band))),
                count(i64::from(*known)),
                count(whole(of(next).expected)),
                count(whole(of(last).expected)),
                count(of(last).low),
                count(of(last).high),
            ]);
        }
    }
    let caption = "Plans by setting and band";
    Some(view! { <Table caption=caption columns=columns rows=rows /> }.into_any())
}

/// A band in words.
fn named(band: &str) -> String {
    match band {
        NO_BAND => "no band".to_owned(),
        band => format!("band {band}"),
    }
}
