//! What was found closer to what came is followed: by plans, by money, each for itself, and what is shown still adds up.

use send_banding::forecast::{
    Asked, Baseline, Basis, Cohort, CostRow, Followed, Lever, Outcome, Projection, Scenario,
    TransitionRow, What, check, forecast,
};
use send_banding::money::{Money, Rate};

use crate::by_hand::{child, cost};

const FIRST: i16 = 2012;
const LAST: i16 = 2025;

/// People by January and year group: those of year group 1 as given, a hundred of all others.
fn people(of_first: impl Fn(i16) -> f64) -> Vec<send_banding::forecast::PopulationRow> {
    let mut rows = crate::by_hand::hundred(FIRST..=LAST + 6);
    for row in &mut rows {
        if row.year_group == 1 {
            row.people = of_first(row.january);
        }
    }
    rows
}

/// Children who come at year group 1 and are there two Januaries: how many come before a January with which need and setting, and
/// where they are a year later.
type Coming = Vec<(
    u32,
    (&'static str, &'static str),
    (&'static str, &'static str),
)>;

fn rows(coming: impl Fn(i16) -> Coming) -> Vec<TransitionRow> {
    let mut rows = Vec::new();
    for january in FIRST..LAST {
        for (count, at_first, _) in coming(january + 1) {
            rows.extend((0..count).map(|_| child(january, 0, None, Some(at_first))));
        }
        for (count, at_first, then) in coming(january) {
            rows.extend((0..count).map(|_| child(january, 1, Some(at_first), Some(then))));
        }
        for (count, _, then) in coming(january - 1) {
            rows.extend((0..count).map(|_| child(january, 2, Some(then), None)));
        }
    }
    rows
}

fn made(
    rows: &[TransitionRow],
    people: &[send_banding::forecast::PopulationRow],
    costs: &[CostRow],
) -> Cohort {
    check(rows, people, costs).unwrap().0
}

const CHEAP: (&str, &str) = ("SLCN", "MMS");
const DEAR: (&str, &str) = ("ASD", "ISS");

/// Everybody who comes: three in ten people of an age whose people go up and down, which the model knows of and a line does not.
fn all_coming(january: i16) -> u32 {
    if january.rem_euclid(3) == 0 { 90 } else { 30 }
}

/// Plans go up and down with the people, and the dear places, which are nearly all of the cost, rise by one a year.
fn straight_in_pounds() -> Cohort {
    let dear = |january: i16| u32::try_from((january - FIRST + 14) / 2).unwrap();
    let rows = rows(|january| {
        vec![
            (dear(january), DEAR, DEAR),
            (all_coming(january) - dear(january), CHEAP, CHEAP),
        ]
    });
    let people = people(|january| 10.0 * f64::from(all_coming(january)) / 3.0);
    made(
        &rows,
        &people,
        &[cost("SLCN", "MMS", "1.00"), cost("ASD", "ISS", "60000.00")],
    )
}

/// As many plans each year, of whom those with one need go to a dear place a year after they came: how many that are is known.
fn straight_in_plans() -> Cohort {
    let autistic = |january: i16| if january.rem_euclid(3) == 0 { 30 } else { 10 };
    let rows = rows(|january| {
        vec![
            (autistic(january), ("ASD", "MMS"), DEAR),
            (40 - autistic(january), CHEAP, CHEAP),
        ]
    });
    let costs = [
        cost("SLCN", "MMS", "100.00"),
        cost("ASD", "MMS", "100.00"),
        cost("ASD", "ISS", "60000.00"),
    ];
    made(&rows, &people(|_| 100.0), &costs)
}

fn asked(threads: usize, levers: Vec<Lever>) -> Asked {
    Asked {
        years: 4,
        simulations: 60,
        threads,
        scenario: Scenario {
            name: String::new(),
            levers,
        },
        ..crate::asked()
    }
}

fn outcome(cohort: &Cohort, asked: &Asked) -> Outcome {
    let made = forecast(cohort, asked).unwrap();
    Outcome::of(&made, asked, Vec::new(), Vec::new()).unwrap()
}

/// The annual cost by January, straight from the rows.
fn line(cohort: &Cohort) -> (f64, f64) {
    let cost_at = |january: i16| -> f64 {
        let cells = cohort.at(january).unwrap();
        let all = cells.iter().enumerate();
        all.map(|(cell, count)| f64::from(*count) * cohort.price(cell).unwrap_or(0) as f64 / 100.0)
            .sum()
    };
    let known: Vec<(f64, f64)> = (FIRST..=LAST)
        .filter(|january| cohort.at(*january).is_some())
        .map(|january| (f64::from(january), cost_at(january)))
        .collect();
    let count = known.len() as f64;
    let (x, y) = known
        .iter()
        .fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    let (x, y) = (x / count, y / count);
    let joint: f64 = known.iter().map(|one| (one.0 - x) * (one.1 - y)).sum();
    let spread: f64 = known.iter().map(|one| (one.0 - x).powi(2)).sum();
    (y - joint / spread * x, joint / spread)
}

