//! The parts of a checked rule set.

mod alone;
mod index;
mod inputs;
mod model;
mod modifier;
mod scheme;
mod stream;
mod table;
mod written;

use std::fmt::Write as _;
use std::ops::Deref;

use serde::{Deserialize, Serialize};

use crate::calendar::{Period, TimeRules, in_words};
use crate::ids::{Digest, RuleSetRef};
use crate::money::{Money, Rounding};
use crate::needs::{BandId, DomainId, Setting, StreamId};

use super::Question;

pub(crate) use index::ANY_KEY;
pub use index::{Index, RowIndex};
pub use inputs::Inputs;
pub use model::{
    AboveCap, ClassStaffing, Group, GroupCap, HoursCap, LookupRow, Model, Over, PointsSource,
    Provision, ProvisionPrice, Reached, TotalOf,
};
pub(crate) use modifier::share_from;
pub use modifier::{Change, Modifier, Otherwise, What};
pub use scheme::{
    AboveTop, Area, Circumstance, Conversion, Converting, Domain, Gate, MissingLevel, Phase,
    RoundingApplied, Scheme, Source, YEARLY_LIMIT_PENCE,
};
pub use stream::{Band, BandRange, Floor, Stream, StreamPart};
pub use table::{
    AmountBasis, AmountKind, Column, Cost, Multiples, NotFunded, PricedPoints, Rows, Staffing,
    SupportHours, ValueRow, ValueTable, Values,
};

/// A checked banding scheme of one authority for a stretch of days, with its identity.
///
/// It reads through to its [`Parts`] and cannot be changed. Invariants, kept by the checker: every
/// name used is defined; bands stand lowest need first and their ranges touch without gap or
/// overlap; every setting is in one value table for a basis or in one note of what is not funded by
/// band; every table has every band; there is at least one stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleSet {
    digest: Digest,
    rules: Parts,
    reference: RuleSetRef,
    index: Index,
}

impl Deref for RuleSet {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.rules
    }
}

/// What a rule set is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "written::Written", into = "written::Written")]
pub struct Parts {
    /// Whose scheme, when, and under which policies.
    pub scheme: Scheme,
    /// Where its figures come from.
    pub source: Source,
    /// Who can have an award at all.
    pub gates: Vec<Gate>,
    /// The phases of education that it tells apart.
    pub phases: Vec<Phase>,
    /// The facts of a case that it asks for.
    pub circumstances: Vec<Circumstance>,
    /// Areas of need with their domains and descriptors; empty where needs are scored elsewhere.
    pub areas: Vec<Area>,
    /// How needs become bands and amounts; at least one.
    pub streams: Vec<Stream>,
    /// How bands of an earlier scheme become bands of this one.
    pub conversion: Option<Conversion>,
    /// How the final amount becomes pence.
    pub rounding: Rounding,
    /// How a year's amount is shared over a part of the year, if the set says.
    pub time: Option<TimeRules>,
    /// What a careful colleague would ask of a profile.
    pub questions: Vec<Question>,
}

impl RuleSet {
    /// Seals parts that the checker passed, and works out their identity.
    pub(super) fn seal(rules: Parts) -> RuleSet {
        let digest = Digest::of(canonical_json(&rules).as_bytes());
        RuleSet::with_digest(digest, rules)
    }

    fn with_digest(digest: Digest, rules: Parts) -> RuleSet {
        RuleSet {
            digest,
            reference: rules.reference(),
            index: Index::of(&rules),
            rules,
        }
    }

    /// Other parts under the identity of this set: for what is tried and never kept.
    pub(super) fn with_parts(&self, rules: Parts) -> RuleSet {
        RuleSet::with_digest(self.digest.clone(), rules)
    }

    /// How people name the set.
    #[must_use]
    pub fn reference(&self) -> RuleSetRef {
        self.reference.clone()
    }

    /// Where things stand in the set.
    #[must_use]
    pub(crate) fn index(&self) -> &Index {
        &self.index
    }

    /// Reads back a set that was stored as canonical text.
    ///
    /// # Errors
    /// [`NotThisSet`] if the text is not a rule set or has another digest.
    pub fn from_canonical(text: &str, digest: &Digest) -> Result<RuleSet, NotThisSet> {
        let rules: Parts = serde_json::from_str(text).map_err(|_| NotThisSet)?;
        let set = RuleSet::seal(rules);
        if set.digest == *digest {
            Ok(set)
        } else {
            Err(NotThisSet)
        }
    }

    /// The same set, in memory of its own. Threads that count the references to one set wait for each other.
    #[must_use]
    pub fn of_its_own(&self) -> RuleSet {
        // A set that could not be read back would still be this one.
        RuleSet::from_canonical(&self.canonical_json(), &self.digest)
            .unwrap_or_else(|NotThisSet| self.clone())
    }

