//! The terms of a cost line, and every reason why a line is not sound.

use jiff::civil::Date;
use thiserror::Error;

use super::{CostKind, CostPer, VatRates};
use crate::calendar::Period;
use crate::money::{Money, MoneyError, Rate, Rounding};
use crate::needs::Setting;

/// The most by which an agreement may raise a price at once, in per cent; above it somebody mistyped.
const UPLIFT_MAX: u32 = 50;

/// A rise of the price that was agreed with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Uplift {
    /// The first day at the higher price.
    pub from: Date,
    /// By how many per cent, above 0.
    pub percent: Rate,
}

/// What a line pays for, when, and how much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostTerms {
    /// What it pays for.
    pub kind: CostKind,
    /// From the first paid day up to, not including, the first unpaid one.
    pub period: Period,
    /// The time that the amount is for.
    pub per: CostPer,
    /// The amount without VAT, above zero; income too is positive.
    pub net: Money,
    /// VAT on it, reclaimable or not.
    pub vat: Money,
    /// The rise that was agreed with the price.
    pub uplift: Option<Uplift>,
    /// The purchase order.
    pub order_number: Option<String>,
    /// The notice to be given, in weeks.
    pub notice_weeks: Option<u16>,
    /// The day on which notice was given, once that is on record.
    pub notice_given_on: Option<Date>,
    /// Anything to remember.
    pub notes: String,
}

/// The placement that a line belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlacedAt {
    /// The setting.
    pub setting: Setting,
    /// The first day, where it is known.
    pub from: Option<Date>,
    /// The first day after, unless it lasts.
    pub to: Option<Date>,
}

/// What is wrong with a line.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum CostProblem {
    /// A top-up or an exceptional amount.
    #[error("a top-up and an exceptional amount come from the award, not from a cost line")]
    OfAnAward,
    /// A fee at a state school, a package at a school.
    #[error("a placement in this setting does not have this kind of cost")]
    NotOfThisSetting,
    /// Nothing, or less.
    #[error("the amount must be more than zero")]
    NoAmount,
    /// VAT below nothing or above the amount itself.
    #[error("VAT must not be less than zero or more than the amount")]
    VatOutOfRange,
    /// Non-maintained special schools are outside the charge.
    #[error("a non-maintained special school charges no VAT on its fee")]
    VatNotCharged,
    /// A payment to a family, a contribution, transport, a fee of a school or a time on which none is charged.
    #[error("no VAT is charged on this kind of cost at this provider on its first day")]
    VatNotOfThisCost,
    /// More than the rate of its first day.
    #[error("VAT is more than the rate on the line's first day comes to")]
    VatAboveRate,
    /// Equipment is paid once, and nothing else is.
    #[error("one-off equipment is paid once, and nothing else is")]
    OnceIsForEquipment,
    /// A fee that nobody ordered.
    #[error("a fee needs the number of its purchase order")]
    NoOrder,
    /// Before the placement or after it.
    #[error("the dates must lie within the placement's")]
    OutsidePlacement,
    /// A rise on or before the first day, or after the last.
    #[error("the rise must begin after the first day and before the end")]
    UpliftOutside,
    /// A rise of nothing, or of more than half.
    #[error("the rise must be more than 0 and at most {UPLIFT_MAX} per cent")]
    UpliftOutOfRange,
}

