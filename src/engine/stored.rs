//! A determination as it was stored, perhaps years ago.

use serde::Deserialize;
use serde_json::Value as Json;

use crate::ids::{Digest, RuleSetRef};

use super::{Determination, Status, TRACE_VERSION_READ, Trace};

/// A determination whose trace may be of an older shape.
#[derive(Deserialize)]
struct Stored {
    rule_set: RuleSetRef,
    digest: Digest,
    engine_version: u32,
    trace_version: u32,
    status: Status,
    trace: Json,
}

/// Reads a determination from the JSON that it was stored as. The result is read whatever its age. The
/// steps are read if their shape is that of [`TRACE_VERSION`](super::TRACE_VERSION); those of an older shape are left out,
/// since they pointed into the rule set in another way.
///
/// # Errors
/// What is not a determination, or not a trace of the version that it says.
pub fn read_stored(text: &str) -> Result<Determination, serde_json::Error> {
    let stored: Stored = serde_json::from_str(text)?;
    let trace = if stored.trace_version >= TRACE_VERSION_READ {
        serde_json::from_value(stored.trace)?
    } else {
        Trace::default()
    };
    Ok(Determination {
        rule_set: stored.rule_set,
        digest: stored.digest,
        engine_version: stored.engine_version,
        trace_version: stored.trace_version,
        status: stored.status,
        trace,
    })
}

#[cfg(test)]
mod tests {
    use super::super::TRACE_VERSION;
    use super::*;

    /// As version 1 stored it: names in the steps, and a score and a band that were never absent.
    const OLDER: &str = r#"{"rule_set":"exampleshire/2026-04-01",
        "digest":"DIGEST",
        "engine_version":1,"trace_version":1,
        "status":{"status":"determined","score":"42","band":"D",
            "top_up":{"amount":"4680.00","basis":"year","kind":"net_top_up"}},
        "trace":[{"step":"level_read","domain":"hearing","level":"0"}]}"#;

    #[test]
    fn the_result_of_an_older_determination_is_read_without_its_steps() {
        let older = OLDER.replace("DIGEST", &"0".repeat(64));
        let read = read_stored(&older).unwrap();
        assert_eq!(read.band().map(ToString::to_string).as_deref(), Some("D"));
        assert_eq!(read.top_up_annual().map(|it| it.pence()), Some(468_000));
        assert_eq!(read.trace_version, 1);
        assert!(read.trace.steps().is_empty());
    }

    #[test]
    fn a_trace_that_is_not_of_the_version_it_says_is_refused() {
        for version in [TRACE_VERSION_READ, TRACE_VERSION] {
            let newer = OLDER.replace("DIGEST", &"0".repeat(64)).replace(
                r#""trace_version":1"#,
                &format!(r#""trace_version":{version}"#),
            );
            assert!(read_stored(&newer).is_err());
        }
    }

    #[test]
    fn the_steps_of_an_older_version_of_the_same_shape_are_read() {
        let older = OLDER
            .replace("DIGEST", &"0".repeat(64))
            .replace(r#""trace_version":1"#, r#""trace_version":2"#)
            .replace(r#""domain":"hearing""#, r#""domain":7"#);
        let read = read_stored(&older).unwrap();
        assert_eq!((read.trace_version, read.trace.steps().len()), (2, 1));
    }
}
