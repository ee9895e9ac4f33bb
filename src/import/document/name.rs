//! A file's name as somebody gave it, without what a name does not need.

use crate::needs::DocumentKind;

/// The longest name that is kept, in characters, with its ending.
const NAME_MAX: usize = 120;

/// The name to keep: without folders, control characters and marks that turn or hide text, of a length that a page can
/// show, with the ending of what the file is.
#[must_use]
pub fn clean(given: &str, kind: DocumentKind) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let visible: String = last.chars().filter(|letter| !is_unseen(*letter)).collect();
    let words: Vec<&str> = visible.split_whitespace().collect();
    let whole = words.join(" ");
    let stem = without_endings(&whole);
    let room = NAME_MAX - kind.ending().len() - 1;
    let stem: String = stem.chars().take(room).collect();
    let stem = stem.trim_matches(['.', ' ']);
    let stem = if stem.is_empty() { "extract" } else { stem };
    format!("{stem}.{}", kind.ending())
}

/// The name without an ending that says it is a document: `plan.pdf.docx` is `plan`, `Section B.2` stays.
fn without_endings(name: &str) -> &str {
    let mut stem = name;
    while let Some((before, ending)) = stem.rsplit_once('.') {
        let known = ["pdf", "doc", "docx", "docm", "exe"];
        if !known.iter().any(|known| ending.eq_ignore_ascii_case(known)) {
            break;
        }
        stem = before;
    }
    stem
}

/// Control characters, and the marks of Unicode that change the direction of text or take no room: with them `fdp.exe`
/// can look like `exe.pdf`.
fn is_unseen(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}'
        )
}

#[cfg(test)]
mod tests {
    use super::{NAME_MAX, clean};
    use crate::needs::DocumentKind::{Pdf, Word};

    #[test]
    fn a_name_keeps_its_words_and_loses_the_rest() {
        for (given, kept) in [
            ("Section B.pdf", "Section B.pdf"),
            ("Sekcja B – Łęcka.PDF", "Sekcja B – Łęcka.pdf"),
            ("../../etc/passwd", "passwd.pdf"),
            ("C:\\Users\\me\\Section F.2.pdf", "Section F.2.pdf"),
            ("plan\u{202E}fdp.exe", "planfdp.pdf"),
            ("plan.pdf.exe", "plan.pdf"),
            ("a\r\nX-Header: b\0.pdf", "aX-Header: b.pdf"),
            ("", "extract.pdf"),
            ("....", "extract.pdf"),
            ("\u{200B}.pdf", "extract.pdf"),
            (" two   spaces .pdf", "two spaces.pdf"),
        ] {
            assert_eq!(clean(given, Pdf), kept, "{given:?}");
        }
        assert_eq!(clean("plan.pdf", Word), "plan.docx");
    }

    #[test]
    fn a_long_name_is_cut_and_keeps_its_ending() {
        let kept = clean(&"Ł".repeat(4_000), Word);
        assert_eq!(kept.chars().count(), NAME_MAX);
        assert!(kept.ends_with("Ł.docx"), "{kept}");
    }
}