impl CostTerms {
    /// Every problem of the line at its placement, in the order in which a form asks; none if it is sound.
    #[must_use]
    pub fn problems(&self, at: &PlacedAt) -> Vec<CostProblem> {
        let once = self.per == CostPer::Once;
        let equipment = self.kind == CostKind::OneOff;
        let is_fee = self.kind == CostKind::Fee;
        let starts_before = at.from.is_some_and(|from| self.period.start() < from);
        let ends_after = at
            .to
            .is_some_and(|to| self.period.end().is_none_or(|end| end > to));
        let is_nmss_fee = is_fee && at.setting == Setting::Nmss;
        let belongs = self.kind.belongs_to(at.setting);
        let rates = VatRates::shipped();
        let rate = rates.on(self.kind, at.setting, self.period.start());
        let most = rate.and_then(|rate| rate.most_on(self.net).ok());
        // Above the amount itself is said already.
        let is_above_rate = most.is_some_and(|most| self.vat > most && self.vat <= self.net);
        let checks = [
            (self.kind.is_of_an_award(), CostProblem::OfAnAward),
            (!belongs, CostProblem::NotOfThisSetting),
            (once != equipment, CostProblem::OnceIsForEquipment),
            (self.net <= Money::ZERO, CostProblem::NoAmount),
            (
                self.vat < Money::ZERO || self.vat > self.net,
                CostProblem::VatOutOfRange,
            ),
            (
                self.vat > Money::ZERO && is_nmss_fee,
                CostProblem::VatNotCharged,
            ),
            (
                self.vat > Money::ZERO && belongs && !is_nmss_fee && rate.is_none(),
                CostProblem::VatNotOfThisCost,
            ),
            (is_above_rate, CostProblem::VatAboveRate),
            (starts_before || ends_after, CostProblem::OutsidePlacement),
            (is_fee && self.order_number.is_none(), CostProblem::NoOrder),
        ];
        let found = checks.into_iter().filter(|(wrong, _)| *wrong);
        let found = found.map(|(_, problem)| problem);
        found.chain(self.uplift_problems()).collect()
    }

    fn uplift_problems(&self) -> Vec<CostProblem> {
        let Some(uplift) = self.uplift else {
            return Vec::new();
        };
        let inside = self.period.contains(uplift.from) && uplift.from > self.period.start();
        let in_range = uplift.percent > Rate::ZERO && uplift.percent <= Rate::whole(UPLIFT_MAX);
        let outside = (!inside).then_some(CostProblem::UpliftOutside);
        let odd = (!in_range).then_some(CostProblem::UpliftOutOfRange);
        outside.into_iter().chain(odd).collect()
    }

    /// The VAT of the line as terms of its own, which follow the line day by day; none where it bears none.
    #[must_use]
    pub fn vat_alone(&self) -> Option<CostTerms> {
        (self.vat > Money::ZERO).then(|| CostTerms {
            net: self.vat,
            vat: Money::ZERO,
            ..self.clone()
        })
    }

