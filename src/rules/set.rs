//! The parts of a checked rule set.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::{Period, in_words};
use crate::ids::{Digest, RuleSetRef};
use crate::money::{Money, Rate, Rounding};
use crate::needs::{AreaId, BandId, DomainId, GroupId, Level, Need, Setting};

use super::Question;

/// A checked banding scheme of one authority for a stretch of days, with its identity.
///
/// It reads through to its [`Parts`] and cannot be changed. Invariants, kept by the checker: every
/// name used is defined; bands stand lowest need first and their ranges touch without gap or
/// overlap; every setting is in one value table for a basis or in one note of what is not funded by
/// band; every table has every band.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleSet {
    digest: Digest,
    rules: Parts,
}

impl Deref for RuleSet {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.rules
    }
}

/// What a rule set is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parts {
    /// Whose scheme, when, and under which policies.
    pub scheme: Scheme,
    /// Where its figures come from.
    pub source: Source,
    /// Areas of need with their domains and descriptors; empty where needs are scored elsewhere.
    pub areas: Vec<Area>,
    /// How needs become a score.
    pub model: Model,
    /// The bands, lowest need first.
    pub bands: Vec<Band>,
    /// Bands below which some children never fall.
    pub floors: Vec<Floor>,
    /// The amounts, by setting and band.
    pub value_tables: Vec<ValueTable>,
    /// The settings that are not funded by band, with the reason.
    pub not_funded: Vec<NotFunded>,
    /// What is done after the band is found, in this order.
    pub modifiers: Vec<Modifier>,
    /// How the final amount becomes pence; applied once, at the end.
    pub rounding: Rounding,
    /// What a careful colleague would ask of a profile.
    pub questions: Vec<Question>,
}

/// Whose scheme it is, the days it is in force, and its policies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scheme {
    /// The authority in lower case with dashes, the first half of the reference.
    pub authority: String,
    /// The authority's name as people write it.
    pub authority_title: String,
    /// The scheme's name.
    pub title: String,
    /// The authority's own version of the text.
    pub version: String,
    /// Whether authority and figures are invented.
    pub invented: bool,
    /// First day in force.
    #[serde(with = "crate::calendar::iso")]
    pub first_day: Date,
    /// Last day in force.
    #[serde(with = "crate::calendar::iso")]
    pub last_day: Date,
    /// Who set the dates, where the source names none.
    pub dates_note: Option<String>,
    /// Whether a scorer sees no band until the decision.
    pub band_blind: bool,
    /// What a score above the last band means.
    pub above_top: AboveTop,
}

/// Where a scheme's figures come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The document or page.
    pub title: String,
    /// Its address, or `invented`.
    pub address: String,
    /// How far the figures are what the source says.
    pub note: Option<String>,
}

/// An area of need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    /// Its name within the set.
    pub id: AreaId,
    /// Its name for people.
    pub title: String,
    /// Its domains, in the order in which they are scored.
    pub domains: Vec<Domain>,
}

/// A domain of need, for which one level is chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Domain {
    /// Its name within the set.
    pub id: DomainId,
    /// Its name for people.
    pub title: String,
    /// Other headings under which officers keep it.
    pub aliases: Vec<String>,
    /// What each level looks like; the levels that exist are the keys.
    pub levels: BTreeMap<Level, String>,
}

/// How needs become a score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Model {
    /// Each level has its points; points are added.
    ScoreSum {
        /// Where the points come from.
        points: PointsSource,
    },
    /// Domains in groups: sum of levels, times the group's weight, within the group's cap; groups are added.
    WeightedLevels {
        /// The groups; every domain is in exactly one.
        groups: Vec<Group>,
    },
}

/// Where a score's points come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "scored", rename_all = "snake_case")]
pub enum PointsSource {
    /// On paper, by descriptors that are not in the set: only the total arrives.
    Elsewhere {
        /// What a total is a multiple of; 1 where points are whole.
        unit: Rate,
    },
    /// By the set's own table: domain, level, points.
    Here {
        /// Points of each level of each domain.
        table: BTreeMap<DomainId, BTreeMap<Level, Rate>>,
    },
}

/// Domains that are weighted, and perhaps capped, together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Its name within the set.
    pub id: GroupId,
    /// Its name for people.
    pub title: String,
    /// The domains whose levels are added.
    pub domains: Vec<DomainId>,
    /// What the sum is multiplied by.
    pub weight: Rate,
    /// The most that the group counts for, if there is a most.
    pub cap: Option<GroupCap>,
}

