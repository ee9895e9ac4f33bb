//! Every child's plans, needs and places over the years, and what they cost on a day: what a forecast is made of.
//!
//! Names, numbers and references stay out of it. These read whole tables, once each, because a forecast is of everybody.

use super::clause::Clause;
use super::error::StoreError;
use super::placement::read_line;
use super::tx::Tx;
use super::value::text;
use crate::calendar::{Date, Period};
use crate::costs::CostTerms;
use crate::ids::{ChildId, EstablishmentId, PlanId};

/// Of whom records are wanted.
#[derive(Clone, Copy, Debug)]
pub enum Whom<'a> {
    /// Of everybody.
    Everybody,
    /// Of these children: as many as one statement names.
    Only(&'a [ChildId]),
}

impl Whom<'_> {
    /// Narrows a query; `column` ends in `IN `.
    pub(super) fn narrow(self, clause: &mut Clause, column: &'static str) {
        if let Whom::Only(children) = self {
            clause.push(column).bind_list(children.iter().map(text));
        }
    }
}

/// A plan's days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanDays {
    /// Which plan.
    pub plan: PlanId,
    /// Whose.
    pub child: ChildId,
    /// The child's birth date; `None` where it is not known, or was erased.
    pub birth: Option<Date>,
    /// The first day.
    pub starts_on: Option<Date>,
    /// The day on which it ceased.
    pub ceased_on: Option<Date>,
    /// Whether it came from another authority.
    pub came_over: bool,
    /// Why it ceased: SEN2's code.
    pub cease_reason: Option<String>,
}

/// The primary need in a version of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionNeed {
    /// Which plan.
    pub plan: PlanId,
    /// The version's day.
    pub dated_on: Option<Date>,
    /// What the version is from, such as `sen2-2026`.
    pub source: String,
    /// The primary need's code.
    pub need: Option<String>,
}

/// The days of a placement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceDays {
    /// Whose.
    pub child: ChildId,
    /// The setting's code.
    pub setting: String,
    /// 1 for the main one of several at once.
    pub rank: u8,
    /// The first day.
    pub from: Option<Date>,
    /// The first day after.
    pub to: Option<Date>,
    /// What it is from.
    pub source: String,
}

/// A cost line in force on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostInForce {
    /// Whose.
    pub child: ChildId,
    /// What it pays for, when, and how much.
    pub terms: CostTerms,
}

/// Every plan, by child, the oldest first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn plans(tx: &mut Tx) -> Result<Vec<PlanDays>, StoreError> {
    tx.all(
        "SELECT p.id, p.child_id, i.birth_date, p.starts_on, p.ceased_on, p.transferred_from, p.cease_reason FROM plan p \
         LEFT JOIN child_identity i ON i.child_id = p.child_id ORDER BY p.child_id, p.ordinal",
        Vec::new(),
        |row| {
            Ok(PlanDays {
                plan: row.parsed("id")?,
                child: row.parsed("child_id")?,
                birth: row.day_or_null("birth_date")?,
                starts_on: row.day_or_null("starts_on")?,
                ceased_on: row.day_or_null("ceased_on")?,
                came_over: row.text_or_null("transferred_from")?.is_some(),
                cease_reason: row.text_or_null("cease_reason")?,
            })
        },
    )
    .await
}

/// The primary need in every version of every plan, by plan, the oldest version first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn needs(tx: &mut Tx) -> Result<Vec<VersionNeed>, StoreError> {
    tx.all(
        "SELECT v.plan_id, v.dated_on, v.source, n.need FROM plan_version v \
         LEFT JOIN plan_need n ON n.plan_version_id = v.id AND n.rank = 1 ORDER BY v.plan_id, v.number",
        Vec::new(),
        |row| {
            Ok(VersionNeed {
                plan: row.parsed("plan_id")?,
                dated_on: row.day_or_null("dated_on")?,
                source: row.text("source")?,
                need: row.text_or_null("need")?,
            })
        },
    )
    .await
}

/// Every placement, by child.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn places(tx: &mut Tx) -> Result<Vec<PlaceDays>, StoreError> {
    tx.all(
        "SELECT child_id, setting, rank, from_on, to_on, source FROM placement \
         ORDER BY child_id, rank, COALESCE(from_on, ''), id",
        Vec::new(),
        |row| {
            Ok(PlaceDays {
                child: row.parsed("child_id")?,
                setting: row.text("setting")?,
                rank: row.small("rank")?,
                from: row.day_or_null("from_on")?,
                to: row.day_or_null("to_on")?,
                source: row.text("source")?,
            })
        },
    )
    .await
}

