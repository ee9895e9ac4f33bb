//! A Word document, looked at without being read: a zip archive with Word's own parts, none that runs, and none that is
//! fetched from elsewhere when the document is opened.
//!
//! What an archive says about its own sizes may be a lie: each part is unpacked once into nothing, and counted.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::{NotKept, relations};
use crate::import::limits;

/// The parts without which an archive is no Word document (ECMA-376, part 2, 10.1.2, and part 1, 11.3.10).
const PARTS: [&str; 2] = ["[Content_Types].xml", "word/document.xml"];

/// What the list of contents calls a document with macros.
const MACROS: &[u8] = b"macroenabled";

/// The largest list of contents or relations, in bytes: those of a plan have some thousands.
const LIST_BYTES_MAX: u64 = 1_000_000;

/// Checks a file that begins as a zip archive, whose parts may come to so many bytes.
///
/// # Errors
/// [`NotKept`] if it is no Word document, is damaged or too large, or holds or fetches macros, controls or other files.
pub(super) fn check(bytes: &[u8], unpacked_max: u64) -> Result<(), NotKept> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| NotKept::Damaged)?;
    if archive.len() > limits::PARTS_MAX {
        return Err(NotKept::UnpacksTooLarge);
    }
    let names = names(&mut archive)?;
    if !PARTS
        .iter()
        .all(|part| names.iter().any(|name| name == part))
    {
        return Err(NotKept::OtherArchive);
    }
    for name in &names {
        refuse_by_name(&name.to_ascii_lowercase())?;
    }
    let mut room = unpacked_max;
    for place in 0..archive.len() {
        let part = archive.by_index(place).map_err(|_| NotKept::Damaged)?;
        let mut part = part.take(room + 1);
        let size = std::io::copy(&mut part, &mut std::io::sink()).map_err(|_| NotKept::Damaged)?;
        room = room.checked_sub(size).ok_or(NotKept::UnpacksTooLarge)?;
    }
    refuse_by_contents(&mut archive)?;
    for name in names.iter().filter(|name| is_of_relations(name)) {
        relations::check(&text_of(&mut archive, name)?)?;
    }
    Ok(())
}

fn is_of_relations(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(".rels")
}

/// The names of the parts. One that is no text is none of Word's.
fn names(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Result<Vec<String>, NotKept> {
    let mut names = Vec::with_capacity(archive.len());
    for place in 0..archive.len() {
        let part = archive.by_index_raw(place).map_err(|_| NotKept::Damaged)?;
        let name = part.name().map_err(|_| NotKept::Damaged)?;
        names.push(name.into_owned());
    }
    Ok(names)
}

/// Refuses macros, controls and files of other programs by the names of their parts, in lower case.
fn refuse_by_name(name: &str) -> Result<(), NotKept> {
    let file = name.rsplit('/').next().unwrap_or_default();
    if file.starts_with("vbaproject") || file.starts_with("vbadata") {
        return Err(NotKept::Macros);
    }
    let inside = ["word/embeddings/", "word/activex/", "word/afchunk"];
    if inside.iter().any(|place| name.starts_with(place)) {
        return Err(NotKept::Embedded);
    }
    Ok(())
}

/// Refuses what the list of contents calls a document with macros, whatever its parts are named.
fn refuse_by_contents(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Result<(), NotKept> {
    let text = text_of(archive, PARTS[0])?;
    if text.windows(MACROS.len()).any(|window| window == MACROS) {
        return Err(NotKept::Macros);
    }
    Ok(())
}

/// A part that lists others, in lower case.
fn text_of(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Result<Vec<u8>, NotKept> {
    let list = archive.by_name(name).map_err(|_| NotKept::Damaged)?;
    let mut text = Vec::new();
    let length = list.take(LIST_BYTES_MAX + 1).read_to_end(&mut text);
    if length.map_err(|_| NotKept::Damaged)? as u64 > LIST_BYTES_MAX {
        return Err(NotKept::UnpacksTooLarge);
    }
    text.make_ascii_lowercase();
    Ok(text)
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::NotKept;

    fn check(bytes: &[u8]) -> Result<(), NotKept> {
        super::check(bytes, 100_000)
    }

    const CONTENTS: (&str, &[u8]) = ("[Content_Types].xml", b"<Types/>");
    const DOCUMENT: (&str, &[u8]) = ("word/document.xml", b"<w:document/>");

    fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            writer
                .start_file(*name, SimpleFileOptions::default())
                .unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn a_plain_document_is_kept_and_an_archive_is_not() {
        assert_eq!(check(&archive(&[CONTENTS, DOCUMENT])), Ok(()));
        for parts in [
            &[CONTENTS][..],
            &[DOCUMENT],
            &[("xl/workbook.xml", b"".as_slice()), CONTENTS],
        ] {
            assert_eq!(check(&archive(parts)), Err(NotKept::OtherArchive));
        }
    }

    #[test]
    fn macros_and_what_is_inside_are_refused() {
        let with = |name: &'static str| check(&archive(&[CONTENTS, DOCUMENT, (name, b"x")]));
        assert_eq!(with("word/vbaProject.bin"), Err(NotKept::Macros));
        assert_eq!(with("word/VBAPROJECT.BIN"), Err(NotKept::Macros));
        assert_eq!(
            with("word/embeddings/oleObject1.bin"),
            Err(NotKept::Embedded)
        );
        assert_eq!(with("word/activeX/activeX1.xml"), Err(NotKept::Embedded));
        assert_eq!(with("word/media/image1.png"), Ok(()));
        let named = (
            "[Content_Types].xml",
            b"<Override ContentType=\"application/vnd.ms-word.document.macroEnabled.main+xml\"/>"
                .as_slice(),
        );
        assert_eq!(check(&archive(&[named, DOCUMENT])), Err(NotKept::Macros));
    }

    #[test]
    fn what_another_document_or_computer_brings_is_refused() {
        let with = |relations: &[u8]| {
            let part = ("word/_rels/settings.xml.rels", relations);
            check(&archive(&[CONTENTS, DOCUMENT, part]))
        };
        let fetched =
            b"<Relationship Id='rId1' Type='x/frame' Target='a.htm' TargetMode='External'/>";
        assert_eq!(with(fetched), Err(NotKept::Fetches));
        assert_eq!(with(b"<Relationships/>"), Ok(()));
        let chunk = archive(&[CONTENTS, DOCUMENT, ("word/afchunk1.mht", b"x")]);
        assert_eq!(check(&chunk), Err(NotKept::Embedded));
    }

    #[test]
    fn what_is_cut_off_or_unpacks_to_too_much_is_refused() {
        let whole = archive(&[CONTENTS, DOCUMENT]);
        assert_eq!(check(&whole[..whole.len() - 10]), Err(NotKept::Damaged));
        let blank = vec![b' '; 60_000];
        let bomb = archive(&[
            CONTENTS,
            DOCUMENT,
            ("word/media/1", &blank),
            ("word/media/2", &blank),
        ]);
        assert!(bomb.len() < 2_000);
        assert_eq!(check(&bomb), Err(NotKept::UnpacksTooLarge));
    }
}
