//! What a forecast assumes, in words, with values and sources: whoever reads the result reads these beside it.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::calendar::in_words;

use super::backtest::BackTest;
use super::course::{Course, PRICE_SD};
use super::pipeline::{PipelineTerms, Stage};
use super::rates::{CHANGE, LEAVE, MOVE, Prior, REVIEW};
use super::trend::{DAMPING, GROWTH_SD, SLOPE_SD};

/// One assumption.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assumption {
    /// What.
    pub title: Cow<'static, str>,
    /// Its value.
    pub value: String,
    /// Where from.
    pub source: Cow<'static, str>,
}

const OWN: &str = "fitted on the transitions";
const STATED: &str = "an assumption of the model";
const NATIONAL: &str = "DfE, Education, health and care plans 2025";

/// The assumptions of a forecast: of what is walked, and of the back-test that it follows.
#[must_use]
pub fn assumptions(course: &Course, back_test: &BackTest) -> Vec<Assumption> {
    let mut list = of_rates(course);
    list.extend(of_joining(course, back_test));
    list.extend(of_pipeline(course));
    list.extend(of_transfers_and_bands(course));
    list.extend(of_time_and_money(course, back_test));
    list
}

fn one(title: &'static str, value: String, source: &'static str) -> Assumption {
    Assumption {
        title: Cow::Borrowed(title),
        value,
        source: Cow::Borrowed(source),
    }
}

fn percent(share: f64) -> String {
    format!("{:.1}%", 100.0 * share)
}

fn prior(prior: Prior) -> String {
    format!(
        "{} a year, counting for {} children",
        percent(prior.rate),
        prior.weight
    )
}

fn leaning(weights: [f64; 3]) -> String {
    format!(
        "year group and setting over the cell {:.0}, year group over that {:.0}, all over year group {:.0} children",
        weights[0], weights[1], weights[2]
    )
}

fn of_rates(course: &Course) -> Vec<Assumption> {
    let rates = &course.rates;
    vec![
        one("Plans that cease, before any data", prior(LEAVE), NATIONAL),
        one("Children who move setting, before any data", prior(MOVE), STATED),
        one("Children whose need changes, before any data", prior(CHANGE), STATED),
        one("How far the leaver rate of a cell leans on its groups", leaning(rates.leave.weights), OWN),
        one("How far the move rate of a cell leans on its groups", leaning(rates.moving.weights), OWN),
        one("How far the need change rate of a cell leans on its groups", leaning(rates.change.weights), OWN),
        one(
            "Settings open to a year group",
            "those in which the data show the year group, or one a year away; and only where a cost is given".to_owned(),
            OWN,
        ),
        one(
            "Plans that end by age",
            "all, on 31 August of the school year in which the young person turns 25".to_owned(),
            "Special Educational Needs and Disability Regulations 2014, regulation 46",
        ),
    ]
}

fn of_joining(course: &Course, back_test: &BackTest) -> Vec<Assumption> {
    let trend = &course.rates.trend;
    let people = match course.cohort.population.last() {
        Some(last)
            if usize::from(last.abs_diff(course.january)) < course.years.len()
                || last < course.january =>
        {
            format!("as given up to January {last}, then the same each year")
        }
        _ => "as given".to_owned(),
    };
    let follows = back_test.follows.map_or_else(
        || "the model's own".to_owned(),
        |baseline| {
            let test = back_test;
            let far = match test.follows_for {
                Some(years) => format!("for the first {years}, then the model's own growth"),
                None => format!(
                    "tested up to {} years ahead and fading beyond",
                    test.tested_ahead
                ),
            };
            let since = match &course.cohort.since {
                Some(_) => " from the January on that ends the year that has begun",
                None => "",
            };
            format!(
                "{}: new plans are scaled each year so that expected plans follow it{since}, {far}",
                baseline.title()
            )
        },
    );
    vec![
        one("Growth", follows, "the back-test"),
        one(
            "Annual cost",
            followed_cost(course, back_test),
            "the back-test, in pounds",
        ),
        one("Population", people, "the population file"),
        one(
            "Trend in new plans, on the logarithm of the rate a year",
            format!(
                "{:+.4}, give or take {:.4}; drawn towards 0 ± {SLOPE_SD}",
                trend.slope, trend.slope_sd
            ),
            OWN,
        ),
        one(
            "How much of the trend is left each year",
            DAMPING.to_string(),
            STATED,
        ),
        one(
            "Yearly shock, in growth of all plans",
            format!(
                "{} (national {} counts for four years of own data)",
                percent(trend.growth_sd),
                percent(GROWTH_SD)
            ),
            NATIONAL,
        ),
        one(
            "Factor on all shocks",
            format!("{:.2}", course.scale),
            "the back-test",
        ),
        one(
            "Factor on the yearly shock beside it, by year ahead",
            match course.widths.as_slice() {
                [] => "1, no year ahead being tested".to_owned(),
                widths => {
                    let of = |width: &f64| format!("{width:.2}");
                    let each: Vec<String> = widths.iter().map(of).collect();
                    format!("{}, the last for all years after", each.join(", "))
                }
            },
            "the back-test",
        ),
    ]
}

