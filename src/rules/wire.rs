//! A rule set's JSON, read back by hand.
//!
//! The reader that serde derives gives good messages for text from anywhere and costs a browser 35 KB of download. The
//! browser reads only what this server wrote from a checked set, so here a text either is one or is not. The test holds
//! that both readers understand the same.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::calendar::{Date, parse_iso_date};
use crate::ids::Digest;
use crate::money::{Money, Rate, Rounding, RoundingMode};
use crate::needs::{AreaId, BandId, DomainId, GroupId, Level, Need, Setting};

use super::{
    AboveCap, AboveTop, AmountBasis, AmountKind, Area, Band, Condition, Domain, Floor, Group,
    GroupCap, Model, Modifier, NotFunded, Parts, PointsSource, Question, Scheme, Source,
    ValueTable,
};

/// The set in a text that this server wrote, with the digest that the text names.
pub(super) fn read(text: &str) -> Option<(Digest, Parts)> {
    let value: Value = serde_json::from_str(text).ok()?;
    let record = value.as_object()?;
    Some((field(record, "digest")?, field(record, "rules")?))
}

/// What can be read from a JSON value that was written from it.
trait Wire: Sized {
    /// The value, if it is one.
    fn of(value: &Value) -> Option<Self>;
}

/// A field of a record; a missing one reads as null.
fn field<T: Wire>(record: &Map<String, Value>, name: &str) -> Option<T> {
    T::of(record.get(name).unwrap_or(&Value::Null))
}

/// Types that are one text.
macro_rules! texts {
    ($($type:ty: $parse:expr;)+) => {
        $(impl Wire for $type {
            fn of(value: &Value) -> Option<$type> {
                let parse: fn(&str) -> Option<$type> = $parse;
                parse(value.as_str()?)
            }
        })+
    };
}

/// Records, by the names of their fields.
macro_rules! records {
    ($($type:ident { $($name:ident),+ $(,)? })+) => {
        $(impl Wire for $type {
            fn of(value: &Value) -> Option<$type> {
                let record = value.as_object()?;
                Some($type { $($name: field(record, stringify!($name))?),+ })
            }
        })+
    };
}

/// Closed lists, by the text of each member.
macro_rules! lists {
    ($($type:ident { $($text:literal $member:ident),+ $(,)? })+) => {
        $(impl Wire for $type {
            fn of(value: &Value) -> Option<$type> {
                match value.as_str()? {
                    $($text => Some($type::$member),)+
                    _ => None,
                }
            }
        })+
    };
}

texts! {
    String: |text| Some(text.to_owned());
    Date: parse_iso_date;
    Digest: |text| Digest::parse(text).ok();
    AreaId: |text| AreaId::parse(text).ok();
    DomainId: |text| DomainId::parse(text).ok();
    GroupId: |text| GroupId::parse(text).ok();
    BandId: |text| BandId::parse(text).ok();
    Level: |text| Level::parse(text).ok();
    Need: |text| Need::parse(text).ok();
    Setting: |text| Setting::parse(text).ok();
    Money: |text| text.parse().ok();
    Rate: |text| text.parse().ok();
}

records! {
    Parts { scheme, source, areas, model, bands, floors, value_tables, not_funded, modifiers, rounding, questions }
    Scheme {
        authority, authority_title, title, version, invented, first_day, last_day, dates_note, band_blind, above_top,
    }
    Source { title, address, note }
    Area { id, title, domains }
    Domain { id, title, aliases, levels }
    Group { id, title, domains, weight, cap }
    GroupCap { points, above }
    Band { id, from, to }
    Floor { id, primary_needs, band, reason }
    ValueTable { id, title, settings, kind, basis, hours, on_top_of, scales_with_fte, amounts }
    NotFunded { settings, note }
    Rounding { mode, unit }
    Question { id, ask, when }
}

lists! {
    AboveCap { "clamp" Clamp, "block" Block }
    AboveTop { "unreachable" Unreachable, "refuse" Refuse }
    AmountKind {
        "net_top_up" NetTopUp, "total_with_first6000" TotalWithFirst6000, "total_with_place" TotalWithPlace,
        "upper_limit" UpperLimit,
    }
    AmountBasis { "year" Year, "term" Term }
    Modifier { "floor" Floor, "fte" Fte }
    RoundingMode { "half_up" HalfUp, "half_even" HalfEven, "down" Down }
}

impl Wire for bool {
    fn of(value: &Value) -> Option<bool> {
        value.as_bool()
    }
}

