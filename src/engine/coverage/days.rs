//! What a case shows by its day, or by the days and years that a share is for.
//!
//! A case on the day before a modifier begins shows that it has not begun only if the same needs would be changed by it
//! a day later; so they are asked once more.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::calendar::age_on;
use crate::engine::{Context, Refusal, Status};
use crate::money::Rate;
use crate::rules::{Change, Condition, Modifier, Part, Side, What, share_from};

use super::Tried;

/// The days and shares that a case shows.
pub(super) fn hits(tried: &Tried<'_>, hit: &mut BTreeSet<Part>) {
    if is_last_day(tried) {
        hit.insert(Part::LastDay);
    }
    let mut found = Vec::new();
    tried.by_stream(|at, stream, _| {
        for (place, modifier) in stream.modifiers.iter().enumerate() {
            if let Modifier::Change(change) = modifier {
                found.extend(turns(at, place, change, tried));
                found.extend(share(at, place, change, tried));
            }
        }
    });
    hit.extend(found);
}

/// Whether a case is of the last day, and the set in force on it.
fn is_last_day(tried: &Tried<'_>) -> bool {
    let in_force = match &tried.determination.status {
        Status::Refused { reasons } => {
            let out = |reason: &Refusal| matches!(reason, Refusal::NotInForce { .. });
            !reasons.iter().any(out)
        }
        Status::Determined { .. } | Status::Blocked { .. } => true,
    };
    in_force && tried.context.on == tried.rules.scheme.last_day
}

/// The sides of the days on which a modifier begins or ends.
fn turns(at: usize, place: usize, change: &Change, tried: &Tried<'_>) -> Vec<Part> {
    let begins = match &change.what {
        What::Protection { from, .. } => Some((*from, Side::Beyond)),
        _ => None,
    };
    let days = change.when.iter().filter_map(|condition| match condition {
        Condition::OnOrAfter(day) => Some((*day, Side::Beyond)),
        Condition::Before(day) => Some((*day, Side::Before)),
        _ => None,
    });
    let mut found = Vec::new();
    for (day, holds_on) in days.chain(begins) {
        let Ok(eve) = day.yesterday() else { continue };
        for (side, on, beside) in [(Side::Before, eve, day), (Side::Beyond, day, eve)] {
            let shown = tried.context.on == on
                && if side == holds_on {
                    changed(at, place, tried)
                } else {
                    changed_on(beside, at, place, tried)
                };
            if shown {
                found.push(Part::Turn(at, place, day, side));
            }
        }
    }
    found
}

/// Whether the modifier changes something for this case.
fn changed(at: usize, place: usize, tried: &Tried<'_>) -> bool {
    tried.would_hit(Part::Modifier(at, place), tried.context.clone())
}

fn changed_on(on: Date, at: usize, place: usize, tried: &Tried<'_>) -> bool {
    let context = Context {
        on,
        ..tried.context.clone()
    };
    tried.would_hit(Part::Modifier(at, place), context)
}

/// The share of a modifier that holds for this case. A whole share changes nothing, and is shown where another would.
fn share(at: usize, place: usize, change: &Change, tried: &Tried<'_>) -> Option<Part> {
    match &change.what {
        What::DaysAWeek { shares } => {
            let days = tried.context.facts.days_a_week?;
            let nth = shares.keys().position(|known| *known == days)?;
            let shown = if shares.get(&days) == Some(&Rate::ONE) {
                let part = shares.iter().find(|(_, share)| **share != Rate::ONE);
                part.is_some_and(|(days, _)| changed_for(*days, at, place, tried))
            } else {
                changed(at, place, tried)
            };
            shown.then_some(Part::Share(at, place, nth))
        }
        What::HoursAWeek { shares } => {
            let hours = tried.context.hours?;
            let (from, share) = share_from(shares, hours)?;
            let nth = shares.keys().position(|known| *known == from)?;
            let shown = if share == Rate::ONE {
                let part = shares.iter().find(|(_, share)| **share != Rate::ONE);
                part.is_some_and(|(hours, _)| {
                    let context = Context {
                        hours: Some(*hours),
                        ..tried.context.clone()
                    };
                    tried.would_hit(Part::Modifier(at, place), context)
                })
            } else {
                changed(at, place, tried)
            };
            shown.then_some(Part::Share(at, place, nth))
        }
        What::Protection { from, shares, .. } => {
            let year = usize::try_from(age_on(*from, tried.context.on)?).ok()?;
            let shown = year < shares.len() && changed(at, place, tried);
            shown.then_some(Part::Share(at, place, year))
        }
        _ => None,
    }
}

fn changed_for(days: Rate, at: usize, place: usize, tried: &Tried<'_>) -> bool {
    let mut context = tried.context.clone();
    context.facts.days_a_week = Some(days);
    tried.would_hit(Part::Modifier(at, place), context)
}
