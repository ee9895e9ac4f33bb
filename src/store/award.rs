//! Money from a date: what persists is the award, each change of it is a version, with who wrote it down and why.

use jiff::Timestamp;

use super::award_to_look_at;
use super::error::StoreError;
use super::restricted::named;
use super::row::Row;
use super::spend;
use super::tx::Tx;
use super::value::{Value, instant, integer, pence_or_null, text, text_or_null};
use crate::calendar::Date;
use crate::codes::stored_codes;
use crate::ids::{
    AuthorityCode, AwardId, ChildId, DecisionId, Digest, EstablishmentId, LocalId, UserId,
};
use crate::money::{Fte, Money};
use crate::needs::{BandId, Setting};

stored_codes!(
    /// How an award is shared out over a year.
    AwardBasis {
        /// By calendar days.
        CalendarDay = "calendar_day",
        /// By school days of the establishment's own calendar.
        SchoolDay = "school_day",
        /// By months, each a twelfth.
        Twelfth = "twelfth",
        /// By terms with their own weights.
        Term = "term",
        /// By weeks.
        Week = "week",
        /// By hours.
        Hour = "hour",
        /// By days a week.
        DayOfWeek = "day_of_week",
    }
);

stored_codes!(
    /// What the price of an award follows.
    AwardPrice {
        /// The value table in force in each payment period.
        Band = "band",
        /// The amount as it was, protected from a change of table.
        Protected = "protected",
        /// An amount agreed for this child.
        Individual = "individual",
    }
);

/// An award; its terms are in its versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Award {
    /// Our id.
    pub id: AwardId,
    /// To whom.
    pub child: ChildId,
    /// The number of the version that counts: what a change must be based on.
    pub latest_version: u32,
}

/// The terms of an award.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwardVersion {
    /// Of which award.
    pub award: AwardId,
    /// 1 for the first.
    pub number: u32,
    /// The decision that granted it: its amount follows what that one was made on, also once a later decision ended it.
    pub decision: DecisionId,
    /// Where the money goes; `None` where it follows the child outside any establishment.
    pub establishment: Option<EstablishmentId>,
    /// The setting it is priced for.
    pub setting: Setting,
    /// Who pays.
    pub paying_authority: AuthorityCode,
    /// The first day.
    pub from: Date,
    /// The first unpaid day; `None` while it lasts. Equal to `from`: nothing was ever due.
    pub to: Option<Date>,
    /// The share of full time.
    pub fte: Fte,
    /// How it is shared out over a year.
    pub basis: AwardBasis,
    /// The band, where there is one.
    pub band: Option<BandId>,
    /// The rule set that the band belongs to.
    pub rule_set: Option<Digest>,
    /// Pence a year for the share of full time as decided; `None` where the band gives no amount.
    pub annual: Option<Money>,
    /// What the price follows.
    pub price: AwardPrice,
    /// Who wrote this version down.
    pub recorded_by: Option<UserId>,
    /// When.
    pub recorded_at: Timestamp,
    /// Why it was changed.
    pub note: String,
}

/// What a school or trust sees of an award: no needs, no evidence, and no name where the record is restricted and the reader is
/// not named for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchoolAward {
    /// Whose.
    pub child: ChildId,
    /// The local reference.
    pub local_id: LocalId,
    /// Given and family name.
    pub name: Option<String>,
    /// Which of the user's establishments.
    pub establishment: EstablishmentId,
    /// Its name.
    pub establishment_name: String,
    /// Which award.
    pub award: AwardId,
    /// The setting it is priced for.
    pub setting: Setting,
    /// The band.
    pub band: Option<BandId>,
    /// Pence a year as decided.
    pub annual: Option<Money>,
    /// The share of full time.
    pub fte: Fte,
    /// The first day.
    pub from: Date,
    /// The first unpaid day.
    pub to: Option<Date>,
}

/// Adds awards, each with its first version.
///
/// # Errors
/// [`StoreError::Conflict`] if an id is taken; [`StoreError::NotFound`] without the child, decision or establishment.
pub async fn insert_all(tx: &mut Tx, awards: &[(Award, AwardVersion)]) -> Result<(), StoreError> {
    let heads: Vec<&Award> = awards.iter().map(|(award, _)| award).collect();
    insert(tx, &heads, awards.iter().map(|(_, version)| version)).await
}

