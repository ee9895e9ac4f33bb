//! Figures that leave as a file.

use crate::export::{self, Column, Value};

/// A CSV of figures that stand as text: numbers stay numbers, other text that a spreadsheet would take for a formula
/// is made harmless.
#[must_use]
pub fn csv(headings: &[String], rows: &[Vec<String>]) -> Vec<u8> {
    let columns: Vec<Column> = headings
        .iter()
        .map(|heading| Column::new(heading.clone(), 0))
        .collect();
    let rows: Vec<Vec<Value>> = rows
        .iter()
        .map(|row| row.iter().cloned().map(Value::Text).collect())
        .collect();
    export::csv(&columns, &rows)
}

#[cfg(test)]
mod tests {
    use super::csv;

    #[test]
    fn a_negative_number_stays_a_number_and_a_formula_does_not() {
        let headings = ["Setting".to_owned(), "Change (%)".to_owned()];
        let rows = [
            vec!["=A1".to_owned(), "-12.50".to_owned()],
            vec!["-A1".to_owned(), "1461.30".to_owned()],
        ];
        let text = String::from_utf8(csv(&headings, &rows)).unwrap();
        assert_eq!(
            text,
            "\u{feff}Setting,Change (%)\r\n'=A1,-12.50\r\n'-A1,1461.30\r\n"
        );
    }
}
