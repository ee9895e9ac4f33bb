//! How much of a file is read before it is refused. Every message that names a limit takes it from here.

/// The largest file, in bytes.
pub const FILE_BYTES_MAX: u64 = 30_000_000;

/// The largest register of establishments, in bytes: the whole of GIAS is about 65 MB.
pub const REGISTER_BYTES_MAX: u64 = 150_000_000;

/// The most that a workbook's parts may come to once unpacked, in bytes really counted.
pub const INFLATED_BYTES_MAX: u64 = 300_000_000;

/// The most that one part of a workbook other than a sheet (such as its shared texts) may come to, in bytes.
pub const PART_BYTES_MAX: u64 = 64_000_000;

/// The most that a document's parts, or the packed objects of a PDF, may come to once unpacked, in bytes really counted.
pub const DOCUMENT_BYTES_MAX: u64 = 100_000_000;

/// The most parts in a workbook or a document.
pub const PARTS_MAX: usize = 2_000;

/// The last column that is read; a cell further right is named and left out.
pub const COLUMNS_MAX: u32 = 400;

/// The most rows with something in them.
pub const ROWS_MAX: usize = 200_000;

/// The most cells with something in them.
pub const CELLS_MAX: usize = 6_000_000;

/// How many rows with something in them are looked at for the heading row.
pub const HEADING_ROWS_MAX: usize = 50;

/// The longest value that a message repeats, in characters.
pub const SHOWN_CHARACTERS_MAX: usize = 60;

/// A number of bytes as a message shows it, in whole megabytes.
#[must_use]
pub fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes / 1_000_000)
}
