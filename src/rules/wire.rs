//! A rule set as a browser receives it: a list of words, one value after another.
//!
//! No names of fields and no marks between values: who reads knows the order, since one list of fields here both
//! writes and reads. A reader that finds names weighs a browser three times as much. The browser reads only what this
//! server wrote from a checked set, so a list either is one or is not.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::{Date, iso_text, parse_iso_date};
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
    Over, Parts, Phase, PointsSource, PricedPoints, Provision, ProvisionPrice, Question, Reached,
    RoundingApplied, Rows, Scheme, Source, Staffing, Stream, StreamPart, SupportHours, TotalOf,
    ValueRow, ValueTable, Values, What,
};

/// The words of a set, its digest first.
pub(super) fn write(digest: &Digest, parts: &Parts) -> Vec<String> {
    let mut words = Vec::new();
    digest.write(&mut words);
    parts.write(&mut words);
    words
}

/// The set in a list of words, with the digest that it names, and whether it is what this server wrote. What is read of
/// anything else is for nobody.
pub(super) fn read(words: Vec<String>) -> (Digest, Parts, bool) {
    let mut words = Words::of(words);
    let (digest, parts) = (Wire::read(&mut words), Wire::read(&mut words));
    (digest, parts, words.are_whole())
}

/// The words that are not read yet.
///
/// A word that is not what it should be is noted, something well formed is read in its stead, and in the end nothing
/// comes of it. To stop at once would cost a way out at every field: 18 KB of download.
struct Words {
    rest: std::vec::IntoIter<String>,
    is_broken: bool,
}

impl Words {
    fn of(words: Vec<String>) -> Words {
        Words {
            rest: words.into_iter(),
            is_broken: false,
        }
    }

    /// Takes a word, or what `blank` stands for if it is missing or is none.
    fn take<T>(&mut self, parse: fn(&str) -> Option<T>, blank: &str) -> T {
        let read = self.rest.next().and_then(|word| parse(&word));
        read.unwrap_or_else(|| {
            self.give_up();
            #[expect(
                clippy::expect_used,
                reason = "each blank is well formed: a test reads every kind from no words"
            )]
            parse(blank).expect("a blank is well formed")
        })
    }

    /// How many follow, or which choice it is; 0 if that cannot be told.
    fn count(&mut self) -> usize {
        self.take(|word| word.parse().ok(), "0")
    }

    /// Reads nothing more.
    fn give_up(&mut self) {
        self.is_broken = true;
        self.rest = Vec::new().into_iter();
    }

    fn are_whole(&self) -> bool {
        !self.is_broken && self.rest.as_slice().is_empty()
    }
}

/// What is written as words, and read from the same.
trait Wire: Sized {
    /// Adds its words.
    fn write(&self, words: &mut Vec<String>);

    /// Takes its words.
    fn read(words: &mut Words) -> Self;
}

/// Types that are one word.
macro_rules! single {
    ($($type:ty: $write:expr, $read:expr, $blank:literal;)+) => {
        $(impl Wire for $type {
            fn write(&self, words: &mut Vec<String>) {
                let text: fn(&$type) -> String = $write;
                words.push(text(self));
            }

            fn read(words: &mut Words) -> $type {
                words.take($read, $blank)
            }
        })+
    };
}

/// Records: their fields, in this order. What stands behind a semicolon is of sets that the server works out alone, and no
/// browser downloads the code that would read it.
macro_rules! records {
    ($($type:ident { $($name:ident),+ $(,)? $(; $($left:ident),+)? })+) => {
        $(impl Wire for $type {
            fn write(&self, words: &mut Vec<String>) {
                $(self.$name.write(words);)+
            }

            fn read(words: &mut Words) -> $type {
                $type { $($name: Wire::read(words)),+ $(, $($left: Default::default()),+)? }
            }
        })+
    };
}

/// Choices: the number of each, then what it holds.
macro_rules! choices {
    ($($type:ident {
        $($number:literal $member:ident $({ $($name:ident),* })? $(( $($inner:ident),+ ))?),+ $(,)?
    })+) => {
        $(impl Wire for $type {
            fn write(&self, words: &mut Vec<String>) {
                match self {
                    $($type::$member $({ $($name),* })? $(( $($inner),+ ))? => {
                        words.push($number.to_string());
                        $($($name.write(words);)*)?
                        $($($inner.write(words);)+)?
                    })+
                }
            }

            fn read(words: &mut Words) -> $type {
                match words.count() {
                    $($number => $type::$member
                        $({ $($name: Wire::read(words)),* })?
                        $(( $({ let $inner = Wire::read(words); $inner }),+ ))?,)+
                    _ => {
                        // Of no words the first choice is read.
                        words.give_up();
                        Wire::read(words)
                    }
                }
            }
        })+
    };
}

