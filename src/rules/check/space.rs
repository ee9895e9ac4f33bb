//! The circumstances that conditions tell apart, as a space in which each list of conditions is a
//! region: what shows that two regions meet, or that some circumstances are in none.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::Date;
use crate::needs::{CircumstanceId, Need, PhaseId, Residency, Setting};
use crate::rules::questions::Condition;

use super::stages::Left;

/// The most steps that one set's regions are compared in.
const STEPS_MAX: u32 = 1_000_000;

/// What a condition is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Axis {
    Setting,
    Need,
    Phase,
    Age,
    Institution,
    Host,
    Residency,
    Plan,
    Circumstance(CircumstanceId),
    Day,
}

/// Where an axis is cut: the values that conditions name, in order.
#[derive(Debug, Default)]
struct Cuts {
    ages: BTreeSet<u8>,
    institutions: Vec<String>,
    hosts: Vec<String>,
    days: BTreeSet<Date>,
}

/// The space of circumstances that a number of conditions tell apart.
#[derive(Debug)]
pub(super) struct Space {
    phases: Vec<PhaseId>,
    cuts: Cuts,
    institutions: BTreeMap<String, usize>,
    hosts: BTreeMap<String, usize>,
}

/// A part of the space: for each axis that is limited, the cells that are inside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Region(BTreeMap<Axis, BTreeSet<usize>>);

/// The steps that are left for comparing regions.
#[derive(Debug)]
pub(super) struct Budget(u32);

/// The regions are too many to compare.
#[derive(Debug)]
pub(super) struct TooMany;

impl Default for Budget {
    fn default() -> Budget {
        Budget(STEPS_MAX)
    }
}

impl Budget {
    /// Takes some steps.
    pub(super) fn take(&mut self, steps: usize) -> Result<(), TooMany> {
        let steps = u32::try_from(steps).map_err(|_| TooMany)?;
        self.0 = self.0.checked_sub(steps).ok_or(TooMany)?;
        Ok(())
    }
}

