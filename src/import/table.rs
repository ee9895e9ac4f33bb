//! A table as its file holds it: rows with their numbers, and only the cells that hold something.

use super::Cell;

/// A row with its number and its cells, by column from 0, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// The number that a reader sees, from 1.
    pub number: u32,
    /// The cells that hold something.
    pub cells: Vec<(u32, Cell)>,
}

impl Row {
    /// The cell in a column, unless it is blank.
    #[must_use]
    pub fn get(&self, column: u32) -> Option<&Cell> {
        let place = self
            .cells
            .binary_search_by_key(&column, |(at, _)| *at)
            .ok()?;
        Some(&self.cells[place].1).filter(|cell| !cell.is_blank())
    }

    /// The cells that are not blank.
    pub fn filled(&self) -> impl Iterator<Item = (u32, &Cell)> {
        self.cells
            .iter()
            .filter(|(_, cell)| !cell.is_blank())
            .map(|(column, cell)| (*column, cell))
    }

    /// Whether nothing is to be seen in it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.filled().next().is_none()
    }
}

/// A sheet or a text file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// The sheet's name, if it has one.
    pub sheet: Option<String>,
    /// The rows that hold something, by number.
    pub rows: Vec<Row>,
    /// What was left out of the table, as sentences.
    pub notes: Vec<String>,
    /// Rows that could not be read as a row at all, with the reason.
    pub broken: Vec<(u32, String)>,
    /// Whether a value too many in a row means that its values are shifted, as in delimited text.
    pub is_delimited: bool,
}

/// Lines that are no record: a blank, a total, a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The first of them.
    pub first: u32,
    /// The last of them; the same if there is one.
    pub last: u32,
    /// Why.
    pub reason: String,
}

impl LeftOut {
    /// How many lines.
    #[must_use]
    pub fn lines(&self) -> u32 {
        self.last - self.first + 1
    }

    /// The lines by number: `row 450`, `rows 1661 to 1670`.
    #[must_use]
    pub fn place(&self) -> String {
        if self.first == self.last {
            format!("row {}", self.first)
        } else {
            format!("rows {} to {}", self.first, self.last)
        }
    }
}

/// A column as a spreadsheet names it: 0 is `A`, 26 is `AA`.
#[must_use]
pub fn column_letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        let digit = (rest - 1) % 26;
        // The digit is below 26.
        letters.push(char::from(b'A' + u8::try_from(digit).unwrap_or_default()));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_spreadsheets_name_them() {
        for (column, letters) in [
            (0, "A"),
            (25, "Z"),
            (26, "AA"),
            (701, "ZZ"),
            (16_383, "XFD"),
        ] {
            assert_eq!(column_letters(column), letters);
        }
    }

    #[test]
    fn a_cell_of_spaces_is_no_cell() {
        let row = Row {
            number: 1,
            cells: vec![
                (2, Cell::Text(" \u{a0}".to_owned())),
                (5, Cell::Number(1.0)),
            ],
        };
        assert_eq!(row.get(2), None);
        assert_eq!(row.get(5), Some(&Cell::Number(1.0)));
        assert_eq!(row.filled().count(), 1);
    }
}
