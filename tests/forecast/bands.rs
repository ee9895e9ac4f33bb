//! Bands, transfers, open cases and known prices: flows and money of their own, and no child is lost or counted twice.

use proptest::prelude::*;
use send_banding::calendar::{Date, Period};
use send_banding::forecast::{
    Asked, Cohort, CostRow, Course, Expected, KnownPrices, KnownStay, Lever, Outcome, Pipeline,
    Rates, Runs, Scenario, Stage, check, expect, forecast,
};
use send_banding::money::Money;

use crate::agreement::agrees;
use crate::invented_cohort::Invented;
use crate::{asked, cohort, small};

const YEARS: usize = 3;

fn banded() -> Invented {
    Invented {
        bands: 4,
        transfers: 150,
        ..small()
    }
}

/// A council with everything: bands, transfers, open cases and known prices.
fn whole() -> Cohort {
    let mut council = cohort(&banded());
    let january = council.last_january();
    council.pipeline = Some(Pipeline {
        day: Date::new(january, 11, 20).unwrap(),
        cases: [
            ((Stage::Requested, 8), 9),
            ((Stage::Assessing, 6), 7),
            ((Stage::Agreed, 12), 5),
        ]
        .into(),
    });
    let stay = KnownStay {
        child: 0,
        year_group: Some(5),
        is_transfer: false,
        need: "ASD".to_owned(),
        setting: "SPEC".to_owned(),
        band: Some("B1".to_owned()),
        days: Period::open(Date::new(january, 1, 1).unwrap()),
        costs: vec![
            (
                Period::open(Date::new(january, 1, 1).unwrap()),
                Money::from_pence(1_000_000).unwrap(),
            ),
            (
                Period::open(Date::new(january, 9, 1).unwrap()),
                Money::from_pence(300_000).unwrap(),
            ),
        ],
    };
    council.known = KnownPrices::of(&[stay], &council.grid, (january, None), |_| Some(1_000_000));
    council
}

fn course(council: &Cohort, levers: Vec<Lever>) -> Course {
    let scenario = Scenario {
        name: String::new(),
        levers,
    };
    Course::of(council, &Rates::of(council), &scenario, YEARS)
}

#[test]
fn simulations_agree_with_the_expected_values_by_band_and_kind() {
    let council = whole();
    let course = course(&council, Vec::new());
    let expected = expect(&course).unwrap();
    let runs = Runs::of(&course, &expected, 5, 700, 2).unwrap();
    for ahead in 1..=YEARS {
        agrees("plans", &runs.january(ahead), expected.plans(ahead));
        let sums = &expected.sums[ahead - 1];
        for (which, expected) in [
            (0, sums.joined),
            (1, sums.left),
            (4, sums.came_over),
            (5, sums.went_over),
            (6, sums.reviewed),
        ] {
            assert!(expected > 0.0, "flow {which}");
            agrees(
                &format!("flow {which}"),
                &runs.flow(ahead - 1, which),
                expected,
            );
        }
        for (seat, expected) in expected.seats[ahead].iter().enumerate() {
            agrees(
                &council.grid.seat_title(seat),
                &runs.january_seat(ahead, seat),
                *expected,
            );
        }
    }
    for (month, of) in expected.months.iter().enumerate() {
        agrees("a month's plans", &runs.month(month), of.total());
        // Prices that go on after the known year have the means that are expected; so do their shocks.
        let cost = of.cost.iter().sum::<i128>() as f64 / 1e6;
        agrees(
            "all costs of a month",
            &runs.cost(month..month + 1, None),
            cost,
        );
        for (seat, count) in of.seats.iter().enumerate() {
            agrees("a month's band", &runs.month_seat(month, seat), *count);
            // In twelfths of a penny, at the prices of the start: no price shock has come by March.
            if month < 3 {
                let cost = of.cost[seat] as f64 / 1e6;
                agrees(
                    "a month's cost",
                    &runs.seat_cost(month..month + 1, seat..seat + 1),
                    cost,
                );
            }
        }
    }
}

#[test]
fn bands_change_no_child_and_one_band_is_as_none() {
    let (with, without) = (cohort(&banded()), {
        let mut council = cohort(&banded());
        (council.grid, council.bands) = (council.grid.without_bands(), None);
        council
    });
    let both = [with, without].map(|council| {
        let course = course(&council, Vec::new());
        let expected = expect(&course).unwrap();
        let runs = Runs::of(&course, &expected, 3, 12, 1).unwrap();
        let plans: Vec<Vec<i64>> = (0..12 * YEARS).map(|month| runs.month(month)).collect();
        (expected.januaries, plans)
    });
    assert_eq!(
        both[0].1, both[1].1,
        "the same children in every simulation"
    );
    let of = |council: &(Vec<Vec<f64>>, Vec<Vec<i64>>)| council.0.clone();
    assert_eq!(of(&both[0]), of(&both[1]));
}