/// A band that was awarded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BandDays {
    /// To whom.
    pub child: ChildId,
    /// The setting's code.
    pub setting: String,
    /// The band's code.
    pub band: String,
    /// The first day.
    pub from: Date,
    /// The first day after; `None` while it lasts.
    pub to: Option<Date>,
}

/// Every band that is or was awarded, as its award counts now, by child, the earliest first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn bands(tx: &mut Tx) -> Result<Vec<BandDays>, StoreError> {
    bands_of(tx, Whom::Everybody).await
}

/// As [`bands`], of some children.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn bands_of(tx: &mut Tx, whom: Whom<'_>) -> Result<Vec<BandDays>, StoreError> {
    let mut found = Clause::new(
        "SELECT a.child_id, v.setting, v.band, v.from_on, v.to_on FROM award a \
         JOIN award_version v ON v.award_id = a.id AND v.number = a.latest_version \
         WHERE v.band IS NOT NULL AND (v.to_on IS NULL OR v.to_on > v.from_on)",
    );
    whom.narrow(&mut found, " AND a.child_id IN ");
    found.push(" ORDER BY a.child_id, v.from_on, a.id");
    let (sql, values) = found.parts();
    tx.all(sql, values, |row| {
        Ok(BandDays {
            child: row.parsed("child_id")?,
            setting: row.text("setting")?,
            band: row.text("band")?,
            from: row.day("from_on")?,
            to: row.day_or_null("to_on")?,
        })
    })
    .await
}

/// A request that has led to no plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenRequest {
    /// For whom.
    pub child: ChildId,
    /// The child's birth date; `None` where it is not known.
    pub birth: Option<Date>,
    /// What was decided on it: SEN2's code.
    pub outcome: Option<String>,
    /// What was decided after the assessment: SEN2's code.
    pub assessed: Option<String>,
}

/// Requests received after one day and up to another of children who have had no plan since, by child, the oldest first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn open_requests(
    tx: &mut Tx,
    (after, up_to): (Date, Date),
) -> Result<Vec<OpenRequest>, StoreError> {
    tx.all(
        "SELECT r.child_id, i.birth_date, r.outcome, s.outcome AS assessed FROM request r \
         LEFT JOIN assessment s ON s.child_id = r.child_id AND s.received_on = r.received_on \
         LEFT JOIN child_identity i ON i.child_id = r.child_id \
         WHERE r.received_on > $1 AND r.received_on <= $2 AND NOT EXISTS (SELECT 1 FROM plan p \
         WHERE p.child_id = r.child_id AND (p.ceased_on IS NULL OR p.ceased_on > r.received_on)) \
         ORDER BY r.child_id, r.received_on",
        vec![text(after), text(up_to)],
        |row| {
            Ok(OpenRequest {
                child: row.parsed("child_id")?,
                birth: row.day_or_null("birth_date")?,
                outcome: row.text_or_null("outcome")?,
                assessed: row.text_or_null("assessed")?,
            })
        },
    )
    .await
}

/// The cost lines with a paid day in a period, none paid once, and none entered in error.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn costs_between(tx: &mut Tx, days: &Period) -> Result<Vec<CostInForce>, StoreError> {
    let end = days.end().unwrap_or(Date::MAX);
    tx.all(
        "SELECT l.*, p.child_id FROM cost_line l JOIN placement p ON p.id = l.placement_id \
         WHERE l.in_error = FALSE AND l.per <> 'once' AND l.from_on < $2 AND (l.to_on IS NULL OR l.to_on > $1) \
         ORDER BY p.child_id, l.id",
        vec![text(days.start()), text(end)],
        |row| {
            Ok(CostInForce {
                child: row.parsed("child_id")?,
                terms: read_line(row)?.terms,
            })
        },
    )
    .await
}

/// The cost lines in force on a day, and those paid once that began after `since` and not after that day.
/// None entered in error.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn costs(tx: &mut Tx, since: Date, day: Date) -> Result<Vec<CostInForce>, StoreError> {
    tx.all(
        "SELECT l.*, p.child_id FROM cost_line l JOIN placement p ON p.id = l.placement_id \
         WHERE l.in_error = FALSE AND l.from_on <= $1 AND ((l.per <> 'once' AND (l.to_on IS NULL OR l.to_on > $1)) \
         OR (l.per = 'once' AND l.from_on > $2)) ORDER BY p.child_id, l.id",
        vec![text(day), text(since)],
        |row| {
            Ok(CostInForce {
                child: row.parsed("child_id")?,
                terms: read_line(row)?.terms,
            })
        },
    )
    .await
}

