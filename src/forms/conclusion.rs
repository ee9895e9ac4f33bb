//! An officer's conclusion on a profile.

mod section_f;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use validator::Validate;

use super::{Form, Problems, day};
use crate::calendar::Date;
use crate::money::Fte;
use crate::needs::{BandId, SectionFAnswer, SectionFLine};

pub use section_f::{LINES_MAX, line_field, secured_field};

/// The form as it is sent.
#[derive(Clone, Debug, Default, Deserialize, Serialize, Validate)]
#[serde(default, rename_all = "kebab-case")]
pub struct ConclusionForm {
    /// The version of the profile that was shown.
    pub version: u32,
    /// Ticked where the officer has no conflict of interest.
    pub no_conflict: String,
    /// Whether the funding secures every line of Section F: `yes` or `no`.
    pub section_f: String,
    /// Which pages or lines of Section F the officer checked.
    #[validate(length(
        max = 500,
        message = "What you checked in Section F must be 500 characters or fewer"
    ))]
    pub section_f_checked: String,
    /// What is concluded: `agree`, `override`, `back` or `individual`.
    pub outcome: String,
    /// The band decided instead.
    pub band: String,
    /// Why, by its code.
    pub override_reason: String,
    /// Why, in the officer's words.
    #[validate(length(
        max = 2000,
        message = "Why this band must be 2,000 characters or fewer"
    ))]
    pub override_words: String,
    /// What the scorer should look at.
    #[validate(length(
        max = 2000,
        message = "What to look at must be 2,000 characters or fewer"
    ))]
    pub back_reason: String,
    /// What a band would leave unsecured.
    #[validate(length(
        max = 2000,
        message = "What is left unsecured must be 2,000 characters or fewer"
    ))]
    pub individual_note: String,
    /// Funded from: day.
    pub from_day: String,
    /// Funded from: month.
    pub from_month: String,
    /// Funded from: year.
    pub from_year: String,
    /// Last day funded: day.
    pub to_day: String,
    /// Last day funded: month.
    pub to_month: String,
    /// Last day funded: year.
    pub to_year: String,
    /// The share of full time.
    pub fte: String,
    /// Ticked where what was funded before does not go on after the last day.
    pub earlier_ends: String,
    /// Ticked where an amount that was agreed for this child is paid beside the award.
    pub individual_stays: String,
    /// Ticked where what is unusual is right.
    pub confirmed: String,
    /// `yes` once the answers were checked.
    pub checked: String,
    /// `change` where the form is wanted again, `line` where it is wanted with a further line of Section F.
    pub step: String,
    /// The fields of the lines of Section F, by their names.
    #[serde(flatten)]
    pub rows: BTreeMap<String, String>,
    /// The lines that the profile has: their words are not the form’s.
    #[serde(skip)]
    pub known: Vec<String>,
}

/// What the form means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conclusion {
    /// The indicative band is agreed.
    Agree {
        /// When and how much of full time.
        funded: Funded,
        /// What was checked in Section F.
        checked: Checked,
    },
    /// Another band is decided.
    Override {
        /// The band.
        band: BandId,
        /// Why, by its code.
        reason: String,
        /// Why, in words.
        words: String,
        /// When and how much of full time.
        funded: Funded,
        /// What was checked in Section F.
        checked: Checked,
    },
    /// The profile goes back.
    SendBack(String),
    /// An individually agreed amount is needed.
    Individual {
        /// What would be left unsecured.
        note: String,
        /// The lines of Section F, of which one is not secured.
        lines: Vec<SectionFLine>,
    },
}

/// What an officer checked in Section F.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Which pages or lines, in words.
    pub words: String,
    /// The lines that were known or written down, each secured.
    pub lines: Vec<SectionFLine>,
}

/// When and for how much of full time an award is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Funded {
    /// The first day.
    pub from: Date,
    /// The first day after the last one; none while it lasts.
    pub to: Option<Date>,
    /// The share of full time.
    pub fte: Fte,
    /// Whether what is unusual of them was confirmed.
    pub confirmed: bool,
    /// Whether what was funded before does not go on after the last day.
    pub ends_earlier: bool,
    /// Whether an amount that was agreed for this child is paid beside it.
    pub keeps_individual: bool,
}

