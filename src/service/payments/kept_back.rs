//! Payments as somebody sees them who is to judge a child in them first: no amount of that child's, and no sum in which it
//! could be read.
//!
//! The lines of a payee with such a child are shown without amounts, all of them: the others and the sum would tell the one.
//! A payee of few children stands in one row with as many of the smallest others as keep the row's sum from being any child's.

use std::collections::{BTreeMap, BTreeSet};

use super::export::YearSchedule;
use super::payees::Payees;
use super::period::PayeeRow;
use crate::calendar::Date;
use crate::ids::{ChildId, LocalId};
use crate::money::{Money, MoneyError};
use crate::oversight::THRESHOLD;
use crate::service::ServiceError;
use crate::service::kept_back::LATER;
use crate::store::Tx;
use crate::store::payment;

/// A sum of fewer children could be read as one child's.
const FEW: usize = THRESHOLD as usize;

/// The payees that stand together, of payees by key with how many children each has: those of few children with one to be
/// judged, and the smallest others until they are no longer few.
pub(super) fn together(
    payees: &BTreeMap<String, usize>,
    with_unjudged: &BTreeSet<String>,
) -> BTreeSet<String> {
    let is_told =
        |(key, children): &(&String, &usize)| **children < FEW && with_unjudged.contains(*key);
    let mut found: BTreeSet<String> = payees
        .iter()
        .filter(is_told)
        .map(|(key, _)| key.clone())
        .collect();
    if found.is_empty() {
        return found;
    }
    let mut others: Vec<(&String, &usize)> = payees
        .iter()
        .filter(|(key, _)| !found.contains(*key))
        .collect();
    others.sort_by_key(|(_, children)| **children);
    for (key, _) in others {
        if found.len() > 1 && children_of(payees, &found) >= FEW {
            break;
        }
        found.insert(key.clone());
    }
    found
}

fn children_of(payees: &BTreeMap<String, usize>, keys: &BTreeSet<String>) -> usize {
    let of = payees.iter().filter(|(key, _)| keys.contains(*key));
    of.map(|(_, children)| children).sum()
}

/// The payees of a period as they are shown.
pub(super) struct Shown {
    /// The rows, those that stand together in one, the last, which has no key.
    pub(super) rows: Vec<PayeeRow>,
    /// Whether even all of them together would tell one child's amount.
    pub(super) hides_sums: bool,
}

/// The rows of a period without what would tell an amount of a child to be judged.
pub(super) async fn rows(
    tx: &mut Tx,
    year_on: Date,
    rows: Vec<PayeeRow>,
    unjudged: &BTreeSet<ChildId>,
) -> Result<Shown, ServiceError> {
    let mut with_unjudged = BTreeSet::new();
    if !unjudged.is_empty() {
        let payees = Payees::read(tx).await?;
        for row in rows.iter().filter(|row| row.children < FEW) {
            let payee = payees.of_key(&row.key);
            let children = payment::children_of_payee(tx, year_on, &payee).await?;
            if children.iter().any(|child| unjudged.contains(child)) {
                with_unjudged.insert(row.key.clone());
            }
        }
    }
    let counts = rows.iter().map(|row| (row.key.clone(), row.children));
    let together = together(&counts.collect(), &with_unjudged);
    put(rows, &together).map_err(|error| ServiceError::Broken(Box::new(error)))
}

fn put(rows: Vec<PayeeRow>, together: &BTreeSet<String>) -> Result<Shown, MoneyError> {
    if together.is_empty() {
        return Ok(Shown {
            rows,
            hides_sums: false,
        });
    }
    let (others, mut rows): (Vec<PayeeRow>, Vec<PayeeRow>) = rows
        .into_iter()
        .partition(|row| together.contains(&row.key));
    let sum = |of: fn(&PayeeRow) -> Money| Money::total(others.iter().map(of));
    let row = PayeeRow {
        key: String::new(),
        name: format!("{} payees together", others.len()),
        supplier_number: None,
        children: others.iter().map(|row| row.children).sum(),
        adjustments: sum(|row| row.adjustments)?,
        vat: sum(|row| row.vat)?,
        total: sum(|row| row.total)?,
    };
    let hides_sums = others.len() < 2 || row.children < FEW;
    rows.push(row);
    Ok(Shown { rows, hides_sums })
}

/// Takes out of a year's lines whose they are, where a payee has a child to be judged.
pub(super) fn file(schedule: &mut YearSchedule, unjudged: &BTreeSet<ChildId>) {
    let mut children: BTreeMap<String, BTreeSet<ChildId>> = BTreeMap::new();
    for (_, view) in &schedule.lines {
        let of = children.entry(view.line.payee_key.clone()).or_default();
        of.insert(view.line.child.clone());
    }
    let with_unjudged: BTreeSet<String> = children
        .iter()
        .filter(|(_, of)| !of.is_disjoint(unjudged))
        .map(|(key, _)| key.clone())
        .collect();
    let counts = children.into_iter().map(|(key, of)| (key, of.len()));
    let together = together(&counts.collect(), &with_unjudged);
    let later = LocalId::parse("Kept back").ok();
    for (_, view) in &mut schedule.lines {
        let line = &mut view.line;
        let stands_together = together.contains(&line.payee_key);
        if !stands_together && !with_unjudged.contains(&line.payee_key) {
            continue;
        }
        schedule.pupils.remove(&line.child);
        view.name = Some(LATER.to_owned());
        if let Some(later) = &later {
            view.local_id = later.clone();
        }
        line.days = None;
        line.terms.stay = None;
        line.terms.fte = None;
        line.terms.cause = None;
        if stands_together {
            line.payee_name = "Payees together".to_owned();
            line.supplier_number = None;
            line.establishment = None;
            line.order_number = None;
            view.establishment = String::new();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn payees_of_few_children_stand_together_until_they_are_not_few() {
        let found = |with_unjudged: &[&str]| {
            let payees = [("Ash", 9), ("Elm", 2), ("Oak", 7), ("Yew", 1)];
            let payees = payees.map(|(key, children)| (key.to_owned(), children));
            let keys = with_unjudged.iter().map(|key| (*key).to_owned()).collect();
            together(&payees.into(), &keys)
                .into_iter()
                .collect::<Vec<_>>()
        };
        assert_eq!(found(&[]), [""; 0]);
        assert_eq!(found(&["Ash"]), [""; 0], "of nine nobody reads one");
        assert_eq!(found(&["Yew"]), ["Elm", "Oak", "Yew"]);
        assert_eq!(found(&["Yew", "Ash"]), ["Elm", "Oak", "Yew"]);
    }
}
