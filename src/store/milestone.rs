//! Requests for a needs assessment and what came of them, with SEN2's codes and dates.

use super::error::StoreError;
use super::row::Row;
use super::tx::Tx;
use super::value::{Value, day, flag, flag_or_null, text, text_or_null};
use crate::calendar::Date;
use crate::ids::ChildId;

/// A request for a needs assessment, known by its child and the day it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// For whom.
    pub child: ChildId,
    /// The day it came.
    pub received_on: Date,
    /// Who asked: SEN2's code.
    pub source: Option<String>,
    /// Whether the young person was in relevant youth accommodation.
    pub in_youth_accommodation: bool,
    /// What was decided: SEN2's code.
    pub outcome: Option<String>,
    /// When.
    pub outcome_on: Option<Date>,
    /// Whether there was mediation about it.
    pub mediation: bool,
    /// Whether there was an appeal about it.
    pub tribunal: bool,
    /// Whether an exception to the 6 weeks applied; none where nobody said.
    pub week_6_exception: Option<bool>,
}

/// The assessment that a request led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// Of whom.
    pub child: ChildId,
    /// The day of the request.
    pub received_on: Date,
    /// Whether to issue a plan: SEN2's code.
    pub outcome: Option<String>,
    /// When that was decided.
    pub outcome_on: Option<Date>,
    /// Whether there was mediation about that.
    pub mediation: bool,
    /// Whether there was an appeal about that.
    pub tribunal: bool,
    /// Whether there was mediation about something else.
    pub other_mediation: bool,
    /// Whether there was an appeal about something else.
    pub other_tribunal: bool,
    /// Whether an exception to the 20 weeks applied.
    pub week_20_exception: bool,
}

/// Writes requests; one of the same child and day is replaced, and keeps an exception of which the new one says nothing.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such child.
pub async fn save_requests(tx: &mut Tx, requests: &[Request]) -> Result<(), StoreError> {
    for request in requests {
        tx.execute(
            "INSERT INTO request (child_id, received_on, source, in_youth_accommodation, outcome, outcome_on, \
             mediation, tribunal, week_6_exception) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
             ON CONFLICT (child_id, received_on) DO UPDATE SET source = excluded.source, \
             in_youth_accommodation = excluded.in_youth_accommodation, outcome = excluded.outcome, \
             outcome_on = excluded.outcome_on, mediation = excluded.mediation, tribunal = excluded.tribunal, \
             week_6_exception = COALESCE(excluded.week_6_exception, request.week_6_exception)",
            request_values(request),
        )
        .await?;
    }
    Ok(())
}

/// Writes assessments; one of the same child and request is replaced.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such request.
pub async fn save_assessments(tx: &mut Tx, assessments: &[Assessment]) -> Result<(), StoreError> {
    for assessment in assessments {
        tx.execute(
            "INSERT INTO assessment (child_id, received_on, outcome, outcome_on, mediation, tribunal, \
             other_mediation, other_tribunal, week_20_exception) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
             ON CONFLICT (child_id, received_on) DO UPDATE SET outcome = excluded.outcome, \
             outcome_on = excluded.outcome_on, mediation = excluded.mediation, tribunal = excluded.tribunal, \
             other_mediation = excluded.other_mediation, other_tribunal = excluded.other_tribunal, \
             week_20_exception = excluded.week_20_exception",
            assessment_values(assessment),
        )
        .await?;
    }
    Ok(())
}

/// A child's requests, the oldest first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn requests_of(tx: &mut Tx, child: &ChildId) -> Result<Vec<Request>, StoreError> {
    tx.all(
        "SELECT * FROM request WHERE child_id = $1 ORDER BY received_on",
        vec![text(child)],
        read_request,
    )
    .await
}

/// A child's assessments, the oldest first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn assessments_of(tx: &mut Tx, child: &ChildId) -> Result<Vec<Assessment>, StoreError> {
    tx.all(
        "SELECT * FROM assessment WHERE child_id = $1 ORDER BY received_on",
        vec![text(child)],
        read_assessment,
    )
    .await
}

/// The last request of each child.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn last_requests(tx: &mut Tx) -> Result<Vec<Request>, StoreError> {
    tx.all(
        "SELECT * FROM request r WHERE received_on = \
         (SELECT MAX(o.received_on) FROM request o WHERE o.child_id = r.child_id)",
        Vec::new(),
        read_request,
    )
    .await
}

/// The last assessment of each child.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn last_assessments(tx: &mut Tx) -> Result<Vec<Assessment>, StoreError> {
    tx.all(
        "SELECT * FROM assessment a WHERE received_on = \
         (SELECT MAX(o.received_on) FROM assessment o WHERE o.child_id = a.child_id)",
        Vec::new(),
        read_assessment,
    )
    .await
}

fn request_values(request: &Request) -> Vec<Value> {
    vec![
        text(&request.child),
        day(request.received_on),
        text_or_null(request.source.as_ref()),
        flag(request.in_youth_accommodation),
        text_or_null(request.outcome.as_ref()),
        text_or_null(request.outcome_on),
        flag(request.mediation),
        flag(request.tribunal),
        flag_or_null(request.week_6_exception),
    ]
}

fn read_request(row: &Row) -> Result<Request, StoreError> {
    Ok(Request {
        child: row.parsed("child_id")?,
        received_on: row.day("received_on")?,
        source: row.text_or_null("source")?,
        in_youth_accommodation: row.flag("in_youth_accommodation")?,
        outcome: row.text_or_null("outcome")?,
        outcome_on: row.day_or_null("outcome_on")?,
        mediation: row.flag("mediation")?,
        tribunal: row.flag("tribunal")?,
        week_6_exception: row.flag_or_null("week_6_exception")?,
    })
}

fn assessment_values(assessment: &Assessment) -> Vec<Value> {
    vec![
        text(&assessment.child),
        day(assessment.received_on),
        text_or_null(assessment.outcome.as_ref()),
        text_or_null(assessment.outcome_on),
        flag(assessment.mediation),
        flag(assessment.tribunal),
        flag(assessment.other_mediation),
        flag(assessment.other_tribunal),
        flag(assessment.week_20_exception),
    ]
}

fn read_assessment(row: &Row) -> Result<Assessment, StoreError> {
    Ok(Assessment {
        child: row.parsed("child_id")?,
        received_on: row.day("received_on")?,
        outcome: row.text_or_null("outcome")?,
        outcome_on: row.day_or_null("outcome_on")?,
        mediation: row.flag("mediation")?,
        tribunal: row.flag("tribunal")?,
        other_mediation: row.flag("other_mediation")?,
        other_tribunal: row.flag("other_tribunal")?,
        week_20_exception: row.flag("week_20_exception")?,
    })
}
