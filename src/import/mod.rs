//! Bytes from outside become rows and problems.
//!
//! The only room that names `calamine`, `zip` and `encoding_rs`. It reads spreadsheets, delimited text,
//! JSON lines, rule texts, SEN2 Blade returns, extracts of case systems, GIAS establishments, documents and packages of other
//! authorities, within [`limits`]. It knows columns, codes
//! and untidy cells; it knows nothing of bands, databases or pages. Nothing is guessed and nothing is
//! dropped: what cannot be read comes back as a problem with its place.

pub mod caseload;
mod cell;
mod columns;
mod container;
mod dates;
mod delimited;
pub mod document;
mod encoding;
mod file_kind;
pub mod forecast;
pub mod gias;
mod json_lines;
pub mod ledger;
pub mod limits;
mod mapped;
mod problem;
mod record_part;
mod references;
pub mod rule_files;
pub mod school_return;
pub mod scores;
pub mod sen2;
mod source;
mod table;
pub mod transfer;
mod words;
mod workbook;

pub use cell::Cell;
pub use file_kind::check as check_kind;
pub use problem::{LineProblem, Unreadable};
pub use source::{Format, SourceFile};
pub use table::{LeftOut, Row, Table, column_letters};
