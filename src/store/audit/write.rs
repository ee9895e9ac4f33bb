//! Writing to tables whose rows bear seals: every statement that does is met here, so that no writer can forget its seals.
//!
//! A row that is not as it was sealed is found all the same after it was written to: it keeps the seal that it had.

use std::collections::BTreeMap;

use super::seal::{Key, is_held, key_of, named, renewed, seal_of};
use super::tables::{Sealed, sealed};
use super::{End, SEAL};
use crate::store::error::StoreError;
use crate::store::row::Row;
use crate::store::tx::{Either, Tx};
use crate::store::value::{Value, text};

/// A statement that writes to a table whose rows bear seals.
pub(in crate::store) struct Write<'a> {
    sealed: &'static Sealed,
    kind: Kind<'a>,
}

enum Kind<'a> {
    /// The columns and, where rows may be there already that are changed then, the places of the only row's values.
    Insert {
        columns: Vec<&'a str>,
        places: Option<Vec<&'a str>>,
    },
    /// What is set, and which rows.
    Update {
        set: &'a str,
        which: Option<&'a str>,
    },
    Delete,
}

impl<'a> Write<'a> {
    /// Reads a statement; `None` of one that writes to no such table.
    pub(in crate::store) fn of(sql: &'a str) -> Option<Write<'a>> {
        let (verb, rest) = ["INSERT INTO ", "UPDATE ", "DELETE FROM "]
            .into_iter()
            .find_map(|verb| Some((verb, sql.strip_prefix(verb)?)))?;
        let end = rest
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .unwrap_or(rest.len());
        let (table, rest) = rest.split_at(end);
        let sealed = sealed(table)?;
        let kind = match verb {
            "INSERT INTO " => insert(rest),
            "UPDATE " => {
                let (set, which) = match outside(rest, " WHERE ") {
                    Some(at) => (&rest[..at], Some(&rest[at + " WHERE ".len()..])),
                    None => (rest, None),
                };
                Kind::Update { set, which }
            }
            _ => Kind::Delete,
        };
        Some(Write { sealed, kind })
    }

    /// Whether it writes only what no seal covers.
    fn is_apart(&self) -> bool {
        match self.kind {
            Kind::Update { set, .. } => {
                columns_set(set).all(|column| self.sealed.apart.contains(&column))
            }
            _ => false,
        }
    }

    /// Runs the statement and sees to the seals; returns how many rows it touched.
    pub(in crate::store) async fn run(
        &self,
        tx: &mut Tx,
        sql: &str,
        values: Vec<Value>,
    ) -> Result<u64, StoreError> {
        if self.is_apart() {
            return tx.execute_bare(sql.to_owned(), values).await;
        }
        let before = self.before(tx, &values).await?;
        let after = tx.rows_bare(format!("{sql} RETURNING *"), values).await?;
        for row in &after {
            let seal = row.text(SEAL)?;
            match self.kind {
                Kind::Delete if !seal.is_empty() => tx.tally().remove(self.sealed.table, &seal),
                Kind::Delete => {}
                _ => match before.get(&key_of(self.sealed, row)?) {
                    Some(false) => {}
                    // Of an update every row was there before.
                    None if matches!(self.kind, Kind::Update { .. }) => {}
                    _ => renewed(tx, self.sealed, row).await?,
                },
            }
        }
        Ok(u64::try_from(after.len()).unwrap_or(u64::MAX))
    }

    /// The rows that it may change, each with whether it is as it was sealed.
    async fn before(
        &self,
        tx: &mut Tx,
        values: &[Value],
    ) -> Result<BTreeMap<Key, bool>, StoreError> {
        let (which, chosen) = match &self.kind {
            Kind::Update { which: None, .. } => ("TRUE".to_owned(), Vec::new()),
            Kind::Update {
                which: Some(which), ..
            } => renumbered(which, values)?,
            Kind::Insert {
                columns,
                places: Some(places),
            } => {
                let mut conditions = Vec::new();
                for key in self.sealed.key {
                    let at = columns.iter().position(|column| column == key);
                    let place = at.and_then(|at| places.get(at)).ok_or_else(misread)?;
                    conditions.push(format!("{key} = {place}"));
                }
                renumbered(&conditions.join(" AND "), values)?
            }
            Kind::Insert { places: None, .. } | Kind::Delete => return Ok(BTreeMap::new()),
        };
        // On PostgreSQL nobody else changes them between this and the statement; on SQLite there is one writer.
        let taken = match tx.kind() {
            Either::Sqlite(_) => "",
            Either::Postgres(_) => " FOR UPDATE",
        };
        let table = self.sealed.table;
        let sql = format!("SELECT * FROM {table} WHERE {which}{taken}");
        let rows = tx.rows_bare(sql, chosen).await?;
        let mut before = BTreeMap::new();
        for row in &rows {
            let held = is_held(tx.audit_key(), self.sealed, row)?;
            before.insert(key_of(self.sealed, row)?, held);
        }
        Ok(before)
    }
}

/// The rest of an insertion, behind its table.
fn insert(rest: &str) -> Kind<'_> {
    let list = |text: &'_ str| -> Option<(usize, usize)> {
        let from = text.find('(')? + 1;
        Some((from, from + text[from..].find(')')?))
    };
    let Some((from, to)) = list(rest) else {
        return Kind::Insert {
            columns: Vec::new(),
            places: None,
        };
    };
    let columns = rest[from..to].split(',').map(str::trim).collect();
    let tail = &rest[to..];
    let places = list(tail).filter(|_| tail.contains(" DO UPDATE "));
    let places = places.map(|(from, to)| tail[from..to].split(',').map(str::trim).collect());
    Kind::Insert { columns, places }
}

