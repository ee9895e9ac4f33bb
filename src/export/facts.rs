//! The facts of an audit sheet, each in a cell of its own that formulas and names ask for.

use std::fmt::{self, Display};

use super::{Column, Sheet, Value};

/// Rows of what and value, in the order in which they are added.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    rows: Vec<Vec<Value>>,
}

/// The cell in which a fact's value stands. As text it is what a formula of the same sheet calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FactCell {
    row: usize,
}

impl Display for FactCell {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "B{}", self.row)
    }
}

impl FactCell {
    /// What a defined name stands for: the cell on a sheet, wherever it is asked for.
    #[must_use]
    pub fn on(self, sheet: &str) -> String {
        format!("={sheet}!$B${}", self.row)
    }
}

impl Facts {
    /// No fact yet.
    #[must_use]
    pub fn new() -> Facts {
        Facts::default()
    }

    /// Adds a fact under those that are there, and says which cell has its value. Nobody counts rows by hand: a fact that is
    /// put in later moves every formula and name below it.
    pub fn add(&mut self, what: impl Into<String>, value: Value) -> FactCell {
        self.rows.push(vec![Value::Text(what.into()), value]);
        // The headings are row 1.
        FactCell {
            row: self.rows.len() + 1,
        }
    }

    /// Adds a fact in words.
    pub fn say(&mut self, what: impl Into<String>, words: impl Display) -> FactCell {
        self.add(what, Value::Text(words.to_string()))
    }

    /// Adds a count.
    pub fn count(&mut self, what: impl Into<String>, number: usize) -> FactCell {
        self.add(
            what,
            Value::Count(u32::try_from(number).unwrap_or(u32::MAX)),
        )
    }

    /// The sheet of them, with the widths of its two columns in characters.
    #[must_use]
    pub fn sheet(self, name: &str, (what, value): (u16, u16)) -> Sheet {
        Sheet {
            name: name.to_owned(),
            columns: vec![Column::new("What", what), Column::new("Value", value)],
            rows: self.rows,
            is_filtered: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_knows_its_own_cell() {
        let mut facts = Facts::new();
        let first = facts.say("One", 1);
        let second = facts.count("Two", 2);
        assert_eq!(
            (first.to_string(), second.to_string()),
            ("B2".into(), "B3".into())
        );
        assert_eq!(second.on("Audit"), "=Audit!$B$3");
        let sheet = facts.sheet("Audit", (20, 40));
        assert_eq!(
            sheet.rows[1],
            [Value::Text("Two".to_owned()), Value::Count(2)]
        );
    }
}
