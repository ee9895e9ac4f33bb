//! The attendance for which a set pays in full.
//!
//! An earlier amount is for full time: the set that it is compared under shares it out by the child's attendance, just as
//! it shares out its own. What an earlier set paid for a part of the week must therefore be asked of that set as for full
//! time, or it would be shared out twice.

use std::collections::BTreeMap;

use crate::money::{Fte, Rate};
use crate::rules::{Modifier, RuleSet, What};

use super::Context;

/// The circumstances of a case as if the child attended so much that a set shares out nothing: the whole share of full time,
/// and of hours and days a week, where they are known, those for which the set's modifiers pay in full. Hours and days by
/// which the set shares out nothing stay as they are.
#[must_use]
pub fn for_full_time(context: &Context, rules: &RuleSet) -> Context {
    let mut full = context.clone();
    full.fte = Fte::FULL;
    if let (Some(hours), Some(enough)) = (&mut full.hours, full_hours(rules)) {
        *hours = enough;
    }
    if let (Some(days), Some(enough)) = (&mut full.facts.days_a_week, full_days(rules)) {
        *days = enough;
    }
    full
}

/// The hours from which the largest share of a table of hours holds.
fn largest(shares: &BTreeMap<Rate, Rate>) -> Option<Rate> {
    let most = shares.values().max()?;
    let hours = shares.iter().find(|(_, share)| *share == most);
    hours.map(|(from, _)| *from)
}

/// The fewest hours for which no modifier of the set takes anything off.
fn full_hours(rules: &RuleSet) -> Option<Rate> {
    let hours = whats(rules).filter_map(|what| match what {
        What::HoursFraction { full } => Some(*full),
        What::HoursAWeek { shares } => largest(shares),
        _ => None,
    });
    hours.max()
}

/// The days with the largest share; of several that share it, the most.
fn full_days(rules: &RuleSet) -> Option<Rate> {
    let shares = whats(rules).filter_map(|what| match what {
        What::DaysAWeek { shares } => Some(shares),
        _ => None,
    });
    let largest = shares
        .flatten()
        .max_by_key(|(days, share)| (**share, **days));
    largest.map(|(days, _)| *days)
}

fn whats(rules: &RuleSet) -> impl Iterator<Item = &What> {
    let modifiers = rules.streams.iter().flat_map(|stream| &stream.modifiers);
    modifiers.filter_map(|modifier| match modifier {
        Modifier::Change(change) => Some(&change.what),
        Modifier::Floor | Modifier::Fte => None,
    })
}
