//! Known placements at their real price of each day, in the first year.
//!
//! The prices of a forecast are means of a year. Who is placed today has awards and cost lines with days of their own: an
//! uplift in April, a fee that rises in September, a package that ends. For the months of the first year each setting's
//! known placements are priced day by day, and what they cost over what the means say is the factor on those of them
//! that are still there. Who comes and goes is the model's; whoever comes is at the mean.

use crate::calendar::Period;
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
    /// How many stays they are worked out from.
    pub stays: u32,
}

impl KnownPrices {
    /// The factors of some stays. `price` is the mean annual price of a stay in pence, as the forecast has it; none for a
    /// stay that is in no cell of the grid.
    #[must_use]
    pub fn of(
        stays: &[KnownStay],
        grid: &Grid,
        january: i16,
        price: impl Fn(&KnownStay) -> Option<i64>,
    ) -> KnownPrices {
        let mut by_month = Vec::with_capacity(MONTHS);
        let known: Vec<(usize, i64, &KnownStay)> = stays
            .iter()
            .filter_map(|stay| Some((grid.setting(&stay.setting)?, price(stay)?, stay)))
            .collect();
        for month in 0..MONTHS {
            let Ok(days) = Period::new(first_of(january, month), first_of(january, month + 1))
            else {
                break; // the calendar's own end
            };
            // Pence a year, times days.
            let mut sums = vec![(0_i128, 0_i128); grid.settings().len()];
            for (setting, mean, stay) in &known {
                let (real, at_mean) = &mut sums[*setting];
                let Some(there) = stay.days.overlap(&days) else {
                    continue;
                };
                *at_mean += length(there) * i128::from(*mean);
                for (period, annual) in &stay.costs {
                    let paid = period.overlap(&there).map_or(0, length);
                    *real += paid * i128::from(annual.pence());
                }
            }
            by_month.push(sums.into_iter().map(factor).collect());
        }
        KnownPrices {
            by_month,
            stays: u32::try_from(known.len()).unwrap_or(u32::MAX),
        }
    }

    /// The factors by setting in a month from the first January; none where it has none.
    #[must_use]
    pub fn in_month(&self, month: usize) -> Option<&[i64]> {
        self.by_month.get(month).map(Vec::as_slice)
    }
}

/// What is really paid over what the means say, in millionths, not below nought; one where the means say nothing.
fn factor((real, at_mean): (i128, i128)) -> i64 {
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
        let known = KnownPrices::of(&[stay], &grid, 2026, |_| Some(1_000));
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
    }

    #[test]
    fn income_above_the_cost_is_nothing_and_not_below_it() {
        assert_eq!(factor((-5, 10)), 0);
        assert_eq!(factor((5, 10)), 500_000);
        assert_eq!(factor((5, 0)), ONE);
    }
}
