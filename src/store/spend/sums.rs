//! Children as they stand in the sums, and the sums.

use std::collections::BTreeMap;

use crate::calendar::Date;
use crate::ids::{ChildId, EstablishmentId};
use crate::store::StoreError;
use crate::store::clause::Clause;
use crate::store::row::Row;
use crate::store::tx::Tx;
use crate::store::value::{Value, flag, integer, text, text_or_null};

/// What a child costs a year, as it stands in the sums.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChildSpend {
    /// Who.
    pub child: ChildId,
    /// Whether it is in the sums: it has an open plan.
    pub is_counted: bool,
    /// The setting's code of the main placement.
    pub setting: String,
    /// Where.
    pub establishment: Option<EstablishmentId>,
    /// The primary need's code; empty where none is recorded.
    pub need: String,
    /// The band's code; empty without one.
    pub band: String,
    /// Pence by line of the section 251 statement.
    pub parts: BTreeMap<String, i64>,
    /// How many of its awards have no price today.
    pub unpriced: i64,
    /// The first day on which it must be worked out again; the last day there is for never.
    pub until: Date,
}

/// Children and what they cost by setting, need and band; of one line, or of the line '' all that they cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindSum {
    /// The setting's code.
    pub setting: String,
    /// The primary need's code, or nothing.
    pub need: String,
    /// The band's code, or nothing.
    pub band: String,
    /// The line, or nothing for all that a child costs.
    pub line: String,
    /// Children.
    pub children: u64,
    /// Pence a year.
    pub pence: i64,
}

/// Children and what they cost at an establishment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceSum {
    /// The setting's code.
    pub setting: String,
    /// Which establishment, and its name.
    pub establishment: Option<(EstablishmentId, String)>,
    /// Children.
    pub children: u64,
    /// Pence a year.
    pub pence: i64,
}

/// Children and pence that are to be added to sums.
type Changes<Key> = BTreeMap<Key, (i64, i64)>;

/// Puts children in the place of what they were, and the sums in step. Each child once.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be written.
pub async fn replace(tx: &mut Tx, children: &[ChildSpend]) -> Result<(), StoreError> {
    const SOME: usize = 500;
    let mut kinds: Changes<[String; 4]> = BTreeMap::new();
    let mut places: Changes<[String; 3]> = BTreeMap::new();
    let mut add = |child: &ChildSpend, times: i64| {
        if !child.is_counted {
            return;
        }
        let all: i64 = child.parts.values().sum();
        let lines = child
            .parts
            .iter()
            .map(|(line, pence)| (line.as_str(), *pence));
        for (line, pence) in lines.chain([("", all)]) {
            let kind = [&child.setting, &child.need, &child.band].map(String::clone);
            let [setting, need, band] = kind;
            let at = child.establishment.as_ref().map(ToString::to_string);
            let place = [setting.clone(), at.unwrap_or_default(), line.to_owned()];
            let kind = [setting, need, band, line.to_owned()];
            for sum in [
                kinds.entry(kind).or_default(),
                places.entry(place).or_default(),
            ] {
                sum.0 += times;
                sum.1 += times * pence;
            }
        }
    };
    for some in children.chunks(SOME) {
        let mut known = Clause::new("DELETE FROM spend_of_child WHERE child_id IN ");
        known.bind_list(some.iter().map(|one| text(&one.child)));
        known.push(" RETURNING *");
        let (sql, values) = known.parts();
        for before in tx.all(sql, values, read).await? {
            add(&before, -1);
        }
        some.iter().for_each(|now| add(now, 1));
        const COLUMNS: &str = "spend_of_child (child_id, is_counted, setting, establishment_id, need, band, parts, \
             unpriced, until_on)";
        let kept = some.iter().filter(|one| one.is_kept());
        tx.insert_all(COLUMNS, kept.map(values_of).collect())
            .await?;
    }
    const KINDS: &str = "spend_by_kind (setting, need, band, line, children, pence)";
    const PLACES: &str = "spend_by_place (setting, establishment_id, line, children, pence)";
    tx.put_all(
        KINDS,
        rows(kinds),
        " ON CONFLICT (setting, need, band, line) DO UPDATE SET children = spend_by_kind.children + excluded.children, \
         pence = spend_by_kind.pence + excluded.pence",
    )
    .await?;
    tx.put_all(
        PLACES,
        rows(places),
        " ON CONFLICT (setting, establishment_id, line) DO UPDATE SET children = spend_by_place.children + \
         excluded.children, pence = spend_by_place.pence + excluded.pence",
    )
    .await?;
    for emptied in [
        "DELETE FROM spend_by_kind WHERE children = 0",
        "DELETE FROM spend_by_place WHERE children = 0",
    ] {
        tx.execute(emptied, Vec::new()).await?;
    }
    Ok(())
}

fn rows<const N: usize>(changes: Changes<[String; N]>) -> Vec<Vec<Value>> {
    let changed = changes.into_iter().filter(|(_, sum)| *sum != (0, 0));
    let row = |(key, (children, pence)): ([String; N], (i64, i64))| {
        let keys = key.iter().map(text);
        keys.chain([integer(children), integer(pence)]).collect()
    };
    changed.map(row).collect()
}

