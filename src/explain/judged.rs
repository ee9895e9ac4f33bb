//! What was judged of needs besides levels: points, bands that are picked, provision, hours, an agreed amount.

use super::words::{counted, hours_a_week, number, provision_title, time};
use crate::needs::{BandId, NeedsProfile, ProvisionLine, StreamId};
use crate::rules::RuleSet;

/// Everything of [`needs_besides_levels`], and the amount that was agreed for the child.
#[must_use]
pub fn judged_besides_levels(
    needs: &NeedsProfile,
    rules: Option<&RuleSet>,
) -> Vec<(String, String)> {
    let mut said = needs_besides_levels(needs, rules);
    if let Some(agreed) = needs.agreed() {
        let a_year = format!("{agreed} a year");
        said.push(("Amount agreed one by one".to_owned(), a_year));
    }
    said
}

/// What it is and what was said of it, in words, in the order in which scorers are asked; several lines of one kind of
/// provision are one entry. Without its rules, streams and kinds of provision go by their ids. Empty where nothing was said.
#[must_use]
pub fn needs_besides_levels(
    needs: &NeedsProfile,
    rules: Option<&RuleSet>,
) -> Vec<(String, String)> {
    let mut said: Vec<(String, String)> = Vec::new();
    if let Some(total) = needs.points() {
        said.push(("Total of points".to_owned(), total.to_string()));
    }
    for (stream, bands) in needs.all_picked() {
        let bands: Vec<&str> = bands.iter().map(BandId::as_str).collect();
        let bands = if bands.is_empty() {
            "None".to_owned()
        } else {
            bands.join(", ")
        };
        said.push((picked_title(stream, rules), bands));
    }
    for line in needs.provision() {
        let title = titled(line, rules);
        match said.iter_mut().find(|(known, _)| *known == title) {
            Some((_, lines)) => {
                lines.push_str("; ");
                lines.push_str(&of_line(line));
            }
            None => said.push((title, of_line(line))),
        }
    }
    if let Some(hours) = needs.support_hours() {
        said.push(("Hours of support".to_owned(), hours_a_week(hours)));
    }
    said
}

/// Each line of provision by itself, in the order in which it was said: `Speech therapy: 1 hour a week`.
#[must_use]
pub fn provision_lines(needs: &NeedsProfile, rules: &RuleSet) -> Vec<String> {
    let lines = needs.provision().iter();
    lines
        .map(|line| format!("{}: {}", titled(line, Some(rules)), of_line(line)))
        .collect()
}

fn titled(line: &ProvisionLine, rules: Option<&RuleSet>) -> String {
    rules.map_or_else(
        || line.provision.to_string(),
        |rules| provision_title(&line.provision, rules),
    )
}

fn picked_title(stream: &StreamId, rules: Option<&RuleSet>) -> String {
    let known = rules.and_then(|rules| rules.streams.iter().find(|known| known.name() == *stream));
    let part = known.and_then(|stream| stream.part.as_ref());
    match part {
        Some(part) => part.title.clone(),
        None if *stream == StreamId::main() => "Band picked".to_owned(),
        None => stream.to_string(),
    }
}

/// `2 hours a week, shared by 3 pupils, 38 weeks a year`.
fn of_line(line: &ProvisionLine) -> String {
    let time = line
        .minutes
        .map(|minutes| format!("{} a week", time(minutes)));
    let shared = line
        .pupils
        .map(|pupils| format!("shared by {}", counted(pupils, "pupil", "pupils")));
    let weeks = line
        .weeks
        .map(|weeks| format!("{} weeks a year", number(weeks)));
    let cost = line.cost.map(|cost| format!("{cost} a year"));
    let parts: Vec<String> = [time, shared, weeks, cost].into_iter().flatten().collect();
    if parts.is_empty() {
        "Nothing said of how much".to_owned()
    } else {
        parts.join(", ")
    }
}
