//! The forms by which a commissioner keeps high needs places: which establishment, the numbers, and a rate from a day on.

use serde::Deserialize;
use validator::Validate;

use super::conclusion::words;
use super::{Form, Problems, day, pounds};
use crate::calendar::Date;
use crate::ids::AuthorityCode;
use crate::money::{Money, plain_number};
use crate::places::{Numbers, PLACES_MAX, PlaceKind, PlaceProblem, PlaceRate, Places, RateKind};

/// Which establishment has places, by its number.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default, rename_all = "kebab-case")]
pub struct FindForm {
    /// A URN or UKPRN.
    #[validate(length(max = 20, message = "A URN has six digits and a UKPRN eight"))]
    pub reference: String,
}

impl Form for FindForm {
    type Value = String;

    const FIELDS: &'static [&'static str] = &["reference"];

    fn value(&self, problems: &mut Problems) -> Option<String> {
        let reference: String = self.reference.split_whitespace().collect();
        if reference.is_empty() {
            problems.add("reference", "Enter the URN or UKPRN");
            return None;
        }
        Some(reference)
    }
}

/// The numbers of places of one kind, as they are sent.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default, rename_all = "kebab-case")]
pub struct NumbersForm {
    /// How many entries there were when the form was made.
    pub seen: u32,
    /// Commissioned, April to August.
    pub commissioned_april: String,
    /// Commissioned, September to March.
    pub commissioned_september: String,
    /// Funded, April to August.
    pub funded_april: String,
    /// Funded, September to March.
    pub funded_september: String,
    /// Of the funded those of pupils on roll, April to August; a unit's alone.
    pub on_roll_april: String,
    /// Of the funded those of pupils on roll, September to March; a unit's alone.
    pub on_roll_september: String,
    /// Pupils of other authorities who have no record here; blank is none.
    pub others: String,
    /// Counted on: day.
    pub counted_day: String,
    /// Counted on: month.
    pub counted_month: String,
    /// Counted on: year.
    pub counted_year: String,
    /// The authority that commissions them, three digits.
    pub commissioned_by: String,
    /// From whom the numbers are.
    #[validate(length(
        max = 300,
        message = "From whom the numbers are must be 300 characters or fewer"
    ))]
    pub source: String,
    /// Numbers of: day.
    pub agreed_day: String,
    /// Numbers of: month.
    pub agreed_month: String,
    /// Numbers of: year.
    pub agreed_year: String,
    /// The kind, which is the page's.
    #[serde(skip)]
    pub kind: Option<PlaceKind>,
}

/// Numbers that make sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meant {
    /// The numbers.
    pub places: Places,
    /// The authority that commissions them.
    pub commissioned_by: AuthorityCode,
    /// Pupils of other authorities without a record here, and on which day they were counted.
    pub others: Option<(u32, Date)>,
    /// From whom the numbers are.
    pub source: String,
    /// Of which day they are.
    pub agreed_on: Date,
}

/// A number of places; adds `blank` where nothing was typed.
fn places(typed: &str, field: &'static str, blank: &str, problems: &mut Problems) -> Option<u32> {
    let digits = plain_number(typed).unwrap_or_else(|| typed.to_owned());
    if digits.is_empty() {
        problems.add(field, blank);
        return None;
    }
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    let number: Option<u32> = digits.parse().ok().filter(|_| is_plain);
    let number = number.filter(|number| *number <= PLACES_MAX);
    if number.is_none() {
        problems.add(field, "Enter a whole number of places from 0 to 5,000");
    }
    number
}

