//! A year as it is monitored at the end of a period.

use std::collections::BTreeMap;

use super::broken;
use super::notices::{self, NoticeOwed};
use super::record::{self, MONTHS, RecordLine};
use crate::access::{Action, Actor, Subject};
use crate::calendar::{Date, FinancialYear};
use crate::costs::SECTION_251_LINES;
use crate::money::{Decimal, Money, MoneyError, quotient};
use crate::rules::RuleBook;
use crate::service::beside::{Standing, Waits};
use crate::service::reach::{allows, require};
use crate::service::year_record::{self, YearRecord};
use crate::service::{Moment, ServiceError, trail};
use crate::spending::{
    Given, LedgerLine, Monitored, Part, Rag, Split, Thresholds, ToDate, booked, last_complete,
    monitor, tenths_of_per_cent, to_date, unbooked_before,
};
use crate::store::budget::{self, Basis, Virement, VirementState};
use crate::store::monitoring::{self as kept, EnteredThresholds, Reported, Said};
use crate::store::{Store, ledger, payment};

/// A line of a year, or all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineView {
    /// Its number; empty for all of them.
    pub line: String,
    /// Its title.
    pub title: String,
    /// The budget as the ledger has it.
    pub original: Money,
    /// What approved virements moved to it; below nought where they took more.
    pub virements: Money,
    /// Both together.
    pub budget: Money,
    /// The budget of the periods up to this one.
    pub profiled: Money,
    /// What was posted up to this period.
    pub posted: Money,
    /// What is accrued up to this period.
    pub accruals: Money,
    /// What is committed from here to the year's end.
    pub committed: Money,
    /// What the year will come to.
    pub forecast: Money,
    /// The forecast less the budget.
    pub variance: Money,
    /// Why.
    pub split: Split,
    /// Full-time children over the year, tenths: in the basis of the budget, and in the record.
    pub children: (i64, i64),
    /// The variance in tenths of a per cent of the budget; none where nothing is budgeted.
    pub share: Option<i64>,
    /// How the variance is marked.
    pub rag: Rag,
    /// The forecast less what was reported for the last period before; none where nothing was.
    pub moved: Option<Money>,
    /// Children on record who come to the line after the year's first day.
    pub starters: u64,
    /// Children on record who are gone from it before the year's last day.
    pub leavers: u64,
    /// Of those who come, how many had a cost on another line before.
    pub from_others: u64,
    /// Of those who are gone, how many go on with a cost on another line.
    pub to_others: u64,
    /// What an officer says of it for the period.
    pub said: Option<Said>,
}

/// What the budget was worked out from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BasisTaken {
    /// Counts the bases of the year.
    pub number: u32,
    /// The day it was taken.
    pub on: Date,
}

/// A year at the end of a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Monitoring {
    /// The year.
    pub year: FinancialYear,
    /// The period, 1 for April; nought before the ledger holds any.
    pub period: u32,
    /// The periods in which the ledger holds something that was posted or accrued.
    pub periods: Vec<u32>,
    /// The periods before this one in which nothing is booked.
    pub unbooked: Vec<u32>,
    /// The periods after this one in which something is.
    pub later: Vec<u32>,
    /// The lines whose budgets are below nought, virements included.
    pub below_nought: Vec<String>,
    /// Whether the ledger holds anything of the year.
    pub has_ledger: bool,
    /// Whether the year has a payment calendar, without which the record commits nothing.
    pub has_calendar: bool,
    /// How many costs of the record cannot be worked out and are in no line.
    pub left_out: usize,
    /// Of when the record's sums are.
    pub standing: Standing,
    /// What the budget was worked out from; without it nothing is split by volume.
    pub basis: Option<BasisTaken>,
    /// The lines with a budget, a cost or a commitment.
    pub lines: Vec<LineView>,
    /// All of them.
    pub total: LineView,
    /// Budget, ledger and forecast from the year's beginning to the end of each month.
    pub months: Vec<[Option<Money>; 3]>,
    /// Fees of placements that ended which are owed until notice runs out: the part of them that is due after the period is
    /// among what is committed.
    pub notices: Vec<NoticeOwed>,
    /// Virements that wait for a second person.
    pub waiting: u64,
    /// From when a variance is marked how, on the period's last day.
    pub thresholds: Thresholds,
    /// The last period before this one for which forecasts were reported, and on which day: what they have moved from.
    pub moved_from: Option<(u32, Date)>,
    /// On which day this period's forecasts were reported last; none before they were.
    pub reported_on: Option<Date>,
    /// Whether the reader loads the ledger, takes bases and proposes virements.
    pub may_keep: bool,
}

