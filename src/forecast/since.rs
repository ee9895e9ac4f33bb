//! What is on record since the last January: who was there in each month up to today, what was paid, who came, who left and
//! who is there now. The forecast goes on from there.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::calendar::{Date, Period};

use super::grid::Grid;
use super::known::{KnownStay, NOTHING, add, length};
use super::months::{MONTHS, Timing};
use super::record::{Amount, Flow, Kind, Marks};
use super::spend::first_of;
use super::year_group::{YEAR_GROUPS, YOUNGEST};

/// The year that has begun, as far as it is on record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Since {
    /// The day of today.
    pub day: Date,
    /// By month from the January: who was there at its end, in the last one today; and what its days cost a year.
    months: Vec<Marks<i64>>,
    /// How many of the months have days of which the price is known.
    priced: usize,
    /// By the year group of the January from one below the youngest, then stand: who is there today.
    pub present: Vec<i64>,
    /// Who came, left, moved or changed need or band, from stand to stand.
    pub flows: Vec<Flow<i64>>,
    /// Who stands in the record of the days and not in the January's count, where both should.
    pub unmatched: u32,
}

/// What is on record by pair, as the expected values count it.
pub(super) struct ByPair {
    /// Who came, left, moved or changed need.
    pub(super) flows: Vec<Flow<f64>>,
    /// How many changed band alone.
    pub(super) reviewed: f64,
    /// By the year group of the January from one below the youngest, then pair: who is there today.
    pub(super) present: Vec<f64>,
}

/// Where a child stood: the year group from one below the youngest, and the stand.
type Stood = (usize, usize);

/// A child's stays.
struct Child<'a> {
    before: usize,
    is_transfer: bool,
    /// Each with its stand.
    stays: Vec<(usize, &'a KnownStay)>,
}

impl Child<'_> {
    fn on(&self, day: Date) -> Option<Stood> {
        let stay = self.stays.iter().find(|(_, stay)| stay.days.contains(day));
        stay.map(|(stand, _)| (self.before, *stand))
    }
}

impl Since {
    /// What some stays say, everybody's whenever they came: none before the end of the January. `at_start` is by year group and
    /// stand; `stand` says where a stay is, and `prices` what a stand costs at the mean, in pence.
    #[must_use]
    pub fn of(
        stays: &[KnownStay],
        (grid, prices, at_start): (&Grid, &[i64], &[u32]),
        (january, today, priced): (i16, Date, usize),
        stand: impl Fn(&KnownStay) -> Option<usize>,
    ) -> Option<Since> {
        let months = (i32::from(today.year()) - i32::from(january)) * 12 + i32::from(today.month());
        // The year that has begun is on record at most as far as its December.
        let until = usize::try_from(months - 1).ok()?.min(MONTHS - 1);
        let mut children: BTreeMap<u32, Child<'_>> = BTreeMap::new();
        for stay in stays {
            let (Some(before), Some(stand)) = (stay.year_group.and_then(before), stand(stay))
            else {
                continue;
            };
            let child = children.entry(stay.child).or_insert_with(|| Child {
                before,
                is_transfer: stay.is_transfer,
                stays: Vec::new(),
            });
            child.stays.push((stand, stay));
        }
        let mut since = Since {
            day: today,
            months: Vec::with_capacity(until + 1),
            priced: priced.min(until + 1),
            present: vec![0; (YEAR_GROUPS + 1) * grid.stands()],
            flows: Vec::new(),
            unmatched: 0,
        };
        for month in 0..=until {
            let day = match first_of(january, month + 1).yesterday() {
                _ if month == 0 && until > 0 => first_of(january, 0),
                Ok(last) if last < today => last,
                _ => today,
            };
            let there = children.values().filter_map(|child| child.on(day));
            since.months.push(marks(grid, prices, there));
        }
        since.pay(&children, grid, (january, prices));
        let now = since.last_day(january);
        for (before, stand) in children.values().filter_map(|child| child.on(now)) {
            since.present[before * grid.stands() + stand] += 1;
        }
        since.flow(&children, (grid, at_start), (first_of(january, 0), now));
        Some(since)
    }

    /// The day of which the last month is a picture.
    fn last_day(&self, january: i16) -> Date {
        let next = first_of(january, self.months.len());
        next.yesterday().map_or(self.day, |last| last.min(self.day))
    }

    /// Puts what the days of the months cost a year in their marks.
    fn pay(
        &mut self,
        children: &BTreeMap<u32, Child<'_>>,
        grid: &Grid,
        (january, prices): (i16, &[i64]),
    ) {
        for month in 0..self.priced {
            let Ok(days) = Period::new(first_of(january, month), first_of(january, month + 1))
            else {
                break; // the calendar's own end
            };
            let mut sums = vec![NOTHING; grid.seats()];
            for (stand, stay) in children.values().flat_map(|child| &child.stays) {
                let paid = stay.in_month(prices[*stand], &days);
                add(&mut sums[grid.seat(*stand)], paid.unwrap_or(NOTHING));
            }
            let a_year = |paid: i128| paid.max(0) * 1_000_000 / length(days).max(1);
            self.months[month].cost = sums.iter().map(|sums| a_year(sums.0)).collect();
        }
    }

