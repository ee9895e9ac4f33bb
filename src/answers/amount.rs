//! The amount that is wanted, where a set has several for one setting.

use crate::money::Rate;
use crate::rules::{AmountBasis, RuleSet};

/// An amount that a set can be asked for: of a year or a term, and for which weekly hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AmountChoice {
    /// A year, a term or what else the set has amounts for.
    pub basis: AmountBasis,
    /// The weekly hours, where amounts depend on them.
    pub hours: Option<Rate>,
}

impl AmountChoice {
    /// The amount of a year, for any hours.
    pub const YEAR: AmountChoice = AmountChoice {
        basis: AmountBasis::Year,
        hours: None,
    };

    /// The choices that a set's value tables offer, in the set's order; never empty. Where a year is
    /// worked out from something shorter, and where something is paid once, the year is the choice.
    #[must_use]
    pub fn all_of(rules: &RuleSet) -> Vec<AmountChoice> {
        let mut choices = Vec::new();
        for table in rules.value_tables() {
            let to_year = table.times_a_year.is_some() || table.basis == AmountBasis::OneOff;
            let choice = AmountChoice {
                basis: if to_year {
                    AmountBasis::Year
                } else {
                    table.basis
                },
                hours: table.hours,
            };
            if !choices.contains(&choice) {
                choices.push(choice);
            }
        }
        if choices.is_empty() {
            choices.push(AmountChoice::YEAR);
        }
        choices
    }

    /// The choice as a form sends it: `year`, `term-15`.
    #[must_use]
    pub fn code(self) -> String {
        let basis = match self.basis {
            AmountBasis::Year => "year",
            AmountBasis::Term => "term",
            AmountBasis::Month => "month",
            AmountBasis::Week => "week",
            AmountBasis::Day => "day",
            AmountBasis::Hour => "hour",
            AmountBasis::OneOff => "once",
        };
        match self.hours {
            Some(hours) => format!("{basis}-{hours}"),
            None => basis.to_owned(),
        }
    }

    /// The choice in words: `A term at 15 hours a week`.
    #[must_use]
    pub fn title(self) -> String {
        let basis = match self.basis {
            AmountBasis::Year => "A year",
            AmountBasis::Term => "A term",
            AmountBasis::Month => "A month",
            AmountBasis::Week => "A week",
            AmountBasis::Day => "A day",
            AmountBasis::Hour => "An hour",
            AmountBasis::OneOff => "Once",
        };
        match self.hours {
            Some(hours) => format!("{basis} at {hours} hours a week"),
            None => basis.to_owned(),
        }
    }
}
