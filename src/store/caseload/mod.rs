//! The list of children: found by reference, UPN or name, filtered, counted and paged, within what the asker may see.

mod matching;

use std::collections::BTreeSet;

use super::clause::Clause;
use super::error::StoreError;
use super::establishment;
use super::page::{Page, Paged};
use super::restricted::RestrictedRecords;
use super::row::Row;
use super::tx::Tx;
use super::value::text;
use crate::calendar::Date;
use crate::ids::{AwardId, ChildId, EstablishmentId, LocalId, UserId};
use crate::needs::{BandId, Need, Setting};

/// Whose children may be seen. Restricted records are hidden unless [`Scope::with_restricted`] or [`Scope::with_named`] says
/// otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    establishments: Option<Vec<EstablishmentId>>,
    restricted: RestrictedRecords,
}

impl Scope {
    /// The whole authority's.
    #[must_use]
    pub fn authority() -> Scope {
        Scope {
            establishments: None,
            restricted: RestrictedRecords::Hidden,
        }
    }

    /// Those placed at these establishments on the day asked for; of none, nobody.
    #[must_use]
    pub fn establishments(ids: impl IntoIterator<Item = EstablishmentId>) -> Scope {
        Scope {
            establishments: Some(ids.into_iter().collect()),
            restricted: RestrictedRecords::Hidden,
        }
    }

    /// The same with restricted records.
    #[must_use]
    pub fn with_restricted(self) -> Scope {
        Scope {
            restricted: RestrictedRecords::Shown,
            ..self
        }
    }

    /// The same with the restricted records for which somebody is a named officer.
    #[must_use]
    pub fn with_named(self, officer: UserId) -> Scope {
        Scope {
            restricted: RestrictedRecords::NamedTo(officer),
            ..self
        }
    }

    /// Whether children of no establishment are in it.
    #[must_use]
    pub fn is_authority_wide(&self) -> bool {
        self.establishments.is_none()
    }

    /// Which restricted records are in it.
    #[must_use]
    pub fn restricted(&self) -> &RestrictedRecords {
        &self.restricted
    }
}

/// Which plans a child has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PlanFilter {
    /// Any or none.
    #[default]
    Any,
    /// An open one.
    Open,
    /// Only ceased ones.
    Ceased,
    /// None at all.
    Never,
}

/// The order of the list; those who share a place are by name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// By family name, then given name.
    #[default]
    Name,
    /// By the local reference.
    Reference,
    /// The oldest first.
    BirthDate,
    /// The review that is due first, first; then those without one.
    ReviewDue,
}

/// What to find. Empty, it finds everybody in scope.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// A local id, UPN (now or before) or ULN, whole but however it is parted, or the digits of a local id; or words that each
    /// begin a word of the name.
    pub text: Option<String>,
    /// Whether the words of the text and of the school may each be typed with a mistake.
    pub near: bool,
    /// Words that each begin a word of the name of the establishment where the child is placed.
    pub school: Option<String>,
    /// Born from a day (inside) to a day (outside): a year group or an age range.
    pub born: Option<(Date, Date)>,
    /// The primary need in the newest plan.
    pub need: Option<Need>,
    /// The setting of the main placement.
    pub setting: Option<Setting>,
    /// A placement there.
    pub establishment: Option<EstablishmentId>,
    /// The band of an award in force.
    pub band: Option<BandId>,
    /// Not one of these.
    pub but: BTreeSet<ChildId>,
    /// An open plan whose review is due before a day.
    pub review_due_before: Option<Date>,
    /// An open plan whose review is due on a day or after it.
    pub review_due_from: Option<Date>,
    /// An open plan with a move between phases that is not settled, due after a day and up to another.
    pub transfer_due: Option<(Date, Date)>,
    /// An open plan and no known placement.
    pub placement_unknown: bool,
    /// Which plans.
    pub plan: PlanFilter,
    /// In which order.
    pub order: Order,
}

