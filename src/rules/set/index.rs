//! What the engine looks up again and again, worked out once when a set is sealed.
//!
//! It says nothing that the set does not say; it only says where.

use std::collections::BTreeMap;

use crate::needs::DomainId;

use super::{Model, Parts, Stream, Values};

/// Between the keys of a row when they are looked up as one text; the checker lets no key hold it.
const BETWEEN_KEYS: char = '\u{1f}';

/// The key of a row that holds for any that no other row names.
pub(crate) const ANY_KEY: &str = "*";

/// Places in a rule set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// Every domain in the order of its name, with its position over all areas.
    domains: Vec<(DomainId, usize)>,
    /// For each stream.
    streams: Vec<StreamIndex>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct StreamIndex {
    /// For each group, the positions of its domains.
    groups: Vec<Vec<usize>>,
    /// For each value table, its rows.
    tables: Vec<RowIndex>,
    /// The rows of the model's look-up.
    lookup: RowIndex,
}

/// The rows of a table by their keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowIndex(BTreeMap<String, usize>);

impl RowIndex {
    fn of<'r>(rows: impl Iterator<Item = &'r Vec<String>>) -> RowIndex {
        RowIndex(rows.map(|keys| joined(keys)).zip(0..).collect())
    }

    /// The row that holds for some keys: the one that names most of them, and of two that name as
    /// many the one that names an earlier column.
    #[must_use]
    pub fn row(&self, keys: &[&str]) -> Option<usize> {
        let columns = u32::try_from(keys.len()).unwrap_or(u32::MAX).min(16);
        // Bit n set: column n from the right stands for any. Fewer bits first, then lower ones.
        let mut masks: Vec<u32> = (0..1_u32 << columns).collect();
        masks.sort_by_key(|mask| (mask.count_ones(), *mask));
        let mut sought: Vec<&str> = keys.to_vec();
        masks.into_iter().find_map(|mask| {
            for (at, key) in keys.iter().rev().enumerate() {
                let place = keys.len() - 1 - at;
                sought[place] = if mask >> at & 1 == 1 { ANY_KEY } else { key };
            }
            self.0.get(&joined(&sought)).copied()
        })
    }
}

fn joined(keys: &[impl AsRef<str>]) -> String {
    let mut text = String::new();
    for (place, key) in keys.iter().enumerate() {
        if place > 0 {
            text.push(BETWEEN_KEYS);
        }
        text.push_str(key.as_ref());
    }
    text
}

impl Index {
    pub(super) fn of(parts: &Parts) -> Index {
        let all = parts.areas.iter().flat_map(|area| &area.domains);
        let mut domains: Vec<(DomainId, usize)> =
            all.map(|domain| domain.id.clone()).zip(0..).collect();
        domains.sort();
        let mut index = Index {
            domains,
            streams: Vec::new(),
        };
        index.streams = parts.streams.iter().map(|s| index.stream(s)).collect();
        index
    }

    fn stream(&self, stream: &Stream) -> StreamIndex {
        let groups = match &stream.model {
            Model::WeightedLevels { groups } => groups.as_slice(),
            _ => &[],
        };
        let positions = |ids: &[DomainId]| ids.iter().filter_map(|id| self.domain(id)).collect();
        let lookup = match &stream.model {
            Model::Lookup { rows, .. } => RowIndex::of(rows.iter().map(|row| &row.keys)),
            _ => RowIndex::default(),
        };
        let tables = stream.value_tables.iter().map(|table| match &table.values {
            Values::Rows(rows) => RowIndex::of(rows.rows.iter().map(|row| &row.keys)),
            _ => RowIndex::default(),
        });
        StreamIndex {
            groups: groups
                .iter()
                .map(|group| positions(&group.domains))
                .collect(),
            tables: tables.collect(),
            lookup,
        }
    }

    /// Every domain in the order of its name, with its position over all areas.
    #[must_use]
    pub fn domains(&self) -> &[(DomainId, usize)] {
        &self.domains
    }

    /// The position of a domain over all areas.
    #[must_use]
    pub fn domain(&self, id: &DomainId) -> Option<usize> {
        let found = self
            .domains
            .binary_search_by(|(known, _)| known.cmp(id))
            .ok()?;
        self.domains.get(found).map(|(_, position)| *position)
    }

    /// The positions of a group's domains.
    #[must_use]
    pub fn group(&self, stream: usize, group: usize) -> &[usize] {
        let stream = self.streams.get(stream);
        stream
            .and_then(|stream| stream.groups.get(group))
            .map_or(&[], Vec::as_slice)
    }

    /// The rows of a value table.
    #[must_use]
    pub fn table(&self, stream: usize, table: usize) -> Option<&RowIndex> {
        self.streams.get(stream)?.tables.get(table)
    }

    /// The rows of a stream's look-up.
    #[must_use]
    pub fn lookup(&self, stream: usize) -> Option<&RowIndex> {
        self.streams.get(stream).map(|stream| &stream.lookup)
    }
}