/// A child with an open plan, where it is on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedNow {
    /// Who.
    pub child: ChildId,
    /// The primary need's code in the newest version of the plan.
    pub need: Option<String>,
    /// The setting's code of the main placement; `UNK` without one.
    pub setting: String,
    /// Where.
    pub establishment: Option<PlacedAt>,
}

/// An establishment where a child is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedAt {
    /// Which.
    pub id: EstablishmentId,
    /// Its name.
    pub name: String,
    /// Its type, as GIAS words it.
    pub kind: String,
}

/// Every child with an open plan, each once, with the main placement on a day.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn placed(tx: &mut Tx, day: Date) -> Result<Vec<PlacedNow>, StoreError> {
    placed_of(tx, day, Whom::Everybody).await
}

/// As [`placed`], of some children.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn placed_of(
    tx: &mut Tx,
    day: Date,
    whom: Whom<'_>,
) -> Result<Vec<PlacedNow>, StoreError> {
    let mut found = Clause::new(
        "SELECT p.child_id, n.need, l.setting, e.id AS establishment_id, e.name, e.kind FROM plan p \
         LEFT JOIN plan_version v ON v.plan_id = p.id AND v.number = p.latest_version \
         LEFT JOIN plan_need n ON n.plan_version_id = v.id AND n.rank = 1 \
         LEFT JOIN placement l ON l.child_id = p.child_id AND (l.from_on IS NULL OR l.from_on <= ",
    );
    found.bind(text(day));
    found
        .push(") AND (l.to_on IS NULL OR l.to_on > ")
        .bind(text(day));
    found.push(
        ") LEFT JOIN establishment e ON e.id = l.establishment_id \
         WHERE p.ceased_on IS NULL AND (p.starts_on IS NULL OR p.starts_on <= ",
    );
    found.bind(text(day)).push(")");
    whom.narrow(&mut found, " AND p.child_id IN ");
    found.push(" ORDER BY p.child_id, l.rank, COALESCE(l.from_on, '') DESC, l.id");
    let (sql, values) = found.parts();
    let mut placed = tx
        .all(sql, values, |row| {
            let establishment = match row.parsed_or_null("establishment_id")? {
                Some(id) => Some(PlacedAt {
                    id,
                    name: row.text("name")?,
                    kind: row.text("kind")?,
                }),
                None => None,
            };
            let setting = row.text_or_null("setting")?;
            Ok(PlacedNow {
                child: row.parsed("child_id")?,
                need: row.text_or_null("need")?,
                setting: setting.unwrap_or_else(|| "UNK".to_owned()),
                establishment,
            })
        })
        .await?;
    // The first of a child is the main one.
    placed.dedup_by(|later, main| later.child == main.child);
    Ok(placed)
}

/// A day after another on which where a child is, or whether its plan counts, may change.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn changes_after(
    tx: &mut Tx,
    day: Date,
    whom: Whom<'_>,
) -> Result<Vec<(ChildId, Date)>, StoreError> {
    let mut found =
        Clause::new("SELECT child_id, starts_on AS changes_on FROM plan WHERE starts_on > ");
    found.bind(text(day));
    whom.narrow(&mut found, " AND child_id IN ");
    found
        .push(" UNION ALL SELECT child_id, from_on FROM placement WHERE from_on > ")
        .bind(text(day));
    whom.narrow(&mut found, " AND child_id IN ");
    found
        .push(" UNION ALL SELECT child_id, to_on FROM placement WHERE to_on > ")
        .bind(text(day));
    whom.narrow(&mut found, " AND child_id IN ");
    let (sql, values) = found.parts();
    tx.all(sql, values, |row| {
        Ok((row.parsed("child_id")?, row.day("changes_on")?))
    })
    .await
}

/// The cost lines of children that are in force on a day or begin later, and those paid once that began after `since`. None
/// entered in error.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn costs_from(
    tx: &mut Tx,
    since: Date,
    day: Date,
    whom: Whom<'_>,
) -> Result<Vec<CostInForce>, StoreError> {
    let mut found = Clause::new(
        "SELECT l.*, p.child_id FROM placement p JOIN cost_line l ON l.placement_id = p.id WHERE l.in_error = FALSE \
         AND ((l.per <> 'once' AND (l.to_on IS NULL OR l.to_on > ",
    );
    found.bind(text(day));
    found
        .push(")) OR (l.per = 'once' AND l.from_on > ")
        .bind(text(since))
        .push("))");
    whom.narrow(&mut found, " AND p.child_id IN ");
    found.push(" ORDER BY p.child_id, l.id");
    let (sql, values) = found.parts();
    tx.all(sql, values, |row| {
        Ok(CostInForce {
            child: row.parsed("child_id")?,
            terms: read_line(row)?.terms,
        })
    })
    .await
}
