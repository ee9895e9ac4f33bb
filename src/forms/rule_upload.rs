//! The files of a rule set, as its owner sends them from a folder.

use std::collections::BTreeMap;

use super::Problems;
use super::rule_file::is_file_name;
use crate::rules::FILE_BYTES_MAX;

/// The field of the files.
pub const FILES: &str = "files";

/// The texts by the names that they have in a draft, or what is wrong with each file.
///
/// A browser sends no folder with a file: one that holds a case is kept among the cases.
///
/// # Errors
/// One problem at [`FILES`] that names every file refused, with the reason; or that none was chosen.
pub fn texts(files: Vec<(String, Vec<u8>)>) -> Result<BTreeMap<String, String>, Problems> {
    if files.is_empty() {
        return Err(Problems::one(
            FILES,
            "Select one or more files that end in .toml",
        ));
    }
    let mut texts = BTreeMap::new();
    let mut refused = Vec::new();
    for (own, bytes) in files {
        match text(&own, bytes) {
            Err(reason) => refused.push(format!("{own}: {reason}")),
            Ok(text) => {
                let name = if holds_a_case(&text) {
                    format!("cases/{own}")
                } else {
                    own.clone()
                };
                if texts.insert(name, text).is_some() {
                    refused.push(format!("{own}: it was sent twice"));
                }
            }
        }
    }
    if refused.is_empty() {
        Ok(texts)
    } else {
        Err(Problems::one(FILES, refused.join(". ")))
    }
}

/// The text of one file, its lines ended as files end them; or why it cannot be one of a rule set.
fn text(name: &str, bytes: Vec<u8>) -> Result<String, &'static str> {
    if !is_file_name(name) {
        return Err(
            "a file is named in lower-case letters, digits, dashes or underscores and ends in .toml",
        );
    }
    if bytes.len() > FILE_BYTES_MAX {
        return Err("a file must be 1 MB or less");
    }
    let text = String::from_utf8(bytes).map_err(|_| "save it as UTF-8 text")?;
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    if text.trim().is_empty() {
        return Err("the file is empty");
    }
    if text.contains('\0') {
        return Err("this is not a text file");
    }
    Ok(text)
}

fn holds_a_case(text: &str) -> bool {
    text.lines().any(|line| line.trim_end() == "[[case]]")
}

#[cfg(test)]
mod tests {
    use super::{FILES, texts};

    fn file(name: &str, text: &str) -> (String, Vec<u8>) {
        (name.to_owned(), text.as_bytes().to_vec())
    }

    #[test]
    fn files_are_kept_where_a_set_has_them() {
        let read = texts(vec![
            file("scheme.toml", "\u{feff}title = \"Invented\"\r\n"),
            file("caps.toml", "# Invented\n[[case]]\nname = \"one\"\n"),
        ]);
        let read: Vec<(String, String)> = read.unwrap().into_iter().collect();
        assert_eq!(read[0].0, "cases/caps.toml");
        assert_eq!(
            read[1],
            (
                "scheme.toml".to_owned(),
                "title = \"Invented\"\n".to_owned()
            )
        );
    }

    #[test]
    fn each_file_that_is_none_of_a_set_is_named_with_its_reason() {
        let large = "#".repeat(crate::rules::FILE_BYTES_MAX + 1);
        let problems = texts(vec![
            file("scheme.toml", "a = 1"),
            file("scheme.toml", "a = 2"),
            file("Bands 2027.xlsx", "PK"),
            file("large.toml", &large),
            file("blank.toml", " \r\n"),
            file("nul.toml", "a\0b"),
            ("latin.toml".to_owned(), vec![b'a', 0xe9]),
        ]);
        let said = problems.unwrap_err().of(FILES).unwrap();
        for name in [
            "scheme.toml: it was sent twice",
            "Bands 2027.xlsx",
            "large.toml",
            "blank.toml",
            "nul.toml",
            "latin.toml",
        ] {
            assert!(said.contains(name), "{name}: {said}");
        }
        assert!(texts(Vec::new()).unwrap_err().of(FILES).is_some());
    }
}
