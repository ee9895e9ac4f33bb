//! What a plan said at a time: its needs by rank and what Section I names.

use crate::calendar::Date;
use crate::codes::stored_codes;
use crate::ids::{EstablishmentId, PlanId, PlanVersionId};
use crate::needs::{Need, Setting};
use crate::store::error::StoreError;
use crate::store::row::Row;
use crate::store::spend;
use crate::store::tx::Tx;
use crate::store::value::{Value, flag, integer, text, text_or_null};

stored_codes!(
    /// What a version of a plan is.
    PlanState {
        /// Sent for comment; binds nobody.
        Draft = "draft",
        /// The first final plan.
        Final = "final",
        /// Final, as amended after a review or a move.
        Amended = "amended",
        /// As a tribunal ordered it; no panel can undo it.
        TribunalOrdered = "tribunal_ordered",
    }
);

/// What the plan said at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanVersion {
    /// Our id.
    pub id: PlanVersionId,
    /// Of which plan.
    pub plan: PlanId,
    /// 1 for the first.
    pub number: u32,
    /// What it is.
    pub state: PlanState,
    /// Its date, or the order's.
    pub dated_on: Option<Date>,
    /// By when a tribunal's order must be complied with.
    pub comply_by: Option<Date>,
    /// Residential placement: SEN2's code.
    pub residential: Option<String>,
    /// Work-based learning: SEN2's code.
    pub work_based: Option<String>,
    /// Whether there is a personal budget.
    pub personal_budget: bool,
    /// Whether it has an organised arrangement.
    pub organised_arrangement: bool,
    /// Whether it has a direct payment.
    pub direct_payment: bool,
    /// Needs, the primary first.
    pub needs: Vec<Need>,
    /// What Section I names, the main one first.
    pub named: Vec<NamedPlacement>,
    /// Where this version is from: `sen2-2026`, or an officer's work.
    pub source: String,
}

/// An establishment or type of setting that Section I names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedPlacement {
    /// Which establishment, where it names one.
    pub establishment: Option<EstablishmentId>,
    /// The setting.
    pub setting: Setting,
    /// What an "other" setting is.
    pub setting_other: Option<String>,
    /// In its SEN unit.
    pub in_sen_unit: bool,
    /// In its resourced provision.
    pub in_resourced_provision: bool,
}

/// Adds versions whose plans already point at them, as imports and new plans do.
///
/// # Errors
/// [`StoreError::Conflict`] if an id or number is taken; [`StoreError::NotFound`] without the plan.
pub async fn insert_versions(tx: &mut Tx, versions: &[PlanVersion]) -> Result<(), StoreError> {
    const COLUMNS: &str = "plan_version (id, plan_id, number, state, dated_on, comply_by, residential, work_based, \
         personal_budget, organised_arrangement, direct_payment, source)";
    tx.insert_all(COLUMNS, versions.iter().map(version_values).collect())
        .await?;
    let needs = versions.iter().flat_map(need_rows).collect();
    tx.insert_all("plan_need (plan_version_id, rank, need)", needs)
        .await?;
    let named = versions.iter().flat_map(named_rows).collect();
    const NAMED: &str = "named_placement (plan_version_id, rank, establishment_id, setting, setting_other, \
         in_sen_unit, in_resourced_provision)";
    tx.insert_all(NAMED, named).await?;
    spend::mark_of_plans(tx, versions.iter().map(|version| &version.plan)).await
}

/// Adds the next version to a plan, which points at it from then on.
///
/// # Errors
/// [`StoreError::Conflict`] if its number is not one more than the plan's latest: somebody else added one.
pub async fn add_version(tx: &mut Tx, version: &PlanVersion) -> Result<(), StoreError> {
    tx.execute_one(
        "UPDATE plan SET latest_version = $2, version = version + 1 WHERE id = $1 AND latest_version = $3",
        vec![text(&version.plan), integer(version.number.into()), integer(i64::from(version.number) - 1)],
        StoreError::Conflict,
    )
    .await?;
    insert_versions(tx, std::slice::from_ref(version)).await
}

