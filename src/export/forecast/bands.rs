//! Children and spend by setting and band, at each January and over each financial year.

use super::sheets::{RANKS, children, pounds, row, sheet, text};
use crate::export::{Sheet, Value};
use crate::forecast::Outcome;

/// The sheet; none where the data have no bands.
pub(super) fn by_band(outcome: &Outcome) -> Option<Sheet> {
    if outcome.start.by_band.is_empty() {
        return None;
    }
    let mut rows = Vec::new();
    for (setting, bands) in &outcome.start.by_band {
        for (band, known) in bands {
            let first = [
                text(outcome.start.january),
                text("Plans (known)"),
                text(setting),
                text(band),
            ];
            rows.push(row(first, [Value::Count(*known)]));
        }
    }
    for january in &outcome.januaries {
        for (setting, bands) in &january.by_band {
            for (band, of) in bands {
                let first = [
                    text(january.january),
                    text("Plans"),
                    text(setting),
                    text(band),
                ];
                rows.push(row(first, children(of)));
            }
        }
    }
    for year in &outcome.financial_years {
        for (setting, bands) in &year.spend_by_band {
            for (band, of) in bands {
                let first = [text(&year.year), text("Spend"), text(setting), text(band)];
                rows.push(row(first, pounds(of)));
            }
        }
    }
    let first = [
        ("January or financial year", 16),
        ("What", 14),
        ("Setting", 10),
        ("Band", 14),
    ];
    Some(sheet("Bands", &first, &RANKS, rows))
}
