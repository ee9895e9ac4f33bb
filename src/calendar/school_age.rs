//! Until when somebody is of compulsory school age, after which a young person is written to in their own name.

use jiff::civil::{Date, Weekday, date};

/// The last day of compulsory school age: the last Friday of June in the school year, 1 September to 31 August, in which
/// the child turns 16 (Education Act 1996, section 8; Education (School Leaving Date) Order 1997). `None` for a birth
/// too near the calendar's end.
#[must_use]
pub fn last_day_of_compulsory_school_age(birth: Date) -> Option<Date> {
    // A birthday from September on falls in the school year that ends in the June after.
    let years = if birth.month() >= 9 { 17 } else { 16 };
    let year = birth
        .year()
        .checked_add(years)
        .filter(|year| *year <= 9999)?;
    let end_of_june = date(year, 6, 30);
    let past_friday = end_of_june.weekday().since(Weekday::Friday);
    Some(end_of_june.saturating_sub(jiff::Span::new().days(i64::from(past_friday))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_ends_on_the_last_friday_of_june_of_the_year_of_the_sixteenth_birthday() {
        let last = |year, month, day| last_day_of_compulsory_school_age(date(year, month, day));
        // Both turn 16 in the school year 2025/26, on either side of the day itself.
        assert_eq!(last(2009, 9, 1), Some(date(2026, 6, 26)));
        assert_eq!(last(2010, 8, 31), Some(date(2026, 6, 26)));
        assert_eq!(last(2010, 9, 1), Some(date(2027, 6, 25)));
        // 30 June 2028 is a Friday.
        assert_eq!(last(2012, 2, 29), Some(date(2028, 6, 30)));
        assert_eq!(last(9999, 9, 1), None);
    }
}
