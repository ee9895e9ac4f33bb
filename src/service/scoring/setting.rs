//! The question that is put where another setting is scored than the one in which the child is placed: an award is priced by the
//! placement.

use std::collections::BTreeMap;

use crate::needs::Setting;
use crate::rules::Question;

/// The name of the question among the answers of a profile.
const QUESTION: &str = "setting-of-placement";

/// The question, where it is raised.
pub(super) fn setting_asked(scored: Option<Setting>, placed: Option<Setting>) -> Option<Question> {
    let (scored, placed) = scored.zip(placed)?;
    (scored != placed).then(|| {
        question(format!(
            "The setting that you chose is “{}”, and the child is placed in “{}”. Why is that right? An award is priced for the \
             setting of the placement.",
            scored.title(),
            placed.title()
        ))
    })
}

/// The question as it was answered, where it was.
pub(in crate::service) fn setting_answered(answers: &BTreeMap<String, String>) -> Option<Question> {
    answers.contains_key(QUESTION).then(|| {
        question("Another setting was chosen than the one in which the child was placed. Why is that right?".to_owned())
    })
}

fn question(ask: String) -> Question {
    Question {
        id: QUESTION.to_owned(),
        ask,
        when: Vec::new(),
    }
}
