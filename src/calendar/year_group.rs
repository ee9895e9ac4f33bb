//! National curriculum year groups, by which schools speak of a child's age.

use jiff::civil::{Date, date};

use super::{AcademicYear, age_on};

/// The last year group that a plan can reach: the year in which a young person turns 25.
const LAST: i16 = 20;

/// A year group: 0 is Reception, 1 to 13 the school years, below 0 the early years, above 13 the years after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct YearGroup(i16);

impl YearGroup {
    /// The year group that a child born on a day is in on another by age; `None` before the birth.
    #[must_use]
    pub fn of(birth: Date, on: Date) -> Option<YearGroup> {
        let year = AcademicYear::containing(on);
        // Born since the year began: younger than the youngest who has an age at its start.
        let age = age_on(birth, year.eve()).unwrap_or(-1);
        (birth <= on).then_some(YearGroup(age - 4))
    }

    /// Reads the number of a year group that a plan can be held in, `-4` to `20`.
    #[must_use]
    pub fn parse(text: &str) -> Option<YearGroup> {
        let number: i16 = text.parse().ok()?;
        YearGroup::all().find(|year| year.0 == number)
    }

    /// Every year group that a plan can be held in, the youngest first.
    pub fn all() -> impl Iterator<Item = YearGroup> {
        (-4..=LAST).map(YearGroup)
    }

    /// Its number.
    #[must_use]
    pub fn number(self) -> i16 {
        self.0
    }

    /// Its name: `Reception`, `Year 7`, or the age at the year's start outside the school years.
    #[must_use]
    pub fn title(self) -> String {
        match self.0 {
            ..=-4 => "Under 1".to_owned(),
            -3..=-1 => format!("Age {}", self.0 + 4),
            0 => "Reception".to_owned(),
            1..=13 => format!("Year {}", self.0),
            14.. => format!("Age {}", self.0 + 4),
        }
    }

    /// The birth dates of its children in the academic year that a day falls in: from a day inside to a day outside.
    #[must_use]
    pub fn born(self, on: Date) -> (Date, Date) {
        let begins = AcademicYear::containing(on).first_day();
        let end = date(
            begins.year().saturating_sub(self.0 + 4).clamp(2, 9998),
            9,
            1,
        );
        (date(end.year() - 1, 9, 1), end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A child born on 31 August starts school a year before one born on 1 September.
    #[test]
    fn the_year_group_turns_on_31_august() {
        let on = date(2026, 11, 21);
        let title = |birth| YearGroup::of(birth, on).map(YearGroup::title);
        assert_eq!(title(date(2022, 8, 31)).as_deref(), Some("Reception"));
        assert_eq!(title(date(2022, 9, 1)).as_deref(), Some("Age 3"));
        assert_eq!(title(date(2015, 8, 31)).as_deref(), Some("Year 7"));
        assert_eq!(title(date(2008, 8, 31)).as_deref(), Some("Age 18"));
        assert_eq!(title(date(2026, 9, 2)).as_deref(), Some("Under 1"));
        assert_eq!(title(date(2026, 11, 22)), None);
    }

    #[test]
    fn the_birth_dates_of_a_year_group_are_those_that_are_in_it() {
        let on = date(2026, 11, 21);
        for year in YearGroup::all().filter(|year| year.number() > -4) {
            let (from, to) = year.born(on);
            assert_eq!(YearGroup::of(from, on), Some(year));
            assert_eq!(YearGroup::of(to.yesterday().unwrap(), on), Some(year));
            assert_ne!(YearGroup::of(to, on), Some(year));
        }
    }

    #[test]
    fn only_a_year_group_of_the_list_is_read() {
        assert_eq!(YearGroup::parse("7").map(YearGroup::number), Some(7));
        for text in ["", "99", "-5", "seven", "+"] {
            assert_eq!(YearGroup::parse(text), None, "{text}");
        }
    }
}
