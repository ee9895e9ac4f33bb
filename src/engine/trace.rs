//! The steps of a determination, as values that point into the rule set. No sentences here.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::money::{Fte, Money, Rate, RoundingMode};
use crate::needs::{BandId, DomainId, GroupId, Level, Need, Setting};
use crate::rules::{AmountBasis, AmountKind};

/// Every step of a determination, in the order taken.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Trace(Vec<Step>);

impl Trace {
    pub(super) fn record(&mut self, step: Step) {
        self.0.push(step);
    }

    /// The steps, first to last.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.0
    }
}

/// One step: the rule it used, what it read, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// The day is among the set's days.
    InForce {
        /// The day.
        on: Date,
        /// The set's first day.
        first_day: Date,
        /// The set's last day.
        last_day: Date,
    },
    /// A domain's level was read.
    LevelRead {
        /// The domain.
        domain: DomainId,
        /// Its level.
        level: Level,
    },
    /// A domain's level was turned into points by the set's table.
    LevelScored {
        /// The domain.
        domain: DomainId,
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
        group: GroupId,
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
        group: GroupId,
        /// Its points before.
        before: Rate,
        /// The cap.
        cap: Rate,
        /// Its points after.
        after: Rate,
    },
    /// The points were added.
    ScoreTotalled {
        /// What was added, in the set's order.
        terms: Vec<Rate>,
        /// The score.
        score: Rate,
    },
    /// The score fell in a band's range.
    BandMatched {
        /// The score.
        score: Rate,
        /// The band.
        band: BandId,
        /// The lowest score of the range.
        from: Rate,
        /// The highest score of the range.
        to: Rate,
    },
    /// The primary need has a floor, which raised the band.
    FloorApplied {
        /// The floor.
        floor: String,
        /// The primary need.
        primary_need: Need,
        /// The band before.
        before: BandId,
        /// The band after.
        after: BandId,
    },
    /// The primary need has a floor, and the band was not below it.
    FloorMet {
        /// The floor.
        floor: String,
        /// The primary need.
        primary_need: Need,
        /// The band.
        band: BandId,
    },
    /// The band's amount was read from a value table.
    AmountRead {
        /// The table.
        table: String,
        /// The setting.
        setting: Setting,
        /// A year or a term.
        basis: AmountBasis,
        /// The weekly hours of the table, where hours matter.
        hours: Option<Rate>,
        /// The band.
        band: BandId,
        /// What the amount includes.
        kind: AmountKind,
        /// The amount for full time.
        amount: Money,
    },
    /// The setting is not funded by band.
    NotFundedByBand {
        /// The setting.
        setting: Setting,
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
    /// The amount was rounded, once, at the end.
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
}
