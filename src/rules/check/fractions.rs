//! Parts and multiples that a sentence spells out: `half`, `three quarters`, `twice`.

use crate::money::Decimal;

/// What is spelled out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelled {
    /// Hundredths of something.
    Percent(i64),
    /// How many times something.
    Times(i64),
}

const WORDS: [(&str, Spelled); 14] = [
    ("three quarters", Spelled::Percent(75)),
    ("three-quarters", Spelled::Percent(75)),
    ("four fifths", Spelled::Percent(80)),
    ("three fifths", Spelled::Percent(60)),
    ("two fifths", Spelled::Percent(40)),
    ("nine tenths", Spelled::Percent(90)),
    ("half", Spelled::Percent(50)),
    ("a quarter", Spelled::Percent(25)),
    ("a fifth", Spelled::Percent(20)),
    ("a tenth", Spelled::Percent(10)),
    ("twice", Spelled::Times(2)),
    ("double", Spelled::Times(2)),
    ("three times", Spelled::Times(3)),
    ("treble", Spelled::Times(3)),
];

/// What may stand behind such a word where it is not said of an amount: of times, pennies and parts of a hundredth.
const OF_ELSE: [&str; 15] = [
    "-term", " term", " a day", " day", " a week", " week", " a year", " year", " an hour",
    " hour", " a penny", " a per", " per", " each", " every",
];

/// The parts and multiples of a text, with the words for them.
pub(super) fn spelled(text: &str) -> Vec<(&'static str, Spelled)> {
    let lower = text.to_lowercase();
    let mut found: Vec<(usize, &'static str, Spelled)> = Vec::new();
    for (word, spelled) in WORDS {
        for (at, _) in lower.match_indices(word) {
            let before = lower.get(..at).unwrap_or_default();
            let after = lower.get(at + word.len()..).unwrap_or_default();
            let is_whole = !before.ends_with(char::is_alphanumeric)
                && !after.starts_with(char::is_alphanumeric);
            // Two and a half, half up: no part of an amount.
            let is_else = before.ends_with("and a ")
                || before.ends_with("round ")
                || after.starts_with(" up")
                || OF_ELSE.iter().any(|words| after.starts_with(words));
            let is_within = found
                .iter()
                .any(|(start, longer, _)| (*start..start + longer.len()).contains(&at));
            if is_whole && !is_else && !is_within {
                found.push((at, word, spelled));
            }
        }
    }
    found.sort_by_key(|(at, ..)| *at);
    found
        .into_iter()
        .map(|(_, word, spelled)| (word, spelled))
        .collect()
}

impl Spelled {
    /// The number.
    pub(super) fn number(self) -> Decimal {
        match self {
            Spelled::Percent(number) | Spelled::Times(number) => Decimal::from(number),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_and_multiples_are_read() {
        let found = |text: &str| {
            spelled(text)
                .into_iter()
                .map(|(_, found)| found)
                .collect::<Vec<_>>()
        };
        assert_eq!(found("half of the amount"), [Spelled::Percent(50)]);
        assert_eq!(
            found("three quarters in a base, twice that in a school"),
            [Spelled::Percent(75), Spelled::Times(2)]
        );
        assert_eq!(found("Four fifths after sixteen"), [Spelled::Percent(80)]);
    }

    #[test]
    fn other_words_are_left_alone() {
        for text in [
            "half a week",
            "half-term",
            "half a per cent",
            "twice a year",
            "two and a half days",
            "halfway",
            "rounded half up",
            "a quarterly payment",
            "behalf of the school",
        ] {
            assert_eq!(spelled(text), [], "{text}");
        }
    }
}
