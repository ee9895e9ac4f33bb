//! Computes stored determinations again and compares: the proof that what was decided years ago still follows.

use std::collections::BTreeMap;

use super::{ServiceError, rule_book};
use crate::engine::{Context, Determination, Status, determine};
use crate::ids::{DeterminationId, Digest};
use crate::needs::NeedsProfile;
use crate::rules::RuleSet;
use crate::store::determination::{self, DeterminationStatus, StoredDetermination};
use crate::store::{Tx, profile, rule_set};

/// How many determinations are read at a time.
const AT_A_TIME: u32 = 200;

/// How a determination that was computed again compares with the one on record.
///
/// The result must be the same always. Within a trace version the whole record must be the same byte for
/// byte; a record of an older version has its steps in another shape, so only its result is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// The same, byte for byte.
    SameBytes,
    /// The same result; the steps were recorded in an older shape.
    SameResult,
    /// Another result.
    OtherResult,
    /// Another rule set than the record names.
    OtherRules,
    /// The same result by other steps.
    OtherSteps,
}

impl Agreement {
    /// Whether what is on record still follows.
    #[must_use]
    pub fn holds(self) -> bool {
        matches!(self, Agreement::SameBytes | Agreement::SameResult)
    }
}

/// A determination computed again.
#[derive(Debug)]
pub struct Again {
    /// The profile.
    pub profile: NeedsProfile,
    /// What was asked.
    pub context: Context,
    /// What the engine makes of it now.
    pub made: Determination,
    /// The rules by which it was made.
    pub rules: RuleSet,
    /// How it compares.
    pub agreement: Agreement,
}

/// Why a stored determination cannot be computed again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// No set with the digest that it names is here.
    #[error("the rule set that it names is not in the database, or is not what its digest says")]
    Rules,
    /// There is no such version of its profile.
    #[error("the profile that it names is not in the database")]
    Profile,
    /// What was asked of the rules has another shape.
    #[error("what was asked about it cannot be read")]
    Context,
    /// The record of the determination itself.
    #[error("its record is not JSON")]
    Record,
}

/// What came of computing every determination again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many are on record.
    pub determinations: u64,
    /// Those that gave something else, or whose profile, rules or own record cannot be read.
    pub different: Vec<DeterminationId>,
}

/// Computes one stored determination again, or says what of it cannot be read.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub async fn again(
    tx: &mut Tx,
    stored: &StoredDetermination,
) -> Result<Result<Again, Unreadable>, ServiceError> {
    let rules = rules(tx, &stored.rule_set).await?;
    let asked = asked(tx, stored).await?;
    Ok(made_again(stored, rules, asked))
}

fn made_again(
    stored: &StoredDetermination,
    rules: Option<RuleSet>,
    asked: Result<(NeedsProfile, Context), Unreadable>,
) -> Result<Again, Unreadable> {
    let rules = rules.ok_or(Unreadable::Rules)?;
    let (profile, context) = asked?;
    let made = determine(&profile, &rules, &context);
    let agreement = agreement(stored, &made).ok_or(Unreadable::Record)?;
    Ok(Again {
        profile,
        context,
        made,
        rules,
        agreement,
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
            let rules = sets.get(&stored.rule_set).and_then(Option::as_ref);
            let known = asked(tx, &stored).await?.ok().zip(rules);
            let found = known.and_then(|((profile, context), rules)| {
                agreement(&stored, &determine(&profile, rules, &context))
            });
            tally.determinations += 1;
            if !found.is_some_and(Agreement::holds) {
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

/// The profile that was determined, and what was asked of it.
async fn asked(
    tx: &mut Tx,
    stored: &StoredDetermination,
) -> Result<Result<(NeedsProfile, Context), Unreadable>, ServiceError> {
    let Some(version) = profile::version(tx, &stored.profile, stored.profile_version).await? else {
        return Ok(Err(Unreadable::Profile));
    };
    let context = serde_json::from_str(&stored.context).map_err(|_| Unreadable::Context);
    Ok(context.map(|context| (version.needs, context)))
}

/// Compares what is on record with what was made now; none for a record that is no JSON.
fn agreement(stored: &StoredDetermination, made: &Determination) -> Option<Agreement> {
    let kept: serde_json::Value = serde_json::from_str(&stored.document).ok()?;
    let text = serde_json::to_string(made).ok()?;
    let status = serde_json::to_value(&made.status).ok()?;
    Some(if kept["status"] != status || !columns_hold(stored, made) {
        Agreement::OtherResult
    } else if kept["digest"] != made.digest.to_string() {
        Agreement::OtherRules
    } else if kept["trace_version"] != made.trace_version {
        Agreement::SameResult
    } else if stored.document == text {
        Agreement::SameBytes
    } else {
        Agreement::OtherSteps
    })
}

/// Whether the columns beside the record, by which lists are made, say what came out.
fn columns_hold(stored: &StoredDetermination, made: &Determination) -> bool {
    let status = match made.status {
        Status::Determined { .. } => DeterminationStatus::Determined,
        Status::Blocked { .. } => DeterminationStatus::Blocked,
        Status::Refused { .. } => DeterminationStatus::Refused,
    };
    stored.status == status
        && stored.band.as_ref() == made.band()
        && stored.top_up_annual == made.top_up_annual()
}