    /// Reads back a set from the JSON that this server sends to browsers.
    ///
    /// # Errors
    /// As [`RuleSet::from_served_words`].
    pub fn from_served_json(text: &str) -> Result<RuleSet, NotThisSet> {
        let words = serde_json::from_str(text).map_err(|_| NotThisSet)?;
        RuleSet::from_served_words(words)
    }

    /// Reads back a set from the texts in that JSON; its digest is taken as named there. A browser reads JSON itself.
    ///
    /// # Errors
    /// [`NotThisSet`] if the texts are anything else.
    pub fn from_served_words(words: Vec<String>) -> Result<RuleSet, NotThisSet> {
        match super::wire::read(words) {
            (digest, rules, true) => Ok(RuleSet::with_digest(digest, rules)),
            _ => Err(NotThisSet),
        }
    }

    /// As [`RuleSet::from_served_words`], for as long as a page is open: a browser downloads no code to drop a set that it
    /// never drops.
    ///
    /// # Errors
    /// As [`RuleSet::from_served_words`].
    pub fn served_for_good(words: Vec<String>) -> Result<&'static RuleSet, NotThisSet> {
        let (digest, rules, is_whole) = super::wire::read(words);
        if !is_whole {
            std::mem::forget((digest, rules));
            return Err(NotThisSet);
        }
        Ok(Box::leak(Box::new(RuleSet::with_digest(digest, rules))))
    }

    /// The JSON from which a browser works out a band: one list of texts, the same rules under the same identity,
    /// without descriptors. Of a set that the server works out alone it names the digest and no more: a browser makes no set
    /// of that, and the page keeps what the server worked out.
    #[must_use]
    pub fn served_json(&self) -> String {
        let bare = self.without_descriptors();
        let mut words = super::wire::write(&bare.digest, &bare.rules);
        if self.rules.is_for_server_alone() {
            words.truncate(1);
        }
        serde_json::Value::from(words).to_string()
    }

    /// The set's identity: the SHA-256 digest of its canonical text.
    #[must_use]
    pub fn digest(&self) -> &Digest {
        &self.digest
    }

    /// The canonical text: JSON with sorted keys and no white space.
    #[must_use]
    pub fn canonical_json(&self) -> String {
        canonical_json(&self.rules)
    }

    /// The same rules under the same identity, with empty descriptors and nothing of time: what a
    /// browser needs to work out a band and a year's amount.
    #[must_use]
    pub fn without_descriptors(&self) -> RuleSet {
        let mut bare = self.clone();
        bare.rules.time = None;
        let parts = bare.rules.streams.iter_mut().flat_map(|s| &mut s.part);
        parts.for_each(|part| part.time = None);
        for domain in bare
            .rules
            .areas
            .iter_mut()
            .flat_map(|area| &mut area.domains)
        {
            domain.levels.values_mut().for_each(String::clear);
            domain.aliases.clear();
        }
        bare
    }
}

/// A stored text that is not the rule set its digest names.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
#[error("the stored text is not the rule set that its digest names")]
pub struct NotThisSet;

fn canonical_json(parts: &Parts) -> String {
    let mut text = String::new();
    // Every part is text, a list or a map with text keys, which always become JSON.
    if let Ok(value) = serde_json::to_value(parts) {
        write_canonical(&value, &mut text);
    }
    text
}

/// Writes JSON with keys in order, whatever order the map was built in.
fn write_canonical(value: &serde_json::Value, out: &mut String) {
    use serde_json::Value;
    match value {
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_unstable_by_key(|(key, _)| *key);
            write_list(out, ['{', '}'], entries, |(key, inner), out| {
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push(':');
                write_canonical(inner, out);
            });
        }
        Value::Array(items) => write_list(out, ['[', ']'], items, write_canonical),
        // A text takes whatever is written to it.
        plain => {
            let _ = write!(out, "{plain}");
        }
    }
}

fn write_list<T>(
    out: &mut String,
    ends: [char; 2],
    items: impl IntoIterator<Item = T>,
    write: impl Fn(T, &mut String),
) {
    out.push(ends[0]);
    for (place, item) in items.into_iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        write(item, out);
    }
    out.push(ends[1]);
}

