//! What is done to a score, a band or an amount, in the order that the set declares.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::calendar::Date;
use crate::money::{Money, Rate, Rounding};
use crate::needs::{BandId, ModifierId};
use crate::rules::Condition;

use super::model::AboveCap;

/// A step between a model's result and the rounded amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Modifier {
    /// Raise the band to a floor.
    Floor,
    /// Multiply the amount by the share of full time.
    Fte,
    /// A change that the set describes.
    Change(Change),
}

/// A change that a set describes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Its name within the set, by which the order names it.
    pub id: ModifierId,
    /// What it is, in words that the explanation uses.
    pub title: String,
    /// When it is made: all must hold; always, if nothing is named.
    pub when: Vec<Condition>,
    /// What is changed.
    pub what: What,
    /// What the council published as the result for each band, where it did: the checker holds that
    /// the arithmetic gives just that.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub published: BTreeMap<BandId, Money>,
}

/// What a change does. Scores come before bands, bands before amounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// The score is at least this.
    ScoreFloor {
        /// Points.
        score: Rate,
    },
    /// Points are added to the score.
    ScoreSupplement {
        /// Points.
        points: Rate,
    },
    /// The band moves up or down, within the bands.
    BandShift {
        /// By how many bands; below 0 is down.
        by: i16,
    },
    /// Only these bands are possible.
    AllowedBands {
        /// The bands.
        bands: Vec<BandId>,
        /// What becomes of any other.
        otherwise: Otherwise,
    },
    /// A percentage is added; below 0 is taken away.
    Uplift {
        /// Hundredths of the amount.
        percent: Rate,
    },
    /// Pounds are added; below 0 are taken away.
    Supplement {
        /// The pounds.
        pounds: Rate,
    },
    /// The amount is multiplied.
    Factor {
        /// What by.
        by: Rate,
    },
    /// What the setting meets itself is taken off: notional budget, place funding.
    Threshold {
        /// The pounds.
        pounds: Rate,
    },
    /// The amount is at least this.
    Minimum {
        /// The pounds.
        pounds: Rate,
    },
    /// An amount below this is not paid at all.
    NothingBelow {
        /// The pounds.
        pounds: Rate,
    },
    /// The amount is at most this.
    Cap {
        /// The pounds.
        pounds: Rate,
        /// What happens above.
        above: AboveCap,
    },
    /// The amount is rounded, before what follows.
    Round(Rounding),
    /// The amount is multiplied by hours attended over full hours, at most 1.
    HoursFraction {
        /// The full hours a week.
        full: Rate,
    },
    /// The amount is multiplied by the stated share of the days attended a week.
    DaysAWeek {
        /// The share by days; other numbers of days are refused.
        shares: BTreeMap<Rate, Rate>,
    },
    /// The amount is multiplied by the stated share of the hours attended a week.
    HoursAWeek {
        /// The share from so many hours on, up to the next; the first is from none.
        shares: BTreeMap<Rate, Rate>,
    },
    /// Nobody loses at once: a share of the loss against the earlier amount is made good.
    Protection {
        /// The day from which years are counted.
        from: Date,
        /// The share of the loss that is made good in the first year, the second, and so on; nothing after the last.
        shares: Vec<Rate>,
        /// The share of the earlier amount that is protected, where it is not all of it: what is below is the loss.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at_least: Option<Rate>,
    },
}

/// What becomes of a band that is not allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Otherwise {
    /// The profile is refused.
    Refuse,
    /// The nearest allowed band, the lower of two that are as near.
    Nearest,
    /// The next allowed band above, or the highest if there is none.
    Up,
    /// The next allowed band below, or the lowest if there is none.
    Down,
}

/// The share that holds from the most of some hours that are not above these, with those hours.
pub(crate) fn share_from(shares: &BTreeMap<Rate, Rate>, hours: Rate) -> Option<(Rate, Rate)> {
    let mut held = shares.iter().take_while(|(from, _)| **from <= hours);
    let first = held.next();
    held.last().or(first).map(|(from, share)| (*from, *share))
}
