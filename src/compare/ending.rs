//! How a child's profile ends under one rule set.

use serde::{Serialize, Serializer};

use super::member::{Member, asked_on, protects};
use crate::calendar::Date;
use crate::engine::{Context, Determination, Status, determine, for_full_time};
use crate::explain;
use crate::money::{Money, MoneyError};
use crate::needs::{BandId, Earlier};
use crate::rules::RuleSet;

/// How a profile ends, as the matrix counts it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ending {
    /// With one band.
    Band(BandId),
    /// With an amount and no band, or several bands at once.
    NoBand,
    /// Stopped by a cap that blocks.
    Blocked,
    /// Refused.
    Refused,
}

impl Ending {
    /// The ending in words: `Band C`, `Refused`.
    #[must_use]
    pub fn title(&self) -> String {
        match self {
            Ending::Band(band) => format!("Band {band}"),
            Ending::NoBand => "No one band".to_owned(),
            Ending::Blocked => "Blocked".to_owned(),
            Ending::Refused => "Refused".to_owned(),
        }
    }

    /// The band, if there is one.
    #[must_use]
    pub fn band(&self) -> Option<&BandId> {
        match self {
            Ending::Band(band) => Some(band),
            _ => None,
        }
    }
}

impl Serialize for Ending {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.title())
    }
}

/// What a profile comes to under one rule set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// How it ends.
    pub ending: Ending,
    /// The top-up of a year; none where the setting is not funded by band, and where there is no result.
    pub amount: Option<Money>,
    /// How much of it makes good a loss against what the child had before.
    pub protection: Money,
    /// Why there is no result, a sentence for each reason.
    pub reasons: Vec<String>,
}

/// Determines a child under a set. `before` is the set before and what the child had under it, for a set that protects: a
/// case that names an earlier amount of its own keeps it.
///
/// # Errors
/// [`MoneyError::TooLarge`] beyond any budget.
pub(super) fn ended(
    member: &Member,
    rules: &RuleSet,
    day: Date,
    before: Option<(&RuleSet, &Ended)>,
) -> Result<Ended, MoneyError> {
    let mut context = Context {
        on: asked_on(rules, day),
        ..member.context.clone()
    };
    if !protects(rules) {
        let made = determine(&member.profile, rules, &context);
        return Ok(of(&made, rules, Money::ZERO));
    }
    if context.facts.earlier.is_none() {
        context.facts.earlier = before.map(|before| Earlier {
            band: before.1.ending.band().cloned(),
            top_up_annual: Some(annual_for_full_time(member, before, rules, day)),
            convert: false,
        });
    }
    let made = determine(&member.profile, rules, &context);
    let protection = protection(member, rules, &context, &made)?;
    Ok(of(&made, rules, protection))
}

/// What the set before brought, for what the later set calls full time: an earlier amount always is. Nothing where it
/// brought nothing.
fn annual_for_full_time(
    member: &Member,
    (rules, earlier): (&RuleSet, &Ended),
    later: &RuleSet,
    day: Date,
) -> Money {
    let full = for_full_time(&member.context, later);
    let amount = if full == member.context {
        earlier.amount
    } else {
        let context = Context {
            on: asked_on(rules, day),
            ..full
        };
        determine(&member.profile, rules, &context).top_up_annual()
    };
    amount.unwrap_or(Money::ZERO)
}

/// What protection adds: the amount beside that of the same case of a child who had nothing before. Nothing where the band
/// itself is converted from the earlier amount.
fn protection(
    member: &Member,
    rules: &RuleSet,
    context: &Context,
    made: &Determination,
) -> Result<Money, MoneyError> {
    let mut bare = context.clone();
    match &mut bare.facts.earlier {
        Some(earlier) if !earlier.convert => earlier.top_up_annual = Some(Money::ZERO),
        _ => return Ok(Money::ZERO),
    }
    let without = determine(&member.profile, rules, &bare).top_up_annual();
    match (made.top_up_annual(), without) {
        (Some(with), Some(without)) => with.minus(without),
        _ => Ok(Money::ZERO),
    }
}

fn of(made: &Determination, rules: &RuleSet, protection: Money) -> Ended {
    let ending = match &made.status {
        Status::Determined { band, .. } => band.clone().map_or(Ending::NoBand, Ending::Band),
        Status::Blocked { .. } => Ending::Blocked,
        Status::Refused { .. } => Ending::Refused,
    };
    Ended {
        ending,
        amount: made.top_up_annual(),
        protection,
        reasons: explain::problems(made, rules),
    }
}
