//! The numbers of high needs places by year, establishment and kind, added to and never changed; and who fills them on a day.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::error::StoreError;
use super::row::Row;
use super::tx::Tx;
use super::value::{Value, instant, integer, text, text_or_null};
use crate::calendar::Date;
use crate::ids::{AuthorityCode, EstablishmentId, UserId};
use crate::needs::Setting;
use crate::places::{Numbers, PlaceKind, Places};

/// The places of one kind as they were entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceEntry {
    /// The financial year, `2026-27`.
    pub year: String,
    /// Where.
    pub establishment: EstablishmentId,
    /// The numbers, with their kind.
    pub places: Places,
    /// Counts the entries of this year, establishment and kind; 1 for the first.
    pub number: u32,
    /// The authority that commissions them.
    pub commissioned_by: AuthorityCode,
    /// Pupils of other authorities who have no record here.
    pub others_reported: u32,
    /// On which day they were counted; wanted where there are any.
    pub others_on: Option<Date>,
    /// From whom the numbers are.
    pub source: String,
    /// Of which day they are.
    pub agreed_on: Date,
    /// Who entered them; `None` from a command.
    pub by: Option<UserId>,
    /// When.
    pub at: Timestamp,
}

/// Adds entries, each with the number after the one that counts.
///
/// # Errors
/// [`StoreError::Conflict`] if another entry has the number; [`StoreError::NotFound`] without the establishment.
pub async fn add(tx: &mut Tx, entries: &[PlaceEntry]) -> Result<(), StoreError> {
    const COLUMNS: &str = "place_number (financial_year, establishment_id, kind, number, commissioned_by, \
         commissioned_april, commissioned_september, funded_april, funded_september, on_roll_april, on_roll_september, \
         others_reported, others_on, source, agreed_on, by_user, at)";
    tx.insert_all(COLUMNS, entries.iter().map(values).collect())
        .await
}

/// The years that have places.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn years(tx: &mut Tx) -> Result<BTreeSet<String>, StoreError> {
    let all = tx
        .all(
            "SELECT DISTINCT financial_year FROM place_number",
            Vec::new(),
            |row| row.text("financial_year"),
        )
        .await?;
    Ok(all.into_iter().collect())
}

/// The entries of a year that count: of each establishment and kind the last.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn of_year(tx: &mut Tx, year: &str) -> Result<Vec<PlaceEntry>, StoreError> {
    tx.all(
        "SELECT p.* FROM place_number p WHERE p.financial_year = $1 AND p.number = (SELECT MAX(q.number) \
         FROM place_number q WHERE q.financial_year = p.financial_year AND q.establishment_id = p.establishment_id \
         AND q.kind = p.kind) ORDER BY p.establishment_id, p.kind",
        vec![text(year)],
        read,
    )
    .await
}

/// Every entry of a year and an establishment, by kind, the newest first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn history(
    tx: &mut Tx,
    year: &str,
    at: &EstablishmentId,
) -> Result<Vec<PlaceEntry>, StoreError> {
    tx.all(
        "SELECT * FROM place_number WHERE financial_year = $1 AND establishment_id = $2 ORDER BY kind, number DESC",
        vec![text(year), text(at)],
        read,
    )
    .await
}

/// Children on record who are placed at an establishment on a day, by setting, unit and who pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filling {
    /// Where.
    pub establishment: EstablishmentId,
    /// The setting of the placements.
    pub setting: Setting,
    /// Whether they are in a SEN unit or resourced provision.
    pub in_unit: bool,
    /// Who pays for the children.
    pub paid_by: AuthorityCode,
    /// How many.
    pub children: u32,
}

/// Who is placed on a day in any of some settings.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn filling(
    tx: &mut Tx,
    settings: &[Setting],
    on: Date,
) -> Result<Vec<Filling>, StoreError> {
    let mut found = Vec::new();
    for setting in settings {
        let rows = tx
            .all(
                "SELECT p.establishment_id, p.in_sen_unit, p.in_resourced_provision, \
                 CASE WHEN a.part IN ('we_recover', 'pays_directly') THEN a.authority WHEN a.id IS NULL \
                 THEN c.paying_authority ELSE c.maintaining_authority END AS paid_by, \
                 COUNT(DISTINCT p.child_id) AS n FROM placement p JOIN child c ON c.id = p.child_id \
                 LEFT JOIN case_authority a ON a.child_id = p.child_id AND a.part <> 'looks_after' \
                 AND a.in_error = FALSE AND a.from_on <= $2 AND (a.to_on IS NULL OR a.to_on > $2) \
                 WHERE p.setting = $1 AND p.establishment_id IS NOT NULL AND (p.from_on IS NULL OR p.from_on <= $2) \
                 AND (p.to_on IS NULL OR p.to_on > $2) \
                 GROUP BY p.establishment_id, p.in_sen_unit, p.in_resourced_provision, paid_by \
                 ORDER BY p.establishment_id, p.in_sen_unit, p.in_resourced_provision, paid_by",
                vec![text(setting.code()), text(on)],
                |row| {
                    Ok(Filling {
                        establishment: row.parsed("establishment_id")?,
                        setting: *setting,
                        in_unit: row.flag("in_sen_unit")? || row.flag("in_resourced_provision")?,
                        paid_by: row.parsed("paid_by")?,
                        children: row.small("n")?,
                    })
                },
            )
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

fn values(entry: &PlaceEntry) -> Vec<Value> {
    let places = &entry.places;
    let counts = [places.commissioned(), places.funded(), places.on_roll()];
    let mut values = vec![
        text(&entry.year),
        text(&entry.establishment),
        text(places.kind().code()),
        integer(entry.number.into()),
        text(&entry.commissioned_by),
    ];
    for numbers in counts {
        values.push(integer(numbers.april.into()));
        values.push(integer(numbers.september.into()));
    }
    values.extend([
        integer(entry.others_reported.into()),
        text_or_null(entry.others_on),
        text(&entry.source),
        text(entry.agreed_on),
        text_or_null(entry.by.as_ref()),
        instant(entry.at),
    ]);
    values
}

fn read(row: &Row) -> Result<PlaceEntry, StoreError> {
    let numbers = |april: &str, september: &str| -> Result<Numbers, StoreError> {
        Ok(Numbers {
            april: row.small(april)?,
            september: row.small(september)?,
        })
    };
    let places = Places::new(
        row.read("kind", PlaceKind::parse)?,
        numbers("commissioned_april", "commissioned_september")?,
        numbers("funded_april", "funded_september")?,
        numbers("on_roll_april", "on_roll_september")?,
    );
    Ok(PlaceEntry {
        year: row.text("financial_year")?,
        establishment: row.parsed("establishment_id")?,
        places: places.map_err(|error| StoreError::Unavailable(Box::new(error)))?,
        number: row.small("number")?,
        commissioned_by: row.parsed("commissioned_by")?,
        others_reported: row.small("others_reported")?,
        others_on: row.day_or_null("others_on")?,
        source: row.text("source")?,
        agreed_on: row.day("agreed_on")?,
        by: row.parsed_or_null("by_user")?,
        at: row.instant("at")?,
    })
}