/// A plan's versions with their needs and named placements, the first first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn versions_of(tx: &mut Tx, plan: &PlanId) -> Result<Vec<PlanVersion>, StoreError> {
    let bare = tx
        .all(
            "SELECT * FROM plan_version WHERE plan_id = $1 ORDER BY number",
            vec![text(plan)],
            read_version,
        )
        .await?;
    let mut whole = Vec::with_capacity(bare.len());
    for version in bare {
        whole.push(with_content(tx, version).await?);
    }
    Ok(whole)
}

/// The version of an id, with its needs and named placements.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn version(tx: &mut Tx, id: &PlanVersionId) -> Result<Option<PlanVersion>, StoreError> {
    match tx
        .first(
            "SELECT * FROM plan_version WHERE id = $1",
            vec![text(id)],
            read_version,
        )
        .await?
    {
        Some(bare) => with_content(tx, bare).await.map(Some),
        None => Ok(None),
    }
}

/// The version of a plan that counts now.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn latest_version(tx: &mut Tx, plan: &PlanId) -> Result<Option<PlanVersion>, StoreError> {
    const LATEST: &str = "SELECT v.* FROM plan_version v JOIN plan p ON p.id = v.plan_id AND p.latest_version = v.number \
         WHERE p.id = $1";
    match tx.first(LATEST, vec![text(plan)], read_version).await? {
        Some(bare) => with_content(tx, bare).await.map(Some),
        None => Ok(None),
    }
}

async fn with_content(tx: &mut Tx, mut version: PlanVersion) -> Result<PlanVersion, StoreError> {
    let id = vec![text(&version.id)];
    version.needs = tx
        .all(
            "SELECT need FROM plan_need WHERE plan_version_id = $1 ORDER BY rank",
            id.clone(),
            |row| row.read("need", Need::parse),
        )
        .await?;
    version.named = tx
        .all(
            "SELECT * FROM named_placement WHERE plan_version_id = $1 ORDER BY rank",
            id,
            read_named,
        )
        .await?;
    Ok(version)
}

fn version_values(version: &PlanVersion) -> Vec<Value> {
    vec![
        text(&version.id),
        text(&version.plan),
        integer(version.number.into()),
        text(version.state.code()),
        text_or_null(version.dated_on),
        text_or_null(version.comply_by),
        text_or_null(version.residential.as_ref()),
        text_or_null(version.work_based.as_ref()),
        flag(version.personal_budget),
        flag(version.organised_arrangement),
        flag(version.direct_payment),
        text(&version.source),
    ]
}

fn read_version(row: &Row) -> Result<PlanVersion, StoreError> {
    Ok(PlanVersion {
        id: row.parsed("id")?,
        plan: row.parsed("plan_id")?,
        number: row.small("number")?,
        state: row.read("state", PlanState::parse)?,
        dated_on: row.day_or_null("dated_on")?,
        comply_by: row.day_or_null("comply_by")?,
        residential: row.text_or_null("residential")?,
        work_based: row.text_or_null("work_based")?,
        personal_budget: row.flag("personal_budget")?,
        organised_arrangement: row.flag("organised_arrangement")?,
        direct_payment: row.flag("direct_payment")?,
        needs: Vec::new(),
        named: Vec::new(),
        source: row.text("source")?,
    })
}

fn need_rows(version: &PlanVersion) -> Vec<Vec<Value>> {
    let row =
        |(rank, need): (i64, &Need)| vec![text(&version.id), integer(rank), text(need.code())];
    (1..).zip(&version.needs).map(row).collect()
}

fn named_rows(version: &PlanVersion) -> Vec<Vec<Value>> {
    let row = |(rank, named): (i64, &NamedPlacement)| {
        vec![
            text(&version.id),
            integer(rank),
            text_or_null(named.establishment.as_ref()),
            text(named.setting.code()),
            text_or_null(named.setting_other.as_ref()),
            flag(named.in_sen_unit),
            flag(named.in_resourced_provision),
        ]
    };
    (1..).zip(&version.named).map(row).collect()
}

fn read_named(row: &Row) -> Result<NamedPlacement, StoreError> {
    Ok(NamedPlacement {
        establishment: row.parsed_or_null("establishment_id")?,
        setting: row.read("setting", Setting::parse)?,
        setting_other: row.text_or_null("setting_other")?,
        in_sen_unit: row.flag("in_sen_unit")?,
        in_resourced_provision: row.flag("in_resourced_provision")?,
    })
}
