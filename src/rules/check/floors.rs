//! Floors: bands below which some children never fall.

use std::collections::BTreeSet;

use crate::needs::Need;
use crate::rules::problem::Fault;
use crate::rules::reader::{Fields, Placed};
use crate::rules::set::Floor;
use crate::rules::tree::Table;

use super::bands::Known;
use super::codes;
use super::conditions::{Kinds, Names};
use super::needs::same_id;

/// Reads every `[[floor]]`.
pub(super) fn floors(stream: &Fields<'_>, known: &Known, names: &Names<'_>) -> Vec<Placed<Floor>> {
    let mut ids = BTreeSet::new();
    let mut needs = BTreeSet::new();
    let read = |table| floor(stream, table, known, names, &mut ids, &mut needs);
    let tables = stream.sections("floor");
    tables.into_iter().filter_map(read).collect()
}

fn floor(
    stream: &Fields<'_>,
    table: &Table,
    known: &Known,
    names: &Names<'_>,
    ids: &mut BTreeSet<String>,
    taken: &mut BTreeSet<Need>,
) -> Option<Placed<Floor>> {
    let keys = ["id", "primary_needs", "when", "band", "reason"];
    let fields = Fields::of(table, "[[floor]]", &keys, stream.problems);
    let id = fields.text("id");
    let reason = fields.text("reason");
    let when = names.conditions(&fields, "when", Kinds::All);
    let by_when = fields.maybe("when").is_some();
    let named = match fields.maybe("primary_needs") {
        None if by_when => Some(Vec::new()),
        _ => codes::needs(&fields, "primary_needs"),
    };
    for need in named.iter().flatten().filter(|_| !by_when) {
        if !taken.insert(need.value) {
            let sentence = format!(
                "the primary need {} has a floor already: keep one",
                need.value
            );
            fields.wrong(&need.place, Fault::TwoFloors, sentence);
        }
    }
    let name = fields.text("band");
    let band = name.as_ref().and_then(|name| known.band(&fields, name));
    if let (Some(name), true) = (
        &name,
        band.is_some() && band.as_ref() == known.in_order().first(),
    ) {
        let sentence = format!(
            "nobody is below band {}, so this floor never raises anybody: take it out, or name a higher band",
            name.value
        );
        fields.wrong(&name.place, Fault::PointlessFloor, sentence);
    }
    let id = id?;
    if !ids.insert(id.value.clone()) {
        same_id(&fields, "floor", &id.value, &id.place);
    }
    Some(Placed::at(
        fields.place(),
        Floor {
            id: id.value,
            primary_needs: named?.into_iter().map(|need| need.value).collect(),
            when,
            band: band?,
            reason: reason?.value,
        },
    ))
}
