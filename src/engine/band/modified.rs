//! What the modifiers of bands make of a band: shifts, bands that are allowed, floors.

use crate::engine::asked::Asked;
use crate::engine::place::{BandAt, FloorAt, ModifierAt};
use crate::engine::{Refusal, Step, Stop, Trace, condition};
use crate::needs::BandId;
use crate::rules::{Change, Modifier, Otherwise, Stream, What};

use super::has_range;

/// The band after the modifiers of bands, in the set's order.
pub(in crate::engine) fn modified(
    matched: usize,
    stream: &Stream,
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<usize, Stop> {
    let mut band = matched;
    for (at, modifier) in stream.modifiers.iter().enumerate() {
        match modifier {
            Modifier::Floor => band = after_floors(band, stream, asked, trace)?,
            Modifier::Change(change) => {
                let after = changed(band, change, stream, asked)?;
                if after != band {
                    trace.record(Step::BandModified {
                        modifier: ModifierAt::at(at),
                        before: BandAt::at(band),
                        after: BandAt::at(after),
                    });
                    band = after;
                }
            }
            Modifier::Fte => {}
        }
    }
    Ok(band)
}

fn changed(
    band: usize,
    change: &Change,
    stream: &Stream,
    asked: &Asked<'_>,
) -> Result<usize, Stop> {
    let of_bands = matches!(
        change.what,
        What::BandShift { .. } | What::AllowedBands { .. }
    );
    if !of_bands || !condition::all_hold(&change.when, asked)? {
        return Ok(band);
    }
    match &change.what {
        What::BandShift { by } => {
            let top = stream.bands.len().saturating_sub(1);
            // A band above every range is for agreed amounts alone: no shift leads there or from there.
            let ranged = stream
                .bands
                .first()
                .is_some_and(|first| first.range.is_some());
            match top.checked_sub(usize::from(ranged && !has_range(top, stream))) {
                Some(top) if band <= top => {
                    Ok(band.saturating_add_signed(isize::from(*by)).min(top))
                }
                _ => Ok(band),
            }
        }
        What::AllowedBands { bands, otherwise } => allowed(band, bands, *otherwise, stream)
            .ok_or_else(|| {
                let band = stream.bands.get(band).map(|band| band.id.clone());
                let modifier = change.id.clone();
                match band {
                    Some(band) => Refusal::BandNotAllowed { band, modifier }.into(),
                    None => Refusal::TooLarge.into(),
                }
            }),
        _ => Ok(band),
    }
}

/// The band itself if it is allowed, or what becomes of it; none where it is refused.
fn allowed(band: usize, bands: &[BandId], otherwise: Otherwise, stream: &Stream) -> Option<usize> {
    let known = stream.bands.iter().enumerate();
    let allowed = known.filter(|(_, known)| bands.contains(&known.id));
    let places: Vec<usize> = allowed.map(|(place, _)| place).collect();
    if places.contains(&band) {
        return Some(band);
    }
    let above = places.iter().copied().find(|place| *place > band);
    let below = places.iter().rev().copied().find(|place| *place < band);
    match otherwise {
        Otherwise::Refuse => None,
        Otherwise::Up => above.or(below),
        Otherwise::Down => below.or(above),
        Otherwise::Nearest => match (below, above) {
            (Some(below), Some(above)) if above - band < band - below => Some(above),
            (below, above) => below.or(above),
        },
    }
}

/// The band after every floor that holds for the child; a floor never lowers a band.
fn after_floors(
    matched: usize,
    stream: &Stream,
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<usize, Stop> {
    let mut band = matched;
    for (at, floor) in stream.floors.iter().enumerate() {
        let primary_need = if floor.primary_needs.is_empty() {
            None
        } else {
            let need = asked.context.primary_need;
            let need = need.ok_or(Refusal::PrimaryNeedMissing)?;
            if !floor.primary_needs.contains(&need) {
                continue;
            }
            Some(need)
        };
        if !condition::all_hold(&floor.when, asked)? {
            continue;
        }
        let lowest = stream.rank(&floor.band).unwrap_or(band);
        let at = FloorAt::at(at);
        if band < lowest {
            trace.record(Step::FloorApplied {
                floor: at,
                primary_need,
                before: BandAt::at(band),
                after: BandAt::at(lowest),
            });
            band = lowest;
        } else {
            trace.record(Step::FloorMet {
                floor: at,
                primary_need,
                band: BandAt::at(band),
            });
        }
    }
    Ok(band)
}