single! {
    String: Clone::clone, |word| Some(word.to_owned()), "";
    bool: |is| u8::from(*is).to_string(), |word| match word { "0" => Some(false), "1" => Some(true), _ => None }, "0";
    u8: ToString::to_string, |word| word.parse().ok(), "0";
    u16: ToString::to_string, |word| word.parse().ok(), "0";
    i16: ToString::to_string, |word| word.parse().ok(), "0";
    Date: |day| iso_text(*day), parse_iso_date, "2000-01-01";
    Digest: ToString::to_string, |word| Digest::parse(word).ok(), "0000000000000000000000000000000000000000000000000000000000000000";
    AreaId: ToString::to_string, |word| AreaId::parse(word).ok(), "x";
    DomainId: ToString::to_string, |word| DomainId::parse(word).ok(), "x";
    GroupId: ToString::to_string, |word| GroupId::parse(word).ok(), "x";
    BandId: ToString::to_string, |word| BandId::parse(word).ok(), "x";
    StreamId: ToString::to_string, |word| StreamId::parse(word).ok(), "x";
    ProvisionId: ToString::to_string, |word| ProvisionId::parse(word).ok(), "x";
    PostId: ToString::to_string, |word| PostId::parse(word).ok(), "x";
    ModifierId: ToString::to_string, |word| ModifierId::parse(word).ok(), "x";
    PhaseId: ToString::to_string, |word| PhaseId::parse(word).ok(), "x";
    CircumstanceId: ToString::to_string, |word| CircumstanceId::parse(word).ok(), "x";
    Level: ToString::to_string, |word| Level::parse(word).ok(), "0";
    Need: ToString::to_string, |word| Need::parse(word).ok(), "ASD";
    Setting: ToString::to_string, |word| Setting::parse(word).ok(), "MMS";
    Money: |amount| amount.pounds_text(), |word| word.parse().ok(), "0";
    Rate: ToString::to_string, |word| word.parse().ok(), "0";
}

records! {
    Scheme {
        authority, authority_title, title, version, invented, first_day, last_day, dates_note, band_blind,
        levels_hidden, missing_level, not_enough_evidence, above_top, yearly_limit, rounding_applied,
    }
    Source { title, address, note, illustrative }
    Gate { id, requires, otherwise }
    Phase { id, title, from, to }
    Circumstance { id, ask }
    Conversion { from, how }
    Area { id, title, domains }
    Domain { id, title, aliases, levels; primary_needs }
    Stream { part, model, bands, floors, value_tables, not_funded, modifiers }
    Group { id, title, domains, weight, cap }
    GroupCap { points, above }
    HoursCap { most, above }
    Provision { id, title, price, weeks, hours, total_hours, when, note; rate_from }
    Band { id, range, reached_by, descriptor }
    BandRange { from, to }
    Reached { at_least, count, areas, and }
    LookupRow { keys, band }
    Floor { id, primary_needs, when, band, reason }
    ValueTable {
        id, title, settings, when, kind, basis, times_a_year, hours, most_hours, on_top_of, scales_with_fte, values,
        agreed_above, rounding,
    }
    Multiples { base, by_band, published }
    Rows { columns, rows, per_hour_above }
    ValueRow { keys, amount }
    SupportHours { rate, above }
    PricedPoints { rate, above }
    Staffing { posts, classes, per_pupil }
    ClassStaffing { pupils, adults }
    Cost { share }
    NotFunded { settings, note }
    Change { id, title, when, what, published }
    Rounding { mode, unit }
    Question { id, ask, when }
}

