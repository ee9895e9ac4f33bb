//! The days within a set's own on which its amounts may change, though its bands do not.
//!
//! A rule names such a day where it begins or ends with it: an uplift from April, a supplement until January, a further
//! year of a protection. Between two of them the same needs in the same circumstances bring the same amount.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::calendar::Period;
use crate::rules::{Change, Condition, Model, Modifier, RuleSet, Stream, What};

/// The days from which something else may be paid, earliest first.
pub(super) fn turns(rules: &RuleSet) -> BTreeSet<Date> {
    let mut days = BTreeSet::new();
    for gate in &rules.gates {
        of_conditions(&gate.requires, &mut days);
    }
    for stream in &rules.streams {
        of_stream(stream, &mut days);
    }
    days
}

/// A stretch of days cut where the set's amounts may change, the first first.
pub(super) fn cut(days: Period, rules: &RuleSet) -> Vec<Period> {
    let mut parts = Vec::new();
    let mut rest = days;
    for day in turns(rules) {
        if rest.start() < day
            && let (Some(before), Some(after)) = (rest.before(day), rest.from(day))
        {
            parts.push(before);
            rest = after;
        }
    }
    parts.push(rest);
    parts
}

/// Whether nothing that is paid may change from one day to another.
pub(super) fn pays_alike(one: Date, other: Date, rules: &RuleSet) -> bool {
    let (first, last) = (one.min(other), one.max(other));
    turns(rules)
        .into_iter()
        .all(|day| day <= first || day > last)
}

fn of_stream(stream: &Stream, days: &mut BTreeSet<Date>) {
    if let Some(part) = &stream.part {
        of_conditions(&part.when, days);
    }
    if let Model::CostedProvision { provisions, .. } = &stream.model {
        for kind in provisions {
            of_conditions(&kind.when, days);
            days.extend(kind.rate_from.keys());
        }
    }
    for floor in &stream.floors {
        of_conditions(&floor.when, days);
    }
    for table in &stream.value_tables {
        of_conditions(&table.when, days);
    }
    for modifier in &stream.modifiers {
        if let Modifier::Change(change) = modifier {
            of_change(change, days);
        }
    }
}

fn of_change(change: &Change, days: &mut BTreeSet<Date>) {
    of_conditions(&change.when, days);
    if let What::Protection { from, shares, .. } = &change.what {
        // Each year has its share, and the year after the last has none.
        let years = (0..).take(shares.len() + 1);
        days.extend(years.filter_map(|years| anniversary(*from, years)));
    }
}

fn of_conditions(conditions: &[Condition], days: &mut BTreeSet<Date>) {
    days.extend(conditions.iter().filter_map(|condition| match condition {
        Condition::OnOrAfter(day) | Condition::Before(day) => Some(*day),
        _ => None,
    }));
}

/// The day on which so many years are over; of a leap day, the first of March.
fn anniversary(from: Date, years: i16) -> Option<Date> {
    let year = from.year().checked_add(years)?;
    let same = Date::new(year, from.month(), from.day());
    same.or_else(|_| Date::new(year, 3, 1)).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::anniversary;

    #[test]
    fn a_leap_day_has_its_anniversary_on_the_first_of_march() {
        let leap = date(2024, 2, 29);
        assert_eq!(anniversary(leap, 1), Some(date(2025, 3, 1)));
        assert_eq!(anniversary(leap, 4), Some(date(2028, 2, 29)));
        assert_eq!(anniversary(date(2025, 9, 1), 2), Some(date(2027, 9, 1)));
    }
}
