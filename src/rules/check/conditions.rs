//! Conditions: the one language in which questions, gates, streams, floors, tables and modifiers say
//! when they apply.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::BTreeSet;

use crate::calendar::Date;
use crate::needs::{BandId, CircumstanceId, DomainId, Level, PhaseId, Residency, Setting};
use crate::rules::problem::Fault;
use crate::rules::questions::Condition;
use crate::rules::reader::{Fields, Placed, shown};
use crate::rules::set::Gate;
use crate::rules::tree::Table;

use super::bands::Known;
use super::codes::{needs, settings};
use super::facts::Facts;
use super::levels::Levels;
use super::needs::{Areas, known_domain};
use super::space::Space;
use super::stages::{Left, Of, Stages};

/// Which conditions a section may have.
#[derive(Clone, Copy)]
pub(super) enum Kinds<'k> {
    /// Any but those of the band.
    All,
    /// Only those that can be told without levels of need.
    Circumstances,
    /// Any, where the child's band is known: one of these.
    Paid(&'k Known),
}

/// The names of a set that conditions can use, and which of them are used.
pub(super) struct Names<'n> {
    pub(super) levels: &'n Levels,
    pub(super) areas: &'n Areas,
    pub(super) phases: Vec<PhaseId>,
    circumstances: BTreeSet<CircumstanceId>,
    /// The set's first and last day, where they are known.
    days: Option<(Date, Date)>,
    asked: RefCell<BTreeSet<CircumstanceId>>,
    phases_used: Cell<bool>,
    stages: OnceCell<Stages>,
}

const KEYS: [&str; 20] = [
    "primary_needs",
    "settings",
    "bands",
    "band_at_least",
    "band_at_most",
    "domain",
    "at_most",
    "at_least",
    "domains_at_least",
    "count",
    "phases",
    "ages",
    "institutions",
    "host_authorities",
    "residency",
    "plan",
    "circumstance",
    "is",
    "on_or_after",
    "before",
];

/// The keys of conditions of the band.
const BAND_KEYS: [&str; 3] = ["bands", "band_at_least", "band_at_most"];

