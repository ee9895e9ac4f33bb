//! What the cases of a rule set hit of it: which bands, rows, caps, shares, floors, modifiers and days.
//!
//! A trace shows most of it. Limits of hours are held against the hours of the case, and what begins or ends on a
//! day is asked again for the day beside it.

mod days;
mod figures;
mod hours;

use std::collections::{BTreeMap, BTreeSet};

use crate::needs::{Level, ModifierId, NeedsProfile};
use crate::rules::{Case, Converting, Model, Modifier, Part, RuleSet, Stream, Values, parts};

use super::band::is_met;
use super::cases::{context_of, needs_of};
use super::{Block, Context, Determination, Refusal, Status, Step, determine};

pub use figures::unnoticed;

/// The parts of a set that no case hits, in the set's order, and how many parts there are.
#[must_use]
pub fn not_hit(cases: &[Case], rules: &RuleSet) -> (Vec<Part>, usize) {
    let mut hit = BTreeSet::new();
    for case in cases {
        let needs = needs_of(case, rules);
        let tried = Tried::of(&needs, context_of(case, rules), rules);
        tried.hits(&mut hit);
        hours::hits(&tried, &mut hit);
        days::hits(&tried, &mut hit);
    }
    let mut left = parts(rules);
    let all = left.len();
    left.retain(|part| !hit.contains(part));
    (left, all)
}

/// The needs and circumstances of a case, and what came of them.
struct Tried<'a> {
    rules: &'a RuleSet,
    needs: &'a NeedsProfile,
    context: Context,
    determination: Determination,
}

impl<'a> Tried<'a> {
    fn of(needs: &'a NeedsProfile, context: Context, rules: &'a RuleSet) -> Tried<'a> {
        Tried {
            rules,
            needs,
            determination: determine(needs, rules, &context),
            context,
        }
    }

    /// Notes what the trace and the result show.
    fn hits(&self, hit: &mut BTreeSet<Part>) {
        let last = self.by_stream(|at, stream, steps| of_stream(at, stream, steps, self, hit));
        by_end(&self.determination.status, last, self.rules, hit);
    }

    /// Whether the same needs would hit a part in other circumstances.
    fn would_hit(&self, part: Part, context: Context) -> bool {
        let mut hit = BTreeSet::new();
        Tried::of(self.needs, context, self.rules).hits(&mut hit);
        hit.contains(&part)
    }

    /// Hands over the steps of each stream that was asked. Returns the last of them.
    fn by_stream(&self, mut each: impl FnMut(usize, &'a Stream, &[Step])) -> usize {
        let begins = |step: &Step| matches!(step, Step::StreamBegan { .. });
        let mut at = 0;
        for steps in self
            .determination
            .trace
            .steps()
            .chunk_by(|_, next| !begins(next))
        {
            if let Some(Step::StreamBegan { stream }) = steps.first() {
                at = stream.position();
            }
            if let Some(stream) = self.rules.streams.get(at) {
                each(at, stream, steps);
            }
        }
        at
    }
}

fn of_stream(
    at: usize,
    stream: &Stream,
    steps: &[Step],
    tried: &Tried<'_>,
    hit: &mut BTreeSet<Part>,
) {
    for step in steps {
        by_step(step, at, stream, hit);
        match step {
            Step::BandReached { band, .. } => {
                let way = way_into(band.position(), stream, steps, tried.rules);
                hit.extend(way.map(|way| Part::Way(at, band.position(), way)));
            }
            Step::BandConverted { .. } => hit.extend(conversion(tried)),
            _ => {}
        }
    }
    if let Model::AdditiveStreams { shares, .. } = &stream.model {
        let counted = |step: &&Step| matches!(step, Step::PickCounted { .. });
        let picks = steps.iter().filter(counted).count();
        hit.extend((0..picks.min(shares.len())).map(|nth| Part::PickShare(at, nth)));
    }
}

/// The first way into a band that the levels in the trace meet.
fn way_into(band: usize, stream: &Stream, steps: &[Step], rules: &RuleSet) -> Option<usize> {
    let Model::HighestLevel { over } = &stream.model else {
        return None;
    };
    let levels = steps.iter().filter_map(|step| match step {
        Step::LevelRead { domain, level } | Step::LevelAssumed { domain, level, .. } => {
            Some((domain.position(), *level))
        }
        _ => None,
    });
    let levels: BTreeMap<usize, Level> = levels.collect();
    let levels: Vec<Level> = levels.into_values().collect();
    let mut ways = stream.bands.get(band)?.reached_by.iter();
    ways.position(|way| is_met(way, *over, &levels, rules))
}

/// What of the conversion turned an earlier band into one of this set.
fn conversion(tried: &Tried<'_>) -> Option<Part> {
    let Converting::Table(table) = &tried.rules.conversion.as_ref()?.how else {
        return Some(Part::Conversion);
    };
    let old = tried.context.facts.earlier.as_ref()?.band.as_ref()?;
    let row = table.keys().position(|known| known == old)?;
    Some(Part::ConversionRow(row))
}

