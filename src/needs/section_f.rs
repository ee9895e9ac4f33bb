//! Whether funding secures Section F of a plan, line by line.

use crate::codes::stored_codes;

stored_codes!(
    /// Whether the funding secures one line of Section F.
    SectionFAnswer {
        /// It does.
        Secured = "secured",
        /// It does not: no band will do.
        NotSecured = "not_secured",
        /// Nobody can say yet.
        Unclear = "unclear",
    }
);

impl SectionFAnswer {
    /// The answer in words.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            SectionFAnswer::Secured => "Secured",
            SectionFAnswer::NotSecured => "Not secured",
            SectionFAnswer::Unclear => "Unclear",
        }
    }

    /// What several lines come to: one that is not secured outweighs what is unclear. `None` without lines.
    #[must_use]
    pub fn of_all(lines: &[SectionFLine]) -> Option<SectionFAnswer> {
        let worst = |answer: SectionFAnswer| match answer {
            SectionFAnswer::Secured => 0,
            SectionFAnswer::Unclear => 1,
            SectionFAnswer::NotSecured => 2,
        };
        lines
            .iter()
            .map(|line| line.answer)
            .max_by_key(|answer| worst(*answer))
    }
}

/// A line of Section F, with an officer's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionFLine {
    /// What it specifies.
    pub words: String,
    /// Whether the funding secures it.
    pub answer: SectionFAnswer,
}

impl SectionFLine {
    /// The line with its answer: `Speech therapy, weekly: not secured`.
    #[must_use]
    pub fn said(&self) -> String {
        format!("{}: {}", self.words, self.answer.title().to_lowercase())
    }
}

/// Every line with its answer, in one text; blank without lines.
#[must_use]
pub fn section_f_said(lines: &[SectionFLine]) -> String {
    let said: Vec<String> = lines.iter().map(SectionFLine::said).collect();
    said.join("; ")
}

#[cfg(test)]
mod tests {
    use super::{SectionFAnswer, SectionFLine, section_f_said};

    #[test]
    fn one_line_that_is_not_secured_outweighs_all_others() {
        let line = |answer| SectionFLine {
            words: "Speech therapy, weekly".to_owned(),
            answer,
        };
        let [yes, no, unclear] = [
            SectionFAnswer::Secured,
            SectionFAnswer::NotSecured,
            SectionFAnswer::Unclear,
        ];
        let of = |answers: &[SectionFAnswer]| {
            let lines: Vec<SectionFLine> = answers.iter().copied().map(line).collect();
            SectionFAnswer::of_all(&lines)
        };
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[yes, yes]), Some(yes));
        assert_eq!(of(&[yes, unclear]), Some(unclear));
        assert_eq!(of(&[unclear, no, yes]), Some(no));
        assert_eq!(
            section_f_said(&[line(no), line(yes)]),
            "Speech therapy, weekly: not secured; Speech therapy, weekly: secured"
        );
    }
}
