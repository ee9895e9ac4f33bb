//! The levels by which the bands of a highest-level model are reached.

use crate::needs::{AreaId, Level};
use crate::rules::problem::Fault;
use crate::rules::reader::{Fields, Placed};
use crate::rules::set::{Area, Band, Over, Reached};
use crate::rules::tree::Table;

use super::conditions::Names;
use super::needs::Areas;
use super::space::{Budget, TooMany};

/// Reads the `reached_by` of a band, which may be absent of the lowest.
pub(super) fn reached_by(fields: &Fields<'_>, names: &Names<'_>) -> Vec<Reached> {
    let keys = ["at_least", "count", "areas", "and"];
    let mut ways = Vec::new();
    for table in fields.sections("reached_by") {
        let way = Fields::of(table, "a condition in reached_by", &keys, fields.problems);
        let first = reached(&way, names);
        let and: Vec<Reached> = besides(&way, names);
        ways.extend(first.map(|first| Reached { and, ..first }));
    }
    ways
}

/// What must be so besides: more at a lower level, where those at the higher one count too.
fn besides(way: &Fields<'_>, names: &Names<'_>) -> Vec<Reached> {
    let read = |table: &Table| {
        let keys = ["at_least", "count", "areas"];
        let fields = Fields::of(table, "a condition in and", &keys, way.problems);
        reached(&fields, names)
    };
    let tables = way.sections("and").into_iter();
    tables.filter_map(read).collect()
}

fn reached(fields: &Fields<'_>, names: &Names<'_>) -> Option<Reached> {
    let text = fields.text("at_least");
    let level = text.and_then(|text| names.levels.known(fields, &text));
    let wanted = "how many must be there, such as \"2\"";
    let count = match fields.maybe("count") {
        None => 1,
        Some(_) => fields.maybe_whole::<u16>("count", wanted)?.value,
    };
    let mut areas = Vec::new();
    for name in fields.maybe_texts("areas").unwrap_or_default() {
        let known = names
            .areas
            .list()
            .iter()
            .find(|area| area.id.as_str() == name.value);
        match known {
            Some(area) => areas.push(area.id.clone()),
            None => {
                let ids: Vec<&str> = names.areas.list().iter().map(|a| a.id.as_str()).collect();
                let sentence = format!(
                    "“{}” is not an area of this set: write one of {}",
                    name.value,
                    ids.join(", ")
                );
                fields.wrong(&name.place, Fault::UnknownDomain, sentence);
            }
        }
    }
    if count == 0 {
        let sentence = format!("count is \"0\", which everybody has: write {wanted}");
        fields.wrong(fields.place(), Fault::BadValue, sentence);
    }
    Some(Reached {
        at_least: level?,
        count,
        areas,
        and: Vec::new(),
    })
}

/// How many domains, or areas, each area has to count at each level.
struct Counted {
    areas: Vec<(AreaId, Vec<Level>)>,
}

impl Counted {
    /// The highest level of each domain that counts, or of the highest one of an area, highest first.
    fn of(areas: &Areas, over: Over) -> Counted {
        let tops = |area: &Area| {
            let domains = area.domains.iter();
            let mut tops: Vec<Level> = domains
                .filter_map(|domain| areas.levels_of(&domain.id).last().copied())
                .collect();
            tops.sort_unstable_by(|a, b| b.cmp(a));
            if over == Over::Areas {
                tops.truncate(1);
            }
            tops
        };
        let areas = areas.list().iter();
        Counted {
            areas: areas.map(|area| (area.id.clone(), tops(area))).collect(),
        }
    }

    fn most(&self, reached: &Reached) -> usize {
        let areas = self.areas.iter().filter(|(id, _)| within(reached, id));
        areas
            .map(|(_, tops)| at_least(tops, reached.at_least))
            .sum()
    }
}

/// How many can be at a level.
fn at_least(tops: &[Level], level: Level) -> usize {
    tops.iter().filter(|top| **top >= level).count()
}

fn within(reached: &Reached, area: &AreaId) -> bool {
    reached.areas.is_empty() || reached.areas.contains(area)
}

/// Checks that the lowest band is always reached, and that each band is the highest for somebody.
pub(super) fn against_levels(
    stream: &Fields<'_>,
    bands: &[Placed<Band>],
    over: Over,
    names: &Names<'_>,
) {
    let Some(lowest) = names.levels.list().first() else {
        return;
    };
    let counted = Counted::of(names.areas, over);
    let mut budget = Budget::default();
    for (at, band) in bands.iter().enumerate() {
        let conditions = &band.value.reached_by;
        if at == 0 {
            always(stream, band, &counted, *lowest);
            continue;
        }
        if conditions.is_empty() {
            let sentence = format!(
                "band {} has no reached_by, so everybody would be in it or above: add reached_by = [{{ at_least = \"…\" }}]",
                band.value.id
            );
            stream.wrong(&band.place, Fault::MissingKey, sentence);
            continue;
        }
        let above: Vec<&Reached> = bands
            .iter()
            .skip(at + 1)
            .flat_map(|higher| &higher.value.reached_by)
            .collect();
        let mut found = false;
        for condition in conditions {
            match counted.alone(condition, &above, *lowest, &mut budget) {
                Ok(alone) => found |= alone,
                Err(TooMany) => return,
            }
        }
        if !found {
            let sentence = format!(
                "nobody could ever be in band {}: too few domains or areas can have these levels, or whoever has them is in a higher band",
                band.value.id
            );
            stream.wrong(&band.place, Fault::UnreachableBand, sentence);
        }
    }
}

