//! Whether a file is a document that may be kept: a PDF or a Word document, by its content and not by its name.
//!
//! It is looked at and never shown: no text is taken out of it, and nothing in it runs. What could run somewhere else
//! (macros, scripts, programs inside it, templates from elsewhere) is refused, as is what nobody here could look into (a
//! password). This is no virus scanner: what is kept is given back as it came, as a download.

mod name;
mod pdf;
mod relations;
mod word;

use thiserror::Error;

use crate::needs::DocumentKind;

use super::limits;

pub use name::clean as clean_name;

/// Why a file is not kept, as a sentence for whoever gave it.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum NotKept {
    /// No bytes.
    #[error("The file is empty")]
    Empty,
    /// Neither of the two kinds.
    #[error(
        "The file must be a PDF or a Word document (.docx). Its name does not count: its content is neither"
    )]
    OtherKind,
    /// A Word document of the old kind, or one with a password, which has the same form.
    #[error(
        "The file is an old Word document (.doc), or one with a password. Save it as .docx or PDF without a password"
    )]
    OldWord,
    /// A zip archive that is no Word document.
    #[error("The file is an archive and no Word document. Choose a PDF or a Word document (.docx)")]
    OtherArchive,
    /// A Word document with macros.
    #[error(
        "The Word document has macros. Save it as a Word document without macros (.docx), or as a PDF"
    )]
    Macros,
    /// A Word document with a program, or a file of another program, inside it.
    #[error(
        "The Word document has another file or a control inside it. Remove it, or save the document as a PDF"
    )]
    Embedded,
    /// A Word document that gets a part of itself from elsewhere when it is opened.
    #[error(
        "The Word document fetches a template, a frame or another file from elsewhere when it is opened. Save it as a PDF"
    )]
    Fetches,
    /// A PDF that a password or a certificate protects.
    #[error("The PDF is protected. Save it without a password or restrictions")]
    Protected,
    /// A PDF that holds a script, starts a program or carries files.
    #[error(
        "The PDF holds a script, a form that runs one, or another file. Print it to a new PDF and choose that"
    )]
    Active,
    /// Cut off, or damaged in some other way.
    #[error("The file is damaged or not whole. Open it, save it again, and choose it again")]
    Damaged,
    /// Small as it is, it unpacks to more than any document.
    #[error(
        "The file unpacks to more than {}, so it is not opened",
        limits::megabytes(limits::DOCUMENT_BYTES_MAX)
    )]
    UnpacksTooLarge,
}

/// The first bytes of the container that Word wrote before 2007, and in which a password hides any newer document.
const OLD_OFFICE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// What kind of document a file is.
///
/// # Errors
/// [`NotKept`], with the first reason that was found.
pub fn check(bytes: &[u8]) -> Result<DocumentKind, NotKept> {
    if bytes.is_empty() {
        return Err(NotKept::Empty);
    }
    if bytes.starts_with(b"%PDF-") {
        return pdf::check(bytes, limits::DOCUMENT_BYTES_MAX).map(|()| DocumentKind::Pdf);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return word::check(bytes, limits::DOCUMENT_BYTES_MAX).map(|()| DocumentKind::Word);
    }
    if bytes.starts_with(OLD_OFFICE) {
        return Err(NotKept::OldWord);
    }
    Err(NotKept::OtherKind)
}

#[cfg(test)]
mod tests {
    use super::{NotKept, check};

    #[test]
    fn what_is_no_document_is_told_by_its_content() {
        assert_eq!(check(b""), Err(NotKept::Empty));
        for other in [
            b"MZ\x90\x00".as_slice(),
            b"<html><script>alert(1)</script>",
            b"\0",
            b"PK\x05\x06",
            b" %PDF-1.7\n%%EOF",
            b"{\\rtf1 text}",
        ] {
            assert_eq!(check(other), Err(NotKept::OtherKind), "{other:?}");
        }
        assert_eq!(
            check(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 more"),
            Err(NotKept::OldWord)
        );
    }
}
