//! Where a child is, from when to when, and what that costs line by line.

use super::award_to_look_at;
use super::clause::Clause;
use super::error::StoreError;
use super::row::Row;
use super::spend;
use super::tx::Tx;
use super::value::{Value, flag, integer, integer_or_null, pence, text, text_or_null};
use crate::calendar::{Date, Period};
use crate::costs::{CostTerms, PlacedAt, Uplift};
use crate::ids::{AuthorityCode, ChildId, CostLineId, EstablishmentId, LocalId, PlacementId};
use crate::money::Fte;
use crate::needs::Setting;

pub use crate::costs::{CostKind, CostPer};

/// Where a child is. A child in no establishment has a placement too: its setting says how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    /// Our id.
    pub id: PlacementId,
    /// Whose.
    pub child: ChildId,
    /// Where; `None` for home education and the like, and where it is not known.
    pub establishment: Option<EstablishmentId>,
    /// The setting.
    pub setting: Setting,
    /// What an "other" setting is.
    pub setting_other: Option<String>,
    /// 1 for the main placement of several at once.
    pub rank: u8,
    /// The first day; `None` where no source says it.
    pub from: Option<Date>,
    /// The first day after; `None` while it lasts.
    pub to: Option<Date>,
    /// The share of full time.
    pub fte: Fte,
    /// In the establishment's SEN unit.
    pub in_sen_unit: bool,
    /// In the establishment's resourced provision.
    pub in_resourced_provision: bool,
    /// Residential: SEN2's code.
    pub residential: Option<String>,
    /// Work-based learning: SEN2's code.
    pub work_based: Option<String>,
    /// The authority in whose area the provider is.
    pub provider_authority: Option<AuthorityCode>,
    /// Where this is from: `sen2-2026`, or an officer's work.
    pub source: String,
    /// Counts the changes of this row; 1 when new.
    pub version: i64,
}

impl Placement {
    /// What a cost line must fit.
    #[must_use]
    pub fn placed_at(&self) -> PlacedAt {
        PlacedAt {
            setting: self.setting,
            from: self.from,
            to: self.to,
        }
    }

    /// The setting by which it is funded; none where it is not known. A unit of a mainstream school is a setting of its own.
    #[must_use]
    pub fn funded_setting(&self) -> Option<Setting> {
        match self.setting {
            Setting::Unk => None,
            Setting::Mms if self.in_sen_unit || self.in_resourced_provision => Some(Setting::Rpu),
            setting => Some(setting),
        }
    }
}

/// A dated cost of a placement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostLine {
    /// Our id.
    pub id: CostLineId,
    /// Of which placement.
    pub placement: PlacementId,
    /// Whether it was entered in error: nothing was ever due on it.
    pub in_error: bool,
    /// What it pays for, when, and how much.
    pub terms: CostTerms,
    /// Counts the changes of this row; 1 when new.
    pub version: i64,
}

/// How many children one statement names.
const CHILDREN_A_STATEMENT: usize = 500;

/// Adds placements.
///
/// # Errors
/// [`StoreError::Conflict`] if an id is taken; [`StoreError::NotFound`] without the child or establishment.
pub async fn insert_all(tx: &mut Tx, placements: &[Placement]) -> Result<(), StoreError> {
    const COLUMNS: &str = "placement (id, child_id, establishment_id, setting, setting_other, rank, from_on, to_on, fte, \
         in_sen_unit, in_resourced_provision, residential, work_based, provider_authority, source, version)";
    tx.insert_all(COLUMNS, placements.iter().map(values).collect())
        .await?;
    let children = || placements.iter().map(|placement| &placement.child);
    award_to_look_at::note(tx, children()).await?;
    spend::mark(tx, children()).await?;
    note_lasting(tx, children()).await
}

/// Writes the placement over the version it was read at; the stored version becomes one more. Whose it is stays.
///
/// # Errors
/// [`StoreError::Conflict`] if it was changed since.
pub async fn update(tx: &mut Tx, changed: &Placement) -> Result<(), StoreError> {
    tx.execute_one(
        "UPDATE placement SET child_id = $2, establishment_id = $3, setting = $4, setting_other = $5, rank = $6, \
         from_on = $7, to_on = $8, fte = $9, in_sen_unit = $10, in_resourced_provision = $11, residential = $12, \
         work_based = $13, provider_authority = $14, source = $15, version = version + 1 \
         WHERE id = $1 AND version = $16",
        values(changed),
        StoreError::Conflict,
    )
    .await?;
    award_to_look_at::note(tx, [&changed.child]).await?;
    spend::mark(tx, [&changed.child]).await?;
    note_lasting(tx, [&changed.child]).await
}

