//! The steps of a determination, as values that point into the rule set. No sentences and no names here.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::iso;
use crate::money::{Fte, Money, Rate, RoundingMode};
use crate::needs::{Level, Need, Setting};
use crate::rules::{AmountBasis, AmountKind};

use crate::engine::place::{
    BandAt, DomainAt, FloorAt, GateAt, GroupAt, LineAt, ModifierAt, ProvisionAt, RowAt, StreamAt,
    TableAt,
};

/// One step: the rule it used, what it read, and what came of it.
///
/// Places of groups, bands, floors, tables, rows, modifiers and provisions are those of the stream
/// that began last. Pounds that are not rounded yet are rates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// The day is among the set's days.
    InForce {
        /// The day.
        #[serde(with = "iso")]
        on: Date,
        /// The set's first day.
        #[serde(with = "iso")]
        first_day: Date,
        /// The set's last day.
        #[serde(with = "iso")]
        last_day: Date,
    },
    /// What the scheme requires of a case holds.
    GatePassed {
        /// The gate.
        gate: GateAt,
    },
    /// The steps that follow are of this stream. Recorded where a set has several.
    StreamBegan {
        /// The stream.
        stream: StreamAt,
    },
    /// A domain's level was read.
    LevelRead {
        /// The domain.
        domain: DomainAt,
        /// Its level.
        level: Level,
    },
    /// A domain had no level, and the scheme takes its lowest.
    LevelAssumed {
        /// The domain.
        domain: DomainAt,
        /// Its lowest level.
        level: Level,
        /// Whether it has none because there is not enough evidence for one.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        unevidenced: bool,
    },
    /// A domain's level was turned into points by the set's table.
    LevelScored {
        /// The domain.
        domain: DomainAt,
        /// Its level.
        level: Level,
        /// The points of that level.
        points: Rate,
    },
    /// A total of points scored elsewhere was read.
    PointsRead {
        /// The total.
        points: Rate,
    },
    /// A group's levels were added and weighted.
    GroupWeighted {
        /// The group.
        group: GroupAt,
        /// The sum of its levels.
        sum: Rate,
        /// The group's weight.
        weight: Rate,
        /// Sum times weight.
        points: Rate,
    },
    /// A group scored more than its cap and counts for the cap.
    GroupCapped {
        /// The group.
        group: GroupAt,
        /// Its points before.
        before: Rate,
        /// The cap.
        cap: Rate,
        /// Its points after.
        after: Rate,
    },
    /// Needs that are not the highest count by a share.
    RankCounted {
        /// Whose points they are, where each domain has its own.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        domain: Option<DomainAt>,
        /// Whose points they are, where domains are in groups.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        group: Option<GroupAt>,
        /// The child's primary need, where that makes one count first whatever its points.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        primary_need: Option<Need>,
        /// Its place: 1 is that of the primary need, or else the highest.
        rank: u16,
        /// Its points.
        points: Rate,
        /// The share that counts.
        share: Rate,
        /// What it counts for.
        counted: Rate,
    },
    /// The points were added.
    ScoreTotalled {
        /// What was added, in the set's order.
        terms: Vec<Rate>,
        /// The score.
        score: Rate,
    },
    /// A modifier of the score was applied.
    ScoreModified {
        /// The modifier.
        modifier: ModifierAt,
        /// The score before.
        before: Rate,
        /// The score after.
        after: Rate,
    },
    /// Hours of support a week were read.
    SupportHoursRead {
        /// The hours.
        hours: Rate,
    },
    /// A line of provision was costed by its rate.
    LineCosted {
        /// The line.
        line: LineAt,
        /// Its kind.
        provision: ProvisionAt,
        /// Minutes a week that count.
        minutes: Rate,
        /// Pupils who share it.
        pupils: Rate,
        /// Pounds an hour.
        rate: Rate,
        /// Weeks a year.
        weeks: Rate,
        /// Pounds a year.
        cost: Rate,
    },
    /// A line of provision came with its own cost.
    LineCostRead {
        /// The line.
        line: LineAt,
        /// Its kind.
        provision: ProvisionAt,
        /// Pounds a year.
        cost: Rate,
    },
    /// Hours above a limit were left out of a line.
    HoursCapped {
        /// The line.
        line: LineAt,
        /// Its minutes a week before.
        before: Rate,
        /// Its minutes a week after.
        after: Rate,
        /// The limit that binds, in hours a week.
        most: Rate,
    },
    /// The lines were added.
    CostTotalled {
        /// Pounds a year.
        cost: Rate,
    },
    /// The score, hours or cost fell in a band's range.
    BandMatched {
        /// What was matched.
        score: Rate,
        /// The band.
        band: BandAt,
        /// The lowest of the range.
        from: Rate,
        /// The highest of the range.
        to: Rate,
    },
    /// The score is above every range, and the scheme takes the highest band.
    AboveTopBand {
        /// The score.
        score: Rate,
        /// The highest band.
        band: BandAt,
    },
    /// An amount was agreed for the child, and the band above every range is the one for that.
    BandAgreed {
        /// What was counted.
        score: Rate,
        /// The band.
        band: BandAt,
    },
    /// A band was reached by levels.
    BandReached {
        /// The band.
        band: BandAt,
        /// The level that counts.
        at_least: Level,
        /// How many domains or areas had to be there.
        needed: u16,
        /// How many are.
        found: u16,
    },
    /// A person picked the band.
    BandPicked {
        /// The band.
        band: BandAt,
    },
    /// The band came from elsewhere.
    BandReceived {
        /// The band.
        band: BandAt,
    },
    /// The band stands in a row of the set's look-up.
    BandLookedUp {
        /// The row.
        row: RowAt,
        /// The band.
        band: BandAt,
    },
    /// A band of an earlier scheme was converted.
    BandConverted {
        /// What the earlier amount comes to in a year for the child's share of full time, where that decided.
        earlier: Option<Money>,
        /// What the new band brings the child in a year, where that decided; without what is paid besides.
        nearest: Option<Money>,
        /// The band.
        band: BandAt,
    },
    /// A floor raised the band.
    FloorApplied {
        /// The floor.
        floor: FloorAt,
        /// The primary need, where the floor is for some.
        primary_need: Option<Need>,
        /// The band before.
        before: BandAt,
        /// The band after.
        after: BandAt,
    },
    /// A floor holds for the child, and the band was not below it.
    FloorMet {
        /// The floor.
        floor: FloorAt,
        /// The primary need, where the floor is for some.
        primary_need: Option<Need>,
        /// The band.
        band: BandAt,
    },
    /// A modifier of the band was applied.
    BandModified {
        /// The modifier.
        modifier: ModifierAt,
        /// The band before.
        before: BandAt,
        /// The band after.
        after: BandAt,
    },
    /// The band's amount was read from a value table.
    AmountRead {
        /// The table.
        table: TableAt,
        /// The setting.
        setting: Setting,
        /// What the amount is for.
        basis: AmountBasis,
        /// The weekly hours of the table, where hours matter.
        hours: Option<Rate>,
        /// The band.
        band: BandAt,
        /// What the amount includes.
        kind: AmountKind,
        /// The amount for full time.
        amount: Money,
    },
    /// The amount was read from a row of a value table.
    RowRead {
        /// The table.
        table: TableAt,
        /// The row.
        row: RowAt,
        /// What the amount is for.
        basis: AmountBasis,
        /// What the amount includes.
        kind: AmountKind,
        /// The amount for full time.
        amount: Money,
    },
    /// The amount is a base times the band's multiple.
    MultipleTaken {
        /// The table.
        table: TableAt,
        /// The band.
        band: BandAt,
        /// What the amount is for.
        basis: AmountBasis,
        /// What the amount includes.
        kind: AmountKind,
        /// Pounds.
        base: Rate,
        /// How many times.
        multiple: Rate,
        /// Pounds.
        amount: Rate,
    },
    /// The amount is hours of support above a threshold times a rate.
    SupportHoursPriced {
        /// The table.
        table: TableAt,
        /// What the amount is for.
        basis: AmountBasis,
        /// What the amount includes.
        kind: AmountKind,
        /// Hours a week.
        hours: Rate,
        /// Hours that the setting meets.
        above: Rate,
        /// Pounds for a weekly hour.
        rate: Rate,
        /// Pounds.
        amount: Rate,
    },
    /// Hours above the most that the table funds were left out.
    FundedHoursCapped {
        /// The table.
        table: TableAt,
        /// Hours a week before.
        before: Rate,
        /// Hours a week that count.
        after: Rate,
    },
    /// The amount is points above a threshold times a rate.
    PointsPriced {
        /// The table.
        table: TableAt,
        /// What the amount is for.
        basis: AmountBasis,
        /// What the amount includes.
        kind: AmountKind,
        /// The points.
        points: Rate,
        /// Points that the setting meets.
        above: Rate,
        /// Pounds for a point.
        rate: Rate,
        /// Pounds.
        amount: Rate,
    },
    /// The amount is a pupil's share of a class's staff.
    ClassPriced {
        /// The table.
        table: TableAt,
        /// The band.
        band: BandAt,
        /// What the amount is for.
        basis: AmountBasis,
        /// What the amount includes.
        kind: AmountKind,
        /// Pounds a year for the class's adults.
        staff: Rate,
        /// Pupils in the class.
        pupils: Rate,
        /// Pounds a year for each pupil besides.
        per_pupil: Rate,
        /// Pounds.
        amount: Rate,
    },
    /// The amount is a share of the cost of the lines.
    CostMet {
        /// The table.
        table: TableAt,
        /// What the amount includes.
        kind: AmountKind,
        /// Pounds a year.
        cost: Rate,
        /// The share that is met.
        share: Rate,
        /// Pounds.
        amount: Rate,
    },
    /// The band's amount was agreed one by one.
    AgreedRead {
        /// The table.
        table: TableAt,
        /// The band.
        band: BandAt,
        /// What the amount is for.
        basis: AmountBasis,
        /// What the amount includes.
        kind: AmountKind,
        /// What it had to be above.
        above: Money,
        /// The amount.
        amount: Money,
    },
    /// A sum was agreed for an amount that is the most that may be agreed: the lesser of both is paid. Pounds for the basis.
    AgreedLimited {
        /// The table.
        table: TableAt,
        /// What the amounts are for.
        basis: AmountBasis,
        /// The most that may be agreed.
        limit: Rate,
        /// What was agreed.
        agreed: Rate,
        /// The lesser of both.
        amount: Rate,
    },
    /// A picked band's share of its amount was counted.
    PickCounted {
        /// The band.
        band: BandAt,
        /// Its amount.
        amount: Rate,
        /// The share that counts.
        share: Rate,
        /// Pounds.
        counted: Rate,
    },
    /// What the picked bands count for was added.
    PicksAdded {
        /// Pounds.
        amount: Rate,
    },
    /// The year's amount was worked out from an amount for something shorter.
    YearTaken {
        /// What the amount was for.
        basis: AmountBasis,
        /// The amount before.
        before: Rate,
        /// Hours attended a week, where the basis is an hour.
        hours: Option<Rate>,
        /// How many times a year.
        times: Rate,
        /// Pounds a year.
        after: Rate,
    },
    /// The setting is not funded by band.
    NotFundedByBand {
        /// The setting.
        setting: Setting,
    },
    /// Hours attended a week were read, of which the next step takes the share of full hours.
    HoursShared {
        /// Hours attended a week.
        hours: Rate,
        /// Full hours a week.
        full: Rate,
    },
    /// Hours attended a week were read, for which the next step pays a share that holds from some hours on.
    HoursInRange {
        /// The hours attended a week.
        hours: Rate,
        /// The hours from which the share holds.
        from: Rate,
        /// The share.
        share: Rate,
    },
    /// Days attended a week were read, for which the next step pays a share.
    DaysShared {
        /// Days attended a week.
        days: Rate,
        /// The share of the amount.
        share: Rate,
    },
    /// The amount is below the earlier one, and the next step makes a share of the fall good.
    FallShared {
        /// The earlier amount, for the child's attendance, in pounds.
        earlier: Rate,
        /// The share of it that is protected, where that is not all of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at_least: Option<Rate>,
        /// How much less the amount is than what is protected, in pounds.
        fall: Rate,
        /// The share of the fall that the year makes good.
        share: Rate,
    },
    /// A modifier of the amount was applied.
    AmountModified {
        /// The modifier.
        modifier: ModifierAt,
        /// Pounds before.
        before: Rate,
        /// Pounds after.
        after: Rate,
    },
    /// The amount was multiplied by the share of full time.
    FteMultiplied {
        /// The amount before, in pounds.
        before: Rate,
        /// The share.
        fte: Fte,
        /// The amount after, in pounds, unrounded.
        after: Rate,
    },
    /// The amount was rounded.
    Rounded {
        /// The amount before, in pounds.
        before: Rate,
        /// Which way a remainder goes.
        mode: RoundingMode,
        /// The unit in pounds.
        unit: Rate,
        /// The amount after.
        amount: Money,
    },
    /// The rounded amounts of the streams were added.
    StreamsAdded {
        /// What was added, in the set's order.
        terms: Vec<Money>,
        /// The sum.
        amount: Money,
    },
}