/// Adds rows with their seals; `into` is `table (column, …)`. `None` if the table's rows bear none.
pub(in crate::store) fn with_seals(
    tx: &mut Tx,
    into: &str,
    rows: &mut [Vec<Value>],
) -> Result<Option<String>, StoreError> {
    let (table, columns) = into.split_once('(').ok_or_else(misread)?;
    let Some(sealed) = sealed(table.trim()) else {
        return Ok(None);
    };
    let columns = columns.trim_end().strip_suffix(')').ok_or_else(misread)?;
    let names: Vec<&str> = columns.split(',').map(str::trim).collect();
    for row in rows {
        let told = names.iter().zip(row.iter());
        let told = told.filter_map(|(name, value)| Some((*name, value.told()?)));
        let seal = seal_of(tx.audit_key(), sealed, told.collect())?;
        tx.tally().add(sealed.table, &seal);
        row.push(text(seal));
    }
    Ok(Some(format!("{} ({columns}, {SEAL})", sealed.table)))
}

/// Writes down, at the end of a transaction, what it did to the count of rows: with the head of the chain, whose seal covers
/// it, so that neither is put back without the other.
pub(in crate::store) async fn count(tx: &mut Tx) -> Result<(), StoreError> {
    let done = std::mem::take(tx.tally());
    if done.is_nothing() {
        return Ok(());
    }
    let taken = tx
        .first(
            "UPDATE audit_head SET sequence = sequence WHERE id = 1 RETURNING *",
            Vec::new(),
            |row| Ok((row.integer("sequence")?, End::read(row)?)),
        )
        .await?;
    let (sequence, end) =
        taken.ok_or_else(|| StoreError::unavailable("the audit chain has no head"))?;
    end.counting(tx.audit_key(), sequence, &done)?
        .write_counted(tx)
        .await
}

fn misread() -> StoreError {
    StoreError::unavailable("a statement that writes to sealed rows is of a form that is not known")
}

/// Where a text stands in a statement, outside of its brackets.
fn outside(sql: &str, sought: &str) -> Option<usize> {
    let mut depth = 0_u32;
    for (at, byte) in sql.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            _ if depth == 0 && sql.as_bytes()[at..].starts_with(sought.as_bytes()) => {
                return Some(at);
            }
            _ => {}
        }
    }
    None
}

/// The columns that an update sets.
fn columns_set(set: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(set.trim_start().strip_prefix("SET ").unwrap_or(set));
    std::iter::from_fn(move || {
        let part = rest?;
        let (first, others) = match outside(part, ",") {
            Some(at) => (&part[..at], Some(&part[at + 1..])),
            None => (part, None),
        };
        rest = others;
        Some(first.split('=').next().unwrap_or_default().trim())
    })
}

/// A part of a statement with places of its own, and the values for them.
fn renumbered(sql: &str, values: &[Value]) -> Result<(String, Vec<Value>), StoreError> {
    let mut text = String::with_capacity(sql.len());
    let mut chosen = Vec::new();
    let mut places: BTreeMap<usize, usize> = BTreeMap::new();
    let mut parts = sql.split('$');
    text.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let end = part
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(part.len());
        let number: usize = part[..end].parse().map_err(|_| misread())?;
        let place = match places.get(&number) {
            Some(place) => *place,
            None => {
                let value = number.checked_sub(1).and_then(|at| values.get(at));
                chosen.push(value.ok_or_else(misread)?.clone());
                places.insert(number, chosen.len());
                chosen.len()
            }
        };
        text.push('$');
        text.push_str(&place.to_string());
        text.push_str(&part[end..]);
    }
    Ok((text, chosen))
}

