//! Money that an officer sets for one child: an individually agreed amount, or what a tribunal ordered.

use serde::{Deserialize, Serialize};
use validator::Validate;

use super::conclusion::{Funded, FundedFields, words};
use super::{Form, Problems, day};
use crate::calendar::Date;
use crate::money::{Money, plain_number};
use crate::needs::BandId;

/// The form of an individually agreed amount, as it is sent.
#[derive(Clone, Debug, Default, Deserialize, Serialize, Validate)]
#[serde(default, rename_all = "kebab-case")]
pub struct IndividualAmountForm {
    /// The version of the profile that was shown.
    pub version: u32,
    /// The number of the proposal that was shown; 0 where there was none.
    pub proposal: u32,
    /// Ticked where the officer has no conflict of interest.
    pub no_conflict: String,
    /// Ticked where the amount secures every line of Section F.
    pub section_f: String,
    /// The amount of a year, in pounds.
    pub amount: String,
    /// What it secures.
    #[validate(length(
        max = 2000,
        message = "What it secures must be 2,000 characters or fewer"
    ))]
    pub reason: String,
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
    /// Ticked where what is unusual is right.
    pub confirmed: String,
    /// `yes` once the answers were checked.
    pub checked: String,
    /// `change` where the form is wanted again.
    pub step: String,
}

/// What the form of an individually agreed amount means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgreedAmount {
    /// The amount of a year.
    pub annual: Money,
    /// What it secures.
    pub reason: String,
    /// When and for which share of full time.
    pub funded: Funded,
}

impl Form for IndividualAmountForm {
    type Value = AgreedAmount;

    const FIELDS: &'static [&'static str] = &[
        "no-conflict",
        "section-f",
        "amount",
        "reason",
        "from",
        "to",
        "fte",
        "confirmed",
    ];

    fn value(&self, problems: &mut Problems) -> Option<AgreedAmount> {
        declared(&self.no_conflict, problems);
        if self.section_f.is_empty() {
            problems.add(
                "section-f",
                "Confirm that the amount secures every line of Section F, or agree another amount",
            );
        }
        let annual = amount(&self.amount, problems);
        let reason = words(
            &self.reason,
            "reason",
            "Say what the amount secures",
            problems,
        );
        let funded = FundedFields {
            from: [&self.from_day, &self.from_month, &self.from_year],
            to: [&self.to_day, &self.to_month, &self.to_year],
            fte: &self.fte,
            confirmed: &self.confirmed,
            earlier_ends: &self.earlier_ends,
            individual_stays: "",
        };
        let funded = funded.read(problems);
        Some(AgreedAmount {
            annual: annual?,
            reason: reason?,
            funded: funded?,
        })
    }
}

/// The form of a tribunal's order, as it is sent.
#[derive(Clone, Debug, Default, Deserialize, Serialize, Validate)]
#[serde(default, rename_all = "kebab-case")]
pub struct TribunalOrderForm {
    /// The version of the plan that was shown.
    pub plan: String,
    /// Ticked where the officer has no conflict of interest.
    pub no_conflict: String,
    /// The day of the order: day.
    pub ordered_day: String,
    /// The day of the order: month.
    pub ordered_month: String,
    /// The day of the order: year.
    pub ordered_year: String,
    /// To be complied with by: day.
    pub comply_day: String,
    /// To be complied with by: month.
    pub comply_month: String,
    /// To be complied with by: year.
    pub comply_year: String,
    /// What the order changes in Section F.
    #[validate(length(
        max = 2000,
        message = "What the order changes must be 2,000 characters or fewer"
    ))]
    pub change: String,
    /// What it is funded by: `band` or `amount`.
    pub funding: String,
    /// The band.
    pub band: String,
    /// The amount of a year, in pounds.
    pub amount: String,
    /// Funded from: day.
    pub from_day: String,
    /// Funded from: month.
    pub from_month: String,
    /// Funded from: year.
    pub from_year: String,
    /// Last day funded, where the order ends: day.
    pub to_day: String,
    /// Last day funded: month.
    pub to_month: String,
    /// Last day funded: year.
    pub to_year: String,
    /// The full-time equivalent.
    pub fte: String,
    /// Ticked where what was funded before does not go on after the last day.
    pub earlier_ends: String,
    /// Ticked where what is unusual is right.
    pub confirmed: String,
    /// `yes` once the answers were checked.
    pub checked: String,
    /// `change` where the form is wanted again.
    pub step: String,
}

/// What the form of a tribunal's order means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderRead {
    /// The day of the order.
    pub ordered_on: Date,
    /// By when it must be complied with.
    pub comply_by: Date,
    /// What it changes in Section F.
    pub change: String,
    /// The band, or the amount of a year.
    pub funding: Result<BandId, Money>,
    /// From when to when, and for which full-time equivalent.
    pub funded: Funded,
}

impl Form for TribunalOrderForm {
    type Value = OrderRead;

