//! Known placements at their real price of each day, in the first year.
//!
//! The prices of a forecast are means of a year. Who is placed today has awards and cost lines with days of their own: an
//! uplift in April, a fee that rises in September, a package that ends. Up to the month of today the record itself says who
//! was there and what was paid ([`super::since`]). From the next month on everybody in a setting costs what those on record
//! there cost on the month's days over their means: a rise is one for whoever comes as much as for whoever is there.
//!
//! What is known ends with the year, or where no approved rules price a day. From there on a setting's prices go on at the
//! level of the last known month, and only there do the scenario's levers begin to raise them: before, the record has its own
//! rises, and a lever on top of them would count them twice. None of it hangs on who is forecast to be where, so that no
//! lever and no simulation changes the price of a place.

use serde::{Deserialize, Serialize};

use crate::calendar::{Date, Period};
use crate::money::Money;

use super::grid::Grid;
use super::months::MONTHS;
use super::spend::first_of;

/// One in the millionths of a factor.
pub const ONE: i64 = 1_000_000;

/// A child's stay in a setting from the last January on, with what it costs a year by day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownStay {
    /// The child, by a number.
    pub child: u32,
    /// The child's year group at the last January; none where no birth date is recorded, or a later one.
    pub year_group: Option<i16>,
    /// Whether the plan came from another authority since, or went to one.
    pub is_transfer: bool,
    /// The need's code.
    pub need: String,
    /// The setting's code.
    pub setting: String,
    /// The band's code.
    pub band: Option<String>,
    /// Its days.
    pub days: Period,
    /// What a year costs and in which days, several at once adding up; days in none cost nothing.
    pub costs: Vec<(Period, Money)>,
}

/// The factors on the prices of those who were there at the last January.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownPrices {
    /// By month from the first January, then setting, in millionths; empty where no day is known.
    by_month: Vec<Vec<i64>>,
    /// By setting: the factor of the last known month that goes on after it; none where nobody is known there.
    lasting: Vec<Option<i64>>,
    /// How many stays they are worked out from.
    pub stays: u32,
}

impl KnownPrices {
    /// The factors of some stays, in the months that end by the first day that no rules price. `price` is the mean annual
    /// price of a stay in pence, as the forecast has it; none for a stay that is in no cell of the grid.
    #[must_use]
    pub fn of(
        stays: &[KnownStay],
        grid: &Grid,
        (january, priced_to): (i16, Option<Date>),
        price: impl Fn(&KnownStay) -> Option<i64>,
    ) -> KnownPrices {
        let known: Vec<(usize, i64, &KnownStay)> = stays
            .iter()
            .filter_map(|stay| Some((grid.setting(&stay.setting)?, price(stay)?, stay)))
            .collect();
        let mut by_month = Vec::with_capacity(MONTHS);
        // By stay: the last month in which something was paid for it.
        let mut last_paid = vec![NOTHING; known.len()];
        let mut lasting = Vec::new();
        for month in 0..MONTHS {
            let (first, next) = (first_of(january, month), first_of(january, month + 1));
            if priced_to.is_some_and(|day| day < next) {
                break;
            }
            let Ok(days) = Period::new(first, next) else {
                break; // the calendar's own end
            };
            let mut sums = vec![NOTHING; grid.settings().len()];
            let mut going_on = sums.clone();
            for ((setting, mean, stay), last_paid) in known.iter().zip(&mut last_paid) {
                let Some(in_month) = stay.in_month(*mean, &days) else {
                    continue;
                };
                if in_month.0 != 0 || last_paid.0 == 0 {
                    *last_paid = in_month;
                }
                add(&mut sums[*setting], in_month);
                add(&mut going_on[*setting], *last_paid);
            }
            by_month.push(sums.into_iter().map(factor).collect());
            lasting = going_on
                .into_iter()
                .map(|sums| (sums.1 > 0).then(|| factor(sums)))
                .collect();
        }
        KnownPrices {
            by_month,
            lasting,
            stays: u32::try_from(known.len()).unwrap_or(u32::MAX),
        }
    }

    /// The factors by setting in a month from the first January; none where it has none.
    #[must_use]
    pub fn in_month(&self, month: usize) -> Option<&[i64]> {
        self.by_month.get(month).map(Vec::as_slice)
    }

    /// How many months from the first January are known.
    #[must_use]
    pub fn months(&self) -> usize {
        self.by_month.len()
    }

    /// The factor on what everybody in a setting costs at the means in a month from the first January, in millionths.
    #[must_use]
    pub fn factor_in(&self, month: usize, setting: usize) -> i64 {
        match self.in_month(month) {
            Some(factors) => factors[setting],
            None => self.lasting(setting).unwrap_or(ONE),
        }
    }

    /// The factor on a setting's known placements that goes on after the last known month, in millionths; none where nobody
    /// is known there. A placement for which the record ends before counts at what it last cost: the end of an amount that
    /// is decided anew each year is a gap in what is known, and no lower price.
    #[must_use]
    pub fn lasting(&self, setting: usize) -> Option<i64> {
        self.lasting.get(setting).copied().flatten()
    }
}

/// What is really paid and what the means say: pence a year, times days.
pub(super) type Paid = (i128, i128);

