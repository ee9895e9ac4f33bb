//! The high needs balance from year to year: brought forward, allocation, spend, carried forward, and when it is nil.
//!
//! A year's in-year balance is its allocation less what is planned besides placements and what placements cost. A grant towards
//! the deficit is added to the balance that is carried forward, and is of no other year. Within a
//! year the balance is taken to change by a twelfth a month. Low, likely and high are of what all years so far cost
//! together, because a carried-forward balance sums them: the low of a sum is not the sum of lows.

use crate::calendar::{Date, FinancialYear};
use crate::money::{Money, MoneyError};

/// What placements cost in all years so far, by rank of simulations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SoFar {
    /// The 10 % rank.
    pub low: Money,
    /// The 50 % rank.
    pub likely: Money,
    /// The 90 % rank.
    pub high: Money,
}

/// What is known of a financial year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearGiven {
    /// The year.
    pub year: FinancialYear,
    /// The balance brought forward into it, where it was entered; else the year before carries it.
    pub brought_forward: Option<Money>,
    /// The allocation, where it was entered; else the last one before it holds.
    pub allocation: Option<Money>,
    /// What is planned besides placements, where it was entered; else the last one before it holds.
    pub other_spend: Option<Money>,
    /// A grant towards the deficit, where it was entered: of this year alone.
    pub stability_grant: Option<Money>,
    /// What placements are expected to cost.
    pub placements: Money,
    /// What they cost in this and all years before it in the list, where there are simulations.
    pub so_far: Option<SoFar>,
}

/// A sum that was entered, or carried on from the year before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entered {
    /// The sum.
    pub sum: Money,
    /// Whether it was entered for this year.
    pub is_given: bool,
}

/// The balance at the end of a year, by rank: low spend leaves the highest balance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ranks {
    /// Where spend is high: 1 in 10 is lower.
    pub low: Money,
    /// Half are lower.
    pub likely: Money,
    /// Where spend is low: 1 in 10 is higher.
    pub high: Money,
}

/// A year of the balance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BalanceYear {
    /// The year.
    pub year: FinancialYear,
    /// Into it.
    pub brought_forward: Entered,
    /// The allocation.
    pub allocation: Entered,
    /// Besides placements.
    pub other_spend: Entered,
    /// What placements are expected to cost.
    pub placements: Money,
    /// The allocation less both.
    pub in_year: Money,
    /// A grant towards the deficit.
    pub stability_grant: Money,
    /// Out of it, as expected.
    pub carried_forward: Money,
    /// Out of it, by rank, where there are simulations and no balance was entered for a later year.
    pub ranks: Option<Ranks>,
}

/// Carries a balance through years that follow each other. None without a year whose balance brought forward and
/// allocation were entered; the years before it are left out.
///
/// # Errors
/// [`MoneyError::TooLarge`] beyond what is money.
pub fn balance(given: &[YearGiven]) -> Result<Vec<BalanceYear>, MoneyError> {
    let first = given
        .iter()
        .position(|year| year.brought_forward.is_some() && year.allocation.is_some());
    let Some(first) = first else {
        return Ok(Vec::new());
    };
    let mut years: Vec<BalanceYear> = Vec::new();
    // What the list's years before the first cost: the ranks hold it, the balance does not.
    let mut income = Money::ZERO;
    let mut ranked_from = Money::ZERO;
    let mut is_ranked = first == 0;
    for year in &given[first..] {
        let last = years.last();
        let carried = |entered: Option<Money>, before: Option<Money>| Entered {
            sum: entered.or(before).unwrap_or(Money::ZERO),
            is_given: entered.is_some(),
        };
        let brought_forward = carried(year.brought_forward, last.map(|last| last.carried_forward));
        let allocation = carried(year.allocation, last.map(|last| last.allocation.sum));
        let other_spend = carried(year.other_spend, last.map(|last| last.other_spend.sum));
        if years.is_empty() {
            ranked_from = brought_forward.sum;
        } else if brought_forward.is_given {
            is_ranked = false;
        }
        let before_placements = minus(allocation.sum, other_spend.sum)?;
        let stability_grant = year.stability_grant.unwrap_or(Money::ZERO);
        income = plus(plus(income, before_placements)?, stability_grant)?;
        let in_year = minus(before_placements, year.placements)?;
        let rank = |spent: Money| minus(plus(ranked_from, income)?, spent);
        let ranks = match year.so_far.filter(|_| is_ranked) {
            Some(so_far) => Some(Ranks {
                low: rank(so_far.high)?,
                likely: rank(so_far.likely)?,
                high: rank(so_far.low)?,
            }),
            None => None,
        };
        years.push(BalanceYear {
            year: year.year,
            brought_forward,
            allocation,
            other_spend,
            placements: year.placements,
            in_year,
            stability_grant,
            carried_forward: plus(plus(brought_forward.sum, in_year)?, stability_grant)?,
            ranks,
        });
    }
    Ok(years)
}

fn plus(one: Money, other: Money) -> Result<Money, MoneyError> {
    Money::from_pence(one.pence() + other.pence())
}