/// `key = $2 AND …`, from a place on.
pub(super) fn matching(sealed: &Sealed, from: usize) -> String {
    let named = (from..).zip(sealed.key);
    let named: Vec<String> = named
        .map(|(place, column)| format!("{column} = ${place}"))
        .collect();
    named.join(" AND ")
}

/// Puts a seal on a row that is there.
pub(super) async fn put(
    tx: &mut Tx,
    sealed: &Sealed,
    row: &Row,
    seal: &str,
) -> Result<u64, StoreError> {
    let table = sealed.table;
    let sql = format!(
        "UPDATE {table} SET {SEAL} = $1 WHERE {}",
        matching(sealed, 2)
    );
    let mut values = vec![text(seal)];
    values.extend(named(sealed, row)?);
    tx.execute_bare(sql, values).await
}

#[cfg(test)]
mod tests {
    use super::{Kind, Write, columns_set, renumbered};
    use crate::store::value::{Value, integer};

    fn update(sql: &str) -> (Vec<&str>, Option<&str>) {
        match Write::of(sql).map(|write| write.kind) {
            Some(Kind::Update { set, which }) => (columns_set(set).collect(), which),
            _ => panic!("{sql}"),
        }
    }

    #[test]
    fn an_update_is_read_by_what_it_sets_and_which_rows() {
        assert_eq!(
            update("UPDATE award SET latest_version = $2 WHERE id = $1 AND latest_version = $3"),
            (
                vec!["latest_version"],
                Some("id = $1 AND latest_version = $3")
            )
        );
        let sql = "UPDATE plan SET placed_from = COALESCE((SELECT MIN(COALESCE(x.from_on, '')) FROM placement x \
             WHERE x.child_id = plan.child_id), '9999-12-31'), version = version + 1 WHERE child_id IN ($1,$2)";
        let (set, which) = update(sql);
        assert_eq!(set, ["placed_from", "version"]);
        assert_eq!(which, Some("child_id IN ($1,$2)"));
        assert_eq!(update("UPDATE child SET sex = NULL"), (vec!["sex"], None));
    }

    #[test]
    fn only_what_no_seal_covers_is_apart() {
        let apart = |sql| Write::of(sql).unwrap().is_apart();
        assert!(apart("UPDATE plan SET placed_from = $1 WHERE id = $2"));
        assert!(!apart(
            "UPDATE plan SET placed_from = $1, ordinal = 2 WHERE id = $2"
        ));
        assert!(!apart("UPDATE award SET latest_version = 2"));
        assert!(!apart("DELETE FROM plan WHERE id = $1"));
    }

    #[test]
    fn an_insertion_that_may_change_a_row_says_which() {
        let sql = "INSERT INTO cost_limit (user_id, annual_pence) VALUES ($1, $2) \
            ON CONFLICT (user_id) DO UPDATE SET annual_pence = excluded.annual_pence";
        let Some(Kind::Insert { columns, places }) = Write::of(sql).map(|write| write.kind) else {
            panic!("{sql}");
        };
        assert_eq!(columns, ["user_id", "annual_pence"]);
        assert_eq!(places, Some(vec!["$1", "$2"]));
        let sql = "INSERT INTO rule_set (digest) VALUES ($1) ON CONFLICT (digest) DO NOTHING";
        assert!(matches!(
            Write::of(sql).map(|write| write.kind),
            Some(Kind::Insert { places: None, .. })
        ));
    }

    #[test]
    fn what_writes_to_no_sealed_table_is_left_alone() {
        for sql in [
            "SELECT * FROM award",
            "UPDATE session SET message = NULL",
            "UPDATE awards SET x = 1",
            "INSERT INTO audit (sequence) VALUES (1)",
        ] {
            assert!(Write::of(sql).is_none(), "{sql}");
        }
    }

    #[test]
    fn places_of_a_part_are_numbered_anew() {
        let values: Vec<Value> = (1..=12).map(integer).collect();
        let (sql, chosen) = renumbered("id = $12 AND a = $3 OR b = $12", &values).unwrap();
        assert_eq!(sql, "id = $1 AND a = $2 OR b = $1");
        let told: Vec<_> = chosen.iter().filter_map(Value::told).collect();
        assert_eq!(told, ["12", "3"]);
        assert!(renumbered("id = $13", &values).is_err());
    }
}
