//! Which of a rule set's own words may stand in a text to a family.

/// What no text to a family says, as beginnings of words in lower case without signs, each with the reason.
const NEVER: [(&str, &str); 23] = [
    (
        "appeal",
        "a band cannot be appealed; sections B, F and I can, and the statement says so",
    ),
    (
        "tribunal",
        "as above: the statement says what a tribunal can look at",
    ),
    (
        "child s money",
        "the amount goes to the school; it is not the child's",
    ),
    (
        "child s funding",
        "the amount goes to the school; it is not the child's",
    ),
    (
        "child receives",
        "the amount goes to the school; it is not the child's",
    ),
    (
        "child gets",
        "the amount goes to the school; it is not the child's",
    ),
    (
        "receives 6 000",
        "a school's own budget is not given pupil by pupil",
    ),
    (
        "receives the first 6 000",
        "a school's own budget is not given pupil by pupil",
    ),
    (
        "6 000 for",
        "a school's own budget is not given pupil by pupil",
    ),
    (
        "assistant",
        "a band buys no hours of an assistant; Section F says what is provided",
    ),
    (
        "hours of support",
        "as above: hours are how money is worked out",
    ),
    ("ta ", "as above"),
    ("tas ", "as above"),
    ("lsa ", "as above"),
    ("lsas ", "as above"),
    ("other child", "nothing is said of other children"),
    ("other pupil", "nothing is said of other children"),
    ("scorer", "who scored is not said"),
    ("afford", "what the council can afford decides no need"),
    ("computer", "a person decides"),
    ("algorithm", "a person decides"),
    ("automat", "a person decides"),
    ("software", "a person decides"),
];

/// Whether words may stand in a text to a family.
pub(super) fn fit(words: &str) -> bool {
    let plain = plain(words);
    !NEVER
        .iter()
        .any(|(never, _)| plain.contains(&format!(" {never}")))
}

/// The rule set's words where they are fit, and ours where they are not.
pub(super) fn fitting<'a>(words: &'a str, ours: &'a str) -> &'a str {
    if fit(words) { words } else { ours }
}

/// Words in lower case with one space before and after each, and nothing but letters and digits.
fn plain(words: &str) -> String {
    let only = |letter: char| {
        if letter.is_alphanumeric() {
            letter
        } else {
            ' '
        }
    };
    let lower: String = words.to_lowercase().chars().map(only).collect();
    let mut plain = String::from(" ");
    for word in lower.split_whitespace() {
        plain.push_str(word);
        plain.push(' ');
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_say_what_none_may_say_are_not_fit() {
        for words in [
            "1:1 TA",
            "Teaching-assistant time",
            "The parents may appeal",
            "so that the school receives £6,000",
            "the child's funding",
            "what the council can afford",
            "LSA in class",
        ] {
            assert!(!fit(words), "{words}");
        }
        for words in [
            "Speech and language therapy",
            "the first £6,000 of extra support, which a school meets from its own budget",
            "Total",
            "Tactile resources",
        ] {
            assert!(fit(words), "{words}");
        }
    }
}
