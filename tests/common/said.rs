//! What every sentence has to be, and what none to a family may say.

use send_banding::needs::Setting;
use send_banding::rules::{Model, Modifier, RuleSet};

/// Casework, “The statement to a family”, its second list: a word or words, and why no family is told them.
const NEVER: [(&str, &str); 23] = [
    ("appeal", "the band is not appealable"),
    ("tribunal", "the band is not appealable"),
    ("your child's", "the amount is not the child's"),
    ("the child's", "the amount is not the child's"),
    ("child receives", "the amount is not the child's"),
    ("child will get", "the amount is not the child's"),
    ("pupil's", "the amount is not the child's"),
    (
        "£6,000 for",
        "the school does not receive £6,000 for this child",
    ),
    (
        "receives £6,000",
        "the school does not receive £6,000 for this child",
    ),
    (
        "receives the first",
        "the school does not receive £6,000 for this child",
    ),
    ("assistant", "no teaching-assistant hours"),
    (" ta ", "no teaching-assistant hours"),
    (" lsa", "no teaching-assistant hours"),
    ("hours of support", "no teaching-assistant hours"),
    ("an hour of", "no teaching-assistant hours"),
    ("other child", "nothing of other children"),
    ("other pupil", "nothing of other children"),
    ("scored by", "no names of scorers"),
    ("afford", "nothing of affordability"),
    ("computer", "no computer decided"),
    ("algorithm", "no computer decided"),
    ("automat", "no computer decided"),
    ("engine", "no computer decided"),
];

/// The first reason for which a family may not be told this.
pub fn never_to_a_family(sentence: &str) -> Option<&'static str> {
    let plain = sentence.to_lowercase().replace('’', "'");
    let found = NEVER.iter().find(|(never, _)| plain.contains(never));
    found.map(|(_, reason)| *reason)
}

/// A sentence begins large, ends with a full stop, has no gap or stray sign, and names things by their title.
pub fn assert_well_said(sentence: &str, names: &[String]) {
    assert!(sentence.ends_with('.'), "{sentence}");
    assert!(!sentence.ends_with(".."), "{sentence}");
    assert!(
        !sentence.chars().next().is_some_and(char::is_lowercase),
        "{sentence}"
    );
    for stray in [
        "  ",
        " .",
        " ,",
        ",.",
        ",,",
        "()",
        ": .",
        "::",
        "not in these rules",
    ] {
        assert!(!sentence.contains(stray), "“{stray}” in {sentence}");
    }
    for name in names {
        assert!(!sentence.contains(name), "“{name}” in {sentence}");
    }
}

/// The names within a set that people do not use: those with a dash, but for such as “early-years”, which
/// the set's own words or a setting's title use too.
pub fn names_within(rules: &RuleSet) -> Vec<String> {
    let mut ids: Vec<String> = rules.gates.iter().map(|gate| gate.id.clone()).collect();
    ids.extend(rules.domains().map(|domain| domain.id.to_string()));
    for stream in &rules.streams {
        ids.extend(stream.part.as_ref().map(|part| part.id.to_string()));
        ids.extend(stream.floors.iter().map(|floor| floor.id.clone()));
        ids.extend(stream.value_tables.iter().map(|table| table.id.clone()));
        ids.extend(
            stream
                .modifiers
                .iter()
                .filter_map(|modifier| match modifier {
                    Modifier::Change(change) => Some(change.id.to_string()),
                    Modifier::Floor | Modifier::Fte => None,
                }),
        );
        match &stream.model {
            Model::WeightedLevels { groups, .. } => {
                ids.extend(groups.iter().map(|group| group.id.to_string()));
            }
            Model::CostedProvision { provisions, .. } => {
                ids.extend(provisions.iter().map(|kind| kind.id.to_string()));
            }
            _ => {}
        }
    }
    let text = rules.canonical_json();
    let is_a_word = |id: &str| {
        let elsewhere = text.replace(&format!("\"{id}\""), "");
        elsewhere.contains(id) || Setting::ALL.iter().any(|it| it.title().contains(id))
    };
    ids.retain(|id| id.contains('-'));
    ids.sort();
    ids.dedup();
    ids.retain(|id| !is_a_word(id));
    ids
}
