//! Education, Health and Care Plans: each from its start until it ceases, in versions that are added and never changed.

mod review;
mod version;

pub use review::{Review, insert_reviews, last_reviews, reviews_of, save_review};
pub use version::{
    NamedPlacement, PlanState, PlanVersion, add_version, insert_versions, latest_version, version,
    versions_of,
};

use super::award_to_look_at;
use super::error::StoreError;
use super::placement;
use super::row::Row;
use super::spend;
use super::tx::Tx;
use super::value::{Value, integer, text, text_or_null};
use crate::calendar::Date;
use crate::ids::{AuthorityCode, ChildId, PlanId};
use crate::needs::Need;

/// A plan; its content is in its versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Our id.
    pub id: PlanId,
    /// Whose.
    pub child: ChildId,
    /// 1 for the child's first plan, 2 for the next after it ceased.
    pub ordinal: u32,
    /// When it was first final; `None` while it is only drafted.
    pub starts_on: Option<Date>,
    /// When it ceased; `None` while it is open. Only one plan of a child may be open.
    pub ceased_on: Option<Date>,
    /// Why it ceased: SEN2's code.
    pub cease_reason: Option<String>,
    /// The authority that it came from, if it was transferred.
    pub transferred_from: Option<AuthorityCode>,
    /// When it was last reviewed.
    pub last_review_on: Option<Date>,
    /// When its next review is due.
    pub review_due_on: Option<Date>,
    /// When a phase transfer must be settled.
    pub phase_transfer_due_on: Option<Date>,
    /// When it was.
    pub phase_transfer_final_on: Option<Date>,
    /// The number of the version that counts now.
    pub latest_version: u32,
    /// Counts the changes of this row; 1 when new.
    pub version: i64,
}

/// Adds plans.
///
/// # Errors
/// [`StoreError::Conflict`] if an id or ordinal is taken or another plan of the child is open;
/// [`StoreError::NotFound`] without the child.
pub async fn insert_all(tx: &mut Tx, plans: &[Plan]) -> Result<(), StoreError> {
    const COLUMNS: &str = "plan (id, child_id, ordinal, starts_on, ceased_on, cease_reason, transferred_from, \
         last_review_on, review_due_on, phase_transfer_due_on, phase_transfer_final_on, latest_version, version)";
    tx.insert_all(COLUMNS, plans.iter().map(plan_values).collect())
        .await?;
    let children = || plans.iter().map(|plan| &plan.child);
    award_to_look_at::note(tx, children()).await?;
    spend::mark(tx, children()).await?;
    placement::note_lasting(tx, children()).await
}

/// Writes the plan over the version it was read at; the stored version becomes one more.
///
/// # Errors
/// [`StoreError::Conflict`] if it was changed since, or another plan of the child is open.
pub async fn update(tx: &mut Tx, changed: &Plan) -> Result<(), StoreError> {
    tx.execute_one(
        "UPDATE plan SET child_id = $2, ordinal = $3, starts_on = $4, ceased_on = $5, cease_reason = $6, \
         transferred_from = $7, last_review_on = $8, review_due_on = $9, phase_transfer_due_on = $10, \
         phase_transfer_final_on = $11, latest_version = $12, version = version + 1 WHERE id = $1 AND version = $13",
        plan_values(changed),
        StoreError::Conflict,
    )
    .await?;
    award_to_look_at::note(tx, [&changed.child]).await?;
    spend::mark(tx, [&changed.child]).await
}

/// The plan of an id.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find(tx: &mut Tx, id: &PlanId) -> Result<Option<Plan>, StoreError> {
    tx.first(
        "SELECT * FROM plan WHERE id = $1",
        vec![text(id)],
        read_plan,
    )
    .await
}

/// The child's plan that is open, if one is.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn open_of(tx: &mut Tx, child: &ChildId) -> Result<Option<Plan>, StoreError> {
    tx.first(
        "SELECT * FROM plan WHERE child_id = $1 AND ceased_on IS NULL",
        vec![text(child)],
        read_plan,
    )
    .await
}

/// A child's plans, the first first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn all_of(tx: &mut Tx, child: &ChildId) -> Result<Vec<Plan>, StoreError> {
    tx.all(
        "SELECT * FROM plan WHERE child_id = $1 ORDER BY ordinal",
        vec![text(child)],
        read_plan,
    )
    .await
}

/// The last plan of every child who has one; an importer reads them once instead of one by one.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn last_of_each(tx: &mut Tx) -> Result<Vec<Plan>, StoreError> {
    tx.all(
        "SELECT p.* FROM plan p WHERE p.ordinal = (SELECT MAX(o.ordinal) FROM plan o WHERE o.child_id = p.child_id)",
        Vec::new(),
        read_plan,
    )
    .await
}

/// The primary need of every plan, as its latest version says it.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn primary_needs(tx: &mut Tx) -> Result<Vec<(PlanId, Need)>, StoreError> {
    tx.all(
        "SELECT p.id, n.need FROM plan p JOIN plan_version v ON v.plan_id = p.id AND v.number = p.latest_version \
         JOIN plan_need n ON n.plan_version_id = v.id AND n.rank = 1",
        Vec::new(),
        |row| Ok((row.parsed("id")?, row.read("need", Need::parse)?)),
    )
    .await
}

fn plan_values(plan: &Plan) -> Vec<Value> {
    vec![
        text(&plan.id),
        text(&plan.child),
        integer(plan.ordinal.into()),
        text_or_null(plan.starts_on),
        text_or_null(plan.ceased_on),
        text_or_null(plan.cease_reason.as_ref()),
        text_or_null(plan.transferred_from.as_ref()),
        text_or_null(plan.last_review_on),
        text_or_null(plan.review_due_on),
        text_or_null(plan.phase_transfer_due_on),
        text_or_null(plan.phase_transfer_final_on),
        integer(plan.latest_version.into()),
        integer(plan.version),
    ]
}

fn read_plan(row: &Row) -> Result<Plan, StoreError> {
    Ok(Plan {
        id: row.parsed("id")?,
        child: row.parsed("child_id")?,
        ordinal: row.small("ordinal")?,
        starts_on: row.day_or_null("starts_on")?,
        ceased_on: row.day_or_null("ceased_on")?,
        cease_reason: row.text_or_null("cease_reason")?,
        transferred_from: row.parsed_or_null("transferred_from")?,
        last_review_on: row.day_or_null("last_review_on")?,
        review_due_on: row.day_or_null("review_due_on")?,
        phase_transfer_due_on: row.day_or_null("phase_transfer_due_on")?,
        phase_transfer_final_on: row.day_or_null("phase_transfer_final_on")?,
        latest_version: row.small("latest_version")?,
        version: row.integer("version")?,
    })
}
