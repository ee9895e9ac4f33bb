//! The circumstances of a case: what is asked of a profile.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::money::{Fte, Money, Rate};
use crate::needs::{BandId, CircumstanceId, Need, Setting};
use crate::rules::{AmountBasis, Residency};

/// What is asked of a profile: on which day, in which setting, for which share of full time, and the
/// facts of the case that some schemes ask for. A fact that a scheme asks for and that is not known
/// is refused, never guessed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Context {
    /// The day the rules must be in force on.
    pub on: Date,
    /// The setting that the amount is for.
    pub setting: Setting,
    /// The primary need, if it is known; a set with floors asks for it.
    pub primary_need: Option<Need>,
    /// The share of full time.
    pub fte: Fte,
    /// What the amount is wanted for: a year, or what else the set has amounts for.
    pub basis: AmountBasis,
    /// The weekly hours attended, where a set's amounts depend on them.
    pub hours: Option<Rate>,
    /// What else is known of the case.
    pub facts: Facts,
}

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
    /// The amount of a year, for conversion to the nearest band and for protection.
    pub top_up_annual: Option<Money>,
    /// Whether the band is to be converted rather than found from needs.
    pub convert: bool,
}

impl Context {
    /// The amount of a whole year, without regard to anything that only some schemes ask for.
    #[must_use]
    pub fn year(on: Date, setting: Setting, primary_need: Option<Need>, fte: Fte) -> Context {
        Context {
            on,
            setting,
            primary_need,
            fte,
            basis: AmountBasis::Year,
            hours: None,
            facts: Facts::default(),
        }
    }
}
