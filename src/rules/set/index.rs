//! What the engine looks up again and again, worked out once when a set is sealed.
//!
//! It says nothing that the set does not say; it only says where.

use std::collections::{BTreeMap, BTreeSet};

use crate::money::{Money, Rate, product};
use crate::needs::{DomainId, Level, Setting};

use super::{Domain, Group, Model, Parts, Stream, Values};

/// Between the keys of a row when they are looked up as one text; the checker lets no key hold it.
const BETWEEN_KEYS: char = '\u{1f}';

/// The key of a row that holds for any that no other row names.
pub(crate) const ANY_KEY: &str = "*";

/// Places in a rule set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// Every domain in the order of its name, with its position over all areas.
    domains: Vec<(DomainId, usize)>,
    /// For each domain by its position, its levels.
    levels: Vec<Levels>,
    /// For each stream.
    streams: Vec<StreamIndex>,
}

/// The levels that a domain has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Levels {
    /// Bit n is set if level n is there; levels have at most two digits.
    known: u128,
    lowest: Option<Level>,
}

impl Levels {
    fn of(domain: &Domain) -> Levels {
        let bits = domain.levels.keys().map(|level| bit(*level));
        Levels {
            known: bits.fold(0, |known, bit| known | bit),
            lowest: domain.levels.keys().next().copied(),
        }
    }

    /// Whether a level is among them.
    #[must_use]
    pub fn contain(self, level: Level) -> bool {
        self.known & bit(level) != 0
    }

    /// The number of the highest; 0 of none.
    fn highest(self) -> u32 {
        u128::BITS.saturating_sub(self.known.leading_zeros() + 1)
    }

    /// The lowest.
    #[must_use]
    pub fn lowest(self) -> Option<Level> {
        self.lowest
    }
}

fn bit(level: Level) -> u128 {
    1_u128.checked_shl(u32::from(level.number())).unwrap_or(0)
}

/// The fifteen settings in their order, a bit each.
fn bit_of(setting: Setting) -> u32 {
    1 << (setting as u32)
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct StreamIndex {
    /// For each group, what its levels come to.
    groups: Vec<GroupIndex>,
    /// For each value table, its rows.
    tables: Vec<RowIndex>,
    /// For each value table with amounts by band, the amount of each band by its position.
    amounts: Vec<Vec<Option<Money>>>,
    /// The rows of the model's look-up.
    lookup: RowIndex,
    /// Bit n is set if setting n is not funded by band.
    not_funded: u32,
}

/// What the levels of a group come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupIndex {
    /// The positions of its domains.
    domains: Vec<usize>,
    /// The points of every sum of levels that its domains can have, from 0: the sum times the weight. A sum whose points
    /// leave the range that is exact has none.
    points: Vec<Rate>,
}

impl GroupIndex {
    fn of(group: &Group, index: &Index) -> GroupIndex {
        let domains = group.domains.iter().filter_map(|id| index.domain(id));
        let domains: Vec<usize> = domains.collect();
        let highest = domains.iter().filter_map(|at| index.levels.get(*at));
        let most: u32 = highest.map(|levels| levels.highest()).sum();
        let points = (0..=most).map_while(|sum| {
            let points = product(Rate::whole(sum).value(), group.weight.value());
            points.map(Rate::new)
        });
        GroupIndex {
            points: points.collect(),
            domains,
        }
    }

    /// The sum of its domains' levels, and what that comes to; none beyond the range that is exact.
    #[must_use]
    pub fn weighted(&self, levels: &[Level]) -> Option<(Rate, Rate)> {
        let levels = self.domains.iter().filter_map(|at| levels.get(*at));
        let sum: u32 = levels.map(|level| u32::from(level.number())).sum();
        let points = self.points.get(usize::try_from(sum).ok()?)?;
        Some((Rate::whole(sum), *points))
    }
}

/// The rows of a table by their keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowIndex {
    rows: BTreeMap<String, usize>,
    /// Which columns stand for any in some row, as the rows have it: those that name most columns
    /// first, and of two that name as many the one that names an earlier column.
    patterns: Vec<Vec<bool>>,
}

