//! A stream of funding: how the needs of some children become a band and an amount.
//!
//! Most schemes have one. A council that bands mainstream pupils by levels and pays its special
//! schools by a rate for each has two, for different settings; a supplement beside a band is a
//! stream that adds to the others.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::calendar::TimeRules;
use crate::money::{Rate, Rounding};
use crate::needs::{BandId, Need, Setting, StreamId};
use crate::rules::Condition;

use super::Parts;
use super::model::{Model, Reached};
use super::modifier::Modifier;
use super::table::{NotFunded, ValueTable};

/// A stream of funding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stream {
    /// Its name within the set and who it is for; absent of the one stream of a set that has no other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<StreamPart>,
    /// How needs become a band.
    pub model: Model,
    /// The bands, lowest need first.
    pub bands: Vec<Band>,
    /// Bands below which some children never fall.
    pub floors: Vec<Floor>,
    /// The amounts.
    pub value_tables: Vec<ValueTable>,
    /// The settings that are not funded by band, with the reason.
    pub not_funded: Vec<NotFunded>,
    /// What is done to score, band and amount, in this order.
    pub modifiers: Vec<Modifier>,
}

/// What a stream is among the streams of its set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamPart {
    /// Its name within the set.
    pub id: StreamId,
    /// Its name for people.
    pub title: String,
    /// Who it is for: all must hold. Exactly one stream that does not add holds for a child.
    pub when: Vec<Condition>,
    /// Whether its amount is added to that of the stream that gives the band.
    pub adds: bool,
    /// How a part of a year is shared out for its children, where it is not as the set says. Such a stream is told apart by
    /// settings alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<TimeRules>,
}

impl Parts {
    /// How a part of a year is shared out for a child in a setting: by the rules of the stream that is for it, if that has
    /// any of its own, or by the set's.
    #[must_use]
    pub fn time_in(&self, setting: Setting) -> Option<&TimeRules> {
        let parts = self
            .streams
            .iter()
            .filter_map(|stream| stream.part.as_ref());
        let is_for = |part: &&StreamPart| {
            part.time.is_some()
                && part.when.iter().all(|condition| match condition {
                    Condition::Settings(settings) => settings.contains(&setting),
                    _ => false,
                })
        };
        let own = parts.into_iter().find(is_for);
        own.and_then(|part| part.time.as_ref())
            .or(self.time.as_ref())
    }

    /// How a part of a year is rounded for a child in a setting: as the value tables for the setting round, if all round
    /// alike, or as the set does.
    #[must_use]
    pub fn rounding_in(&self, setting: Setting) -> Rounding {
        let tables = self.streams.iter().flat_map(|stream| &stream.value_tables);
        let mut each = tables
            .filter(|table| table.settings.contains(&setting))
            .map(|table| table.rounding_in(self.rounding));
        let first = each.next();
        first
            .filter(|first| each.all(|next| next == *first))
            .unwrap_or(self.rounding)
    }
}

/// A band, and how it is reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Band {
    /// Its name.
    pub id: BandId,
    /// The scores, hours or pounds that fall in it, where the model matches ranges.
    #[serde(flatten)]
    pub range: Option<BandRange>,
    /// The levels by which it is reached, any of them, where the model counts levels.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reached_by: Vec<Reached>,
    /// What needs are in it, where a person picks the band.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub descriptor: Option<String>,
}

/// A range of scores, both ends inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BandRange {
    /// The lowest score in it.
    pub from: Rate,
    /// The highest score in it.
    pub to: Rate,
}

/// A band below which some children never fall.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Floor {
    /// Its name within the set.
    pub id: String,
    /// The primary needs it holds for; any, if none is named.
    pub primary_needs: BTreeSet<Need>,
    /// What else must hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<Condition>,
    /// The lowest band they get.
    pub band: BandId,
    /// Why, in a sentence.
    pub reason: String,
}