/// A line of the list, as things are on the day asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChildLine {
    /// Who.
    pub child: ChildId,
    /// The local reference.
    pub local_id: LocalId,
    /// Given and family name; `None` once erased.
    pub name: Option<String>,
    /// The birth date, where known.
    pub birth_date: Option<Date>,
    /// Whether the record is restricted.
    pub restricted: bool,
    /// The primary need in the newest plan.
    pub need: Option<Need>,
    /// Whether that plan is open; `None` without any plan.
    pub plan_is_open: Option<bool>,
    /// When that plan's review is due.
    pub review_due_on: Option<Date>,
    /// The setting of the main placement.
    pub setting: Option<Setting>,
    /// Where it is, with its name.
    pub establishment: Option<(EstablishmentId, String)>,
    /// The band of the award in force.
    pub band: Option<BandId>,
    /// Which award that is.
    pub award: Option<AwardId>,
}

/// The children in scope that the filter finds, by name, as things are on the day given.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn list(
    tx: &mut Tx,
    scope: &Scope,
    filter: &Filter,
    day: Date,
    page: Page,
) -> Result<Paged<ChildLine>, StoreError> {
    let mut found = Clause::new(" WHERE TRUE");
    within(&mut found, scope, day);
    let school = filter.school.as_deref().unwrap_or_default();
    let school = establishment::sought(tx, school, filter.near).await?;
    matching::matching(&mut found, filter, &school, day);
    let (count, values) = found
        .clone()
        .before("SELECT COUNT(*) AS n FROM child c")
        .parts();
    let total = tx.count(count, values).await?;
    let ids = match filter.order {
        Order::Name => in_order_of_names(tx, found, page, total).await?,
        Order::Reference => in_order_of(tx, found, "c.local_id", page).await?,
        Order::BirthDate => in_order_of(tx, found, BY_BIRTH_DATE, page).await?,
        Order::ReviewDue => in_order_of(tx, found, BY_REVIEW, page).await?,
    };
    Ok(Paged {
        items: lines(tx, &ids, day).await?,
        total,
        page,
    })
}

/// The children in scope whose open plan's review has been due longest, of those due before the day: the first few of
/// [`list`] by review without a count of all, so that no more than those few are read.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn longest_overdue(
    tx: &mut Tx,
    scope: &Scope,
    day: Date,
    few: u32,
) -> Result<Vec<ChildLine>, StoreError> {
    // CROSS JOIN keeps the order of the tables on SQLite: along the index of reviews.
    let mut found = Clause::new(
        "SELECT c.id FROM plan r CROSS JOIN child c WHERE c.id = r.child_id AND r.ceased_on IS NULL AND r.review_due_on < ",
    );
    found.bind(text(day));
    within(&mut found, scope, day);
    found.push(" ORDER BY r.review_due_on, c.local_id");
    found.limit(few.into(), 0);
    let ids = read_ids(tx, found).await?;
    lines(tx, &ids, day).await
}

// Nulls come last by our own ordering, since the two databases differ: the erased have no name to sort by.
const BY_BIRTH_DATE: &str = "CASE WHEN i.birth_date IS NULL THEN 1 ELSE 0 END, i.birth_date, \
     CASE WHEN i.sort_key IS NULL THEN 1 ELSE 0 END, i.sort_key, c.local_id";
const BY_REVIEW: &str = "COALESCE((SELECT MIN(r.review_due_on) FROM plan r WHERE r.child_id = c.id \
     AND r.ceased_on IS NULL), '9999-12-31'), CASE WHEN i.sort_key IS NULL THEN 1 ELSE 0 END, i.sort_key, c.local_id";

