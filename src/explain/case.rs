//! A case beside a rule set that does not hold, in one sentence: what it expects, what the rules give, and why.

use crate::engine::cases::{
    beside_outcome, came_of, differences, status_in_words, unknown_answers,
};
use crate::engine::{Determination, Status};
use crate::money::Money;
use crate::rules::{Case, Determined, Expected, ExpectedBand, Outcome, RuleSet};

/// How a case differs from what the rules give; none if it holds:
/// `expected band C, £1,234.00; the rules give band D, £2,345.00, because … = 47 points; band D (44 to 51); …`.
#[must_use]
pub fn case_differs(case: &Case, rules: &RuleSet) -> Option<String> {
    if differences(case, rules).is_empty() {
        return None;
    }
    let came = came_of(case, rules);
    let (expected, found) = both(&case.expect.outcome, &came, rules);
    if expected == found {
        return Some(beside_outcome(case, &came, rules).join("; "));
    }
    let because = super::in_one_line(&came, rules);
    let differs = format!("expected {expected}; the rules give {found}, because {because}");
    let said = std::iter::once(differs).chain(unknown_answers(case, rules));
    Some(said.collect::<Vec<_>>().join("; "))
}

/// What is expected and what came, in the same words as far as they are the same.
fn both(expected: &Outcome, came: &Determination, rules: &RuleSet) -> (String, String) {
    match (expected, &came.status) {
        (Outcome::Determined(expected), Status::Determined { .. }) => {
            (of_expected(expected), of_found(expected, came, rules))
        }
        (Outcome::Determined(expected), status) => (of_expected(expected), status_in_words(status)),
        (Outcome::Blocked(kind), status) => of_kind("blocked", kind.as_deref(), status, came),
        (Outcome::Refused(kind), status) => of_kind("refused", Some(kind), status, came),
    }
}

/// A block or a refusal of a kind, and what came.
fn of_kind(
    word: &str,
    kind: Option<&str>,
    status: &Status,
    came: &Determination,
) -> (String, String) {
    let expected = kind.map_or_else(|| word.to_owned(), |kind| format!("{word} ({kind})"));
    let found = match status {
        Status::Determined { band, .. } => {
            let band = band
                .as_ref()
                .map_or_else(|| "no band".to_owned(), |band| format!("band {band}"));
            format!(
                "{band}, {}",
                amount(came.top_up().map(|top_up| top_up.amount))
            )
        }
        other => status_in_words(other),
    };
    (expected, found)
}

fn amount(amount: Option<Money>) -> String {
    amount.map_or_else(|| "no amount".to_owned(), |amount| amount.to_string())
}

fn of_expected(expected: &Determined) -> String {
    let mut parts = Vec::new();
    match &expected.band {
        Some(ExpectedBand::Band(band)) => parts.push(format!("band {band}")),
        Some(ExpectedBand::NoBand) => parts.push("no band".to_owned()),
        None => {}
    }
    parts.extend(expected.score.map(|score| format!("score {score}")));
    match expected.amount {
        Some(Expected::TopUp(top_up)) => parts.push(top_up.to_string()),
        Some(Expected::NotFunded) => parts.push("no amount".to_owned()),
        None => {}
    }
    parts.extend(expected.one_off.map(|paid| format!("{paid} once")));
    let streams = expected.streams.iter();
    parts.extend(streams.map(|(stream, amount)| format!("{amount} of stream {stream}")));
    parts.join(", ")
}

/// What came of all that the case says something of.
fn of_found(expected: &Determined, came: &Determination, rules: &RuleSet) -> String {
    let Status::Determined {
        band,
        score,
        one_off,
        streams,
        ..
    } = &came.status
    else {
        return String::new();
    };
    let mut parts = Vec::new();
    if expected.band.is_some() {
        parts.push(
            band.as_ref()
                .map_or_else(|| "no band".to_owned(), |band| format!("band {band}")),
        );
    }
    if expected.score.is_some() {
        let score = score.map_or_else(|| "no score".to_owned(), |score| format!("score {score}"));
        parts.push(score);
    }
    if expected.amount.is_some() {
        parts.push(amount(came.top_up().map(|top_up| top_up.amount)));
    }
    if expected.one_off.is_some() {
        parts
            .push(one_off.map_or_else(|| "nothing once".to_owned(), |paid| format!("{paid} once")));
    }
    for name in expected.streams.keys() {
        let of_stream = streams.iter().find(|came| {
            let stream = rules.streams.get(came.stream.position());
            stream.is_some_and(|stream| stream.name() == *name)
        });
        let found = of_stream.and_then(|came| Some(came.top_up?.amount));
        parts.push(format!("{} of stream {name}", amount(found)));
    }
    parts.join(", ")
}