/// Notes on the plans of these children since when they have a known placement without an end, by which a work list passes
/// over almost all of them.
pub(super) async fn note_lasting(
    tx: &mut Tx,
    children: impl IntoIterator<Item = &ChildId>,
) -> Result<(), StoreError> {
    let children: Vec<&ChildId> = children.into_iter().collect();
    for some in children.chunks(CHILDREN_A_STATEMENT) {
        let mut note = Clause::new(
            "UPDATE plan SET placed_from = COALESCE((SELECT MIN(COALESCE(x.from_on, '')) FROM placement x \
             WHERE x.child_id = plan.child_id AND x.setting <> 'UNK' AND x.to_on IS NULL), '9999-12-31') \
             WHERE child_id IN ",
        );
        note.bind_list(some.iter().map(text));
        let (sql, values) = note.parts();
        tx.execute(sql, values).await?;
    }
    Ok(())
}

/// The placement of an id.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find(tx: &mut Tx, id: &PlacementId) -> Result<Option<Placement>, StoreError> {
    tx.first(
        "SELECT * FROM placement WHERE id = $1",
        vec![text(id)],
        read,
    )
    .await
}

/// A child's placements, the earliest first, the main one first of those that begin together.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn all_of(tx: &mut Tx, child: &ChildId) -> Result<Vec<Placement>, StoreError> {
    tx.all(
        "SELECT * FROM placement WHERE child_id = $1 ORDER BY COALESCE(from_on, ''), rank, id",
        vec![text(child)],
        read,
    )
    .await
}

/// Every main placement, a child's after each other, the earliest first; an importer reads them once instead of one by
/// one.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn every_main(tx: &mut Tx) -> Result<Vec<Placement>, StoreError> {
    tx.all(
        "SELECT * FROM placement WHERE rank = 1 ORDER BY child_id, COALESCE(from_on, ''), id",
        Vec::new(),
        read,
    )
    .await
}

/// The placements at an establishment with a day in a period, by child, the earliest first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn at_establishment(
    tx: &mut Tx,
    at: &EstablishmentId,
    days: &Period,
) -> Result<Vec<Placement>, StoreError> {
    let end = days.end().unwrap_or(Date::MAX);
    tx.all(
        "SELECT * FROM placement WHERE establishment_id = $1 AND (from_on IS NULL OR from_on < $3) \
         AND (to_on IS NULL OR to_on > $2) ORDER BY child_id, COALESCE(from_on, ''), id",
        vec![text(at), text(days.start()), text(end)],
        read,
    )
    .await
}

/// The cost lines of placements at an establishment with a day in a period, with the child of each, the earliest first. None
/// entered in error.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn cost_lines_at(
    tx: &mut Tx,
    at: &EstablishmentId,
    days: &Period,
) -> Result<Vec<(ChildId, CostLine)>, StoreError> {
    let end = days.end().unwrap_or(Date::MAX);
    tx.all(
        "SELECT l.*, p.child_id FROM cost_line l JOIN placement p ON p.id = l.placement_id \
         WHERE p.establishment_id = $1 AND l.in_error = FALSE AND l.from_on < $3 \
         AND (l.to_on IS NULL OR l.to_on > $2) ORDER BY p.child_id, l.from_on, l.id",
        vec![text(at), text(days.start()), text(end)],
        |row| Ok((row.parsed("child_id")?, read_line(row)?)),
    )
    .await
}

/// A child's placements on a day, the main one first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn on_day(tx: &mut Tx, child: &ChildId, day: Date) -> Result<Vec<Placement>, StoreError> {
    tx.all(
        "SELECT * FROM placement WHERE child_id = $1 AND (from_on IS NULL OR from_on <= $2) \
         AND (to_on IS NULL OR to_on > $2) ORDER BY rank, COALESCE(from_on, '') DESC, id",
        vec![text(child), text(day)],
        read,
    )
    .await
}