/// Adds awards with all their versions.
///
/// # Errors
/// As [`insert_all`].
pub async fn insert_whole(
    tx: &mut Tx,
    awards: &[&(Award, Vec<AwardVersion>)],
) -> Result<(), StoreError> {
    let heads: Vec<&Award> = awards.iter().map(|(award, _)| award).collect();
    insert(tx, &heads, awards.iter().flat_map(|(_, versions)| versions)).await
}

async fn insert(
    tx: &mut Tx,
    heads: &[&Award],
    versions: impl Iterator<Item = &AwardVersion>,
) -> Result<(), StoreError> {
    let head = |award: &&Award| {
        vec![
            text(&award.id),
            text(&award.child),
            integer(award.latest_version.into()),
        ]
    };
    let rows = heads.iter().map(head).collect();
    tx.insert_all("award (id, child_id, latest_version)", rows)
        .await?;
    tx.insert_all(VERSION_COLUMNS, versions.map(values).collect())
        .await?;
    let children = || heads.iter().map(|award| &award.child);
    award_to_look_at::note(tx, children()).await?;
    spend::mark(tx, children()).await
}

/// Adds the next version to an award, which counts from then on.
///
/// # Errors
/// [`StoreError::Conflict`] if its number is not one more than the award's latest: somebody else changed it meanwhile.
pub async fn add_version(tx: &mut Tx, version: &AwardVersion) -> Result<(), StoreError> {
    tx.execute_one(
        "UPDATE award SET latest_version = $2 WHERE id = $1 AND latest_version = $3",
        vec![
            text(&version.award),
            integer(version.number.into()),
            integer(i64::from(version.number) - 1),
        ],
        StoreError::Conflict,
    )
    .await?;
    tx.insert_all(VERSION_COLUMNS, vec![values(version)])
        .await?;
    award_to_look_at::note_award(tx, &version.award).await?;
    spend::mark_of_awards(tx, [&version.award]).await
}

/// The award of an id, with the version that counts.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find(tx: &mut Tx, id: &AwardId) -> Result<Option<(Award, AwardVersion)>, StoreError> {
    tx.first(
        "SELECT a.child_id, a.latest_version, v.* FROM award a \
         JOIN award_version v ON v.award_id = a.id AND v.number = a.latest_version WHERE a.id = $1",
        vec![text(id)],
        read_with_head,
    )
    .await
}

/// A child's awards with the version that counts, the latest start first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn all_of(
    tx: &mut Tx,
    child: &ChildId,
) -> Result<Vec<(Award, AwardVersion)>, StoreError> {
    tx.all(
        "SELECT a.child_id, a.latest_version, v.* FROM award a \
         JOIN award_version v ON v.award_id = a.id AND v.number = a.latest_version \
         WHERE a.child_id = $1 ORDER BY v.from_on DESC, a.id DESC",
        vec![text(child)],
        read_with_head,
    )
    .await
}

/// An award's versions, the first first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn versions_of(tx: &mut Tx, id: &AwardId) -> Result<Vec<AwardVersion>, StoreError> {
    tx.all(
        "SELECT * FROM award_version WHERE award_id = $1 ORDER BY number",
        vec![text(id)],
        read,
    )
    .await
}

/// The awards in force on a day at the establishments that the user belongs to, by name.
///
/// The user's establishments are joined here and not passed in: no caller can ask for another's.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn seen_by_school_user(
    tx: &mut Tx,
    user: &UserId,
    day: Date,
) -> Result<Vec<SchoolAward>, StoreError> {
    let named = named("c.id", 1);
    tx.all(
        format!("SELECT v.*, a.child_id, c.local_id, c.restricted, e.name AS establishment_name, i.forename, i.surname \
         FROM app_user_establishment m \
         JOIN award_version v ON v.establishment_id = m.establishment_id \
         JOIN award a ON a.id = v.award_id AND a.latest_version = v.number \
         JOIN child c ON c.id = a.child_id JOIN establishment e ON e.id = v.establishment_id \
         LEFT JOIN child_identity i ON i.child_id = a.child_id AND (c.restricted = FALSE OR {named}) \
         WHERE m.user_id = $1 AND v.from_on <= $2 AND (v.to_on IS NULL OR v.to_on > $2) \
         ORDER BY CASE WHEN i.sort_key IS NULL THEN 1 ELSE 0 END, i.sort_key, c.local_id, a.id"),
        vec![text(user), text(day)],
        read_school_award,
    )
    .await
}

