//! JSON lines to a table: a record a line, its keys as headings, its levels among them.

use serde_json::{Map, Value};

use crate::answers::line_field;

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
        match object_of(line).and_then(|object| row_of(number, object, &mut keys)) {
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
    table.rows.insert(0, heading_row(keys));
    Ok(table)
}

/// Reads one line by itself, as a table of one row.
#[must_use]
pub fn read_line(number: u32, line: &str) -> Table {
    let mut keys = Vec::new();
    let mut table = Table::default();
    match object_of(line).and_then(|object| row_of(number, object, &mut keys)) {
        Ok(row) => table.rows.push(row),
        Err(reason) => table.broken.push((number, reason)),
    }
    table.rows.insert(0, heading_row(keys));
    table
}

/// Reads one record that has a file of its own, in JSON or in TOML. It needs no reference: it is the file.
///
/// # Errors
/// [`Unreadable`] if the file is neither.
pub fn read_one(source: &SourceFile, is_toml: bool) -> Result<Table, Unreadable> {
    let text = encoding::text(source, OtherEncoding::Refused)?;
    let damaged = |why: String| Unreadable::Damaged {
        file: source.name.clone(),
        why,
    };
    let value = if is_toml {
        let value = toml::from_str(&text).map_err(|error| damaged(error.to_string()))?;
        json_of(toml::Value::Table(value))
    } else {
        serde_json::from_str(&text).map_err(|error| damaged(format!("it is no JSON ({error})")))?
    };
    let Value::Object(mut object) = value else {
        return Err(damaged("it is not one JSON object".to_owned()));
    };
    object
        .entry("id")
        .or_insert_with(|| Value::from(source.name.as_str()));
    let mut keys = Vec::new();
    let row = row_of(1, object, &mut keys).map_err(damaged)?;
    Ok(Table {
        rows: vec![heading_row(keys), row],
        ..Table::default()
    })
}

fn heading_row(keys: Vec<String>) -> Row {
    let headings = (0..).zip(keys);
    Row {
        number: 0,
        cells: headings
            .map(|(column, key)| (column, Cell::Text(key)))
            .collect(),
    }
}

/// TOML as JSON; a date becomes its text.
fn json_of(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::from(text),
        toml::Value::Integer(number) => Value::from(number),
        toml::Value::Float(number) => Value::from(number),
        toml::Value::Boolean(truth) => Value::from(truth),
        toml::Value::Datetime(moment) => Value::from(moment.to_string()),
        toml::Value::Array(items) => items.into_iter().map(json_of).collect(),
        toml::Value::Table(table) => table
            .into_iter()
            .map(|(key, value)| (key, json_of(value)))
            .collect(),
    }
}

fn object_of(line: &str) -> Result<Map<String, Value>, String> {
    match serde_json::from_str(line) {
        Ok(Value::Object(object)) => Ok(object),
        _ => Err("the line is not one JSON object".to_owned()),
    }
}

fn row_of(number: u32, object: Map<String, Value>, keys: &mut Vec<String>) -> Result<Row, String> {
    let mut cells = Vec::new();
    for (key, value) in object {
        match (key.as_str(), value) {
            ("levels" | "bands" | "circumstances", Value::Object(named)) => {
                for (name, value) in named {
                    take(&mut cells, keys, name, &value)?;
                }
            }
            ("picked", picked) => {
                for band in picked_bands(picked)? {
                    take(&mut cells, keys, band, &Value::from(true))?;
                }
            }
            ("provision", Value::Array(lines)) => {
                for (field, value) in provision_fields(lines)? {
                    take(&mut cells, keys, field, &value)?;
                }
            }
            ("earlier", Value::Object(earlier)) => {
                for (name, value) in earlier {
                    let field = match name.as_str() {
                        "band" => "earlier-band",
                        "top_up" => "earlier-amount",
                        other => other,
                    };
                    take(&mut cells, keys, field.to_owned(), &value)?;
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

/// The bands in `["A", "C"]`, or in `{"special": ["A", "C"]}`.
fn picked_bands(picked: Value) -> Result<Vec<String>, String> {
    let refused = || "“picked” is not a list of bands".to_owned();
    let lists = match picked {
        Value::Array(bands) => vec![Value::Array(bands)],
        Value::Object(streams) => streams.into_iter().map(|(_, bands)| bands).collect(),
        _ => return Err(refused()),
    };
    let mut bands = Vec::new();
    for list in lists {
        for band in list.as_array().ok_or_else(refused)? {
            bands.push(band.as_str().ok_or_else(refused)?.to_owned());
        }
    }
    Ok(bands)
}

/// The parts of each line of provision, by the names of a form's fields.
fn provision_fields(lines: Vec<Value>) -> Result<Vec<(String, Value)>, String> {
    let mut fields = Vec::new();
    for (number, line) in (1..).zip(lines) {
        let Value::Object(parts) = line else {
            return Err(format!("line {number} of “provision” is not an object"));
        };
        for (part, value) in parts {
            fields.push((line_field(number, &part), value));
        }
    }
    Ok(fields)
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
        // A long reference written as a number must not become a float.
        Value::Number(number) => match number.as_f64().filter(|_| number.is_f64()) {
            Some(float) => Cell::Number(float),
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
