//! The record with which rules are proposed.

use serde::Deserialize;
use validator::Validate;

use super::{Form, Problems, day};
use crate::rules::{Consultation, ProposalRecord, Sufficiency};

/// The form as it is sent.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default, rename_all = "kebab-case")]
pub struct RuleRecordForm {
    /// The version of the draft that was shown.
    pub version: u32,
    /// `yes` once the answers were checked, `change` to go back to them.
    pub confirmed: String,
    /// What the consultation was called.
    #[validate(length(
        max = 200,
        message = "The consultation must be 200 characters or fewer"
    ))]
    pub consultation: String,
    /// Its first day: day.
    pub began_day: String,
    /// Its first day: month.
    pub began_month: String,
    /// Its first day: year.
    pub began_year: String,
    /// Its last day: day.
    pub ended_day: String,
    /// Its last day: month.
    pub ended_month: String,
    /// Its last day: year.
    pub ended_year: String,
    /// Where its papers are.
    #[validate(length(
        max = 500,
        message = "Where the papers are must be 500 characters or fewer"
    ))]
    pub papers: String,
    /// The Schools Forum: day.
    pub forum_day: String,
    /// The Schools Forum: month.
    pub forum_month: String,
    /// The Schools Forum: year.
    pub forum_year: String,
    /// The equality impact assessment.
    #[validate(length(max = 200, message = "The assessment must be 200 characters or fewer"))]
    pub equality: String,
    /// The decision.
    #[validate(length(max = 200, message = "The decision must be 200 characters or fewer"))]
    pub decision: String,
    /// The minimum funding guarantee.
    #[validate(length(
        max = 2000,
        message = "How it was checked must be 2,000 characters or fewer"
    ))]
    pub guarantee: String,
    /// How many plans were sampled.
    pub plans: String,
    /// Whether Section F stays secured in all of them: `yes` or `no`.
    pub secured: String,
    /// How the sample was drawn and read.
    #[validate(length(
        max = 2000,
        message = "How the sample was read must be 2,000 characters or fewer"
    ))]
    pub sample: String,
}

impl Form for RuleRecordForm {
    type Value = ProposalRecord;

    const FIELDS: &'static [&'static str] = &[
        "consultation",
        "began",
        "ended",
        "papers",
        "forum",
        "equality",
        "decision",
        "guarantee",
        "plans",
        "secured",
        "sample",
    ];

    fn value(&self, problems: &mut Problems) -> Option<ProposalRecord> {
        let consultation = self.consultation(problems);
        let forum = [
            self.forum_day.as_str(),
            self.forum_month.as_str(),
            self.forum_year.as_str(),
        ];
        let forum = day::wanted(
            "forum",
            (
                "The Schools Forum’s day",
                "Enter the day of the Schools Forum",
            ),
            forum,
            problems,
        );
        let equality = said(
            &self.equality,
            "equality",
            "Enter the reference of the equality impact assessment",
            problems,
        );
        let decision = said(
            &self.decision,
            "decision",
            "Enter the reference of the decision",
            problems,
        );
        let guarantee = said(
            &self.guarantee,
            "guarantee",
            "Say how the minimum funding guarantee was checked",
            problems,
        );
        let sufficiency = self.sufficiency(problems);
        Some(ProposalRecord {
            invented: false,
            consultation: consultation?,
            schools_forum_on: forum?,
            equality_assessment: equality?,
            decision: decision?,
            minimum_funding_guarantee: guarantee?,
            sufficiency: sufficiency?,
        })
    }
}

impl RuleRecordForm {
    fn consultation(&self, problems: &mut Problems) -> Option<Consultation> {
        let title = said(
            &self.consultation,
            "consultation",
            "Enter what the consultation was called",
            problems,
        );
        let began = [
            self.began_day.as_str(),
            self.began_month.as_str(),
            self.began_year.as_str(),
        ];
        let began = day::wanted(
            "began",
            ("The first day", "Enter the first day of the consultation"),
            began,
            problems,
        );
        let ended = [
            self.ended_day.as_str(),
            self.ended_month.as_str(),
            self.ended_year.as_str(),
        ];
        let ended = day::wanted(
            "ended",
            ("The last day", "Enter the last day of the consultation"),
            ended,
            problems,
        );
        if let (Some(began), Some(ended)) = (began, ended)
            && ended < began
        {
            problems.add(
                "ended",
                "The last day of the consultation must not be before its first",
            );
        }
        let papers = said(
            &self.papers,
            "papers",
            "Enter where the consultation’s papers are",
            problems,
        );
        Some(Consultation {
            title: title?,
            from: began?,
            to: ended?,
            address: papers?,
        })
    }