#[test]
fn transfers_follow_neither_the_trend_nor_a_lever_on_new_plans() {
    let council = cohort(&banded());
    let sums = |levers: Vec<Lever>| expect(&course(&council, levers)).unwrap().sums;
    let plain = sums(Vec::new());
    let grown = sums(vec![
        Lever::JoinerGrowth {
            percent_a_year: "20".parse().unwrap(),
        },
        Lever::LeaversAfterSixteen {
            percent: "50".parse().unwrap(),
        },
    ]);
    assert!(plain[0].came_over > 0.0 && plain[0].went_over > 0.0);
    let near = |one: f64, other: f64| (one - other).abs() < 1e-9;
    assert!(near(plain[0].came_over, grown[0].came_over));
    assert!(near(plain[0].went_over, grown[0].went_over));
    assert!(grown[0].joined > plain[0].joined && grown[0].left > plain[0].left);
    let none = sums_without_transfers();
    assert_eq!((none.came_over, none.went_over), (0.0, 0.0));
}

fn sums_without_transfers() -> send_banding::forecast::Sums<f64> {
    expect(&course(&cohort(&small()), Vec::new())).unwrap().sums[0]
}

#[test]
fn open_cases_stand_for_new_plans_that_the_rates_no_longer_count() {
    let mut council = cohort(&small());
    let plain = expect(&course(&council, Vec::new())).unwrap();
    let january = council.last_january();
    let day = Date::new(january, 10, 20).unwrap();
    let none = std::collections::BTreeMap::new();
    council.pipeline = Some(Pipeline { day, cases: none });
    let empty = expect(&course(&council, Vec::new())).unwrap();
    // From November to January nobody was asked for; up to October the rates count.
    let share = empty.sums[0].joined / plain.sums[0].joined;
    assert!((share - 0.75).abs() < 1e-9, "{share}");
    assert_eq!(empty.months[9].total(), plain.months[9].total());
    council.pipeline = Some(Pipeline {
        day,
        cases: [((Stage::Agreed, 9), 100)].into(),
    });
    let full = expect(&course(&council, Vec::new())).unwrap();
    let more = full.sums[0].joined - empty.sums[0].joined;
    assert!((more - 98.0).abs() < 1e-6, "{more}");
    let runs = Runs::of(&course(&council, Vec::new()), &full, 1, 60, 1).unwrap();
    let most = runs.flow(0, 0).into_iter().max().unwrap();
    assert!(most < 200, "a case is one plan at most: {most}");
}

#[test]
fn a_band_that_came_since_the_last_january_is_counted_as_itself() {
    let mut inputs = banded().inputs();
    let own = inputs.costs.iter();
    let mut own = own.filter(|row| row.setting == "SPEC" && row.band.is_some());
    let new = CostRow {
        band: Some("New".to_owned()),
        ..own.next_back().unwrap().clone()
    };
    inputs.costs.push(new);
    let (mut council, problems) =
        check(&inputs.transitions, &inputs.population, &inputs.costs).unwrap();
    assert_eq!(problems, []);
    let spec = council.grid.setting("SPEC").unwrap();
    let bands = council.grid.bands(spec);
    let place = bands.iter().position(|band| band == "New").unwrap();
    assert!(place > 0, "the first band is another: {bands:?}");
    let january = council.last_january();
    let from = Date::new(january, 5, 1).unwrap();
    let stay = KnownStay {
        child: 0,
        year_group: Some(5),
        is_transfer: false,
        need: council.grid.needs()[0].clone(),
        setting: "SPEC".to_owned(),
        band: Some("New".to_owned()),
        days: Period::open(from),
        costs: vec![(Period::open(from), Money::from_pence(1_000_000).unwrap())],
    };
    council.know(&[stay], Date::new(january, 11, 20).unwrap());
    let since = council.since.as_ref().unwrap();
    let there = since.seats_in(since.until()).unwrap();
    assert_eq!(there[council.grid.seats_of(spec).start + place], 1);
    assert_eq!(there.iter().sum::<i64>(), 1);
}

