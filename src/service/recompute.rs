//! Computes stored determinations again and compares: the proof that what was decided years ago still follows.

use std::collections::BTreeMap;

use super::{ServiceError, rule_book};
use crate::engine::{Context, Determination, determine};
use crate::ids::{DeterminationId, Digest};
use crate::rules::RuleSet;
use crate::store::determination::{self, StoredDetermination};
use crate::store::{Tx, profile, rule_set};

/// How many determinations are read at a time.
const AT_A_TIME: u32 = 200;

/// How a determination that was computed again compares with the one on record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// The same result, and the same steps where their form has not changed since.
    Same,
    /// Another result.
    OtherResult,
    /// The same result by other steps.
    OtherSteps,
}

/// A determination computed again.
#[derive(Debug)]
pub struct Again {
    /// What the engine makes of it now.
    pub made: Determination,
    /// The rules by which it was made.
    pub rules: RuleSet,
    /// How it compares.
    pub agreement: Agreement,
}

/// What came of computing every determination again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many are on record.
    pub determinations: u64,
    /// Those that gave something else, or whose profile, rules or own record cannot be read.
    pub different: Vec<DeterminationId>,
}

/// Computes one stored determination again; `None` if its profile, its rules or its own record cannot be read.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub async fn again(
    tx: &mut Tx,
    stored: &StoredDetermination,
) -> Result<Option<Again>, ServiceError> {
    let Some(rules) = rules(tx, &stored.rule_set).await? else {
        return Ok(None);
    };
    by(tx, stored, &rules).await.map(|found| {
        found.map(|(made, agreement)| Again {
            made,
            rules,
            agreement,
        })
    })
}

/// Computes every stored determination again.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub async fn all(tx: &mut Tx) -> Result<Tally, ServiceError> {
    let mut tally = Tally::default();
    let mut sets: BTreeMap<Digest, Option<RuleSet>> = BTreeMap::new();
    let mut last: Option<DeterminationId> = None;
    loop {
        let some = determination::after(tx, last.as_ref(), AT_A_TIME).await?;
        let Some(end) = some.last() else {
            return Ok(tally);
        };
        last = Some(end.id.clone());
        for stored in some {
            if !sets.contains_key(&stored.rule_set) {
                let found = rules(tx, &stored.rule_set).await?;
                sets.insert(stored.rule_set.clone(), found);
            }
            let again = match sets.get(&stored.rule_set) {
                Some(Some(rules)) => by(tx, &stored, rules).await?,
                _ => None,
            };
            tally.determinations += 1;
            if !matches!(again, Some((_, Agreement::Same))) {
                tally.different.push(stored.id);
            }
        }
    }
}

/// The set of a digest: inside the executable, or else as it is kept in the database.
async fn rules(tx: &mut Tx, digest: &Digest) -> Result<Option<RuleSet>, ServiceError> {
    if let Some(set) = rule_book().by_digest(digest) {
        return Ok(Some(set.clone()));
    }
    let kept = rule_set::by_digest(tx, digest).await?;
    Ok(kept.and_then(|kept| RuleSet::from_canonical(&kept.document, digest).ok()))
}

async fn by(
    tx: &mut Tx,
    stored: &StoredDetermination,
    rules: &RuleSet,
) -> Result<Option<(Determination, Agreement)>, ServiceError> {
    let version = profile::version(tx, &stored.profile, stored.profile_version).await?;
    let context = serde_json::from_str::<Context>(&stored.context).ok();
    let Some((version, context)) = version.zip(context) else {
        return Ok(None);
    };
    let made = determine(&version.needs, rules, &context);
    Ok(agreement(stored, &made).map(|agreement| (made, agreement)))
}

/// Compares the results, and the steps byte by byte where both have the same form; `None` for a record that is no JSON.
fn agreement(stored: &StoredDetermination, made: &Determination) -> Option<Agreement> {
    let made_now = serde_json::to_value(made).ok()?;
    let kept: serde_json::Value = serde_json::from_str(&stored.document).ok()?;
    let steps = |of: &serde_json::Value| of["trace"].to_string();
    Some(if made_now["status"] != kept["status"] {
        Agreement::OtherResult
    } else if stored.trace_version == made.trace_version && steps(&made_now) != steps(&kept) {
        Agreement::OtherSteps
    } else {
        Agreement::Same
    })
}