/// The page's ids of the children `c` found, sorted whole.
async fn in_order_of(
    tx: &mut Tx,
    found: Clause,
    order: &'static str,
    page: Page,
) -> Result<Vec<ChildId>, StoreError> {
    let mut ids =
        found.before("SELECT c.id FROM child c LEFT JOIN child_identity i ON i.child_id = c.id");
    ids.push(" ORDER BY ").push(order);
    ids.limit(page.limit(), page.offset());
    read_ids(tx, ids).await
}

/// The page's ids by family name, then given name, read along the index of names: the first pages of everybody cost
/// nothing of the rest. After the last name come those who were erased, by reference.
async fn in_order_of_names(
    tx: &mut Tx,
    found: Clause,
    page: Page,
    total: u64,
) -> Result<Vec<ChildId>, StoreError> {
    const NAMED: &str = " FROM child_identity i JOIN child c ON c.id = i.child_id";
    let mut named = found.clone().before(NAMED).before("SELECT c.id");
    named.push(" ORDER BY i.sort_key, i.child_id");
    named.limit(page.limit(), page.offset());
    let mut ids = read_ids(tx, named).await?;
    let (whole, seen) = (i64::try_from(total), i64::try_from(ids.len()));
    let (whole, seen) = (whole.unwrap_or(i64::MAX), seen.unwrap_or(i64::MAX));
    if seen < page.limit() && page.offset() + seen < whole {
        let named_before = if seen > 0 {
            page.offset()
        } else {
            let (count, values) = found
                .clone()
                .before(NAMED)
                .before("SELECT COUNT(*) AS n")
                .parts();
            i64::try_from(tx.count(count, values).await?).unwrap_or(i64::MAX)
        };
        let mut erased = found.before("SELECT c.id FROM child c");
        erased.push(" AND c.id NOT IN (SELECT child_id FROM child_identity) ORDER BY c.local_id");
        erased.limit(page.limit() - seen, page.offset() - named_before);
        ids.extend(read_ids(tx, erased).await?);
    }
    Ok(ids)
}

async fn read_ids(tx: &mut Tx, ids: Clause) -> Result<Vec<ChildId>, StoreError> {
    let (sql, values) = ids.parts();
    tx.all(sql, values, |row| row.parsed("id")).await
}

/// Whether a child is in scope on a day: what is asked before anything of one child is shown.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn is_in_scope(
    tx: &mut Tx,
    child: &ChildId,
    scope: &Scope,
    day: Date,
) -> Result<bool, StoreError> {
    let mut found = Clause::new("SELECT COUNT(*) AS n FROM child c WHERE c.id = ");
    found.bind(text(child));
    within(&mut found, scope, day);
    let (sql, values) = found.parts();
    Ok(tx.count(sql, values).await? == 1)
}

/// The lines of a page of children, whose ids are already known to be in scope.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn those(
    tx: &mut Tx,
    children: &[ChildId],
    day: Date,
) -> Result<Vec<ChildLine>, StoreError> {
    lines(tx, children, day).await
}

/// Which of some children are in scope on a day, in the order given.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn in_scope(
    tx: &mut Tx,
    scope: &Scope,
    children: &[ChildId],
    day: Date,
) -> Result<Vec<ChildId>, StoreError> {
    // So many as any database takes values of one query.
    const AT_ONCE: usize = 500;
    let mut seen = BTreeSet::new();
    for some in children.chunks(AT_ONCE) {
        let mut found = Clause::new("SELECT c.id FROM child c WHERE c.id IN ");
        found.bind_list(some.iter().map(text));
        within(&mut found, scope, day);
        seen.extend(read_ids(tx, found).await?);
    }
    let mut known = children.to_vec();
    known.retain(|child| seen.contains(child));
    Ok(known)
}

/// Limits a query over `child c` to a scope.
fn within(found: &mut Clause, scope: &Scope, day: Date) {
    scope.restricted.limit(found);
    if let Some(places) = &scope.establishments {
        found.push(" AND c.id IN (SELECT x.child_id FROM placement x WHERE x.establishment_id IN ");
        found.bind_list(places.iter().map(text));
        current_placement(found, day).push(")");
    }
}