/// What money follows, and how.
fn followed_cost(course: &Course, test: &BackTest) -> String {
    let how = "all settings, needs and bands of a month are scaled by the same factor, worked out without any lever: so parts add up, and \
               a lever changes the followed cost by the share by which it changes what the children cost";
    let since = match &course.cohort.since {
        Some(_) => ", in its growth from the January on that ends the year that has begun",
        None => "",
    };
    match (test.money_follows, test.follows) {
        (None, None) => "what the children forecast cost at their prices".to_owned(),
        (None, Some(_)) => format!("what the model’s own children would cost: {how}"),
        (Some(baseline), _) => {
            let far = match test.money_follows_for {
                Some(years) => {
                    format!("for the first {years}, then the growth of what the children cost")
                }
                None => format!(
                    "tested up to {} years ahead and fading beyond",
                    test.tested_ahead
                ),
            };
            format!(
                "{} at the Januaries, at the mean price of each need and setting{since}, {far}; {how}",
                baseline.title()
            )
        }
    }
}

fn of_pipeline(course: &Course) -> Vec<Assumption> {
    let Some(pipeline) = &course.cohort.pipeline else {
        let none = "none: all new plans are at the rates of the past".to_owned();
        return vec![one("Open cases", none, "the input")];
    };
    let terms = PipelineTerms::on(pipeline.day);
    let mut list: Vec<Assumption> = Stage::ALL
        .iter()
        .map(|stage| {
            let of_stage = terms.stages[stage.place()];
            Assumption {
                title: Cow::Owned(format!("Open cases: {}", stage.title())),
                value: format!(
                    "{} on {}; {} become plans in months {} to {} after, as of a steady stream of requests",
                    pipeline.count(*stage),
                    in_words(pipeline.day),
                    percent(of_stage.share),
                    of_stage.months().0,
                    of_stage.months().1
                ),
                source: Cow::Borrowed(terms.source),
            }
        })
        .collect();
    let (least, most) = terms.from_request;
    list.push(one(
        "New plans at the rates of the past, beside open cases",
        format!(
            "those not yet asked for: a plan begins {least} to {most} months after its request, so that nobody is counted twice; \
             where the forecast follows a baseline’s growth, they are as many as that growth leaves beside the open cases"
        ),
        STATED,
    ));
    list.push(one(
        "Terms of open cases",
        format!("in force since {}", in_words(terms.since)),
        STATED,
    ));
    list
}

fn of_transfers_and_bands(course: &Course) -> Vec<Assumption> {
    let cohort = &course.cohort;
    let rates = &course.rates;
    let has = |shares: &[f64]| shares.iter().any(|share| *share > 0.0);
    let transfers = if has(&rates.transfers.inward) || has(&rates.transfers.outward) {
        "flows of their own, which neither the trend nor a lever on new plans or ceasing changes"
    } else {
        "not told apart by the data: among those who join and leave"
    };
    let mut list = vec![one(
        "Transfers between authorities",
        transfers.to_owned(),
        "the input",
    )];
    match &rates.banding {
        Some(banding) => {
            list.push(one(
                "Band changes at review, before any data",
                prior(REVIEW),
                STATED,
            ));
            list.push(one(
                "How far the review rate of a cell leans on its groups",
                leaning(banding.review.weights),
                OWN,
            ));
            list.push(one(
                "Band of whoever comes",
                "as those who came before to the setting or to the need in it; whoever stays keeps theirs but for reviews".to_owned(),
                OWN,
            ));
        }
        None => list.push(one(
            "Bands",
            "none in the data: one for each setting".to_owned(),
            "the input",
        )),
    }
    if let Some(since) = &cohort.since {
        let today: i64 = since.present.iter().sum();
        list.push(one(
            "The year that has begun",
            format!(
                "months up to {} as they are on record, with {today} children then; from there on the rates and the open cases, each for the part of the year that is left",
                in_words(since.day)
            ),
            "plans and placements on record",
        ));
        if since.unmatched > 0 {
            list.push(one(
                "Children whom the last January's count has elsewhere or not at all",
                format!("{}, counted as having come or left since", since.unmatched),
                "plans and placements on record",
            ));
        }
    }
    list.push(match (cohort.known.stays, cohort.known.months()) {
        (0, _) | (_, 0) => one(
            "Prices of the first year",
            "means, as all others: the data have no days of price".to_owned(),
            "the input",
        ),
        (stays, _) => one(
            "Prices of the first year",
            format!(
                "{stays} stays on record at their own price of each day, up to today as they are; after it everybody in a setting at what those on record there cost on the month's days over the means; the years after go on at the level of its end, whatever the levers"
            ),
            "awards and cost lines",
        ),
    });
    list
}

fn prices(course: &Course) -> String {
    let beyond = match course.cohort.priced_to {
        Some(day) => format!(
            " Rules in force price days before {}; beyond, prices come from the scenario alone",
            in_words(day)
        ),
        None => String::new(),
    };
    let after = match course.cohort.known.months() {
        0 => "",
        _ => " after the days whose prices are known",
    };
    format!(
        "those of the start, unchanged but for the scenario's levers, which act each 1 April{after}.{beyond}"
    )
}

fn of_time_and_money(course: &Course, back_test: &BackTest) -> Vec<Assumption> {
    let years = course.years.len();
    vec![
        one("Yearly shock to prices", percent(PRICE_SD), STATED),
        one(
            "Yearly straying of what plans cost, beyond the shocks",
            percent(back_test.cost_stray),
            "the back-test, in pounds",
        ),
        one(
            "Prices",
            prices(course),
            STATED,
        ),
        one("Month's cost", "a twelfth of the annual cost of who is there".to_owned(), STATED),
        one(
            "When in the year",
            "new plans, changes of need and plans that cease before Year 11 evenly; phase transfers on 1 September; other moves and later leavers 13 in 24 on 1 September, the rest evenly".to_owned(),
            STATED,
        ),
        one(
            "Low, likely, high",
            format!("ranks 10, 50 and 90 of 100 simulations, over {years} years; expected parts add up, ranks do not"),
            STATED,
        ),
    ]
}