impl Space {
    /// The space in which all of the conditions can be told apart.
    pub(super) fn of<'c>(
        conditions: impl IntoIterator<Item = &'c Condition>,
        phases: &[PhaseId],
    ) -> Space {
        let mut cuts = Cuts::default();
        let (mut institutions, mut hosts) = (BTreeSet::new(), BTreeSet::new());
        for condition in conditions {
            match condition {
                Condition::Ages(from, to) => {
                    cuts.ages.insert(*from);
                    cuts.ages.insert(to.saturating_add(1));
                }
                Condition::Institutions(names) => institutions.extend(names.iter().map(folded)),
                Condition::HostAuthorities(names) => hosts.extend(names.iter().map(folded)),
                Condition::OnOrAfter(day) | Condition::Before(day) => {
                    cuts.days.insert(*day);
                }
                _ => {}
            }
        }
        cuts.institutions = institutions.into_iter().collect();
        cuts.hosts = hosts.into_iter().collect();
        Space {
            phases: phases.to_vec(),
            institutions: places(&cuts.institutions),
            hosts: places(&cuts.hosts),
            cuts,
        }
    }

    /// The region in which all of the conditions hold. Levels of need are no circumstance and limit nothing.
    pub(super) fn region<'c>(&self, when: impl IntoIterator<Item = &'c Condition>) -> Region {
        let mut region = Region::default();
        for condition in when {
            if let Some((axis, cells)) = self.cells(condition) {
                region.limit(axis, cells);
            }
        }
        region
    }

    fn cells(&self, condition: &Condition) -> Option<(Axis, BTreeSet<usize>)> {
        let flag = |flag: bool| BTreeSet::from([usize::from(flag)]);
        let found = |names: &BTreeSet<String>, places: &BTreeMap<String, usize>| {
            let place = |name| places.get(&folded(name)).copied();
            names.iter().filter_map(place).collect()
        };
        Some(match condition {
            Condition::Settings(settings) => (Axis::Setting, within(Setting::ALL, settings)),
            Condition::PrimaryNeeds(needs) => (Axis::Need, within(Need::ALL, needs)),
            Condition::Phases(phases) => (Axis::Phase, within(&self.phases, phases)),
            Condition::Ages(from, to) => {
                let inside = |age: &u8| from <= age && age <= to;
                (Axis::Age, indices(&self.cuts.ages, inside))
            }
            Condition::Institutions(names) => (Axis::Institution, found(names, &self.institutions)),
            Condition::HostAuthorities(names) => (Axis::Host, found(names, &self.hosts)),
            Condition::Residency(place) => (Axis::Residency, flag(*place == Residency::Other)),
            Condition::Plan(plan) => (Axis::Plan, flag(!*plan)),
            Condition::Circumstance(id, is) => (Axis::Circumstance(id.clone()), flag(!*is)),
            // The cell before the first day that is named is 0, the one that begins with it is 1.
            Condition::OnOrAfter(day) => {
                let inside = indices(&self.cuts.days, |cut| day <= cut);
                (Axis::Day, inside.into_iter().map(|cell| cell + 1).collect())
            }
            Condition::Before(day) => {
                let mut cells = indices(&self.cuts.days, |cut| cut < day);
                cells = cells.into_iter().map(|cell| cell + 1).collect();
                cells.insert(0);
                (Axis::Day, cells)
            }
            Condition::AtMost(..)
            | Condition::AtLeast(..)
            | Condition::CountAtLeast(..)
            | Condition::Bands(_) => {
                return None;
            }
        })
    }

    /// The youngest age that a condition names, and the first above all of them.
    pub(super) fn ages(&self) -> Option<(u8, u8)> {
        Some((*self.cuts.ages.first()?, *self.cuts.ages.last()?))
    }

    /// How many cells an axis has. Of ages and phases that nothing names there are those that are asked for.
    fn length(&self, axis: &Axis, left: &Left) -> usize {
        match axis {
            Axis::Setting => Setting::ALL.len(),
            Axis::Need => Need::ALL.len(),
            Axis::Phase => self.phases.len() + left.phases.len(),
            Axis::Age => self.named_ages() + left.ages.len(),
            Axis::Institution => self.cuts.institutions.len() + 1,
            Axis::Host => self.cuts.hosts.len() + 1,
            Axis::Residency | Axis::Plan | Axis::Circumstance(_) => 2,
            Axis::Day => self.cuts.days.len() + 1,
        }
    }

    /// How many cells of ages there are within those that conditions name.
    fn named_ages(&self) -> usize {
        self.cuts.ages.len().saturating_sub(1)
    }

    /// A cell in words.
    fn in_words(&self, axis: &Axis, cell: usize, left: &Left) -> String {
        let unnamed = |named: usize, left: &[String]| {
            let at = cell.checked_sub(named);
            at.and_then(|at| left.get(at)).cloned()
        };
        let of_two = |first: &str, second: &str| [first, second][cell.min(1)].to_owned();
        match axis {
            Axis::Setting => {
                let setting = Setting::ALL.get(cell);
                setting.map_or_else(String::new, |setting| format!("the setting {setting}"))
            }
            Axis::Need => {
                let need = Need::ALL.get(cell);
                need.map_or_else(String::new, |need| format!("the primary need {need}"))
            }
            Axis::Phase => {
                let phase = self.phases.get(cell);
                let phase = phase.map(|phase| format!("the phase {phase}"));
                let none = || unnamed(self.phases.len(), &left.phases);
                phase.or_else(none).unwrap_or_default()
            }
            Axis::Age => {
                let age = || self.cuts.ages.iter().nth(cell);
                let named = || age().map(|age| format!("age {age}"));
                let none = unnamed(self.named_ages(), &left.ages);
                none.or_else(named).unwrap_or_default()
            }
            Axis::Institution => named(&self.cuts.institutions, cell, "any other institution"),
            Axis::Host => named(&self.cuts.hosts, cell, "any other host authority"),
            Axis::Residency => of_two("residency own", "residency other"),
            Axis::Plan => of_two("a plan", "no plan"),
            Axis::Circumstance(id) => of_two(&format!("{id}: yes"), &format!("{id}: no")),
            Axis::Day => {
                let before = cell.checked_sub(1);
                let start = before.and_then(|cell| self.cuts.days.iter().nth(cell));
                let first = self.cuts.days.first();
                match (start, first) {
                    (Some(start), _) => format!("from {start}"),
                    (None, Some(first)) => format!("before {first}"),
                    (None, None) => String::new(),
                }
            }
        }
    }

    /// Circumstances within a region that none of the others holds, in words; `left` are those that no condition names.
    pub(super) fn uncovered(
        &self,
        within: &Region,
        regions: &[&Region],
        left: &Left,
        budget: &mut Budget,
    ) -> Result<Option<String>, TooMany> {
        let meeting: Vec<&Region> = regions
            .iter()
            .copied()
            .filter(|r| r.meets(within))
            .collect();
        let mut fixed = Vec::new();
        let found = self.search((within, left), &meeting, &mut fixed, budget)?;
        Ok(found.then(|| {
            let words: Vec<String> = fixed
                .iter()
                .map(|(axis, cell)| self.in_words(axis, *cell, left))
                .collect();
            if words.is_empty() {
                "anybody".to_owned()
            } else {
                words.join(", ")
            }
        }))
    }

    /// Looks for a cell outside all regions, axis by axis; `fixed` is what has been chosen so far.
    fn search(
        &self,
        (within, left): (&Region, &Left),
        regions: &[&Region],
        fixed: &mut Vec<(Axis, usize)>,
        budget: &mut Budget,
    ) -> Result<bool, TooMany> {
        budget.take(regions.len() + 1)?;
        let Some(first) = regions.first() else {
            return Ok(true);
        };
        let open = |region: &Region| {
            let mut axes = region.0.keys();
            axes.find(|axis| !fixed.iter().any(|(done, _)| done == *axis))
                .cloned()
        };
        // A region that nothing limits any more holds all that is left.
        if regions.iter().any(|region| open(region).is_none()) {
            return Ok(false);
        }
        let Some(axis) = open(first) else {
            return Ok(false);
        };
        for cell in 0..self.length(&axis, left) {
            if within
                .0
                .get(&axis)
                .is_some_and(|inside| !inside.contains(&cell))
            {
                continue;
            }
            let holding: Vec<&Region> = regions
                .iter()
                .copied()
                .filter(|region| region.holds(&axis, cell))
                .collect();
            fixed.push((axis.clone(), cell));
            if self.search((within, left), &holding, fixed, budget)? {
                return Ok(true);
            }
            fixed.pop();
        }
        Ok(false)
    }
}

