//! The days by which the law's time limits are measured, for the whole caseload since a day.

use crate::calendar::Date;
use crate::ids::ChildId;
use crate::store::error::StoreError;
use crate::store::tx::Tx;
use crate::store::value::day;

/// A request for a needs assessment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestDates {
    /// Whose.
    pub child: ChildId,
    /// When it came.
    pub received_on: Date,
    /// When it was decided whether to assess.
    pub decided_on: Option<Date>,
    /// Whether it led to an assessment that is to end in a plan, or has not been answered yet: only then is one due.
    pub plan_is_due: bool,
    /// When the child's first plan since the request started.
    pub plan_on: Option<Date>,
    /// Whether an exception to the six weeks was recorded.
    pub assessment_excepted: bool,
    /// Whether an exception to the twenty weeks was recorded.
    pub plan_excepted: bool,
}

/// An annual review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewDates {
    /// Whose.
    pub child: ChildId,
    /// The meeting.
    pub meeting_on: Date,
    /// When the decision was made.
    pub decided_on: Option<Date>,
    /// Whether the plan was to be amended, which gives a second day.
    pub is_amended: bool,
    /// When the final amended plan was issued.
    pub final_on: Option<Date>,
}

/// A phase transfer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhaseTransfer {
    /// Whose.
    pub child: ChildId,
    /// The last day for the final amended plan.
    pub due_on: Date,
    /// When it was issued.
    pub final_on: Option<Date>,
}

/// The requests received since a day. A request that was refused, withdrawn or not followed by a plan has no plan due:
/// SEN2's outcome `Y` of the request and of the assessment says that it went on.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn requests(tx: &mut Tx, since: Date) -> Result<Vec<RequestDates>, StoreError> {
    tx.all(
        "SELECT r.child_id, r.received_on, r.outcome, r.outcome_on, r.week_6_exception, s.outcome AS assessed, s.week_20_exception, \
         (SELECT MIN(p.starts_on) FROM plan p WHERE p.child_id = r.child_id AND p.starts_on >= r.received_on) \
         AS plan_on FROM request r LEFT JOIN assessment s ON s.child_id = r.child_id \
         AND s.received_on = r.received_on WHERE r.received_on >= $1",
        vec![day(since)],
        |row| {
            let goes_on = |outcome: Option<String>| outcome.is_none_or(|code| code == "Y");
            let plan_on = row.day_or_null("plan_on")?;
            let is_open =
                goes_on(row.text_or_null("outcome")?) && goes_on(row.text_or_null("assessed")?);
            Ok(RequestDates {
                child: row.parsed("child_id")?,
                received_on: row.day("received_on")?,
                decided_on: row.day_or_null("outcome_on")?,
                plan_is_due: is_open || plan_on.is_some(),
                plan_on,
                assessment_excepted: row.flag_or_null("week_6_exception")?.unwrap_or_default(),
                plan_excepted: row.flag_or_null("week_20_exception")?.unwrap_or_default(),
            })
        },
    )
    .await
}

/// The reviews whose meeting was held since a day.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn reviews(tx: &mut Tx, since: Date) -> Result<Vec<ReviewDates>, StoreError> {
    tx.all(
        "SELECT p.child_id, r.meeting_on, r.outcome, r.decided_on, r.draft_on, r.final_on FROM review r \
         JOIN plan p ON p.id = r.plan_id WHERE r.meeting_on >= $1",
        vec![day(since)],
        |row| {
            let final_on = row.day_or_null("final_on")?;
            let draft_on = row.day_or_null("draft_on")?;
            Ok(ReviewDates {
                child: row.parsed("child_id")?,
                meeting_on: row.day("meeting_on")?,
                decided_on: row.day_or_null("decided_on")?,
                is_amended: row.text_or_null("outcome")?.as_deref() == Some("A")
                    || draft_on.is_some()
                    || final_on.is_some(),
                final_on,
            })
        },
    )
    .await
}

/// The phase transfers of open plans whose day is from one day to another, both inside.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn phase_transfers(
    tx: &mut Tx,
    since: Date,
    until: Date,
) -> Result<Vec<PhaseTransfer>, StoreError> {
    tx.all(
        "SELECT child_id, phase_transfer_due_on, phase_transfer_final_on FROM plan \
         WHERE phase_transfer_due_on >= $1 AND phase_transfer_due_on <= $2 AND ceased_on IS NULL",
        vec![day(since), day(until)],
        |row| {
            Ok(PhaseTransfer {
                child: row.parsed("child_id")?,
                due_on: row.day("phase_transfer_due_on")?,
                final_on: row.day_or_null("phase_transfer_final_on")?,
            })
        },
    )
    .await
}