impl RowIndex {
    fn of<'r>(rows: impl Iterator<Item = &'r Vec<String>>) -> RowIndex {
        let mut index = RowIndex::default();
        let mut patterns = BTreeSet::new();
        for (keys, at) in rows.zip(0..) {
            let any: Vec<bool> = keys.iter().map(|key| key == ANY_KEY).collect();
            patterns.insert((any.iter().filter(|any| **any).count(), any));
            index.rows.insert(joined(keys), at);
        }
        index.patterns = patterns.into_iter().map(|(_, any)| any).collect();
        index
    }

    /// The row that holds for some keys: the one that names most of them, and of two that name as
    /// many the one that names an earlier column.
    #[must_use]
    pub fn row(&self, keys: &[&str]) -> Option<usize> {
        self.patterns.iter().find_map(|any| {
            let places = any.iter().zip(keys);
            let sought: Vec<&str> = places
                .map(|(any, key)| if *any { ANY_KEY } else { key })
                .collect();
            self.rows.get(&joined(&sought)).copied()
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
        // Each in its place: a sort would be 5 KB of download.
        let mut domains: Vec<(DomainId, usize)> = Vec::new();
        for (position, domain) in parts.domains().enumerate() {
            let place = domains.partition_point(|(known, _)| *known < domain.id);
            domains.insert(place, (domain.id.clone(), position));
        }
        let mut index = Index {
            domains,
            levels: parts.domains().map(Levels::of).collect(),
            streams: Vec::new(),
        };
        index.streams = parts.streams.iter().map(|s| index.stream(s)).collect();
        index
    }

    fn stream(&self, stream: &Stream) -> StreamIndex {
        let groups = match &stream.model {
            Model::WeightedLevels { groups, .. } => groups.as_slice(),
            _ => &[],
        };
        let lookup = match &stream.model {
            Model::Lookup { rows, .. } => RowIndex::of(rows.iter().map(|row| &row.keys)),
            _ => RowIndex::default(),
        };
        let tables = stream.value_tables.iter().map(|table| match &table.values {
            Values::Rows(rows) => RowIndex::of(rows.rows.iter().map(|row| &row.keys)),
            _ => RowIndex::default(),
        });
        let amounts = stream.value_tables.iter().map(|table| match &table.values {
            Values::Amounts(amounts) => {
                let bands = stream.bands.iter();
                bands.map(|band| amounts.get(&band.id).copied()).collect()
            }
            _ => Vec::new(),
        });
        let noted = stream.not_funded.iter().flat_map(|note| &note.settings);
        StreamIndex {
            amounts: amounts.collect(),
            not_funded: noted.fold(0, |all, setting| all | bit_of(*setting)),
            groups: groups
                .iter()
                .map(|group| GroupIndex::of(group, self))
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

    /// The levels of each domain, by its position over all areas.
    #[must_use]
    pub fn levels(&self) -> &[Levels] {
        &self.levels
    }

    /// What the levels of a group come to.
    #[must_use]
    pub fn group(&self, stream: usize, group: usize) -> Option<&GroupIndex> {
        self.streams.get(stream)?.groups.get(group)
    }

    /// The rows of a value table.
    #[must_use]
    pub fn table(&self, stream: usize, table: usize) -> Option<&RowIndex> {
        self.streams.get(stream)?.tables.get(table)
    }

    /// The amount of a band in a value table with amounts by band.
    #[must_use]
    pub fn amount(&self, stream: usize, table: usize, band: usize) -> Option<Money> {
        let amounts = self.streams.get(stream)?.amounts.get(table)?;
        amounts.get(band).copied().flatten()
    }

    /// Whether a stream has a note that a setting is not funded by band.
    #[must_use]
    pub fn is_not_funded(&self, stream: usize, setting: Setting) -> bool {
        let stream = self.streams.get(stream);
        stream.is_some_and(|stream| stream.not_funded & bit_of(setting) != 0)
    }

    /// The rows of a stream's look-up.
    #[must_use]
    pub fn lookup(&self, stream: usize) -> Option<&RowIndex> {
        self.streams.get(stream).map(|stream| &stream.lookup)
    }
}
