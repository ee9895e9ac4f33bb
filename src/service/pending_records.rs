//! What an import adds, gathered so that it is written in a few statements at the end instead of many on the way.

use crate::ids::ChildId;
use crate::store::child::{self, Child};
use crate::store::identity::{self, Identity};
use crate::store::milestone::{self, Assessment, Request};
use crate::store::placement::{self, Placement};
use crate::store::plan::{self, Plan, PlanVersion, Review};
use crate::store::{StoreError, Tx};

/// Records to add. Nothing among them is read back before they are written.
#[derive(Default)]
pub(super) struct Pending {
    pub(super) children: Vec<Child>,
    pub(super) identities: Vec<Identity>,
    pub(super) ethnicities: Vec<(ChildId, String)>,
    pub(super) plans: Vec<Plan>,
    pub(super) versions: Vec<PlanVersion>,
    pub(super) reviews: Vec<Review>,
    pub(super) placements: Vec<Placement>,
    pub(super) requests: Vec<Request>,
    pub(super) assessments: Vec<Assessment>,
}

impl Pending {
    /// Writes everything, what others point to first.
    pub(super) async fn write(&self, tx: &mut Tx) -> Result<(), StoreError> {
        child::insert_all(tx, &self.children).await?;
        identity::insert_all(tx, &self.identities).await?;
        child::insert_ethnicities(tx, &self.ethnicities).await?;
        plan::insert_all(tx, &self.plans).await?;
        plan::insert_versions(tx, &self.versions).await?;
        for review in &self.reviews {
            plan::save_review(tx, review).await?;
        }
        placement::insert_all(tx, &self.placements).await?;
        milestone::save_requests(tx, &self.requests).await?;
        milestone::save_assessments(tx, &self.assessments).await
    }
}