    /// The amount without VAT on a day, with the rise once it has begun; a half penny goes up.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`].
    pub fn net_on(&self, day: Date) -> Result<Money, MoneyError> {
        match self.uplift.filter(|uplift| day >= uplift.from) {
            None => Ok(self.net),
            Some(uplift) => {
                let hundredth = rust_decimal::Decimal::new(1, 2);
                let risen = rust_decimal::Decimal::ONE + uplift.percent.value() * hundredth;
                Rounding::TO_THE_PENNY.to_money(self.net.pounds() * risen)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn fee() -> CostTerms {
        CostTerms {
            kind: CostKind::Fee,
            period: Period::new(date(2026, 9, 1), date(2027, 9, 1)).unwrap(),
            per: CostPer::Term,
            net: Money::from_pence(2_000_000).unwrap(),
            vat: Money::from_pence(400_000).unwrap(),
            uplift: None,
            order_number: Some("PO 1".to_owned()),
            notice_weeks: Some(12),
            notice_given_on: None,
            notes: String::new(),
        }
    }

    fn placed(setting: Setting) -> PlacedAt {
        PlacedAt {
            setting,
            from: Some(date(2026, 9, 1)),
            to: Some(date(2027, 9, 1)),
        }
    }

    #[test]
    fn a_sound_line_has_no_problem() {
        assert_eq!(fee().problems(&placed(Setting::Iss)), []);
    }

    #[test]
    fn each_unsound_line_is_named() {
        let money = |pence| Money::from_pence(pence).unwrap();
        let early = Period::new(date(2026, 8, 31), date(2027, 9, 1)).unwrap();
        let uplift = |day, percent| {
            Some(Uplift {
                from: day,
                percent: Rate::whole(percent),
            })
        };
        #[rustfmt::skip]
        let cases = [
            (CostTerms { kind: CostKind::BandTopUp, vat: money(0), ..fee() }, CostProblem::OfAnAward),
            (CostTerms { kind: CostKind::EotasPackage, ..fee() }, CostProblem::NotOfThisSetting),
            (CostTerms { net: money(0), vat: money(0), ..fee() }, CostProblem::NoAmount),
            (CostTerms { vat: money(2_000_001), ..fee() }, CostProblem::VatOutOfRange),
            (CostTerms { vat: money(-1), ..fee() }, CostProblem::VatOutOfRange),
            (CostTerms { vat: money(400_002), ..fee() }, CostProblem::VatAboveRate),
            (CostTerms { kind: CostKind::DirectPayment, vat: money(1), ..fee() }, CostProblem::VatNotOfThisCost),
            (CostTerms { per: CostPer::Once, ..fee() }, CostProblem::OnceIsForEquipment),
            (CostTerms { kind: CostKind::OneOff, vat: money(0), ..fee() }, CostProblem::OnceIsForEquipment),
            (CostTerms { order_number: None, ..fee() }, CostProblem::NoOrder),
            (CostTerms { period: early, ..fee() }, CostProblem::OutsidePlacement),
            (CostTerms { period: Period::open(date(2026, 9, 1)), ..fee() }, CostProblem::OutsidePlacement),
            (CostTerms { uplift: uplift(date(2026, 9, 1), 3), ..fee() }, CostProblem::UpliftOutside),
            (CostTerms { uplift: uplift(date(2027, 9, 1), 3), ..fee() }, CostProblem::UpliftOutside),
            (CostTerms { uplift: uplift(date(2027, 4, 1), 0), ..fee() }, CostProblem::UpliftOutOfRange),
            (CostTerms { uplift: uplift(date(2027, 4, 1), 51), ..fee() }, CostProblem::UpliftOutOfRange),
        ];
        for (terms, problem) in cases {
            assert_eq!(terms.problems(&placed(Setting::Iss)), [problem]);
        }
        assert_eq!(
            fee().problems(&placed(Setting::Nmss)),
            [CostProblem::VatNotCharged]
        );
        assert_eq!(
            fee().problems(&placed(Setting::Spec)),
            [CostProblem::NotOfThisSetting]
        );
    }

    #[test]
    fn a_rise_counts_from_its_first_day() {
        let risen = CostTerms {
            net: Money::from_pence(10_050).unwrap(),
            uplift: Some(Uplift {
                from: date(2027, 4, 1),
                percent: "2.5".parse().unwrap(),
            }),
            ..fee()
        };
        let pence = |day| risen.net_on(day).unwrap().pence();
        assert_eq!(pence(date(2027, 3, 31)), 10_050);
        // £103.0125.
        assert_eq!(pence(date(2027, 4, 1)), 10_301);
    }

    #[test]
    fn a_years_most_has_vat_the_rise_and_every_term_and_income_costs_nothing() {
        let pence = |terms: &CostTerms| terms.most_a_year().unwrap().pence();
        // Three terms of £20,000.00 and £4,000.00 VAT.
        assert_eq!(pence(&fee()), 7_200_000);
        let risen = CostTerms {
            uplift: Some(Uplift {
                from: date(2027, 4, 1),
                percent: Rate::whole(10),
            }),
            ..fee()
        };
        assert_eq!(pence(&risen), 7_920_000);
        let once = CostTerms {
            kind: CostKind::OneOff,
            per: CostPer::Once,
            vat: Money::ZERO,
            ..fee()
        };
        assert_eq!(pence(&once), 2_000_000);
        let income = CostTerms {
            kind: CostKind::HealthContribution,
            ..fee()
        };
        assert_eq!(pence(&income), 0);
    }
}
