//! What a school returns of its pupils: reference, band, share of full time and dates, by the headings of
//! `school_return.toml`.
//!
//! A problem names the row and the column and never repeats the cell: it is kept, and the cell may hold a name.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::mapped::{self, Mapped, MappedRow, Mapping};
use super::{Cell, LeftOut, SourceFile, Unreadable, dates};
use crate::calendar::Date;
use crate::needs::BandId;
use crate::reconcile::{Said, SaidEnd};

/// The most characters of a reference that are kept.
const REFERENCE_MAX: usize = 60;

#[expect(
    clippy::expect_used,
    reason = "the file is part of the executable, and a test reads it"
)]
static MAPPING: LazyLock<Mapping> = LazyLock::new(|| {
    toml::from_str(include_str!("school_return.toml")).expect("school_return.toml is well formed")
});

/// A row that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedRow {
    /// Its number.
    pub row: u32,
    /// What stands where the reference is wanted; nothing where that is blank.
    pub reference: String,
    /// Why, in a sentence that repeats no cell.
    pub why: String,
}

/// A return, read: each row under its headings is in one of the lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchoolReturn {
    /// The rows that could be read.
    pub rows: Vec<Said>,
    /// Those that could not.
    pub refused: Vec<RefusedRow>,
    /// Totals and notes.
    pub left_out: Vec<LeftOut>,
}

/// Reads a return: a workbook or comma-separated text.
///
/// # Errors
/// [`Unreadable`] if nothing of the file can be used.
pub fn read(source: &SourceFile) -> Result<SchoolReturn, Unreadable> {
    let mapped = mapped::read(source, &MAPPING)?;
    let mut found = SchoolReturn {
        rows: Vec::new(),
        refused: Vec::new(),
        left_out: mapped.left_out.clone(),
    };
    let mut firsts = BTreeMap::new();
    for row in &mapped.rows {
        let refused = |why| RefusedRow {
            row: row.number,
            reference: reference_of(row),
            why,
        };
        match said(&mapped, row) {
            Ok(said) => match firsts.get(&sameness(&said)) {
                Some(first) => found
                    .refused
                    .push(refused(format!("It says again what row {first} says"))),
                None => {
                    firsts.insert(sameness(&said), said.row);
                    found.rows.push(said);
                }
            },
            Err(why) => found.refused.push(refused(why.to_owned())),
        }
    }
    Ok(found)
}

/// What a row says, its number left out: two rows that say the same are one placement, returned twice.
fn sameness(said: &Said) -> String {
    let reference = said.reference.to_lowercase();
    let (band, fte, from, end) = (&said.band, said.fte, said.from, said.end);
    format!("{reference:?} {band:?} {fte:?} {from:?} {end:?}")
}

fn reference_of(row: &MappedRow) -> String {
    row.text("reference").chars().take(REFERENCE_MAX).collect()
}

fn said(mapped: &Mapped, row: &MappedRow) -> Result<Said, &'static str> {
    if row.is_shifted {
        return Err("The row has more values than there are headings, so they are shifted");
    }
    let reference = reference_of(row);
    if reference.is_empty() {
        return Err("The child’s reference is blank");
    }
    let fte = match row.get("fte") {
        None => None,
        Some(cell) => {
            let share = cell.text().parse().map_err(
                |_| "The full-time equivalent (FTE) is no number above 0 and at most 1, such as 0.6",
            )?;
            Some(share)
        }
    };
    let from = day(
        row.get("from"),
        "The first day is no date such as 01/09/2026",
    )?;
    let last = day(
        row.get("last"),
        "The last day is no date such as 18/12/2026",
    )?;
    if from.zip(last).is_some_and(|(from, last)| last < from) {
        return Err("The last day is before the first day");
    }
    let band = Some(row.text("band")).filter(|band| !band.is_empty());
    if band
        .as_deref()
        .is_some_and(|band| !BandId::is_well_formed(band))
    {
        return Err("The band is longer than the name of a band may be");
    }
    Ok(Said {
        row: row.number,
        reference,
        band,
        fte,
        from,
        end: match last {
            Some(last) => SaidEnd::On(last),
            None if mapped.has("last") => SaidEnd::Open,
            None => SaidEnd::Unstated,
        },
    })
}

