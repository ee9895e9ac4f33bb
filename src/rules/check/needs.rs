//! Areas, domains and their descriptors.

use std::collections::{BTreeMap, BTreeSet};

use crate::money::Rate;
use crate::needs::{AreaId, DomainId, Level, Need};
use crate::rules::near;
use crate::rules::problem::{Fault, Problems};
use crate::rules::reader::{Fields, Placed, shown, text_of};
use crate::rules::set::{Area, Domain};
use crate::rules::tree::{Place, Table};

use super::codes::needs;
use super::levels::Levels;
use super::scores::Ranks;

/// The areas read, with what is needed to check that names are those of one domain each.
#[derive(Default)]
pub(super) struct Areas {
    areas: Vec<Area>,
    domains: BTreeMap<DomainId, Place>,
    area_ids: BTreeSet<AreaId>,
    headings: BTreeMap<String, String>,
    descriptors: BTreeMap<String, String>,
    /// The levels of each domain: the model's, or fewer.
    levels: BTreeMap<DomainId, Levels>,
    /// The domain of each primary need that is one's.
    primary: BTreeMap<Need, DomainId>,
    /// Where the first of them is written.
    primary_at: Option<Place>,
    /// Where a level of the set has no descriptor, with the domain.
    missing: BTreeMap<Level, Vec<(Place, DomainId)>>,
    /// Where a descriptor is of a level that the set does not have.
    unknown: BTreeMap<String, Vec<Place>>,
}

impl Areas {
    /// Every domain, with the place where it is defined.
    pub(super) fn domains(&self) -> &BTreeMap<DomainId, Place> {
        &self.domains
    }

    /// The levels that a domain can have.
    pub(super) fn levels_of(&self, domain: &DomainId) -> &[Level] {
        self.levels.get(domain).map_or(&[], Levels::list)
    }

    /// How points count by these shares.
    pub(super) fn ranks<'a>(&'a self, shares: &'a [Rate]) -> Ranks<'a> {
        Ranks {
            shares,
            first: self.primary.values().collect(),
            every: Need::ALL.iter().all(|need| self.primary.contains_key(need)),
        }
    }

    /// Says of primary needs that domains have that nothing counts by its rank.
    pub(super) fn primary_for_nothing(&self, problems: &Problems) {
        if let Some(place) = &self.primary_at {
            let sentence = "primary_needs says which domain counts first, but no model here has shares by which the first counts otherwise than the next: add shares to [model], or take primary_needs out";
            problems.add(place, Fault::WrongModel, sentence);
        }
    }

    /// Every area with its domains.
    pub(super) fn list(&self) -> &[Area] {
        &self.areas
    }

    pub(super) fn into_areas(self) -> Vec<Area> {
        self.areas
    }
}

/// Reads every `[[area]]`.
pub(super) fn areas(root: &Fields<'_>, levels: &Levels) -> Areas {
    let mut areas = Areas::default();
    for table in root.sections("area") {
        area(&mut areas, table, root, levels);
    }
    levels_missing(&areas, root);
    levels_unknown(&areas, root, levels);
    if areas.domains.is_empty() && !levels.list().is_empty() && root.maybe("area").is_none() {
        let sentence = "the model has levels but there is no [[area]] with an [[area.domain]]: add the domains of need";
        root.problems.add(root.place(), Fault::MissingKey, sentence);
    }
    areas
}

fn area(areas: &mut Areas, table: &Table, root: &Fields<'_>, levels: &Levels) {
    let fields = Fields::of(table, "[[area]]", &["id", "title", "domain"], root.problems);
    let id = fields.parsed::<AreaId>("id");
    let title = fields.text("title");
    if let Some(id) = &id
        && !areas.area_ids.insert(id.value.clone())
    {
        same_id(&fields, "area", id.value.as_str(), &id.place);
    }
    let tables = fields.sections("domain");
    if tables.is_empty() {
        let sentence = "this area has no [[area.domain]]: add its domains, or take the area out";
        fields
            .problems
            .add(fields.place(), Fault::MissingKey, sentence);
    }
    let domains: Vec<Domain> = tables
        .into_iter()
        .filter_map(|table| domain(areas, table, root, levels))
        .collect();
    if let (Some(id), Some(title)) = (id, title) {
        areas.areas.push(Area {
            id: id.value,
            title: title.value,
            domains,
        });
    }
}

