//! Schools, colleges and other providers, and who is paid for them.

use std::collections::BTreeSet;

use super::clause::Clause;
use super::error::StoreError;
use super::fold::{name_key, near_asked, near_variants, search_words};
use super::page::{Page, Paged};
use super::row::Row;
use super::spend;
use super::tx::Tx;
use super::value::{Value, flag, integer, integer_or_null, text, text_or_null};
use crate::calendar::Date;
use crate::codes::stored_codes;
use crate::ids::{AuthorityCode, EstablishmentId, Ukprn, Urn, UserId};
use crate::needs::Setting;

stored_codes!(
    /// Whether an establishment is open, as GIAS says it.
    EstablishmentStatus {
        /// Open.
        Open = "open",
        /// Open, but proposed to close.
        Closing = "closing",
        /// Closed.
        Closed = "closed",
        /// Proposed to open.
        Proposed = "proposed",
    }
);

/// A school, college or other provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Establishment {
    /// Our id.
    pub id: EstablishmentId,
    /// Its reference in GIAS; colleges and early-years providers may have none.
    pub urn: Option<Urn>,
    /// Its provider reference; two rows may share one.
    pub ukprn: Option<Ukprn>,
    /// Its name.
    pub name: String,
    /// Its type in words, as GIAS gives it.
    pub kind: String,
    /// Its phase in words, as GIAS gives it.
    pub phase: String,
    /// Whether it is open.
    pub status: EstablishmentStatus,
    /// The authority in whose area it is.
    pub authority: Option<AuthorityCode>,
    /// Its number within that authority.
    pub number: Option<String>,
    /// The setting of a child placed there outside any unit; derived from its type by data.
    pub setting: Setting,
    /// The lowest age it takes, in years.
    pub age_low: Option<u8>,
    /// The highest age it takes, in years.
    pub age_high: Option<u8>,
    /// Whether it has a SEN unit.
    pub has_sen_unit: bool,
    /// Whether it has a resourced provision.
    pub has_resourced_provision: bool,
    /// Who is paid for it; `None` where nobody is set up yet.
    pub supplier_number: Option<String>,
    /// Counts the changes of this row; 1 when new.
    pub version: i64,
}

/// Who is paid: a trust, a council, a company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payee {
    /// The finance system's number for it.
    pub supplier_number: String,
    /// Its name.
    pub name: String,
}

const COLUMNS: &str = "establishment (id, name, name_key, urn, ukprn, kind, phase, status, authority, number, setting, \
     age_low, age_high, has_sen_unit, has_resourced_provision, supplier_number, version)";

/// Adds establishments.
///
/// # Errors
/// [`StoreError::Conflict`] if an id or URN is taken; [`StoreError::NotFound`] if a payee does not exist.
pub async fn insert_all(tx: &mut Tx, establishments: &[Establishment]) -> Result<(), StoreError> {
    tx.insert_all(COLUMNS, establishments.iter().map(values).collect())
        .await?;
    index_words(tx, establishments).await
}

/// Makes establishments findable by words typed with a mistake.
async fn index_words(tx: &mut Tx, establishments: &[Establishment]) -> Result<(), StoreError> {
    let keys: BTreeSet<String> = establishments
        .iter()
        .map(|one| name_key(&one.name))
        .collect();
    let words: BTreeSet<&str> = keys.iter().flat_map(|key| key.split_whitespace()).collect();
    let rows = words.into_iter().flat_map(|word| {
        let row = move |variant: String| vec![text(variant), text(word)];
        near_variants(word).into_iter().map(row)
    });
    tx.put_all(
        "school_word (variant, word)",
        rows.collect(),
        " ON CONFLICT (variant, word) DO NOTHING",
    )
    .await
}

/// Makes names findable that were kept before there was an index of their words: all of them, where it holds none.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be used.
pub(super) async fn complete_index(tx: &mut Tx) -> Result<(), StoreError> {
    let filled = tx
        .first("SELECT word FROM school_word LIMIT 1", Vec::new(), |row| {
            row.text("word")
        })
        .await?;
    if filled.is_some() {
        return Ok(());
    }
    let known = all(tx).await?;
    index_words(tx, &known).await
}

/// A word of a search for an establishment: it begins a word of the name, or is nearly one of some words of names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sought {
    typed: String,
    nearly: Vec<String>,
}

impl Sought {
    /// Limits a query over `establishment e` to names with such a word.
    pub(super) fn limit(&self, found: &mut Clause) {
        found
            .push(" AND (e.name_key LIKE ")
            .bind(text(format!("% {}%", self.typed)));
        for word in &self.nearly {
            found
                .push(" OR e.name_key LIKE ")
                .bind(text(format!("% {word} %")));
        }
        found.push(")");
    }
}