impl ChildSpend {
    /// Whether anything is to be remembered of it.
    fn is_kept(&self) -> bool {
        self.is_counted || self.unpriced > 0 || self.until < Date::MAX
    }
}

fn values_of(child: &ChildSpend) -> Vec<Value> {
    let part = |(line, pence): (&String, &i64)| format!("{line}:{pence}");
    let parts: Vec<String> = child.parts.iter().map(part).collect();
    vec![
        text(&child.child),
        flag(child.is_counted),
        text(&child.setting),
        text_or_null(child.establishment.as_ref()),
        text(&child.need),
        text(&child.band),
        text(parts.join(" ")),
        integer(child.unpriced),
        text(child.until),
    ]
}

fn read(row: &Row) -> Result<ChildSpend, StoreError> {
    let parts = row.text("parts")?;
    let part = |part: &str| {
        let (line, pence) = part.split_once(':')?;
        Some((line.to_owned(), pence.parse().ok()?))
    };
    let parts: Option<BTreeMap<String, i64>> = parts.split_whitespace().map(part).collect();
    Ok(ChildSpend {
        child: row.parsed("child_id")?,
        is_counted: row.flag("is_counted")?,
        setting: row.text("setting")?,
        establishment: row.parsed_or_null("establishment_id")?,
        need: row.text("need")?,
        band: row.text("band")?,
        parts: parts.ok_or_else(|| {
            StoreError::unavailable("the column parts holds a value that is not of its kind")
        })?,
        unpriced: row.integer("unpriced")?,
        until: row.day("until_on")?,
    })
}

/// The sums by setting, need, band and line; of one setting or one line if asked.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn by_kind(
    tx: &mut Tx,
    setting: Option<&str>,
    line: Option<&str>,
) -> Result<Vec<KindSum>, StoreError> {
    let mut found = Clause::new("SELECT s.* FROM spend_by_kind s WHERE s.children > 0");
    narrow(&mut found, setting, line);
    let (sql, values) = found.parts();
    tx.all(sql, values, |row| {
        Ok(KindSum {
            setting: row.text("setting")?,
            need: row.text("need")?,
            band: row.text("band")?,
            line: row.text("line")?,
            children: row.small("children")?,
            pence: row.integer("pence")?,
        })
    })
    .await
}

/// The sums by establishment of one line, '' for all that children cost; of one setting if asked.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn by_place(
    tx: &mut Tx,
    setting: Option<&str>,
    line: &str,
) -> Result<Vec<PlaceSum>, StoreError> {
    let mut found = Clause::new(
        "SELECT s.*, e.id, e.name FROM spend_by_place s LEFT JOIN establishment e ON e.id = s.establishment_id \
         WHERE s.children > 0",
    );
    narrow(&mut found, setting, Some(line));
    let (sql, values) = found.parts();
    tx.all(sql, values, |row| {
        let id: Option<EstablishmentId> = row.parsed_or_null("id")?;
        Ok(PlaceSum {
            setting: row.text("setting")?,
            establishment: id.zip(row.text_or_null("name")?),
            children: row.small("children")?,
            pence: row.integer("pence")?,
        })
    })
    .await
}

/// Narrows sums, which stand under `s`.
fn narrow(clause: &mut Clause, setting: Option<&str>, line: Option<&str>) {
    if let Some(line) = line {
        clause.push(" AND s.line = ").bind(text(line));
    }
    if let Some(setting) = setting {
        clause.push(" AND s.setting = ").bind(text(setting));
    }
}

/// The children of an establishment in a setting who are counted.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn spend_at(
    tx: &mut Tx,
    setting: &str,
    at: &EstablishmentId,
) -> Result<Vec<ChildSpend>, StoreError> {
    tx.all(
        "SELECT * FROM spend_of_child WHERE establishment_id = $1 AND setting = $2 AND is_counted = TRUE \
         ORDER BY child_id",
        vec![text(at), text(setting)],
        read,
    )
    .await
}

/// What some children cost who are counted.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn spend_of(tx: &mut Tx, children: &[ChildId]) -> Result<Vec<ChildSpend>, StoreError> {
    // So many as any database takes values of one query.
    const AT_ONCE: usize = 500;
    let mut found = Vec::new();
    for some in children.chunks(AT_ONCE) {
        let mut of =
            Clause::new("SELECT * FROM spend_of_child WHERE is_counted = TRUE AND child_id IN ");
        of.bind_list(some.iter().map(text));
        let (sql, values) = of.parts();
        found.extend(tx.all(sql, values, read).await?);
    }
    Ok(found)
}

/// How many awards of anybody have no price today.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn unpriced_awards(tx: &mut Tx) -> Result<u64, StoreError> {
    tx.count(
        "SELECT CAST(COALESCE(SUM(unpriced), 0) AS BIGINT) AS n FROM spend_of_child WHERE unpriced > 0",
        Vec::new(),
    )
    .await
}