fn domain(areas: &mut Areas, table: &Table, root: &Fields<'_>, levels: &Levels) -> Option<Domain> {
    let keys = [
        "id",
        "title",
        "aliases",
        "primary_needs",
        "own_levels",
        "levels",
    ];
    let fields = Fields::of(table, "[[area.domain]]", &keys, root.problems);
    let id = fields.parsed::<DomainId>("id");
    let title = fields.text("title");
    let aliases = fields.maybe_texts("aliases").unwrap_or_default();
    let id = id?;
    if areas
        .domains
        .insert(id.value.clone(), id.place.clone())
        .is_some()
    {
        same_id(&fields, "domain", id.value.as_str(), &id.place);
    }
    for heading in title.iter().chain(&aliases) {
        one_domain(areas, &fields, heading, &id.value);
    }
    let primary_needs = primary_needs(areas, &fields, &id.value);
    let own = own_levels(&fields, levels);
    let levels = descriptors(areas, &fields, &id.value, &own);
    areas.levels.insert(id.value.clone(), own);
    Some(Domain {
        id: id.value,
        title: title?.value,
        aliases: aliases.into_iter().map(|alias| alias.value).collect(),
        primary_needs,
        levels,
    })
}

/// The primary needs of which a domain is the one; no need has two.
fn primary_needs(areas: &mut Areas, fields: &Fields<'_>, domain: &DomainId) -> BTreeSet<Need> {
    let mut found = BTreeSet::new();
    let Some(node) = fields.maybe("primary_needs") else {
        return found;
    };
    for need in needs(fields, "primary_needs").unwrap_or_default() {
        let before = areas.primary.insert(need.value, domain.clone());
        if let Some(before) = before {
            let sentence = format!(
                "{} is the primary need of {before} already, and one domain alone can count first: keep one",
                need.value.code()
            );
            fields.wrong(&need.place, Fault::GivenTwice, sentence);
        }
        found.insert(need.value);
    }
    areas.primary_at.get_or_insert_with(|| node.place.clone());
    found
}

/// The levels of a domain whose scale is not the model's: some of those.
fn own_levels(fields: &Fields<'_>, all: &Levels) -> Levels {
    let Some(texts) = fields.maybe_texts("own_levels") else {
        return all.clone();
    };
    let mut own: Vec<Level> = Vec::with_capacity(texts.len());
    for text in &texts {
        let Some(level) = all.known(fields, text) else {
            continue;
        };
        if own.last().is_some_and(|last| *last >= level) {
            let sentence = format!(
                "level {level} is not above the one before it: list the domain's levels once each, lowest first"
            );
            fields.wrong(&text.place, Fault::BadValue, sentence);
        }
        own.push(level);
    }
    if own.len() < 2 {
        let sentence = "own_levels lists fewer than two of the model's levels: list those of this domain, or take it out";
        fields.wrong(fields.place(), Fault::BadValue, sentence);
        return all.clone();
    }
    Levels::own(own)
}

/// Says that a heading would find two domains. Two spellings of one domain's heading may look alike.
fn one_domain(areas: &mut Areas, fields: &Fields<'_>, heading: &Placed<String>, id: &DomainId) {
    let other = areas
        .headings
        .insert(folded(&heading.value), id.to_string());
    if let Some(other) = other.filter(|other| other != id.as_str()) {
        let sentence = format!(
            "the heading “{}” already stands for the domain {other}: a column with it could not be read; change one of them",
            shown(&heading.value)
        );
        fields
            .problems
            .add(&heading.place, Fault::AmbiguousHeading, sentence);
    }
}

