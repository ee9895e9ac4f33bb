//! The bands that a record of JSON lines picks, under the keys that a case has for them.
//!
//! A spreadsheet has a column for each stream or award, which fills the field of a form; a record names its bands.

use std::collections::BTreeMap;

use crate::engine::cases::with_streams;
use crate::needs::{BandId, NeedsProfile, StreamId};
use crate::rules::{RuleSet, nearest_first};

use super::super::Row;
use super::super::columns::Meaning;
use super::super::record_part::PartOf;
use super::Columns;

/// The needs with the bands that the record names besides; what names no band of its stream goes to `wrong`.
pub(super) fn with_bands(
    needs: NeedsProfile,
    (row, columns): (&Row, &Columns),
    rule_set: &RuleSet,
    wrong: &mut Vec<String>,
) -> NeedsProfile {
    let named = named(row, columns, wrong);
    if named.is_empty() {
        return needs;
    }
    let mut picked = needs.all_picked().clone();
    picked.extend(named);
    let needs = with_streams(&needs.with_picked(picked), rule_set).into_owned();
    for stream in rule_set.picked_streams() {
        for band in needs.picked(&stream.name()) {
            if stream.rank(band).is_none() {
                let bands = stream.bands.iter().map(|band| band.id.as_str());
                let title = stream.part.as_ref().map(|part| part.title.as_str());
                wrong.push(format!(
                    "“{}” is no band{}: write one of {}",
                    band,
                    title.map_or_else(String::new, |title| format!(" of {title}")),
                    nearest_first(band.as_str(), bands).join(", ")
                ));
            }
        }
    }
    needs
}

/// The bands by stream, in the record's order; those without one under the name of a set's only stream.
fn named(row: &Row, columns: &Columns, wrong: &mut Vec<String>) -> BTreeMap<StreamId, Vec<BandId>> {
    let mut named: BTreeMap<StreamId, Vec<(u32, BandId)>> = BTreeMap::new();
    for (meaning, column) in &columns.meant {
        let Meaning::Field(field) = meaning else {
            continue;
        };
        let Some(PartOf::Picked(stream)) = PartOf::read(field) else {
            continue;
        };
        let Some(cell) = row.get(column.place) else {
            continue;
        };
        let stream = stream.and_then(|name| StreamId::parse(name).ok());
        let number = field
            .rsplit_once('.')
            .and_then(|(_, number)| number.parse().ok());
        match BandId::parse(&cell.text()) {
            Ok(band) => {
                let of_stream = named.entry(stream.unwrap_or_else(StreamId::main));
                of_stream.or_default().push((number.unwrap_or(1), band));
            }
            Err(_) => wrong.push(format!("{} is no band’s name", cell.quoted())),
        }
    }
    let in_order = |(stream, mut bands): (StreamId, Vec<(u32, BandId)>)| {
        bands.sort();
        (stream, bands.into_iter().map(|(_, band)| band).collect())
    };
    named.into_iter().map(in_order).collect()
}
