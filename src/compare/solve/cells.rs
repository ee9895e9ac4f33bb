//! What there is to set: the values of the tables, each with the children who are paid by it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Unsolvable;
use crate::calendar::Date;
use crate::compare::member::{Cohort, Member, asked_on};
use crate::engine::{Context, Step, determine};
use crate::money::{Fte, Money, Rounding};
use crate::needs::BandId;
use crate::rules::{RuleSet, Values};

/// Which value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct CellName {
    /// The table's name within the set.
    pub table: String,
    /// The table's title.
    pub title: String,
    /// The band.
    pub band: BandId,
}

/// A value, and who is paid by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Which.
    pub name: CellName,
    /// The value of the set, for full time.
    pub value: Money,
    /// Children by the share of full time that their amount is multiplied by.
    pub shares: BTreeMap<Fte, u32>,
}

/// Every value of a set's tables of amounts by band.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cells {
    /// The values, table by table, lowest need first.
    pub tables: Vec<Vec<Cell>>,
    /// What those children cost who are paid otherwise: no value changes it.
    pub fixed: Money,
    /// How an amount becomes pence.
    pub rounding: Rounding,
}

impl Cell {
    /// How many children are paid by it.
    #[must_use]
    pub fn children(&self) -> u32 {
        self.shares.values().sum()
    }

    /// What its children cost at a value.
    ///
    /// # Errors
    /// [`crate::money::MoneyError`] beyond any budget.
    pub fn cost(&self, value: Money, rounding: Rounding) -> Result<Money, Unsolvable> {
        let mut pence = 0_i64;
        for (share, children) in &self.shares {
            let each = of_share(value, *share, rounding)?;
            // Money's range times the children of a nation stays within i64; the sum is checked below.
            pence += each.pence() * i64::from(*children);
        }
        Ok(Money::from_pence(pence)?)
    }
}

fn of_share(value: Money, share: Fte, rounding: Rounding) -> Result<Money, Unsolvable> {
    Ok(rounding.to_money(value.pounds() * share.rate().value())?)
}

/// By which table and band a child is paid, and for which share of full time.
enum Paid {
    By((usize, usize, usize), Fte),
    Otherwise(Money),
    MoreThanTable,
}

impl Cells {
    /// The values of a set and who of a cohort is paid by each.
    ///
    /// # Errors
    /// [`Unsolvable::NothingToSet`], [`Unsolvable::MoreThanTable`], or a sum beyond any budget.
    pub fn of(cohort: &Cohort, rules: &RuleSet) -> Result<Cells, Unsolvable> {
        let mut places = BTreeMap::new();
        let mut cells = Cells {
            tables: Vec::new(),
            fixed: Money::ZERO,
            rounding: rules.rounding,
        };
        for (at_stream, stream) in rules.streams.iter().enumerate() {
            for (at_table, table) in stream.value_tables.iter().enumerate() {
                let Values::Amounts(amounts) = &table.values else {
                    continue;
                };
                let mut row = Vec::new();
                for (at_band, band) in stream.bands.iter().enumerate() {
                    let Some(value) = amounts.get(&band.id) else {
                        continue;
                    };
                    places.insert(
                        (at_stream, at_table, at_band),
                        (cells.tables.len(), row.len()),
                    );
                    row.push(Cell {
                        name: CellName {
                            table: table.id.clone(),
                            title: table.title.clone(),
                            band: band.id.clone(),
                        },
                        value: *value,
                        shares: BTreeMap::new(),
                    });
                }
                cells.tables.push(row);
            }
        }
        cells.count(cohort, rules, &places)?;
        Ok(cells)
    }

    fn count(
        &mut self,
        cohort: &Cohort,
        rules: &RuleSet,
        places: &BTreeMap<(usize, usize, usize), (usize, usize)>,
    ) -> Result<(), Unsolvable> {
        let (mut by_table, mut more) = (0_u32, 0_u32);
        for member in &cohort.members {
            match paid(member, rules, cohort.day) {
                Paid::Otherwise(amount) => self.fixed = self.fixed.plus(amount)?,
                Paid::MoreThanTable => more += 1,
                Paid::By(place, share) => {
                    let at = places.get(&place);
                    let cell =
                        at.and_then(|(table, cell)| self.tables.get_mut(*table)?.get_mut(*cell));
                    if let Some(cell) = cell {
                        *cell.shares.entry(share).or_default() += 1;
                        by_table += 1;
                    }
                }
            }
        }
        if more > 0 {
            return Err(Unsolvable::MoreThanTable { children: more });
        }
        if by_table == 0 {
            return Err(Unsolvable::NothingToSet);
        }
        Ok(())
    }

    /// What the cohort costs at the set's own values.
    ///
    /// # Errors
    /// [`crate::money::MoneyError`] beyond any budget.
    pub fn cost(&self) -> Result<Money, Unsolvable> {
        let mut sum = self.fixed;
        for cell in self.tables.iter().flatten() {
            sum = sum.plus(cell.cost(cell.value, self.rounding)?)?;
        }
        Ok(sum)
    }
}

/// How a child is paid, read from the steps of its determination and held against the amount they came to.
fn paid(member: &Member, rules: &RuleSet, day: Date) -> Paid {
    let context = Context {
        on: asked_on(rules, day),
        ..member.context.clone()
    };
    let made = determine(&member.profile, rules, &context);
    let Some(amount) = made.top_up_annual() else {
        return Paid::Otherwise(Money::ZERO);
    };
    let (mut stream, mut share, mut read) = (0, Fte::FULL, None);
    for step in made.trace.steps() {
        match step {
            Step::StreamBegan { stream: at } => stream = at.position(),
            Step::AmountRead {
                table,
                band,
                amount,
                ..
            } => read = Some(((stream, table.position(), band.position()), *amount)),
            Step::FteMultiplied { fte, .. } => share = *fte,
            Step::AmountModified { .. }
            | Step::StreamsAdded { .. }
            | Step::PicksAdded { .. }
            | Step::YearTaken { .. } => {
                return Paid::MoreThanTable;
            }
            _ => {}
        }
    }
    match read {
        None => Paid::Otherwise(amount),
        Some((place, value)) if of_share(value, share, rules.rounding) == Ok(amount) => {
            Paid::By(place, share)
        }
        Some(_) => Paid::MoreThanTable,
    }
}