#[test]
fn money_follows_a_straight_line_that_is_better_in_pounds_and_plans_the_model() {
    let council = straight_in_pounds();
    let shown = outcome(&council, &asked(1, Vec::new()));
    let test = &shown.back_test;
    assert_eq!(
        (test.follows, test.money_follows),
        (None, Some(Baseline::Linear)),
        "{}",
        test.verdict
    );
    assert!(
        test.headline.contains("money follows the baseline (a straight line through all years), and plans follow the model"),
        "{}",
        test.headline
    );
    assert!(shown.joining_factors.is_empty());
    // Line by line: what is followed is a baseline for pounds as far as it was better, the model for plans and by setting.
    let lines = test.comparisons();
    for line in &lines {
        let is_followed = line.what == What::Pounds
            && test.money_follows_for.is_none_or(|last| line.years <= last);
        assert_eq!(line.follows.is_some(), is_followed, "{line:?}");
        assert_eq!(line.is_better.is_some(), line.tests > 1, "{line:?}");
        let better = line.best.as_ref().map(|(_, theirs)| line.ours < *theirs);
        assert!(line.is_better.is_none() || line.is_better == better);
    }
    assert_eq!(
        (lines[0].what.clone(), lines[0].is_better),
        (What::Plans, Some(true))
    );
    assert_eq!(
        (lines[1].what.clone(), lines[1].is_better),
        (What::Pounds, Some(false))
    );
    let settings = lines
        .iter()
        .filter(|line| matches!(line.what, What::Setting(_)));
    assert_eq!(settings.count(), 2);
    let (base, slope) = line(&council);
    for (ahead, january) in (1..4_usize).zip(&shown.januaries) {
        // Plans are the model's own.
        assert_eq!(Some(january.plans.expected), january.plans_of_model);
        // A twelfth of the line's annual cost, but for what is left of millionths.
        let annual = base + slope * f64::from(january.january);
        let month = &shown.months[12 * ahead];
        let spent = month.spend.expected.pence() as f64 / 100.0 * 12.0;
        assert!((spent / annual - 1.0).abs() < 2e-6, "{spent} {annual}");
    }
    // The model's own stands beside, and was another.
    for year in &shown.financial_years {
        assert_ne!(year.spend_of_model, None);
    }
    let last = shown.financial_years.last().unwrap();
    assert_ne!(last.spend_of_model, Some(last.spend.expected));
}

#[test]
fn money_follows_the_model_that_is_better_in_pounds_where_plans_follow_a_baseline() {
    let council = straight_in_plans();
    let shown = outcome(&council, &asked(1, Vec::new()));
    let test = &shown.back_test;
    assert_eq!(
        (test.follows, test.money_follows),
        (Some(Baseline::LastValue), None),
        "{}",
        test.verdict
    );
    for january in &shown.januaries {
        assert!((january.plans.expected - 80.0).abs() < 0.11);
    }
    // Each month costs what the model's own children would; the months between Januaries nearly.
    for year in shown
        .financial_years
        .iter()
        .filter(|year| year.months == 12)
    {
        let own = year.spend_of_model.unwrap().pence() as f64;
        let followed = year.spend.expected.pence() as f64;
        assert!((followed / own - 1.0).abs() < 0.02, "{followed} {own}");
    }
}

/// Where money is scaled to a line, parts are totals and months are years, to the penny, whatever the levers.
#[test]
fn what_follows_adds_up_to_the_penny_and_is_the_same_with_two_threads() {
    let levers = vec![
        Lever::Price {
            setting: Some("ISS".to_owned()),
            percent_a_year: Rate::new(3.into()),
        },
        Lever::JoinerGrowth {
            percent_a_year: Rate::new((-7).into()),
        },
    ];
    for council in [straight_in_pounds(), straight_in_plans()] {
        let shown = outcome(&council, &asked(1, levers.clone()));
        let sum = |sums: &mut dyn Iterator<Item = Money>| Money::total(sums).unwrap();
        let mut month = shown.months.iter();
        for year in &shown.financial_years {
            let settings = &year.spend_by_setting;
            let by_setting = sum(&mut settings.values().map(|of| of.expected));
            assert_eq!(by_setting, year.spend.expected);
            let months: Vec<_> = month.by_ref().take(year.months as usize).collect();
            let all = sum(&mut months.iter().map(|month| month.spend.expected));
            assert_eq!(all, year.spend.expected);
            for (setting, of) in settings {
                let parts = months
                    .iter()
                    .map(|month| month.spend_by_setting[setting].expected);
                assert_eq!(sum(&mut parts.into_iter()), of.expected);
            }
        }
        let whole = |year: &&send_banding::forecast::YearAhead| year.months == 12;
        let with = sum(&mut shown
            .financial_years
            .iter()
            .filter(whole)
            .map(|year| year.spend.expected));
        let without = sum(&mut shown
            .financial_years
            .iter()
            .filter(whole)
            .map(|year| year.spend_unmitigated));
        let effects = sum(&mut shown.effects.iter().map(|effect| effect.change));
        assert_eq!(without.plus(effects).unwrap(), with);
        let two = outcome(&council, &asked(2, levers.clone()));
        assert_eq!(
            serde_json::to_vec(&shown).unwrap(),
            serde_json::to_vec(&two).unwrap()
        );
    }
}

