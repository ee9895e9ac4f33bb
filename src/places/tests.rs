//! Sums with a pencil beside them, and the sum of the parts over generated places.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::calendar::{Date, FinancialYear};
use crate::money::Money;
use crate::needs::Setting;

fn year(first: i16) -> FinancialYear {
    FinancialYear::containing(date(first, 4, 1))
}

fn numbers(april: u32, september: u32) -> Numbers {
    Numbers { april, september }
}

fn places(kind: PlaceKind, funded: Numbers, on_roll: Numbers) -> Places {
    Places::new(kind, funded, funded, on_roll).unwrap()
}

fn rate(kind: RateKind, from: Date, pence: i64) -> PlaceRate {
    PlaceRate {
        kind,
        from,
        amount: Money::from_pence(pence).unwrap(),
    }
}

/// The finance guide's vector (1.4): 200 places, then 216, at £10,000.
#[test]
fn two_hundred_places_then_two_hundred_and_sixteen() {
    let school = places(PlaceKind::Special, numbers(200, 216), numbers(0, 0));
    let found = funding(&school, year(2026), &PlaceRates::with([])).unwrap();
    // 200 × 10,000 × 5/12 = 833,333.33; 216 × 10,000 × 7/12 = 1,260,000.00.
    assert_eq!(found.april.pounds_text(), "833333.33");
    assert_eq!(found.september.pounds_text(), "1260000.00");
    assert_eq!(found.year.pounds_text(), "2093333.33");
}

#[test]
fn a_unit_is_paid_six_thousand_for_pupils_on_roll_and_ten_for_the_rest() {
    let unit = places(PlaceKind::Unit, numbers(12, 14), numbers(9, 11));
    let found = funding(&unit, year(2026), &PlaceRates::with([])).unwrap();
    // On roll: 9 × 6,000 × 5/12 = 22,500 and 11 × 6,000 × 7/12 = 38,500. Other: 3 × 10,000, the whole year.
    let years: Vec<String> = found
        .parts
        .iter()
        .map(|part| part.year().unwrap().pounds_text())
        .collect();
    assert_eq!(years, ["61000.00", "30000.00"]);
    assert_eq!(found.year.pounds_text(), "91000.00");
}

#[test]
fn a_rate_holds_from_its_day_and_the_later_entry_of_a_day_counts() {
    let entered = [
        rate(RateKind::Special, date(2026, 9, 1), 1_200_000),
        rate(RateKind::Special, date(2026, 9, 1), 1_100_000),
    ];
    let rates = PlaceRates::with(entered);
    for (on, pounds) in [
        (date(2021, 3, 31), None),
        (date(2026, 8, 31), Some("10000.00")),
        (date(2026, 9, 1), Some("11000.00")),
    ] {
        let found = rates.on(RateKind::Special, on).map(Money::pounds_text);
        assert_eq!(found.as_deref(), pounds, "{on}");
    }
    // 12 × 10,000 × 5/12 + 12 × 11,000 × 7/12.
    let school = places(PlaceKind::Special, numbers(12, 12), numbers(0, 0));
    let found = funding(&school, year(2026), &rates).unwrap();
    assert_eq!(found.april.pounds_text(), "50000.00");
    assert_eq!(found.september.pounds_text(), "77000.00");
}

#[test]
fn a_missing_rate_is_named_and_no_place_needs_none() {
    let rates = PlaceRates::with([]);
    let school = places(PlaceKind::Special, numbers(1, 1), numbers(0, 0));
    let found = funding(&school, year(2020), &rates);
    let missing = FundingProblem::NoRate {
        rate: RateKind::Special,
        on: date(2020, 4, 1),
    };
    assert_eq!(found, Err(missing));
    let empty = places(PlaceKind::Special, numbers(0, 0), numbers(0, 0));
    let found = funding(&empty, year(2020), &rates).unwrap();
    assert_eq!((found.year, found.parts.len()), (Money::ZERO, 0));
}