    fn sufficiency(&self, problems: &mut Problems) -> Option<Sufficiency> {
        let plans: Option<u32> = self.plans.trim().parse().ok().filter(|plans| *plans > 0);
        if plans.is_none() {
            problems.add("plans", "Enter how many plans were read, 1 or more");
        }
        let all_secured = match self.secured.as_str() {
            "yes" => Some(true),
            "no" => {
                problems.add(
                    "secured",
                    "Rules that leave a line of Section F unsecured cannot be proposed. Change the rules, or agree the \
                     amounts of those children individually",
                );
                None
            }
            _ => {
                problems.add(
                    "secured",
                    "Select whether every line of Section F stays secured",
                );
                None
            }
        };
        let note = said(
            &self.sample,
            "sample",
            "Say how the plans were chosen and read",
            problems,
        );
        Some(Sufficiency {
            plans: plans?,
            all_secured: all_secured?,
            note: note?,
        })
    }

    /// Every field with what was typed, to be sent again from the page on which the answers are checked.
    #[must_use]
    pub fn typed(&self) -> Vec<(&'static str, String)> {
        [
            ("consultation", &self.consultation),
            ("began-day", &self.began_day),
            ("began-month", &self.began_month),
            ("began-year", &self.began_year),
            ("ended-day", &self.ended_day),
            ("ended-month", &self.ended_month),
            ("ended-year", &self.ended_year),
            ("papers", &self.papers),
            ("forum-day", &self.forum_day),
            ("forum-month", &self.forum_month),
            ("forum-year", &self.forum_year),
            ("equality", &self.equality),
            ("decision", &self.decision),
            ("guarantee", &self.guarantee),
            ("plans", &self.plans),
            ("secured", &self.secured),
            ("sample", &self.sample),
        ]
        .map(|(name, typed)| (name, typed.clone()))
        .into()
    }
}

/// A text that must say something.
fn said(
    typed: &str,
    field: &'static str,
    otherwise: &'static str,
    problems: &mut Problems,
) -> Option<String> {
    let typed = typed.trim();
    if typed.is_empty() {
        problems.add(field, otherwise);
        return None;
    }
    Some(typed.to_owned())
}

#[cfg(test)]
mod tests {
    use super::RuleRecordForm;
    use crate::forms::{Form, parse};

    fn whole() -> RuleRecordForm {
        let text = |text: &str| text.to_owned();
        RuleRecordForm {
            version: 3,
            confirmed: String::new(),
            consultation: text("Banding 2027"),
            began_day: text("1"),
            began_month: text("10"),
            began_year: text("2026"),
            ended_day: text("12"),
            ended_month: text("11"),
            ended_year: text("2026"),
            papers: text("https://www.example.org/banding"),
            forum_day: text("3"),
            forum_month: text("12"),
            forum_year: text("2026"),
            equality: text("EIA 7"),
            decision: text("CAB 12"),
            guarantee: text("Each budget was compared"),
            plans: text("30"),
            secured: text("yes"),
            sample: text("Every tenth plan"),
        }
    }

    #[test]
    fn a_record_has_every_part() {
        let record = parse(&whole()).unwrap();
        assert_eq!(record.sufficiency.plans, 30);
        assert!(!record.invented);
        let problems = parse(&RuleRecordForm::default()).unwrap_err();
        let fields: Vec<&str> = problems.iter().map(|problem| &*problem.field).collect();
        assert_eq!(
            fields,
            RuleRecordForm::FIELDS,
            "each is asked for, in the page’s order"
        );
    }

    #[test]
    fn rules_that_leave_section_f_unsecured_are_not_proposed() {
        let mut form = whole();
        form.secured = "no".to_owned();
        let message = parse(&form).unwrap_err().of("secured").unwrap();
        assert!(message.contains("cannot be proposed"), "{message}");
    }

    #[test]
    fn a_consultation_ends_after_it_began() {
        let mut form = whole();
        form.ended_month = "9".to_owned();
        assert!(parse(&form).unwrap_err().of("ended").is_some());
        for plans in ["0", "-3", "many"] {
            form = whole();
            form.plans = plans.to_owned();
            assert!(parse(&form).unwrap_err().of("plans").is_some(), "{plans}");
        }
    }

    #[test]
    fn what_was_typed_is_sent_again_whole() {
        let pairs: Vec<(String, String)> = whole()
            .typed()
            .into_iter()
            .map(|(name, typed)| (name.to_owned(), typed))
            .collect();
        let body = serde_urlencoded::to_string(&pairs).unwrap();
        let again: RuleRecordForm = serde_urlencoded::from_str(&body).unwrap();
        assert_eq!(parse(&again), parse(&whole()));
    }
}