    /// Works out who came, left and moved between the January as it was counted and today. Of whoever the count does not have
    /// where the days have them it is said that they came.
    fn flow(
        &mut self,
        children: &BTreeMap<u32, Child<'_>>,
        (grid, at_start): (&Grid, &[u32]),
        (first, now): (Date, Date),
    ) {
        let mut left = at_start.to_vec();
        let mut counted: BTreeMap<(Option<usize>, Option<usize>, usize, bool), i64> =
            BTreeMap::new();
        for child in children.values() {
            let from = child.on(first).and_then(|stood| {
                let found = take(&mut left, grid, stood);
                self.unmatched += u32::from(found.is_none());
                found
            });
            let to = child.on(now).map(|(_, stand)| stand);
            if from != to {
                let is_transfer = child.is_transfer && (from.is_none() || to.is_none());
                *counted
                    .entry((from, to, child.before, is_transfer))
                    .or_default() += 1;
            }
        }
        for (place, count) in left.into_iter().enumerate().filter(|(_, count)| *count > 0) {
            self.unmatched += count;
            let (age, stand) = (place / grid.stands(), place % grid.stands());
            let key = (Some(stand), None, age + 1, false);
            *counted.entry(key).or_default() += i64::from(count);
        }
        let flow = |((from, to, before, is_transfer), count)| {
            let kind = if is_transfer {
                Kind::Transfer
            } else {
                Kind::Whole
            };
            Flow::new(Timing::AllYear, before, from, to, count).of_kind(kind)
        };
        self.flows = counted.into_iter().map(flow).collect();
    }

    /// The same by pair of need and setting.
    #[must_use]
    pub(super) fn by_pair(&self, grid: &Grid) -> ByPair {
        let mut by_pair = ByPair {
            flows: Vec::with_capacity(self.flows.len()),
            reviewed: 0.0,
            present: vec![0.0; (YEAR_GROUPS + 1) * grid.pairs()],
        };
        for (place, count) in self.present.iter().enumerate() {
            let (before, stand) = (place / grid.stands(), place % grid.stands());
            by_pair.present[before * grid.pairs() + grid.pair_of(stand)] += f64::whole(*count);
        }
        for flow in &self.flows {
            let pair = |stand: Option<usize>| stand.map(|stand| grid.pair_of(stand));
            let (from, to) = (pair(flow.start()), pair(flow.end()));
            let count = f64::whole(flow.count);
            if from == to {
                by_pair.reviewed += count;
                continue;
            }
            let flow =
                Flow::new(flow.timing, flow.year_group(), from, to, count).of_kind(flow.kind);
            by_pair.flows.push(flow);
        }
        by_pair
    }

    /// The last step of the year that is on record.
    #[must_use]
    pub fn until(&self) -> usize {
        self.months.len() - 1
    }

    /// Who was there in a month from the January on, and what its days cost a year; none after today.
    #[must_use]
    pub(super) fn month(&self, step: usize) -> Option<&Marks<i64>> {
        self.months.get(step)
    }

    /// Whether the days of a month on record have prices of their own.
    #[must_use]
    pub fn is_priced(&self, step: usize) -> bool {
        step < self.priced
    }

    /// What everybody on record costs a year in a month, by seat, in millionths of a penny; none after today.
    #[must_use]
    pub fn cost_in(&self, step: usize) -> Option<&[i128]> {
        let month = self.month(step).filter(|_| self.is_priced(step))?;
        Some(&month.cost)
    }

    /// The children on record in a month, by seat; none after today.
    #[must_use]
    pub fn seats_in(&self, step: usize) -> Option<&[i64]> {
        self.month(step).map(|month| month.seats.as_slice())
    }
}

/// Whether a child of a year group at the January can be on record in the year after it.
#[must_use]
pub fn is_of_age(year_group: Option<i16>) -> bool {
    year_group.and_then(before).is_some()
}

/// The place of a year group of the January, counted from one below the youngest: who was that may have come since.
#[must_use]
fn before(year_group: i16) -> Option<usize> {
    let place = usize::try_from(year_group.checked_sub(YOUNGEST - 1)?).ok()?;
    (place <= YEAR_GROUPS).then_some(place)
}

fn marks(grid: &Grid, prices: &[i64], there: impl Iterator<Item = Stood>) -> Marks<i64> {
    let mut marks = Marks::none(grid);
    for (before, stand) in there {
        marks.put(grid, stand, before, 1, prices[stand]);
    }
    marks
}

/// Takes a child out of those of the January's count who stood where one did, or in another band there.
fn take(left: &mut [u32], grid: &Grid, (before, stand): Stood) -> Option<usize> {
    let first = before.checked_sub(1)? * grid.stands();
    let stands = grid.stands_of(grid.pair_of(stand));
    let found = std::iter::once(stand)
        .chain(stands)
        .find(|stand| left.get(first + stand).is_some_and(|count| *count > 0))?;
    left[first + found] -= 1;
    Some(found)
}