fn day(cell: Option<&Cell>, otherwise: &'static str) -> Result<Option<Date>, &'static str> {
    match cell {
        None => Ok(None),
        Some(Cell::Moment(moment)) => Ok(Some(moment.date())),
        Some(Cell::Text(text)) => dates::parse(text).map(Some).ok_or(otherwise),
        Some(_) => Err(otherwise),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn of(text: &str) -> Result<SchoolReturn, Unreadable> {
        read(&SourceFile::of("return.csv".to_owned(), text.as_bytes().to_vec()).unwrap())
    }

    #[test]
    fn rows_are_read_refused_or_left_out_and_none_is_lost() {
        let found = of("Oak Hill\n\nRef,Pupil,Band,FTE,Start date,Date left\n\
             EX-1,Ana Ash,D,1,01/09/2026,\n\
             EX-2,Ben Bay,E,0.6,2026-09-01,18 Dec 2026\n\
             ,Cas Cox,D,1,,\n\
             EX-4,Dee,D,1.5,,\n\
             EX-5,Eve,D,1,31/02/2026,\n\
             EX-6,Fay,D,1,02/09/2026,01/09/2026\n\
             Total,,,4,,\n\
             ,only a name,,,,\n\
             EX-7,G,D,1,,,,x\n")
        .unwrap();
        let rows: Vec<u32> = found.rows.iter().map(|row| row.row).collect();
        assert_eq!(rows, [4, 5]);
        assert_eq!(found.rows[0].end, SaidEnd::Open);
        assert_eq!(found.rows[1].from, Some(date(2026, 9, 1)));
        assert_eq!(found.rows[1].end, SaidEnd::On(date(2026, 12, 18)));
        let refused: Vec<u32> = found.refused.iter().map(|row| row.row).collect();
        assert_eq!(refused, [6, 7, 8, 9, 12]);
        let left_out: Vec<u32> = found.left_out.iter().map(|row| row.first).collect();
        assert_eq!(left_out, [10, 11]);
        // No problem repeats what a cell holds.
        for row in &found.refused {
            assert!(
                !row.why.contains("Cas") && !row.why.contains("1.5"),
                "{row:?}"
            );
        }
    }

    #[test]
    fn a_row_that_stands_twice_is_refused_once_and_named() {
        let found = of("Ref,Band,Start\nEX-1,D,01/09/2026\nex-1,D,1 Sep 2026\nEX-1,E,01/09/2026\n");
        let found = found.unwrap();
        let rows: Vec<u32> = found.rows.iter().map(|row| row.row).collect();
        assert_eq!(rows, [2, 4]);
        assert_eq!(found.refused[0].row, 3);
        assert_eq!(found.refused[0].why, "It says again what row 2 says");
    }

    #[test]
    fn a_child_whose_name_begins_like_a_total_is_no_total() {
        let found = of("Pupil,Ref,Band\nMax Brown,EX-1,D\nMean,EX-2,D\nTotal,,2\n").unwrap();
        let rows: Vec<&str> = found
            .rows
            .iter()
            .map(|row| row.reference.as_str())
            .collect();
        assert_eq!(rows, ["EX-1", "EX-2"]);
        assert_eq!((found.refused.len(), found.left_out.len()), (0, 1));
    }

    #[test]
    fn a_note_in_the_place_of_a_band_is_refused_and_not_repeated() {
        let note = "see the letter of Mrs Brown about the summer";
        let found = of(&format!("Ref,Band\nEX-1,{note}\nEX-2,Local Offer\n")).unwrap();
        assert_eq!((found.rows.len(), found.refused.len()), (1, 1));
        assert!(found.refused[0].why.starts_with("The band is longer"));
    }

    #[test]
    fn a_file_without_the_reference_is_of_no_use() {
        for (text, wanted) in [
            ("Pupil,Band\nAna,D\n", "lacks Child's reference"),
            ("Ref,Band,Reference\nEX-1,D,EX-1\n", "both mean"),
        ] {
            let error = of(text).unwrap_err().to_string();
            assert!(error.contains(wanted), "{error}");
        }
        let bare = of("Ref\nEX-1\n").unwrap();
        assert_eq!(bare.rows[0].end, SaidEnd::Unstated);
    }
}
