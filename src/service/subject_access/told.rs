//! Values as they stand in a column, in the words that pages say them in: days, times, codes.

use jiff::Timestamp;

use crate::calendar::{Date, in_words, parse_iso_date};
use crate::costs::{CostKind, CostPer};
use crate::entitlement::Reason;
use crate::import::sen2::cease_reason;
use crate::needs::{Need, Setting};
use crate::service::{Moment, said};
use crate::store::child::Sex;

/// A day.
pub(super) fn day(day: Date) -> String {
    in_words(day)
}

/// The day of a moment.
pub(super) fn day_of(at: Timestamp) -> String {
    in_words(Moment::of(at).today)
}

/// A day and a time of it.
fn moment(at: Timestamp) -> String {
    let then = Moment::of(at);
    format!("{} at {}", in_words(then.today), then.time())
}

/// The time of an entry as it is written down.
pub(super) fn moment_of(text: &str) -> String {
    text.parse().map_or_else(|_| text.to_owned(), moment)
}

/// The sex that was returned.
pub(super) fn sex(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "Female",
        Sex::Male => "Male",
    }
}

/// What came of a request for an assessment, or of an assessment, by SEN2's letter.
pub(super) fn outcome(letter: &str) -> String {
    let said = match letter {
        "Y" => "Agreed",
        "N" => "Refused",
        "W" => "Withdrawn",
        other => return format!("{other} (SEN2’s letter)"),
    };
    said.to_owned()
}

/// What came of a review, by SEN2's letter.
pub(super) fn review_outcome(letter: &str) -> String {
    let said = match letter {
        "A" => "The plan is amended",
        "M" => "The plan is maintained",
        "C" => "The plan is ceased",
        other => return format!("{other} (SEN2’s letter)"),
    };
    said.to_owned()
}

/// The value of a column in words, by what the column is.
pub(super) fn value(what: &str, value: &str) -> String {
    let last = what.rsplit(", ").next().unwrap_or(what).to_lowercase();
    let code = match last.as_str() {
        "setting" => Setting::parse(value).ok().map(Setting::title),
        "need" | "primary need" => Need::parse(value).ok().map(Need::title),
        "why it ceased" => cease_reason(value),
        "what is paid for" | "what would be paid for" | "for" => {
            CostKind::parse(value).ok().map(CostKind::title)
        }
        "for each" => CostPer::parse(value).ok().map(said::cost_per),
        "why" => Reason::parse(value).map(Reason::title),
        _ => None,
    };
    if let Some(words) = code {
        return words.to_owned();
    }
    if let Some(found) = parse_iso_date(value) {
        return day(found);
    }
    if let Ok(at) = value.parse::<Timestamp>() {
        return moment(at);
    }
    match value.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') {
        true => super::sections::words(value),
        false => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::value;

    #[test]
    fn days_times_and_codes_are_said_in_words() {
        for (what, kept, told) in [
            ("From", "2026-09-03", "3 September 2026"),
            (
                "Saved at",
                "2026-09-03T13:05:00Z",
                "3 September 2026 at 14:05:00",
            ),
            ("Setting", "MMS", "Mainstream state school"),
            ("Asked of the rules, setting", "nowhere", "nowhere"),
            (
                "Asked of the rules, primary need",
                "ASD",
                "Autistic spectrum disorder",
            ),
            (
                "What is paid for",
                "eotas_package",
                "Package of education otherwise than at school",
            ),
            ("For each", "term", "a term"),
            ("Basis", "calendar_day", "calendar day"),
            ("Why it ceased", "5", "transferred to another authority"),
            ("Order number", "PO_1", "PO_1"),
            ("Version", "2", "2"),
        ] {
            assert_eq!(value(what, kept), told, "{what}");
        }
    }
}
