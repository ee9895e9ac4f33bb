//! Where the growth that money follows is more than can be relied on, and what the last year's came of.

use super::baseline::Baseline;
use super::better::pounds;
use super::cohort::Cohort;
use super::course::start_of;
use super::followed::annual_cost;
use super::levers::words;

/// The growth of annual cost in a year, either way, up to which nothing is said of it.
const USUAL: f64 = 0.15;

/// Why a baseline that money follows may lead too far, from the annual cost at the Januaries on record: none where it grows by no more
/// than is usual.
pub(super) fn doubt(cohort: &Cohort, baseline: Baseline, costs: &[f64]) -> Option<String> {
    let (last, before) = (*costs.last()?, costs.iter().rev().nth(1).copied()?);
    let next = baseline.ahead(costs, 1);
    if last <= 0.0 || (next / last - 1.0).abs() <= USUAL {
        return None;
    }
    let growth = next / last - 1.0;
    // The last January's own growth came after every test.
    let tested = (2..costs.len())
        .map(|known| &costs[..known])
        .filter_map(|known| {
            known
                .last()
                .map(|last| baseline.ahead(known, 1) / last - 1.0)
        });
    let most = tested.fold(0.0, |most: f64, one| most.max(one.abs()));
    let beyond = match growth.abs() > most {
        true => format!(
            ", more than in any year in which it was tested ({:.0}% at the most)",
            100.0 * most
        ),
        false => String::new(),
    };
    let january = cohort.last_january();
    Some(format!(
        "Money follows {}, which puts the annual cost of January {} at {}, {:.0}% {} than the {} of January {january}{beyond}. \
         The year before it went from {} to {}{}. A few dear places can make such a year and need not come again: look at them \
         before you rely on this growth. The model’s own figures stand beside.",
        baseline.title(),
        start_of(january, 1),
        pounds(next),
        100.0 * growth.abs(),
        if growth > 0.0 { "more" } else { "less" },
        pounds(last),
        pounds(before),
        pounds(last),
        came_of(cohort).unwrap_or_default(),
    ))
}

/// Of which setting the last year's change came most: its children and what they cost then and now.
fn came_of(cohort: &Cohort) -> Option<String> {
    let last = cohort.last_january();
    let (then, now) = (cohort.at(last - 1)?, cohort.at(last)?);
    let grid = &cohort.grid;
    let of = |cells: &[u32], setting: usize| {
        let there = |index: usize| grid.cell(index).setting == setting;
        let own = cells.iter().enumerate();
        let own: Vec<f64> = own
            .map(|(index, count)| f64::from(u8::from(there(index))) * f64::from(*count))
            .collect();
        let children: f64 = own.iter().sum();
        (children, annual_cost(cohort, own.into_iter()))
    };
    let change = |setting: usize| of(&now, setting).1 - of(&then, setting).1;
    let most = (0..grid.settings().len())
        .max_by(|one, other| change(*one).abs().total_cmp(&change(*other).abs()))?;
    let (then, now) = (of(&then, most), of(&now, most));
    Some(format!(
        ", most of all in {}: from {:.0} children and {} to {:.0} and {}",
        words(&grid.settings()[most]),
        then.0,
        pounds(then.1),
        now.0,
        pounds(now.1)
    ))
}
