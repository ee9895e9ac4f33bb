//! What comes of a determination: a value, or the reasons why there is none. Never a guess.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::iso;
use crate::ids::{Digest, RuleSetRef};
use crate::money::{Money, Rate};
use crate::needs::{
    BandId, CircumstanceId, DomainId, GroupId, Level, ModifierId, ProvisionId, Setting, StreamId,
};
use crate::rules::{AmountBasis, AmountKind};

use super::Trace;
use super::place::StreamAt;

/// What the engine made of a profile: the indicative band and amount, or why there is none, with every step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Determination {
    /// The rule set by name.
    pub rule_set: RuleSetRef,
    /// The rule set by identity.
    pub digest: Digest,
    /// [`super::ENGINE_VERSION`] at the time.
    pub engine_version: u32,
    /// [`super::TRACE_VERSION`] at the time.
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
    /// A band, and an amount unless the setting is not funded by band; an amount alone where the scheme has no band.
    Determined {
        /// The score, hours or cost that the needs came to; none where nothing is counted.
        score: Option<Rate>,
        /// The indicative band; none where the scheme gives an amount alone, or several bands at once.
        band: Option<BandId>,
        /// The indicative top-up, all streams together; none where the setting is not funded by band.
        top_up: Option<TopUp>,
        /// What each stream came to, where the set has several or a stream has several bands at once.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        streams: Vec<StreamOutcome>,
        /// What is paid once besides.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        one_off: Option<Money>,
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

/// What one stream came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamOutcome {
    /// The stream.
    pub stream: StreamAt,
    /// Its bands: one, several where several are picked, or none.
    pub bands: Vec<BandId>,
    /// Its amount, if it has one.
    pub top_up: Option<TopUp>,
}

