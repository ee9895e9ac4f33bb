//! A year's entitlement divided among those who pay it, so that their parts make it up.

use std::collections::BTreeMap;

use super::due::{DueInYear, EntitlementError, Payment, SegmentDue, YearTerms};
use crate::calendar::{Date, Fraction, Period, StayShares, joined};
use crate::money::{Money, Rate, Rounding};

/// Divides what is due in a year by whose days they are: the days of `whose[n]` are of part n + 1, all others of part 0.
///
/// Of two that claim a day the first has it. Each segment and each payment of it is shared by cumulative difference at the
/// days on which it changes hands, as it is over payment periods: the parts of a period's payment make it up to the penny,
/// and cutting further changes no other cut. Each part carries in [`DueInYear::others`] the days that are not its own.
///
/// # Errors
/// [`EntitlementError`] where the year's shares cannot be counted.
pub fn divided(
    due: &DueInYear,
    terms: &YearTerms<'_>,
    whose: &[Vec<Period>],
) -> Result<Vec<DueInYear>, EntitlementError> {
    let year = due.periods.year().ok_or(EntitlementError::NotTheYear)?;
    let hands = Hands::of(&year, whose);
    let mut parts: Vec<DueInYear> = (0..=whose.len())
        .map(|part| DueInYear {
            periods: due.periods.clone(),
            segments: Vec::new(),
            one_offs: Vec::new(),
            warnings: Vec::new(),
            others: hands.others(part),
            total: Money::ZERO,
        })
        .collect();
    for segment in &due.segments {
        for (part, share) in shared(segment, terms, &year, &hands)? {
            if let Some(of) = parts.get_mut(part) {
                of.segments.push(share);
            }
        }
    }
    for one_off in &due.one_offs {
        if let Some(of) = parts.get_mut(hands.on(one_off.on)) {
            of.one_offs.push(one_off.clone());
        }
    }
    for part in &mut parts {
        let amounts = part.segments.iter().map(|due| due.amount);
        let once = part.one_offs.iter().map(|one_off| one_off.amount);
        part.total = Money::total(amounts.chain(once))?;
    }
    if let ([], Some(all)) = (whose, parts.first_mut()) {
        all.warnings.clone_from(&due.warnings);
    }
    Ok(parts)
}

/// A year cut where it changes hands: runs of days in order, each with the part that they are of.
struct Hands {
    runs: Vec<(Period, usize)>,
}

impl Hands {
    fn of(year: &Period, whose: &[Vec<Period>]) -> Hands {
        let days = whose.iter().flatten().filter_map(|days| days.overlap(year));
        let mut cuts: Vec<Date> = days
            .flat_map(|days| [Some(days.start()), days.end()])
            .flatten()
            .chain([Some(year.start()), year.end()].into_iter().flatten())
            .collect();
        cuts.sort_unstable();
        cuts.dedup();
        let part_on = |day: Date| {
            let holds = |own: &Vec<Period>| own.iter().any(|days| days.contains(day));
            whose.iter().position(holds).map_or(0, |place| place + 1)
        };
        let mut runs: Vec<(Period, usize)> = Vec::new();
        for cut in cuts.windows(2) {
            // Cuts are in order and each once, so that a later one is after an earlier.
            let Ok(days) = Period::new(cut[0], cut[1]) else {
                continue;
            };
            let part = part_on(days.start());
            match runs.last_mut() {
                Some((last, held)) if *held == part => *last = last.through(&days),
                _ => runs.push((days, part)),
            }
        }
        Hands { runs }
    }

    /// The part that a day is of.
    fn on(&self, day: Date) -> usize {
        let mut runs = self.runs.iter();
        let found = runs.find(|(days, _)| days.contains(day));
        found.map_or(0, |(_, part)| *part)
    }

    /// The days that are not of a part.
    fn others(&self, part: usize) -> Vec<Period> {
        let others = self.runs.iter().filter(|(_, held)| *held != part);
        joined(others.map(|(days, _)| *days))
    }

    /// The runs of some days, in order.
    fn within(&self, days: &Period) -> Vec<(Period, usize)> {
        let runs = self.runs.iter();
        let within = runs.filter_map(|(run, part)| Some((run.overlap(days)?, *part)));
        within.collect()
    }
}

/// One segment's shares, each with the part that it is of.
fn shared(
    segment: &SegmentDue,
    terms: &YearTerms<'_>,
    year: &Period,
    hands: &Hands,
) -> Result<Vec<(usize, SegmentDue)>, EntitlementError> {
    let runs = hands.within(&segment.segment.days);
    if let [(_, part)] = runs.as_slice() {
        return Ok(vec![(*part, segment.clone())]);
    }
    let shares = terms.time.shares_of_stay(&segment.stay, year)?;
    let mut paid: BTreeMap<usize, Vec<Payment>> = BTreeMap::new();
    let mut reached = Reached {
        amount: segment.amount,
        total: segment.working.share_of_year,
        shares: &shares,
        rounding: terms.rounding,
        carried: Fraction::ZERO,
        so_far: Money::ZERO,
    };
    for payment in &segment.payments {
        let place = usize::try_from(payment.period).unwrap_or(usize::MAX);
        let held = terms.periods.periods().get(place);
        let days = held.and_then(|held| held.overlap(&segment.segment.days));
        let mut left = payment.amount;
        let mut pieces = days
            .map(|days| hands.within(&days))
            .unwrap_or_default()
            .into_iter()
            .peekable();
        while let Some((piece, _)) = pieces.next() {
            let new = reached.by(&piece)?;
            // What is left of the period's payment is its last piece's, so that the pieces always make it up.
            let amount = if pieces.peek().is_some() { new } else { left };
            left = left.minus(amount)?;
            reached.so_far = reached.so_far.plus(amount)?;
            let run = runs.iter().position(|(run, _)| run.contains(piece.start()));
            let payments = paid.entry(run.unwrap_or(0)).or_default();
            payments.push(Payment {
                period: payment.period,
                so_far: reached.carried.over(reached.total)?,
                amount,
            });
        }
    }
    let mut made = Vec::with_capacity(runs.len());
    for (place, (days, part)) in runs.into_iter().enumerate() {
        let payments = paid.remove(&place).unwrap_or_default();
        let mut share = segment.clone();
        share.segment.days = days;
        share.amount = Money::total(payments.iter().map(|payment| payment.amount))?;
        share.payments = payments;
        made.push((part, share));
    }
    Ok(made)
}

/// How far into a segment its days are shared out.
struct Reached<'year> {
    amount: Money,
    total: Fraction,
    shares: &'year StayShares<'year>,
    rounding: Rounding,
    carried: Fraction,
    so_far: Money,
}

impl Reached<'_> {
    /// What is new by the end of the next days.
    fn by(&mut self, days: &Period) -> Result<Money, EntitlementError> {
        let pennies = Rounding {
            mode: self.rounding.mode,
            unit: Rate::new(rust_decimal::Decimal::new(1, 2)),
        };
        self.carried = self.carried.plus(self.shares.share_of(days)?)?;
        let so_far = self.carried.over(self.total)?;
        let up_to_here = pennies.to_money(so_far.of_pounds(self.amount.pounds())?)?;
        Ok(up_to_here.minus(self.so_far)?)
    }
}
