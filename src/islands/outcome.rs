//! What answers come to, ready to be shown: the same words on the server and in the browser.

use crate::components::{Outcome, Standing};
use crate::engine::{self, Determination, Status};
use crate::explain;
use crate::rules::{AmountBasis, AmountKind, RuleSet};

use super::Answers;

/// What the answers come to under a set.
#[must_use]
pub fn of_answers(answers: &Answers, rules: &RuleSet) -> Outcome {
    match answers.context() {
        Some(context) => {
            of_determination(&engine::determine(&answers.profile, rules, context), rules)
        }
        None => partial(answers),
    }
}

/// A determination ready to be shown.
#[must_use]
pub fn of_determination(determination: &Determination, rules: &RuleSet) -> Outcome {
    match &determination.status {
        Status::Determined { band, top_up, .. } => {
            let amount = top_up.map(|top_up| top_up.amount.to_string());
            let basis = top_up.map_or("", |top_up| amount_in_words(top_up.kind, top_up.basis));
            let brief = match &amount {
                Some(amount) => format!("Band {band}, {amount} {basis}"),
                None => format!("Band {band}, no amount by band"),
            };
            Outcome {
                standing: Standing::Determined,
                title: "Indicative band".to_owned(),
                band: Some(band.to_string()),
                amount,
                basis,
                note: explain::note(determination, rules),
                reasons: explain::sentences(determination, rules),
                brief,
            }
        }
        Status::Blocked { .. } => without_result(Standing::Blocked, determination, rules),
        Status::Refused { .. } => without_result(Standing::Refused, determination, rules),
    }
}

fn without_result(standing: Standing, determination: &Determination, rules: &RuleSet) -> Outcome {
    let title = match standing {
        Standing::Blocked => "Look at these levels again",
        _ => "There is no band for these answers",
    };
    let mut reasons = explain::problems(determination, rules);
    reasons
        .iter_mut()
        .for_each(|reason| *reason = sentence(reason));
    Outcome {
        standing,
        title: title.to_owned(),
        band: None,
        amount: None,
        basis: "",
        note: None,
        brief: format!("{title}. {}", reasons.join(" ")),
        reasons,
    }
}

fn partial(answers: &Answers) -> Outcome {
    let progress = format!("{} of {} answered", answers.answered, answers.asked);
    let wrong = answers.wrong.iter().map(|gap| gap.message.clone());
    let missing = answers.unanswered.iter().map(|gap| gap.title.clone());
    // Before the first answer everything is missing, and a list of it says nothing.
    let missing = missing.filter(|_| answers.answered > 0);
    Outcome {
        standing: Standing::Partial,
        title: "Indicative band".to_owned(),
        band: None,
        amount: None,
        basis: "",
        note: Some(progress.clone()),
        reasons: wrong.chain(missing).collect(),
        brief: progress,
    }
}

/// What an amount is, after its figure.
fn amount_in_words(kind: AmountKind, basis: AmountBasis) -> &'static str {
    match (kind, basis) {
        (AmountKind::NetTopUp, AmountBasis::Year) => "top-up a year",
        (AmountKind::NetTopUp, AmountBasis::Term) => "top-up a term",
        (AmountKind::UpperLimit, AmountBasis::Year) => "at most, a year",
        (AmountKind::UpperLimit, AmountBasis::Term) => "at most, a term",
        (AmountKind::TotalWithFirst6000, AmountBasis::Year) => "a year with the first £6,000",
        (AmountKind::TotalWithFirst6000, AmountBasis::Term) => "a term with the first £6,000",
        (AmountKind::TotalWithPlace, AmountBasis::Year) => "a year with the place",
        (AmountKind::TotalWithPlace, AmountBasis::Term) => "a term with the place",
    }
}

/// A problem as a sentence of its own.
fn sentence(problem: &str) -> String {
    let mut text = problem.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text.push('.');
    text
}
