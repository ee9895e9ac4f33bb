//! The scorer's answers to a rule set's questions, as they are kept beside the sent profile: a line each.

use std::collections::BTreeMap;

/// The answers as a note: `question: sentence`, a line each.
#[must_use]
pub fn note_of_answers(answers: &BTreeMap<String, String>) -> String {
    let line = |(question, sentence): (&String, &String)| {
        let words: Vec<&str> = sentence.split_whitespace().collect();
        format!("{question}: {}", words.join(" "))
    };
    answers.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The answers in a note.
#[must_use]
pub fn answers_from_note(note: &str) -> BTreeMap<String, String> {
    note.lines()
        .filter_map(|line| line.split_once(": "))
        .map(|(question, sentence)| (question.to_owned(), sentence.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{answers_from_note, note_of_answers};

    #[test]
    fn answers_come_back_from_their_note() {
        let answers = [
            ("a-b".to_owned(), "Seen: in May".to_owned()),
            ("c".to_owned(), "No reason to change".to_owned()),
        ]
        .into();
        assert_eq!(answers_from_note(&note_of_answers(&answers)), answers);
        let torn = [("a".to_owned(), "one\r\nb: two".to_owned())].into();
        assert_eq!(
            answers_from_note(&note_of_answers(&torn))["a"],
            "one b: two"
        );
        assert!(answers_from_note("").is_empty());
    }
}