impl Parts {
    /// How people name the set.
    ///
    /// # Panics
    /// Never: the checker accepts only an authority's name that a reference can hold.
    #[must_use]
    pub fn reference(&self) -> RuleSetRef {
        #[expect(
            clippy::expect_used,
            reason = "the checker parsed the authority's name by the same rule"
        )]
        RuleSetRef::of(&self.scheme.authority, self.scheme.first_day)
            .expect("a checked set has a reference")
    }

    /// The days on which the set is in force; without end if the last day is the calendar's own.
    #[must_use]
    pub fn in_force(&self) -> Period {
        Period::from_first_to_last(self.scheme.first_day, self.scheme.last_day)
            .unwrap_or_else(|_| Period::open(self.scheme.first_day))
    }

    /// The days in force in words: `1 April 2026 to 31 March 2027`.
    #[must_use]
    pub fn days_in_words(&self) -> String {
        format!(
            "{} to {}",
            in_words(self.scheme.first_day),
            in_words(self.scheme.last_day)
        )
    }

    /// Every domain, in the order in which they are scored.
    pub fn domains(&self) -> impl Iterator<Item = &Domain> {
        self.areas.iter().flat_map(|area| &area.domains)
    }

    /// One domain.
    #[must_use]
    pub fn domain(&self, id: &DomainId) -> Option<&Domain> {
        self.domains().find(|domain| domain.id == *id)
    }

    /// A domain's name for people; its name within the set if the set does not have it.
    #[must_use]
    pub fn domain_title(&self, id: &DomainId) -> String {
        self.domain(id)
            .map_or_else(|| id.to_string(), |domain| domain.title.clone())
    }

    /// The yearly amount above which a result is refused.
    #[must_use]
    pub fn yearly_limit(&self) -> Money {
        let general = || Money::from_pence(YEARLY_LIMIT_PENCE).unwrap_or(Money::ZERO);
        self.scheme.yearly_limit.unwrap_or_else(general)
    }

    /// What the set asks of a case.
    #[must_use]
    pub fn inputs(&self) -> Inputs {
        Inputs::of(self)
    }

    /// Every band of every stream, each name once, in the order of the streams and lowest need first.
    pub fn bands(&self) -> impl Iterator<Item = &Band> {
        let all = self.streams.iter().enumerate();
        all.flat_map(|(at, stream)| stream.bands.iter().map(move |band| (at, band)))
            .filter(|(at, band)| {
                let earlier = self.streams.iter().take(*at);
                earlier
                    .flat_map(|stream| &stream.bands)
                    .all(|known| known.id != band.id)
            })
            .map(|(_, band)| band)
    }

    /// The streams whose band a person picks, or another tool names.
    pub fn picked_streams(&self) -> impl Iterator<Item = &Stream> {
        self.streams
            .iter()
            .filter(|stream| stream.model.is_picked())
    }

    /// The kinds of provision of every stream that costs lines, each name once, in the order of the streams. A child's lines
    /// are read before it is known which stream costs them.
    pub fn provisions(&self) -> impl Iterator<Item = &Provision> {
        let all = || {
            let models = self.streams.iter().map(|stream| &stream.model);
            models.flat_map(|model| match model {
                Model::CostedProvision { provisions, .. } => provisions.as_slice(),
                _ => &[],
            })
        };
        let is_first = move |(at, kind): &(usize, &Provision)| {
            all().take(*at).all(|known| known.id != kind.id)
        };
        all().enumerate().filter(is_first).map(|(_, kind)| kind)
    }

    /// Whether some stream has a band of this name.
    #[must_use]
    pub fn has_band(&self, band: &BandId) -> bool {
        self.streams
            .iter()
            .any(|stream| stream.rank(band).is_some())
    }

    /// The note for a setting that some stream does not fund by band.
    #[must_use]
    pub fn not_funded_note(&self, setting: Setting) -> Option<&NotFunded> {
        let mut streams = self.streams.iter();
        streams.find_map(|stream| stream.not_funded_note(setting))
    }

    /// Every value table of every stream.
    pub fn value_tables(&self) -> impl Iterator<Item = &ValueTable> {
        self.streams.iter().flat_map(|stream| &stream.value_tables)
    }

    /// Whether only a total of points arrives, scored elsewhere.
    #[must_use]
    pub fn is_scored_elsewhere(&self) -> bool {
        self.streams.iter().any(Stream::is_scored_elsewhere)
    }
}

impl Stream {
    /// Its name within the set.
    #[must_use]
    pub fn name(&self) -> StreamId {
        let part = self.part.as_ref();
        part.map_or_else(StreamId::main, |part| part.id.clone())
    }

    /// Where a band stands, 0 for the lowest need.
    #[must_use]
    pub fn rank(&self, band: &BandId) -> Option<usize> {
        self.bands.iter().position(|known| known.id == *band)
    }

    /// The note for a setting that is not funded by band.
    #[must_use]
    pub fn not_funded_note(&self, setting: Setting) -> Option<&NotFunded> {
        self.not_funded
            .iter()
            .find(|note| note.settings.contains(&setting))
    }

    /// Whether only a total of points arrives, scored elsewhere.
    #[must_use]
    pub fn is_scored_elsewhere(&self) -> bool {
        matches!(
            self.model,
            Model::ScoreSum {
                points: PointsSource::Elsewhere { .. },
                ..
            }
        )
    }

    /// Whether levels of domains are read.
    #[must_use]
    pub fn reads_levels(&self) -> bool {
        match &self.model {
            Model::ScoreSum { .. } => !self.is_scored_elsewhere(),
            Model::WeightedLevels { .. } | Model::HighestLevel { .. } => true,
            Model::Lookup { columns, .. } => columns
                .iter()
                .any(|column| matches!(column, Column::Level(_))),
            _ => false,
        }
    }
}
