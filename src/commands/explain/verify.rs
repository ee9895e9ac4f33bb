//! `explain --verify`: a determination on record is made again, told and compared.

use crate::engine;
use crate::ids::DeterminationId;
use crate::service::recompute::{self, Agreement};
use crate::store::determination;

use super::super::database::{Database, service_error, store_error};
use super::super::{Console, Exit};
use super::{Reader, tell};

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
    let (again, stored) = database.with(|store, _| async move {
        let mut tx = store.read().await.map_err(store_error)?;
        let stored = determination::find(&mut tx, id)
            .await
            .map_err(store_error)?
            .ok_or_else(|| format!("no determination on record has the id {id}"))?;
        let again = recompute::again(&mut tx, &stored).await;
        let again = again.map_err(service_error)?.map_err(|unreadable| {
            format!("the determination {id} cannot be computed again: {unreadable}")
        })?;
        Ok((again, stored))
    })?;
    let told = (&again.made, &again.profile, &again.context);
    tell(reader, told, &again.rules, console);
    let what = match again.agreement {
        Agreement::SameBytes => {
            console.say(format_args!("{id}: computed again, the same byte for byte"));
            return Ok(Exit::Done);
        }
        Agreement::SameResult => {
            console.say(format_args!(
                "{id}: computed again, the result is the same; its steps were recorded in version {} of the trace \
                 and this program records version {}, so the steps were not compared",
                stored.trace_version,
                engine::TRACE_VERSION
            ));
            return Ok(Exit::Done);
        }
        Agreement::OtherResult => "the result differs",
        Agreement::OtherRules => "the rule set differs",
        Agreement::OtherSteps => "the steps differ",
    };
    let older = if stored.engine_version < engine::ENGINE_VERSION {
        format!(
            "; it was computed by version {} of the arithmetic, and this program computes by version {}",
            stored.engine_version,
            engine::ENGINE_VERSION
        )
    } else {
        String::new()
    };
    Ok(console.unusable(format_args!(
        "{id}: computed again, {what} from what is on record{older}"
    )))
}
