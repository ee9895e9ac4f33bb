//! Delimited text to a table: commas, semicolons or tabs, with quotation marks as RFC 4180 has them.
//!
//! A spreadsheet's row is a record, not a line: a quoted value may hold line ends. Rows are numbered as a
//! spreadsheet that opens the file numbers them, blank lines included.

use std::borrow::Cow;

use super::encoding::{self, OtherEncoding};
use super::file_kind;
use super::{Cell, Row, SourceFile, Table, Unreadable, limits};

/// Reads a file as a table of texts.
///
/// # Errors
/// [`Unreadable`]: encoding, a quotation mark that is never closed, or too many rows or cells.
pub fn read(source: &SourceFile, other: OtherEncoding) -> Result<Table, Unreadable> {
    let text = text(source, other)?;
    let mut table = Table {
        is_delimited: true,
        ..Table::default()
    };
    let mut cells = 0;
    let mut records = Records::of(&text);
    let mut number = 0;
    while let Some(record) = records.next_of(source)? {
        number += 1;
        let row = row_of(number, record);
        if row.cells.is_empty() {
            continue;
        }
        cells += row.cells.len();
        if cells > limits::CELLS_MAX {
            return Err(Unreadable::TooManyCells {
                file: source.name.clone(),
                place: "it".to_owned(),
            });
        }
        table.rows.push(row);
        if table.rows.len() > limits::ROWS_MAX {
            return Err(Unreadable::TooManyRows {
                file: source.name.clone(),
                place: "it".to_owned(),
            });
        }
    }
    Ok(table)
}

/// The text of a file that is to be delimited text.
///
/// # Errors
/// [`Unreadable`] if it is something else, or in an encoding that is not accepted.
pub fn text(source: &SourceFile, other: OtherEncoding) -> Result<Cow<'_, str>, Unreadable> {
    file_kind::check_is_text(source)?;
    encoding::text(source, other)
}

fn row_of(number: u32, record: Vec<String>) -> Row {
    let cells = (0..)
        .zip(record)
        .filter(|(_, text)| !text.is_empty())
        .map(|(column, text)| (column, Cell::Text(text)))
        .collect();
    Row { number, cells }
}

/// The delimiter that stands most often outside quotation marks in the first lines; a comma if none does.
fn delimiter_of(text: &str) -> char {
    let mut counts = [(',', 0_usize), (';', 0), ('\t', 0)];
    for line in text.lines().take(limits::HEADING_ROWS_MAX) {
        let mut is_quoted = false;
        for character in line.chars() {
            match character {
                '"' => is_quoted = !is_quoted,
                _ if is_quoted => {}
                _ => {
                    for (delimiter, count) in &mut counts {
                        *count += usize::from(character == *delimiter);
                    }
                }
            }
        }
    }
    counts
        .into_iter()
        .rev()
        .max_by_key(|(_, count)| *count)
        .map_or(',', |(delimiter, _)| delimiter)
}

/// The records of a text, one after the other.
pub struct Records<'text> {
    rest: &'text str,
    line: usize,
    delimiter: char,
}

impl<'text> Records<'text> {
    /// The records of a text, whose delimiter is found.
    pub fn of(text: &'text str) -> Records<'text> {
        Records {
            rest: text,
            line: 1,
            delimiter: delimiter_of(text),
        }
    }

    /// The next record, or none at the end of the file.
    ///
    /// # Errors
    /// [`Unreadable::Damaged`] with the line of a quotation mark that is never closed.
    pub fn next_of(&mut self, source: &SourceFile) -> Result<Option<Vec<String>>, Unreadable> {
        self.next().map_err(|line| Unreadable::Damaged {
            file: source.name.clone(),
            why: format!("a quotation mark is opened on line {line} and never closed"),
        })
    }

    /// The next record, or none at the end; the line of an open quotation mark if it is never closed.
    fn next(&mut self) -> Result<Option<Vec<String>>, usize> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let mut record = Vec::new();
        loop {
            let (value, is_last) = self.value()?;
            record.push(value);
            if is_last {
                return Ok(Some(record));
            }
        }
    }

    /// The next value, and whether the record ends after it.
    fn value(&mut self) -> Result<(String, bool), usize> {
        let mut value = String::new();
        if let Some(inside) = self.rest.strip_prefix('"') {
            self.rest = inside;
            self.quoted(&mut value)?;
        }
        // What follows a closing quotation mark belongs to the value, as spreadsheets read it.
        let end = self
            .rest
            .find([self.delimiter, '\n', '\r'])
            .unwrap_or(self.rest.len());
        value.push_str(&self.rest[..end]);
        self.rest = &self.rest[end..];
        if let Some(rest) = self.rest.strip_prefix(self.delimiter) {
            self.rest = rest;
            return Ok((value, false));
        }
        for line_end in ["\r\n", "\n", "\r"] {
            if let Some(rest) = self.rest.strip_prefix(line_end) {
                self.rest = rest;
                self.line += 1;
                break;
            }
        }
        Ok((value, true))
    }

    /// Reads up to the closing quotation mark; two of them stand for one.
    fn quoted(&mut self, value: &mut String) -> Result<(), usize> {
        let opened = self.line;
        loop {
            let Some(end) = self.rest.find('"') else {
                return Err(opened);
            };
            let inside = &self.rest[..end];
            self.line += inside.matches('\n').count();
            value.push_str(inside);
            self.rest = &self.rest[end + 1..];
            match self.rest.strip_prefix('"') {
                Some(rest) => {
                    value.push('"');
                    self.rest = rest;
                }
                None => return Ok(()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(u32, Vec<String>)> {
        let source = SourceFile::of("a.csv".to_owned(), text.as_bytes().to_vec()).unwrap();
        let table = read(&source, OtherEncoding::Refused).unwrap();
        let texts = |row: &Row| row.cells.iter().map(|(_, cell)| cell.text()).collect();
        table
            .rows
            .iter()
            .map(|row| (row.number, texts(row)))
            .collect()
    }

    #[test]
    fn quoted_values_hold_delimiters_quotation_marks_and_line_ends() {
        assert_eq!(
            rows("a,b\r\n\"x, \"\"y\"\"\",\"two\nlines\"\n\nlast,row"),
            [
                (1, vec!["a".to_owned(), "b".to_owned()]),
                (2, vec!["x, \"y\"".to_owned(), "two\nlines".to_owned()]),
                (4, vec!["last".to_owned(), "row".to_owned()]),
            ]
        );
    }

    #[test]
    fn the_delimiter_is_found() {
        for text in ["a;b,c;d\n1;2;3", "a\tb,c\td\n1\t2\t3"] {
            assert_eq!(rows(text)[0].1, ["a", "b,c", "d"]);
        }
        assert_eq!(rows("alone\n1")[0].1, ["alone"]);
    }

    #[test]
    fn an_open_quotation_mark_is_named_by_its_line() {
        let source =
            SourceFile::of("a.csv".to_owned(), b"a,b\n1,2\n3,\"4\n5,6\n".to_vec()).unwrap();
        let error = read(&source, OtherEncoding::Refused).unwrap_err();
        assert!(error.to_string().contains("line 3"), "{error}");
    }
}
