//! A year month by month: the profiled budget, the ledger, and the forecast, each from the year's beginning.

use super::record::MONTHS;
use super::view::{Known, LineView};
use crate::money::{Money, MoneyError};

impl Known<'_> {
    /// Budget, ledger and forecast to the end of each month. Virements are of the year and show in its last month
    /// as long as that is ahead.
    pub(super) fn months(&self, lines: &[LineView]) -> Result<Vec<[Option<Money>; 3]>, MoneyError> {
        let mut months = Vec::with_capacity(MONTHS);
        let (mut budget, mut booked, mut ahead) = (Money::ZERO, Money::ZERO, Money::ZERO);
        for (place, number) in (0..MONTHS).zip(1_u32..) {
            for one in self.entries.iter().filter(|one| one.period == number) {
                budget = budget.plus(one.amounts.budget)?;
                booked = booked
                    .plus(one.amounts.actual)?
                    .plus(one.amounts.accruals)?;
            }
            let is_ahead = number > self.period;
            if is_ahead {
                ahead = ahead.plus(self.committed_in(lines, place, number)?)?;
            } else {
                ahead = booked;
            }
            months.push([
                Some(budget),
                (!is_ahead).then_some(booked),
                (number >= self.period).then_some(ahead),
            ]);
        }
        Ok(months)
    }

    /// What is committed in one month that is ahead.
    fn committed_in(
        &self,
        lines: &[LineView],
        place: usize,
        number: u32,
    ) -> Result<Money, MoneyError> {
        let mut committed = Money::ZERO;
        for line in lines {
            let counts_children =
                self.record.contains_key(&line.line) || !self.planned(&line.line).is_empty();
            if let Some(record) = self.record.get(&line.line) {
                committed = committed.plus(record.by_month[place])?;
            } else if !counts_children {
                let own = self.entries.iter().filter(|one| one.line == line.line);
                let of_month = own.filter(|one| one.period == number);
                let profile = Money::total(of_month.map(|one| one.amounts.budget))?;
                committed = committed.plus(profile)?;
                if place + 1 == MONTHS {
                    committed = committed.plus(line.virements)?;
                }
            }
        }
        Ok(committed)
    }
}
