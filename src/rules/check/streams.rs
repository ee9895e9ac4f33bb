//! Streams: the one that a plain set writes flat, or several, and for whom each is.

use std::collections::BTreeSet;

use crate::calendar::Date;
use crate::money::{Money, Rounding};
use crate::needs::{Setting, StreamId};
use crate::rules::problem::Fault;
use crate::rules::questions::Condition;
use crate::rules::reader::{Fields, Placed};
use crate::rules::set::{AboveTop, Model, Modifier, RoundingApplied, Stream, StreamPart, What};

use super::bands::{self, Known};
use super::changes::no_floors;
use super::conditions::{Kinds, Names};
use super::model::{self, Head, Kind, not_here};
use super::needs::same_id;
use super::published::{self, Arithmetic};
use super::scores::{ScoreChange, Scores};
use super::space::{Budget, Region, Space, TooMany};
use super::{agreed, floors, modifiers, order, ranges, reached, settings, shorter, tables, time};

/// The sections of a stream.
pub(super) const SECTIONS: [&str; 11] = [
    "model",
    "group",
    "points",
    "lookup",
    "provision",
    "band",
    "floor",
    "value_table",
    "not_funded",
    "modifiers",
    "modifier",
];

/// What is the same for all streams of a set.
pub(super) struct Shared<'s> {
    pub(super) names: &'s Names<'s>,
    pub(super) rounding: Option<Rounding>,
    pub(super) limit: Money,
    pub(super) above_top: Option<&'s Placed<AboveTop>>,
    pub(super) applied: RoundingApplied,
    pub(super) first_day: Option<Date>,
    /// Whether the set has `[[stream]]`.
    pub(super) has_streams: bool,
}

/// What the sections of one stream may speak of.
pub(super) struct Within<'w> {
    pub(super) kind: Option<Kind>,
    /// What holds for every child of the stream.
    pub(super) when: &'w [Condition],
    pub(super) has_bands: bool,
    pub(super) known: &'w Known,
    pub(super) names: &'w Names<'w>,
    pub(super) rounding: Option<Rounding>,
    pub(super) limit: Money,
}

/// The sections of each stream: every `[[stream]]`, or the set itself.
pub(super) fn sections<'t>(root: &'t Fields<'t>) -> Vec<Fields<'t>> {
    if root.maybe("stream").is_none() {
        return vec![root.same()];
    }
    for section in SECTIONS {
        if let Some(node) = root.maybe(section) {
            let sentence = format!(
                "“{section}” stands outside of [[stream]], but this set has streams: write [stream.{section}] or [[stream.{section}]] below the stream that it belongs to"
            );
            root.wrong(&node.place, Fault::StreamMixed, sentence);
        }
    }
    let mut keys = vec!["id", "title", "when", "adds", "time"];
    keys.extend(SECTIONS);
    let tables = root.sections("stream").into_iter();
    tables
        .map(|table| Fields::of(table, "[[stream]]", &keys, root.problems))
        .collect()
}