impl<'n> Names<'n> {
    pub(super) fn of(
        levels: &'n Levels,
        areas: &'n Areas,
        facts: &Facts,
        days: Option<(Date, Date)>,
    ) -> Names<'n> {
        Names {
            levels,
            areas,
            phases: facts.phase_ids(),
            circumstances: facts.circumstance_ids(),
            days,
            asked: RefCell::default(),
            phases_used: Cell::new(false),
            stages: OnceCell::new(),
        }
    }

    /// Notes the years of the phases, and whom the gates let through.
    pub(super) fn stages(&self, facts: &Facts, gates: &[Gate]) {
        let phases = facts.phases.iter().map(|phase| &phase.value);
        self.stages.get_or_init(|| Stages::of(phases, gates));
    }

    /// The years without a phase of children in a setting for whom the conditions hold, in words.
    pub(super) fn without_phase<'c>(
        &self,
        of: Of,
        setting: Setting,
        when: impl IntoIterator<Item = &'c Condition>,
    ) -> Option<String> {
        self.stages.get()?.without_phase(of, setting, when)
    }

    /// What conditions leave out of the years and ages of a setting: between phases, and beside them.
    pub(super) fn left(&self, setting: Setting, when: &[Condition], space: &Space) -> (Left, Left) {
        let phases = |of| self.without_phase(of, setting, when).into_iter();
        let ages = || {
            let named = space.ages()?;
            self.stages.get()?.without_age(named, setting, when)
        };
        let between = || Left {
            phases: phases(Of::Between).collect(),
            ages: Vec::new(),
        };
        let mut beyond = between();
        beyond.phases.extend(phases(Of::Beyond));
        beyond.ages.extend(ages());
        (between(), beyond)
    }

    /// The set's first and last day, where they are known.
    pub(super) fn days(&self) -> Option<(Date, Date)> {
        self.days
    }

    /// Whether some condition asks for the circumstance.
    pub(super) fn is_asked(&self, id: &CircumstanceId) -> bool {
        self.asked.borrow().contains(id)
    }

    /// Whether some condition or column tells phases apart.
    pub(super) fn phases_used(&self) -> bool {
        self.phases_used.get()
    }

    /// Notes that phases are told apart.
    pub(super) fn use_phases(&self) {
        self.phases_used.set(true);
    }

    /// Reads a list of conditions, which may be absent.
    pub(super) fn conditions(
        &self,
        fields: &Fields<'_>,
        key: &str,
        kinds: Kinds<'_>,
    ) -> Vec<Condition> {
        let before = fields.problems.len();
        let tables = fields.sections(key).into_iter();
        let read = |table| self.condition(fields, table, kinds);
        let when: Vec<Condition> = tables.filter_map(read).collect();
        let space = Space::of(&when, &self.phases);
        let sound = fields.problems.len() == before;
        let never = sound && space.region(&when).is_empty();
        if let (true, Some(node)) = (never, fields.maybe(key)) {
            let sentence =
                "these conditions cannot hold together, so this never applies: mend them";
            fields.wrong(&node.place, Fault::PointlessCondition, sentence);
        }
        when
    }

    fn condition(&self, fields: &Fields<'_>, table: &Table, kinds: Kinds<'_>) -> Option<Condition> {
        let fields = Fields::of(table, "a condition", &KEYS, fields.problems);
        if let Some(key) = BAND_KEYS.iter().find(|key| fields.maybe(key).is_some()) {
            let Kinds::Paid(known) = kinds else {
                let sentence = format!(
                    "“{key}” is of the band, which is known only where amounts are changed: write it in the when of a [[modifier]] of amounts, in a stream that gives one band"
                );
                fields.wrong(fields.place(), Fault::BadValue, sentence);
                return None;
            };
            return of_bands(&fields, known);
        }
        let condition = self.any_condition(&fields)?;
        if matches!(kinds, Kinds::Circumstances) && !condition.is_of_circumstances() {
            let sentence = "this must be known before any need is scored, so it cannot depend on levels: take the condition out, or write it in a [[modifier]] or a [[floor]]";
            fields.wrong(fields.place(), Fault::BadValue, sentence);
        }
        Some(condition)
    }

    fn any_condition(&self, fields: &Fields<'_>) -> Option<Condition> {
        let mut given: Vec<&str> = KEYS
            .into_iter()
            .filter(|key| fields.maybe(key).is_some())
            .collect();
        given.sort_unstable();
        match given.as_slice() {
            [] => {
                let sentence = "this condition is empty: write what must hold between the braces, such as { settings = [\"SPEC\"] }, or take it out";
                fields.wrong(fields.place(), Fault::Empty, sentence);
                None
            }
            ["primary_needs"] => {
                let codes = needs(fields, "primary_needs")?.into_iter();
                Some(Condition::PrimaryNeeds(
                    codes.map(|need| need.value).collect(),
                ))
            }
            ["settings"] => {
                let codes = settings(fields, "settings")?.into_iter();
                Some(Condition::Settings(codes.map(|one| one.value).collect()))
            }
            ["at_most", "domain"] => {
                let (domain, level) = self.domain_and_level(fields, "at_most")?;
                Some(Condition::AtMost(domain, level))
            }
            ["at_least", "domain"] => {
                let (domain, level) = self.domain_and_level(fields, "at_least")?;
                Some(Condition::AtLeast(domain, level))
            }
            ["count", "domains_at_least"] => self.count(fields),
            ["phases"] => self.phases_of(fields),
            ["ages"] => ages(fields),
            ["institutions"] => Some(Condition::Institutions(some(fields, "institutions")?)),
            ["host_authorities"] => Some(Condition::HostAuthorities(some(
                fields,
                "host_authorities",
            )?)),
            ["residency"] => {
                let words = [("own", Residency::Own), ("other", Residency::Other)];
                Some(Condition::Residency(
                    fields.choice("residency", &words)?.value,
                ))
            }
            ["plan"] => fields.flag("plan").map(Condition::Plan),
            ["circumstance"] | ["circumstance", "is"] => self.circumstance(fields),
            ["on_or_after"] => self.day(fields, "on_or_after").map(Condition::OnOrAfter),
            ["before"] => self.day(fields, "before").map(Condition::Before),
            _ => {
                let sentence = "a condition is one of { primary_needs = […] }, { settings = […] }, { phases = […] }, { ages = [\"5\", \"16\"] }, { institutions = […] }, { host_authorities = […] }, { residency = \"own\" }, { plan = true }, { circumstance = \"…\" }, { on_or_after = … }, { before = … }, { domain = \"…\", at_most = \"…\" }, { domain = \"…\", at_least = \"…\" } or { domains_at_least = \"…\", count = \"…\" }, and in a [[modifier]] of amounts { bands = […] }, { band_at_least = \"…\" } or { band_at_most = \"…\" }: write two conditions where two are meant";
                fields.wrong(fields.place(), Fault::BadValue, sentence);
                None
            }
        }
    }

    fn domain_and_level(&self, fields: &Fields<'_>, key: &str) -> Option<(DomainId, Level)> {
        let name = fields.text("domain");
        let domain = name.and_then(|name| known_domain(fields, self.areas, &name));
        let text = fields.text(key)?;
        let (domain, level) = (domain?, self.levels.known(fields, &text)?);
        let own = self.areas.levels_of(&domain);
        if !own.is_empty() && !own.contains(&level) {
            let own: Vec<String> = own.iter().map(Level::to_string).collect();
            let sentence = format!(
                "level {level} is not one of {domain} ({}): mend it",
                own.join(", ")
            );
            fields.wrong(&text.place, Fault::UnknownLevel, sentence);
        }
        Some((domain, level))
    }

    fn count(&self, fields: &Fields<'_>) -> Option<Condition> {
        let text = fields.text("domains_at_least")?;
        let level = self.levels.known(fields, &text);
        let wanted = "how many domains, such as \"2\"";
        let count = fields.maybe_whole::<u16>("count", wanted)?;
        let domains = self.areas.domains().len();
        if count.value == 0 || usize::from(count.value) > domains {
            let sentence = format!(
                "count is “{}”, but the set has {domains} domains: write a number from 1 to {domains}",
                count.value
            );
            fields.wrong(&count.place, Fault::BadValue, sentence);
        }
        Some(Condition::CountAtLeast(level?, count.value))
    }

    fn phases_of(&self, fields: &Fields<'_>) -> Option<Condition> {
        self.use_phases();
        let names = fields.texts("phases")?;
        if names.is_empty() {
            empty(fields, "phases");
        }
        let found: Vec<_> = names.iter().map(|name| self.phase(fields, name)).collect();
        let phases: Option<BTreeSet<PhaseId>> = found.into_iter().collect();
        phases.map(Condition::Phases)
    }

    /// A phase of the set by its name; anything else is a problem.
    pub(super) fn phase(&self, fields: &Fields<'_>, name: &Placed<String>) -> Option<PhaseId> {
        let found = self
            .phases
            .iter()
            .find(|phase| phase.as_str() == name.value);
        if found.is_none() {
            let ids: Vec<&str> = self.phases.iter().map(PhaseId::as_str).collect();
            let sentence = format!(
                "“{}” is not a phase of this set: {}",
                shown(&name.value),
                one_of(&ids, "[[phase]]")
            );
            fields.wrong(&name.place, Fault::UnknownPhase, sentence);
        }
        found.cloned()
    }

    fn circumstance(&self, fields: &Fields<'_>) -> Option<Condition> {
        let is = fields.maybe("is").is_none() || fields.flag("is")?;
        let name = fields.text("circumstance")?;
        let found = self
            .circumstances
            .iter()
            .find(|one| one.as_str() == name.value);
        if found.is_none() {
            let ids: Vec<&str> = self
                .circumstances
                .iter()
                .map(CircumstanceId::as_str)
                .collect();
            let sentence = format!(
                "“{}” is not a circumstance of this set: {}",
                shown(&name.value),
                one_of(&ids, "[[circumstance]] with a question")
            );
            fields.wrong(&name.place, Fault::UnknownCircumstance, sentence);
        }
        let id = found?.clone();
        self.asked.borrow_mut().insert(id.clone());
        Some(Condition::Circumstance(id, is))
    }

    fn day(&self, fields: &Fields<'_>, key: &str) -> Option<Date> {
        let day = fields.day(key)?;
        if let Some((first, last)) = self.days
            && (day.value <= first || day.value > last)
        {
            let sentence = format!(
                "the set is in force from {first} to {last}, so no day or every day is {} {}: mend the day, or take the condition out",
                if key == "before" {
                    "before"
                } else {
                    "on or after"
                },
                day.value
            );
            fields.wrong(&day.place, Fault::PointlessCondition, sentence);
        }
        Some(day.value)
    }
}