fn minus(one: Money, other: Money) -> Result<Money, MoneyError> {
    Money::from_pence(one.pence() - other.pence())
}

/// When the balance is nil.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nil {
    /// It is below nought, or nil, already.
    Already,
    /// At the end of the month of this day, so many whole months after today's.
    In {
        /// The first of the month.
        month: Date,
        /// Months from today's month.
        months: u32,
    },
    /// Not within the years.
    NotYet,
}

/// When the expected balance is nil, seen from a day.
#[must_use]
pub fn nil(years: &[BalanceYear], today: Date) -> Nil {
    for year in years {
        let (before, after) = (
            year.brought_forward.sum.pence(),
            year.carried_forward.pence(),
        );
        let months_in = if before <= 0 {
            0
        } else if after <= 0 {
            // The first whole month by whose end a twelfth a month has used it up.
            let (used, room) = (i128::from(before - after), i128::from(before) * 12);
            i64::try_from((room + used - 1) / used).unwrap_or(12)
        } else {
            continue;
        };
        let first = year.year.first_day();
        let month = first.saturating_add(jiff::Span::new().months((months_in - 1).max(0)));
        let ahead = (i32::from(month.year()) - i32::from(today.year())) * 12
            + i32::from(month.month())
            - i32::from(today.month());
        return match u32::try_from(ahead) {
            Ok(months) if months_in > 0 => Nil::In { month, months },
            _ => Nil::Already,
        };
    }
    Nil::NotYet
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn pounds(pounds: i64) -> Money {
        Money::from_pence(pounds * 100).unwrap()
    }

    fn given(year: i16, figures: [Option<i64>; 3], placements: i64) -> YearGiven {
        let [brought_forward, allocation, other_spend] = figures.map(|one| one.map(pounds));
        YearGiven {
            year: FinancialYear::containing(date(year, 4, 1)),
            brought_forward,
            allocation,
            other_spend,
            stability_grant: None,
            placements: pounds(placements),
            so_far: None,
        }
    }

    #[test]
    fn a_balance_is_carried_and_figures_hold_until_the_next() {
        let years = balance(&[
            given(2025, [None, Some(900), None], 1),
            given(2026, [Some(240), Some(1_000), Some(100)], 1_020),
            given(2027, [None, None, None], 1_140),
            given(2028, [Some(-50), Some(1_200), None], 1_100),
        ])
        .unwrap();
        let told: Vec<_> = years
            .iter()
            .map(|year| {
                (
                    year.in_year.pence() / 100,
                    year.carried_forward.pence() / 100,
                )
            })
            .collect();
        assert_eq!(told, [(-120, 120), (-240, -120), (0, -50)]);
        assert!(years[2].brought_forward.is_given && !years[1].allocation.is_given);
        // Half of the second year's 240 uses up 120: six months, to the end of September.
        assert_eq!(
            nil(&years, date(2026, 11, 22)),
            Nil::In {
                month: date(2027, 9, 1),
                months: 10
            }
        );
        assert_eq!(nil(&years, date(2027, 10, 1)), Nil::Already);
        assert_eq!(nil(&years[2..], date(2026, 4, 1)), Nil::Already);
        assert_eq!(nil(&years[..1], date(2026, 4, 1)), Nil::NotYet);
        assert_eq!(
            balance(&[given(2026, [None, Some(1), None], 1)]).unwrap(),
            []
        );
    }

    #[test]
    fn a_grant_towards_the_deficit_is_of_its_year_alone() {
        let mut first = given(2026, [Some(-240), Some(1_000), None], 1_100);
        first.stability_grant = Some(pounds(216));
        first.so_far = Some(SoFar {
            low: pounds(1_000),
            likely: pounds(1_100),
            high: pounds(1_200),
        });
        let years = balance(&[first, given(2027, [None, None, None], 1_000)]).unwrap();
        assert_eq!(years[0].in_year, pounds(-100));
        assert_eq!(years[0].carried_forward, pounds(-124));
        assert_eq!(years[0].ranks.unwrap().likely, pounds(-124));
        assert_eq!(years[1].stability_grant, Money::ZERO);
        assert_eq!(years[1].carried_forward, pounds(-124));
    }

    #[test]
    fn a_high_spend_leaves_a_low_balance() {
        let mut year = given(2026, [Some(10), Some(100), None], 95);
        year.so_far = Some(SoFar {
            low: pounds(90),
            likely: pounds(95),
            high: pounds(120),
        });
        let mut next = given(2027, [None, None, None], 100);
        next.so_far = Some(SoFar {
            low: pounds(180),
            likely: pounds(196),
            high: pounds(230),
        });
        let years = balance(&[year, next]).unwrap();
        let ranks = years[1].ranks.unwrap();
        assert_eq!(
            [ranks.low, ranks.likely, ranks.high],
            [pounds(-20), pounds(14), pounds(30)]
        );
        // A balance that is entered afresh is not the simulations' own.
        next.brought_forward = Some(pounds(1));
        assert_eq!(balance(&[year, next]).unwrap()[1].ranks, None);
    }
}
