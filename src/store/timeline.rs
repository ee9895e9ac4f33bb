//! Everything that is kept of one child, in the order of time.

use super::award::{self, Award, AwardVersion};
use super::child::{self, Child};
use super::decision::{self, Decision};
use super::determination::{self, StoredDetermination};
use super::error::StoreError;
use super::identity::{self, Identity};
use super::milestone::{self, Assessment, Request};
use super::placement::{self, CostLine, Placement};
use super::plan::{self, Plan, PlanVersion, Review};
use super::profile::{self, Profile, ProfileVersion};
use super::record_officer::{self, RecordOfficer};
use super::section_f_check::{self, LinesOfDecisions};
use super::tx::Tx;
use crate::ids::ChildId;

/// A child's whole history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline {
    /// The root record.
    pub child: Child,
    /// Who it is; `None` once erased.
    pub identity: Option<Identity>,
    /// Requests for an assessment, the oldest first.
    pub requests: Vec<Request>,
    /// Assessments, the oldest first.
    pub assessments: Vec<Assessment>,
    /// Plans, the first first.
    pub plans: Vec<PlanHistory>,
    /// Placements, the earliest first.
    pub placements: Vec<Placement>,
    /// Cost lines of all placements, the earliest first.
    pub cost_lines: Vec<CostLine>,
    /// Profiles, the newest first, each with its versions, the first first.
    pub profiles: Vec<(Profile, Vec<ProfileVersion>)>,
    /// Determinations, the newest first.
    pub determinations: Vec<StoredDetermination>,
    /// Decisions, the newest first.
    pub decisions: Vec<Decision>,
    /// The lines of Section F that were gone through for them.
    pub section_f_lines: LinesOfDecisions,
    /// Awards with the version that counts, the latest start first.
    pub awards: Vec<(Award, AwardVersion)>,
    /// Who was named for the record while it was restricted, the latest first.
    pub officers: Vec<RecordOfficer>,
}

/// A plan with what it said and when it was reviewed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanHistory {
    /// The plan.
    pub plan: Plan,
    /// Its versions, the first first.
    pub versions: Vec<PlanVersion>,
    /// Its reviews, the oldest first.
    pub reviews: Vec<Review>,
}

/// A child's whole history; `None` if there is no such child.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn of(tx: &mut Tx, id: &ChildId) -> Result<Option<Timeline>, StoreError> {
    let Some(child) = child::find(tx, id).await? else {
        return Ok(None);
    };
    let mut plans = Vec::new();
    for plan in plan::all_of(tx, id).await? {
        let versions = plan::versions_of(tx, &plan.id).await?;
        let reviews = plan::reviews_of(tx, &plan.id).await?;
        plans.push(PlanHistory {
            plan,
            versions,
            reviews,
        });
    }
    let mut profiles = Vec::new();
    for profile in profile::all_of(tx, id).await? {
        let versions = profile::versions_of(tx, &profile.id).await?;
        profiles.push((profile, versions));
    }
    Ok(Some(Timeline {
        child,
        identity: identity::find(tx, id).await?,
        requests: milestone::requests_of(tx, id).await?,
        assessments: milestone::assessments_of(tx, id).await?,
        plans,
        placements: placement::all_of(tx, id).await?,
        cost_lines: placement::cost_lines_of(tx, id).await?,
        profiles,
        determinations: determination::all_of(tx, id).await?,
        decisions: decision::all_of(tx, id).await?,
        section_f_lines: section_f_check::lines_of_child(tx, id).await?,
        awards: award::all_of(tx, id).await?,
        officers: record_officer::of_child(tx, id).await?,
    }))
}
