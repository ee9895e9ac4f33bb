//! The name under which a document is kept: that of the file that was given, with the ending of what the file is.

use crate::needs::DocumentKind;

/// The longest name that is kept, in characters, with its ending.
const NAME_MAX: usize = 120;

/// The name to keep: of a length that a page can show, with the ending of what the file is and no other. Folders and marks
/// that are not seen must be gone from it.
#[must_use]
pub fn clean(given: &str, kind: DocumentKind) -> String {
    let stem = without_endings(given);
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

#[cfg(test)]
mod tests {
    use super::{NAME_MAX, clean};
    use crate::needs::DocumentKind::{Pdf, Word};

    #[test]
    fn a_name_has_the_ending_of_what_the_file_is() {
        for (given, kept) in [
            ("Section B.pdf", "Section B.pdf"),
            ("Sekcja B – Łęcka.PDF", "Sekcja B – Łęcka.pdf"),
            ("Section F.2.pdf", "Section F.2.pdf"),
            ("planfdp.exe", "planfdp.pdf"),
            ("plan.pdf.exe", "plan.pdf"),
            ("", "extract.pdf"),
            ("....", "extract.pdf"),
            (".pdf", "extract.pdf"),
            ("two spaces .pdf", "two spaces.pdf"),
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
