//! Values to a target: found for a draft, shown, and written as another draft. Nothing here is put in force.

use std::collections::BTreeMap;

use super::effect::{before, seen};
use super::{made, note};
use crate::access::{Action, Actor, Subject};
use crate::compare::solve::{Goal, Solution, Unsolvable, solve};
use crate::ids::RuleDraftId;
use crate::money::{Money, Rate};
use crate::rules::{Amounts, RuleBook, RuleFile, with_amounts};
use crate::service::reach::require;
use crate::service::rule_life::{self, CASES, OpenDraft, Texts, check};
use crate::service::{Moment, ServiceError, Store};

/// What a rules owner asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// How much more the cohort may cost than under the rules as they are; nothing for the same, below nothing for less.
    pub change: Money,
    /// The step in which values move.
    pub unit: Money,
    /// Hundredths by which a value may fall at most.
    pub fall_percent: Rate,
    /// Hundredths by which a value may rise at most.
    pub rise_percent: Rate,
}

/// What came of it.
#[derive(Debug)]
pub enum Solved {
    /// Values that come nearest.
    Found(Box<Solution>),
    /// There are none, for this reason.
    Unsolvable(Unsolvable),
    /// The draft's text has a problem.
    NotSound,
    /// There is no set to take today's cost from.
    NothingBefore,
}

/// Finds the values of a draft's tables that bring the live cohort nearest to today's cost and so much more or less.
///
/// # Errors
/// [`ServiceError::Refused`] if the actor may not edit rules or compare them; [`ServiceError::NotFound`] if there is no
/// such draft.
pub async fn values(
    store: &Store,
    rules: (&RuleBook, &str),
    actor: &Actor,
    id: &RuleDraftId,
    wanted: &Wanted,
    moment: Moment,
) -> Result<(OpenDraft, Solved), ServiceError> {
    require(actor, Action::CompareRules, &Subject::Anything)?;
    require(actor, Action::EditRules, &Subject::Anything)?;
    let draft = rule_life::open(store, actor, id).await?;
    let (Some(set), _) = check(&draft.texts) else {
        return Ok((draft, Solved::NotSound));
    };
    let mut tx = store.begin().await?;
    let Some(before) = before(&mut tx, rules, &draft, moment).await? else {
        return Ok((draft, Solved::NothingBefore));
    };
    let cohort = seen(&mut tx, rules.0, false, moment).await?;
    note(&mut tx, moment, Some(&actor.user), &set).await?;
    tx.commit().await?;
    let now = made(cohort.clone(), before, set.clone()).await?;
    let target = now.total.before.amount.plus(wanted.change);
    let goal = |target| Goal {
        target,
        unit: wanted.unit,
        fall_percent: wanted.fall_percent,
        rise_percent: wanted.rise_percent,
    };
    let found = match target {
        Ok(target) => {
            let goal = goal(target);
            let solving = tokio::task::spawn_blocking(move || solve(&cohort, &set, goal));
            let broken = |error| ServiceError::Broken(Box::new(error));
            solving.await.map_err(broken)?
        }
        Err(error) => Err(Unsolvable::Money(error)),
    };
    Ok(match found {
        Ok(solution) => (draft, Solved::Found(Box::new(solution))),
        Err(why) => (draft, Solved::Unsolvable(why)),
    })
}

/// Writes values that were found as a draft of its own, copied from the one they were found for: texts, comments and cases
/// as they are, amounts as found. Cases that say other amounts differ then, and their owner goes through them.
///
/// # Errors
/// [`ServiceError::Refused`] if the actor may not edit rules; [`ServiceError::Broken`] if an amount stands nowhere in the
/// text, which a checked set does not allow.
pub async fn write(
    store: &Store,
    actor: &Actor,
    draft: &OpenDraft,
    solution: &Solution,
    moment: Moment,
) -> Result<RuleDraftId, ServiceError> {
    require(actor, Action::EditRules, &Subject::Anything)?;
    let missing =
        || ServiceError::Broken("an amount that was found stands nowhere in the text".into());
    let texts = revalued(&draft.texts, solution).ok_or_else(missing)?;
    rule_life::begin_with(store, actor, draft.started_from.as_ref(), &texts, moment).await
}

fn revalued(texts: &Texts, solution: &Solution) -> Option<Texts> {
    let mut amounts: Amounts = BTreeMap::new();
    for valued in solution
        .values
        .iter()
        .filter(|valued| valued.from != valued.to)
    {
        let by_band = amounts.entry(valued.name.table.clone()).or_default();
        by_band.insert(valued.name.band.clone(), valued.to);
    }
    let own = texts.iter().filter(|(name, _)| !name.starts_with(CASES));
    let files: Vec<RuleFile> = own
        .map(|(name, text)| RuleFile {
            name: name.clone(),
            text: text.clone(),
        })
        .collect();
    let mut all = texts.clone();
    for file in with_amounts(&files, &amounts)? {
        all.insert(file.name, file.text);
    }
    Some(all)
}
