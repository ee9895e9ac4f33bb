//! Bands: their names, their order, and how each is reached.

use std::collections::{BTreeMap, BTreeSet};

use crate::needs::BandId;
use crate::rules::near;
use crate::rules::problem::Fault;
use crate::rules::reader::{Fields, Placed, shown};
use crate::rules::set::{Band, BandRange, Reached};
use crate::rules::tree::{Node, Table, Value};

use super::conditions::Names;
use super::model::{Head, Kind, not_here};
use super::needs::{folded, same_id};
use super::reached;

/// The bands by name, for the sections that speak of them.
#[derive(Default)]
pub(super) struct Known {
    in_order: Vec<BandId>,
    names: BTreeSet<BandId>,
}

impl Known {
    /// The bands as read, lowest need first. Where they have problems, every name that they or their
    /// order use, so that no other section is blamed for it.
    pub(super) fn of(
        stream: &Fields<'_>,
        bands: Option<&[Placed<Band>]>,
        head: &Head<'_>,
    ) -> Known {
        if let Some(bands) = bands {
            let in_order: Vec<BandId> = bands.iter().map(|band| band.value.id.clone()).collect();
            return Known {
                names: in_order.iter().cloned().collect(),
                in_order,
            };
        }
        let sections = stream.maybe("band").into_iter().flat_map(Node::tables);
        let named = sections.filter_map(|band| band.get("id")?.text());
        let ordered = head.band_order.iter().flatten();
        let names = named.chain(ordered.map(|name| name.value.as_str()));
        Known {
            names: names.filter_map(|name| BandId::parse(name).ok()).collect(),
            in_order: Vec::new(),
        }
    }

    /// Every band, lowest need first; none where that order is not known.
    pub(super) fn in_order(&self) -> &[BandId] {
        &self.in_order
    }

    /// Every name of a band, in no order.
    pub(super) fn names(&self) -> impl Iterator<Item = &BandId> {
        self.names.iter()
    }

    /// The bands as a message lists them, those most like a name first.
    fn in_words(&self, name: &str) -> String {
        if self.names.is_empty() {
            return "none, since it has no [[band]]".to_owned();
        }
        let all = if self.in_order.is_empty() {
            self.names.iter().collect::<Vec<_>>()
        } else {
            self.in_order.iter().collect()
        };
        near::listed(name, all.into_iter().map(BandId::as_str))
    }

    /// A band of the set by its name; anything else is a problem.
    pub(super) fn band(&self, fields: &Fields<'_>, name: &Placed<String>) -> Option<BandId> {
        let found = BandId::parse(&name.value).ok();
        let found = found.filter(|band| self.names.contains(band));
        if found.is_none() && !fields.problems.are_full() {
            let sentence = format!(
                "“{}” is not a band of this set: write one of {}",
                shown(&name.value),
                self.in_words(&name.value)
            );
            fields.wrong(&name.place, Fault::UnknownBand, sentence);
        }
        found
    }
}

const KEYS: [&str; 5] = ["id", "from", "to", "reached_by", "descriptor"];

/// Reads every `[[band]]`, in the order of `band_order`. None if the bands cannot be put in order.
pub(super) fn bands(
    stream: &Fields<'_>,
    head: &Head<'_>,
    names: &Names<'_>,
) -> Option<Vec<Placed<Band>>> {
    if !head.has_bands {
        return Some(Vec::new());
    }
    let before = stream.problems.len();
    let mut by_id: BTreeMap<BandId, Placed<Band>> = BTreeMap::new();
    let mut descriptors = BTreeMap::new();
    let tables = stream.sections("band");
    if tables.is_empty() && stream.maybe("band").is_none() {
        let sentence =
            "there is no [[band]]: add the bands, each with its id and how it is reached";
        stream.wrong(stream.place(), Fault::MissingKey, sentence);
    }
    for table in tables {
        let fields = Fields::of(table, "[[band]]", &KEYS, stream.problems);
        if let Some(band) = band(&fields, table, (stream, head), names, &mut descriptors)
            && let Some(other) = by_id.insert(band.value.id.clone(), band)
        {
            same_id(&fields, "band", other.value.id.as_str(), fields.place());
        }
    }
    if stream.problems.len() > before {
        return None;
    }
    in_order(stream, by_id, head)
}