fn descriptors(
    areas: &mut Areas,
    fields: &Fields<'_>,
    id: &DomainId,
    levels: &Levels,
) -> BTreeMap<Level, String> {
    let mut texts = BTreeMap::new();
    let Some(table) = fields.section("levels") else {
        return texts;
    };
    for entry in &table.entries {
        let Some(level) = levels.level(&entry.key) else {
            if levels.is_own() {
                let sentence = format!(
                    "“{}” is not among own_levels of {id} ({}): mend it, or add it there",
                    shown(&entry.key),
                    levels.in_words()
                );
                fields.wrong(&entry.place, Fault::UnknownLevel, sentence);
                continue;
            }
            let places = areas.unknown.entry(entry.key.clone()).or_default();
            places.push(entry.place.clone());
            continue;
        };
        let what = format!("the descriptor of level {level} of {id}");
        let text = text_of(&entry.node, &what, fields.problems);
        if let Some(text) = &text {
            said_once(areas, fields, text, &format!("level {level} of {id}"));
        }
        // An empty descriptor has its problem already; it is not missing as well.
        texts.insert(level, text.map(|text| text.value).unwrap_or_default());
    }
    for level in levels
        .list()
        .iter()
        .filter(|level| !texts.contains_key(level))
    {
        let places = areas.missing.entry(*level).or_default();
        places.push((table.place.clone(), id.clone()));
    }
    texts
}

/// Whether so many are so alike that the list of levels is to blame, and not each domain.
fn are_all(areas: &Areas, found: usize) -> bool {
    found > 2 && found == areas.domains.len()
}

/// Says which levels have no descriptor.
fn levels_missing(areas: &Areas, root: &Fields<'_>) {
    for (level, places) in &areas.missing {
        if let (true, Some((place, _))) = (are_all(areas, places.len()), places.first()) {
            let sentence = format!(
                "no domain has a descriptor for level {level}: write them, or take it out of the model's levels"
            );
            root.wrong(place, Fault::MissingDescriptor, sentence);
            continue;
        }
        for (place, id) in places {
            let sentence = format!(
                "{id} has no descriptor for level {level}: add a line \"{level}\" = \"…\" that says what need and impact it means"
            );
            root.wrong(place, Fault::MissingDescriptor, sentence);
        }
    }
}

/// Says which descriptors are of no level. Where the list of levels has a problem of its own, that one is said alone.
fn levels_unknown(areas: &Areas, root: &Fields<'_>, levels: &Levels) {
    if levels.list().is_empty() {
        return;
    }
    for (key, places) in &areas.unknown {
        if let (true, Some(place)) = (are_all(areas, places.len()), places.first()) {
            let sentence = format!(
                "every domain has a descriptor for level {}, which is not among the model's levels ({}): add it there, or take them out",
                shown(key),
                levels.in_words()
            );
            root.wrong(place, Fault::UnknownLevel, sentence);
            continue;
        }
        for place in places {
            let sentence = format!(
                "“{}” is not a level of this set ({}): mend it, or add it to the model's levels",
                shown(key),
                levels.in_words()
            );
            root.wrong(place, Fault::UnknownLevel, sentence);
        }
    }
}

fn said_once(areas: &mut Areas, fields: &Fields<'_>, text: &Placed<String>, whose: &str) {
    let before = areas
        .descriptors
        .insert(folded(&text.value), whose.to_owned());
    if let Some(before) = before {
        let sentence = format!(
            "the descriptor of {whose} is word for word that of {before}: a scorer could not tell them apart; rewrite one"
        );
        fields
            .problems
            .add(&text.place, Fault::RepeatedDescriptor, sentence);
    }
}

/// A domain of the set by its name; anything else is a problem.
pub(super) fn known_domain(
    fields: &Fields<'_>,
    areas: &Areas,
    name: &Placed<String>,
) -> Option<DomainId> {
    let found = DomainId::parse(&name.value)
        .ok()
        .filter(|id| areas.domains().contains_key(id));
    if found.is_none() {
        let ids: Vec<&str> = areas.domains().keys().map(DomainId::as_str).collect();
        let sentence = format!(
            "“{}” is not a domain of this set: write one of {}",
            shown(&name.value),
            if ids.is_empty() {
                "none, since there is no [[area.domain]]".to_owned()
            } else {
                near::listed(&name.value, ids)
            }
        );
        fields.wrong(&name.place, Fault::UnknownDomain, sentence);
    }
    found
}

/// Says that an id is used twice.
pub(super) fn same_id(fields: &Fields<'_>, kind: &str, id: &str, place: &Place) {
    let sentence = format!(
        "there are two of the {kind} “{}”: give one another id",
        shown(id)
    );
    fields.problems.add(place, Fault::DuplicateId, sentence);
}

/// A text as two people would say it is the same: without case, white space and punctuation.
pub(super) fn folded(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}
