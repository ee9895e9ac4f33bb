//! What a level rests on.

use serde::{Deserialize, Serialize};

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

#[cfg(test)]
mod tests {
    use super::{Evidence, EvidenceSource};

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
}
