//! Consistency questions.

use std::collections::BTreeSet;

use crate::rules::problem::Fault;
use crate::rules::questions::Question;
use crate::rules::reader::Fields;

use super::conditions::{Kinds, Names};
use super::needs::same_id;

/// Reads every `[[question]]`.
pub(super) fn questions(root: &Fields<'_>, names: &Names<'_>) -> Vec<Question> {
    let mut ids = BTreeSet::new();
    let mut questions = Vec::new();
    for table in root.sections("question") {
        let fields = Fields::of(table, "[[question]]", &["id", "ask", "when"], root.problems);
        let id = fields.text("id");
        let ask = fields.text("ask");
        if let Some(id) = &id
            && !ids.insert(id.value.clone())
        {
            same_id(&fields, "question", &id.value, &id.place);
        }
        if fields.sections("when").is_empty() {
            let sentence = "this question has no condition, so it would be asked of everybody: add when = [{ … }]";
            fields.wrong(fields.place(), Fault::MissingKey, sentence);
        }
        let when = names.conditions(&fields, "when", Kinds::All);
        if let (Some(id), Some(ask)) = (id, ask) {
            questions.push(Question {
                id: id.value,
                ask: ask.value,
                when,
            });
        }
    }
    questions
}