/// A condition of the band: some bands by name, or all from one on in the order of need.
fn of_bands(fields: &Fields<'_>, known: &Known) -> Option<Condition> {
    let mut given = BAND_KEYS.iter().filter(|key| fields.maybe(key).is_some());
    let (Some(key), None) = (given.next(), given.next()) else {
        let sentence = "a condition says one thing: write two conditions where two are meant";
        fields.wrong(fields.place(), Fault::BadValue, sentence);
        return None;
    };
    let bands: BTreeSet<BandId> = if *key == "bands" {
        let names = fields.texts("bands")?;
        if names.is_empty() {
            empty(fields, "bands");
        }
        names
            .iter()
            .filter_map(|name| known.band(fields, name))
            .collect()
    } else {
        let name = fields.text(key)?;
        let band = known.band(fields, &name)?;
        let order = known.in_order();
        let at = order.iter().position(|one| *one == band)?;
        let (lower, from) = order.split_at(at);
        if *key == "band_at_least" {
            from.iter().cloned().collect()
        } else {
            lower.iter().chain([&band]).cloned().collect()
        }
    };
    let all = known.in_order().len();
    if all > 0 && bands.len() >= all {
        let sentence = "this names every band, and so says nothing: mend it, or take it out";
        fields.wrong(fields.place(), Fault::PointlessCondition, sentence);
    }
    Some(Condition::Bands(bands))
}

