//! The places that a sheet's XML names, checked while it is measured.
//!
//! calamine adds up the letters and digits of a place without a check, so `ZZZZZZZZ99999999999` would overflow or,
//! worse, come out as some other cell. No sheet has more than three letters and seven digits.

use std::io::{self, Write};

/// A writer that keeps nothing and fails at the first place that no sheet has.
#[derive(Default)]
pub(super) struct ReferenceCheck {
    state: State,
}

/// How far the bytes have come towards the value of an attribute `r`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// Outside a tag.
    #[default]
    Text,
    /// In a tag, within a name or value of another attribute.
    Tag,
    /// In a tag, after white space.
    Gap,
    /// After ` r`.
    Name,
    /// After ` r=`.
    Equals,
    /// In the value, with its quotation mark and how many letters and digits it had.
    Value(u8, u8, u8),
}

const LETTERS_MAX: u8 = 3;
const DIGITS_MAX: u8 = 7;

/// How many bytes are looked through at once for a tag.
const CHUNK: usize = 4096;

impl State {
    /// The state after a byte; none if a place is impossible.
    fn after(self, byte: u8) -> Option<State> {
        let in_tag = |byte: u8| match byte {
            b'>' => State::Text,
            byte if byte.is_ascii_whitespace() => State::Gap,
            _ => State::Tag,
        };
        Some(match (self, byte) {
            (State::Text, b'<') => State::Tag,
            (State::Text, _) => State::Text,
            (State::Gap, b'r') => State::Name,
            (State::Name, b'=') => State::Equals,
            (State::Name, byte) if byte.is_ascii_whitespace() => State::Name,
            (State::Equals, byte) if byte.is_ascii_whitespace() => State::Equals,
            (State::Equals, quote @ (b'"' | b'\'')) => State::Value(quote, 0, 0),
            (State::Value(quote, _, digits), byte) if byte == quote => {
                if digits == 0 {
                    return None;
                }
                State::Tag
            }
            (State::Value(quote, letters, 0), byte) if byte.is_ascii_alphabetic() => {
                if letters == LETTERS_MAX {
                    return None;
                }
                State::Value(quote, letters + 1, 0)
            }
            (State::Value(quote, letters, digits), byte) if byte.is_ascii_digit() => {
                if digits == DIGITS_MAX {
                    return None;
                }
                State::Value(quote, letters, digits + 1)
            }
            (State::Value(..), _) => return None,
            (State::Tag | State::Gap | State::Name | State::Equals, byte) => in_tag(byte),
        })
    }
}

impl Write for ReferenceCheck {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for chunk in bytes.chunks(CHUNK) {
            // Long text, and the blanks of a zip bomb, hold no tag: one look is enough.
            if self.state == State::Text && !chunk.contains(&b'<') {
                continue;
            }
            for byte in chunk {
                self.state = self
                    .state
                    .after(*byte)
                    .ok_or_else(|| io::Error::other("it names a place that no sheet has"))?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(xml: &str) -> bool {
        // Byte by byte: a place may be cut anywhere by a buffer's end.
        let mut check = ReferenceCheck::default();
        xml.bytes().all(|byte| check.write(&[byte]).is_ok())
    }

    #[test]
    fn places_of_a_sheet_pass_and_others_do_not() {
        assert!(passes(
            "<row r=\"1048576\" spans='1:2'><c s=\"1\" r = 'XFD1048576' t=\"s\"><v>1</v></c></row>"
        ));
        assert!(passes(
            "<t> r=\"as text this may be as long as it likes\"</t>"
        ));
        assert!(passes(
            "<sheet r:id=\"rId123456789012\" ref=\"A1:XFD1048576\"/>"
        ));
        for xml in [
            "<c r=\"ZZZZ1\"/>",
            "<c\nr=\"A12345678\"/>",
            "<row r='99999999999'>",
            "<c r=\"A-1\"/>",
            "<c r=\"\"/>",
        ] {
            assert!(!passes(xml), "{xml}");
        }
    }
}
