//! A year month by month: the profiled budget, the ledger, and the forecast, each from the year's beginning.

use super::record::MONTHS;
use super::view::{Known, LineView};
use crate::money::{Money, MoneyError};
use crate::spending::part_of;

impl Known<'_> {
    /// Budget, ledger and forecast to the end of each month; after the last month the forecast is the outturn of all lines.
    pub(super) fn months(&self, lines: &[LineView]) -> Result<Vec<[Option<Money>; 3]>, MoneyError> {
        let committed = self.committed(lines)?;
        let mut months = Vec::with_capacity(MONTHS);
        let (mut budget, mut booked, mut ahead) = (Money::ZERO, Money::ZERO, Money::ZERO);
        for (number, committed) in (1_u32..).zip(committed) {
            for one in self.entries.iter().filter(|one| one.period == number) {
                budget = budget.plus(one.amounts.budget)?;
                booked = booked
                    .plus(one.amounts.actual)?
                    .plus(one.amounts.accruals)?;
            }
            let is_ahead = number > self.period;
            ahead = if is_ahead {
                ahead.plus(committed)?
            } else {
                booked
            };
            months.push([
                Some(budget),
                (!is_ahead).then_some(booked),
                (number >= self.period).then_some(ahead),
            ]);
        }
        Ok(months)
    }

    /// What is committed in each month that is ahead, over all lines.
    fn committed(&self, lines: &[LineView]) -> Result<[Money; MONTHS], MoneyError> {
        let mut months = [Money::ZERO; MONTHS];
        for line in lines {
            let of_line = self.committed_of(line)?;
            for (month, committed) in months.iter_mut().zip(of_line) {
                *month = month.plus(committed)?;
            }
        }
        Ok(months)
    }

    /// What is committed for a line in each month that is ahead: what the record says is due then, and what is committed beside
    /// it as the budget is profiled to the months. The last month has what rounding, or a budget without a profile, leaves over.
    fn committed_of(&self, line: &LineView) -> Result<[Money; MONTHS], MoneyError> {
        let after = usize::try_from(self.period).unwrap_or(MONTHS).min(MONTHS);
        let mut months = [Money::ZERO; MONTHS];
        if let Some(record) = self.record.get(&line.line) {
            months[after..].copy_from_slice(&record.by_month[after..]);
        }
        let due = Money::total(months.iter().copied())?;
        let beside = line.committed.minus(due)?;
        let of_month = |month: usize| {
            let own = self.entries.iter().filter(|one| one.line == line.line);
            let own = own.filter(|one| usize::try_from(one.period) == Ok(month + 1));
            Money::total(own.map(|one| one.amounts.budget))
        };
        let ahead = Money::total(
            (after..MONTHS)
                .map(of_month)
                .collect::<Result<Vec<_>, _>>()?,
        )?;
        let mut left = beside;
        for (month, committed) in months.iter_mut().enumerate().skip(after) {
            let is_last = month + 1 == MONTHS;
            let part = if is_last {
                left
            } else {
                part_of(beside, of_month(month)?, ahead)?
            };
            left = left.minus(part)?;
            *committed = committed.plus(part)?;
        }
        Ok(months)
    }
}
