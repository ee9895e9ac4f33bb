//! What a spell costs a year, as whoever reads rule sets and agreements looks it up.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Spell;
use crate::ids::RuleSetRef;
use crate::money::Money;

/// A year's price from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// Pounds and pence a year, for full time where it scales.
    pub annual: Money,
    /// Whether it is multiplied by the share that the attendance carries; a lump sum is not.
    pub scales: bool,
    /// The first day on which another value table is in force, if one is.
    pub until: Option<Date>,
    /// The rule set whose value table it is; none where the amount was agreed individually.
    pub rule_set: Option<RuleSetRef>,
}

/// Where prices come from: a closure, or a struct that has read the rule sets.
pub trait PriceBook {
    /// The price of a spell on a day; `None` if nothing prices it then, which refuses the whole life.
    fn price(&self, spell: &Spell, on: Date) -> Option<Price>;
}

impl<F: Fn(&Spell, Date) -> Option<Price>> PriceBook for F {
    fn price(&self, spell: &Spell, on: Date) -> Option<Price> {
        self(spell, on)
    }
}
