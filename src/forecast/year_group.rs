//! The year groups in which a plan is held, by number and by place from the youngest, and the age groups they make up.

/// The youngest year group that a plan is held in.
pub const YOUNGEST: i16 = -4;
/// The oldest: the year in which a young person turns 25.
pub const OLDEST: i16 = 20;
/// How many year groups there are.
pub const YEAR_GROUPS: usize = 25;

/// The number of a year group by its place from the youngest.
#[must_use]
pub fn year_group(age: usize) -> i16 {
    // There are 25 of them.
    YOUNGEST + i16::try_from(age).unwrap_or(i16::MAX - 4)
}

/// The place of a year group from the youngest; `None` outside the years in which a plan can be held.
#[must_use]
pub fn age_of(year_group: i16) -> Option<usize> {
    let age = usize::try_from(year_group.checked_sub(YOUNGEST)?).ok()?;
    (age < YEAR_GROUPS).then_some(age)
}

/// The place of a year group from the youngest; the nearest, outside the years in which a plan can be held.
#[must_use]
pub fn year_group_place(year_group: i16) -> usize {
    age_of(year_group.clamp(YOUNGEST, OLDEST)).unwrap_or(0)
}

/// The age groups of the management plan, by age on the 31 August before: their titles, youngest first.
pub const AGE_GROUPS: [&str; 5] = ["Under 5", "5-10", "11-15", "16-19", "20-25"];

/// The place of a year group in [`AGE_GROUPS`]. Age at the year's start is the year group and four.
#[must_use]
pub fn age_group(year_group: i16) -> usize {
    match year_group {
        ..=0 => 0,
        1..=6 => 1,
        7..=11 => 2,
        12..=15 => 3,
        16.. => 4,
    }
}
