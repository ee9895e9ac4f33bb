//! What a table says for each band: something for every one of them, and no less for a higher need.

use std::collections::BTreeMap;

use crate::needs::BandId;
use crate::rules::problem::Fault;
use crate::rules::reader::{Fields, Placed};
use crate::rules::tree::{Entry, Place, Table};

use super::amounts::Asked;
use super::model::Kind;

/// Reads something for every band. What could not be read has its problem and is absent.
pub(super) fn by_band<T>(
    fields: &Fields<'_>,
    key: &str,
    asked: &Asked<'_>,
    read: impl Fn(&Entry) -> Option<T>,
) -> (BTreeMap<BandId, T>, BTreeMap<BandId, Place>) {
    let (mut found, mut places) = (BTreeMap::new(), BTreeMap::new());
    if fields.required(key).is_none() {
        return (found, places);
    }
    let Some(table) = fields.section(key) else {
        return (found, places);
    };
    if table.entries.is_empty() && asked.bands().next().is_some() {
        let bands: Vec<String> = asked
            .bands()
            .map(|band| format!("\"{band}\" = …"))
            .collect();
        let sentence = format!(
            "{key} is empty: write {key} = {{ {} }}, with every band",
            bands.join(", ")
        );
        fields.wrong(&table.place, Fault::MissingAmount, sentence);
        return (found, places);
    }
    for entry in &table.entries {
        let name = Placed::at(&entry.place, entry.key.clone());
        let Some(band) = asked.within.known.band(fields, &name) else {
            continue;
        };
        if asked.agreed.contains_key(&band) {
            let sentence = format!(
                "band {band} is in agreed_above and in {key}: its amount is agreed one by one or it stands here; keep one"
            );
            fields.wrong(&entry.place, Fault::GivenTwice, sentence);
        }
        places.insert(band.clone(), entry.place.clone());
        if let Some(value) = read(entry) {
            found.insert(band, value);
        }
    }
    every_band(fields, table, key, asked, &places);
    (found, places)
}

fn every_band(
    fields: &Fields<'_>,
    table: &Table,
    key: &str,
    asked: &Asked<'_>,
    places: &BTreeMap<BandId, Place>,
) {
    for band in asked.bands().filter(|band| !places.contains_key(*band)) {
        let sentence = if key == "amounts" {
            format!(
                "there is no amount for band {band}: add it, \"0\" if the band is worth nothing here"
            )
        } else {
            format!("there is nothing for band {band} in {key}: add it")
        };
        fields.wrong(&table.place, Fault::MissingAmount, sentence);
    }
}

/// Says where an amount falls though the need rises. Awards that stand side by side have no such order.
pub(super) fn rising<T: PartialOrd>(
    fields: &Fields<'_>,
    asked: &Asked<'_>,
    amounts: &BTreeMap<BandId, T>,
    places: &BTreeMap<BandId, Place>,
    in_words: impl Fn(&T) -> String,
) {
    if asked.within.kind == Some(Kind::AdditiveStreams) {
        return;
    }
    let mut highest: Option<(&BandId, &T)> = None;
    for band in asked.within.known.in_order() {
        let (Some(amount), Some(place)) = (amounts.get(band), places.get(band)) else {
            continue;
        };
        match highest {
            Some((lower, before)) if amount < before => {
                let sentence = format!(
                    "band {band} is worth {}, less than the {} of band {lower}, which is of lower need: mend one of them, or band_order",
                    in_words(amount),
                    in_words(before)
                );
                fields.wrong(place, Fault::FallingAmount, sentence);
            }
            _ => highest = Some((band, amount)),
        }
    }
}