impl Region {
    fn limit(&mut self, axis: Axis, cells: BTreeSet<usize>) {
        match self.0.get_mut(&axis) {
            Some(known) => known.retain(|cell| cells.contains(cell)),
            None => {
                self.0.insert(axis, cells);
            }
        }
    }

    /// The part of the region in one setting.
    pub(super) fn in_setting(&self, setting: Setting) -> Region {
        let mut part = self.clone();
        part.limit(Axis::Setting, within(Setting::ALL, &[setting].into()));
        part
    }

    /// Whether nothing is inside.
    pub(super) fn is_empty(&self) -> bool {
        self.0.values().any(BTreeSet::is_empty)
    }

    /// Whether a setting is inside, as far as the setting alone can say.
    pub(super) fn has(&self, setting: Setting) -> bool {
        !self.in_setting(setting).is_empty()
    }

    fn holds(&self, axis: &Axis, cell: usize) -> bool {
        self.0.get(axis).is_none_or(|cells| cells.contains(&cell))
    }

    /// Whether some circumstances are in both.
    pub(super) fn meets(&self, other: &Region) -> bool {
        if self.is_empty() || other.is_empty() {
            return false;
        }
        self.0.iter().all(|(axis, cells)| {
            let theirs = other.0.get(axis);
            theirs.is_none_or(|theirs| !cells.is_disjoint(theirs))
        })
    }
}

/// Institutions and authorities are compared as people compare names: whatever their capitals and spaces.
pub(super) fn folded(name: impl AsRef<str>) -> String {
    let name = name.as_ref();
    let mut text = String::with_capacity(name.len());
    for word in name.split_whitespace() {
        if !text.is_empty() {
            text.push(' ');
        }
        text.extend(word.chars().flat_map(char::to_lowercase));
    }
    text
}

fn places(names: &[String]) -> BTreeMap<String, usize> {
    names.iter().cloned().zip(0..).collect()
}

fn named(names: &[String], cell: usize, other: &str) -> String {
    names.get(cell).cloned().unwrap_or_else(|| other.to_owned())
}

/// The places in a list of those that are in a set.
fn within<T: Ord>(all: &[T], some: &BTreeSet<T>) -> BTreeSet<usize> {
    let found = all.iter().enumerate().filter(|(_, one)| some.contains(one));
    found.map(|(place, _)| place).collect()
}

fn indices<T: Ord>(cuts: &BTreeSet<T>, inside: impl Fn(&T) -> bool) -> BTreeSet<usize> {
    let found = cuts.iter().enumerate().filter(|(_, cut)| inside(cut));
    found.map(|(place, _)| place).collect()
}
