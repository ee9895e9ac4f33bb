//! What the steps of a rule set's life mean on a day.

use crate::calendar::{Date, Period};
use crate::store::rule_step::{RuleLife, RuleStep, RuleStepKind};

/// Where a rule set stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It came with an import that used it; nobody has proposed it.
    Kept,
    /// It came with the product; nobody here has approved it, so it decides nothing.
    Shipped,
    /// It waits for a second person.
    Proposed,
    /// It went back to its owner.
    SentBack,
    /// It is approved and begins later.
    Approved,
    /// It is in force.
    InForce,
    /// Its days are over.
    Ended,
    /// It was withdrawn; what was decided under it stays.
    Withdrawn,
}

/// The days on which an approved set is in force: its own, cut short by a withdrawal. `None` for a set that was never
/// approved, or was withdrawn before its first day. A later proposal of the same set changes nothing until it is approved.
#[must_use]
pub fn days_in_force(life: &RuleLife) -> Option<Period> {
    let approved = life
        .steps
        .iter()
        .rposition(|step| step.kind == RuleStepKind::Approved)?;
    let own = Period::from_first_to_last(life.first_day, life.last_day).ok()?;
    let withdrawn = life.steps.iter().skip(approved).find_map(withdrawn_from);
    match withdrawn {
        Some(from) if own.contains(from) => Period::new(own.start(), from).ok(),
        Some(from) if from <= own.start() => None,
        _ => Some(own),
    }
}

fn withdrawn_from(step: &RuleStep) -> Option<Date> {
    (step.kind == RuleStepKind::Withdrawn)
        .then_some(step.from)
        .flatten()
}

/// Where a set stands on a day.
#[must_use]
pub fn state_on(life: &RuleLife, day: Date) -> State {
    let last = life.steps.last().map(|step| step.kind);
    match (last, days_in_force(life)) {
        (None, _) => State::Kept,
        (Some(RuleStepKind::Shipped), _) => State::Shipped,
        (Some(RuleStepKind::Proposed), _) => State::Proposed,
        (Some(RuleStepKind::SentBack), _) => State::SentBack,
        // A withdrawal is decided before the day from which it holds.
        (_, Some(days)) if days.contains(day) => State::InForce,
        (Some(RuleStepKind::Withdrawn), _) => State::Withdrawn,
        (Some(RuleStepKind::Approved), _) if day < life.first_day => State::Approved,
        (Some(RuleStepKind::Approved), _) => State::Ended,
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::civil::date;

    use super::{State, days_in_force, state_on};
    use crate::calendar::{Date, Period};
    use crate::ids::{Digest, RuleSetRef};
    use crate::store::rule_step::{RuleLife, RuleStep, RuleStepKind};

    use RuleStepKind::{Approved, Proposed, SentBack, Shipped, Withdrawn};

    /// A set of 2026/27 with these steps; withdrawals hold from the day given.
    fn life(kinds: &[RuleStepKind], withdrawn_from: Option<Date>) -> RuleLife {
        let step = |(place, kind): (usize, &RuleStepKind)| RuleStep {
            digest: Digest::of(b"set"),
            number: u32::try_from(place).unwrap() + 1,
            kind: *kind,
            by: None,
            at: Timestamp::UNIX_EPOCH,
            draft: None,
            record: None,
            note: String::new(),
            from: withdrawn_from.filter(|_| *kind == Withdrawn),
        };
        RuleLife {
            digest: Digest::of(b"set"),
            reference: RuleSetRef::of("exampleshire", date(2026, 4, 1)).unwrap(),
            title: "Invented".to_owned(),
            first_day: date(2026, 4, 1),
            last_day: date(2027, 3, 31),
            steps: kinds.iter().enumerate().map(step).collect(),
        }
    }

    #[test]
    fn nothing_but_an_approval_puts_a_set_in_force() {
        let midsummer = date(2026, 6, 21);
        for (kinds, state) in [
            (vec![], State::Kept),
            (vec![Shipped], State::Shipped),
            (vec![Shipped, Proposed], State::Proposed),
            (vec![Proposed, SentBack], State::SentBack),
        ] {
            let set = life(&kinds, None);
            assert_eq!(state_on(&set, midsummer), state);
            assert_eq!(days_in_force(&set), None, "{state:?}");
        }
        let set = life(&[Proposed, Approved], None);
        let on = |day| state_on(&set, day);
        assert_eq!(on(date(2026, 3, 31)), State::Approved);
        assert_eq!(on(date(2026, 4, 1)), State::InForce);
        assert_eq!(on(date(2027, 3, 31)), State::InForce);
        assert_eq!(on(date(2027, 4, 1)), State::Ended);
    }

    #[test]
    fn a_withdrawal_cuts_the_days_and_no_more() {
        let set = life(&[Proposed, Approved, Withdrawn], Some(date(2026, 9, 1)));
        let days = Period::new(date(2026, 4, 1), date(2026, 9, 1)).unwrap();
        assert_eq!(days_in_force(&set), Some(days));
        assert_eq!(state_on(&set, date(2026, 8, 31)), State::InForce);
        assert_eq!(state_on(&set, date(2026, 9, 1)), State::Withdrawn);
        let never = life(&[Proposed, Approved, Withdrawn], Some(date(2026, 4, 1)));
        assert_eq!(days_in_force(&never), None);
        assert_eq!(state_on(&never, date(2026, 6, 1)), State::Withdrawn);
    }

    #[test]
    fn a_set_that_is_proposed_again_keeps_its_days_until_it_is_approved_again() {
        let from = Some(date(2026, 9, 1));
        let proposed = life(&[Proposed, Approved, Withdrawn, Proposed], from);
        assert_eq!(
            days_in_force(&proposed).and_then(|days| days.end()),
            from,
            "what was agreed under it stays"
        );
        let again = life(&[Proposed, Approved, Withdrawn, Proposed, Approved], from);
        assert_eq!(
            days_in_force(&again).and_then(|days| days.end()),
            Some(date(2027, 4, 1))
        );
    }
}