/// `AND` the placement `x` covers the day.
fn current_placement(found: &mut Clause, day: Date) -> &mut Clause {
    found
        .push(" AND (x.from_on IS NULL OR x.from_on <= ")
        .bind(text(day));
    found
        .push(") AND (x.to_on IS NULL OR x.to_on > ")
        .bind(text(day))
        .push(")")
}

/// The lines of some children, in the order of their ids given.
async fn lines(tx: &mut Tx, ids: &[ChildId], day: Date) -> Result<Vec<ChildLine>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut wanted = Clause::new(
        "SELECT c.id, c.local_id, c.restricted, i.forename, i.surname, i.birth_date, p.ordinal, p.ceased_on, \
         p.review_due_on, n.need, x.setting, x.establishment_id, e.name AS establishment_name, w.band, w.award_id \
         FROM child c LEFT JOIN child_identity i ON i.child_id = c.id \
         LEFT JOIN plan p ON p.child_id = c.id \
         AND p.ordinal = (SELECT MAX(q.ordinal) FROM plan q WHERE q.child_id = c.id) \
         LEFT JOIN plan_version v ON v.plan_id = p.id AND v.number = p.latest_version \
         LEFT JOIN plan_need n ON n.plan_version_id = v.id AND n.rank = 1 \
         LEFT JOIN placement x ON x.id = (SELECT y.id FROM placement y WHERE y.child_id = c.id \
         AND (y.from_on IS NULL OR y.from_on <= ",
    );
    wanted
        .bind(text(day))
        .push(") AND (y.to_on IS NULL OR y.to_on > ")
        .bind(text(day));
    wanted.push(
        ") ORDER BY y.rank, COALESCE(y.from_on, '') DESC, y.id LIMIT 1) \
         LEFT JOIN establishment e ON e.id = x.establishment_id \
         LEFT JOIN award a ON a.id = (SELECT b.id FROM award b JOIN award_version u ON u.award_id = b.id \
         AND u.number = b.latest_version WHERE b.child_id = c.id AND u.from_on <= ",
    );
    wanted
        .bind(text(day))
        .push(" AND (u.to_on IS NULL OR u.to_on > ")
        .bind(text(day));
    wanted.push(
        ") ORDER BY u.from_on DESC, b.id DESC LIMIT 1) \
         LEFT JOIN award_version w ON w.award_id = a.id AND w.number = a.latest_version WHERE c.id IN ",
    );
    wanted.bind_list(ids.iter().map(text));
    let (sql, values) = wanted.parts();
    let mut lines = tx.all(sql, values, read_line).await?;
    lines.sort_by_key(|line| ids.iter().position(|id| *id == line.child));
    Ok(lines)
}

fn read_line(row: &Row) -> Result<ChildLine, StoreError> {
    let (forename, surname) = (row.text_or_null("forename")?, row.text_or_null("surname")?);
    let establishment: Option<EstablishmentId> = row.parsed_or_null("establishment_id")?;
    let has_plan = row.integer_or_null("ordinal")?.is_some();
    let ceased_on = row.day_or_null("ceased_on")?;
    Ok(ChildLine {
        child: row.parsed("id")?,
        local_id: row.parsed("local_id")?,
        name: forename
            .zip(surname)
            .map(|(forename, surname)| format!("{forename} {surname}")),
        birth_date: row.day_or_null("birth_date")?,
        restricted: row.flag("restricted")?,
        need: row.read_or_null("need", Need::parse)?,
        plan_is_open: has_plan.then_some(ceased_on.is_none()),
        review_due_on: row.day_or_null("review_due_on")?,
        setting: row.read_or_null("setting", Setting::parse)?,
        establishment: establishment.zip(row.text_or_null("establishment_name")?),
        band: row.parsed_or_null("band")?,
        award: row.parsed_or_null("award_id")?,
    })
}
