//! Why a whole file cannot be used. A problem of one row is the row's own.

use thiserror::Error;

use super::limits;

/// Why nothing of a file can be used, as a sentence with the file's name and, where there is one, the place.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum Unreadable {
    /// The file system refused.
    #[error("{file} cannot be read: {why}")]
    Unopened {
        /// The file.
        file: String,
        /// What the system said.
        why: String,
    },
    /// The name says no kind of file that is read here.
    #[error("{file}: the name must end in {wanted}")]
    UnknownEnding {
        /// The file.
        file: String,
        /// The endings that are read.
        wanted: &'static str,
    },
    /// Above the limit on files.
    #[error("{file} is larger than {}, the most that is read", limits::megabytes(*limit))]
    TooLarge {
        /// The file.
        file: String,
        /// The limit, in bytes.
        limit: u64,
    },
    /// No bytes.
    #[error("{file} is empty")]
    Empty {
        /// The file.
        file: String,
    },
    /// The content is of another kind than the name says.
    #[error("{file} is not {wanted}, as its name says: it is {found}. {advice}")]
    NotWhatItsNameSays {
        /// The file.
        file: String,
        /// What its name says.
        wanted: &'static str,
        /// What it is.
        found: &'static str,
        /// What to do.
        advice: &'static str,
    },
    /// A packed file that unpacks to more than the limit.
    #[error(
        "{file} unpacks to more than {} (its part {part} is where that was reached), so it is not opened",
        limits::megabytes(*limit)
    )]
    UnpacksTooLarge {
        /// The file.
        file: String,
        /// The part.
        part: String,
        /// The limit that was passed, in bytes.
        limit: u64,
    },
    /// More parts than any workbook has.
    #[error(
        "{file} has {parts} parts, and no workbook has more than {}",
        limits::PARTS_MAX
    )]
    TooManyParts {
        /// The file.
        file: String,
        /// How many.
        parts: usize,
    },
    /// More rows than the limit.
    #[error(
        "{file}: {place} has more than {} rows with something in them, the most that is read",
        limits::ROWS_MAX
    )]
    TooManyRows {
        /// The file.
        file: String,
        /// The sheet, or the text.
        place: String,
    },
    /// More cells than the limit.
    #[error(
        "{file}: {place} has more than {} cells with something in them, the most that is read",
        limits::CELLS_MAX
    )]
    TooManyCells {
        /// The file.
        file: String,
        /// The sheet, or the text.
        place: String,
    },
    /// Damaged in some way.
    #[error("{file} is damaged: {why}")]
    Damaged {
        /// The file.
        file: String,
        /// Where and how.
        why: String,
    },
    /// Text in an encoding that is not accepted.
    #[error(
        "{file}, line {line}: the text is not UTF-8. Save it as “CSV UTF-8 (comma delimited)” and try again"
    )]
    NotUtf8 {
        /// The file.
        file: String,
        /// The line of the first wrong byte.
        line: usize,
    },
    /// No such sheet.
    #[error("{file} has no sheet {wanted}; its sheets are {sheets}")]
    NoSuchSheet {
        /// The file.
        file: String,
        /// The name asked for.
        wanted: String,
        /// The names there are.
        sheets: String,
    },
    /// A sheet was named where there are none.
    #[error("{file} has no sheets, since it is text; leave --sheet out")]
    NoSheets {
        /// The file.
        file: String,
    },
    /// No row that could be the heading row.
    #[error("{file}: no heading row was found. {nearest}")]
    NoHeadings {
        /// The file.
        file: String,
        /// The row that comes nearest: what it lacks, and what it holds.
        nearest: String,
    },
    /// JSON lines without any key that is known.
    #[error("{file}: no line has a key that is known; the keys needed are {wanted}")]
    NoKeys {
        /// The file.
        file: String,
        /// The keys.
        wanted: String,
    },
    /// Two columns for one meaning.
    #[error("{file}, row {row}: {columns} both mean {meaning}; rename or remove one of them")]
    TwoColumns {
        /// The file.
        file: String,
        /// The heading row.
        row: u32,
        /// Both columns.
        columns: String,
        /// What both mean.
        meaning: String,
    },
    /// Headings and nothing under them.
    #[error("{file}{place}: there is no child under the heading row {row}")]
    NoRecords {
        /// The file.
        file: String,
        /// The sheet.
        place: String,
        /// The heading row.
        row: u32,
    },
    /// Columns that a return cannot do without.
    #[error("{file} lacks {missing}; it has {seen}")]
    MissingColumns {
        /// The file.
        file: String,
        /// What is missing.
        missing: String,
        /// What is there.
        seen: String,
    },
    /// A return's files that are not there, or are there twice.
    #[error("{folder}: {why}")]
    IncompleteReturn {
        /// The folder.
        folder: String,
        /// Which files, and what was looked for.
        why: String,
    },
}

/// One line of a file that was not taken, or was taken with a doubt. It may quote the cell: it is for who may
/// run imports, never for a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineProblem {
    /// The file, or the module of a return.
    pub place: String,
    /// The row, as a spreadsheet numbers it.
    pub row: Option<u32>,
    /// Whether the line was not taken.
    pub is_refused: bool,
    /// Why, as a sentence.
    pub sentence: String,
}

impl std::fmt::Display for LineProblem {
    /// `person, row 12: refused: …`, as commands print it.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.place)?;
        if let Some(row) = self.row {
            write!(out, ", row {row}")?;
        }
        let kind = if self.is_refused {
            "refused"
        } else {
            "warning"
        };
        write!(out, ": {kind}: {}", self.sentence)
    }
}
