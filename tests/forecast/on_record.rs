//! Up to today everybody is on record: who is there and what these months cost is known, and no model is asked. The forecast
//! goes on from who is there today.

use send_banding::calendar::{Date, Period};
use send_banding::forecast::{
    Asked, BackTest, Basis, Cohort, Course, Expected, KnownStay, Lever, NO_BAND, Outcome, Pipeline,
    Projection, Rates, Runs, Scenario, Stage, expect, forecast, year_group_place,
};
use send_banding::money::Money;

use crate::agreement::agrees;
use crate::by_hand::two_settings;
use crate::{cohort, small};

fn day(month: i8, day: i8) -> Date {
    Date::new(2025, month, day).unwrap()
}

fn stay(setting: &str, year_group: i16, from: Date, until: Option<Date>, pounds: i64) -> KnownStay {
    let days = match until {
        Some(until) => Period::new(from, until).unwrap(),
        None => Period::open(from),
    };
    KnownStay {
        child: 0,
        year_group: Some(year_group),
        is_transfer: false,
        need: "ASD".to_owned(),
        setting: setting.to_owned(),
        band: None,
        costs: vec![(days, Money::from_pence(pounds * 100).unwrap())],
        days,
    }
}

fn numbered(stays: Vec<KnownStay>) -> Vec<KnownStay> {
    let number = |(child, stay)| KnownStay { child, ..stay };
    (0..).zip(stays).map(number).collect()
}

/// Twenty in each setting in January 2025; ten more came to the special school on 1 May, where the model expects two or so,
/// and five left the other on 1 July.
fn stays() -> Vec<KnownStay> {
    let mut stays = Vec::new();
    for place in 0..20 {
        let until = (place < 5).then(|| day(7, 1));
        let year_group = 1 + place / 5;
        stays.push(stay("MMS", year_group, day(1, 1), until, 1_200));
        stays.push(stay("SPEC", year_group, day(1, 1), None, 20_000));
    }
    stays.extend((0..10).map(|_| stay("SPEC", 2, day(5, 1), None, 30_000)));
    numbered(stays)
}

fn council() -> Cohort {
    let mut council = two_settings();
    council.know(&stays(), day(11, 15));
    council
}

/// An invented council that has begun a year: of ten one has left, and of twenty one has come since, up to a day of November.
fn begun() -> Cohort {
    let mut council = cohort(&crate::invented_cohort::Invented {
        bands: 3,
        transfers: 100,
        ..small()
    });
    let january = council.last_january();
    let on = |month: i8| Date::new(january, month, 1).unwrap();
    let grid = council.grid.clone();
    let mut stays = Vec::new();
    for (place, count) in council.at_start_by_stand().into_iter().enumerate() {
        let (age, stand) = (place / grid.stands(), place % grid.stands());
        let pair = grid.pair_of(stand);
        let (need, setting) = grid.of_pair(pair);
        let band = &grid.bands(setting)[stand - grid.stands_of(pair).start];
        for _ in 0..count {
            let number = stays.len();
            let mut stay = stay(
                &grid.settings()[setting],
                i16::try_from(age).unwrap() - 4,
                on(1),
                None,
                10_000 + 100 * i64::try_from(number % 7).unwrap(),
            );
            stay.need.clone_from(&grid.needs()[need]);
            stay.band = (band != NO_BAND).then(|| band.clone());
            if number % 10 == 3 {
                stay.days = Period::new(on(1), on(6)).unwrap();
                stay.is_transfer = number % 20 == 3;
            }
            if number % 20 == 5 {
                let days = Period::open(on(4));
                stays.push(KnownStay {
                    days,
                    is_transfer: number % 40 == 5,
                    ..stay.clone()
                });
            }
            stays.push(stay);
        }
    }
    let today = Date::new(january, 11, 23).unwrap();
    council.know(&numbered(stays), today);
    council.pipeline = Some(Pipeline {
        day: today,
        cases: [
            ((Stage::Requested, year_group_place(3)), 9),
            ((Stage::Agreed, year_group_place(7)), 5),
        ]
        .into(),
    });
    council
}

fn course(council: &Cohort, levers: Vec<Lever>) -> Course {
    let scenario = Scenario {
        name: String::new(),
        levers,
    };
    Course::of(council, &Rates::of(council), &scenario, 3)
}

/// Pence a year, in a month and setting.
fn cost(council: &Cohort, month: usize, code: &str) -> i128 {
    let expected = expect(&course(council, Vec::new())).unwrap();
    expected.months[month].cost[council.grid.setting(code).unwrap()] / 1_000_000
}

