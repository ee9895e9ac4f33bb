//! Letters that nobody sees, and that make a text read as another than it is.

use std::borrow::Cow;

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

/// A text without the marks that a text copied from a PDF or a web page brings along and that mean nothing: U+0002, where a line
/// was broken within a word, the soft hyphen, the space and the joiner without width, and the byte-order mark. What turns the
/// order of letters stays, and is refused.
#[must_use]
pub fn without_marks(text: &str) -> Cow<'_, str> {
    let is_mark = |letter: char| {
        matches!(
            letter,
            '\u{2}' | '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}'
        )
    };
    if text.contains(is_mark) {
        Cow::Owned(text.replace(is_mark, ""))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::{is_unseen, without_marks};

    #[test]
    fn marks_of_a_copied_text_go_and_everything_that_is_read_stays() {
        let pasted = "\u{feff}speech and lang\u{2}uage ther\u{ad}apy,\u{200b} 1\u{2060}:1";
        assert_eq!(without_marks(pasted), "speech and language therapy, 1:1");
        for text in [
            "",
            "Łódź\r\n\tŵ",
            "ع\u{200c}ن\u{200f}",
            "a\u{202e}b",
            "a\u{7}b",
        ] {
            assert_eq!(without_marks(text), text);
        }
    }

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