/// The words of a search for an establishment; nearly, with the words of names that each may have been meant for.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub(super) async fn sought(
    tx: &mut Tx,
    typed: &str,
    nearly: bool,
) -> Result<Vec<Sought>, StoreError> {
    let mut sought = Vec::new();
    for word in search_words(&typed.replace('\0', "")) {
        let mut meant = Vec::new();
        if nearly {
            let mut like = Clause::new("SELECT DISTINCT word FROM school_word WHERE variant IN ");
            like.bind_list(near_asked(&word).into_iter().map(text));
            like.push(" ORDER BY word");
            let (sql, values) = like.parts();
            meant = tx.all(sql, values, |row| row.text("word")).await?;
        }
        sought.push(Sought {
            typed: word,
            nearly: meant,
        });
    }
    Ok(sought)
}

/// Writes the establishment over the version it was read at; the stored version becomes one more.
///
/// # Errors
/// [`StoreError::Conflict`] if it was changed since, or its URN is taken.
pub async fn update(tx: &mut Tx, changed: &Establishment) -> Result<(), StoreError> {
    let kind = find(tx, &changed.id).await?.map(|before| before.kind);
    if kind.as_ref() != Some(&changed.kind) {
        spend::mark_of_establishment(tx, &changed.id).await?;
    }
    tx.execute_one(
        "UPDATE establishment SET name = $2, name_key = $3, urn = $4, ukprn = $5, kind = $6, phase = $7, status = $8, \
         authority = $9, number = $10, setting = $11, age_low = $12, age_high = $13, has_sen_unit = $14, \
         has_resourced_provision = $15, supplier_number = $16, version = version + 1 WHERE id = $1 AND version = $17",
        values(changed),
        StoreError::Conflict,
    )
    .await?;
    index_words(tx, std::slice::from_ref(changed)).await
}

/// The establishment of an id.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find(tx: &mut Tx, id: &EstablishmentId) -> Result<Option<Establishment>, StoreError> {
    tx.first(
        "SELECT * FROM establishment WHERE id = $1",
        vec![text(id)],
        read,
    )
    .await
}

/// The establishments that a user belongs to, with their names, by name.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn names_of_user(
    tx: &mut Tx,
    user: &UserId,
) -> Result<Vec<(EstablishmentId, String)>, StoreError> {
    let mut own = tx
        .all(
            "SELECT e.id, e.name FROM app_user_establishment m JOIN establishment e ON e.id = m.establishment_id \
             WHERE m.user_id = $1",
            vec![text(user)],
            |row| Ok((row.parsed::<EstablishmentId>("id")?, row.text("name")?)),
        )
        .await?;
    // The databases do not agree on the order of letters.
    own.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
    Ok(own)
}

/// The establishment of a URN.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find_by_urn(tx: &mut Tx, urn: &Urn) -> Result<Option<Establishment>, StoreError> {
    tx.first(
        "SELECT * FROM establishment WHERE urn = $1",
        vec![text(urn)],
        read,
    )
    .await
}

/// Every establishment of a UKPRN, those not closed first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find_by_ukprn(tx: &mut Tx, ukprn: &Ukprn) -> Result<Vec<Establishment>, StoreError> {
    tx.all(
        "SELECT * FROM establishment WHERE ukprn = $1 ORDER BY CASE WHEN status = 'closed' THEN 1 ELSE 0 END, id",
        vec![text(ukprn)],
        read,
    )
    .await
}

/// Every establishment, by name; an importer reads them once instead of one by one.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn all(tx: &mut Tx) -> Result<Vec<Establishment>, StoreError> {
    tx.all(
        "SELECT * FROM establishment ORDER BY name_key, id",
        Vec::new(),
        read,
    )
    .await
}

/// Which establishments a list shows; of a default one, all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Words that each begin a word of the name; or a whole URN or UKPRN.
    pub words: String,
    /// Whether each of them may also nearly be a word of the name.
    pub near: bool,
    /// Whether they are open, closed and so on; none for any.
    pub status: Option<EstablishmentStatus>,
}

/// Establishments in whose name every word of the search begins a word; all of them for an empty search. By name.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn search(
    tx: &mut Tx,
    words: &str,
    page: Page,
) -> Result<Paged<Establishment>, StoreError> {
    let of_words = Wanted {
        words: words.to_owned(),
        ..Wanted::default()
    };
    wanted(tx, &of_words, page).await
}

/// Establishments that a list asks for, by name.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn wanted(
    tx: &mut Tx,
    wanted: &Wanted,
    page: Page,
) -> Result<Paged<Establishment>, StoreError> {
    let mut matching = Clause::new(" FROM establishment e WHERE TRUE");
    if let Some(status) = wanted.status {
        matching.push(" AND status = ").bind(text(status.code()));
    }
    match (Urn::parse(&wanted.words), Ukprn::parse(&wanted.words)) {
        (Ok(urn), _) => {
            matching.push(" AND urn = ").bind(text(urn));
        }
        (_, Ok(ukprn)) => {
            matching.push(" AND ukprn = ").bind(text(ukprn));
        }
        _ => {
            for word in sought(tx, &wanted.words, wanted.near).await? {
                word.limit(&mut matching);
            }
        }
    }
    let (count, values) = matching.clone().before("SELECT COUNT(*) AS n").parts();
    let total = tx.count(count, values).await?;
    let mut listed = matching.before("SELECT *");
    listed.push(" ORDER BY name_key, id").page(page);
    let (sql, values) = listed.parts();
    Ok(Paged {
        items: tx.all(sql, values, read).await?,
        total,
        page,
    })
}

