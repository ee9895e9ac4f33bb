//! From a sum to values: which amounts of the tables bring a cohort to a target cost, within stated limits.
//!
//! A value moves in whole steps of a unit, no further down or up than the limits allow, and where one band was worth more
//! than another it stays so. Of the values that come nearest to the target, those near the same proportion for every band
//! are taken. A value of nothing stays nothing, since no proportion of it is more.
//!
//! The arithmetic is exact. Costs are monotone in every value, so the lowest and the highest cost within the limits are
//! known; a target outside them is answered by the end that is nearer, with the bands that hold it there. Between them the
//! answer is proven nearest where it meets the target, where no cost nearer to it can be reached by any steps at all (all
//! costs lie a common divisor apart), or where every combination was tried; otherwise it says that it is not proven.
//!
//! What comes out is a proposal, to be written as a draft and answered for by people. It is never put in force.

mod cells;
mod domain;
mod every;
mod near;

use rust_decimal::Decimal;
use serde::Serialize;
use thiserror::Error;

pub use cells::{Cell, CellName, Cells};

use super::member::Cohort;
use crate::money::{Money, MoneyError, Rate};
use crate::rules::RuleSet;
use domain::Domain;

/// What is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Goal {
    /// What the cohort is to cost in a year.
    pub target: Money,
    /// The step in which values move, such as £10.
    pub unit: Money,
    /// Hundredths by which a value may fall at most.
    pub fall_percent: Rate,
    /// Hundredths by which a value may rise at most.
    pub rise_percent: Rate,
}

/// A value as it was and as it would be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Valued {
    /// Of which table and band.
    #[serde(flatten)]
    pub name: CellName,
    /// How many children of the cohort have it.
    pub children: u32,
    /// The value of the set.
    pub from: Money,
    /// The value that is proposed.
    pub to: Money,
}

/// Why the target is not met to the penny, or that it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Why {
    /// It is met.
    Met,
    /// Values move in whole steps: costs lie at least this far apart.
    Steps {
        /// The common divisor of every step's cost.
        apart: Money,
    },
    /// The target is below anything within the limits.
    Lowest {
        /// The bands that stand at the limit of their fall.
        at_limit: Vec<CellName>,
        /// The bands that may not fall so far, since a lower one would be worth as much.
        by_order: Vec<CellName>,
    },
    /// The target is above anything within the limits.
    Highest {
        /// The bands that stand at the limit of their rise.
        at_limit: Vec<CellName>,
        /// The bands that may not rise so far, since a higher one would be worth as little.
        by_order: Vec<CellName>,
    },
}

/// The values that come nearest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Solution {
    /// What was wanted.
    pub goal: Goal,
    /// What the cohort would cost.
    pub cost: Money,
    /// What it costs at the set's own values.
    pub cost_now: Money,
    /// The least that it can cost within the limits.
    pub lowest: Money,
    /// The most.
    pub highest: Money,
    /// Every value, by table, lowest need first.
    pub values: Vec<Valued>,
    /// Whether nothing nearer to the target can be reached.
    pub is_proven: bool,
    /// What keeps it from the target.
    pub why: Why,
}

impl Solution {
    /// How far the cost is from the target; below nothing if it is less.
    #[must_use]
    pub fn distance(&self) -> Money {
        // Both lie within the range of money, and so did every cost between them.
        self.cost.minus(self.goal.target).unwrap_or(Money::ZERO)
    }
}

/// Why no values can be found.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Unsolvable {
    /// The set has no table of amounts by band from which a child of the cohort is paid.
    #[error(
        "no child of the cohort is paid by a table of amounts by band, so there is no value to set"
    )]
    NothingToSet,
    /// An amount that does not follow its table alone.
    #[error(
        "for {children} of the children the amount is the table's value changed by something else, such as a supplement or a \
         cap: values cannot be set for them by arithmetic on the tables"
    )]
    MoreThanTable {
        /// How many children.
        children: u32,
    },
    /// No whole number of units lies within a band's limits and keeps the order.
    #[error("no whole number of steps keeps {table}, band {band}, within its limits and its order")]
    NoValue {
        /// The table's title.
        table: String,
        /// The band.
        band: String,
    },
    /// A unit, limit or target that is no use.
    #[error("the step must be above nothing, a fall at most 100% and neither limit below nothing")]
    BadGoal,
    /// A sum beyond any budget.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

/// Finds the values of a set that bring a cohort nearest to a target.
///
/// # Errors
/// [`Unsolvable`].
pub fn solve(cohort: &Cohort, rules: &RuleSet, goal: Goal) -> Result<Solution, Unsolvable> {
    solve_cells(&Cells::of(cohort, rules)?, goal)
}

/// Finds the values of cells that bring them nearest to a target.
///
/// # Errors
/// [`Unsolvable`].
pub fn solve_cells(cells: &Cells, goal: Goal) -> Result<Solution, Unsolvable> {
    let (fall, rise) = (goal.fall_percent.value(), goal.rise_percent.value());
    let hundred = Decimal::ONE_HUNDRED;
    if goal.unit <= Money::ZERO || fall < Decimal::ZERO || fall > hundred || rise < Decimal::ZERO {
        return Err(Unsolvable::BadGoal);
    }
    let domain = Domain::of(cells, goal)?;
    let target = goal.target.pence();
    let (lowest, highest) = (domain.cost(domain.lowest()), domain.cost(domain.highest()));
    let (steps, is_proven, why) = if target < lowest {
        let (at_limit, by_order) = domain.held_low();
        let why = Why::Lowest { at_limit, by_order };
        (domain.lowest().to_vec(), true, why)
    } else if target > highest {
        let (at_limit, by_order) = domain.held_high();
        let why = Why::Highest { at_limit, by_order };
        (domain.highest().to_vec(), true, why)
    } else {
        between(&domain, target)?
    };
    Ok(Solution {
        goal,
        cost: Money::from_pence(domain.cost(&steps))?,
        cost_now: cells.cost()?,
        lowest: Money::from_pence(lowest)?,
        highest: Money::from_pence(highest)?,
        values: domain.valued(&steps)?,
        is_proven,
        why,
    })
}

/// The nearest values to a target that lies within reach, whether they are proven nearest, and why they do not meet it.
fn between(domain: &Domain<'_>, target: i64) -> Result<(Vec<i64>, bool, Why), Unsolvable> {
    let steps = near::nearest(domain, target);
    let mut found = (domain.cost(&steps) - target).abs();
    let apart = domain.apart();
    let least = domain.least_distance(target, apart);
    let (mut steps, mut is_proven) = (steps, found == least);
    if !is_proven && let Some(best) = every::nearest(domain, target) {
        steps = best;
        found = (domain.cost(&steps) - target).abs();
        is_proven = true;
    }
    let why = if found == 0 {
        Why::Met
    } else {
        let apart = Money::from_pence(apart)?;
        Why::Steps { apart }
    };
    Ok((steps, is_proven, why))
}