/// Reads what each stream is among the others; a set without `[[stream]]` has one that is for all.
pub(super) fn parts(
    root: &Fields<'_>,
    streams: &[Fields<'_>],
    names: &Names<'_>,
) -> Vec<Option<Placed<StreamPart>>> {
    if root.maybe("stream").is_none() {
        return vec![None];
    }
    let mut ids = BTreeSet::new();
    let parts: Vec<_> = streams
        .iter()
        .map(|stream| part(stream, names, &mut ids))
        .collect();
    if parts.iter().all(Option::is_some) {
        one_for_each(root, &parts.iter().flatten().collect::<Vec<_>>(), names);
    }
    parts
}

fn part(
    stream: &Fields<'_>,
    names: &Names<'_>,
    ids: &mut BTreeSet<StreamId>,
) -> Option<Placed<StreamPart>> {
    let id = stream.parsed::<StreamId>("id");
    let title = stream.text("title");
    let adds = stream.flag("adds");
    let when = names.conditions(stream, "when", Kinds::Circumstances);
    let time = time::of_stream(stream);
    if let (Some(node), Some(adds)) = (stream.maybe("time"), adds) {
        let of_settings = matches!(when.as_slice(), [Condition::Settings(_)]);
        if adds || !of_settings {
            let sentence = "time rules of its own belong to a stream with adds = false whose when names settings and nothing else, so that a setting alone says how a part of a year is shared: mend when, or take [stream.time] out";
            stream.wrong(&node.place, Fault::WrongModel, sentence);
        }
    }
    let id = id?;
    if !ids.insert(id.value.clone()) {
        same_id(stream, "stream", id.value.as_str(), &id.place);
    }
    Some(Placed::at(
        stream.place(),
        StreamPart {
            id: id.value,
            title: title?.value,
            when,
            adds: adds?,
            time,
        },
    ))
}

/// Checks that exactly one stream that does not add is for each child. A set in which all add may
/// leave children out.
fn one_for_each(root: &Fields<'_>, parts: &[&Placed<StreamPart>], names: &Names<'_>) {
    let bases: Vec<_> = parts.iter().filter(|part| !part.value.adds).collect();
    let Some(first) = bases.first() else {
        return;
    };
    let space = Space::of(
        bases.iter().flat_map(|part| &part.value.when),
        &names.phases,
    );
    let regions: Vec<Region> = bases
        .iter()
        .map(|part| space.region(&part.value.when))
        .collect();
    for (at, (part, region)) in bases.iter().zip(&regions).enumerate() {
        let mut earlier = bases.iter().zip(&regions).take(at);
        if let Some((other, _)) = earlier.find(|(_, other)| other.meets(region)) {
            let sentence = format!(
                "the streams {} and {} can both be for one child: mend when, or write adds = true in the one that is paid besides",
                other.value.id, part.value.id
            );
            root.wrong(&part.place, Fault::StreamOverlap, sentence);
        }
    }
    let all: Vec<&Region> = regions.iter().collect();
    match left_out(&space, &all, names) {
        Ok(None) => {}
        Ok(Some((left_out, true))) => {
            let sentence = format!(
                "no stream is for {left_out}: add one, or widen the when of one, so that every child has one"
            );
            root.wrong(&first.place, Fault::StreamHole, sentence);
        }
        Ok(Some((left_out, false))) => {
            let sentence = format!(
                "no stream is for {left_out}, so such a child would have no result: widen the phases or a when, or say in an [[eligibility]] for which phases or ages the scheme is"
            );
            root.doubt(&first.place, Fault::StreamHole, sentence);
        }
        Err(TooMany) => {
            let sentence =
                "the streams have more conditions than can be held against each other: use fewer";
            root.wrong(&first.place, Fault::TooManyConditions, sentence);
        }
    }
}

/// A child for whom no stream is, in words, and whether that is certainly a slip.
fn left_out(
    space: &Space,
    regions: &[&Region],
    names: &Names<'_>,
) -> Result<Option<(String, bool)>, TooMany> {
    let mut budget = Budget::default();
    let mut doubted = None;
    for setting in Setting::ALL {
        let within = Region::default().in_setting(*setting);
        if !regions.iter().any(|region| region.meets(&within)) {
            return Ok(Some((format!("the setting {setting}"), true)));
        }
        let (between, beyond) = names.left(*setting, &[], space);
        if let Some(found) = space.uncovered(&within, regions, &between, &mut budget)? {
            return Ok(Some((found, true)));
        }
        if doubted.is_none() {
            doubted = space.uncovered(&within, regions, &beyond, &mut budget)?;
        }
    }
    Ok(doubted.map(|found| (found, false)))
}

/// Reads one stream.
pub(super) fn stream(
    fields: &Fields<'_>,
    head: &Head<'_>,
    part: Option<Placed<StreamPart>>,
    shared: &Shared<'_>,
) -> Option<Stream> {
    let names = shared.names;
    let bands = bands::bands(fields, head, names);
    // Of bands in the wrong order no other section is blamed.
    let in_order = bands
        .as_deref()
        .is_none_or(|bands| ranges::stand_in_order(fields, bands));
    let known = Known::of(fields, bands.as_deref().filter(|_| in_order), head);
    let when: &[Condition] = part.as_ref().map_or(&[], |part| &part.value.when);
    let scored = model::model(fields, head, &known, names, when);
    let within = Within {
        kind: head.kind,
        when,
        has_bands: head.has_bands,
        known: &known,
        names,
        rounding: shared.rounding,
        limit: shared.limit,
    };
    if head
        .kind
        .is_some_and(|kind| no_floors(kind, head.has_bands))
    {
        not_here(fields, "floor", "a model that gives one band");
    }
    let floors = floors::floors(fields, &known, names);
    let value_tables = tables::value_tables(fields, &within);
    let not_funded = tables::not_funded(fields);
    // For whom a stream is whose head has a problem cannot be told.
    if part.is_some() || !shared.has_streams {
        settings::every_setting_once(fields, when, names, &value_tables, &not_funded);
    }
    if let Some(bands) = bands.as_ref().filter(|_| in_order) {
        agreed::above_lower(fields, bands, &value_tables, &within);
    }
    let modifiers = modifiers::modifiers(fields, &floors, &within);
    if let Some(modifiers) = &modifiers {
        order::doubted(fields, &value_tables, modifiers, &names.phases);
        shorter::can_be_worked_out(fields, &value_tables, modifiers, &names.phases);
        let arithmetic = Arithmetic {
            within: &within,
            tables: &value_tables,
            modifiers,
            applied: shared.applied,
            first_day: shared.first_day,
        };
        published::against_amounts(fields, &arithmetic);
    }
    let model = scored.as_ref().map(|scored| &scored.model);
    if let (Some(bands), Some(Model::HighestLevel { over })) = (&bands, model) {
        reached::against_levels(fields, bands, *over, names);
    }
    let (model, scores) = scored.map(|scored| (scored.model, scored.scores)).unzip();
    if let Some(bands) = bands.as_ref().filter(|_| in_order) {
        let scores = changed(fields, scores.flatten(), modifiers.as_deref());
        ranges::against_scores(fields, bands, scores.as_ref(), shared.above_top);
    }
    Some(Stream {
        part: part.map(|part| part.value),
        model: model?,
        bands: bands?.into_iter().map(|band| band.value).collect(),
        floors: floors.into_iter().map(|floor| floor.value).collect(),
        value_tables: value_tables.into_iter().map(|table| table.value).collect(),
        not_funded: not_funded.into_iter().map(|note| note.value).collect(),
        modifiers: modifiers?,
    })
}

/// The scores after what modifiers make of them.
fn changed(
    fields: &Fields<'_>,
    scores: Option<Scores>,
    modifiers: Option<&[Modifier]>,
) -> Option<Scores> {
    let mut scores = scores?;
    for modifier in modifiers? {
        let Modifier::Change(change) = modifier else {
            continue;
        };
        let score_change = match change.what {
            What::ScoreFloor { score } => ScoreChange::AtLeast(score),
            What::ScoreSupplement { points } => ScoreChange::Add(points),
            _ => continue,
        };
        match scores.changed(score_change, change.when.is_empty()) {
            Some(after) => scores = after,
            None => {
                model::too_many_scores(fields);
                return None;
            }
        }
    }
    Some(scores)
}
