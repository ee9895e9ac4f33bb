//! One strand of a child's cost over time, as the record holds it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::{Attends, Period, Suspension, iso, joined};
use crate::ids::EstablishmentId;
use crate::money::Money;

/// Time at one establishment in one band with one attendance. What follows without a gap continues the same stay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spell {
    /// Where.
    pub establishment: EstablishmentId,
    /// From the first paid day up to, not including, the first unpaid one; without end while it lasts.
    pub days: Period,
    /// The band, where the amount goes by one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub band: Option<String>,
    /// How much of a full placement.
    pub attends: Attends,
}

/// Days educated elsewhere while the placement is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absence {
    /// The establishment that the child is absent from.
    pub establishment: EstablishmentId,
    /// The days away.
    pub days: Period,
}

/// An amount that falls on a day and is never apportioned: equipment, a setting-up cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OneOff {
    /// Who is paid.
    pub establishment: EstablishmentId,
    /// The day it belongs to.
    #[serde(with = "iso")]
    pub on: Date,
    /// How much.
    pub amount: Money,
}

/// One strand of a child's cost: all its spells, absences and one-off amounts, in any order.
///
/// Two strands of one child (a top-up and a therapy) are two lives: shares of full time are summed within one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Life {
    /// Time at establishments.
    pub spells: Vec<Spell>,
    /// Time away from them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub absences: Vec<Absence>,
    /// Amounts on a day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub one_offs: Vec<OneOff>,
}

impl Life {
    /// The unbroken time at an establishment that a day falls in, whatever changed within it; `None` on a day without any.
    pub(super) fn stay(&self, establishment: &EstablishmentId, day: Date) -> Option<Period> {
        joined(
            self.spells
                .iter()
                .filter(|spell| spell.establishment == *establishment)
                .map(|spell| spell.days),
        )
        .into_iter()
        .find(|stay| stay.contains(day))
    }

    /// The days that an establishment is not paid for, as a set suspends payment.
    pub(super) fn unpaid(
        &self,
        establishment: &EstablishmentId,
        suspension: Suspension,
    ) -> Vec<Period> {
        let away = self
            .absences
            .iter()
            .filter(|absence| absence.establishment == *establishment)
            .map(|absence| absence.days);
        suspension.unpaid(away)
    }
}