fn band(
    fields: &Fields<'_>,
    table: &Table,
    (stream, head): (&Fields<'_>, &Head<'_>),
    names: &Names<'_>,
    descriptors: &mut BTreeMap<String, BandId>,
) -> Option<Placed<Band>> {
    let kind = head.kind;
    let id = fields.parsed::<BandId>("id");
    let range = match kind {
        Some(kind) if kind.may_match_ranges() => {
            let said = ["from", "to"].iter().any(|key| fields.maybe(key).is_some());
            let is_agreed = id
                .as_ref()
                .is_some_and(|id| above_all(stream, head, &id.value));
            if said || !is_agreed {
                range(fields, id.as_ref())
            } else {
                None
            }
        }
        // Of a model that is not known nothing can be said.
        None => None,
        Some(_) => {
            for key in ["from", "to"] {
                not_here(fields, key, "a model that matches ranges");
            }
            None
        }
    };
    let reached_by: Vec<Reached> = match kind {
        Some(Kind::HighestLevel) => reached::reached_by(fields, names),
        None => Vec::new(),
        Some(_) => {
            not_here(fields, "reached_by", "highest_level");
            Vec::new()
        }
    };
    let descriptor = descriptor(fields, id.as_ref(), kind, descriptors);
    Some(Placed::at(
        &table.place,
        Band {
            id: id?.value,
            range,
            reached_by,
            descriptor,
        },
    ))
}

/// Whether a band may stand without a range: the last of the order, of which the amount is agreed one by one.
fn above_all(stream: &Fields<'_>, head: &Head<'_>, id: &BandId) -> bool {
    let last = head.band_order.as_ref().and_then(|order| order.last());
    let tables = stream.maybe("value_table").into_iter();
    let mut tables = tables.flat_map(Node::tables);
    let is_agreed = |table: &Table| {
        let agreed = table.get("agreed_above").map(|node| &node.value);
        matches!(agreed, Some(Value::Table(agreed)) if agreed.get(id.as_str()).is_some())
    };
    last.is_some_and(|last| last.value == id.as_str()) && tables.any(is_agreed)
}

fn range(fields: &Fields<'_>, id: Option<&Placed<BandId>>) -> Option<BandRange> {
    if fields.maybe("from").is_none() && fields.maybe("to").is_none() {
        let sentence = format!(
            "band {} has no range: add a line such as from = \"0\" and one such as to = \"9\". Only the last band of band_order may stand without one, if its amount is agreed one by one: then name it in the agreed_above of a value table",
            id.map_or("", |id| id.value.as_str())
        );
        fields.wrong(fields.place(), Fault::MissingKey, sentence);
        return None;
    }
    let from = fields.number("from");
    let to = fields.number("to");
    let (from, to) = (from?, to?);
    if to.value < from.value {
        let sentence = format!(
            "band {} ends at {}, before it begins at {}: mend one of them",
            id.map_or("", |id| id.value.as_str()),
            to.value,
            from.value
        );
        fields.wrong(&to.place, Fault::BadValue, sentence);
    }
    Some(BandRange {
        from: from.value,
        to: to.value,
    })
}

fn descriptor(
    fields: &Fields<'_>,
    id: Option<&Placed<BandId>>,
    kind: Option<Kind>,
    descriptors: &mut BTreeMap<String, BandId>,
) -> Option<String> {
    let picked = kind.is_some_and(Kind::is_picked);
    if picked && fields.maybe("descriptor").is_none() {
        let sentence = format!(
            "band {} has no descriptor, so nobody could tell when to pick it: add descriptor = \"…\"",
            id.map_or("", |id| id.value.as_str())
        );
        fields.wrong(fields.place(), Fault::MissingDescriptor, sentence);
    }
    let text = fields.maybe_text("descriptor")?;
    let other = descriptors.insert(folded(&text.value), id?.value.clone());
    if let Some(other) = other {
        let sentence = format!(
            "this descriptor is word for word that of band {other}: nobody could tell the two apart; rewrite one"
        );
        fields.wrong(&text.place, Fault::RepeatedDescriptor, sentence);
    }
    Some(text.value)
}

fn in_order(
    stream: &Fields<'_>,
    mut by_id: BTreeMap<BandId, Placed<Band>>,
    head: &Head<'_>,
) -> Option<Vec<Placed<Band>>> {
    let before = stream.problems.len();
    let order = head.band_order.as_ref()?;
    let mut bands = Vec::with_capacity(order.len());
    let mut seen = BTreeSet::new();
    for name in order {
        let found = BandId::parse(&name.value)
            .ok()
            .and_then(|id| by_id.remove(&id));
        match found {
            Some(band) => bands.push(band),
            None if seen.contains(&name.value) => {
                let sentence = format!("band_order names “{}” twice: keep one", shown(&name.value));
                stream.wrong(&name.place, Fault::BandOrder, sentence);
            }
            None => {
                let sentence = format!(
                    "band_order names “{}”, but there is no [[band]] of that id: mend it or take it out",
                    shown(&name.value)
                );
                stream.wrong(&name.place, Fault::BandOrder, sentence);
            }
        }
        seen.insert(name.value.clone());
    }
    for band in by_id.values() {
        let sentence = format!(
            "band {} is not in the model's band_order: add it there, in its place from lowest need to highest",
            band.value.id
        );
        stream.wrong(&band.place, Fault::BandOrder, sentence);
    }
    (stream.problems.len() == before).then_some(bands)
}