#[test]
fn months_up_to_today_cost_what_the_record_says_whoever_came_and_left() {
    let council = council();
    assert_eq!(cost(&council, 0, "SPEC"), 20 * 2_000_000);
    assert_eq!(cost(&council, 3, "SPEC"), 20 * 2_000_000);
    for month in 4..=10 {
        assert_eq!(
            cost(&council, month, "SPEC"),
            20 * 2_000_000 + 10 * 3_000_000,
            "{month}"
        );
    }
    assert_eq!(cost(&council, 5, "MMS"), 20 * 120_000);
    assert_eq!(cost(&council, 6, "MMS"), 15 * 120_000);
    // From there on a place costs what it costs today: only who is in it changes.
    let expected = expect(&course(&council, Vec::new())).unwrap();
    let average = |month: usize, setting: usize| {
        let of = &expected.months[month];
        of.cost[setting] as f64 / of.settings[setting]
    };
    for setting in 0..2 {
        let today = average(10, setting);
        for month in 11..36 {
            let off = (average(month, setting) - today).abs() / today;
            assert!(off < 1e-5, "{setting}, {month}: {off}");
        }
    }
}

#[test]
fn the_months_up_to_today_hold_whom_the_record_holds_and_the_forecast_goes_on_from_them() {
    let council = council();
    let expected = expect(&course(&council, Vec::new())).unwrap();
    let [mms, spec] = ["MMS", "SPEC"].map(|code| council.grid.setting(code).unwrap());
    for (month, of) in expected.months.iter().enumerate().take(11) {
        let wanted = (
            if month < 6 { 20.0 } else { 15.0 },
            if month < 4 { 20.0 } else { 30.0 },
        );
        assert_eq!((of.settings[mms], of.settings[spec]), wanted, "{month}");
    }
    // The average cost of today is the record's money over the record's children.
    let today = &expected.months[10];
    let average = today.cost[spec] as f64 / 1e8 / today.settings[spec];
    assert!((average - 700_000.0 / 30.0).abs() < 1e-6, "{average}");
    // Of the year ten have come and five have left already; two months of it are still to be.
    let sums = expected.sums[0];
    assert!((10.0..13.0).contains(&sums.joined), "{sums:?}");
    assert!((5.0..16.0).contains(&sums.left), "{sums:?}");
    let january = expected.plans(1);
    assert!((january - (40.0 + sums.joined - sums.left)).abs() < 1e-9);
    // Those of Year 4, who all leave before the next January, and a share of two months of those who come.
    let december = expected.months[11].total();
    assert!((january..45.0).contains(&december), "{december}, {january}");
    assert_eq!(council.since.unwrap().unmatched, 0);
}

#[test]
fn simulations_do_not_doubt_what_is_on_record() {
    let council = council();
    let asked = Asked {
        years: 2,
        simulations: 30,
        ..crate::asked()
    };
    let made = forecast(&council, &asked).unwrap();
    let outcome = Outcome::of(&made, &asked, Vec::new(), Vec::new()).unwrap();
    for month in &outcome.months[..=10] {
        let spend = month.spend;
        assert_eq!(spend.p2_5, spend.p97_5, "{}", month.month);
        // Each rounds the twelfth for itself.
        assert!((spend.low.pence() - spend.expected.pence()).abs() <= 1);
        for plans in month.by_setting.values().chain([&month.plans]) {
            assert_eq!(
                (plans.p2_5, plans.p2_5 as f64),
                (plans.p97_5, plans.expected)
            );
        }
    }
    let december = &outcome.months[11];
    assert!(december.spend.p2_5 < december.spend.p97_5);
    assert!(december.plans.p2_5 < december.plans.p97_5);
}

#[test]
fn simulations_agree_from_today_on() {
    let council = begun();
    for lever in [
        None,
        Some(redirect("2024-09-01")),
        Some(reform("2025-09-01")),
    ] {
        let course = course(&council, lever.into_iter().collect());
        let expected = expect(&course).unwrap();
        let runs = Runs::of(&course, &expected, 3, 500, 2).unwrap();
        let sums = &expected.sums[0];
        let flows = [
            sums.joined,
            sums.left,
            sums.moved,
            sums.changed,
            sums.came_over,
            sums.went_over,
            sums.reviewed,
        ];
        for (which, expected) in flows.into_iter().enumerate() {
            agrees("a flow", &runs.flow(0, which), expected);
        }
        assert!(sums.came_over > 2.0 && sums.went_over > 2.0, "{sums:?}");
        for month in [10, 11, 12, 20, 24] {
            let of = &expected.months[month];
            agrees("plans", &runs.month(month), of.total());
            for (setting, count) in of.settings.iter().enumerate() {
                agrees("a setting", &runs.month_setting(month, setting), *count);
            }
            let cost = of.cost.iter().sum::<i128>() as f64 / 1e6;
            agrees("a cost", &runs.cost(month..month + 1, None), cost);
        }
        let again = Runs::of(&course, &expected, 3, 500, 1).unwrap();
        assert_eq!(runs, again, "threads change nothing");
    }
}

#[test]
fn whoever_is_too_old_and_still_on_record_leaves_with_the_year() {
    let mut council = two_settings();
    let mut all = stays();
    all.push(KnownStay {
        child: 99,
        ..stay("SPEC", 20, day(2, 1), None, 20_000)
    });
    council.know(&all, day(11, 15));
    let course = course(&council, Vec::new());
    let expected = expect(&course).unwrap();
    assert_eq!(expected.months[10].total(), 46.0);
    assert!(Runs::of(&course, &expected, 3, 20, 1).is_ok());
}