fn ages(fields: &Fields<'_>) -> Option<Condition> {
    let ages = fields.texts("ages")?;
    let wanted = "the youngest and the oldest age, both inside, such as ages = [\"5\", \"16\"]";
    let [from, to] = ages.as_slice() else {
        let place = fields
            .maybe("ages")
            .map_or(fields.place(), |node| &node.place);
        fields.wrong(place, Fault::BadValue, format!("ages must be {wanted}"));
        return None;
    };
    let from = fields.whole_of::<u8>(from, "ages", wanted)?;
    let to = fields.whole_of::<u8>(to, "ages", wanted)?;
    if to.value < from.value || to.value > 25 {
        let sentence = format!(
            "ages {} to {} are no ages of children and young people, lowest first, up to 25: mend them",
            from.value, to.value
        );
        fields.wrong(&to.place, Fault::BadValue, sentence);
        return None;
    }
    Some(Condition::Ages(from.value, to.value))
}

/// A list of names, at least one.
fn some(fields: &Fields<'_>, key: &str) -> Option<BTreeSet<String>> {
    let names = fields.texts(key)?;
    if names.is_empty() {
        empty(fields, key);
    }
    Some(names.into_iter().map(|name| name.value).collect())
}

fn empty(fields: &Fields<'_>, key: &str) {
    let sentence = format!("{key} is empty: name at least one");
    fields.wrong(fields.place(), Fault::Empty, sentence);
}

/// What can be written where one of the set's names belongs.
fn one_of(ids: &[&str], section: &str) -> String {
    if ids.is_empty() {
        format!("it has none, so add a {section}")
    } else {
        format!("write one of {}", ids.join(", "))
    }
}
