//! Seeded draws: whole numbers, choices, days and identifiers, the same for the same seed on every machine.
//!
//! Every child draws from a stream of its own, so that what one child needs does not move the others.

use std::fmt::Debug;
use std::str::FromStr;

use jiff::civil::Date;
use jiff::{SignedDuration, Span, Timestamp};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A stream of draws, and its number.
pub(super) struct Draw(ChaCha8Rng, u64);

/// The instant, in milliseconds since 1970, from which the identifiers of streams count: the start of 2020.
const WRITTEN_FROM: u64 = 1_577_836_800_000;

impl Draw {
    /// The stream of a number under a seed.
    pub(super) fn of(seed: u64, stream: u64) -> Draw {
        let mut numbers = ChaCha8Rng::seed_from_u64(seed);
        numbers.set_stream(stream);
        Draw(numbers, stream)
    }

    /// A whole number from 0 up to, not including, `end`; 0 if there is none.
    pub(super) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX);
        let scaled = (u128::from(self.0.next_u64()) * u128::from(end)) >> 64;
        // The result is below `end`, which came from a usize.
        usize::try_from(scaled).unwrap_or(0)
    }

    /// A whole number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: i32, high: i32) -> i32 {
        let width = usize::try_from(high - low + 1).unwrap_or(1);
        low + i32::try_from(self.below(width)).unwrap_or(0)
    }

    /// True in so many of a thousand draws.
    pub(super) fn in_thousand(&mut self, share: usize) -> bool {
        self.below(1000) < share
    }

    /// One of some values, each as likely.
    pub(super) fn pick<T: Copy>(&mut self, values: &[T]) -> T {
        values[self.below(values.len())]
    }

    /// The place of one of some weights, each as likely as it is heavy.
    pub(super) fn weighted(&mut self, weights: &[u32]) -> usize {
        let total: u32 = weights.iter().sum();
        let mut left = self.below(usize::try_from(total).unwrap_or(0));
        for (place, weight) in weights.iter().enumerate() {
            let weight = usize::try_from(*weight).unwrap_or(0);
            if left < weight {
                return place;
            }
            left -= weight;
        }
        0
    }

    /// A day from the first up to, not including, the end; the first if there is none between.
    pub(super) fn day(&mut self, first: Date, end: Date) -> Date {
        let days = (end - first).get_days().max(1);
        days_after(first, self.between(0, days - 1))
    }

    /// A Monday to Friday from the first up to, not including, the end, or the last weekday before `first`.
    pub(super) fn working_day(&mut self, first: Date, end: Date) -> Date {
        let day = self.day(first, end);
        let back = match day.weekday() {
            jiff::civil::Weekday::Saturday => 1,
            jiff::civil::Weekday::Sunday => 2,
            _ => 0,
        };
        days_after(day, -back)
    }

    /// An instant in the office hours of a day.
    pub(super) fn office_hour(&mut self, day: Date) -> Timestamp {
        let minutes = i64::from(self.between(8 * 60, 16 * 60));
        midnight(day) + SignedDuration::from_mins(minutes)
    }

    /// An identifier, as if an import had written one child after another: identifiers sort by their streams, and within one by
    /// the minute of an instant. A nation's records are written in that order, so that an index grows at its end; in the order
    /// of the instants every new row would be put into another page of it.
    pub(super) fn id<T>(&mut self, at: Timestamp) -> T
    where
        T: FromStr,
        T::Err: Debug,
    {
        /// Bits of the minutes since 1970, enough until 2097, and of what is drawn.
        const MINUTES: u32 = 26;
        const DRAWN: u32 = 48;
        let minutes = u64::try_from(at.as_second() / 60).unwrap_or(0);
        let minutes = minutes.min((1 << MINUTES) - 1);
        let mut drawn = [0; 10];
        self.0.fill_bytes(&mut drawn);
        let drawn = u128::from_be_bytes(std::array::from_fn(|place| {
            drawn.get(place).copied().unwrap_or(0)
        }));
        let rest = (u128::from(minutes) << DRAWN) | (drawn >> (u128::BITS - DRAWN));
        // The version stands between the first 12 bits of the rest and its last 62, and the variant before those.
        let bits = (u128::from(WRITTEN_FROM + self.1) << 80)
            | (7 << 76)
            | ((rest >> 62) << 64)
            | (0b10 << 62)
            | (rest & ((1 << 62) - 1));
        known(&uuid::Uuid::from_u128(bits).to_string())
    }

    /// Puts values into a drawn order.
    pub(super) fn shuffle<T>(&mut self, values: &mut [T]) {
        for last in (1..values.len()).rev() {
            values.swap(last, self.below(last + 1));
        }
    }
}

/// Reads an identifier or code that this room wrote itself.
#[expect(
    clippy::expect_used,
    reason = "this room composes the text by the type's own rule; the tests compose them all"
)]
pub(super) fn known<T>(text: &str) -> T
where
    T: FromStr,
    T::Err: Debug,
{
    text.parse().expect("a text composed here is of its kind")
}

/// The day so many days after another, or before it if negative.
pub(super) fn days_after(day: Date, days: i32) -> Date {
    day.saturating_add(Span::new().days(days))
}

/// The day so many years before another.
pub(super) fn years_before(day: Date, years: i32) -> Date {
    day.saturating_sub(Span::new().years(years))
}

/// The instant at which a day begins in UTC.
pub(super) fn midnight(day: Date) -> Timestamp {
    let days_since_1970 = i64::from((day - jiff::civil::date(1970, 1, 1)).get_days());
    Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * days_since_1970)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::ChildId;
    use jiff::civil::date;

    #[test]
    fn a_seed_and_stream_give_the_same_draws_and_another_stream_others() {
        let ids = |stream| {
            let mut draw = Draw::of(1, stream);
            [
                draw.id::<ChildId>(Timestamp::UNIX_EPOCH),
                draw.id(Timestamp::UNIX_EPOCH),
            ]
        };
        assert_eq!(ids(5), ids(5));
        assert_ne!(ids(5), ids(6));
    }

    #[test]
    fn identifiers_sort_by_their_streams_and_then_by_the_minute_they_are_of() {
        let id = |draw: &mut Draw, day| draw.id::<ChildId>(midnight(day));
        let (early, late) = (date(1998, 3, 1), date(2026, 11, 21));
        let (mut first, mut second) = (Draw::of(1, 1_000), Draw::of(1, 1_001));
        let ids = [
            id(&mut first, early),
            id(&mut first, late),
            id(&mut second, early),
            id(&mut second, late),
        ];
        assert!(ids.is_sorted(), "{ids:?}");
        assert_ne!(id(&mut first, early), id(&mut first, early));
        let read: uuid::Uuid = ids[0].as_str().parse().unwrap();
        assert_eq!(read.get_version_num(), 7);
        assert_eq!(read.get_variant(), uuid::Variant::RFC4122);
    }

    #[test]
    fn draws_stay_within_their_ends() {
        let mut draw = Draw::of(1, 0);
        let (first, end) = (date(2026, 2, 27), date(2026, 3, 2));
        for _ in 0..500 {
            assert!((-3..=3).contains(&draw.between(-3, 3)));
            assert!((first..end).contains(&draw.day(first, end)));
            assert_eq!(draw.weighted(&[0, 3, 0]), 1);
        }
        assert_eq!(draw.day(first, first), first);
        assert_eq!(
            midnight(date(2026, 11, 21)).to_string(),
            "2026-11-21T00:00:00Z"
        );
    }
}
