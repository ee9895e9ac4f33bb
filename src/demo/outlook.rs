//! What an invented authority's finance officer has entered: a population, the figures of three years, a scenario.
//!
//! Every sum is made from the invented costs, so that the balance of a small demonstration and a large one look alike.

use jiff::Timestamp;

use super::draw::known;
use super::{Record, Wish};
use crate::calendar::{Date, FinancialYear};
use crate::costs::CostTerms;
use crate::ids::ScenarioId;
use crate::money::{Decimal, Money};
use crate::service::high_needs::figures::kind_of;
use crate::service::monitoring::Planned;
use crate::store::award::AwardVersion;
use crate::store::high_needs_figure::{self, FigureKind, HighNeedsFigure};
use crate::store::population::{self, People};
use crate::store::scenario::{self, ScenarioVersion};
use crate::store::{StoreError, Tx};

/// The scenario's id: the same in every demonstration.
const SCENARIO: &str = "00000000-0000-7000-8000-0000006f7574";
const LEVERS: &str = r#"{"name":"More places in state special schools","levers":[
    {"lever":"redirect","from":"ISS","to":"SPEC","percent":"40","since":"2027-09-01"},
    {"lever":"price","setting":"ISS","percent_a_year":"-1.5"},
    {"lever":"joiner_growth","percent_a_year":"-1"}]}"#;

/// Keeps it all, with figures after what placements cost a year, in pence, and what is planned besides them.
pub(super) async fn keep(
    tx: &mut Tx,
    (spend, planned): (i64, Option<Planned>),
    wish: Wish,
    now: Timestamp,
) -> Result<(), StoreError> {
    population::replace(tx, &people(wish)).await?;
    high_needs_figure::add(tx, &figures(spend, planned.as_ref(), wish, now)).await?;
    scenario::begin(
        tx,
        &ScenarioVersion {
            scenario: known::<ScenarioId>(SCENARIO),
            number: 1,
            name: "More places in state special schools (invented)".to_owned(),
            document: LEVERS.to_owned(),
            by: None,
            at: now,
        },
    )
    .await
}

/// People by year group: about as many to a plan as in England, and one in a hundred fewer in each later year of birth.
fn people(wish: Wish) -> Vec<People> {
    let of_a_year = i64::try_from(wish.plans).unwrap_or(i64::MAX / 1000).max(60);
    let last = wish.today.year();
    let row = |(january, year_group): (i16, i16)| {
        let born_after_2010 = i64::from(january) - i64::from(year_group) - 2015;
        let people = of_a_year * (1_050 - 10 * born_after_2010.clamp(-20, 30)) / 1_000;
        People {
            january,
            year_group,
            people: Decimal::from(people),
        }
    };
    (last - 6..=last + 11)
        .flat_map(|january| (-4..=20).map(move |year_group| (january, year_group)))
        .map(row)
        .collect()
}

/// What the awards of a child as decided and its cost lines in force come to in a year, in pence.
pub(super) fn spend(record: &Record, today: Date) -> i64 {
    let lines = record.costs.iter();
    let lines = lines.filter_map(|line| of_line(&line.terms, today));
    let awards = record.casework.awards.iter();
    let awards = awards.filter_map(|(_, versions)| of_award(versions.last()?, today));
    lines.chain(awards).sum()
}

fn of_line(terms: &CostTerms, today: Date) -> Option<i64> {
    let counts = terms.period.contains(today) && terms.kind.is_within_grant();
    let price = terms.price_on(today).ok().filter(|_| counts)?;
    Some(price.annual.pence())
}

fn of_award(terms: &AwardVersion, today: Date) -> Option<i64> {
    let counts = terms.from <= today && terms.to.is_none_or(|to| today < to);
    Some(terms.annual.filter(|_| counts)?.pence())
}

/// The figures of last year, this one and five ahead. Besides placements this year has exactly what the places come to and what
/// the ledger has of services; an authority whose places nobody invented, one sum in proportion.
fn figures(
    spend: i64,
    planned: Option<&Planned>,
    wish: Wish,
    at: Timestamp,
) -> Vec<HighNeedsFigure> {
    let this = FinancialYear::containing(wish.today);
    let mut figures = Vec::new();
    let mut add = |year: FinancialYear, kind: FigureKind, pence: i64| {
        figures.push(HighNeedsFigure {
            year: year.to_string(),
            kind,
            number: 1,
            sum: Money::from_pence(pence).unwrap_or(Money::ZERO),
            note: "Invented for the demonstration".to_owned(),
            by: None,
            at,
        });
    };
    let of_spend = |per_mille: i64| in_thousands(spend * per_mille / 1_000);
    let besides: i64 = match planned {
        Some(planned) => planned.besides.iter().map(|(_, sum)| sum.pence()).sum(),
        None => of_spend(320),
    };
    let before = FinancialYear::containing(this.eve());
    add(
        before,
        FigureKind::Allocation,
        of_spend(970) + in_thousands(besides),
    );
    add(
        before,
        FigureKind::Outturn,
        of_spend(920) + in_thousands(besides),
    );
    add(this, FigureKind::BroughtForward, of_spend(110));
    let mut year = this;
    for ahead in 0..6 {
        let grown = |pence: i64| match ahead {
            0 => pence,
            _ => in_thousands(pence * (100 + 2 * ahead) / 100),
        };
        let mut all = 0;
        for (line, sum) in planned.iter().flat_map(|planned| &planned.besides) {
            add(year, kind_of(*line), grown(sum.pence()));
            all += grown(sum.pence());
        }
        if planned.is_none() {
            all = grown(besides);
        }
        add(year, FigureKind::OtherSpend, all);
        let for_all = of_spend(1_010 + 12 * ahead) + in_thousands(all);
        match planned {
            None => add(year, FigureKind::Allocation, for_all),
            // The department pays the places of academies and colleges and deducts them.
            Some(planned) => {
                let deducted = grown(planned.by_department.pence());
                let gross = for_all + in_thousands(deducted);
                add(year, FigureKind::GrossAllocation, gross);
                add(year, FigureKind::PlaceDeductions, deducted);
                add(year, FigureKind::Allocation, gross - deducted);
            }
        }
        year = FinancialYear::containing(year.end());
    }
    figures
}

/// Whole thousands of pounds, as such figures are published.
fn in_thousands(pence: i64) -> i64 {
    pence / 100_000 * 100_000
}
