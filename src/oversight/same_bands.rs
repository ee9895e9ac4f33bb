//! Whether the bands of a later rule set can be watched against a baseline of an earlier one.

use std::collections::{BTreeMap, BTreeSet};

use crate::needs::BandId;

/// What each band of a later set was called in the earlier one: by its own name where both have the same bands, or as a table
/// of the later set says that gives each band one of its own. None where bands cannot be told one from one: then the shares of
/// the two are not those of the same things.
#[must_use]
pub fn same_bands(
    earlier: &[BandId],
    later: &[BandId],
    table: Option<&BTreeMap<BandId, BandId>>,
) -> Option<BTreeMap<BandId, BandId>> {
    let called: BTreeMap<BandId, BandId> = match table {
        None => later
            .iter()
            .map(|band| (band.clone(), band.clone()))
            .collect(),
        Some(table) => {
            let turned = table.iter().map(|(old, new)| (new.clone(), old.clone()));
            turned.collect()
        }
    };
    let old: BTreeSet<&BandId> = called.values().collect();
    let new: BTreeSet<&BandId> = called.keys().collect();
    let is_one_to_one = table.is_none_or(|table| table.len() == called.len());
    let is_whole = old == earlier.iter().collect() && new == later.iter().collect();
    (is_one_to_one && is_whole).then_some(called)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bands(names: &[&str]) -> Vec<BandId> {
        names.iter().map(|name| name.parse().unwrap()).collect()
    }

    fn table(pairs: &[(&str, &str)]) -> BTreeMap<BandId, BandId> {
        let pairs = pairs.iter();
        pairs
            .map(|(old, new)| (old.parse().unwrap(), new.parse().unwrap()))
            .collect()
    }

    #[test]
    fn the_same_bands_are_themselves_and_others_are_none() {
        let (old, new) = (bands(&["A", "B"]), bands(&["A", "B", "C"]));
        let found = same_bands(&old, &old, None).unwrap();
        assert!(found.iter().all(|(new, old)| new == old));
        assert_eq!(same_bands(&old, &new, None), None);
        assert_eq!(same_bands(&new, &old, None), None);
        assert_eq!(same_bands(&old, &bands(&["1", "2"]), None), None);
    }

    #[test]
    fn a_table_counts_where_each_band_becomes_one_of_its_own() {
        let (old, new) = (bands(&["A", "B"]), bands(&["1", "2"]));
        let found = same_bands(&old, &new, Some(&table(&[("A", "1"), ("B", "2")])));
        assert_eq!(found, Some(table(&[("1", "A"), ("2", "B")])));
        for wrong in [
            table(&[("A", "1"), ("B", "1")]),
            table(&[("A", "1")]),
            table(&[("A", "1"), ("B", "3")]),
        ] {
            assert_eq!(same_bands(&old, &new, Some(&wrong)), None, "{wrong:?}");
        }
    }
}