/// What a block or a refusal shows. `at` is the stream that was asked last.
fn by_end(status: &Status, at: usize, rules: &RuleSet, hit: &mut BTreeSet<Part>) {
    match status {
        Status::Blocked { reasons } => {
            let stream = rules.streams.get(at);
            hit.extend(
                reasons
                    .iter()
                    .filter_map(|block| blocked(block, at, stream?)),
            );
        }
        Status::Refused { reasons } => {
            let gates = reasons.iter().filter_map(|refusal| match refusal {
                Refusal::NotEligible { gate } => {
                    rules.gates.iter().position(|known| known.id == *gate)
                }
                _ => None,
            });
            hit.extend(gates.map(Part::Gate));
            let stream = rules.streams.get(at);
            hit.extend(reasons.iter().filter_map(|refusal| match refusal {
                Refusal::BandNotAllowed { modifier, .. } => modifier_at(modifier, at, stream?),
                Refusal::TooManyBands { .. } => Some(Part::PicksMost(at)),
                _ => None,
            }));
        }
        Status::Determined { .. } => {}
    }
}

fn by_step(step: &Step, at: usize, stream: &Stream, hit: &mut BTreeSet<Part>) {
    match step {
        Step::BandMatched { band, .. }
        | Step::AboveTopBand { band, .. }
        | Step::BandAgreed { band, .. }
        | Step::BandReached { band, .. }
        | Step::BandPicked { band }
        | Step::BandReceived { band }
        | Step::BandConverted { band, .. } => {
            hit.insert(Part::Band(at, band.position()));
        }
        Step::BandLookedUp { row, band } => {
            hit.insert(Part::LookupRow(at, row.position()));
            hit.insert(Part::Band(at, band.position()));
        }
        Step::LevelScored { domain, level, .. } => {
            hit.insert(Part::Points(at, domain.position(), level.number()));
        }
        Step::GroupCapped { group, .. } => {
            hit.insert(Part::GroupCap(at, group.position()));
        }
        Step::LineCosted { provision, .. } | Step::LineCostRead { provision, .. } => {
            hit.insert(Part::Provision(at, provision.position()));
        }
        Step::FloorApplied { floor, .. } | Step::FloorMet { floor, .. } => {
            hit.insert(Part::Floor(at, floor.position()));
        }
        Step::ScoreModified { modifier, .. }
        | Step::BandModified { modifier, .. }
        | Step::AmountModified { modifier, .. } => {
            hit.insert(Part::Modifier(at, modifier.position()));
        }
        // A whole share shows nothing of what a part of one would come to.
        Step::FteMultiplied { fte, .. } if !fte.is_full() => {
            let fte = stream
                .modifiers
                .iter()
                .position(|one| *one == Modifier::Fte);
            hit.extend(fte.map(|fte| Part::Modifier(at, fte)));
        }
        Step::ClassPriced { table, band, .. } => {
            hit.insert(Part::TableBand(at, table.position(), band.position()));
            hit.extend(posts_of(at, table.position(), band.position(), stream));
        }
        Step::AmountRead { table, band, .. }
        | Step::MultipleTaken { table, band, .. }
        | Step::AgreedRead { table, band, .. } => {
            hit.insert(Part::TableBand(at, table.position(), band.position()));
        }
        Step::RowRead { table, row, .. } => {
            hit.insert(Part::TableRow(at, table.position(), row.position()));
        }
        Step::SupportHoursPriced { table, .. }
        | Step::PointsPriced { table, .. }
        | Step::CostMet { table, .. } => {
            hit.insert(Part::Table(at, table.position()));
        }
        Step::NotFundedByBand { setting } => {
            let notes = &stream.not_funded;
            let note = notes
                .iter()
                .position(|note| note.settings.contains(setting));
            hit.extend(note.map(|note| Part::NotFunded(at, note)));
        }
        _ => {}
    }
}

/// The posts that a class has.
fn posts_of(at: usize, table: usize, band: usize, stream: &Stream) -> Vec<Part> {
    let known = stream.bands.get(band).map(|band| &band.id);
    let values = stream.value_tables.get(table).map(|table| &table.values);
    let (Some(band), Some(Values::Staffing(staffing))) = (known, values) else {
        return Vec::new();
    };
    let class = staffing.classes.get(band);
    let posts = staffing.posts.keys().enumerate();
    let in_class =
        posts.filter(|(_, post)| class.is_some_and(|one| one.adults.contains_key(*post)));
    in_class
        .map(|(post, _)| Part::Post(at, table, post))
        .collect()
}

/// A limit that blocks is hit by what it blocks; those of hours are told apart by their hours, beside this.
fn blocked(block: &Block, at: usize, stream: &Stream) -> Option<Part> {
    match block {
        Block::GroupAboveCap { group, .. } => {
            let Model::WeightedLevels { groups, .. } = &stream.model else {
                return None;
            };
            let group = groups.iter().position(|known| known.id == *group)?;
            Some(Part::GroupCap(at, group))
        }
        Block::AmountAboveCap { modifier, .. } => modifier_at(modifier, at, stream),
        Block::ProvisionAboveCap { .. }
        | Block::HoursAboveCap { .. }
        | Block::FundedHoursAboveCap { .. } => None,
    }
}

/// A change of the stream by its name.
fn modifier_at(id: &ModifierId, at: usize, stream: &Stream) -> Option<Part> {
    let is_it = |one: &Modifier| matches!(one, Modifier::Change(change) if change.id == *id);
    let modifier = stream.modifiers.iter().position(is_it)?;
    Some(Part::Modifier(at, modifier))
}
