//! Which of a rule set's own words may stand in a text to a family.

/// What no text to a family says, as beginnings of words in lower case without signs, each with the reason.
const NEVER: [(&str, &str); 19] = [
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
];

/// What no text says of how the band came about, since a person decides; as above.
const DECIDED: [&str; 4] = ["computer", "algorithm", "automat", "software"];

/// Whether words may stand in a text to a family.
pub(super) fn fit(words: &str) -> bool {
    fit_for_provision(words) && !has(words, DECIDED)
}

/// Whether the title of a kind of provision may: it says what a plan provides, which may be a computer.
fn fit_for_provision(words: &str) -> bool {
    !has(words, NEVER.map(|(never, _)| never))
}

fn has<const N: usize>(words: &str, never: [&str; N]) -> bool {
    let plain = plain(words);
    let mut all = never.iter();
    all.any(|never| plain.contains(&format!(" {never}")))
}

/// The rule set's words where they are fit, and ours where they are not.
pub(super) fn fitting<'a>(words: &'a str, ours: &'a str) -> &'a str {
    if fit(words) { words } else { ours }
}

/// The title of a kind of provision where it is fit.
pub(super) fn kind_of_provision(title: &str) -> Option<&str> {
    fit_for_provision(title).then_some(title)
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
        for words in ["Laptop computer", "Equipment and software"] {
            assert!(!fit(words), "{words}");
            assert_eq!(kind_of_provision(words), Some(words));
        }
        for words in ["Teaching assistant", "1:1 TA"] {
            assert_eq!(kind_of_provision(words), None);
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
