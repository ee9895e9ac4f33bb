//! The time at which something is done, given from outside.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::calendar::Date;

/// British time as a rule, so that no time-zone database is needed: summer time from the last Sunday of March at
/// 01:00 UTC to the last Sunday of October at 01:00 UTC (Summer Time Act 1972, as amended in 2002).
const BRITISH_TIME: &str = "GMT0BST,M3.5.0/1,M10.5.0/2";

/// An instant, and the day that it falls on in England.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The instant, in UTC.
    pub instant: Timestamp,
    /// The day in England.
    pub today: Date,
}

impl Moment {
    /// The moment of an instant.
    #[must_use]
    pub fn of(instant: Timestamp) -> Moment {
        Moment {
            instant,
            today: instant.to_zoned(zone()).date(),
        }
    }

    /// The time of day in England, such as `14:05:09`.
    #[must_use]
    pub fn time(&self) -> String {
        let there = self.instant.to_zoned(zone());
        there.strftime("%H:%M:%S").to_string()
    }
}

/// The rule is a constant that the tests below read; UTC could be a day out for one hour of a summer's night.
fn zone() -> TimeZone {
    TimeZone::posix(BRITISH_TIME).unwrap_or(TimeZone::UTC)
}

#[cfg(test)]
mod tests {
    use super::Moment;
    use crate::calendar::Date;
    use jiff::civil::date;

    fn day(instant: &str) -> Date {
        Moment::of(instant.parse().unwrap()).today
    }

    #[test]
    fn a_summer_night_belongs_to_the_day_in_england() {
        assert_eq!(day("2026-07-01T23:30:00Z"), date(2026, 7, 2));
        assert_eq!(day("2026-12-01T23:30:00Z"), date(2026, 12, 1));
    }

    #[test]
    fn the_time_of_day_is_that_of_its_day() {
        let time = |instant: &str| Moment::of(instant.parse().unwrap()).time();
        assert_eq!(time("2026-07-01T23:30:05Z"), "00:30:05");
        assert_eq!(time("2026-12-01T23:30:05Z"), "23:30:05");
    }

    #[test]
    fn summer_time_begins_and_ends_on_its_sundays() {
        assert_eq!(day("2026-03-28T23:30:00Z"), date(2026, 3, 28));
        assert_eq!(day("2026-03-29T23:30:00Z"), date(2026, 3, 30));
        assert_eq!(day("2026-10-24T23:30:00Z"), date(2026, 10, 25));
        assert_eq!(day("2026-10-25T23:30:00Z"), date(2026, 10, 25));
    }
}