#[test]
fn numbers_that_cannot_be_are_refused() {
    let unit = |funded, on_roll| Places::new(PlaceKind::Unit, funded, funded, on_roll);
    let above = PlaceProblem::OnRollAboveFunded(Stretch::September);
    assert_eq!(unit(numbers(5, 5), numbers(5, 6)), Err(above));
    assert_eq!(
        unit(numbers(5_001, 5), numbers(0, 0)),
        Err(PlaceProblem::TooMany)
    );
    let special = Places::new(
        PlaceKind::Special,
        numbers(5, 5),
        numbers(5, 5),
        numbers(1, 0),
    );
    assert_eq!(special, Err(PlaceProblem::OnRollOutsideUnit));
}

#[test]
fn the_number_changes_on_the_first_of_september_and_of_april() {
    for (day, stretch) in [
        (date(2026, 4, 1), Stretch::April),
        (date(2026, 8, 31), Stretch::April),
        (date(2026, 9, 1), Stretch::September),
        (date(2027, 3, 31), Stretch::September),
    ] {
        assert_eq!(Stretch::on(day), stretch, "{day}");
    }
}

#[test]
fn vacancies_and_pupils_over_number_are_never_both() {
    let standing = |own, of_others| Standing {
        commissioned: 10,
        funded: 10,
        pupils: Pupils { own, of_others },
    };
    assert_eq!((standing(7, 2).vacancies(), standing(7, 2).over()), (1, 0));
    assert_eq!((standing(9, 3).vacancies(), standing(9, 3).over()), (0, 2));
}

#[test]
fn a_placement_fills_a_place_of_its_kind_or_none() {
    for (setting, in_unit, kind) in [
        (Setting::Spec, false, Some(PlaceKind::Special)),
        (Setting::Rpu, false, Some(PlaceKind::Unit)),
        (Setting::Mms, true, Some(PlaceKind::Unit)),
        (Setting::Mms, false, None),
        (Setting::Fe, false, Some(PlaceKind::PostSixteen)),
        (Setting::Iss, false, None),
        (Setting::Nmss, false, None),
    ] {
        assert_eq!(PlaceKind::filled_by(setting, in_unit), kind, "{setting}");
    }
}

#[test]
fn the_department_pays_academies_and_colleges() {
    assert_eq!(
        Payer::of(Setting::Spec, "Community special school"),
        Payer::Authority
    );
    assert_eq!(
        Payer::of(Setting::Spec, "Academy special converter"),
        Payer::Department
    );
    assert_eq!(
        Payer::of(Setting::Ap, "Pupil referral unit"),
        Payer::Authority
    );
    for setting in [Setting::Fe, Setting::Spi] {
        assert_eq!(Payer::of(setting, ""), Payer::Department, "{setting}");
    }
}

fn any_places() -> impl Strategy<Value = Places> {
    let number = || 0..=PLACES_MAX;
    (0..4_usize, number(), number(), number(), number()).prop_map(
        |(kind, april, september, a, s)| {
            let kind = PlaceKind::ALL[kind];
            let on_roll = match kind {
                PlaceKind::Unit => numbers(a.min(april), s.min(september)),
                _ => numbers(0, 0),
            };
            places(kind, numbers(april, september), on_roll)
        },
    )
}

proptest! {
    /// Parts by rate, and stretches, make up the year; and the year is the exact sum of its parts rounded once each.
    #[test]
    fn parts_make_up_the_year(
        of in any_places(),
        before in 0_i64..5_000_000,
        after in 0_i64..5_000_000,
    ) {
        let entered = RateKind::ALL.iter().flat_map(|kind| [
            rate(*kind, date(2026, 4, 1), before),
            rate(*kind, date(2026, 9, 1), after),
        ]);
        let found = funding(&of, year(2026), &PlaceRates::with(entered)).unwrap();
        let by_part = Money::total(found.parts.iter().map(|part| part.year().unwrap())).unwrap();
        prop_assert_eq!(by_part, found.year);
        prop_assert_eq!(found.april.plus(found.september).unwrap(), found.year);
        let funded: u32 = found.parts.iter().map(|part| part.april.places).sum();
        prop_assert_eq!(funded, of.funded().april);
        for part in &found.parts {
            // In twelfths of a penny, without rounding.
            let exact = before * i64::from(part.april.places) * 5 + after * i64::from(part.september.places) * 7;
            let off = part.year().unwrap().pence() * 12 - exact;
            prop_assert!((-5..=6).contains(&off), "{} twelfths off", off);
        }
    }
}
