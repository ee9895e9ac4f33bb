//! A cost line of a placement: adding one and ending one.

use serde::Deserialize;
use validator::Validate;

use super::conclusion::words;
use super::{Form, Problems, day, pounds};
use crate::calendar::{Date, Period};
use crate::costs::{CostKind, CostPer, CostProblem, CostTerms, Uplift};
use crate::money::{Money, Rate};

/// The form of a new line as it is sent.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default, rename_all = "kebab-case")]
pub struct CostLineForm {
    /// By which the same form sent twice is known.
    pub key: String,
    /// What it pays for, by its code.
    pub kind: String,
    /// The amount without VAT, in pounds.
    pub net: String,
    /// The time that the amount is for, by its code.
    pub per: String,
    /// VAT, in pounds; blank is none.
    pub vat: String,
    /// First paid day: day.
    pub from_day: String,
    /// First paid day: month.
    pub from_month: String,
    /// First paid day: year.
    pub from_year: String,
    /// Last paid day: day.
    pub to_day: String,
    /// Last paid day: month.
    pub to_month: String,
    /// Last paid day: year.
    pub to_year: String,
    /// The purchase order.
    #[validate(length(max = 40, message = "Purchase order must be 40 characters or fewer"))]
    pub order: String,
    /// The notice, in weeks.
    pub notice: String,
    /// The agreed rise, in per cent.
    pub uplift_percent: String,
    /// First day of the rise: day.
    pub uplift_day: String,
    /// First day of the rise: month.
    pub uplift_month: String,
    /// First day of the rise: year.
    pub uplift_year: String,
    /// Anything to remember.
    #[validate(length(max = 500, message = "Notes must be 500 characters or fewer"))]
    pub notes: String,
}

impl Form for CostLineForm {
    type Value = CostTerms;

    const FIELDS: &'static [&'static str] = &[
        "kind",
        "net",
        "per",
        "vat",
        "from",
        "to",
        "order",
        "notice",
        "uplift-percent",
        "uplift",
        "notes",
    ];

    fn value(&self, problems: &mut Problems) -> Option<CostTerms> {
        let kind = CostKind::parse(&self.kind).ok();
        if kind.is_none() {
            problems.add("kind", "Select what the line pays for");
        }
        let per = CostPer::parse(&self.per).ok();
        if per.is_none() {
            problems.add("per", "Select the time that the amount is for");
        }
        let net = pounds::wanted(&self.net, "net", "Enter the amount without VAT", problems);
        let vat = if self.vat.trim().is_empty() {
            Some(Money::ZERO)
        } else {
            pounds::wanted(&self.vat, "vat", "Enter the VAT", problems)
        };
        let period = self.period(problems);
        let notice = self.notice(problems);
        let uplift = self.uplift(problems);
        let order = self.order.trim();
        Some(CostTerms {
            kind: kind?,
            period: period?,
            per: per?,
            net: net?,
            vat: vat?,
            uplift: uplift?,
            order_number: (!order.is_empty()).then(|| order.to_owned()),
            notice_weeks: notice?,
            // Written down when the line ends.
            notice_given_on: None,
            notes: self.notes.trim().to_owned(),
        })
    }
}

impl CostLineForm {
    fn period(&self, problems: &mut Problems) -> Option<Period> {
        let parts = [self.from_day.as_str(), &self.from_month, &self.from_year];
        let from = wanted_day("First paid day", "from", parts, problems);
        let last = day::parse("Last paid day", &self.to_day, &self.to_month, &self.to_year);
        let last = last.map_err(|message| problems.add("to", message)).ok()?;
        let from = from?;
        let Some(last) = last else {
            return Some(Period::open(from));
        };
        let period = Period::from_first_to_last(from, last).ok();
        if period.is_none() {
            problems.add("to", "Last paid day must be the first paid day or later");
        }
        period
    }

    fn notice(&self, problems: &mut Problems) -> Option<Option<u16>> {
        let typed = self.notice.trim();
        if typed.is_empty() {
            return Some(None);
        }
        let weeks = typed.parse().ok().filter(|weeks| *weeks <= 104);
        if weeks.is_none() {
            problems.add("notice", "Notice must be a number of weeks up to 104");
        }
        weeks.map(Some)
    }

    /// The rise: both its parts, or neither.
    fn uplift(&self, problems: &mut Problems) -> Option<Option<Uplift>> {
        let what = "First day of the rise";
        let from = day::parse(
            what,
            &self.uplift_day,
            &self.uplift_month,
            &self.uplift_year,
        );
        let from = from
            .map_err(|message| problems.add("uplift", message))
            .ok()?;
        let typed = self.uplift_percent.trim().trim_end_matches('%');
        match (from, typed) {
            (None, "") => Some(None),
            (Some(_), "") => {
                problems.add("uplift-percent", "Enter the rise in per cent, such as 3.5");
                None
            }
            (None, _) => {
                problems.add("uplift", "Enter the first day of the rise");
                None
            }
            (Some(from), typed) => {
                let percent: Option<Rate> = typed.trim().parse().ok();
                if percent.is_none() {
                    problems.add(
                        "uplift-percent",
                        "Rise must be a number of per cent, such as 3.5",
                    );
                }
                percent.map(|percent| Some(Uplift { from, percent }))
            }
        }
    }

