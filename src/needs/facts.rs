//! The facts of a case that some schemes ask for besides setting and primary need.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::money::{Money, Rate};

use super::{BandId, CircumstanceId};

/// What some schemes ask of a case besides setting and need.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The national curriculum year; 0 is Reception.
    pub year_group: Option<i16>,
    /// The age on 31 August before.
    pub age: Option<u8>,
    /// The institution by URN, UKPRN or name.
    pub institution: Option<String>,
    /// The authority in whose area the institution is.
    pub host_authority: Option<String>,
    /// Where the child lives.
    pub residency: Option<Residency>,
    /// Whether there is a plan.
    pub plan: Option<bool>,
    /// Days attended a week.
    pub days_a_week: Option<Rate>,
    /// The answers to the set's own questions.
    pub circumstances: BTreeMap<CircumstanceId, bool>,
    /// What the child had under an earlier scheme.
    pub earlier: Option<Earlier>,
}

/// What a child had under an earlier scheme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    /// The band, where bands are converted by a table.
    pub band: Option<BandId>,
    /// The amount of a year for full time, for conversion to the nearest band and for protection; zero where there was none.
    pub top_up_annual: Option<Money>,
    /// Whether the band is to be converted rather than found from needs.
    pub convert: bool,
}

/// Where a child lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Residency {
    /// In the area of the authority whose scheme it is.
    Own,
    /// In another authority's area.
    Other,
}