/// A year at the end of a period: the one asked for, or the last up to which the books are complete.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever may not see the forecast.
pub async fn of_year(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    at: (FinancialYear, Option<u32>),
    moment: Moment,
) -> Result<Monitoring, ServiceError> {
    of_record(store, book, actor, at, (Waits::No, moment)).await
}

/// As [`of_year`]; whoever waits has the record of a large authority as it is.
///
/// # Errors
/// As [`of_year`].
pub(super) async fn of_record(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    (year, period): (FinancialYear, Option<u32>),
    (waits, moment): (Waits, Moment),
) -> Result<Monitoring, ServiceError> {
    require(actor, Action::ViewForecast, &Subject::Anything)?;
    let year_on = year.first_day();
    let mut tx = store.read().await?;
    let entries = ledger::of_year(&mut tx, year_on).await?;
    let virements = budget::virements(&mut tx, year_on).await?;
    let basis = budget::basis_of(&mut tx, year_on).await?;
    let said = kept::said_of_year(&mut tx, year_on).await?;
    let reported = kept::reported_of_year(&mut tx, year_on).await?;
    let thresholds = thresholds_of(&kept::thresholds(&mut tx).await?);
    let calendar = payment::calendar_of(&mut tx, year_on).await?;
    let (mut record, mut standing) = (YearRecord::default(), Standing::Now);
    let mut owed = Vec::new();
    if let Some(calendar) = &calendar {
        let of = (store, &mut tx);
        (record, standing) = year_record::of_year(of, book, calendar, (waits, moment)).await?;
        owed = notices::of_year(&mut tx, year).await?;
        record::commit(&mut record.lines, &owed)?;
    }
    drop(tx);
    let subject = year.to_string();
    let subject = ("monitoring-year", subject.as_str());
    let who = Some(&actor.user);
    trail::note_alone(store, moment, who, "monitoring-viewed", subject).await?;
    let periods = booked(&entries);
    let complete = last_complete(&periods, begun_on(year, moment.today));
    let period = period.or(complete).unwrap_or(0);
    let YearRecord {
        lines: record,
        left_out,
        ..
    } = record;
    let waiting = virements
        .iter()
        .filter(|one| one.state == VirementState::Proposed);
    let marks = Thresholds::on(last_day_of(year, period), &thresholds);
    let before = reported.iter().rev().find(|one| one.period < period);
    let known = Known {
        marks,
        before,
        said: &said,
        period,
        days: days_of(year),
        sums: to_date(&entries, period).map_err(broken)?,
        entries: &entries,
        moved: moved(&virements).map_err(broken)?,
        basis: basis.as_ref(),
        record: &record,
    };
    let lines = known.lines().map_err(broken)?;
    Ok(Monitoring {
        year,
        period,
        unbooked: unbooked_before(&periods, period),
        later: periods
            .iter()
            .copied()
            .filter(|one| *one > period)
            .collect(),
        below_nought: lines
            .iter()
            .filter(|line| line.budget < Money::ZERO)
            .map(|line| line.line.clone())
            .collect(),
        periods,
        has_ledger: !entries.is_empty(),
        has_calendar: calendar.is_some(),
        left_out,
        standing,
        basis: basis.as_ref().map(|basis| BasisTaken {
            number: basis.number,
            on: Moment::of(basis.at).today,
        }),
        total: all_of(&lines, (&marks, before)).map_err(broken)?,
        months: known.months(&lines).map_err(broken)?,
        lines,
        notices: owed,
        waiting: u64::try_from(waiting.count()).unwrap_or(u64::MAX),
        thresholds: marks,
        moved_from: before.map(|one| (one.period, Moment::of(one.at).today)),
        reported_on: reported
            .iter()
            .rev()
            .find(|one| one.period == period)
            .map(|one| Moment::of(one.at).today),
        may_keep: allows(actor, Action::KeepBudget),
    })
}

