//! Texts compared as people mean them: without case, punctuation or odd spaces.

/// Whether a character is a space or one of the invisible marks that spreadsheets pick up.
fn is_space(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{200b}'..='\u{200f}' | '\u{feff}')
}

/// The text without spaces round it; non-breaking and invisible ones too.
#[must_use]
pub fn tidy(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// What is left of a text when case, spaces and punctuation do not count; `&` is `and`.
#[must_use]
pub fn fold(text: &str) -> String {
    text.replace('&', "and")
        .chars()
        .filter(|character| character.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_of_every_kind_are_trimmed_and_no_others() {
        assert_eq!(tidy("\u{feff}\u{a0} N1 2\u{200b}\t"), "N1 2");
    }

    #[test]
    fn headings_compare_without_case_space_and_punctuation() {
        assert_eq!(fold(" D.O.B. "), "dob");
        assert_eq!(fold("Literacy & numeracy"), fold("LITERACY\nand  numeracy"));
        assert_ne!(fold("UPN"), fold("URN"));
    }
}
