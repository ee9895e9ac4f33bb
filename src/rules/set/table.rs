//! Tables of amounts: what a band, or the circumstances alone, are worth.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::money::{Money, Rate, Rounding};
use crate::needs::{BandId, DomainId, PostId, Setting};
use crate::rules::{Condition, IN_BROWSER};

use super::model::{ClassStaffing, HoursCap};

/// What an amount is net of, or includes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AmountKind {
    /// The top-up alone.
    NetTopUp,
    /// The top-up and the first £6,000 that a mainstream school meets.
    #[serde(rename = "total_with_first_6000")]
    TotalWithFirst6000,
    /// The top-up and the place funding.
    TotalWithPlace,
    /// The most that may be agreed.
    UpperLimit,
}

/// The stretch of time that an amount is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AmountBasis {
    /// A year.
    Year,
    /// One term.
    Term,
    /// One month.
    Month,
    /// One week.
    Week,
    /// One day.
    Day,
    /// One attended hour.
    Hour,
    /// Once, whatever the time.
    OneOff,
}

/// Amounts for some settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueTable {
    /// Its name within the set.
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// The settings it holds for.
    pub settings: BTreeSet<Setting>,
    /// What else must hold for the table to be the one; circumstances only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<Condition>,
    /// What its amounts include.
    pub kind: AmountKind,
    /// What they are for.
    pub basis: AmountBasis,
    /// How many times the basis comes in a year, where the year's amount is to be worked out from it:
    /// 3 terms, 12 months, 38 weeks; weeks of attendance where the basis is an hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times_a_year: Option<Rate>,
    /// The weekly hours they are for, where hours matter.
    pub hours: Option<Rate>,
    /// The most hours a week that are funded, where hours are priced: those attended, or those of support.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most_hours: Option<HoursCap>,
    /// What the establishment already has, in plain words.
    pub on_top_of: Option<String>,
    /// Whether the amount is multiplied by the share of full time.
    pub scales_with_fte: bool,
    /// The amounts.
    #[serde(flatten)]
    pub values: Values,
    /// Bands whose amount is agreed one by one, each with the sum that it must be above.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub agreed_above: BTreeMap<BandId, Money>,
    /// How its amounts are rounded, where it is not as the set rounds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rounding: Option<Rounding>,
}

impl ValueTable {
    /// How its amounts are rounded in a set that rounds so.
    #[must_use]
    pub fn rounding_in(&self, set: Rounding) -> Rounding {
        // A browser never gets a set of which a table rounds by itself.
        self.rounding.filter(|_| !IN_BROWSER).unwrap_or(set)
    }

    /// Whether an amount that was agreed one by one is read: of some bands, or within a limit.
    #[must_use]
    pub fn reads_agreed(&self) -> bool {
        !self.agreed_above.is_empty() || self.kind == AmountKind::UpperLimit
    }
}

/// The amounts of a table, published or worked out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Values {
    /// By band, as published.
    Amounts(BTreeMap<BandId, Money>),
    /// A base times each band's multiple.
    Multiples(Multiples),
    /// By several circumstances, as published.
    Rows(Rows),
    /// Hours of support above a threshold, times a rate.
    SupportHours(SupportHours),
    /// Classes of so many pupils with so many adults.
    Staffing(Staffing),
    /// The cost of the lines of provision.
    Cost(Cost),
    /// Points above a threshold, times a rate.
    Points(PricedPoints),
}

/// A base and the multiple of it that each band is worth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Multiples {
    /// Pounds.
    pub base: Rate,
    /// How many times the base, by band.
    pub by_band: BTreeMap<BandId, Rate>,
    /// What the council published, where it did: the checker holds that the arithmetic gives just that.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub published: BTreeMap<BandId, Money>,
}

/// Amounts by the keys of columns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rows {
    /// What the keys of a row are.
    pub columns: Vec<Column>,
    /// The rows; no two hold for the same keys.
    pub rows: Vec<ValueRow>,
    /// Where amounts are for one weekly hour of support: the hours that the setting meets itself; only those above count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_hour_above: Option<Rate>,
}

/// A row of amounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueRow {
    /// One key for each column; `*` for any that no other row names.
    pub keys: Vec<String>,
    /// The amount.
    pub amount: Money,
}

/// Hours of support a week, times a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupportHours {
    /// Pounds for one weekly hour over the basis.
    pub rate: Rate,
    /// Hours that the setting meets itself; only those above count.
    pub above: Rate,
}

/// The points that needs come to, times a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PricedPoints {
    /// Pounds for one point over the basis.
    pub rate: Rate,
    /// Points that the setting meets itself; only those above count.
    pub above: Rate,
}

/// Adults by class, what each post costs a year, and what each pupil has besides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staffing {
    /// Pounds a year by post.
    pub posts: BTreeMap<PostId, Rate>,
    /// The class of each band.
    pub classes: BTreeMap<BandId, ClassStaffing>,
    /// Pounds a year for each pupil besides staff.
    pub per_pupil: Rate,
}

/// The cost of the lines of provision, as the model added them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// What share of the cost is met; 1 for all of it.
    pub share: Rate,
}

/// What a column of keys holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// A band of the stream.
    Band,
    /// A setting's code.
    Setting,
    /// A primary need's code.
    PrimaryNeed,
    /// A phase of the set.
    Phase,
    /// An institution by its URN, UKPRN or name.
    Institution,
    /// The authority in whose area the institution is.
    HostAuthority,
    /// `own` or `other`: where the child lives.
    Residency,
    /// `plan` or `no plan`.
    Plan,
    /// A level of this domain.
    Level(DomainId),
}

/// Settings that are not funded by band.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotFunded {
    /// The settings.
    pub settings: BTreeSet<Setting>,
    /// Why there is no amount, in a sentence.
    pub note: String,
}
