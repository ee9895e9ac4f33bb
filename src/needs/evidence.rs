//! What a level rests on.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Where a piece of evidence stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EvidenceSource {
    /// Section B of the plan: special educational needs.
    #[serde(rename = "B")]
    SectionB,
    /// Section F: special educational provision.
    #[serde(rename = "F")]
    SectionF,
    /// Section K: the advice and information gathered.
    #[serde(rename = "K")]
    SectionK,
    /// A report outside the plan.
    #[serde(rename = "report")]
    Report,
}

impl EvidenceSource {
    /// Every source, in the order in which forms offer them.
    pub const ALL: &[EvidenceSource] = &[
        EvidenceSource::SectionB,
        EvidenceSource::SectionF,
        EvidenceSource::SectionK,
        EvidenceSource::Report,
    ];

    /// The code in forms and files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            EvidenceSource::SectionB => "B",
            EvidenceSource::SectionF => "F",
            EvidenceSource::SectionK => "K",
            EvidenceSource::Report => "report",
        }
    }

    /// The source in words.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            EvidenceSource::SectionB => "Section B (needs)",
            EvidenceSource::SectionF => "Section F (provision)",
            EvidenceSource::SectionK => "Section K (advice)",
            EvidenceSource::Report => "A report",
        }
    }
}

/// What a level rests on: a place in the plan or a report, and the words found there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The section or report.
    pub source: EvidenceSource,
    /// The name of the report, where it is one and was named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<String>,
    /// The page or paragraph, if it was noted.
    pub page: Option<String>,
    /// The words relied on.
    pub quotation: String,
}

impl Evidence {
    /// The section, or the report by its name.
    #[must_use]
    pub fn named(&self) -> String {
        let title = self.source.title();
        match &self.report {
            Some(name) => format!("{title} ({name})"),
            None => title.to_owned(),
        }
    }
}

/// The pieces of evidence for one level: one at least, in the order in which they were given.
///
/// One piece is written as itself, the way that it was when there could be no more; several are a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grounds {
    first: Evidence,
    further: Vec<Evidence>,
}

impl Grounds {
    /// The pieces; `None` without any.
    #[must_use]
    pub fn of(pieces: Vec<Evidence>) -> Option<Grounds> {
        let mut pieces = pieces.into_iter();
        let first = pieces.next()?;
        Some(Grounds {
            first,
            further: pieces.collect(),
        })
    }

    /// How many pieces there are.
    #[must_use]
    pub fn count(&self) -> usize {
        1 + self.further.len()
    }

    /// Each piece, the first first.
    pub fn iter(&self) -> impl Iterator<Item = &Evidence> {
        std::iter::once(&self.first).chain(&self.further)
    }
}

impl From<Evidence> for Grounds {
    fn from(first: Evidence) -> Grounds {
        Grounds {
            first,
            further: Vec::new(),
        }
    }
}

impl Serialize for Grounds {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        if self.further.is_empty() {
            self.first.serialize(out)
        } else {
            out.collect_seq(self.iter())
        }
    }
}

impl<'de> Deserialize<'de> for Grounds {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Grounds, D::Error> {
        from.deserialize_any(OneOrSeveral)
    }
}

/// Reads a piece, or a list of them.
struct OneOrSeveral;

impl<'de> Visitor<'de> for OneOrSeveral {
    type Value = Grounds;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a piece of evidence or a list of pieces")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Grounds, A::Error> {
        Evidence::deserialize(MapAccessDeserializer::new(map)).map(Grounds::from)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Grounds, A::Error> {
        let mut pieces = Vec::new();
        // What stands in a list is read as what stands alone is, so that a browser has one copy of the code that does.
        while let Some(Grounds { first, further }) = list.next_element()? {
            pieces.push(first);
            pieces.extend(further);
        }
        Grounds::of(pieces).ok_or_else(|| A::Error::custom("the list of pieces is empty"))
    }
}

#[cfg(test)]
mod tests {
    use super::{Evidence, EvidenceSource, Grounds};

    #[test]
    fn a_report_is_named_and_evidence_of_before_reads_as_it_was_written() {
        let before = r#"{"source":"report","page":"4","quotation":"signs"}"#;
        let read: Evidence = serde_json::from_str(before).unwrap();
        assert_eq!(read.named(), EvidenceSource::Report.title());
        assert_eq!(serde_json::to_string(&read).unwrap(), before);
        let named = Evidence {
            report: Some("Speech therapy, May 2026".to_owned()),
            ..read
        };
        assert_eq!(named.named(), "A report (Speech therapy, May 2026)");
    }

    #[test]
    fn one_piece_is_written_as_before_and_several_are_a_list_in_their_order() {
        let one = r#"{"source":"B","page":"3","quotation":"signs"}"#;
        let other = r#"{"source":"report","report":"EP","page":"7","quotation":"reads lips"}"#;
        for (json, count) in [(one.to_owned(), 1), (format!("[{one},{other}]"), 2)] {
            let read: Grounds = serde_json::from_str(&json).unwrap();
            assert_eq!(read.count(), count);
            assert_eq!(serde_json::to_string(&read).unwrap(), json);
        }
        // A list of one is read, and written the one way that there is.
        let read: Grounds = serde_json::from_str(&format!("[{other}]")).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), other);
        for wrong in ["[]", "null", "\"B\"", "[[]]"] {
            assert!(serde_json::from_str::<Grounds>(wrong).is_err(), "{wrong}");
        }
    }
}
