//! Bands, their order and their ranges; floors.

use std::collections::{BTreeMap, BTreeSet};

use crate::money::{Decimal, Rate};
use crate::needs::{BandId, Need};
use crate::rules::problem::Fault;
use crate::rules::reader::{Fields, Placed, shown};
use crate::rules::set::{Band, Floor};
use crate::rules::tree::{Node, Table};

use super::codes;
use super::model::Head;
use super::needs::same_id;
use super::scores::Scores;

/// The bands by name, for the sections that speak of them.
pub(super) struct Known {
    bands: Vec<BandId>,
    in_order: bool,
}

impl Known {
    /// The bands as read, lowest need first. Where they have problems, every name that they or their
    /// order use, so that no other section is blamed for it.
    pub(super) fn of(root: &Fields<'_>, bands: Option<&[Placed<Band>]>, head: &Head) -> Known {
        if let Some(bands) = bands {
            return Known {
                bands: bands.iter().map(|band| band.value.id.clone()).collect(),
                in_order: true,
            };
        }
        let sections = root.maybe("band").into_iter().flat_map(Node::tables);
        let named = sections.filter_map(|band| band.get("id")?.text());
        let ordered = head.band_order.iter().flatten();
        let names = named.chain(ordered.map(|name| name.value.as_str()));
        Known {
            bands: names.filter_map(|name| BandId::parse(name).ok()).collect(),
            in_order: false,
        }
    }

    /// Every band, lowest need first; none where that order is not known.
    pub(super) fn in_order(&self) -> &[BandId] {
        if self.in_order { &self.bands } else { &[] }
    }

    /// The bands as messages name them.
    pub(super) fn in_words(&self) -> String {
        let words: Vec<&str> = self.bands.iter().map(BandId::as_str).collect();
        words.join(", ")
    }

    /// A band of the set by its name; anything else is a problem.
    pub(super) fn band(&self, fields: &Fields<'_>, name: &Placed<String>) -> Option<BandId> {
        let found = self.bands.iter().find(|band| band.as_str() == name.value);
        if found.is_none() {
            let sentence = format!(
                "“{}” is not a band of this set: write one of {}",
                shown(&name.value),
                self.in_words()
            );
            fields
                .problems
                .add(&name.place, Fault::UnknownBand, sentence);
        }
        found.cloned()
    }
}

/// Reads every `[[band]]`, in the order of `band_order`. None if the bands cannot be put in order.
pub(super) fn bands(root: &Fields<'_>, head: &Head) -> Option<Vec<Placed<Band>>> {
    let before = root.problems.len();
    let mut by_id: BTreeMap<BandId, Placed<Band>> = BTreeMap::new();
    let tables = root.sections("band");
    if tables.is_empty() && root.maybe("band").is_none() {
        let sentence = "there is no [[band]]: add the bands with their ranges of scores";
        root.problems.add(root.place(), Fault::MissingKey, sentence);
    }
    for table in tables {
        if let Some(band) = band(root, table)
            && let Some(other) = by_id.insert(band.value.id.clone(), band)
        {
            let fields = Fields::of(table, "[[band]]", &["id", "from", "to"], root.problems);
            same_id(&fields, "band", other.value.id.as_str(), fields.place());
        }
    }
    if root.problems.len() > before {
        return None;
    }
    in_order(root, by_id, head)
}

fn band(root: &Fields<'_>, table: &Table) -> Option<Placed<Band>> {
    let fields = Fields::of(table, "[[band]]", &["id", "from", "to"], root.problems);
    let id = fields.parsed::<BandId>("id");
    let from = fields.number("from");
    let to = fields.number("to");
    let (id, from, to) = (id?, from?, to?);
    if to.value < from.value {
        let sentence = format!(
            "band {} ends at {}, before it begins at {}: mend one of them",
            id.value, to.value, from.value
        );
        fields.problems.add(&to.place, Fault::BadValue, sentence);
    }
    Some(Placed {
        value: Band {
            id: id.value,
            from: from.value,
            to: to.value,
        },
        place: fields.place().clone(),
    })
}

fn in_order(
    root: &Fields<'_>,
    mut by_id: BTreeMap<BandId, Placed<Band>>,
    head: &Head,
) -> Option<Vec<Placed<Band>>> {
    let before = root.problems.len();
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
                root.problems.add(&name.place, Fault::BandOrder, sentence);
            }
            None => {
                let sentence = format!(
                    "band_order names “{}”, but there is no [[band]] of that id: mend it or take it out",
                    shown(&name.value)
                );
                root.problems.add(&name.place, Fault::BandOrder, sentence);
            }
        }
        seen.insert(name.value.clone());
    }
    for band in by_id.values() {
        let sentence = format!(
            "band {} is not in the model's band_order: add it there, in its place from lowest need to highest",
            band.value.id
        );
        root.problems.add(&band.place, Fault::BandOrder, sentence);
    }
    (root.problems.len() == before).then_some(bands)
}