impl Form for ConclusionForm {
    type Value = Conclusion;

    const FIELDS: &'static [&'static str] = &[
        "no-conflict",
        "section-f",
        "section-f-line",
        "section-f-checked",
        "outcome",
        "band",
        "override-reason",
        "override-words",
        "back-reason",
        "individual-note",
        "from",
        "to",
        "fte",
        "confirmed",
    ];

    fn value(&self, problems: &mut Problems) -> Option<Conclusion> {
        if self.no_conflict.is_empty() {
            problems.add(
                "no-conflict",
                "Confirm that you have no conflict of interest",
            );
        }
        match self.outcome.as_str() {
            "agree" => {
                let checked = self.require_section_f(problems);
                let funded = self.funded(problems);
                Some(Conclusion::Agree {
                    funded: funded?,
                    checked: checked?,
                })
            }
            "override" => {
                let checked = self.require_section_f(problems);
                self.overridden(checked, problems)
            }
            "back" => {
                let reason = words(
                    &self.back_reason,
                    "back-reason",
                    "Say what the scorer should look at",
                    problems,
                );
                reason.map(Conclusion::SendBack)
            }
            "individual" => self.individual(problems),
            _ => {
                problems.add("outcome", "Select what you decide");
                None
            }
        }
    }
}

impl ConclusionForm {
    /// A band is agreed only where the funding secures every line of Section F, by what the officer checked in it.
    fn require_section_f(&self, problems: &mut Problems) -> Option<Checked> {
        let lines = self.lines(problems);
        match self.secured(&lines, problems) {
            Some(SectionFAnswer::Secured) => {
                let words = words(
                    &self.section_f_checked,
                    "section-f-checked",
                    "Say which pages or lines of Section F you checked",
                    problems,
                );
                return words.map(|words| Checked { words, lines });
            }
            Some(SectionFAnswer::NotSecured) => problems.add(
                "outcome",
                "A band cannot be agreed while it does not secure every line of Section F. Send the profile back, or \
                 select that an individually agreed amount is needed",
            ),
            Some(SectionFAnswer::Unclear) => problems.add(
                "outcome",
                "A band cannot be agreed while it is unclear whether it secures a line of Section F. Find that out first, or \
                 send the profile back",
            ),
            None if self.known.is_empty() => {
                problems.add("section-f", "Select whether every line of Section F is secured");
            }
            // Each line without an answer says so.
            None => {}
        }
        None
    }

    fn individual(&self, problems: &mut Problems) -> Option<Conclusion> {
        let lines = self.lines(problems);
        if self.secured(&lines, problems) != Some(SectionFAnswer::NotSecured) {
            let message = if lines.is_empty() {
                "Select no if an individually agreed amount is needed because a line of Section F is not secured"
            } else {
                "Select “not secured” for the line of Section F for which an individually agreed amount is needed"
            };
            problems.add(self.first_of_section_f(), message);
        }
        let note = words(
            &self.individual_note,
            "individual-note",
            "Say what would be left unsecured",
            problems,
        );
        note.map(|note| Conclusion::Individual { note, lines })
    }

    fn overridden(&self, checked: Option<Checked>, problems: &mut Problems) -> Option<Conclusion> {
        let band = BandId::parse(&self.band).ok();
        if band.is_none() {
            problems.add("band", "Select the band that you decide");
        }
        let reason = words(
            &self.override_reason,
            "override-reason",
            "Select a reason",
            problems,
        );
        let said = words(
            &self.override_words,
            "override-words",
            "Say why this band",
            problems,
        );
        let funded = self.funded(problems);
        Some(Conclusion::Override {
            band: band?,
            reason: reason?,
            words: said?,
            funded: funded?,
            checked: checked?,
        })
    }

    fn funded(&self, problems: &mut Problems) -> Option<Funded> {
        let typed = FundedFields {
            from: [&self.from_day, &self.from_month, &self.from_year],
            to: [&self.to_day, &self.to_month, &self.to_year],
            fte: &self.fte,
            confirmed: &self.confirmed,
            earlier_ends: &self.earlier_ends,
            individual_stays: &self.individual_stays,
        };
        typed.read(problems)
    }
}

