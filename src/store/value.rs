//! What goes into a statement: text, whole numbers, booleans and the bytes of a blob, nothing else.

use std::fmt::Display;

use jiff::Timestamp;

use super::error::StoreError;
use crate::calendar::Date;
use crate::money::Money;

/// One bound value. The variants carry their type even when null, because PostgreSQL asks for it.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Text(Option<String>),
    Integer(Option<i64>),
    Boolean(Option<bool>),
    Bytes(Option<Vec<u8>>),
}

impl Value {
    /// The value as a text that is the same on either database; none of null.
    pub(super) fn told(&self) -> Option<String> {
        match self {
            Value::Text(text) => text.clone(),
            Value::Integer(number) => number.map(|number| number.to_string()),
            Value::Boolean(flag) => flag.map(|flag| i64::from(flag).to_string()),
            Value::Bytes(bytes) => bytes.as_ref().map(hex::encode),
        }
    }
}

/// Text of anything that has one: an id, a code, a name.
pub(super) fn text(value: impl Display) -> Value {
    Value::Text(Some(value.to_string()))
}

/// Text, or null.
pub(super) fn text_or_null(value: Option<impl Display>) -> Value {
    Value::Text(value.map(|v| v.to_string()))
}

/// A whole number.
pub(super) fn integer(value: i64) -> Value {
    Value::Integer(Some(value))
}

/// A whole number, or null.
pub(super) fn integer_or_null(value: Option<i64>) -> Value {
    Value::Integer(value)
}

/// Pence.
pub(super) fn pence(value: Money) -> Value {
    integer(value.pence())
}

/// Pence, or null.
pub(super) fn pence_or_null(value: Option<Money>) -> Value {
    integer_or_null(value.map(Money::pence))
}

/// True or false.
pub(super) fn flag(value: bool) -> Value {
    Value::Boolean(Some(value))
}

/// True, false, or null.
pub(super) fn flag_or_null(value: Option<bool>) -> Value {
    Value::Boolean(value)
}

/// A day, `2026-04-01`.
pub(super) fn day(value: Date) -> Value {
    text(value)
}

/// An instant in UTC with six decimals always, so that text order is time order.
pub(super) fn instant(value: Timestamp) -> Value {
    Value::Text(Some(instant_text(value)))
}

/// As [`instant`], or null.
pub(super) fn instant_or_null(value: Option<Timestamp>) -> Value {
    Value::Text(value.map(instant_text))
}

/// The stored form of an instant.
pub(super) fn instant_text(value: Timestamp) -> String {
    format!("{value:.6}")
}

/// A file's bytes.
pub(super) fn bytes(value: &[u8]) -> Value {
    Value::Bytes(Some(value.to_vec()))
}

/// Refuses the one character that SQLite stores and PostgreSQL does not, so that both stores hold the same.
pub(super) fn without_nul(values: &[Value]) -> Result<(), StoreError> {
    let holds_nul = values
        .iter()
        .any(|value| matches!(value, Value::Text(Some(text)) if text.contains('\0')));
    if holds_nul {
        return Err(StoreError::unavailable(
            "a text holds a NUL character, which cannot be stored",
        ));
    }
    Ok(())
}