/// A lever changes the followed cost by the share by which it changes what the children cost.
#[test]
fn a_lever_changes_what_is_followed_by_its_own_share() {
    let council = straight_in_pounds();
    let basis = Basis::of(&council, 4, 1).unwrap();
    let lever = Scenario {
        name: String::new(),
        levers: vec![Lever::JoinerGrowth {
            percent_a_year: Rate::new((-20).into()),
        }],
    };
    let years = |followed: &Followed, scenario: &Scenario| -> Vec<f64> {
        let projection = Projection::of(&council, followed, 4);
        let all = projection.expect(scenario).unwrap().years.into_iter();
        all.map(|year| year.spend.pence() as f64).collect()
    };
    let plain = Scenario::default();
    let followed = [
        years(&basis.followed, &lever),
        years(&basis.followed, &plain),
    ];
    let own = [
        years(&Followed::default(), &lever),
        years(&Followed::default(), &plain),
    ];
    for year in 0..3 {
        let shares = [&followed, &own].map(|of| of[0][year] / of[1][year]);
        assert!((shares[0] - shares[1]).abs() < 0.01, "{shares:?}");
        assert!(shares[0] < 1.0, "{shares:?}");
    }
}

/// Intervals of money are those of the children's cost about the line, widened by as much as the line itself strayed.
#[test]
fn intervals_of_money_lie_about_what_is_followed() {
    let shown = outcome(&straight_in_pounds(), &asked(1, Vec::new()));
    for month in shown.months.iter().skip(12) {
        let spend = &month.spend;
        assert!(
            spend.p2_5 < spend.expected && spend.expected < spend.p97_5,
            "{month:?}"
        );
    }
    // The line was off by next to nothing: beyond the children's own intervals it does not stray.
    assert_eq!(shown.back_test.cost_stray, 0.0);
    let first = &shown.back_test.plans[0];
    let followed = first.money_followed.as_ref().unwrap();
    assert!(followed.mean_error < first.pounds.mean_error);
    assert_eq!(followed.tests, first.pounds.tests);
    assert!(followed.within_95.is_some());
}

/// A dear place or two more in a small council is a growth that nobody has tested, and that is said.
#[test]
fn a_growth_beyond_what_was_tested_is_doubted_and_traced_to_its_setting() {
    let places = [4_u32, 6, 9, 13, 20, 40];
    let mut rows = Vec::new();
    for (january, pair) in (2020..).zip(places.windows(2)) {
        let of = |january: i16, from: Option<(&'static str, &'static str)>, to, count: u32| {
            (0..count)
                .map(move |_| child(january, 3, from, to))
                .collect::<Vec<_>>()
        };
        rows.extend(of(january, Some(DEAR), Some(DEAR), pair[0].min(pair[1])));
        rows.extend(of(
            january,
            None,
            Some(DEAR),
            pair[1].saturating_sub(pair[0]),
        ));
        rows.extend(of(january, Some(CHEAP), Some(CHEAP), 40));
    }
    let costs = [
        cost("SLCN", "MMS", "1000.00"),
        cost("ASD", "ISS", "60000.00"),
    ];
    let council = made(&rows, &crate::by_hand::hundred(2020..=2032), &costs);
    let mut test = Basis::of(&council, 3, 1).unwrap().back_test;
    // £1,240,000 before, £2,440,000 at the last: 97% more, and as much again.
    assert_eq!(
        test.money_follows,
        Some(Baseline::LastGrowth),
        "{}",
        test.verdict
    );
    let doubt = test.doubt.take().unwrap();
    for part in [
        "£4,801,290, 97% more than the £2,440,000 of January 2025",
        "more than in any year in which it was tested (51% at the most)",
        "most of all in “Independent special school”: from 20 children and £1,200,000 to 40 and £2,400,000",
    ] {
        assert!(doubt.contains(part), "{doubt}");
    }
}