/// The most that a group counts for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupCap {
    /// The most points.
    pub points: Rate,
    /// What happens above it. Equal to the cap is not above it.
    pub above: AboveCap,
}

/// What happens to points above a cap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AboveCap {
    /// The group counts for the cap.
    Clamp,
    /// No result: the profile must be looked at again.
    Block,
}

/// What a score above the last band means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AboveTop {
    /// The checker proved that no profile can score so high.
    Unreachable,
    /// The published table ends: no result.
    Refuse,
}

/// A band and the scores that fall in it, both ends inside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Band {
    /// Its name.
    pub id: BandId,
    /// The lowest score in it.
    pub from: Rate,
    /// The highest score in it.
    pub to: Rate,
}

/// A band below which children with some primary needs never fall.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Floor {
    /// Its name within the set.
    pub id: String,
    /// The primary needs it holds for.
    pub primary_needs: BTreeSet<Need>,
    /// The lowest band they get.
    pub band: BandId,
    /// Why, in a sentence.
    pub reason: String,
}

/// What an amount is net of, or includes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AmountKind {
    /// The top-up alone.
    NetTopUp,
    /// The top-up and the first £6,000 that a mainstream school meets.
    TotalWithFirst6000,
    /// The top-up and the place funding.
    TotalWithPlace,
    /// The most that may be agreed.
    UpperLimit,
}

/// The stretch of time that a published amount is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AmountBasis {
    /// A year.
    Year,
    /// One term.
    Term,
}

/// Amounts by band, for some settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueTable {
    /// Its name within the set.
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// The settings it holds for.
    pub settings: BTreeSet<Setting>,
    /// What its amounts include.
    pub kind: AmountKind,
    /// What they are for.
    pub basis: AmountBasis,
    /// The weekly hours they are for, where hours matter.
    pub hours: Option<Rate>,
    /// What the establishment already has, in plain words.
    pub on_top_of: Option<String>,
    /// Whether the amount is multiplied by the share of full time.
    pub scales_with_fte: bool,
    /// The amounts.
    pub amounts: BTreeMap<BandId, Money>,
}

/// Settings that are not funded by band.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotFunded {
    /// The settings.
    pub settings: BTreeSet<Setting>,
    /// Why there is no amount, in a sentence.
    pub note: String,
}

/// A step after the band is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Modifier {
    /// Raise the band to a floor.
    Floor,
    /// Multiply the amount by the share of full time.
    Fte,
}

impl RuleSet {
    /// Seals parts that the checker passed, and works out their identity.
    pub(super) fn seal(rules: Parts) -> RuleSet {
        RuleSet {
            digest: Digest::of(canonical_json(&rules).as_bytes()),
            rules,
        }
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

    /// Reads back a set from the JSON that this server sends to browsers; its digest is taken as named there.
    ///
    /// # Errors
    /// [`NotThisSet`] if the text is anything else.
    pub fn from_served_json(text: &str) -> Result<RuleSet, NotThisSet> {
        let (digest, rules) = super::wire::read(text).ok_or(NotThisSet)?;
        Ok(RuleSet { digest, rules })
    }

    /// The JSON from which a browser works out a band: the same rules under the same identity, without descriptors.
    #[must_use]
    pub fn served_json(&self) -> String {
        let bare = self.without_descriptors();
        format!(
            r#"{{"digest":"{}","rules":{}}}"#,
            bare.digest,
            bare.canonical_json()
        )
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

    /// The same rules under the same identity, with empty descriptors: what a browser needs to work
    /// out a band.
    #[must_use]
    pub fn without_descriptors(&self) -> RuleSet {
        let mut bare = self.clone();
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
        plain => out.push_str(&plain.to_string()),
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

    /// Where a band stands, 0 for the lowest need.
    #[must_use]
    pub fn rank(&self, band: &BandId) -> Option<usize> {
        self.bands.iter().position(|known| known.id == *band)
    }

    /// The table for a setting, basis and weekly hours. Hours that no table names fit none, and where
    /// hours are not stated only a table that is for any hours fits: nothing is guessed.
    #[must_use]
    pub fn value_table(
        &self,
        setting: Setting,
        basis: AmountBasis,
        hours: Option<Rate>,
    ) -> Option<&ValueTable> {
        let fits = |table: &&ValueTable| {
            table.settings.contains(&setting) && table.basis == basis && table.hours == hours
        };
        self.value_tables.iter().find(fits)
    }

    /// The note for a setting that is not funded by band, with its place in the set.
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
                points: PointsSource::Elsewhere { .. }
            }
        )
    }
}
