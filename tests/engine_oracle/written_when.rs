//! Conditions of generated sets: every kind, one or two at a time.

use crate::choices::Choices;

/// Of circumstances: what can be told before any need is scored.
const CIRCUMSTANCES: [&str; 13] = [
    "plan = true",
    "residency = \"other\"",
    "on_or_after = 2026-09-01",
    "before = 2026-10-01",
    "ages = [\"5\", \"15\"]",
    "circumstance = \"awaiting\"",
    "circumstance = \"awaiting\", is = false",
    "host_authorities = [\"Essex\"]",
    "institutions = [\"Orchard Manor\", \"123456\"]",
    "settings = [\"MMS\", \"SPEC\", \"FE\", \"EYP\"]",
    "primary_needs = [\"ASD\", \"MSI\"]",
    "phases = [\"primary\"]",
    "phases = [\"secondary\"]",
];

/// Of levels of need.
const LEVELS: [&str; 4] = [
    "domain = \"vision\", at_most = \"1\"",
    "domain = \"thinking\", at_least = \"2\"",
    "domains_at_least = \"2\", count = \"2\"",
    "domains_at_least = \"1\", count = \"5\"",
];

/// Conditions that leave nobody out, in two halves, for tables that share their settings.
const HALVES: [[&str; 2]; 4] = [
    ["plan = true", "plan = false"],
    ["residency = \"own\"", "residency = \"other\""],
    ["ages = [\"0\", \"10\"]", "ages = [\"11\", \"25\"]"],
    ["before = 2026-10-01", "on_or_after = 2026-10-01"],
];

/// A `when` line, or none, for what may depend on levels where there are any.
pub fn when(choices: &mut Choices, reads_levels: bool) -> String {
    if !choices.one_in(3) {
        return String::new();
    }
    let first = if reads_levels && choices.one_in(3) {
        choices.of_list(&LEVELS)
    } else {
        choices.of_list(&CIRCUMSTANCES)
    };
    let second = choices.of_list(&CIRCUMSTANCES);
    // Two that are about the same could hold for nobody.
    let alike = first.split(' ').next() == second.split(' ').next();
    if alike || !choices.one_in(3) {
        format!("when = [{{ {first} }}]\n")
    } else {
        format!("when = [{{ {first} }}, {{ {second} }}]\n")
    }
}

/// What a gate requires.
pub fn required(choices: &mut Choices) -> &'static str {
    choices.of_list(&CIRCUMSTANCES)
}

/// Two `when` lines of which one holds for everybody.
pub fn halves(choices: &mut Choices) -> [String; 2] {
    let halves = HALVES[choices.below(HALVES.len())];
    halves.map(|half| format!("when = [{{ {half} }}]\n"))
}
