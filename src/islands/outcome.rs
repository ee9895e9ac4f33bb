//! What answers come to, ready to be shown: the same words on the server and in the browser.

use crate::answers::Answers;
use crate::components::{Outcome, Standing};
use crate::engine::{self, Determination, Status, StreamOutcome};
use crate::explain;
use crate::needs::BandId;
use crate::rules::words::basis_in_words;
use crate::rules::{AmountBasis, AmountKind, RuleSet};

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
        Status::Determined {
            band,
            top_up,
            streams,
            one_off,
            ..
        } => {
            let bands = match band {
                Some(band) => Some(band.to_string()),
                None => bands_of(streams),
            };
            let (amount, basis) = match (top_up, one_off) {
                (Some(top_up), _) => (
                    Some(top_up.amount.to_string()),
                    amount_in_words(top_up.kind, top_up.basis),
                ),
                (None, Some(once)) => (Some(once.to_string()), "paid once".to_owned()),
                (None, None) => (None, String::new()),
            };
            let title = match (&bands, &amount) {
                (None, Some(_)) => "Indicative amount",
                _ => "Indicative band",
            };
            Outcome {
                standing: Standing::Determined,
                title: title.to_owned(),
                brief: in_brief(bands.as_deref(), amount.as_deref(), &basis),
                band: bands,
                amount,
                basis,
                note: explain::note(determination, rules),
                reasons: explain::sentences(determination, rules),
            }
        }
        Status::Blocked { .. } => without_result(Standing::Blocked, determination, rules),
        Status::Refused { .. } => without_result(Standing::Refused, determination, rules),
    }
}

/// Several bands at once, as they stand in the streams; none where no stream has a band.
fn bands_of(streams: &[StreamOutcome]) -> Option<String> {
    let bands = streams.iter().flat_map(|stream| &stream.bands);
    let names: Vec<&str> = bands.map(BandId::as_str).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

fn in_brief(band: Option<&str>, amount: Option<&str>, basis: &str) -> String {
    match (band, amount) {
        (Some(band), Some(amount)) => format!("Band {band}, {amount} {basis}"),
        (Some(band), None) => format!("Band {band}, no amount by band"),
        (None, Some(amount)) => format!("{amount} {basis}"),
        (None, None) => "No amount by band".to_owned(),
    }
}

fn without_result(standing: Standing, determination: &Determination, rules: &RuleSet) -> Outcome {
    let title = match standing {
        Standing::Blocked => "Look at these levels again",
        _ => "There is no band for these answers",
    };
    let reasons = explain::problems(determination, rules);
    Outcome {
        standing,
        title: title.to_owned(),
        band: None,
        amount: None,
        basis: String::new(),
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
        basis: String::new(),
        note: Some(progress.clone()),
        reasons: wrong.chain(missing).collect(),
        brief: progress,
    }
}

/// What an amount is, after its figure: `top-up a year`.
fn amount_in_words(kind: AmountKind, basis: AmountBasis) -> String {
    let often = basis_in_words(basis);
    match kind {
        AmountKind::NetTopUp => format!("top-up {often}"),
        AmountKind::UpperLimit => format!("at most, {often}"),
        AmountKind::TotalWithFirst6000 => format!("{often} with the first £6,000"),
        AmountKind::TotalWithPlace => format!("{often} with the place"),
    }
}