impl<T: Wire> Wire for Option<T> {
    fn of(value: &Value) -> Option<Option<T>> {
        match value {
            Value::Null => Some(None),
            some => T::of(some).map(Some),
        }
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn of(value: &Value) -> Option<Vec<T>> {
        value.as_array()?.iter().map(T::of).collect()
    }
}

// Inserted one by one: collecting sorts first, and each sort is 5 KB of download.
impl<T: Wire + Ord> Wire for BTreeSet<T> {
    fn of(value: &Value) -> Option<BTreeSet<T>> {
        let mut set = BTreeSet::new();
        for value in value.as_array()? {
            set.insert(T::of(value)?);
        }
        Some(set)
    }
}

impl<K: Wire + Ord, V: Wire> Wire for BTreeMap<K, V> {
    fn of(value: &Value) -> Option<BTreeMap<K, V>> {
        let mut map = BTreeMap::new();
        for (key, value) in value.as_object()? {
            map.insert(K::of(&Value::String(key.clone()))?, V::of(value)?);
        }
        Some(map)
    }
}

impl Wire for Model {
    fn of(value: &Value) -> Option<Model> {
        let record = value.as_object()?;
        match record.get("kind")?.as_str()? {
            "score_sum" => field(record, "points").map(|points| Model::ScoreSum { points }),
            "weighted_levels" => {
                field(record, "groups").map(|groups| Model::WeightedLevels { groups })
            }
            _ => None,
        }
    }
}

impl Wire for PointsSource {
    fn of(value: &Value) -> Option<PointsSource> {
        let record = value.as_object()?;
        match record.get("scored")?.as_str()? {
            "elsewhere" => field(record, "unit").map(|unit| PointsSource::Elsewhere { unit }),
            "here" => field(record, "table").map(|table| PointsSource::Here { table }),
            _ => None,
        }
    }
}

impl Wire for Condition {
    fn of(value: &Value) -> Option<Condition> {
        let (kind, value) = value.as_object()?.iter().next()?;
        match kind.as_str() {
            "primary_needs" => Wire::of(value).map(Condition::PrimaryNeeds),
            "settings" => Wire::of(value).map(Condition::Settings),
            "at_most" => bound(value).map(|(domain, level)| Condition::AtMost(domain, level)),
            "at_least" => bound(value).map(|(domain, level)| Condition::AtLeast(domain, level)),
            _ => None,
        }
    }
}

fn bound(value: &Value) -> Option<(DomainId, Level)> {
    match value.as_array()?.as_slice() {
        [domain, level] => Some((Wire::of(domain)?, Wire::of(level)?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What serde writes, this reads: a member or a field that was forgotten here shows at once.
    fn reads_back<T: Wire + serde::Serialize + PartialEq + std::fmt::Debug>(values: &[T]) {
        for value in values {
            let written = serde_json::to_value(value).unwrap();
            assert_eq!(T::of(&written).as_ref(), Some(value), "{written}");
        }
    }

    #[test]
    fn every_member_of_every_list_is_read() {
        reads_back(&[AboveCap::Clamp, AboveCap::Block]);
        reads_back(&[AboveTop::Unreachable, AboveTop::Refuse]);
        reads_back(&[
            AmountKind::NetTopUp,
            AmountKind::TotalWithFirst6000,
            AmountKind::TotalWithPlace,
            AmountKind::UpperLimit,
        ]);
        reads_back(&[AmountBasis::Year, AmountBasis::Term]);
        reads_back(&[Modifier::Floor, Modifier::Fte]);
        reads_back(&[
            RoundingMode::HalfUp,
            RoundingMode::HalfEven,
            RoundingMode::Down,
        ]);
        reads_back(Need::ALL);
        reads_back(Setting::ALL);
    }

    #[test]
    fn every_shape_of_model_and_condition_is_read() {
        let domain = DomainId::parse("hearing").unwrap();
        let level = Level::new(2);
        reads_back(&[
            Condition::PrimaryNeeds([Need::Hi].into()),
            Condition::Settings([Setting::Spec].into()),
            Condition::AtMost(domain.clone(), level),
            Condition::AtLeast(domain.clone(), level),
        ]);
        let table = BTreeMap::from([(domain.clone(), BTreeMap::from([(level, Rate::ONE)]))]);
        let group = |cap| Group {
            id: GroupId::parse("senses").unwrap(),
            title: "Senses".to_owned(),
            domains: vec![domain.clone()],
            weight: "2.5".parse().unwrap(),
            cap,
        };
        let cap = GroupCap {
            points: "16".parse().unwrap(),
            above: AboveCap::Block,
        };
        reads_back(&[
            Model::ScoreSum {
                points: PointsSource::Elsewhere { unit: Rate::ONE },
            },
            Model::ScoreSum {
                points: PointsSource::Here { table },
            },
            Model::WeightedLevels {
                groups: vec![group(None), group(Some(cap))],
            },
        ]);
    }

    #[test]
    fn a_text_that_is_no_set_is_none() {
        for text in ["", "{}", "[]", "{\"digest\":\"\",\"rules\":{}}", "null"] {
            assert!(read(text).is_none(), "{text}");
        }
    }
}
