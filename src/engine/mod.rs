//! From a profile to a band and a top-up: a pure function that records every step it takes.
//!
//! The same bytes in give the same bytes out, natively and in a browser. The engine reads no clock,
//! no file and no other rule set than the one it is given. It has one code path; the [`Trace`] is
//! always recorded, and [`crate::explain`] turns it into sentences.

mod band;
pub mod cases;
mod score;
mod top_up;
mod trace;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::{Digest, RuleSetRef};
use crate::money::{Fte, Money, Rate};
use crate::needs::{BandId, DomainId, GroupId, Level, Need, NeedsProfile, Setting};
use crate::rules::{AmountBasis, AmountKind, RuleSet};

pub use trace::{Step, Trace};

/// The version of the arithmetic. A stored determination recomputed under the same version gives the same result.
pub const ENGINE_VERSION: u32 = 1;

/// The version of the trace's shape. Within it, a stored trace recomputes to the same bytes.
pub const TRACE_VERSION: u32 = 1;

/// What is asked of a profile: on which day, in which setting, for which share of full time.
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
    /// Whether the amount of a year or of one term is wanted.
    pub basis: AmountBasis,
    /// The weekly hours attended, where a set's amounts depend on them.
    pub hours: Option<Rate>,
}

impl Context {
    /// The amount of a whole year, without regard to weekly hours.
    #[must_use]
    pub fn year(on: Date, setting: Setting, primary_need: Option<Need>, fte: Fte) -> Context {
        Context {
            on,
            setting,
            primary_need,
            fte,
            basis: AmountBasis::Year,
            hours: None,
        }
    }
}

/// What the engine made of a profile: the indicative band and amount, or why there is none, with every step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Determination {
    /// The rule set by name.
    pub rule_set: RuleSetRef,
    /// The rule set by identity.
    pub digest: Digest,
    /// [`ENGINE_VERSION`] at the time.
    pub engine_version: u32,
    /// [`TRACE_VERSION`] at the time.
    pub trace_version: u32,
    /// The result.
    pub status: Status,
    /// Every step to it.
    pub trace: Trace,
}

/// The result: a value, or the reasons why there is none. Never a guess.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum Status {
    /// A band, and an amount unless the setting is not funded by band.
    Determined {
        /// The score that the needs came to.
        score: Rate,
        /// The indicative band.
        band: BandId,
        /// The indicative top-up; none where the setting is not funded by band.
        top_up: Option<TopUp>,
    },
    /// The set forbids a result for these needs until somebody looks again.
    Blocked {
        /// Every cap that blocks.
        reasons: Vec<Block>,
    },
    /// The profile cannot be determined.
    Refused {
        /// Every reason found.
        reasons: Vec<Refusal>,
    },
}

/// An amount, and what it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopUp {
    /// The amount, rounded once.
    pub amount: Money,
    /// A year or a term.
    pub basis: AmountBasis,
    /// What the amount includes.
    pub kind: AmountKind,
}

/// A cap that blocks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "block", rename_all = "snake_case")]
pub enum Block {
    /// A group scores more than its cap.
    GroupAboveCap {
        /// The group.
        group: GroupId,
        /// What it scores.
        points: Rate,
        /// Its cap.
        cap: Rate,
    },
}

/// Why a profile cannot be determined.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "refusal", rename_all = "snake_case")]
pub enum Refusal {
    /// The set is not in force on the day; no other set is taken instead.
    NotInForce {
        /// The day asked for.
        on: Date,
    },
    /// A domain has no level.
    LevelMissing {
        /// The domain.
        domain: DomainId,
    },
    /// A level that the domain does not have.
    LevelUnknown {
        /// The domain.
        domain: DomainId,
        /// The level seen.
        level: Level,
    },
    /// A domain that the set does not have.
    DomainUnknown {
        /// The domain seen.
        domain: DomainId,
    },
    /// The set reads a total of points scored elsewhere, and there is none.
    PointsMissing,
    /// A total that is no multiple of the unit in which points are given.
    PointsNotInUnits {
        /// The total.
        points: Rate,
        /// The unit.
        unit: Rate,
    },
    /// The set reads levels, and a total of points came beside or instead of them.
    PointsNotExpected,
    /// The score is in no band: above the end of the table or below its start.
    ScoreInNoBand {
        /// The score.
        score: Rate,
        /// The lowest score of the table.
        lowest: Rate,
        /// The highest score of the table.
        highest: Rate,
    },
    /// The set has floors by primary need, and the need is not known.
    PrimaryNeedMissing,
    /// No table has amounts for this setting, basis and hours.
    NoAmountFor {
        /// The setting.
        setting: Setting,
        /// A year or a term.
        basis: AmountBasis,
        /// The weekly hours asked for.
        hours: Option<Rate>,
    },
    /// A number left the range that is exact.
    TooLarge,
}

