//! What a file is by its content, whatever its name says.

use super::{Format, SourceFile, Unreadable};

/// What the first bytes of a file show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FileKind {
    /// A zip archive; a workbook is one, and so is much else.
    Zip,
    /// An old Office file, or an encrypted new one.
    OldOffice,
    Pdf,
    WebPage,
    Xml,
    Json,
    Other,
    Text,
}

impl FileKind {
    fn of(bytes: &[u8]) -> FileKind {
        const OLD_OFFICE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
            return FileKind::Zip;
        }
        if bytes.starts_with(OLD_OFFICE) {
            return FileKind::OldOffice;
        }
        if bytes.starts_with(b"%PDF-") {
            return FileKind::Pdf;
        }
        // UTF-16 holds a zero in every other byte and is text all the same.
        if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
            return FileKind::Text;
        }
        if bytes.contains(&0) {
            return FileKind::Other;
        }
        FileKind::of_text(bytes)
    }

    fn of_text(bytes: &[u8]) -> FileKind {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let start = bytes.iter().position(|b| !b.is_ascii_whitespace());
        let head = &bytes[start.unwrap_or(0)..];
        let head = head[..head.len().min(64)].to_ascii_lowercase();
        if [
            b"<html".as_slice(),
            b"<!doctype html",
            b"<table",
            b"<head",
            b"<meta",
        ]
        .iter()
        .any(|tag| head.starts_with(tag))
        {
            FileKind::WebPage
        } else if head.starts_with(b"<?xml") {
            FileKind::Xml
        } else if head.starts_with(b"{") || head.starts_with(b"[{") {
            FileKind::Json
        } else {
            FileKind::Text
        }
    }

    fn in_words(self) -> &'static str {
        match self {
            FileKind::Zip => "a zip archive",
            FileKind::OldOffice => {
                "an old Office file (.xls) or a workbook protected by a password"
            }
            FileKind::Pdf => "a PDF",
            FileKind::WebPage => "a web page",
            FileKind::Xml => "an XML file",
            FileKind::Json => "JSON",
            FileKind::Other => "no text (it holds NUL characters) and no workbook",
            FileKind::Text => "text, perhaps comma-separated values",
        }
    }
}

/// Checks that a file is of the kind that its name says. A workbook's parts are looked at later.
///
/// # Errors
/// [`Unreadable::UnknownEnding`], or [`Unreadable::NotWhatItsNameSays`] with what it is and what to do.
pub fn check(source: &SourceFile) -> Result<Format, Unreadable> {
    let Some(format) = Format::of_name(&source.name) else {
        return Err(Unreadable::UnknownEnding {
            file: source.name.clone(),
            wanted: Format::ENDINGS,
        });
    };
    check_is(source, format)?;
    Ok(format)
}

/// Checks that a file that must be delimited text is text, whatever its name ends in.
///
/// # Errors
/// [`Unreadable::NotWhatItsNameSays`] with what it is and what to do.
pub fn check_is_text(source: &SourceFile) -> Result<(), Unreadable> {
    check_is(source, Format::Delimited)
}

fn check_is(source: &SourceFile, format: Format) -> Result<(), Unreadable> {
    let found = FileKind::of(&source.bytes);
    let (fits, wanted, advice) = match format {
        Format::Workbook => (
            found == FileKind::Zip,
            "an Excel workbook",
            "Open it in Excel or LibreOffice, save it as “Excel Workbook (.xlsx)” without a password, and try again",
        ),
        Format::Delimited => (
            found == FileKind::Text,
            "comma-separated text",
            "Give it the ending of what it is, or open it in Excel or LibreOffice and save it as “CSV UTF-8”",
        ),
        Format::JsonLines => (
            found == FileKind::Json,
            "JSON lines",
            "Each line must be one JSON object",
        ),
    };
    if fits {
        Ok(())
    } else {
        Err(Unreadable::NotWhatItsNameSays {
            file: source.name.clone(),
            wanted,
            found: found.in_words(),
            advice,
        })
    }
}