#[test]
fn whom_the_january_count_does_not_have_came_since_and_is_counted() {
    let mut council = two_settings();
    let mut all = stays();
    // One more child of Year 1 than the count of the January has, and one of another year group than it has.
    all[0].year_group = Some(9);
    council.know(&all, day(11, 15));
    let expected = expect(&course(&council, Vec::new())).unwrap();
    assert_eq!(expected.months[10].total(), 45.0);
    assert_eq!(council.since.unwrap().unmatched, 2);
}

#[test]
fn a_baseline_is_followed_from_the_january_that_ends_the_year() {
    let council = begun();
    let follows = |council: &Cohort| {
        let mut test: BackTest = Basis::of(council, 3, 2).unwrap().back_test;
        test.follows = Some(send_banding::forecast::Baseline::LastValue);
        test.follows_for = None;
        let basis = Basis::from_test(council, 3, test).unwrap();
        let factors = basis.followed;
        Projection::of(council, &factors, 3)
            .expect(&Scenario::default())
            .unwrap()
            .januaries
    };
    let januaries = follows(&council);
    // No growth: as many as at the January that ends the year, which hangs on who is there today and on nothing before.
    for later in &januaries[2..] {
        assert!(
            (later.plans - januaries[1].plans).abs() < 0.11,
            "{januaries:?}"
        );
    }
    let today = expect(&course(&council, Vec::new())).unwrap().months[10].total();
    assert!((januaries[1].plans - today).abs() < 0.05 * today);
    assert!((januaries[0].plans - today).abs() > 0.03 * today, "{today}");
}

fn redirect(since: &str) -> Lever {
    Lever::Redirect {
        from: "ISS".to_owned(),
        to: "SPEC".to_owned(),
        percent: "40".parse().unwrap(),
        since: since.parse().unwrap(),
    }
}

fn reform(from: &str) -> Lever {
    Lever::Reform {
        from: from.parse().unwrap(),
        joiners_percent: "-60".parse().unwrap(),
        leavers_percent: "80".parse().unwrap(),
    }
}

fn places(setting: &str, overflow: &str, from: &str) -> Lever {
    Lever::Places {
        setting: setting.to_owned(),
        places: 0,
        from: from.parse().unwrap(),
        overflow: vec![overflow.to_owned()],
    }
}

#[test]
fn a_place_costs_the_same_whatever_the_levers() {
    let council = council();
    let price = |expected: &Expected, month: usize, setting: usize| {
        let of = &expected.months[month];
        of.cost[setting] as f64 / of.settings[setting]
    };
    let plain = expect(&course(&council, Vec::new())).unwrap();
    let levers = [
        Lever::Redirect {
            from: "SPEC".to_owned(),
            to: "MMS".to_owned(),
            percent: "40".parse().unwrap(),
            since: day(9, 1),
        },
        places("SPEC", "MMS", "2025-09-01"),
        Lever::JoinerGrowth {
            percent_a_year: "-10".parse().unwrap(),
        },
    ];
    for lever in levers {
        let title = lever.title();
        let pulled = expect(&course(&council, vec![lever])).unwrap();
        assert_ne!(
            pulled.months[30].settings, plain.months[30].settings,
            "{title}"
        );
        for month in 0..36 {
            for setting in 0..2 {
                let (one, other) = (
                    price(&plain, month, setting),
                    price(&pulled, month, setting),
                );
                assert!(
                    (one - other).abs() < 1e-6 * one,
                    "{title}, {month}: {one}, {other}"
                );
            }
        }
    }
}

#[test]
fn before_its_day_and_on_record_a_lever_changes_nothing_to_the_last_bit() {
    for council in [cohort(&small()), begun()] {
        let plain = expect(&course(&council, Vec::new())).unwrap();
        // Months from January 2024: the year that has begun, the middle of the next, and the one after.
        for (day, month) in [("2024-09-01", 8), ("2025-09-01", 20), ("2026-05-01", 28)] {
            let first = match &council.since {
                Some(since) => month.max(since.until() + 1),
                None => month,
            };
            for lever in [redirect(day), reform(day), places("SPEC", "ISS", day)] {
                let title = lever.title();
                let pulled = expect(&course(&council, vec![lever])).unwrap();
                assert_eq!(pulled.months[..first], plain.months[..first], "{title}");
                assert_ne!(pulled.months[first], plain.months[first], "{title}");
            }
        }
    }
}

#[test]
fn the_same_redirection_from_an_earlier_day_never_saves_less() {
    for council in [cohort(&small()), begun()] {
        let projection = Projection::of(&council, &send_banding::forecast::Followed::default(), 3);
        let total = |months: i16| {
            let (year, month) = (2024 + months / 12, months % 12 + 1);
            let lever = redirect(&format!("{year}-{month:02}-01"));
            let scenario = Scenario {
                name: String::new(),
                levers: vec![lever],
            };
            let projected = projection.expect(&scenario).unwrap();
            projected.total().unwrap().pence()
        };
        let totals: Vec<i64> = (1..30).map(total).collect();
        assert!(totals.is_sorted(), "{totals:?}");
        assert!(totals[20] < totals[28], "{totals:?}");
    }
}
