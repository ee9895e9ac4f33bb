//! On what VAT is charged, from when and at which rate: dated parameters with their source (`vat.json`).

use serde::Deserialize;

use super::CostKind;
use crate::calendar::{Date, iso};
use crate::money::{Money, MoneyError, Rate, Rounding};
use crate::needs::Setting;

/// A rate of VAT from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VatRate {
    /// The first day.
    #[serde(with = "iso")]
    pub from: Date,
    /// Per cent of the amount without it.
    pub percent: Rate,
    /// On which kinds of cost, by their codes.
    kinds: Vec<String>,
    /// In which settings, by their codes; in all where none is named.
    settings: Vec<String>,
    /// Where it is from.
    pub source: String,
}

/// The rates, in the order of their first days; of one kind and setting the last one begun counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VatRates(Vec<VatRate>);

impl VatRates {
    /// Reads rates.
    ///
    /// # Errors
    /// What is no list of rates.
    pub fn read(json: &str) -> Result<VatRates, serde_json::Error> {
        Ok(VatRates(serde_json::from_str(json)?))
    }

    /// The rates that the program comes with.
    #[must_use]
    pub fn shipped() -> VatRates {
        // A test reads the same text.
        VatRates::read(include_str!("vat.json")).unwrap_or_default()
    }

    /// The rate on a kind of cost in a setting on a day; none where no VAT is charged.
    #[must_use]
    pub fn on(&self, kind: CostKind, setting: Setting, day: Date) -> Option<&VatRate> {
        let is_of = |rate: &&VatRate| {
            let is_kind = rate.kinds.iter().any(|code| code == kind.code());
            let mut settings = rate.settings.iter();
            let is_setting =
                rate.settings.is_empty() || settings.any(|code| code == setting.code());
            rate.from <= day && is_kind && is_setting
        };
        self.0.iter().filter(is_of).max_by_key(|rate| rate.from)
    }
}

impl VatRate {
    /// The most VAT that an amount bears: a part of a bill may be exempt, so that less is no fault. A part of a penny counts as
    /// a whole one.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`].
    pub fn most_on(&self, net: Money) -> Result<Money, MoneyError> {
        let hundredth = rust_decimal::Decimal::new(1, 2);
        let exact = crate::money::product(net.pounds(), self.percent.value() * hundredth);
        let rounded = Rounding::TO_THE_PENNY.to_money(exact.ok_or(MoneyError::TooLarge)?)?;
        rounded.plus(Money::from_pence(1)?)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn vat_is_charged_on_independent_fees_from_2025_and_never_by_a_non_maintained_school() {
        let rates = VatRates::read(include_str!("vat.json")).unwrap();
        assert_eq!(rates, VatRates::shipped());
        let (before, after) = (date(2024, 12, 31), date(2025, 1, 1));
        let is_charged = |kind, setting, day| rates.on(kind, setting, day).is_some();
        for (kind, setting, day, wanted) in [
            (CostKind::Fee, Setting::Iss, before, false),
            (CostKind::Fee, Setting::Iss, after, true),
            (CostKind::Fee, Setting::Mind, after, true),
            (CostKind::Fee, Setting::Nmss, after, false),
            (CostKind::Therapy, Setting::Nmss, after, true),
            (CostKind::DirectPayment, Setting::Eotas, after, false),
            (CostKind::HealthContribution, Setting::Iss, after, false),
        ] {
            assert_eq!(
                is_charged(kind, setting, day),
                wanted,
                "{kind:?} {setting} {day}"
            );
        }
        let rate = rates.on(CostKind::Fee, Setting::Iss, after).unwrap();
        let net = Money::from_pence(2_345_678).unwrap();
        assert_eq!(rate.most_on(net).unwrap().pence(), 469_137);
    }
}
