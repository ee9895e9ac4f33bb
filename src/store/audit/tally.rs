//! How many rows bear seals, table by table, and the sum of their seals: a row that is gone, or that stands as it once did,
//! leaves its own seal to nobody, but the sum does not come out.

use std::collections::BTreeMap;
use std::fmt;

use sha2::{Digest as _, Sha256};

/// A number of 256 bits, the highest byte first. Sums go on from nought after the greatest.
type Sum = [u8; 32];

/// What is counted of one table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Count {
    /// How many rows; of what a transaction did, also fewer than none.
    pub(super) rows: i64,
    sum: Sum,
}

/// What is counted of every table, or what a transaction did to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::store) struct Tally(BTreeMap<String, Count>);

/// What stands for a tally of nothing; no text at all says that nobody counted.
const NOTHING: &str = "-";

impl Tally {
    /// A row with this seal has come.
    pub(super) fn add(&mut self, table: &str, seal: &str) {
        let sum = number_of(seal);
        self.change(table, Count { rows: 1, sum });
    }

    /// A row with this seal has gone.
    pub(super) fn remove(&mut self, table: &str, seal: &str) {
        let sum = negative(number_of(seal));
        self.change(table, Count { rows: -1, sum });
    }

    /// Takes in what was done meanwhile.
    pub(super) fn merge(&mut self, done: &Tally) {
        for (table, count) in &done.0 {
            self.change(table, *count);
        }
    }

    pub(super) fn is_nothing(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn of(&self, table: &str) -> Count {
        self.0.get(table).copied().unwrap_or_default()
    }

    /// The tables of which something is counted.
    pub(super) fn tables(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// As [`fmt::Display`] wrote it.
    pub(super) fn parse(text: &str) -> Option<Tally> {
        let mut tally = Tally::default();
        if text == NOTHING {
            return Some(tally);
        }
        for part in text.split(' ') {
            let mut fields = part.split(':');
            let (table, rows, sum) = (fields.next()?, fields.next()?, fields.next()?);
            let mut count = Count {
                rows: rows.parse().ok()?,
                sum: Sum::default(),
            };
            hex::decode_to_slice(sum, &mut count.sum).ok()?;
            tally.change(table, count);
        }
        Some(tally)
    }

    fn change(&mut self, table: &str, by: Count) {
        let mut count = self.of(table);
        count.rows = count.rows.wrapping_add(by.rows);
        count.sum = plus(count.sum, by.sum);
        if count == Count::default() {
            self.0.remove(table);
        } else if let Some(known) = self.0.get_mut(table) {
            *known = count;
        } else {
            self.0.insert(table.to_owned(), count);
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_nothing() {
            return out.write_str(NOTHING);
        }
        for (place, (table, count)) in self.0.iter().enumerate() {
            let between = if place == 0 { "" } else { " " };
            let sum = hex::encode(count.sum);
            write!(out, "{between}{table}:{}:{sum}", count.rows)?;
        }
        Ok(())
    }
}

/// The number that a seal is; what is no seal of ours has one too.
fn number_of(seal: &str) -> Sum {
    let mut sum = Sum::default();
    match hex::decode_to_slice(seal, &mut sum) {
        Ok(()) => sum,
        Err(_) => Sha256::digest(seal.as_bytes()).into(),
    }
}

fn plus(a: Sum, b: Sum) -> Sum {
    let mut sum = Sum::default();
    let mut carried = 0_u16;
    for (to, (a, b)) in sum.iter_mut().zip(a.iter().zip(&b)).rev() {
        let [over, byte] = (u16::from(*a) + u16::from(*b) + carried).to_be_bytes();
        *to = byte;
        carried = over.into();
    }
    sum
}

fn negative(of: Sum) -> Sum {
    let mut one = Sum::default();
    one[31] = 1;
    plus(of.map(|byte| !byte), one)
}

#[cfg(test)]
mod tests {
    use super::{Tally, negative, number_of, plus};

    #[test]
    fn what_came_and_went_again_leaves_nothing() {
        let (one, other) = ("00".repeat(31) + "ff", "f".repeat(64));
        let mut tally = Tally::default();
        tally.add("award", &one);
        tally.add("award", &other);
        tally.add("child", "no seal");
        assert_eq!(tally.of("award").rows, 2);
        let kept = tally.to_string();
        assert_eq!(Tally::parse(&kept), Some(tally.clone()));
        for (table, seal) in [("award", &*other), ("child", "no seal"), ("award", &*one)] {
            tally.remove(table, seal);
        }
        assert!(tally.is_nothing());
        assert_eq!(Tally::parse(&tally.to_string()), Some(tally));
    }

    #[test]
    fn two_rows_alike_are_not_none() {
        let mut tally = Tally::default();
        tally.add("award", "x");
        tally.add("award", "x");
        assert_eq!(tally.of("award").rows, 2);
        assert_ne!(tally.of("award").sum, [0; 32]);
    }

    #[test]
    fn a_number_and_its_negative_are_nought() {
        for seal in ["", "x", &"0".repeat(64), &"8".repeat(64), &"f".repeat(64)] {
            assert_eq!(plus(number_of(seal), negative(number_of(seal))), [0; 32]);
        }
    }

    #[test]
    fn what_is_no_tally_is_not_read() {
        for text in [
            "",
            "award",
            "award:1",
            "award:x:00",
            "award:1:00",
            "award:1:zz",
        ] {
            assert_eq!(Tally::parse(text), None, "{text}");
        }
    }
}