/// What depends on an establishment, counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// Placements there on the day.
    pub placed_now: u64,
    /// Placements there at any time.
    pub placed_ever: u64,
    /// Awards in force there on the day.
    pub awards: u64,
    /// Payment lines that name it.
    pub payment_lines: u64,
}

/// What depends on an establishment on a day.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn usage(tx: &mut Tx, id: &EstablishmentId, on: Date) -> Result<Usage, StoreError> {
    let here = || vec![text(id)];
    let on_day = || vec![text(id), text(on)];
    Ok(Usage {
        placed_now: tx
            .count(
                "SELECT COUNT(*) AS n FROM placement WHERE establishment_id = $1 \
                 AND (from_on IS NULL OR from_on <= $2) AND (to_on IS NULL OR to_on > $2)",
                on_day(),
            )
            .await?,
        placed_ever: tx
            .count(
                "SELECT COUNT(*) AS n FROM placement WHERE establishment_id = $1",
                here(),
            )
            .await?,
        awards: tx
            .count(
                "SELECT COUNT(*) AS n FROM award_version w JOIN award a ON a.id = w.award_id \
                 AND a.latest_version = w.number WHERE w.establishment_id = $1 AND w.from_on <= $2 \
                 AND (w.to_on IS NULL OR w.to_on > $2)",
                on_day(),
            )
            .await?,
        payment_lines: tx
            .count(
                "SELECT COUNT(*) AS n FROM payment_line WHERE establishment_id = $1",
                here(),
            )
            .await?,
    })
}

/// Adds a payee, or gives a known one its new name.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be written.
pub async fn save_payee(tx: &mut Tx, payee: &Payee) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO payee (supplier_number, name) VALUES ($1, $2) \
         ON CONFLICT (supplier_number) DO UPDATE SET name = excluded.name",
        vec![text(&payee.supplier_number), text(&payee.name)],
    )
    .await?;
    Ok(())
}

/// Every payee, by supplier number.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn payees(tx: &mut Tx) -> Result<Vec<Payee>, StoreError> {
    tx.all(
        "SELECT * FROM payee ORDER BY supplier_number",
        Vec::new(),
        |row| {
            Ok(Payee {
                supplier_number: row.text("supplier_number")?,
                name: row.text("name")?,
            })
        },
    )
    .await
}

/// The payee of a supplier number.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find_payee(tx: &mut Tx, supplier_number: &str) -> Result<Option<Payee>, StoreError> {
    tx.first(
        "SELECT * FROM payee WHERE supplier_number = $1",
        vec![text(supplier_number)],
        |row| {
            Ok(Payee {
                supplier_number: row.text("supplier_number")?,
                name: row.text("name")?,
            })
        },
    )
    .await
}

fn values(it: &Establishment) -> Vec<Value> {
    vec![
        text(&it.id),
        text(&it.name),
        text(name_key(&it.name)),
        text_or_null(it.urn.as_ref()),
        text_or_null(it.ukprn.as_ref()),
        text(&it.kind),
        text(&it.phase),
        text(it.status.code()),
        text_or_null(it.authority.as_ref()),
        text_or_null(it.number.as_ref()),
        text(it.setting.code()),
        integer_or_null(it.age_low.map(i64::from)),
        integer_or_null(it.age_high.map(i64::from)),
        flag(it.has_sen_unit),
        flag(it.has_resourced_provision),
        text_or_null(it.supplier_number.as_ref()),
        integer(it.version),
    ]
}

fn read(row: &Row) -> Result<Establishment, StoreError> {
    Ok(Establishment {
        id: row.parsed("id")?,
        urn: row.parsed_or_null("urn")?,
        ukprn: row.parsed_or_null("ukprn")?,
        name: row.text("name")?,
        kind: row.text("kind")?,
        phase: row.text("phase")?,
        status: row.read("status", EstablishmentStatus::parse)?,
        authority: row.parsed_or_null("authority")?,
        number: row.text_or_null("number")?,
        setting: row.read("setting", Setting::parse)?,
        age_low: row.small_or_null("age_low")?,
        age_high: row.small_or_null("age_high")?,
        has_sen_unit: row.flag("has_sen_unit")?,
        has_resourced_provision: row.flag("has_resourced_provision")?,
        supplier_number: row.text_or_null("supplier_number")?,
        version: row.integer("version")?,
    })
}
