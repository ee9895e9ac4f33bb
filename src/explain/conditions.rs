//! What must hold of a case, in words.

use crate::calendar::in_words;
use crate::rules::{Condition, RuleSet};

use super::words;

/// Conditions that must all hold, as one clause: `the age is from 5 to 16 and there is a plan`; empty for none.
pub(super) fn all_in_words(conditions: &[Condition], rules: &RuleSet) -> String {
    let clauses: Vec<String> = conditions
        .iter()
        .map(|condition| in_words_of(condition, rules))
        .collect();
    clauses.join(" and ")
}

fn in_words_of(condition: &Condition, rules: &RuleSet) -> String {
    match condition {
        Condition::PrimaryNeeds(needs) => {
            format!(
                "the primary need is {}",
                any(needs.iter().map(|need| lower(need.title())))
            )
        }
        Condition::Settings(settings) => {
            let titles = settings.iter().map(|setting| lower(setting.title()));
            format!("the setting is {}", any(titles))
        }
        Condition::AtMost(domain, level) => {
            format!(
                "{} is at level {level} or lower",
                words::domain_title(domain, rules)
            )
        }
        Condition::AtLeast(domain, level) => {
            format!(
                "{} is at level {level} or higher",
                words::domain_title(domain, rules)
            )
        }
        Condition::CountAtLeast(level, count) => {
            format!("at least {count} domains are at level {level} or higher")
        }
        Condition::Phases(phases) => {
            let named = phases.iter().map(|id| {
                let known = rules.phases.iter().find(|phase| phase.id == *id);
                known.map_or_else(|| id.to_string(), |phase| phase.title.clone())
            });
            format!("the phase is {}", any(named))
        }
        Condition::Ages(from, to) => format!("the age on 31 August before is from {from} to {to}"),
        Condition::Institutions(names) => {
            format!("the institution is {}", any(names.iter().cloned()))
        }
        Condition::HostAuthorities(names) => {
            format!(
                "the institution is in the area of {}",
                any(names.iter().cloned())
            )
        }
        Condition::Residency(residency) => words::residency(*residency, rules),
        Condition::Plan(true) => "there is a plan".to_owned(),
        Condition::Plan(false) => "there is no plan".to_owned(),
        Condition::Circumstance(id, is_so) => {
            let answer = if *is_so { "yes" } else { "no" };
            format!("the answer to “{}” is {answer}", question(id, rules))
        }
        Condition::OnOrAfter(day) => format!("the day is {} or later", in_words(*day)),
        Condition::Before(day) => format!("the day is before {}", in_words(*day)),
        Condition::Bands(bands) => {
            format!("the band is {}", any(bands.iter().map(ToString::to_string)))
        }
    }
}

/// The question of a circumstance, as the set asks it.
pub(super) fn question(id: &crate::needs::CircumstanceId, rules: &RuleSet) -> String {
    let known = rules.circumstances.iter().find(|known| known.id == *id);
    known.map_or_else(|| id.to_string(), |known| known.ask.clone())
}

/// A title within a sentence: its first letter is small, unless a name begins it.
pub(super) fn lower(title: &str) -> String {
    let mut letters = title.chars();
    match letters.next() {
        Some(first) if !title.starts_with("Down ") => {
            format!("{}{}", first.to_ascii_lowercase(), letters.as_str())
        }
        _ => title.to_owned(),
    }
}

fn any(names: impl Iterator<Item = String>) -> String {
    names.collect::<Vec<_>>().join(" or ")
}
