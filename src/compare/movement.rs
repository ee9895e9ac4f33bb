//! One child whose amount changes.

use serde::Serialize;

use super::ending::{Ended, Ending};
use super::member::{Member, School};
use crate::ids::{ChildId, LocalId};
use crate::money::Money;
use crate::needs::{Need, Setting};

/// A child with an amount under both sets, which differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Movement {
    /// Who.
    pub child: ChildId,
    /// The local reference; none where the record is restricted.
    pub reference: Option<LocalId>,
    /// Where.
    pub school: Option<School>,
    /// The primary need, where it is known.
    pub need: Option<Need>,
    /// The setting.
    pub setting: Setting,
    /// How it ended under the first set.
    pub from: Ending,
    /// How it ends under the second.
    pub to: Ending,
    /// Pounds a year under the first set.
    pub before: Money,
    /// Pounds a year under the second.
    pub after: Money,
    /// What of the second makes good a loss.
    pub protection: Money,
}

impl Movement {
    /// The movement of a child; none where the amounts are the same, or one is missing.
    pub(super) fn of(member: &Member, before: &Ended, after: &Ended) -> Option<Movement> {
        let (old, new) = (before.amount?, after.amount?);
        (old != new).then(|| Movement {
            child: member.child.clone(),
            reference: member.reference.clone(),
            school: member.school.clone(),
            need: member.context.primary_need,
            setting: member.context.setting,
            from: before.ending.clone(),
            to: after.ending.clone(),
            before: old,
            after: new,
            protection: after.protection,
        })
    }

    /// Pence more under the second set; below nothing for a loss.
    #[must_use]
    pub fn pence(&self) -> i64 {
        // Two amounts within the range of money cannot leave i64.
        self.after.pence() - self.before.pence()
    }

    /// Pounds more under the second set; below nothing for a loss.
    #[must_use]
    pub fn change(&self) -> Money {
        // A difference beyond any budget would have been refused when it was added up.
        self.after.minus(self.before).unwrap_or(Money::ZERO)
    }
}
