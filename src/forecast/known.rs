//! Known placements at their real price of each day, in the first year.
//!
//! The prices of a forecast are means of a year. Who is placed today has awards and cost lines with days of their own: an
//! uplift in April, a fee that rises in September, a package that ends. Up to the month of today everybody who was there is
//! on record, whoever came after January as much as whoever was there in it: these months cost what the record says, day by
//! day, and no model is asked. From the next month on the model says which share of those on record today is still there,
//! and who comes; those still there cost what their days say over the means, whoever comes is at the mean.
//!
//! What is known ends with the year, or where no approved rules price a day. From there on a setting's prices go on at the
//! level that its last known month has over the means, and only there do the scenario's levers begin to raise them: before,
//! the record has its own rises, and a lever on top of them would count them twice.

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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownPrices {
    /// By month from the first January, then setting, in millionths; empty where no day is known.
    by_month: Vec<Vec<i64>>,
    /// By setting: the factor of the last known month that goes on after it; none where nobody is known there.
    lasting: Vec<Option<i64>>,
    /// How many stays they are worked out from.
    pub stays: u32,
    /// What is on record of everybody; none where only some are known, who stand for all.
    record: Option<Record>,
}

/// What everybody on record costs, by month from the first January, then seat: annual cost in millionths of a penny.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Record {
    /// The month of today, or the last one that is known.
    until: usize,
    /// At the price of each day.
    real: Vec<Vec<i128>>,
    /// At the means.
    at_mean: Vec<Vec<i128>>,
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
            record: None,
        }
    }

    /// The same, where the stays are everybody's, whenever they came, as far as a day. `place` is the seat and the mean annual
    /// price of a stay in pence.
    #[must_use]
    pub fn on_record(
        mut self,
        stays: &[KnownStay],
        grid: &Grid,
        (january, today): (i16, Date),
        place: impl Fn(&KnownStay) -> Option<(usize, i64)>,
    ) -> KnownPrices {
        let Some(last) = self.months().checked_sub(1) else {
            return self;
        };
        let months = (i32::from(today.year()) - i32::from(january)) * 12 + i32::from(today.month());
        let until = usize::try_from(months - 1).unwrap_or(0).min(last);
        let mut record = Record {
            until,
            ..Record::default()
        };
        let known: Vec<(usize, i64, &KnownStay)> = stays
            .iter()
            .filter_map(|stay| place(stay).map(|(seat, mean)| (seat, mean, stay)))
            .collect();
        for month in 0..=until {
            let (first, next) = (first_of(january, month), first_of(january, month + 1));
            let mut sums = vec![NOTHING; grid.seats()];
            let mut length_of_month = 1;
            if let Ok(days) = Period::new(first, next) {
                length_of_month = length(days).max(1);
                for (seat, mean, stay) in &known {
                    add(
                        &mut sums[*seat],
                        stay.in_month(*mean, &days).unwrap_or(NOTHING),
                    );
                }
            }
            let a_year = |paid: i128| paid.max(0) * 1_000_000 / length_of_month;
            record
                .real
                .push(sums.iter().map(|sums| a_year(sums.0)).collect());
            record
                .at_mean
                .push(sums.iter().map(|sums| a_year(sums.1)).collect());
        }
        self.record = Some(record);
        self
    }

    /// The month from the first January up to which everybody is on record; the first where only some are known.
    #[must_use]
    pub fn until(&self) -> usize {
        self.record.as_ref().map_or(0, |record| record.until)
    }

    /// What everybody on record costs a year in a month, by seat, in millionths of a penny; none after today, and where only
    /// some are known.
    #[must_use]
    pub fn cost_in(&self, month: usize) -> Option<&[i128]> {
        let record = self.record.as_ref()?;
        record.real.get(month).map(Vec::as_slice)
    }

    /// What everybody on record in the month of today costs a year at the means, by seat; none where only some are known.
    #[must_use]
    pub fn today_at_mean(&self) -> Option<&[i128]> {
        let record = self.record.as_ref()?;
        record.at_mean.get(record.until).map(Vec::as_slice)
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

    /// The factor on a setting's known placements that goes on after the last known month, in millionths; none where nobody
    /// is known there. A placement for which the record ends before counts at what it last cost: the end of an amount that
    /// is decided anew each year is a gap in what is known, and no lower price.
    #[must_use]
    pub fn lasting(&self, setting: usize) -> Option<i64> {
        self.lasting.get(setting).copied().flatten()
    }
}

/// What is really paid and what the means say: pence a year, times days.
type Paid = (i128, i128);

const NOTHING: Paid = (0, 0);

fn add(sums: &mut Paid, more: Paid) {
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
    fn in_month(&self, mean: i64, days: &Period) -> Option<Paid> {
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
fn length(part: Period) -> i128 {
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