    const FIELDS: &'static [&'static str] = &[
        "no-conflict",
        "ordered",
        "comply",
        "change",
        "funding",
        "band",
        "amount",
        "from",
        "to",
        "fte",
        "confirmed",
    ];

    fn value(&self, problems: &mut Problems) -> Option<OrderRead> {
        declared(&self.no_conflict, problems);
        let ordered = [
            self.ordered_day.as_str(),
            &self.ordered_month,
            &self.ordered_year,
        ];
        let called = ("The day of the order", "Enter the day of the order");
        let ordered_on = day::wanted("ordered", called, ordered, problems);
        let comply = [
            self.comply_day.as_str(),
            &self.comply_month,
            &self.comply_year,
        ];
        let called = ("The day to comply by", "Enter the day to comply by");
        let comply_by = day::wanted("comply", called, comply, problems);
        if let (Some(ordered), Some(comply)) = (ordered_on, comply_by)
            && comply < ordered
        {
            problems.add(
                "comply",
                "The day to comply by must not be before the order",
            );
        }
        let change = words(
            &self.change,
            "change",
            "Say what the order changes in Section F",
            problems,
        );
        let funding = self.funding(problems);
        let funded = FundedFields {
            from: [&self.from_day, &self.from_month, &self.from_year],
            to: [&self.to_day, &self.to_month, &self.to_year],
            fte: &self.fte,
            confirmed: &self.confirmed,
            earlier_ends: &self.earlier_ends,
            individual_stays: "",
        };
        let funded = funded.read(problems);
        Some(OrderRead {
            ordered_on: ordered_on?,
            comply_by: comply_by?,
            change: change?,
            funding: funding?,
            funded: funded?,
        })
    }
}

impl TribunalOrderForm {
    fn funding(&self, problems: &mut Problems) -> Option<Result<BandId, Money>> {
        match self.funding.as_str() {
            "band" => {
                let band = BandId::parse(&self.band).ok();
                if band.is_none() {
                    problems.add("band", "Select the band");
                }
                band.map(Ok)
            }
            "amount" => amount(&self.amount, problems).map(Err),
            _ => {
                problems.add("funding", "Select what the order is funded by");
                None
            }
        }
    }
}

/// Nobody sets money for a child whose case is of interest to them.
fn declared(ticked: &str, problems: &mut Problems) {
    if ticked.is_empty() {
        problems.add(
            "no-conflict",
            "Confirm that you have no conflict of interest",
        );
    }
}

/// An amount of a year in pounds, with or without its sign and commas.
fn amount(typed: &str, problems: &mut Problems) -> Option<Money> {
    let read = plain_number(typed)
        .and_then(|plain| plain.parse::<Money>().ok())
        .filter(|read| *read > Money::ZERO);
    if read.is_none() {
        problems.add(
            "amount",
            "Enter an amount of a year in pounds, such as 24,500",
        );
    }
    read
}

#[cfg(test)]
mod tests {
    use super::{IndividualAmountForm, TribunalOrderForm};
    use crate::forms::parse;
    use jiff::civil::date;

    fn text(text: &str) -> String {
        text.to_owned()
    }

    fn individual() -> IndividualAmountForm {
        IndividualAmountForm {
            version: 2,
            no_conflict: text("yes"),
            section_f: text("yes"),
            amount: text("£24,500.50"),
            reason: text("Two adults at all times"),
            from_day: text("1"),
            from_month: text("9"),
            from_year: text("2026"),
            ..IndividualAmountForm::default()
        }
    }

    fn order() -> TribunalOrderForm {
        TribunalOrderForm {
            no_conflict: text("yes"),
            ordered_day: text("10"),
            ordered_month: text("8"),
            ordered_year: text("2026"),
            comply_day: text("14"),
            comply_month: text("9"),
            comply_year: text("2026"),
            change: text("Speech therapy weekly"),
            funding: text("band"),
            band: text("G"),
            from_day: text("1"),
            from_month: text("4"),
            from_year: text("2026"),
            ..TribunalOrderForm::default()
        }
    }

    #[test]
    fn an_amount_is_read_with_its_sign_and_commas() {
        let read = parse(&individual()).unwrap();
        assert_eq!(read.annual.pence(), 2_450_050);
        for wrong in ["", "0", "-5", "12.345", "1e9", "a lot", "99999999999999"] {
            let form = IndividualAmountForm {
                amount: text(wrong),
                ..individual()
            };
            assert!(parse(&form).unwrap_err().of("amount").is_some(), "{wrong}");
        }
    }

    #[test]
    fn nothing_is_agreed_without_both_declarations_and_a_reason() {
        let bare = IndividualAmountForm::default();
        let problems = parse(&bare).unwrap_err();
        let fields: Vec<String> = problems.iter().map(|one| one.field.to_string()).collect();
        assert_eq!(
            fields,
            ["no-conflict", "section-f", "amount", "reason", "from"]
        );
    }

    #[test]
    fn an_order_has_its_days_its_change_and_its_money() {
        let read = parse(&order()).unwrap();
        assert_eq!(read.ordered_on, date(2026, 8, 10));
        assert_eq!(read.funded.from, date(2026, 4, 1));
        assert_eq!(read.funding, Ok("G".parse().unwrap()));
        assert_eq!(read.funded.to, None, "an order goes on");
        let ends = TribunalOrderForm {
            funding: text("amount"),
            amount: text("52,000"),
            to_day: text("31"),
            to_month: text("8"),
            to_year: text("2027"),
            ..order()
        };
        let read = parse(&ends).unwrap();
        assert_eq!(read.funded.to, Some(date(2027, 9, 1)));
        assert_eq!(read.funding.unwrap_err().pence(), 5_200_000);
        let problems = parse(&TribunalOrderForm::default()).unwrap_err();
        let fields: Vec<String> = problems.iter().map(|one| one.field.to_string()).collect();
        assert_eq!(
            fields,
            [
                "no-conflict",
                "ordered",
                "comply",
                "change",
                "funding",
                "from"
            ]
        );
        let early = TribunalOrderForm {
            comply_month: text("7"),
            ..order()
        };
        assert!(parse(&early).unwrap_err().of("comply").is_some());
    }
}
