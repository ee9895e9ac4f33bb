//! A determination for an auditor: the machine's own form, from which it can be computed again.

use serde_json::{Map, Value as Json, json};

use crate::engine::{Context, Determination, named_trace};
use crate::needs::NeedsProfile;
use crate::rules::RuleSet;

/// What a step has of rows and lines, which are counted from 0 where it is stored and from 1 where it is named: so that
/// nobody takes one for the other, they are not called alike.
const COUNTED: [(&str, &str); 2] = [("row", "row_number"), ("line", "line_number")];

/// Everything that went in and came out, as one JSON object: rule set and digest, engine's and trace's
/// version, `profile`, `context`, the result, and each step twice, as it is stored (`trace`, with places)
/// and with the names of what its places point at (`named`). Rows and lines are counted from 0 in `trace`, and from 1 in
/// `named`, where they are `row_number` and `line_number`.
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
    let mut named = named_trace(&determination.trace, rules);
    for step in named.iter_mut().filter_map(Json::as_object_mut) {
        for (place, number) in COUNTED {
            if let Some(counted) = step.remove(place) {
                step.insert(number.to_owned(), counted);
            }
        }
    }
    all.insert("named".to_owned(), Json::from(named));
    Json::Object(all)
}
