//! The charts of these pages: each is one value, so that its picture, its table and its file cannot disagree.

use crate::components::{Chart, Measure, Series};
use crate::forecast::{BalanceYear, Effect};
use crate::money::Money;
use crate::service::high_needs::outlook::Plans;
use crate::service::high_needs::scenarios::{COMPARED_MAX, Expected, Tried};

fn chart(id: &'static str, title: &str, summary: String, category: &str, csv: String) -> Chart {
    Chart {
        id,
        title: title.to_owned(),
        summary,
        category: category.to_owned(),
        categories: Vec::new(),
        series: Vec::new(),
        measure: Measure::Pence,
        missing: "Not known",
        csv,
    }
}

/// The balance carried forward, with its ranks where there are simulations.
pub(super) fn balance(years: &[BalanceYear]) -> (Chart, bool) {
    let is_ranked = years.iter().any(|year| year.ranks.is_some());
    let summary = if is_ranked {
        "Eight in ten simulations end within the shaded range: one in ten below low, one in ten above high."
    } else {
        "Expected values. Run the simulation to see how sure they are."
    };
    let mut made = chart(
        "balance",
        "Balance carried forward",
        summary.to_owned(),
        "Financial year",
        "/high-needs/balance.csv".to_owned(),
    );
    made.categories = years.iter().map(|year| year.year.to_string()).collect();
    let rank = |name: &str, of: fn(&crate::forecast::Ranks) -> Money| Series {
        name: name.to_owned(),
        values: years
            .iter()
            .map(|year| year.ranks.as_ref().map(|ranks| of(ranks).pence()))
            .collect(),
        outside: false,
    };
    made.series = if is_ranked {
        vec![
            rank("Likely", |ranks| ranks.likely),
            rank("Low", |ranks| ranks.low),
            rank("High", |ranks| ranks.high),
        ]
    } else {
        vec![Series::new(
            "Expected",
            years.iter().map(|year| year.carried_forward.pence()),
        )]
    };
    (made, is_ranked)
}

/// Plans by January.
pub(super) fn plans(plans: &[Plans]) -> (Chart, bool) {
    let is_ranked = plans.iter().any(|one| one.ranks.is_some());
    let mut made = chart(
        "plans",
        "Plans at each January",
        "Children and young people with a plan maintained by the council.".to_owned(),
        "January",
        "/high-needs/plans.csv".to_owned(),
    );
    made.measure = Measure::Count;
    made.categories = plans.iter().map(|one| one.january.to_string()).collect();
    let rank = |name: &str, place: usize| Series {
        name: name.to_owned(),
        values: plans
            .iter()
            .map(|one| one.ranks.map(|ranks| ranks[place]))
            .collect(),
        outside: false,
    };
    made.series = if is_ranked {
        vec![rank("Likely", 1), rank("Low", 0), rank("High", 2)]
    } else {
        vec![Series::new(
            "Expected",
            plans.iter().map(|one| super::whole(one.expected)),
        )]
    };
    (made, is_ranked)
}

fn total(expected: &Expected) -> i64 {
    expected
        .projected
        .years
        .iter()
        .map(|year| year.spend.pence())
        .sum()
}

/// From the cost without any lever to that with all: what each changes after those before it.
pub(super) fn waterfall(tried: &Tried, csv: String) -> Chart {
    stepped("waterfall", (&tried.plain, &tried.with), csv)
}

/// The same for one of several scenarios, each by its place among them.
pub(super) fn waterfall_of(place: usize, plain: &Expected, with: &Expected, csv: String) -> Chart {
    const IDS: [&str; COMPARED_MAX] = ["waterfall-1", "waterfall-2", "waterfall-3", "waterfall-4"];
    let id = IDS[place.min(COMPARED_MAX - 1)];
    let mut made = stepped(id, (plain, with), csv);
    made.title = format!("{}: from unmitigated to mitigated cost", with.name);
    made
}

fn stepped(id: &'static str, (plain, with): (&Expected, &Expected), csv: String) -> Chart {
    let mut made = chart(
        id,
        "From unmitigated to mitigated cost",
        "What placements cost in all the years shown, and what each lever changes after those above it.".to_owned(),
        "Step",
        csv,
    );
    let mut values = vec![total(plain)];
    made.categories.push("Without any lever".to_owned());
    for Effect { lever, change } in &with.one_after_another {
        made.categories.push(lever.clone());
        values.push(change.pence());
    }
    made.categories.push("With all levers".to_owned());
    values.push(total(with));
    made.series = vec![Series::new("Cost or change of cost", values)];
    made
}

/// What each lever changes alone, the largest first.
pub(super) fn tornado(effects: &[Effect], csv: String) -> Chart {
    let mut made = chart(
        "tornado",
        "Each lever alone",
        "What each lever would change of the cost of all the years shown if it were the only one. Below nought is a saving."
            .to_owned(),
        "Lever",
        csv,
    );
    made.categories = effects.iter().map(|effect| effect.lever.clone()).collect();
    made.series = vec![Series::new(
        "Change of cost",
        effects.iter().map(|effect| effect.change.pence()),
    )];
    made
}

/// What placements cost by year, a line for each scenario.
pub(super) fn compared(all: &[Expected], csv: String) -> Chart {
    let mut made = chart(
        "compared",
        "What placements cost by scenario",
        "Expected values of each financial year.".to_owned(),
        "Financial year",
        csv,
    );
    let first = all
        .first()
        .map(|one| one.projected.years.as_slice())
        .unwrap_or_default();
    made.categories = first.iter().map(|year| year.year.clone()).collect();
    made.series = all
        .iter()
        .map(|one| {
            let spend = one.projected.years.iter().map(|year| year.spend.pence());
            Series::new(one.name.clone(), spend)
        })
        .collect();
    made
}
