//! Days of absences that stop payment.

use super::{Period, Suspension};

impl Suspension {
    /// The days that are not paid for of times away, earliest first and apart. Times that meet or overlap are one.
    #[must_use]
    pub fn unpaid(self, away: impl Iterator<Item = Period>) -> Vec<Period> {
        let stopped = |absence: Period| {
            let paid = jiff::Span::new().days(i64::from(self.after_days));
            // An absence that reaches the calendar's end before it stops payment never stops it.
            let from = absence.start().checked_add(paid).ok()?;
            match absence.end() {
                Some(end) => Period::new(from, end).ok(),
                None => Some(Period::open(from)),
            }
        };
        joined(away).into_iter().filter_map(stopped).collect()
    }
}

/// Periods that meet or overlap made one, earliest first.
#[must_use]
pub fn joined(periods: impl Iterator<Item = Period>) -> Vec<Period> {
    let mut sorted: Vec<Period> = periods.collect();
    sorted.sort_by_key(Period::start);
    let mut whole: Vec<Period> = Vec::new();
    for period in sorted {
        match whole.last_mut() {
            Some(last) if last.end().is_none_or(|end| period.start() <= end) => {
                *last = last.through(&period);
            }
            _ => whole.push(period),
        }
    }
    whole
}

/// Days less others, which are in order and apart.
#[must_use]
pub fn without(days: Period, gaps: &[Period]) -> Vec<Period> {
    let mut left = Vec::new();
    let mut rest = Some(days);
    for gap in gaps {
        let Some(days) = rest else {
            break;
        };
        if days.overlap(gap).is_none() {
            continue;
        }
        left.extend(days.before(gap.start()));
        rest = gap.end().and_then(|end| days.from(end));
    }
    left.extend(rest);
    left
}
