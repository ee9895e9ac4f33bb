//! The levels by which the bands of a highest-level model are reached.

use crate::needs::{AreaId, Level};
use crate::rules::problem::Fault;
use crate::rules::reader::{Fields, Placed};
use crate::rules::set::{Band, Over, Reached};
use crate::rules::tree::Table;

use super::conditions::Names;
use super::needs::Areas;
use super::space::{Budget, TooMany};

/// Reads the `reached_by` of a band, which may be absent of the lowest.
pub(super) fn reached_by(fields: &Fields<'_>, names: &Names<'_>) -> Vec<Reached> {
    let tables = fields.sections("reached_by").into_iter();
    tables
        .filter_map(|table| reached(fields, table, names))
        .collect()
}

fn reached(band: &Fields<'_>, table: &Table, names: &Names<'_>) -> Option<Reached> {
    let keys = ["at_least", "count", "areas"];
    let fields = Fields::of(table, "a condition in reached_by", &keys, band.problems);
    let text = fields.text("at_least");
    let level = text.and_then(|text| names.levels.known(&fields, &text));
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
    })
}

/// How many domains, or areas, each area has to count.
struct Counted {
    areas: Vec<(AreaId, usize)>,
}

impl Counted {
    fn of(areas: &Areas, over: Over) -> Counted {
        let count = |domains: usize| match over {
            Over::Domains => domains,
            Over::Areas => domains.min(1),
        };
        let areas = areas.list().iter();
        Counted {
            areas: areas
                .map(|area| (area.id.clone(), count(area.domains.len())))
                .collect(),
        }
    }

    fn most(&self, reached: &Reached) -> usize {
        let areas = self.areas.iter().filter(|(id, _)| within(reached, id));
        areas.map(|(_, count)| count).sum()
    }
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
        reached.at_least <= lowest && usize::from(reached.count) <= counted.most(reached)
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

impl Counted {
    /// Whether some profile meets the condition and none of those of the bands above: the fewest
    /// domains that meet it, spread over the areas in every way.
    fn alone(
        &self,
        condition: &Reached,
        above: &[&Reached],
        lowest: Level,
        budget: &mut Budget,
    ) -> Result<bool, TooMany> {
        let mut spread = vec![0; self.areas.len()];
        self.spread(
            condition,
            above,
            lowest,
            usize::from(condition.count),
            &mut spread,
            0,
            budget,
        )
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the state of one search, all of it needed at each step"
    )]
    fn spread(
        &self,
        condition: &Reached,
        above: &[&Reached],
        lowest: Level,
        left: usize,
        spread: &mut Vec<usize>,
        at: usize,
        budget: &mut Budget,
    ) -> Result<bool, TooMany> {
        budget.take(above.len() + 1)?;
        if left == 0 {
            return Ok(!above
                .iter()
                .any(|higher| self.meets(higher, condition.at_least, lowest, spread)));
        }
        let Some((area, count)) = self.areas.get(at) else {
            return Ok(false);
        };
        let most = if within(condition, area) {
            left.min(*count)
        } else {
            0
        };
        for taken in (0..=most).rev() {
            spread[at] = taken;
            if self.spread(
                condition,
                above,
                lowest,
                left - taken,
                spread,
                at + 1,
                budget,
            )? {
                return Ok(true);
            }
        }
        spread[at] = 0;
        Ok(false)
    }

    /// Whether a condition holds where so many in each area have a level, and all others the lowest.
    fn meets(&self, higher: &Reached, level: Level, lowest: Level, spread: &[usize]) -> bool {
        let inside = self
            .areas
            .iter()
            .zip(spread)
            .filter(|((id, _), _)| within(higher, id));
        let found: usize = if higher.at_least <= lowest {
            inside.map(|((_, count), _)| count).sum()
        } else if higher.at_least <= level {
            inside.map(|(_, taken)| taken).sum()
        } else {
            0
        };
        found >= usize::from(higher.count)
    }
}
