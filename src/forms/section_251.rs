//! The form by which a figure of the section 251 statement is entered.

use serde::Deserialize;
use validator::Validate;

use super::conclusion::words;
use super::{Form, Problems, pounds};
use crate::money::Money;
use crate::spending::Phase;

/// A figure, as it is sent.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct StatementForm {
    /// How many entries of the line were shown.
    pub seen: u32,
    /// The line, which is the page's: place funding is of one line alone.
    #[serde(skip)]
    pub line: String,
    /// `budget`, `outturn` or `academy_places`.
    pub kind: String,
    /// The phase, by its code.
    pub phase: String,
    /// Pounds before income.
    pub gross: String,
    /// Pounds of income; blank is nought.
    pub income: String,
    /// Where it is from.
    #[validate(length(
        max = 300,
        message = "Where the figure is from must be 300 characters or fewer"
    ))]
    pub note: String,
}

/// The line of high needs place funding.
const PLACES: &str = "1.0.2";

/// A figure that makes sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// `budget`, `outturn` or `academy_places`.
    pub kind: String,
    /// The phase.
    pub phase: Phase,
    /// Before income.
    pub gross: Money,
    /// Income.
    pub income: Money,
    /// Where it is from.
    pub note: String,
}

impl Form for StatementForm {
    type Value = Figure;

    const FIELDS: &'static [&'static str] = &["kind", "phase", "gross", "income", "note"];

    fn value(&self, problems: &mut Problems) -> Option<Figure> {
        let kind = match self.kind.as_str() {
            "academy_places" if self.line != PLACES => {
                problems.add("kind", "Place funding is added back on line 1.0.2 alone");
                None
            }
            "budget" | "outturn" | "academy_places" => Some(self.kind.clone()),
            _ => {
                problems.add("kind", "Select which figure it is");
                None
            }
        };
        let phase = Phase::parse(&self.phase).ok();
        if phase.is_none() {
            problems.add("phase", "Select the phase");
        }
        let gross = pounds::wanted(
            &self.gross,
            "gross",
            "Enter the amount before income",
            problems,
        );
        let income = match self.income.trim() {
            "" => Some(Money::ZERO),
            typed => pounds::wanted(typed, "income", "Enter the income", problems),
        };
        for (sum, field) in [(gross, "gross"), (income, "income")] {
            if sum.is_some_and(|sum| sum < Money::ZERO) {
                problems.add(field, "The amount must not be below nought");
            }
        }
        let note = words(&self.note, "note", "Say where the figure is from", problems);
        Some(Figure {
            kind: kind?,
            phase: phase?,
            gross: gross?,
            income: income?,
            note: note?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::parse;

    #[test]
    fn a_figure_has_its_kind_its_phase_and_its_source() {
        let good = StatementForm {
            seen: 0,
            line: "1.2.5".to_owned(),
            kind: "budget".to_owned(),
            phase: "special".to_owned(),
            gross: "£1,250,000".to_owned(),
            income: String::new(),
            note: "Budget book".to_owned(),
        };
        let figure = parse(&good).unwrap();
        assert_eq!(
            (figure.gross.pence(), figure.income),
            (125_000_000, Money::ZERO)
        );
        let with = |change: fn(&mut StatementForm)| {
            let mut form = good.clone();
            change(&mut form);
            parse(&form)
        };
        for (changed, field) in [
            (with(|form| form.kind = "other".to_owned()), "kind"),
            (with(|form| form.kind = "academy_places".to_owned()), "kind"),
            (with(|form| form.phase = "x".to_owned()), "phase"),
            (with(|form| form.gross = String::new()), "gross"),
            (with(|form| form.gross = "-1".to_owned()), "gross"),
            (with(|form| form.income = "-0.01".to_owned()), "income"),
            (with(|form| form.note = " ".to_owned()), "note"),
        ] {
            assert!(changed.unwrap_err().of(field).is_some(), "{field}");
        }
        let places = with(|form| {
            form.line = "1.0.2".to_owned();
            form.kind = "academy_places".to_owned();
        });
        assert!(places.is_ok());
    }
}