/// The awards of which anything may be due between two days at the establishments that the user belongs to, by
/// establishment and name. As for [`seen_by_school_user`], no caller can ask for another's.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn of_school_user_between(
    tx: &mut Tx,
    user: &UserId,
    (from, to): (Date, Date),
) -> Result<Vec<SchoolAward>, StoreError> {
    let named = named("c.id", 1);
    tx.all(
        format!("SELECT v.*, a.child_id, c.local_id, c.restricted, e.name AS establishment_name, i.forename, i.surname \
         FROM app_user_establishment m \
         JOIN award_version v ON v.establishment_id = m.establishment_id \
         JOIN award a ON a.id = v.award_id AND a.latest_version = v.number \
         JOIN child c ON c.id = a.child_id JOIN establishment e ON e.id = v.establishment_id \
         LEFT JOIN child_identity i ON i.child_id = a.child_id AND (c.restricted = FALSE OR {named}) \
         WHERE m.user_id = $1 AND v.from_on < $3 \
         AND (v.to_on IS NULL OR (v.to_on > $2 AND v.to_on > v.from_on)) \
         ORDER BY e.name, CASE WHEN i.sort_key IS NULL THEN 1 ELSE 0 END, i.sort_key, c.local_id, v.from_on, a.id"),
        vec![text(user), text(from), text(to)],
        read_school_award,
    )
    .await
}

const VERSION_COLUMNS: &str = "award_version (award_id, number, decision_id, establishment_id, setting, \
     paying_authority, from_on, to_on, fte, basis, band, rule_set_digest, annual_pence, price, recorded_by, \
     recorded_at, note)";

fn values(version: &AwardVersion) -> Vec<Value> {
    vec![
        text(&version.award),
        integer(version.number.into()),
        text(&version.decision),
        text_or_null(version.establishment.as_ref()),
        text(version.setting.code()),
        text(&version.paying_authority),
        text(version.from),
        text_or_null(version.to),
        text(version.fte),
        text(version.basis.code()),
        text_or_null(version.band.as_ref()),
        text_or_null(version.rule_set.as_ref()),
        pence_or_null(version.annual),
        text(version.price.code()),
        text_or_null(version.recorded_by.as_ref()),
        instant(version.recorded_at),
        text(&version.note),
    ]
}

/// The terms of a row that has their columns.
pub(super) fn read(row: &Row) -> Result<AwardVersion, StoreError> {
    Ok(AwardVersion {
        award: row.parsed("award_id")?,
        number: row.small("number")?,
        decision: row.parsed("decision_id")?,
        establishment: row.parsed_or_null("establishment_id")?,
        setting: row.read("setting", Setting::parse)?,
        paying_authority: row.parsed("paying_authority")?,
        from: row.day("from_on")?,
        to: row.day_or_null("to_on")?,
        fte: row.parsed("fte")?,
        basis: row.read("basis", AwardBasis::parse)?,
        band: row.parsed_or_null("band")?,
        rule_set: row.parsed_or_null("rule_set_digest")?,
        annual: row.money_or_null("annual_pence")?,
        price: row.read("price", AwardPrice::parse)?,
        recorded_by: row.parsed_or_null("recorded_by")?,
        recorded_at: row.instant("recorded_at")?,
        note: row.text("note")?,
    })
}

fn read_with_head(row: &Row) -> Result<(Award, AwardVersion), StoreError> {
    let award = Award {
        id: row.parsed("award_id")?,
        child: row.parsed("child_id")?,
        latest_version: row.small("latest_version")?,
    };
    Ok((award, read(row)?))
}

fn read_school_award(row: &Row) -> Result<SchoolAward, StoreError> {
    let (forename, surname) = (row.text_or_null("forename")?, row.text_or_null("surname")?);
    Ok(SchoolAward {
        child: row.parsed("child_id")?,
        local_id: row.parsed("local_id")?,
        name: forename
            .zip(surname)
            .map(|(forename, surname)| format!("{forename} {surname}")),
        establishment: row.parsed("establishment_id")?,
        establishment_name: row.text("establishment_name")?,
        award: row.parsed("award_id")?,
        setting: row.read("setting", Setting::parse)?,
        band: row.parsed_or_null("band")?,
        annual: row.money_or_null("annual_pence")?,
        fte: row.parsed("fte")?,
        from: row.day("from_on")?,
        to: row.day_or_null("to_on")?,
    })
}
