//! Year groups that are in no phase, and ages that no condition names: children whom a set forgot, or leaves out.
//!
//! A year between two phases is forgotten. One before the first or after the last may be meant, and is in doubt where
//! children of it are usually in the setting. What [`Gate`]s leave out is left out on purpose.

use std::ops::RangeInclusive;

use crate::needs::Setting;
use crate::rules::questions::Condition;
use crate::rules::set::{Gate, Phase};

/// The age on 31 August before of a child in Reception.
const AGE_IN_RECEPTION: i16 = 4;

/// Circumstances of no phase and of no age that a condition names, in words.
#[derive(Debug, Default)]
pub(super) struct Left {
    pub(super) phases: Vec<String>,
    pub(super) ages: Vec<String>,
}

/// The phases by their years, and whom the gates let through.
pub(super) struct Stages {
    years: Vec<RangeInclusive<i16>>,
    gates: Vec<Condition>,
}

/// Which of the years without a phase are asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// Those with phases before and behind them.
    Between,
    /// Those before the first phase or behind the last.
    Beyond,
}

impl Stages {
    pub(super) fn of<'p>(phases: impl Iterator<Item = &'p Phase>, gates: &[Gate]) -> Stages {
        Stages {
            years: phases.map(|phase| phase.from..=phase.to).collect(),
            gates: gates
                .iter()
                .flat_map(|gate| gate.requires.clone())
                .collect(),
        }
    }

    /// The years without a phase of children who can be in a setting, in words.
    pub(super) fn without_phase<'c>(
        &self,
        of: Of,
        setting: Setting,
        when: impl IntoIterator<Item = &'c Condition>,
    ) -> Option<String> {
        let first = self.years.iter().map(|years| *years.start()).min()?;
        let last = self.years.iter().map(|years| *years.end()).max()?;
        let named = |condition: &&Condition| matches!(condition, Condition::Phases(_));
        let mut when: Vec<&Condition> = when.into_iter().collect();
        when.extend(&self.gates);
        if when.iter().any(named) {
            return None;
        }
        let mut left = self.years_in(setting, &when).filter(|year| {
            let has_none = !self.years.iter().any(|years| years.contains(year));
            has_none && (first..=last).contains(year) == (of == Of::Between)
        });
        let from = left.next()?;
        let to = left.take_while({
            let mut before = from;
            move |year| {
                before += 1;
                *year == before
            }
        });
        let years = match to.last() {
            Some(to) => format!("the year groups {from} to {to}"),
            None => format!("the year group {from}"),
        };
        Some(format!("{years}, which no [[phase]] has"))
    }

    /// The ages below a first and from a last one on, of children who are usually in a setting, in words.
    pub(super) fn without_age<'c>(
        &self,
        (first, last): (u8, u8),
        setting: Setting,
        when: impl IntoIterator<Item = &'c Condition>,
    ) -> Option<String> {
        let mut when: Vec<&Condition> = when.into_iter().collect();
        when.extend(&self.gates);
        let ages = self.years_in(setting, &when);
        let mut ages = ages.map(|year| year + AGE_IN_RECEPTION);
        let left = ages.find(|age| !(i16::from(first)..i16::from(last)).contains(age))?;
        Some(format!("age {left}, which no condition names"))
    }

    /// The year groups whose children are usually in a setting and meet conditions of age.
    fn years_in(&self, setting: Setting, when: &[&Condition]) -> impl Iterator<Item = i16> {
        let (mut from, mut to) = usual(setting).into_inner();
        for condition in when {
            if let Condition::Ages(youngest, oldest) = condition {
                from = from.max(i16::from(*youngest) - AGE_IN_RECEPTION);
                to = to.min(i16::from(*oldest) - AGE_IN_RECEPTION);
            }
        }
        from..=to
    }
}

/// The year groups of most children in a setting; of those who are in none, the years of compulsory schooling.
fn usual(setting: Setting) -> RangeInclusive<i16> {
    match setting {
        Setting::Eyp => -2..=-1,
        Setting::Fe | Setting::Spi | Setting::Neet => 12..=13,
        _ => 0..=11,
    }
}