pub(super) const NOTHING: Paid = (0, 0);

pub(super) fn add(sums: &mut Paid, more: Paid) {
    sums.0 += more.0;
    sums.1 += more.1;
}

impl KnownStay {
    /// Whether another stay is this one going on.
    pub(super) fn goes_on_in(&self, next: &KnownStay) -> bool {
        let same =
            (&self.need, &self.setting, &self.band) == (&next.need, &next.setting, &next.band);
        same && self.days.end() == Some(next.days.start())
    }

    /// What it costs on the days of a month, and at the mean; none where it has none of them.
    pub(super) fn in_month(&self, mean: i64, days: &Period) -> Option<Paid> {
        let there = self.days.overlap(days)?;
        let costs = self.costs.iter().map(|(period, annual)| {
            let paid = period.overlap(&there).map_or(0, length);
            paid * i128::from(annual.pence())
        });
        Some((costs.sum(), length(there) * i128::from(mean)))
    }
}

/// What is really paid over what the means say, in millionths, not below nought; one where the means say nothing.
fn factor((real, at_mean): Paid) -> i64 {
    if at_mean <= 0 {
        return ONE;
    }
    let millionths = (real.max(0) * i128::from(ONE) * 2 + at_mean) / (2 * at_mean);
    i64::try_from(millionths).unwrap_or(ONE)
}

/// The days of a part of a month.
pub(super) fn length(part: Period) -> i128 {
    part.days().map_or(0, i128::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn an_uplift_counts_from_its_day_and_an_end_up_to_it() {
        let grid = Grid::new(
            vec!["ASD".to_owned()],
            vec!["MMS".to_owned(), "SPEC".to_owned()],
        );
        let money = |pence| Money::from_pence(pence).unwrap();
        let stay = KnownStay {
            child: 0,
            year_group: Some(5),
            is_transfer: false,
            need: "ASD".to_owned(),
            setting: "SPEC".to_owned(),
            band: None,
            days: Period::new(date(2025, 9, 1), date(2026, 7, 11)).unwrap(),
            costs: vec![
                (
                    Period::new(date(2025, 9, 1), date(2026, 4, 16)).unwrap(),
                    money(1_000),
                ),
                (Period::open(date(2026, 4, 16)), money(1_100)),
                (Period::open(date(2026, 6, 1)), money(100)),
            ],
        };
        let known = KnownPrices::of(&[stay], &grid, (2026, None), |_| Some(1_000));
        let factors: Vec<i64> = (0..12)
            .map(|month| known.in_month(month).unwrap()[1])
            .collect();
        // Half of April's thirty days are at the higher price; nobody is there after 10 July.
        let wanted = [
            ONE, ONE, ONE, 1_050_000, 1_100_000, 1_200_000, 1_200_000, ONE, ONE, ONE, ONE, ONE,
        ];
        assert_eq!(factors, wanted);
        assert_eq!(known.in_month(5).unwrap()[0], ONE);
        assert_eq!(known.in_month(12), None);
        assert_eq!((known.lasting(0), known.lasting(1)), (None, None));
    }

    #[test]
    fn what_goes_on_is_the_last_month_and_a_gap_is_no_lower_price() {
        let grid = Grid::new(vec!["ASD".to_owned()], vec!["SPEC".to_owned()]);
        let stay = |costs: &[(Date, Option<Date>, i64)]| KnownStay {
            child: 0,
            year_group: Some(5),
            is_transfer: false,
            need: "ASD".to_owned(),
            setting: "SPEC".to_owned(),
            band: None,
            days: Period::open(date(2025, 9, 1)),
            costs: costs
                .iter()
                .map(|(from, to, pence)| {
                    let days = match to {
                        Some(to) => Period::new(*from, *to).unwrap(),
                        None => Period::open(*from),
                    };
                    (days, Money::from_pence(*pence).unwrap())
                })
                .collect(),
        };
        let (year, april) = (date(2026, 1, 1), date(2026, 4, 1));
        let risen = stay(&[(year, Some(april), 1_000), (april, None, 1_100)]);
        let ended = stay(&[(year, Some(april), 1_000)]);
        let never = stay(&[]);
        let stays = [risen, ended, never];
        let of = |priced_to| KnownPrices::of(&stays, &grid, (2026, priced_to), |_| Some(1_000));
        let known = of(None);
        assert_eq!(known.months(), 12);
        assert_eq!(known.in_month(11), Some([366_667].as_slice()));
        // 1,100 and the 1,000 that ended, over three means; the days of their months weigh them.
        let at = (1_100 * 31 + 1_000 * 31, 1_000 * (31 + 31 + 31));
        assert_eq!(known.lasting(0), Some(factor(at)));
        // Without rules from April on, nothing is known of it.
        let known = of(Some(april));
        assert_eq!((known.months(), known.lasting(0)), (3, Some(666_667)));
        assert_eq!(
            of(Some(year)),
            KnownPrices {
                stays: 3,
                ..KnownPrices::default()
            }
        );
    }

    #[test]
    fn income_above_the_cost_is_nothing_and_not_below_it() {
        assert_eq!(factor((-5, 10)), 0);
        assert_eq!(factor((5, 10)), 500_000);
        assert_eq!(factor((5, 0)), ONE);
    }
}
