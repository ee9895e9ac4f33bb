//! Figures that leave as a file, and the names of files that come.

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
        .map(|row| row.iter().map(|text| value(text)).collect())
        .collect();
    export::csv(&columns, &rows)
}

/// The longest name of a file that is kept, in characters.
const NAME_CHARACTERS_MAX: usize = 120;

/// A file's name without its folders, cut, and without characters that are not seen. Its end, which says what it is, stays.
#[must_use]
pub fn plain_name(name: &str) -> String {
    let own = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen: Vec<char> = own.chars().filter(|c| !c.is_control()).collect();
    let from = seen.len().saturating_sub(NAME_CHARACTERS_MAX);
    seen[from..].iter().collect()
}

/// A plain number as itself, so that its minus sign survives; anything else as text.
fn value(text: &str) -> Value {
    let is_plain = text
        .strip_prefix('-')
        .is_some_and(|digits| !digits.is_empty() && digits.chars().all(is_of_a_number));
    match text.parse() {
        Ok(number) if is_plain => Value::Number(number),
        _ => Value::Text(text.to_owned()),
    }
}

fn is_of_a_number(character: char) -> bool {
    character.is_ascii_digit() || character == '.'
}

#[cfg(test)]
mod tests {
    use super::{NAME_CHARACTERS_MAX, csv, plain_name};

    #[test]
    fn a_negative_number_stays_a_number_and_a_formula_does_not() {
        let headings = ["Setting".to_owned(), "Change (%)".to_owned()];
        let rows = [
            vec!["=A1".to_owned(), "-12.5".to_owned()],
            vec!["-A1".to_owned(), "1461.30".to_owned()],
        ];
        let text = String::from_utf8(csv(&headings, &rows)).unwrap();
        assert_eq!(
            text,
            "\u{feff}Setting,Change (%)\r\n'=A1,-12.5\r\n'-A1,1461.30\r\n"
        );
    }

    #[test]
    fn a_file_is_named_without_its_folders() {
        assert_eq!(plain_name("C:\\Users\\me\\week 3.csv"), "week 3.csv");
        assert_eq!(plain_name("../../etc/week.xlsx"), "week.xlsx");
        assert_eq!(plain_name("a\u{0}b\n.csv"), "ab.csv");
        let long = format!("{}.csv", "x".repeat(500));
        assert_eq!(plain_name(&long).chars().count(), NAME_CHARACTERS_MAX);
        assert!(plain_name(&long).ends_with(".csv"));
    }
}
