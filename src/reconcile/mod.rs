//! What an authority holds of a school's children beside what the school returns, line by line.
//!
//! Every line held and every line returned is in the result exactly once: matched, different, only here or only there.
//! Nothing here reads a file, knows a name or changes an award.

use std::collections::BTreeMap;

use crate::calendar::{Date, Period};
use crate::codes::stored_codes;
use crate::ids::LocalId;
use crate::money::Fte;

stored_codes!(
    /// In what two lines about one child differ.
    Difference {
        /// Another band.
        Band = "band",
        /// Another first day within the year.
        Start = "start",
        /// Another last day within the year.
        End = "end",
        /// Another share of full time.
        Share = "share",
    }
);

impl Difference {
    /// What differs, in words.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Difference::Band => "Band",
            Difference::Start => "First day",
            Difference::End => "Last day",
            Difference::Share => "Full-time equivalent (FTE)",
        }
    }
}

stored_codes!(
    /// What became of a line.
    Outcome {
        /// Both sides say the same.
        Matched = "matched",
        /// Both sides have it and differ.
        Differs = "differs",
        /// The authority holds it and the school did not return it.
        OnlyHere = "only_here",
        /// The school returned it and the authority does not hold it.
        OnlyThere = "only_there",
        /// The school's row could not be read.
        Refused = "refused",
    }
);

impl Outcome {
    /// The outcome in words.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Outcome::Matched => "Matched",
            Outcome::Differs => "Differs",
            Outcome::OnlyHere => "Only the council has it",
            Outcome::OnlyThere => "Only the school has it",
            Outcome::Refused => "Could not be read",
        }
    }
}

/// An award as the authority holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The child's reference.
    pub reference: LocalId,
    /// The band, where there is one.
    pub band: Option<String>,
    /// The share of full time.
    pub fte: Fte,
    /// The first day.
    pub from: Date,
    /// The first unpaid day; none while it lasts.
    pub to: Option<Date>,
}

/// When a school says that a child left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaidEnd {
    /// The return has no such column.
    Unstated,
    /// The child is on roll.
    Open,
    /// The last day there.
    On(Date),
}

/// A row as a school returned it. What is left out is not compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The row of its file, from 1.
    pub row: u32,
    /// The child's reference.
    pub reference: String,
    /// The band.
    pub band: Option<String>,
    /// The share of full time.
    pub fte: Option<Fte>,
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub end: SaidEnd,
}

/// A line of the comparison: the place of the held award, of the returned row, or of both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The award, by its place among those that were given.
    pub held: Option<usize>,
    /// The row, by its place among those that were given.
    pub said: Option<usize>,
    /// In what both differ; nothing where only one side has it.
    pub differences: Vec<Difference>,
}

impl Line {
    /// What became of it.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match (self.held, self.said) {
            (Some(_), Some(_)) if self.differences.is_empty() => Outcome::Matched,
            (Some(_), Some(_)) => Outcome::Differs,
            (Some(_), None) => Outcome::OnlyHere,
            (None, _) => Outcome::OnlyThere,
        }
    }
}

/// Compares what is held with what was returned, over the days of a year: a day before it counts as its first, a day after
/// it as no end.
///
/// Of several lines about one child the two that differ least are paired first; of equals, the first held and the first
/// returned. The result has the held lines in their order, then those that only the school has, in theirs.
#[must_use]
pub fn reconcile(held: &[Held], said: &[Said], year: &Period) -> Vec<Line> {
    let mut waiting: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, one) in said.iter().enumerate() {
        waiting.entry(key(&one.reference)).or_default().push(place);
    }
    let mut own: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, one) in held.iter().enumerate() {
        own.entry(key(one.reference.as_str()))
            .or_default()
            .push(place);
    }
    let mut lines: Vec<Line> = Vec::with_capacity(held.len() + said.len());
    for (reference, mut here) in own {
        let mut there = waiting.remove(&reference).unwrap_or_default();
        while let Some((one, other, differences)) = nearest((held, &here), (said, &there), year) {
            here.retain(|place| *place != one);
            there.retain(|place| *place != other);
            lines.push(Line {
                held: Some(one),
                said: Some(other),
                differences,
            });
        }
        lines.extend(here.into_iter().map(|place| alone(Some(place), None)));
        lines.extend(there.into_iter().map(|place| alone(None, Some(place))));
    }
    let strangers = waiting.into_values().flatten();
    lines.extend(strangers.map(|place| alone(None, Some(place))));
    lines.sort_by_key(|line| (line.held.is_none(), line.held, line.said));
    lines
}

fn alone(held: Option<usize>, said: Option<usize>) -> Line {
    Line {
        held,
        said,
        differences: Vec::new(),
    }
}

/// The pair that differs least; none once a side is used up.
fn nearest(
    (held, here): (&[Held], &[usize]),
    (said, there): (&[Said], &[usize]),
    year: &Period,
) -> Option<(usize, usize, Vec<Difference>)> {
    let pairs = here
        .iter()
        .flat_map(|one| there.iter().map(move |other| (*one, *other)));
    pairs
        .map(|(one, other)| (one, other, differences(&held[one], &said[other], year)))
        .min_by_key(|(one, other, differences)| (differences.len(), *one, *other))
}

/// In what an award and a row about the same child differ, over the days of a year.
#[must_use]
pub fn differences(held: &Held, said: &Said, year: &Period) -> Vec<Difference> {
    let mut found = Vec::new();
    let said_band = said.band.as_deref().map(band_key);
    if said_band.is_some_and(|band| band != held.band.as_deref().map(band_key).unwrap_or_default())
    {
        found.push(Difference::Band);
    }
    let first = |day: Date| day.max(year.start());
    if said
        .from
        .is_some_and(|from| first(from) != first(held.from))
    {
        found.push(Difference::Start);
    }
    // Both as the first unpaid day, and none from the year's end on.
    let within = |day: Option<Date>| day.filter(|day| year.end().is_none_or(|end| *day < end));
    let said_to = match said.end {
        SaidEnd::Unstated => None,
        SaidEnd::Open => Some(None),
        SaidEnd::On(last) => Some(within(last.tomorrow().ok())),
    };
    if said_to.is_some_and(|to| to != within(held.to)) {
        found.push(Difference::End);
    }
    if said.fte.is_some_and(|fte| fte != held.fte) {
        found.push(Difference::Share);
    }
    found
}

/// References compare without case, and without the spaces round them.
fn key(reference: &str) -> String {
    reference.trim().to_lowercase()
}

/// Bands compare by letters and digits: `Band D` is `d`.
fn band_key(band: &str) -> String {
    let plain: String = band
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    match plain.strip_prefix("band") {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        _ => plain,
    }
}

#[cfg(test)]
mod tests;
