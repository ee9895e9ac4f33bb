//! A management plan's tables: everything that is shown adds up, and the savings are the whole difference.

use send_banding::calendar::FinancialYear;
use send_banding::forecast::{
    Category, Cohort, Lever, ManagementPlan, NEED_ROWS, PlanYear, Projection, Scenario,
};
use send_banding::money::Money;

use crate::invented_cohort::Invented;

const YEARS: usize = 4;

fn council() -> Cohort {
    crate::cohort(&Invented {
        is_whole: true,
        plans: 300,
        ..Invented::default()
    })
}

fn rate(text: &str) -> send_banding::money::Rate {
    text.parse().unwrap()
}

fn levers(cohort: &Cohort) -> Scenario {
    let since = send_banding::calendar::Date::new(cohort.last_january() + 1, 9, 1).unwrap();
    Scenario {
        name: "Places near home".to_owned(),
        levers: vec![
            Lever::Redirect {
                from: "ISS".to_owned(),
                to: "SPEC".to_owned(),
                percent: rate("50"),
                since,
            },
            Lever::Price {
                setting: Some("ISS".to_owned()),
                percent_a_year: rate("-2"),
            },
            Lever::JoinerGrowth {
                percent_a_year: rate("-3"),
            },
        ],
    }
}

fn plan(cohort: &Cohort) -> ManagementPlan {
    let projection = Projection::of(cohort, &send_banding::forecast::Followed::default(), YEARS);
    projection.management_plan(&levers(cohort)).unwrap()
}

/// Each side's years after those that are known.
fn sides(plan: &ManagementPlan) -> [Vec<&PlanYear>; 2] {
    [&plan.unmitigated, &plan.mitigated].map(|side| plan.known.iter().chain(side).collect())
}

#[test]
fn ages_and_needs_add_up_to_every_category_of_every_year() {
    let cohort = council();
    let plan = plan(&cohort);
    assert_eq!((plan.known.len(), plan.unmitigated.len()), (3, YEARS - 1));
    for year in sides(&plan).concat() {
        for (category, one) in Category::ALL.iter().zip(&year.categories) {
            let at = format!("{category:?} in {}", year.year);
            assert_eq!(one.by_age.iter().sum::<i64>(), one.plans, "{at}");
            assert_eq!(one.by_need.iter().sum::<i64>(), one.plans, "{at}");
            assert_eq!(one.by_need.len(), NEED_ROWS.len());
            let parts = one.by_age.iter().chain(&one.by_need);
            assert!(parts.into_iter().all(|count| *count >= 0), "{at}: {one:?}");
        }
    }
    let known = plan.known.last().unwrap();
    assert_eq!(known.january, cohort.last_january());
    let children: u32 = cohort.at_start().iter().sum();
    assert_eq!(known.plans(), 10 * i64::from(children));
}

#[test]
fn one_january_leads_to_the_next_and_transfers_sum_to_nothing() {
    let plan = plan(&council());
    for side in sides(&plan) {
        for (before, year) in side.iter().zip(&side[1..]) {
            let mut transfers = 0;
            for (place, one) in year.categories.iter().enumerate() {
                let flows = one.flows.unwrap();
                let at = format!("{:?} in {}: {flows:?}", Category::ALL[place], year.year);
                assert_eq!(flows.before, before.categories[place].plans, "{at}");
                let after = flows.before + flows.joined - flows.left + flows.net_in;
                assert_eq!(after, one.plans, "{at}");
                assert!(flows.joined >= 0 && flows.left >= 0, "{at}");
                transfers += flows.net_in;
            }
            assert_eq!(transfers, 0, "{}", year.year);
        }
    }
    // Children do move between categories, or the test says nothing.
    let moved = |year: &&PlanYear| {
        year.categories
            .iter()
            .any(|one| one.flows.unwrap().net_in != 0)
    };
    assert!(plan.unmitigated.iter().all(|year| moved(&year)));
}

#[test]
fn savings_are_the_difference_to_the_penny_and_the_cost_is_the_projections() {
    let cohort = council();
    let plan = plan(&cohort);
    let projection = Projection::of(&cohort, &send_banding::forecast::Followed::default(), YEARS);
    for (scenario, side) in [
        (Scenario::default(), &plan.unmitigated),
        (levers(&cohort), &plan.mitigated),
    ] {
        let years = projection.expect(&scenario).unwrap().years;
        let expected: Vec<(String, Money)> = years
            .into_iter()
            .map(|year| (year.year, year.spend))
            .collect();
        let told = |year: &PlanYear| (year.year.to_string(), year.spend().unwrap());
        assert_eq!(side.iter().map(told).collect::<Vec<_>>(), expected);
    }
    for (place, (plain, with)) in plan.unmitigated.iter().zip(&plan.mitigated).enumerate() {
        let saved = Money::total(plan.savings.iter().map(|one| one.saved[place])).unwrap();
        let difference = plain.spend().unwrap().minus(with.spend().unwrap()).unwrap();
        assert_eq!(saved, difference, "{}", plain.year);
    }
    let last = plan.unmitigated.len() - 1;
    assert!(plan.savings.iter().all(|one| one.saved[last] > Money::ZERO));
    // Who starts in a state special school does not start in an independent one.
    let redirect = &plan.savings[0];
    assert_eq!(redirect.category, Some(Category::Independent));
    assert!(redirect.plans[last] < 0 && redirect.from.is_some());
    assert_eq!(redirect.kind, "Step down");
}

#[test]
fn a_plan_begins_with_the_year_that_is_asked_for() {
    let cohort = council();
    let whole = plan(&cohort);
    let second = whole.unmitigated[1].year;
    let later = whole.clone().from_year(second);
    assert_eq!(later.unmitigated, whole.unmitigated[1..]);
    assert_eq!(later.mitigated, whole.mitigated[1..]);
    assert_eq!(later.savings[0].saved, whole.savings[0].saved[1..]);
    assert_eq!(later.savings[0].plans, whole.savings[0].plans[1..]);
    assert_eq!(whole.clone().from_year(whole.unmitigated[0].year), whole);
    let beyond = FinancialYear::containing(second.end().saturating_add(jiff::Span::new().years(9)));
    assert!(whole.from_year(beyond).unmitigated.is_empty());
}
