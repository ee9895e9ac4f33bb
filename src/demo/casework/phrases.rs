//! What invented officers wrote in their own words.

use std::collections::BTreeMap;

/// Answers to a rule set's questions as the note of a sent profile keeps them: a line for each, question and answer.
pub(super) fn note_of(answers: &BTreeMap<String, String>) -> String {
    let lines: Vec<String> = answers
        .iter()
        .map(|(question, answer)| format!("{question}: {answer}"))
        .collect();
    lines.join("\n")
}

/// Why a moderator sent a profile back.
pub(super) const SENT_BACK: [&str; 5] = [
    "The quotation for behaviour is from the plan before last. Please read the amended Section B.",
    "Two levels rest on the diagnosis alone. What is the impact in the classroom?",
    "The advice in Section K describes more support with eating than the level allows. Please look again.",
    "Social communication and emotional wellbeing seem to count the same incidents twice.",
    "Please add the page for each quotation, so that the panel can find it.",
];

/// What a decision says for itself.
pub(super) const REASONS: [&str; 4] = [
    "Levels agree with Section B and the advice in Section K.",
    "Agreed as scored; the school confirms that provision is in place.",
    "Agreed at panel after reading the evidence for each level.",
    "Agreed. To be looked at again at the next annual review.",
];

/// What a scorer answered to a question that the profile raised.
pub(super) const ANSWERS: [&str; 3] = [
    "Checked again: the level is as Section B describes it.",
    "The primary need is from an earlier plan; to be raised at the annual review.",
    "Yes, both are right; the reports explain it.",
];
