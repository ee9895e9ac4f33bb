//! The words in which several pages say the same thing.

use leptos::prelude::*;

use crate::calendar::{Date, in_words};
use crate::components::Cell;
use crate::ids::{ChildId, LocalId};
use crate::money::Fte;
use crate::needs::{DomainId, Evidence, NeedsProfile};
use crate::service::Moment;
use crate::service::beside::Standing;
use crate::service::child_record::Worth;
use crate::service::scoring::About;

pub use crate::service::said::{cost_per, decision_kind, plan_state, profile_state};

/// A day as people write it.
#[must_use]
pub fn day(day: Date) -> String {
    in_words(day)
}

/// A day, or the words for there being none.
#[must_use]
pub fn day_or(day: Option<Date>, none: &str) -> String {
    day.map_or_else(|| none.to_owned(), in_words)
}

/// A day in a table's cell, which a line does not break.
#[must_use]
pub fn day_cell(day: Option<Date>, none: &str) -> Cell {
    let words = day_or(day, none);
    Cell::of(view! { <span class="app-whole">{words}</span> })
}

/// A child's name, or the words for one that was forgotten.
#[must_use]
pub fn name_or_removed(name: Option<&str>) -> String {
    name.unwrap_or("Name removed").to_owned()
}

/// A child in a table's first cell: the name, leading to the record, and the reference below it.
#[must_use]
pub fn child_cell(child: &ChildId, name: Option<String>, reference: &LocalId) -> Cell {
    named_cell(format!("/children/{child}"), name.as_deref(), reference)
}

/// Whom a page is about, above its heading. A name is set apart, whichever way its letters run.
#[must_use]
pub fn about_child(about: &About) -> AnyView {
    let (name, reference) = (about.shown(), about.local_id.to_string());
    view! { <span class="govuk-caption-l"><bdi>{name}</bdi> ", " {reference}</span> }.into_any()
}

/// A cell of whole sentences, which is no narrower than they can be read in.
#[must_use]
pub fn sentences_cell(text: &str) -> Cell {
    if text.is_empty() {
        return Cell::from("");
    }
    let text = text.to_owned();
    Cell::of(view! { <div class="app-sentences">{text}</div> })
}

/// What an award is worth a year, in a table's cell; what was decided stands below where it is another amount. `none` is said
/// where it has no amount.
#[must_use]
pub fn worth_cell(worth: Option<&Worth>, none: &'static str) -> Cell {
    let amount = worth.and_then(|worth| worth.annual);
    let amount = amount.map_or_else(|| none.to_owned(), |amount| amount.to_string());
    match worth.and_then(when_decided) {
        Some(decided) => Cell::of(view! { {amount} " " <span class="app-under">{decided}</span> }),
        None => Cell::from(amount),
    }
}

/// What an award is worth a year on a day, in words, with what was decided where that is another amount.
#[must_use]
pub fn worth_a_year(worth: &Worth, none: &str) -> String {
    let amount = worth.annual.map(|amount| format!("{amount} a year"));
    let amount = amount.unwrap_or_else(|| none.to_owned());
    match when_decided(worth) {
        Some(decided) => format!("{amount} ({decided})"),
        None => amount,
    }
}

/// What was decided, where an award is worth something else or nothing prices it: `£3,000.00 when decided`.
fn when_decided(worth: &Worth) -> Option<String> {
    if !worth.is_priced {
        return worth.annual.map(|_| "when decided".to_owned());
    }
    if !worth.has_changed() {
        return None;
    }
    Some(match worth.decided {
        Some(decided) => format!("{decided} when decided"),
        None => "no amount when decided".to_owned(),
    })
}

/// The same leading elsewhere, to a task about the child.
#[must_use]
pub fn named_cell(href: String, name: Option<&str>, reference: &LocalId) -> Cell {
    let (name, reference) = (name_or_removed(name), reference.to_string());
    Cell::of(view! {
        <a class="govuk-link" href=href><bdi>{name}</bdi></a>
        " "
        <span class="app-under">{reference}</span>
    })
}

/// What a profile says of a domain: its level, that there is not enough evidence for one, or nothing.
pub fn level_said(needs: &NeedsProfile, domain: &DomainId) -> String {
    match needs.level(domain) {
        Some(level) => format!("Level {level}"),
        None if needs.unevidenced().contains(domain) => "Not enough evidence to say".to_owned(),
        None => "No level".to_owned(),
    }
}

/// A child in a list that names nobody whose record is restricted: then the reference alone, and nothing to open.
#[must_use]
pub fn child_or_withheld(child: &ChildId, name: Option<&str>, reference: &LocalId) -> Cell {
    if let Some(name) = name {
        return child_cell(child, Some(name.to_owned()), reference);
    }
    let reference = reference.to_string();
    Cell::of(view! {
        "Name withheld "
        <span class="app-under">{reference}</span>
    })
}

/// A day with its month cut short, for a list of many columns: `23 Dec 2026`.
#[must_use]
pub fn short_day(day: Date) -> String {
    let words = in_words(day);
    let mut parts = words.split(' ');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(day), Some(month), Some(year)) => {
            let month: String = month.chars().take(3).collect();
            format!("{day} {month} {year}")
        }
        _ => words,
    }
}

/// A share of full time, in a sentence: `full time`, `0.6 of full time`.
#[must_use]
pub fn share(fte: Fte) -> String {
    if fte.is_full() {
        "full time".to_owned()
    } else {
        format!("{fte} FTE")
    }
}

/// What is said of sums that are not of now; nothing of those that are.
#[must_use]
pub fn standing(of: Standing) -> Option<String> {
    of.sentence(|at| {
        let then = Moment::of(at);
        format!("{} at {}", day(then.today), then.time())
    })
}

/// A count, its thousands set apart: `4,200`.
#[must_use]
pub fn count(number: u64) -> String {
    crate::money::in_thousands(number)
}

/// Where a piece of evidence stands: `Section B (needs), page 4`.
#[must_use]
pub fn evidence_place(evidence: &Evidence) -> String {
    let source = evidence.named();
    match &evidence.page {
        Some(page) => format!("{source}, {page}"),
        None => source,
    }
}

/// A piece of evidence with its words: `Section B (needs), page 4: “Signs”`.
#[must_use]
pub fn evidence_said(evidence: &Evidence) -> String {
    format!("{}: “{}”", evidence_place(evidence), evidence.quotation)
}

#[cfg(test)]
mod tests {
    use super::{count, share, short_day};
    use jiff::civil::date;

    #[test]
    fn a_short_day_keeps_its_day_and_year() {
        assert_eq!(short_day(date(2026, 12, 23)), "23 Dec 2026");
        assert_eq!(short_day(date(2026, 5, 1)), "1 May 2026");
    }

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(count(0), "0");
        assert_eq!(count(999), "999");
        assert_eq!(count(4_200), "4,200");
        assert_eq!(count(1_234_567), "1,234,567");
    }

    #[test]
    fn a_whole_share_is_full_time() {
        assert_eq!(share("1".parse().unwrap()), "full time");
        assert_eq!(share("0.6".parse().unwrap()), "0.6 FTE");
    }
}
