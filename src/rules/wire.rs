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
use crate::needs::{
    AreaId, BandId, CircumstanceId, DomainId, GroupId, Level, ModifierId, Need, PhaseId, PostId,
    ProvisionId, Residency, Setting, StreamId,
};

use super::{
    AboveCap, AboveTop, AmountBasis, AmountKind, Area, Band, BandRange, Change, Circumstance,
    ClassStaffing, Column, Condition, Conversion, Converting, Cost, Domain, Floor, Gate, Group,
    GroupCap, HoursCap, LookupRow, MissingLevel, Model, Modifier, Multiples, NotFunded, Otherwise,
    Over, Parts, Phase, PointsSource, Provision, ProvisionPrice, Question, Reached,
    RoundingApplied, Rows, Scheme, Source, Staffing, Stream, StreamPart, SupportHours, ValueRow,
    ValueTable, Values, What,
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

/// Tagged records and words, by the text of each: `{ "cap": { … } }`, or `"floor"`.
macro_rules! variants {
    ($($type:ident { $($text:literal $member:ident $({ $($name:ident),* })? $(($inner:ident))?),+ $(,)? })+) => {
        $(impl Wire for $type {
            fn of(value: &Value) -> Option<$type> {
                let (kind, value) = tagged(value)?;
                match kind {
                    $($text => variants!(@read $type $member value $({ $($name),* })? $(($inner))?),)+
                    _ => None,
                }
            }
        })+
    };
    (@read $type:ident $member:ident $value:ident) => { Some($type::$member) };
    (@read $type:ident $member:ident $value:ident { $($name:ident),* }) => {{
        let _record = $value.as_object()?;
        Some($type::$member { $($name: field(_record, stringify!($name))?),* })
    }};
    (@read $type:ident $member:ident $value:ident ($inner:ident)) => {
        $inner::of($value).map($type::$member)
    };
}

/// A word, or the only entry of a record, with what it holds.
fn tagged(value: &Value) -> Option<(&str, &Value)> {
    match value {
        Value::String(word) => Some((word, &Value::Null)),
        other => other
            .as_object()?
            .iter()
            .next()
            .map(|(word, held)| (word.as_str(), held)),
    }
}

texts! {
    String: |text| Some(text.to_owned());
    Date: parse_iso_date;
    Digest: |text| Digest::parse(text).ok();
    AreaId: |text| AreaId::parse(text).ok();
    DomainId: |text| DomainId::parse(text).ok();
    GroupId: |text| GroupId::parse(text).ok();
    BandId: |text| BandId::parse(text).ok();
    StreamId: |text| StreamId::parse(text).ok();
    ProvisionId: |text| ProvisionId::parse(text).ok();
    PostId: |text| PostId::parse(text).ok();
    ModifierId: |text| ModifierId::parse(text).ok();
    PhaseId: |text| PhaseId::parse(text).ok();
    CircumstanceId: |text| CircumstanceId::parse(text).ok();
    Level: |text| Level::parse(text).ok();
    Need: |text| Need::parse(text).ok();
    Setting: |text| Setting::parse(text).ok();
    Money: |text| text.parse().ok();
    Rate: |text| text.parse().ok();
}

records! {
    Scheme {
        authority, authority_title, title, version, invented, first_day, last_day, dates_note, band_blind,
        levels_hidden, missing_level, above_top, yearly_limit, rounding_applied,
    }
    Source { title, address, note, illustrative }
    Gate { id, requires, otherwise }
    Phase { id, title, from, to }
    Circumstance { id, ask }
    Conversion { from, how }
    Area { id, title, domains }
    Domain { id, title, aliases, levels }
    StreamPart { id, title, when, adds }
    Group { id, title, domains, weight, cap }
    GroupCap { points, above }
    HoursCap { most, above }
    BandRange { from, to }
    Reached { at_least, count, areas }
    LookupRow { keys, band }
    Floor { id, primary_needs, when, band, reason }
    Multiples { base, by_band, published }
    Rows { columns, rows }
    ValueRow { keys, amount }
    SupportHours { rate, above }
    Staffing { posts, classes, per_pupil }
    ClassStaffing { pupils, adults }
    Cost { share }
    NotFunded { settings, note }
    Change { id, title, when, what, published }
    Rounding { mode, unit }
    Question { id, ask, when }
}

lists! {
    AboveCap { "clamp" Clamp, "block" Block }
    AboveTop { "unreachable" Unreachable, "refuse" Refuse, "top_band" TopBand }
    AmountKind {
        "net_top_up" NetTopUp, "total_with_first_6000" TotalWithFirst6000, "total_with_place" TotalWithPlace,
        "upper_limit" UpperLimit,
    }
    AmountBasis {
        "year" Year, "term" Term, "month" Month, "week" Week, "day" Day, "hour" Hour, "one_off" OneOff,
    }
    Otherwise { "refuse" Refuse, "nearest" Nearest, "up" Up, "down" Down }
    Over { "domains" Domains, "areas" Areas }
    Residency { "own" Own, "other" Other }
    RoundingMode { "half_up" HalfUp, "half_even" HalfEven, "down" Down }
}

variants! {
    Modifier { "floor" Floor, "fte" Fte, "change" Change(Change) }
    What {
        "score_floor" ScoreFloor { score }, "score_supplement" ScoreSupplement { points },
        "band_shift" BandShift { by }, "allowed_bands" AllowedBands { bands, otherwise },
        "uplift" Uplift { percent }, "supplement" Supplement { pounds }, "factor" Factor { by },
        "threshold" Threshold { pounds }, "minimum" Minimum { pounds }, "cap" Cap { pounds, above },
        "round" Round(Rounding), "hours_fraction" HoursFraction { full }, "days_a_week" DaysAWeek { shares },
        "protection" Protection { from, shares },
    }
    Column {
        "band" Band, "setting" Setting, "primary_need" PrimaryNeed, "phase" Phase, "institution" Institution,
        "host_authority" HostAuthority, "residency" Residency, "plan" Plan, "level" Level(DomainId),
    }
}

impl Wire for Parts {
    fn of(value: &Value) -> Option<Parts> {
        let record = value.as_object()?;
        let mut streams = vec![Stream::of(value)?];
        streams.append(&mut field(record, "further_streams")?);
        Some(Parts {
            scheme: field(record, "scheme")?,
            source: field(record, "source")?,
            gates: field(record, "gates")?,
            phases: field(record, "phases")?,
            circumstances: field(record, "circumstances")?,
            areas: field(record, "areas")?,
            streams,
            conversion: field(record, "conversion")?,
            rounding: field(record, "rounding")?,
            // A browser works out no part of a year.
            time: None,
            questions: field(record, "questions")?,
        })
    }
}

records! {
    Stream { part, model, bands, floors, value_tables, not_funded, modifiers }
}

impl Wire for Band {
    fn of(value: &Value) -> Option<Band> {
        let record = value.as_object()?;
        let ranged = record.contains_key("from");
        Some(Band {
            id: field(record, "id")?,
            range: if ranged {
                Some(BandRange::of(value)?)
            } else {
                None
            },
            reached_by: field(record, "reached_by")?,
            descriptor: field(record, "descriptor")?,
        })
    }
}

impl Wire for Provision {
    fn of(value: &Value) -> Option<Provision> {
        let record = value.as_object()?;
        let price = match record.get("hourly").map(Value::as_object) {
            Some(hourly) => ProvisionPrice::Hourly {
                rate: field(hourly?, "rate")?,
                shared: field(hourly?, "shared")?,
            },
            None => ProvisionPrice::Individual {},
        };
        Some(Provision {
            id: field(record, "id")?,
            title: field(record, "title")?,
            price,
            weeks: field(record, "weeks")?,
            hours: field(record, "hours")?,
            total_hours: field(record, "total_hours")?,
            note: field(record, "note")?,
        })
    }
}

impl Wire for ValueTable {
    fn of(value: &Value) -> Option<ValueTable> {
        let record = value.as_object()?;
        Some(ValueTable {
            id: field(record, "id")?,
            title: field(record, "title")?,
            settings: field(record, "settings")?,
            when: field(record, "when")?,
            kind: field(record, "kind")?,
            basis: field(record, "basis")?,
            times_a_year: field(record, "times_a_year")?,
            hours: field(record, "hours")?,
            on_top_of: field(record, "on_top_of")?,
            scales_with_fte: field(record, "scales_with_fte")?,
            values: values(record)?,
            agreed_above: field(record, "agreed_above")?,
        })
    }
}

/// The form of the amounts that is there.
fn values(record: &Map<String, Value>) -> Option<Values> {
    let has = |name: &str| record.contains_key(name);
    if has("amounts") {
        field(record, "amounts").map(Values::Amounts)
    } else if has("multiples") {
        field(record, "multiples").map(Values::Multiples)
    } else if has("rows") {
        field(record, "rows").map(Values::Rows)
    } else if has("support_hours") {
        field(record, "support_hours").map(Values::SupportHours)
    } else if has("staffing") {
        field(record, "staffing").map(Values::Staffing)
    } else {
        field(record, "cost").map(Values::Cost)
    }
}

/// What is not written is what most sets have.
impl Wire for MissingLevel {
    fn of(value: &Value) -> Option<MissingLevel> {
        match value.as_str() {
            None | Some("refuse") => Some(MissingLevel::Refuse),
            Some("lowest") => Some(MissingLevel::Lowest),
            Some(_) => None,
        }
    }
}

impl Wire for RoundingApplied {
    fn of(value: &Value) -> Option<RoundingApplied> {
        match value.as_str() {
            None | Some("end") => Some(RoundingApplied::End),
            Some("each_line") => Some(RoundingApplied::EachLine),
            Some("each_step") => Some(RoundingApplied::EachStep),
            Some(_) => None,
        }
    }
}

impl Wire for bool {
    fn of(value: &Value) -> Option<bool> {
        match value {
            Value::Null => Some(false),
            other => other.as_bool(),
        }
    }
}

/// Whole numbers, which are written bare.
macro_rules! wholes {
    ($($type:ty)+) => {
        $(impl Wire for $type {
            fn of(value: &Value) -> Option<$type> {
                value.as_i64()?.try_into().ok()
            }
        })+
    };
}

wholes! { u8 u16 i16 }

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
        match value {
            Value::Null => Some(Vec::new()),
            list => list.as_array()?.iter().map(T::of).collect(),
        }
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
        if value.is_null() {
            return Some(map);
        }
        for (key, value) in value.as_object()? {
            map.insert(K::of(&Value::String(key.clone()))?, V::of(value)?);
        }
        Some(map)
    }
}