impl Determination {
    /// The indicative band, if there is one.
    #[must_use]
    pub fn band(&self) -> Option<&BandId> {
        match &self.status {
            Status::Determined { band, .. } => Some(band),
            Status::Blocked { .. } | Status::Refused { .. } => None,
        }
    }

    /// The indicative top-up, if there is one.
    #[must_use]
    pub fn top_up(&self) -> Option<TopUp> {
        match &self.status {
            Status::Determined { top_up, .. } => *top_up,
            Status::Blocked { .. } | Status::Refused { .. } => None,
        }
    }

    /// The indicative top-up of a year; none where a term's was asked for.
    #[must_use]
    pub fn top_up_annual(&self) -> Option<Money> {
        self.top_up()
            .filter(|top_up| top_up.basis == AmountBasis::Year)
            .map(|top_up| top_up.amount)
    }
}

/// Why the engine stopped before a result.
enum Stop {
    Blocked(Vec<Block>),
    Refused(Vec<Refusal>),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Stop {
        Stop::Refused(vec![refusal])
    }
}

/// Determines the band and top-up of a profile under a rule set.
///
/// Pure: the result depends on the arguments alone. Amounts are exact until the set's rounding is
/// applied once, at the end.
///
/// # Examples
/// A set is read and checked by [`crate::rules::read`]; see `banding-rules/` for sets with their cases.
#[must_use]
pub fn determine(profile: &NeedsProfile, rules: &RuleSet, context: &Context) -> Determination {
    let mut trace = Trace::default();
    let status = match steps(profile, rules, context, &mut trace) {
        Ok(status) => status,
        Err(Stop::Blocked(reasons)) => Status::Blocked { reasons },
        Err(Stop::Refused(reasons)) => Status::Refused { reasons },
    };
    Determination {
        rule_set: rules.reference(),
        digest: rules.digest().clone(),
        engine_version: ENGINE_VERSION,
        trace_version: TRACE_VERSION,
        status,
        trace,
    }
}

/// The top-up of a band that an officer decided on, by the same table, share of full time and rounding as a
/// determination's; none where the setting is not funded by band. Nothing is said of the profile.
///
/// # Errors
/// The [`Refusal`]s: the set has no such band or no amount for the setting, or a number is too large.
pub fn price(
    band: &BandId,
    rules: &RuleSet,
    context: &Context,
) -> Result<Option<TopUp>, Vec<Refusal>> {
    match top_up::of_band(band, rules, context, &mut Trace::default()) {
        Ok(top_up) => Ok(top_up),
        Err(Stop::Refused(reasons)) => Err(reasons),
        // Only a profile's points are blocked by a cap, and a band has none.
        Err(Stop::Blocked(_)) => Err(Vec::new()),
    }
}

fn steps(
    profile: &NeedsProfile,
    rules: &RuleSet,
    context: &Context,
    trace: &mut Trace,
) -> Result<Status, Stop> {
    if !rules.in_force().contains(context.on) {
        return Err(Refusal::NotInForce { on: context.on }.into());
    }
    trace.record(Step::InForce {
        on: context.on,
        first_day: rules.scheme.first_day,
        last_day: rules.scheme.last_day,
    });
    let score = score::of(profile, rules, trace)?;
    let matched = band::of_score(score, rules, trace)?;
    let (band, top_up) = top_up::after_modifiers(matched, rules, context, trace)?;
    Ok(Status::Determined {
        score,
        band,
        top_up,
    })
}
