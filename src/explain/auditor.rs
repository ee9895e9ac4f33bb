//! A determination for an auditor: the machine's own form, from which it can be computed again.

use serde_json::{Map, Value as Json, json};

use crate::engine::{Context, Determination, named_trace};
use crate::needs::NeedsProfile;
use crate::rules::RuleSet;

/// Everything that went in and came out, as one JSON object: rule set and digest, engine's and trace's
/// version, `profile`, `context`, the result, and each step twice, as it is stored (`trace`, with places)
/// and with the names of what its places point at (`named`).
///
/// The same profile and context under the rule set of that digest give the same `status` always, and
/// the same `trace` within its version.
#[must_use]
pub fn for_auditor(
    determination: &Determination,
    profile: &NeedsProfile,
    context: &Context,
    rules: &RuleSet,
) -> Json {
    // All three are text, numbers, lists and maps with text keys, which always become JSON.
    let mut all: Map<String, Json> = match serde_json::to_value(determination) {
        Ok(Json::Object(keys)) => keys,
        _ => Map::new(),
    };
    all.insert("profile".to_owned(), json!(profile));
    all.insert("context".to_owned(), json!(context));
    all.insert(
        "named".to_owned(),
        Json::from(named_trace(&determination.trace, rules)),
    );
    Json::Object(all)
}
