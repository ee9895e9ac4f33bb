//! How needs become a score, a band or a cost: the models that a stream of funding can have.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::calendar::Date;
use crate::money::Rate;
use crate::needs::{AreaId, BandId, DomainId, GroupId, Level, PostId, ProvisionId};
use crate::rules::Condition;

use super::table::Column;

/// How needs become a band.
///
/// A score, a sum of hours or a cost is matched with the ranges of the bands; where a stream of hours
/// or costs has no bands, its value tables say what comes of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Model {
    /// Each level has its points; points are added.
    ScoreSum {
        /// Where the points come from.
        points: PointsSource,
        /// What share of the highest points counts, of the next, and so on, where they do not all count whole; the last
        /// one holds for all further ones.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        shares: Vec<Rate>,
    },
    /// Domains in groups: sum of levels, times the group's weight, within the group's cap; groups are added.
    WeightedLevels {
        /// The groups; every domain is in exactly one.
        groups: Vec<Group>,
        /// As of [`Model::ScoreSum`], of groups.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        shares: Vec<Rate>,
    },
    /// The highest band whose levels are reached; each band says which ([`super::Band::reached_by`]).
    HighestLevel {
        /// Whether single domains are counted, or areas by their highest domain.
        over: Over,
    },
    /// The scorer picks the band whose descriptor fits best; no arithmetic.
    BestFit {},
    /// The band arrives from another tool or a panel.
    ExternalBand {
        /// Where from, in words.
        from: String,
    },
    /// The band stands in a table by circumstances and levels.
    Lookup {
        /// What the keys of a row are.
        columns: Vec<Column>,
        /// The rows.
        rows: Vec<LookupRow>,
    },
    /// Several bands at once, each with its amount; the amounts are added, highest first.
    AdditiveStreams {
        /// What share of the highest amount counts, of the next, and so on; the last one holds for all further ones.
        shares: Vec<Rate>,
        /// How many may be picked, if there is a most.
        picks_most: Option<u16>,
    },
    /// Lines of provision, each hours times rate times weeks; lines are added.
    CostedProvision {
        /// The kinds of provision.
        provisions: Vec<Provision>,
        /// Weeks a year that a line runs, where neither line nor kind says otherwise.
        weeks: Rate,
        /// The most hours a week over all lines, where no kind says otherwise.
        total_hours: Option<HoursCap>,
        /// Which limit over all lines holds, where kinds have different ones.
        #[serde(default, skip_serializing_if = "TotalOf::is_lowest")]
        total_of: TotalOf,
    },
    /// Hours of support a week.
    HoursThreshold {
        /// What hours are a multiple of, such as 0.5.
        unit: Rate,
    },
    /// No band: the amount follows from the circumstances alone.
    NoBand {},
}

impl Model {
    /// Whether a person, or another tool, names the band.
    #[must_use]
    pub fn is_picked(&self) -> bool {
        matches!(
            self,
            Model::BestFit {} | Model::ExternalBand { .. } | Model::AdditiveStreams { .. }
        )
    }
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

/// What happens above a cap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AboveCap {
    /// The cap counts instead.
    Clamp,
    /// No result: the profile must be looked at again.
    Block,
}

/// What a highest-level model counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Over {
    /// Every domain for itself.
    Domains,
    /// Every area once, at the highest level of its domains.
    Areas,
}

/// Levels by which a band is reached: so many domains or areas at a level or above.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reached {
    /// The level or above.
    pub at_least: Level,
    /// How many domains or areas must be there.
    pub count: u16,
    /// Only in these areas, if any are named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub areas: Vec<AreaId>,
    /// What must be so besides. A level that counts above counts here too, where it is high enough.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub and: Vec<Reached>,
}

impl Reached {
    /// It and what must be so besides.
    pub fn all(&self) -> impl Iterator<Item = &Reached> {
        std::iter::once(self).chain(&self.and)
    }
}

/// A row of a table that gives bands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookupRow {
    /// One key for each column; `*` for any that no other row names.
    pub keys: Vec<String>,
    /// The band.
    pub band: BandId,
}

/// A kind of provision that a plan can specify, with its price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provision {
    /// Its name within the set.
    pub id: ProvisionId,
    /// Its name for people.
    pub title: String,
    /// How a line of it is priced.
    #[serde(flatten)]
    pub price: ProvisionPrice,
    /// The rates that hold from a day on, where the rate changes while the set is in force.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub rate_from: BTreeMap<Date, Rate>,
    /// Weeks a year, where they differ from the model's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weeks: Option<Rate>,
    /// The most hours a week over all lines of this kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<HoursCap>,
    /// The most hours a week over all lines of any kind, where this kind is among them; the lowest such limit holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_hours: Option<HoursCap>,
    /// When it may be on a plan: all must hold; always, if nothing is named. A level of need unlocks it so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<Condition>,
    /// What else a rules owner says of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Provision {
    /// The rate on a day, of one that at first is this.
    #[must_use]
    pub fn rate_on(&self, day: Date, at_first: Rate) -> Rate {
        // A browser never gets a set of which a rate changes.
        let mut begun = self.rate_from.iter().filter(|(from, _)| **from <= day);
        let last = if crate::rules::IN_BROWSER {
            None
        } else {
            begun.next_back()
        };
        last.map_or(at_first, |(_, rate)| *rate)
    }
}

/// Which of several limits over all lines holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TotalOf {
    /// The lowest.
    #[default]
    Lowest,
    /// That of the last line that is priced by the hour, as Bristol's program has it.
    LastLine,
}

impl TotalOf {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
    fn is_lowest(&self) -> bool {
        *self == TotalOf::Lowest
    }
}

/// How a line of provision is priced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProvisionPrice {
    /// Pounds an hour.
    Hourly {
        /// The rate; 0 for what is ordinarily available.
        rate: Rate,
        /// Whether a shared session's cost is divided by the pupils in it.
        shared: bool,
    },
    /// Pounds a year, costed one by one on the line.
    Individual {},
}

/// The most hours a week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoursCap {
    /// The most hours; equal to it is not above it.
    pub most: Rate,
    /// What happens above.
    pub above: AboveCap,
}

/// The adults of one class, for amounts that follow from staffing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassStaffing {
    /// Pupils in the class.
    pub pupils: Rate,
    /// Full-time adults by post.
    pub adults: BTreeMap<PostId, Rate>,
}