/// The days and the share of full time of an award, as they are typed: day, month, year.
pub(super) struct FundedFields<'a> {
    pub(super) from: [&'a str; 3],
    pub(super) to: [&'a str; 3],
    pub(super) fte: &'a str,
    pub(super) confirmed: &'a str,
    pub(super) earlier_ends: &'a str,
    pub(super) individual_stays: &'a str,
}

impl FundedFields<'_> {
    /// Reads them, adding each problem to the fields `from`, `to` and `fte`.
    pub(super) fn read(&self, problems: &mut Problems) -> Option<Funded> {
        let [from_day, from_month, from_year] = self.from;
        let from = match day::parse("Funded from", from_day, from_month, from_year) {
            Ok(Some(from)) => Some(from),
            Ok(None) => {
                problems.add("from", "Enter the first day that is funded");
                None
            }
            Err(message) => {
                problems.add("from", message);
                None
            }
        };
        let [to_day, to_month, to_year] = self.to;
        let last = day::parse("Last day funded", to_day, to_month, to_year);
        let last = last.unwrap_or_else(|message| {
            problems.add("to", message);
            None
        });
        if let (Some(from), Some(last)) = (from, last)
            && last < from
        {
            problems.add(
                "to",
                "Last day funded must be the first day funded or later",
            );
        }
        Some(Funded {
            from: from?,
            to: last.and_then(|last| last.tomorrow().ok()),
            fte: self.share(problems)?,
            confirmed: !self.confirmed.is_empty(),
            ends_earlier: !self.earlier_ends.is_empty(),
            keeps_individual: !self.individual_stays.is_empty(),
        })
    }

    /// The share of full time; a blank is full time.
    fn share(&self, problems: &mut Problems) -> Option<Fte> {
        let typed = self.fte.trim();
        if typed.is_empty() {
            return Some(Fte::FULL);
        }
        let fte = typed.parse().ok();
        if fte.is_none() {
            problems.add(
                "fte",
                "Full-time equivalent (FTE) must be above 0 and at most 1, such as 0.6",
            );
        }
        fte
    }
}

