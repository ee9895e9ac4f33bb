//! What every table keeps of a child and no other reader tells: read whole, only to tell the family what is held.

mod tables;

pub use tables::{TABLES, Table};

use serde_json::Value as Json;

use super::error::StoreError;
use super::row::Row;
use super::tx::Tx;
use super::value::text;
use crate::ids::ChildId;
use crate::money::Money;

/// What becomes of a column when a family is told what is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// It is told in the sections that are written in words, under this heading.
    Told(&'static str),
    /// Told here, as it stands.
    Fact(&'static str),
    /// Told here as yes or no.
    Flag(&'static str),
    /// Told here as money.
    Pence(&'static str),
    /// Told here; somebody wrote it freely, and it may tell of somebody else.
    Words(&'static str),
    /// Told here, part by part; words in it were written freely.
    Json(&'static str),
    /// Not told, for this reason.
    Left(&'static str),
}

/// A row, with what is told of it here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptRow {
    /// What it is.
    pub row: &'static str,
    /// Its facts; at least one.
    pub facts: Vec<KeptFact>,
}

/// A fact of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptFact {
    /// What it is.
    pub what: String,
    /// Its value, in words.
    pub value: String,
    /// Whether somebody wrote it freely.
    pub is_free: bool,
}

/// Every row of a child with the facts that are told here, table by table.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn all(tx: &mut Tx, child: &ChildId) -> Result<Vec<KeptRow>, StoreError> {
    let mut all = Vec::new();
    for table in TABLES {
        let Some(sql) = asked(table) else { continue };
        let rows = tx
            .all(sql, vec![text(child)], |row| read(table, row))
            .await?;
        all.extend(rows.into_iter().filter(|row| !row.facts.is_empty()));
    }
    Ok(all)
}

/// The query for the columns that are told here; none where there are none.
fn asked(table: &Table) -> Option<String> {
    let columns: Vec<String> = table
        .columns
        .iter()
        .filter_map(|(name, said)| match said {
            Said::Told(_) | Said::Left(_) => None,
            Said::Flag(_) | Said::Pence(_) => Some(format!("t.{name}")),
            Said::Fact(_) | Said::Words(_) | Said::Json(_) => {
                Some(format!("CAST(t.{name} AS TEXT) AS {name}"))
            }
        })
        .collect();
    (!columns.is_empty()).then(|| {
        format!(
            "SELECT {} FROM {} t WHERE {} ORDER BY {}",
            columns.join(", "),
            table.name,
            table.of_child,
            table.order
        )
    })
}

fn read(table: &Table, row: &Row) -> Result<KeptRow, StoreError> {
    let mut facts = Vec::new();
    for (name, said) in table.columns {
        let mut tell = |what: &str, value: Option<String>, is_free: bool| {
            if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
                facts.push(KeptFact {
                    what: what.to_owned(),
                    value,
                    is_free,
                });
            }
        };
        match said {
            Said::Told(_) | Said::Left(_) => {}
            Said::Fact(what) => tell(what, row.text_or_null(name)?, false),
            Said::Words(what) => tell(what, row.text_or_null(name)?, true),
            Said::Flag(what) => {
                let value = row.flag_or_null(name)?;
                let value = value.map(|holds| if holds { "Yes" } else { "No" });
                tell(what, value.map(str::to_owned), false);
            }
            Said::Pence(what) => {
                let value = row.money_or_null(name)?;
                tell(what, value.as_ref().map(Money::to_string), false);
            }
            Said::Json(what) => {
                let value = row.text_or_null(name)?.unwrap_or_default();
                match serde_json::from_str(&value) {
                    Ok(json) => parts(what, false, &json, &mut facts),
                    Err(_) => tell(what, Some(value), true),
                }
            }
        }
    }
    Ok(KeptRow {
        row: table.row,
        facts,
    })
}

/// The keys under which people write freely.
const FREE: [&str; 8] = [
    "quotation",
    "answers",
    "words",
    "note",
    "notes",
    "reason",
    "page",
    "name",
];

/// The parts of a document, each with the words that lead to it.
fn parts(what: &str, is_free: bool, json: &Json, facts: &mut Vec<KeptFact>) {
    let below = |key: &str| match what {
        "" => key.replace(['_', '-'], " "),
        what => format!("{what}, {}", key.replace(['_', '-'], " ")),
    };
    let mut tell = |value: String, is_free: bool| {
        if !value.trim().is_empty() {
            facts.push(KeptFact {
                what: what.to_owned(),
                value,
                is_free,
            });
        }
    };
    match json {
        Json::Null => {}
        Json::Bool(holds) => tell(if *holds { "Yes" } else { "No" }.to_owned(), is_free),
        Json::Number(number) => tell(number.to_string(), is_free),
        Json::String(words) => {
            let is_sentence = words.trim().contains(char::is_whitespace);
            tell(words.clone(), is_free || is_sentence);
        }
        Json::Array(all) => {
            for one in all {
                parts(what, is_free, one, facts);
            }
        }
        Json::Object(all) => {
            for (key, one) in all {
                let is_free = is_free || FREE.contains(&key.as_str());
                parts(&below(key), is_free, one, facts);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_told_part_by_part_and_its_words_can_be_withheld() {
        let json = serde_json::json!({
            "needs": { "levels": { "cognition": 3 }, "evidence": { "cognition": { "quotation": "Tom", "page": null } } },
            "setting": "MMS",
            "answers": { "why": "So" },
        });
        let mut facts = Vec::new();
        parts("", false, &json, &mut facts);
        let told: Vec<(&str, &str, bool)> = facts
            .iter()
            .map(|fact| (fact.what.as_str(), fact.value.as_str(), fact.is_free))
            .collect();
        assert_eq!(
            told,
            [
                ("answers, why", "So", true),
                ("needs, evidence, cognition, quotation", "Tom", true),
                ("needs, levels, cognition", "3", false),
                ("setting", "MMS", false),
            ]
        );
    }
}