/// Adds cost lines.
///
/// # Errors
/// [`StoreError::Conflict`] if an id is taken; [`StoreError::NotFound`] without the placement.
pub async fn insert_cost_lines(tx: &mut Tx, lines: &[CostLine]) -> Result<(), StoreError> {
    const COLUMNS: &str = "cost_line (id, placement_id, kind, from_on, to_on, per, net_pence, vat_pence, order_number, \
         notice_weeks, notes, uplift_on, uplift_percent, notice_given_on, version, in_error)";
    tx.insert_all(COLUMNS, lines.iter().map(line_values).collect())
        .await?;
    spend::mark_of_placements(tx, lines.iter().map(|line| &line.placement)).await
}

/// Writes the cost line over the version it was read at; the stored version becomes one more.
///
/// # Errors
/// [`StoreError::Conflict`] if it was changed since.
pub async fn update_cost_line(tx: &mut Tx, changed: &CostLine) -> Result<(), StoreError> {
    tx.execute_one(
        "UPDATE cost_line SET placement_id = $2, kind = $3, from_on = $4, to_on = $5, per = $6, net_pence = $7, \
         vat_pence = $8, order_number = $9, notice_weeks = $10, notes = $11, uplift_on = $12, uplift_percent = $13, \
         notice_given_on = $14, version = version + 1, in_error = $16 WHERE id = $1 AND version = $15",
        line_values(changed),
        StoreError::Conflict,
    )
    .await?;
    spend::mark_of_placements(tx, [&changed.placement]).await
}

/// A child's cost lines over all placements, the earliest first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn cost_lines_of(tx: &mut Tx, child: &ChildId) -> Result<Vec<CostLine>, StoreError> {
    tx.all(
        "SELECT l.* FROM cost_line l JOIN placement p ON p.id = l.placement_id WHERE p.child_id = $1 \
         ORDER BY l.from_on, l.id",
        vec![text(child)],
        read_line,
    )
    .await
}

/// A fee that ended with notice agreed, after which the child had no fee at the establishment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndedFee {
    /// Whose.
    pub child: ChildId,
    /// The child's reference.
    pub local_id: LocalId,
    /// The setting of the placement.
    pub setting: Setting,
    /// The establishment's name; empty where none is named.
    pub place: String,
    /// Its type, as GIAS words it.
    pub place_kind: String,
    /// The line.
    pub terms: CostTerms,
}

/// Fees with notice agreed whose first unpaid day is after one day and up to another, where no other fee of the child at the
/// establishment goes on, by last day.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn ended_fees(
    tx: &mut Tx,
    after: Date,
    up_to: Date,
) -> Result<Vec<EndedFee>, StoreError> {
    tx.all(
        "SELECT l.*, p.child_id, p.setting, c.local_id, COALESCE(e.name, '') AS place_name, COALESCE(e.kind, '') AS place_kind \
         FROM cost_line l JOIN placement p ON p.id = l.placement_id JOIN child c ON c.id = p.child_id \
         LEFT JOIN establishment e ON e.id = p.establishment_id \
         WHERE l.kind = 'fee' AND l.to_on > $1 AND l.to_on <= $2 AND l.notice_weeks > 0 AND l.in_error = FALSE \
         AND NOT EXISTS (SELECT 1 FROM placement q JOIN cost_line m ON m.placement_id = q.id WHERE q.child_id = p.child_id \
         AND (q.id = p.id OR q.establishment_id = p.establishment_id) AND m.id <> l.id AND m.kind = 'fee' \
         AND m.in_error = FALSE AND m.from_on <= l.to_on AND (m.to_on IS NULL OR m.to_on > l.to_on)) \
         ORDER BY l.to_on, l.id",
        vec![text(after), text(up_to)],
        |row| {
            Ok(EndedFee {
                child: row.parsed("child_id")?,
                local_id: row.parsed("local_id")?,
                setting: row.read("setting", Setting::parse)?,
                place: row.text("place_name")?,
                place_kind: row.text("place_kind")?,
                terms: read_line(row)?.terms,
            })
        },
    )
    .await
}

