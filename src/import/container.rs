//! A workbook's container, measured before anything reads it.
//!
//! What a zip file says about its own sizes may be a lie, so every part is unpacked once into nothing,
//! and the bytes are counted.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::references::ReferenceCheck;
use super::{SourceFile, Unreadable, limits};

const WORKBOOK_PART: &str = "xl/workbook.xml";

/// Checks that a zip file holds an Excel workbook within the limits.
///
/// # Errors
/// [`Unreadable`]: damaged, another kind of archive, too many parts, or too large once unpacked.
pub fn check(source: &SourceFile) -> Result<(), Unreadable> {
    let damaged = |why: String| Unreadable::Damaged {
        file: source.name.clone(),
        why,
    };
    let mut archive = ZipArchive::new(Cursor::new(source.bytes.as_slice()))
        .map_err(|error| damaged(format!("its contents cannot be listed ({error})")))?;
    if archive.len() > limits::PARTS_MAX {
        return Err(Unreadable::TooManyParts {
            file: source.name.clone(),
            parts: archive.len(),
        });
    }
    check_is_workbook(source, &archive)?;
    let mut unpacked = 0;
    for place in 0..archive.len() {
        let part = archive.by_index(place).map_err(|error| {
            damaged(format!("its part {} cannot be opened ({error})", place + 1))
        })?;
        // A name that is no text is no workbook's part either, and only its size matters.
        let name = part.name().map_or_else(
            |_| format!("number {}", place + 1),
            |name| name.into_owned(),
        );
        let limit = if name.starts_with("xl/worksheets/") {
            limits::INFLATED_BYTES_MAX - unpacked
        } else {
            limits::PART_BYTES_MAX.min(limits::INFLATED_BYTES_MAX - unpacked)
        };
        let size = measure(part, limit)
            .map_err(|error| damaged(format!("its part {name} cannot be read ({error})")))?;
        unpacked += size;
        if size > limit {
            return Err(Unreadable::UnpacksTooLarge {
                file: source.name.clone(),
                limit: if unpacked > limits::INFLATED_BYTES_MAX {
                    limits::INFLATED_BYTES_MAX
                } else {
                    limits::PART_BYTES_MAX
                },
                part: name,
            });
        }
    }
    Ok(())
}

/// Unpacks a part into nothing, counts its bytes up to one above the limit, and checks the places it names.
fn measure(part: impl Read, limit: u64) -> std::io::Result<u64> {
    std::io::copy(&mut part.take(limit + 1), &mut ReferenceCheck::default())
}

fn check_is_workbook(
    source: &SourceFile,
    archive: &ZipArchive<Cursor<&[u8]>>,
) -> Result<(), Unreadable> {
    let holds = |name: &str| archive.file_names().flatten().any(|part| part == name);
    if holds(WORKBOOK_PART) {
        return Ok(());
    }
    let (found, advice) = if holds("xl/workbook.bin") {
        (
            "a binary workbook (.xlsb)",
            "Save it as “Excel Workbook (.xlsx)” and try again",
        )
    } else if holds("content.xml") {
        (
            "an OpenDocument file (.ods or .odt)",
            "Save it as “Excel Workbook (.xlsx)” and try again",
        )
    } else if holds("word/document.xml") {
        (
            "a Word document",
            "Save the table as an Excel workbook and try again",
        )
    } else {
        (
            "a zip archive without a workbook",
            "Unpack it and give the workbook itself",
        )
    };
    Err(Unreadable::NotWhatItsNameSays {
        file: source.name.clone(),
        wanted: "an Excel workbook",
        found,
        advice,
    })
}