/// A text that must not be blank.
pub(super) fn words(
    typed: &str,
    field: &'static str,
    message: &'static str,
    problems: &mut Problems,
) -> Option<String> {
    let typed = typed.trim();
    if typed.is_empty() {
        problems.add(field, message);
        return None;
    }
    Some(typed.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Conclusion, ConclusionForm, LINES_MAX};
    use crate::forms::parse;
    use crate::needs::section_f_said;
    use jiff::civil::date;

    fn form() -> ConclusionForm {
        ConclusionForm {
            version: 2,
            no_conflict: "yes".to_owned(),
            section_f: "yes".to_owned(),
            section_f_checked: "F1 to F7, pages 9 to 12".to_owned(),
            outcome: "agree".to_owned(),
            from_day: "1".to_owned(),
            from_month: "9".to_owned(),
            from_year: "2026".to_owned(),
            ..ConclusionForm::default()
        }
    }

    fn fields(form: &ConclusionForm) -> Vec<String> {
        let problems = parse(form).unwrap_err();
        problems.iter().map(|one| one.field.to_string()).collect()
    }

    #[test]
    fn agreeing_needs_the_declaration_section_f_and_a_first_day() {
        let Ok(Conclusion::Agree { funded, checked }) = parse(&form()) else {
            panic!("the form is whole");
        };
        assert_eq!((funded.from, funded.to), (date(2026, 9, 1), None));
        assert_eq!(checked.words, "F1 to F7, pages 9 to 12");
        assert_eq!(checked.lines, []);
        assert_eq!(
            fields(&ConclusionForm {
                section_f_checked: " ".to_owned(),
                ..form()
            }),
            ["section-f-checked"]
        );
        assert_eq!(
            fields(&ConclusionForm {
                no_conflict: String::new(),
                ..form()
            }),
            ["no-conflict"]
        );
        assert_eq!(
            fields(&ConclusionForm {
                section_f: String::new(),
                ..form()
            }),
            ["section-f"]
        );
        assert_eq!(
            fields(&ConclusionForm {
                section_f: "no".to_owned(),
                ..form()
            }),
            ["outcome"]
        );
        assert_eq!(
            fields(&ConclusionForm {
                from_year: String::new(),
                ..form()
            }),
            ["from"]
        );
    }

    #[test]
    fn the_last_day_is_shown_and_the_day_after_is_kept() {
        let whole = ConclusionForm {
            to_day: "31".to_owned(),
            to_month: "8".to_owned(),
            to_year: "2027".to_owned(),
            ..form()
        };
        let Ok(Conclusion::Agree { funded, .. }) = parse(&whole) else {
            panic!("the form is whole");
        };
        assert_eq!(funded.to, Some(date(2027, 9, 1)));
        let early = ConclusionForm {
            to_year: "2025".to_owned(),
            ..whole
        };
        assert_eq!(fields(&early), ["to"]);
    }

    #[test]
    fn an_override_says_which_band_and_why() {
        let bare = ConclusionForm {
            outcome: "override".to_owned(),
            ..form()
        };
        assert_eq!(fields(&bare), ["band", "override-reason", "override-words"]);
    }

    #[test]
    fn an_individual_amount_needs_section_f_not_secured_and_a_note() {
        let bare = ConclusionForm {
            outcome: "individual".to_owned(),
            ..form()
        };
        assert_eq!(fields(&bare), ["section-f", "individual-note"]);
    }

    fn with(form: ConclusionForm, rows: &[(&str, &str)]) -> ConclusionForm {
        let rows = rows.iter();
        let rows = rows.map(|(field, value)| ((*field).to_owned(), (*value).to_owned()));
        ConclusionForm {
            rows: rows.collect(),
            ..form
        }
    }

    #[test]
    fn each_line_of_the_profile_is_answered_and_decides() {
        let known = ConclusionForm {
            known: vec!["Therapy: 1 hour".to_owned(), "Teaching: 5 hours".to_owned()],
            section_f: String::new(),
            ..form()
        };
        let (first, second) = ("section-f-line_1-is", "section-f-line_2-is");
        assert_eq!(fields(&known), [first, second]);
        let all = with(known.clone(), &[(first, "secured"), (second, "secured")]);
        let Ok(Conclusion::Agree { checked, .. }) = parse(&all) else {
            panic!("the form is whole");
        };
        let said = section_f_said(&checked.lines);
        assert_eq!(said, "Therapy: 1 hour: secured; Teaching: 5 hours: secured");
        for answer in ["not_secured", "unclear"] {
            let one = with(known.clone(), &[(first, "secured"), (second, answer)]);
            assert_eq!(fields(&one), ["outcome"], "{answer}");
            let individual = ConclusionForm {
                outcome: "individual".to_owned(),
                individual_note: "Two adults".to_owned(),
                ..one
            };
            match (answer, parse(&individual)) {
                ("not_secured", Ok(Conclusion::Individual { lines, .. })) => {
                    assert_eq!(lines.len(), 2);
                }
                ("unclear", Err(problems)) => assert!(problems.of(first).is_some()),
                (answer, read) => panic!("{answer}: {read:?}"),
            }
        }
    }

    #[test]
    fn lines_may_be_written_down_where_none_is_known_and_agree_with_the_whole() {
        let (words, is) = ("section-f-line_1", "section-f-line_1-is");
        let blank = with(form(), &[(words, " ")]);
        assert!(parse(&blank).is_ok());
        assert_eq!(fields(&with(form(), &[(words, "Therapy")])), [is]);
        assert_eq!(fields(&with(form(), &[(is, "secured")])), [words]);
        let other = with(form(), &[(words, "Therapy"), (is, "not_secured")]);
        assert_eq!(fields(&other), ["section-f", "outcome"]);
        let long = "x".repeat(301);
        let long = with(form(), &[(words, &long), (is, "secured")]);
        assert_eq!(fields(&long), [words]);
        let none_said = ConclusionForm {
            section_f: String::new(),
            ..with(form(), &[(words, "Therapy"), (is, "secured")])
        };
        assert!(parse(&none_said).is_ok());
        let mut more = blank;
        more.add_line();
        assert_eq!(more.lines_shown(), 2);
        for _ in 0..LINES_MAX {
            more.add_line();
        }
        assert_eq!(more.lines_shown(), LINES_MAX);
    }
}