/// Of several entries of a day the last counts.
pub(super) fn thresholds_of(entered: &[EnteredThresholds]) -> Vec<Thresholds> {
    let days: BTreeMap<Date, Thresholds> = entered
        .iter()
        .map(|one| (one.thresholds.since, one.thresholds))
        .collect();
    days.into_values().collect()
}

/// The last day of a period of a year, 1 for April; before the first, the year's eve.
pub(super) fn last_day_of(year: FinancialYear, period: u32) -> Date {
    let months = jiff::Span::new().months(i64::from(period));
    let after = year.first_day().saturating_add(months);
    after.yesterday().unwrap_or(after)
}

/// The period of a year that has begun on a day, 1 for April; nought before the year, 12 after it.
pub(super) fn begun_on(year: FinancialYear, day: Date) -> u32 {
    let has_begun = |period: &u32| {
        // The eve of a period is the last day of the one before.
        last_day_of(year, *period - 1) < day
    };
    (1..=12).take_while(has_begun).last().unwrap_or(0)
}

/// What approved virements moved to each line. Together they are nought.
pub(super) fn moved(virements: &[Virement]) -> Result<BTreeMap<String, Money>, MoneyError> {
    let mut moved: BTreeMap<String, Money> = BTreeMap::new();
    let approved = virements
        .iter()
        .filter(|one| one.state == VirementState::Approved);
    for one in approved {
        let from = moved.entry(one.from_line.clone()).or_insert(Money::ZERO);
        *from = from.minus(one.amount)?;
        let to = moved.entry(one.to_line.clone()).or_insert(Money::ZERO);
        *to = to.plus(one.amount)?;
    }
    Ok(moved)
}

/// What is known of a year.
pub(super) struct Known<'a> {
    pub(super) marks: Thresholds,
    /// What was reported last before the period.
    pub(super) before: Option<&'a Reported>,
    /// What is said of lines, the last entry last.
    pub(super) said: &'a [Said],
    pub(super) period: u32,
    /// Of the year, 365 or 366.
    pub(super) days: Decimal,
    pub(super) entries: &'a [LedgerLine],
    pub(super) sums: BTreeMap<String, ToDate>,
    pub(super) moved: BTreeMap<String, Money>,
    pub(super) basis: Option<&'a Basis>,
    pub(super) record: &'a BTreeMap<String, RecordLine>,
}

impl Known<'_> {
    pub(super) fn lines(&self) -> Result<Vec<LineView>, MoneyError> {
        let mut lines = Vec::new();
        for (line, title) in SECTION_251_LINES {
            let is_known = self.sums.contains_key(line)
                || self.moved.contains_key(line)
                || self.record.contains_key(line)
                || !self.planned(line).is_empty();
            if is_known {
                lines.push(self.line(line, title)?);
            }
        }
        Ok(lines)
    }

    fn line(&self, line: &str, title: &str) -> Result<LineView, MoneyError> {
        let sums = self.sums.get(line).copied();
        let of = |part: fn(&ToDate) -> Money| sums.as_ref().map_or(Money::ZERO, part);
        let (original, posted, accruals) = (
            of(|sums| sums.budget),
            of(|sums| sums.posted),
            of(|sums| sums.accruals),
        );
        let virements = self.moved.get(line).copied().unwrap_or(Money::ZERO);
        let given = Given {
            budget: original.plus(virements)?,
            profiled: of(|sums| sums.profiled),
            actual: posted.plus(accruals)?,
            due_after: self.due_after(line)?,
            basis: self.planned(line),
            is_last: usize::try_from(self.period).is_ok_and(|period| period >= MONTHS),
            record: self
                .record
                .get(line)
                .map(|line| line.parts.clone())
                .unwrap_or_default(),
        };
        let Monitored {
            committed,
            forecast,
            variance,
            split,
        } = monitor(&given)?;
        Ok(LineView {
            line: line.to_owned(),
            title: title.to_owned(),
            original,
            virements,
            budget: given.budget,
            profiled: given.profiled,
            posted,
            accruals,
            committed,
            forecast,
            variance,
            split,
            children: (
                children_of(&given.basis, self.days),
                children_of(&given.record, self.days),
            ),
            share: tenths_of_per_cent(variance, given.budget),
            rag: self.marks.mark(variance, given.budget),
            moved: match self.before {
                Some(before) => {
                    let reported = before.forecasts.get(line).copied();
                    Some(forecast.minus(reported.unwrap_or(Money::ZERO))?)
                }
                None => None,
            },
            starters: self.record.get(line).map_or(0, |line| line.starters),
            leavers: self.record.get(line).map_or(0, |line| line.leavers),
            from_others: self.record.get(line).map_or(0, |line| line.from_others),
            to_others: self.record.get(line).map_or(0, |line| line.to_others),
            said: self
                .said
                .iter()
                .rev()
                .find(|one| one.line == line && one.period == self.period)
                .cloned(),
        })
    }

    /// The parts of a line in the basis of the budget.
    pub(super) fn planned(&self, line: &str) -> Vec<Part> {
        let parts = self
            .basis
            .map(|basis| basis.parts.as_slice())
            .unwrap_or_default();
        let of_line = parts.iter().filter(|part| part.line == line);
        of_line
            .map(|part| Part {
                key: part.key.clone(),
                volume: part.volume.value(),
                amount: part.amount,
            })
            .collect()
    }

    fn due_after(&self, line: &str) -> Result<Money, MoneyError> {
        let after = usize::try_from(self.period).unwrap_or(MONTHS).min(MONTHS);
        let by_month = self.record.get(line).map(|line| line.by_month);
        Money::total(
            by_month
                .iter()
                .flat_map(|months| months[after..].iter().copied()),
        )
    }
}

