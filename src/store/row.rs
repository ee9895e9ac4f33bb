//! What comes out of a statement: a row of either database, read into the core's types.

use std::error::Error;
use std::str::FromStr;

use jiff::Timestamp;
use sqlx::{Column as _, Row as _, TypeInfo as _, ValueRef as _};

use super::error::StoreError;
use super::value::Value;
use crate::calendar::{Date, Period};
use crate::money::Money;

/// A row of either database.
pub(super) enum Row {
    Sqlite(sqlx::sqlite::SqliteRow),
    Postgres(sqlx::postgres::PgRow),
}

/// Reads a column by its name, in either database.
macro_rules! column {
    ($row:expr, $name:expr, $type:ty) => {
        match $row {
            Row::Sqlite(row) => row.try_get::<$type, _>($name),
            Row::Postgres(row) => row.try_get::<$type, _>($name),
        }
        .map_err(StoreError::from)
    };
}

/// Every column of a row that is not null, as a text. SQLite takes any kind of value into any column: one that is of no kind
/// we write is told by its kind, so that it differs from what was written.
macro_rules! told {
    ($row:expr) => {{
        let mut told = Vec::with_capacity($row.columns().len());
        for column in $row.columns() {
            let place = column.ordinal();
            let raw = $row.try_get_raw(place)?;
            if raw.is_null() {
                continue;
            }
            let value = match raw.type_info().name() {
                "TEXT" => $row.try_get::<String, _>(place)?,
                "INTEGER" | "INT8" => $row.try_get::<i64, _>(place)?.to_string(),
                "BOOLEAN" | "BOOL" => i64::from($row.try_get::<bool, _>(place)?).to_string(),
                "BLOB" | "BYTEA" => hex::encode($row.try_get::<Vec<u8>, _>(place)?),
                other => other.to_owned(),
            };
            told.push((column.name().to_owned(), value));
        }
        Ok(told)
    }};
}

/// A column as a value that can be bound again.
macro_rules! value {
    ($row:expr, $name:expr) => {{
        let raw = $row.try_get_raw($name)?;
        if raw.is_null() {
            return Ok(Value::Text(None));
        }
        Ok(match raw.type_info().name() {
            "INTEGER" | "INT8" => Value::Integer(Some($row.try_get::<i64, _>($name)?)),
            "BOOLEAN" | "BOOL" => Value::Boolean(Some($row.try_get::<bool, _>($name)?)),
            _ => Value::Text(Some($row.try_get::<String, _>($name)?)),
        })
    }};
}

impl Row {
    /// What a column holds, to find the row by it again.
    pub(super) fn value(&self, name: &str) -> Result<Value, StoreError> {
        match self {
            Row::Sqlite(row) => value!(row, name),
            Row::Postgres(row) => value!(row, name),
        }
    }

    pub(super) fn text(&self, name: &str) -> Result<String, StoreError> {
        column!(self, name, String)
    }

    pub(super) fn text_or_null(&self, name: &str) -> Result<Option<String>, StoreError> {
        column!(self, name, Option<String>)
    }

    pub(super) fn integer(&self, name: &str) -> Result<i64, StoreError> {
        column!(self, name, i64)
    }

    pub(super) fn integer_or_null(&self, name: &str) -> Result<Option<i64>, StoreError> {
        column!(self, name, Option<i64>)
    }

    pub(super) fn flag(&self, name: &str) -> Result<bool, StoreError> {
        column!(self, name, bool)
    }

    pub(super) fn bytes(&self, name: &str) -> Result<Vec<u8>, StoreError> {
        column!(self, name, Vec<u8>)
    }

    pub(super) fn flag_or_null(&self, name: &str) -> Result<Option<bool>, StoreError> {
        column!(self, name, Option<bool>)
    }

    pub(super) fn bytes_or_null(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        column!(self, name, Option<Vec<u8>>)
    }

    /// Every column that is not null, by name, as a text that is the same on either database.
    pub(super) fn told(&self) -> Result<Vec<(String, String)>, StoreError> {
        match self {
            Row::Sqlite(row) => told!(row),
            Row::Postgres(row) => told!(row),
        }
    }

    /// A text read by `parse`; a text that does not parse is a damaged database, named by its column only.
    pub(super) fn read<T, E: Error>(
        &self,
        name: &str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Result<T, StoreError> {
        parse(&self.text(name)?).map_err(|_| unreadable(name))
    }

    /// As [`Row::read`], or null.
    pub(super) fn read_or_null<T, E: Error>(
        &self,
        name: &str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Result<Option<T>, StoreError> {
        self.text_or_null(name)?
            .map(|text| parse(&text).map_err(|_| unreadable(name)))
            .transpose()
    }

    /// A text whose type knows how to read itself: an id, a day, an instant.
    pub(super) fn parsed<T>(&self, name: &str) -> Result<T, StoreError>
    where
        T: FromStr,
        T::Err: Error,
    {
        self.read(name, T::from_str)
    }

    /// As [`Row::parsed`], or null.
    pub(super) fn parsed_or_null<T>(&self, name: &str) -> Result<Option<T>, StoreError>
    where
        T: FromStr,
        T::Err: Error,
    {
        self.read_or_null(name, T::from_str)
    }

    pub(super) fn day(&self, name: &str) -> Result<Date, StoreError> {
        self.parsed(name)
    }

    pub(super) fn day_or_null(&self, name: &str) -> Result<Option<Date>, StoreError> {
        self.parsed_or_null(name)
    }

    /// A half-open period of two columns.
    pub(super) fn period(&self, from: &str, to: &str) -> Result<Period, StoreError> {
        let start = self.day(from)?;
        match self.day_or_null(to)? {
            Some(end) => Period::new(start, end).map_err(|_| unreadable(to)),
            None => Ok(Period::open(start)),
        }
    }

    pub(super) fn instant(&self, name: &str) -> Result<Timestamp, StoreError> {
        self.parsed(name)
    }

    pub(super) fn instant_or_null(&self, name: &str) -> Result<Option<Timestamp>, StoreError> {
        self.parsed_or_null(name)
    }

    pub(super) fn money(&self, name: &str) -> Result<Money, StoreError> {
        Money::from_pence(self.integer(name)?).map_err(|_| unreadable(name))
    }

    pub(super) fn money_or_null(&self, name: &str) -> Result<Option<Money>, StoreError> {
        self.integer_or_null(name)?
            .map(|pence| Money::from_pence(pence).map_err(|_| unreadable(name)))
            .transpose()
    }

    /// A whole number in the range of a small type: an age, a rank, a version.
    pub(super) fn small<T: TryFrom<i64>>(&self, name: &str) -> Result<T, StoreError> {
        T::try_from(self.integer(name)?).map_err(|_| unreadable(name))
    }

    /// As [`Row::small`], or null.
    pub(super) fn small_or_null<T: TryFrom<i64>>(
        &self,
        name: &str,
    ) -> Result<Option<T>, StoreError> {
        self.integer_or_null(name)?
            .map(|number| T::try_from(number).map_err(|_| unreadable(name)))
            .transpose()
    }
}

/// A column whose content is not of its kind. The content itself may be personal: it is not repeated.
fn unreadable(column: &str) -> StoreError {
    StoreError::unavailable(format!(
        "the column {column} holds a value that is not of its kind"
    ))
}
