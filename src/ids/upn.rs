//! Unique pupil numbers.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::IdError;

/// A unique pupil number: thirteen characters, well formed; its check letter may still be wrong.
///
/// A permanent number ends in a digit, a temporary one in a letter (DfE, Unique pupil numbers).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Upn(String);

/// The letters that a UPN counts with: no I, O or S.
const UPN_LETTERS: &[u8; 23] = b"ABCDEFGHJKLMNPQRTUVWXYZ";

impl Upn {
    /// Reads a number of the right shape, in either case.
    ///
    /// # Errors
    /// [`IdError`] if it is not a letter, eleven digits, and a digit or letter.
    pub fn parse(text: &str) -> Result<Upn, IdError> {
        let upper = text.trim().to_ascii_uppercase();
        let bytes = upper.as_bytes();
        let shaped = bytes.len() == 13
            && UPN_LETTERS.contains(&bytes[0])
            && bytes[1..12].iter().all(u8::is_ascii_digit)
            && (bytes[12].is_ascii_digit() || UPN_LETTERS.contains(&bytes[12]));
        if !shaped {
            return Err(IdError::new(
                text.trim(),
                "a UPN of a letter, eleven digits and a digit or letter",
            ));
        }
        Ok(Upn(upper))
    }

    /// The number as text, in capitals.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the first letter is the one that the other twelve characters give.
    #[must_use]
    pub fn check_letter_holds(&self) -> bool {
        let sum: usize = self
            .0
            .bytes()
            .skip(1)
            .zip(2..)
            .map(|(character, weight)| value_of(character) * weight)
            .sum();
        UPN_LETTERS[sum % UPN_LETTERS.len()] == self.0.as_bytes()[0]
    }

    /// Whether the number is temporary, until the child's permanent one is known.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        self.0.ends_with(|last: char| last.is_ascii_alphabetic())
    }
}

/// What a character of a UPN counts for: a digit itself, a letter its place.
fn value_of(character: u8) -> usize {
    match UPN_LETTERS.iter().position(|letter| *letter == character) {
        Some(place) => place,
        None => usize::from(character - b'0'),
    }
}

impl fmt::Display for Upn {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl TryFrom<String> for Upn {
    type Error = IdError;

    fn try_from(text: String) -> Result<Upn, IdError> {
        Upn::parse(&text)
    }
}

impl From<Upn> for String {
    fn from(upn: Upn) -> String {
        upn.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Worked by hand: 9x2 + 9x3 + 9x4 + 4x5 + 8x6 + 8x7 + 7x8 + 2x9 + 2x10 + 7x11 + 0x12 + 5x13 = 441,
    /// and 441 = 19 x 23 + 4; the letters counted from nought make 4 an E.
    #[test]
    fn a_upn_knows_its_check_letter() {
        assert!(Upn::parse("E999488722705").unwrap().check_letter_holds());
        for other in UPN_LETTERS
            .iter()
            .map(|b| char::from(*b))
            .filter(|other| *other != 'E')
        {
            assert!(
                !Upn::parse(&format!("{other}999488722705"))
                    .unwrap()
                    .check_letter_holds()
            );
        }
    }

    #[test]
    fn a_temporary_upn_ends_in_a_letter() {
        assert!(Upn::parse("A80120000104A").unwrap().is_temporary());
        assert!(!Upn::parse("A801200001041").unwrap().is_temporary());
    }
}
