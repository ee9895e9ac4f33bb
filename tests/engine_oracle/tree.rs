//! A rule set's text as plain JSON, with the few questions that a slow reading asks of it.

use serde_json::{Map, Value};
use toml::de::{DeTable, DeValue};

/// The text as JSON; dates become text.
pub fn read(text: &str) -> Value {
    table(DeTable::parse(text).expect("the text is TOML").get_ref())
}

fn table(table: &DeTable<'_>) -> Value {
    let entries = table
        .iter()
        .map(|(key, item)| (key.get_ref().to_string(), value(item.get_ref())));
    Value::Object(entries.collect::<Map<_, _>>())
}

fn value(item: &DeValue<'_>) -> Value {
    match item {
        DeValue::String(text) => Value::from(text.as_ref()),
        DeValue::Boolean(flag) => Value::from(*flag),
        DeValue::Array(items) => items.iter().map(|item| value(item.get_ref())).collect(),
        DeValue::Table(inner) => table(inner),
        DeValue::Datetime(day) => Value::from(day.to_string()),
        DeValue::Integer(_) | DeValue::Float(_) => panic!("numbers are quoted"),
    }
}

/// The items of a list; none if it is not there.
pub fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// The text of a value; empty if it is not there.
pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Whether a list of texts holds one.
pub fn has(value: &Value, wanted: &str) -> bool {
    list(value).iter().any(|item| text(item) == wanted)
}
