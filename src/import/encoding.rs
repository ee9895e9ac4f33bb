//! Bytes to text, by the marks at their start and by what they hold.

use std::borrow::Cow;

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::{SourceFile, Unreadable};

/// What text may be when it is not UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherEncoding {
    /// Nothing: it is refused with its line.
    Refused,
    /// Windows-1252, as GIAS publishes.
    Windows1252,
}

/// Reads text: UTF-8 with or without a mark, UTF-16 with one, and what `other` allows.
///
/// # Errors
/// [`Unreadable::NotUtf8`] with the line; [`Unreadable::Damaged`] if a character is broken or is NUL.
pub fn text(source: &SourceFile, other: OtherEncoding) -> Result<Cow<'_, str>, Unreadable> {
    let bytes = source.bytes.as_slice();
    let text = if bytes.starts_with(&[0xFF, 0xFE]) {
        utf_16(source, UTF_16LE)?
    } else if bytes.starts_with(&[0xFE, 0xFF]) {
        utf_16(source, UTF_16BE)?
    } else {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        match (std::str::from_utf8(bytes), other) {
            (Ok(text), _) => Cow::Borrowed(text),
            (Err(_), OtherEncoding::Windows1252) => WINDOWS_1252.decode(bytes).0,
            (Err(error), OtherEncoding::Refused) => {
                return Err(Unreadable::NotUtf8 {
                    file: source.name.clone(),
                    line: line_of(bytes, error.valid_up_to()),
                });
            }
        }
    };
    match text.find('\0') {
        None => Ok(text),
        Some(place) => Err(Unreadable::Damaged {
            file: source.name.clone(),
            why: format!(
                "line {} holds a NUL character, which no text has",
                line_of(text.as_bytes(), place)
            ),
        }),
    }
}

/// Whether a text has lost letters on its way: it holds the mark for one that could not be read, or it is UTF-8 that was
/// taken for Windows-1252 (`SiÃ¢n`).
#[must_use]
pub fn is_mangled(text: &str) -> bool {
    if text.is_ascii() {
        return false;
    }
    let (bytes, _, has_others) = WINDOWS_1252.encode(text);
    text.contains('\u{fffd}') || (!has_others && std::str::from_utf8(&bytes).is_ok())
}

fn utf_16<'a>(
    source: &'a SourceFile,
    encoding: &'static encoding_rs::Encoding,
) -> Result<Cow<'a, str>, Unreadable> {
    let (text, _, has_broken) = encoding.decode(&source.bytes);
    if has_broken {
        return Err(Unreadable::Damaged {
            file: source.name.clone(),
            why: "it is marked as UTF-16 and is not".to_owned(),
        });
    }
    Ok(text)
}

/// The line, from 1, in which a byte stands.
fn line_of(bytes: &[u8], place: usize) -> usize {
    1 + bytes[..place].iter().filter(|b| **b == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::is_mangled;

    #[test]
    fn letters_that_were_lost_are_seen_and_real_ones_are_let_be() {
        for lost in ["SiÃ¢n", "Å\u{81}ucja", "Zo\u{fffd}", "FranÃ§ois"] {
            assert!(is_mangled(lost), "{lost}");
        }
        for name in [
            "Siân",
            "Łucja",
            "Zoë",
            "François",
            "ليلى",
            "Ŵyn",
            "O’Brien",
            "Anna",
        ] {
            assert!(!is_mangled(name), "{name}");
        }
    }
}