/// An amount, and what it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopUp {
    /// The amount, rounded as the set says.
    pub amount: Money,
    /// What the amount is for.
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
    /// A kind of provision has more hours a week than its cap.
    ProvisionAboveCap {
        /// The kind.
        provision: ProvisionId,
        /// Its hours.
        hours: Rate,
        /// Its cap.
        cap: Rate,
    },
    /// All provision together has more hours a week than the cap.
    HoursAboveCap {
        /// The hours.
        hours: Rate,
        /// The cap.
        cap: Rate,
    },
    /// The hours attended, or those of support, are more than a value table funds.
    FundedHoursAboveCap {
        /// The table.
        table: String,
        /// The hours.
        hours: Rate,
        /// The cap.
        cap: Rate,
    },
    /// The amount is above a cap of the set's modifiers.
    AmountAboveCap {
        /// The modifier.
        modifier: ModifierId,
        /// Pounds.
        amount: Rate,
        /// Pounds.
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
        #[serde(with = "iso")]
        on: Date,
    },
    /// What the scheme requires of a case does not hold.
    NotEligible {
        /// The gate's name.
        gate: String,
    },
    /// No stream of the set is for this child, or more than one that does not add.
    NoStream,
    /// A domain has no level.
    LevelMissing {
        /// The domain.
        domain: DomainId,
    },
    /// There is not enough evidence to say a domain's level, and the scheme gives no result without one.
    NotEnoughEvidence {
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
    /// A band must be picked, or come from elsewhere, and there is none.
    BandMissing {
        /// The stream.
        stream: StreamId,
    },
    /// A picked band is not one of the stream's.
    BandUnknown {
        /// The stream.
        stream: StreamId,
        /// The band seen.
        band: BandId,
    },
    /// More bands are picked than the stream allows, or one twice.
    TooManyBands {
        /// The stream.
        stream: StreamId,
    },
    /// A band is picked where the set finds bands itself, or for a stream that it does not have.
    BandNotExpected {
        /// The stream.
        stream: StreamId,
    },
    /// The band is not allowed in the setting.
    BandNotAllowed {
        /// The band.
        band: BandId,
        /// The modifier that says so.
        modifier: ModifierId,
    },
    /// No row of the look-up or of the value table holds for these circumstances.
    NoRowFor {
        /// The value table; none for a look-up of bands.
        table: Option<String>,
        /// What each column was asked for, as text.
        keys: Vec<String>,
    },
    /// A kind of provision that the set does not have.
    ProvisionUnknown {
        /// The kind seen.
        provision: ProvisionId,
    },
    /// A line of a kind of provision that the set does not allow this child: a level of need unlocks it, say, and the child
    /// is not at that level.
    ProvisionNotAllowed {
        /// The line, from 1.
        line: u16,
        /// The kind.
        provision: ProvisionId,
    },
    /// A line of provision that is not as its kind is priced: hours or a cost missing, or one too many,
    /// below nothing, or more than a week or a year has.
    ProvisionLine {
        /// The line, from 1.
        line: u16,
        /// What is wrong with it.
        wrong: WrongLine,
    },
    /// Provision came that the set does not read.
    ProvisionNotExpected,
    /// There is no line of provision.
    ProvisionMissing,
    /// The set reads hours of support, and there are none.
    SupportHoursMissing,
    /// Hours of support that are below nothing, more than a week has, or no multiple of the unit.
    SupportHoursWrong {
        /// The hours.
        hours: Rate,
    },
    /// Hours of support came that the set does not read.
    SupportHoursNotExpected,
    /// The band's amount is agreed one by one, and no amount came.
    AgreedMissing {
        /// The band.
        band: BandId,
    },
    /// The agreed amount is not above what the band asks for.
    AgreedTooLow {
        /// The band.
        band: BandId,
        /// The amount.
        agreed: Money,
        /// What it must be above.
        above: Money,
    },
    /// An amount was agreed for a band that has an amount of its own, which is no limit.
    AgreedNotExpected,
    /// The set has floors by primary need, or asks for it elsewhere, and the need is not known.
    PrimaryNeedMissing,
    /// A rule depends on a fact of the case that is not known.
    FactMissing {
        /// Which.
        fact: Fact,
    },
    /// No table has amounts for this setting, basis and hours.
    NoAmountFor {
        /// The setting.
        setting: Setting,
        /// What the amount was to be for.
        basis: AmountBasis,
        /// The weekly hours asked for.
        hours: Option<Rate>,
    },
    /// Days a week that the set's table does not have.
    DaysAWeekUnknown {
        /// The days.
        days: Rate,
    },
    /// Hours attended that are below nothing or more than a week has.
    HoursWrong {
        /// The hours.
        hours: Rate,
    },
    /// The yearly amount is above the set's limit, or below nothing.
    AmountOutOfRange {
        /// Pounds.
        amount: Rate,
        /// The limit.
        limit: Money,
    },
    /// A band of the earlier scheme that the conversion does not name, or no conversion at all.
    ConversionMissing,
    /// A number left the range that is exact.
    TooLarge,
}

/// What is wrong with a line of provision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WrongLine {
    /// Priced by the hour, and no hours or minutes.
    TimeMissing,
    /// Hours or minutes below nothing, or more than a week has.
    TimeOutOfRange,
    /// Shared by fewer than one pupil, or by more than a school has.
    PupilsOutOfRange,
    /// Below nothing, or more than a year has.
    WeeksOutOfRange,
    /// Costed one by one, and no cost.
    CostMissing,
    /// A cost where the kind has a rate, below nothing, or hours where it has none.
    NotAsPriced,
}

/// A fact of a case that a rule depends on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// The year group, for a phase.
    YearGroup,
    /// The age on 31 August before.
    Age,
    /// The institution.
    Institution,
    /// The authority in whose area the institution is.
    HostAuthority,
    /// Where the child lives.
    Residency,
    /// Whether there is a plan.
    Plan,
    /// Hours attended a week.
    Hours,
    /// Days attended a week.
    DaysAWeek,
    /// The earlier amount, for protection.
    Earlier,
    /// The answer to a question of the set.
    Circumstance(CircumstanceId),
}

impl Determination {
    /// The indicative band, if there is one.
    #[must_use]
    pub fn band(&self) -> Option<&BandId> {
        match &self.status {
            Status::Determined { band, .. } => band.as_ref(),
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

    /// The indicative top-up of a year; none where another basis was asked for.
    #[must_use]
    pub fn top_up_annual(&self) -> Option<Money> {
        self.top_up()
            .filter(|top_up| top_up.basis == AmountBasis::Year)
            .map(|top_up| top_up.amount)
    }
}