impl Wire for Model {
    fn of(value: &Value) -> Option<Model> {
        let record = value.as_object()?;
        Some(match record.get("kind")?.as_str()? {
            "score_sum" => Model::ScoreSum {
                points: field(record, "points")?,
            },
            "weighted_levels" => Model::WeightedLevels {
                groups: field(record, "groups")?,
            },
            "highest_level" => Model::HighestLevel {
                over: field(record, "over")?,
            },
            "best_fit" => Model::BestFit {},
            "external_band" => Model::ExternalBand {
                from: field(record, "from")?,
            },
            "lookup" => Model::Lookup {
                columns: field(record, "columns")?,
                rows: field(record, "rows")?,
            },
            "additive_streams" => Model::AdditiveStreams {
                shares: field(record, "shares")?,
                picks_most: field(record, "picks_most")?,
            },
            "costed_provision" => Model::CostedProvision {
                provisions: field(record, "provisions")?,
                weeks: field(record, "weeks")?,
                total_hours: field(record, "total_hours")?,
            },
            "hours_threshold" => Model::HoursThreshold {
                unit: field(record, "unit")?,
            },
            "no_band" => Model::NoBand {},
            _ => return None,
        })
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

impl Wire for Converting {
    fn of(value: &Value) -> Option<Converting> {
        match tagged(value)? {
            ("closest", _) => Some(Converting::Closest),
            ("closest_up", _) => Some(Converting::ClosestUp),
            ("table", table) => Wire::of(table).map(Converting::Table),
            _ => None,
        }
    }
}

impl Wire for Condition {
    fn of(value: &Value) -> Option<Condition> {
        let (kind, value) = tagged(value)?;
        Some(match kind {
            "primary_needs" => Condition::PrimaryNeeds(Wire::of(value)?),
            "settings" => Condition::Settings(Wire::of(value)?),
            "at_most" => pair(value).map(|(domain, level)| Condition::AtMost(domain, level))?,
            "at_least" => pair(value).map(|(domain, level)| Condition::AtLeast(domain, level))?,
            "count_at_least" => {
                pair(value).map(|(level, count)| Condition::CountAtLeast(level, count))?
            }
            "phases" => Condition::Phases(Wire::of(value)?),
            "ages" => pair(value).map(|(from, to)| Condition::Ages(from, to))?,
            "institutions" => Condition::Institutions(Wire::of(value)?),
            "host_authorities" => Condition::HostAuthorities(Wire::of(value)?),
            "residency" => Condition::Residency(Wire::of(value)?),
            "plan" => Condition::Plan(Wire::of(value)?),
            "circumstance" => pair(value).map(|(id, is)| Condition::Circumstance(id, is))?,
            "on_or_after" => Condition::OnOrAfter(Wire::of(value)?),
            "before" => Condition::Before(Wire::of(value)?),
            _ => return None,
        })
    }
}

fn pair<A: Wire, B: Wire>(value: &Value) -> Option<(A, B)> {
    match value.as_array()?.as_slice() {
        [first, second] => Some((Wire::of(first)?, Wire::of(second)?)),
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
        reads_back(&[AboveTop::Unreachable, AboveTop::Refuse, AboveTop::TopBand]);
        reads_back(&[
            AmountKind::NetTopUp,
            AmountKind::TotalWithFirst6000,
            AmountKind::TotalWithPlace,
            AmountKind::UpperLimit,
        ]);
        reads_back(&[
            AmountBasis::Year,
            AmountBasis::Term,
            AmountBasis::Month,
            AmountBasis::Week,
            AmountBasis::Day,
            AmountBasis::Hour,
            AmountBasis::OneOff,
        ]);
        reads_back(&[
            Otherwise::Refuse,
            Otherwise::Nearest,
            Otherwise::Up,
            Otherwise::Down,
        ]);
        reads_back(&[Over::Domains, Over::Areas]);
        reads_back(&[Residency::Own, Residency::Other]);
        reads_back(&[MissingLevel::Refuse, MissingLevel::Lowest]);
        reads_back(&[
            RoundingApplied::End,
            RoundingApplied::EachLine,
            RoundingApplied::EachStep,
        ]);
        reads_back(&[
            RoundingMode::HalfUp,
            RoundingMode::HalfEven,
            RoundingMode::Down,
        ]);
        reads_back(Need::ALL);
        reads_back(Setting::ALL);
    }

    fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
        text.parse().unwrap()
    }

    #[test]
    fn every_condition_is_read() {
        let (domain, level): (DomainId, Level) = (id("hearing"), Level::new(2));
        reads_back(&[
            Condition::PrimaryNeeds([Need::Hi].into()),
            Condition::Settings([Setting::Spec].into()),
            Condition::AtMost(domain.clone(), level),
            Condition::AtLeast(domain, level),
            Condition::CountAtLeast(level, 3),
            Condition::Phases([id("primary")].into()),
            Condition::Ages(5, 16),
            Condition::Institutions(["100001".to_owned()].into()),
            Condition::HostAuthorities(["Elsewhereshire".to_owned()].into()),
            Condition::Residency(Residency::Other),
            Condition::Plan(false),
            Condition::Circumstance(id("awaits-a-place"), true),
            Condition::OnOrAfter(parse_iso_date("2026-09-01").unwrap()),
            Condition::Before(parse_iso_date("2026-09-01").unwrap()),
        ]);
    }

    #[test]
    fn every_shape_of_model_is_read() {
        let (domain, level): (DomainId, Level) = (id("hearing"), Level::new(2));
        let table = BTreeMap::from([(domain.clone(), BTreeMap::from([(level, Rate::ONE)]))]);
        let group = |cap| Group {
            id: id("senses"),
            title: "Senses".to_owned(),
            domains: vec![domain.clone()],
            weight: id("2.5"),
            cap,
        };
        let cap = GroupCap {
            points: id("16"),
            above: AboveCap::Block,
        };
        let hours = HoursCap {
            most: id("32"),
            above: AboveCap::Clamp,
        };
        let provision = |price, hours: Option<HoursCap>| Provision {
            id: id("assistant"),
            title: "Assistant".to_owned(),
            price,
            weeks: hours.map(|_| Rate::ONE),
            hours,
            total_hours: hours,
            note: hours.map(|_| "a note".to_owned()),
        };
        let hourly = ProvisionPrice::Hourly {
            rate: id("13.98"),
            shared: true,
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
            Model::HighestLevel { over: Over::Areas },
            Model::BestFit {},
            Model::ExternalBand {
                from: "the panel".to_owned(),
            },
            Model::Lookup {
                columns: vec![Column::PrimaryNeed, Column::Level(domain)],
                rows: vec![LookupRow {
                    keys: vec!["ASD".to_owned(), "*".to_owned()],
                    band: id("B"),
                }],
            },
            Model::AdditiveStreams {
                shares: vec![Rate::ONE],
                picks_most: Some(2),
            },
            Model::CostedProvision {
                provisions: vec![
                    provision(hourly, Some(hours)),
                    provision(ProvisionPrice::Individual {}, None),
                ],
                weeks: id("38"),
                total_hours: Some(hours),
            },
            Model::HoursThreshold { unit: Rate::ONE },
            Model::NoBand {},
        ]);
    }