fn always(stream: &Fields<'_>, band: &Placed<Band>, counted: &Counted, lowest: Level) {
    let holds = |reached: &Reached| {
        reached
            .all()
            .all(|one| one.at_least <= lowest && usize::from(one.count) <= counted.most(one))
    };
    let conditions = &band.value.reached_by;
    if !conditions.is_empty() && !conditions.iter().any(holds) {
        let sentence = format!(
            "a child with level {lowest} everywhere would be in no band: take reached_by out of the lowest band, {}, or write at_least = \"{lowest}\"",
            band.value.id
        );
        stream.wrong(&band.place, Fault::BandGap, sentence);
    }
}

/// Levels that some domains or areas have, and how many of each area: all others have the lowest.
struct Spread<'c> {
    lowest: Level,
    /// The conditions that are met, the highest level first.
    wanted: Vec<&'c Reached>,
    /// For each of them, how many of each area are at its level.
    taken: Vec<Vec<usize>>,
}

impl Counted {
    /// Whether some profile meets the condition, with all that must be so besides, and none of those of the bands above:
    /// the fewest domains that meet it, spread over the areas in every way.
    fn alone(
        &self,
        condition: &Reached,
        above: &[&Reached],
        lowest: Level,
        budget: &mut Budget,
    ) -> Result<bool, TooMany> {
        let mut wanted: Vec<&Reached> = condition.all().collect();
        wanted.sort_by_key(|one| std::cmp::Reverse(one.at_least));
        let mut spread = Spread {
            lowest,
            taken: vec![vec![0; self.areas.len()]; wanted.len()],
            wanted,
        };
        self.spread(above, &mut spread, 0, budget)
    }

    /// Meets the conditions from the one at `nth` on, beside what those before it took.
    fn spread(
        &self,
        above: &[&Reached],
        spread: &mut Spread<'_>,
        nth: usize,
        budget: &mut Budget,
    ) -> Result<bool, TooMany> {
        budget.take(above.len() + 1)?;
        let Some(wanted) = spread.wanted.get(nth).copied() else {
            return Ok(!above.iter().any(|higher| {
                higher
                    .all()
                    .all(|one| self.found(one, spread) >= usize::from(one.count))
            }));
        };
        let left = usize::from(wanted.count).saturating_sub(self.found(wanted, spread));
        self.share_out(above, spread, (nth, 0, left), budget)
    }

    /// Shares so many out over the areas from one on, at the level of the condition at `nth`.
    fn share_out(
        &self,
        above: &[&Reached],
        spread: &mut Spread<'_>,
        (nth, at, left): (usize, usize, usize),
        budget: &mut Budget,
    ) -> Result<bool, TooMany> {
        budget.take(1)?;
        if left == 0 {
            return self.spread(above, spread, nth + 1, budget);
        }
        let Some(wanted) = spread.wanted.get(nth).copied() else {
            return Ok(false);
        };
        let Some((area, tops)) = self.areas.get(at) else {
            return Ok(false);
        };
        let count = at_least(tops, wanted.at_least);
        let is_within = within(wanted, area);
        let most = if is_within {
            left.min(count.saturating_sub(spread.in_area(at)))
        } else {
            0
        };
        for taken in (0..=most).rev() {
            spread.set(nth, at, taken);
            if self.share_out(above, spread, (nth, at + 1, left - taken), budget)? {
                return Ok(true);
            }
        }
        spread.set(nth, at, 0);
        Ok(false)
    }

    /// How many are at the level of a condition or above.
    fn found(&self, condition: &Reached, spread: &Spread<'_>) -> usize {
        let areas = self.areas.iter().enumerate();
        let inside = areas.filter(|(_, (id, _))| within(condition, id));
        inside
            .map(|(at, (_, tops))| {
                if condition.at_least <= spread.lowest {
                    tops.len()
                } else {
                    spread.at_level(condition.at_least, at)
                }
            })
            .sum()
    }
}

impl Spread<'_> {
    fn set(&mut self, nth: usize, area: usize, taken: usize) {
        if let Some(place) = self.taken.get_mut(nth).and_then(|row| row.get_mut(area)) {
            *place = taken;
        }
    }

    /// How many of an area have a level that is not the lowest.
    fn in_area(&self, area: usize) -> usize {
        self.taken.iter().filter_map(|row| row.get(area)).sum()
    }

    /// How many of an area are at a level or above.
    fn at_level(&self, level: Level, area: usize) -> usize {
        let rows = self.wanted.iter().zip(&self.taken);
        let high = rows.filter(|(wanted, _)| wanted.at_least >= level);
        high.filter_map(|(_, row)| row.get(area)).sum()
    }
}
