//! What is written for a browser is read back, and nothing else is.

use super::*;

/// What is written is read back; one word fewer is nothing, and no panic.
fn reads_back<T: Wire + PartialEq + std::fmt::Debug>(values: &[T]) {
    for value in values {
        let mut words = Vec::new();
        value.write(&mut words);
        assert_eq!(whole::<T>(words.clone()).as_ref(), Some(value), "{words:?}");
        words.pop();
        assert_eq!(whole::<T>(words.clone()), None, "{words:?}");
    }
}

fn whole<T: Wire>(words: Vec<String>) -> Option<T> {
    let mut words = Words::of(words);
    let value = T::read(&mut words);
    words.are_whole().then_some(value)
}

fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

/// A number that two members share would show here; a member left out does not compile.
#[test]
fn choices_keep_apart() {
    reads_back(&[AboveTop::Unreachable, AboveTop::Refuse, AboveTop::TopBand]);
    reads_back(&[MissingLevel::Refuse, MissingLevel::Lowest]);
    reads_back(&[
        RoundingMode::HalfUp,
        RoundingMode::HalfEven,
        RoundingMode::Down,
    ]);
    reads_back(Need::ALL);
    reads_back(Setting::ALL);
    let (domain, level): (DomainId, Level) = (id("hearing"), Level::new(2));
    let day = parse_iso_date("2026-09-01").unwrap();
    reads_back(&[
        Condition::PrimaryNeeds([Need::Hi].into()),
        Condition::Settings([Setting::Spec].into()),
        Condition::AtMost(domain.clone(), level),
        Condition::AtLeast(domain.clone(), level),
        Condition::CountAtLeast(level, 3),
        Condition::Phases([id("primary")].into()),
        Condition::Ages(5, 16),
        Condition::Institutions(["100001".to_owned()].into()),
        Condition::HostAuthorities(["Elsewhereshire".to_owned()].into()),
        Condition::Residency(Residency::Other),
        Condition::Plan(false),
        Condition::Circumstance(id("awaits-a-place"), true),
        Condition::OnOrAfter(day),
        Condition::Before(day),
        Condition::Bands([id("F")].into()),
    ]);
    reads_back(&[
        Values::Amounts([(id("A"), Money::ZERO)].into()),
        Values::Rows(Rows {
            columns: vec![Column::Institution, Column::Level(domain)],
            rows: Vec::new(),
            per_hour_above: Some(Rate::ONE),
        }),
        Values::Cost(Cost { share: Rate::ONE }),
    ]);
    reads_back(&[
        What::BandShift { by: -1 },
        What::Uplift {
            percent: id("-0.5"),
        },
        What::Protection {
            from: day,
            shares: vec![Rate::ONE],
            at_least: Some(id("0.985")),
        },
    ]);
}

/// Reads every kind that is one word from none: a blank that is not well formed would panic.
#[test]
fn every_blank_is_well_formed() {
    macro_rules! blank {
        ($($type:ty)+) => { $(assert!(whole::<$type>(Vec::new()).is_none());)+ };
    }
    blank! {
        String bool u8 u16 i16 Date Digest AreaId DomainId GroupId BandId StreamId ProvisionId PostId ModifierId
        PhaseId CircumstanceId Level Need Setting Money Rate Parts
    }
}

#[test]
fn a_list_that_is_no_set_is_none() {
    let lists: [&[&str]; 4] = [&[], &[""], &["digest", "9"], &["99999999999"]];
    for list in lists {
        let words = list.iter().map(|word| (*word).to_owned()).collect();
        assert!(!read(words).2, "{list:?}");
    }
}
