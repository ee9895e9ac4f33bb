//! The name of a file as its sender gives it, without what a name does not need: cleaned once, where a form is read.

/// The longest name that is kept, in characters.
const CHARACTERS_MAX: usize = 120;

/// A file's name without its folders and without marks that are not seen, its spaces run together, cut from its front: its
/// end, which says what it is, stays.
pub(super) fn plain(given: &str) -> String {
    let own = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen: String = own.chars().filter(|mark| !is_unseen(*mark)).collect();
    let words: Vec<&str> = seen.split_whitespace().collect();
    let whole = words.join(" ");
    let over = whole.chars().count().saturating_sub(CHARACTERS_MAX);
    whole.chars().skip(over).collect()
}

/// Control characters, and the marks of Unicode that change the direction of text or take no room: with them `fdp.exe`
/// can look like `exe.pdf`.
fn is_unseen(mark: char) -> bool {
    mark.is_control()
        || matches!(
            mark,
            '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}'
        )
}

#[cfg(test)]
mod tests {
    use super::{CHARACTERS_MAX, plain};

    #[test]
    fn a_name_keeps_its_words_and_loses_the_rest() {
        for (given, kept) in [
            ("week 3.csv", "week 3.csv"),
            ("Sekcja B – Łęcka.PDF", "Sekcja B – Łęcka.PDF"),
            ("C:\\Users\\me\\week 3.csv", "week 3.csv"),
            ("../../etc/week.xlsx", "week.xlsx"),
            ("plan\u{202E}fdp.exe", "planfdp.exe"),
            ("a\r\nX-Header: b\0.pdf", "aX-Header: b.pdf"),
            ("\u{200B}.pdf", ".pdf"),
            (" two   spaces .pdf", "two spaces .pdf"),
            ("", ""),
        ] {
            assert_eq!(plain(given), kept, "{given:?}");
        }
    }

    #[test]
    fn a_long_name_is_cut_and_keeps_its_end() {
        let kept = plain(&format!("{}.csv", "Ł".repeat(4_000)));
        assert_eq!(kept.chars().count(), CHARACTERS_MAX);
        assert!(kept.ends_with("Ł.csv"), "{kept}");
    }
}
