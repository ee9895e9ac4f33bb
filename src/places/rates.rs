//! What a place is worth from a day on: dated parameters, those that were published and those that an officer entered.

use jiff::civil::date;

use super::RateKind;
use crate::calendar::Date;
use crate::money::Money;

/// What a place of a rate is worth in a year, from a day until another is stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceRate {
    /// Which rate.
    pub kind: RateKind,
    /// From which day.
    pub from: Date,
    /// Pounds a place and year.
    pub amount: Money,
}

/// A rate as it was published, with its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Published {
    /// Which rate.
    pub kind: RateKind,
    /// From which day it is stated here; it may be older.
    pub from: Date,
    /// Whole pounds a place and year.
    pub pounds: i64,
    /// Where it is from, and what of it is not confirmed.
    pub source: &'static str,
}

/// The first day for which rates are stated here.
const FIRST: Date = date(2021, 4, 1);

/// The rates that were published (finance guide 1.1). A rate that an officer enters for the same day takes the place of one.
pub const PUBLISHED: [Published; 5] = [
    Published {
        kind: RateKind::Special,
        from: FIRST,
        pounds: 10_000,
        source: "Published; the same since 2013",
    },
    Published {
        kind: RateKind::UnitOnRoll,
        from: FIRST,
        pounds: 6_000,
        source: "Published; which places it is paid for is not confirmed: check the operational guide of the year",
    },
    Published {
        kind: RateKind::UnitOther,
        from: FIRST,
        pounds: 10_000,
        source: "Published; which places it is paid for is not confirmed: check the operational guide of the year",
    },
    Published {
        kind: RateKind::PostSixteen,
        from: FIRST,
        pounds: 6_000,
        source: "Element 2 as published; element 1 is paid by the national 16 to 19 rate and is no part of it",
    },
    Published {
        kind: RateKind::Alternative,
        from: FIRST,
        pounds: 10_000,
        source: "Published; the same since 2013",
    },
];

/// Rates by kind and day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlaceRates {
    /// Of one kind and day the last counts.
    stated: Vec<PlaceRate>,
}

impl PlaceRates {
    /// The published rates with those that were entered, in the order of their entry.
    #[must_use]
    pub fn with(entered: impl IntoIterator<Item = PlaceRate>) -> PlaceRates {
        let published = PUBLISHED.iter().map(|one| PlaceRate {
            kind: one.kind,
            from: one.from,
            // Thousands of pounds are money.
            amount: Money::from_pence(one.pounds * 100).unwrap_or(Money::ZERO),
        });
        PlaceRates {
            stated: published.chain(entered).collect(),
        }
    }

    /// The rate of a kind on a day: the one from the latest day not after it. None before the first.
    #[must_use]
    pub fn on(&self, kind: RateKind, day: Date) -> Option<Money> {
        let in_force = self
            .stated
            .iter()
            .filter(|rate| rate.kind == kind && rate.from <= day);
        // Of two from one day `max_by_key` takes the last.
        in_force
            .max_by_key(|rate| rate.from)
            .map(|rate| rate.amount)
    }
}
