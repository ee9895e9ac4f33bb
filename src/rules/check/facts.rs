//! The facts of a case that a set asks for: phases and circumstances; and who can have an award at all.

use std::collections::{BTreeMap, BTreeSet};

use crate::needs::{CircumstanceId, PhaseId};
use crate::rules::problem::Fault;
use crate::rules::reader::{Fields, Placed};
use crate::rules::set::{Circumstance, Gate, Phase};
use crate::rules::tree::{Place, Table};

use super::conditions::{Kinds, Names};
use super::needs::same_id;

/// The national curriculum years that a phase can name: the early years are below 0.
const YEAR_GROUPS: std::ops::RangeInclusive<i16> = -4..=20;

/// The phases and circumstances, with the places where they are defined.
#[derive(Default)]
pub(super) struct Facts {
    pub(super) phases: Vec<Placed<Phase>>,
    pub(super) circumstances: Vec<Placed<Circumstance>>,
}

impl Facts {
    /// The phases by name, in the order of the text.
    pub(super) fn phase_ids(&self) -> Vec<PhaseId> {
        self.phases
            .iter()
            .map(|phase| phase.value.id.clone())
            .collect()
    }

    /// The circumstances by name.
    pub(super) fn circumstance_ids(&self) -> BTreeSet<CircumstanceId> {
        let ids = self.circumstances.iter().map(|one| one.value.id.clone());
        ids.collect()
    }
}

/// Reads every `[[phase]]` and `[[circumstance]]`.
pub(super) fn facts(root: &Fields<'_>) -> Facts {
    let mut ids = BTreeMap::new();
    let phases = root.sections("phase").into_iter();
    let phases: Vec<_> = phases
        .filter_map(|table| phase(root, table, &mut ids))
        .collect();
    for (at, phase) in phases.iter().enumerate() {
        let earlier = phases.iter().take(at);
        let shares = |other: &&Placed<Phase>| {
            other.value.from <= phase.value.to && phase.value.from <= other.value.to
        };
        if let Some(other) = earlier.into_iter().find(shares) {
            let sentence = format!(
                "the phases {} and {} share a year group: a child would be in both; mend from or to",
                other.value.id, phase.value.id
            );
            root.wrong(&phase.place, Fault::PhaseOverlap, sentence);
        }
    }
    let mut asked = BTreeMap::new();
    let tables = root.sections("circumstance").into_iter();
    let circumstances = tables.filter_map(|table| circumstance(root, table, &mut asked));
    Facts {
        circumstances: circumstances.collect(),
        phases,
    }
}

fn phase(
    root: &Fields<'_>,
    table: &Table,
    ids: &mut BTreeMap<PhaseId, Place>,
) -> Option<Placed<Phase>> {
    let keys = ["id", "title", "from", "to"];
    let fields = Fields::of(table, "[[phase]]", &keys, root.problems);
    let id = fields.parsed::<PhaseId>("id");
    let title = fields.text("title");
    let (from, to) = (year_group(&fields, "from"), year_group(&fields, "to"));
    if let (Some(from), Some(to)) = (&from, &to)
        && to.value < from.value
    {
        let sentence = format!(
            "this phase ends with year {}, before it begins with year {}: mend one of them",
            to.value, from.value
        );
        fields.wrong(&to.place, Fault::BadValue, sentence);
    }
    let id = id?;
    if ids.insert(id.value.clone(), id.place.clone()).is_some() {
        same_id(&fields, "phase", id.value.as_str(), &id.place);
    }
    Some(Placed::at(
        fields.place(),
        Phase {
            id: id.value,
            title: title?.value,
            from: from?.value,
            to: to?.value,
        },
    ))
}

fn year_group(fields: &Fields<'_>, key: &str) -> Option<Placed<i16>> {
    fields.required(key)?;
    let wanted = "a national curriculum year from \"-4\" to \"20\", where \"0\" is Reception";
    let year = fields.maybe_whole::<i16>(key, wanted)?;
    if !YEAR_GROUPS.contains(&year.value) {
        let sentence = format!("{key} is “{}”: write {wanted}", year.value);
        fields.wrong(&year.place, Fault::BadValue, sentence);
    }
    Some(year)
}

fn circumstance(
    root: &Fields<'_>,
    table: &Table,
    ids: &mut BTreeMap<CircumstanceId, Place>,
) -> Option<Placed<Circumstance>> {
    let fields = Fields::of(table, "[[circumstance]]", &["id", "ask"], root.problems);
    let id = fields.parsed::<CircumstanceId>("id");
    let ask = fields.text("ask");
    let id = id?;
    if ids.insert(id.value.clone(), id.place.clone()).is_some() {
        same_id(&fields, "circumstance", id.value.as_str(), &id.place);
    }
    Some(Placed::at(
        fields.place(),
        Circumstance {
            id: id.value,
            ask: ask?.value,
        },
    ))
}

/// Reads every `[[eligibility]]`.
pub(super) fn gates(root: &Fields<'_>, names: &Names<'_>) -> Vec<Gate> {
    let mut ids = BTreeSet::new();
    let mut gates = Vec::new();
    for table in root.sections("eligibility") {
        let keys = ["id", "requires", "otherwise"];
        let fields = Fields::of(table, "[[eligibility]]", &keys, root.problems);
        let id = fields.text("id");
        let otherwise = fields.text("otherwise");
        let requires = names.conditions(&fields, "requires", Kinds::Circumstances);
        if fields.required("requires").is_some() && fields.sections("requires").is_empty() {
            let sentence =
                "this requires nothing, so everybody passes it: add a condition, or take it out";
            fields.wrong(fields.place(), Fault::Empty, sentence);
        }
        if let Some(id) = &id
            && !ids.insert(id.value.clone())
        {
            same_id(&fields, "eligibility", &id.value, &id.place);
        }
        if let (Some(id), Some(otherwise)) = (id, otherwise) {
            gates.push(Gate {
                id: id.value,
                requires,
                otherwise: otherwise.value,
            });
        }
    }
    gates
}

/// Says which phases and circumstances nothing depends on: an officer would be asked for nothing.
pub(super) fn all_used(root: &Fields<'_>, facts: &Facts, names: &Names<'_>) {
    for circumstance in &facts.circumstances {
        if !names.is_asked(&circumstance.value.id) {
            let sentence = format!(
                "nothing depends on the circumstance {}, so nobody needs to be asked: use it in a condition, or take it out",
                circumstance.value.id
            );
            root.wrong(&circumstance.place, Fault::UnusedFact, sentence);
        }
    }
    if let (Some(phase), false) = (facts.phases.first(), names.phases_used()) {
        let sentence =
            "nothing depends on the phases: use them in a condition or a column, or take them out";
        root.wrong(&phase.place, Fault::UnusedFact, sentence);
    }
}
