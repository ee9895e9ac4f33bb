//! JSON lines to a table: a record a line, its keys as headings, its levels among them.

use serde_json::Value;

use super::encoding::{self, OtherEncoding};
use super::{Cell, Row, SourceFile, Table, Unreadable, limits};

/// Reads a file of JSON lines. The heading row is row 0 and holds every key in the order of its first
/// appearance; what stands under `levels` stands beside the rest. A line that is no object is a broken row.
///
/// # Errors
/// [`Unreadable`]: encoding, or too many rows or keys.
pub fn read(source: &SourceFile) -> Result<Table, Unreadable> {
    let text = encoding::text(source, OtherEncoding::Refused)?;
    let mut keys = Vec::new();
    let mut table = Table::default();
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim().is_empty() {
            continue;
        }
        match row_of(number, line, &mut keys) {
            Ok(row) => table.rows.push(row),
            Err(reason) => table.broken.push((number, reason)),
        }
        if table.rows.len() + table.broken.len() > limits::ROWS_MAX {
            return Err(Unreadable::TooManyRows {
                file: source.name.clone(),
                place: "it".to_owned(),
            });
        }
    }
    let headings = (0..)
        .zip(keys)
        .map(|(column, key)| (column, Cell::Text(key)));
    table.rows.insert(
        0,
        Row {
            number: 0,
            cells: headings.collect(),
        },
    );
    Ok(table)
}

fn row_of(number: u32, line: &str, keys: &mut Vec<String>) -> Result<Row, String> {
    let Ok(Value::Object(object)) = serde_json::from_str(line) else {
        return Err("the line is not one JSON object".to_owned());
    };
    let mut cells = Vec::new();
    for (key, value) in object {
        match (key.as_str(), value) {
            ("levels", Value::Object(levels)) => {
                for (domain, level) in levels {
                    take(&mut cells, keys, domain, &level)?;
                }
            }
            (_, value) => take(&mut cells, keys, key, &value)?,
        }
    }
    cells.sort_by_key(|(column, _)| *column);
    if cells.windows(2).any(|pair| pair[0].0 == pair[1].0) {
        return Err("a key stands both beside “levels” and in it".to_owned());
    }
    Ok(Row { number, cells })
}

fn take(
    cells: &mut Vec<(u32, Cell)>,
    keys: &mut Vec<String>,
    key: String,
    value: &Value,
) -> Result<(), String> {
    let cell = match value {
        Value::Null => return Ok(()),
        Value::String(text) if text.is_empty() => return Ok(()),
        Value::String(text) => Cell::Text(text.clone()),
        Value::Number(number) => match number.as_f64() {
            Some(number) => Cell::Number(number),
            None => Cell::Text(number.to_string()),
        },
        Value::Bool(truth) => Cell::Truth(*truth),
        Value::Array(_) | Value::Object(_) => {
            return Err(format!("the value of “{key}” is neither text nor a number"));
        }
    };
    let known = keys.iter().position(|seen| *seen == key);
    let column = known.unwrap_or_else(|| {
        keys.push(key);
        keys.len() - 1
    });
    let column = u32::try_from(column)
        .ok()
        .filter(|column| *column < limits::COLUMNS_MAX)
        .ok_or_else(|| {
            format!(
                "the file has more than {} different keys",
                limits::COLUMNS_MAX
            )
        })?;
    cells.push((column, cell));
    Ok(())
}
