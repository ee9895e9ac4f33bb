//! The lines of Section F on the form of a conclusion: each secured by the funding, not secured, or unclear.

use super::ConclusionForm;
use crate::forms::Problems;
use crate::needs::{SectionFAnswer, SectionFLine, section_f_said};

/// The most lines of Section F that are gone through, those that the profile has included.
pub const LINES_MAX: usize = 40;

/// The longest line of Section F, in characters.
const LINE_MAX: usize = 300;

/// The field of the words of a line of Section F, the first being 1.
#[must_use]
pub fn line_field(number: usize) -> String {
    format!("section-f-line_{number}")
}

/// The field of whether a line is secured.
#[must_use]
pub fn secured_field(number: usize) -> String {
    format!("section-f-line_{number}-is")
}

impl ConclusionForm {
    /// How many lines the form shows: those that the profile has, and those that were written down.
    #[must_use]
    pub fn lines_shown(&self) -> usize {
        let known = self.known.len();
        let is_there = |number: &usize| self.rows.contains_key(&line_field(*number));
        let written = (known + 1..=LINES_MAX).take_while(is_there).count();
        // Where nothing is known there is a line to write in.
        (known + written).max(1)
    }

    /// Gives the form one more line to write in.
    pub fn add_line(&mut self) {
        let last = self.lines_shown();
        for number in self.known.len() + 1..=LINES_MAX.min(last + 1) {
            self.rows.entry(line_field(number)).or_default();
        }
    }

    /// The value of a field of a line.
    #[must_use]
    pub fn of_line(&self, field: &str) -> String {
        let value = self.rows.get(field).map(|value| value.trim());
        value.unwrap_or_default().to_owned()
    }

    /// The lines that have an answer, as they were sent.
    #[must_use]
    pub fn lines_said(&self) -> String {
        section_f_said(&self.lines(&mut Problems::default()))
    }

    /// The lines with their answers; one that was left blank is none.
    pub(super) fn lines(&self, problems: &mut Problems) -> Vec<SectionFLine> {
        let mut all = Vec::new();
        for number in 1..=self.lines_shown() {
            let known = self.known.get(number - 1).cloned();
            let words = known.unwrap_or_else(|| self.of_line(&line_field(number)));
            let answer = self.of_line(&secured_field(number));
            if words.is_empty() && answer.is_empty() {
                continue;
            }
            if words.is_empty() {
                problems.add(line_field(number), "Enter what the line specifies");
            }
            if words.chars().count() > LINE_MAX && number > self.known.len() {
                let message = format!("A line of Section F must be {LINE_MAX} characters or fewer");
                problems.add(line_field(number), message);
            }
            match SectionFAnswer::parse(&answer) {
                Ok(answer) => all.push(SectionFLine { words, answer }),
                Err(_) => problems.add(
                    secured_field(number),
                    format!("Select whether this is secured: {words}"),
                ),
            }
        }
        all
    }

    /// What the lines come to, or the answer for all of them where none is known or written down.
    pub(super) fn secured(
        &self,
        lines: &[SectionFLine],
        problems: &mut Problems,
    ) -> Option<SectionFAnswer> {
        let whole = match self.section_f.as_str() {
            "yes" => Some(SectionFAnswer::Secured),
            "no" => Some(SectionFAnswer::NotSecured),
            _ => None,
        };
        let Some(of_lines) = SectionFAnswer::of_all(lines) else {
            return whole;
        };
        let is_secured = |answer| answer == SectionFAnswer::Secured;
        let whole = whole.filter(|_| self.known.is_empty());
        if whole.is_some_and(|whole| is_secured(whole) != is_secured(of_lines)) {
            problems.add(
                "section-f",
                "Your answers to the lines below say otherwise: change one or the other",
            );
        }
        Some(of_lines)
    }

    /// The field at which the question of Section F begins.
    pub(super) fn first_of_section_f(&self) -> String {
        if self.known.is_empty() {
            "section-f".to_owned()
        } else {
            secured_field(1)
        }
    }
}
