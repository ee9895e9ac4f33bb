//! The rules that decide on a day and those that price a period: approved sets, and nothing else.

use super::standing::days_in_force;
use crate::calendar::{Date, Period};
use crate::ids::Digest;
use crate::rules::{NoRuleSet, RuleBook, RuleSet};
use crate::service::ServiceError;
use crate::service::scoring::rules_of;
use crate::store::rule_step;
use crate::store::{Store, Tx};

/// An approved set, and the days on which it prices.
#[derive(Clone, Debug)]
pub struct Priced {
    /// Its days in force.
    pub days: Period,
    /// The rules.
    pub rules: RuleSet,
}

/// The rule set by which an authority decides on a day.
///
/// The one way in which casework comes by its rules. A draft or a proposal is never among them, nor a set that came with
/// the product and was not approved here; and no set of another day is taken where there is none.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read. That there is no set is an answer: [`NoRuleSet::InForce`].
pub async fn rules_on(
    tx: &mut Tx,
    book: &RuleBook,
    authority: &str,
    on: Date,
) -> Result<Result<RuleSet, NoRuleSet>, ServiceError> {
    let lives = rule_step::all(tx, Some(authority)).await?;
    let in_force = lives
        .iter()
        .find(|life| days_in_force(life).is_some_and(|days| days.contains(on)));
    match in_force {
        Some(life) => Ok(Ok(rules_of(tx, book, &life.digest).await?)),
        None => Ok(Err(NoRuleSet::InForce {
            authority: authority.to_owned(),
            on,
        })),
    }
}

/// As [`rules_on`], where nothing else is asked of the database.
///
/// # Errors
/// As [`rules_on`].
pub async fn rules_today(
    store: &Store,
    book: &RuleBook,
    authority: &str,
    today: Date,
) -> Result<Result<RuleSet, NoRuleSet>, ServiceError> {
    let mut tx = store.read().await?;
    rules_on(&mut tx, book, authority, today).await
}

/// Whether a set that was in force when a profile was sent may still decide on it today. One that was withdrawn since then,
/// or never approved, may not: the profile is scored again under the rules in force. A set whose days are over may.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub async fn may_decide_by(
    tx: &mut Tx,
    digest: &Digest,
    sent_on: Date,
    today: Date,
) -> Result<bool, ServiceError> {
    let life = rule_step::of(tx, digest).await?;
    let days = life
        .as_ref()
        .and_then(|life| Some((days_in_force(life)?, life.last_day)));
    Ok(days.is_some_and(|(days, last_day)| {
        let is_cut = days.last_day().is_some_and(|last| last < last_day);
        days.contains(sent_on) && (!is_cut || days.contains(today))
    }))
}

/// The approved sets of an authority by their days, for the prices of periods.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub async fn pricing(
    tx: &mut Tx,
    book: &RuleBook,
    authority: &str,
) -> Result<Vec<Priced>, ServiceError> {
    let mut sets = Vec::new();
    for life in rule_step::all(tx, Some(authority)).await? {
        if let Some(days) = days_in_force(&life) {
            let rules = rules_of(tx, book, &life.digest).await?;
            sets.push(Priced { days, rules });
        }
    }
    sets.sort_by_key(|priced| priced.days.start());
    Ok(sets)
}