impl NumbersForm {
    /// Both numbers of a pair, with what is said where one is blank.
    fn pair(
        [april, september]: [(&str, &'static str); 2],
        [in_april, in_september]: [&str; 2],
        problems: &mut Problems,
    ) -> Option<Numbers> {
        let april = places(april.0, april.1, in_april, problems);
        let september = places(september.0, september.1, in_september, problems);
        Some(Numbers {
            april: april?,
            september: september?,
        })
    }

    fn on_roll(&self, kind: PlaceKind, problems: &mut Problems) -> Option<Numbers> {
        if kind != PlaceKind::Unit {
            return Some(Numbers::default());
        }
        NumbersForm::pair(
            [
                (&self.on_roll_april, "on-roll-april"),
                (&self.on_roll_september, "on-roll-september"),
            ],
            [
                "Enter how many of the places April to August are of pupils on roll; 0 if none is",
                "Enter how many of the places September to March are of pupils on roll; 0 if none is",
            ],
            problems,
        )
    }

    fn numbers(&self, problems: &mut Problems) -> Option<Places> {
        let kind = self.kind?;
        let commissioned = NumbersForm::pair(
            [
                (&self.commissioned_april, "commissioned-april"),
                (&self.commissioned_september, "commissioned-september"),
            ],
            [
                "Enter the places commissioned for April to August",
                "Enter the places commissioned for September to March",
            ],
            problems,
        );
        let funded = NumbersForm::pair(
            [
                (&self.funded_april, "funded-april"),
                (&self.funded_september, "funded-september"),
            ],
            [
                "Enter the places funded for April to August",
                "Enter the places funded for September to March",
            ],
            problems,
        );
        let on_roll = self.on_roll(kind, problems);
        match Places::new(kind, commissioned?, funded?, on_roll?) {
            Ok(places) => Some(places),
            Err(PlaceProblem::OnRollAboveFunded(stretch)) => {
                let field = match stretch {
                    crate::places::Stretch::April => "on-roll-april",
                    crate::places::Stretch::September => "on-roll-september",
                };
                problems.add(
                    field,
                    "Places of pupils on roll must not be more than are funded",
                );
                None
            }
            // The numbers were read within the bounds, and other kinds have none on roll.
            Err(PlaceProblem::TooMany | PlaceProblem::OnRollOutsideUnit) => None,
        }
    }

    /// Nothing where there are none; the outer none where that cannot be told.
    fn others(&self, problems: &mut Problems) -> Option<Option<(u32, Date)>> {
        let others = match self.others.trim() {
            "" => Some(0),
            typed => places(typed, "others", "", problems),
        };
        if others? == 0 {
            return Some(None);
        }
        let counted_on = [&self.counted_day, &self.counted_month, &self.counted_year];
        let counted_on = day::wanted(
            "counted",
            ("Counted on", "Enter the day on which they were counted"),
            counted_on.map(String::as_str),
            problems,
        );
        Some(Some((others?, counted_on?)))
    }
}

impl Form for NumbersForm {
    type Value = Meant;

    const FIELDS: &'static [&'static str] = &[
        "commissioned-april",
        "commissioned-september",
        "funded-april",
        "funded-september",
        "on-roll-april",
        "on-roll-september",
        "others",
        "counted",
        "commissioned-by",
        "source",
        "agreed",
    ];

    fn value(&self, problems: &mut Problems) -> Option<Meant> {
        let places = self.numbers(problems);
        let others = self.others(problems);
        let commissioned_by = AuthorityCode::parse(self.commissioned_by.trim()).ok();
        if commissioned_by.is_none() {
            problems.add(
                "commissioned-by",
                "Enter the three digits of the authority that commissions the places",
            );
        }
        let source = words(
            &self.source,
            "source",
            "Say from whom the numbers are",
            problems,
        );
        let agreed = [&self.agreed_day, &self.agreed_month, &self.agreed_year];
        let agreed_on = day::wanted(
            "agreed",
            ("The day of the numbers", "Enter the day of the numbers"),
            agreed.map(String::as_str),
            problems,
        );
        Some(Meant {
            places: places?,
            commissioned_by: commissioned_by?,
            others: others?,
            source: source?,
            agreed_on: agreed_on?,
        })
    }
}

/// A rate from a day on, as it is sent.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default, rename_all = "kebab-case")]
pub struct RateForm {
    /// How many rates were entered when the form was made.
    pub seen: usize,
    /// Which rate, by its code.
    pub kind: String,
    /// Pounds a place and year.
    pub amount: String,
    /// From: day.
    pub from_day: String,
    /// From: month.
    pub from_month: String,
    /// From: year.
    pub from_year: String,
    /// Where it is from.
    #[validate(length(
        max = 300,
        message = "Where the rate is from must be 300 characters or fewer"
    ))]
    pub note: String,
}

impl Form for RateForm {
    type Value = (PlaceRate, String);

