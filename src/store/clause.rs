//! A query that is put together from constant parts, its values bound by number.

use super::page::Page;
use super::value::{Value, integer};

/// A growing query. Only constants of this room are ever appended as text; every value becomes `$n`.
#[derive(Clone, Debug, Default)]
pub(super) struct Clause {
    sql: String,
    values: Vec<Value>,
}

impl Clause {
    pub(super) fn new(sql: &'static str) -> Clause {
        Clause {
            sql: sql.to_owned(),
            values: Vec::new(),
        }
    }

    /// Appends constant text.
    pub(super) fn push(&mut self, sql: &'static str) -> &mut Clause {
        self.sql.push_str(sql);
        self
    }

    /// Appends a bound value.
    pub(super) fn bind(&mut self, value: Value) -> &mut Clause {
        self.values.push(value);
        self.sql.push('$');
        self.sql.push_str(&self.values.len().to_string());
        self
    }

    /// Appends `($1,$2,…)`; of no values, a list that nothing is in.
    pub(super) fn bind_list(&mut self, values: impl IntoIterator<Item = Value>) -> &mut Clause {
        self.push("(");
        let mut first = true;
        for value in values {
            if !first {
                self.push(",");
            }
            first = false;
            self.bind(value);
        }
        if first {
            self.push("NULL");
        }
        self.push(")")
    }

    /// The same with constant text in front, for a count and a list over one condition.
    pub(super) fn before(mut self, sql: &'static str) -> Clause {
        self.sql.insert_str(0, sql);
        self
    }

    /// Appends the page's limits.
    pub(super) fn page(&mut self, page: Page) -> &mut Clause {
        self.limit(page.limit(), page.offset())
    }

    /// Appends how many rows are wanted after how many.
    pub(super) fn limit(&mut self, rows: i64, after: i64) -> &mut Clause {
        self.push(" LIMIT ")
            .bind(integer(rows))
            .push(" OFFSET ")
            .bind(integer(after))
    }

    pub(super) fn parts(self) -> (String, Vec<Value>) {
        (self.sql, self.values)
    }
}