    /// The core's problems at the fields that they are about.
    #[must_use]
    pub fn problems_of(found: &[CostProblem]) -> Problems {
        let mut problems = Problems::default();
        for problem in found {
            let (field, words) = match problem {
                CostProblem::OfAnAward => (
                    "kind",
                    "A top-up or exceptional amount comes from the award. Select something else",
                ),
                CostProblem::NotOfThisSetting => (
                    "kind",
                    "A placement in this setting does not have this kind of cost",
                ),
                CostProblem::OnceIsForEquipment => {
                    ("per", "One-off equipment is paid once, and nothing else is")
                }
                CostProblem::NoAmount => ("net", "The amount must be more than £0"),
                CostProblem::VatOutOfRange => (
                    "vat",
                    "VAT must not be less than £0 or more than the amount",
                ),
                CostProblem::VatNotCharged => (
                    "vat",
                    "A non-maintained special school charges no VAT on its fee",
                ),
                CostProblem::VatNotOfThisCost => (
                    "vat",
                    "No VAT is charged on this kind of cost at this provider on the first paid day",
                ),
                CostProblem::VatAboveRate => (
                    "vat",
                    "VAT is more than its rate on the first paid day comes to",
                ),
                CostProblem::OutsidePlacement => {
                    ("from", "The dates must lie within the placement’s")
                }
                CostProblem::NoOrder => ("order", "Enter the purchase order of the fee"),
                CostProblem::UpliftOutside => (
                    "uplift",
                    "The rise must begin after the first paid day and before the end",
                ),
                CostProblem::UpliftOutOfRange => (
                    "uplift-percent",
                    "The rise must be more than 0 and at most 50 per cent",
                ),
            };
            problems.add(field, words);
        }
        problems
    }
}

/// The form with which a second person answers a proposed line, as it is sent.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct CostAnswerForm {
    /// `agree` or `decline`.
    pub outcome: String,
    /// Why it is declined.
    #[validate(length(max = 500, message = "The reason must be 500 characters or fewer"))]
    pub reason: String,
}

impl Form for CostAnswerForm {
    /// Nothing where it is agreed; why, where it is declined.
    type Value = Option<String>;

    const FIELDS: &'static [&'static str] = &["outcome", "reason"];

    fn value(&self, problems: &mut Problems) -> Option<Option<String>> {
        match self.outcome.as_str() {
            "agree" => Some(None),
            "decline" => {
                let why = words(&self.reason, "reason", "Say why it is declined", problems);
                why.map(Some)
            }
            _ => {
                problems.add("outcome", "Select whether you agree the cost line");
                None
            }
        }
    }
}

fn wanted_day(
    what: &str,
    field: &'static str,
    parts: [&str; 3],
    problems: &mut Problems,
) -> Option<Date> {
    let otherwise = format!("Enter the {}", what.to_lowercase());
    day::wanted(field, (what, &otherwise), parts, problems)
}

/// An amount as people type it: a pound sign and commas between thousands do not count.
#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::parse;
    use jiff::civil::date;

    fn filled() -> CostLineForm {
        let text = str::to_owned;
        CostLineForm {
            kind: text("fee"),
            net: text("£12,345.60"),
            per: text("term"),
            from_day: text("1"),
            from_month: text("9"),
            from_year: text("2026"),
            order: text(" PO 7 "),
            ..CostLineForm::default()
        }
    }

    fn fields(form: &CostLineForm) -> Vec<String> {
        let problems = parse(form).unwrap_err();
        problems.iter().map(|one| one.field.to_string()).collect()
    }

    #[test]
    fn a_line_is_read_as_it_is_typed() {
        let terms = parse(&filled()).unwrap();
        assert_eq!(terms.net.pence(), 1_234_560);
        assert_eq!(terms.vat, Money::ZERO);
        assert_eq!(terms.period, Period::open(date(2026, 9, 1)));
        assert_eq!(terms.order_number.as_deref(), Some("PO 7"));
        assert_eq!((terms.uplift, terms.notice_weeks), (None, None));
    }

    #[test]
    fn a_proposed_line_is_declined_with_a_reason() {
        let of = |outcome: &str, reason: &str| CostAnswerForm {
            outcome: outcome.to_owned(),
            reason: reason.to_owned(),
        };
        assert_eq!(parse(&of("agree", "")), Ok(None));
        assert_eq!(parse(&of("decline", " No ")), Ok(Some("No".to_owned())));
        assert!(
            parse(&of("decline", " "))
                .unwrap_err()
                .of("reason")
                .is_some()
        );
        assert!(parse(&of("", "")).unwrap_err().of("outcome").is_some());
    }

    #[test]
    fn every_field_says_what_is_wrong_with_it() {
        let text = str::to_owned;
        assert_eq!(
            fields(&CostLineForm::default()),
            ["kind", "net", "per", "from"]
        );
        #[rustfmt::skip]
        let cases = [
            (CostLineForm { net: text("1.234"), ..filled() }, "net"),
            (CostLineForm { vat: text("x"), ..filled() }, "vat"),
            (CostLineForm { notice: text("200"), ..filled() }, "notice"),
            (CostLineForm { uplift_percent: text("3"), ..filled() }, "uplift"),
            (CostLineForm { order: "x".repeat(41), ..filled() }, "order"),
            (CostLineForm { to_day: text("31"), to_month: text("8"), to_year: text("2026"), ..filled() }, "to"),
        ];
        for (form, field) in cases {
            assert_eq!(fields(&form), [field]);
        }
    }
}
