//! JSON lines to a table: a record a line, its keys as headings, its levels among them. What stands under another key has
//! that key before its own: `bands.special`, `line-1-kind`.

use serde_json::{Map, Value};

use crate::answers::{NOT_ENOUGH, line_field};

use super::encoding::{self, OtherEncoding};
use super::record_part::part_of;
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
            ("levels", Value::Object(named)) => {
                for (name, value) in named {
                    take(&mut cells, keys, name, &value)?;
                }
            }
            // In the place of the level that they lack.
            ("not_enough_evidence", Value::Array(domains)) => {
                for domain in domains {
                    let Value::String(domain) = domain else {
                        return Err("“not_enough_evidence” is not a list of domains".to_owned());
                    };
                    take(&mut cells, keys, domain, &Value::from(NOT_ENOUGH))?;
                }
            }
            // A stream, an award or a question may be called like a domain, so what they say keeps the name of its key.
            ("bands" | "circumstances", Value::Object(named)) => {
                for (name, value) in named {
                    take(&mut cells, keys, part_of(&key, &name), &value)?;
                }
            }
            // A band without a stream, as the only one of a list.
            ("band", band) => take(&mut cells, keys, part_of("picked", "1"), &band)?,
            ("picked", picked) => {
                for (part, band) in picked_bands(picked)? {
                    take(&mut cells, keys, part_of(&key, &part), &band)?;
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
        return Err(
            "something is said twice: beside “levels” and in it, or as “band” and as “picked”"
                .to_owned(),
        );
    }
    Ok(Row { number, cells })
}

/// The bands in `["A", "C"]` by their number, or those in `{"special": ["A", "C"]}` by their stream and number.
fn picked_bands(picked: Value) -> Result<Vec<(String, Value)>, String> {
    let refused = || "“picked” is not a list of bands".to_owned();
    let lists = match picked {
        Value::Null => Vec::new(),
        Value::Array(bands) => vec![(None, bands)],
        Value::Object(streams) => {
            let mut lists = Vec::new();
            for (stream, bands) in streams {
                let Value::Array(bands) = bands else {
                    return Err(refused());
                };
                lists.push((Some(stream), bands));
            }
            lists
        }
        _ => return Err(refused()),
    };
    let mut picked = Vec::new();
    for (stream, bands) in lists {
        for (number, band) in (1..).zip(bands) {
            if !band.is_string() {
                return Err(refused());
            }
            let number = u32::to_string(&number);
            let part = stream.as_ref().map(|stream| part_of(stream, &number));
            picked.push((part.unwrap_or(number), band));
        }
    }
    Ok(picked)
}

/// The parts of each line of provision, by the names of a form's fields.
fn provision_fields(lines: Vec<Value>) -> Result<Vec<(String, Value)>, String> {
    let mut fields = Vec::new();
    for (number, line) in (1..).zip(lines) {
        let Value::Object(parts) = line else {
            return Err(format!("line {number} of “provision” is not an object"));
        };
        // Without one, the column's own kind would be taken, as in a spreadsheet; a record has no columns of kinds.
        if !parts.get("kind").is_some_and(Value::is_string) {
            return Err(format!("line {number} of “provision” has no “kind”"));
        }
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
