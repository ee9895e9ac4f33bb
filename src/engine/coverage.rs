//! What a determination hit of its rule set: which bands, rows, caps, floors and modifiers.

use std::collections::BTreeSet;

use crate::needs::ModifierId;
use crate::rules::{Case, Model, Modifier, Part, RuleSet, Stream, parts};

use super::cases::came_of;
use super::{Block, Determination, Refusal, Status, Step};

/// The parts of a set that no case hits, in the set's order, and how many parts there are.
#[must_use]
pub fn not_hit(cases: &[Case], rules: &RuleSet) -> (Vec<Part>, usize) {
    let mut hit = BTreeSet::new();
    for case in cases {
        hits(&came_of(case, rules), rules, &mut hit);
    }
    let mut left = parts(rules);
    let all = left.len();
    left.retain(|part| !hit.contains(part));
    (left, all)
}

/// The parts of the set that a determination hit.
fn hits(determination: &Determination, rules: &RuleSet, hit: &mut BTreeSet<Part>) {
    let mut at = 0;
    for step in determination.trace.steps() {
        if let Step::StreamBegan { stream } = step {
            at = stream.position();
        }
        if let Some(stream) = rules.streams.get(at) {
            by_step(step, at, stream, hit);
        }
    }
    match &determination.status {
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
        Step::AmountRead { table, band, .. }
        | Step::MultipleTaken { table, band, .. }
        | Step::ClassPriced { table, band, .. }
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

/// A limit that blocks is hit by what it blocks.
fn blocked(block: &Block, at: usize, stream: &Stream) -> Option<Part> {
    match block {
        Block::GroupAboveCap { group, .. } => {
            let Model::WeightedLevels { groups } = &stream.model else {
                return None;
            };
            let group = groups.iter().position(|known| known.id == *group)?;
            Some(Part::GroupCap(at, group))
        }
        Block::ProvisionAboveCap { provision, .. } => {
            let Model::CostedProvision { provisions, .. } = &stream.model else {
                return None;
            };
            let kind = provisions.iter().position(|known| known.id == *provision)?;
            Some(Part::Provision(at, kind))
        }
        Block::AmountAboveCap { modifier, .. } => modifier_at(modifier, at, stream),
        Block::HoursAboveCap { .. } | Block::FundedHoursAboveCap { .. } => None,
    }
}

/// A change of the stream by its name.
fn modifier_at(id: &ModifierId, at: usize, stream: &Stream) -> Option<Part> {
    let is_it = |one: &Modifier| matches!(one, Modifier::Change(change) if change.id == *id);
    let modifier = stream.modifiers.iter().position(is_it)?;
    Some(Part::Modifier(at, modifier))
}
