//! Whose profiles are compared: the children, where they are, and what they are awarded today.

use serde::Serialize;

use crate::calendar::Date;
use crate::engine::Context;
use crate::ids::{ChildId, EstablishmentId, LocalId};
use crate::money::Money;
use crate::needs::{BandId, NeedsProfile};
use crate::rules::{RuleSet, What};

/// One child of the cohort.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub child: ChildId,
    /// The local reference; none where the record is restricted and must not be named.
    pub reference: Option<LocalId>,
    /// Where the child is; none for a child of no establishment.
    pub school: Option<School>,
    /// The agreed profile. Its evidence plays no part.
    pub profile: NeedsProfile,
    /// Setting, need, share of full time and facts on the day. Each set is asked on a day of its own.
    pub context: Context,
    /// The award in force on the day.
    pub awarded: Option<Awarded>,
}

/// An establishment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct School {
    /// Its name.
    pub name: String,
    /// Its id.
    pub id: EstablishmentId,
}

/// What a child is awarded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Awarded {
    /// The band that was decided.
    pub band: Option<BandId>,
    /// Pounds a year for the share of full time, as it is worth on the day.
    pub annual: Option<Money>,
    /// Whether the amount follows the band; if not, it was agreed for this child or is protected, and no rules change it.
    pub follows_band: bool,
}

/// The children of a day who can be compared, and how many cannot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cohort {
    /// The day.
    pub day: Date,
    /// The children, by id.
    pub members: Vec<Member>,
    /// Those who are left out.
    pub left_out: LeftOut,
}

/// How many children are left out, and why.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// With an agreed profile and no placement on the day.
    pub no_placement: u32,
    /// With an agreed profile and a plan that has ceased.
    pub ceased: u32,
    /// With an open plan and no agreed profile: nobody has scored them, so no rules say anything of them.
    pub not_scored: u32,
}

/// The day on which a set is asked: that of the comparison, or the nearest of the set's own.
#[must_use]
pub fn asked_on(rules: &RuleSet, day: Date) -> Date {
    day.clamp(rules.scheme.first_day, rules.scheme.last_day)
}

/// Whether a set makes good a share of what a child would lose.
pub(super) fn protects(rules: &RuleSet) -> bool {
    let modifiers = rules.streams.iter().flat_map(|stream| &stream.modifiers);
    modifiers
        .filter_map(|modifier| match modifier {
            crate::rules::Modifier::Change(change) => Some(&change.what),
            _ => None,
        })
        .any(|what| matches!(what, What::Protection { .. }))
}