    #[test]
    fn every_modifier_and_column_is_read() {
        let pounds: Rate = id("6000");
        let shares = vec![Rate::ONE, id("0.5")];
        let whats = [
            What::ScoreFloor { score: pounds },
            What::ScoreSupplement { points: pounds },
            What::BandShift { by: -1 },
            What::AllowedBands {
                bands: vec![id("A")],
                otherwise: Otherwise::Up,
            },
            What::Uplift {
                percent: id("-0.5"),
            },
            What::Supplement { pounds },
            What::Factor { by: pounds },
            What::Threshold { pounds },
            What::Minimum { pounds },
            What::Cap {
                pounds,
                above: AboveCap::Block,
            },
            What::Round(Rounding {
                mode: RoundingMode::Down,
                unit: Rate::ONE,
            }),
            What::HoursFraction { full: pounds },
            What::DaysAWeek {
                shares: [(Rate::ONE, id("0.2"))].into(),
            },
            What::Protection {
                from: parse_iso_date("2026-04-01").unwrap(),
                shares,
            },
        ];
        let change = |what| {
            Modifier::Change(Change {
                id: id("a-change"),
                title: "A change".to_owned(),
                when: vec![Condition::Plan(true)],
                what,
                published: [(id("A"), Money::ZERO)].into(),
            })
        };
        reads_back(&whats.map(change));
        reads_back(&[Modifier::Floor, Modifier::Fte]);
        reads_back(&[
            Column::Band,
            Column::Setting,
            Column::PrimaryNeed,
            Column::Phase,
            Column::Institution,
            Column::HostAuthority,
            Column::Residency,
            Column::Plan,
            Column::Level(id("hearing")),
        ]);
        let old = [(id("Old"), id("New"))].into();
        reads_back(&[
            Converting::Closest,
            Converting::ClosestUp,
            Converting::Table(old),
        ]);
    }

