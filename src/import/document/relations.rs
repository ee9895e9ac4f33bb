//! The relations of a Word document's parts (ECMA-376, part 2, clause 9): what it names elsewhere, and fetches when opened.

use super::NotKept;

/// Relations whose target becomes a part of the document when it is opened, by the last word of their type.
const FETCHED: [&str; 4] = ["/oleobject", "/package", "/frame", "/subdocument"];

/// The relation to the template that a document is based on. Word writes it for most documents, and looks for the template
/// where it was: on a disk that does no harm, from another computer it brings whatever macros are there.
const TEMPLATE: &str = "/attachedtemplate";

/// The relation to a document of another kind that is made a part of this one.
const CHUNK: &str = "/afchunk";

/// Checks a list of relations, in lower case.
///
/// # Errors
/// [`NotKept`] if a part is fetched from elsewhere, another document is a part, or the list is not written as Word writes it.
pub(super) fn check(list: &[u8]) -> Result<(), NotKept> {
    let text = std::str::from_utf8(list).map_err(|_| NotKept::Damaged)?;
    // No list has a definition (part 2, 8.2.5), and with one its words would be others than they look.
    if text.contains('\0') || text.contains("<!") {
        return Err(NotKept::Damaged);
    }
    for element in text.split('<').skip(1) {
        let kind = value(element, "type");
        let mode = value(element, "targetmode");
        // Characters written as numbers hide a word; Word writes none in these two.
        if kind.contains('&') || mode.contains('&') {
            return Err(NotKept::Damaged);
        }
        if kind.ends_with(CHUNK) {
            return Err(NotKept::Embedded);
        }
        let is_fetched = FETCHED.iter().any(|fetched| kind.ends_with(fetched))
            || (kind.ends_with(TEMPLATE) && !is_on_a_disk(value(element, "target")));
        if mode.trim() == "external" && is_fetched {
            return Err(NotKept::Fetches);
        }
    }
    Ok(())
}

/// The value of an attribute of an element; blank without it.
fn value<'a>(element: &'a str, name: &str) -> &'a str {
    for (at, _) in element.match_indices(name) {
        let before = element[..at].chars().next_back();
        let is_whole = before.is_some_and(char::is_whitespace);
        let after = element[at + name.len()..].trim_start();
        let Some(quoted) = after.strip_prefix('=') else {
            continue;
        };
        if !is_whole {
            continue;
        }
        let quoted = quoted.trim_start();
        let Some(mark) = quoted
            .chars()
            .next()
            .filter(|mark| matches!(mark, '"' | '\''))
        else {
            continue;
        };
        return quoted[1..].split(mark).next().unwrap_or_default();
    }
    ""
}

/// Whether a template lies on a disk: `file:///c:\…`, or a name alone.
fn is_on_a_disk(target: &str) -> bool {
    let path = target.strip_prefix("file:///").unwrap_or(target);
    let mut letters = path.chars();
    let drive = letters
        .next()
        .is_some_and(|letter| letter.is_ascii_lowercase());
    let is_of_a_drive = drive
        && letters.next() == Some(':')
        && letters
            .next()
            .is_some_and(|mark| matches!(mark, '\\' | '/'));
    is_of_a_drive || !path.contains([':', '/', '\\', '%', '&'])
}

#[cfg(test)]
mod tests {
    use super::{NotKept, check};

    /// A relation of that type to that target.
    fn relation(kind: &str, target: &str, mode: &str) -> Result<(), NotKept> {
        let text = format!(
            "<?xml version=\"1.0\"?><relationships xmlns=\"http://x\">\
             <relationship id=\"rid1\" type=\"http://schemas.openxmlformats.org/officedocument/2006/relationships/{kind}\" \
             target=\"{target}\"{mode}/></relationships>"
        );
        check(text.as_bytes())
    }

    #[test]
    fn what_is_fetched_when_a_document_is_opened_is_refused() {
        let external = " targetmode=\"external\"";
        for (kind, target, mode, wanted) in [
            ("hyperlink", "https://example.org/", external, Ok(())),
            ("image", "media/image1.png", "", Ok(())),
            (
                "attachedtemplate",
                "file:///c:\\users\\me\\ehcp.dotx",
                external,
                Ok(()),
            ),
            ("attachedtemplate", "normal.dotm", external, Ok(())),
            (
                "attachedtemplate",
                "https://example.org/a.dotm",
                external,
                Err(NotKept::Fetches),
            ),
            (
                "attachedtemplate",
                "file:///\\\\host\\a.dotm",
                external,
                Err(NotKept::Fetches),
            ),
            (
                "attachedtemplate",
                "\\\\host\\share\\a.dotm",
                external,
                Err(NotKept::Fetches),
            ),
            (
                "attachedtemplate",
                "//host/a.dotm",
                external,
                Err(NotKept::Fetches),
            ),
            (
                "attachedtemplate",
                "%5c%5chost%5ca.dotm",
                external,
                Err(NotKept::Fetches),
            ),
            (
                "oleobject",
                "file:///c:\\a.xlsx",
                external,
                Err(NotKept::Fetches),
            ),
            (
                "frame",
                "a.htm",
                " targetmode = 'external '",
                Err(NotKept::Fetches),
            ),
            ("subdocument", "b.docx", external, Err(NotKept::Fetches)),
            ("afchunk", "chunk.html", "", Err(NotKept::Embedded)),
            ("fr&#97;me", "a.htm", external, Err(NotKept::Damaged)),
            (
                "frame",
                "a.htm",
                " targetmode=\"extern&#x61;l\"",
                Err(NotKept::Damaged),
            ),
        ] {
            assert_eq!(
                relation(kind, target, mode),
                wanted,
                "{kind} {target}{mode}"
            );
        }
    }

    #[test]
    fn a_list_that_hides_its_words_is_refused() {
        let defined = b"<!doctype r [<!entity e \"external\">]><relationships/>";
        assert_eq!(check(defined), Err(NotKept::Damaged));
        assert_eq!(check(b"<\0r\0/\0>\0"), Err(NotKept::Damaged));
        assert_eq!(check(b"\xff\xfe<"), Err(NotKept::Damaged));
        assert_eq!(check(b""), Ok(()));
    }
}