#[test]
fn known_prices_are_those_of_the_day_for_whoever_is_there() {
    let mut council = cohort(&small());
    let january = council.last_january();
    let plain = expect(&course(&council, Vec::new())).unwrap();
    let iss = council.grid.setting("ISS").unwrap();
    let stay = KnownStay {
        child: 0,
        year_group: Some(5),
        is_transfer: false,
        need: "ASD".to_owned(),
        setting: "ISS".to_owned(),
        band: None,
        days: Period::open(Date::new(january, 1, 1).unwrap()),
        costs: vec![(
            Period::open(Date::new(january, 4, 1).unwrap()),
            Money::from_pence(2_000).unwrap(),
        )],
    };
    council.known = KnownPrices::of(&[stay], &council.grid, (january, None), |_| Some(1_000));
    let known = expect(&course(&council, Vec::new())).unwrap();
    let cost = |expected: &Expected, month: usize| expected.months[month].cost[iss];
    // Nothing is paid before April; then twice the mean, for whoever was there and for whoever comes, and so it goes on.
    for month in 0..36 {
        let wanted = if month < 3 {
            0
        } else {
            2 * cost(&plain, month)
        };
        assert_eq!(cost(&known, month), wanted, "{month}");
    }
    assert_eq!(known.januaries, plain.januaries);
}

#[test]
fn a_known_uplift_is_counted_once_and_is_kept() {
    let mut council = cohort(&small());
    let january = council.last_january();
    let (iss, spec) = ("ISS", council.grid.setting("SPEC").unwrap());
    let day = |month| Date::new(january, month, 1).unwrap();
    let money = |pence| Money::from_pence(pence).unwrap();
    let stay = KnownStay {
        child: 0,
        year_group: Some(5),
        is_transfer: false,
        need: "ASD".to_owned(),
        setting: iss.to_owned(),
        band: None,
        days: Period::open(day(1)),
        costs: vec![
            (Period::new(day(1), day(4)).unwrap(), money(1_000_000)),
            (Period::open(day(4)), money(1_050_000)),
        ],
    };
    let iss = council.grid.setting(iss).unwrap();
    let lever = || Lever::Price {
        setting: None,
        percent_a_year: "5".parse().unwrap(),
    };
    let price = |council: &Cohort| {
        let course = course(council, vec![lever()]);
        let expected = expect(&course).unwrap();
        let plain = expect(&self::course(
            &Cohort {
                known: KnownPrices::default(),
                ..council.clone()
            },
            Vec::new(),
        ))
        .unwrap();
        // What the lever and the record make of the means, month by month.
        let of = |setting: usize, month: usize| {
            let seats = council.grid.seats_of(setting);
            let cost = |expected: &Expected| -> i128 {
                expected.months[month].cost[seats.clone()].iter().sum()
            };
            let index = course.index[month][setting] as f64 / 1e6;
            cost(&expected) as f64 / cost(&plain) as f64 * index
        };
        (0..24)
            .map(|month| (of(iss, month), of(spec, month)))
            .collect::<Vec<_>>()
    };
    let near = |one: f64, other: f64| assert!((one - other).abs() < 1e-4, "{one}, not {other}");
    for priced_to in [None, Some(day(4))] {
        council.known = KnownPrices::of(
            std::slice::from_ref(&stay),
            &council.grid,
            (january, priced_to),
            |_| Some(1_000_000),
        );
        let prices = price(&council);
        near(prices[2].0, 1.0);
        // Once: by the record where it knows April, else by the lever; whoever comes has it as much as whoever is there.
        for (first, _) in &prices[3..12] {
            near(*first, 1.05);
        }
        // Where the known months end nothing jumps, and later only at an April, by the lever.
        for month in (12..24).filter(|month| *month != 15) {
            near(prices[month].0, prices[month - 1].0);
        }
        near(prices[15].0, prices[14].0 * 1.05);
        // Where nothing is known the lever acts from the first April.
        near(prices[3].1, 1.05);
        near(prices[15].1, 1.05 * 1.05);
    }
}

/// Tenths of a child, exactly.
fn tenths(expected: f64) -> i64 {
    (expected * 10.0).round() as i64
}