    #[test]
    fn every_form_of_amounts_and_bands_is_read() {
        let class = ClassStaffing {
            pupils: id("10"),
            adults: [(id("teacher"), Rate::ONE)].into(),
        };
        let forms = [
            Values::Amounts([(id("A"), Money::ZERO)].into()),
            Values::Multiples(Multiples {
                base: id("1044.85"),
                by_band: [(id("A"), id("2"))].into(),
                published: [(id("A"), id("2089.70"))].into(),
            }),
            Values::Rows(Rows {
                columns: vec![Column::Institution],
                rows: vec![ValueRow {
                    keys: vec!["100001".to_owned()],
                    amount: id("9000"),
                }],
            }),
            Values::SupportHours(SupportHours {
                rate: id("655"),
                above: id("13"),
            }),
            Values::Staffing(Staffing {
                posts: [(id("teacher"), id("52000"))].into(),
                classes: [(id("A"), class)].into(),
                per_pupil: id("300"),
            }),
            Values::Cost(Cost { share: Rate::ONE }),
        ];
        let table = |values| ValueTable {
            id: "schools".to_owned(),
            title: "Schools".to_owned(),
            settings: [Setting::Mms].into(),
            when: vec![Condition::Plan(true)],
            kind: AmountKind::NetTopUp,
            basis: AmountBasis::Term,
            times_a_year: Some(id("3")),
            hours: Some(id("15")),
            on_top_of: None,
            scales_with_fte: true,
            values,
            agreed_above: [(id("Plus"), id("4500"))].into(),
        };
        reads_back(&forms.map(table));
        let band = |range, reached_by| Band {
            id: id("A"),
            range,
            reached_by,
            descriptor: Some("Needs of band A".to_owned()),
        };
        let reached = Reached {
            at_least: Level::new(2),
            count: 2,
            areas: vec![id("sensory")],
        };
        let range = BandRange {
            from: id("0"),
            to: id("2"),
        };
        reads_back(&[band(Some(range), Vec::new()), band(None, vec![reached])]);
    }

    #[test]
    fn a_text_that_is_no_set_is_none() {
        for text in ["", "{}", "[]", "{\"digest\":\"\",\"rules\":{}}", "null"] {
            assert!(read(text).is_none(), "{text}");
        }
    }
}