    const FIELDS: &'static [&'static str] = &["kind", "amount", "from", "note"];

    fn value(&self, problems: &mut Problems) -> Option<(PlaceRate, String)> {
        let kind = RateKind::parse(&self.kind).ok();
        if kind.is_none() {
            problems.add("kind", "Select which rate it is");
        }
        let amount = pounds::wanted(&self.amount, "amount", "Enter pounds a place", problems);
        let is_place = |amount: &Money| (0..=10_000_000).contains(&amount.pence());
        if amount.is_some_and(|amount| !is_place(&amount)) {
            problems.add("amount", "A place is between £0 and £100,000 a year");
        }
        let from = [&self.from_day, &self.from_month, &self.from_year];
        let from = day::wanted(
            "from",
            ("From", "Enter the first day of the rate"),
            from.map(String::as_str),
            problems,
        );
        let note = words(&self.note, "note", "Say where the rate is from", problems);
        let rate = PlaceRate {
            kind: kind?,
            from: from?,
            amount: amount?,
        };
        Some((rate, note?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::parse;

    fn unit() -> NumbersForm {
        let text = str::to_owned;
        NumbersForm {
            kind: Some(PlaceKind::Unit),
            commissioned_april: text("12"),
            commissioned_september: text("1,014"),
            funded_april: text("12"),
            funded_september: text("14"),
            on_roll_april: text("9"),
            on_roll_september: text("0"),
            others: text("2"),
            counted_day: text("15"),
            counted_month: text("1"),
            counted_year: text("2026"),
            commissioned_by: text(" 999 "),
            source: text("Place change return"),
            agreed_day: text("5"),
            agreed_month: text("12"),
            agreed_year: text("2025"),
            ..NumbersForm::default()
        }
    }

    #[test]
    fn numbers_are_whole_and_each_wrong_field_says_so() {
        let meant = parse(&unit()).unwrap();
        assert_eq!(meant.places.commissioned().september, 1_014);
        assert_eq!(meant.others.map(|(count, _)| count), Some(2));
        type Change = fn(&mut NumbersForm);
        let wrong: [(Change, &str); 10] = [
            (|form| form.commissioned_april.clear(), "commissioned-april"),
            (
                |form| form.funded_september = "14.5".to_owned(),
                "funded-september",
            ),
            (|form| form.funded_april = "-1".to_owned(), "funded-april"),
            (|form| form.funded_april = "5001".to_owned(), "funded-april"),
            (|form| form.on_roll_april = "13".to_owned(), "on-roll-april"),
            (|form| form.on_roll_september.clear(), "on-roll-september"),
            (|form| form.counted_day.clear(), "counted"),
            (
                |form| form.commissioned_by = "99".to_owned(),
                "commissioned-by",
            ),
            (|form| form.source = " ".to_owned(), "source"),
            (|form| form.agreed_month = "13".to_owned(), "agreed"),
        ];
        for (change, field) in wrong {
            let mut form = unit();
            change(&mut form);
            assert!(parse(&form).unwrap_err().of(field).is_some(), "{field}");
        }
    }

    #[test]
    fn only_a_unit_is_asked_who_is_on_roll_and_nobody_from_elsewhere_needs_no_day() {
        let mut form = unit();
        form.kind = Some(PlaceKind::Special);
        form.on_roll_april = "anything".to_owned();
        form.others = String::new();
        form.counted_day = String::new();
        let meant = parse(&form).unwrap();
        assert_eq!(meant.places.on_roll(), Numbers::default());
        assert_eq!(meant.others, None);
    }

    #[test]
    fn a_rate_has_its_kind_its_day_and_its_source() {
        let form = |kind: &str, amount: &str, day: &str, note: &str| RateForm {
            kind: kind.to_owned(),
            amount: amount.to_owned(),
            from_day: day.to_owned(),
            from_month: "4".to_owned(),
            from_year: "2027".to_owned(),
            note: note.to_owned(),
            ..RateForm::default()
        };
        let (rate, _) = parse(&form("special", "£10,500", "1", "Guide")).unwrap();
        assert_eq!(rate.amount.pence(), 1_050_000);
        for (kind, amount, day, note, field) in [
            ("unit", "1", "1", "x", "kind"),
            ("special", "", "1", "x", "amount"),
            ("special", "-1", "1", "x", "amount"),
            ("special", "100000.01", "1", "x", "amount"),
            ("special", "1", "31", "x", "from"),
            ("special", "1", "1", "", "note"),
        ] {
            let problems = parse(&form(kind, amount, day, note)).unwrap_err();
            assert!(problems.of(field).is_some(), "{field}");
        }
    }
}