choices! {
    AboveCap { 0 Clamp, 1 Block }
    AboveTop { 0 Unreachable, 1 Refuse, 2 TopBand }
    AmountKind { 0 NetTopUp, 1 TotalWithFirst6000, 2 TotalWithPlace, 3 UpperLimit }
    AmountBasis { 0 Year, 1 Term, 2 Month, 3 Week, 4 Day, 5 Hour, 6 OneOff }
    MissingLevel { 0 Refuse, 1 Lowest }
    RoundingApplied { 0 End, 1 EachLine, 2 EachStep }
    Otherwise { 0 Refuse, 1 Nearest, 2 Up, 3 Down }
    Over { 0 Domains, 1 Areas }
    TotalOf { 0 Lowest, 1 LastLine }
    Residency { 0 Own, 1 Other }
    RoundingMode { 0 HalfUp, 1 HalfEven, 2 Down, 3 Up }
    Modifier { 0 Floor, 1 Fte, 2 Change(change) }
    What {
        0 ScoreFloor { score }, 1 ScoreSupplement { points }, 2 BandShift { by }, 3 AllowedBands { bands, otherwise },
        4 Uplift { percent }, 5 Supplement { pounds }, 6 Factor { by }, 7 Threshold { pounds }, 8 Minimum { pounds },
        9 Cap { pounds, above }, 10 Round(rounding), 11 HoursFraction { full }, 12 DaysAWeek { shares },
        13 Protection { from, shares, at_least }, 14 NothingBelow { pounds }, 15 HoursAWeek { shares },
    }
    Column {
        0 Band, 1 Setting, 2 PrimaryNeed, 3 Phase, 4 Institution, 5 HostAuthority, 6 Residency, 7 Plan, 8 Level(domain),
    }
    Values {
        0 Amounts(amounts), 1 Multiples(multiples), 2 Rows(rows), 3 SupportHours(hours), 4 Staffing(staffing),
        5 Cost(cost), 6 Points(points),
    }
    Model {
        0 ScoreSum { points, shares }, 1 WeightedLevels { groups, shares }, 2 HighestLevel { over }, 3 BestFit {},
        4 ExternalBand { from }, 5 Lookup { columns, rows }, 6 AdditiveStreams { shares, picks_most },
        7 CostedProvision { provisions, weeks, total_hours, total_of }, 8 HoursThreshold { unit }, 9 NoBand {},
    }
    PointsSource { 0 Elsewhere { unit }, 1 Here { table } }
    ProvisionPrice { 0 Hourly { rate, shared }, 1 Individual {} }
    Converting { 0 Closest, 1 ClosestUp, 2 Table(table) }
    Condition {
        0 PrimaryNeeds(needs), 1 Settings(settings), 2 AtMost(domain, level), 3 AtLeast(domain, level),
        4 CountAtLeast(level, count), 5 Phases(phases), 6 Ages(from, to), 7 Institutions(names),
        8 HostAuthorities(names), 9 Residency(lives), 10 Plan(is), 11 Circumstance(id, is), 12 OnOrAfter(day),
        13 Before(day), 14 Bands(bands),
    }
}

/// A browser works out no part of a year, so the account of time is left out, here and of the set.
impl Wire for StreamPart {
    fn write(&self, words: &mut Vec<String>) {
        self.id.write(words);
        self.title.write(words);
        self.when.write(words);
        self.adds.write(words);
    }

    fn read(words: &mut Words) -> StreamPart {
        StreamPart {
            id: Wire::read(words),
            title: Wire::read(words),
            when: Wire::read(words),
            adds: Wire::read(words),
            time: None,
        }
    }
}

impl Wire for Parts {
    fn write(&self, words: &mut Vec<String>) {
        self.scheme.write(words);
        self.source.write(words);
        self.gates.write(words);
        self.phases.write(words);
        self.circumstances.write(words);
        self.areas.write(words);
        self.streams.write(words);
        self.conversion.write(words);
        self.rounding.write(words);
        self.questions.write(words);
    }

    fn read(words: &mut Words) -> Parts {
        Parts {
            scheme: Wire::read(words),
            source: Wire::read(words),
            gates: Wire::read(words),
            phases: Wire::read(words),
            circumstances: Wire::read(words),
            areas: Wire::read(words),
            streams: Wire::read(words),
            conversion: Wire::read(words),
            rounding: Wire::read(words),
            time: None,
            questions: Wire::read(words),
        }
    }
}

impl<T: Wire> Wire for Option<T> {
    fn write(&self, words: &mut Vec<String>) {
        self.is_some().write(words);
        if let Some(value) = self {
            value.write(words);
        }
    }

    fn read(words: &mut Words) -> Option<T> {
        bool::read(words).then(|| T::read(words))
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn write(&self, words: &mut Vec<String>) {
        words.push(self.len().to_string());
        self.iter().for_each(|value| value.write(words));
    }

    fn read(words: &mut Words) -> Vec<T> {
        let mut values = Vec::new();
        for _ in 0..words.count() {
            values.push(T::read(words));
            if words.is_broken {
                break;
            }
        }
        values
    }
}

// Inserted one by one: collecting sorts first, and each sort is 5 KB of download.
impl<T: Wire + Ord> Wire for BTreeSet<T> {
    fn write(&self, words: &mut Vec<String>) {
        words.push(self.len().to_string());
        self.iter().for_each(|value| value.write(words));
    }

    fn read(words: &mut Words) -> BTreeSet<T> {
        let mut values = BTreeSet::new();
        for _ in 0..words.count() {
            values.insert(T::read(words));
            if words.is_broken {
                break;
            }
        }
        values
    }
}

impl<K: Wire + Ord, V: Wire> Wire for BTreeMap<K, V> {
    fn write(&self, words: &mut Vec<String>) {
        words.push(self.len().to_string());
        for (key, value) in self {
            key.write(words);
            value.write(words);
        }
    }

    fn read(words: &mut Words) -> BTreeMap<K, V> {
        let mut values = BTreeMap::new();
        for _ in 0..words.count() {
            values.insert(K::read(words), V::read(words));
            if words.is_broken {
                break;
            }
        }
        values
    }
}

#[cfg(test)]
mod tests;
