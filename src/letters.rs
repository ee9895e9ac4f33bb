//! Letters that nobody sees, and that make a text read as another than it is.

/// Whether a letter is a control character, has no width between letters, or turns the order of those beside it.
///
/// The joiners of U+200C and U+200D and the marks of direction U+200E and U+200F are none of them: Persian, Urdu, Arabic and
/// Hebrew are written with them. Ends of lines are control characters.
#[must_use]
pub fn is_unseen(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}

#[cfg(test)]
mod tests {
    use super::is_unseen;

    #[test]
    fn what_hides_or_turns_letters_is_unseen_and_what_a_script_needs_is_not() {
        for letter in [
            '\0', '\n', '\u{7f}', '\u{202e}', '\u{2068}', '\u{200b}', '\u{feff}',
        ] {
            assert!(is_unseen(letter), "{letter:?}");
        }
        for letter in [
            ' ', 'Ł', 'ŵ', 'נ', 'ع', '\u{200c}', '\u{200d}', '\u{200f}', '\u{301}',
        ] {
            assert!(!is_unseen(letter), "{letter:?}");
        }
    }
}
