//! Comma-separated values, safe to open in a spreadsheet.

use super::{Column, Value};
use crate::money::Decimal;

/// Writes a heading row and rows as UTF-8 with the mark that spreadsheets look for. Text that a spreadsheet
/// would take for a formula gets an apostrophe in front.
#[must_use]
pub fn csv(columns: &[Column], rows: &[Vec<Value>]) -> Vec<u8> {
    let mut out = String::from('\u{feff}');
    let headings: Vec<String> = columns
        .iter()
        .map(|column| harmless(&column.heading))
        .collect();
    write_line(&mut out, &headings);
    for row in rows {
        let mut texts: Vec<String> = row.iter().map(text_of).collect();
        texts.resize(columns.len(), String::new());
        write_line(&mut out, &texts);
    }
    out.into_bytes()
}

fn text_of(value: &Value) -> String {
    match value {
        Value::Blank => String::new(),
        Value::Text(text) | Value::Heading(text) => harmless(text),
        Value::Number(number) | Value::Measured(number, _) => number.to_string(),
        Value::Count(count) => count.to_string(),
        Value::Money(money) | Value::Sum(money) | Value::Worked { is: money, .. } => {
            money.pounds_text()
        }
        Value::Tenths(tenths) => Decimal::new(*tenths, 1).to_string(),
        Value::Reckoned { is, .. } => is.to_string(),
        Value::Moment(moment) if moment.time() == jiff::civil::Time::midnight() => {
            moment.date().to_string()
        }
        Value::Moment(moment) => moment.to_string(),
        Value::Truth(truth) => truth.to_string().to_uppercase(),
    }
}

/// Text that no spreadsheet takes for a formula (OWASP, CSV injection). A plain number below nought is none, and stays as it
/// is written: £250.50 less is -250.50.
fn harmless(text: &str) -> String {
    if !is_below_nought(text) && text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

fn is_below_nought(text: &str) -> bool {
    let is_of_a_number = |sign: u8| sign.is_ascii_digit() || sign == b'.';
    text.strip_prefix('-')
        .is_some_and(|digits| digits.bytes().all(is_of_a_number) && digits.parse::<f64>().is_ok())
}

fn write_line(out: &mut String, values: &[String]) {
    for (place, value) in values.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        if value.contains(['"', ',', '\n', '\r']) {
            out.push('"');
            out.push_str(&value.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(value);
        }
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_neutralised_and_quotation_marks_doubled() {
        let columns = [Column::new("a", 1), Column::new("b", 1)];
        let rows = [vec![
            Value::Text("=1+1".to_owned()),
            Value::Text("say \"x\", y".to_owned()),
        ]];
        let text = String::from_utf8(csv(&columns, &rows)).unwrap();
        assert_eq!(text, "\u{feff}a,b\r\n'=1+1,\"say \"\"x\"\", y\"\r\n");
    }

    #[test]
    fn a_number_below_nought_stays_as_it_is_written() {
        for (text, written) in [
            ("-250.50", "-250.50"),
            ("-12", "-12"),
            ("-1+1", "'-1+1"),
            ("-", "'-"),
            ("-.", "'-."),
            ("-1.2.3", "'-1.2.3"),
            ("-1e3", "'-1e3"),
            ("-A1", "'-A1"),
        ] {
            assert_eq!(harmless(text), written);
        }
    }
}