/// Checks that the ranges touch without gap or overlap, and against the scores that the model can give.
pub(super) fn against_scores(root: &Fields<'_>, bands: &[Placed<Band>], scores: Option<&Scores>) {
    let before = root.problems.len();
    let step = scores.map_or(Decimal::ONE, Scores::step);
    for (lower, higher) in bands.iter().zip(bands.iter().skip(1)) {
        touch(root, &lower.value, higher, step);
    }
    let (Some(scores), true) = (scores, root.problems.len() == before) else {
        return;
    };
    from_the_lowest(root, bands, scores);
    for band in bands {
        let Band { id, from, to } = &band.value;
        if !scores.reach(from.value(), to.value()) {
            let sentence = format!(
                "no profile can score {from} to {to}, so nobody could ever be in band {id}: mend the range, the weights or the caps"
            );
            root.problems
                .add(&band.place, Fault::UnreachableBand, sentence);
        }
    }
    above_the_top(root, bands, scores);
}

fn touch(root: &Fields<'_>, lower: &Band, higher: &Placed<Band>, step: Decimal) {
    let (end, start) = (lower.to.value(), higher.value.from.value());
    let Some(next) = end.checked_add(step) else {
        return;
    };
    if start <= end {
        let sentence = format!(
            "band {} begins at {start}, but band {} ends at {end}: a score would be in both. Begin it at {next}, or mend band_order if the bands stand in the wrong order",
            higher.value.id, lower.id
        );
        root.problems
            .add(&higher.place, Fault::BandOverlap, sentence);
    } else if start != next {
        let sentence = format!(
            "band {} ends at {end} and band {} begins at {start}: scores between them would be in no band. Scores go in steps of {step}, so begin it at {next}",
            lower.id, higher.value.id
        );
        root.problems.add(&higher.place, Fault::BandGap, sentence);
    }
}

fn from_the_lowest(root: &Fields<'_>, bands: &[Placed<Band>], scores: &Scores) {
    let Some(first) = bands.first() else {
        return;
    };
    let (from, lowest) = (first.value.from.value(), scores.lowest());
    if from > lowest {
        let sentence = format!(
            "the lowest band, {}, begins at {from}, but a profile can score {lowest}: begin it at {lowest}",
            first.value.id
        );
        root.problems.add(&first.place, Fault::BandGap, sentence);
    }
}

fn above_the_top(root: &Fields<'_>, bands: &[Placed<Band>], scores: &Scores) {
    let (Some(top), Some(policy)) = (bands.last(), above_top_score(root)) else {
        return;
    };
    let end = top.value.to;
    let beyond = scores.highest().is_none_or(|highest| highest > end.value());
    let sentence = match (policy.value.as_str(), beyond) {
        ("unreachable", true) => {
            let highest = scores.highest().map_or_else(
                || "any total can arrive".to_owned(),
                |highest| format!("a profile can score {}", Rate::new(highest)),
            );
            format!(
                "{highest}, but the highest band, {}, ends at {end}: widen it, or write above_top_score = \"refuse\"",
                top.value.id
            )
        }
        ("refuse", false) => format!(
            "no profile can score above {end}, where the highest band ends: write above_top_score = \"unreachable\""
        ),
        _ => return,
    };
    root.problems
        .add(&policy.place, Fault::AboveTopScore, sentence);
}

/// What the scheme says of scores above the top, if it says it as text; its words are checked elsewhere.
fn above_top_score(root: &Fields<'_>) -> Option<Placed<String>> {
    let scheme = root.maybe("scheme")?.tables().next()?;
    let node = scheme.get("above_top_score")?;
    let text = node.text()?;
    Some(Placed {
        value: text.to_owned(),
        place: node.place.clone(),
    })
}

/// Reads every `[[floor]]`.
pub(super) fn floors(root: &Fields<'_>, known: &Known) -> Vec<Placed<Floor>> {
    let mut ids = BTreeSet::new();
    let mut needs = BTreeSet::new();
    let read = |table| floor(root, table, known, &mut ids, &mut needs);
    root.sections("floor")
        .into_iter()
        .filter_map(read)
        .collect()
}

fn floor(
    root: &Fields<'_>,
    table: &Table,
    known: &Known,
    ids: &mut BTreeSet<String>,
    taken: &mut BTreeSet<Need>,
) -> Option<Placed<Floor>> {
    let keys = ["id", "primary_needs", "band", "reason"];
    let fields = Fields::of(table, "[[floor]]", &keys, root.problems);
    let id = fields.text("id");
    let reason = fields.text("reason");
    let named = codes::needs(&fields, "primary_needs");
    for need in named.iter().flatten() {
        if !taken.insert(need.value) {
            let sentence = format!(
                "the primary need {} has a floor already: keep one",
                need.value
            );
            fields.problems.add(&need.place, Fault::TwoFloors, sentence);
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
        fields
            .problems
            .add(&name.place, Fault::PointlessFloor, sentence);
    }
    let id = id?;
    if !ids.insert(id.value.clone()) {
        same_id(&fields, "floor", &id.value, &id.place);
    }
    Some(Placed {
        value: Floor {
            id: id.value,
            primary_needs: named?.into_iter().map(|need| need.value).collect(),
            band: band?,
            reason: reason?.value,
        },
        place: fields.place().clone(),
    })
}
