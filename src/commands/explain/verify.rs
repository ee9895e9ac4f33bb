//! `explain --verify`: a determination on record is made again and compared.
//!
//! The result must be the same always. Within a trace version the whole document must be the same byte
//! for byte; a document of an older version recorded its steps in another shape, so only its result is
//! compared, which is said.

use crate::engine::{self, Context, Determination};
use crate::ids::DeterminationId;
use crate::needs::NeedsProfile;
use crate::rules::RuleSet;
use crate::service::rule_book;
use crate::store::determination::{DeterminationStatus, StoredDetermination};
use crate::store::{Tx, determination, profile, rule_set};

use super::super::database::{Database, store_error};
use super::super::{Console, Exit};
use super::{Reader, tell};

/// What is on record, and what the same profile gives today.
struct Compared {
    rules: RuleSet,
    profile: NeedsProfile,
    context: Context,
    stored: StoredDetermination,
    recomputed: Determination,
}

/// What the comparison found.
#[derive(Debug, PartialEq, Eq)]
enum Finding {
    /// The whole document is the same.
    SameBytes,
    /// The result is the same; the steps were recorded in an older shape.
    SameResult,
    /// What differs.
    Differs(&'static str),
}

/// Makes a determination again, tells it, and says whether it is what is on record.
///
/// # Errors
/// What could not be read, in a sentence.
pub(super) fn verify(
    id: &DeterminationId,
    database: &Database,
    reader: Reader,
    console: &mut Console<'_>,
) -> Result<Exit, String> {
    let compared = database.with(|store, _| async move {
        let mut tx = store.read().await.map_err(store_error)?;
        recompute(&mut tx, id).await
    })?;
    let told = (&compared.recomputed, &compared.profile, &compared.context);
    tell(reader, told, &compared.rules, console);
    let stored = &compared.stored;
    match finding(stored, &compared.recomputed)? {
        Finding::SameBytes => {
            console.say(format_args!("{id}: computed again, the same byte for byte"));
            Ok(Exit::Done)
        }
        Finding::SameResult => {
            console.say(format_args!(
                "{id}: computed again, the result is the same; its steps were recorded in version {} of the trace and \
                 this program records version {}, so the steps were not compared",
                stored.trace_version,
                engine::TRACE_VERSION
            ));
            Ok(Exit::Done)
        }
        Finding::Differs(what) => Ok(console.unusable(format_args!(
            "{id}: computed again, {what} from what is on record"
        ))),
    }
}

fn finding(stored: &StoredDetermination, again: &Determination) -> Result<Finding, String> {
    let kept: serde_json::Value = serde_json::from_str(&stored.document).map_err(|_| {
        format!(
            "the determination {} is kept as something that is not JSON",
            stored.id
        )
    })?;
    let text = serde_json::to_string(again).map_err(|error| error.to_string())?;
    let status = serde_json::to_value(&again.status).map_err(|error| error.to_string())?;
    let is_same_version = kept["trace_version"] == again.trace_version;
    Ok(
        if kept["status"] != status || !columns_hold(stored, again) {
            Finding::Differs("the result differs")
        } else if kept["digest"] != again.digest.to_string() {
            Finding::Differs("the rule set differs")
        } else if !is_same_version {
            Finding::SameResult
        } else if stored.document == text {
            Finding::SameBytes
        } else {
            Finding::Differs("the steps differ")
        },
    )
}

/// Whether the columns beside the document, by which lists are made, say what came out.
fn columns_hold(stored: &StoredDetermination, again: &Determination) -> bool {
    let status = match again.status {
        engine::Status::Determined { .. } => DeterminationStatus::Determined,
        engine::Status::Blocked { .. } => DeterminationStatus::Blocked,
        engine::Status::Refused { .. } => DeterminationStatus::Refused,
    };
    stored.status == status
        && stored.band.as_ref() == again.band()
        && stored.top_up_annual == again.top_up_annual()
}

async fn recompute(tx: &mut Tx, id: &DeterminationId) -> Result<Compared, String> {
    let stored = determination::find(tx, id)
        .await
        .map_err(store_error)?
        .ok_or_else(|| format!("no determination on record has the id {id}"))?;
    let rules = match rule_book().by_digest(&stored.rule_set) {
        Some(set) => set.clone(),
        None => kept_rules(tx, &stored).await?,
    };
    let version = profile::version(tx, &stored.profile, stored.profile_version)
        .await
        .map_err(store_error)?
        .ok_or_else(|| format!("the profile of the determination {id} is not on record"))?;
    let context: Context = serde_json::from_str(&stored.context)
        .map_err(|_| format!("what was asked of the determination {id} cannot be read"))?;
    Ok(Compared {
        recomputed: engine::determine(&version.needs, &rules, &context),
        profile: version.needs,
        context,
        rules,
        stored,
    })
}

/// A rule set that is on record and not in this executable.
async fn kept_rules(tx: &mut Tx, stored: &StoredDetermination) -> Result<RuleSet, String> {
    let digest = &stored.rule_set;
    let kept = rule_set::by_digest(tx, digest)
        .await
        .map_err(store_error)?
        .ok_or_else(|| format!("the rule set {digest} is not on record"))?;
    RuleSet::from_canonical(&kept.document, digest).map_err(|error| error.to_string())
}