/// The cost line of an id, with the child whose it is.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find_cost_line(
    tx: &mut Tx,
    id: &CostLineId,
) -> Result<Option<(ChildId, CostLine)>, StoreError> {
    tx.first(
        "SELECT l.*, p.child_id FROM cost_line l JOIN placement p ON p.id = l.placement_id WHERE l.id = $1",
        vec![text(id)],
        |row| Ok((row.parsed("child_id")?, read_line(row)?)),
    )
    .await
}

fn values(placement: &Placement) -> Vec<Value> {
    vec![
        text(&placement.id),
        text(&placement.child),
        text_or_null(placement.establishment.as_ref()),
        text(placement.setting.code()),
        text_or_null(placement.setting_other.as_ref()),
        integer(placement.rank.into()),
        text_or_null(placement.from),
        text_or_null(placement.to),
        text(placement.fte),
        flag(placement.in_sen_unit),
        flag(placement.in_resourced_provision),
        text_or_null(placement.residential.as_ref()),
        text_or_null(placement.work_based.as_ref()),
        text_or_null(placement.provider_authority.as_ref()),
        text(&placement.source),
        integer(placement.version),
    ]
}

/// A placement of a row that has its columns.
pub(super) fn read(row: &Row) -> Result<Placement, StoreError> {
    Ok(Placement {
        id: row.parsed("id")?,
        child: row.parsed("child_id")?,
        establishment: row.parsed_or_null("establishment_id")?,
        setting: row.read("setting", Setting::parse)?,
        setting_other: row.text_or_null("setting_other")?,
        rank: row.small("rank")?,
        from: row.day_or_null("from_on")?,
        to: row.day_or_null("to_on")?,
        fte: row.parsed("fte")?,
        in_sen_unit: row.flag("in_sen_unit")?,
        in_resourced_provision: row.flag("in_resourced_provision")?,
        residential: row.text_or_null("residential")?,
        work_based: row.text_or_null("work_based")?,
        provider_authority: row.parsed_or_null("provider_authority")?,
        source: row.text("source")?,
        version: row.integer("version")?,
    })
}

fn line_values(line: &CostLine) -> Vec<Value> {
    let mut values = vec![text(&line.id), text(&line.placement)];
    values.extend(terms_values(&line.terms));
    values.extend([integer(line.version), flag(line.in_error)]);
    values
}

/// The values of `kind, from_on, to_on, per, net_pence, vat_pence, order_number, notice_weeks, notes, uplift_on, uplift_percent,
/// notice_given_on`.
pub(super) fn terms_values(terms: &CostTerms) -> [Value; 12] {
    [
        text(terms.kind.code()),
        text(terms.period.start()),
        text_or_null(terms.period.end()),
        text(terms.per.code()),
        pence(terms.net),
        pence(terms.vat),
        text_or_null(terms.order_number.as_ref()),
        integer_or_null(terms.notice_weeks.map(i64::from)),
        text(&terms.notes),
        text_or_null(terms.uplift.map(|uplift| uplift.from)),
        text_or_null(terms.uplift.map(|uplift| uplift.percent)),
        text_or_null(terms.notice_given_on),
    ]
}

/// A cost line of a row that has its columns.
pub(super) fn read_line(row: &Row) -> Result<CostLine, StoreError> {
    Ok(CostLine {
        id: row.parsed("id")?,
        placement: row.parsed("placement_id")?,
        in_error: row.flag("in_error")?,
        terms: read_terms(row)?,
        version: row.integer("version")?,
    })
}

/// The terms of a row that has the columns of [`terms_values`].
pub(super) fn read_terms(row: &Row) -> Result<CostTerms, StoreError> {
    let uplift = row
        .day_or_null("uplift_on")?
        .zip(row.parsed_or_null("uplift_percent")?);
    Ok(CostTerms {
        kind: row.read("kind", CostKind::parse)?,
        period: row.period("from_on", "to_on")?,
        per: row.read("per", CostPer::parse)?,
        net: row.money("net_pence")?,
        vat: row.money("vat_pence")?,
        uplift: uplift.map(|(from, percent)| Uplift { from, percent }),
        order_number: row.text_or_null("order_number")?,
        notice_weeks: row.small_or_null("notice_weeks")?,
        notice_given_on: row.day_or_null("notice_given_on")?,
        notes: row.text("notes")?,
    })
}
