//! The kinds of document that evidence comes in.

use crate::codes::stored_codes;

stored_codes!(
    /// A kind of document that may be attached as an extract of a plan.
    DocumentKind {
        /// A PDF.
        Pdf = "pdf",
        /// A Word document of the kind that is a zip archive (.docx).
        Word = "word",
    }
);

impl DocumentKind {
    /// The kind in words.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            DocumentKind::Pdf => "PDF",
            DocumentKind::Word => "Word document",
        }
    }

    /// The ending of a file's name, without the full stop.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            DocumentKind::Pdf => "pdf",
            DocumentKind::Word => "docx",
        }
    }

    /// The media type (IANA).
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            DocumentKind::Pdf => "application/pdf",
            DocumentKind::Word => {
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
            }
        }
    }
}
