//! Annual reviews.

use crate::calendar::Date;
use crate::ids::PlanId;
use crate::store::error::StoreError;
use crate::store::row::Row;
use crate::store::tx::Tx;
use crate::store::value::{text, text_or_null};

/// An annual review, known by its plan and meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// Of which plan.
    pub plan: PlanId,
    /// The day of the meeting.
    pub meeting_on: Date,
    /// What was decided: SEN2's code.
    pub outcome: Option<String>,
    /// The day of the decision letter, due within 4 weeks of the meeting.
    pub decided_on: Option<Date>,
    /// The day the proposed amendments were sent.
    pub draft_on: Option<Date>,
    /// The day of the final amended plan, due within 12 weeks of the meeting.
    pub final_on: Option<Date>,
}

/// Writes a review; one of the same plan and meeting is replaced.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such plan.
pub async fn save_review(tx: &mut Tx, review: &Review) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO review (plan_id, meeting_on, outcome, decided_on, draft_on, final_on) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (plan_id, meeting_on) DO UPDATE SET \
         outcome = excluded.outcome, decided_on = excluded.decided_on, draft_on = excluded.draft_on, \
         final_on = excluded.final_on",
        vec![
            text(&review.plan),
            text(review.meeting_on),
            text_or_null(review.outcome.as_ref()),
            text_or_null(review.decided_on),
            text_or_null(review.draft_on),
            text_or_null(review.final_on),
        ],
    )
    .await?;
    Ok(())
}

/// Adds reviews of meetings that are not on record.
///
/// # Errors
/// [`StoreError::Conflict`] if one is; [`StoreError::NotFound`] without the plan.
pub async fn insert_reviews(tx: &mut Tx, reviews: &[Review]) -> Result<(), StoreError> {
    let row = |review: &Review| {
        vec![
            text(&review.plan),
            text(review.meeting_on),
            text_or_null(review.outcome.as_ref()),
            text_or_null(review.decided_on),
            text_or_null(review.draft_on),
            text_or_null(review.final_on),
        ]
    };
    let into = "review (plan_id, meeting_on, outcome, decided_on, draft_on, final_on)";
    tx.insert_all(into, reviews.iter().map(row).collect()).await
}

/// A plan's reviews, the oldest first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn reviews_of(tx: &mut Tx, plan: &PlanId) -> Result<Vec<Review>, StoreError> {
    tx.all(
        "SELECT * FROM review WHERE plan_id = $1 ORDER BY meeting_on",
        vec![text(plan)],
        read_review,
    )
    .await
}

/// The last review of each plan.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn last_reviews(tx: &mut Tx) -> Result<Vec<Review>, StoreError> {
    tx.all(
        "SELECT * FROM review r WHERE meeting_on = \
         (SELECT MAX(o.meeting_on) FROM review o WHERE o.plan_id = r.plan_id)",
        Vec::new(),
        read_review,
    )
    .await
}

fn read_review(row: &Row) -> Result<Review, StoreError> {
    Ok(Review {
        plan: row.parsed("plan_id")?,
        meeting_on: row.day("meeting_on")?,
        outcome: row.text_or_null("outcome")?,
        decided_on: row.day_or_null("decided_on")?,
        draft_on: row.day_or_null("draft_on")?,
        final_on: row.day_or_null("final_on")?,
    })
}