pub(super) fn days_of(year: FinancialYear) -> Decimal {
    Decimal::from(year.period().days().unwrap_or_default())
}

/// Full-time children over a year of so many days, in tenths.
fn children_of(parts: &[Part], days_of_year: Decimal) -> i64 {
    let days: Decimal = parts.iter().map(|part| part.volume).sum();
    let tenths = quotient(days * Decimal::TEN, days_of_year).unwrap_or_default();
    let whole =
        tenths.round_dp_with_strategy(0, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
    i64::try_from(whole).unwrap_or(i64::MAX)
}

fn all_of(
    lines: &[LineView],
    (marks, before): (&Thresholds, Option<&Reported>),
) -> Result<LineView, MoneyError> {
    let sum = |of: fn(&LineView) -> Money| Money::total(lines.iter().map(of));
    let (budget, variance, forecast) = (
        sum(|line| line.budget)?,
        sum(|line| line.variance)?,
        sum(|line| line.forecast)?,
    );
    let moved = match before {
        // With what was reported of lines that are no more.
        Some(before) => {
            let reported = Money::total(before.forecasts.values().copied())?;
            Some(forecast.minus(reported)?)
        }
        None => None,
    };
    Ok(LineView {
        line: String::new(),
        title: "All lines".to_owned(),
        original: sum(|line| line.original)?,
        virements: sum(|line| line.virements)?,
        budget,
        profiled: sum(|line| line.profiled)?,
        posted: sum(|line| line.posted)?,
        accruals: sum(|line| line.accruals)?,
        committed: sum(|line| line.committed)?,
        forecast,
        variance,
        split: Split {
            volume: sum(|line| line.split.volume)?,
            mix: sum(|line| line.split.mix)?,
            price: sum(|line| line.split.price)?,
            timing: sum(|line| line.split.timing)?,
        },
        children: (
            lines.iter().map(|line| line.children.0).sum(),
            lines.iter().map(|line| line.children.1).sum(),
        ),
        share: tenths_of_per_cent(variance, budget),
        rag: marks.mark(variance, budget),
        moved,
        starters: lines.iter().map(|line| line.starters).sum(),
        leavers: lines.iter().map(|line| line.leavers).sum(),
        from_others: lines.iter().map(|line| line.from_others).sum(),
        to_others: lines.iter().map(|line| line.to_others).sum(),
        said: None,
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_child_of_a_whole_leap_year_is_one_child() {
        for (first, days) in [(date(2026, 4, 1), 365), (date(2027, 4, 1), 366)] {
            let whole = Part {
                key: "spec D".to_owned(),
                volume: Decimal::from(days * 40),
                amount: Money::ZERO,
            };
            let of_year = days_of(FinancialYear::containing(first));
            assert_eq!(children_of(&[whole], of_year), 400, "{first}");
        }
    }
}