#[test]
fn bands_add_up_to_their_settings_in_every_figure_that_is_shown() {
    let asked = Asked {
        threads: 2,
        ..asked()
    };
    let made = forecast(&whole(), &asked).unwrap();
    let outcome = Outcome::of(&made, &asked, Vec::new(), Vec::new()).unwrap();
    let bands: Vec<&String> = outcome.start.by_band["SPEC"].keys().collect();
    assert_eq!(bands, ["B0", "B1", "B2", "B3"]);
    for (setting, bands) in &outcome.start.by_band {
        assert_eq!(
            bands.values().sum::<u32>(),
            outcome.start.by_setting[setting]
        );
    }
    for january in &outcome.januaries {
        for (setting, bands) in &january.by_band {
            let sum: i64 = bands.values().map(|band| tenths(band.expected)).sum();
            assert_eq!(sum, tenths(january.by_setting[setting].expected));
        }
    }
    for month in &outcome.months {
        for (setting, bands) in &month.by_band {
            let sum: i64 = bands.values().map(|band| tenths(band.expected)).sum();
            assert_eq!(sum, tenths(month.by_setting[setting].expected));
        }
        for (setting, bands) in &month.spend_by_band {
            let sum = Money::total(bands.values().map(|band| band.expected)).unwrap();
            assert_eq!(sum, month.spend_by_setting[setting].expected);
        }
    }
    for year in &outcome.financial_years {
        for (setting, bands) in &year.spend_by_band {
            let sum = Money::total(bands.values().map(|band| band.expected)).unwrap();
            assert_eq!(sum, year.spend_by_setting[setting].expected);
        }
    }
    let kept = serde_json::to_string(&outcome).unwrap();
    assert_eq!(serde_json::from_str::<Outcome>(&kept).unwrap(), outcome);
    let alone = forecast(
        &whole(),
        &Asked {
            threads: 1,
            ..asked
        },
    )
    .unwrap();
    assert_eq!(
        alone.runs, made.runs,
        "the same with one thread as with two"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever the council, nobody is lost or made: every walk checks it, and ends with an error where it does not hold.
    #[test]
    fn no_council_loses_a_child(
        plans in 20_u32..160,
        bands in 0_u32..6,
        transfers in prop_oneof![Just(0_u32), 1_u32..1_000],
        seed in 1_u64..1_000,
        open in prop::collection::vec((0_usize..3, 0_usize..25, 0_u32..30), 0..6),
        month in 1_i8..=12,
        places in prop_oneof![Just(None), (0_u32..60).prop_map(Some)],
    ) {
        let mut council = cohort(&Invented { plans, bands, transfers, seed, ..small() });
        let cases = open.iter().map(|(stage, age, count)| ((Stage::ALL[*stage], *age), *count));
        let day = Date::new(council.last_january(), month, 28).unwrap();
        council.pipeline = Some(Pipeline { day, cases: cases.collect() });
        let levers = places.map(|places| Lever::Places {
            setting: "SPEC".to_owned(),
            places,
            from: day,
            overflow: vec!["ISS".to_owned(), "MMS".to_owned()],
        });
        let course = course(&council, levers.into_iter().collect());
        let expected = expect(&course).unwrap();
        let runs = Runs::of(&course, &expected, seed, 6, 2).unwrap();
        prop_assert_eq!(&runs, &Runs::of(&course, &expected, seed, 6, 1).unwrap());
        for ahead in 0..=YEARS {
            let seats: f64 = expected.seats[ahead].iter().sum();
            prop_assert!((seats - expected.plans(ahead)).abs() < 1e-6);
            let mut settings = vec![0; 6];
            for setting in 0..council.grid.settings().len() {
                let of = runs.january_setting(ahead, setting);
                settings.iter_mut().zip(of).for_each(|(sum, count)| *sum += count);
            }
            prop_assert_eq!(settings, runs.january(ahead));
        }
    }
}

#[test]
fn drifting_bands_cost_more_move_nobody_and_agree_with_the_simulations() {
    let council = cohort(&banded());
    let drift = |percent: &str| {
        let lever = Lever::BandDrift {
            percent_a_year: percent.parse().unwrap(),
        };
        course(&council, vec![lever])
    };
    let plain = expect(&course(&council, Vec::new())).unwrap();
    let course = drift("10");
    let expected = expect(&course).unwrap();
    assert_eq!(expected.januaries, plain.januaries);
    let cost = |of: &Expected| of.months[30].cost.iter().sum::<i128>();
    assert!(cost(&expected) > cost(&plain));
    assert!(expected.sums[0].reviewed > plain.sums[0].reviewed + 1.0);
    let runs = Runs::of(&course, &expected, 5, 400, 2).unwrap();
    for ahead in 1..=YEARS {
        for (seat, of) in expected.seats[ahead].iter().enumerate() {
            agrees("a band", &runs.january_seat(ahead, seat), *of);
        }
        agrees(
            "reviews",
            &runs.flow(ahead - 1, 6),
            expected.sums[ahead - 1].reviewed,
        );
    }
    // Everybody up, every year: at last nobody is in a band that has a dearer one above it but who came since.
    let all = expect(&drift("100")).unwrap();
    assert!(cost(&all) > cost(&expected));
    let none = Lever::BandDrift {
        percent_a_year: "5".parse().unwrap(),
    };
    let scenario = Scenario {
        name: String::new(),
        levers: vec![none],
    };
    let problems = scenario.problems(&cohort(&small()).grid);
    assert!(problems[0].sentence.ends_with("the data have no bands"));
}
