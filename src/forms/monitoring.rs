//! The forms of in-year monitoring: what is said of a line, and from when a variance is amber or red.

use rust_decimal::prelude::ToPrimitive as _;
use serde::Deserialize;
use validator::Validate;

use super::conclusion::words;
use super::{Form, Problems, day, pounds};
use crate::money::{Decimal, Money, parse_decimal};
use crate::spending::Thresholds;

/// What is said of a line, as it is sent.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct SaidForm {
    /// The period, 1 for April.
    pub period: u32,
    /// How many entries of the line and period were shown.
    pub seen: u32,
    /// Pounds: how low the year may come out.
    pub low: String,
    /// Pounds: how high.
    pub high: String,
    /// Who answers for the line.
    #[validate(length(max = 100, message = "The owner must be 100 characters or fewer"))]
    pub owner: String,
    /// Which provider it is about.
    #[validate(length(max = 200, message = "The provider must be 200 characters or fewer"))]
    pub provider: String,
    /// Why it is not the budget.
    #[validate(length(max = 1000, message = "The reason must be 1,000 characters or fewer"))]
    pub reason: String,
}

/// What is said of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaidOfLine {
    /// How low and how high the year may come out.
    pub range: Option<(Money, Money)>,
    /// Who answers for it.
    pub owner: String,
    /// Which provider it is about.
    pub provider: String,
    /// Why it is not the budget.
    pub reason: String,
}

impl Form for SaidForm {
    type Value = SaidOfLine;

    const FIELDS: &'static [&'static str] = &["low", "high", "owner", "provider", "reason"];

    fn value(&self, problems: &mut Problems) -> Option<SaidOfLine> {
        let is_blank = |typed: &str| typed.trim().is_empty();
        let range = match (is_blank(&self.low), is_blank(&self.high)) {
            (true, true) => Some(None),
            _ => {
                let both = "Enter both ends of the range, or neither";
                let low = pounds::wanted(&self.low, "low", both, problems);
                let high = pounds::wanted(&self.high, "high", both, problems);
                let range = low.zip(high);
                if range.is_some_and(|(low, high)| high < low) {
                    problems.add("high", "The highest must not be below the lowest");
                }
                range.map(Some)
            }
        };
        let reason = words(
            &self.reason,
            "reason",
            "Say why the forecast is or is not the budget",
            problems,
        );
        Some(SaidOfLine {
            range: range?,
            owner: self.owner.trim().to_owned(),
            provider: self.provider.trim().to_owned(),
            reason: reason?,
        })
    }
}

/// Thresholds, as they are sent.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default, rename_all = "kebab-case")]
pub struct ThresholdForm {
    /// The first day on which they hold: day.
    pub from_day: String,
    /// Month.
    pub from_month: String,
    /// Year.
    pub from_year: String,
    /// Per cent of the budget.
    pub amber: String,
    /// Per cent of the budget.
    pub red: String,
    /// Pounds.
    pub least: String,
}

impl Form for ThresholdForm {
    type Value = Thresholds;

    const FIELDS: &'static [&'static str] = &["from", "amber", "red", "least"];

    fn value(&self, problems: &mut Problems) -> Option<Thresholds> {
        let typed = [&self.from_day, &self.from_month, &self.from_year].map(String::as_str);
        let since = day::wanted(
            "from",
            ("The first day", "Enter the first day on which they hold"),
            typed,
            problems,
        );
        let amber = tenths(&self.amber, "amber", problems);
        let red = tenths(&self.red, "red", problems);
        if amber.zip(red).is_some_and(|(amber, red)| red < amber) {
            problems.add("red", "Red must not begin before amber");
        }
        let blank = "Enter below which sum a variance is green, which may be 0";
        let least = pounds::wanted(&self.least, "least", blank, problems);
        if least.is_some_and(|least| least < Money::ZERO) {
            problems.add("least", "The sum must not be below nought");
        }
        Some(Thresholds {
            since: since?,
            amber: amber?,
            red: red?,
            least: least?,
        })
    }
}

/// Tenths of a per cent, typed as per cent: `2.5` is 25.
fn tenths(typed: &str, field: &'static str, problems: &mut Problems) -> Option<u32> {
    let number = parse_decimal(typed.trim().trim_end_matches('%').trim_end());
    let tenths = number
        .ok()
        .and_then(|number| number.checked_mul(Decimal::TEN));
    let whole = tenths.filter(|tenths| tenths.fract().is_zero() && !tenths.is_sign_negative());
    let found = whole
        .and_then(|tenths| tenths.to_u32())
        .filter(|tenths| *tenths <= 1_000);
    if found.is_none() {
        problems.add(
            field,
            "Enter a per cent of the budget from 0 to 100 with at most one decimal, such as 2.5",
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::parse;
    use jiff::civil::date;

    #[test]
    fn a_line_is_explained_with_both_ends_of_a_range_or_none() {
        let form = |low: &str, high: &str, reason: &str| SaidForm {
            low: low.to_owned(),
            high: high.to_owned(),
            reason: reason.to_owned(),
            ..SaidForm::default()
        };
        let said = parse(&form("1,000", "£1,200.50", " More plans ")).unwrap();
        assert_eq!(said.reason, "More plans");
        let pence = said.range.map(|(low, high)| (low.pence(), high.pence()));
        assert_eq!(pence, Some((100_000, 120_050)));
        assert_eq!(parse(&form("", "", "x")).unwrap().range, None);
        for (low, high, reason, field) in [
            ("1", "", "x", "high"),
            ("", "1", "x", "low"),
            ("2", "1", "x", "high"),
            ("a", "1", "x", "low"),
            ("1", "2", " ", "reason"),
        ] {
            let problems = parse(&form(low, high, reason)).unwrap_err();
            assert!(problems.of(field).is_some(), "{low} {high} {reason}");
        }
    }

    #[test]
    fn thresholds_are_per_cents_with_one_decimal_in_order() {
        let form = |amber: &str, red: &str, least: &str| ThresholdForm {
            from_day: "1".to_owned(),
            from_month: "4".to_owned(),
            from_year: "2026".to_owned(),
            amber: amber.to_owned(),
            red: red.to_owned(),
            least: least.to_owned(),
        };
        let read = parse(&form("1.5", "3 %", "10,000")).unwrap();
        assert_eq!((read.amber, read.red), (15, 30));
        assert_eq!(
            (read.since, read.least.pence()),
            (date(2026, 4, 1), 1_000_000)
        );
        for (amber, red, least, field) in [
            ("", "3", "0", "amber"),
            ("1.55", "3", "0", "amber"),
            ("-1", "3", "0", "amber"),
            ("1", "101", "0", "red"),
            ("4", "3", "0", "red"),
            ("1", "3", "", "least"),
            ("1", "3", "-1", "least"),
        ] {
            let problems = parse(&form(amber, red, least)).unwrap_err();
            assert!(problems.of(field).is_some(), "{amber} {red} {least}");
        }
    }
}
