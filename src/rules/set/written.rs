//! A rule set as its canonical text writes it.
//!
//! The one stream of a plain set stands flat beside the rest, and what a set does not use is not
//! written: so a set that was sealed by an earlier version of this program keeps its identity.

use serde::{Deserialize, Serialize};

use crate::calendar::TimeRules;
use crate::money::Rounding;
use crate::rules::Question;

use super::{Area, Circumstance, Conversion, Gate, Parts, Phase, Scheme, Source, Stream};

#[derive(Serialize, Deserialize)]
pub(super) struct Written {
    scheme: Scheme,
    source: Source,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    gates: Vec<Gate>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    phases: Vec<Phase>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    circumstances: Vec<Circumstance>,
    areas: Vec<Area>,
    #[serde(flatten)]
    first: Stream,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    further_streams: Vec<Stream>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    conversion: Option<Conversion>,
    rounding: Rounding,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    time: Option<TimeRules>,
    questions: Vec<Question>,
}

impl From<Parts> for Written {
    fn from(parts: Parts) -> Written {
        let mut streams = parts.streams.into_iter();
        #[expect(
            clippy::expect_used,
            reason = "the checker refuses a set without a stream"
        )]
        let first = streams.next().expect("a checked set has a stream");
        Written {
            scheme: parts.scheme,
            source: parts.source,
            gates: parts.gates,
            phases: parts.phases,
            circumstances: parts.circumstances,
            areas: parts.areas,
            first,
            further_streams: streams.collect(),
            conversion: parts.conversion,
            rounding: parts.rounding,
            time: parts.time,
            questions: parts.questions,
        }
    }
}

impl From<Written> for Parts {
    fn from(written: Written) -> Parts {
        Parts {
            scheme: written.scheme,
            source: written.source,
            gates: written.gates,
            phases: written.phases,
            circumstances: written.circumstances,
            areas: written.areas,
            streams: std::iter::once(written.first)
                .chain(written.further_streams)
                .collect(),
            conversion: written.conversion,
            rounding: written.rounding,
            time: written.time,
            questions: written.questions,
        }
    }
}
